"""Equal claims to a last unit: between whom nothing but the order decided."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from attrs import frozen

from communitywelfare.proportions.methods import ApportionMethod, proportional
from communitywelfare.proportions.quota import Queue
from communitywelfare.proportions.quotas import lower_quotas, scaled

__all__ = ["Ties", "ties", "webster_ties"]


@frozen
class Ties:
    """Pairs of places in the order: who got a last unit `ahead` of an equal, and who stood `behind` such a one."""

    ahead: Mapping[int, int]
    behind: Mapping[int, int]


def ties(units: int, weights: Sequence[int | Fraction], method: ApportionMethod) -> Ties:
    """The equal claims of an apportionment; without the one that got its unit, the one behind would have got it.

    >>> ties(1, (1, 1), ApportionMethod.WEBSTER)
    Ties(ahead={0: 1}, behind={1: 0})
    """
    return _TIES[method](units, scaled(weights))


def _webster(units: int, weights: list[int]) -> Ties:
    return webster_ties(proportional(units, weights, ApportionMethod.WEBSTER), weights, [0] * len(weights))


def webster_ties(parts: Sequence[int], weights: Sequence[int], least: Sequence[int]) -> Ties:
    """The equal claims of an apportionment by Webster's method above least parts."""
    fine = (2 * max(parts, default=0) + 1) ** 2  # fine enough to tell any two apart by whole numbers
    three = list(enumerate(zip(weights, parts, least, strict=True)))
    last = {at: weight * fine // (2 * part - 1) for at, (weight, part, floor) in three if part > floor}
    following = {at: weight * fine // (2 * part + 1) for at, (weight, part, _floor) in three if weight}
    return _at_one_mark(last, following)


def _largest_remainder(units: int, weights: list[int]) -> Ties:
    lower, rests = lower_quotas(units, weights)
    parts = proportional(units, weights, ApportionMethod.LARGEST_REMAINDER)
    got = {at: rests[at] for at, part in enumerate(parts) if part > lower[at]}
    return _at_one_mark(got, {at: rest for at, rest in enumerate(rests) if at not in got})


def _at_one_mark(got: Mapping[int, int], did_not: Mapping[int, int]) -> Ties:
    """Those whose claim was the lowest that still got a unit, and those who claimed as much and got none."""
    mark = min(got.values(), default=None)
    winners = [at for at, claim in got.items() if claim == mark]
    losers = [at for at, claim in did_not.items() if claim == mark]
    return _paired(winners, losers, lambda _winner, _loser: True)


def _quota(units: int, weights: list[int]) -> Ties:
    queue = Queue(units % sum(weights), weights)
    queue.serve()
    equals: dict[int, tuple[list[int], list[int]]] = {}
    for at, due in queue.due.items():
        equals.setdefault(due, ([], []))[at not in queue.taken].append(at)
    ahead: dict[int, int] = {}
    behind: dict[int, int] = {}
    for winners, losers in equals.values():
        found = _paired(winners, losers, lambda winner, loser: queue.opens[loser] <= queue.taken[winner])
        ahead.update(found.ahead)
        behind.update(found.behind)
    return Ties(ahead, behind)


def _paired(winners: Sequence[int], losers: Sequence[int], met: Callable[[int, int], bool]) -> Ties:
    """Each winner with the first loser it met, each loser with the last winner."""
    ahead = {winner: next((loser for loser in losers if met(winner, loser)), None) for winner in winners}
    behind = {loser: next((each for each in reversed(winners) if met(each, loser)), None) for loser in losers}
    return Ties(
        {winner: loser for winner, loser in ahead.items() if loser is not None},
        {loser: winner for loser, winner in behind.items() if winner is not None},
    )


_TIES: Mapping[ApportionMethod, Callable[[int, list[int]], Ties]] = {
    ApportionMethod.WEBSTER: _webster,
    ApportionMethod.LARGEST_REMAINDER: _largest_remainder,
    ApportionMethod.QUOTA: _quota,
}
