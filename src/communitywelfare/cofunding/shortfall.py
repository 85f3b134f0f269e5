"""The one class of claims that a budget does not bear (วงเงินไม่พอ), cut by a rate, with the working of every grant."""

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, frozen

from communitywelfare.cofunding.claimants import Claimant, Grant
from communitywelfare.cofunding.rates import Cut, common_rate, grow_to, head_rate, round_to
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import ZERO, Money, total
from communitywelfare.proportions import Ties, written

__all__ = ["Shortfall", "by_head", "by_rate"]


@frozen(kw_only=True)
class Shortfall:
    """Claims of one priority, and a budget smaller than they are together."""

    priority: int
    budget: Money
    claimants: tuple[Claimant, ...]

    @property
    def floors(self) -> Money:
        """The least that all are to get together."""
        return total(each.floor for each in self.claimants)

    @property
    def bears_the_floors(self) -> bool:
        """Whether the budget is enough for every floor."""
        return self.floors <= self.budget

    @property
    def cut(self) -> tuple[Claimant, ...]:
        """What is cut: the claims, or the floors alone where they are too much by themselves."""
        if self.bears_the_floors:
            return self.claimants
        return tuple(evolve(each, claimed=each.floor, floor=ZERO) for each in self.claimants)

    def granted(self, parts: Sequence[int], reasons: Sequence[tuple[Finding, ...]]) -> Iterator[Grant]:
        """The grants, with a word about floors that are all there is to cut."""
        floors_alone = not self.bears_the_floors
        for each, part, why in zip(self.claimants, parts, reasons, strict=True):
            first = (_floor_alone(each),) if floors_alone else ()
            yield Grant(id=each.id, claimed=each.claimed, granted=Money(part), reasons=(*first, *why))

    def findings(self) -> Iterator[Finding]:
        """That the budget does not bear the floors."""
        if not self.bears_the_floors:
            params = {"floors": self.floors, "budget": self.budget, "priority": self.priority}
            yield Finding("ration.floors_exceed", Severity.WARNING, params=params)


def _floor_alone(each: Claimant) -> Finding:
    return Finding("ration.floor_only", Severity.REDUCE, params={"floor": each.floor, "claimed": each.claimed})


def by_rate(short: Shortfall, *, steady: bool) -> tuple[Grant, ...]:
    """One part of every claim, by largest remainder or steadily by Webster's method."""
    claimants = short.cut
    claims, floors = _in_satang(claimants)
    cut = common_rate(short.budget.satang, claims, floors)
    parts, equals = grow_to(short.budget.satang, cut, claims, floors) if steady else round_to(cut, claims, floors)
    of = {"claims": Money(cut.claims), "budget": Money(cut.budget)}
    reasons = [
        tuple(_held(each, part)) if at in cut.held else _by_the_rate(each, part, cut, of)
        for at, (each, part) in enumerate(zip(claimants, parts, strict=True))
    ]
    for at in equals.ahead.keys() | equals.behind.keys():
        reasons[at] = (*reasons[at], *_order(claimants, equals, at))
    return tuple(short.granted(parts, reasons))


def by_head(short: Shortfall, *, unit: Money) -> tuple[Money, tuple[Grant, ...]]:
    """The rate per head, and what each gets by it."""
    claimants = short.cut
    claims, floors = _in_satang(claimants)
    heads = [each.heads or 0 for each in claimants]
    bounds = list(zip(floors, claims, strict=True))
    rate = head_rate(short.budget.satang, heads, bounds, unit=unit.satang)
    parts = [min(claim, max(floor, count * rate)) for count, (floor, claim) in zip(heads, bounds, strict=True)]
    reasons = [(_why_of_heads(each, part, rate),) for each, part in zip(claimants, parts, strict=True)]
    return Money(rate), tuple(short.granted(parts, reasons))


def _in_satang(claimants: Sequence[Claimant]) -> tuple[list[int], list[int]]:
    return [each.claimed.satang for each in claimants], [each.floor.satang for each in claimants]


def _severity(each: Claimant, part: int) -> Severity:
    return Severity.REDUCE if part < each.claimed.satang else Severity.INFO


def _held(each: Claimant, part: int) -> Iterator[Finding]:
    params: Mapping[str, object] = {"floor": each.floor, "claimed": each.claimed}
    yield Finding("ration.at_floor", _severity(each, part), params=params)
    if part > each.floor.satang:
        params = {"granted": Money(part), "exact": written(each.floor.satang)}
        yield Finding("ration.off_the_rate", Severity.WARNING, params=params)


def _by_the_rate(each: Claimant, part: int, cut: Cut, of: Mapping[str, Money]) -> tuple[Finding, ...]:
    claim, granted = each.claimed.satang, Money(part)
    exact = cut.written(claim)
    params = {"claimed": each.claimed, **of, "exact": exact, "granted": granted}
    reason = Finding("ration.pro_rata", _severity(each, part), params=params)
    if not abs(part * cut.claims - cut.budget * claim) >= cut.claims > 0:
        return (reason,)
    return reason, Finding("ration.off_the_rate", Severity.WARNING, params={"granted": granted, "exact": exact})


def _order(claimants: Sequence[Claimant], equals: Ties, at: int) -> Iterator[Finding]:
    """Between equal claims to a last satang the id decides: those of one class have one priority."""
    for pairs, code in ((equals.ahead, "apportion.ahead_by_id"), (equals.behind, "apportion.behind_by_id")):
        if at in pairs:
            yield Finding(code, Severity.INFO, params={"other": claimants[pairs[at]].id})


def _why_of_heads(each: Claimant, part: int, rate: int) -> Finding:
    if part == each.claimed.satang:
        return Finding("ration.in_full", Severity.INFO, params={"claimed": each.claimed})
    heads = each.heads or 0
    if part > heads * rate:
        return Finding("ration.at_floor", Severity.REDUCE, params={"floor": each.floor, "claimed": each.claimed})
    params = {"heads": heads, "rate": Money(rate), "granted": Money(part), "claimed": each.claimed}
    return Finding("ration.per_head", Severity.REDUCE, params=params)
