"""Pairs of days: as many as there can be, as near as they can be; and sums of a few."""

from datetime import date, timedelta
from itertools import combinations, permutations

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting.pairing import nearest_pairs, sums_to

FIRST = date(2024, 1, 1)
DAYS = st.lists(st.integers(0, 40).map(lambda days: FIRST + timedelta(days=days)), max_size=5).map(sorted)


def every_way(left, right, within):
    """All ways to pair days one to one, each with what it comes to."""
    few, many, turned = (left, right, False) if len(left) <= len(right) else (right, left, True)
    for size in range(len(few) + 1):
        for some in combinations(range(len(few)), size):
            for others in permutations(range(len(many)), size):
                apart = [abs((few[one] - many[other]).days) for one, other in zip(some, others, strict=True)]
                if all(days <= within for days in apart):
                    pairs = zip(some, others, strict=True)
                    yield (size, -sum(apart)), {(b, a) if turned else (a, b) for a, b in pairs}


@given(left=DAYS, right=DAYS, within=st.integers(0, 12))
def test_no_other_way_pairs_more_days_or_nearer_ones(left, right, within):
    pairs = nearest_pairs(left, right, within=within)
    ones, others = [one for one, _other in pairs], [other for _one, other in pairs]
    assert len(set(ones)) == len(ones)
    assert len(set(others)) == len(others)
    apart = [abs((left[one] - right[other]).days) for one, other in pairs]
    assert all(days <= within for days in apart)
    assert (len(pairs), -sum(apart)) == max(score for score, _way in every_way(left, right, within))


@given(left=DAYS, right=DAYS, within=st.integers(0, 12))
def test_the_two_lists_may_change_their_sides(left, right, within):
    one = nearest_pairs(left, right, within=within)
    other = nearest_pairs(right, left, within=within)
    assert len(one) == len(other)
    assert sum(abs((left[a] - right[b]).days) for a, b in one) == sum(abs((left[b] - right[a]).days) for a, b in other)


@given(wanted=st.integers(1, 60), parts=st.lists(st.integers(1, 30), max_size=7), most=st.integers(2, 4))
def test_a_sum_is_made_of_as_few_parts_as_can_be_or_of_none(wanted, parts, most):
    found = sums_to(wanted, parts, most=most)
    ways = [
        places
        for size in range(2, most + 1)
        for places in combinations(range(len(parts)), size)
        if sum(parts[place] for place in places) == wanted
    ]
    assert found == min(ways, key=lambda places: (len(places), places), default=())


def test_a_thousand_deposits_of_one_amount_are_paired():
    days = [FIRST + timedelta(days=30 * month) for month in range(1_000)]
    later = [day + timedelta(days=2) for day in days]
    assert nearest_pairs(days, later, within=7) == tuple((place, place) for place in range(1_000))
