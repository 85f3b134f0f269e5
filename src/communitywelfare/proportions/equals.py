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
    """Who got a last unit only because it stood `ahead` of an equal, and who got none because it stood `behind` one.

    Parties and their equals are told by their places in the order.
    """

    ahead: Mapping[int, int]
    behind: Mapping[int, int]


def ties(units: int, weights: Sequence[int | Fraction], method: ApportionMethod) -> Ties:
    """The equal claims of an apportionment: those ahead would get less if they stood last, those behind more if first.

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
    if not winners or not losers:
        return Ties({}, {})
    return Ties(dict.fromkeys(winners, losers[0]), dict.fromkeys(losers, winners[-1]))


def _quota(units: int, weights: list[int]) -> Ties:
    queue = Queue(units, weights)
    queue.serve()
    equals: dict[int, tuple[list[int], list[int]]] = {}
    for at, due in queue.due.items():
        equals.setdefault(due, ([], []))[at not in queue.taken].append(at)
    ahead: dict[int, int] = {}
    behind: dict[int, int] = {}
    for winners, losers in equals.values():
        if losers:
            ahead |= _ahead(queue, winners, losers)
            behind |= _nearest(losers, winners[::-1], lambda loser, winner: queue.opens[loser] <= queue.taken[winner])
    return Ties(ahead, behind)


def _ahead(queue: Queue, winners: Sequence[int], losers: Sequence[int]) -> dict[int, int]:
    """Whom each would have to let pass, one who got no unit, or one who got it later and then would not have."""
    ahead: dict[int, int] = {}
    for winner in sorted(winners, key=queue.taken.__getitem__, reverse=True):
        turn = queue.taken[winner]
        others = (other for other in (*losers, *ahead) if queue.opens[other] <= turn)
        if (other := next(others, None)) is not None:
            ahead[winner] = other
    return ahead


def _nearest(of: Sequence[int], among: Sequence[int], met: Callable[[int, int], bool]) -> dict[int, int]:
    """The first of the others that each met."""
    found = {one: next((other for other in among if met(one, other)), None) for one in of}
    return {one: other for one, other in found.items() if other is not None}


_TIES: Mapping[ApportionMethod, Callable[[int, list[int]], Ties]] = {
    ApportionMethod.WEBSTER: _webster,
    ApportionMethod.LARGEST_REMAINDER: _largest_remainder,
    ApportionMethod.QUOTA: _quota,
}
