"""Answers of many futures: against sorted lists, sums and means of plain Python, and closed forms."""

import math
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.simulation.account import WhenEmpty, keep_account
from communitywelfare.simulation.answers import (
    costs,
    dependency,
    discounts,
    expected_shortfall,
    funding_ratio,
    months_in_reserve,
    quantiles,
    ruin_by,
    ruin_months,
    ruin_probability,
    year_ends,
)
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.sources import MEMBERS

ROWS, MONTHS = 60, 30
amounts = st.lists(st.integers(-(10**15), 10**15), min_size=1, max_size=60)


def a_fund(rate=0.02, rows=ROWS, way=WhenEmpty.PRO_RATA):
    rng = np.random.default_rng(7)
    shape = (rows, MONTHS)
    flows = Flows(
        dues=rng.integers(80, 120, shape),
        fees=rng.integers(0, 3, shape),
        cofunding={"LAO": np.where(np.arange(MONTHS) % 12 == 5, 100, 0)[None]},
        benefits=rng.integers(0, 2, (*shape, 2)) * np.array([60, 170]),
        keys=("stay", "death"),
        expenses=[[3]],
        payers=[[10]],
        opening={MEMBERS: 150, "LAO": 30},
    )
    interest = Interest.yearly(rate, first=Month(2025, 10), months=MONTHS)
    return flows, interest, keep_account(flows, interest, when_empty=way)


FLOWS, INTEREST, BALANCE = a_fund()
FIVE = np.arange(5)


def test_years_end_every_twelve_months():
    assert year_ends(30).tolist() == [11, 23]
    assert year_ends(30, first=2).tolist() == [2, 14, 26]


def test_ruin_is_counted_by_year_and_by_month():
    ruin = BALANCE.ruin.tolist()
    assert 0 < min(ruin) < MONTHS == max(ruin)  # the made-up fund must have both kinds of futures
    found = ruin_months(BALANCE)
    assert found.tolist() == [ruin.count(month) for month in range(MONTHS + 1)]
    assert [one.count for one in ruin_by(BALANCE, [11, 23])] == [
        sum(month <= end for month in ruin) for end in (11, 23)
    ]
    assert ruin_probability(BALANCE).count == ROWS - ruin.count(MONTHS) == ruin_by(BALANCE, [MONTHS - 1])[0].count


def test_who_is_short_in_the_last_month_is_ruined_and_who_never_is_is_not():
    one = Flows(
        dues=[[0, 0], [0, 1]],
        fees=[[0]],
        cofunding={},
        benefits=np.array([[[0], [1]]]),
        keys=("death",),
        expenses=[[0]],
        payers=[[0]],
        opening={MEMBERS: 0},
    )
    balance = keep_account(one, Interest([0.0] * 2, [False] * 2), when_empty=WhenEmpty.OWE)
    assert ruin_probability(balance).count == 1
    assert ruin_months(balance).tolist() == [0, 1, 1]


@given(amounts, st.lists(st.integers(0, 100), min_size=1, max_size=5))
def test_a_quantile_is_the_smallest_value_that_so_many_do_not_exceed(values, percents):
    found = quantiles(np.array(values), percents)
    for percent, quantile in zip(percents, found.tolist(), strict=True):
        reached = [one for one in sorted(values) if 100 * sum(v <= one for v in values) >= percent * len(values)]
        assert quantile == reached[0]


def test_quantiles_of_a_year_are_those_of_its_column():
    ends = BALANCE.closing[:, year_ends(MONTHS)]
    fan = quantiles(ends)
    assert fan.shape == (5, 2)
    assert fan[:, 1].tolist() == [sorted(ends[:, 1].tolist())[place - 1] for place in (3, 15, 30, 45, 57)]
    assert fan.dtype == np.int64


@pytest.mark.parametrize("percent", [-1, 101])
def test_what_is_no_percentage_is_refused(percent):
    for ask in (lambda: quantiles(np.array([1, 2]), [percent]), lambda: expected_shortfall(FIVE, percent=percent)):
        with pytest.raises(InvalidValue, match="from 0"):
            ask()


@pytest.mark.parametrize("end", [-1, MONTHS])
def test_a_year_that_ends_beyond_the_months_is_refused(end):
    counts = np.ones((1, MONTHS), dtype=np.int64)
    for ask in (months_in_reserve, costs, lambda _balance, ends: dependency(counts, counts, ends)):
        with pytest.raises(InvalidValue, match="last month of a year"):
            ask(BALANCE, [11, end])


def test_less_than_a_year_has_no_year():
    none = year_ends(11)
    assert costs(BALANCE, none).sums.shape == (0, 2)
    assert months_in_reserve(BALANCE, none).shape == (ROWS, 0)
    assert ruin_by(BALANCE, none) == ()


@given(amounts, st.integers(1, 100))
def test_the_shortfall_is_the_mean_of_the_worst(values, percent):
    worst = sorted(values)[: max(math.ceil(Fraction(percent * len(values), 100)), 1)]
    found = expected_shortfall(np.array(values), percent=percent)
    assert found.baht == pytest.approx(float(Fraction(sum(worst), len(worst)) / 100), rel=1e-12)
    assert found.baht * 100 <= statistics.fmean(values) + 1


def test_months_in_reserve_are_the_balance_over_a_year_of_benefits():
    found = months_in_reserve(BALANCE, [4, 11, 23])
    granted = FLOWS.benefits.sum(axis=2)
    for row in range(ROWS):
        for place, end in enumerate((4, 11, 23)):
            year = granted[row, max(end - 11, 0) : end + 1].tolist()
            assert found[row, place] == pytest.approx(BALANCE.closing[row, end] / statistics.fmean(year))


def test_where_nothing_is_granted_a_reserve_lasts_for_ever():
    flows = Flows(
        dues=[[0]],
        fees=[[0]],
        cofunding={},
        benefits=np.zeros((1, 1, 1), dtype=np.int64),
        keys=("death",),
        expenses=[[0]],
        payers=[[0]],
        opening={MEMBERS: 5},
    )
    interest = Interest([0.0], [False])
    balance = keep_account(flows, interest, when_empty=WhenEmpty.OWE)
    assert months_in_reserve(balance, [0]).tolist() == [[math.inf]]
    assert funding_ratio(flows, interest).ratio == math.inf
    assert costs(balance, [0]).shares.tolist() == [[0.0]]


def test_constant_flows_are_worth_an_annuity():
    months, rate = 240, 0.03
    flows = Flows(
        dues=np.full((1, months), 1000),
        fees=[[0]],
        cofunding={"LAO": [[250]]},
        benefits=np.full((1, 1, 1), 1500),
        keys=("death",),
        expenses=[[10]],
        payers=[[1]],
        opening={MEMBERS: 100_000, "LAO": 5_000},
    )
    factor = 1 / (1 + rate / 12)
    annuity = factor * (1 - factor**months) / (1 - factor)
    found = funding_ratio(flows, Interest.yearly(rate, first=Month(2025, 10), months=months))
    assert found.assets.baht == pytest.approx((105_000 + 1250 * annuity) / 100, rel=1e-12)
    assert found.promised.baht == pytest.approx(1500 * annuity / 100, rel=1e-12)
    assert found.ratio == pytest.approx((105_000 + 1250 * annuity) / (1500 * annuity), rel=1e-12)
    assert found.error is None


def test_without_interest_the_funding_ratio_is_one_of_sums_and_its_error_that_of_a_sample():
    flows, interest, _ = a_fund(rate=0.0)
    assets = 180 + flows.dues.sum(axis=1) + flows.fees.sum(axis=1) + 200 + (MONTHS > 29) * 100
    promised = flows.benefits.sum(axis=(1, 2))
    found = funding_ratio(flows, interest)
    assert found.ratio == pytest.approx(assets.sum() / promised.sum(), rel=1e-12)
    residuals = assets - found.ratio * promised
    assert found.error == pytest.approx(residuals.std(ddof=1) / math.sqrt(ROWS) / promised.mean(), rel=1e-9)


def test_futures_that_earn_differently_are_discounted_each_with_its_own():
    both = Interest.yearly([[0.12], [0.0]], first=Month(2025, 10), months=2)
    assert discounts(both).tolist() == [[pytest.approx(1 / 1.01), pytest.approx(1 / 1.01**2)], [1, 1]]
    flows, _, _ = a_fund(rows=2)
    interest = Interest.yearly([[0.12], [0.0]], first=Month(2025, 10), months=MONTHS)
    alone = [sum(flows.benefits[row].sum(axis=1) * discounts(interest)[row]) for row in range(2)]
    assert funding_ratio(flows, interest).promised.baht == pytest.approx(sum(alone) / 200)


def test_costs_by_clause_and_year_are_sums_of_what_was_paid():
    ends = year_ends(MONTHS, first=2)
    found = costs(BALANCE, ends)
    spans = [(0, 3), (3, 15), (15, 27)]
    for year, (start, stop) in enumerate(spans):
        for place, key in enumerate(FLOWS.keys):
            paid = int(BALANCE.paid[:, start:stop, place].sum())
            assert found.sums[year, place] == paid
            assert found.mean(year, key).baht == pytest.approx(paid / ROWS / 100)
    for key in FLOWS.keys:
        years = [found.mean(year, key).baht for year in range(len(spans))]
        assert found.total(key).baht == pytest.approx(sum(years))
    assert found.shares.sum(axis=1).tolist() == [pytest.approx(1)] * 3


def test_dependency_is_elderly_over_payers():
    elderly, payers = np.array([[1, 2], [3, 4]]), np.array([[4, 0], [4, 0]])
    assert dependency(elderly, payers, [0, 1]).tolist() == [0.5, math.inf]
    with pytest.raises(InvalidValue, match="shape"):
        dependency(elderly, payers[:1, :1], [0])


def test_no_futures_say_nothing():
    for ask in (quantiles, expected_shortfall):
        with pytest.raises(InvalidValue, match="wanted at least"):
            ask(np.array([], dtype=np.int64))
