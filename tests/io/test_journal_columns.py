"""Many journals as columns: the very figures and findings of the entries, whichever way they are read."""

import csv
from datetime import UTC, date, datetime

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher, trial_balance
from communitywelfare.accounting.faults import faults
from communitywelfare.accounting.journal import entry_number
from communitywelfare.calendar import YearStart
from communitywelfare.errors import FormatError
from communitywelfare.io._columns import read_rows
from communitywelfare.io._entries import entries_of
from communitywelfare.io._lines import line_of
from communitywelfare.io._quick_journal import quick_sums
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Sheet
from communitywelfare.io.journal import journal_text, one_sided
from communitywelfare.io.journal_columns import journal_columns
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.io.stored import stored_in, verify
from communitywelfare.money import Money

CHART, SOURCES = shipped_chart(), shipped_sources()
DAYS = st.dates(date(2020, 9, 28), date(2022, 10, 3))
PAIRS = [  # two lines that may stand in one voucher
    (("12010", "GOV_VIA_CODI", ""), ("41030", "GOV_VIA_CODI", "")),
    (("11010", "MEMBERS", ""), ("41010", "MEMBERS", "M1")),
    (("11010", "MEMBERS", ""), ("41010", "MEMBERS", "สมาชิกหมายเลข-2")),
    (("51010", "LAO", "M1"), ("12010", "LAO", "")),
]


@st.composite
def entries(draw: st.DrawFn, number: int, least: int) -> Entry:
    lines = []
    for one, other in draw(st.lists(st.sampled_from(PAIRS), min_size=1, max_size=3)):
        amount = Money(draw(st.integers(1, 10**9) | st.sampled_from([least, 3000])))
        lines += [Posting(*one[:2], amount, one[2]), Posting(*other[:2], -amount, other[2])]
    day = draw(DAYS)
    voucher = Voucher(
        day=day,
        kind=draw(st.sampled_from(DocumentKind)),
        number=f"X{number}",
        description=draw(st.sampled_from(["", "รับเงินสมทบ", "=1", "ก, ข"][: draw(st.sampled_from([3, 3, 4]))])),
        postings=tuple(lines),
        event_day=draw(st.none() | st.dates(date(2020, 9, 1), day)),
    )
    recorded_at = draw(st.datetimes(datetime(2020, 1, 1), datetime(2024, 1, 1), timezones=st.just(UTC)))
    return Entry(number=entry_number(number), voucher=voucher, recorded_at=recorded_at)


@st.composite
def journals(draw: st.DrawFn, least: int = 1) -> Journal:
    return Journal(tuple(draw(entries(number, least)) for number in range(1, draw(st.integers(0, 5)) + 1)))


def by_entries(text: str) -> tuple[dict[tuple[object, ...], int], list[str]]:
    """Sums and codes of findings by the long road, line by line."""
    rows = read_rows(Sheet("journal.csv", text), schemas()["journal"])
    found = [finding.code for finding in (*rows.findings, *one_sided(rows))] if rows.columns else ["header"]
    sums: dict[tuple[object, ...], int] = {}
    for entry in entries_of([rows] if rows.columns else []):
        voucher = entry.voucher
        found += [fault.code for fault in faults(voucher, CHART, SOURCES)]
        for posting in voucher.postings:
            key = voucher.day.toordinal(), posting.account, posting.source, voucher.kind
            sums[key] = sums.get(key, 0) + posting.amount.satang
    return sums, found


def as_sums(found) -> dict[tuple[object, ...], int]:
    return {
        (day, found.accounts[account], found.sources[source], found.kinds[kind]): satang
        for day, account, source, kind, satang in zip(
            *(each.tolist() for each in (found.day, found.account, found.source, found.kind, found.satang)), strict=True
        )
    }


@given(journals())
def test_a_sound_journal_is_added_up_the_quick_way_unless_it_has_quotes(journal):
    text = journal_text(journal)
    quick = quick_sums(text.encode(), CHART, SOURCES)
    assert quick == (None if '"' in text else by_entries(text)[0])
    assert by_entries(text)[1] == []


@given(journals(), st.data())
def test_whatever_is_damaged_comes_out_as_the_entries_say(journal, data):
    text = journal_text(journal)
    start = text.index("\r\n") + 2
    for _damage in range(data.draw(st.integers(1, 2))):
        position = data.draw(st.integers(data.draw(st.sampled_from([0, start])), len(text)))
        cut = position + data.draw(st.sampled_from([0, 1, 1, 2, 30]))
        text = (
            text[:position]
            + data.draw(st.sampled_from(["", "0", "9", ",", "\r\n", " ", "'", "\n", "ก", "-"]))
            + text[cut:]
        )
    sums, codes = by_entries(text)
    quick = quick_sums(text.encode(), CHART, SOURCES)
    assert quick is None or (codes == [] and quick == sums)
    found = journal_columns([("F1", text.encode())], CHART, SOURCES, verify=False)
    assert as_sums(found) == sums
    assert sorted(finding.code for finding in found.findings) == sorted(codes) or codes[:1] == ["header"]
    assert all(finding.params["fund"] == "F1" for finding in found.findings)


CELLS = {
    "entry_no": ["", "'=1", "=1", "'E0000001"],
    "entry_date": ["", "2021-03-04", " 2021-03-04", "2564-03-04"],
    "event_date": ["x", "2021-03-04"],
    "line": ["x", "", "7"],
    "account": ["", "11010", "52010", "10000", "99999"],
    "source": ["", "LAO", "NOBODY", "'MEMBERS"],
    "debit": ["", "0.00", "30", "1,000.00", "30.000", " "],
    "credit": ["", "0.00", "-5.00", "99999999999999.99"],
    "doc_type": ["", "CLOSING", "PAYMENT", "closing"],
    "doc_no": ["", "'"],
    "member_no": ["", "M7", " "],
    "holder": ["", "V1", " "],
    "recorded_at": [
        *("", "2021-03-04", "2021-03-04 05:06:07+00:00", "2021-03-04T25:06:07+00:00", "2021-03-04T05:06"),
        *("2021-03-04T05", "2021-03-04T050607", "2021-03-04T05+07:00", "2021-03-04T05+07:15+00:00", "2021-03-04T05+07"),
        *("2021-03-04T24:00:00+00:00", "2021-03-04T24:00:01", "2021-03-04T05:06:7", "2021-03-04T05:06:07.5+07:00"),
        *("2021-03-04T05:60:07+00:00", "2021-03-04T05:06:60", "2021-03-04T05:06+07:00", "2021-02-29T05:06:07"),
    ],
}


@pytest.mark.parametrize(("column", "cell"), [(column, cell) for column, cells in CELLS.items() for cell in cells])
def test_whatever_stands_in_one_cell_of_a_sound_journal_comes_out_as_the_entries_say(column, cell):
    lines = (Posting("11010", "MEMBERS", Money(7)), Posting("41010", "MEMBERS", Money(-7), "M1"))
    voucher = Voucher(day=date(2024, 1, 1), kind=DocumentKind.RECEIPT, number="R1", description="", postings=lines)
    books = Journal((Entry(number="E1", voucher=voucher, recorded_at=datetime(2024, 1, 1, tzinfo=UTC)),))
    header, *stored = journal_text(books).removesuffix("\r\n").split("\r\n")
    for row, line in enumerate(stored):
        cells = line.split(",")
        cells[header.split(",").index(column)] = cell
        text = "".join(f"{each}\r\n" for each in [header, *stored[:row], line_of(cells), *stored[row + 1 :]])
        sums, codes = by_entries(text)
        assert quick_sums(text.encode(), CHART, SOURCES) in ((None,) if codes else (None, sums))


@settings(max_examples=400)
@given(journals(least=0), st.data())
def test_whatever_stands_in_a_cell_comes_out_as_the_entries_say(journal, data):
    header, *lines = journal_text(journal).removesuffix("\r\n").split("\r\n")
    for _change in range(data.draw(st.integers(1, 3)) if lines else 0):
        row, column = data.draw(st.integers(0, len(lines) - 1)), data.draw(st.sampled_from(sorted(CELLS)))
        [cells] = csv.reader([lines[row]])
        cells[header.split(",").index(column)] = data.draw(st.sampled_from(CELLS[column]))
        lines[row] = line_of(cells)
    text = "".join(f"{line}\r\n" for line in [header, *lines])
    sums, codes = by_entries(text)
    quick = quick_sums(text.encode(), CHART, SOURCES)
    assert quick is None or (codes == [] and quick == sums)
    found = journal_columns([("F1", text.encode())], CHART, SOURCES, verify=False)
    assert as_sums(found) == sums
    assert sorted(finding.code for finding in found.findings) == sorted(codes)


@given(journals().filter(len), st.data())
def test_whatever_was_changed_after_it_was_sealed_is_found_in_columns_as_the_chain_of_entries_tells_it(journal, data):
    text = journal_text(journal)
    position = data.draw(st.integers(text.index("\r\n") + 2, len(text) - 3))
    put = data.draw(st.sampled_from(["0", "1", "ก", ""]))
    changed = text[:position] + put + text[position + 1 :]
    found = journal_columns([("F0", text.encode()), ("F1", changed.encode())], CHART, SOURCES)
    broken = [finding for finding in found.findings if finding.code == "journal.chain_broken"]
    assert [finding.params["fund"] for finding in broken] == (["F1"] if verify(stored_in(changed)) else [])
    unasked = journal_columns([("F1", changed.encode())], CHART, SOURCES, verify=False)
    assert [finding for finding in found.findings if finding not in broken] == list(unasked.findings)


@pytest.mark.parametrize(
    "description", ["เงิน", "ก, ข"]
)  # with a comma its cell is quoted, and all of it read as entries
def test_an_amount_that_was_changed_on_both_sides_shows_in_the_chain_alone(description):
    lines = (Posting("11010", "MEMBERS", Money(700)), Posting("41010", "MEMBERS", Money(-700), "M1"))
    voucher = Voucher(
        day=date(2024, 1, 1), kind=DocumentKind.RECEIPT, number="R1", description=description, postings=lines
    )
    books = Journal((Entry(number="E1", voucher=voucher, recorded_at=datetime(2024, 1, 1, tzinfo=UTC)),))
    changed = journal_text(books).replace("7.00", "9.00").encode()
    [told] = journal_columns([("F1", changed)], CHART, SOURCES).findings
    assert (told.code, told.place.row, told.place.record) == ("journal.chain_broken", 3, "E1")
    assert told.params == {"entry": "E1", "fund": "F1"}
    assert journal_columns([("F1", changed)], CHART, SOURCES, verify=False).findings == ()


@given(st.lists(journals(), min_size=1, max_size=3), DAYS)
def test_the_trial_balance_of_each_fund_is_the_one_of_its_entries(books, on):
    texts = [(f"F{number}", journal_text(journal).encode()) for number, journal in enumerate(books)]
    found = journal_columns(texts, CHART, SOURCES)
    for fund, journal in zip(found.funds, books, strict=True):
        assert found.trial_balance(fund, CHART, on) == trial_balance(journal, CHART, on)


@given(st.lists(journals(), min_size=1, max_size=3), DAYS, DAYS)
def test_balances_of_many_funds_are_the_balances_of_each(books, one, other):
    first, last = sorted((one, other))
    found = journal_columns(
        [(f"F{number}", journal_text(journal).encode()) for number, journal in enumerate(books)], CHART, SOURCES
    )
    until = {
        (f"F{number}", *key): money.satang
        for number, journal in enumerate(books)
        for key, money in journal.balances(last).items()
    }
    assert found.balances(last=last) == until
    between: dict[tuple[str, str, str], int] = {}
    for number, journal in enumerate(books):
        for entry in journal:
            if first <= entry.voucher.day <= last and entry.voucher.kind is not DocumentKind.CLOSING:
                for posting in entry.voucher.postings:
                    key = (f"F{number}", posting.account, posting.source)
                    between[key] = between.get(key, 0) + posting.amount.satang
    assert found.balances(first, last, without=[DocumentKind.CLOSING]) == between


@given(journals(), st.sampled_from([YearStart(10, 1), YearStart(1, 1)]))
def test_years_add_up_to_the_whole(journal, start):
    found = journal_columns([("F1", journal_text(journal).encode())], CHART, SOURCES)
    years = found.by_year(start)
    whole: dict[tuple[str, str, str], int] = {}
    for sums in years.values():
        for key, satang in sums.items():
            whole[key] = whole.get(key, 0) + satang
    assert whole == found.balances()
    assert set(years) == {start.year_of(entry.voucher.day).be for entry in journal}


def test_a_long_journal_is_added_up_the_quick_way_across_its_pieces():
    lines = (Posting("11010", "MEMBERS", Money(7)), Posting("41010", "MEMBERS", Money(-7), "M1"))
    voucher = Voucher(day=date(2024, 1, 1), kind="RECEIPT", number="", description="ก", postings=lines)
    voucher = evolve(voucher, kind=DocumentKind.RECEIPT)
    moment = datetime(2024, 1, 1, tzinfo=UTC)
    books = Journal(
        tuple(
            Entry(
                number=entry_number(at),
                voucher=evolve(voucher, number=f"R{at}", postings=lines * (at % 7 + 1)),
                recorded_at=moment,
            )
            for at in range(1, 4001)
        )
    )
    contents = journal_text(books).encode()
    assert len(contents) > 3 * 2**20
    sums = quick_sums(contents, CHART, SOURCES)
    assert sums == by_entries(contents.decode())[0]
    assert quick_sums(b"\xef\xbb\xbf" + contents, CHART, SOURCES) == sums
    one = Journal((evolve(books.entries[0], voucher=evolve(voucher, number="R1", postings=lines * 9000)),))
    assert quick_sums(journal_text(one).encode(), CHART, SOURCES) is None
    assert as_sums(journal_columns([("F", journal_text(one).encode())], CHART)) == by_entries(journal_text(one))[0]


def test_more_money_than_there_is_cannot_be_added_up_as_columns():
    lines = (Posting("11010", "MEMBERS", Money(10**17 - 1)), Posting("41010", "MEMBERS", Money(1 - 10**17), "M1"))
    voucher = Voucher(day=date(2024, 1, 1), kind=DocumentKind.RECEIPT, number="R1", description="", postings=lines * 30)
    text = journal_text(Journal((Entry(number="E1", voucher=voucher, recorded_at=datetime(2024, 1, 1, tzinfo=UTC)),)))
    with pytest.raises(OverflowError):
        journal_columns([("F1", text.encode())], CHART, SOURCES)


def test_a_file_that_is_no_text_is_told():
    with pytest.raises(FormatError):
        journal_columns([("F1", b"\xff")], CHART, SOURCES)
