"""The marked copy: one's own cells as they stood, never a formula, the ones to look at coloured and explained."""

import math
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO

import openpyxl
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import Finding, NotInstalled, Place, Severity
from communitywelfare.io.foreign.book import Book, RawSheet, book_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import shipped_profile
from communitywelfare.reports import import_workbook
from communitywelfare.reports.import_copy import FILLS
from communitywelfare.reports.import_findings import located
from communitywelfare.reports.import_workbook import marked_workbook
from communitywelfare.wording import words

HEADER = ["เลขที่สมาชิก", "เลขประจำตัวประชาชน", "ชื่อ", "วันเกิด", "วันที่เป็นสมาชิก", "ยอดยกมา"]
ROWS = [
    ["1", "900000000001", "สมใจ", "31/02/2510", "20/04/2550", "100"],
    ["2", "", "=cmd|'/c calc'!A1", datetime(2510, 1, 2), "", 100.5],
]
LINES = 3  # of the list, for the severities


def sheet(name, rows, **more):
    whole = [["ทะเบียน", *[""] * (len(HEADER) - 1)], HEADER, *rows]
    return RawSheet(name=name, rows=whole, lines=range(1, len(whole) + 1), **more)


def imported(*sheets, file="ทะเบียน.xlsx"):
    book = Book(file=file, sheets=sheets or (sheet("หมู่ 1", ROWS, unusable={(3, 5): "=A1+B1"}),))
    return import_book(book, shipped_profile("member-register"), Terms(as_of=date(2024, 9, 30), synthetic=True))


def opened(whole, language="th"):
    return openpyxl.load_workbook(BytesIO(marked_workbook(whole, language)))


def fill(cell):
    return f"#{cell.fill.fgColor.rgb[2:]}" if cell.fill.fill_type else None


def listed(page) -> Sequence[Sequence[object]]:
    rows = list(page.iter_rows(values_only=True))
    head = next(at for at, row in enumerate(rows) if row[2])
    return rows[head + 1 :]


def test_a_cell_in_which_something_is_wrong_has_a_colour_and_says_what():
    page = opened(imported())["หมู่ 1"]
    assert fill(page["D3"]) == FILLS[Severity.ERROR]
    assert "ไม่มีในปฏิทิน" in page["D3"].comment.text
    assert page["D3"].comment.text.startswith("ผิดพลาด: ")
    assert fill(page["C3"]) is None
    assert page["C3"].comment is None


def test_the_comments_are_in_the_language_that_is_asked_for():
    comment = opened(imported(), "en")["หมู่ 1"]["D3"].comment.text
    assert comment.startswith("error: ")
    assert "not a day of the calendar" in comment


def test_a_cell_has_the_colour_of_the_worst_that_was_found_in_it():
    whole = imported()
    place = Place(sheet="หมู่ 1", row=3, column="C ชื่อ")
    found = tuple(
        Finding("file.missing", each, place=place) for each in (Severity.INFO, Severity.WARNING, Severity.ERROR)
    )
    cell = opened(evolve(whole, findings=found))["หมู่ 1"]["C3"]
    assert fill(cell) == FILLS[Severity.ERROR]
    assert cell.comment.text.count("\n") == 2


def test_a_formula_is_shown_as_its_text_and_never_reckoned():
    whole = imported()
    page = opened(whole)["หมู่ 1"]
    assert (page["F4"].value, page["F4"].data_type, page["F4"].quotePrefix) == ("=A1+B1", "s", True)
    assert (page["C4"].data_type, page["C4"].quotePrefix) == ("s", True)
    again = book_of("again.xlsx", marked_workbook(whole, "th"))
    assert [each.unusable for each in again.sheets] == [{}, {}]


def test_the_list_has_every_finding_with_a_link_to_its_cell():
    whole = imported()
    book = opened(whole)
    page = book["สิ่งที่พบ"]
    wanted = [(words(each.finding), cell) for each in located(whole) for cell in each.cells or ((0, 0),)]
    told = []
    for row in (row for row in page.iter_rows() if row[2].hyperlink):
        assert row[2].hyperlink.location == f"'หมู่ 1'!{row[2].value}"
        target = book["หมู่ 1"][row[2].value]
        told.append((row[4].value, (target.row - 1, target.column - 1)))
        assert target.coordinate == "A1" or row[4].value in target.comment.text
    assert sorted(told) == sorted(wanted)
    assert len(told) == len(listed(page))


def test_the_list_goes_through_the_sheets_the_worst_first():
    whole = imported(sheet("ก", ROWS), sheet("ข", ROWS))
    rows = listed(opened(whole)["สิ่งที่พบ"])
    ranks = ["ผิดพลาด", "ควรตรวจ", "แจ้งให้ทราบ"]
    keys = [(row[1] or "", ranks.index(row[0])) for row in rows]
    assert keys == sorted(keys)
    assert {row[1] for row in rows} == {"ก", "ข"}


def test_what_concerns_the_file_is_listed_without_a_cell():
    finding = Finding("file.memo_fields", Severity.WARNING, place=Place(file="f"), params={"fields": ("NOTE",)})
    page = opened(evolve(imported(), findings=(finding,)))["สิ่งที่พบ"]
    row = list(page.iter_rows(values_only=True))[-1]
    assert row == ("ควรตรวจ", None, None, "", words(finding), "file.memo_fields")


def test_a_hidden_sheet_stays_hidden_and_no_link_leads_to_it():
    book = opened(imported(sheet("ก", ROWS), sheet("ลับ", ROWS, is_hidden=True)))
    assert book["ลับ"].sheet_state == "hidden"
    hidden = [row for row in book["สิ่งที่พบ"].iter_rows() if row[1].value == "ลับ"]
    assert len(hidden) == 1
    assert hidden[0][2].hyperlink is None


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        (["สิ่งที่พบ"], ["สิ่งที่พบ", "สิ่งที่พบ 2"]),
        (["A", "a"], ["สิ่งที่พบ", "A", "a 2"]),
        (["history"], ["สิ่งที่พบ", "history 2"]),
        (["x" * 40, "x" * 40], ["สิ่งที่พบ", "x" * 31, f"{'x' * 29} 2"]),
        (["a[1]:*?/\\b"], ["สิ่งที่พบ", "a 1      b"]),
        (["'it's'"], ["สิ่งที่พบ", "it's"]),
        (["'", "["], ["สิ่งที่พบ", "2", "3"]),
        ([""], ["สิ่งที่พบ", "ทะเบียน.csv"]),
    ],
)
def test_every_name_of_a_sheet_is_one_that_a_workbook_takes(names, shown):
    sheets = tuple(sheet(name, ROWS) for name in names)
    assert opened(imported(*sheets, file="folder/ทะเบียน.csv")).sheetnames == shown


def test_a_link_to_a_sheet_with_an_apostrophe_leads_there():
    page = opened(imported(sheet("it's", ROWS)))["สิ่งที่พบ"]
    links = [row[2].hyperlink.location for row in page.iter_rows() if row[2].hyperlink]
    assert all(link.startswith("'it''s'!") for link in links)


def test_a_sheet_without_a_header_is_copied_and_told():
    page = opened(imported(RawSheet(name="ว่าง", rows=[["x", ""]], lines=range(1, 2)), file="f.xlsx"))
    assert page["ว่าง"]["A1"].value == "x"
    assert any(row[5] == "sheet.no_header" for row in listed(page["สิ่งที่พบ"]))


def test_beyond_a_measure_cells_are_coloured_only_and_the_list_ends_and_both_are_said(monkeypatch):
    monkeypatch.setattr(import_workbook, "_MOST_COMMENTS", 2)
    monkeypatch.setattr(import_workbook, "_MOST_LISTED", 3)
    whole = imported(sheet("ก", ROWS), sheet("ข", ROWS))
    book = opened(whole)
    cells = [cell for page in book.worksheets[1:] for row in page.iter_rows() for cell in row]
    assert sum(cell.comment is not None for cell in cells) == 2
    assert sum(fill(cell) is not None for cell in cells) > 2
    texts = [row[0] for row in book["สิ่งที่พบ"].iter_rows(max_row=7, values_only=True)]
    assert any("2 ช่องแรก" in text for text in texts if text)
    assert any("3 บรรทัดแรก" in text for text in texts if text)
    assert len(listed(book["สิ่งที่พบ"])) == 3


def test_the_same_file_gives_the_same_bytes():
    assert marked_workbook(imported(), "th") == marked_workbook(imported(), "th")
    assert marked_workbook(imported(), "th", as_of=date(2024, 9, 30)) != marked_workbook(imported(), "th")


def test_without_the_extra_it_says_what_is_missing(monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(NotInstalled, match="excel"):
        marked_workbook(imported(), "th")


SIGNS = st.text(st.sampled_from("กำแั๑0=+-@'\"<>& \t\n,;|!x\u200b_"), max_size=8)
CELLS = st.one_of(
    SIGNS,
    st.integers(-(10**16), 10**16),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
    st.dates(date(1890, 1, 1), date(2700, 1, 1)),
    st.datetimes(datetime(1890, 1, 1), datetime(2700, 1, 1)).map(lambda moment: moment.replace(microsecond=0)),
    st.times().map(lambda moment: moment.replace(microsecond=0)),
    st.timedeltas(timedelta(days=-2), timedelta(days=2)),
)


@given(st.lists(st.lists(CELLS, min_size=6, max_size=6), max_size=5), st.booleans())
def test_every_cell_stands_in_the_copy_as_it_stood_and_none_is_a_formula(rows, is_formula):
    unusable = {(2, 0): "=1+1", (2, 1): "#N/A"} if rows and is_formula else {}
    whole = imported(sheet("แผ่น", rows, unusable=unusable))
    page = opened(whole)["แผ่น"]
    assert all(cell.data_type != "f" for row in page.iter_rows() for cell in row)
    for at, row in enumerate(whole.book.sheets[0].rows):
        for column, stood in enumerate(row):
            copied = page.cell(at + 1, column + 1).value
            assert same(copied, unusable.get((at, column), stood)), (stood, copied)


def same(copied, stood):
    match stood:
        case "":
            return copied is None
        case bool() | time():
            return copied == stood
        case datetime() | date() if stood.isoformat() >= "1900-03-01":
            wanted = stood if isinstance(stood, datetime) else datetime.combine(stood, time())
            return abs(copied - wanted) <= timedelta(seconds=1)
        case int() | float() if math.isfinite(stood) and abs(stood) < 10**15:
            return math.isclose(copied, stood, rel_tol=1e-14, abs_tol=1e-300)
        case timedelta() if stood >= timedelta():
            return copied is not None
        case _:
            return copied == str(stood)
