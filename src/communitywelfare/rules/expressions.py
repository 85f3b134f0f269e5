"""Conditions: typed questions about the facts of a claim. Each answers with a finding, met or not.

A condition that is not met says by how much and, where time alone will meet it, on which day.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import Enum
from typing import Protocol

from attrs import frozen

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.rules.facts import ClaimFacts, Clock, CodeFact, known

__all__ = [
    "KINDS",
    "ArrearsAtMost",
    "AttributeAtLeast",
    "AttributeOneOf",
    "CodeOneOf",
    "Condition",
    "FiledWithin",
    "Lasting",
    "Papers",
]

# What is said of each fact: that it fits, that it does not reach, that it goes beyond.
_LASTING = {
    Clock.MEMBERSHIP: ("member.waiting_over", "member.waiting_period", "member.tenure_too_long"),
    Clock.AGE: ("member.age_fits", "member.age_too_low", "member.age_too_high"),
}
KINDS: Mapping[CodeFact, type[Enum]] = {CodeFact.GROUP: Group, CodeFact.SEX: Sex, CodeFact.RELATION: Relationship}
_CODES = {
    CodeFact.GROUP: ("member.group_fits", "member.group_not_covered"),
    CodeFact.SEX: ("member.sex_fits", "member.sex_not_covered"),
    CodeFact.RELATION: ("claimant.fits", "claimant.not_beneficiary"),
}


class Condition(Protocol):
    """A question about the facts; the place is the clause that asks it."""

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """A finding of severity INFO where the condition is met, BLOCK or REFER where it is not.

        Raises:
            MissingFact: A fact that it needs is not recorded.
        """


def _answer(place: Place, codes: tuple[str, str], params: dict[str, object], *, met: bool) -> Finding:
    code, severity = (codes[0], Severity.INFO) if met else (codes[1], Severity.BLOCK)
    return Finding(code, severity, place=place, params=params)


@frozen
class Lasting:
    """Membership or age of at least, or of less than, some time: a waiting period (ระยะเวลารอคอย), an age band."""

    clock: Clock
    at_least: Duration | None = None
    less_than: Duration | None = None

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the time is complete by the end of the basis day."""
        start = facts.start_of(self.clock)
        reached = self.at_least is None or self.at_least.is_complete(start, facts.basis)
        within = self.less_than is None or not self.less_than.is_complete(start, facts.basis)
        params: dict[str, object] = {"start": start, "basis": facts.basis}
        if self.less_than is not None and ((reached and not within) or self.at_least is None):
            codes = (_LASTING[self.clock][0], _LASTING[self.clock][2])
            return _answer(place, codes, params | {"limit": self.less_than}, met=within)
        if self.at_least is None:
            return _answer(place, _LASTING[self.clock][:2], params, met=True)
        params |= {"needed": self.at_least, "met_on": self.at_least.after(start)}
        return _answer(place, _LASTING[self.clock][:2], params, met=reached)


@frozen
class ArrearsAtMost:
    """At most so many months in arrears (ค้างชำระไม่เกิน): one month more blocks, exactly so many does not."""

    months: int

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the member's arrears at the end of the basis day are within bounds."""
        behind = known(facts.arrears_months, "arrears")
        params: dict[str, object] = {"months": behind, "allowed": self.months, "basis": facts.basis}
        return _answer(place, ("standing.good", "member.arrears"), params, met=behind <= self.months)


@frozen
class CodeOneOf:
    """A code of the member or the claimant is among those the clause names: group, sex, relationship."""

    fact: CodeFact
    allowed: tuple[str, ...]

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether any of the person's codes is allowed."""
        found = facts.codes(self.fact)
        kind = KINDS[self.fact]
        params: dict[str, object] = {
            "allowed": tuple(map(kind, self.allowed)),
            "found": tuple(map(kind, sorted(found))),
        }
        return _answer(place, _CODES[self.fact], params, met=not found.isdisjoint(self.allowed))


@frozen
class AttributeAtLeast:
    """A number that the claim states about the event is large enough: a grade of at least 3.50."""

    name: str
    minimum: Decimal

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the stated number reaches the minimum; text that is no number must be mended first."""
        stated = facts.attribute(self.name)
        params: dict[str, object] = {"name": self.name, "stated": stated, "minimum": str(self.minimum)}
        if not _is_number(stated):
            return Finding("event.attribute_unreadable", Severity.REFER, place=place, params=params)
        codes = ("event.attribute_reached", "event.attribute_too_low")
        return _answer(place, codes, params, met=Decimal(stated) >= self.minimum)


def _is_number(text: str) -> bool:
    whole, _, rest = text.partition(".")
    return text.isascii() and whole.isdigit() and (rest.isdigit() or "." not in text)


@frozen
class AttributeOneOf:
    """What the claim states about the event is among the values that the clause names: a school level."""

    name: str
    allowed: tuple[str, ...]

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the stated value is allowed."""
        stated = facts.attribute(self.name)
        params: dict[str, object] = {"name": self.name, "stated": stated, "allowed": self.allowed}
        codes = ("event.attribute_fits", "event.attribute_not_allowed")
        return _answer(place, codes, params, met=stated in self.allowed)


@frozen
class Papers:
    """The documents that a claim must bring (หลักฐานแนบ)."""

    needed: tuple[str, ...]

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether all are there; missing ones can still be brought, so nothing is refused."""
        absent = tuple(paper for paper in self.needed if paper not in facts.documents)
        if absent:
            return Finding("claim.document_missing", Severity.REFER, place=place, params={"documents": absent})
        return Finding("claim.documents_complete", Severity.INFO, place=place, params={"documents": self.needed})


@frozen
class FiledWithin:
    """The claim must be made within some time after the event (ยื่นภายใน)."""

    limit: Duration

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the claim came no later than the last day."""
        last: date = self.limit.after(facts.event_day)
        params: dict[str, object] = {"claimed": facts.claim_day, "last": last, "limit": self.limit}
        return _answer(place, ("claim.in_time", "claim.filed_late"), params, met=facts.claim_day <= last)
