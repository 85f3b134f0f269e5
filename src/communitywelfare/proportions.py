"""Whole units in proportion to weights (การแบ่งตามสัดส่วน): Webster's method, largest remainder, the quota method.

A party's quota is its exact part, a fraction. The methods differ in who gets the units that the quotas, rounded down,
leave over. Equal claims to a last unit go to the weight that stands first. No method takes longer for more units.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from fractions import Fraction
from heapq import heapify, heappop, heappush, heapreplace

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["SLOTS_AT_MOST", "ApportionMethod", "proportional", "scaled", "webster"]

SLOTS_AT_MOST = 2_000_000
"""So many units in turn the quota method looks at before it gives up, about two seconds."""


class ApportionMethod(Enum):
    """How the units that are left over are given.

    `WEBSTER` never lowers a part when the amount grows; with up to three parties each is within a unit of its quota.
    `LARGEST_REMAINDER` is always within a unit of the quota, but a larger amount may lower a part.
    `QUOTA`, of Balinski and Young, keeps both promises for any number of parties; it follows the amount as it grows.
    """

    WEBSTER = "webster"
    LARGEST_REMAINDER = "largest remainder"
    QUOTA = "quota"

    @classmethod
    def _missing_(cls, value: object) -> None:
        options = tuple(method.value for method in cls)
        finding = Finding("apportion.method_unknown", Severity.ERROR, params={"value": str(value), "options": options})
        raise InvalidValue(f"{value!r} is not a method of apportioning; there are {', '.join(options)}", finding)


def proportional(units: int, weights: Sequence[int | Fraction], method: ApportionMethod) -> list[int]:
    """Units in proportion to weights, of which one at least is above zero and none below it.

    Raises:
        InvalidValue: Weights so far apart that the quota method would not end in a sensible time.
    """
    return _METHODS[method](units, scaled(weights))


def scaled(weights: Sequence[int | Fraction]) -> list[int]:
    """The smallest whole numbers in the same proportion."""
    together = math.lcm(*(weight.denominator for weight in weights))
    whole = [weight.numerator * (together // weight.denominator) for weight in weights]
    common = math.gcd(*whole)
    return [weight // common for weight in whole] if common > 1 else whole


def _largest_remainder(units: int, weights: list[int]) -> list[int]:
    whole = sum(weights)
    parts, rests = _lower_quotas(units, weights, whole)
    by_rest = sorted(range(len(parts)), key=rests.__getitem__, reverse=True)  # which keeps the order of equals
    for party in by_rest[: units - sum(parts)]:
        parts[party] += 1
    return parts


def _lower_quotas(units: int, weights: list[int], whole: int) -> tuple[list[int], list[int]]:
    """Each quota rounded down, and what was cut off, in `whole`-ths of a unit."""
    products = [units * weight for weight in weights]
    return [product // whole for product in products], [product % whole for product in products]


def _webster(units: int, weights: list[int]) -> list[int]:
    return webster(units, weights, [0] * len(weights))


def webster(units: int, weights: Sequence[int], least: Sequence[int], *, rate: Fraction | None = None) -> list[int]:
    """Webster's method, where nobody gets less than a least part.

    `rate` is about how many units come for a weight of one, by which the work is short; without it, units over weights.
    """
    rate = Fraction(units, sum(weights)) if rate is None else rate
    # Every quota rounded, a half down: that is where Webster's method stands at some number of units near this one.
    # From there it goes on, or back the way it came, one unit at a time: at most one for every other party.
    twice, over = 2 * rate.numerator, 2 * rate.denominator
    parts = [
        max(floor, -((rate.denominator - weight * twice) // over)) for weight, floor in zip(weights, least, strict=True)
    ]
    fine = (2 * (units + max(parts)) + 3) ** 2  # fine enough to tell any two claims apart by whole numbers
    missing = units - sum(parts)
    if missing >= 0:
        _give(missing, weights, parts, fine)
    else:
        _take_back(-missing, (weights, least), parts, fine)
    return parts


def _give(units: int, weights: Sequence[int], parts: list[int], fine: int) -> None:
    """One unit at a time to the highest weight over 2 × part + 1, the first of equals."""
    claims = [
        (-(weight * fine // (2 * part + 1)), at) for at, (weight, part) in enumerate(zip(weights, parts, strict=True))
    ]
    heapify(claims)
    for _ in range(units):
        at = claims[0][1]
        parts[at] += 1
        heapreplace(claims, (-(weights[at] * fine // (2 * parts[at] + 1)), at))


def _take_back(units: int, bounds: tuple[Sequence[int], Sequence[int]], parts: list[int], fine: int) -> None:
    """One unit at a time from whose last one had the lowest claim, the last of equals."""
    weights, least = bounds
    claims = [(weights[at] * fine // (2 * part - 1), -at) for at, part in enumerate(parts) if part > least[at]]
    heapify(claims)
    for _ in range(units):
        at = -claims[0][1]
        parts[at] -= 1
        if parts[at] > least[at]:
            heapreplace(claims, (weights[at] * fine // (2 * parts[at] - 1), -at))
        else:
            heappop(claims)


def _quota(units: int, weights: list[int]) -> list[int]:
    """The quota method: each unit in turn to the highest weight over part + 1 of those still below their quota.

    Seen as a queue: a party may have its next unit as soon as its quota passes what it has, and is served in the order
    of when the unit falls due, which is when its quota reaches it. What falls due by the end are the lower quotas; they
    are all served by then, before anything else. So it is enough to find the turns in which none of them waits, and to
    give those to the others. After as many units as the weights add up to, all quotas are whole and it begins anew.
    """
    whole = sum(weights)
    rounds, units = divmod(units, whole)
    queue = _Queue(units, weights, whole)
    queue.serve()
    return [rounds * weight + part for weight, part in zip(weights, queue.parts, strict=True)]


class _Queue:
    """The turns up to a number of units, of which some stay free when every lower quota is served."""

    def __init__(self, units: int, weights: list[int], whole: int) -> None:
        self.units, self.weights, self.whole = units, weights, whole
        self.lower, rests = _lower_quotas(units, weights, whole)
        self.parts = list(self.lower)
        self.left = units - sum(self.parts)
        self.served = 0
        # From when on each may have the unit above its lower quota; the earliest last, to be taken off the end.
        self.coming = sorted(
            ((self.lower[at] * whole // weights[at] + 1, at) for at, rest in enumerate(rests) if rest), reverse=True
        )
        self.fine = (whole + 1) ** 2
        self.waiting: list[tuple[int, int]] = []

    def serve(self) -> None:
        """Find the free turns and give them."""
        stretch = 32 * len(self.weights) + 32
        turn, looked_at = 1, 0
        while self.served < self.left:
            turn = self._cannot_be_free_before(turn)
            until = min(self.units, turn + stretch - 1)
            looked_at += until + 1 - turn
            if looked_at > SLOTS_AT_MOST:
                finding = Finding(
                    "apportion.weights_too_far_apart", Severity.ERROR, params={"parties": len(self.parts)}
                )
                raise InvalidValue("weights too far apart for the quota method; use webster", finding)
            self._walk(turn, until)
            turn = until + 1

    def _cannot_be_free_before(self, turn: int) -> int:
        """The first turn at which the quotas are far enough above the lower quotas of the end."""
        wanted = (self.served + 1) * self.whole
        low, high = turn, self.units
        pairs = [(weight, lower * self.whole) for weight, lower in zip(self.weights, self.lower, strict=True) if weight]
        while low < high:
            middle = (low + high) // 2
            if sum(over for weight, due in pairs if (over := middle * weight - due) > 0) >= wanted:
                high = middle
            else:
                low = middle + 1
        return low

    def _walk(self, first: int, until: int) -> None:
        come, arrivals = 0, [0] * (until + 1 - first)
        for weight, lower in zip(self.weights, self.lower, strict=True):
            before = min(lower, -((1 - first) * weight // self.whole))
            come += before
            for unit in range(before, min(lower, -(-until * weight // self.whole))):
                arrivals[unit * self.whole // weight + 1 - first] += 1
        pending = come - (first - 1 - self.served)
        for turn, arrived in enumerate(arrivals, start=first):
            pending += arrived
            if pending:
                pending -= 1
            else:
                self._give(turn)

    def _give(self, turn: int) -> None:
        while self.coming and self.coming[-1][0] <= turn:
            _from, at = self.coming.pop()
            heappush(self.waiting, ((self.lower[at] + 1) * self.fine // self.weights[at], at))
        _due, at = heappop(self.waiting)
        self.parts[at] += 1
        self.served += 1


_METHODS: Mapping[ApportionMethod, Callable[[int, list[int]], list[int]]] = {
    ApportionMethod.WEBSTER: _webster,
    ApportionMethod.LARGEST_REMAINDER: _largest_remainder,
    ApportionMethod.QUOTA: _quota,
}
