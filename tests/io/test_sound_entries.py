"""Journals read quickly: the very entries of the long road, or no answer where anything may be wrong."""

from datetime import UTC, date, datetime
from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import entry_number
from communitywelfare.errors import FormatError
from communitywelfare.io._chain import GENESIS, header
from communitywelfare.io._journal_reading import JournalReading, read_journal, read_line_by_line
from communitywelfare.io._lines import line_of
from communitywelfare.io._sound_entries import sound_entries
from communitywelfare.io.journal import journal_text
from communitywelfare.io.stored import stored_in, verify
from communitywelfare.money import Money

TEXTS = st.sampled_from(["", "รับเงินสมทบ", "RECEIPT", "=1", "'", "30.00", "ก ข", "R1", "ก, ข"])
CODES = st.sampled_from(["11010", "41010", "MEMBERS", "1", "2", "=1", "R1"])
DAYS = st.dates(date(2020, 9, 28), date(2022, 10, 3))


@st.composite
def entries(draw: st.DrawFn, number: int) -> Entry:
    postings = st.builds(
        Posting,
        account=CODES,
        source=CODES,
        amount=st.integers(-3, 10**9).map(Money),
        member=TEXTS,
        holder=TEXTS,
    )
    voucher = Voucher(
        day=draw(DAYS),
        kind=draw(st.sampled_from(DocumentKind)),
        number=draw(CODES),
        description=draw(TEXTS),
        postings=tuple(draw(st.lists(postings, min_size=1, max_size=5))),
        reference=draw(TEXTS),
        reverses=draw(TEXTS),
        event_day=draw(st.none() | DAYS),
    )
    recorded_at = draw(st.datetimes(datetime(2020, 1, 1), datetime(2024, 1, 1), timezones=st.just(UTC)))
    return Entry(number=entry_number(number), voucher=voucher, recorded_at=recorded_at)


@st.composite
def journals(draw: st.DrawFn) -> Journal:
    return Journal(tuple(draw(entries(number)) for number in range(1, draw(st.integers(0, 4)) + 1)))


def told(reading: JournalReading) -> object:
    """Everything that a reading tells, the seals among it, which do not count when entries are compared."""
    seals = [entry.seal for entry in reading.entries]
    rows = (list(reading.rows.lines), reading.rows.set_aside, reading.rows.findings)
    return reading.entries, seals, rows, reading.debit, reading.credit, reading.broken


def resealed(lines: list[str]) -> bytes:
    """A journal of stored lines, each without seal, that are one entry by their first cell; the chain holds."""
    prev, text = GENESIS, [header()]
    for place, line in enumerate(lines):
        number = line.partition(",")[0]
        text.append(f"{line},,")
        if place + 1 == len(lines) or lines[place + 1].partition(",")[0] != number:
            begin = next(at for at in range(place, -1, -1) if at == 0 or lines[at - 1].partition(",")[0] != number)
            seal = sha256("\n".join([prev, *lines[begin : place + 1]]).encode()).hexdigest()
            text[-1] = f"{line},{prev},{seal}"
            prev = seal
    return "".join(f"{line}\r\n" for line in text).encode()


@given(journals(), st.sampled_from(["utf-8", "utf-8-sig"]))
def test_the_quick_road_and_the_long_one_come_to_the_same(journal, encoding):
    text = journal_text(journal)
    contents = text.encode(encoding)
    assert told(read_journal(contents, encoding)) == told(read_line_by_line(contents))
    is_plain = '"' not in text
    assert (sound_entries(contents) is not None) == is_plain


@settings(max_examples=500)
@given(journals(), st.data())
def test_whatever_is_damaged_is_told_as_the_long_road_tells_it(journal, data):
    contents = journal_text(journal).encode()
    for _damage in range(data.draw(st.integers(1, 2))):
        position = data.draw(st.integers(0, len(contents)))
        cut = position + data.draw(st.sampled_from([0, 1, 1, 2, 30, 200]))
        put = data.draw(
            st.sampled_from(["", "0", "9", ",", ",,", "\r\n", ",,\r\n", "\r", "\n", " ", "'", '"', "ก", "-"])
        )
        contents = contents[:position] + put.encode() + contents[cut:]
    try:
        contents.decode()
    except UnicodeDecodeError:
        with pytest.raises(FormatError):
            read_journal(contents, "utf-8")
        return
    assert told(read_journal(contents, "utf-8")) == told(read_line_by_line(contents))


@settings(max_examples=500)
@given(journals().filter(len), st.data())
def test_whatever_stands_in_cells_under_a_sound_chain_is_told_as_the_long_road_tells_it(journal, data):
    """Whoever seals a journal may write what he likes into it: here one cell of a line takes another's text."""
    stored = [line.rsplit(",", 2)[0] for line in journal_text(journal).split("\r\n")[1:-1]]
    if any('"' in line for line in stored):
        return
    cells = [line.split(",") for line in stored]
    for _change in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(cells))
        column = data.draw(st.integers(0, len(row) - 1))
        other = data.draw(st.sampled_from(cells))
        row[column] = data.draw(
            st.sampled_from([*other, "", " 1", "1\n2", "\n", "\r", "-5.00", "2567-01-01", f"{row[column]} "])
        )
    contents = resealed([",".join(row) for row in cells])
    assert told(read_journal(contents, "utf-8")) == told(read_line_by_line(contents))


LINES = [
    line_of(["E1", "2024-01-01", "", str(number), *account, "เงิน", "RECEIPT", "R1", *("", "", "", ""), moment])
    for moment in ["2024-01-01T12:00:00+07:00"]
    for number, account in [(1, ("11010", "MEMBERS", "5.00", "")), (2, ("41010", "MEMBERS", "", "5.00"))]
]


def test_an_entry_is_read_quickly():
    found = sound_entries(resealed(LINES))
    assert found is not None
    assert (len(found.entries), found.lines, found.debit, found.credit) == (1, 2, 500, 500)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("2024-01-01,,2", "2024-01-02,,2"),  # another day on the second line
        (",2,41010", ",x,41010"),  # no number of a line
        (",2,41010", ",,41010"),
        ("41010,MEMBERS,,5.00", "41010,MEMBERS,,-5.00"),  # a negative amount, which the control sums have to tell apart
        ("41010,MEMBERS,,5.00", "41010,MEMBERS,5.00,5.00"),  # both sides
        ("41010,MEMBERS,,5.00", "41010,MEMBERS,,"),  # neither
        ("41010,MEMBERS,,5.00", ",MEMBERS,,5.00"),  # no account
        ("41010,MEMBERS,,5.00", "41010,MEMBERS,5.00"),  # a cell is missing
    ],
)
def test_lines_that_are_not_as_they_should_be_go_the_long_road_though_the_chain_holds(was, now):
    contents = resealed([line.replace(was, now) for line in LINES])
    assert sound_entries(contents) is None
    assert read_line_by_line(contents).broken is None


def test_an_entry_that_was_sealed_in_two_parts_is_one_entry():
    first = journal_text(Journal()).removesuffix("\r\n")
    prev, written = GENESIS, [first]
    for line in LINES:
        seal = sha256(f"{prev}\n{line}".encode()).hexdigest()
        written.append(f"{line},{prev},{seal}")
        prev = seal
    contents = "".join(f"{line}\r\n" for line in written).encode()
    assert sound_entries(contents) is None
    assert len(read_journal(contents, "utf-8").entries) == 1


def test_a_cell_that_is_longer_than_cells_may_be_is_torn_as_ever():
    contents = resealed([line.replace("เงิน", "ก" * 140_000) for line in LINES])
    assert [finding.code for finding in read_journal(contents, "utf-8").rows.findings] == ["table.torn"]


def test_an_entry_of_very_many_lines_goes_the_long_road():
    lines = [LINES[0].replace(",1,11010", f",{number},11010") for number in range(1, 13_001)]
    contents = resealed(lines)
    assert sound_entries(contents) is None
    assert len(read_journal(contents, "utf-8").entries[0].voucher.postings) == 13_000


def test_a_nul_is_no_text():
    with pytest.raises(FormatError):
        read_journal(resealed([line.replace("เงิน", "\0") for line in LINES]), "utf-8")


@given(journals().filter(len), st.data())
def test_the_chain_breaks_where_verify_says_it_does(journal, data):
    text = journal_text(journal)
    begin = text.index("\r\n") + 2
    position = data.draw(st.integers(begin, len(text) - 3))
    swapped = "1" if text[position] != "1" else "2"
    damaged = text[:position] + swapped + text[position + 1 :]
    is_number = "," not in text[text.rindex("\n", 0, position) : position]  # then the two name an entry by another line
    if is_number or '"' in text or text[position] in ",\r\n":
        return
    fault = verify(stored_in(damaged))
    broken = read_journal(damaged.encode(), "utf-8").broken
    assert fault is not None
    assert broken is not None
    assert fault.params["entry"] in {broken[1], broken[1].removeprefix("'")}


def test_very_many_different_lines_are_not_all_kept(monkeypatch):
    monkeypatch.setattr("communitywelfare.io._sound_entries._KEPT_AT_MOST", 1)
    monkeypatch.setattr("communitywelfare.io._chain._AT_ONCE", 1)
    lines = [line.replace("E1", f"E{number}").replace("5.00", f"{number}.00") for number in (1, 2, 3) for line in LINES]
    contents = resealed(lines)
    found = sound_entries(contents)
    assert found is not None
    assert found.entries == read_line_by_line(contents).entries
