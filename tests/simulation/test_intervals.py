"""Intervals: against published values, exact fractions, and how often they hold the truth."""

import math
import statistics
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.simulation.intervals import Z95, Proportion, exact_share, mean, rank_interval

# R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17 (1998), 857-872,
# table I, method 3.
PUBLISHED = [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)]


@pytest.mark.parametrize(("count", "of", "low", "high"), PUBLISHED)
def test_the_interval_of_a_proportion_is_the_published_one(count, of, low, high):
    found = Proportion(count, of)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(st.integers(1, 5000), st.data())
def test_the_ends_are_where_the_score_test_begins_to_reject(of, data):
    """Wilson's interval holds every p that is within z of its own standard deviations of what was seen."""
    count = data.draw(st.integers(0, of))
    found = Proportion(count, of)
    assert 0 <= found.low <= found.share <= found.high <= 1
    for end in (found.low, found.high):
        if 0 < end < 1:
            score = abs(found.share - end) / math.sqrt(end * (1 - end) / of)
            assert score == pytest.approx(Z95, rel=1e-6)


def test_the_normal_deviate_is_that_of_97_5_per_cent():
    assert statistics.NormalDist().inv_cdf(0.975) == pytest.approx(Z95, abs=1e-14)


def by_fractions(futures, share):
    """The ranks by exact binomial probabilities."""
    chances = [math.comb(futures, k) * share**k * (1 - share) ** (futures - k) for k in range(futures + 1)]
    tail = Fraction(25, 1000)
    low = max(rank for rank in range(futures + 1) if sum(chances[:rank]) <= tail)
    high = min(rank for rank in range(1, futures + 2) if sum(chances[rank:]) <= tail)
    return low, high


@given(st.integers(1, 120), st.integers(0, 1000))
def test_the_ranks_are_those_of_exact_fractions(futures, permille):
    assert rank_interval(futures, permille / 1000) == by_fractions(futures, Fraction(permille, 1000))


def test_of_a_hundred_values_the_median_lies_between_the_40th_and_the_61st():
    """The classical table of the sign test for 100 values."""
    assert rank_interval(100, 0.5) == (40, 61)


def test_many_values_lose_nothing():
    low, high = rank_interval(100_000, 0.95)
    spread = Z95 * math.sqrt(100_000 * 0.95 * 0.05)
    assert low == pytest.approx(95_000 - spread, abs=2)
    assert high == pytest.approx(95_000 + spread, abs=2)


def test_the_interval_of_a_quantile_holds_it_as_often_as_it_says():
    low, high = rank_interval(200, 0.9)
    values = np.sort(np.random.default_rng(1).random((4000, 200)), axis=1)
    holds = (values[:, low - 1] <= 0.9) & (values[:, high - 1] >= 0.9)
    assert 0.945 < holds.mean() < 0.98


@given(st.lists(st.integers(-(10**15), 10**15), min_size=2, max_size=50))
def test_the_mean_and_its_error_are_those_of_the_textbook(values):
    found = mean(np.array(values))
    assert found.value.baht == pytest.approx(float(Fraction(sum(values), len(values)) / 100), rel=1e-14)
    error = statistics.stdev(map(Fraction, values)) / math.sqrt(len(values)) / 100
    assert found.error.baht == pytest.approx(error, rel=1e-9, abs=1e-9)
    assert found.low <= found.value <= found.high
    assert found.futures == len(values)


@given(st.integers(0, 10**6))
@example(249)  # 249 millionths times a million is a little less than 249, in floats
def test_a_share_is_what_was_written(millionths):
    assert exact_share(millionths / 10**6) == Fraction(millionths, 10**6)


def test_too_few_futures_and_no_probability_are_refused():
    for none in (lambda: Proportion(0, 0), lambda: rank_interval(0, 0.5), lambda: mean(np.array([1]))):
        with pytest.raises(InvalidValue, match="wanted at least"):
            none()
    for share in (-0.1, 1.1, float("nan")):
        with pytest.raises(InvalidValue, match="from 0 to 1"):
            exact_share(share)
