"""What was found in a foreign file, drawn together by kind and column, and each at its cells."""

from collections import Counter
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io.foreign.book import Book, RawSheet, letters_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import shipped_profile
from communitywelfare.reports.import_findings import groups_of, located, worst_of

HEADER = ["เลขที่สมาชิก", "ชื่อ", "วันเกิด", "วันที่เป็นสมาชิก", "ยอดยกมา"]
ROWS = [
    ["1", "ก", "31/02/2510", "20/04/2550", "100"],
    ["2", "ข", "1/1/2510", "", "l00"],
    ["3", "ค", "30/02/2511", "20/04/2551", "100"],
]


def imported(*sheets):
    book = Book(file="f.xlsx", sheets=sheets or (sheet(),))
    return import_book(book, shipped_profile("member-register"), Terms(as_of=date(2024, 9, 30)))


def sheet(name="", above=1, rows=ROWS):
    """A sheet with rows above its header, whose lines are not its rows: a cell above has a line break."""
    whole = [*([["ทะเบียน", "", "", "", ""]] * above), HEADER, *rows]
    return RawSheet(name=name, rows=whole, lines=range(11, 11 + len(whole)))


def test_findings_of_a_kind_in_a_column_are_one_group_with_their_rows():
    groups = {(each.column, each.code): each for each in groups_of(imported())}
    births = groups["C วันเกิด", "date.impossible"]
    assert (births.count, births.rows, births.severity) == (2, (13, 15), Severity.ERROR)
    assert births.sheet == ""
    assert groups["E ยอดยกมา", "cell.letter_for_digit"].rows == (14,)


def test_a_note_about_a_column_counts_the_cells_that_it_names():
    note = Finding(
        "cell.written_otherwise", Severity.INFO, place=Place(column="A"), params={"count": 7, "rows": (3, 4)}
    )
    group = groups_of(evolve(imported(), findings=(note, note)))[0]
    assert (group.count, group.rows, group.is_understood) == (14, (3, 4), True)


def test_what_a_person_must_look_at_is_not_taken_for_understood():
    for severity in (Severity.ERROR, Severity.WARNING):
        finding = Finding("column.era", severity, place=Place(column="A"))
        assert not groups_of(evolve(imported(), findings=(finding,)))[0].is_understood
    of_file = Finding("file.separator", Severity.INFO, place=Place(file="f.csv"))
    assert not groups_of(evolve(imported(), findings=(of_file,)))[0].is_understood


def test_groups_come_sheet_by_sheet_the_worst_first_and_column_by_column():
    two = imported(sheet("หนึ่ง"), sheet("สอง"))
    places = [("สอง", "A"), ("หนึ่ง", "AA x"), ("หนึ่ง", "B y"), (None, None)]
    found = tuple(
        Finding("x.y", severity, place=Place(sheet=name, column=column))
        for name, column in places
        for severity in (Severity.WARNING, Severity.ERROR)
    )
    told = [(each.sheet, each.severity.value, each.column) for each in groups_of(evolve(two, findings=found))]
    assert told == [
        ("", "error", ""),
        ("", "warning", ""),
        ("หนึ่ง", "error", "B y"),
        ("หนึ่ง", "error", "AA x"),
        ("หนึ่ง", "warning", "B y"),
        ("หนึ่ง", "warning", "AA x"),
        ("สอง", "error", "A"),
        ("สอง", "warning", "A"),
    ]


def test_a_group_shows_five_rows_at_most_each_once():
    lines = (3, 3, 4, 5, 6, 7, 8)
    found = tuple(Finding("x.y", Severity.ERROR, place=Place(row=line)) for line in lines)
    group = groups_of(evolve(imported(), findings=found))[0]
    assert (group.count, group.rows) == (7, (3, 4, 5, 6, 7))


def test_every_finding_about_a_cell_stands_at_that_cell():
    at = {each.finding.code: each.cells for each in located(imported()) if each.finding.is_error}
    assert at["cell.letter_for_digit"] == ((3, 4),)
    assert at["cell.missing"] == ((3, 3),)


def test_a_note_stands_at_the_header_and_where_one_must_look_at_its_cells_too():
    def cells(severity, **params):
        finding = Finding("x.y", severity, place=Place(column="C วันเกิด"), params=params)
        return next(located(evolve(imported(), findings=(finding,)))).cells

    assert cells(Severity.INFO, rows=(13, 15)) == ((1, 2),)
    assert cells(Severity.WARNING, rows=(13, 15)) == ((1, 2), (2, 2), (4, 2))
    assert cells(Severity.WARNING) == ((1, 2),)


def test_what_concerns_whole_rows_stands_at_their_first_cells():
    finding = Finding("row.deleted", Severity.WARNING, place=Place(row=13), params={"count": 2, "rows": (13, 14, 99)})
    assert next(located(evolve(imported(), findings=(finding,)))).cells == ((2, 0), (3, 0))


def test_what_concerns_the_file_or_a_sheet_that_was_not_read_stands_at_no_cell():
    two = imported(sheet("หนึ่ง"), sheet("สอง"))
    of_file = Finding("file.separator", Severity.INFO, place=Place(file="f.csv"))
    not_read = Finding("sheet.not_read", Severity.INFO, place=Place(sheet="สอง"))
    found = list(located(evolve(two, findings=(of_file, not_read))))
    assert [(each.sheet and each.sheet.name, each.cells) for each in found] == [(None, ()), ("สอง", ())]


@pytest.mark.parametrize("kinds", [(Severity.INFO, Severity.ERROR), (Severity.WARNING, Severity.ERROR, Severity.INFO)])
def test_the_worst_of_findings_is_the_most_serious(kinds):
    assert worst_of([Finding("x.y", kind) for kind in kinds]) is Severity.ERROR


@given(st.lists(st.lists(st.sampled_from(["", "1", "x", "31/02/2510", "l0"]), min_size=5, max_size=5), max_size=6))
def test_groups_lose_no_finding_and_every_cell_is_on_its_sheet(rows):
    whole = imported(sheet(rows=rows))
    counted = Counter((f.place.sheet or "", f.place.column or "", f.code, f.severity) for f in whole.findings)
    groups = groups_of(whole)
    assert {(each.sheet, each.column, each.code, each.severity) for each in groups} == set(counted)
    for each in located(whole):
        for row, column in each.cells:
            assert 0 <= row < len(whole.book.sheets[0].rows)
            assert (each.finding.place.column or letters_of(column)).split(" ")[0] == letters_of(column)
