"""Whom a round of co-funding is asked for: every membership in or out, with all reasons."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date

from attrs import evolve, frozen

from communitywelfare.cofunding.facts import RoundFacts
from communitywelfare.cofunding.paying import paying_reasons
from communitywelfare.cofunding.schemes import Base, MatchingsOf, Scheme, SchemePeriod
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, Severity
from communitywelfare.members import Membership, Register, TenureStart
from communitywelfare.money import ZERO, Money

__all__ = ["Eligibility", "counted_from", "look_at"]


@frozen(kw_only=True)
class Eligibility:
    """Whether a membership counts for a round, and what is asked for it; the reasons say why, also where it counts.

    A reason that blocks keeps it out, and so does one that refers: a fact is missing, and is not guessed. Where a
    scheme matches dues really paid, `receipts` are those that it matches now. `matched_since` counts matchings as of
    this cut-off and later ones, and `is_recorded` says whether one is of this very cut-off: they change nothing of
    what is asked, only what may still be recorded.
    """

    membership: Membership
    reasons: tuple[Finding, ...]
    matched_before: int
    matched_since: int = 0
    is_recorded: bool = False
    amount: Money = ZERO
    receipts: tuple[Receipt, ...] = ()

    @property
    def is_eligible(self) -> bool:
        """Whether nothing speaks against it, and nothing that must be known is missing."""
        return not any(each.severity is Severity.BLOCK or each.severity is Severity.REFER for each in self.reasons)

    @property
    def is_asked_for(self) -> bool:
        """Whether it is part of what is asked for; a receipt may bring no whole satang by itself and yet be matched."""
        return self.amount > ZERO or bool(self.receipts)

    @property
    def is_open(self) -> bool:
        """Whether it would count, or might, once somebody supplies a fact that is missing."""
        severities = {reason.severity for reason in self.reasons}
        return Severity.REFER in severities and Severity.BLOCK not in severities


def look_at(scheme: Scheme, period: SchemePeriod, facts: RoundFacts, cut_off: date) -> tuple[Eligibility, ...]:
    """Look at every membership as of the cut-off, in the order of the register; of a branch, at its own.

    Matchings as of the cut-off itself belong to this round and do not count. A person counts once, under the first
    membership that may count, unless it is receipts that are matched.
    """
    looking = _Looking(scheme.scheme_id, period, facts, cut_off)
    looked = [looking.at(membership) for membership in facts.register]
    if period.base is not Base.DUES_PAID:  # a receipt is one receipt, under whatever number it was paid
        looked = _once_each(looked, facts.register)
    return tuple(each for each in looked if facts.branch is None or each.membership.number in facts.branch)


@frozen
class _Looking:
    """By which rules, from which facts and as of which day memberships are looked at."""

    scheme: str
    period: SchemePeriod
    facts: RoundFacts
    cut_off: date

    def at(self, membership: Membership) -> Eligibility:
        """One membership, by every rule."""
        person = self.facts.register.of_same_person(membership)
        same = (membership,) if self.period.rejoining is MatchingsOf.MEMBERSHIP else person
        earlier = person[: person.index(membership)]
        matched = self._matched_before(same)
        reasons = (
            _current(membership, self.cut_off),
            *_long_enough(membership, self.period, self.facts, self.cut_off),
            *self._not_exhausted(matched),
            *_rejoined(earlier, self.period, self._matched_before(earlier)),
            *paying_reasons(membership, self.period, self.facts, self.cut_off),
        )
        of = self.facts.matched_since
        return Eligibility(
            membership=membership,
            reasons=reasons,
            matched_before=matched,
            matched_since=sum(of(self.scheme, each.number, self.cut_off) for each in same),
            is_recorded=any(self.facts.is_matched_as_of(self.scheme, each.number, self.cut_off) for each in person),
        )

    def _not_exhausted(self, matched: int) -> Iterator[Finding]:
        at_most = self.period.matchings_at_most
        params = {"matched": matched, "at_most": at_most}
        if not self.facts.knows_matches:
            if at_most is not None or self.period.base is Base.DUES_PAID:  # a receipt, too, is matched once
                yield Finding("cofunding.matches_not_given", Severity.REFER, params={"scheme": self.scheme})
        elif at_most is not None and matched >= at_most:
            yield Finding("cofunding.matched_often_enough", Severity.BLOCK, params=params)
        elif at_most is not None:
            yield Finding("cofunding.may_be_matched", Severity.INFO, params=params)

    def _matched_before(self, memberships: Iterable[Membership]) -> int:
        return sum(self.facts.matched_before(self.scheme, each.number, self.cut_off) for each in memberships)


def _current(membership: Membership, cut_off: date) -> Finding:
    params = {"joined": membership.applied, "ended": membership.ended, "cut_off": cut_off}
    if membership.applied > cut_off:
        return Finding("cofunding.not_yet_member", Severity.BLOCK, params=params)
    if not membership.is_current(cut_off):
        return Finding("cofunding.no_longer_member", Severity.BLOCK, params={**params, "cause": membership.cause})
    return Finding("cofunding.current_member", Severity.INFO, params=params)


def _long_enough(membership: Membership, period: SchemePeriod, facts: RoundFacts, cut_off: date) -> Iterator[Finding]:
    if period.full_membership is None:
        return
    start = counted_from(membership, period.counts_from, facts)
    if isinstance(start, Finding):
        yield start
        return
    complete_on = period.full_membership.after(start)
    params = {"needed": period.full_membership, "complete_on": complete_on, "cut_off": cut_off}
    if complete_on > cut_off:
        yield Finding("cofunding.not_a_full_year", Severity.BLOCK, params=params)
    else:
        yield Finding("cofunding.full_year", Severity.INFO, params=params)


def counted_from(membership: Membership, counts_from: TenureStart, facts: RoundFacts) -> date | Finding:
    """The day from which membership counts, or why nobody can tell."""
    if counts_from is TenureStart.APPLIED:
        return membership.applied
    if counts_from is TenureStart.ADMITTED:
        unknown = Finding("cofunding.admitted_unknown", Severity.REFER)
        return unknown if membership.admitted is None else membership.admitted
    if facts.contributions is None or membership.carried > ZERO:  # what was carried in was paid on some day before
        return Finding("cofunding.first_paid_unknown", Severity.REFER)
    paid = facts.dues_paid(membership, None, date.max)
    return paid[0].day if paid else Finding("cofunding.never_paid", Severity.BLOCK)


_REJOINED = {
    MatchingsOf.PERSON: "cofunding.rejoined_counts",
    MatchingsOf.MEMBERSHIP: "cofunding.rejoined_anew",
    None: "cofunding.rejoined_unsaid",
}


def _rejoined(earlier: tuple[Membership, ...], period: SchemePeriod, matched: int) -> Iterator[Finding]:
    if earlier:
        params = {"earlier": tuple(each.number for each in earlier), "matched": matched}
        yield Finding(_REJOINED[period.rejoining], Severity.INFO, params=params)


def _once_each(looked: list[Eligibility], register: Register) -> list[Eligibility]:
    """The same, where nobody counts under two numbers: a register may hold a person twice at a time by mistake."""
    persons: dict[object, list[int]] = defaultdict(list)
    for place, each in enumerate(looked):
        person = register.person_key(each.membership)
        if person is not None and each.is_eligible:
            persons[person].append(place)
    for places in persons.values():
        first, *others = sorted(places, key=lambda place: _order(looked[place].membership))
        for place in others:
            params = {"other": looked[first].membership.number}
            reason = Finding("cofunding.person_counted", Severity.BLOCK, params=params)
            looked[place] = evolve(looked[place], reasons=(*looked[place].reasons, reason))
    return looked


def _order(membership: Membership) -> tuple[date, str]:
    return membership.applied, membership.number
