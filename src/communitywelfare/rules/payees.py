"""Who receives what is paid (ผู้รับเงิน): an order of relations, shares by relation, or those whom the member named."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Self

from attrs import field, frozen

from communitywelfare.claims import Payment
from communitywelfare.members import Relationship
from communitywelfare.money import Money, apportion
from communitywelfare.rules.facts import ClaimFacts, Payee, known
from communitywelfare.rules.keys import Keys

__all__ = ["PayeeRule"]


@frozen
class PayeeRule:
    """The first of these that finds somebody: the member's nominees, shares by relation, an order of relations.

    Those of one rank receive equal parts, or their percentages; no satang is lost. Parts of a relation that nobody
    stands in fall to the others.
    """

    nominees: bool = False
    shares: Mapping[str, Fraction] = field(factory=dict, hash=False)
    order: tuple[Relationship, ...] = ()

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``nominees``, ``shares`` and ``order``."""
        table = keys.table("shares") if keys.has("shares") else None
        known_names = [each.value for each in Relationship]
        names = [name for name in table.names if name in known_names] if table else []
        shares = {name: table.fraction(name) for name in names} if table else {}
        order = keys.texts("order")
        for name in order:
            if name not in known_names:
                keys.report("bylaw.not_an_option", "order", {"value": name, "options": tuple(known_names), "meant": ""})
        nominees = keys.truth("nominees")
        if not (nominees or shares or order):
            keys.report("bylaw.payees_empty", "")
        return cls(nominees, shares, tuple(Relationship(name) for name in order if name in known_names))

    def divide(self, amount: Money, facts: ClaimFacts) -> tuple[Payment, ...]:
        """Who receives how much; nobody where none of the payees fits.

        Raises:
            MissingFact: Who there is to receive is not recorded.
        """
        payees = known(facts.payees, "payees")
        named = sorted((each for each in payees if each.nominated is not None), key=_rank)
        if self.nominees and named:
            return _split(amount, named, [Fraction(each.percent or 0) for each in named])
        parts = [(each, self.shares.get(each.relation.value)) for each in payees]
        sharing = [(each, part) for each, part in parts if part]
        if sharing:
            heads = {each.relation: sum(other.relation is each.relation for other, _ in sharing) for each, _ in sharing}
            weights = [part / heads[each.relation] for each, part in sharing]
            return _split(amount, [each for each, _part in sharing], weights)
        for relation in self.order:
            there = [each for each in payees if each.relation is relation]
            if there:
                return _split(amount, there, [])
        return ()


def _rank(payee: Payee) -> int:
    return 0 if payee.nominated is None else payee.nominated


def _split(amount: Money, payees: Sequence[Payee], weights: Sequence[Fraction]) -> tuple[Payment, ...]:
    """Parts by weight; equal ones where no weight is above zero."""
    usable = list(weights) if any(weights) else [Fraction(1)] * len(payees)
    parts = apportion(amount, usable, method="largest remainder")
    return tuple(Payment(each.who, each.relation, part) for each, part in zip(payees, parts, strict=True))
