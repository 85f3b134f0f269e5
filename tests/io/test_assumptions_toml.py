"""Assumptions read from files: what was written is read again, and every mistake is told with its line."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError, InvalidValue
from communitywelfare.io._files import read_resource
from communitywelfare.io.assumptions_toml import parse_assumptions, read_assumptions, shipped_assumptions
from communitywelfare.io.assumptions_writer import write_assumptions
from communitywelfare.members import Sex
from communitywelfare.simulation import TABLES, Assumptions, Grounds
from communitywelfare.strategies import assumptions
from communitywelfare.wording import words

HEAD = """\
format = "communitywelfare.assumptions/1"
id = "my-fund"
name = { th = "กองทุนเรา", en = "our fund" }
"""
SOURCED = """\
source = "our books"
licence = "our own"
cite = "annual report 2567"
year = 2024
confidence = "published"
reason = { th = "ของเราเอง", en = "our own" }
"""
INTEREST = f'[interest]\n{SOURCED}rows = [["all", 0.0125]]\n'  # its rows stand on line 11
LEAVING = f"[leaving]\n{SOURCED}rows = [\n"


def read(text: str, *, csv: bytes | None = None) -> Assumptions:
    def beside(name: str) -> bytes:
        if csv is None or name != "own.csv":
            raise FormatError(name)
        return csv

    return parse_assumptions(text.encode(), "own.toml", over=shipped_assumptions(), beside=beside)


def mistakes(text: str, *, csv: bytes | None = None) -> list[tuple[str, int | None]]:
    """Codes and lines of what is wrong; each has its words in both languages, and no gap in them."""
    with pytest.raises(InvalidValue) as refused:
        read(text, csv=csv)
    for finding in refused.value.findings:
        assert finding.place.file == ("own.csv" if csv is not None else "own.toml")
        for language in ("th", "en"):
            said = words(finding, language)
            assert not said.startswith(finding.code)
            assert "–" not in said
    return [(each.code.removeprefix("assumptions."), each.place.row) for each in refused.value.findings]


# --- what is written is read -------------------------------------------------------------------------------


@given(assumptions())
def test_what_is_written_is_read_again(given_):
    again = parse_assumptions(write_assumptions(given_).encode(), "again.toml")

    assert again == given_
    assert dict(again.tables) == dict(given_.tables)
    assert dict(again.name) == dict(given_.name)
    for name in TABLES:
        assert dict(again[name].provenance.reason) == dict(given_[name].provenance.reason)


@given(assumptions(), st.sets(st.sampled_from(sorted(set(TABLES) - {"mortality", "mortality_trend"}))))
def test_some_tables_are_written_and_laid_over_others(given_, names):
    text = write_assumptions(given_, file_id="own", names=names)
    laid = parse_assumptions(text.encode(), "own.toml", over=shipped_assumptions())

    for name in TABLES:
        assert laid[name].rows == (given_ if name in names else shipped_assumptions())[name].rows
        assert laid[name].provenance.given_by == ("own" if name in names else "thailand")


def test_the_shipped_tables_say_where_each_comes_from():
    shipped = shipped_assumptions()

    for table in shipped.tables.values():
        told = table.provenance
        assert told.source
        assert told.licence
        assert told.cite
        assert set(told.reason) == {"th", "en"}
        assert told.given_by == "thailand"
    for name in ("mortality", "births"):
        assert shipped[name].provenance.licence == "CC BY 3.0 IGO"
        assert "World Population Prospects 2024" in shipped[name].provenance.source
        assert shipped[name].provenance.confidence is Grounds.PUBLISHED


@pytest.mark.parametrize(("year", "fertility"), [(2023, 1.2125), (2025, 1.1945), (2035, 1.224)])
def test_births_are_the_published_fertility_and_its_pattern(year, fertility):
    births = shipped_assumptions()["births"]
    pattern = {15: 10.8, 20: 22.8, 25: 26.3, 30: 22.9, 35: 13.7, 40: 3.4, 45: 0.1}

    for age, percent in pattern.items():
        assert births.at(year, age, Sex.FEMALE) == pytest.approx(fertility * percent / 100 / 5, abs=0.5e-5)
    assert sum(births.at(year, age, Sex.FEMALE) for age in range(131)) == pytest.approx(fertility, abs=1e-4)
    assert sum(births.at(year, age, Sex.MALE) for age in range(131)) == 0


def test_the_mortality_table_holds_the_figures_that_were_published():
    mortality = shipped_assumptions()["mortality"]

    assert [row.rates for row in mortality.rows[:2]] == [(0.007732, 0.006099), (0.000523, 0.000468)]
    assert mortality.rows[-1].rates == (0.382026, 0.373640)


def test_a_fund_replaces_one_table_and_the_rest_stays():
    found = read(HEAD + INTEREST)

    assert found["interest"].at(2030) == 0.0125
    assert found["interest"].provenance.instead_of == "thailand"
    assert found.assumptions_id == "thailand + my-fund"
    assert all(found[name] is shipped_assumptions()[name] for name in TABLES if name != "interest")


def test_a_table_may_lie_beside_as_csv(tmp_path):
    text = f'{HEAD}[leaving]\n{SOURCED}csv = "own.csv"\n'
    csv = "years,tenure,rate\r\nall,0,0.10\r\n\r\nall,1+, 0.02\r\n".encode("utf-8-sig")
    (tmp_path / "own.toml").write_text(text, encoding="utf-8")
    (tmp_path / "own.csv").write_bytes(csv)

    for found in (read(text, csv=csv), read_assumptions(str(tmp_path / "own.toml"), over=shipped_assumptions())):
        assert [found["leaving"].at(2030, years) for years in (0, 1, 30)] == [0.1, 0.02, 0.02]


# --- mistakes ----------------------------------------------------------------------------------------------


def test_without_others_below_a_file_has_to_give_every_table():
    with pytest.raises(InvalidValue) as refused:
        parse_assumptions((HEAD + INTEREST).encode(), "own.toml")
    codes = [(each.code, each.params["table"]) for each in refused.value.findings]
    assert codes == [("assumptions.table_missing", name) for name in TABLES if name != "interest"]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"communitywelfare.assumptions/1"', '"other/1"', ("format_unknown", 1)),
        ('id = "my-fund"\n', "", ("value_missing", 1)),
        ('id = "my-fund"', "id = 7", ("value_unreadable", 2)),
        ('th = "กองทุนเรา", ', "", ("value_unreadable", 3)),
        ("[interest]", "[luck]", ("key_unknown", 4)),
        ("[interest]", "[[interest]]", ("value_unreadable", 4)),
        ('source = "our books"\n', "", ("no_source", 4)),
        ('licence = "our own"', 'licence = " "', ("value_unreadable", 6)),
        ("year = 2024", "year = 2567", ("buddhist_year", 8)),
        ("year = 2024", "year = 1", ("value_unreadable", 8)),
        ("year = 2024", "year = true", ("value_unreadable", 8)),
        ('"published"', '"certain"', ("value_unreadable", 9)),
        ('"published"', '["published"]', ("value_unreadable", 9)),
        (', en = "our own" }', " }", ("value_unreadable", 10)),
        ("rows =", 'measure = "growth"\nrows =', ("value_unreadable", 11)),
        ("rows =", "uncertainty = 0\nrows =", ("value_unreadable", 11)),
        ("rows =", 'uncertainty = "a"\nrows =', ("value_unreadable", 11)),
        ("rows =", 'csv = "a.csv"\nrows =', ("rows_wanted", 4)),
        ("rows =", "lines =", ("key_unknown", 11)),
        ('[["all", 0.0125]]', "0.0125", ("value_unreadable", 11)),
        ('[["all", 0.0125]]', "[0.0125]", ("row_cells", 11)),
        ('[["all", 0.0125]]', "[]", ("no_rows", 4)),
        ('["all", 0.0125]', '["all", 0.01, 0.02]', ("row_cells", 11)),
        ('"all"', '"2567+"', ("buddhist_year", 11)),
        ('"all"', '"some"', ("band_unreadable", 11)),
        ('"all"', "0.5", ("band_unreadable", 11)),
        ("0.0125", "-1.0", ("negative", 11)),
        ("0.0125", "nan", ("not_a_number", 11)),
        ("0.0125", "true", ("not_a_number", 11)),
        ("0.0125", '"1.25%"', ("not_a_number", 11)),
        ('["all", 0.0125]', '["2020+", 0.01]', ("begins_late", 11)),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, found):
    assert old in HEAD + INTEREST
    assert found in mistakes((HEAD + INTEREST).replace(old, new))


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ('["all", "0", -0.1],\n["all", "1+", 0.1],\n', [("negative", 12)]),
        ('["all", "0", 0.1],\n["all", "1+", 6],\n', [("above_one", 13)]),
        ('["all", "0-1", 0.1],\n["all", "3+", 0.1],\n', [("hole", 13)]),
        ('["-2025", "0+", 0.1],\n\n# later\n["2027+", "0+", 0.1],\n', [("hole", 15)]),
        ('["2027+", "0+", 0.1],\n["-2026", "0+", 0.1],\n', [("begins_late", 12), ("out_of_order", 13), ("no_end", 13)]),
        ('["all", "0", 0.1],\n["all", "131+", 0.1],\n', [("band_unreadable", 13)]),
        ('["all", 0, 0.1],\n["all", "1", 0.1],\n', [("no_end", 13)]),
    ],
)
def test_a_row_that_cannot_be_is_told_with_its_line(rows, found):
    assert mistakes(f"{HEAD}{LEAVING}{rows}]\n") == found


def test_the_mistakes_of_all_tables_are_told_at_once():
    text = f'{HEAD}{LEAVING}["all", "0", -1]]\n' + INTEREST.replace("0.0125", "-3") + f"[births]\n{SOURCED}"
    assert mistakes(text) == [("rows_wanted", 20 + 1), ("negative", 12), ("no_end", 12), ("negative", 20)]


def test_what_only_shows_in_the_whole_is_told_with_the_line_of_its_row():
    rows = '["all", "0-9", 0.1, 0.1],\n["all", "10+", 0.1, 0],\n'
    assert mistakes(f"{HEAD}[mortality]\n{SOURCED}rows = [\n{rows}]\n") == [("nobody_dies", 13)]


@pytest.mark.parametrize(
    ("csv", "found"),
    [
        (b"years,tenure\nall,0+\n", [("csv_header", 1)]),
        (b"", [("csv_header", 1)]),
        (b"years,tenure,rate\nall,0,0.1\nall,2+,0.1\n", [("hole", 3)]),
        (b"years,tenure,rate\nall,0+,1.5\n", [("above_one", 2)]),
        (b"years,tenure,rate\nall,0+,x\nall\n", [("not_a_number", 2), ("row_cells", 3)]),
        (b'years,tenure,rate\nall,0+,"0.1\n', [("csv_missing", 2)]),
        (b"years,tenure,rate\n2567,0+,0.1\n", [("buddhist_year", 2)]),
    ],
)
def test_a_mistake_in_a_csv_file_is_told_with_its_line(csv, found):
    assert mistakes(f'{HEAD}[leaving]\n{SOURCED}csv = "own.csv"\n', csv=csv) == found


@pytest.mark.parametrize("csv", [None, b"years,tenure,rate\nall,0+,\xff\n"])
def test_a_csv_file_that_is_not_there_or_not_utf_8_is_told(csv):
    with pytest.raises(InvalidValue) as refused:
        read(f'{HEAD}[leaving]\n{SOURCED}csv = "own.csv"\n', csv=csv)
    assert [each.code for each in refused.value.findings] == ["assumptions.csv_missing"]


@pytest.mark.parametrize("name", ["../own.csv", "/own.csv", "own.txt", "..csv", "a/b.csv", "C:\\own.csv"])
def test_a_csv_file_lies_beside_and_nowhere_else(name):
    assert mistakes(f"{HEAD}[leaving]\n{SOURCED}csv = '{name}'\n") == [("value_unreadable", 11)]


def test_a_file_alone_has_nothing_beside_it():
    text = read_resource("data/assumptions/thailand.toml")
    with pytest.raises(InvalidValue) as refused:
        parse_assumptions(text, "thailand.toml")
    assert [each.code for each in refused.value.findings] == ["assumptions.csv_missing"]


def test_what_is_no_toml_is_told():
    assert mistakes("x = ") == [("not_toml", 1)]
    with pytest.raises(InvalidValue, match="not UTF-8"):
        parse_assumptions(b"\xff", "own.toml")
