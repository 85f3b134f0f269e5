"""Credibility: the weights it states, and quantiles as sums of a Poisson distribution have them."""

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.simulation.credibility import Level, level_of

SHARES = st.sampled_from([0.001, 0.05, 0.5, 0.95, 0.999])


@given(st.integers(0, 2_000), st.floats(0.001, 2_000), st.floats(0.05, 1))
def test_the_level_is_the_observed_and_the_table_by_their_weights(events, expected, uncertainty):
    level = level_of(events, expected, uncertainty)

    assert level.weight == pytest.approx(expected / (expected + 1 / uncertainty**2))
    assert level.mean == pytest.approx(level.weight * events / expected + 1 - level.weight)
    assert level.uncertainty <= uncertainty * (1 + 1e-12)


def test_nothing_seen_changes_nothing():
    level = level_of(0, 0.0, 0.1)

    assert (level.mean, level.weight, round(level.uncertainty, 12)) == (1, 0, 0.1)


@given(st.integers(1, 200), SHARES, st.floats(0.01, 100))
def test_quantiles_are_those_of_a_sum_of_poisson_probabilities(shape, share, rate):
    """A gamma variable of whole shape n is below x as often as a Poisson variable of mean x is at least n."""
    value = Level(float(shape), rate, 0.0).quantile(share) * rate
    fewer = math.fsum(math.exp(at * math.log(value) - value - math.lgamma(at + 1)) for at in range(shape))

    assert 1 - fewer == pytest.approx(share, abs=1e-9)


@given(st.floats(1, 5_000), st.floats(0.1, 100))
def test_quantiles_rise_around_the_mean(shape, rate):
    level = Level(shape, rate, 0.0)
    found = [level.quantile(share) for share in (0.01, 0.05, 0.5, 0.95, 0.99)]

    assert all(low < high for low, high in pairwise(found))
    assert found[0] < level.mean < found[-1]


@pytest.mark.parametrize("shape", [100.0, 1e4, 1e6])
def test_of_many_events_the_distribution_is_nearly_normal(shape):
    level = Level(shape, shape, 0.0)

    assert level.quantile(0.95) == pytest.approx(1 + 1.6448536 / math.sqrt(shape), abs=1 / shape)
