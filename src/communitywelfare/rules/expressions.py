"""Conditions: typed questions about the facts of a claim. Each answers with a finding, met or not.

A condition that is not met says by how much and, where time alone will meet it, on which day. Conditions join by three
values: *met*, *not met*, and *not known yet* (a fact or a paper is missing), so that an `or` with one part met is met
whatever else is missing.
"""

import operator
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from typing import Protocol

from attrs import evolve, field, frozen

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.rules.facts import ClaimFacts, Clock, CodeFact, known
from communitywelfare.rules.numbers import Kind, Number

__all__ = [
    "KINDS",
    "AllOf",
    "AnyOf",
    "ArrearsAtMost",
    "AttributeAtLeast",
    "AttributeOneOf",
    "CodeOneOf",
    "Compares",
    "Condition",
    "FiledWithin",
    "Lasting",
    "LongerThan",
    "NeverBehind",
    "NoClaimFor",
    "Not",
    "Operator",
    "Papers",
    "SettledFor",
    "ask",
    "is_number",
]

_MET, _NOT_MET = Severity.INFO, Severity.BLOCK  # by name of the module: every decision asks for them many times
# What is said of each clock: that it fits, that it does not reach, that it goes beyond.
_OF_MEMBERSHIP = ("member.waiting_over", "member.waiting_period", "member.tenure_too_long")
_OF_AGE = ("member.age_fits", "member.age_too_low", "member.age_too_high")
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


def ask(condition: Condition, facts: ClaimFacts, place: Place) -> Finding:
    """What a condition answers; where a fact is missing, the finding that names it."""
    try:
        return condition.check(facts, place)
    except MissingFact as error:
        return evolve(error.findings[0], place=place)


def _answer(place: Place, codes: tuple[str, str], params: dict[str, object], *, met: bool) -> Finding:
    if met:
        return Finding(codes[0], _MET, place=place, params=params)
    return Finding(codes[1], _NOT_MET, place=place, params=params)


@frozen
class Lasting:
    """Membership or age of at least, or of less than, some time: a waiting period (ระยะเวลารอคอย), an age band."""

    clock: Clock
    at_least: Duration | None = None
    less_than: Duration | None = None

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the time is complete by the end of the basis day."""
        start, basis = facts.start_of(self.clock), facts.basis
        fits, too_low, too_high = _OF_MEMBERSHIP if self.clock is Clock.MEMBERSHIP else _OF_AGE
        params: dict[str, object] = {"start": start, "basis": basis}
        complete = None if self.at_least is None else self.at_least.after(start)
        reached = complete is None or complete <= basis
        if self.less_than is not None:
            within = not self.less_than.is_complete(start, basis)
            if (reached and not within) or complete is None:
                return _answer(place, (fits, too_high), params | {"limit": self.less_than}, met=within)
        if complete is not None:
            params["needed"], params["met_on"] = self.at_least, complete
        return _answer(place, (fits, too_low), params, met=reached)


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
    label: Mapping[str, str] = field(factory=dict, eq=False)

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the stated number reaches the minimum; text that is no number must be mended first."""
        stated = facts.attribute(self.name)
        params: dict[str, object] = {"name": self.label or self.name, "stated": stated, "minimum": str(self.minimum)}
        if not is_number(stated):
            return Finding("event.attribute_unreadable", Severity.REFER, place=place, params=params)
        codes = ("event.attribute_reached", "event.attribute_too_low")
        return _answer(place, codes, params, met=Decimal(stated) >= self.minimum)


def is_number(text: str) -> bool:
    """Whether a claim states a number: digits, and perhaps a point with digits after it."""
    whole, _, rest = text.partition(".")
    return text.isascii() and whole.isdigit() and (rest.isdigit() or "." not in text)


@frozen
class AttributeOneOf:
    """What the claim states about the event is among the values that the clause names: a school level."""

    name: str
    allowed: tuple[str, ...]
    label: Mapping[str, str] = field(factory=dict, eq=False)

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the stated value is allowed."""
        stated = facts.attribute(self.name)
        params: dict[str, object] = {"name": self.label or self.name, "stated": stated, "allowed": self.allowed}
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


@frozen
class LongerThan:
    """Membership or age of *more* than some time (เกินกว่า): the day on which it is complete is not enough."""

    clock: Clock
    limit: Duration

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the time was complete before the basis day."""
        start = facts.start_of(self.clock)
        complete = self.limit.after(start)
        params: dict[str, object] = {"start": start, "basis": facts.basis, "needed": self.limit}
        params["met_on"] = complete + timedelta(days=1)
        fits, too_low, _too_high = _OF_MEMBERSHIP if self.clock is Clock.MEMBERSHIP else _OF_AGE
        return _answer(place, (fits, too_low), params, met=complete < facts.basis)


class Operator(Enum):
    """How two numbers compare."""

    LESS = "<"
    AT_MOST = "<="
    EQUAL = "=="
    DIFFERENT = "!="
    AT_LEAST = ">="
    MORE = ">"

    def holds(self, left: int, right: int) -> bool:
        """Whether it holds between two numbers of one kind."""
        return _HOLDS[self](left, right)


_HOLDS: Mapping[Operator, Callable[[int, int], bool]] = {
    Operator.LESS: operator.lt,
    Operator.AT_MOST: operator.le,
    Operator.EQUAL: operator.eq,
    Operator.DIFFERENT: operator.ne,
    Operator.AT_LEAST: operator.ge,
    Operator.MORE: operator.gt,
}


@frozen
class Compares:
    """Two numbers of one kind compared: contributions paid for at least 12 months, hours of at least 12."""

    left: Number
    sign: Operator = field(converter=Operator)
    right: Number

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the comparison holds; both values are told."""
        left, right = self.left.of(facts), self.right.of(facts)
        kind = self.left.kind
        params: dict[str, object] = {"left": self.left, "sign": self.sign, "right": self.right}
        params |= {"found": Reckoned(left, kind), "wanted_value": Reckoned(right, kind)}
        return _answer(place, ("condition.holds", "condition.fails"), params, met=self.sign.holds(left, right))


@frozen
class Reckoned:
    """A number that was reckoned, with its kind, so that it can be shown as what it is."""

    value: int
    kind: Kind


@frozen
class NoClaimFor:
    """Nothing was received from these benefits for some time (ไม่ได้ใช้สิทธิภายใน … ปี), looking back from the basis day."""

    time: Duration
    benefits: tuple[str, ...]

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the last receipt, if any, lies far enough back; what comes after the basis day does not count."""
        days = [used.day for used in facts.used if used.is_own and used.benefit in self.benefits]
        last = max((day for day in days if day <= facts.basis), default=None)
        params: dict[str, object] = {"time": self.time, "last": last}
        if last is None:
            return _answer(place, ("frequency.never_received", ""), params, met=True)
        params["met_on"] = self.time.after(last)
        met = self.time.is_complete(last, facts.basis)
        return _answer(place, ("frequency.long_enough", "frequency.too_soon"), params, met=met)


@frozen
class NeverBehind:
    """The membership never fell so far behind that it ended (ขาดส่งจนพ้นสภาพ): to pay afterwards does not mend it."""

    ends_from: int

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether the most that was ever in arrears stays below what ends a membership."""
        worst = known(facts.worst_arrears, "worst_arrears")
        params: dict[str, object] = {"months": worst, "ends_from": self.ends_from}
        return _answer(place, ("standing.never_ended", "member.ended_by_arrears"), params, met=worst < self.ends_from)


@frozen
class SettledFor:
    """After arrears that suspended, what was owed has been paid for so long (คืนสิทธิหลังชำระครบ …)."""

    time: Duration

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """Whether enough time has passed since the arrears were settled, if there ever were any."""
        known(facts.worst_arrears, "worst_arrears")
        if facts.settled_on is None:
            return _answer(place, ("standing.never_suspended", ""), {"time": self.time}, met=True)
        params: dict[str, object] = {"time": self.time, "settled": facts.settled_on}
        params["met_on"] = self.time.after(facts.settled_on)
        met = self.time.is_complete(facts.settled_on, facts.basis)
        return _answer(place, ("standing.reinstated", "member.reinstatement_wait"), params, met=met)


# The three values in order: what is not met, what is not known yet, what is met.
_RANK = {Severity.BLOCK: 0, Severity.REFER: 1, Severity.INFO: 2}


def _joined(place: Place, name: str, parts: tuple[Finding, ...], rank: int) -> Finding:
    severity = next(severity for severity, its in _RANK.items() if its == rank)
    codes = (f"condition.{name}_not_met", f"condition.{name}_open", f"condition.{name}_met")
    return Finding(codes[rank], severity, place=place, params={"parts": parts})


@frozen
class AllOf:
    """All of several conditions, inside an `or` or a `not`."""

    conditions: tuple[Condition, ...]

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """The least of the answers."""
        parts = tuple(ask(condition, facts, place) for condition in self.conditions)
        return _joined(place, "all", parts, min(_RANK[part.severity] for part in parts))


@frozen
class AnyOf:
    """One of several conditions is enough (อย่างใดอย่างหนึ่ง)."""

    conditions: tuple[Condition, ...]

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """The greatest of the answers: one that is met is enough, whatever is not known of the others."""
        parts = tuple(ask(condition, facts, place) for condition in self.conditions)
        return _joined(place, "any", parts, max(_RANK[part.severity] for part in parts))


@frozen
class Not:
    """A condition must not hold."""

    condition: Condition

    def check(self, facts: ClaimFacts, place: Place) -> Finding:
        """The opposite answer; what is not known stays so."""
        part = ask(self.condition, facts, place)
        return _joined(place, "not", (part,), 2 - _RANK[part.severity])
