"""Whom a round of co-funding is asked for: every membership in or out, with all reasons, and the sum of the request."""

from collections import Counter
from collections.abc import Iterable
from datetime import date

from attrs import frozen

from communitywelfare.cofunding.schemes import Match, Scheme, SchemePeriod
from communitywelfare.errors import Finding, Severity
from communitywelfare.members import Membership, Register
from communitywelfare.money import Money

__all__ = ["Eligibility", "Request", "request"]


@frozen(kw_only=True)
class Eligibility:
    """Whether a membership counts for a round; the reasons say why, also where it does."""

    membership: Membership
    reasons: tuple[Finding, ...]
    matched_before: int

    @property
    def is_eligible(self) -> bool:
        """Whether nothing speaks against it."""
        return not any(reason.severity is Severity.BLOCK for reason in self.reasons)


@frozen(kw_only=True)
class Request:
    """A request to one scheme, member by member: its amount is the sum over those who count."""

    scheme: str
    period: SchemePeriod
    cut_off: date
    members: tuple[Eligibility, ...]

    @property
    def eligible(self) -> tuple[Eligibility, ...]:
        """Those who count."""
        return tuple(member for member in self.members if member.is_eligible)

    @property
    def excluded(self) -> tuple[Eligibility, ...]:
        """Those who do not."""
        return tuple(member for member in self.members if not member.is_eligible)

    @property
    def amount(self) -> Money:
        """What is asked for: the sum per member times those who count."""
        return self.period.per_member * len(self.eligible)


def request(
    register: Register, matches: Iterable[Match], scheme: Scheme, *, cut_off: date, budget_year: int
) -> Request:
    """Look at every membership as of the cut-off and draw up the request.

    Matchings are counted by person: who leaves and joins again does not begin anew. That is an assumption of the
    scheme file; no published rule was found. Matchings as of the cut-off itself belong to this round and do not count.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year.
    """
    period = scheme.in_year(budget_year)
    earlier = Counter(match.member for match in matches if match.scheme == scheme.scheme_id and match.as_of < cut_off)
    matched = (sum(earlier[each.number] for each in register.of_same_person(membership)) for membership in register)
    members = tuple(
        _look_at(membership, times, period, cut_off) for membership, times in zip(register, matched, strict=True)
    )
    return Request(scheme=scheme.scheme_id, period=period, cut_off=cut_off, members=members)


def _look_at(membership: Membership, matched: int, period: SchemePeriod, cut_off: date) -> Eligibility:
    reasons = (
        _current(membership, cut_off),
        _full_year(membership, period, cut_off),
        _not_exhausted(matched, period),
    )
    return Eligibility(membership=membership, reasons=reasons, matched_before=matched)


def _current(membership: Membership, cut_off: date) -> Finding:
    params = {"joined": membership.applied, "ended": membership.ended, "cut_off": cut_off}
    if membership.applied > cut_off:
        return Finding("cofunding.not_yet_member", Severity.BLOCK, params=params)
    if not membership.is_current(cut_off):
        return Finding("cofunding.no_longer_member", Severity.BLOCK, params={**params, "cause": membership.cause})
    return Finding("cofunding.current_member", Severity.INFO, params=params)


def _full_year(membership: Membership, period: SchemePeriod, cut_off: date) -> Finding:
    complete_on = period.full_membership.after(membership.applied)
    params = {"needed": period.full_membership, "complete_on": complete_on, "cut_off": cut_off}
    if complete_on > cut_off:
        return Finding("cofunding.not_a_full_year", Severity.BLOCK, params=params)
    return Finding("cofunding.full_year", Severity.INFO, params=params)


def _not_exhausted(matched: int, period: SchemePeriod) -> Finding:
    params = {"matched": matched, "at_most": period.matchings_at_most}
    if matched >= period.matchings_at_most:
        return Finding("cofunding.matched_often_enough", Severity.BLOCK, params=params)
    return Finding("cofunding.may_be_matched", Severity.INFO, params=params)
