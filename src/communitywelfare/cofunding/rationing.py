"""An envelope that is smaller than the claims on it (วงเงินไม่พอ): who gets how much, explained claim by claim.

What holds by every method: nobody gets more than the claim or less than the floor, a budget that suffices grants every
claim, a larger budget grants no less in all, and the order in which claims are listed changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from itertools import groupby

from attrs import frozen

from communitywelfare.cofunding.claimants import Claimant, Grant
from communitywelfare.cofunding.shortfall import Shortfall, by_head, by_rate
from communitywelfare.errors import Finding, InvalidMoney, InvalidValue, MissingFact, Severity
from communitywelfare.money import ZERO, Money, exact, total

__all__ = ["RationMethod", "Rationing", "ration"]

SATANG = Money(1)


class RationMethod(Enum):
    """How claims are cut to a budget.

    `PRO_RATA`: one part of every claim, to the satang by largest remainder: nobody is a satang away from the exact
    part, but with a larger budget a claim may get a satang less (the Alabama paradox).
    `STEADY`: pro rata by Webster's method: with a larger budget nobody gets less, but a claim among many may be a
    satang or more away from its exact part.
    `PER_HEAD`: one rate per head, the greatest that the budget bears; with a larger budget nobody gets less, and what
    the next rate would need is not spent.
    """

    PRO_RATA = "pro rata"
    STEADY = "steady"
    PER_HEAD = "per head"

    @classmethod
    def _missing_(cls, value: object) -> None:
        options = tuple(method.value for method in cls)
        finding = Finding("ration.method_unknown", Severity.ERROR, params={"value": str(value), "options": options})
        raise InvalidValue(f"{value!r} is not a method of rationing; there are {', '.join(options)}", finding)


@frozen(kw_only=True)
class Rationing:
    """A budget rationed: the grants in the order of priority, then of id.

    `rate` is the amount per head where one was needed. Findings tell of floors that the budget does not bear, and of
    what is not spent.
    """

    budget: Money
    method: RationMethod
    grants: tuple[Grant, ...]
    rate: Money | None
    findings: tuple[Finding, ...]

    @property
    def granted(self) -> Money:
        """The sum of all grants."""
        return total(grant.granted for grant in self.grants)

    @property
    def unspent(self) -> Money:
        """What of the budget nobody gets."""
        return self.budget - self.granted

    @property
    def by_id(self) -> Mapping[str, Grant]:
        """Each grant by the id of its claimant."""
        return {grant.id: grant for grant in self.grants}


def ration(
    budget: Money,
    claimants: Iterable[Claimant],
    *,
    method: RationMethod | str = RationMethod.PRO_RATA,
    rate_in: Money = SATANG,
) -> Rationing:
    """Divide a budget among claims, each class of priority wholly before the next one gets anything.

    Floors are the least that a claim gets, not something on top: who would get less by the common rate is held at its
    floor, and the others share the rest. Where the floors of a class are too much together, they are what is rationed.

    >>> claims = [Claimant(id="A", claimed=Money.baht(600)), Claimant(id="B", claimed=Money.baht(300))]
    >>> [str(grant.granted) for grant in ration(Money.baht(600), claims).grants]
    ['400.00', '200.00']

    Args:
        budget: What there is to divide.
        claimants: Who claims how much, in any order.
        method: How claims are cut.
        rate_in: The unit of a rate per head: a satang, or a whole baht.

    Raises:
        InvalidMoney: A budget below zero, or no unit for a rate.
        InvalidValue: Two claimants with one id, or no such method.
        MissingFact: A rate per head is asked for, and the heads of a claim are not recorded.
    """
    chosen = RationMethod(method)
    ordered = _checked(budget, claimants, chosen, rate_in)
    served, short, waiting = _by_class(budget, ordered)
    rate, cut = _cut(short, chosen, rate_in) if short else (None, ())
    grants = (
        *(_in_full(each) for each in served),
        *cut,
        *(_after(short, each) if each.claimed > ZERO else _in_full(each) for each in waiting if short),
    )
    findings = (*short.findings(), *_unspent(short, rate, cut, rate_in)) if short else ()
    return Rationing(budget=budget, method=chosen, grants=grants, rate=rate, findings=findings)


def _by_class(budget: Money, ordered: tuple[Claimant, ...]) -> tuple[list[Claimant], Shortfall | None, list[Claimant]]:
    """Those whose class is served wholly, the class at which the budget falls short, and those who come after it."""
    left, short = budget, None
    served: list[Claimant] = []
    waiting: list[Claimant] = []
    for priority, group in groupby(ordered, key=lambda each: each.priority):
        members = tuple(group)
        asked = total(each.claimed for each in members)
        if short:
            waiting.extend(members)
        elif asked <= left:
            served.extend(members)
            left -= asked
        else:
            short = Shortfall(priority=priority, budget=left, claimants=members)
    return served, short, waiting


def _cut(short: Shortfall, method: RationMethod, rate_in: Money) -> tuple[Money | None, tuple[Grant, ...]]:
    if method is RationMethod.PER_HEAD:
        return by_head(short, unit=rate_in)
    return None, by_rate(short, steady=method is RationMethod.STEADY)


def _unspent(short: Shortfall, rate: Money | None, cut: Iterable[Grant], unit: Money) -> Iterator[Finding]:
    unspent = short.budget - total(grant.granted for grant in cut)
    if unspent > ZERO:
        params = {"unspent": unspent, "rate": rate, "unit": unit}
        yield Finding("ration.unspent", Severity.INFO, params=params)


def _checked(
    budget: Money, claimants: Iterable[Claimant], method: RationMethod, rate_in: Money
) -> tuple[Claimant, ...]:
    """The claimants by priority and id, if they can be rationed."""
    if exact(budget) < ZERO or exact(rate_in) <= ZERO:
        code, amount = ("ration.budget_negative", budget) if budget < ZERO else ("ration.no_unit", rate_in)
        finding = Finding(code, Severity.ERROR, params={"amount": amount})
        raise InvalidMoney(f"cannot ration a budget of {budget} by rates of {rate_in}", finding)
    ordered = tuple(sorted(claimants, key=lambda each: (each.priority, each.id)))
    twice = [name for name, times in Counter(each.id for each in ordered).items() if times > 1]
    if twice:
        findings = (Finding("ration.claimed_twice", Severity.ERROR, params={"fund": name}) for name in twice)
        raise InvalidValue(f"claims more than once: {', '.join(twice)}", *findings)
    uncounted = [each.id for each in ordered if each.heads is None]
    if method is RationMethod.PER_HEAD and uncounted:
        findings = (Finding("ration.heads_missing", Severity.REFER, params={"fund": name}) for name in uncounted)
        raise MissingFact(f"a rate per head needs the heads of {', '.join(uncounted)}", *findings)
    return ordered


def _in_full(each: Claimant) -> Grant:
    reason = Finding("ration.in_full", Severity.INFO, params={"claimed": each.claimed})
    return Grant(id=each.id, claimed=each.claimed, granted=each.claimed, reasons=(reason,))


def _after(short: Shortfall, each: Claimant) -> Grant:
    params = {"priority": each.priority, "before": short.priority, "claimed": each.claimed}
    reason = Finding("ration.class_before", Severity.BLOCK, params=params)
    return Grant(id=each.id, claimed=each.claimed, granted=ZERO, reasons=(reason,))
