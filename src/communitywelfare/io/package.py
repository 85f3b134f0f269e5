"""Packages: a fund as tables, a by-law and a manifest; read with every finding, written whole or not at all.

They lie in a folder or, told by the ending of its name, in one file: a ZIP, a workbook, a JSON document.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib.metadata import version

from attrs import evolve, field, frozen

from communitywelfare.accounting import Chart, Journal, Periods
from communitywelfare.contributions import Contributions
from communitywelfare.errors import ByLawError, Finding, FormatError, InvalidValue, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.io import records_bank as bank
from communitywelfare.io import records_claims as claims
from communitywelfare.io import records_cofunding as cofunding
from communitywelfare.io import records_committee as committee
from communitywelfare.io import records_consents as consents
from communitywelfare.io import records_money as money
from communitywelfare.io import records_people as people
from communitywelfare.io._files import FilePath, file_names, path_text, read_file, steady, write_folder
from communitywelfare.io._lines import Columns, columns_of_records, columns_of_rows, csv_bytes, encode
from communitywelfare.io._reader import Reader, discreet
from communitywelfare.io._rows import Aside
from communitywelfare.io._schema import schemas
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.bylaw_view import rows_of_bylaw
from communitywelfare.io.containers import container_of, files_in, put_files
from communitywelfare.io.control import counted
from communitywelfare.io.form_toml import questions
from communitywelfare.io.journal import (
    account_of,
    columns_of_journal,
    journal_text,
    row_of_account,
    rows_of_periods,
    step_of,
)
from communitywelfare.io.manifest import BYLAW, MANIFEST, Manifest, Masking, digest, not_understood, parse_manifest
from communitywelfare.io.plugins import installed_forms
from communitywelfare.io.records_plans import PLAN_TABLES, plans_in
from communitywelfare.io.scheme_toml import shipped_schemes
from communitywelfare.masking import how_many
from communitywelfare.members import Register
from communitywelfare.network import Network, Plans
from communitywelfare.rules import ByLaw
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.uncollected import uncollected

__all__ = [
    "Package",
    "Reading",
    "owned_files",
    "package_files",
    "put_package",
    "read_package",
    "table_columns",
    "table_count",
    "write_package",
]

Progress = Callable[[str], None]
_CHANGED = frozenset({"period.changed", "period.entry_missing"})  # a closed period is not what it was
_CARRIED = frozenset({"households", "member_numbers"}) | PLAN_TABLES


def _silent(_stage: str) -> None:
    """Nobody is watching."""


@frozen(kw_only=True)
class Package:
    """A fund with what a package holds beside it.

    `carried` are tables that no rule looks at, `set_aside` rows that could not be used: both are written back as they
    were read, so that nothing is lost. What could not be read whole, or must not be touched, stands in `losses`.
    A package with `masking` was made for others: it is read, and nothing is ever entered in it.
    """

    fund: Fund = field(repr=lambda fund: f"<{fund.profile.fund_id} as of {fund.as_of}>")
    bylaw_text: bytes = field(repr=False)
    encoding: str = "utf-8-sig"
    carried: Mapping[str, tuple[Mapping[str, object], ...]] = field(factory=dict, repr=False)
    set_aside: Mapping[str, tuple[Aside, ...]] = field(factory=dict, repr=False)
    losses: tuple[Finding, ...] = ()
    masking: Masking | None = None

    @property
    def plans(self) -> Plans:
        """The development plans that the fund keeps with its own facts."""
        return plans_in(self.carried, self.fund.profile.fund_id)

    @property
    def chain_is_broken(self) -> bool:
        """Whether the stored journal was changed after it was written."""
        return any(finding.code == "journal.chain_broken" for finding in self.losses)


@frozen(kw_only=True)
class Reading:
    """What came of reading a package: the package, where one could be made of it, and every finding."""

    package: Package | None
    findings: tuple[Finding, ...] = field(repr=how_many)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.is_error for finding in self.findings)


def table_count() -> int:
    """How many tables a package may have: the steps of its progress."""
    return sum(not schema.is_view for schema in schemas().values())


def read_package(path: FilePath, *, progress: Progress = _silent, forms: Sequence[type[AmountForm]] = ()) -> Reading:
    """Read a package. Bad rows are set aside and told; the others go on.

    Args:
        path: Where the package is: a folder, or a file that ends with .zip, .xlsx or .json.
        progress: Called with the name of each table that has been read.
        forms: Forms of amount beside the library's own and those of installed packages.

    Raises:
        FormatError: There is no such folder or file, it cannot be read, or no manifest can be read in it.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
        Refused: The folder is being written to all the time.
    """
    path = path_text(path)
    container = container_of(path)
    with uncollected():
        if container is None:
            reading = steady(path, lambda: _read(file_names(path), partial(read_file, path), progress, forms))
        else:
            files, found = files_in(path, container)
            reading = _read(frozenset(files), files.__getitem__, progress, forms)
            reading = evolve(reading, findings=(*found, *reading.findings))
    return evolve(reading, findings=tuple(map(discreet, reading.findings)))


def _read(
    names: frozenset[str], read: Callable[[str], bytes], progress: Progress, forms: Sequence[type[AmountForm]]
) -> Reading:
    contents = read(MANIFEST)
    reader = Reader(names, read, manifest=parse_manifest(contents), progress=progress)
    manifest = reader.manifest
    reader.findings.extend((*not_understood(contents), *reader.stated()))
    bylaw_text = reader.contents(BYLAW) if BYLAW in names else None
    bylaw = _bylaw(reader, bylaw_text, forms)
    profiles = reader.profiles()
    register = Register(reader.memberships(), reader.records("merges", people.merge_of))
    if bylaw is None or bylaw_text is None or not profiles or "members" in reader.absent:
        return Reading(package=None, findings=tuple(reader.findings))
    fund = _assemble(reader, Fund(profile=profiles[0], bylaw=bylaw, register=register, as_of=manifest.as_of))
    found = check(
        fund,
        known_members=reader.known_members(),
        lines=reader.lines(),
        questions=questions(),
        schemes=shipped_schemes(),
    )
    changed = (each for each in found if each.code in _CHANGED)
    package = Package(
        fund=fund,
        bylaw_text=bylaw_text,
        encoding=manifest.encoding,
        carried={name: tuple(row.values for row in reader.rows(name)) for name in _CARRIED if name in reader.tables},
        set_aside={name: table.set_aside for name, table in reader.tables.items() if table.set_aside},
        losses=tuple(map(discreet, (*reader.losses(), *changed))),
        masking=manifest.masking,
    )
    of_plans = package.plans.findings(Network.of_one(fund.profile.fund_id, fund.profile.name))
    return Reading(package=package, findings=(*reader.findings, *found, *of_plans))


def _bylaw(reader: Reader, text: bytes | None, forms: Sequence[type[AmountForm]]) -> ByLaw | None:
    if text is None:
        return None
    left_out = installed_forms().findings
    try:
        return parse_bylaw(text, BYLAW, forms=forms)
    except ByLawError as error:
        left_out = (*error.findings, *(each for each in left_out if each not in error.findings))
        return None
    finally:
        reader.findings.extend(left_out)


def _assemble(reader: Reader, fund: Fund) -> Fund:
    return evolve(
        fund,
        contributions=Contributions(reader.receipts(), reader.all_records("waivers", money.waivers_of)),
        beneficiaries=reader.records("beneficiaries", people.beneficiary_of),
        actions=reader.actions(),  # before the claims: a claim whose row contradicts itself is set aside with them
        claims=reader.all_records("benefits", claims.claims_of),
        rounds=reader.records("cofunding", cofunding.round_of),
        round_actions=reader.round_actions(),
        matches=reader.all_records("matches", cofunding.matches_of),
        sources=reader.records("sources", money.source_of),
        chart=Chart(reader.records("accounts", account_of)),
        journal=Journal(reader.entries),
        periods=Periods(reader.records("periods", step_of)),
        openings=reader.records("opening", money.opening_of),
        passbook=reader.bank_lines(),
        cash_counts=reader.records("cash_counts", bank.cash_count_of),
        custody_notes=reader.records("cash_custody", bank.custody_note_of),
        committee=reader.records("committee", committee.committee_member_of),
        answers=reader.records("answers", committee.answer_of),
        consents=reader.records("consents", consents.consent_of),
        erasures=reader.records("erasures", consents.erasure_of),
        synthetic=reader.manifest.synthetic,
        absent=frozenset(reader.absent) - _CARRIED,
    )


def package_files(package: Package) -> dict[str, bytes]:
    """The files of a package by name, the manifest among them.

    Raises:
        Refused: An entry of the journal is not what was sealed.
        FormatError: The package's encoding has no place for a character; a finding for each cell that holds any.
    """
    fund = package.fund
    tables = {name: columns for name, columns in table_columns(package).items() if name not in fund.absent}
    made: dict[str, Callable[[], bytes]] = {
        schemas()[name].file: partial(_table_bytes, package, name, columns) for name, columns in tables.items()
    }
    if "journal" not in fund.absent:
        made["journal.csv"] = lambda: encode("journal.csv", journal_text(fund.journal), package.encoding)
        tables["journal"] = columns_of_journal(fund.journal)
    contents = {**_all_held(made, package.encoding), BYLAW: package.bylaw_text}
    sums = {
        name: counted(schemas()[name], columns, package.set_aside.get(name, ()))
        for name, columns in tables.items()
        if not schemas()[name].is_view
    }
    manifest = Manifest(
        fund_id=fund.profile.fund_id,
        as_of=fund.as_of,
        synthetic=fund.synthetic,
        encoding=package.encoding,
        producer=f"communitywelfare {version('communitywelfare')}",
        hashes={name: digest(data) for name, data in contents.items()},
        rows={name: each.rows for name, each in sums.items()},
        control_totals={total: amount for each in sums.values() for total, amount in each.totals.items()},
        masking=package.masking,
    )
    return {MANIFEST: manifest.json_bytes(), **contents}


def _all_held(made: Mapping[str, Callable[[], bytes]], encoding: str) -> dict[str, bytes]:
    """The bytes of all tables; what an encoding cannot hold is told of every one of them together."""
    contents, lost = dict[str, bytes](), list[Finding]()
    for file, make in made.items():
        try:
            contents[file] = make()
        except FormatError as error:
            lost += error.findings
    if lost:
        raise FormatError(f"{encoding} has no place for {len(lost)} cells", *lost)
    return contents


def _table_bytes(package: Package, name: str, columns: Columns) -> bytes:
    aside = ((row.after, row.cells) for row in package.set_aside.get(name, ()))
    return csv_bytes(schemas()[name], columns, encoding=package.encoding, aside=aside)


def table_columns(package: Package) -> dict[str, Columns]:
    """The columns of every table of a package but the journal, by table; tables that are absent have none filled."""
    fund = package.fund
    rows: dict[str, Iterable[Mapping[str, object]]] = {
        "fund": [people.row_of_profile(fund.profile)],
        "members": map(people.row_of_membership, fund.register),
        "merges": map(people.row_of_merge, fund.register.merges),
        "beneficiaries": map(people.row_of_beneficiary, fund.beneficiaries),
        "benefits": (
            claims.row_of_claim(claim, fund.actions_of.get(claim.number, ()), fund.as_of) for claim in fund.claims
        ),
        "cofunding": map(cofunding.row_of_round, fund.rounds),
        "sources": map(money.row_of_source, fund.sources),
        "accounts": map(row_of_account, fund.chart.accounts),
        "opening": map(money.row_of_opening, fund.openings),
        "periods": rows_of_periods(fund.periods, fund.journal),
        "bank": map(bank.row_of_bank_line, fund.passbook),
        "cash_counts": map(bank.row_of_cash_count, fund.cash_counts),
        "cash_custody": map(bank.row_of_custody_note, fund.custody_notes),
        "committee": map(committee.row_of_committee_member, fund.committee),
        "answers": map(committee.row_of_answer, fund.answers),
        "consents": map(consents.row_of_consent, fund.consents),
        "erasures": map(consents.row_of_erasure, fund.erasures),
        "benefit_rules": rows_of_bylaw(fund.bylaw),
        **package.carried,
    }
    return {
        "contributions": columns_of_records(fund.contributions.receipts, money.RECEIPT),
        "waivers": columns_of_records(fund.contributions.waivers, money.WAIVER),
        "claim_actions": columns_of_records(fund.actions, claims.ACTION),
        "cofunding_actions": columns_of_records(fund.round_actions, cofunding.ROUND_ACTION),
        "matches": columns_of_records(fund.matches, cofunding.MATCH),
        **{name: columns_of_rows(schemas()[name], table) for name, table in rows.items()},
    }


def write_package(path: FilePath, package: Package) -> tuple[str, ...]:
    """Write a package into a folder or, by the ending of its name, a ZIP, a workbook or JSON; whole or not at all.

    Returns:
        The names of its files.

    Raises:
        Refused: The package was not read whole or its journal is damaged: written back, the loss would be final. Or
            the file would not give everything back as it was.
        FormatError: The package's encoding has no place for a character.
        NotInstalled: It is to be a workbook, and the extra ``excel`` is not there.
        InvalidValue: It is no package but, say, a fund.
    """
    path = path_text(path)
    _refuse_other(package)
    if package.losses:
        files = ", ".join(dict.fromkeys(str(finding.place.file) for finding in package.losses))
        message = f"nothing is written before this is cleared up: {files} cannot be used whole"
        raise Refused(message, *package.losses)
    with uncollected():
        contents = package_files(package)
    put_package(path, contents)
    return tuple(sorted(contents))


def _refuse_other(package: object) -> None:
    if not isinstance(package, Package):
        found = type(package).__name__
        finding = Finding("package.wanted", Severity.ERROR, params={"found": found})
        way = "of a package that was read or made: attrs.evolve(package, fund=fund)"
        raise InvalidValue(
            f"write_package wants a Package and was given a {found}; a fund is written as part {way}", finding
        )


def put_package(path: FilePath, files: Mapping[str, bytes], *, owned: frozenset[str] = frozenset()) -> None:
    """Write the files of a package into a folder or a container; whole or not at all.

    Args:
        path: Where they go.
        files: The files by name.
        owned: Further names in a folder that such files may have: what stands there under them is replaced or removed.

    Raises:
        Refused: The container would not give a file back byte by byte.
        NotInstalled: It is to be a workbook, and the extra ``excel`` is not there.
    """
    path = path_text(path)
    container = container_of(path)
    if container is None:
        write_folder(path, files, owned=owned_files() | owned)
    else:
        put_files(path, container, files)


def owned_files() -> frozenset[str]:
    """The names in a folder that belong to a package: they are replaced, or removed, when it is written."""
    return frozenset({MANIFEST, BYLAW, *(schema.file for schema in schemas().values())})
