"""The register of an invented fund as a sheet, in a layout that somebody might keep: people, and nothing they paid."""

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.io.foreign.packing import tables_of_files
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import profile_named
from communitywelfare.io.foreign.writing import sheet_bytes, written
from communitywelfare.io.package import Package, package_files
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.synthetic.plan import Plan
from communitywelfare.synthetic.unlived import with_people
from communitywelfare.uncollected import uncollected

__all__ = ["register_sheet"]

_ENDINGS = (".xlsx", ".csv")


def register_sheet(
    plan: Plan, *, file: str = "register.xlsx", profile: Profile | str = "member-register", bylaw_text: bytes = b""
) -> bytes:
    """Invent a register, as the bytes of a workbook or of a text.

    Args:
        plan: How large, and since when.
        file: Its name, which tells what it is.
        profile: The layout, or its name: the usual headers by default.
        bylaw_text: The bytes of a by-law file; the shipped example's by default.

    Raises:
        InvalidValue: The file is to be of another kind.
        ByLawError: The by-law has mistakes.
        FormatError: The layout is not written from tables.
        NotInstalled: It is a workbook, and the extra ``excel`` is not there.
    """
    if not file.casefold().endswith(_ENDINGS):
        place, params = Place(file=file), {"file": file, "known": _ENDINGS}
        finding = Finding("file.kind_unknown", Severity.ERROR, place=place, params=params)
        raise InvalidValue(f"{file} is to end in {' or '.join(_ENDINGS)}", finding)
    layout = profile_named(profile) if isinstance(profile, str) else profile
    with uncollected():
        fund, text = with_people(plan, bylaw_text or example_bylaw())
        tables, _findings = tables_of_files(package_files(Package(fund=fund, bylaw_text=text)))
        return sheet_bytes(written({"members": tables["members"]}, layout, file=file), file)
