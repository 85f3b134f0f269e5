"""Whole units in proportion: each method against its own definition, unit by unit and over all ways to split."""

from fractions import Fraction
from itertools import accumulate, product
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.proportions import ApportionMethod, proportional, ties, webster
from communitywelfare.proportions.quotas import scaled

WEBSTER, LARGEST_REMAINDER, QUOTA = ApportionMethod
ODD = st.sampled_from([0, 1, 1, 2, 3]) | st.integers(0, 12) | st.integers(0, 1_000)
WEIGHTS = st.lists(ODD, min_size=1, max_size=7).filter(any)
FEW = st.lists(st.integers(0, 9), min_size=1, max_size=4).filter(any)


# --- unit by unit, as the definitions say ------------------------------------------------------------------


def unit_by_unit(units: int, weights: list[int], claim, may_have) -> list[list[int]]:
    """The parts at every number of units; each goes to the highest claim that may have it, the first of equals."""
    parts = [0] * len(weights)
    found = [list(parts)]
    for so_far in range(1, units + 1):
        able = [at for at in range(len(weights)) if may_have(parts[at], Fraction(so_far * weights[at], sum(weights)))]
        parts[min(able, key=lambda at: (-claim(weights[at], parts[at]), at))] += 1
        found.append(list(parts))
    return found


def webster_by_the_book(units: int, weights: list[int]) -> list[list[int]]:
    return unit_by_unit(units, weights, lambda weight, part: Fraction(weight, 2 * part + 1), lambda _part, _quota: True)


def quota_by_the_book(units: int, weights: list[int]) -> list[list[int]]:
    """Balinski and Young 1975: the highest weight over part + 1 of those whose part is still below their quota."""
    return unit_by_unit(
        units, weights, lambda weight, part: Fraction(weight, part + 1), lambda part, quota: part < quota
    )


BY_THE_BOOK = {WEBSTER: webster_by_the_book, QUOTA: quota_by_the_book}


@pytest.mark.parametrize("method", BY_THE_BOOK)
@given(weights=WEIGHTS, units=st.integers(0, 120))
@example(weights=[1, 1, 6, 6, 8], units=21)
@example(weights=[90, *[1] * 10], units=10)
@example(weights=[3, 2, 1, 0, 1], units=14)
def test_no_short_cut_leads_elsewhere_than_unit_by_unit(method, weights, units):
    for so_far, parts in enumerate(BY_THE_BOOK[method](units, weights)):
        assert proportional(so_far, weights, method) == parts


@given(st.integers(30, 90).flatmap(lambda count: st.lists(ODD, min_size=count, max_size=count)).filter(any), st.data())
def test_many_weights_and_many_units_are_no_other_matter(weights, data):
    units = data.draw(st.integers(0, 600))
    assert proportional(units, weights, QUOTA) == quota_by_the_book(units, weights)[-1]


def test_turns_far_apart_are_found_too():
    # Free turns come hundreds apart, and in between everything goes to the first.
    weights = [1_499, 1, 1, 2, 3, 1]
    for units, parts in enumerate(quota_by_the_book(1_507, weights)):
        assert proportional(units, weights, QUOTA) == parts


@given(WEIGHTS, st.integers(0, 60), st.integers(0, 3))
def test_the_quota_method_begins_anew_where_all_quotas_are_whole(weights, units, rounds):
    whole = scaled(weights)
    later = proportional(units + rounds * sum(whole), weights, QUOTA)
    assert later == [
        part + rounds * weight for part, weight in zip(quota_by_the_book(units, whole)[-1], whole, strict=True)
    ]


# --- all ways to split -------------------------------------------------------------------------------------


def best_ways(units: int, weights: list[int], distance) -> list[tuple[int, ...]]:
    """All ways to split without a unit for no weight whose distances from the quotas add up to the least."""
    parties = [range(units + 1) if weight else range(1) for weight in weights]
    ways = [way for way in product(*parties) if sum(way) == units]
    quotas = [Fraction(units * weight, sum(weights)) for weight in weights]
    far = [
        sum(distance(part, quota, weight) for part, quota, weight in zip(way, quotas, weights, strict=True) if weight)
        for way in ways
    ]
    return [way for way, sum_of_all in zip(ways, far, strict=True) if sum_of_all == min(far)]


@given(st.integers(0, 11), FEW)
@example(11, [6, 6, 2])
def test_webster_of_all_ways_has_the_least_squares_by_weight(units, weights):
    best = best_ways(units, weights, lambda part, quota, weight: (part - quota) ** 2 / weight)
    assert tuple(proportional(units, weights, WEBSTER)) in best


@given(st.integers(0, 11), FEW)
@example(11, [6, 6, 2])
def test_largest_remainder_of_all_ways_is_nearest_to_the_quotas(units, weights):
    best = best_ways(units, weights, lambda part, quota, _weight: abs(part - quota))
    assert tuple(proportional(units, weights, LARGEST_REMAINDER)) in best


@given(st.integers(0, 11), FEW)
def test_of_equally_good_ways_largest_remainder_takes_the_one_that_serves_the_first(units, weights):
    best = best_ways(units, weights, lambda part, quota, _weight: (part - quota) ** 2)
    assert tuple(proportional(units, weights, LARGEST_REMAINDER)) == max(best)


@given(st.integers(0, 9), FEW)
def test_the_quota_method_is_a_path_of_ways_within_the_quotas_that_never_goes_back(units, weights):
    path = [proportional(so_far, weights, QUOTA) for so_far in range(units + 1)]
    for so_far, parts in enumerate(path):
        quotas = [Fraction(so_far * weight, sum(weights)) for weight in weights]
        assert all(abs(part - quota) < 1 for part, quota in zip(parts, quotas, strict=True))
    assert list(accumulate(path, lambda before, after: [max(pair) for pair in zip(before, after, strict=True)])) == path


# --- Webster above least parts -----------------------------------------------------------------------------


@given(st.lists(st.tuples(st.integers(1, 60), st.integers(0, 8)), min_size=1, max_size=6), st.integers(0, 80))
def test_webster_above_least_parts_goes_on_from_them_unit_by_unit(parties, more):
    weights, least = [weight for weight, _ in parties], [part for _, part in parties]
    expected = list(least)
    for _ in range(more):
        expected[min(range(len(weights)), key=lambda at: (Fraction(-weights[at], 2 * expected[at] + 1), at))] += 1
    for rate in (None, Fraction(0), Fraction(more, sum(weights)), Fraction(2 * more, sum(weights))):
        assert webster(sum(least) + more, weights, least, rate=rate) == expected


# --- equal claims ------------------------------------------------------------------------------------------


def gets(party: int, at: int, units: int, weights: list[int], method) -> int:
    """What a party gets if it stands at another place in the order."""
    others = [weight for place, weight in enumerate(weights) if place != party]
    return proportional(units, [*others[:at], weights[party], *others[at:]], method)[at]


@pytest.mark.parametrize("method", ApportionMethod)
@given(units=st.integers(0, 40), weights=WEIGHTS)
@example(units=5, weights=[1, 2, 3, 6])
@example(units=2, weights=[1, 1, 1])
@example(units=17, weights=[6, 16, 3, 4, 8, 3])
@example(units=9, weights=[12, 6, 12, 2])
@example(units=28, weights=[4, 2, 3, 12, 6, 6])
def test_a_tie_is_told_exactly_where_the_order_decided(method, units, weights):
    found = ties(units, weights, method)
    parts = proportional(units, weights, method)
    last = len(weights) - 1
    assert set(found.ahead) == {at for at, part in enumerate(parts) if gets(at, last, units, weights, method) < part}
    assert set(found.behind) == {at for at, part in enumerate(parts) if gets(at, 0, units, weights, method) > part}
    assert all(at < other for at, other in found.ahead.items())
    assert all(other < at for at, other in found.behind.items())


# --- no weight and no amount takes for ever ----------------------------------------------------------------

EXTREME = [
    ([10**9, 1, 1, 1, 1, 1], 10**9),
    ([10**30, 10**15, 3, 1, 1], 10**18 + 7),
    ([90, *[1] * 10], 10**15 + 1),
    ([Fraction(1, number) for number in range(1, 700)], 10**12 + 1),
    ([200 + 4_801 * at % 4_799 for at in range(6_000)], 10**13 - 1),
]


@pytest.mark.parametrize("method", ApportionMethod)
@pytest.mark.parametrize(("weights", "units"), EXTREME, ids=range(len(EXTREME)))
def test_extreme_weights_and_amounts_end_at_once(method, weights, units):
    begun = perf_counter()
    parts = proportional(units, weights, method)
    assert perf_counter() - begun < 5  # a loop over units would take hours
    assert sum(parts) == units
    if method is not WEBSTER:
        quotas = [Fraction(units * weight) / sum(weights) for weight in weights]
        assert all(abs(part - quota) < 1 for part, quota in zip(parts, quotas, strict=True))


def test_the_quota_method_says_when_weights_are_too_far_apart_for_it():
    weights = [*(10**8 + 7_919 * at * at for at in range(12)), *range(1, 101)]
    with pytest.raises(InvalidValue, match="too far apart") as refused:
        proportional(10**10, weights, QUOTA)
    assert refused.value.findings[0].code == "apportion.weights_too_far_apart"


def test_there_is_no_other_method():
    assert ApportionMethod("quota") is QUOTA
    with pytest.raises(InvalidValue, match="webster, largest remainder, quota") as refused:
        ApportionMethod("first come")
    assert refused.value.findings[0].code == "apportion.method_unknown"
