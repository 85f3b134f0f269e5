"""Limits: in which window a day falls, what is left of it, and what was used there before."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, Unit, YearStart, add_months
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules import ClaimFacts, Used
from communitywelfare.rules.amounts import Slice
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.strategies import claim_facts, days

JOINED = date(2020, 6, 15)
EVENT = date(2024, 9, 29)
FACTS = ClaimFacts(
    basis=EVENT, event_day=EVENT, claim_day=EVENT, is_member=True, joined=JOINED, year_start=YearStart(10)
)


def nights(first: date, count: int, rate: str = "200.00") -> tuple[Slice, ...]:
    return tuple(Slice(first + timedelta(days=night), 1, Money.baht(rate)) for night in range(count))


def used(day: date, amount: str = "200.00", units: int = 1, claim: str = "1/2567") -> Used:
    return Used(claim=claim, benefit="hospital", day=day, amount=Money.baht(amount), units=units)


def left(limit: Limit, slices: tuple[Slice, ...], *earlier: Used) -> list[int]:
    """Whole baht that a limit leaves of each slice."""
    facts = evolve(FACTS, used=earlier)
    return [each.amount.satang // 100 for each in limit.beside(slices, facts, "hospital").leave(slices)]


# --- windows -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("window", "last"),
    [
        (Window.CALENDAR_YEAR, date(2023, 12, 31)),
        (Window.FISCAL_YEAR, date(2023, 9, 30)),
        (Window.MEMBERSHIP_YEAR, date(2024, 6, 14)),
    ],
)
def test_a_year_ends_where_its_kind_says(window, last):
    limit = Limit(Measure.BAHT, 100_00, window)
    first = last + timedelta(days=1)
    full = used(last, "100.00")
    assert left(limit, nights(last, 1), full) == [0]
    assert left(limit, nights(first, 1), full) == [100]
    assert left(limit, nights(last, 2)) == [100, 100]


@pytest.mark.parametrize(
    ("window", "name"),
    [
        (Window.EVENT, "event 2024-09-29"),
        (Window.CALENDAR_YEAR, "2024-01-01/2024-12-31"),
        (Window.FISCAL_YEAR, "2023-10-01/2024-09-30"),
        (Window.MEMBERSHIP_YEAR, "membership year 5"),
        (Window.LIFETIME, "lifetime"),
    ],
)
def test_a_window_has_a_name_that_people_can_check(window, name):
    limit = Limit(Measure.UNITS, 10, window)
    slices = nights(EVENT, 1)
    usage = limit.beside(slices, FACTS, "hospital").usage(slices, FACTS)
    assert [each.window for each in usage] == [name]
    assert limit.limit_id == f"units per {window.value}"


def test_a_rolling_window_is_named_by_its_length_and_its_last_day():
    limit = Limit(Measure.UNITS, 10, Window.ROLLING, time=Duration(90, Unit.DAY))
    slices = nights(EVENT, 1)
    (usage,) = limit.beside(slices, FACTS, "hospital").usage(slices, FACTS)
    assert (usage.window, usage.limit_id) == ("90 days to 2024-09-29", "units per 90 days")


@given(days(at_least=JOINED), st.sampled_from(Window), claim_facts(max_used=0))
def test_two_days_share_a_window_when_no_turn_of_it_lies_between(day, window, facts):
    facts = evolve(facts, joined=JOINED, event_day=JOINED)
    slices = (*nights(day, 1), *nights(day + timedelta(days=1), 1))
    tally = Limit(Measure.BAHT, 1, window).beside(slices, facts, "hospital")
    following = day + timedelta(days=1)
    turns = {
        Window.EVENT: False,
        Window.LIFETIME: False,
        Window.CALENDAR_YEAR: following.year > day.year,
        Window.FISCAL_YEAR: (following.month, following.day) == (facts.year_start.month, facts.year_start.day),
        Window.MEMBERSHIP_YEAR: following in {add_months(JOINED, 12 * year) for year in range(1, 20)},
    }
    assert (tally.windows[0] != tally.windows[1]) == turns[window]


def test_an_earlier_membership_has_no_part_in_the_years_of_this_one():
    limit = Limit(Measure.BAHT, 200_00, Window.MEMBERSHIP_YEAR)
    assert left(limit, nights(JOINED, 1), used(JOINED - timedelta(days=1))) == [200]
    assert left(limit, nights(JOINED, 1), used(JOINED)) == [0]


# --- what is left ------------------------------------------------------------------------------------------


def test_money_is_cut_on_the_night_on_which_it_ends_and_later_nights_count_as_none():
    limit = Limit(Measure.BAHT, 500_00, Window.EVENT)
    slices = nights(EVENT, 4)
    kept = limit.beside(slices, FACTS, "hospital").leave(slices)
    assert [(each.units, each.amount) for each in kept] == [
        (1, Money.baht(200)),
        (1, Money.baht(200)),
        (1, Money.baht(100)),
        (0, ZERO),
    ]


def test_units_are_cut_with_their_share_of_the_money():
    limit = Limit(Measure.UNITS, 2, Window.LIFETIME)
    assert left(limit, nights(EVENT, 4)) == [200, 200, 0, 0]
    three_children = (Slice(EVENT, 3, Money.baht(1_500)),)
    kept = limit.beside(three_children, FACTS, "hospital").leave(three_children)
    assert kept == (Slice(EVENT, 2, Money.baht(1_000)),)


def test_a_whole_claim_is_one_occasion_in_the_window_of_its_first_paid_day():
    limit = Limit(Measure.TIMES, 1, Window.FISCAL_YEAR)
    slices = nights(EVENT, 4)  # 29 and 30 September, 1 and 2 October
    assert left(limit, slices) == [200, 200, 200, 200]
    assert left(limit, slices, used(date(2024, 1, 1), claim="9")) == [0, 0, 200, 200]
    assert left(limit, slices, used(date(2024, 10, 9), claim="9")) == [200, 200, 200, 200]
    # An earlier stay that crossed into this year was an occasion of the year before.
    crossing = (used(date(2023, 9, 30), claim="9"), used(date(2023, 10, 1), claim="9"))
    assert left(limit, slices, *crossing) == [200, 200, 200, 200]


def test_a_limit_that_was_passed_before_leaves_nothing_and_takes_nothing_back():
    limit = Limit(Measure.BAHT, 300_00, Window.LIFETIME)
    assert left(limit, nights(EVENT, 2), used(JOINED, "900.00")) == [0, 0]


@pytest.mark.parametrize(
    ("measure", "window", "code"),
    [
        (Measure.TIMES, Window.EVENT, "cap.count"),
        (Measure.TIMES, Window.LIFETIME, "cap.count"),
        (Measure.BAHT, Window.EVENT, "cap.episode"),
        (Measure.UNITS, Window.LIFETIME, "cap.lifetime"),
        (Measure.BAHT, Window.FISCAL_YEAR, "cap.year"),
        (Measure.UNITS, Window.MEMBERSHIP_YEAR, "cap.year"),
    ],
)
def test_a_reduction_says_by_its_code_what_kind_of_limit_it_was(measure, window, code):
    assert Limit(measure, 1, window).code == code


MAXIMA = st.integers(0, 12) | st.integers(0, 300_000)
LIMITS = st.builds(Limit, st.sampled_from(Measure), MAXIMA, st.sampled_from(Window))
SLICES = st.one_of(
    st.builds(nights, days(), st.integers(0, 9)),
    st.builds(lambda day, units: (Slice(day, units, Money(12_345) * units),), days(), st.integers(0, 5)),
)


@given(LIMITS, SLICES, claim_facts(benefits=["hospital"]))
def test_a_limit_only_takes_away_and_never_leaves_more_than_there_is_room_for(limit, slices, facts):
    tally = limit.beside(slices, facts, "hospital")
    kept = tally.leave(slices)
    assert [each.day for each in kept] == [each.day for each in slices]
    for before, after in zip(slices, kept, strict=True):
        assert ZERO <= after.amount <= before.amount
        assert 0 <= after.units <= before.units
    for usage in tally.usage(kept, facts):
        assert 0 <= usage.consumed <= max(0, limit.maximum - usage.used_before)
    assert tally.leave(kept) == kept


@given(LIMITS, SLICES, claim_facts(benefits=["hospital"]))
def test_what_a_claim_takes_is_told_for_every_window_that_it_touches(limit, slices, facts):
    tally = limit.beside(slices, facts, "hospital")
    told = {usage.window: usage for usage in tally.usage(slices, facts)}
    paid = [(limit.name_of(window, facts), each) for window, each in zip(tally.windows, slices, strict=True)]
    assert set(told) == {window for window, _each in paid}
    first = next((window for window, each in paid if each.units), None)
    for window, usage in told.items():
        inside = [each for name, each in paid if name == window]
        assert (
            usage.consumed
            == {
                Measure.BAHT: sum(each.amount.satang for each in inside),
                Measure.UNITS: sum(each.units for each in inside),
                Measure.TIMES: int(window == first),
            }[limit.measure]
        )
        assert (usage.limit_id, usage.limit, usage.unit) == (limit.limit_id, limit.maximum, limit.measure.value)


@given(LIMITS, SLICES, claim_facts(benefits=["hospital"]), st.randoms())
def test_the_order_in_which_earlier_use_is_listed_does_not_matter(limit, slices, facts, chance):
    listed = list(facts.used)
    chance.shuffle(listed)
    shuffled = evolve(facts, used=tuple(listed))
    assert limit.beside(slices, facts, "hospital").leave(slices) == limit.beside(slices, shuffled, "hospital").leave(
        slices
    )


@given(LIMITS, SLICES, claim_facts(benefits=["hospital"]), claim_facts(benefits=["hospital"]))
def test_one_limit_never_leaves_more_when_more_was_used(limit, slices, facts, other):
    more = [evolve(each, claim=f"more {each.claim}") for each in other.used]
    before, after = (
        total(each.amount for each in limit.beside(slices, known, "hospital").leave(slices))
        for known in (facts, evolve(facts, used=(*facts.used, *more)))
    )
    assert after <= before
