"""Packages: a fund as a folder of tables, a by-law and a manifest; read with every finding, written whole or not."""

from collections.abc import Callable, Iterable, Mapping
from importlib.metadata import version
from typing import Any, TypeVar

from attrs import evolve, field, frozen

from communitywelfare.accounting import Chart, Journal
from communitywelfare.claims import Action, state_of
from communitywelfare.contributions import Contributions
from communitywelfare.errors import ByLawError, Finding, FormatError, Place, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.io import records_claims as claims
from communitywelfare.io import records_money as money
from communitywelfare.io import records_people as people
from communitywelfare.io._files import file_names, read_file, write_folder
from communitywelfare.io._schema import Schema, schemas
from communitywelfare.io._tables import Row, Rows, csv_bytes, decode, encode, read_rows, read_table
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.bylaw_view import rows_of_bylaw
from communitywelfare.io.journal import account_of, broken_at, entries_of, journal_text, row_of_account
from communitywelfare.io.manifest import Manifest, digest, parse_manifest
from communitywelfare.members import Register
from communitywelfare.money import ZERO, total

__all__ = ["Package", "Reading", "package_files", "read_package", "table_count", "write_package"]

T = TypeVar("T")
Progress = Callable[[str], None]
BYLAW, MANIFEST = "bylaw.toml", "manifest.json"
_CARRIED = ("committee", "households", "member_numbers", "bank", "cash_custody")


def _silent(_stage: str) -> None:
    """Nobody is watching."""


@frozen(kw_only=True)
class Package:
    """A fund with what a package holds beside it.

    `carried` are tables that no rule looks at yet, `set_aside` rows that could not be used: both are written back as
    they were read, so that nothing is lost.
    """

    fund: Fund
    bylaw_text: bytes = field(repr=False)
    encoding: str = "utf-8-sig"
    carried: Mapping[str, tuple[Mapping[str, object], ...]] = field(factory=dict, repr=False)
    set_aside: Mapping[str, tuple[Mapping[str, str], ...]] = field(factory=dict, repr=False)
    chain_is_broken: bool = False


@frozen(kw_only=True)
class Reading:
    """What came of reading a package: the package, where one could be made of it, and every finding."""

    package: Package | None
    findings: tuple[Finding, ...]

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.is_error for finding in self.findings)


def table_count() -> int:
    """How many tables a package may have: the steps of its progress."""
    return sum(not schema.is_view for schema in schemas().values())


def read_package(folder: str, *, progress: Progress = _silent) -> Reading:
    """Read a package folder. Bad rows are set aside and told; the others go on.

    Args:
        folder: Where the package is.
        progress: Called with the name of each table that has been read.

    Raises:
        FormatError: There is no such folder, or no manifest that can be read in it.
    """
    names = file_names(folder)
    manifest = parse_manifest(read_file(folder, MANIFEST))
    reader = _Reader(folder, names, manifest, progress)
    bylaw_text = reader.contents(BYLAW)
    try:
        bylaw = None if bylaw_text is None else parse_bylaw(bylaw_text, BYLAW)
    except ByLawError as error:
        bylaw = None
        reader.findings.extend(error.findings)
    profiles = reader.records("fund", people.profile_of)
    register = Register(tuple(reader.memberships()))
    needed = {"members"} & reader.absent
    if bylaw is None or bylaw_text is None or not profiles or needed:
        reader.note_missing("fund" if "fund" in reader.absent else "", *needed)
        return Reading(package=None, findings=tuple(reader.findings))
    fund = _assemble(reader, Fund(profile=profiles[0], bylaw=bylaw, register=register, as_of=manifest.as_of))
    package = Package(
        fund=fund,
        bylaw_text=bylaw_text,
        encoding=manifest.encoding,
        carried={
            name: tuple(row.values for row in reader.rows(name)) for name in _CARRIED if name not in reader.absent
        },
        set_aside={name: rows.set_aside for name, rows in reader.tables.items() if rows.set_aside},
        chain_is_broken=any(finding.code == "journal.chain_broken" for finding in reader.findings),
    )
    checked = check(fund, known_members=reader.known_members())
    return Reading(package=package, findings=(*reader.findings, *map(reader.with_line, checked)))


def _assemble(reader: "_Reader", fund: Fund) -> Fund:
    entries, faults = entries_of(reader.rows("journal"))
    reader.findings.extend(faults)
    claimed = reader.records("benefits", claims.claim_of)
    return evolve(
        fund,
        contributions=Contributions(reader.records("contributions", money.receipt_of)),
        beneficiaries=reader.records("beneficiaries", people.beneficiary_of),
        claims=claimed,
        actions=reader.actions(frozenset(claim.number for claim in claimed)),
        rounds=reader.records("cofunding", money.round_of),
        matches=reader.records("matches", money.match_of),
        sources=reader.records("sources", money.source_of),
        chart=Chart(reader.records("accounts", account_of)),
        journal=Journal(tuple(entries)),
        openings=reader.records("opening", money.opening_of),
        synthetic=reader.manifest.synthetic,
        absent=frozenset(reader.absent),
    )


class _Reader:
    """Reads the tables of one folder once each, and gathers what is found on the way."""

    def __init__(self, folder: str, names: frozenset[str], manifest: Manifest, progress: Progress) -> None:
        self._folder = folder
        self._names = names
        self._progress = progress
        self._lines: dict[str, dict[object, int]] = {}
        self.manifest = manifest
        self.findings: list[Finding] = []
        self.absent: set[str] = set()
        self.tables: dict[str, Rows] = {}
        for schema in schemas().values():
            if not schema.is_view:
                self._load(schema)

    def contents(self, name: str) -> bytes | None:
        """The bytes of a file, compared with the manifest; None where it is not there or cannot be opened."""
        try:
            contents = read_file(self._folder, name)
        except FormatError as error:
            self.findings.extend(error.findings)
            return None
        wanted = self.manifest.hashes.get(name)
        if wanted != digest(contents):
            code = "file.not_in_manifest" if wanted is None else "file.hash_differs"
            severity = Severity.WARNING if wanted is None else Severity.ERROR
            self.findings.append(Finding(code, severity, place=Place(file=name), params={"file": name}))
        return contents

    def rows(self, name: str) -> tuple[Row, ...]:
        """The usable rows of a table; none where it is absent."""
        return self.tables[name].rows if name in self.tables else ()

    def records(self, name: str, record_of: Callable[[Row], T]) -> tuple[T, ...]:
        """The records of a table."""
        return tuple(record_of(row) for row in self.rows(name))

    def memberships(self) -> Iterable[Any]:
        """Memberships whose row can be true."""
        for row in self.rows("members"):
            faults = people.membership_faults(row)
            self.findings.extend(faults)
            if not any(fault.is_error for fault in faults):
                yield people.membership_of(row)

    def actions(self, known: frozenset[str]) -> tuple[Action, ...]:
        """Actions on known claims that follow from one another; without their table, those the claims' rows tell of."""
        if "claim_actions" in self.absent:
            told = [action for row in self.rows("benefits") for action in claims.actions_from_view(row)]
        else:
            told = [claims.action_of(row) for row in self.rows("claim_actions")]
        kept: dict[str, list[Action]] = {}
        for action in told:
            if action.claim not in known:
                self._refuse_action(action, Finding("claim.not_found", Severity.ERROR, params={"claim": action.claim}))
                continue
            history = kept.setdefault(action.claim, [])
            try:
                state_of((*history, action), action.day)
                history.append(action)
            except Refused as error:
                self._refuse_action(action, error.findings[0])
        return tuple(action for action in told if action in kept.get(action.claim, ()))

    def _refuse_action(self, action: Action, finding: Finding) -> None:
        place = Place(file="claim_actions.csv", column="action", record=action.claim)
        self.findings.append(self.with_line(evolve(finding, place=place)))

    def known_members(self) -> frozenset[str]:
        """Every member number that stands in the register's file, also on rows that cannot be used."""
        aside = self.tables["members"].set_aside if "members" in self.tables else ()
        usable = (str(row.values["member_no"]) for row in self.rows("members"))
        return frozenset((*usable, *(row.get("member_no", "") for row in aside)))

    def note_missing(self, *tables: str) -> None:
        """Say which tables a package cannot do without and does not have."""
        for name in filter(None, tables):
            file = f"{name}.csv"
            if not any(finding.place.file == file for finding in self.findings):
                self.findings.append(
                    Finding("file.missing", Severity.ERROR, place=Place(file=file), params={"file": file})
                )

    def with_line(self, finding: Finding) -> Finding:
        """A finding about a record, with the line of the file on which the record stands."""
        place = finding.place
        if place.file is None or place.record is None:
            return finding
        name = place.file.removesuffix(".csv")
        if name not in self._lines and name in self.tables:
            key = self.tables[name].schema.key
            lines = ((row.values.get(key), row.line) for row in reversed(self.tables[name].rows))
            self._lines[name] = {str(record): line for record, line in lines} if key else {}
        line = self._lines.get(name, {}).get(place.record)
        return evolve(finding, place=evolve(place, row=line))

    def _load(self, schema: Schema) -> None:
        if schema.file not in self._names:
            self.absent.add(schema.name)
            if schema.file in self.manifest.hashes:
                params = {"file": schema.file}
                self.findings.append(
                    Finding("file.missing", Severity.ERROR, place=Place(file=schema.file), params=params)
                )
            return
        contents = self.contents(schema.file)
        try:
            text = decode(schema.file, contents or b"", self.manifest.encoding)
        except FormatError as error:
            self.findings.extend(error.findings)
            self.absent.add(schema.name)
            return
        rows = read_rows(read_table(schema.file, text), schema)
        if schema.name == "journal":
            self._verify(text)
        self.tables[schema.name] = rows
        self.findings.extend(rows.findings)
        self._progress(schema.name)

    def _verify(self, text: str) -> None:
        broken = broken_at(text)
        if broken is not None:
            line, entry = broken
            place = Place(file="journal.csv", row=line, column="hash", record=entry)
            self.findings.append(Finding("journal.chain_broken", Severity.ERROR, place=place, params={"entry": entry}))


def package_files(package: Package) -> dict[str, bytes]:
    """The files of a package by name, the manifest among them."""
    fund = package.fund
    rows = _rows_to_write(package)
    contents = {schemas()[name].file: _table_bytes(package, name, table) for name, table in rows.items()}
    if "journal" not in fund.absent:
        contents["journal.csv"] = encode("journal.csv", journal_text(fund.journal), package.encoding)
    contents[BYLAW] = package.bylaw_text
    manifest = Manifest(
        fund_id=fund.profile.fund_id,
        as_of=fund.as_of,
        synthetic=fund.synthetic,
        encoding=package.encoding,
        producer=f"communitywelfare {version('communitywelfare')}",
        hashes={name: digest(data) for name, data in contents.items()},
        rows={name: len(table) for name, table in rows.items()},
        control_totals=_control_totals(fund),
    )
    return {MANIFEST: manifest.json_bytes(), **contents}


def _table_bytes(package: Package, name: str, rows: list[Mapping[str, object]]) -> bytes:
    return csv_bytes(schemas()[name], [*rows, *package.set_aside.get(name, ())], encoding=package.encoding)


def _rows_to_write(package: Package) -> dict[str, list[Mapping[str, object]]]:
    fund = package.fund
    rows: dict[str, Iterable[Mapping[str, object]]] = {
        "fund": [people.row_of_profile(fund.profile)],
        "members": map(people.row_of_membership, fund.register),
        "beneficiaries": map(people.row_of_beneficiary, fund.beneficiaries),
        "contributions": map(money.row_of_receipt, fund.contributions),
        "benefits": (
            claims.row_of_claim(claim, fund.actions_of.get(claim.number, ()), fund.as_of) for claim in fund.claims
        ),
        "claim_actions": map(claims.row_of_action, fund.actions),
        "cofunding": map(money.row_of_round, fund.rounds),
        "matches": map(money.row_of_match, fund.matches),
        "sources": map(money.row_of_source, fund.sources),
        "accounts": map(row_of_account, fund.chart.accounts),
        "opening": map(money.row_of_opening, fund.openings),
        "benefit_rules": rows_of_bylaw(fund.bylaw),
        **package.carried,
    }
    return {name: list(table) for name, table in rows.items() if name not in fund.absent}


def _control_totals(fund: Fund) -> Mapping[str, str]:
    valid = (receipt.amount for receipt in fund.contributions if not receipt.voided)
    postings = (posting.amount for entry in fund.journal for posting in entry.voucher.postings)
    paid = (fund.granted(claim.number, fund.as_of) for claim in fund.claims)
    return {
        "members": str(len(fund.register)),
        "contributions": total(valid).plain,
        "benefits_granted": total(paid).plain,
        "journal_debit": total(amount for amount in postings if amount > ZERO).plain,
    }


def write_package(folder: str, package: Package) -> None:
    """Write a package folder, whole or not at all.

    Raises:
        Refused: The journal that was read is damaged: nothing may be added to it.
        FormatError: The package's encoding has no place for a character.
    """
    if package.chain_is_broken:
        finding = Finding("journal.chain_broken", Severity.ERROR, place=Place(file="journal.csv"), params={"entry": ""})
        raise Refused("the journal is damaged; nothing is added to it before that is cleared up", finding)
    contents = package_files(package)
    owned = {MANIFEST, BYLAW, *(schema.file for schema in schemas().values())}
    write_folder(folder, contents, owned=owned)
