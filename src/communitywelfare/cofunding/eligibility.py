"""Whom a round of co-funding is asked for: every membership in or out, with all reasons."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from attrs import frozen

from communitywelfare.cofunding.rounds import Match
from communitywelfare.cofunding.schemes import MatchingsOf, Scheme, SchemePeriod
from communitywelfare.contributions import Contributions, DuesHistory, Receipt
from communitywelfare.errors import Finding, Severity
from communitywelfare.members import Membership, Register
from communitywelfare.money import ZERO, Money

__all__ = ["Eligibility", "RoundFacts", "look_at"]


@frozen(kw_only=True)
class RoundFacts:
    """What a round is drawn from, as it was known by the cut-off.

    `contributions` are None where receipts were not given, which is not the same as none. `late` are receipts of days
    up to the cut-off that were written down only after it: they wait for the next round. `received` is what came from
    each source in the year before the cut-off, None where nobody knows.
    """

    register: Register
    matches: tuple[Match, ...] = ()
    contributions: Contributions | None = None
    dues: DuesHistory | None = None
    late: tuple[Receipt, ...] = ()
    received: Mapping[str, Money] | None = None

    @cached_property
    def _matched(self) -> Mapping[tuple[str, str], tuple[date, ...]]:
        """The cut-offs as of which each member was matched, by scheme and member; a round's receipts count once."""
        days: dict[tuple[str, str], dict[int, date]] = {}
        for match in self.matches:
            days.setdefault((match.scheme, match.member), {})[match.round] = match.as_of
        return {key: tuple(rounds.values()) for key, rounds in days.items()}

    def matched_before(self, scheme: str, member: str, cut_off: date) -> int:
        """How often a membership was matched by a scheme in rounds of earlier cut-offs."""
        return sum(as_of < cut_off for as_of in self._matched.get((scheme, member), ()))


@frozen(kw_only=True)
class Eligibility:
    """Whether a membership counts for a round, and what is asked for it; the reasons say why, also where it counts.

    Where a scheme matches dues really paid, `receipts` are those that it matches now.
    """

    membership: Membership
    reasons: tuple[Finding, ...]
    matched_before: int
    amount: Money = ZERO
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_eligible(self) -> bool:
        """Whether nothing speaks against it."""
        return not any(reason.severity is Severity.BLOCK for reason in self.reasons)


def look_at(scheme: Scheme, period: SchemePeriod, facts: RoundFacts, cut_off: date) -> Iterator[Eligibility]:
    """Look at every membership as of the cut-off, in the order of the register.

    Matchings as of the cut-off itself belong to this round and do not count.
    """
    by_person = period.rejoining is not MatchingsOf.MEMBERSHIP
    for membership in facts.register:
        same = facts.register.of_same_person(membership) if by_person else (membership,)
        matched = sum(facts.matched_before(scheme.scheme_id, each.number, cut_off) for each in same)
        reasons = (
            _current(membership, cut_off),
            *_full_year(membership, period, cut_off),
            *_not_exhausted(matched, period),
        )
        yield Eligibility(membership=membership, reasons=reasons, matched_before=matched)


def _current(membership: Membership, cut_off: date) -> Finding:
    params = {"joined": membership.applied, "ended": membership.ended, "cut_off": cut_off}
    if membership.applied > cut_off:
        return Finding("cofunding.not_yet_member", Severity.BLOCK, params=params)
    if not membership.is_current(cut_off):
        return Finding("cofunding.no_longer_member", Severity.BLOCK, params={**params, "cause": membership.cause})
    return Finding("cofunding.current_member", Severity.INFO, params=params)


def _full_year(membership: Membership, period: SchemePeriod, cut_off: date) -> Iterator[Finding]:
    if period.full_membership is None:
        return
    complete_on = period.full_membership.after(membership.applied)
    params = {"needed": period.full_membership, "complete_on": complete_on, "cut_off": cut_off}
    if complete_on > cut_off:
        yield Finding("cofunding.not_a_full_year", Severity.BLOCK, params=params)
    else:
        yield Finding("cofunding.full_year", Severity.INFO, params=params)


def _not_exhausted(matched: int, period: SchemePeriod) -> Iterator[Finding]:
    if period.matchings_at_most is None:
        return
    params = {"matched": matched, "at_most": period.matchings_at_most}
    if matched >= period.matchings_at_most:
        yield Finding("cofunding.matched_often_enough", Severity.BLOCK, params=params)
    else:
        yield Finding("cofunding.may_be_matched", Severity.INFO, params=params)
