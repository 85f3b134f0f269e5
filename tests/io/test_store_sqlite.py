"""The SQLite store: the same bytes and the same head as the file, only ever added to, whoever writes."""

import json
import os
import re
import sqlite3
import stat
import subprocess
import sys
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import Seal, entry_number
from communitywelfare.errors import FormatError, Refused
from communitywelfare.io import _files
from communitywelfare.io.journal import journal_text, sealed
from communitywelfare.io.jsonl import JournalExport, read_jsonl, write_jsonl
from communitywelfare.io.store_sqlite import JournalStore
from communitywelfare.io.stored import csv_text, journal_of, stored_entries, verify
from communitywelfare.money import Money
from communitywelfare.strategies import funds, odd_journals

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes of POSIX")
THAILAND = timezone(timedelta(hours=7))


def entry(position: int, *credits_: int, document: str = "") -> Entry:
    """An entry that debits 100 satang, and credits as much where nothing else is said."""
    lines = (Posting("1", "A", Money(100)), *(Posting("2", "A", Money(-it), "M1", "H") for it in credits_ or (100,)))
    voucher = Voucher(
        day=date(2024, 1, 1) + timedelta(days=position),
        kind=DocumentKind.JOURNAL,
        number=document or f"J{position}",
        description="ก",
        postings=lines,
    )
    moment = datetime(2024, 1, 1, 12, tzinfo=THAILAND)
    return Entry(number=entry_number(position), voucher=voucher, recorded_at=moment)


def plain(count: int) -> Journal:
    return Journal(tuple(entry(position) for position in range(1, count + 1)))


def longer(journal: Journal, *entries: Entry) -> Journal:
    return Journal((*journal, *entries))


def codes(error) -> list[str]:
    return [finding.code for finding in error.value.findings]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "books.sqlite"


@pytest.fixture
def three(path):
    """A store of three entries, closed."""
    with JournalStore(str(path), fund_id="F1") as store:
        store.append(plain(3))
    return path


def raw(path, *statements: str, unguarded: bool = False) -> list[tuple]:
    """What another program gets that talks to the file."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        if unguarded:
            triggers = connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
            for (name,) in triggers:
                connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            rows = connection.execute(statement).fetchall()
        return rows
    finally:
        connection.close()


# --- what is stored ------------------------------------------------------------------------------------------


@given(journal=odd_journals() | funds().map(lambda fund: fund.journal))
def test_file_store_and_export_hold_the_same_bytes_under_the_same_head(journal, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "books.sqlite"
    with JournalStore(str(path), fund_id="F1") as store:
        grown = store.append(journal)
        stored, head = store.stored(), store.head
        assert store.journal() == grown == journal
        assert store.verify() is None
    assert stored == stored_entries(journal)
    assert head == sealed(journal).head == grown.head == journal_of(stored).head
    export = JournalExport("F1", stored)
    assert read_jsonl(write_jsonl(export)) == export
    assert csv_text(read_jsonl(write_jsonl(export)).entries) == journal_text(journal)
    with JournalStore(str(path.with_name("again.sqlite")), fund_id="F1") as again:
        again.append(journal_of(read_jsonl(write_jsonl(export)).entries))
        assert (again.stored(), again.head) == (stored, head)


@given(journal=odd_journals(min_size=2, max_size=5), data=st.data())
def test_a_journal_that_grows_is_appended_to_what_is_there(journal, data, tmp_path_factory):
    path = str(tmp_path_factory.mktemp("store") / "books.sqlite")
    first = data.draw(st.integers(0, len(journal)))
    with JournalStore(path, fund_id="F1") as store:
        begun = store.append(Journal(journal.entries[:first]))
    with JournalStore(path) as store:
        assert store.fund_id == "F1"
        grown = store.append(longer(begun, *journal.entries[first:]))
        assert store.append(grown) == grown
        assert len(store) == len(journal)
        assert store.entries(after=first) == journal.entries[first:]
        assert store.stored() == stored_entries(journal)


def test_the_layout_is_as_it_is_documented(three):
    prev = "0" * 64
    rows = raw(three, "SELECT seq, no, document, day, raw, prev, hash FROM entry ORDER BY seq")
    assert [row[:4] for row in rows] == [
        (position, f"E000000{position}", f"J{position}", f"2024-01-0{position + 1}") for position in (1, 2, 3)
    ]
    assert rows[0][4] == (
        b"E0000001,2024-01-02,,1,1,A,1.00,,\xe0\xb8\x81,JOURNAL,J1,,,,,2024-01-01T12:00:00+07:00\n"
        b"E0000001,2024-01-02,,2,2,A,,1.00,\xe0\xb8\x81,JOURNAL,J1,M1,H,,,2024-01-01T12:00:00+07:00"
    )
    for *_labels, stored, before, own in rows:
        assert before == prev
        assert own == sha256(before.encode() + b"\n" + stored).hexdigest()
        prev = own
    lines = raw(three, "SELECT line, account, source, member, holder, amount FROM posting WHERE seq = 2 ORDER BY line")
    assert lines == [(1, "1", "A", "", "", 100), (2, "2", "A", "M1", "H", -100)]
    assert raw(three, "PRAGMA journal_mode") == [("delete",)]
    assert raw(three, "SELECT key, value FROM meta ORDER BY key") == [
        ("format", "communitywelfare.journal/1"),
        ("fund", "F1"),
    ]
    assert [each.name for each in three.parent.iterdir()] == ["books.sqlite"]


@POSIX
def test_the_file_is_for_its_owner_only(three):
    assert stat.S_IMODE(three.stat().st_mode) == 0o600


# --- what is refused -----------------------------------------------------------------------------------------


def test_what_others_appended_meanwhile_is_not_passed_over(three):
    with JournalStore(str(three)) as one, JournalStore(str(three)) as other:
        mine, theirs = one.journal(), other.journal()
        other.append(longer(theirs, entry(4, document="T4")))
        with pytest.raises(Refused) as error:
            one.append(longer(mine, entry(4, document="M4")))
        assert codes(error) == ["store.head_moved"]
        again = one.journal()
        one.append(longer(again, entry(5, document="M4")))
        assert [each.voucher.number for each in other.entries(after=3)] == ["T4", "M4"]
        assert other.verify() is None


def test_a_journal_that_never_knew_the_store_is_not_appended(three):
    with JournalStore(str(three)) as store:
        for journal in (plain(4), Journal(), sealed(plain(2)), sealed(longer(plain(2), entry(3, document="X")))):
            with pytest.raises(Refused) as error:
                store.append(journal)
            assert codes(error) == ["store.head_moved"]
        assert len(store) == 3


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (entry(4, 99), "journal.unbalanced"),
        (entry(4, 50, 51), "journal.unbalanced"),
        (evolve(entry(4), voucher=evolve(entry(4).voucher, postings=())), "journal.too_few_lines"),
        (evolve(entry(4), number="E0000002"), "journal.entry_taken"),
        (entry(4, document="J2"), "journal.number_taken"),
        (entry(4, document="J5"), "journal.number_taken"),
        (evolve(entry(4), seal=Seal("0" * 64, "0" * 64)), "journal.chain_broken"),
    ],
)
def test_an_entry_that_no_journal_may_hold_is_refused_and_all_that_come_with_it(three, wrong, code):
    before = three.read_bytes()
    with JournalStore(str(three)) as store:
        with pytest.raises(Refused) as error:
            store.append(longer(store.journal(), entry(5), wrong))
        assert codes(error) == [code]
        assert len(store) == 3
        assert store.verify() is None
    assert three.read_bytes() == before


def test_an_amount_beyond_all_measure_is_refused(three):
    huge = Money(10**15 + 1)
    lines = (Posting("1", "A", huge), Posting("2", "A", -huge))
    with JournalStore(str(three)) as store:
        grown = longer(store.journal(), evolve(entry(4), voucher=evolve(entry(4).voucher, postings=lines)))
        with pytest.raises(Refused) as error:
            store.append(grown)
    assert codes(error) == ["store.too_large", "store.too_large"]


SEALED = "'" + "0" * 64 + "'"
PUT = f"INSERT INTO entry SELECT {{seq}}, {{no}}, {{document}}, day, raw, {{prev}}, {SEALED} FROM entry WHERE seq = 3"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE entry SET day = day",
        "UPDATE OR REPLACE entry SET no = 'E0000001' WHERE seq = 2",
        "DELETE FROM entry WHERE seq = 3",
        "UPDATE posting SET amount = 0",
        "DELETE FROM posting",
        "UPDATE meta SET value = 'F2'",
        "DELETE FROM meta",
        "INSERT OR REPLACE INTO meta VALUES ('fund', 'F2')",
        "INSERT INTO posting VALUES (3, 3, '1', 'A', '', '', 0)",
        "INSERT INTO posting VALUES (5, 1, '1', 'A', '', '', 0)",
        "INSERT INTO posting VALUES (4, 2, '1', 'A', '', '', 0)",
        "INSERT OR REPLACE INTO posting VALUES (3, 1, '1', 'A', '', '', 0)",
        "INSERT INTO posting VALUES (4, 1, '1', 'A', '', '', 'much')",
        PUT.format(seq=4, no="'N'", document="'D'", prev="hash"),  # without postings
        PUT.format(seq=5, no="'N'", document="'D'", prev="hash"),
        PUT.format(seq="NULL", no="'N'", document="'D'", prev="hash"),
        PUT.format(seq=4, no="'N'", document="'D'", prev="prev"),
    ],
)
def test_the_file_itself_refuses_whoever_changes_what_stands_in_it(three, statement):
    before = raw(three, "SELECT * FROM entry")
    with pytest.raises(sqlite3.IntegrityError):
        raw(three, statement)
    assert raw(three, "SELECT * FROM entry") == before


@pytest.mark.parametrize(
    ("amounts", "put"),
    [
        ((100, -99), PUT.format(seq=4, no="'N'", document="'D'", prev="hash")),
        ((100,), PUT.format(seq=4, no="'N'", document="'D'", prev="hash")),
        ((100, -100), PUT.format(seq=4, no="'N'", document="'D'", prev="prev")),
        ((100, -100), PUT.format(seq=4, no="no", document="'D'", prev="hash")),
        ((100, -100), PUT.format(seq=4, no="'N'", document="document", prev="hash")),
        ((100, -100), PUT.format(seq=4, no="no", document="'D'", prev="hash").replace("INSERT", "INSERT OR REPLACE")),
        (
            (100, -100),
            PUT.format(seq=4, no="'N'", document="document", prev="hash").replace("INSERT", "INSERT OR REPLACE"),
        ),
        (
            (100, -100),
            PUT.format(seq=4, no="'N'", document="'D'", prev="hash")
            .replace("INSERT", "INSERT OR REPLACE")
            .replace(SEALED, "hash"),
        ),
    ],
)
def test_the_file_itself_refuses_an_entry_that_is_unbalanced_unchained_or_twice(three, amounts, put):
    postings = [
        f"INSERT INTO posting VALUES (4, {line}, '1', 'A', '', '', {amount})"
        for line, amount in enumerate(amounts, start=1)
    ]
    with pytest.raises(sqlite3.IntegrityError):
        raw(three, "BEGIN IMMEDIATE", *postings, put)
    assert raw(three, "SELECT count(*) FROM entry") == [(3,)]
    fine = [f"INSERT INTO posting VALUES (4, {line}, '1', 'A', '', '', {it})" for line, it in ((1, 100), (2, -100))]
    raw(three, "BEGIN", *fine, PUT.format(seq=4, no="'N'", document="'D'", prev="hash"), "COMMIT")


def test_postings_without_their_entry_are_not_committed(three):
    settled = "PRAGMA foreign_keys = ON"
    with pytest.raises(sqlite3.IntegrityError):
        raw(three, settled, "BEGIN", "INSERT INTO posting VALUES (4, 1, '1', 'A', '', '', 5)", "COMMIT")


# --- what was tampered with ----------------------------------------------------------------------------------


def verified(path, **known) -> tuple[str, object] | None:
    with JournalStore(str(path)) as store:
        found = store.verify(**known)
        return found and (found.code, found.params.get("entry"))


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE entry SET raw = CAST(replace(raw, '1.00', '9.00') AS BLOB) WHERE seq = 2", ("chain_broken", 2)),
        ("UPDATE entry SET prev = hash WHERE seq = 2", ("chain_broken", 2)),
        ("DELETE FROM entry WHERE seq = 2", ("chain_broken", 3)),
        ("UPDATE entry SET seq = 9 WHERE seq = 3", ("index_differs", 3)),
        ("UPDATE entry SET no = 'E9' WHERE seq = 2", ("index_differs", 2)),
        ("UPDATE entry SET document = 'J9' WHERE seq = 3", ("index_differs", 3)),
        ("UPDATE entry SET day = '2024-01-09' WHERE seq = 1", ("index_differs", 1)),
        ("UPDATE posting SET amount = amount * 2 WHERE seq = 2", ("index_differs", 2)),
        ("UPDATE posting SET member = 'M2' WHERE seq = 3 AND line = 2", ("index_differs", 3)),
        ("DELETE FROM posting WHERE seq = 1", ("index_differs", 1)),
    ],
)
def test_whoever_gets_around_the_triggers_is_found_at_the_first_entry(three, statement, found):
    raw(three, statement, unguarded=True)
    (code, position) = found
    family = "journal" if code == "chain_broken" else "store"
    assert verified(three) == (f"{family}.{code}", f"E000000{position}")


def test_the_earlier_of_two_faults_is_told(three):
    raw(
        three,
        "UPDATE entry SET raw = x'00' WHERE seq = 3",
        "UPDATE posting SET amount = 0 WHERE seq = 2",
        unguarded=True,
    )
    assert verified(three) == ("store.index_differs", "E0000002")
    raw(three, "UPDATE entry SET raw = x'00' WHERE seq = 1")
    assert verified(three)[0] == "journal.chain_broken"


def test_postings_of_no_entry_are_found(three):
    raw(three, "INSERT INTO posting VALUES (4, 1, '1', 'A', '', '', 5)", unguarded=True)
    assert verified(three) == ("store.index_differs", "4")


def test_missing_guards_are_found_and_nothing_more_is_appended(three):
    raw(three, "DROP TRIGGER entry_kept")
    assert verified(three) == ("store.unguarded", None)
    with JournalStore(str(three)) as store:
        with pytest.raises(Refused) as error:
            store.append(longer(store.journal(), entry(4)))
        assert codes(error) == ["store.unguarded"]


def test_a_cut_off_tail_is_found_by_a_printed_head_only(three):
    with JournalStore(str(three)) as store:
        printed = store.head[:8]
        assert store.verify(known_head=printed) is None
    raw(three, "DELETE FROM entry WHERE seq = 3", "DELETE FROM posting WHERE seq = 3", unguarded=True)
    assert verified(three) == ("store.unguarded", None)
    assert verified(three, known_head=printed) == ("journal.head_unknown", None)


def test_a_sound_chain_over_lines_that_are_none_of_a_journal_is_told(three):
    nonsense = "E1,nonsense"
    own = sha256(f"{'0' * 64}\n{nonsense}".encode()).hexdigest()
    raw(
        three,
        f"UPDATE entry SET raw = CAST('{nonsense}' AS BLOB), hash = '{own}' WHERE seq = 1",
        unguarded=True,
    )
    assert verified(three)[0] == "table.ragged"


# --- files that are no store ---------------------------------------------------------------------------------


def opened(path, **fund) -> list[str]:
    with pytest.raises((FormatError, Refused)) as error:
        JournalStore(str(path), **fund)
    return codes(error)


def test_a_store_is_only_made_where_somebody_says_whose(path):
    assert opened(path) == ["file.missing"]
    assert not path.exists()
    path.write_bytes(b"")
    assert opened(path) == ["store.not_a_store"]
    with JournalStore(str(path), fund_id="F1") as store:
        assert (store.fund_id, store.head, len(store), store.verify()) == ("F1", "", 0, None)


def test_the_store_of_another_fund_is_refused(three):
    assert opened(three, fund_id="F2") == ["store.other_fund"]


@pytest.mark.parametrize("contents", [b"x" * 5_000, b"SQLite format 3\0" + b"\xff" * 5_000, "สมุด".encode() * 999])
def test_a_file_of_another_kind_is_told(path, contents):
    path.write_bytes(contents)
    assert opened(path) == opened(path, fund_id="F1") == ["store.damaged"]
    assert path.read_bytes() == contents


def test_a_folder_is_told(tmp_path):
    assert opened(tmp_path) == opened(tmp_path, fund_id="F1") == ["file.unreadable"]


def test_a_database_of_another_program_is_told_and_left_alone(path):
    raw(path, "CREATE TABLE meta (key TEXT, value TEXT)")
    before = path.read_bytes()
    assert opened(path) == opened(path, fund_id="F1") == ["store.not_a_store"]
    assert path.read_bytes() == before


def test_a_newer_format_is_told(three):
    raw(three, "UPDATE meta SET value = 'communitywelfare.journal/2' WHERE key = 'format'", unguarded=True)
    assert opened(three) == ["store.format"]


def test_a_store_without_one_of_its_tables_is_told(three):
    raw(three, "DROP TABLE posting", unguarded=True)
    assert opened(three) == ["store.damaged"]


DAMAGE = {
    "no bytes": "UPDATE entry SET raw = NULL WHERE seq = 2",
    "text for bytes": "UPDATE entry SET raw = CAST(raw AS TEXT)",
    "no hash": "UPDATE entry SET hash = NULL WHERE seq = 3",
    "a number for a hash": "UPDATE entry SET prev = 5 WHERE seq = 1",
    "bytes for a number": "UPDATE entry SET no = x'ff' WHERE seq = 1",
    "no day": "UPDATE entry SET day = NULL",
    "text for an amount": "UPDATE posting SET amount = 'x' WHERE seq = 1",
    "no account": "UPDATE posting SET account = NULL",
    "postings of no number": "UPDATE posting SET seq = 'a' WHERE seq = 2",
    "no fund": "DELETE FROM meta WHERE key = 'fund'",
    "a fund that is a number": "UPDATE meta SET value = 7 WHERE key = 'fund'",
    "a format that is none": "UPDATE meta SET value = NULL WHERE key = 'format'",
}


@pytest.mark.parametrize("statement", DAMAGE.values(), ids=DAMAGE)
def test_a_page_may_hold_values_of_any_kind_and_they_are_told(three, statement):
    """A table without its rules takes what a damaged page may hold; then the rules stand there again."""
    schema = raw(three, "SELECT name, sql FROM sqlite_master WHERE type = 'table'")
    loose = [
        (re.sub(r"(?:TEXT|BLOB|INTEGER)(?! PRIMARY)|NOT NULL(?! PRIMARY)|STRICT,?", "", sql), name)
        for name, sql in schema
    ]
    rewrite(three, loose)
    raw(three, statement, unguarded=True)
    rewrite(three, [(sql, name) for name, sql in schema])
    told = []
    try:
        with JournalStore(str(three)) as store:
            told = [store.verify()]
            _all = store.fund_id, store.head, len(store), store.stored(), store.journal()
    except (FormatError, Refused) as error:
        told = error.findings
    assert {each.code for each in told} <= {"store.damaged", "store.format"}
    assert told


def rewrite(path, definitions):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA writable_schema = ON")
    connection.executemany("UPDATE sqlite_master SET sql = ? WHERE name = ?", definitions)
    connection.close()


@given(data=st.data())
def test_whatever_is_damaged_is_told_without_falling_over(data, tmp_path_factory):
    path = tmp_path_factory.mktemp("store") / "books.sqlite"
    with JournalStore(str(path), fund_id="F1") as store:
        store.append(plain(3))
        whole = store.stored()
    contents = bytearray(path.read_bytes())
    for _time in range(data.draw(st.integers(1, 3))):
        contents[data.draw(st.integers(0, len(contents) - 1))] ^= data.draw(st.integers(1, 255))
    path.write_bytes(contents[: data.draw(st.just(len(contents)) | st.integers(0, len(contents)))])
    try:
        with JournalStore(str(path)) as store:
            found = store.verify()
            assert found is not None or store.stored() == whole
    except (FormatError, Refused) as error:
        assert error.findings


def test_a_store_that_may_only_be_read_is_read(three):
    grown = None
    with JournalStore(str(three)) as store:
        store._file._connection.execute("PRAGMA query_only = ON")
        grown = longer(store.journal(), entry(4))
        assert store.verify() is None
        with pytest.raises(Refused) as error:
            store.append(grown)
        assert codes(error) == ["store.takes_nothing"]


def test_who_waits_too_long_for_another_writer_is_told(three, monkeypatch):
    monkeypatch.setattr(_files, "_WAITING", 0.05)
    other = sqlite3.connect(three, isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        with JournalStore(str(three)) as store:
            grown = longer(store.journal(), entry(4))
            with pytest.raises(Refused) as error:
                store.append(grown)
            assert codes(error) == ["folder.busy"]
            other.execute("ROLLBACK")
            store.append(grown)
    finally:
        other.close()


# --- many writers --------------------------------------------------------------------------------------------

WRITER = """
import json, sys
from datetime import date, datetime, timedelta, timezone
from communitywelfare.accounting import DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.errors import Refused
from communitywelfare.io.store_sqlite import JournalStore
from communitywelfare.money import Money
path, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
moment = datetime(2024, 1, 1, 12, tzinfo=timezone(timedelta(hours=7)))
lines = (Posting("1", "A", Money(100)), Posting("2", "A", Money(-100)))
wanted = [f"{name}-{each}" for each in range(count)] + [f"contested-{each}" for each in range(count)]
told = {"appended": 0, "store.head_moved": 0, "journal.number_taken": 0, "folder.busy": 0}
print("ready", flush=True)
sys.stdin.readline()
def patiently(ask):  # on a busy machine the others may keep the file for long
    while True:
        try:
            return ask()
        except Refused as error:
            if error.findings[0].code != "folder.busy":
                raise
            told["folder.busy"] += 1
with patiently(lambda: JournalStore(path, fund_id="F1")) as store:
    journal = patiently(store.journal)
    for number in wanted:
        while True:
            voucher = Voucher(day=date(2024, 1, 1), kind=DocumentKind.JOURNAL, number=number, description=name,
                              postings=lines)
            entry = Entry(number=journal.next_number, voucher=voucher, recorded_at=moment)
            try:
                journal = patiently(lambda: store.append(Journal((*journal, entry))))
                told["appended"] += 1
                break
            except Refused as error:
                [finding] = error.findings
                told[finding.code] += 1
                if finding.code == "journal.number_taken":
                    break
                journal = Journal((*journal, *patiently(lambda: store.entries(after=len(journal)))))
print(json.dumps(told))
"""


def test_four_writers_at_once_store_every_number_once_on_one_chain(path):
    """They make the file together, too; each has numbers of its own, and all want the same others."""
    each = 8
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), name, str(each)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "abcd"
    ]
    for writer in writers:
        assert writer.stdout.readline() == "ready\n"
    for writer in writers:
        writer.stdin.write("\n")
        writer.stdin.flush()
    told = [json.loads(writer.communicate()[0]) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * 4
    with JournalStore(str(path)) as store:
        numbers = [entry.voucher.number for entry in store.entries()]
        assert store.verify() is None
        assert verify(store.stored()) is None
    own = {f"{name}-{place}" for name in "abcd" for place in range(each)}
    assert sorted(numbers) == sorted(own | {f"contested-{place}" for place in range(each)})
    assert sum(it["appended"] for it in told) == len(numbers) == 5 * each
    assert sum(it["journal.number_taken"] for it in told) == 3 * each
    assert sum(it["store.head_moved"] for it in told) > 0
