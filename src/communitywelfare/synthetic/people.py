"""Invented people: names that are nobody's, ages, villages, and when they came and went."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random

from attrs import evolve

from communitywelfare.calendar import Month, PartialDate, add_months, whole_years
from communitywelfare.contributions import DuesHistory
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.members import (
    Beneficiary,
    ExitCause,
    Group,
    Membership,
    MemberStatus,
    Person,
    Register,
    Relationship,
    Sex,
)
from communitywelfare.rules import ByLaw

__all__ = ["VILLAGES", "invent_register", "made_up_name", "meeting_day"]

VILLAGES = 12
_ADULT = 15  # from the first identity card on, a child's title is one no longer
_FOUNDERS = 0.18
_GIVEN = {
    Sex.MALE: ("สมชาย", "ประเสริฐ", "บุญมี", "วิชัย", "สุริยา", "ธีระ", "อนันต์", "มานพ", "ปรีชา", "ชาติชาย", "กิตติ", "ณรงค์"),
    Sex.FEMALE: ("สมหญิง", "มาลี", "บุญเรือน", "สุดา", "พิมพ์ใจ", "อรุณี", "จันทรา", "น้ำฝน", "กัญญา", "วันดี", "ศรีนวล", "เพ็ญ"),
}
_MADE_UP = ("สุข", "ทรัพย์", "ใจดี", "รุ่งเรือง", "พัฒนา", "มั่นคง", "ร่มเย็น", "งามตา", "ก้าวหน้า", "ทองคำ", "ป่าไม้", "สายน้ำ")
_LEAVING = ((ExitCause.RESIGNED, 0.008), (ExitCause.MOVED, 0.004), (ExitCause.LAPSED, 0.006))


def meeting_day(month: Month, village: int) -> date:
    """The day of the month on which a village meets and pays."""
    return date(month.year, month.number, 4 + village)


def invent_register(
    members: int, bylaw: ByLaw, *, founded: date, books_from: date, until: date, seed: int
) -> tuple[Register, tuple[Beneficiary, ...]]:
    """A register of so many memberships ever, with a beneficiary for most of them."""
    chance = Random(f"{seed} people")
    ids = chance.sample(range(10**10, 10**11), members)
    joined = sorted(_joining_days(members, founded, until, chance), key=lambda day: (day[0], day[1]))
    memberships: list[Membership] = []
    for position, (day, village) in enumerate(joined):
        again = _who_returns(memberships, day, chance)
        person = again or _person(ids[position], day, until, chance)
        membership = _membership(f"M{position + 1:05d}", person, (day, village), until=until, chance=chance)
        memberships.append(_carried(membership, books_from, bylaw.dues))
    register = Register(tuple(memberships))
    return register, tuple(_beneficiaries(register, chance))


def _joining_days(members: int, founded: date, until: date, chance: Random) -> Iterator[tuple[date, int]]:
    months = Month.of(until).index - Month.of(founded).index
    for position in range(members):
        village = chance.randrange(1, VILLAGES + 1)
        if position < members * _FOUNDERS:
            yield founded, village
        else:
            month = Month.of(founded).plus(1 + int(months * chance.random() ** 1.4 * 0.999))
            yield min(meeting_day(month, village), until), village


def _who_returns(memberships: list[Membership], day: date, chance: Random) -> Person | None:
    """Now and then somebody who resigned some time ago joins again, with a new number."""
    if not memberships or chance.random() > 0.1:
        return None
    left = chance.choice(memberships)
    if left.cause is not ExitCause.RESIGNED or left.ended is None or left.ended + timedelta(days=90) >= day:
        return None
    came_back = any(each.person.citizen_id == left.person.citizen_id and each is not left for each in memberships)
    return None if came_back else left.person


def made_up_name(sex: Sex, chance: Random) -> tuple[str, str]:
    """A first and a last name that nobody bears together."""
    return chance.choice(_GIVEN[sex]), f"สมมุติ{chance.choice(_MADE_UP)}{chance.choice(_MADE_UP)}"


def _person(number: int, joined: date, until: date, chance: Random) -> Person:
    sex = Sex.FEMALE if chance.random() < 0.55 else Sex.MALE
    age_in_days = int(365.25 * min(88.0, max(1.0, chance.gauss(44, 19))))
    born = joined - timedelta(days=age_in_days)
    title = _title(sex, max(whole_years(born, joined), min(whole_years(born, until), _ADULT)))
    first, last = made_up_name(sex, chance)
    house = f"{chance.randrange(1, 300)}/{chance.randrange(1, 9)}"
    details = {"title": title, "first_name": first, "last_name": last, "house_no": house, "subdistrict": "ตัวอย่าง"}
    return Person(
        name=PersonName(f"{title}{first} {last}"),
        citizen_id=CitizenId.synthetic(number),
        sex=sex,
        birth=PartialDate(born),
        groups=frozenset([_group(whole_years(born, until), chance)]),
        details=Details({**details, "phone": f"000-000-{number % 10_000:04d}"}),
    )


def _title(sex: Sex, age: int) -> str:
    if age < _ADULT:
        return "เด็กหญิง" if sex is Sex.FEMALE else "เด็กชาย"
    return "นาง" if sex is Sex.FEMALE and age > 28 else "นางสาว" if sex is Sex.FEMALE else "นาย"


def _group(age: int, chance: Random) -> Group:
    drawn = chance.random()
    if drawn < 0.03:
        return Group.DISABLED
    if drawn < 0.07:
        return Group.DISADVANTAGED
    if age < 18:
        return Group.ORPHAN if drawn < 0.09 else Group.YOUTH
    return Group.ELDERLY if age >= 60 else Group.GENERAL


def _membership(number: str, person: Person, joined: tuple[date, int], *, until: date, chance: Random) -> Membership:
    day, village = joined
    frequency = chance.choices(("MONTHLY", "HALF_YEARLY", "YEARLY"), (24, 40, 36))[0]
    details = {**person.details.reveal("invent a register"), "pay_frequency": frequency}
    membership = Membership(
        number=number,
        person=evolve(person, details=Details(details)),
        applied=day,
        admitted=day,
        village=str(village),
        status=MemberStatus.ACTIVE,
    )
    ended, cause = _end(person, day, until, chance)
    if ended is None or cause is None:
        return membership
    return evolve(membership, ended=ended, cause=cause, status=MemberStatus(cause.value))


def _end(person: Person, joined: date, until: date, chance: Random) -> tuple[date | None, ExitCause | None]:
    """When and why a membership ends, year by year of membership."""
    year = 0
    while (start := add_months(joined, 12 * year)) < until:
        age = person.age(start) or 0
        hazards = ((ExitCause.DECEASED, 0.0007 * 1.085 ** max(0, age - 25)), *_LEAVING)
        for cause, hazard in hazards:
            day = start + timedelta(days=chance.randrange(20, 360))
            if chance.random() < hazard and day <= until:
                return day, cause
        year += 1
    return None, None


def _carried(membership: Membership, books_from: date, dues: DuesHistory) -> Membership:
    """Who joined before the books begin has paid what was owed until then."""
    if membership.applied >= books_from:
        return membership
    end = Month.of(min(books_from, membership.ended or books_from))
    first = dues.first_owed(membership)
    return evolve(membership, carried=dues.owed_before(max(end, first)) - dues.owed_before(first))


def _beneficiaries(register: Register, chance: Random) -> Iterator[Beneficiary]:
    relations = (
        Relationship.CHILD,
        Relationship.SPOUSE,
        Relationship.MOTHER,
        Relationship.SIBLING,
        Relationship.RELATIVE,
    )
    for membership in register:
        if chance.random() < 0.85:
            first, last = made_up_name(chance.choice((Sex.MALE, Sex.FEMALE)), chance)
            yield Beneficiary(
                member=membership.number,
                order=1,
                name=PersonName(f"{first} {last}"),
                relationship=chance.choice(relations),
                details=Details({"first_name": first, "last_name": last}),
            )
