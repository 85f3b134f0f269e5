"""The register as a whole: what is told of all rows together, each with a count, and what is no fault."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate
from communitywelfare.errors import Finding, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.fund.register_checks import register_findings
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.members import ExitCause, Membership, Person, Register, Sex
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, words

FUND = evolve(make_package(Plan(members=1, years=1, seed=1)).fund, register=Register(()), as_of=date(2024, 9, 30))
DAY = timedelta(days=1)


def someone(place: int, *, born: str = "", title: str = "", left: date | None = None, **details: str) -> Membership:
    """A member of village 1 who is like nobody else."""
    person = Person(
        name=PersonName(f"{title}คนที่{place} สมมุติ{place}"),
        citizen_id=CitizenId.synthetic(place),
        birth=PartialDate.parse(born or f"{1900 + place % 90}-05-{1 + place % 28:02d}"),
        details=Details({"title": title, "house_no": f"{place}", **details}),
    )
    cause = None if left is None else ExitCause.RESIGNED
    return Membership(
        number=f"M{place:04d}", person=person, applied=date(2010, 1, 1), ended=left, cause=cause, village="1"
    )


def of(members: list[Membership], code: str = "register") -> list[Finding]:
    fund = evolve(FUND, register=Register(tuple(members)))
    found = [
        each
        for each in register_findings(fund.register, fund.as_of, range(2, 2 + len(members)))
        if each.code.startswith(code)
    ]
    assert all(words(each, language) for each in found for language in LANGUAGES)
    return found


def told(members: list[Membership]) -> list[str]:
    return [finding.code for finding in of(members)]


def test_a_plain_register_is_told_nothing():
    assert told([]) == []
    assert told([someone(place) for place in range(300)]) == []


@given(st.integers(0, 30), st.integers(1, 60))
def test_births_on_1_january_are_told_where_chance_would_hardly_give_so_many(first, others):
    members = [someone(place, born="1960-01-01") for place in range(first)]
    members += [someone(100 + place, born=f"1960-{1 + place % 11:02d}-03") for place in range(others)]
    expected = (first + others) / 365.2425
    assert told(members) == ["register.first_of_january"] * (first > expected + 5 * expected**0.5 + 2)


def test_years_alone_are_no_placeholders():
    assert told([someone(place, born="1960") for place in range(40)]) == []
    [found] = of([someone(place, born="1960-01-01") for place in range(40)])
    assert (found.severity, found.params["count"], found.params["of"]) == (Severity.WARNING, 40, 40)
    assert found.params["members"] == tuple(f"M{place:04d}" for place in range(5))


def test_a_register_without_leap_days_is_told_where_three_were_to_be_expected():
    def members(count: int) -> list[Membership]:
        return [someone(place, born=f"{1956 + 4 * (place % 5)}-03-{1 + place % 28:02d}") for place in range(count)]

    assert told(members(1_097)) == []
    assert told(members(1_098)) == ["register.no_leap_days"]
    assert told([*members(1_098), someone(2_000, born="1960-02-29")]) == []
    assert told([someone(place, born="1957-03-01") for place in range(1_200)]) == []


def test_many_who_left_on_one_day_are_asked_about():
    day = date(2023, 9, 30)
    gone = [someone(place, left=day) for place in range(20)]
    [found] = of([*gone, *(someone(100 + place) for place in range(180))])
    assert (found.code, found.severity, found.params["on"]) == ("register.mass_exit", Severity.INFO, day)
    assert (found.params["count"], found.params["of"]) == (20, 200)
    assert told([*gone, *(someone(100 + place) for place in range(181))]) == []
    assert told([*gone[1:], someone(900, left=day - DAY)]) == []
    assert told([*gone, *(someone(100 + place, left=day - DAY) for place in range(10))]) == ["register.mass_exit"]
    assert told([evolve(each, cause=ExitCause.DECEASED) for each in gone]) == []


@pytest.mark.parametrize(
    ("title", "born", "is_told"),
    [
        ("เด็กชาย", "2009-09-30", True),
        ("ด.ญ.", "1990-01-02", True),
        ("เด็กชาย", "2009-10-01", False),
        ("นาย", "1990-01-02", False),
        ("", "1990-01-02", False),
    ],
)
def test_a_child_s_title_is_told_from_the_age_of_15_on(title, born, is_told):
    assert told([someone(1, title=title, born=born)]) == ["register.child_titles"] * is_told


def test_who_left_as_a_child_is_none_of_those_who_grew_up():
    assert told([someone(1, title="เด็กชาย", born="2009-09-30", left=date(2020, 1, 1))]) == []


def test_what_is_not_known_of_addresses_is_counted():
    members = [someone(1), evolve(someone(2), village=""), someone(3, house_no="")]
    village, house = of(members)
    assert (village.code, village.params["count"], village.params["members"]) == (
        "register.village_missing",
        1,
        ("M0002",),
    )
    assert (house.code, house.params["count"], house.params["of"]) == ("register.house_missing", 1, 3)
    many = [someone(place) for place in range(10, 20)]
    assert told([someone(1, house_no=""), *many[1:]]) == ["register.house_missing"]
    assert told([someone(1, house_no=""), *many]) == []


def test_places_written_in_several_ways_are_told_once_for_each():
    names = ["บ้านตัวอย่าง"] * 20 + ["บ้านตัวอย่าง "] + ["บ้านตัวอยาง", "บ้านตัอย่าง", "บ้านอื่น"]
    [found] = of([someone(place, village=name) for place, name in enumerate(names)])
    assert found.place.column == "village"
    assert found.params["spellings"] == ("บ้านตัวอย่าง", "บ้านตัวอยาง", "บ้านตัวอย่าง ", "บ้านตัอย่าง")
    assert found.params["times"] == (20, 1, 1, 1)
    assert "rows" not in found.params  # by that name findings say which rows of a sheet they are about


def test_places_with_names_of_their_own_are_no_spellings_of_others():
    names = ["บ้านสวนบน"] * 20 + ["บ้านสวนบล"] * 3 + ["หมู่ 1"] * 20 + ["หมู่ 2", "วัง"] + ["วัด"] * 20
    assert told([someone(place, village=name) for place, name in enumerate(names)]) == []


def test_of_many_hundred_places_only_those_of_one_sound_are_told():
    names = [f"บ้าน{chr(0x0E01 + n % 40)}{chr(0x0E01 + n // 40)}ตัวอย่าง" for n in range(400)]
    assert len(of([someone(n, village=name) for n, name in enumerate(names)])) <= len(names)


def test_pairs_that_may_be_one_person_name_the_later_row():
    one, other = someone(1), someone(2)
    like = evolve(other, person=evolve(other.person, name=one.person.name, birth=one.person.birth))
    [found] = of([one, like], "member")
    assert (found.place.row, found.place.record, found.severity) == (3, "M0002", Severity.INFO)
    assert "เลขประจำตัวประชาชน" in words(found, "th")
    unknown = evolve(like, person=evolve(like.person, citizen_id=None))
    assert [each.severity for each in of([one, unknown], "member")] == [Severity.WARNING]


def test_pairs_of_one_id_are_told_once_by_what_they_are():
    fund = evolve(make_package(Plan(members=5, years=1, seed=1)).fund, absent=frozenset())
    member = fund.register.memberships[0]
    twice = evolve(fund, register=fund.register.adding(evolve(member, number="X1")))
    new = {each.code for each in check(twice)} - {each.code for each in check(fund)}
    assert new == {"id.two_active"} | {each for each in new if each == "member.enrolled_again"}


def test_sexes_of_titles_are_compared_only_where_both_are_known():
    def is_told(title: str, sex: Sex) -> bool:
        member = someone(1, title=title)
        fund: Fund = evolve(FUND, register=Register((evolve(member, person=evolve(member.person, sex=sex)),)))
        return "member.title_of_other_sex" in {each.code for each in check(fund)}

    assert is_told("นาง", Sex.MALE)
    assert is_told("เด็ก ชาย", Sex.FEMALE)
    assert is_told("Mr.", Sex.FEMALE)
    assert not is_told("นาง", Sex.FEMALE)
    assert not is_told("นาง", Sex.UNKNOWN)
    assert not is_told("ด.ต.", Sex.FEMALE)
    assert not is_told("ท่าน", Sex.MALE)
