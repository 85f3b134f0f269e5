"""Days, months, durations, accounting years, and years of two eras."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import (
    BE_OFFSET,
    Duration,
    Era,
    FiscalYear,
    Month,
    PartialDate,
    Precision,
    Unit,
    YearStart,
    add_months,
    iso_day,
    read_day,
    whole_months,
    whole_years,
)
from communitywelfare.digits import thai_digits
from communitywelfare.errors import InvalidDay
from communitywelfare.strategies import days, durations, months, partial_dates, year_starts

# --- whole months and years --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("start", "count", "complete"),
    [
        (date(2025, 1, 31), 1, date(2025, 2, 28)),  # from the 31st: the last day of a shorter month (contracts, Dates)
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2025, 1, 31), 2, date(2025, 3, 31)),  # and not the 28th, as adding a month twice would say
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 9, 30), 12, date(2024, 9, 30)),
        (date(2023, 10, 1), 12, date(2024, 10, 1)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
    ],
)
def test_a_month_is_complete_by_the_calendar(start, count, complete):
    assert add_months(start, count) == complete
    assert whole_months(start, complete) == count
    assert whole_months(start, complete - timedelta(days=1)) == count - 1


def test_whoever_joined_on_30_september_has_a_year_at_the_cut_off_and_of_1_october_not():
    cut_off = date(2024, 9, 30)
    assert whole_years(date(2023, 9, 30), cut_off) == 1
    assert whole_years(date(2023, 10, 1), cut_off) == 0


def test_years_are_completed_and_not_subtracted():
    # A known trap in a fund's own program: 31 December to 1 January counted as one year (F03).
    assert whole_years(date(2023, 12, 31), date(2024, 1, 1)) == 0


def completed_by_looking_at_every_day(since: date, on: date) -> int:
    """How many of the days after `since` complete one month more, each looked at in turn."""
    count = 0
    for ahead in range(1, (on - since).days + 1):
        day = since + timedelta(days=ahead)
        tomorrow = day + timedelta(days=1)
        short = tomorrow.month != day.month and since.day > day.day
        count += day.day == since.day or short
    return count


@given(days(at_most=date(2015, 1, 1)), st.integers(0, 1_200))
def test_whole_months_agree_with_looking_at_every_day(since, ahead):
    on = since + timedelta(days=ahead)
    assert whole_months(since, on) == completed_by_looking_at_every_day(since, on)
    assert whole_years(since, on) == whole_months(since, on) // 12


@given(days(), days())
def test_before_the_start_nothing_is_complete(one, other):
    since, on = max(one, other), min(one, other)
    assert whole_months(since, on) == 0


@given(days(), st.integers(0, 600), st.integers(0, 600))
def test_more_months_end_later(start, fewer, more):
    assume(fewer < more)
    assert add_months(start, fewer) < add_months(start, more)


@given(days(), st.integers(-600, 600))
def test_adding_months_agrees_with_another_library(start, count):
    assert add_months(start, count) == start + relativedelta(months=count)


# --- durations ---------------------------------------------------------------------------------------------


@given(durations())
def test_a_duration_is_read_as_it_is_written(duration):
    assert Duration.parse(str(duration)) == duration


@pytest.mark.parametrize(
    "text", ["", "6", "six months", "6 Months", "6  months", "-1 days", "1.5 years", "1000 years", "๖ เดือน"]
)
def test_other_text_is_no_duration(text):
    with pytest.raises(InvalidDay) as refused:
        Duration.parse(text)
    assert refused.value.findings[0].code == "duration.unreadable"
    assert repr(text) in str(refused.value)


@given(durations(), days(), days())
def test_once_complete_a_duration_stays_complete(duration, start, on):
    assert duration.is_complete(start, on) <= duration.is_complete(start, on + timedelta(days=1))
    assert duration.is_complete(start, duration.after(start))
    assert not duration.is_complete(start, duration.after(start) - timedelta(days=1))


@given(durations(), days(), st.integers(0, 40))
def test_whoever_starts_later_completes_later_or_on_the_same_day(duration, start, later):
    assert duration.after(start) <= duration.after(start + timedelta(days=later))


MONTH_ENDS = st.builds(
    lambda month, back: date(2019 + month // 12, month % 12 + 1, 1) - timedelta(days=back),
    st.integers(0, 90),
    st.integers(0, 4),
)


@given(durations(), MONTH_ENDS | days(), st.integers(-3, 40))
def test_one_day_parts_what_is_complete_by_a_day_from_what_is_not(duration, on, offset):
    latest = duration.before(on)
    for start in (latest, latest + timedelta(days=1), latest - timedelta(days=offset)):
        assert duration.is_complete(start, on) == (start <= latest)
    assert duration.before(duration.after(on)) >= on


@pytest.mark.parametrize("text", ["0 days", "1 month", "13 months", "999 years"])
def test_the_last_day_of_the_calendar_has_days_before_it(text):
    duration = Duration.parse(text)
    assert duration.is_complete(duration.before(date.max), date.max)


def test_six_months_are_not_180_days():
    start = date(2023, 8, 31)
    assert Duration.parse("6 months").after(start) == date(2024, 2, 29)
    assert Duration.parse("180 days").after(start) == date(2024, 2, 27)
    assert Duration(6, Unit.MONTH) != Duration(180, Unit.DAY)


def test_the_longest_duration_still_ends_within_the_calendar():
    assert Duration.parse("999 years").after(date(2400, 12, 31)) == date(3399, 12, 31)


def test_one_is_written_without_s():
    assert [str(Duration(count, Unit.YEAR)) for count in (0, 1, 2)] == ["0 years", "1 year", "2 years"]


# --- months ------------------------------------------------------------------------------------------------


@given(months(), st.integers(-300, 300))
def test_months_are_counted_without_gap(month, count):
    assert Month.at(month.index) == month
    assert month.plus(count).index - month.index == count
    assert month.plus(1).first == month.last + timedelta(days=1)
    assert month.days == (month.last - month.first).days + 1
    assert (month < month.plus(1), month.plus(1) < month) == (True, False)


@given(days())
def test_every_day_lies_in_its_month(day):
    assert Month.of(day).first <= day <= Month.of(day).last


@given(months())
def test_a_month_is_read_as_it_is_written_and_from_any_of_its_days(month):
    assert Month.parse(str(month)) == month
    assert Month.parse(month.last.isoformat()) == month


@pytest.mark.parametrize("text", ["2024-13", "2024-00", "2567-09", "2024-9", "2024", "2024-09-31", "09/2024"])
def test_other_text_is_no_month(text):
    with pytest.raises(InvalidDay):
        Month.parse(text)


@pytest.mark.parametrize("number", [0, 13, -1])
def test_there_are_twelve_months(number):
    with pytest.raises(InvalidDay, match="not a day of the calendar"):
        Month(2024, number)


# --- accounting years --------------------------------------------------------------------------------------


@given(year_starts(), days())
def test_every_day_lies_in_one_accounting_year_and_the_next_begins_the_day_after(start, day):
    year = start.year_of(day)
    following = start.year_of(year.last + timedelta(days=1))
    assert day in year
    assert day not in following
    assert (year.first.month, year.first.day) == (start.month, start.day)
    assert following.first == year.last + timedelta(days=1)
    assert following.first.year == year.first.year + 1
    assert following.be == year.be + 1
    assert year < following


@given(year_starts(), days())
def test_an_accounting_year_is_found_by_its_buddhist_number(start, day):
    year = start.year_of(day)
    assert year.be == year.last.year + BE_OFFSET
    assert start.year_be(year.be) == year


def test_budget_year_2567_runs_from_october_2566_to_september_2567():
    year = YearStart(10).year_be(2567)
    assert year == FiscalYear(date(2023, 10, 1), date(2024, 9, 30))
    assert YearStart(10).year_of(date(2023, 9, 30)).be == 2566
    assert YearStart(10).year_of(date(2023, 10, 1)).be == 2567
    assert YearStart(1).year_be(2567) == FiscalYear(date(2024, 1, 1), date(2024, 12, 31))


@given(year_starts())
def test_a_start_of_year_is_read_as_it_is_written(start):
    assert YearStart.parse(str(start)) == start


@pytest.mark.parametrize("text", ["02-29", "13-01", "10-1", "1 ตุลาคม", "10-32"])
def test_a_year_starts_only_on_a_day_that_every_year_has(text):
    with pytest.raises(InvalidDay):
        YearStart.parse(text)


@pytest.mark.parametrize(("month", "day"), [(2, 29), (2, 30), (13, 1), (4, 31), (0, 1)])
def test_no_start_of_year_can_be_made_that_no_year_has(month, day):
    with pytest.raises(InvalidDay):
        YearStart(month, day)


# --- dates of which not all is known -----------------------------------------------------------------------


@given(partial_dates())
def test_a_partial_date_is_read_as_it_is_written(birth):
    assert PartialDate.parse(str(birth)) == birth


@pytest.mark.parametrize(
    ("text", "first", "precision"),
    [
        ("1955", date(1955, 1, 1), Precision.YEAR),
        ("1955-04", date(1955, 4, 1), Precision.MONTH),
        ("1955-04-20", date(1955, 4, 20), Precision.DAY),
    ],
)
def test_what_is_not_known_of_a_birth_date_counts_from_its_first_day(text, first, precision):
    birth = PartialDate.parse(text)
    assert (birth.first, birth.precision) == (first, precision)


@pytest.mark.parametrize("text", ["2498", "2498-04", "98", "", "1955-4", "1955-04-31", "19550420", "1955-04-20x"])
def test_other_text_is_no_partial_date(text):
    with pytest.raises(InvalidDay):
        PartialDate.parse(text)


@given(st.lists(partial_dates(), min_size=2, max_size=5))
def test_partial_dates_are_ordered_by_their_first_day(births):
    for one, other in pairwise(sorted(births)):
        assert one.first <= other.first


# --- reading days ------------------------------------------------------------------------------------------


@given(days())
def test_a_canonical_day_is_iso_and_common_era(day):
    assert iso_day(day.isoformat()) == day


@given(days())
def test_a_buddhist_year_in_a_canonical_file_is_refused_with_the_day_that_was_meant(day):
    buddhist = f"{day.year + BE_OFFSET}-{day:%m-%d}"
    with pytest.raises(InvalidDay) as refused:
        iso_day(buddhist)
    finding = refused.value.findings[0]
    assert finding.code == "date.buddhist_year"
    assert finding.params["meant"] == day.isoformat()
    assert day.isoformat() in str(refused.value)


def test_the_last_common_year_is_2400():
    assert iso_day("2400-12-31") == date(2400, 12, 31)
    with pytest.raises(InvalidDay):
        iso_day("2401-01-01")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2023-02-31", "date.impossible"),
        ("2566-02-31", "date.impossible"),
        ("0000-01-01", "date.impossible"),
        ("30/9/2024", "date.unreadable"),
        ("2024-9-30", "date.unreadable"),
        ("20240930", "date.unreadable"),
        ("๒๐๒๔-๐๙-๓๐", "date.unreadable"),
        ("", "date.unreadable"),
    ],
)
def test_other_text_is_no_canonical_day_and_the_finding_says_why(text, code):
    with pytest.raises(InvalidDay) as refused:
        iso_day(text)
    assert (refused.value.findings[0].code, refused.value.findings[0].params["value"]) == (code, text)


@given(
    days(), st.sampled_from(["{d}/{m}/{y}", "{d}-{m}-{y}", "{d}.{m}.{y}", "{y}-{m:02}-{d:02}", " {d:02}/{m:02}/{y} "])
)
def test_a_typed_day_is_understood_in_either_era_and_either_digits(day, form):
    common = form.format(d=day.day, m=day.month, y=day.year)
    buddhist = form.format(d=day.day, m=day.month, y=day.year + BE_OFFSET)
    for text, era in ((common, Era.CE), (buddhist, Era.BE)):
        for typed in (text, thai_digits(text)):
            assert (read_day(typed).day, read_day(typed).era) == (day, era)


def test_29_february_2563_is_a_day():
    assert read_day("29/02/2563").day == date(2020, 2, 29)
    assert read_day("๒๙/๒/๒๕๖๓").era is Era.BE


@pytest.mark.parametrize("text", ["31/02/2566", "29/02/2566", "32/1/2567", "0/1/2567", "1/13/2567"])
def test_a_day_that_is_not_in_the_calendar_is_refused_and_shown(text):
    with pytest.raises(InvalidDay, match="not a day of the calendar") as refused:
        read_day(text)
    assert text in str(refused.value)


@pytest.mark.parametrize(
    ("text", "code"), [("2/9/1481", "date.typed_far_off"), ("2/9/3110", "date.typed_far_off"), (" ", "value.empty")]
)
def test_a_day_of_no_time_of_ours_and_no_day_at_all_are_refused(text, code):
    """1481 is 2024 less 543 once too often; 3110 is 2567 and 543."""
    with pytest.raises(InvalidDay) as refused:
        read_day(text)
    assert [finding.code for finding in refused.value.findings] == [code]


@pytest.mark.parametrize("text", ["20/04/66", "30 ก.ย. 2567", "2567", "9/2567", "30/9/2567 น."])
def test_what_is_not_certain_is_not_guessed(text):
    with pytest.raises(InvalidDay) as refused:
        read_day(text)
    assert refused.value.findings[0].code == "date.typed_unreadable"
