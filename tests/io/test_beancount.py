"""Beancount reads our export and comes to our balances: an independent oracle of the books, not only of the text."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from beancount import loader
from beancount.core import data
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.io.beancount import beancount_text
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import Money
from communitywelfare.sources import Source
from communitywelfare.strategies import funds, journals

CHART, SOURCES = shipped_chart(), shipped_sources()


def load(text):
    """What Beancount makes of a file, which it must accept."""
    entries, errors, options = loader.load_string(text)
    assert [error.message for error in errors] == []
    return entries, options


def errors_of(text):
    return [error.message for error in loader.load_string(text)[1]]


def transactions(entries):
    return [entry for entry in entries if isinstance(entry, data.Transaction)]


@pytest.fixture(scope="session")
def their_balances(account_key):
    """Beancount's balances, by the same key as ours; which source a commodity is, the file itself tells."""

    def sums(entries):
        source = {entry.currency: entry.meta["source"] for entry in entries if isinstance(entry, data.Commodity)}
        found = Counter()
        for transaction in transactions(entries):
            for line in transaction.postings:
                found[*account_key(line.account), source[line.units.currency]] += line.units.number * 100
        return {key: satang for key, satang in found.items() if satang}

    return sums


@given(journals())
def test_beancount_accepts_any_books_and_comes_to_our_balances(balances, their_balances, journal):
    entries, _options = load(beancount_text(journal, CHART, SOURCES))

    assert their_balances(entries) == balances(journal)


@given(funds())
def test_beancount_accepts_the_books_of_any_fund(balances, their_balances, fund):
    entries, options = load(beancount_text(fund.journal, fund.chart, fund.sources, title=fund.profile.name))

    assert their_balances(entries) == balances(fund.journal)
    assert options["title"] == fund.profile.name


def test_beancount_agrees_about_a_whole_synthetic_fund(package, odd_journal, balances, their_balances):
    entries, _options = load(beancount_text(odd_journal, package.fund.chart, package.fund.sources))

    assert their_balances(entries) == balances(odd_journal)
    assert len(transactions(entries)) == len(odd_journal)


@given(journals())
def test_every_entry_is_there_with_what_leads_back_to_it(journal):
    entries, _options = load(beancount_text(journal, CHART, SOURCES))

    by_number = {entry.number: entry for entry in journal}
    found = transactions(entries)
    assert sorted(each.meta["entry"] for each in found) == sorted(by_number)
    for each in found:
        entry = by_number[each.meta["entry"]]
        voucher = entry.voucher
        assert (each.date, each.narration) == (voucher.day, voucher.description)
        assert each.meta["voucher"] == voucher.number
        assert each.meta["hash"] == entry.seal.hash
        assert each.meta["kind"] == voucher.kind.value
        assert datetime.fromisoformat(each.meta["recorded"]) == entry.recorded_at
        assert each.meta.get("event") == voucher.event_day
        assert each.meta.get("reference", "") == voucher.reference
        assert each.meta.get("reverses", "") == voucher.reverses
        assert len(each.postings) == len(voucher.postings)


@given(journals())
def test_a_reversal_is_linked_to_what_it_reverses(journal):
    found = {each.meta["entry"]: each for each in transactions(load(beancount_text(journal, CHART, SOURCES))[0])}

    for each in found.values():
        if "reverses" in each.meta:
            assert each.links & found[each.meta["reverses"]].links


@given(journals())
def test_every_balance_is_asserted_on_the_day_after_the_last_entry(journal):
    entries, _options = load(beancount_text(journal, CHART, SOURCES))
    asserted = [entry for entry in entries if isinstance(entry, data.Balance)]
    moved = {(line.account, line.units.currency) for each in transactions(entries) for line in each.postings}

    assert {(each.account, each.amount.currency) for each in asserted} == moved
    assert all(each.tolerance == 0 for each in asserted)
    assert {each.date.toordinal() for each in asserted} <= {
        max(entry.voucher.day for entry in journal).toordinal() + 1 if len(journal) else 0
    }


@given(journals())
def test_in_one_currency_the_source_stands_beside_each_line(journal):
    entries, _options = load(beancount_text(journal, CHART, SOURCES, currency="THB"))

    lines = [line for each in transactions(entries) for line in each.postings]
    told = Counter((line.meta["source"], line.units.number * 100) for line in lines)
    ours = Counter((line.source, line.amount.satang) for each in journal for line in each.voucher.postings)
    assert told == ours
    assert {line.units.currency for line in lines} <= {"THB"}


def voucher(*postings, number="1/2567", day=date(2024, 1, 1), description="ทดสอบ"):
    return Voucher(day=day, kind=DocumentKind.JOURNAL, number=number, description=description, postings=postings)


def journal_of(*vouchers):
    when = datetime(2024, 1, 1, tzinfo=UTC)
    numbered = enumerate(vouchers, start=1)
    return Journal(tuple(Entry(number=f"E{n:07d}", voucher=each, recorded_at=when) for n, each in numbered))


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@example('\\"\n\\n\r\t\v')
def test_any_words_come_back_as_they_were(words):
    books = journal_of(
        voucher(Posting("12010", "OTHER", Money(1)), Posting("42030", "OTHER", Money(-1)), description=words)
    )

    [found] = transactions(load(beancount_text(books, CHART, SOURCES, title=words))[0])

    assert found.narration == words


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1), unique=True, min_size=2, max_size=5))
@example(["1", "M-1", "ม.1/2", " ", "\N{FULLWIDTH SOLIDUS}", "/", "·2f·", "ก\u200b", "ก"])
def test_different_members_and_papers_never_become_one(names):
    lines = [Posting("41010", "MEMBERS", Money(-1), member) for member in names]
    papers = [
        voucher(Posting("11010", "MEMBERS", Money(1)), line, number=name)
        for name, line in zip(names, lines, strict=True)
    ]

    found = transactions(load(beancount_text(journal_of(*papers), CHART, SOURCES))[0])

    assert len({each.postings[1].account for each in found}) == len(names)
    assert len(frozenset().union(*(each.links for each in found))) == len(names)


@given(st.lists(st.text(max_size=30), unique=True, min_size=1, max_size=8))
@example(["LAO", "lao", "L A O", "LAO1", "LAO2", "LAOA", "อบต.", "", "THB"])
@example(["A" * 17, "A" * 18, *"กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟ"])
def test_every_source_has_a_commodity_of_its_own(codes):
    sources = [Source(code=code, name={"th": code}, restricted=False, pay_order=1) for code in codes]
    lines = [Posting(account, code, Money(n)) for code in codes for account, n in (("12010", 1), ("42030", -1))]

    entries, _options = load(beancount_text(journal_of(voucher(*lines)), CHART, sources))

    told = {entry.meta["source"]: entry.currency for entry in entries if isinstance(entry, data.Commodity)}
    assert len(set(told.values())) == len(codes)
    assert all(name.isascii() and name.isalpha() and name.isupper() and len(name) <= 24 for name in told.values())


def test_books_with_faults_are_written_as_they_stand_and_the_other_program_finds_them_too():
    off = voucher(Posting("12010", "OTHER", Money(2)), Posting("42030", "OTHER", Money(-1)))
    unknown = voucher(Posting("12010", "OTHER", Money(1)), Posting("99999", "OTHER", Money(-1)))
    others = voucher(Posting("12010", "OTHER", Money(1)), Posting("41040", "OTHER", Money(-1)))
    nobody = voucher(
        *(Posting("12010", "MEMBERS", Money(1)), Posting("41010", "MEMBERS", Money(-1))),
        *(Posting("12010", "MEMBERS", Money(1)), Posting("41010", "MEMBERS", Money(-1), "M1")),
    )

    assert any("does not balance" in each for each in errors_of(beancount_text(journal_of(off), CHART, SOURCES)))
    assert any(
        "Invalid reference to unknown account" in each for each in errors_of(beancount_text(journal_of(unknown), CHART))
    )
    assert any("Invalid currency" in each for each in errors_of(beancount_text(journal_of(others), CHART, SOURCES)))
    assert errors_of(beancount_text(journal_of(nobody), CHART, SOURCES)) == []  # `check` finds it; the sums are right
    assert any("Duplicate" in each for each in errors_of(beancount_text(journal_of(nobody, nobody), CHART, SOURCES)))


def test_a_member_or_holder_where_none_is_wanted_is_shown_all_the_same(account_key):
    lines = [Posting("12010", "OTHER", Money(3)), Posting("12010", "OTHER", Money(-1), "M1")]
    books = journal_of(voucher(*lines, Posting("12010", "OTHER", Money(-2), "", "V1")))

    [found] = transactions(load(beancount_text(books, CHART, SOURCES))[0])

    assert [account_key(line.account) for line in found.postings] == [
        ("12010", "", ""),
        ("12010", "M1", ""),
        ("12010", "", "V1"),
    ]


def test_accounts_of_a_fund_of_its_own_are_taken_whatever_their_codes_are():
    codes = ("1-1", "1", "ก1", "a", "A-a", "/", "")
    chart = type(CHART)(tuple(evolve(CHART.account("12010"), code=code, name={"th": "1-x"}) for code in codes))
    lines = [Posting(code, "OTHER", Money(n)) for n, code in enumerate(codes, start=1)]
    books = journal_of(voucher(*lines, Posting("1", "OTHER", Money(-sum(range(len(codes) + 1))))))

    entries, _options = load(beancount_text(books, chart))

    assert len({entry.account for entry in entries if isinstance(entry, data.Open)}) == len(codes)


def test_account_names_may_be_english_and_beancount_2_is_written_for_too():
    text = beancount_text(journal_of(), CHART, SOURCES, release=2)
    assert 'option "inferred_tolerance_multiplier" "0"' in text
    books = journal_of(voucher(Posting("12010", "OTHER", Money(1)), Posting("42030", "OTHER", Money(-1))))
    assert "Assets:12010-Bank-deposit-account-1  0.01 THBOTHER" in beancount_text(books, CHART, language="en")


def test_empty_books_are_a_file_too():
    assert load(beancount_text(Journal(), CHART, SOURCES))[0] == []
