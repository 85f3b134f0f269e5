"""Columns of dates and months of other people's files: every form, the era of a column, and what its days show."""

import math
from calendar import isleap
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import BE_OFFSET, MONTH_NAMES, SHORT_MONTH_NAMES, Era, Month, PartialDate, Precision
from communitywelfare.digits import thai_digits
from communitywelfare.errors import Severity
from communitywelfare.io.foreign.days import DayOrder, DayStyle, day_text, read_days, read_months
from communitywelfare.strategies import days, months, partial_dates
from communitywelfare.wording import LANGUAGES, words

AS_OF = date(2024, 9, 30)
APRIL_20 = "2023-04-20"


def texts(read) -> list[str | None]:
    return [None if value is None else str(value) for value in read.values]


def notes(read) -> dict:
    codes = [note.code for note in read.notes]
    assert len(codes) == len(set(codes))  # one note for a column and a code
    return {note.code: note for note in read.notes}


def flaws(read) -> dict[int, list[str]]:
    return {position: [flaw.code for flaw in found] for position, found in read.flaws.items()}


def be(day: date) -> str:
    return f"{day.day:02d}/{day.month:02d}/{day.year + BE_OFFSET}"


def every(count: int, start: date = date(2006, 1, 1), step: int = 1) -> list[date]:
    return [start + timedelta(days=step * number) for number in range(count)]


# --- the forms of forms-and-data c.9 -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("2566-04-20", APRIL_20),
        ("2549-01-07 00:00:00", "2006-01-07"),
        ("2549-01-07T00:00:00", "2006-01-07"),
        ("20/04/2566", APRIL_20),
        ("20-4-2566", APRIL_20),
        ("20.04.2566", APRIL_20),
        ("20 4 2566", APRIL_20),
        ("20 / 04 / 2566", APRIL_20),
        ("20/04/2566 0:00", APRIL_20),
        ("20 เม.ย. 66", APRIL_20),
        ("20 เม.ย. 2566", APRIL_20),
        ("20เมษายน2566", APRIL_20),
        ("20-เม.ย.-66", APRIL_20),
        ("20 เมย 2566", APRIL_20),
        ("20 เมษายน 2566", APRIL_20),
        ("20 เมษายน พ.ศ. 2566", APRIL_20),
        ("20 เมษายน พ.ศ.2566", APRIL_20),
        ("20 เมษายน ค.ศ. 2023", APRIL_20),
        ("วันที่ 20 เดือน เมษายน พ.ศ. 2566", APRIL_20),
        ("วันที่ ๒๐ เดือน เมษายน พ.ศ. ๒๕๖๖", APRIL_20),
        ("๒๐/๐๔/๒๕๖๖", APRIL_20),
        ("๒๕๖๖", "2023"),
        ("2549", "2006"),
        ("พ.ศ. 2549", "2006"),
        ("ปี 2549", "2006"),
        ("2549.0", "2006"),
        (2549.0, "2006"),
        ("04/2566", "2023-04"),
        ("2566-04", "2023-04"),
        ("เม.ย.-66", "2023-04"),
        ("เมษายน 2566", "2023-04"),
        ("20/04/2023", APRIL_20),
        (APRIL_20, APRIL_20),
        ("20 Apr 2023", APRIL_20),
        ("20-APR-2023", APRIL_20),
        ("20 April 2023", APRIL_20),
        ("April 20, 2023", APRIL_20),
        ("Sept 2023", "2023-09"),
        (45036, APRIL_20),
        (45036.0, APRIL_20),
        (45036.75, APRIL_20),
        (243363.0, APRIL_20),
        (datetime(2566, 4, 20), APRIL_20),
        (date(2566, 4, 20), APRIL_20),
        (datetime(2023, 4, 20, 13, 45), APRIL_20),
        ("29/02/2563", "2020-02-29"),
        ("2563-02-29", "2020-02-29"),
        ("29 ก.พ. 63", "2020-02-29"),
        ("00/04/2566", "2023-04"),
        ("00/00/2480", "1937"),
        ("\ufeff20\u00a0เม.ย.\u200b 2566 ", APRIL_20),
        ("\u200e20/\u200e4/\u200e2566", APRIL_20),
        ("วันพฤหัสบดีที่ 20 เมษายน 2566", APRIL_20),
        ("วันที่ ๒๐ เดือนเมษายน พุทธศักราช ๒๕๖๖", APRIL_20),
        ("20 เมษายน คริสต์ศักราช 2023", APRIL_20),
        ("Thursday, April 20, 2023", APRIL_20),
        ("Thu 20 Apr 2023", APRIL_20),
        ("20/04/2566, 10:30 น.", APRIL_20),
        ("20/04/2023 9:30:00 AM", APRIL_20),
        ("20/04/66", APRIL_20),
        ("45036", APRIL_20),
        ("45036.0", APRIL_20),
        ("๔๕๐๓๖", APRIL_20),
        ("243363", APRIL_20),
        ("20–04–2566", APRIL_20),
    ],
)
def test_a_date_is_understood_in_every_form(cell, meant):
    read = read_days([cell], as_of=AS_OF)
    assert texts(read) == [meant]
    assert read.flaws == {}


@pytest.mark.parametrize(
    "cell",
    [
        "",
        " ",
        "-",
        "–",
        "—",
        "NaN",
        "nan",
        math.nan,
        "NaT",
        "0000-00-00",
        "0000-00-00 00:00:00",
        "00/00/0000",
        "0/0/0000",
        "N/A",
    ],
)
def test_what_stands_for_nothing_is_no_date_and_no_flaw(cell):
    read = read_days([cell])
    assert texts(read) == [None]
    assert read.flaws == {}


def test_marks_for_nothing_are_told_and_blanks_are_not():
    read = read_days(["", "-", " ", "–", math.nan, "20/04/2566"])
    assert notes(read)["cell.blank_word"].params == {"count": 3, "cells": (1, 3, 4), "value": "-"}
    assert "cell.blank_word" not in notes(read_days(["", "  "]))


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("31/04/2566", "date.impossible"),
        ("29/02/2566", "date.impossible"),
        ("20/00/2566", "date.impossible"),
        ("32 เม.ย. 2566", "date.impossible"),
        ("20/04/566", "date.unreadable"),
        ("20/04/6", "date.unreadable"),
        ("20/04-2566", "date.unreadable"),
        ("20 เมษ 2566", "date.unreadable"),
        ("ไม่ทราบ", "date.unreadable"),
        ("66", "date.unreadable"),
        ("04/66", "date.unreadable"),
        ("พ.ศ. 2566 ค.ศ. 2023", "date.unreadable"),
        ("2023-04-19T17:00:00Z", "date.unreadable"),  # 20 April in Thailand
        ("20/04/2566" + " " * 60 + ".", "date.unreadable"),
        ("200466", "date.number_as_text"),
        ("20466", "date.number_as_text"),
        ("660420", "date.number_as_text"),
        ("20042566", "date.number_as_text"),
        ("20/04/2266", "date.year_out_of_range"),
        ("20/04/3109", "date.year_out_of_range"),  # 543 added twice
        ("20/04/1480", "date.year_out_of_range"),  # taken off twice
        ("20 เม.ย. พ.ศ. 2023", "date.era_contradicted"),
        ("20 เม.ย. ค.ศ. 2566", "date.era_contradicted"),
        (True, "date.unreadable"),
        (1, "date.unreadable"),
        (25660420.0, "date.unreadable"),
        (2023.5, "date.unreadable"),
        (math.inf, "date.unreadable"),
        (time(12), "date.unreadable"),
        (timedelta(days=3), "date.unreadable"),
    ],
)
def test_what_is_no_date_is_told_with_the_cell_as_it_stood(cell, code):
    read = read_days([cell, "20/04/2566"], as_of=AS_OF)
    assert texts(read) == [None, APRIL_20]
    assert flaws(read) == {0: [code]}
    [flaw] = read.flaws[0]
    assert flaw.severity is Severity.ERROR
    assert flaw.params["value"] == (str(int(cell)) if cell == 25660420 else "TRUE" if cell is True else str(cell))


def test_a_truth_value_is_not_mistaken_for_the_number_that_equals_it():
    read = read_days([1.0, True, 0, False])
    assert [found[0].params["value"] for found in read.flaws.values()] == ["1", "TRUE", "0", "FALSE"]


def test_the_order_is_declared_and_a_year_of_four_digits_in_front_needs_none():
    assert texts(read_days(["04/20/2023"], order=DayOrder.MDY)) == [APRIL_20]
    assert texts(read_days(["2023-04-20"], order=DayOrder.MDY)) == [APRIL_20]
    assert texts(read_days(["23-04-20"], order=DayOrder.YMD, era=Era.CE, as_of=AS_OF)) == [APRIL_20]
    assert flaws(read_days(["20/04/2023"], order=DayOrder.YMD)) == {0: ["date.unreadable"]}


# --- reading what was written ------------------------------------------------------------------------------


@given(partial_dates(), st.sampled_from(Era), st.sampled_from(DayStyle), st.booleans())
def test_reading_what_was_written_gives_the_same(value, era, style, in_thai_digits):
    text = day_text(value, era=era, style=style, in_thai_digits=in_thai_digits)
    read = read_days([text])
    assert read.values == [value]
    assert all(not flaw.is_error for found in read.flaws.values() for flaw in found)
    assert read_days([f"{text} 00:00:00"]).values == [value]  # as one layout has them, whatever is known
    if value.precision is not Precision.YEAR:
        assert read_months([text]).values == [Month.of(value.first)]


@pytest.mark.parametrize("era", Era)
@pytest.mark.parametrize("style", DayStyle)
@pytest.mark.parametrize("in_thai_digits", [False, True])
def test_29_february_2563_is_written_and_read(era, style, in_thai_digits):
    leap_day = PartialDate(date(2020, 2, 29))
    text = day_text(leap_day, era=era, style=style, in_thai_digits=in_thai_digits)
    assert read_days([text], era=era).values == [leap_day]


def test_dates_are_written_as_layouts_have_them():
    day = PartialDate(date(2023, 4, 5))
    as_of = date(2024, 9, 30)
    assert [day_text(day, era=Era.BE, style=style, as_of=as_of) for style in DayStyle] == [
        "2566-04-05",
        "5/4/2566",
        "05/04/2566",
        "5 เม.ย. 2566",
        "5 เมษายน 2566",
        "5/4/66",
        "05/04/66",
        "5 เม.ย. 66",
    ]
    assert day_text(day, era=Era.CE, style=DayStyle.SHORT, in_thai_digits=True) == "๕/๔/๒๐๒๓"
    assert day_text(PartialDate(date(999, 1, 1)), era=Era.CE, style=DayStyle.ISO) == "0999-01-01"


@given(
    st.lists(days(at_least=date(1900, 1, 1)), min_size=1),
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d %B %Y"]),
)
def test_common_years_agree_with_strptime(written, form):
    cells = [day.strftime(form) for day in written]
    assert read_days(cells).values == [PartialDate(datetime.strptime(cell, form).date()) for cell in cells]


@given(days(at_least=date(1907, 1, 1), at_most=date(2100, 1, 1)), st.sampled_from(Era))
def test_date_cells_and_their_numbers_agree(day, era):
    assume((day.month, day.day) != (2, 29))  # a cell cannot hold one of B.E.
    year = day.year + (BE_OFFSET if era is Era.BE else 0)
    cell = date(year, day.month, day.day)
    number = float(
        (cell - date(1899, 12, 31)).days + 1
    )  # counted from 1 January 1900, and a 29 February that never was
    assume(number > 3000)
    assert read_days([cell, datetime(year, day.month, day.day), number]).values == [PartialDate(day)] * 3


@given(st.lists(st.one_of(st.text(max_size=80), st.floats(), st.integers(), st.booleans(), st.datetimes(), st.dates())))
@pytest.mark.parametrize("reader", [read_days, read_months])
def test_no_cell_ends_in_a_traceback_and_each_is_read_told_or_blank(reader, cells):
    read = reader(cells, as_of=AS_OF)
    assert len(read.values) == len(cells)
    for position, value in enumerate(read.values):
        found = read.flaws.get(position, ())
        assert (value is None) or not any(flaw.is_error for flaw in found)
        assert all("value" in flaw.params for flaw in found)


@pytest.mark.parametrize("text", ["2", "20 ", "20 ก", "20/", "ก.", "พ.ศ. ", "ปี", "0:", " .", "april 2"])
def test_a_cell_beyond_measure_is_no_date_and_takes_no_time(text):
    assert flaws(read_days([text * 100_000])) == {0: ["date.unreadable"]}


@given(
    st.lists(st.sampled_from(["20/04/2566", "1/2/23", "2023-05-06", "x", "", "5 ม.ค. 66", "2480-01-05"]), max_size=30)
)
def test_the_order_of_the_rows_changes_nothing(cells):
    there, back = read_days(cells, as_of=AS_OF), read_days(cells[::-1], as_of=AS_OF)
    assert there.values == back.values[::-1]
    assert {len(cells) - 1 - position: found for position, found in back.flaws.items()} == dict(there.flaws)
    assert [note.code for note in there.notes] == [note.code for note in back.notes]


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize("name", ["th", "en"])
@pytest.mark.parametrize("names", [MONTH_NAMES, SHORT_MONTH_NAMES])
def test_every_month_has_its_names(month, name, names):
    written = names[name][month - 1]
    cells = [f"5 {written} 2023", f"5 {written.replace('.', '')} 2023", f"{written} 2023", f"5 {written.upper()} 2023"]
    assert [value.first.month for value in read_days(cells).values] == [month] * 4


@pytest.mark.parametrize(
    ("spelling", "month"),
    [
        ("มค", 1), ("ม.ค", 1), ("ม. ค.", 1), ("มกรา", 1),
        ("กุมภา", 2), ("กุมภาพันธุ์", 2), ("กุมภาพันธ", 2), ("ก.พ", 2),
        ("มีค", 3), ("มีนา", 3), ("เมย.", 4), ("เมษา", 4),
        ("พค", 5), ("พฤษภา", 5), ("พฤกษภาคม", 5), ("มิย", 6), ("มิถุนา", 6),
        ("กค", 7), ("กรกฏาคม", 7), ("กรกฎา", 7), ("สค.", 8), ("สิงหา", 8),
        ("กย", 9), ("กันยา", 9), ("Sept", 9), ("Sep.", 9), ("ตค", 10), ("ตุลา", 10),
        ("พย", 11), ("พฤษจิกายน", 11), ("พฤศจิกา", 11), ("ธค", 12), ("ธันวา", 12), ("DEC", 12),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["5 {} 2566", "5{}66", "5-{}-66", "{} 2566", "{}-66", "5 เดือน{} พ.ศ.2566"])
def test_a_month_is_known_in_every_usual_spelling(spelling, month, form):
    [value] = read_days([form.format(spelling)], era=Era.BE, as_of=AS_OF).values
    assert (value.first.year, value.first.month) == (2023, month)


@pytest.mark.parametrize("word", ["เมษ", "ม", "ก.", "คม", "ยน", "กรก", "ju", "mayo", "ธันวามคม"])
def test_a_word_that_is_no_month_is_none(word):
    assert flaws(read_days([f"5 {word} 2566"])) == {0: ["date.unreadable"]}


# --- bare numbers in text ----------------------------------------------------------------------------------


def serial(day: date) -> str:
    return str((day - date(1899, 12, 30)).days)


@pytest.mark.parametrize("years", [0, BE_OFFSET])
def test_numbers_in_text_that_can_be_no_dates_are_spreadsheets_days(years):
    meant = every(900, date(1931, 1, 1), 37)
    cells = [serial(date(day.year + years, day.month, min(day.day, 28))) for day in meant]
    read = read_days(["20/04/2566", *cells])
    assert read.values[1:] == [PartialDate(day.replace(day=min(day.day, 28))) for day in meant]
    note = notes(read)["column.day_numbers_in_text"]
    assert (note.severity, note.params) == (Severity.WARNING, {"count": 900, "cells": (1, 2, 3, 4, 5)})
    assert ("column.buddhist_as_common" in notes(read)) is bool(years)


@given(st.lists(days(at_least=date(1950, 1, 1), at_most=date(2024, 1, 1)), min_size=1, max_size=40), st.booleans())
def test_dates_with_nothing_between_their_figures_are_never_taken_for_spreadsheets_days(written, has_year_first):
    cells = [f"{day:%y%m%d}" if has_year_first else f"{day:%d%m%y}" for day in written]
    cells += [cell.removeprefix("0") for cell in cells if not has_year_first]
    read = read_days(cells)
    assert read.values == [None] * len(cells)
    assert {code for codes in flaws(read).values() for code in codes} == {"date.number_as_text"}


def test_most_bare_numbers_of_a_column_decide_for_all_of_them():
    assert read_days(["200466", "210466", "45036"]).values == [None] * 3
    assert read_days(["200466", "45036"]).values == [None] * 2
    assert texts(read_days(["20466", "45036", "45037"])) == ["1956-01-12", APRIL_20, "2023-04-21"]


# --- the era of the column (DT01, DT02, DT12) --------------------------------------------------------------


def test_the_era_is_told_with_the_evidence():
    read = read_days(["20/04/2566", "21/04/2566", "22/04/66", ""], as_of=AS_OF)
    note = notes(read)["column.era"]
    assert note.severity is Severity.INFO
    assert note.params == {"era": Era.BE, "buddhist": 2, "common": 0, "two_digits": 1, "thai": 0, "english": 0}
    assert notes(read_days(["2023-04-20"]))["column.era"].params["era"] is Era.CE
    assert read_days(["", "x"]).notes == ()


def test_both_eras_in_one_column_are_a_warning_and_each_year_stays_certain():
    read = read_days(["20/04/2566", "20/04/2023", "21/04/2566"])
    assert texts(read) == [APRIL_20, APRIL_20, "2023-04-21"]
    note = notes(read)["column.eras_mixed"]
    assert note.severity is Severity.WARNING
    assert (note.params["buddhist"], note.params["common"]) == (2, 1)
    assert (note.params["era"], note.params["count"], note.params["cells"]) == (Era.CE, 1, (1,))
    assert "column.era" not in notes(read)


@pytest.mark.parametrize(("era", "wrong"), [(Era.BE, 1), (Era.CE, 0)])
def test_a_cell_that_contradicts_the_declared_era_is_an_error(era, wrong):
    read = read_days(["20/04/2566", "20/04/2023"], era=era)
    assert flaws(read) == {wrong: ["date.era_contradicted"]}
    assert read.flaws[wrong][0].params["era"] is era
    assert texts(read)[1 - wrong] == APRIL_20
    assert "column.eras_mixed" not in notes(read)


def test_buddhist_years_in_iso_dates_and_date_cells_are_told_once():
    cells = [f"2566-04-{day:02d} 00:00:00" for day in range(1, 29)] + [datetime(2566, 4, 1), 243363.0, "20/04/2566"]
    note = notes(read_days(cells))["column.buddhist_as_common"]
    assert note.severity is Severity.INFO
    assert note.params == {"count": 30, "cells": (0, 1, 2, 3, 4)}
    assert "column.buddhist_as_common" not in notes(read_days(["20/04/2566", "2023-04-20", 45036]))


def test_an_elder_born_in_2498_is_not_born_in_2598():
    read = read_days(["20/04/98", "20/04/2566"], as_of=AS_OF)
    assert texts(read) == ["1955-04-20", APRIL_20]


@given(days(at_least=date(1925, 1, 1), at_most=AS_OF), st.sampled_from(Era), st.booleans())
def test_years_of_two_digits_lie_in_the_hundred_years_before_the_file(day, era, is_declared):
    full = day_text(PartialDate(day), era=era)
    other = day_text(PartialDate(date(2001, 1, 1)), era=era)
    read = read_days([full[:-4] + full[-2:], other], era=era if is_declared else None, as_of=AS_OF)
    assert read.values[0] == PartialDate(day)
    severity = Severity.INFO if is_declared else Severity.WARNING
    assert notes(read)["column.two_digit_years"].severity is severity


def test_years_of_two_digits_are_told_with_the_evidence():
    read = read_days(["20/04/66", "5/5/98", "1/1/2560"], as_of=AS_OF)
    assert notes(read)["column.two_digit_years"].params == {
        "count": 2,
        "cells": (0, 1),
        "era": Era.BE,
        "first": 2498,
        "last": 2566,
        "as_of": AS_OF,
        "buddhist": 1,
        "common": 0,
        "two_digits": 2,
        "thai": 0,
        "english": 0,
    }


def test_where_nothing_speaks_for_an_era_years_are_buddhist_and_both_readings_are_shown():
    read = read_days(["20/04/66", "1/2/49", "x"], as_of=AS_OF)
    assert texts(read) == [APRIL_20, "2006-02-01", None]
    assert list(notes(read)) == ["column.era_assumed"]
    note = notes(read)["column.era_assumed"]
    assert note.severity is Severity.WARNING
    assert note.params == {
        "count": 2,
        "cells": (0, 1),
        "era": Era.BE,
        "first": 2549,
        "last": 2566,
        "common_first": 1949,
        "common_last": 1966,
        "as_of": AS_OF,
    }
    assert "column.era_assumed" not in notes(read_days(["20/04/66"], era=Era.BE, as_of=AS_OF))
    assert "column.era_assumed" not in notes(read_days(["20/04/66"]))


@pytest.mark.parametrize(
    ("cells", "as_of", "code"),
    [
        (["20/04/66", "20 เม.ย. 66", "20 Apr 66"], AS_OF, "date.needs_era"),
        (["20/04/66", "20/04/2566", "20/04/2023"], AS_OF, "date.needs_era"),
        (["20/04/66", "20/04/2566"], None, "date.needs_as_of"),
        (["20/04/66", "20/04/2566"], date(2023, 4, 19), "date.needs_century"),
    ],
)
def test_what_leaves_a_year_of_two_digits_open_is_an_error_that_says_what_decides_it(cells, as_of, code):
    read = read_days(cells, as_of=as_of)
    assert read.values[0] is None
    assert flaws(read)[0] == [code]


@pytest.mark.parametrize(
    ("cells", "meant"),
    [
        (["20/04/66", "5 ม.ค. 49"], APRIL_20),
        (["20/04/66", "๕/๑/๔๙"], APRIL_20),
        (["20/04/23", "5-Jan-06"], APRIL_20),
        (["20/04/66", "1/1/2560", "20 Apr 66"], APRIL_20),  # years in full say more than words
    ],
)
def test_words_say_the_era_of_years_of_two_digits(cells, meant):
    assert texts(read_days(cells, as_of=AS_OF))[0] == meant


def test_a_marked_year_of_two_digits_needs_no_column():
    read = read_days(["20 เม.ย. พ.ศ. 66", "20 Apr AD 23"], as_of=AS_OF)
    assert texts(read) == [APRIL_20, APRIL_20]
    assert notes(read)["column.two_digit_years"].severity is Severity.INFO
    assert notes(read)["column.two_digit_years"].params["era"] is None
    assert flaws(read_days(["20 เม.ย. พ.ศ. 66"], era=Era.CE, as_of=AS_OF)) == {0: ["date.era_contradicted"]}


@pytest.mark.parametrize(
    ("code", "cell"),
    [
        ("column.thai_digits", "๒๐/๐๔/๒๕๖๖"),
        ("column.month_words", "20 เม.ย. 2566"),
        ("column.month_words", "20 Apr 2023"),
        ("column.day_numbers", 45036.0),
        ("column.times_left_out", datetime(2023, 4, 20, 8, 30)),
        ("column.times_left_out", "2023-04-20 08:30:00"),
        ("column.times_left_out", "20/04/2023 1:30 PM"),
        ("column.times_left_out", 45036.5),
    ],
)
def test_what_was_understood_though_written_otherwise_is_told_once(code, cell):
    read = read_days([APRIL_20, *[cell] * 7])
    assert texts(read) == [APRIL_20] * 8
    assert notes(read)[code].params == {"count": 7, "cells": (1, 2, 3, 4, 5)}
    assert notes(read)[code].severity is Severity.INFO
    at_midnight = ["2023-04-20 00:00:00", "20/04/2023 0:00", "20/04/2023 12:00:00 AM", "20/04/2023 00:00 น."]
    assert code not in notes(read_days([APRIL_20, *at_midnight, date(2023, 4, 20)]))


def test_dates_that_are_known_in_part_are_told_and_nothing_is_invented():
    read = read_days(["2549", "04/2566", "20/04/2566"])
    assert [value.precision for value in read.values] == [Precision.YEAR, Precision.MONTH, Precision.DAY]
    assert notes(read)["column.partial_dates"].params == {"count": 2, "cells": (0, 1), "years": 1}
    assert notes(read_days(["04/2566"]))["column.partial_dates"].params == {"count": 1, "cells": (0,), "years": 0}
    assert "column.partial_dates" not in notes(read_days(["20/04/2566"]))


# --- the old Thai calendar ---------------------------------------------------------------------------------


def test_january_to_march_of_the_old_calendar_is_a_warning_with_the_other_reading():
    read = read_days(["15/02/2482", "15/04/2482", "15/02/1939", "15/02/2484", "2482", "03/2480"])
    assert texts(read) == ["1939-02-15", "1939-04-15", "1939-02-15", "1941-02-15", "1939", "1937-03"]
    assert flaws(read) == {0: ["date.old_calendar"], 5: ["date.old_calendar"]}
    assert read.flaws[0][0].params == {"year": 2482, "meant": "1940-02-15", "value": "15/02/2482"}
    assert read.flaws[5][0].params["meant"] == "1938-03"
    assert read.flaws[0][0].severity is Severity.WARNING


def test_january_to_march_2483_never_existed_and_it_is_said():
    read = read_days(["31/03/2483", "01/04/2483"])
    assert texts(read) == ["1940-03-31", "1940-04-01"]
    assert flaws(read) == {0: ["date.months_never_were"]}
    assert read.flaws[0][0].severity is Severity.WARNING


def test_29_february_of_the_old_calendar_shows_which_year_is_meant():
    read = read_days(["29/02/2463", "29/02/2482"])
    assert texts(read) == ["1920-02-29", None]  # 1921 has none, and 1939 has none
    assert flaws(read) == {1: ["date.old_calendar", "date.impossible"]}
    assert read.flaws[1][0].params["meant"] == "1940-02-29"


# --- what the days of a column show (DT03, DT04, DT05) -----------------------------------------------------


def swapped(day: date) -> str:
    return f"{day.month:02d}/{day.day:02d}/{day.year + BE_OFFSET}"


def test_days_that_are_nearly_all_months_are_flagged_and_never_swapped():
    entered = [day for day in every(3000) if day.day <= 12]
    read = read_days([swapped(day) for day in entered])
    note = notes(read)["column.days_and_months_swapped"]
    assert note.severity is Severity.WARNING
    assert (note.params["days"], note.params["low"]) == (len(entered), len(entered))
    assert note.params["expected"] == round(len(entered) * 144 / 365.2425)
    assert note.params["cells"] == (0, 1, 2, 3, 4)
    assert read.values[1] == PartialDate(date(2006, 1, 2).replace(month=2, day=1))


def test_months_above_12_are_errors_of_their_cells_and_flag_the_column():
    read = read_days(["04/20/2566", "20/04/2566", "13/13/2566", "2566-20-04"])
    assert flaws(read) == {position: ["date.impossible"] for position in (0, 2, 3)}
    params = notes(read)["column.days_and_months_swapped"].params
    assert (params["reversed"], params["count"], params["cells"]) == (2, 2, (0, 3))


@pytest.mark.parametrize("cell", [lambda day: day, lambda day: datetime(day.year, day.month, day.day), be])
def test_days_as_chance_gives_them_are_not_flagged(cell):
    read = read_days([cell(day) for day in every(3000)])
    assert set(notes(read)) <= {"column.era"}


def test_date_cells_with_low_days_only_are_flagged_beside_text_with_high_ones():
    # A spreadsheet took 05/04/2023 for 4 May and left 20/04/2023 as text.
    cells = [date(day.year, day.day, day.month) if day.day <= 12 else f"{day:%d/%m/%Y}" for day in every(200)]
    found = notes(read_days(cells))
    assert found["column.date_cells_swapped"].severity is Severity.WARNING
    assert found["column.date_cells_swapped"].params["low"] == found["column.date_cells_swapped"].params["days"]
    assert "column.days_and_months_swapped" not in found


def test_a_fund_that_meets_on_the_fifth_is_not_flagged():
    assert set(notes(read_days([be(date(2010 + n % 10, n % 12 + 1, 5)) for n in range(300)]))) == {"column.era"}


@pytest.mark.parametrize(("share", "is_flagged"), [(0.6, False), (0.74, False), (0.76, True)])
def test_three_quarters_of_low_days_are_too_many(share, is_flagged):
    low = [be(date(2010, 1 + n % 12, 1 + n % 11)) for n in range(int(1000 * share))]
    high = [be(date(2011, 1 + n % 12, 13 + n % 15)) for n in range(1000 - len(low))]
    assert ("column.days_and_months_swapped" in notes(read_days(low + high))) is is_flagged


def test_few_low_days_are_chance():
    assert set(notes(read_days([f"{day}/{day}/2566" for day in range(2, 12)]))) == {"column.era"}


def test_a_day_in_words_cannot_be_swapped():
    cells = [
        f"{day.month} {MONTH_NAMES['th'][day.day - 1]} {day.year + BE_OFFSET}" for day in every(900) if day.day <= 12
    ]
    assert "column.days_and_months_swapped" not in notes(read_days(cells))


def test_more_first_days_of_january_than_chance_gives_are_told_and_stay():
    cells = [be(day) for day in every(2600, date(1950, 1, 1), 7)] + ["01/01/2500"] * 39  # as in one real register
    read = read_days(cells)
    note = notes(read)["column.placeholder_days"]
    assert note.severity is Severity.WARNING
    assert note.params["count"] == 39 + cells[:2600].count("01/01/2493") + sum(c[:5] == "01/01" for c in cells[1:2600])
    assert (note.params["days"], note.params["expected"]) == (2639, 7)
    assert read.values[-1] == PartialDate(date(1957, 1, 1))


def test_first_days_of_january_by_chance_are_not_told():
    assert "column.placeholder_days" not in notes(read_days([be(day) for day in every(2600)]))
    assert "column.placeholder_days" not in notes(read_days(["01/01/2566", "20/04/2566"]))


@pytest.mark.parametrize(
    ("form", "count", "is_told"),
    [
        (lambda day: f"{day.year + BE_OFFSET}-{day:%m-%d} 00:00:00", 2617, True),  # as in one real register
        (lambda day: f"{day.year + BE_OFFSET}-{day:%m-%d}", 1500, False),
        (be, 2617, False),  # as text it could be kept, so that chance is the likelier reason
        (be, 7000, True),
    ],
)
def test_29_february_is_missed_where_some_were_to_be_expected(form, count, is_told):
    without = [day for day in every(count, date(1990, 1, 1)) if (day.month, day.day) != (2, 29)]
    note = notes(read_days([form(day) for day in without])).get("column.no_leap_days")
    assert (note is not None) is is_told
    if note:
        assert note.params == {
            "days": len(without),
            "expected": round(sum(isleap(day.year) for day in without) / 366, 1),
        }
        assert note.severity is Severity.WARNING


def test_one_29_february_is_enough():
    cells = [be(day) for day in every(7000, date(1990, 1, 1))]
    assert "column.no_leap_days" not in notes(read_days(cells))


# --- months (DT11) -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "cell",
    [
        "04/2566",
        "เม.ย.-66",
        "เมษายน 2566",
        "04/66",
        "๐๔/๖๖",
        "2023-04",
        "2566-04",
        datetime(2023, 4, 1),
        date(2566, 4, 1),
        45036.0,
    ],
)
def test_a_month_is_understood_in_every_form(cell):
    read = read_months([cell, "05/2566"], as_of=AS_OF)
    assert read.values == [Month(2023, 4), Month(2023, 5)]
    assert read.flaws == {}


@pytest.mark.parametrize(
    ("cell", "code"), [("2566", "date.no_month"), ("13/2566", "date.impossible"), ("x", "date.unreadable")]
)
def test_what_is_no_month_is_told(cell, code):
    read = read_months([cell, "", "05/2566"])
    assert read.values == [None, None, Month(2023, 5)]
    assert flaws(read) == {0: [code]}


@given(months(), st.sampled_from(Era), st.booleans())
def test_months_of_two_digits_are_read_against_the_day_of_the_file(month, era, is_padded):
    year = (month.year + (BE_OFFSET if era is Era.BE else 0)) % 100
    cell = f"{month.number:02d}/{year:02d}" if is_padded else f"{month.number}-{year:02d}"
    assert read_months([cell], era=era, as_of=date(2030, 12, 31)).values == [month]


def test_months_that_are_now_text_and_now_dates_are_told():
    read = read_months(["04/2566", "05/2566", date(2023, 6, 1), "07/2566"])
    note = notes(read)["column.months_mixed"]
    assert note.severity is Severity.WARNING
    assert note.params == {"count": 1, "cells": (2,), "dates": 1, "texts": 3}
    assert "column.months_mixed" not in notes(read_months(["04/2566", "05/2566"]))
    assert "column.months_mixed" not in notes(read_months([date(2023, 6, 1), ""]))


def test_a_day_in_a_column_of_months_is_told():
    read = read_months(["20/04/2566", "01/05/2566"])
    assert read.values == [Month(2023, 4), Month(2023, 5)]
    assert notes(read)["column.days_in_months"].params == {"count": 1, "cells": (0,)}
    assert "column.days_in_months" not in notes(read_months(["01/05/2566"]))


# --- words -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_told_can_be_said(language):
    cells = [swapped(day) for day in every(9000, date(1935, 1, 1)) if day.day <= 12]
    cells += ["2566-04-20", "x", "20/04/2023", "5 ม.ค. 66", "45036", "1/1/66", thai_digits("1/2/2480"), "-", "1/1/2483"]
    reads = [
        read_days(cells, as_of=AS_OF),
        read_days([*cells, "1/12/67"], era=Era.BE, as_of=AS_OF),
        read_days(["1/1/66", "1/1/2566", "1/1/2266", datetime(2023, 4, 1, 9)]),
        read_days(["1/1/66", "45036"], as_of=AS_OF),
        read_months(["2566", "01/2566", date(2566, 4, 5)]),
    ]
    findings = [
        finding for read in reads for finding in (*read.notes, *(f for found in read.flaws.values() for f in found))
    ]
    assert len({finding.code for finding in findings}) > 18
    for finding in findings:
        said = words(finding, language)
        assert "–" not in said.replace("มกราคม–มีนาคม", "").replace("เมษายน–ธันวาคม", "").replace("2567–", "") or (
            finding.code in {"column.two_digit_years", "column.era_assumed"}
        )
        assert not said.startswith(finding.code)
