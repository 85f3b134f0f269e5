"""The catalogue of messy data: a file for each code, with sheets made up for it, and what must come of them.

The files need no Python: how one is laid out stands in docs/reference/messy-data.md. Every sheet is read out of a
workbook and, where all of its cells are texts, out of text with commas too.
"""

import csv
import json
import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from communitywelfare.errors import ByLawError, Finding, Severity
from communitywelfare.fund import draw_up
from communitywelfare.io._cells import text_of
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import FORMAT, parse_profile, shipped_profile
from communitywelfare.io.foreign.register_look import seen_whole
from communitywelfare.io.manifest import FORMAT as PACKAGE
from communitywelfare.io.package import Reading, read_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.rules.lint import lint
from communitywelfare.wording import known_codes

CATALOGUE = {
    **dict.fromkeys(("ID02", "ID03", "ID04", "ID07"), "error"),
    **dict.fromkeys(("ID01", "ID05", "ID06"), "warning"),
    **dict.fromkeys(("DU01", "DU03", "DU05"), "warning"),
    **dict.fromkeys(("DU02",), "info"),
    **dict.fromkeys(("DU04",), "error"),
    **dict.fromkeys(("NM01", "NM03", "NM04", "NM08"), "warning"),
    **dict.fromkeys(("NM02", "NM05", "NM06", "NM07"), "info"),
    **dict.fromkeys(("DT06", "DT07"), "error"),
    **dict.fromkeys(("DT02", "DT03", "DT04", "DT05", "DT10", "DT11"), "warning"),
    **dict.fromkeys(("DT01", "DT08", "DT09", "DT12"), "info"),
    **dict.fromkeys(("AD01", "AD02"), "warning"),
    **dict.fromkeys(("AD03",), "info"),
    **dict.fromkeys(("PH01",), "info"),
    **dict.fromkeys(("MN01", "MN02"), "info"),
    **dict.fromkeys(("MN03", "MN04", "MN05"), "warning"),
    **dict.fromkeys(("MN06",), "error"),
    **dict.fromkeys(("RC01", "RU01"), "warning"),
    **dict.fromkeys(("RU02", "FM05"), "error"),
    **dict.fromkeys(("FM02", "FM03", "MJ01"), "warning"),
    **dict.fromkeys(("FM01", "FM04", "FM06", "RL01"), "info"),
}
"""Every code of the catalogue with its severity, as it was drawn up from the registers that were seen."""

HERE = Path(__file__).parent / "messy"
FILES = {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(HERE.glob("*.toml"))}
CASES = [(code, case) for code, file in FILES.items() for case in file["case"]]
HEAVIER = {name: weight for weight, name in enumerate(("info", "warning", "error"))}
AS_OF = date(2024, 9, 30)
OF_FILE = {"code", "severity", "name", "handling", "told", "stricter", "case"}
OF_CASE = {"it", "door", "profile", "as_of", "year", "synthetic", "encoding", "rows", "sheets", "tables", "bylaw"}
OF_OUTCOME = {"findings", "records", "set_aside", "totals", "identities", "nothing_read"}
OF_FINDING = {"code", "severity", "column", "rows", "told"}
OF_SHEET = {"name", "rows", "hidden", "hidden_columns", "merged"}

Table = Mapping[str, Any]
Cells = Sequence[Sequence[Any]]


def only(table: Table, known: set[str]) -> None:
    """A misspelt expectation would be met by everything."""
    assert set(table) <= known


# --- the sheet of a case -----------------------------------------------------------------------------------


def sheets_of(case: Table) -> list[Table]:
    sheets = case.get("sheets") or [{"name": "Sheet1", "rows": case["rows"]}]
    for sheet in sheets:
        only(sheet, OF_SHEET)
    return [{**sheet, "rows": list(spread(sheet["rows"]))} for sheet in sheets]


def spread(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows, each that says how often it comes so many times: ``{n}`` is its number, of a list each in its turn."""
    for row in rows:
        if isinstance(row, Mapping):
            only(row, {"times", "row"})
            yield from ([turn(cell, nth) for cell in row["row"]] for nth in range(row["times"]))
        else:
            yield row


def turn(cell: Any, nth: int) -> Any:
    if isinstance(cell, list):
        return turn(cell[nth % len(cell)], nth)
    return cell.replace("{n}", f"{nth + 1:04}") if isinstance(cell, str) else cell


def workbook(sheets: Sequence[Table]) -> bytes:
    """The sheets as a workbook of Excel."""
    contents = BytesIO()
    with xlsxwriter.Workbook(contents, {"strings_to_numbers": False, "strings_to_formulas": False}) as book:
        day, moment = (book.add_format({"num_format": form}) for form in ("dd/mm/yyyy", "dd/mm/yyyy hh:mm"))
        for sheet in sheets:
            page = book.add_worksheet(sheet["name"])
            for at, row in enumerate(sheet["rows"]):
                for column, cell in enumerate(row):
                    write(page, at, column, cell, day if type(cell) is date else moment)
            for area in sheet.get("merged", ()):
                page.merge_range(area, "")  # and the first of its cells is written again
                at, column = xl_cell_to_rowcol(area.partition(":")[0])
                page.write_string(at, column, sheet["rows"][at][column])
            for letters in sheet.get("hidden_columns", ()):
                page.set_column(f"{letters}:{letters}", None, None, {"hidden": True})
            if sheet.get("hidden"):
                page.hide()
    return contents.getvalue()


def write(page: Any, row: int, column: int, cell: Any, form: Any) -> None:
    match cell:
        case {"formula": formula, **result}:
            page.write_formula(row, column, formula, None, result.get("shows", 0))
        case date():
            page.write_datetime(row, column, cell, form)
        case bool():
            page.write_boolean(row, column, cell)
        case int() | float():
            page.write_number(row, column, cell)
        case str() if cell:
            page.write_string(row, column, cell)


def text(rows: Cells, encoding: str) -> bytes:
    """The rows as text with commas."""
    stream = StringIO(newline="")
    csv.writer(stream).writerows(rows)
    return stream.getvalue().encode(encoding)


def containers(case: Table) -> dict[str, bytes]:
    """The file of a case, in each kind of file that can hold it."""
    sheets = sheets_of(case)
    rows = sheets[0]["rows"]
    is_plain = "sheets" not in case and all(isinstance(cell, str) for row in rows for cell in row)
    encoding = case.get("encoding", "utf-8-sig")
    found = {} if "encoding" in case else {"register.xlsx": workbook(sheets)}
    return found | ({"register.csv": text(rows, encoding)} if is_plain else {})


# --- the doors a case goes through -------------------------------------------------------------------------


def profile_of(case: Table) -> Profile:
    """A profile that comes with the library, or one that is written in the case without its head."""
    written = case.get("profile", "member-register")
    if "\n" not in written:
        return shipped_profile(written)
    head = f'format = "{FORMAT}"\nid = "case"\nseen = "a case"\nname = {{ th = "กรณี", en = "a case" }}\n'
    return parse_profile((head + written).encode(), "case.toml")


def imported(case: Table, file: str, contents: bytes) -> Imported:
    as_of = case.get("as_of", AS_OF)
    profile = profile_of(case)
    terms = Terms(as_of=as_of, year=case.get("year"), synthetic=case.get("synthetic", True))
    return seen_whole(import_book(book_of(file, contents, encoding=profile.encoding), profile, terms), as_of)


def read(case: Table, folder: Path) -> Reading:
    """A package of the tables of a case."""
    files = {f"{name}.csv": text(list(spread(rows)), "utf-8-sig") for name, rows in case["tables"].items()}
    files["bylaw.toml"] = case["bylaw"].encode()
    manifest = {
        "format": PACKAGE,
        "fund_id": "",
        "as_of": str(case.get("as_of", AS_OF)),
        "era": "CE",
        "encoding": "utf-8-sig",
        "masked": False,
        "synthetic": case.get("synthetic", True),
        "sha256": {name: sha256(contents).hexdigest() for name, contents in files.items()},
    }
    files["manifest.json"] = json.dumps(manifest).encode()
    for name, contents in files.items():
        (folder / name).write_bytes(contents)
    return read_package(str(folder))


def looked_at(bylaw: str) -> tuple[Finding, ...]:
    """What is told of a by-law that cannot be read, or of one that can."""
    try:
        return lint(parse_bylaw(bylaw.encode(), "bylaw.toml"))
    except ByLawError as error:
        return error.findings


# --- what came of it, as a case writes it ------------------------------------------------------------------


def told(findings: Sequence[Finding]) -> dict[tuple[str, str, str], set[int]]:
    """The rows of each kind of finding, by its code, severity and column."""
    found: dict[tuple[str, str, str], set[int]] = defaultdict(set)
    for each in findings:
        of_note = each.params.get("rows", ()) if each.place.row is None else (each.place.row,)
        numbers = {row for row in of_note if isinstance(row, int)}
        found[each.code, each.severity.value.casefold(), header(each)] |= numbers
    return found


def header(finding: Finding) -> str:
    """The header of the column that a finding is about, or the clause of a by-law."""
    label = finding.place.column or finding.place.clause or ""
    letters, _, name = label.partition(" ")
    return name if name and letters.isascii() and letters.isupper() else label


def compare(case: Table, findings: Sequence[Finding]) -> None:
    """All that a case expects is told, and nothing beyond it that somebody would have to look at."""
    found = told(findings)
    expected = {}
    for each in case.get("findings", []):
        only(each, OF_FINDING)
        key = (each["code"], each["severity"], each.get("column", ""))
        expected[key] = set(each.get("rows", []))
        same = [one for one in findings if (one.code, header(one)) == (each["code"], each.get("column", ""))]
        for name, value in each.get("told", {}).items():
            assert plain(value) in {plain(one.params.get(name)) for one in same}, (name, same)
    heavy = {key: rows for key, rows in found.items() if key[1] != "info" or key in expected}
    assert heavy == expected


def plain(value: object) -> object:
    """A value as a case can write it."""
    if isinstance(value, list | tuple):
        return tuple(map(plain, value))
    return str(value.value) if isinstance(value, Severity) else text_of(value) if value is not None else None


def records(imported: Imported) -> dict[str, list[dict[str, str]]]:
    return {
        name: [{key: text_of(value) for key, value in row.values.items()} for row in table]
        for name, table in imported.tables.items()
    }


def set_aside(imported: Imported) -> list[int]:
    """The rows of the sheet of which some table could not be used."""
    rows: set[int] = set()
    for table in imported.tables.values():
        if table.set_aside:
            unused = set(range(1, sum(map(len, imported.sheets)) + 1)) - set(table.lines)
            rows |= {imported.place_of(record).row or 0 for record in unused}
    return sorted(rows)


# --- the suite ---------------------------------------------------------------------------------------------

IMPORTED = [
    pytest.param(case, file, contents, id=f"{code} {case['it']} ({file.rpartition('.')[2]})")
    for code, case in CASES
    if case.get("door", "import") == "import"
    for file, contents in containers(case).items()
]


def through(door: str) -> pytest.MarkDecorator:
    """The cases that go through a door other than that of foreign files."""
    cases = [(code, case) for code, case in CASES if case.get("door") == door]
    return pytest.mark.parametrize("case", [case for _, case in cases], ids=[f"{c} {case['it']}" for c, case in cases])


@pytest.mark.parametrize(("case", "file", "contents"), IMPORTED)
def test_a_sheet_is_read_as_the_catalogue_says(case, file, contents):
    found = imported(case, file, contents)
    compare(case, found.findings)
    came = records(found)
    for name, rows in case.get("records", {}).items():
        assert [{key: row[key] for key in want} for row, want in zip(came[name], rows, strict=True)] == rows
    assert set_aside(found) == case.get("set_aside", [])
    sums = {each.name: [plain(each.before), plain(each.after)] for each in found.totals}
    assert {name: sums.get(name) for name in case.get("totals", {})} == case.get("totals", {})


@through("check")
def test_a_package_is_checked_as_the_catalogue_says(case, tmp_path):
    compare(case, read(case, tmp_path).findings)


@through("lint")
def test_a_by_law_is_looked_at_as_the_catalogue_says(case):
    compare(case, looked_at(case["bylaw"]))


@through("identities")
def test_the_identities_of_the_status_form_tell_what_the_catalogue_says(case, tmp_path):
    reading = read(case, tmp_path)
    compare(case, reading.findings)
    fund = reading.package.fund
    found = {each.id: each.holds for each in draw_up(fund, state_scheme(), fund.as_of).identities}
    assert {name: found[name] for name in case["identities"]} == case["identities"]


def test_every_code_of_the_catalogue_has_a_file_with_its_severity():
    assert {code: file["severity"] for code, file in FILES.items()} == CATALOGUE


@pytest.mark.parametrize(("code", "file"), FILES.items(), ids=FILES)
def test_a_file_says_what_the_code_is_and_shows_every_finding_by_which_it_is_told(code, file):
    only(file, OF_FILE)
    assert file["code"] == code
    assert all(file[name][language].strip() for name in ("name", "handling") for language in ("th", "en"))
    listed = {each["code"] for case in file["case"] for each in case.get("findings", [])}
    assert set(file["told"]) <= listed
    assert set(file["told"]) <= known_codes()


@pytest.mark.parametrize(("code", "file"), FILES.items(), ids=FILES)
def test_what_is_told_is_as_heavy_as_the_catalogue_says_or_the_file_says_why_not(code, file):
    heaviest = max(
        HEAVIER[each["severity"]]
        for case in file["case"]
        for each in case.get("findings", [])
        if each["code"] in file["told"]
    )
    assert heaviest >= HEAVIER[file["severity"]]
    assert ("stricter" in file) is (heaviest > HEAVIER[file["severity"]])
    assert all(file["stricter"][language].strip() for language in ("th", "en")) if "stricter" in file else True


def test_every_case_says_what_it_shows_and_nothing_that_nobody_knows():
    for _code, case in CASES:
        only(case, OF_CASE | OF_OUTCOME)
        assert case["it"].strip()
    assert len({(code, case["it"]) for code, case in CASES}) == len(CASES)
