"""The rates by which claims are cut to a budget: one part of every claim, or one amount per head. All in satang."""

from collections.abc import Sequence
from fractions import Fraction
from math import gcd

from attrs import frozen

from communitywelfare.proportions import ApportionMethod, Ties, proportional, ties, webster, webster_ties

__all__ = ["Cut", "common_rate", "grow_to", "head_rate", "round_to"]


@frozen(kw_only=True)
class Cut:
    """One rate for all claims but those `held` at their floor, which would get less by it.

    `budget` and `claims` are those of the others together: the rate is the one over the other.
    """

    held: frozenset[int]
    budget: int
    claims: int

    @property
    def rate(self) -> Fraction:
        """The part of every claim that is not held; 0 where all are held."""
        return self.part_of(1)

    def part_of(self, claim: int) -> Fraction:
        """A claim times the rate, exactly."""
        return Fraction(self.budget * claim, self.claims or 1)

    def written(self, claim: int) -> str:
        """That, as it stands in a working: like `written`, and without a fraction for each of many claims."""
        over, under = self.budget * claim, self.claims or 1
        common = gcd(over, under)
        return f"{over // common:,}" if common == under else f"{over // common:,}/{under // common:,}"


def common_rate(budget: int, claims: Sequence[int], floors: Sequence[int]) -> Cut:
    """The rate at which each claim times the rate, or its floor where that is more, adds up to the budget.

    The floors together are at most the budget, and that is less than the claims.
    """
    fine = (max(claims) + 1) ** 2  # fine enough to tell any two apart by whole numbers
    with_floor = [at for at, floor in enumerate(floors) if floor]
    left, rest, held = budget, sum(claims), set()
    # The floor that is most of its claim is reached first; each that is held leaves a lower rate for the others.
    for at in sorted(with_floor, key=lambda at: floors[at] * fine // claims[at], reverse=True):
        if floors[at] * rest < left * claims[at]:
            break
        held.add(at)
        left, rest = left - floors[at], rest - claims[at]
    return Cut(held=frozenset(held), budget=left, claims=rest)


def round_to(cut: Cut, claims: Sequence[int], floors: Sequence[int]) -> tuple[list[int], Ties]:
    """The claims by a rate, rounded by largest remainder: each within a satang of its exact part."""
    free = [at for at in range(len(claims)) if at not in cut.held]
    weights = [claims[at] for at in free]
    method = ApportionMethod.LARGEST_REMAINDER
    parts = list(floors)
    if not cut.budget:
        return parts, Ties({}, {})
    for at, part in zip(free, proportional(cut.budget, weights, method), strict=True):
        parts[at] = part
    equals = ties(cut.budget, weights, method)
    ahead, behind = ({free[at]: free[other] for at, other in each.items()} for each in (equals.ahead, equals.behind))
    return parts, Ties(ahead, behind)


def grow_to(budget: int, cut: Cut, claims: Sequence[int], floors: Sequence[int]) -> tuple[list[int], Ties]:
    """The claims by Webster's method, from the floors on: a larger budget lowers nobody.

    No claim is passed: what lies within the claims comes before any satang above one.
    """
    parts = webster(budget, claims, floors, rate=cut.rate)
    return parts, webster_ties(parts, claims, floors)


def head_rate(budget: int, heads: Sequence[int], bounds: Sequence[tuple[int, int]], *, unit: int) -> int:
    """The greatest rate per head in whole units that the budget bears; `bounds` has the floor and the claim of each.

    As the rate rises, each part stays at its floor, then grows by its heads, then stays at the claim. Where claims
    without heads alone are left to serve, it is the lowest rate that serves all others.
    """
    fine = (max(heads) + 1) ** 2  # fine enough to tell any two rates apart by whole numbers
    changes = []
    for count, (floor, claim) in zip(heads, bounds, strict=True):
        if count and floor < claim:
            changes.append((floor * fine // count, floor, count, count))
            changes.append((claim * fine // count, claim, count, -count))
    fixed, growing, reached = sum(floor for floor, _claim in bounds), 0, 0
    for _rate, part, count, more in sorted(changes):
        if growing * part > (budget - fixed) * count:
            return (budget - fixed) // growing // unit * unit
        fixed += part if more < 0 else -part
        growing += more
        reached = -(-part // (count * unit)) * unit
    return reached
