"""A small workbook can ask for all memory or all time there is: it is refused, or read in no time."""

import zipfile
from contextlib import suppress
from io import BytesIO
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.containers import CONTAINERS
from communitywelfare.io.containers.gate import looked_through
from communitywelfare.io.package import package_files
from communitywelfare.synthetic import Plan, make_package

BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
MANY = 300_000
END = b"</sheetData>"


@pytest.fixture(scope="module")
def whole():
    return CONTAINERS[".xlsx"].pack(package_files(make_package(Plan(members=1, years=1, seed=1))))


def changed(whole, part, old, new, packing=zipfile.ZIP_DEFLATED):
    """The workbook with other bytes in one of its parts."""
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(whole)) as archive, zipfile.ZipFile(out, "w", packing) as other:
        for name in archive.namelist():
            data = archive.read(name)
            assert name != part or old in data
            other.writestr(name, data.replace(old, new, 1) if name == part else data)
    return out.getvalue()


def sheet_of(whole, number=3):
    with zipfile.ZipFile(BytesIO(whole)) as archive:
        return f"xl/worksheets/sheet{number}.xml", archive.read(f"xl/worksheets/sheet{number}.xml")


FAR = {
    "the last cell of a sheet": b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    "a cell of another row": b'<row r="3"><c r="A10000000"><v>1</v></c><c r="AA1"/></row>',
    "a row of no sheet": b'<row r="999999999"><c><v>1</v></c></row>',
    "in small letters": b'<row r="1048576"><c r="xfd1048576"><v>1</v></c></row>',
    "in other quotes": b"<row r = '1048576'><c r = 'XFD1048576'><v>1</v></c></row>",
    "with other attributes first": b'<row r="9"><c s="0" t="n" r="XFD1048576"><v>1</v></c></row>',
    "of a name space": b'<x:row r="1048576"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>',
    "cells without a place": b'<row r="9000"><c r="ZZ9000"/>' + b"<c/>" * 1500 + b"</row>",
    "rows without a place": b'<row r="9999999"/>' + b"<row/>" * 40 + b'<row><c r="B2"/></row>',
}


@pytest.mark.parametrize("cells", FAR.values(), ids=FAR)
def test_a_sheet_of_more_cells_than_fit_is_refused_before_room_is_made_for_them(cells, whole):
    part, _data = sheet_of(whole)
    with pytest.raises(FormatError) as refused:
        CONTAINERS[".xlsx"].unpack(changed(whole, part, END, cells + END), "x.xlsx")
    assert [each.code for each in refused.value.findings] == ["container.too_large"]


def test_one_large_part_that_is_many_sheets_counts_as_often(whole):
    part, _data = sheet_of(whole)
    large = changed(whole, part, END, b'<row r="9999"><c r="CV9999"><v>1</v></c></row>' + END)
    assert looked_through(large, "x.xlsx")
    with zipfile.ZipFile(BytesIO(large)) as archive:
        book = archive.read(BOOK)
    first = book[book.index(b"<sheet ") : book.index(b"/>", book.index(b"<sheet ")) + 2]
    with pytest.raises(FormatError):
        looked_through(changed(large, BOOK, first, first * 12), "x.xlsx")


@given(st.integers(0, 1_048_575), st.integers(0, 16_383))
def test_a_sheet_is_read_if_and_only_if_its_cells_fit(whole, row, column):
    """Against plain arithmetic, near and far from the limit."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(65 + letter) + letters
    part, data = sheet_of(whole)
    others = 40 * 60  # what stands in that sheet already, and in the others
    far = f'<row r="{row + 1}"><c r="{letters}{row + 1}"/></row>'.encode()
    assert len(data) < 100_000
    try:
        looked_through(changed(whole, part, END, far + END), "x.xlsx")
    except FormatError:
        assert (row + 60) * (column + 60) > 10_000_000 - 20 * others
    else:
        assert (row + 1) * (column + 1) <= 10_000_000


HARD = {
    "cells without an end": ("sheet", END, b'<c t="e">' * (MANY // 9)),
    "formulas without an end": ("sheet", END, b'<c r="A1">' + b"<f>" * MANY),
    "formulas cut off": ("sheet", END, b'<c r="A1">' + b"<f<f" * MANY),
    "values without an end": ("sheet", END, b'<c r="A1" t="e">' + b"<v>" * MANY),
    "cells cut off": ("sheet", END, b"<f/>" + b"<x:c " * (MANY // 300)),
    "places cut off": ("sheet", END, b" r" * MANY + b" r=" + b" " * MANY),
    "digits": ("sheet", END, b' r="' + b"9" * MANY),
    "prefixes": ("sheet", END, b":c" + b"<aaaa" * MANY),
    "sheets cut off": (BOOK, b"</sheets>", b"<sheet " * MANY),
    "relations cut off": (RELATIONS, b"</Relationships>", b"<Relationship " * MANY),
    "a name of an attribute": (BOOK, b"</sheets>", b"<sheet " + b"a" * MANY + b">"),
    "attributes": (BOOK, b"</sheets>", b"<sheet " + b'a="' * MANY + b">"),
    "entities": (BOOK, b"</sheets>", b"<!" + b" " * MANY + b"<!" * MANY),
}


@pytest.mark.parametrize("hard", HARD.values(), ids=HARD)
def test_no_part_of_a_workbook_takes_time_by_the_square_of_its_size(hard, whole):
    part, old, new = hard
    stored = changed(whole, sheet_of(whole)[0] if part == "sheet" else part, old, new, zipfile.ZIP_STORED)
    started = process_time()
    with suppress(FormatError):
        looked_through(stored, "x.xlsx")
    assert process_time() - started < 3


def test_no_name_of_a_part_takes_time_beyond_its_length():
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a" * 5_000 + ":", b"")
    started = process_time()
    with pytest.raises(FormatError):
        looked_through(out.getvalue(), "x.xlsx")
    assert process_time() - started < 1


@pytest.mark.parametrize("count", ["1e15", "1e308", "-1", "999999999", "&lt;", ""])
def test_a_text_sheet_that_says_it_has_any_number_of_lines_makes_no_room_for_them(count, whole):
    part, data = sheet_of(whole, 1)
    start = data.index(b"<v>")
    stated = data[start : data.index(b"</v>", start) + 4]
    try:
        CONTAINERS[".xlsx"].unpack(changed(whole, part, stated, f"<v>{count}</v>".encode()), "x.xlsx")
    except FormatError as error:
        assert error.findings


@given(st.lists(st.sampled_from(["<c", ' r="A1"', ">", "<f>", "1+1", "</f>", "<v>", 't="e"', "</c>", "<c/>", "<row>"])))
def test_formulas_are_looked_for_whatever_stands_around_them(whole, pieces):
    part, _data = sheet_of(whole)
    try:
        looked_through(changed(whole, part, END, "".join(pieces).encode() + b"<f/>" + END), "fund.xlsx")
    except FormatError as error:
        assert {each.code for each in error.findings} == {"container.unplaced_formula"}  # or none at all


def test_a_formula_outside_of_any_cell_is_no_trouble(whole):
    part, data = sheet_of(whole)
    looked_through(changed(whole, part, data, b"<worksheet><sheetData><f>1+1</f></sheetData></worksheet>"), "fund.xlsx")
