"""Between rows of our tables and values of the library: for each table a function there and one back.

A value checks itself where it is born, so a row that was written by hand and makes no sense is refused on reading.
"""

import json
from collections.abc import Mapping
from datetime import date, datetime
from functools import cache

from communitywelfare import CitizenId, Claim, Decision, Event, Membership, Money, Month, Person
from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.claims import Action
from communitywelfare.contributions import Receipt, ReceiptKind, Waiver
from communitywelfare.fund import FundProfile
from communitywelfare.identity import PersonName
from communitywelfare.members import Beneficiary, Group, Merge
from communitywelfare.reports import as_json

WHY = "keep the register"
Row = tuple[object, ...]
Key = tuple[str, ...]


_MONTH = cache(Month.parse)  # receipts are many, and their months few


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def of_profile(profile: FundProfile) -> Row:
    """A row of `fund`."""
    return (
        profile.fund_id,
        profile.name,
        _text(profile.founded),
        profile.area_type,
        profile.villages_total,
        profile.convention.value,
        profile.rate.satang,
        str(profile.year_start),
    )


def profile(row: Row) -> FundProfile:
    """What a row of `fund` says."""
    code, name, founded, area_type, villages, convention, rate, year_start = row
    return FundProfile(
        fund_id=code,
        name=name,
        founded=_day(founded),
        area_type=area_type,
        villages_total=villages,
        convention=convention,
        rate=Money(rate),
        year_start=YearStart.parse(year_start),
    )


def of_membership(each: Membership) -> Row:
    """A row of `member`."""
    person = each.person
    return (
        each.number,
        person.name.reveal(WHY),
        person.citizen_id and person.citizen_id.reveal(WHY),
        person.no_id_reason,
        person.sex.value,
        _text(person.birth),
        json.dumps(sorted(group.value for group in person.groups)),
        str(each.applied),
        _text(each.admitted),
        each.carried.satang,
        each.household,
        _text(each.transferred_since),
    )


def membership(row: Row, left: Mapping[str, tuple[str, str | None]]) -> Membership:
    """A member, with the row of `leaving` if there is one."""
    number, name, citizen_id, no_id, sex, birth, groups, applied, admitted, carried, household, since = row
    ended, cause = left.get(number, (None, None))
    person = Person(
        name=PersonName(name),
        citizen_id=CitizenId(citizen_id) if citizen_id else None,
        no_id_reason=no_id,
        sex=sex,
        birth=PartialDate.parse(birth) if birth else None,
        groups=frozenset(map(Group, json.loads(groups))),
    )
    return Membership(
        number=number,
        person=person,
        applied=date.fromisoformat(applied),
        admitted=_day(admitted),
        ended=_day(ended),
        cause=cause,
        household=household,
        carried=Money(carried),
        transferred_since=_day(since),
    )


def of_leaving(each: Membership) -> Row:
    """A row of `leaving`."""
    return each.number, str(each.ended), each.cause and each.cause.value


def of_merge(each: Merge) -> Row:
    """A row of `same_person`."""
    return each.kept, each.other, each.verdict.value, str(each.decided_on), each.decided_by, each.reason


def merge(row: Row) -> Merge:
    """A decision on whose memberships are one person's."""
    kept, other, verdict, day, decided_by, reason = row
    return Merge(
        kept=kept,
        other=other,
        verdict=verdict,
        decided_on=date.fromisoformat(day),
        decided_by=decided_by,
        reason=reason,
    )


def key_of(each: Receipt) -> Key:
    """What no two receipts have in common."""
    return each.book, each.number, each.member, each.kind.value


def of_receipt(each: Receipt) -> Row:
    """A row of `receipt`."""
    period = str(each.period_from), str(each.period_to)
    return each.book, each.number, each.member, each.kind.value, str(each.day), *period, each.amount.satang


def receipt(row: Row, voided: Mapping[Key, str | None]) -> Receipt:
    """A receipt; voided where `voided_receipt` has a row for it."""
    book, number, member, kind, day, period_from, period_to, amount = row
    key = row[:4]
    return Receipt(
        book=book,
        number=number,
        member=member,
        kind=ReceiptKind(kind),
        day=date.fromisoformat(day),
        period_from=_MONTH(period_from),
        period_to=_MONTH(period_to),
        amount=Money(amount),
        voided=key in voided,
        voided_on=_day(voided.get(key)),
    )


def of_voided(each: Receipt) -> Row:
    """A row of `voided_receipt`."""
    return each.book, each.number, each.member, each.kind.value, _text(each.voided_on)


def of_waiver(each: Waiver) -> Row:
    """A row of `waiver`."""
    return each.member, str(each.period_from), str(each.period_to), str(each.decided_on), each.resolution


def waiver(row: Row) -> Waiver:
    """Months that were waived."""
    member, period_from, period_to, day, resolution = row
    return Waiver(
        member=member,
        period_from=Month.parse(period_from),
        period_to=Month.parse(period_to),
        decided_on=date.fromisoformat(day),
        resolution=resolution,
    )


def of_heir(each: Beneficiary) -> Row:
    """A row of `heir`."""
    return each.member, each.order, each.relationship.value, each.share_percent


def heir(row: Row) -> Beneficiary:
    """Whom a member named; the name itself is not kept."""
    member, place, relation, percent = row
    return Beneficiary(member=member, order=place, name=PersonName(""), relationship=relation, share_percent=percent)


def of_claim(each: Claim) -> Row:
    """A row of `claim`: no names, no notes on health."""
    return (
        each.number,
        str(each.day),
        each.member,
        each.benefit,
        each.category,
        str(each.event.day),
        _text(each.event.until),
        each.event.units,
        each.relation.value,
        json.dumps(dict(each.event.attributes), ensure_ascii=False),
        json.dumps(sorted(each.documents), ensure_ascii=False),
    )


def claim(row: Row) -> Claim:
    """A claim."""
    number, day, member, benefit, category, event_day, until, units, relation, stated, documents = row
    return Claim(
        number=number,
        day=date.fromisoformat(day),
        member=member,
        benefit=benefit,
        category=category,
        event=Event(day=date.fromisoformat(event_day), until=_day(until), units=units, attributes=json.loads(stated)),
        relation=relation,
        documents=frozenset(json.loads(documents)),
    )


def of_action(each: Action, by: str) -> Row:
    """A row of `step`; its place is the next."""
    return (
        None,
        each.claim,
        each.kind.value,
        each.actor,
        by,
        str(each.day),
        each.recorded_at and each.recorded_at.isoformat(),
        None if each.amount is None else each.amount.satang,
        each.reference,
        each.reason,
        _text(each.deadline),
        each.key or None,
    )


def action(row: Row) -> Action:
    """What was done about a claim."""
    _place, claim, kind, role, _by, day, recorded_at, amount, reference, reason, deadline, key = row
    return Action(
        claim=claim,
        kind=kind,
        actor=role,
        day=date.fromisoformat(day),
        recorded_at=recorded_at and datetime.fromisoformat(recorded_at),
        amount=None if amount is None else Money(amount),
        reference=reference,
        reason=reason,
        deadline=_day(deadline),
        key=key or "",
    )


def of_decision(each: Decision) -> Row:
    """A row of `decision`, but for the step that it belongs to."""
    told = json.dumps(as_json(each), ensure_ascii=False)
    return each.decision_id, each.outcome.value, each.assessed.satang, told
