"""The store keeps facts and loses none: what it builds anew decides as the library does on the same facts."""

import os
import runpy
import shutil
import signal
import sqlite3
import tempfile
import threading
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest
from attrs import evolve
from facts import STEPS, FactStore
from hypothesis import HealthCheck, given, settings

from communitywelfare import Claim, Event, Money, Month, Plan, assess, make_package, write_package
from communitywelfare.contributions import Receipt, ReceiptKind
from communitywelfare.errors import FormatError, Refused
from communitywelfare.fund import claims_desk
from communitywelfare.identity import Details, HealthNote, PersonName
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.strategies import funds

NOON = datetime(2024, 10, 10, 12, tzinfo=timezone(timedelta(hours=7)))
TODAY = NOON.date()
FUND = make_package(Plan(members=12, years=2, seed=3)).fund
MEMBER = FUND.register.current(FUND.as_of)[0].number


def asking(key="", units=2):
    """A step: a claim for nights in hospital is taken in and assessed."""

    def step(fund):
        number = claims_desk.next_claim_number(fund, TODAY)
        event = Event(day=date(2024, 10, 1), units=units)
        claim = Claim(number=number, day=TODAY, member=MEMBER, benefit="hospital", category="02", event=event)
        fund, paper = claims_desk.submit(fund, claim, when(key))
        return claims_desk.assess_claim(fund, paper.number, when(key and f"{key}/assess"))

    return step


def when(key=""):
    return claims_desk.When(on=TODAY, recorded_at=NOON, actor="registrar", key=key)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "facts.sqlite"
    FactStore.make(path, FUND, NOON).close()
    return path


# --- the same decisions ------------------------------------------------------------------------------------


def kept(fund):
    """What the store keeps of a fund: all that a decision may look at."""
    return (
        [
            evolve(each, village="", status="UNKNOWN", person=evolve(each.person, details=Details({})))
            for each in fund.register
        ],
        [evolve(each, reference="") for each in fund.register.merges],
        [
            evolve(each, method=None, received_by="", paid_by="", void_ref="", journal_no="")
            for each in fund.contributions
        ],
        [evolve(each, reason="") for each in fund.contributions.waivers],
        [(each.member, each.order, each.relationship, each.share_percent) for each in fund.beneficiaries],
        [evolve(each, claimant=PersonName(""), place="", detail=HealthNote("")) for each in fund.claims],
        list(fund.actions),
        fund.bylaw,
        fund.profile,
    )


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(funds(max_members=4, max_claims=4))
def test_every_claim_is_decided_as_the_library_decides_it_on_the_same_facts(fund):
    with tempfile.TemporaryDirectory() as folder, FactStore.make(Path(folder, "facts"), fund, NOON) as store:
        rebuilt = store.fund(fund.as_of)
        assert kept(rebuilt) == kept(fund)
        for claim in fund.claims:
            before, after = (assess(each, each.claim(claim.number), fund.as_of) for each in (fund, rebuilt))
            assert after == before
            assert after.decision_id == before.decision_id
            assert rebuilt.state(claim.number, fund.as_of) is fund.state(claim.number, fund.as_of)


def test_so_is_every_claim_of_a_fund_with_all_that_a_fund_has(path):
    with FactStore(path) as store:
        rebuilt = store.fund(FUND.as_of)
    assert FUND.beneficiaries
    assert FUND.claims
    assert kept(rebuilt)[:-1] == kept(FUND)[:-1]  # of itself a fund says more to the forms than to a decision
    ids = [[assess(each, claim, FUND.as_of).decision_id for claim in each.claims] for each in (FUND, rebuilt)]
    assert ids[0] == ids[1]


def test_a_household_and_time_in_another_fund_are_kept(tmp_path):
    one = evolve(FUND.membership(MEMBER), household="H1", transferred_since=date(2019, 3, 1))
    fund = evolve(FUND, register=FUND.register.replacing(one))
    with FactStore.make(tmp_path / "facts", fund, NOON) as store:
        rebuilt = store.fund(TODAY).membership(MEMBER)
    assert (rebuilt.household, rebuilt.transferred_since) == ("H1", date(2019, 3, 1))


def test_a_decision_is_kept_as_it_was_told_with_its_id(path):
    with FactStore(path) as store:
        decision = store.do(asking(), on=TODAY, by="P01")
        (told,) = store.decisions(decision.claim)
        assert told["decision_id"] == decision.decision_id
        assert told["assessed"] == decision.assessed.plain
        assert store.makers(decision.claim) == ["P01"]
        again = store.fund(TODAY)
        assert assess(again, again.claim(decision.claim), TODAY).decision_id == decision.decision_id


def test_what_comes_later_is_found_when_it_is_asked_again(path):
    month = Month(2024, 10)
    late = Receipt(
        number="900/2568",
        day=TODAY,
        member=MEMBER,
        kind=ReceiptKind.MONTHLY,
        period_from=month,
        period_to=month,
        amount=FUND.bylaw.versions[-1].dues.rate,
    )

    def paying(fund):
        receipts = (*fund.contributions.receipts, late)
        return evolve(fund, contributions=evolve(fund.contributions, receipts=receipts)), late

    def voiding(fund):
        *others, last = fund.contributions.receipts
        receipts = (*others, evolve(last, voided=True, voided_on=TODAY))
        return evolve(fund, contributions=evolve(fund.contributions, receipts=receipts)), None

    with FactStore(path) as store:
        store.do(paying, on=TODAY, by="P01")
        assert store.fund(TODAY).contributions.receipts[-1] == late
        store.do(voiding, on=TODAY, by="P01")
        assert store.fund(TODAY).contributions.receipts[-1] == evolve(late, voided=True, voided_on=TODAY)
        assert len(store.fund(TODAY).contributions) == len(FUND.contributions) + 1


# --- nothing is changed ------------------------------------------------------------------------------------

TABLES = [
    "bylaw",
    "claim",
    "decision",
    "fund",
    "heir",
    "leaving",
    "member",
    "receipt",
    "same_person",
    "step",
    "voided_receipt",
    "waiver",
]


@pytest.mark.parametrize("table", TABLES)
def test_no_program_can_change_or_remove_a_row_of_any_table(path, table):
    with FactStore(path) as store:
        store.do(asking(), on=TODAY, by="P01")
    file = sqlite3.connect(path, isolation_level=None)  # as any other program: without our settings
    columns = {name: kind for _at, name, kind, *_more in file.execute(f"PRAGMA table_info({table})")}
    if not file.execute(f"SELECT 1 FROM {table}").fetchone():
        row = [1 if kind == "INTEGER" else "[]" for kind in columns.values()]
        file.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
    before = file.execute(f"SELECT * FROM {table}").fetchall()
    replacing = f"INSERT OR REPLACE INTO {table} (rowid, {', '.join(columns)}) SELECT rowid, * FROM {table}"
    for statement in (f"UPDATE {table} SET {next(iter(columns))} = 2", f"DELETE FROM {table}", replacing):
        with pytest.raises(sqlite3.IntegrityError, match=f"a row of {table} is"):
            file.execute(statement)
    assert file.execute(f"SELECT * FROM {table}").fetchall() == before
    file.close()


def test_every_table_of_the_schema_is_in_that_test(path):
    file = sqlite3.connect(path)
    assert sorted(name for (name,) in file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")) == TABLES
    file.close()


# --- all or nothing ----------------------------------------------------------------------------------------


def counts(path):
    """How many claims, steps and decisions there are, in a file that is whole."""
    file = sqlite3.connect(path)
    assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert file.execute("PRAGMA foreign_key_check").fetchall() == []
    found = tuple(
        file.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("claim", "step", "decision")
    )
    file.close()
    return found


def test_a_step_that_is_refused_leaves_nothing(path):
    def both(fund):
        asking()(fund)
        raise Refused("no")

    before = counts(path)
    with FactStore(path) as store, pytest.raises(Refused):
        store.do(both, on=TODAY, by="P01")
    assert counts(path) == before


def write_until(path, stop):
    """In a process of its own: take a claim in, and be killed before the statement with this number."""
    left = stop

    def counted(_statement):
        nonlocal left
        left -= 1
        if not left:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    try:
        store = FactStore(path)
        store._file.set_trace_callback(counted)  # noqa: SLF001 - a test may look inside what it tests
        store.do(asking(), on=TODAY, by="P01")
    finally:
        os._exit(0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is copied as POSIX does it")
@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # the child runs one thread, and ends here
def test_a_writer_killed_before_any_of_its_statements_leaves_the_old_whole_and_one_that_is_not_killed_the_new(path):
    old = counts(path)
    new = tuple(count + more for count, more in zip(old, (1, 2, 1), strict=True))
    left, stop = [], 0
    while not left or left[-1] != new:
        stop += 1
        copy = path.with_name(f"{stop}.sqlite")
        shutil.copy(path, copy)
        ended = write_until(copy, stop)
        left.append(counts(copy))
        assert ended == (0 if left[-1] == new else -signal.SIGKILL)
        assert left[-1] in {old, new}
    assert stop > 10
    with FactStore(path.with_name(f"{stop - 1}.sqlite")) as store:  # killed before COMMIT
        assert store.do(asking(), on=TODAY, by="P01").is_payable


def test_two_writers_wait_for_one_another_and_no_number_is_given_twice(path):
    ready, numbers = threading.Barrier(2), []

    def write():
        with FactStore(path) as store:
            ready.wait()
            numbers.extend(store.do(asking(), on=TODAY, by="P01").claim for _ in range(3))

    writers = [threading.Thread(target=write) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(set(numbers)) == 6
    with FactStore(path) as store:
        assert set(numbers) <= store.fund(TODAY).claims_by_number.keys()


def test_who_waits_too_long_is_told_so(path, monkeypatch):
    monkeypatch.setattr("facts.WAIT", 0.01)
    with FactStore(path) as mine, FactStore(path) as theirs, theirs._writing():  # noqa: SLF001
        with pytest.raises(Refused) as refused:
            mine.do(asking(), on=TODAY, by="P01")
        assert refused.value.findings[0].code == "folder.busy"


def test_a_button_pressed_twice_makes_one_claim(path):
    with FactStore(path) as store:
        first, second = (store.do(asking("K1"), on=TODAY, by="P01") for _ in range(2))
        assert first == second
        assert len(store.decisions(first.claim)) == 1
        with pytest.raises(Refused):
            store.do(asking("K1", units=3), on=TODAY, by="P01")


def test_a_backup_is_whole_while_others_write(path, tmp_path):
    with FactStore(path) as store, FactStore(path) as other, other._writing():  # noqa: SLF001
        store.backup(tmp_path / "copy.sqlite")
    with FactStore(path) as store, FactStore(tmp_path / "copy.sqlite") as copy:
        assert copy.fund(TODAY) == store.fund(TODAY)
    assert not list(tmp_path.glob("*.begun"))


def test_a_store_is_made_of_a_package_by_one_command(tmp_path, monkeypatch, capsys):
    def command(*words):
        monkeypatch.setattr("sys.argv", ["facts.py", *map(str, words)])
        runpy.run_path(str(Path(__file__).with_name("facts.py")), run_name="__main__")

    write_package(str(tmp_path / "my-fund"), make_package(Plan(members=10, years=1, seed=1)))
    command(tmp_path / "my-fund", tmp_path / "new.sqlite")
    assert "10 memberships" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="holds a fund already"):
        command(tmp_path / "my-fund", tmp_path / "new.sqlite")
    (tmp_path / "my-fund" / "members.csv").write_text("no such columns\n", "utf-8")
    with pytest.raises(SystemExit, match="communitywelfare check"):
        command(tmp_path / "my-fund", tmp_path / "other.sqlite")
    with pytest.raises(SystemExit, match="PACKAGE STORE"):
        command()


# --- migrations --------------------------------------------------------------------------------------------


@pytest.fixture
def first(tmp_path):
    """A store as the first version of this program made it."""
    path = tmp_path / "old.sqlite"
    with FactStore(path, is_new=True, steps=STEPS[:1]) as store:
        file = store._file  # noqa: SLF001
        file.execute("INSERT INTO fund VALUES ('F01', 'กองทุน', NULL, 'TAMBON', 7, 'FLAT_30', 100, '10-01')")
        file.execute("INSERT INTO bylaw VALUES (?, '2024-10-01')", (example_bylaw().decode(),))
        file.execute(
            "INSERT INTO member VALUES ('M1', 'สมหญิง', NULL, 'ไม่มีบัตร', 'F', '1960', '[]', '2020-01-05', NULL, 0)"
        )
        file.execute("INSERT INTO receipt VALUES ('', '1', 'M1', 'YEARLY', '2020-01-05', '2020-01', '2020-12', 36000)")
    return path


def test_a_store_of_the_first_version_is_brought_up_with_all_its_rows(first):
    with FactStore(first) as store:
        fund = store.fund(TODAY)
        assert [each.number for each in fund.register] == ["M1"]
        assert fund.contributions.receipts[0].amount == Money.baht(360)
        with pytest.raises(sqlite3.IntegrityError, match="never changed"):
            store._file.execute("UPDATE member SET household = '2'")  # noqa: SLF001


def test_a_step_that_fails_leaves_the_version_before_it_whole(first, tmp_path):
    bad = tmp_path / "002_bad.sql"
    bad.write_text("CREATE TABLE good (one TEXT) STRICT;\nCREATE TABLE bad (one NOTHING) STRICT;\n", "utf-8")
    with pytest.raises(sqlite3.OperationalError):
        FactStore(first, steps=[STEPS[0], bad])
    with FactStore(first, steps=STEPS[:1]) as store:
        tables = store._file.execute("SELECT name FROM sqlite_schema WHERE name = 'good'").fetchall()  # noqa: SLF001
        assert tables == []


def test_a_file_of_another_program_or_of_a_newer_version_is_left_alone(path, tmp_path):
    with pytest.raises(FormatError, match="newer version"):
        FactStore(path, steps=STEPS[:1])
    with pytest.raises(FormatError, match="is missing"):
        FactStore(tmp_path / "no.sqlite")
    text = tmp_path / "text.sqlite"
    text.write_text("this is text, and no database at all", "utf-8")
    with pytest.raises(FormatError, match="cannot be read"):
        FactStore(text)
    other = sqlite3.connect(tmp_path / "other.sqlite")
    other.execute("CREATE TABLE theirs (one)")
    other.close()
    with pytest.raises(FormatError, match="another program"):
        FactStore(tmp_path / "other.sqlite", is_new=True)


def test_a_store_is_made_of_a_fund_only_once_and_one_without_a_fund_says_so(path, tmp_path):
    with pytest.raises(FormatError, match="already"):
        FactStore.make(path, FUND, NOON)
    with FactStore(tmp_path / "empty.sqlite", is_new=True) as store, pytest.raises(FormatError, match="no fund yet"):
        store.fund(TODAY)
