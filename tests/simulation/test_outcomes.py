"""What uniform numbers are turned into: against decimals, fractions and closed forms."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.simulation.draws import Address, Purpose, uniforms
from communitywelfare.simulation.outcomes import LARGEST_MEAN, exp_minus, exponential, geometric, hazard, poisson

TOP = (1 << 53) - 1
numbers = st.integers(0, TOP).map(lambda whole: whole / 2**53)
small = st.floats(-53, 0).map(lambda power: min(2.0**power, TOP / 2**53))
means = st.one_of(st.floats(0, 3), st.floats(0, LARGEST_MEAN))
MANY = uniforms(1, Address(member=np.arange(1, 501)[:, None], purpose=Purpose.ADMISSION, scenario=np.arange(1000)))


def exactly(name: str, value: float) -> Decimal:
    """-ln(1 - p) or e^-h to 60 digits, by Python's decimals, which are right to the last."""
    with localcontext() as context:
        context.prec = 60
        return -(1 - Decimal(value)).ln() if name == "hazard" else (-Decimal(value)).exp()


def apart(found: float, wanted: Decimal) -> Decimal:
    """In units in the last place."""
    return abs(Decimal(found) - wanted) / Decimal(math.ulp(float(wanted)))


@given(st.one_of(numbers, small))
@example(TOP / 2**53)
@example(0.29289321881345254)
@example(0.2928932188134524)
@example(0.5)
def test_hazards_are_right_to_four_units_in_the_last_place(probability):
    assert apart(float(hazard(probability)), exactly("hazard", probability)) <= 4
    assert float(exponential(probability)) == float(hazard(probability))


@given(st.floats(0, 700))
@example(0.34657359027997264)
def test_exponentials_are_right_to_four_units_in_the_last_place(value):
    assert apart(float(exp_minus(value)), exactly("exp", value)) <= 4


def test_the_worst_of_many_is_within_the_bounds_too():
    for name, function, values in (
        ("hazard", hazard, np.concatenate([MANY.ravel()[:10_000], MANY.ravel()[:2_000] * 1e-6])),
        ("exp", exp_minus, MANY.ravel()[:10_000] * 40),
    ):
        found = function(values)
        assert max(apart(float(one), exactly(name, float(of))) for one, of in zip(found, values, strict=True)) <= 4


def test_the_ends_of_the_scale():
    assert hazard([0, 1]).tolist() == [0, math.inf]
    assert exp_minus([0]).tolist() == [1]
    assert poisson([0, TOP / 2**53], 0).tolist() == [0, 0]
    assert geometric([0, TOP / 2**53], 1).tolist() == [1, 1]
    assert poisson(np.zeros((3, 0)), 1).shape == (3, 0)
    assert poisson(0.5, 1).shape == geometric(0.5, 1).shape == ()


def test_a_number_that_is_a_cumulative_probability_belongs_to_the_next_count():
    none = float(exp_minus(0.25))
    at_most_one = none + none * 0.25
    around = [none - 2**-53, none, at_most_one - 2**-53, at_most_one]
    assert poisson(around, 0.25).tolist() == [0, 1, 1, 2]


def test_outcomes_are_the_same_bytes_on_every_machine():
    assert (
        sha256(hazard(MANY).astype("<f8").tobytes()).hexdigest()
        == "5dad29573671839993e09d4002f8172619346dca02c1d68685d0f6014a1df6bb"
    )
    assert (
        sha256(exp_minus(MANY * 40).astype("<f8").tobytes()).hexdigest()
        == "83b540d9df851d5023d96b2eca4d1a0f7ad596cd65ded02f274a9066fce550c1"
    )
    assert (
        sha256(poisson(MANY, 2.5).astype("<i8").tobytes()).hexdigest()
        == "c50e8189a567e2ea97b9b0f4b8befdaaf9b59a456c64cabcdc64a737597248b8"
    )
    assert (
        sha256(geometric(MANY, 0.27).astype("<i8").tobytes()).hexdigest()
        == "92192be4832e0ed3d4aea93274b2281f4b9106587d54b750569a009dffeb1a44"
    )


def in_python(probability: float) -> float:
    """`hazard` step by step in plain floats: no array, no fused or reordered operation can hide behind numpy."""
    part, exponent = math.frexp(1 - probability)
    if part < 0.7071067811865476:
        part, exponent = part * 2, exponent - 1
    root = (off := -probability if exponent == 0 else part - 1) / (2 + off)
    series = 0.0
    for place in range(11, 0, -1):
        series = (series + 1 / (2 * place + 1)) * (root * root)
    low = exponent * 1.90821492927058770002e-10 + (2 * root + 2 * root * series)
    return 0.0 - (exponent * 6.93147180369123816490e-01 + low)


def test_arrays_give_the_bytes_of_plain_floats():
    values = MANY.ravel()[:5_000]
    assert hazard(values).tolist() == [in_python(float(value)) for value in values]


# --- counts ------------------------------------------------------------------------------------------------


def poisson_until(mean: float, count: int) -> Fraction:
    """P(at most count), to 60 digits."""
    exact, term, total = Fraction(mean), Fraction(1), Fraction(0)
    for number in range(count + 1):
        total += term
        term = Fraction((term * exact / (number + 1)).limit_denominator(10**80))
    return total * Fraction(exactly("exp", mean))


def holds_at(function: object, until: Fraction, bound: Fraction, count: int) -> None:
    """Around the true cumulative probability of a count the outcome changes from that count to a larger one."""
    below = math.floor((until - bound) * 2**53)
    above = math.ceil((until + bound) * 2**53)
    if below >= 0:
        assert int(function(below / 2**53)) <= count
    if above <= TOP:
        assert int(function(above / 2**53)) > count


@given(means, st.integers(0, 40))
@example(500.0, 520)
@example(0.13, 0)
def test_cumulative_probabilities_of_counts_are_as_near_as_stated(mean, count):
    count = count if mean < 30 else int(mean + (count - 20) * math.sqrt(mean) / 5)
    bound = Fraction(1 + Fraction(mean)) / 2**50
    holds_at(lambda uniform: poisson(uniform, mean), poisson_until(mean, count), bound, count)


@given(st.floats(1e-6, 1), st.integers(1, 60))
def test_cumulative_probabilities_of_nights_are_as_near_as_stated(stop, count):
    until = 1 - (1 - Fraction(stop)) ** count
    holds_at(lambda uniform: geometric(uniform, stop), until, Fraction(1, 2**50), count)


@given(st.lists(numbers, min_size=2, max_size=20), st.floats(0, 50), st.floats(0, 50))
def test_a_larger_number_or_mean_makes_no_fewer_events(several, mean, other):
    several = np.array(sorted(several))
    low, high = sorted((mean, other))
    assert (np.diff(poisson(several, low)) >= 0).all()
    assert (poisson(several, low) <= poisson(several, high)).all()
    assert (np.diff(geometric(several, 0.27)) >= 0).all()
    assert (geometric(several, 0.5) <= geometric(several, 0.3)).all()


@given(st.lists(st.tuples(numbers, means), min_size=1, max_size=20))
def test_many_at_once_are_each_alone(rows):
    several, their_means = (np.array(column) for column in zip(*rows, strict=True))
    assert poisson(several, their_means).tolist() == [int(poisson(*row)) for row in rows]


def test_the_largest_number_ends_in_a_count_whatever_the_mean():
    found = poisson(TOP / 2**53, np.linspace(0, LARGEST_MEAN, 2_001))
    assert found.max() < 2 * LARGEST_MEAN
    assert found[-1] > LARGEST_MEAN


@pytest.mark.parametrize("mean", [0.13, 0.22, 3.0, 80.0])
def test_counts_have_the_mean_and_variance_of_their_distribution(mean):
    found = poisson(MANY, mean)
    assert abs(found.mean() - mean) < 5 * math.sqrt(mean / found.size)
    assert abs(found.var() - mean) < 5 * math.sqrt((mean + 2 * mean**2) / found.size)


@pytest.mark.parametrize("nights", [1.5, 3.70, 5.27])
def test_nights_have_the_mean_and_variance_of_their_distribution(nights):
    found = geometric(MANY, 1 / nights)
    variance = nights * (nights - 1)
    assert abs(found.mean() - nights) < 5 * math.sqrt(variance / found.size)
    assert abs(found.var() / variance - 1) < 5 * math.sqrt((8 + 1 / variance) / found.size)


def test_waiting_times_have_mean_and_variance_of_one():
    found = exponential(MANY)
    assert abs(found.mean() - 1) < 5 / math.sqrt(found.size)
    assert abs(found.var() - 1) < 5 * math.sqrt(8 / found.size)


@pytest.mark.parametrize(
    "call",
    [
        lambda: hazard(-0.1),
        lambda: hazard([0.5, math.nan]),
        lambda: exp_minus(701),
        lambda: exponential(1),
        lambda: geometric(0.5, 0),
        lambda: geometric(1, 0.5),
        lambda: poisson(0.5, -1),
        lambda: poisson(0.5, LARGEST_MEAN + 1),
        lambda: poisson(1, 1),
    ],
)
def test_what_is_no_probability_is_refused(call):
    with pytest.raises(InvalidValue, match="wanted from") as caught:
        call()
    assert caught.value.findings[0].code == "draw.rate_outside"
