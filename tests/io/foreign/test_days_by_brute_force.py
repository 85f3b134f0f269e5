"""Columns of dates against oracles that know nothing of how they are read: every day is written, or is tried."""

from collections import Counter
from datetime import date, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Era, PartialDate, Precision
from communitywelfare.io.foreign.days import DayOrder, DayStyle, day_text, read_days, read_months

pytestmark = pytest.mark.no_cover  # a hundred thousand dates take the same few roads, which are measured elsewhere
AS_OF = date(2024, 9, 30)
THAI = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
SHORT = ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."]
ENGLISH = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
IN_THAI_DIGITS = dict(zip("0123456789", "๐๑๒๓๔๕๖๗๘๙", strict=True))
AHEAD = {Era.BE: 543, Era.CE: 0}

FORMS = {
    "5/4/2566": lambda d, m, y: f"{d}/{m}/{y}",
    "05/04/2566": lambda d, m, y: f"{d:02}/{m:02}/{y}",
    "05-04-2566": lambda d, m, y: f"{d:02}-{m:02}-{y}",
    "5.4.2566": lambda d, m, y: f"{d}.{m}.{y}",
    "2566-04-05": lambda d, m, y: f"{y}-{m:02}-{d:02}",
    "2566/4/5": lambda d, m, y: f"{y}/{m}/{d}",
    "2566-04-05 00:00:00": lambda d, m, y: f"{y}-{m:02}-{d:02} 00:00:00",
    "5 เม.ย. 2566": lambda d, m, y: f"{d} {SHORT[m - 1]} {y}",
    "5 เมย 2566": lambda d, m, y: f"{d} {SHORT[m - 1].replace('.', '')} {y}",
    "5-เม.ย.-2566": lambda d, m, y: f"{d}-{SHORT[m - 1]}-{y}",
    "5เม.ย.2566": lambda d, m, y: f"{d}{SHORT[m - 1]}{y}",
    "5 เมษายน 2566": lambda d, m, y: f"{d} {THAI[m - 1]} {y}",
    "5 Apr 2023": lambda d, m, y: f"{d} {ENGLISH[m - 1][:3]} {y}",
    "5-APR-2023": lambda d, m, y: f"{d}-{ENGLISH[m - 1][:3].upper()}-{y}",
    "5 April 2023": lambda d, m, y: f"{d} {ENGLISH[m - 1]} {y}",
    "April 5, 2023": lambda d, m, y: f"{ENGLISH[m - 1]} {d}, {y}",
}


def every_day(first: date, last: date) -> list[date]:
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("era", Era)
@pytest.mark.parametrize("digits", [{}, IN_THAI_DIGITS])
def test_every_day_of_nine_years_is_read_in_every_form(form, era, digits):
    meant = every_day(date(2016, 1, 1), AS_OF)
    cells = [FORMS[form](day.day, day.month, day.year + AHEAD[era]).translate(str.maketrans(digits)) for day in meant]
    read = read_days(cells)
    assert read.values == list(map(PartialDate, meant))
    assert read.flaws == {}


@pytest.mark.parametrize("style", DayStyle)
@pytest.mark.parametrize("era", Era)
def test_every_day_of_a_century_is_read_as_it_was_written(style, era):
    meant = list(map(PartialDate, every_day(date(1924, 10, 1), AS_OF)))
    assert read_days([day_text(day, era=era, style=style) for day in meant], era=era).values == meant


@pytest.mark.parametrize("style", [style for style in DayStyle if style.has_short_year])
@pytest.mark.parametrize("era", Era)
def test_two_digits_of_a_year_are_written_where_they_are_read_as_that_year_again(style, era):
    days = list(map(PartialDate, every_day(date(1895, 1, 1), AS_OF + timedelta(days=400))))
    firsts = [day.first.replace(day=1) for day in days[::97]]
    partly = [PartialDate(first, Precision.MONTH) for first in firsts]
    meant = [*days, *partly, *(PartialDate(first.replace(month=1), Precision.YEAR) for first in firsts)]
    cells = [day_text(day, era=era, style=style, as_of=AS_OF) for day in meant]
    assert read_days(cells, era=era, as_of=AS_OF).values == meant
    short = {day.first.year for day, cell in zip(days, cells, strict=False) if cell[-3] in "/ "}
    assert short == set(range(AS_OF.year - 99, AS_OF.year + 1))
    assert [day_text(day, era=era, style=style)[-3] in "/ " for day in days[::97]] == [False] * len(days[::97])


@pytest.mark.parametrize("order", [DayOrder.DMY, DayOrder.MDY])
@pytest.mark.parametrize(("era", "years"), [(Era.BE, (2563, 2566)), (Era.CE, (2020, 2023))])
def test_figures_are_a_date_if_and_only_if_the_calendar_has_it(order, era, years):
    parts = list(product(range(33), range(14), years))
    cells = [
        f"{day}/{month}/{year}" if order is DayOrder.DMY else f"{month}/{day}/{year}" for day, month, year in parts
    ]
    read = read_days(cells, order=order)
    for at, (day, month, year) in enumerate(parts):
        in_calendar = [
            each
            for each in every_day(date(year - AHEAD[era], 1, 1), date(year - AHEAD[era], 12, 31))
            if each.month == month
        ]
        if day:
            expected = next((PartialDate(each) for each in in_calendar if each.day == day), None)
        elif month:
            expected = PartialDate(in_calendar[0], Precision.MONTH) if in_calendar else None
        else:
            expected = PartialDate(date(year - AHEAD[era], 1, 1), Precision.YEAR)
        assert read.values[at] == expected
        assert getattr(read.values[at], "precision", None) is getattr(expected, "precision", None)
        assert [flaw.code for flaw in read.flaws.get(at, ())] == ([] if expected else ["date.impossible"])


@pytest.mark.parametrize("era", Era)
@pytest.mark.parametrize("as_of", [AS_OF, date(2024, 2, 29), date(2000, 1, 1), date(1957, 12, 31)])
def test_a_year_of_two_digits_is_the_last_one_before_the_day_of_the_file(era, as_of):
    """Every day that could be meant is tried, from the day of the file back for a hundred years."""
    before = Counter[tuple[int, int, int]]()
    found = {}
    for day in every_day(date(as_of.year - 99, 1, 1), as_of):
        key = (day.day, day.month, (day.year + AHEAD[era]) % 100)
        before[key] += 1
        found[key] = day
    assert set(before.values()) == {1}
    keys = list(product((1, 15, 28, 29, 30, 31), range(1, 13), range(100)))
    read = read_days([f"{day}/{month}/{year:02}" for day, month, year in keys], era=era, as_of=as_of)
    expected = [found.get(key) for key in keys]
    assert read.values == [day and PartialDate(day) for day in expected]
    assert set(read.flaws) == {at for at, day in enumerate(expected) if day is None} | {
        at for at, found_flaws in read.flaws.items() if not any(flaw.is_error for flaw in found_flaws)
    }


@given(
    st.lists(
        st.sampled_from(
            [
                ("20/04/2566", "buddhist"),
                ("2549", "buddhist"),
                ("20 เม.ย. พ.ศ. 66", "buddhist"),
                ("20/04/2023", "common"),
                ("20 เม.ย. ค.ศ. 2023", "common"),
                (45036.0, "common"),
                (243363.0, "buddhist"),
                ("20/04/66", "two_digits"),
                ("20 เม.ย. 66", "thai"),
                ("๒๐/๐๔/๖๖", "thai"),
                ("20 Apr 66", "english"),
                ("", None),
                ("ไม่ทราบ", None),
            ]
        ),
        max_size=12,
    )
)
def test_the_era_of_years_of_two_digits_follows_from_the_evidence_as_counted_by_hand(written):
    counted = Counter(kind for _, kind in written)
    full, spoken = (counted["buddhist"], counted["common"]), (counted["thai"], counted["english"])
    deciding = full if any(full) else spoken
    era = Era.BE if not deciding[1] else None if deciding[0] else Era.CE
    read = read_days([cell for cell, _ in written], as_of=AS_OF)
    for at, (_, kind) in enumerate(written):
        if kind in {"two_digits", "thai", "english"}:
            expected = {Era.BE: PartialDate(date(2023, 4, 20)), Era.CE: PartialDate(date(1966, 4, 20)), None: None}[era]
            assert read.values[at] == expected
            assert [flaw.code for flaw in read.flaws.get(at, ())] == ([] if era else ["date.needs_era"])
    shown = [note.params for note in read.notes if note.code in {"column.era", "column.eras_mixed"}]
    for params in shown:
        assert (params["buddhist"], params["common"]) == full
        assert (params["thai"], params["english"]) == spoken
        assert params["two_digits"] == counted["two_digits"] + sum(spoken)
    assert bool(shown) is bool(any(full) or (any(spoken) and not all(spoken)))


def test_every_month_of_a_century_is_read_as_it_was_written():
    for ahead in AHEAD.values():
        for form in ("{m:02}/{y}", "{m}/{y}", "{y}-{m:02}", "{thai} {y}", "{short}-{y}", "{english} {y}"):
            meant = list(product(range(1925, 2025), range(1, 13)))
            cells = [
                form.format(m=m, y=y + ahead, thai=THAI[m - 1], short=SHORT[m - 1], english=ENGLISH[m - 1])
                for y, m in meant
            ]
            assert [(month.year, month.number) for month in read_months(cells).values] == meant
