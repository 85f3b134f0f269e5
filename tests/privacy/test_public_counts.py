"""What everybody may know of a fund's people."""

from collections import Counter

from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.claims import ClaimState
from communitywelfare.money import ZERO
from communitywelfare.privacy import public_counts
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=120, years=3, seed=5)).fund


def shown(counts):
    return {place: count for place, count in counts.cells.items() if count is not None}


def test_members_are_counted_by_village_and_sex_as_the_register_has_them():
    counts = public_counts(FUND, FUND.as_of)["members"]
    members = [each for each in FUND.register if each.applied <= FUND.as_of and not each.ended]
    members += [each for each in FUND.register if each.ended and each.ended > FUND.as_of >= each.applied]
    true = Counter((each.village, each.person.sex.value) for each in members)
    assert counts.total == len(members)
    assert shown(counts).items() <= true.items()
    assert shown(counts)


def test_benefits_are_counted_by_category_and_budget_year():
    counts = public_counts(FUND, FUND.as_of, k=2)["benefits"]
    granted = [
        each for each in FUND.claims if FUND.state(each.number, FUND.as_of) in {ClaimState.PAID, ClaimState.APPROVED}
    ]
    assert counts.total == len([each for each in granted if FUND.granted(each.number, FUND.as_of) != ZERO])
    assert {category for category, _year in counts.cells} <= {each.category for each in granted}


@given(funds(), st.integers(2, 6))
def test_no_count_below_the_limit_is_told(fund, k):
    for counts in public_counts(fund, fund.as_of, k=k).values():
        told = [*counts.cells.values(), *counts.row_totals.values(), *counts.column_totals.values(), counts.total]
        assert [count for count in told if count is not None and 0 < count < k] == []


def test_what_is_not_recorded_is_a_place_of_its_own():
    members = tuple(evolve(each, village="") for each in FUND.register)
    fund = evolve(FUND, register=type(FUND.register)(members))
    assert set(public_counts(fund, FUND.as_of)["members"].row_totals) == {"?"}
