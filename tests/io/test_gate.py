"""What is looked at before a workbook is read: extents of sheets, told by a quick look and by a slow one alike."""

from io import BytesIO
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.io.containers.gate import (
    _MOST_CELLS,
    _extent,
    _is_plain,
    _is_plainly_small,
    looked_through,
    sheet_names,
)

LETTERS = st.sampled_from(["A", "M", "Z", "AA", "XFD", ""])
ROWS = (
    st.integers(0, 12) | st.integers(379_990, 380_010) | st.sampled_from([99_999, 100_000, 999_999, 1_048_576, 10**8])
)
SPACE = st.sampled_from([" ", "  ", "\t", "\n", " s='1' "])
EQUALS = st.sampled_from(["=", " =", "= ", "\n="])
QUOTE = st.sampled_from(['"', "'"])
PLACES = st.just("") | st.builds(
    lambda space, equals, quote, letters, row: f"{space}r{equals}{quote}{letters}{row}{quote}",
    SPACE,
    EQUALS,
    QUOTE,
    LETTERS,
    ROWS,
)
CELLS = st.builds(
    lambda place, text: f"<c{place}><v>{text}</v></c>", PLACES, st.sampled_from(["1", "r=5", " r=&quot;9&quot;"])
)
SHEETS = st.builds(
    lambda rows: "<worksheet><sheetData>" + "".join(rows) + "</sheetData><cols><col/></cols></worksheet>",
    st.lists(
        st.builds(lambda place, cells: f"<row{place}>{''.join(cells)}</row>", PLACES, st.lists(CELLS, max_size=4)),
        max_size=4,
    ),
)


def true_extent(sheet: str) -> int:
    """The cells from the first to the farthest, as a reader of XML counts them."""
    row = column = far_row = far_column = 0
    for each in ElementTree.fromstring(sheet).iter():  # noqa: S314  # our own text
        place = each.get("r") if each.tag in {"c", "row"} else None
        if each.tag not in {"c", "row"}:
            continue
        letters = "".join(filter(str.isalpha, place or ""))
        figures = "".join(filter(str.isdigit, place or ""))
        if each.tag == "row":
            row, column = int(figures) if figures else row + 1, 0
        else:
            number = 0
            for letter in letters:
                number = number * 26 + ord(letter) - 64
            column = number or column + 1
            row = int(figures) if figures else row
        far_row, far_column = max(far_row, row), max(far_column, column)
    return far_row * far_column


@given(SHEETS)
@example('<worksheet><sheetData><row r="1"><c r="Z379999"><v>1</v></c></row></sheetData></worksheet>')
@example('<worksheet><sheetData><row r="1"><c r="Z380001"><v>1</v></c></row></sheetData></worksheet>')
def test_a_sheet_that_is_plainly_small_is_within_the_limit(sheet):
    assert true_extent(sheet) <= _extent(sheet.encode())
    if _is_plain(sheet.encode()) and _is_plainly_small(sheet.encode()):
        assert true_extent(sheet) <= _MOST_CELLS


def test_an_ordinary_sheet_is_plainly_small():
    row = '<row r="{0}"><c r="A{0}" s="1" t="s"><v>1</v></c><c r="Z{0}"><v>2.5</v></c></row>'
    rows = "".join(row.format(number) for number in (1, 20, 379_999))
    assert _is_plainly_small(
        f"<worksheet><cols><col min='1'/></cols><sheetData>{rows}</sheetData></worksheet>".encode()
    )


def workbook(sheet: str) -> bytes:
    """A workbook of one sheet, whose XML is as it is given."""
    stream = BytesIO()
    with ZipFile(stream, "w") as archive:
        archive.writestr(
            "xl/workbook.xml", '<workbook><sheets><sheet name="ก" sheetId="1" r:id="rId1"/></sheets></workbook>'
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", f"<worksheet><sheetData>{sheet}</sheetData></worksheet>")
    return stream.getvalue()


FORMULAS = [
    ("<c{place}><f>1+1</f><v>2</v></c>", "=1+1"),
    ("<x:c{place}><x:f>1+1</x:f><x:v>2</x:v></x:c>", "=1+1"),
    ('<c{place} t="e"><v>#N/A</v></c>', "#N/A"),
    ("<c{place} t = 'e'><v>#N/A</v></c>", "#N/A"),
]


@pytest.mark.parametrize(("cell", "text"), FORMULAS)
@pytest.mark.parametrize("place", [' r="B2"', " r='B2'", ' r = "B2"', '\tr="B2"', ' s="1" r="b2"'])
def test_a_formula_or_an_error_is_seen_however_its_place_is_written(cell, text, place):
    contents = workbook(f"<row>{cell.format(place=place)}</row>")
    assert dict(looked_through(contents, "a.xlsx")["ก"].unusable) == {(1, 1): text}


@pytest.mark.parametrize(("cell", "text"), FORMULAS)
def test_a_formula_without_a_place_is_refused_and_never_a_value(cell, text):
    with pytest.raises(FormatError) as refused:
        looked_through(workbook(f"<row>{cell.format(place='')}</row>"), "a.xlsx")
    assert refused.value.findings[0].code == "container.unplaced_formula"
    assert text not in str(refused.value)


def test_the_names_of_sheets_are_told_without_a_look_at_their_cells():
    contents = workbook("<row><c><f>1+1</f><v>2</v></c></row>")  # of which `looked_through` wants nothing
    assert sheet_names(contents, "a.xlsx") == {"ก"}
    with pytest.raises(FormatError):
        sheet_names(contents[:-30], "a.xlsx")
