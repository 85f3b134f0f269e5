"""Other people's files: each kind of file, each shipped layout, a layout for each table, drafts, and what goes back."""

from collections.abc import Callable, Sequence
from datetime import date

from layouts import (
    TOML,
    csv_sheet,
    dbf_sheet,
    own_profile,
    register_rows,
    rows_of_own,
    shipped_sheet,
    table_profile,
    written_profiles,
    xls_sheet,
    xlsx_sheet,
)
from reading import FaultyError, Reader, from_path
from wholes import one_member, whole

from communitywelfare.errors import InvalidValue
from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import schemas
from communitywelfare.io.containers import CONTAINERS, files_at, holds_package
from communitywelfare.io.foreign.book import book_of, open_book
from communitywelfare.io.foreign.drafting import drafted
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.packing import joined_files, table_files, tables_of_files
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import parse_profile, profile_named, shipped_profile, shipped_profiles
from communitywelfare.io.foreign.roundtrip import round_trip, written_and_held

__all__ = ["SHEETS"]

_TERMS = Terms(as_of=date(2024, 9, 30), year=2567, synthetic=True)


def _imported(file: str, profile: Profile, contents: bytes, encoding: str = "auto") -> Imported:
    """What comes of a file; each of its records has its place, and as a package it can be read again."""
    found = import_book(book_of(file, contents, encoding=encoding), profile, _TERMS)
    for record in range(1, sum(map(len, found.sheets)) + 1)[:50]:
        found.place_of(record)
    files = table_files([found], as_of=date(2024, 9, 30), synthetic=True)
    tables_of_files(files)
    return found


def _import(name: str, file: str, form: str, profile: Profile, seeds: Callable[[], Sequence[bytes]]) -> Reader:
    return Reader(f"import/{name}", form, lambda it: _imported(file, profile, it), seeds)


def _draft(contents: bytes, file: str) -> object:
    """A draft is a profile that can be read as it stands."""
    found = drafted(book_of(file, contents), "mine")
    try:
        parse_profile(found.text.encode(), "mine.toml")
    except (InvalidValue, UnicodeEncodeError) as error:
        raise FaultyError(f"a draft is no profile: {error}") from error
    return found


def _round_trip(contents: bytes, profile: Profile) -> object:
    return round_trip(book_of("sheet.csv", contents), profile, _TERMS)


def _joined(contents: bytes) -> object:
    """A register goes into a fund that has none; the fund is spoilt."""
    found = import_book(book_of("a.csv", csv_sheet(register_rows())), shipped_profile("member-register"), _TERMS)
    return tuple(joined_files({**one_member(), "members.csv": contents[:200]}, [found]))


def _written(contents: bytes, profile: Profile, ending: str) -> object:
    """A package whose register is spoilt, as a sheet in a layout."""
    tables, _findings = tables_of_files({**whole(), "members.csv": contents})
    return written_and_held(tables, profile, file=f"sheet{ending}")[1]


def _profiles() -> list[bytes]:
    return [read_resource(f"data/profiles/{each.id}.toml") for each in shipped_profiles().values()] + [*TOML.values()]


_REGISTER = "member-register"
_DBF = """
[[columns]]
field = "members.member_no"
headers = ["MEMBER_NO"]
needed = true
[[columns]]
field = "members.join_date"
headers = ["JOIN_DATE"]
[[columns]]
field = "members.full_name"
headers = ["FULL_NAME"]
[[columns]]
field = "members.carry_forward"
headers = ["CARRY"]
"""
_PLAIN = TOML["several people in a row"].partition(b"\n[[")[0]
_FORMS = {".xlsx": "book.xlsx", ".csv": "sheet", ".tsv": "sheet", ".txt": "sheet", ".xls": "xls", ".dbf": "dbf"}
_SEEDS: dict[str, Callable[[], list[bytes]]] = {
    ".xlsx": lambda: [xlsx_sheet(register_rows(), register_rows()[:2])],
    ".csv": lambda: [csv_sheet(register_rows()), csv_sheet(register_rows()).decode("utf-8-sig").encode("cp874")],
    ".tsv": lambda: [csv_sheet(register_rows(), "\t")],
    ".txt": lambda: [csv_sheet(register_rows(), ";")],
    ".xls": lambda: [xls_sheet(register_rows(), register_rows()[:2])],
    ".dbf": lambda: [dbf_sheet()],
}


def _kinds_of_files() -> list[Reader]:
    """Each kind of file: opened, and imported by a profile."""
    profiles = {".dbf": parse_profile(_PLAIN + _DBF.encode(), "dbf.toml")}
    return [
        reader
        for ending, form in _FORMS.items()
        for reader in (
            Reader(f"open{ending}", form, from_path(f"book{ending}", open_book), _SEEDS[ending]),
            _import(
                f"register{ending}",
                f"a{ending}",
                form,
                profiles.get(ending, shipped_profile(_REGISTER)),
                _SEEDS[ending],
            ),
        )
    ]


def _own_layouts() -> list[Reader]:
    """Layouts of their own, as text and as workbooks."""
    return [
        reader
        for name in TOML
        for reader in (
            _import(
                f"{name}.csv", "a.csv", "sheet", own_profile(name), lambda name=name: [csv_sheet(rows_of_own(name))]
            ),
            _import(
                f"{name}.xlsx",
                "a.xlsx",
                "book.xlsx",
                own_profile(name),
                lambda name=name: [xlsx_sheet(rows_of_own(name), rows_of_own(name)[:3])],
            ),
        )
    ]


SHEETS = (
    *_kinds_of_files(),
    *_own_layouts(),
    *(
        _import(f"{each.id}.csv", "a.csv", "sheet", each, lambda each=each: [shipped_sheet(each, ".csv")])
        for each in written_profiles()
    ),
    *(
        _import(
            f"table {schema.name}",
            "a.csv",
            "sheet",
            table_profile(schema.name),
            lambda schema=schema: [whole()[schema.file]],
        )
        for schema in schemas().values()
        if not schema.is_view
    ),
    *(
        Reader(
            f"round trip/{each.id}",
            "sheet",
            lambda it, each=each: _round_trip(it, each),
            lambda each=each: [shipped_sheet(each, ".csv")],
        )
        for each in written_profiles()
    ),
    *(
        Reader(
            f"written/{each.id}{ending}",
            "csv",
            lambda it, each=each, ending=ending: _written(it, each, ending),
            lambda: [whole()["members.csv"]],
        )
        for each in written_profiles()
        for ending in (".csv", ".xlsx")
    ),
    Reader("draft.csv", "sheet", lambda it: _draft(it, "a.csv"), _SEEDS[".csv"]),
    Reader("draft.xlsx", "book.xlsx", lambda it: _draft(it, "a.xlsx"), _SEEDS[".xlsx"]),
    Reader(
        "draft.dbf",
        "dbf",
        lambda it: _draft(it, "a.dbf"),
        lambda: [dbf_sheet().replace(b"MEMBER_NO", b"member_no").replace(b"FULL_NAME", b"full_name")],
    ),
    Reader("profile", "toml", lambda it: parse_profile(it, "mine.toml"), _profiles),
    Reader("profile in a file", "toml", from_path("mine.toml", profile_named), lambda: [*TOML.values()]),
    Reader("tables into a fund", "csv", _joined, lambda: [b""]),
    Reader("files of a package", "zip", from_path("a.zip", files_at), lambda: [CONTAINERS[".zip"].pack(one_member())]),
    Reader(
        "is it a package", "xlsx", from_path("a.xlsx", holds_package), lambda: [CONTAINERS[".xlsx"].pack(one_member())]
    ),
)
"""Readers of other people's files, and of what is said of their layouts."""
