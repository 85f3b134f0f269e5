"""The published JSON Schema says what is written: it takes what we write, and takes nothing that we do not read."""

import json
import re
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from communitywelfare.cli import main
from communitywelfare.contributions import Contributions
from communitywelfare.errors import FormatError, InvalidValue
from communitywelfare.io._cells import neutral, parser_of, plain, text_of
from communitywelfare.io._schema import schemas
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.json_schema import SCHEMA_FILE, json_schema, schema_bytes
from communitywelfare.io.package import Package, package_files, read_package
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

SCHEMA = json.loads(schema_bytes())
PUBLISHED = Path(__file__).resolve().parents[2] / "docs" / "reference" / "format" / SCHEMA_FILE
WHOLE = Draft202012Validator(SCHEMA)
BYLAW = make_package(Plan(members=1, years=1, seed=1)).bylaw_text
TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12)
KINDS = sorted({column.kind for schema in schemas().values() for column in schema.columns})


def of_definition(name):
    """What holds a value against one of the definitions."""
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]}).is_valid


CELLS = {kind: of_definition(f"cell.{kind}") for kind in KINDS}


def document_of(fund, received_by=""):
    receipts = tuple(evolve(each, received_by=received_by) for each in fund.contributions)
    fund = evolve(fund, contributions=Contributions(receipts, fund.contributions.waivers))
    return json.loads(CONTAINERS[".json"].pack(package_files(Package(fund=fund, bylaw_text=BYLAW))))


def test_the_schema_is_one_of_its_draft_and_the_same_every_time():
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert json_schema() == SCHEMA
    assert not re.search(r"\\d|\\w|\\s|\\Z|\\A|\(\?P", json.dumps(SCHEMA)), "no class that differs between dialects"


def test_the_schema_has_every_table_and_every_column_with_its_thai_name():
    for name, schema in schemas().items():
        row = SCHEMA["$defs"][f"row.{name}"]
        assert [(key, row["properties"][key]["title"]) for key in row["properties"]] == [
            (column.id, column.th) for column in schema.columns
        ]
        assert row["required"] == [column.id for column in schema.columns if column.is_required]


def test_the_schema_that_is_published_is_the_one_that_the_library_has():
    """After a change to the tables, `python tests/test_docs.py` writes it anew."""
    assert PUBLISHED.read_bytes() == schema_bytes()


def test_the_command_writes_the_schema(tmp_path, capsys):
    assert main(["schema", "--out", str(tmp_path / "new"), "--json"]) == 0
    written = tmp_path / "new" / SCHEMA_FILE
    assert json.loads(capsys.readouterr().out)["schema"] == str(written)
    assert written.read_bytes() == schema_bytes()


@given(fund=funds(), odd=TEXT)
def test_every_package_that_we_write_is_one_of_the_schema(fund, odd):
    assert [error.message for error in WHOLE.iter_errors(document_of(fund, odd))] == []


def test_a_whole_example_is_one_of_the_schema():
    files = package_files(make_package(Plan(members=60, years=3, seed=3)))
    assert [error.message for error in WHOLE.iter_errors(json.loads(CONTAINERS[".json"].pack(files)))] == []


# --- cells ---------------------------------------------------------------------------------------------------


def near(kind):
    """Texts of the kind, and such with one character changed, added or lost."""
    cell = SCHEMA["$defs"][f"cell.{kind}"]
    right = st.sampled_from(cell["enum"]) if "enum" in cell else st.from_regex(cell["pattern"], fullmatch=True)
    signs = st.sampled_from([*"0123456789-+.,:; =\\TZ'\n", "๑", "", "a"])
    return st.one_of(right, st.builds(spoilt, right, st.integers(0, 40), signs, st.booleans()), TEXT)


def spoilt(text, at, sign, replaces):
    at %= len(text) + 1
    return text[:at] + sign + text[at + replaces :]


def is_read(kind, text):
    try:
        parser_of(kind)(plain(text) if kind in {"text", "personal", "words", "pairs"} else text.strip())
    except InvalidValue:
        return False
    return bool(text.strip()) or kind in {"text", "personal", "words"}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=50)
@given(data=st.data())
def test_a_cell_that_the_schema_takes_is_one_that_we_read(kind, data):
    text = data.draw(near(kind))
    names_twice = kind == "pieces" and text.count("=") > 1  # 100=1; 100=2 is nothing that a pattern can refuse
    assert not CELLS[kind](text) or is_read(kind, text) or names_twice


@pytest.mark.parametrize("kind", ["day", "birth", "year_start", "yes", "code:sex", "code:member_status"])
@settings(max_examples=50)
@given(data=st.data())
def test_of_days_and_codes_the_schema_takes_just_what_we_read(kind, data):
    text = data.draw(near(kind)).strip()
    assert CELLS[kind](text) is is_read(kind, text)


@pytest.mark.parametrize("year", [4, 100, 400, 1900, 1996, 2000, 2023, 2024, 2100, 2396, 2400, 2401, 2404, 2567])
def test_a_leap_day_is_one_where_the_calendar_has_it(year):
    for text in (f"{year:04d}-02-29", f"{year:04d}-02-28", f"{year:04d}-12-31"):
        assert CELLS["day"](text) is is_read("day", text), text


@given(TEXT.filter(bool))
def test_text_is_taken_as_it_is_written_and_refused_as_a_formula(text):
    assert CELLS["text"](neutral(text))
    assert CELLS["text"](text) is (neutral(text) == text or text.startswith("'"))


@given(st.dictionaries(TEXT.map(str.strip), TEXT.map(str.strip), min_size=1))
def test_pairs_are_taken_as_they_are_written(pairs):
    assert CELLS["pairs"](neutral(text_of(pairs)))


# --- what is refused by both ---------------------------------------------------------------------------------


def put(*path, value):
    def change(document):
        place_of(document, path)[path[-1]] = value

    return change


def drop(*path):
    def change(document):
        del place_of(document, path)[path[-1]]

    return change


def place_of(document, path):
    for step in path[:-1]:
        document = document[step]
    return document


def twice_a_fund(document):
    rows = document["tables"]["fund"]["rows"]
    rows.append(dict(rows[0]))


def twice_a_column(document):
    document["tables"]["fund"]["columns"].append("fund_id")


ROW = ("tables", "fund", "rows", 0)
HEADER = ("tables", "fund", "columns")
SPOILT = {
    "another format": put("format", value="communitywelfare.package-json/2"),
    "no format": drop("format"),
    "no manifest": drop("manifest"),
    "no by-law": drop("bylaw"),
    "a by-law that is no text": put("bylaw", value=1),
    "no tables": drop("tables"),
    "tables in a list": put("tables", value=[]),
    "no register": drop("tables", "members"),
    "no fund": drop("tables", "fund"),
    "two funds": twice_a_fund,
    "a newer package": put("manifest", "format", value="communitywelfare.package/2"),
    "another era": put("manifest", "era", value="BE"),
    "another encoding": put("manifest", "encoding", value="latin-1"),
    "no day": drop("manifest", "as_of"),
    "a Buddhist day": put("manifest", "as_of", value="2567-09-30"),
    "a column that every row fills is blank": drop(*ROW, "fund_name"),
    "a required column is not there": put(*HEADER, value=["fund_id"]),
    "a column twice": twice_a_column,
    "a day that is none": put(*ROW, "founded_date", value="2023-02-29"),
    "a year of the Buddhist era": put(*ROW, "founded_date", value="2562-01-01"),
    "a third decimal": put(*ROW, "contribution_rate", value="1.005"),
    "a rate in words": put(*ROW, "contribution_rate", value="หนึ่งบาท"),
    "a number in quotes that is none": put(*ROW, "villages_total", value="-1"),
    "a number that is no text": put(*ROW, "villages_total", value=12),
    "null": put(*ROW, "road", value=None),
    "a list in a cell": put(*ROW, "road", value=["a"]),
    "an unknown code": put(*ROW, "contribution_basis", value="DAILY"),
    "a start that not every year has": put(*ROW, "fiscal_year_start", value="02-29"),
    "a cell of no column": put(*ROW, "fund_nme", value="x"),
    "rows that are no objects": put("tables", "fund", "rows", value=[["F"]]),
    "NUL": put(*ROW, "road", value="a\x00b"),
}


def refused_by_the_reader(document, path):
    """Whether it is told as an error, and not only because its bytes are no longer those of the manifest."""
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    try:
        reading = read_package(str(path))
    except FormatError:
        return True
    hashes = {"file.hash_differs"}
    return reading.package is None or any(each.is_error and each.code not in hashes for each in reading.findings)


@pytest.fixture(scope="module")
def sound():
    return CONTAINERS[".json"].pack(package_files(make_package(Plan(members=3, years=1, seed=4))))


@pytest.mark.parametrize("fault", SPOILT)
def test_what_is_spoilt_is_refused_by_the_schema_and_by_the_reader(fault, sound, tmp_path):
    document = json.loads(sound)
    assert not refused_by_the_reader(document, tmp_path / "fund.json")
    SPOILT[fault](document)
    assert not WHOLE.is_valid(document)
    assert refused_by_the_reader(document, tmp_path / "fund.json")


@given(fund=funds(max_members=1, max_receipts=1, max_claims=0), fault=st.sampled_from(list(SPOILT.values())))
def test_so_it_is_of_every_package(fund, fault, tmp_path_factory):
    document = document_of(fund)
    fault(document)
    assert not WHOLE.is_valid(document)
    assert refused_by_the_reader(document, tmp_path_factory.mktemp("spoilt") / "fund.json")
