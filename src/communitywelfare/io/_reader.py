"""Reads the tables of one package: rows that can be used, those that cannot, and every finding on the way."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from attrs import evolve

from communitywelfare.accounting import Entry
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.claims import Action, state_of
from communitywelfare.cofunding import RoundAction
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity
from communitywelfare.fund import FundProfile
from communitywelfare.fund.cofunding_checks import step_faults
from communitywelfare.identity import masked_ids
from communitywelfare.io import records_bank as bank
from communitywelfare.io import records_claims as claims
from communitywelfare.io import records_people as people
from communitywelfare.io._cells import plain
from communitywelfare.io._columns import rows_of
from communitywelfare.io._journal_reading import chain_broken, read_journal
from communitywelfare.io._rows import Row, Rows
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io.control import Counted, counted, differences
from communitywelfare.io.manifest import BYLAW, MANIFEST, Manifest, digest
from communitywelfare.io.records_cofunding import round_actions_of
from communitywelfare.io.records_money import receipts_of
from communitywelfare.members import Membership
from communitywelfare.money import Money

__all__ = ["Reader", "discreet"]

T = TypeVar("T")
_JOURNAL = "journal.csv"
_NEEDED = frozenset({"fund.csv", "members.csv", BYLAW})
_BAD_HEADER = frozenset({"table.missing_column", "table.doubled_column"})
# What could not be read whole: whoever writes such a package back makes the loss final.
_LOSSES = _BAD_HEADER | {
    "file.encoding",
    "file.missing",
    "file.nul",
    "file.too_large",
    "file.unreadable",
    "table.torn",
}


class Reader:
    """Reads the tables of one package once each, and gathers what is found on the way."""

    def __init__(
        self,
        names: frozenset[str],
        read: Callable[[str], bytes],
        *,
        manifest: Manifest,
        progress: Callable[[str], None],
    ) -> None:
        self._names = names
        self._read = read
        self._progress = progress
        self.manifest = manifest
        self.findings: list[Finding] = []
        self.absent: set[str] = set()
        self.tables: dict[str, Rows] = {}
        self._counted: dict[str, Counted] = {}
        self.entries: tuple[Entry, ...] = ()
        for schema in schemas().values():
            if not schema.is_view:
                self._load(schema)
        self._look_at_others()

    def contents(self, name: str) -> bytes | None:
        """The bytes of a file, compared with the manifest; None where it is not there or cannot be opened."""
        try:
            contents = self._read(name)
        except FormatError as error:
            self.findings.extend(error.findings)
            return None
        wanted = self.manifest.hashes.get(name)
        if wanted != digest(contents):
            code = "file.not_in_manifest" if wanted is None else "file.hash_differs"
            severity = Severity.WARNING if wanted is None else Severity.ERROR
            self.findings.append(Finding(code, severity, place=Place(file=name), params={"file": name}))
        return contents

    def rows(self, name: str) -> Iterable[Row]:
        """The usable rows of a table; none where it is absent."""
        return self.tables.get(name, ())

    def records(self, name: str, record_of: Callable[[Row], T]) -> tuple[T, ...]:
        """The records of a table, made row by row."""
        return tuple(map(record_of, self.rows(name)))

    def receipts(self) -> Sequence[Receipt]:
        """All receipts; there are so many of them that each is made when somebody asks for it."""
        return receipts_of(self.tables["contributions"]) if "contributions" in self.tables else ()

    def all_records(self, name: str, records_of: Callable[[Rows], Iterable[T]]) -> tuple[T, ...]:
        """The records of a large table, made column by column."""
        return tuple(records_of(self.tables[name])) if name in self.tables else ()

    def lines(self) -> Mapping[str, Sequence[int]]:
        """On which line of its file each record stands, by table."""
        return {name: table.lines for name, table in self.tables.items()}

    def profiles(self) -> tuple[FundProfile, ...]:
        """What the fund says of itself; rows after the first are set aside."""
        spare = self.tables["fund"].lines[1:] if "fund" in self.tables else ()
        for line in spare:
            self.findings.append(Finding("fund.one_row_only", Severity.ERROR, place=Place(file="fund.csv", row=line)))
        self._set_aside("fund", spare)
        return self.records("fund", people.profile_of)

    def memberships(self) -> tuple[Membership, ...]:
        """Memberships whose row can be true; the other rows are set aside."""
        unusable, rows = set(), list(self.rows("members"))
        for row in rows:
            faults = people.membership_faults(row)
            self.findings.extend(faults)
            if any(fault.is_error for fault in faults):
                unusable.add(row.line)
        self._set_aside("members", unusable)
        return tuple(people.membership_of(row) for row in rows if row.line not in unusable)

    def bank_lines(self) -> tuple[BankLine, ...]:
        """The lines of the passbooks; a row that is none is set aside."""
        faults = [fault for row in self.rows("bank") for fault in bank.bank_line_faults(row)]
        self.findings.extend(faults)
        self._set_aside("bank", {fault.place.row for fault in faults if fault.place.row is not None})
        return self.records("bank", bank.bank_line_of)

    def known_members(self) -> frozenset[str]:
        """Every member number that stands in the register's file, also on rows that cannot be used."""
        if "members" not in self.tables:
            return frozenset()
        table = self.tables["members"]
        return frozenset(table.columns["member_no"]).union(plain(row.cells[0]) for row in table.set_aside if row.cells)

    def actions(self) -> tuple[Action, ...]:
        """Actions on known claims that follow from one another; without their table, those the claims' rows tell of."""
        known = frozenset(self.tables["benefits"].columns["claim_no"]) if "benefits" in self.tables else frozenset()
        if "claim_actions" in self.absent and "benefits" in self.tables:
            self.absent.discard("claim_actions")
            table, column = "benefits", "status"
            told = [(row.line, each) for row in self.rows("benefits") for each in claims.actions_from_view(row)]
        else:
            table, column = "claim_actions", "action"
            told = list(zip(self.lines().get(table, ()), self.all_records(table, claims.actions_of), strict=True))
        faults = _faults_of(told, known)
        for line, fault in faults.items():
            place = Place(file=f"{table}.csv", row=line, column=column, record=str(fault.params["claim"]))
            self.findings.append(evolve(fault, place=place))
        self._set_aside(table, faults)
        return tuple([action for line, action in told if line not in faults])

    def round_actions(self) -> tuple[RoundAction, ...]:
        """Steps of known rounds that follow from one another; the others are set aside."""
        table = "cofunding_actions"
        lines, actions = self.lines().get(table, ()), self.all_records(table, round_actions_of)
        known = frozenset((row.values["source"], row.values["round"]) for row in self.rows("cofunding"))
        faults = {lines[at]: fault for at, fault in step_faults(actions, known)}
        for line, fault in faults.items():
            place = Place(file=f"{table}.csv", row=line, column="action", record=str(fault.params["round"]))
            self.findings.append(evolve(fault, place=place))
        self._set_aside(table, faults)
        return tuple(action for line, action in zip(lines, actions, strict=True) if line not in faults)

    def stated(self) -> Iterator[Finding]:
        """What the manifest states and the tables do not hold, and that personal values are masked where it says so."""
        read_or_told = {
            name for name, schema in schemas().items() if schema.file in self.manifest.hashes.keys() | self._names
        }
        yield from differences(self.manifest, self._counted, read_or_told - self._counted.keys())
        if self.manifest.masking is not None:
            yield Finding("manifest.masked", Severity.WARNING, place=Place(file=MANIFEST, clause="masked"))

    def losses(self) -> tuple[Finding, ...]:
        """Why this package must not be written back: a file that could not be read whole, or a damaged journal."""
        views = {schema.file for schema in schemas().values() if schema.is_view}
        return tuple(
            finding
            for finding in self.findings
            if finding.is_error and finding.place.file not in views
            if finding.code in _LOSSES or finding.place.file == _JOURNAL
        )

    def _set_aside(self, name: str, lines: Collection[int]) -> None:
        if lines:
            self.tables[name] = self.tables[name].without(lines)

    def _load(self, schema: Schema) -> None:
        """Read one table, if it is there and is text."""
        self.absent.add(schema.name)
        contents = self.contents(schema.file) if schema.file in self._names else None
        if contents is None:
            return
        try:
            rows = self._journal(contents) if schema.file == _JOURNAL else self._table(schema, contents)
        except FormatError as error:
            self.findings.extend(error.findings)
            return
        if not any(finding.code in _BAD_HEADER for finding in rows.findings):
            self.absent.discard(schema.name)
            self.tables[schema.name] = rows
            if schema.file != _JOURNAL:
                self._counted[schema.name] = counted(schema, rows.columns, rows.set_aside)
        self._progress(schema.name)

    def _table(self, schema: Schema, contents: bytes) -> Rows:
        rows = rows_of(schema, contents, self.manifest.encoding)
        self.findings.extend(rows.findings)
        return rows

    def _journal(self, contents: bytes) -> Rows:
        """Read the journal: its lines become entries at once, and only where they stand is kept."""
        journal = read_journal(contents, self.manifest.encoding)
        self.entries, rows = journal.entries, journal.rows
        self.findings.extend(rows.findings)
        sides = {"debit": [Money(journal.debit)], "credit": [Money(journal.credit)]}
        sums = counted(rows.schema, sides, rows.set_aside)
        self._counted["journal"] = evolve(sums, rows=len(rows) + len(rows.set_aside))
        if journal.broken is not None:
            self.findings.append(chain_broken(*journal.broken))
        return rows

    def _look_at_others(self) -> None:
        """Files that are missing, and listed ones that are not read: they too must be as they were written."""
        tables = {schema.file for schema in schemas().values() if not schema.is_view}
        listed = self.manifest.hashes.keys() - {MANIFEST, BYLAW}
        for name in sorted((listed | _NEEDED) - self._names):
            finding = Finding("file.missing", Severity.ERROR, place=Place(file=name), params={"file": name})
            self.findings.append(finding)
        for name in sorted((listed & self._names) - tables):
            self.contents(name)


def _faults_of(told: Sequence[tuple[int, Action]], known: Collection[str]) -> dict[int, Finding]:
    """Why actions cannot follow from those before them, by line."""
    in_doubt = _in_doubt([action for _line, action in told], known)
    histories: dict[str, list[Action]] = {}
    faults: dict[int, Finding] = {}
    for line, action in told if in_doubt else ():
        if action.claim in in_doubt:
            history = histories.setdefault(action.claim, [])
            fault = _fault(action, history) if action.claim in known else _of_nothing(action)
            if fault is None:
                history.append(action)
            else:
                faults[line] = fault
    return faults


def _in_doubt(actions: Sequence[Action], known: Collection[str]) -> Collection[str]:
    """The claims that are not known, or not all of whose actions can follow from one another; `_fault` tells which.

    Where no action about a claim sets a deadline, what they are is all that counts, and most claims go the same few
    ways: each way is looked at once.
    """
    strange = {action.claim for action in actions}.difference(known) | _out_of_order(actions)
    alone = {action.claim for action in actions if action.deadline is not None} - strange
    ways = _ways(actions)
    alike = {way: claim for claim, way in ways.items() if claim not in strange and claim not in alone}
    whole: dict[str, list[Action]] = {claim: [] for claim in (*alone, *alike.values())}
    for action in actions:
        if action.claim in whole:
            whole[action.claim].append(action)
    stuck = {claim for claim, own in whole.items() if not _can_follow(own)}
    if stuck:
        as_stuck = {way for way, claim in alike.items() if claim in stuck}
        stuck |= {claim for claim, way in ways.items() if way in as_stuck} - alone
    return strange | stuck


def _out_of_order(actions: Sequence[Action]) -> set[str]:
    """The claims about which an action is of an earlier day than one before it."""
    days = [action.day for action in actions]
    if days == sorted(days):  # most funds write down each day what was done on it
        return set()
    last: dict[str, date] = {}
    found = set[str]()
    for action in actions:
        if action.day < last.get(action.claim, action.day):
            found.add(action.claim)
        last[action.claim] = action.day
    return found


def _ways(actions: Sequence[Action]) -> dict[str, int]:
    """Which way each claim has gone: of two to which the same was done, one after another, the same number."""
    ways: dict[str, int] = {}
    steps: dict[tuple[int, int], int] = {}  # by a way and the id of a kind: an enum has one of each, for good
    for action in actions:
        step = (ways.get(action.claim, 0), id(action.kind))
        way = steps.get(step)
        if way is None:
            way = steps[step] = len(steps) + 1
        ways[action.claim] = way
    return ways


def _can_follow(actions: Sequence[Action]) -> bool:
    try:
        state_of(actions, actions[-1].day)
    except Refused:
        return False
    return True


def _fault(action: Action, history: Sequence[Action]) -> Finding | None:
    """Why an action cannot follow what was done about its claim before; None if it can."""
    if history and action.day < history[-1].day:
        params = {"claim": action.claim, "day": action.day, "last": history[-1].day}
        return Finding("claim.day_out_of_order", Severity.ERROR, params=params)
    try:
        state_of((*history, action), action.day)
    except Refused as error:
        return error.findings[0]
    return None


def _of_nothing(action: Action) -> Finding:
    return Finding("claim.not_found", Severity.ERROR, params={"claim": action.claim})


def discreet(finding: Finding) -> Finding:
    """The finding with every number that may be a citizen ID masked: people paste them into any column."""
    place = finding.place
    params = {name: _discreet(value) for name, value in finding.params.items()}
    record, column = _discreet(place.record), _discreet(place.column)
    if params == finding.params and (record, column) == (place.record, place.column):
        return finding
    return evolve(finding, place=evolve(place, record=record, column=column), params=params)


def _discreet(value: Any) -> Any:
    return masked_ids(value) if isinstance(value, str) else value
