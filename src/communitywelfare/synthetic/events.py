"""Invented events and the claims that follow: births, stays in hospital, grades, old age, deaths."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from attrs import evolve, frozen

from communitywelfare.claims import Claim, Event
from communitywelfare.fund import Fund
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.members import ExitCause, Membership, Relationship, Sex
from communitywelfare.rules import BenefitPolicy

__all__ = ["claims_in_order"]


@frozen(kw_only=True)
class _Happening:
    benefit: str
    event: Event
    claimed_after: int
    relation: Relationship = Relationship.SELF
    note: str = ""


def claims_in_order(fund: Fund, books_from: date, seed: int) -> list[Claim]:
    """Every claim that was ever made, numbered by year in the order in which they were made."""
    chance = Random(f"{seed} events")
    policy = fund.bylaw.versions[-1]
    happenings = (
        (membership, happening)
        for membership in fund.register
        for happening in _life(membership, books_from, fund.as_of, chance)
    )
    claims = [claim for pair in happenings if (claim := _claim(*pair, fund.as_of, policy)) is not None]
    claims.sort(key=lambda claim: (claim.day, claim.member, claim.benefit))
    numbers: dict[int, int] = {}
    for position, claim in enumerate(claims):
        year = fund.profile.year_start.year_of(claim.day).be
        numbers[year] = numbers.get(year, 0) + 1
        claims[position] = evolve(claim, number=f"{numbers[year]}/{year}")
    return claims


def _claim(membership: Membership, happening: _Happening, until: date, policy: BenefitPolicy) -> Claim | None:
    """The claim that follows from what happened, if the by-law knows such a benefit and it was made in time."""
    benefit = policy.by_key.get(happening.benefit)
    day = (happening.event.until or happening.event.day) + timedelta(days=happening.claimed_after)
    if benefit is None or day > until:
        return None
    return Claim(
        number="",
        day=day,
        member=membership.number,
        benefit=benefit.key,
        category=benefit.category,
        event=happening.event,
        claimant=PersonName("" if happening.relation is Relationship.SELF else "ผู้รับผลประโยชน์"),
        relation=happening.relation,
        place="โรงพยาบาลตัวอย่าง" if happening.benefit in {"hospital", "birth"} else "",
        detail=HealthNote(happening.note),
    )


def _life(membership: Membership, books_from: date, until: date, chance: Random) -> Iterator[_Happening]:
    """What happens to one member, month by month in the books' time, and their death."""
    day = max(membership.applied, books_from)
    last = min(until, (membership.ended or until) - timedelta(days=1))
    while day <= last:
        yield from _month(membership, day, last, chance)
        day += timedelta(days=30)
    if membership.cause is ExitCause.DECEASED and membership.ended is not None and membership.ended >= books_from:
        event = Event(day=membership.ended)
        yield _Happening(
            benefit="death", event=event, claimed_after=chance.randrange(3, 30), relation=Relationship.CHILD
        )


def _month(membership: Membership, day: date, last: date, chance: Random) -> Iterator[_Happening]:
    age = membership.person.age(day) or 0
    if chance.random() < 0.004 + 0.00025 * max(0, age - 30):
        nights = 1 + min(int(chance.expovariate(0.35)), 20)
        leaving = day + timedelta(days=nights)
        if leaving <= last:
            is_certified = chance.random() > 0.03  # some come without the hospital's paper that says for how long
            stay = Event(day=day, until=leaving, units=nights) if is_certified else Event(day=day)
            yield _Happening(benefit="hospital", event=stay, claimed_after=chance.randrange(2, 45), note="ไข้หวัด")
    if membership.person.sex is Sex.FEMALE and 18 <= age <= 42 and chance.random() < 0.004:
        yield _Happening(benefit="birth", event=Event(day=day, units=1), claimed_after=chance.randrange(5, 60))
    if age >= 60 and day.month == 4:
        yield _Happening(benefit="elderly", event=Event(day=day), claimed_after=chance.randrange(0, 25))
    if day.month == 3 and 25 <= age <= 50 and chance.random() < 0.02:
        grade = f"{chance.randrange(300, 401) / 100:.2f}"
        level = chance.choice(("ป.6", "ม.3", "ม.6", "มหาวิทยาลัยของรัฐ", "ป.4"))
        event = Event(day=day, attributes={"grade": grade, "level": level})
        yield _Happening(
            benefit="scholarship", event=event, claimed_after=chance.randrange(5, 40), relation=Relationship.CHILD
        )
