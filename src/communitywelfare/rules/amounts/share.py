"""A part of another amount (สัดส่วนของ …): half of the death benefit for a spouse, 80 % of a bill or of what was paid."""

from collections.abc import Mapping
from fractions import Fraction
from typing import ClassVar, Self

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.members import Relationship
from communitywelfare.money import Money, Rounding
from communitywelfare.rules.amounts import (
    AmountForm,
    Bounds,
    Entitlement,
    Nothing,
    Slice,
    asked,
    in_one_sum,
    read_amount,
)
from communitywelfare.rules.facts import ClaimFacts, Quantity
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.numbers import AttributeNumber, Kind, QuantityNumber

__all__ = ["Share"]


@frozen
class Share:
    """A part, for all or by relation, of an amount: another clause's, contributions, a bill that the claim states."""

    of: AmountForm | QuantityNumber | AttributeNumber
    part: Fraction | None
    rounding: Rounding
    by_relation: Mapping[str, Fraction] = field(factory=dict, hash=False)
    bounds: Bounds = Bounds()
    form: ClassVar[str] = "share"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``of``, ``share`` or ``shares`` by relation, ``rounding``, and bounds."""
        parts = keys.table("shares") if keys.has("shares") else None
        by_relation: dict[str, Fraction] = {}
        for relation in parts.names if parts else ():
            if relation in {each.value for each in Relationship}:
                by_relation[relation] = parts.fraction(relation) if parts else Fraction(0)
        part = keys.fraction("share") if parts is None or keys.has("share") else None
        return cls(_base(keys), part, keys.rounding("rounding"), by_relation, Bounds.read(keys))

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """One slice on the day of the event; nothing for a relation that no share is named for.

        Raises:
            MissingFact: A fact that the amount needs is not recorded.
        """
        whole = _whole(self.of, facts, place)
        if whole.reason.severity is not Severity.INFO:
            return whole
        part = self.by_relation.get(facts.relation.value, self.part)
        if part is None:
            params: dict[str, object] = {
                "found": (facts.relation,),
                "allowed": tuple(map(Relationship, self.by_relation)),
            }
            none = Finding("claimant.not_beneficiary", Severity.BLOCK, place=place, params=params)
            return in_one_sum(facts, Money(0), none)
        whole_amount = whole.amount
        amount = whole_amount.at_rate(part, self.rounding)
        params = {"whole": whole_amount, "share": str(part), "amount": amount, "direction": self.rounding.direction}
        reason = Finding("amount.share", Severity.INFO, place=place, params=params)
        return self.bounds.around(whole.then("share", amount, reason), place)


def _base(keys: Keys) -> AmountForm | QuantityNumber | AttributeNumber:
    """What a share is taken of: contributions, a stated bill, another clause, or an amount described in place."""
    if not keys.is_text("of"):
        return read_amount(keys, "of")
    context = keys.context
    bills = [name for name, stated in context.attributes.items() if stated.kind.value == Kind.BAHT.value]
    name = keys.one_of("of", ("contributions", *bills, *context.clauses))
    if name == "contributions":
        return QuantityNumber(Quantity.PAID)
    if name in bills:
        return AttributeNumber(name, Kind.BAHT, context.attributes[name].label)
    if name in context.within:
        keys.report("bylaw.share_circular", "of", {"value": name})
        return Nothing()
    clause = context.clauses[name]
    if not isinstance(clause, Mapping):
        return Nothing()  # told where the clause itself is read
    return _of_clause(keys, name, clause)


def _of_clause(keys: Keys, name: str, clause: Mapping[str, object]) -> AmountForm:
    """The amount of another clause; what is wrong with it is told where it stands, save that it leads back here."""
    found: list[Finding] = []
    within = (*keys.context.within, name)
    amount = read_amount(Keys(clause, keys.path, found, evolve(keys.context, within=within)), "amount")
    for finding in found:
        if finding.code in {"bylaw.share_circular", "bylaw.amount_too_deep"}:
            keys.report(finding.code, "of", {**finding.params, "key": "of"})
    return amount


def _whole(of: AmountForm | QuantityNumber | AttributeNumber, facts: ClaimFacts, place: Place) -> Entitlement:
    if not isinstance(of, QuantityNumber | AttributeNumber):
        found = asked(of, facts, place)
        return evolve(found, slices=(Slice(facts.event_day, 1, found.amount),))
    amount = Money(of.of(facts))
    params: dict[str, object] = {"of": of, "amount": amount}
    return in_one_sum(facts, amount, Finding("amount.base", Severity.INFO, place=place, params=params))
