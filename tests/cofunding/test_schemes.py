"""Schemes by budget year, and the day as of which a round counts its members."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, Unit
from communitywelfare.cofunding import CofundingState, Round, Scheme, SchemePeriod, cut_off_before
from communitywelfare.cofunding.schemes import Confidence, Sourced
from communitywelfare.errors import MissingFact
from communitywelfare.money import ZERO, Money
from communitywelfare.strategies import days


def period(first: int, per_member: str = "365.00") -> SchemePeriod:
    return SchemePeriod(
        first_budget_year=first,
        per_member=Money.baht(per_member),
        full_membership=Duration(1, Unit.YEAR),
        matchings_at_most=3,
        cite="test",
        sources={"per_member": Sourced(confidence="medium", why="test")},
    )


SCHEME = Scheme(
    scheme_id="test",
    source="GOV_VIA_CODI",
    name={"th": "ทดสอบ", "en": "test"},
    periods=(period(2553), period(2560, "300.00"), period(2567)),
)


@given(st.integers(2553, 2600))
def test_the_newest_period_that_has_begun_holds_in_a_budget_year(year):
    begun = [each for each in SCHEME.periods if each.first_budget_year <= year]
    assert SCHEME.in_year(year) == begun[-1]


def test_what_held_before_the_first_known_year_is_not_known():
    with pytest.raises(MissingFact, match="no rules of test are known for budget year 2552") as missing:
        SCHEME.in_year(2552)
    told = {"scheme": "test", "name": SCHEME.name, "year": 2552, "known": 2553}
    assert missing.value.findings == SCHEME.unknown_in(2552)
    assert missing.value.findings[0].params == told
    assert SCHEME.unknown_in(2553) == ()


@given(days())
def test_a_round_counts_members_as_of_the_last_30_september_on_or_before_the_day(day):
    found = day
    while (found.month, found.day) != (9, 30):
        found -= timedelta(days=1)
    assert cut_off_before(day) == found


@pytest.mark.parametrize(
    ("day", "cut_off"),
    [
        (date(2023, 9, 29), date(2022, 9, 30)),
        (date(2023, 9, 30), date(2023, 9, 30)),
        (date(2023, 10, 1), date(2023, 9, 30)),
    ],
)
def test_the_cut_off_turns_on_30_september_itself(day, cut_off):
    assert cut_off_before(day) == cut_off


def test_a_value_says_how_sure_it_is():
    assert SCHEME.in_year(2567).sources["per_member"].confidence is Confidence.MEDIUM
    with pytest.raises(ValueError, match="certain"):
        Sourced(confidence="certain", why="")


def test_what_was_not_requested_or_approved_is_not_nothing():
    asked = Round(source="LAO", number=1, budget_year=2567, state="DRAFT")
    assert asked.state is CofundingState.DRAFT
    assert (asked.requested, asked.approved) == (None, None)
    assert (asked.received, asked.returned) == (ZERO, ZERO)
