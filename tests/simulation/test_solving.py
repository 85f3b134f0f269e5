"""The least dues and the least money to begin with: against a scan over every satang, and what they promise."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.money import Money
from communitywelfare.simulation.account import WhenEmpty, keep_account
from communitywelfare.simulation.flows import Flows
from communitywelfare.simulation.interest import Interest
from communitywelfare.simulation.solving import (
    NOT_ANY,
    critical_openings,
    critical_rates,
    least_enough,
    reserves,
    ruined_at,
)
from communitywelfare.sources import MEMBERS

SCANNED = 400


@st.composite
def funds(draw):
    """A few futures, units that are rare in some of them, and interest that is credited often or seldom."""
    rows, months = draw(st.integers(1, 5)), draw(st.integers(1, 40))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    paying, most = draw(st.sampled_from([0.1, 0.5, 1.0])), draw(st.sampled_from([1, 5]))
    units = rng.integers(0, most + 1, (rows, months)) * (rng.random((rows, months)) < paying)
    flows = Flows(
        dues=rng.integers(0, 30, (rows, months)),  # which a solver does not look at
        fees=rng.integers(0, 5, (rows, months)),
        cofunding={"LAO": rng.integers(0, 60, (rows, months)) * (rng.random((rows, months)) < 0.1)},
        benefits=rng.integers(0, 30, (rows, months, 2)) * (rng.random((rows, months, 2)) < 0.3),
        keys=("stay", "death"),
        expenses=rng.integers(0, 4, (rows, months)),
        payers=units,
        opening={MEMBERS: rng.integers(0, 100, rows), "LAO": rng.integers(0, 60, rows)},
    )
    rate = draw(st.sampled_from([0.0, 0.015, 0.7]))
    every = draw(st.sampled_from([1, 3, 12]))
    return flows, units, Interest(np.full(months, rate), np.arange(months) % every == every - 1)


def ruin_with(flows, units, interest, rate):
    return keep_account(evolve(flows, dues=units * rate), interest, when_empty=WhenEmpty.OWE).ruin


@given(funds())
def test_the_critical_rate_is_the_first_that_a_scan_over_every_satang_finds(fund):
    flows, units, interest = fund
    by_rate = np.array([ruin_with(flows, units, interest, rate) == flows.months for rate in range(SCANNED)])
    found = critical_rates(flows, units, interest)
    for row, rate in enumerate(found.tolist()):
        scanned = np.flatnonzero(by_rate[:, row])
        if scanned.size:
            assert rate == scanned[0]
        else:
            assert rate >= SCANNED
    # What suffices once suffices with every higher rate, future by future.
    assert (np.diff(by_rate.astype(int), axis=0) >= 0).all()


@given(funds())
def test_a_critical_rate_beyond_any_scan_suffices_and_a_satang_less_does_not(fund):
    flows, units, interest = fund
    large = evolve(flows, benefits=flows.benefits * 1_000_003)
    found = critical_rates(large, units, interest)
    saved = found < NOT_ANY
    rates = np.where(saved, found, 10**9)[:, None]
    assert (np.where(saved, ruin_with(large, units, interest, rates), 0)[saved] == flows.months).all()
    below = ruin_with(large, units, interest, np.maximum(rates - 1, 0))
    assert (below[found > 0] < flows.months).all()


@given(funds())
def test_a_future_that_no_rate_saves_is_short_before_any_dues_came(fund):
    flows, units, interest = fund
    lost = critical_rates(flows, units, interest) == NOT_ANY
    ruin = ruin_with(flows, units, interest, 10**6)
    came = np.add.accumulate(units, axis=1)[np.arange(flows.rows), np.minimum(ruin, flows.months - 1)]
    assert (lost == ((ruin < flows.months) & (came == 0))).all()


@given(funds())
def test_the_critical_opening_suffices_and_a_satang_less_does_not(fund):
    flows, _units, interest = fund
    found = critical_openings(flows, interest)

    def ruin(opening):
        at = evolve(flows, opening={**flows.opening, MEMBERS: opening})
        return keep_account(at, interest, when_empty=WhenEmpty.OWE).ruin

    assert (ruin(found) == flows.months).all()
    assert (ruin(np.maximum(found - 1, 0))[found > 0] < flows.months).all()
    scanned = [ruin(np.full(flows.rows, opening)) == flows.months for opening in range(0, 300, 7)]
    assert all((np.array(is_enough) == (found <= 7 * at)).all() for at, is_enough in enumerate(scanned))


@given(funds(), st.sampled_from([0.0, 0.05, 0.2, 0.4, 0.5, 0.99]))
def test_ruin_is_tolerable_at_the_answer_and_not_a_satang_below(fund, tolerated):
    flows, units, interest = fund
    critical = critical_rates(flows, units, interest)
    found = least_enough(critical, ruin=tolerated)
    if found.amount is None:
        assert found.ruined.share > tolerated
        return
    ruined = np.count_nonzero(ruin_with(flows, units, interest, found.amount.satang) < flows.months)
    assert ruined == found.ruined.count
    assert found.ruined.share <= tolerated
    if found.amount.satang:
        below = ruin_with(flows, units, interest, found.amount.satang - 1) < flows.months
        assert below.mean() > tolerated
        assert ruined_at(critical, Money(found.amount.satang - 1)).count == np.count_nonzero(below)


@given(st.lists(st.integers(0, 300), min_size=1, max_size=300), st.sampled_from([0.0, 0.05, 0.5, 1.0]))
def test_the_answer_is_the_smallest_of_all_amounts_and_lies_in_its_interval(critical, tolerated):
    found = least_enough(np.array(critical), ruin=tolerated)
    enough = [amount for amount in range(301) if sum(one > amount for one in critical) <= tolerated * len(critical)]
    assert found.amount == Money(enough[0])
    assert found.low <= found.amount
    assert found.high is None or found.amount <= found.high


def test_a_thousand_futures_bound_the_95th_per_cent_on_both_sides():
    found = least_enough(np.arange(1, 1001), ruin=0.05)
    assert (found.amount, found.low, found.high) == (Money(950), Money(936), Money(964))
    assert found.ruined.count == 50


def test_few_futures_bound_nothing():
    found = least_enough(np.arange(1, 11), ruin=0.05)
    assert (found.amount, found.high) == (Money(10), None)
    assert least_enough(np.arange(1, 4), ruin=0.5).low == Money(0)


def test_where_no_amount_is_enough_it_says_so():
    found = least_enough(np.array([3, NOT_ANY, NOT_ANY]), ruin=0.5)
    assert found.amount is None
    assert found.ruined.count == 2


def test_constant_flows_need_what_is_missing():
    """Of 10 payers each month, with 1,001 satang granted and 7 at first: (240 × 1001 − 7) ÷ 2400 = 100.097…"""
    flows = Flows(
        dues=np.zeros((1, 240), dtype=np.int64),
        fees=[[0]],
        cofunding={},
        benefits=np.full((1, 240, 1), 1001),
        keys=("death",),
        expenses=[[0]],
        payers=[[10]],
        opening={MEMBERS: [7]},
    )
    interest = Interest.yearly(0.0, first=Month(2026, 1), months=240)
    assert critical_rates(flows, [[10]], interest).tolist() == [101]
    assert critical_openings(flows, interest).tolist() == [240 * 1001]


def test_reserves_grow_with_the_level():
    rng = np.random.default_rng(5)
    flows = Flows(
        dues=np.full((400, 60), 1000),
        fees=[[0]],
        cofunding={},
        benefits=rng.integers(0, 2001, (400, 60, 1)),
        keys=("death",),
        expenses=[[0]],
        payers=[[10]],
        opening={MEMBERS: 0},
    )
    interest = Interest.yearly(0.01, first=Month(2026, 1), months=60)
    found = reserves(flows, interest)
    assert found[0.95].amount < found[0.995].amount
    for level, enough in found.items():
        at = evolve(flows, opening={MEMBERS: enough.amount.satang})
        ruined = keep_account(at, interest, when_empty=WhenEmpty.PRO_RATA).ruin < 60
        assert ruined.mean() <= 1 - level + 1e-12
        at = evolve(flows, opening={MEMBERS: enough.amount.satang - 1})
        assert (keep_account(at, interest, when_empty=WhenEmpty.OWE).ruin < 60).mean() > 1 - level


def test_futures_that_earn_differently_are_solved_each_with_its_own_rate():
    flows = Flows(
        dues=np.zeros((2, 24), dtype=np.int64),
        fees=[[0]],
        cofunding={},
        benefits=np.array([[[0]] * 23 + [[100_000]]]),
        keys=("death",),
        expenses=[[0]],
        payers=[[1]],
        opening={MEMBERS: 0},
    )
    interest = Interest.yearly([[0.0], [0.5]], first=Month(2026, 1), months=24)
    together = critical_rates(flows, [[1]], interest).tolist()
    assert together[1] < together[0] == 4167
    one = critical_rates(flows.only([0]), [[1]], Interest.yearly(0.5, first=Month(2026, 1), months=24))
    assert one.tolist() == together[1:]


def test_units_that_do_not_fit_and_amounts_beyond_64_bits_are_refused():
    flows = Flows(
        dues=np.zeros((1, 2), dtype=np.int64),
        fees=[[0]],
        cofunding={},
        benefits=np.array([[[2**40], [0]]]),
        keys=("death",),
        expenses=[[0]],
        payers=[[1]],
        opening={MEMBERS: 0},
    )
    interest = Interest([0.0, 0.0], [False, True])
    with pytest.raises(InvalidValue, match="units"):
        critical_rates(flows, [[1, 1, 1]], interest)
    with pytest.raises(InvalidValue, match="kept exactly"):
        critical_rates(flows, [[1, 2**40]], interest)
    with pytest.raises(InvalidValue, match="wanted at least"):
        least_enough(np.array([], dtype=np.int64), ruin=0.05)
