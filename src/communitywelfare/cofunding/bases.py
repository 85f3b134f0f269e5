"""What a scheme's money is reckoned from (ฐานการสมทบ): one function for each base, and what it needs to know."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from attrs import frozen

from communitywelfare.cofunding.eligibility import Eligibility
from communitywelfare.cofunding.facts import ReceiptKey, RoundFacts, receipt_key
from communitywelfare.cofunding.paying import counting_receipts
from communitywelfare.cofunding.reckoning import Brought
from communitywelfare.cofunding.schemes import Base, Scheme, SchemePeriod
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, MissingFact, Refused, Severity
from communitywelfare.money import ZERO, Money, total

__all__ = ["Basis", "basis_of"]


@frozen(kw_only=True)
class Basis:
    """What is matched: of each member who counts by number, or `whole` of the fund; `step` says it in one line."""

    members: Mapping[str, Brought]
    receipts: Mapping[str, tuple[Receipt, ...]]
    whole: Brought | None = None
    step: Finding

    @property
    def brought(self) -> tuple[Brought, ...]:
        """What is matched, member by member or as a whole, in the order in which parts are given."""
        return tuple(self.members.values()) if self.whole is None else (self.whole,)


@frozen(kw_only=True)
class _Asked:
    """All that a base may look at; `eligible` stand in the order of their numbers."""

    scheme: Scheme
    period: SchemePeriod
    facts: RoundFacts
    cut_off: date
    eligible: Sequence[Eligibility]
    stated: Money | None

    def missing(self, value: str) -> MissingFact:
        params = {"value": value, "year": self.period.first_budget_year}
        finding = Finding("scheme.value_unknown", Severity.REFER, params=params)
        return MissingFact(f"no source says the {value} of {self.scheme.scheme_id}", finding)


def basis_of(
    scheme: Scheme,
    period: SchemePeriod,
    facts: RoundFacts,
    cut_off: date,
    *,
    looked: Sequence[Eligibility],
    stated: Money | None,
) -> Basis:
    """What the scheme matches of those who count.

    Raises:
        MissingFact: The period lacks what the base needs, receipts were not given, or no amount was stated.
        Refused: A stated grant that is none of those the scheme gives.
    """
    # By number, so that a satang that is left over goes to nobody for his place in the register.
    eligible = sorted((each for each in looked if each.is_eligible), key=_number)
    asked = _Asked(scheme=scheme, period=period, facts=facts, cut_off=cut_off, eligible=eligible, stated=stated)
    return _BASES[period.base](asked)


def _number(member: Eligibility) -> str:
    return member.membership.number


def _per_member(asked: _Asked) -> Basis:
    each = asked.period.per_member
    if each is None:
        raise asked.missing("per_member")
    brought = Brought(base=each, at_most=asked.period.member_cap)
    params = {"members": len(asked.eligible), "each": each, "after": each * len(asked.eligible)}
    return Basis(
        members={one.membership.number: brought for one in asked.eligible},
        receipts={},
        step=Finding("cofunding.sum_members", Severity.INFO, params=params),
    )


def _dues_paid(asked: _Asked) -> Basis:
    if asked.facts.contributions is None:
        finding = Finding("cofunding.receipts_not_given", Severity.REFER, params={"scheme": asked.scheme.scheme_id})
        raise MissingFact(f"{asked.scheme.scheme_id} matches receipts, and none were given", finding)
    receipts = {one.membership.number: _not_matched(one, asked) for one in asked.eligible}
    members = {
        number: Brought(base=total(each.amount for each in paid), at_most=asked.period.member_cap)
        for number, paid in receipts.items()
    }
    count = sum(map(len, receipts.values()))
    payers = sum(bool(paid) for paid in receipts.values())
    params = {"receipts": count, "members": payers, "after": total(each.base for each in members.values())}
    return Basis(
        members=members,
        receipts=receipts,
        step=Finding("cofunding.sum_dues", Severity.INFO, params=params),
    )


def _not_matched(member: Eligibility, asked: _Asked) -> tuple[Receipt, ...]:
    """The receipts of a member that no earlier round matched, each once; those of this round are its own."""
    matched = asked.facts.receipts_matched(asked.scheme.scheme_id)
    found: dict[ReceiptKey, Receipt] = {}
    for each in counting_receipts(member.membership, asked.period, asked.facts, asked.cut_off):
        if matched.get(receipt_key(each), asked.cut_off) >= asked.cut_off:
            found.setdefault(receipt_key(each), each)
    return tuple(found.values())


def _stated(asked: _Asked) -> Basis:
    if asked.stated is None or asked.stated < ZERO:
        finding = Finding("cofunding.amount_not_stated", Severity.REFER, params={"scheme": asked.scheme.scheme_id})
        raise MissingFact(f"{asked.scheme.scheme_id} matches a stated amount: state it", finding)
    return _whole(asked, asked.stated, "cofunding.sum_stated")


def _one_off(asked: _Asked) -> Basis:
    grants = asked.period.grants
    if not grants:
        raise asked.missing("grants")
    if asked.stated is None and len(grants) > 1:
        choice = {"scheme": asked.scheme.scheme_id, "grants": grants}
        finding = Finding("cofunding.grant_not_chosen", Severity.REFER, params=choice)
        raise MissingFact(f"{asked.scheme.scheme_id} gives one of several grants: say which", finding)
    grant = grants[0] if asked.stated is None else asked.stated
    if grant not in grants:
        told = {"scheme": asked.scheme.scheme_id, "grants": grants, "stated": grant}
        finding = Finding("cofunding.grant_not_listed", Severity.ERROR, params=told)
        raise Refused(f"{asked.scheme.scheme_id} gives no grant of {grant}", finding)
    return _whole(asked, grant, "cofunding.sum_grant")


def _whole(asked: _Asked, amount: Money, code: str) -> Basis:
    """A base that is the fund's and no member's; a ceiling for each member then holds for all who count together."""
    cap = asked.period.member_cap
    brought = Brought(base=amount, at_most=None if cap is None else cap * len(asked.eligible))
    step = Finding(code, Severity.INFO, params={"after": amount})
    return Basis(members={}, receipts={}, whole=brought, step=step)


_BASES: Mapping[Base, Callable[[_Asked], Basis]] = MappingProxyType(
    {
        Base.PER_MEMBER: _per_member,
        Base.DUES_PAID: _dues_paid,
        Base.STATED: _stated,
        Base.ONE_OFF: _one_off,
    }
)
