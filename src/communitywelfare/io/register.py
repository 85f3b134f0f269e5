"""A fund out of a register alone (กองทุนจากทะเบียนสมาชิก): a sheet of members and a by-law, for whoever studies a fund.

Nobody's books are behind such a fund. It can be projected, with its money given; it is not written as a package.
"""

from datetime import date

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.fund import Fund, FundProfile
from communitywelfare.given import refuse_buddhist
from communitywelfare.io._files import FilePath
from communitywelfare.io._rows import Row
from communitywelfare.io._schema import schemas
from communitywelfare.io.bylaw_toml import read_bylaw
from communitywelfare.io.foreign.book import open_book
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import profile_named
from communitywelfare.io.foreign.register_look import seen_whole
from communitywelfare.io.records_people import membership_faults, membership_of
from communitywelfare.members import Register
from communitywelfare.rules import ByLaw

__all__ = ["fund_of_register", "read_register"]

_MEMBERS, _NO_COLUMN = "members", "column.missing"


def read_register(
    path: FilePath,
    bylaw: ByLaw | FilePath,
    *,
    as_of: date,
    profile: Profile | str = "member-register",
    synthetic: bool = False,
    encoding: str = "auto",
) -> tuple[Fund, Imported]:
    """Read the register of a fund from somebody's sheet.

    Args:
        path: A workbook or a text.
        bylaw: What the fund lives by, or the file in which it stands.
        as_of: The day on which the sheet was true.
        profile: The layout, or its name: the usual headers by default.
        synthetic: Whether the people are made up.
        encoding: Of a text.

    Returns:
        The fund, and what came of the sheet. Look at its findings before anything else; rows that cannot be used are
        not in the register.

    Raises:
        FormatError: A file cannot be opened.
        ByLawError: The by-law has mistakes.
        InvalidValue: No member can be read, there is no such profile, or the day has a Buddhist year.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
    """
    refuse_buddhist(as_of, "as_of")
    lived_by = bylaw if isinstance(bylaw, ByLaw) else read_bylaw(bylaw)
    layout = profile_named(profile) if isinstance(profile, str) else profile
    terms = Terms(as_of=as_of, synthetic=synthetic)
    imported = seen_whole(
        import_book(open_book(path, encoding=encoding, separator=layout.separator), layout, terms), as_of
    )
    return fund_of_register(imported, lived_by, as_of=as_of, synthetic=synthetic), imported


def fund_of_register(imported: Imported, bylaw: ByLaw, *, as_of: date, synthetic: bool = False) -> Fund:
    """A fund of the members of a sheet that was read. Of everything else it says that it was not given.

    Raises:
        InvalidValue: There is no member who can be used: the errors that were found are its findings, a column that is
            missing before all others. Or the day has a Buddhist year.
    """
    refuse_buddhist(as_of, "as_of")
    members = tuple(membership_of(row) for row in imported.tables.get(_MEMBERS, ()) if not _is_faulty(row))
    if not members:
        raise _nobody(imported)
    return Fund(
        profile=_profile(bylaw),
        bylaw=bylaw,
        register=Register(members),
        as_of=as_of,
        synthetic=synthetic,
        absent=frozenset(schemas()) - {_MEMBERS},
    )


def _nobody(imported: Imported) -> InvalidValue:
    """The refusal of a sheet of nobody, with why, and the way on."""
    errors = sorted((each for each in imported.findings if each.is_error), key=_is_about_a_cell)
    params = {"why": errors[0] if errors else None, "file": imported.file}
    last = Finding("register.nobody", Severity.ERROR, place=Place(file=imported.file), params=params)
    message = f"{imported.file} has no member who can be used"
    if errors and errors[0].code == _NO_COLUMN:
        message += f": it has no column for {errors[0].params['wanted']}"
    elif errors:
        message += f": {errors[0].code}"
    way = f'if its layout is not known, draft a profile: communitywelfare profile draft "{imported.file}"'
    return InvalidValue(f"{message}; {way} --out my-layout.toml", *errors, last)


def _is_about_a_cell(finding: Finding) -> bool:
    """Whether it is not about a whole column: that is what the others follow from."""
    return finding.code != _NO_COLUMN


def _is_faulty(row: Row) -> bool:
    return any(fault.is_error for fault in membership_faults(row))


def _profile(bylaw: ByLaw) -> FundProfile:
    """What a by-law says of its fund; the table `fund` itself was not given."""
    newest = bylaw.versions[-1]
    return FundProfile(
        fund_id=bylaw.fund,
        name=bylaw.name["th"],
        founded=None,
        area_type="",
        villages_total=0,
        convention=newest.dues.convention,
        rate=newest.dues.rate,
        entry_fee=newest.dues.entry_fee,
        year_start=newest.year_start,
    )
