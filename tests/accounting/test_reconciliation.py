"""The passbook beside the books: everything is in one place, what is matched agrees, and the statement adds up."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Journal, Posting, Voucher, vouchers
from communitywelfare.accounting.drafts import BankMeaning, interest_and_fees
from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.reconciliation import FAR, NEAR, BankLine, ItemKind, passbook_breaks, reconcile
from communitywelfare.accounting.vouchers import BANK, bulk_entries
from communitywelfare.errors import MissingFact
from communitywelfare.io.shipped import bank_meanings, shipped_chart, shipped_sources
from communitywelfare.money import ZERO, Money, total

CHART = shipped_chart()
FIRST = date(2024, 1, 1)
LAST = FIRST + timedelta(days=90)
DAYS = st.integers(0, 90).map(lambda days: FIRST + timedelta(days=days))
AMOUNTS = st.sampled_from([-300, -200, -100, 100, 200, 300, 400])


def posted(number, day, satang, *, kind=DocumentKind.RECEIPT, account=BANK):
    """Money into the bank or out of it, of two sources where it can be."""
    parts = [("MEMBERS", satang)] if satang % 200 else [("MEMBERS", satang // 2), ("DONATION", satang // 2)]
    postings = [
        posting
        for source, part in parts
        for posting in (Posting(account, source, Money(part)), Posting("31090", source, Money(-part)))
    ]
    return Voucher(day=day, kind=kind, number=str(number), description=f"รายการ {number}", postings=tuple(postings))


def journal_of(made, recorded_at):
    return bulk_entries([(voucher, recorded_at) for voucher in made], CHART)


def passbook(moves, opening=0, account=BANK):
    """Lines with a running balance."""
    lines, balance = [], opening
    for day, satang in moves:
        balance += satang
        lines.append(BankLine(account, day, Money(satang), Money(balance)))
    return lines


@st.composite
def books(draw, recorded_at):
    made = [
        posted(
            number,
            draw(DAYS),
            draw(AMOUNTS),
            kind=draw(st.sampled_from([DocumentKind.RECEIPT, DocumentKind.OPENING])),
            account=draw(st.sampled_from([BANK, BANK, "12020"])),
        )
        for number in range(draw(st.integers(0, 7)))
    ]
    journal = journal_of(made, recorded_at)
    for entry in journal.entries:
        if draw(st.integers(0, 4)) == 0:
            back = vouchers.reversal(entry, day=draw(DAYS), number=f"R{entry.number}", reason="ผิด")
            journal = vouchers.post(journal, CHART, back, recorded_at=recorded_at)
    return journal


@st.composite
def passbooks(draw):
    moves = draw(st.lists(st.tuples(DAYS, AMOUNTS | st.just(0)), min_size=1, max_size=7))
    lines = passbook(sorted(moves), draw(st.integers(-500, 500)))
    if draw(st.integers(0, 4)) == 0:  # a slip of the pen
        line = lines.pop()
        lines.append(BankLine(line.account, line.day, line.amount, line.balance + Money(7)))
    return [*lines, *passbook([(FIRST, 100)], account="12020")]


@given(data=st.data(), on=DAYS)
def test_everything_is_in_one_place_and_what_is_matched_agrees(recorded_at, data, on):
    journal, lines = data.draw(books(recorded_at)), data.draw(passbooks())
    try:
        found = reconcile(journal, lines, BANK, on)
    except MissingFact:
        assert not [line for line in lines if line.account == BANK and line.day <= on]
        return
    both = [*(pair.book for pair in found.pairs), *found.only_books, *(item for two in found.undone for item in two)]
    expected = {
        entry.number: total(posting.amount for posting in entry.voucher.postings if posting.account == BANK)
        for entry in journal.until(on)
        if entry.voucher.day >= found.since and entry.voucher.kind is not DocumentKind.OPENING
    }
    assert Counter({item.entry: item.amount.satang for item in both}) == Counter(
        {entry: amount.satang for entry, amount in expected.items() if amount != ZERO}
    )
    assert len(both) == len({item.entry for item in both})
    known = [line for line in lines if line.account == BANK and line.day <= on and line.amount != ZERO]
    assert Counter([*(pair.bank for pair in found.pairs), *found.only_bank]) == Counter(known)
    for pair in found.pairs:
        assert pair.book.amount == pair.bank.amount
        assert abs((pair.book.day - pair.bank.day).days) <= NEAR
    for one, other in found.undone:
        assert (one.amount, one.entry) == (-other.amount, other.reverses)


@given(data=st.data(), on=DAYS)
def test_no_pair_is_left_that_the_rule_would_make(recorded_at, data, on):
    journal, lines = data.draw(books(recorded_at)), data.draw(passbooks())
    if any(line.account == BANK and line.day <= on for line in lines):
        found = reconcile(journal, lines, BANK, on)
        left = [*found.only_books, *(item for two in found.undone for item in two)]
        assert not any(
            item.amount == line.amount and abs((item.day - line.day).days) <= NEAR
            for item in left
            for line in found.only_bank
        )


@given(data=st.data(), on=DAYS)
def test_the_statement_leads_from_the_balance_of_the_books_to_that_of_the_passbook(recorded_at, data, on):
    journal, lines = data.draw(books(recorded_at)), data.draw(passbooks())
    if not any(line.account == BANK and line.day <= on for line in lines):
        return
    found = reconcile(journal, lines, BANK, on)
    *parts, last = found.statement
    assert [line.kind for line in found.statement] == list(ItemKind)
    assert total(line.amount for line in parts) == last.amount
    amounts = {line.kind: line.amount for line in parts}
    ledger = total(money for (account, _source), money in journal.balances(on).items() if account == BANK)
    assert amounts[ItemKind.LEDGER] == ledger == found.ledger.sum(journal)
    assert last.amount == [line.balance for line in lines if line.account == BANK and line.day <= on][-1]
    before = total(
        posting.amount
        for entry in journal.until(on)
        if entry.voucher.day < found.since or entry.voucher.kind is DocumentKind.OPENING
        for posting in entry.voucher.postings
        if posting.account == BANK
    )
    assert found.before_ledger == before
    breaks = [
        lines[place].balance - expected
        for place, expected in passbook_breaks(lines)
        if lines[place].account == BANK and lines[place].day <= on
    ]
    assert amounts[ItemKind.PASSBOOK_BREAKS] == total(breaks)
    assert amounts[ItemKind.ONLY_BANK_IN] >= ZERO >= amounts[ItemKind.ONLY_BANK_OUT]
    assert amounts[ItemKind.ONLY_BOOKS_OUT] >= ZERO >= amounts[ItemKind.ONLY_BOOKS_IN]


@given(data=st.data(), on=DAYS)
def test_what_is_suggested_is_left_over_is_of_one_amount_and_is_suggested_once(recorded_at, data, on):
    journal, lines = data.draw(books(recorded_at)), data.draw(passbooks())
    if not any(line.account == BANK and line.day <= on for line in lines):
        return
    found = reconcile(journal, lines, BANK, on)
    books_, bank = Counter(), Counter()
    for each in found.suggestions:
        assert total(item.amount for item in each.book) == total(line.amount for line in each.bank)
        assert 1 in {len(each.book), len(each.bank)}
        assert len({thing.amount > ZERO for thing in (*each.book, *each.bank)}) == 1
        books_.update(each.book)
        bank.update(each.bank)
        apart = [abs((item.day - line.day).days) for item in each.book for line in each.bank]
        assert max(apart) <= (FAR if len(apart) == 1 else NEAR)
    assert books_ <= Counter(found.only_books)
    assert bank <= Counter(found.only_bank)


@given(moves=st.lists(st.tuples(DAYS, AMOUNTS), min_size=1, max_size=8).map(sorted), late=st.integers(0, NEAR))
def test_a_passbook_that_shows_the_books_agrees_with_them(recorded_at, moves, late):
    journal = journal_of([posted(number, day, satang) for number, (day, satang) in enumerate(moves)], recorded_at)
    lines = passbook([(FIRST, 0), *((day + timedelta(days=late), satang) for day, satang in moves)])
    found = reconcile(journal, lines, BANK, LAST + timedelta(days=NEAR))
    assert found.agrees
    assert len(found.pairs) == len(moves)


# --- worked by hand ------------------------------------------------------------------------------------------


def test_a_month_with_money_on_its_way_interest_and_a_sum(recorded_at):
    """Books 1,000 + 500 + 300 + 250 − 200; passbook 1,000 + 800 (the two deposits in one) + 3.25 of interest."""
    journal = journal_of(
        [
            posted("0", date(2024, 1, 1), 100_000, kind=DocumentKind.OPENING),
            posted("1", date(2024, 1, 8), 50_000),
            posted("2", date(2024, 1, 9), 30_000),
            posted("3", date(2024, 1, 31), 25_000),
            posted("4", date(2024, 1, 20), -20_000),
        ],
        recorded_at,
    )
    lines = passbook([(date(2024, 1, 1), 0), (date(2024, 1, 10), 80_000), (date(2024, 1, 31), 325)], opening=100_000)
    found = reconcile(journal, lines, BANK, date(2024, 1, 31))
    assert {line.kind.value: line.amount.plain for line in found.statement} == {
        "LEDGER": "1850.00",
        "BROUGHT_FORWARD": "0.00",
        "ONLY_BANK_IN": "803.25",
        "ONLY_BANK_OUT": "0.00",
        "ONLY_BOOKS_IN": "-1050.00",
        "ONLY_BOOKS_OUT": "200.00",
        "PASSBOOK_BREAKS": "0.00",
        "PASSBOOK": "1803.25",
    }
    (suggestion,) = found.suggestions
    assert [item.document for item in suggestion.book] == ["1", "2"]
    assert suggestion.bank == (lines[1],)
    assert not found.agrees


def test_one_entry_may_be_several_lines_of_the_passbook(recorded_at):
    journal = journal_of([posted("1", FIRST, 300)], recorded_at)
    lines = passbook([(FIRST, 0), (FIRST, 100), (FIRST, 200), (FIRST, -50)])
    (suggestion,) = reconcile(journal, lines, BANK, LAST).suggestions
    assert suggestion.bank == tuple(lines[1:3])


def test_nothing_is_suggested_twice_and_nothing_against_its_direction(recorded_at):
    journal = journal_of([posted("1", FIRST, 100), posted("2", FIRST, 200)], recorded_at)
    found = reconcile(journal, passbook([(FIRST, 0), (FIRST, 300), (FIRST, 300)]), BANK, LAST)
    assert [len(each.book) for each in found.suggestions] == [2]
    journal = journal_of([posted("1", FIRST, 300), posted("2", FIRST, 300)], recorded_at)
    found = reconcile(journal, passbook([(FIRST, 0), (FIRST, 100), (FIRST, 200)]), BANK, LAST)
    assert [len(each.bank) for each in found.suggestions] == [2]
    journal = journal_of([posted("1", FIRST, 400), posted("2", FIRST, -100)], recorded_at)
    assert reconcile(journal, passbook([(FIRST, 0), (FIRST, 300)]), BANK, LAST).suggestions == ()


def test_the_same_amount_further_away_is_only_suggested(recorded_at):
    journal = journal_of([posted("1", FIRST, 100)], recorded_at)
    for days, suggested in ((NEAR, 0), (NEAR + 1, 1), (FAR, 1), (FAR + 1, 0)):
        lines = passbook([(FIRST, 0), (FIRST + timedelta(days=days), 100)])
        found = reconcile(journal, lines, BANK, LAST)
        assert (len(found.pairs), len(found.suggestions)) == (int(days <= NEAR), suggested)


def test_two_payments_of_one_amount_go_to_the_nearest_lines(recorded_at):
    journal = journal_of([posted("1", date(2024, 1, 1), 100), posted("2", date(2024, 1, 8), 100)], recorded_at)
    lines = passbook([(date(2024, 1, 1), 0), (date(2024, 1, 7), 100)])
    found = reconcile(journal, lines, BANK, LAST)
    assert [pair.book.document for pair in found.pairs] == ["2"]


def test_a_mistake_that_was_taken_back_is_not_looked_for_at_the_bank(recorded_at):
    journal = journal_of([posted("1", FIRST, 100)], recorded_at)
    back = vouchers.reversal(journal.entries[0], day=LAST, number="2", reason="ผิดบัญชี")
    journal = vouchers.post(journal, CHART, back, recorded_at=recorded_at)
    found = reconcile(journal, passbook([(FIRST, 0)]), BANK, LAST)
    assert ([(one.document, other.document) for one, other in found.undone], found.only_books) == ([("1", "2")], ())
    assert found.agrees


def test_without_a_passbook_nothing_is_compared():
    with pytest.raises(MissingFact) as error:
        reconcile(Journal(), passbook([(LAST, 1)]), BANK, FIRST)
    assert [found.code for found in error.value.findings] == ["bank.no_passbook"]


def test_a_passbook_breaks_where_its_balance_does_not_follow():
    lines = [*passbook([(FIRST, 100), (FIRST, 200)]), BankLine(BANK, LAST, Money(50), Money(999))]
    lines += [BankLine("12020", FIRST, Money(5), Money(17)), BankLine(BANK, LAST, Money(1), Money(1000))]
    assert list(passbook_breaks(lines)) == [(2, Money(350))]


# --- interest and fees ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "note", "satang", "account"),
    [
        ("INT", "", 325, "42030"),
        ("int ", "", 325, "42030"),
        ("", "รับดอกเบี้ยงวดมิถุนายน", 325, "42030"),
        ("FEE", "", -2000, "52070"),
        ("", "ค่าธรรมเนียมสมุดเล่มใหม่", -2000, "52070"),
        ("", "annual fee", -2000, "52070"),
        ("INT", "", -325, None),
        ("FEE", "", 2000, None),
        ("", "coffee", -2000, None),
        ("CD", "ฝากเงินสด", 50_000, None),
    ],
)
def test_interest_and_fees_are_drafted_and_nothing_else_is(code, note, satang, account):
    line = BankLine("12020", FIRST, Money(satang), Money(10**6), code, note)
    drafts = interest_and_fees([line], bank_meanings(), interest_to="OTHER", fees_from="MEMBERS")
    assert [draft[1].postings[0].account for draft in drafts if satang < 0] == (
        [account] if account and satang < 0 else []
    )
    assert len(drafts) == (account is not None)
    for drawn_from, voucher in drafts:
        assert drawn_from is line
        assert faults(voucher, CHART, shipped_sources()) == []
        amounts = {posting.account: posting.amount for posting in voucher.postings}
        assert amounts == {"12020": line.amount, account: -line.amount}


def test_a_fund_s_own_bank_may_print_other_codes():
    line = BankLine(BANK, FIRST, Money(325), Money(325), "IPS")
    assert len(interest_and_fees([line], {"IPS": BankMeaning.INTEREST}, interest_to="OTHER", fees_from="MEMBERS")) == 1
    assert interest_and_fees([line], bank_meanings(), interest_to="OTHER", fees_from="MEMBERS") == ()
