"""hledger reads our export and comes to our balances; so does ledger, where it is installed."""

import csv
import re
from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.io.hledger import hledger_text
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.money import Money
from communitywelfare.strategies import funds, journals

CHART, SOURCES = shipped_chart(), shipped_sources()
MEANT = str.maketrans({chr(ord(sign) + 0xFEE0): sign for sign in ";[]()"})
AMOUNT = re.compile(r"(-?[\d.]+) ([A-Z]+)")


@pytest.fixture(scope="session")
def place(tmp_path_factory):
    return tmp_path_factory.mktemp("hledger")


@pytest.fixture(scope="session")
def put(place):
    """Write books to files, each with commodities of its own letter, so that one process can hold many apart."""

    def write(*texts):
        files = []
        for letter, text in zip("ABCDEFGHIJ", texts, strict=False):
            file = place / f"{letter}.journal"
            file.write_text(text.replace("THB", f"{letter}THB"), encoding="utf-8")
            files.append(file)
        return files

    return write


@pytest.fixture(scope="session")
def keyed(account_key):
    """Balances in satang by the same key as ours; which source a commodity is, the file itself tells."""

    def sums(balances, text):
        source = dict(re.findall(r"^; (THB[A-Z]*): (\S+)", text, re.MULTILINE))
        found = Counter()
        for account, amounts in balances:
            for number, commodity in AMOUNT.findall(amounts):
                if commodity in source:
                    found[*account_key(account), source[commodity]] += int(number.replace(".", ""))
        return {key: satang for key, satang in found.items() if satang}

    return sums


@pytest.fixture(scope="session")
def their_balances(hledger, keyed):
    """hledger's balances of each of several books."""

    def sums(files, texts):
        done = hledger(files, "balance", "--flat", "--no-total", "-O", "csv")
        assert done.returncode == 0, done.stderr
        rows = [(account, amounts) for account, amounts in list(csv.reader(StringIO(done.stdout)))[1:]]
        for letter, text in zip("ABCDEFGHIJ", texts, strict=False):
            yield keyed([(account, _of(letter, amounts)) for account, amounts in rows], text)

    return sums


def _of(letter, amounts):
    return ", ".join(f"{number} {name[1:]}" for number, name in AMOUNT.findall(amounts) if name[0] == letter)


@settings(max_examples=8)
@given(st.lists(journals(), min_size=1, max_size=6))
def test_hledger_accepts_any_books_and_comes_to_our_balances(put, hledger_check, their_balances, balances, books):
    texts = [hledger_text(journal, CHART, SOURCES) for journal in books]
    files = put(*texts)

    assert hledger_check(*files) == ""
    assert list(their_balances(files, texts)) == [balances(journal) for journal in books]


@settings(max_examples=8)
@given(st.lists(funds(), min_size=1, max_size=3))
def test_hledger_accepts_the_books_of_any_fund(put, hledger_check, their_balances, balances, many):
    texts = [hledger_text(fund.journal, fund.chart, fund.sources, title=fund.profile.name) for fund in many]
    files = put(*texts)

    assert hledger_check(*files) == ""
    assert list(their_balances(files, texts)) == [balances(fund.journal) for fund in many]


def test_hledger_agrees_about_a_whole_synthetic_fund(
    package, odd_journal, put, hledger, hledger_check, their_balances, balances
):
    text = hledger_text(odd_journal, package.fund.chart, package.fund.sources)
    files = put(text)

    assert hledger_check(*files) == ""
    assert list(their_balances(files, [text])) == [balances(odd_journal)]
    rows = csv.DictReader(StringIO(hledger(files, "print", "-O", "csv").stdout))
    told = {row["description"].translate(MEANT) for row in rows}
    assert told - {"", "closing balances"} == {entry.voucher.description.replace("\n", "↵") for entry in odd_journal}


def test_ledger_agrees_about_a_whole_synthetic_fund(package, odd_journal, place, ledger, keyed, balances):
    text = hledger_text(odd_journal, package.fund.chart, package.fund.sources)
    (place / "fund.ledger").write_text(text, encoding="utf-8")
    shape = ("--flat", "--no-total", "balance", "--balance-format", "%(account)\t%(display_total)\n")

    done = ledger([place / "fund.ledger"], "--pedantic", *shape)

    assert (done.returncode, done.stderr) == (0, "")
    found = re.findall(r"^(\S+)\t((?:[^\t]+\n)+)(?=\S+\t|\Z)", done.stdout, re.MULTILINE)
    assert keyed(found, text) == balances(odd_journal)


@settings(max_examples=6)
@given(st.lists(journals(), min_size=1, max_size=6))
def test_every_entry_is_there_under_its_number(put, hledger, books):
    texts = [hledger_text(journal, CHART, SOURCES) for journal in books]
    files = put(*texts)

    done = hledger(files, "print", "-O", "csv")

    hashes = {entry.seal.hash for journal in books for entry in journal}
    told = {
        found for row in csv.DictReader(StringIO(done.stdout)) for found in re.findall(r"hash: (\w+)", row["comment"])
    }
    assert told == hashes
    codes = {row["code"] for row in csv.DictReader(StringIO(done.stdout)) if row["code"]}
    assert {code.translate(MEANT) for code in codes} == {entry.voucher.number for each in books for entry in each}


@settings(max_examples=10)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1, max_size=30))
@example(
    [
        "\n2024-01-01 x",
        ";",
        "a\r\nb",
        "\x85",
        "\u2028",
        "[2024-99-99]",
        "date:2024-99-99",
        "[=1]",
        "a:b, c:",
        "(",
        ")",
        "\t=",
        "!",
    ]
)
def test_no_words_can_change_the_books(put, hledger, hledger_check, texts):
    when = datetime(2024, 1, 1, tzinfo=UTC)
    lines = (Posting("12010", "OTHER", Money(1)), Posting("42030", "OTHER", Money(-1)))
    entries = [
        Entry(
            number=f"E{n}",
            recorded_at=when,
            voucher=Voucher(
                day=date(2024, 1, 1),
                kind=DocumentKind.JOURNAL,
                number=words,
                description=words,
                reference=words,
                postings=lines,
            ),
        )
        for n, words in enumerate(texts)
    ]

    files = put(hledger_text(Journal(tuple(entries)), CHART, SOURCES, title=texts[0]))

    assert hledger_check(*files) == ""
    assert hledger(files, "print", "-O", "csv").stdout.count("42030") == len(texts) + 1


@settings(max_examples=6)
@given(st.lists(journals(), min_size=1, max_size=4))
def test_in_one_currency_balances_can_be_had_by_source(put, hledger, hledger_check, books):
    files = put(*(hledger_text(journal, CHART, SOURCES, currency="THB") for journal in books))

    assert hledger_check(*files) == ""
    done = hledger(files, "balance", "--pivot", "source", "--no-total", "-O", "csv", "Assets")
    ours = Counter()
    for letter, journal in zip("ABCD", books, strict=False):
        for entry in journal:
            for line in entry.voucher.postings:
                if CHART.account(line.account).type.value == "ASSET":
                    ours[line.source, letter] += line.amount.satang
    theirs = Counter()
    for source, amounts in list(csv.reader(StringIO(done.stdout)))[1:]:
        for number, commodity in AMOUNT.findall(amounts):
            theirs[source, commodity[0]] += int(number.replace(".", ""))
    assert {key: satang for key, satang in theirs.items() if satang} == {
        key: sum_ for key, sum_ in ours.items() if sum_
    }


def test_empty_books_are_a_file_too(put, hledger_check):
    assert hledger_check(*put(hledger_text(Journal(), CHART, SOURCES))) == ""
