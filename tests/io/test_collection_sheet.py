"""A collection sheet as a file: what is filled in comes back, whatever a spreadsheet or a hand made of the rest."""

import csv
from datetime import date
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import FormatError
from communitywelfare.fund.collection import CollectionSheet, SheetId, SheetRow, collection_sheet
from communitywelfare.identity import PersonName
from communitywelfare.io.collection_sheet import read_sheet, sheet_csv
from communitywelfare.money import ZERO, Money
from communitywelfare.synthetic import Plan, make_package

DAY = date(2024, 10, 7)
TEXT = st.text(st.sampled_from("กา=+-@,\"' /1A"), min_size=1, max_size=6).map(str.strip).filter(bool)
ROWS = st.lists(
    st.builds(
        SheetRow,
        member=TEXT.filter(lambda text: text != "รวม"),
        name=TEXT.map(PersonName),
        months=st.none() | st.integers(0, 9),
        overdue=st.none() | st.integers(0, 10**6).map(Money),
        this_month=st.integers(0, 10**6).map(Money),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row.member,
)


def table(contents):
    return list(csv.reader(StringIO(contents.decode("utf-8-sig"), newline="")))


def filled(contents, paid, total=None, encoding="utf-8-sig"):
    """The file as a treasurer would save it, with what was paid typed in."""
    header, *rows = table(contents)
    column = header.index("รับเงินแล้ว")
    for row in rows[:-1]:
        row[column] = paid.get(row[1], "")
    rows[-1][column] = "" if total is None else total
    stream = StringIO(newline="")
    csv.writer(stream).writerows([header, *rows])
    return stream.getvalue().encode(encoding)


@given(rows=ROWS, village=TEXT, data=st.data())
def test_what_is_typed_in_comes_back(rows, village, data):
    sheet = CollectionSheet(id=SheetId(village, DAY), fund_name="กองทุน", rows=tuple(rows))
    contents = sheet_csv(sheet)
    cells = {row[1] for row in table(contents)[1:-1]}
    paid = {cell: data.draw(st.sampled_from(["", "0", "30", "1,234.50", "0.25"])) for cell in sorted(cells)}
    reading = read_sheet(filled(contents, paid, "30"), "s.csv")
    assert reading.findings == ()
    assert reading.sheet.id == sheet.id
    assert reading.sheet.total == Money.baht(30)
    expected = [
        (row.member, Money.baht(text))
        for row, text in zip(rows, (paid[cell[1]] for cell in table(contents)[1:-1]), strict=True)
        if text not in {"", "0"}
    ]
    assert [(line.member, line.amount) for line in reading.sheet.lines] == expected


@pytest.fixture(scope="module")
def sheet():
    fund = make_package(Plan(members=200, years=1, seed=3)).fund
    return collection_sheet(fund, "3", fund.as_of)


def test_a_blank_sheet_has_names_sums_and_nothing_paid_and_no_citizen_id(sheet):
    contents = sheet_csv(sheet)
    rows = table(contents)
    assert [row[1] for row in rows[1:]] == [*(row.member for row in sheet.rows), "รวม"]
    assert rows[1][2] == sheet.rows[0].name.reveal("a test")
    reading = read_sheet(contents, "s.csv")
    assert (reading.sheet.lines, reading.sheet.total) == ((), None)
    assert "-000" not in contents.decode("utf-8-sig")
    assert not [cell for row in rows for cell in row if cell.isdigit() and len(cell) == 13]


def test_bad_rows_are_told_with_their_place_and_the_sum_is_then_not_held_against_the_others(sheet):
    first, second, third = (row.member for row in sheet.rows[:3])
    contents = filled(sheet_csv(sheet), {first: "30", second: "สามสิบ", third: "-5"}, "60")
    reading = read_sheet(contents, "s.csv")
    assert [(each.place.file, each.place.row, each.place.column) for each in reading.findings] == [("s.csv", 3, "paid")]
    assert [(line.member, line.amount.plain, line.place.row) for line in reading.sheet.lines] == [
        (first, "30.00", 2),
        (third, "-5.00", 4),
    ]
    assert reading.sheet.total is None


def test_a_sheet_saved_in_the_old_thai_encoding_is_read_where_that_is_said(sheet):
    contents = filled(sheet_csv(sheet), {sheet.rows[0].member: "30"}, encoding="cp874")
    assert read_sheet(contents, "s.csv", encoding="cp874").sheet.lines[0].amount == Money.baht(30)
    with pytest.raises(FormatError):
        read_sheet(contents, "s.csv")


HEADER = "sheet,member_no,paid\r\n"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "table.missing_column"),
        (HEADER, "sheet.no_rows"),
        ("a,b\r\n1,2\r\n", "table.missing_column"),
        (HEADER + "collect/3/2024-10-07,M1,30\r\ncollect/4/2024-10-07,M2,30\r\n", "sheet.several"),
        (HEADER + "M1,M1,30\r\n", "sheet.not_an_id"),
        (HEADER + "collect/3/2567-10-07,M1,30\r\n", "date.buddhist_year"),
        (HEADER + '"collect/3/2024-10-07,M1,30\r\n', "table.torn"),
    ],
)
def test_what_is_no_sheet_is_told(text, code):
    with pytest.raises(FormatError) as error:
        read_sheet(text.encode(), "s.csv")
    assert code in {finding.code for finding in error.value.findings}


@given(st.binary(max_size=60))
def test_any_bytes_are_a_sheet_or_are_told_to_be_none(contents):
    for start in (b"", HEADER.encode(), (HEADER + "collect/3/2024-10-07,M1,").encode()):
        try:
            reading = read_sheet(start + contents, "s.csv")
        except FormatError as error:
            assert error.findings
        else:
            assert all(line.amount != ZERO for line in reading.sheet.lines)
