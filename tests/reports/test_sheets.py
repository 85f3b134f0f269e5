"""Sheets and their renderers: what stands in a sheet stands in every file made of it, exactly, and runs nothing."""

import csv
import io
import json
import re
import sys
from datetime import date, datetime
from html.parser import HTMLParser

import openpyxl
import pypdf
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from communitywelfare import Plan, make_package
from communitywelfare.accounting import Entry, Journal, Posting, Slice, Voucher
from communitywelfare.accounting import Figure as BookFigure
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue, NotInstalled
from communitywelfare.io._cells import plain
from communitywelfare.money import Money
from communitywelfare.reports._shown import cell_text
from communitywelfare.reports.rendering import FORMATS, render
from communitywelfare.reports.sheet_html import ranges
from communitywelfare.reports.sheets import Column, Figure, Kind, Row, RowKind, Sheet, Table, labelled, said
from communitywelfare.strategies import amounts, days, months
from communitywelfare.wording import LANGUAGES, phrase

HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "<script>alert(1)</script>", '#image("x")', "*น้ำ*", "_x0041_", "'=1")
SATANG_BEYOND_SPREADSHEETS = 10**15


def both(thai, english):
    return {"th": thai, "en": english}


plain_words = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc", "Cn", "Co")), max_size=20),
)
two_words = st.tuples(plain_words, plain_words).map(lambda pair: both(*pair))
headings = st.tuples(*[plain_words.filter(str.strip)] * 2).map(lambda pair: both(*pair))
VALUES = {
    Kind.TEXT: plain_words,
    Kind.CODE: plain_words,
    Kind.COUNT: st.integers(-(10**16), 10**16),
    Kind.MONEY: amounts(at_least=Money(-(10**17)), at_most=Money(10**17)),
    Kind.SATANG: st.integers(0, 99),
    Kind.EITHER: st.integers(0, 10**9) | amounts(at_most=Money(10**9)),
    Kind.DAY: st.one_of(days(), st.dates(date(1850, 1, 1), date(2100, 1, 1))),
    Kind.MONTH: months(),
}


@st.composite
def tables(draw):
    kinds = draw(st.lists(st.sampled_from(list(Kind)), min_size=1, max_size=5))
    columns = [Column(f"c{place}", draw(headings), kind) for place, kind in enumerate(kinds)]
    cells = st.tuples(*(st.one_of(st.none(), two_words, VALUES[kind]) for kind in kinds))
    lines = cells.flatmap(
        lambda made: st.sampled_from([RowKind.LINE, RowKind.SUBTOTAL, RowKind.TOTAL]).map(lambda kind: Row(made, kind))
    )
    rows = draw(st.lists(st.one_of(lines, two_words.map(Row.heading)), max_size=6))
    return Table(columns=columns, rows=rows, name=draw(st.none() | headings))


@st.composite
def sheets(draw):
    return Sheet(
        id="T1",
        fund=draw(plain_words),
        title=draw(headings),
        tables=draw(st.lists(tables(), min_size=1, max_size=2)),
        first=draw(st.none() | days(at_most=date(2024, 1, 1))),
        last=date(2024, 9, 30),
        notes=draw(st.lists(headings, max_size=2)),
        signatures=draw(st.lists(headings, max_size=2)),
        beside=draw(st.booleans()),
    )


def value_of(cell):
    return cell.value if isinstance(cell, Figure) else cell


def cells_of(sheet):
    for table in sheet.tables:
        for row in table.rows:
            kinds = [Kind.TEXT] if row.kind is RowKind.HEADING else [column.kind for column in table.columns]
            yield from zip(map(value_of, row.cells), kinds, strict=True)


# --- the value ---------------------------------------------------------------------------------------------

BAHT = Column("baht", both("บาท", "Baht"), Kind.MONEY)
ITEM = Column("item", both("รายการ", "Item"))


@pytest.mark.parametrize(
    "row",
    [
        Row(("ก",)),
        Row(("ก", Money(1), Money(2))),
        Row(("ก", "1.00")),
        Row(("ก", 1)),
        Row(("ก", 1.5)),
        Row((1, Money(1))),
        Row(("ก", Figure(7, ()))),
        Row(("ก", Money(1)), RowKind.HEADING),
        Row((Money(1),), RowKind.HEADING),
    ],
)
def test_a_row_that_does_not_fit_its_columns_is_refused(row):
    with pytest.raises(InvalidValue):
        Table(columns=(ITEM, BAHT), rows=(row,))


@pytest.mark.parametrize("name", [{"th": "บาท"}, {"th": "บาท", "en": " "}, {}])
def test_a_heading_without_one_of_the_languages_is_refused(name):
    with pytest.raises(InvalidValue):
        Column("baht", name)
    with pytest.raises(InvalidValue):
        Sheet(id="T1", fund="ก", title=name, tables=(), last=date(2024, 9, 30))


def test_words_of_the_catalogue_come_in_both_languages_and_are_filled_in_each():
    assert set(said("total")) == set(LANGUAGES)
    assert said("sheet.entries", count=both("สอง", "two")) == both("สอง รายการบัญชี", "two entries")
    assert labelled(DocumentKind.RECEIPT) == both("RECEIPT", "RECEIPT")


def entry(number, satang, account="11010"):
    postings = (Posting(account, "MEMBERS", Money(satang)), Posting("41010", "MEMBERS", Money(-satang), "M1"))
    voucher = Voucher(
        day=date(2024, 1, number),
        kind=DocumentKind.RECEIPT,
        number=f"{number}/2567",
        description="รับเงิน",
        postings=postings,
    )
    return Entry(number=f"E000000{number}", voucher=voucher, recorded_at=datetime(2024, 1, 31))


JOURNAL = Journal((entry(1, 100), entry(2, 250, account="12010"), entry(3, 75)))
CASH = Slice(accounts={"11010"})


def traced(*figures):
    rows = [Row((f"แถว {place}", figure)) for place, figure in enumerate(figures)]
    table = Table(columns=(ITEM, BAHT), rows=rows)
    return Sheet(
        id="T1", fund="กองทุน", title=both("งบ", "A statement"), tables=(table,), last=date(2024, 9, 30), journal=JOURNAL
    )


def test_a_figure_is_traced_to_its_entries_and_what_each_makes_of_it():
    figure = Figure(Money(175), CASH)
    behind = traced(figure).behind(figure)

    assert [(each.number, each.amount) for each in behind] == [("E0000001", Money(100)), ("E0000003", Money(75))]
    assert sum(each.amount.satang for each in behind) == figure.value.satang


def test_what_an_entry_takes_back_counts_against_the_figure():
    back = evolve(JOURNAL.entries[2].voucher, postings=(Posting("11010", "MEMBERS", Money(-75)),))
    journal = Journal((*JOURNAL.entries, evolve(JOURNAL.entries[2], number="E0000004", voucher=back)))
    figure = Figure(CASH.sum(journal), CASH)

    assert [each.amount for each in evolve(traced(figure), journal=journal).behind(figure)] == [
        Money(100),
        Money(75),
        Money(-75),
    ]


def test_a_figure_of_the_books_is_traced_through_all_its_slices_in_the_order_of_the_journal_and_with_its_sign():
    two = (Slice(accounts={"12010"}), CASH)
    owned, owed = (Figure.of(BookFigure(Money(sign * 425), two, sign)) for sign in (1, -1))

    for figure, sign in ((owned, 1), (owed, -1)):
        behind = traced(figure).behind(figure)
        assert [each.number for each in behind] == ["E0000001", "E0000002", "E0000003"]
        assert [each.amount for each in behind] == [Money(sign * each) for each in (100, 250, 75)]
        assert sum(each.amount.satang for each in behind) == figure.value.satang


def test_a_figure_is_traced_to_entries_by_number_also_to_one_that_is_gone():
    figure = Figure(Money(1), ("E0000003", "E0000009", "E0000003"))

    assert [(each.number, each.entry is None) for each in traced(figure).behind(figure)] == [
        ("E0000003", False),
        ("E0000009", True),
    ]


# --- data --------------------------------------------------------------------------------------------------


@given(sheets())
def test_json_holds_every_cell_exactly(sheet):
    data = json.loads(render(sheet, "json"))

    for table, written in zip(sheet.tables, data["tables"], strict=True):
        for row, line in zip(table.rows, written["rows"], strict=True):
            cells = [line["name"]] if row.kind is RowKind.HEADING else list(line["cells"].values())
            for cell, text in zip(map(value_of, row.cells), cells, strict=True):
                match cell:
                    case Money():
                        assert Money.baht(text) == cell if abs(cell.satang) < 10**17 else text == cell.plain
                    case date():
                        assert text == cell.isoformat()
                    case Month():
                        assert text == str(cell)
                    case _:
                        assert text == cell


def test_json_names_the_entries_behind_each_figure():
    data = json.loads(render(traced(Figure(Money(175), CASH), Figure(Money(0), ())), "json"))

    assert [row["entries"] for row in data["tables"][0]["rows"]] == [{"baht": ["E0000001", "E0000003"]}, {"baht": []}]


@given(sheets(), st.sampled_from(LANGUAGES))
def test_csv_holds_every_cell_and_none_that_runs(sheet, language):
    rows = list(csv.reader(io.StringIO(render(sheet, "csv", language).decode("utf-8-sig"), newline="")))
    expected = []
    for place, table in enumerate(sheet.tables):
        expected += [[""]] * bool(place) + ([[table.name[language]]] if table.name else [])
        expected.append([column.name[language] for column in table.columns])
        expected += [[csv_text(value_of(cell), language) for cell in row.cells] for row in table.rows]
    expected += [[""], [phrase("journal_head", language), "–"]]

    assert [[plain(cell) for cell in row] for row in rows] == padded(expected)
    for row in rows:
        for cell in row:
            assert not re.match(r"\s*[=+@]|\s*-(?![\d.]+$)", cell)


def padded(rows):
    """A line of one empty cell is read as a row without cells."""
    return [[] if row == [""] else row for row in rows]


def csv_text(cell, language):
    match cell:
        case None:
            return ""
        case Money():
            return cell.plain
        case date():
            return cell.isoformat()
        case dict():
            return cell[language]
        case _:
            return str(cell)


# --- workbooks ---------------------------------------------------------------------------------------------


def grid_of(sheet):
    """Where each cell of a sheet stands in the workbook: (row, column) from 0."""
    down, across = 4, 0
    for table in sheet.tables:
        top = down + (table.name is not None)
        for line, row in enumerate(table.rows, start=top + 1):
            kinds = [Kind.TEXT] if row.kind is RowKind.HEADING else [column.kind for column in table.columns]
            for place, (cell, kind) in enumerate(zip(row.cells, kinds, strict=True), start=across):
                yield (line, place), value_of(cell), kind
        if sheet.beside:
            across += len(table.columns) + 1
        else:
            down = top + len(table.rows) + 2


def as_read(cell, language):
    match cell:
        case Money(satang=satang):
            return satang if abs(satang) < SATANG_BEYOND_SPREADSHEETS else str(cell)
        case int():
            return cell if abs(cell) < SATANG_BEYOND_SPREADSHEETS else str(cell)
        case date() if cell < date(1900, 3, 1):
            return cell.isoformat()
        case dict():
            return cell[language] or None
        case Month():
            return str(cell)
        case str():
            return cell or None
        case _:
            return cell


@given(sheets(), st.sampled_from(LANGUAGES))
def test_a_workbook_read_by_another_program_has_every_cell_as_it_is(sheet, language):
    book = openpyxl.load_workbook(io.BytesIO(render(sheet, "xlsx", language)))
    page = book.worksheets[0]

    for (down, across), cell, _kind in grid_of(sheet):
        found = page.cell(down + 1, across + 1)
        value = found.value
        if isinstance(cell, Money) and not isinstance(value, str):
            value = round(value * 100)
        elif isinstance(value, datetime):
            value = value.date()
        assert (None if value == "" else value) == as_read(cell, language)
        assert found.data_type != "f"
    assert (page.cell(1, 1).value or "") == sheet.fund


@given(sheets())
def test_the_workbook_reader_of_packages_finds_the_same_amounts(sheet):
    rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(render(sheet, "xlsx")))
        .get_sheet_by_index(0)
        .to_python(skip_empty_area=False)
    )

    for (down, across), cell, _kind in grid_of(sheet):
        if isinstance(cell, Money) and abs(cell.satang) < SATANG_BEYOND_SPREADSHEETS:
            assert round(rows[down][across] * 100) == cell.satang


@pytest.mark.parametrize(
    ("satang", "cell"),
    [
        (SATANG_BEYOND_SPREADSHEETS - 1, 9_999_999_999_999.99),
        (1 - SATANG_BEYOND_SPREADSHEETS, -9_999_999_999_999.99),
        (SATANG_BEYOND_SPREADSHEETS, "10,000,000,000,000.00"),
        (2**53 + 1, "90,071,992,547,409.93"),
    ],
)
def test_an_amount_of_more_digits_than_a_spreadsheet_keeps_is_text(satang, cell):
    book = openpyxl.load_workbook(io.BytesIO(render(traced(Figure(Money(satang), ())), "xlsx")))

    assert book.worksheets[0]["B6"].value == cell


def test_a_workbook_says_where_each_figure_comes_from():
    book = openpyxl.load_workbook(io.BytesIO(render(traced(Figure(Money(175), CASH)), "xlsx")))
    rows = [[cell.value for cell in row] for row in book["ที่มาของตัวเลข"].iter_rows(min_row=2)]

    assert rows == [
        ["B6", "แถว 0", "บาท", "1.75", "E0000001", datetime(2024, 1, 1), "1/2567", "รับเงิน", 1],
        ["B6", "แถว 0", "บาท", "1.75", "E0000003", datetime(2024, 1, 3), "3/2567", "รับเงิน", 0.75],
    ]
    assert book.worksheets[0]["B6"].value == 1.75


def test_a_workbook_prints_on_a4_with_its_header_in_sight():
    page = openpyxl.load_workbook(io.BytesIO(render(traced(Figure(Money(1), ())), "xlsx"))).worksheets[0]

    assert page.page_setup.paperSize == 9
    assert page.freeze_panes == "A6"
    assert page.print_title_rows == "$5:$5"
    assert page["A5"].value == "รายการ"


# --- pages and papers --------------------------------------------------------------------------------------


class Page(HTMLParser):
    """The texts of a page by row, its links, and the places that they may lead to."""

    def __init__(self, markup):
        super().__init__()
        self.rows, self.links, self.places, self.tags = [], [], set(), set()
        self.in_cell = False
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags.add(tag)
        self.places.add(given.get("id"))
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self.rows[-1].append("")
            self.in_cell = True
        elif tag == "a":
            self.links.append(given["href"])

    def handle_endtag(self, tag):
        self.in_cell = self.in_cell and tag not in {"td", "th"}

    def handle_data(self, data):
        if self.in_cell:
            self.rows[-1][-1] += data


@given(sheets(), st.sampled_from(LANGUAGES), st.sampled_from(["arabic", "thai"]))
def test_a_page_shows_every_cell_and_nothing_typed_becomes_markup(sheet, language, digits):
    page = Page(render(sheet, "html", language, digits).decode())
    shown = [text.replace("\u00a0", " ").replace("\ufffd", "?") for row in page.rows for text in row]

    for cell, kind in cells_of(sheet):
        text = cell_text(cell, kind, language, digits).replace("\u00a0", " ")
        assert text in shown or not text.isprintable()
    assert not {"script", "img", "iframe", "link"} & page.tags


def test_a_figure_on_a_page_leads_to_its_entries():
    page = Page(render(traced(Figure(Money(175), CASH), Figure(Money(0), ())), "html", "en").decode())

    assert page.links == ["#trace-0-0-1"]
    assert {link.removeprefix("#") for link in page.links} <= page.places
    assert ["E0000001", "1 Jan 2024".replace(" ", " "), "1/2567", "รับเงิน", "1.00"] in page.rows


def test_many_entries_are_told_as_ranges():
    numbers = tuple(f"E{number:07d}" for number in range(1, 400) if number != 300)

    assert list(ranges(numbers)) == ["E0000001–E0000299", "E0000301–E0000399"]
    assert "E0000001–E0000299, E0000301–E0000399" in render(traced(Figure(Money(1), numbers)), "html").decode()


@given(st.lists(st.integers(0, 40), unique=True).map(sorted))
def test_ranges_tell_every_number_once(numbers):
    told = [each.split("–") for each in ranges(f"E{number:07d}" for number in numbers)]
    again = [n for ends in told for n in range(int(ends[0][1:]), int(ends[-1][1:]) + 1)]

    assert again == numbers


def text_of(paper):
    return " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)


@given(sheets(), st.sampled_from(LANGUAGES), st.sampled_from(["arabic", "thai"]))
def test_a_paper_can_be_made_of_any_sheet_and_is_the_same_every_time(sheet, language, digits):
    paper = render(sheet, "pdf", language, digits)

    assert render(sheet, "pdf", language, digits) == paper
    assert pypdf.PdfReader(io.BytesIO(paper)).pages


def test_a_paper_shows_its_amounts_in_the_digits_asked_for_and_counts_its_pages():
    rows = [Row((f"M{place:04d}", Money(place * 101))) for place in range(1, 121)]
    sheet = Sheet(
        id="T1",
        fund="กองทุน",
        title=both("งบ", "Statement"),
        tables=(Table(columns=(ITEM, BAHT), rows=rows),),
        last=date(2024, 9, 30),
    )
    arabic, thai = (render(sheet, "pdf", "en", digits) for digits in ("arabic", "thai"))
    pages = len(pypdf.PdfReader(io.BytesIO(arabic)).pages)
    arabic, thai = text_of(arabic), text_of(thai)

    assert pages > 1
    assert all(str(row.cells[1]) in arabic and row.cells[0] in arabic for row in rows)
    assert "๑๒๑.๒๐" in thai
    assert "121.20" not in thai
    assert "M0120" in thai
    assert f"page {pages} of {pages}" in arabic


def test_a_paper_has_its_fonts_inside():
    reader = pypdf.PdfReader(io.BytesIO(render(traced(Figure(Money(1), ())), "pdf")))
    fonts = [font.get_object() for font in reader.pages[0]["/Resources"]["/Font"].values()]
    descriptors = [font["/DescendantFonts"][0].get_object()["/FontDescriptor"].get_object() for font in fonts]

    assert fonts
    assert all("Sarabun" in font["/BaseFont"] for font in fonts)
    assert all({"/FontFile2", "/FontFile3"} & set(each) for each in descriptors)


def test_what_was_typed_is_printed_and_never_run_by_the_typesetter():
    typed = '#read("/etc/hostname") *bold* $x$ #panic()'
    text = text_of(render(traced(), "pdf")) + text_of(
        render(Sheet(id="T1", fund=typed, title=both("งบ", "S"), tables=(), last=date(2024, 9, 30)), "pdf")
    )

    assert typed in text


# --- without the extras ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "package", "extra"), [("xlsx", "xlsxwriter", "excel"), ("pdf", "typst", "report")])
def test_without_its_package_a_form_says_which_extra_to_install(monkeypatch, form, package, extra):
    monkeypatch.setitem(sys.modules, package, None)

    with pytest.raises(NotInstalled) as told:
        render(traced(), form)
    assert told.value.findings[0].params == {"package": package, "extra": extra}
    assert f"communitywelfare[{extra}]" in str(told.value)


def test_every_form_makes_the_same_bytes_every_time():
    sheet = traced(Figure(Money(175), CASH))

    for form in FORMATS:
        assert render(sheet, form) == render(sheet, form)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_head_of_the_journal_is_named_where_people_read(language):
    assert phrase("journal_head", language) in render(traced(), "html", language).decode()


def seen(form, contents):
    """All that a reader of a file sees."""
    if form == "pdf":
        return text_of(contents)
    if form == "xlsx":
        book = openpyxl.load_workbook(io.BytesIO(contents))
        return "".join(str(sheet.oddFooter.left.text) for sheet in book)
    return contents.decode()


@pytest.mark.parametrize("form", FORMATS)
def test_every_form_bears_the_head_of_the_journal(form):
    journal = make_package(Plan(members=3, years=1, seed=1)).fund.journal
    assert journal.head[:8] in seen(form, render(evolve(traced(), journal=journal), form))


def test_a_paper_can_be_read_aloud_unless_it_is_a_list_of_thousands():
    def tags(count):
        table = Table(columns=(ITEM, BAHT), rows=[Row(("ก", Money(place))) for place in range(count)])
        sheet = Sheet(id="T1", fund="กองทุน", title=both("งบ", "S"), tables=(table,), last=date(2024, 9, 30))
        return "/StructTreeRoot" in pypdf.PdfReader(io.BytesIO(render(sheet, "pdf"))).trailer["/Root"]

    assert tags(10)
    assert not tags(2_501)
