"""One amount among named parties (การแบ่งเงินตามสัดส่วน), each part with a working that can be followed by hand.

No one method of rounding is right for all: see the explanation of apportionment. Who is equal to the last satang is
served by priority, then by id; how the parties happen to be listed changes nothing.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import starmap
from numbers import Rational

from attrs import Attribute, field, frozen

from communitywelfare.errors import Finding, InvalidMoney, InvalidValue, Severity
from communitywelfare.money import ZERO, Money, apportion, exact
from communitywelfare.proportions import ApportionMethod, Ties, ties, written

__all__ = ["Apportionment", "Part", "Party", "apportion_among", "in_order", "usual_method"]

_FEW = 3
"""Up to so many parties Webster's method stays within a satang of every quota (Balinski and Young)."""


def _usable(_party: object, _attribute: "Attribute[int | Fraction]", weight: object) -> None:
    if not isinstance(weight, Rational) or weight < 0:
        finding = Finding("apportion.weight_unusable", Severity.ERROR, params={"value": str(weight)})
        raise InvalidValue(f"{weight!r} is no weight to apportion by", finding)


@frozen(kw_only=True)
class Party:
    """One of those among whom an amount is apportioned (ฝ่าย); the lower `priority` is served first among equals.

    Raises:
        InvalidValue: A weight that is a float or below zero.
    """

    id: str
    weight: int | Fraction = field(validator=_usable)
    priority: int = 0


@frozen(kw_only=True)
class Part:
    """What one party gets: the exact `quota` in satang, the quota without its fraction, the amount, and the reasons."""

    party: Party
    quota: Fraction
    lower: Money
    amount: Money
    reasons: tuple[Finding, ...]


@frozen(kw_only=True)
class Apportionment:
    """An amount apportioned: the parts in the order of priority, then of id."""

    amount: Money
    method: ApportionMethod
    parts: tuple[Part, ...]

    @property
    def amounts(self) -> Mapping[str, Money]:
        """What each party gets, by id."""
        return {part.party.id: part.amount for part in self.parts}


def usual_method(parties: Iterable[Party], *, instalments: bool) -> ApportionMethod:
    """Webster's among up to three; among more, largest remainder for one amount, the quota method for instalments.

    Parties without weight get nothing and do not count.
    """
    if sum(party.weight > 0 for party in parties) <= _FEW:
        return ApportionMethod.WEBSTER
    return ApportionMethod.QUOTA if instalments else ApportionMethod.LARGEST_REMAINDER


def apportion_among(
    amount: Money,
    parties: Iterable[Party],
    *,
    method: ApportionMethod | str | None = None,
    instalments: bool = False,
) -> Apportionment:
    """Split an amount among parties by their weights, losing no satang; a negative amount is what takes one back.

    >>> sources = [Party(id="MEMBERS", weight=1), Party(id="LAO", weight=1), Party(id="STATE", weight=1)]
    >>> apportion_among(Money.baht(100), sources).amounts
    {'LAO': Money('33.34'), 'MEMBERS': Money('33.33'), 'STATE': Money('33.33')}

    Args:
        amount: What is to be split.
        parties: Among whom, in any order.
        method: By which method; without it, by the `usual_method`.
        instalments: Whether the amount is the sum so far of instalments that go on.

    Raises:
        InvalidMoney: There is an amount, and nobody has a weight.
        InvalidValue: Two parties with one id, no such method, or weights too far apart for the quota method.
    """
    exact(amount)
    ordered = in_order(parties)
    chosen = usual_method(ordered, instalments=instalments) if method is None else ApportionMethod(method)
    weights = [party.weight for party in ordered]
    if amount == ZERO:
        amounts, equals = (ZERO,) * len(ordered), Ties({}, {})
    elif not any(weights):
        params = {"amount": amount, "parties": len(ordered)}
        finding = Finding("apportion.no_weight", Severity.ERROR, params=params)
        raise InvalidMoney(f"nobody of {[party.id for party in ordered]} has a weight to get {amount} by", finding)
    else:
        amounts, equals = apportion(amount, weights, method=chosen), ties(abs(amount.satang), weights, chosen)
    case = _Case(amount=amount, method=chosen, parties=ordered, equals=equals)
    return Apportionment(amount=amount, method=chosen, parts=tuple(starmap(case.part, enumerate(amounts))))


def in_order(parties: Iterable[Party]) -> tuple[Party, ...]:
    """By priority, then by id.

    Raises:
        InvalidValue: Two parties have one id.
    """
    ordered = tuple(sorted(parties, key=lambda party: (party.priority, party.id)))
    twice = [name for name, times in Counter(party.id for party in ordered).items() if times > 1]
    if twice:
        findings = (Finding("apportion.party_twice", Severity.ERROR, params={"party": name}) for name in twice)
        raise InvalidValue(f"named more than once: {', '.join(twice)}", *findings)
    return ordered


@frozen(kw_only=True)
class _Case:
    """What the parts of one apportionment have in common."""

    amount: Money
    method: ApportionMethod
    parties: Sequence[Party]
    equals: Ties
    whole: int | Fraction = field()

    @whole.default
    def _sum_of_weights(self) -> int | Fraction:
        return sum(party.weight for party in self.parties)

    def part(self, at: int, amount: Money) -> Part:
        """A part with its working."""
        party = self.parties[at]
        quota = Fraction(self.amount.satang * party.weight) / (self.whole or 1)
        lower = Money(int(quota))  # towards zero, so that taking back is the mirror of giving
        reasons = (*self._quota(party, quota, lower), *self._rest(quota, amount, amount - lower), *self._order(at))
        return Part(party=party, quota=quota, lower=lower, amount=amount, reasons=reasons)

    def _quota(self, party: Party, quota: Fraction, lower: Money) -> Iterator[Finding]:
        of = {"amount": self.amount, "weight": written(party.weight), "weights": written(self.whole)}
        params = {**of, "quota": written(quota), "lower": lower}
        yield Finding("apportion.quota", Severity.INFO, params=params)

    def _rest(self, quota: Fraction, amount: Money, rest: Money) -> Iterator[Finding]:
        if rest != ZERO:
            params = {"rest": abs(rest.satang), "amount": amount, "method": self.method}
            less = abs(amount.satang) < abs(quota)
            yield Finding("apportion.rest_ceded" if less else "apportion.rest_received", Severity.INFO, params=params)
        if abs(amount.satang - quota) >= 1:
            params = {"amount": amount, "quota": written(quota), "method": self.method}
            yield Finding("apportion.beyond_quota", Severity.WARNING, params=params)

    def _order(self, at: int) -> Iterator[Finding]:
        for pairs, side in ((self.equals.ahead, "ahead"), (self.equals.behind, "behind")):
            if at in pairs:
                party, other = self.parties[at], self.parties[pairs[at]]
                by = "id" if party.priority == other.priority else "priority"
                params = {"other": other.id, "priority": party.priority, "other_priority": other.priority}
                yield Finding(_ORDER[side, by], Severity.INFO, params=params)


_ORDER = {
    ("ahead", "priority"): "apportion.ahead_by_priority",
    ("ahead", "id"): "apportion.ahead_by_id",
    ("behind", "priority"): "apportion.behind_by_priority",
    ("behind", "id"): "apportion.behind_by_id",
}
