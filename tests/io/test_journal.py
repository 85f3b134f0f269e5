"""The chain over the journal's stored lines: it holds for what was written, and for nothing else."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from itertools import groupby, pairwise

import pytest
from attrs import evolve
from hypothesis import assume, example, given
from hypothesis import strategies as st

from communitywelfare.accounting import Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import DocumentKind, Seal, entry_number
from communitywelfare.errors import Refused
from communitywelfare.io._chain import GENESIS, broken_at
from communitywelfare.io._columns import Reading, read_rows
from communitywelfare.io._entries import entries_of
from communitywelfare.io._rows import Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Sheet
from communitywelfare.io.journal import journal_text, one_sided, sealed
from communitywelfare.money import Money

THAILAND = timezone(timedelta(hours=7))
texts = st.text(alphabet="กa1,\"'=\r\n \t-@", min_size=1, max_size=6)
amounts = st.integers(-(10**9), 10**9).map(Money)
postings = st.builds(Posting, texts, texts, amounts, texts | st.just(""))
vouchers = st.builds(
    Voucher,
    day=st.dates(date(2000, 1, 1), date(2400, 12, 31)),
    kind=st.sampled_from(DocumentKind),
    number=texts,
    description=texts | st.just(""),
    postings=st.lists(postings, min_size=1, max_size=3).map(tuple),
    reference=texts | st.just(""),
    reverses=texts | st.just(""),
)
moments = st.datetimes(datetime(2000, 1, 1), datetime(2400, 1, 1), timezones=st.just(THAILAND))


@st.composite
def journals(draw: st.DrawFn, min_size: int = 0) -> Journal:
    """Any sequence of vouchers: the file does not ask whether they are sound."""
    drawn = draw(st.lists(st.tuples(vouchers, moments), min_size=min_size, max_size=4))
    return Journal(
        tuple(
            Entry(number=entry_number(position), voucher=voucher, recorded_at=moment)
            for position, (voucher, moment) in enumerate(drawn, start=1)
        )
    )


def read(text: str) -> Journal:
    rows = read_rows(Sheet("journal.csv", text), schemas()["journal"])
    assert rows.findings == ()
    return Journal(tuple(entries_of([rows])))


@given(journals())
def test_what_is_written_is_read_again_with_its_seals(journal):
    text = journal_text(journal)
    again = read(text)
    assert again == journal
    assert [entry.seal for entry in again] == [entry.seal for entry in sealed(journal)]
    assert again.head == sealed(journal).head
    assert journal_text(again) == text


@given(journals())
def test_the_chain_of_what_was_written_holds(journal):
    assert broken_at(journal_text(journal)) is None
    assert broken_at("\ufeff" + journal_text(journal)) is None


@given(journals(min_size=1), st.data())
def test_any_changed_character_breaks_it(journal, data):
    text = journal_text(journal)
    position = data.draw(st.integers(0, len(text) - 1))
    other = data.draw(st.sampled_from("0159,\"'กa \r\nEf-") | st.characters(codec="utf-8"))
    assume(other != text[position])
    assert broken_at(text[:position] + other + text[position + 1 :]) is not None


@given(journals(min_size=1), st.data())
def test_any_dropped_or_added_character_breaks_it(journal, data):
    text = journal_text(journal)
    position = data.draw(st.integers(0, len(text) - 1))
    dropped = text[:position] + text[position + 1 :]
    added = text[:position] + data.draw(st.sampled_from('0,"a')) + text[position:]
    assert broken_at(dropped) is not None
    assert broken_at(added) is not None


@given(journals(min_size=2), st.data())
def test_entries_that_change_places_or_go_missing_break_it(journal, data):
    *head, last = sealed(journal).entries
    position = data.draw(st.integers(0, len(head) - 1))
    without = [*head[:position], *head[position + 1 :], last]
    swapped = [*head[:position], last, *head[position + 1 :], head[position]]
    for entries in (without, swapped):
        unchecked = "".join(stored(entry) for entry in entries)
        assert broken_at(header() + unchecked) is not None


def header() -> str:
    return journal_text(Journal())


def stored(entry: Entry) -> str:
    """The lines of one entry with the seal that it has."""
    body = journal_text(Journal((evolve(entry, seal=None),))).removeprefix(header())
    lines = body.removesuffix("\r\n").rsplit(",", 2)[0]
    return f"{lines},{entry.seal.prev},{entry.seal.hash}\r\n"


@given(journals(), vouchers, moments)
def test_an_entry_that_is_added_leaves_the_older_lines_as_they_are(journal, voucher, moment):
    text = journal_text(journal)
    stored_journal = read(text)
    entry = Entry(number=stored_journal.next_number, voucher=voucher, recorded_at=moment)
    longer = journal_text(Journal((*stored_journal, entry)))
    assert longer.startswith(text)
    assert read(longer).entries[-1] == entry


def test_the_seal_is_the_hash_of_the_one_before_and_of_the_lines():
    posting = Posting("11010", "MEMBERS", Money.baht(30))
    voucher = Voucher(
        day=date(2024, 9, 30),
        kind=DocumentKind.RECEIPT,
        number="1/2567",
        description="รับเงิน, สมทบ",
        postings=(posting, evolve(posting, account="41010", amount=-posting.amount, member="M1")),
    )
    moment = datetime(2024, 9, 30, 12, tzinfo=THAILAND)
    _header, *lines, end = journal_text(Journal((Entry(number="E1", voucher=voucher, recorded_at=moment),))).split(
        "\r\n"
    )
    assert end == ""
    assert lines[0] == (
        'E1,2024-09-30,,1,11010,MEMBERS,30.00,,"รับเงิน, สมทบ",RECEIPT,1/2567,,,,,2024-09-30T12:00:00+07:00,,'
    )
    from hashlib import sha256

    hashed = [lines[0].removesuffix(",,"), lines[1].rsplit(",", 2)[0]]
    digest = sha256("\n".join([GENESIS, *hashed]).encode()).hexdigest()
    assert lines[1].endswith(f",{GENESIS},{digest}")


def journal_of(*amounts_paid: int) -> Journal:
    entries = []
    for position, amount in enumerate(amounts_paid, start=1):
        lines = (Posting("1", "A", Money(amount)), Posting("2", "A", Money(-amount)))
        voucher = Voucher(
            day=date(2024, 1, position),
            kind=DocumentKind.JOURNAL,
            number=f"J{position}",
            description="",
            postings=lines,
        )
        moment = datetime(2024, 1, position, tzinfo=THAILAND)
        entries.append(Entry(number=entry_number(position), voucher=voucher, recorded_at=moment))
    return Journal(tuple(entries))


def test_the_break_is_told_with_its_line_and_entry():
    lines = journal_text(journal_of(1, 2, 3)).split("\r\n")
    lines[3] = lines[3].replace("0.02", "0.20")
    assert broken_at("\r\n".join(lines)) == (5, "E0000002")
    assert broken_at("\r\n".join(["other,header", *lines[1:]])) == (1, "")


def test_lines_without_a_seal_at_the_end_are_a_break():
    lines = journal_text(journal_of(1, 2)).split("\r\n")
    unsealed = lines[4].rsplit(",", 2)[0] + ",,"
    assert broken_at("\r\n".join([*lines[:4], unsealed, ""])) == (5, "E0000002")


def test_a_cut_off_tail_is_not_a_break():
    """The chain cannot know what came after; the hash of the file in the manifest, and the printed head, do."""
    whole, shorter = journal_text(journal_of(1, 2)), journal_text(journal_of(1))
    assert whole.startswith(shorter)
    assert broken_at(shorter) is None


def test_a_sealed_entry_that_was_changed_is_not_written():
    first, second, third = sealed(journal_of(1, 2, 3))
    changed = evolve(second, voucher=evolve(second.voucher, description="changed"))
    for entries in ((first, changed, third), (first, third), (second, first, third)):
        with pytest.raises(Refused) as error:
            journal_text(Journal(entries))
        assert [finding.code for finding in error.value.findings] == ["journal.chain_broken"]


def test_a_forged_seal_is_not_written():
    first, second = sealed(journal_of(1, 2))
    forged = evolve(second, seal=Seal(second.seal.prev, "f" * 64))
    with pytest.raises(Refused):
        journal_text(Journal((first, forged)))


@pytest.mark.parametrize(("debit", "credit"), [("", ""), ("1.00", "1.00")])
def test_a_line_has_one_side(debit, credit):
    line = f"E1,2024-01-01,,1,1,A,{debit},{credit},,JOURNAL,J1,,,,,2024-01-01T00:00:00+07:00,,\r\n"
    rows = read_rows(Sheet("journal.csv", header() + line), schemas()["journal"])
    [finding] = one_sided(rows)
    assert (finding.code, finding.place.row, finding.place.record) == ("journal.debit_or_credit", 2, "E1")


@example(voucher_texts=["a\r\nb", 'a"', "a,b", "=1", "'=1", "\n"])
@given(st.lists(texts, min_size=1, max_size=3))
def test_text_of_any_shape_is_stored_and_found_again(voucher_texts):
    journal = journal_of(*range(1, len(voucher_texts) + 1))
    entries = tuple(
        evolve(entry, voucher=evolve(entry.voucher, description=text, number=f"{text}{entry.number}"))
        for entry, text in zip(journal, voucher_texts, strict=True)
    )
    text = journal_text(Journal(entries))
    assert broken_at(text) is None
    assert read(text) == Journal(entries)


def cut(rows: Rows, data: st.DataObject) -> list[Rows]:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=5)))
    return [
        evolve(rows, lines=rows.lines[start:stop], columns={name: c[start:stop] for name, c in rows.columns.items()})
        for start, stop in pairwise([0, *cuts, len(rows)])
    ]


@given(journals(), st.data())
def test_entries_do_not_depend_on_where_a_block_of_lines_ends(journal, data):
    rows = read_rows(Sheet("journal.csv", journal_text(journal)), schemas()["journal"])
    assert tuple(entries_of(cut(rows, data))) == tuple(entries_of([rows])) == journal.entries


def side(debit: Money | None, credit: Money | None) -> Money:
    if credit is None:
        return Money(0) if debit is None else debit
    return -credit


def one_by_one(rows: Rows) -> Iterator[Entry]:
    """Entries as one would make them by hand, line after line."""
    for number, lines in groupby(rows, lambda row: row.values["entry_no"]):
        first, *more = [row.values for row in lines]
        last = [first, *more][-1]
        voucher = Voucher(
            day=first["entry_date"],
            kind=first["doc_type"],
            number=first["doc_no"],
            description=first["description"] or "",
            postings=tuple(
                Posting(
                    line["account"],
                    line["source"],
                    -line["credit"]
                    if line["credit"] is not None
                    else Money(0)
                    if line["debit"] is None
                    else line["debit"],
                    line["member_no"] or "",
                    line["holder"] or "",
                )
                for line in (first, *more)
            ),
            reference=first["source_ref"] or "",
            reverses=first["reverses"] or "",
            event_day=first["event_date"],
        )
        seal = Seal(last["prev"] or "", last["hash"]) if last["hash"] else None
        yield Entry(number=number, voucher=voucher, recorded_at=first["recorded_at"], seal=seal)


@given(journals(min_size=1), st.data())
def test_entries_are_those_made_line_after_line_also_of_damaged_bytes(journal, data):
    """The first line tells what an entry is, the last one bears its seal, whatever the others say."""
    text = journal_text(journal)
    start = text.index("\r\n") + 2
    for _damage in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(start, len(text)))
        new = data.draw(st.sampled_from(["", "0", "9", "ก", " ", "1,", ",,", "\r\n"]))
        text = text[:at] + new + text[at + data.draw(st.sampled_from([0, 1, 1, 2])) :]
    rows = read_rows(Sheet("journal.csv", text), schemas()["journal"])
    found = [(entry, entry.seal) for entry in entries_of(cut(rows, data))]
    assert found == [(entry, entry.seal) for entry in one_by_one(rows)]


def test_a_long_journal_is_read_as_a_short_one_is():
    """Where very many texts differ they are read at once; what needs a closer look still gets it."""
    count = 20_300
    lines = journal_text(journal_of_days(count)).split("\r\n")
    assert broken_at("\r\n".join(lines)) is None
    lines[-2] = lines[-2].replace(f"J{count},", "'=1,")
    lines[-4] = lines[-4].replace(f"J{count - 1},", ",")
    lines[-6] = lines[-6].replace("T12:00:00", "T25:00:00")
    reading = Reading(Sheet("journal.csv", "\r\n".join(lines).encode()), schemas()["journal"])
    entries = tuple(entries_of(reading.blocks()))
    faults = [(finding.code, finding.place.row, finding.place.column) for finding in reading.rows().findings]
    assert faults == [
        ("cell.not_a_moment", len(lines) - 5, "recorded_at"),
        ("cell.missing", len(lines) - 3, "doc_no"),
    ]
    assert [entry.number for entry in entries] == [entry_number(position) for position in range(1, count + 1)]
    assert len(entries[-3].voucher.postings) == len(entries[-2].voucher.postings) == 1
    assert broken_at("\r\n".join(lines)) == (len(lines) - 5, entry_number(count - 2))


def journal_of_days(count: int) -> Journal:
    [entry] = journal_of(1)
    start = datetime(2004, 1, 1, 12, tzinfo=THAILAND)
    return Journal(
        tuple(
            evolve(
                entry,
                number=entry_number(position),
                voucher=evolve(entry.voucher, number=f"J{position}"),
                recorded_at=start + timedelta(days=position),
            )
            for position in range(1, count + 1)
        )
    )
