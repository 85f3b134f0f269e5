"""Foreign files as sheets of raw cells: what each container gives, and what is told on opening it."""

import csv
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
import xlsxwriter
import xlwt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.foreign.book import ENDINGS, book_of, letters_of, open_book
from communitywelfare.wording import words

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12)
TABLES = st.integers(1, 5).flatmap(
    lambda width: st.lists(st.lists(TEXT, min_size=width, max_size=width), min_size=1, max_size=8)
)


def workbook(sheets: dict[str, list[list[object]]], hidden: tuple[str, ...] = ()) -> bytes:
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_numbers": False}) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    page.write(down, across, cell)
            if name in hidden:
                page.hide()
    return stream.getvalue()


def old_workbook(sheets: dict[str, list[list[object]]]) -> bytes:
    book, stream = xlwt.Workbook(), BytesIO()
    for name, rows in sheets.items():
        page = book.add_sheet(name)
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                page.write(down, across, cell)
    book.save(stream)
    return stream.getvalue()


@given(TABLES)
def test_text_that_a_csv_writer_wrote_comes_back_cell_by_cell(rows: list[list[str]]) -> None:
    stream = StringIO()
    csv.writer(stream).writerows(rows)
    sheet = book_of("a.csv", ("\ufeff" + stream.getvalue()).encode(), encoding="utf-8").sheets[0]
    expected = list(csv.reader(StringIO(stream.getvalue())))
    assert list(map(list, sheet.rows)) == expected


@pytest.mark.parametrize(("separator", "name"), [(";", ";"), ("\t", "tab")])
def test_a_separator_that_is_no_comma_is_told(separator: str, name: str) -> None:
    book = book_of("a.txt", f"ก{separator}ข{separator}ค\n1{separator}2{separator}3\n".encode())
    assert book.sheets[0].rows == [["ก", "ข", "ค"], ["1", "2", "3"]]
    assert [each.params["separator"] for each in book.findings if each.code == "file.separator"] == [name]


def test_a_quoted_line_break_moves_the_lines_of_the_rows_below() -> None:
    sheet = book_of("a.csv", 'ก,ข\n"1\n2",3\n4,5\n'.encode()).sheets[0]
    assert list(sheet.lines) == [1, 2, 4]


def test_a_quote_that_is_never_closed_tears_the_table_and_is_told() -> None:
    book = book_of("a.csv", 'ก,ข\n1,2\n"3,4\n'.encode())
    assert [each.code for each in book.findings if each.is_error] == ["table.torn"]
    assert book.sheets[0].rows[1] == ["1", "2"]


def test_rows_of_another_length_are_kept_and_named() -> None:
    sheet = book_of("a.csv", "ก,ข,ค\n1,2\n1,2,3,4\n5,6,7\n".encode()).sheets[0]
    assert (dict(sheet.ragged), sheet.usual, sheet.width) == ({1: 2, 2: 4}, 3, 4)
    assert sheet.rows[1] == ["1", "2", "", ""]


def test_a_workbook_says_which_columns_are_hidden() -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("ทะเบียน")
        page.write_row(0, 0, ["ก", "ข", "ค", "ง", "จ"])
        page.set_column("B:B", None, None, {"hidden": True})
        page.set_column("C:C", 30)
        page.set_column("D:XFD", None, None, {"hidden": True})
    (sheet,) = book_of("x.xlsx", out.getvalue()).sheets
    assert sheet.hidden_columns[:4] == (1, 3, 4, 5)
    assert len(sheet.hidden_columns) == 1 + 16_384 - 3


@pytest.mark.parametrize(
    "columns",
    [
        '<col min="2" max="2" hidden="1"/><col min="1" max="99999" hidden="1"/>',
        '<col min="2" max="2" hidden="true"/><col min="x" max="3" hidden="1"/>',
        '<col min="2" max="2" hidden="1"/><col min="2" max="2" hidden="1"/>',
    ],
)
def test_columns_that_are_told_out_of_order_are_looked_at_no_further(columns) -> None:
    out = BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet("ทะเบียน")
        page.write_row(0, 0, ["ก", "ข", "ค"])
        page.set_column("A:A", 30)
    changed = BytesIO()
    with ZipFile(out) as old, ZipFile(changed, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, re.sub(b"<cols>.*</cols>", f"<cols>{columns}</cols>".encode(), part))
    (sheet,) = book_of("x.xlsx", changed.getvalue()).sheets
    assert sheet.hidden_columns == (1,)


def test_a_workbook_gives_its_sheets_in_order_and_says_which_are_hidden() -> None:
    contents = workbook({"หมู่ 1": [["ก", 1]], "ซ่อน": [["ข", 2]], "หมู่ 2": [["ค", 3]]}, hidden=("ซ่อน",))
    book = book_of("a.xlsx", contents)
    assert [(each.name, each.is_hidden) for each in book.sheets] == [("หมู่ 1", False), ("ซ่อน", True), ("หมู่ 2", False)]
    assert book.sheets[2].rows == [["ค", 3.0]]


def test_a_formula_is_named_and_its_last_result_is_no_value() -> None:
    contents = workbook({"ก": [["รวม", "=SUM(1,2)"]]})
    sheet = book_of("a.xlsx", contents).sheets[0]
    assert sheet.unusable == {(0, 1): "=SUM(1,2)"}


def test_a_workbook_of_excel_97_is_read_and_its_unseen_formulas_are_told() -> None:
    contents = old_workbook({"ทะเบียน": [["เลขที่", "ชื่อ"], ["001", "สมชาย"], [7, True]]})
    book = book_of("a.xls", contents)
    assert book.sheets[0].rows == [["เลขที่", "ชื่อ"], ["001", "สมชาย"], [7.0, True]]
    assert [each.code for each in book.findings] == ["file.formulas_unseen"]


def separators_told(book) -> list[tuple[str, str]]:
    return [(each.code, each.params["separator"]) for each in book.findings if each.code.startswith("file.separator")]


def test_a_separator_that_is_expected_parts_the_cells_though_another_stands_more_often() -> None:
    book = book_of("a.txt", "ก\tข,ค,ง\n1\t2,3,4\n".encode(), separator="tab")
    assert book.sheets[0].rows == [["ก", "ข,ค,ง"], ["1", "2,3,4"]]
    assert (book.separator, separators_told(book)) == ("tab", [])


def test_another_separator_than_is_expected_is_told_and_the_cells_are_read() -> None:
    book = book_of("a.txt", "ก;ข\n1;2\n".encode(), separator="tab")
    assert book.sheets[0].rows == [["ก", "ข"], ["1", "2"]]
    assert (book.separator, separators_told(book)) == (";", [("file.separator_differs", ";")])
    [told] = [each for each in book.findings if each.code == "file.separator_differs"]
    assert "แท็บ" in words(told, "th")
    alone = book_of("a.txt", "ก\n1\n".encode(), separator="tab")
    assert (alone.separator, separators_told(alone)) == ("tab", [])


@pytest.mark.parametrize("ending", sorted(ENDINGS))
@given(contents=st.binary(max_size=400))
def test_whatever_bytes_come_only_the_librarys_own_errors_are_raised(ending: str, contents: bytes) -> None:
    try:
        book = book_of(f"a{ending}", contents)
    except FormatError as error:
        assert error.findings
    else:
        assert all(len({len(row) for row in sheet.rows}) <= 1 for sheet in book.sheets)


@given(st.data())
def test_a_damaged_old_workbook_raises_only_the_librarys_own_errors(data: st.DataObject) -> None:
    contents = bytearray(OLD)
    for _place in range(data.draw(st.integers(1, 6))):
        contents[data.draw(st.integers(0, len(contents) - 1))] = data.draw(st.integers(0, 255))
    try:
        book_of("a.xls", bytes(contents))
    except FormatError as error:
        assert error.findings


OLD = old_workbook({"ก": [["เลขที่", "วันที่"], ["001", 43163.0]]})


def test_a_file_of_another_kind_is_refused_by_its_ending() -> None:
    with pytest.raises(FormatError) as told:
        book_of("a.docx", b"")
    assert told.value.findings[0].params["known"] == tuple(ENDINGS)


def test_a_file_that_is_not_there_is_told(tmp_path: object) -> None:
    with pytest.raises(FormatError):
        open_book(f"{tmp_path}/none.csv")


@given(st.integers(0, 20_000))
def test_letters_of_columns_count_as_a_spreadsheet_does(column: int) -> None:
    number = 0
    for letter in letters_of(column):
        number = number * 26 + ord(letter) - 64
    assert number == column + 1


@given(st.lists(st.tuples(st.integers(0, 65_535), st.integers(0, 255)), min_size=1, max_size=3))
@example([(65_535, 0), (0, 255)])
@example([(65_535, 255)])
@settings(max_examples=8)
def test_an_old_workbook_of_too_many_cells_is_refused_as_such(places) -> None:
    workbook = xlwt.Workbook()
    page = workbook.add_sheet("1", cell_overwrite_ok=True)
    for row, column in places:
        page.write(row, column, 1)
    stream = BytesIO()
    workbook.save(stream)
    cells = (max(row for row, _ in places) + 1) * (max(column for _, column in places) + 1)
    try:
        [sheet] = book_of("a.xls", stream.getvalue()).sheets
        assert len(sheet.rows) * sheet.width == cells <= 4_000_000
    except FormatError as error:
        assert [each.code for each in error.findings] == ["container.too_large"]
        assert cells > 4_000_000
