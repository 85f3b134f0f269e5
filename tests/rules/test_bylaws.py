"""By-laws through time: which version governs, for which day, and what it asked members to pay."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.money import Money
from communitywelfare.rules import Governs
from communitywelfare.strategies import bylaws, days


@given(bylaws(max_versions=3), days())
def test_the_newest_version_that_has_begun_governs(bylaw, day):
    begun = [version for version in bylaw.versions if version.effective <= day]
    assert bylaw.in_force(day) == (begun[-1] if begun else None)


@given(bylaws())
def test_before_the_first_version_nothing_governs(bylaw):
    first = bylaw.versions[0].effective
    assert bylaw.in_force(first - timedelta(days=1)) is None
    assert bylaw.in_force(first) == bylaw.versions[0]


@given(bylaws(max_versions=2), days())
def test_a_later_version_changes_nothing_that_came_before_it(bylaw, day):
    newest = bylaw.versions[-1]
    later = evolve(newest, version="later", effective=newest.effective + timedelta(days=1))
    amended = evolve(bylaw, versions=(*bylaw.versions, later))
    if day < later.effective:
        assert amended.in_force(day) == bylaw.in_force(day)
    else:
        assert amended.in_force(day) == later


@pytest.mark.parametrize(
    ("governs", "day"), [(Governs.EVENT_DATE, date(2024, 1, 1)), (Governs.CLAIM_DATE, date(2024, 2, 1))]
)
@given(bylaw=bylaws(max_versions=1))
def test_facts_are_read_for_the_day_that_the_bylaw_names(governs, day, bylaw):
    assert evolve(bylaw, governs=governs).basis(event=date(2024, 1, 1), claimed=date(2024, 2, 1)) == day


@given(bylaws(max_versions=3), st.integers(0, 200))
def test_dues_follow_the_versions_month_by_month(bylaw, ahead):
    month = Month.of(bylaw.versions[0].effective).plus(ahead)
    begun = [version for version in bylaw.versions if Month.of(version.effective) <= month]
    assert bylaw.dues.in_force(month) == begun[-1].dues


@given(bylaws(max_versions=1))
def test_of_two_versions_that_begin_in_one_month_the_later_says_what_is_owed(bylaw):
    first = evolve(bylaw.versions[0], effective=date(2024, 3, 1))
    second = evolve(first, version="2", effective=date(2024, 3, 20), dues=evolve(first.dues, rate=Money.baht(2_000)))
    amended = evolve(bylaw, versions=(first, second))
    assert amended.dues.in_force(Month(2024, 3)) == second.dues
    assert len(amended.dues.entries) == 1


@given(bylaws())
def test_clauses_are_found_by_key_and_limits_stand_from_narrow_to_wide_with_money_last(bylaw):
    widths = ["event", "membership year", "calendar year", "fiscal year", "rolling", "lifetime"]
    for benefit in bylaw.versions[-1].benefits:
        assert bylaw.versions[-1].by_key[benefit.key] == benefit
        assert benefit.place.clause == benefit.key
        order = [(limit.measure.value == "baht", widths.index(limit.window.value)) for limit in benefit.limits_in_order]
        assert order == sorted(order)
        assert sorted(map(repr, benefit.limits_in_order)) == sorted(map(repr, benefit.limits))


@given(bylaws(), bylaws())
def test_versions_share_a_fingerprint_when_they_say_the_same_and_only_then(one, other):
    first, second = one.versions[0], other.versions[0]
    assert (first.fingerprint == second.fingerprint) == (first == second)
    assert evolve(first, cite="ข้อ 1/1").fingerprint != first.fingerprint
