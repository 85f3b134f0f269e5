"""A store of facts: one SQLite file with tables of our own, from which the library's values are built anew.

Rows are only ever added. What the library makes of them is computed; a decision is kept as it was told, because what a
member was told stays told. ``python facts.py my-fund facts.sqlite`` makes a store of a package.
"""

import json
import sqlite3
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Self, TypeVar

import rows
from attrs import evolve

from communitywelfare import Decision, Finding, Fund, Severity, WelfareError, parse_bylaw, read_package, write_bylaw
from communitywelfare.claims import Action, ActionKind
from communitywelfare.contributions import Contributions
from communitywelfare.errors import FormatError, Refused
from communitywelfare.members import Register

__all__ = ["FactStore"]

T = TypeVar("T")
STEPS = sorted(Path(__file__).with_name("schema").glob("*.sql"))
OURS = 0x43574641  # "CWFA": by it the file is known
WAIT = 10.0  # seconds for which one writer waits for another
THAILAND = timezone(timedelta(hours=7))
NOT_KEPT = frozenset({"accounts", "cofunding", "journal", "matches"})  # what needs these says so, instead of guessing


class FactStore:
    """The file of a fund's facts, open. It is one connection: a web program opens one for each request.

    Raises:
        FormatError: There is no such file, or it is of another program or of a newer version of this one.
    """

    def __init__(self, path: Path, *, is_new: bool = False, steps: Sequence[Path] = STEPS) -> None:
        if not is_new and not path.is_file():
            raise FormatError(f"{path} is missing")
        path.touch(mode=0o600)  # it holds personal data
        self._file = sqlite3.connect(path, timeout=WAIT, isolation_level=None)
        try:
            self._version(path)  # before anything is changed in a file that may be another program's
            # All is in one file between two writes, and on the disk when a write ends.
            for setting in ("journal_mode = DELETE", "synchronous = FULL", "foreign_keys = ON"):
                self._file.execute(f"PRAGMA {setting}")
            self._migrate(path, steps)
        except BaseException:
            self._file.close()
            raise

    @classmethod
    def make(cls, path: Path, fund: Fund, recorded_at: datetime) -> Self:
        """A new store that holds what a fund has, all or nothing."""
        store = cls(path, is_new=True)
        try:
            with store._writing():
                store._begin(fund, recorded_at)
        except BaseException:
            store.close()
            raise
        return store

    def _begin(self, fund: Fund, recorded_at: datetime) -> None:
        if self._all("fund"):
            raise FormatError("the store holds a fund already")
        self._add("fund", [rows.of_profile(fund.profile)])
        self._add("bylaw", [(write_bylaw(fund.bylaw), recorded_at.isoformat())])
        empty = evolve(fund, register=Register(()), contributions=Contributions(()), beneficiaries=(), claims=())
        self._keep(evolve(empty, actions=()), fund, by="")

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def fund(self, on: date) -> Fund:
        """The fund as its facts have it on a day, as one value of the library."""
        with self._reading():
            funds = self._all("fund")
            if not funds:
                raise FormatError("the store holds no fund yet")
            left = {member: (day, cause) for member, day, cause in self._all("leaving")}
            voided = {tuple(key): day for *key, day in self._all("voided_receipt")}
            receipts = (rows.receipt(row, voided) for row in self._all("receipt"))
            return Fund(
                profile=rows.profile(funds[0]),
                bylaw=parse_bylaw(self._all("bylaw")[-1][0].encode(), "bylaw"),
                register=Register(
                    tuple(rows.membership(row, left) for row in self._all("member")),
                    tuple(rows.merge(row) for row in self._all("same_person")),
                ),
                as_of=on,
                contributions=Contributions(tuple(receipts), tuple(rows.waiver(row) for row in self._all("waiver"))),
                beneficiaries=tuple(rows.heir(row) for row in self._all("heir")),
                claims=tuple(rows.claim(row) for row in self._all("claim")),
                actions=tuple(rows.action(row) for row in self._all("step")),
                absent=NOT_KEPT,
            )

    def do(self, step: Callable[[Fund], tuple[Fund, T]], *, on: date, by: str) -> T:
        """Let the library do one step, and keep what it added: all of it or nothing, while nobody else writes.

        Args:
            step: From the fund as it is now to the fund after it, and what is to be told of it.
            on: The day of the step.
            by: Who does it, by a code of ours.

        Raises:
            Refused: The library refuses the step, or another program is writing all the time.
        """
        with self._writing():
            before = self.fund(on)
            after, told = step(before)
            self._keep(before, after, by=by, decision=told if isinstance(told, Decision) else None)
        return told

    def decisions(self, claim: str) -> list[dict[str, object]]:
        """The by-law's answers to a claim as they were told, the newest last."""
        asked = "SELECT told FROM decision JOIN step ON place = step WHERE claim = ? ORDER BY place"
        return [json.loads(told) for (told,) in self._file.execute(asked, (claim,))]

    def makers(self, claim: str) -> list[str]:
        """Who took a claim in, and who had it assessed."""
        asked = "SELECT DISTINCT done_by FROM step WHERE claim = ? AND kind IN ('SUBMIT', 'RESUBMIT', 'ASSESS')"
        return [by for (by,) in self._file.execute(asked, (claim,))]

    def done(self, claim: str) -> list[tuple[Action, str]]:
        """What was done about a claim, and by whom."""
        found = self._file.execute("SELECT * FROM step WHERE claim = ? ORDER BY place", (claim,))
        return [(rows.action(row), row[4]) for row in found]

    def backup(self, to: Path) -> None:
        """Write a copy that is whole, also while others write, and look whether it is."""
        begun = to.with_name(f"{to.name}.begun")
        begun.unlink(missing_ok=True)
        copy = sqlite3.connect(begun)
        try:
            self._file.backup(copy)
            if copy.execute("PRAGMA integrity_check").fetchall() != [("ok",)]:
                raise FormatError(f"{to} would not be whole")
        finally:
            copy.close()
        begun.replace(to)

    def _keep(self, old: Fund, new: Fund, *, by: str, decision: Decision | None = None) -> None:
        """Add what a fund has and had not before; what the library adds to a fund, it adds at the end."""
        gone = {each.number for each in old.register if each.ended}
        void = {rows.key_of(each) for each in old.contributions if each.voided}
        self._add("member", map(rows.of_membership, new.register.memberships[len(old.register) :]))
        self._add("leaving", [rows.of_leaving(each) for each in new.register if each.ended and each.number not in gone])
        self._add("same_person", map(rows.of_merge, new.register.merges[len(old.register.merges) :]))
        self._add("receipt", map(rows.of_receipt, new.contributions.receipts[len(old.contributions) :]))
        voided = [each for each in new.contributions if each.voided and rows.key_of(each) not in void]
        self._add("voided_receipt", map(rows.of_voided, voided))
        self._add("waiver", map(rows.of_waiver, new.contributions.waivers[len(old.contributions.waivers) :]))
        self._add("heir", map(rows.of_heir, new.beneficiaries[len(old.beneficiaries) :]))
        self._add("claim", map(rows.of_claim, new.claims[len(old.claims) :]))
        for action in new.actions[len(old.actions) :]:
            self._add("step", [rows.of_action(action, by)])
            if decision is not None and action.kind is ActionKind.ASSESS:
                self._add("decision", [(self._newest_step(), *rows.of_decision(decision))])

    def _newest_step(self) -> int:
        return self._file.execute("SELECT max(place) FROM step").fetchone()[0]

    def _all(self, table: str) -> list[tuple]:
        return self._file.execute(f"SELECT * FROM {table} ORDER BY rowid").fetchall()  # noqa: S608 - our own tables

    def _add(self, table: str, added: Iterable[tuple]) -> None:
        for row in added:
            self._file.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)  # noqa: S608

    @contextmanager
    def _reading(self) -> Iterator[None]:
        """All that is read inside is of one moment."""
        if self._file.in_transaction:
            yield
            return
        self._file.execute("BEGIN")
        try:
            yield
        finally:
            self._file.execute("ROLLBACK")

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """All that is done inside is done, or nothing; nobody else writes meanwhile."""
        try:
            self._file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            finding = Finding("folder.busy", Severity.ERROR, params={"file": "facts"})
            raise Refused("another program is writing to the store", finding) from None
        try:
            yield
            self._file.execute("COMMIT")
        finally:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")

    def _migrate(self, path: Path, steps: Sequence[Path]) -> None:
        """Bring the tables to the newest step, one step at a time; a step is made whole or not at all."""
        while (version := self._version(path)) < len(steps):
            with self._writing():
                if self._version(path) != version:
                    continue  # another program was faster
                for statement in _statements(steps[version].read_text("utf-8")):
                    self._file.execute(statement)
                self._guard()
                self._file.execute(f"PRAGMA application_id = {OURS}")
                self._file.execute(f"PRAGMA user_version = {version + 1}")
        if version > len(steps):
            raise FormatError(f"{path} was written by a newer version of this program")

    def _version(self, path: Path) -> int:
        try:
            ((ours,), (version,), (tables,)) = (
                self._file.execute(asked).fetchone()
                for asked in ("PRAGMA application_id", "PRAGMA user_version", "SELECT count(*) FROM sqlite_schema")
            )
        except sqlite3.DatabaseError as error:
            raise FormatError(f"{path} cannot be read: {error}") from None
        if tables and ours != OURS:
            raise FormatError(f"{path} is a file of another program")
        return version

    def _guard(self) -> None:
        """Let every table take new rows and nothing else, whichever program writes."""
        for (table,) in self._file.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            for verb, done in (("UPDATE", "changed"), ("DELETE", "removed")):
                self._file.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {table}_{done} BEFORE {verb} ON {table} "
                    f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is never {done}'); END"
                )
            # INSERT OR REPLACE removes the row that is in its way, and fires no trigger for it.
            there = f"EXISTS (SELECT 1 FROM {table} WHERE {self._same(table)})"  # noqa: S608 - our own tables
            self._file.execute(
                f"CREATE TRIGGER IF NOT EXISTS {table}_once BEFORE INSERT ON {table} WHEN {there} "
                f"BEGIN SELECT RAISE(ABORT, 'a row of {table} is there already'); END"
            )

    def _same(self, table: str) -> str:
        """When a new row would stand in the place of one that is there."""
        keys = [["rowid"]]
        for (index,) in self._file.execute("SELECT name FROM pragma_index_list(?) WHERE [unique]", (table,)).fetchall():
            keys.append([name for (name,) in self._file.execute("SELECT name FROM pragma_index_info(?)", (index,))])
        return " OR ".join(" AND ".join(f"{name} = NEW.{name}" for name in key) for key in keys)


def _statements(script: str) -> Iterator[str]:
    begun = ""
    for line in script.splitlines(keepends=True):
        begun += line
        if sqlite3.complete_statement(begun):
            yield begun
            begun = ""


def main(package: str, store: str) -> str:
    """Make a store of a package; what is said of it."""
    reading = read_package(package)
    if reading.package is None or reading.has_errors:
        raise FormatError(f"{package} has errors; see them with: communitywelfare check {package}")
    fund = reading.package.fund
    recorded_at = datetime.combine(fund.as_of, time(12), THAILAND)
    with FactStore.make(Path(store), fund, recorded_at):
        return (
            f"{store}: {len(fund.register)} memberships, {len(fund.contributions)} receipts, {len(fund.claims)} claims"
        )


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit("python facts.py PACKAGE STORE")
    try:
        sys.stdout.write(f"{main(*sys.argv[1:])}\n")
    except WelfareError as error:
        sys.exit(str(error))
