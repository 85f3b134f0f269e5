"""Governance (การบริหารจัดการ): committees and working groups, who sits on them, when they met, and what they resolved.

A body decides where so many of those who sit on it are present. What makes a resolution good is asked by predicates,
which answer with every reason at once; a host application calls them before it lets anybody act.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from math import floor

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.masking import hidden
from communitywelfare.network.keyed import doubled, first_by
from communitywelfare.network.terms import holds
from communitywelfare.rules import ByLaw

__all__ = ["Body", "Governance", "Meeting", "Resolution", "Seat", "may_check"]


def _is_share(_body: "Body", _attribute: object, quorum: Fraction) -> None:
    if not 0 < quorum <= 1:
        finding = Finding("governance.quorum_unusable", Severity.ERROR, params={"quorum": str(quorum)})
        raise InvalidValue(f"a quorum is a share above 0 and up to 1, not {quorum}", finding)


@frozen(kw_only=True)
class Body:
    """A committee or a working group (คณะกรรมการ/คณะทำงาน) of a fund, a zone, a province or above.

    `of` is the fund or the area that it is of. `quorum` is the share of seats that must be there; half and more, where
    nothing else was agreed.
    """

    body: str
    name: str
    of: str
    quorum: Fraction = field(default=Fraction(1, 2), converter=Fraction, validator=_is_share)
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Seat:
    """Somebody's place on a body, in a role and for a term. `person` is a code that the network gives, or a name."""

    body: str
    person: str = field(repr=hidden)
    role: str = ""
    since: date | None = None
    until: date | None = None


@frozen(kw_only=True)
class Meeting:
    """A meeting of a body, and who was there."""

    meeting: str
    body: str
    day: date
    present: frozenset[str] = field(default=frozenset(), converter=frozenset, repr=lambda there: f"<{len(there)}>")
    minutes: str = ""


@frozen(kw_only=True)
class Resolution:
    """What a meeting resolved. `about` names what it is of, such as a by-law's version, a claim, or a zone's areas."""

    resolution: str
    meeting: str
    text: str
    about: str = ""
    votes_for: int | None = None
    votes_against: int | None = None


@frozen(kw_only=True)
class Governance:
    """Everything that is recorded of the bodies of a network."""

    bodies: tuple[Body, ...] = ()
    seats: tuple[Seat, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    resolutions: tuple[Resolution, ...] = ()

    @cached_property
    def _bodies(self) -> Mapping[str, Body]:
        return first_by(self.bodies, lambda each: each.body)

    @cached_property
    def _meetings(self) -> Mapping[str, Meeting]:
        return first_by(self.meetings, lambda each: each.meeting)

    @cached_property
    def _resolutions(self) -> Mapping[str, Resolution]:
        return first_by(self.resolutions, lambda each: each.resolution)

    def seated(self, body: str, on: date) -> frozenset[str]:
        """Who sits on a body on a day."""
        return frozenset(seat.person for seat in self.seats if seat.body == body and holds(seat, on))

    def needed(self, body: str, on: date) -> int:
        """How many of a body must be there on a day: its quorum of the seats, rounded up, and no fewer than 1.

        Raises:
            KeyError: There is no such body.
        """
        seats = len(self.seated(body, on))
        return max(1, -floor(-self._bodies[body].quorum * seats))

    def against_meeting(self, meeting: str) -> tuple[Finding, ...]:
        """Why a meeting could decide nothing; empty where it could."""
        found = self._meetings.get(meeting)
        if found is None:
            return (_told("governance.meeting_unknown", "meetings", meeting, meeting=meeting),)
        body = self._bodies.get(found.body)
        if body is None:
            return (_told("governance.body_unknown", "meetings", meeting, body=found.body),)
        return tuple(self._against(found, body))

    def _against(self, meeting: Meeting, body: Body) -> Iterator[Finding]:
        if not holds(body, meeting.day):
            yield _told("governance.body_not_in_office", "meetings", meeting.meeting, name=body.name, day=meeting.day)
        seated = self.seated(body.body, meeting.day)
        there, needed = len(seated & meeting.present), self.needed(body.body, meeting.day)
        if there < needed:
            told = {"name": body.name, "present": there, "needed": needed, "seats": len(seated)}
            yield _told("governance.no_quorum", "meetings", meeting.meeting, **told)

    def against(self, resolution: str) -> tuple[Finding, ...]:
        """Why a resolution may not be relied on; empty where it may. All reasons are told at once."""
        found = self._resolutions.get(resolution)
        if found is None:
            return (_told("governance.resolution_unknown", "resolutions", resolution, resolution=resolution),)
        return (*self.against_meeting(found.meeting), *self._of_votes(found))

    def _of_votes(self, resolution: Resolution) -> Iterator[Finding]:
        if resolution.votes_for is None or resolution.votes_against is None:
            return  # without a count it was resolved as the minutes say
        meeting = self._meetings.get(resolution.meeting)
        if resolution.votes_for <= resolution.votes_against:
            told = {"votes_for": resolution.votes_for, "votes_against": resolution.votes_against}
            yield _told("governance.not_carried", "resolutions", resolution.resolution, **told)
        if meeting is not None and resolution.votes_for + resolution.votes_against > len(meeting.present):
            present = len(meeting.present)
            yield _told("governance.more_votes_than_people", "resolutions", resolution.resolution, present=present)

    def of_bylaw(self, bylaw: ByLaw) -> Iterator[Finding]:
        """Versions of a by-law whose resolution is not recorded here, or may not be relied on."""
        for version in bylaw.versions:
            if not version.resolution:
                continue
            told = self.against(version.resolution)
            if told:
                params = {"effective": version.effective, "resolution": version.resolution, "why": told[0]}
                place = Place(clause=version.effective.isoformat())
                yield Finding("governance.version_unresolved", Severity.WARNING, place=place, params=params)

    def about(self, subject: str) -> tuple[Resolution, ...]:
        """The resolutions about something, in the order in which they were recorded."""
        return tuple(each for each in self.resolutions if each.about == subject)

    def findings(self) -> Iterator[Finding]:
        """Rows that name nothing, people who were there without a seat, and resolutions that may not be relied on."""
        for table, names in (
            ("bodies", [each.body for each in self.bodies]),
            ("meetings", [each.meeting for each in self.meetings]),
            ("resolutions", [each.resolution for each in self.resolutions]),
        ):
            yield from (_told("governance.twice", table, name, record=name) for name in doubled(names))
        for seat in self.seats:
            if seat.body not in self._bodies:
                yield _told("governance.body_unknown", "seats", seat.body, body=seat.body)
        for meeting in self.meetings:
            guests = len(meeting.present - self.seated(meeting.body, meeting.day))
            if guests:
                yield _told("governance.without_a_seat", "meetings", meeting.meeting, Severity.INFO, guests=guests)
        for resolution in self._resolutions:
            yield from self.against(resolution)


def may_check(maker: str, checker: str) -> tuple[Finding, ...]:
    """Why somebody may not check what somebody made (ผู้ทำกับผู้ตรวจต้องเป็นคนละคน); empty where they may.

    >>> may_check("P01", "P02")
    ()
    """
    if not maker.strip() or not checker.strip():
        return (Finding("governance.unnamed", Severity.BLOCK),)
    return (Finding("governance.same_person", Severity.BLOCK),) if maker.strip() == checker.strip() else ()


def _told(code: str, table: str, record: str, severity: Severity = Severity.ERROR, /, **params: object) -> Finding:
    return Finding(code, severity, place=Place(file=f"{table}.csv", record=record), params=params)
