"""An invented committee of people, and what the fund answers to the forms."""

from collections.abc import Iterator
from datetime import date
from random import Random

from communitywelfare.calendar import add_months
from communitywelfare.fund import Answer, CommitteeMember
from communitywelfare.identity import Details, PersonName
from communitywelfare.members import Sex
from communitywelfare.synthetic.people import made_up_name

__all__ = ["invent_answers", "invent_committee"]

_MEMBERS, _LAO = "สมาชิก", "อปท."
_SEATS = (
    ("ประธาน", "ผู้ทรงคุณวุฒิ", "ข้าราชการบำนาญ"),
    ("รองประธาน", _MEMBERS, "อาสาสมัครสาธารณสุข"),
    ("เลขานุการ", _MEMBERS, "ประธานกลุ่มสตรี"),
    ("เหรัญญิก", _MEMBERS, "กรรมการกลุ่มออมทรัพย์"),
    ("ผู้ช่วยเหรัญญิก", _MEMBERS, ""),
    ("นายทะเบียน", _MEMBERS, "อาสาสมัครสาธารณสุข"),
    ("ฝ่ายสวัสดิการ", _MEMBERS, "ประธานชมรมผู้สูงอายุ"),
    ("ประชาสัมพันธ์", _MEMBERS, ""),
    ("ผู้ตรวจสอบภายใน", _MEMBERS, "ครู"),
    ("กรรมการ", "กำนัน/ผู้ใหญ่บ้าน", "ผู้ใหญ่บ้าน"),
    ("กรรมการ", _LAO, "สมาชิกสภาองค์การบริหารส่วนตำบล"),
    ("ที่ปรึกษา", _LAO, "ปลัดองค์การบริหารส่วนตำบล"),
    ("ที่ปรึกษา", "พระ", "เจ้าอาวาส"),
)
_SAID = {
    "2.helped_by": "สภาองค์กรชุมชนตำบลตัวอย่าง",
    "2.objectives": "เพื่อให้สมาชิกมีสวัสดิการตั้งแต่เกิดจนตาย และช่วยเหลือเกื้อกูลกันในตำบล",
    "4.1.certified": "province",
    "7.culture": "3000.00",
    "7.sport": "ร่วมจัดแข่งกีฬาประจำตำบล",
    "7.environment": "2000.00",
    "7.public": "1500.00",
    "9.1.rules": "yes",
    "9.2.members_kept": "database",
    "9.3.committee_meets": "monthly",
    "9.3.members_meet": "12 months",
    "9.3.minutes": "always",
    "9.3.meetings_in_year": "12",
    "9.4.accounts_current": "yes",
    "9.4.accounts_closed": "monthly",
    "9.5.monitoring_inside": "3 months",
    "9.6.monitoring_outside": "12 months",
    "9.7.reporting": "yes",
    "9.plan": "yes",
    "11.links": "ทำงานร่วมกับสภาองค์กรชุมชนและกลุ่มออมทรัพย์",
    "12.lao": "สมทบงบประมาณและให้ใช้สถานที่ประชุม",
    "12.agencies": "โรงพยาบาลส่งเสริมสุขภาพตำบล",
    "12.private": "ร้านค้าในตำบลบริจาคของรางวัล",
    "13.plans": "เพิ่มสมาชิกให้ครบทุกหมู่บ้าน",
    "14.problems": "สมาชิกบางรายส่งเงินไม่ตรงเวลา",
    "14.solutions": "เก็บเงินประจำหมู่บ้านพร้อมวันประชุม",
    "15.suggestions": "ขอให้แจ้งผลการอนุมัติให้เร็วขึ้น",
    "request.proposer": "คณะกรรมการกองทุน",
    "request.non_cash": "เยี่ยมผู้ป่วยและผู้สูงอายุทุกเดือน",
    "request.strengths": "คณะกรรมการมาจากทุกหมู่บ้าน",
    "request.use": "จ่ายสวัสดิการตามระเบียบเท่านั้น และรายงานในที่ประชุมใหญ่ทุกปี",
    "request.plan": "รับสมาชิกใหม่และจ่ายสวัสดิการตามระเบียบตลอดปี",
}


def invent_committee(founded: date, until: date, seed: int) -> tuple[CommitteeMember, ...]:
    """The people of the committee since the founding; the treasurer changed half-way."""
    chance = Random(f"{seed} officers")
    change = add_months(founded, (until.year - founded.year) * 6)
    people = []
    for seat in _SEATS:
        terms = [(founded, change), (change, None)] if seat[0] == "เหรัญญิก" else [(founded, None)]
        people += [_person(seat, term, chance) for term in terms]
    return tuple(people)


def _person(seat: tuple[str, str, str], term: tuple[date, date | None], chance: Random) -> CommitteeMember:
    position, represents, role = seat
    sex = chance.choice((Sex.FEMALE, Sex.MALE))
    first, last = made_up_name(sex, chance)
    title = "พระ" if represents == "พระ" else "นาง" if sex is Sex.FEMALE else "นาย"
    return CommitteeMember(
        name=PersonName(f"{title}{first} {last}"),
        position=position,
        community_role=role,
        represents=represents,
        phone=Details({"phone": f"000-000-{chance.randrange(10_000):04d}"}),
        since=term[0],
        until=term[1],
    )


def invent_answers(founded: date, until: date) -> Iterator[Answer]:
    """What the fund answers, as of its last day; how it keeps its register has changed since the founding."""
    yield Answer(item="9.2.members_kept", answer="notebook", as_of=founded)
    for item, answer in _SAID.items():
        yield Answer(item=item, answer=answer, as_of=until)
    met = add_months(until, -6)
    yield Answer(item="9.3.last_members_meeting", answer=max(met, founded).isoformat(), as_of=until)
