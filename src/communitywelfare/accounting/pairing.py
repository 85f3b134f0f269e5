"""Which days of two lists belong together, one to one, and which amounts make up another: by rule, not by guess."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations

__all__ = ["nearest_pairs", "sums_to"]

_Score = tuple[int, int]


def nearest_pairs(left: Sequence[date], right: Sequence[date], *, within: int) -> tuple[tuple[int, int], ...]:
    """Pairs of places of days that are at most so many days apart, each day in one pair at most.

    There are as many pairs as there can be, and of all ways to have so many this is one with the fewest days between
    the two of each pair, added up. On equal terms later days are paired first. Both lists are in order of days.
    """
    found: list[tuple[int, int]] = []
    for lefts, rights in _clusters(left, right, within):
        found += _paired(left, right, (lefts, rights), within)
    return tuple(found)


def _clusters(left: Sequence[date], right: Sequence[date], within: int) -> Iterator[tuple[list[int], list[int]]]:
    """Places of days without a longer gap among them than two of a pair may have."""
    points = sorted(
        [(day, 0, place) for place, day in enumerate(left)] + [(day, 1, at) for at, day in enumerate(right)]
    )
    cluster: tuple[list[int], list[int]] = ([], [])
    before = points[0][0] if points else date.min
    for day, side, place in points:
        if (day - before).days > within:
            yield cluster
            cluster = ([], [])
        cluster[side].append(place)
        before = day
    yield cluster


def _paired(
    left: Sequence[date], right: Sequence[date], places: tuple[list[int], list[int]], within: int
) -> list[tuple[int, int]]:
    """The best pairs of one cluster.

    Two pairs that cross may be uncrossed without pairing days further apart, so only pairs in order need be looked at:
    `best[i][j]` is what the first i and the first j days can come to.
    """
    lefts, rights = places
    best: list[list[_Score]] = [[(0, 0)] * (len(rights) + 1)]
    for one in lefts:
        row = [(0, 0)]
        for at, other in enumerate(rights):
            apart = abs((left[one] - right[other]).days)
            options = [best[-1][at + 1], row[at]]
            if apart <= within:
                count, days = best[-1][at]
                options.append((count + 1, days - apart))
            row.append(max(options))
        best.append(row)
    found = []
    i, j = len(lefts), len(rights)
    while i and j:
        apart = abs((left[lefts[i - 1]] - right[rights[j - 1]]).days)
        count, days = best[i - 1][j - 1]
        if apart <= within and best[i][j] == (count + 1, days - apart):
            i, j = i - 1, j - 1
            found.append((lefts[i], rights[j]))
        elif best[i][j] == best[i - 1][j]:
            i -= 1
        else:
            j -= 1
    return found[::-1]


def sums_to(wanted: int, parts: Sequence[int], *, most: int) -> tuple[int, ...]:
    """Places of the fewest parts, two at least, that add up to an amount; of as few, the earliest; or nothing."""
    for size in range(2, min(most, len(parts)) + 1):
        for places in combinations(range(len(parts)), size):
            if sum(parts[place] for place in places) == wanted:
                return places
    return ()
