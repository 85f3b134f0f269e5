"""Rows that cannot be used stay so in a package: nobody decided in between what they mean."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.io.foreign.book import Book, RawSheet
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.packing import table_files, tables_of_files
from communitywelfare.io.foreign.roundtrip import differences

LAYOUT = """
[values]
era = "BE"
blank_amount = "ask"
[[columns]]
field = "members.member_no"
headers = ["เลขที่"]
needed = true
[[columns]]
field = "members.first_name"
headers = ["ชื่อ"]
[[columns]]
field = "members.join_date"
headers = ["วันสมัคร"]
[[columns]]
field = "members.carry_forward"
headers = ["ยอดยกมา"]
[constants]
"members.status" = "ACTIVE"
"""
HEADER = ("เลขที่", "ชื่อ", "วันสมัคร", "ยอดยกมา")
CELLS = st.sampled_from(
    [
        "001",
        "ก",
        "7/1/2549",
        "2006-01-07",
        "2006",
        "31/2/2549",
        "100",
        "1,5",
        "-",
        "",
        "=1+1",
        "'x",
        " ก\nข ",
        "?",
        "-5",
    ]
)
ROWS = st.lists(st.lists(CELLS, min_size=4, max_size=5) | st.tuples(*[CELLS] * 4), max_size=5)


def test_a_day_of_the_other_era_stays_set_aside(imported, profile_of) -> None:
    found = imported(profile_of(LAYOUT), HEADER, ("001", "ก", "2006-01-07", "100"), ("002", "ข", "7/1/2549", "100"))
    [aside] = found.tables["members"].set_aside
    assert aside.cells[-1] == "date.era_contradicted"
    tables, _findings = tables_of_files(table_files([found], as_of=date(2024, 9, 30)))
    assert tables["members"].columns["member_no"] == ["002"]


@given(ROWS)
def test_a_package_has_the_same_rows_set_aside(imported, profile_of, rows) -> None:
    found = imported(profile_of(LAYOUT), HEADER, *rows)
    tables, _findings = tables_of_files(table_files([found], as_of=date(2024, 9, 30)))
    assert not list(differences(found.tables, tables, "a.csv"))
    for name, table in found.tables.items():
        assert [each.after for each in tables[name].set_aside] == [each.after for each in table.set_aside]


@given(st.lists(st.tuples(*[st.sampled_from(["001", "ก\0ข", "\0", "7/1/2549", "089\0", ""])] * 4), max_size=4))
def test_no_cell_of_a_workbook_makes_a_table_unreadable(profile_of, rows) -> None:
    profile = profile_of(LAYOUT.replace("members.carry_forward", "members.phone"))
    sheet = RawSheet("1", [HEADER, *rows], range(1, len(rows) + 2))
    found = import_book(Book("a.xlsx", (sheet,)), profile)
    tables, findings = tables_of_files(table_files([found], as_of=date(2024, 9, 30)))
    assert "file.nul" not in {each.code for each in findings}
    assert not list(differences(found.tables, tables, "a.csv"))
