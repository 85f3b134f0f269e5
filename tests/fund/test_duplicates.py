"""Who may be in the register twice: everybody compared with everybody finds the same pairs."""

from datetime import date
from itertools import combinations, permutations

import pytest
from attrs import evolve
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import PartialDate
from communitywelfare.fund import Fund
from communitywelfare.fund.duplicates import Candidate, Confidence, Trait, duplicate_candidates
from communitywelfare.fund.name_keys import are_nearly_equal, loose_keys, plain_keys
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.members import ExitCause, Membership, Merge, Person, Register
from communitywelfare.strategies import merges
from communitywelfare.synthetic import Plan, make_package

FUND = evolve(make_package(Plan(members=1, years=1, seed=1)).fund, register=Register(()))
BORN = PartialDate(date(1960, 4, 5))
WRONG = CitizenId("9000000000018")


def someone(
    number: str,
    name: str = "นายสมชาย สมมุติสุข",
    *,
    citizen_id: CitizenId | None = None,
    birth: PartialDate | None = None,
    house: str = "",
    years: tuple[int, int | None] = (2015, None),
) -> Membership:
    """A member of village 1, from a year to another."""
    details = Details({"house_no": house, "subdistrict": "ตัวอย่าง"})
    person = Person(name=PersonName(name), citizen_id=citizen_id, no_id_reason="x", birth=birth, details=details)
    joined, left = years
    ended = None if left is None else date(left, 1, 1)
    cause = None if left is None else ExitCause.RESIGNED
    return Membership(number=number, person=person, applied=date(joined, 1, 1), ended=ended, cause=cause, village="1")


def candidates(*members: Membership, decided: tuple[Merge, ...] = ()) -> tuple[Candidate, ...]:
    return duplicate_candidates(Register(members, decided))


# --- everybody with everybody ------------------------------------------------------------------------------

NAMES = [
    "นายสมชาย สมมุติสุข",
    "สมชาย  สมมุติสุข",
    "นายสมชาย สมมุติศุข",
    "นางสาวสมหญิง สมมุติสุข",
    "นายสมชัย สมมุติสุข",
    "ก ข",
    "ก ค",
    "",
]
BIRTHS = [None, BORN, PartialDate(date(1960, 4, 6)), PartialDate.parse("1960"), PartialDate.parse("1961")]
IDS = [None, CitizenId.synthetic(1), CitizenId.synthetic(2), WRONG]


@composite
def funds_of_likes(draw: DrawFn) -> Fund:
    """Registers in which people share names, births, houses and citizen IDs, with decisions on some pairs."""
    numbers = "ABCDEFGH"[: draw(st.integers(0, 8))]
    members = tuple(
        someone(
            number,
            draw(st.sampled_from(NAMES)),
            citizen_id=draw(st.sampled_from(IDS)),
            birth=draw(st.sampled_from(BIRTHS)),
            house=draw(st.sampled_from(["", "1", "1 ", "2"])),
            years=draw(st.sampled_from([(2010, 2012), (2012, None), (2015, 2018), (2018, None)])),
        )
        for number in numbers
    )
    decided = draw(st.lists(merges(numbers=numbers), max_size=3)) if len(numbers) > 1 else []
    return evolve(FUND, register=Register(members, tuple(decided)))


def distance(one: str, other: str) -> int:
    """The least number of letters added, left out, changed or swapped with the next."""
    if not one or not other:
        return len(one) + len(other)
    ways = [
        1 + distance(one[1:], other),
        1 + distance(one, other[1:]),
        (one[0] != other[0]) + distance(one[1:], other[1:]),
    ]
    if len(one) > 1 and one[:2] == other[1::-1]:
        ways.append(1 + distance(one[2:], other[2:]))
    return min(ways)


@given(st.text("กขค", max_size=5), st.text("กขค", max_size=5))
@example("กขค", "ขกค")
@example("กขค", "กคข")
@example("กขคก", "ขกคข")
def test_names_are_nearly_equal_when_one_change_makes_them_equal(one, other):
    assert are_nearly_equal(one, other) == (distance(one, other) <= 1)


def born_apart(one: Membership, other: Membership) -> bool:
    births = [str(each.person.birth or "") for each in (one, other)]
    return not (births[0].startswith(births[1]) or births[1].startswith(births[0]))


def names_of(membership: Membership) -> tuple[str, str]:
    [plain] = plain_keys([membership.person.name.reveal("test")])
    return plain, loose_keys([plain])[0]


def alike(one: Membership, other: Membership) -> bool:
    (_plain, a), (_other, b) = names_of(one), names_of(other)
    near = min(len(a), len(b)) >= 6 and abs(len(a) - len(b)) < 2 and are_nearly_equal(a, b)
    return a == b or (near and not born_apart(one, other))


def is_proposed(one: Membership, other: Membership) -> bool:
    """Any of the three reasons, said one by one."""
    name, other_name = names_of(one)[0], names_of(other)[0]
    ids = {one.person.citizen_id, other.person.citizen_id}
    one_id = len(ids) == 1 and None not in ids
    births = {one.person.birth, other.person.birth}
    one_birth = len(births) == 1 and len(str(one.person.birth)) == len("1960-04-05")
    houses = {each.person.details.reveal("test").get("house_no", "").strip() for each in (one, other)}
    one_house = len(houses) == 1 and "" not in houses
    one_after_the_other = any(a.ended is not None and a.ended <= b.applied for a, b in permutations((one, other)))
    named = name != "" and other_name != ""
    if one_id and named and alike(one, other) and one_after_the_other:
        return False
    return one_id or (named and ((name == other_name and one_birth) or (one_house and alike(one, other))))


def decided_by(register: Register, one: str, other: str) -> bool:
    """Whether somebody decided about the two, or decided that others make them one."""
    same = {merge.pair for merge in register.decisions.values() if merge.is_same}
    group = [one]
    for number in group:
        group.extend(each for pair in same if number in pair for each in pair if each not in group)
    return frozenset((one, other)) in register.decisions or other in group


@given(funds_of_likes())
def test_everybody_compared_with_everybody_gives_the_same_pairs(fund):
    found = {(each.one, each.other) for each in duplicate_candidates(fund.register)}
    assert found == {
        (one.number, other.number)
        for one, other in combinations(fund.register, 2)
        if is_proposed(one, other) and not decided_by(fund.register, one.number, other.number)
    }


@given(funds_of_likes(), st.data())
def test_a_pair_that_was_decided_on_is_not_proposed_again(fund, data):
    for pair in duplicate_candidates(fund.register):
        merge = data.draw(merges(numbers=(pair.one, pair.other), at_least=date(2024, 1, 1)))
        again = evolve(fund, register=fund.register.deciding(merge))
        assert (pair.one, pair.other) not in {(each.one, each.other) for each in duplicate_candidates(again.register)}


@given(funds_of_likes())
def test_the_likeliest_come_first_and_nobody_is_said_to_agree_and_differ_in_one_thing(fund):
    found = duplicate_candidates(fund.register)
    order = list(Confidence)
    assert [each.confidence for each in found] == sorted((each.confidence for each in found), key=order.index)
    for each in found:
        assert each.agrees
        assert not set(each.agrees) & set(each.differs)
        assert {Trait.NAME, Trait.SIMILAR_NAME} & {*each.agrees, *each.differs} != {Trait.NAME, Trait.SIMILAR_NAME}


# --- reasons and confidence --------------------------------------------------------------------------------

ONE, TWO = CitizenId.synthetic(1), CitizenId.synthetic(2)
T = Trait


@pytest.mark.parametrize(
    ("one", "other", "agrees", "differs", "confidence"),
    [
        ({"citizen_id": ONE}, {"citizen_id": ONE}, {T.CITIZEN_ID, T.NAME}, set(), "high"),
        ({"citizen_id": ONE}, {"citizen_id": ONE, "name": "มาลี ก"}, {T.CITIZEN_ID}, {T.NAME}, "medium"),
        (
            {"citizen_id": ONE, "birth": BORN},
            {"citizen_id": ONE, "birth": PartialDate.parse("1970"), "name": "มาลี ก"},
            {T.CITIZEN_ID},
            {T.NAME, T.BIRTH},
            "low",
        ),
        ({"birth": BORN}, {"birth": BORN}, {T.NAME, T.BIRTH}, set(), "medium"),
        ({"birth": BORN, "house": "1"}, {"birth": BORN, "house": "1"}, {T.NAME, T.BIRTH, T.HOUSE}, set(), "high"),
        (
            {"birth": BORN, "citizen_id": ONE},
            {"birth": BORN, "citizen_id": TWO},
            {T.NAME, T.BIRTH},
            {T.CITIZEN_ID},
            "low",
        ),
        ({"birth": BORN, "citizen_id": ONE}, {"birth": BORN, "citizen_id": WRONG}, {T.NAME, T.BIRTH}, set(), "medium"),
        ({"house": "1"}, {"house": "1"}, {T.NAME, T.HOUSE}, set(), "medium"),
        ({"house": "1"}, {"house": "1", "name": "นายสมชาย สมมุติศุข"}, {T.SIMILAR_NAME, T.HOUSE}, set(), "low"),
    ],
)
def test_what_agrees_and_what_differs_makes_the_confidence(one, other, agrees, differs, confidence):
    [found] = candidates(someone("A", **one), someone("B", **other))
    assert (set(found.agrees), set(found.differs), found.confidence.value) == (agrees, differs, confidence)


def test_who_left_and_joined_again_is_no_duplicate():
    before, after = someone("A", citizen_id=ONE, years=(2010, 2012)), someone("B", citizen_id=ONE, years=(2012, None))
    assert candidates(before, after) == ()
    assert candidates(before, evolve(after, person=evolve(after.person, name=PersonName("ด.ช.สมชาย สมมุติศุข")))) == ()
    [married] = candidates(before, evolve(after, person=evolve(after.person, name=PersonName("สมชาย ตัวอย่าง"))))
    assert married.differs == (Trait.NAME,)
    assert len(candidates(evolve(before, ended=date(2012, 1, 2)), after)) == 1


def test_brothers_with_names_that_are_nearly_one_are_told_apart_by_their_births():
    one = someone("A", "สมชาย สมมุติสุข", house="1", birth=BORN)
    other = someone("B", "สมหาย สมมุติสุข", house="1")
    assert len(candidates(one, other)) == 1
    assert candidates(one, evolve(other, person=evolve(other.person, birth=PartialDate.parse("1962")))) == ()


def test_a_household_is_a_house_too_and_a_house_without_a_village_is_none():
    one, other = someone("A", house="1"), someone("B", house="2")
    assert candidates(one, other) == ()
    assert len(candidates(evolve(one, household="H1"), evolve(other, household="H1"))) == 1
    assert candidates(evolve(one, village=""), evolve(someone("B", house="1"), village="")) == ()
    assert candidates(one, evolve(someone("B", house="1"), village="2")) == ()


def test_who_is_one_person_by_two_decisions_is_not_asked_about_again():
    three = [someone(number, birth=BORN) for number in "ABC"]
    decided = [
        Merge(kept=kept, other=other, verdict="SAME", decided_on=date(2024, 1, 1), decided_by="ก", reason="ข")
        for kept, other in ("AB", "BC")
    ]
    assert [(each.one, each.other) for each in candidates(*three, decided=(decided[0],))] == [("A", "C"), ("B", "C")]
    assert candidates(*three, decided=tuple(decided)) == ()


def test_a_number_that_stands_twice_is_no_pair():
    assert candidates(someone("A", citizen_id=ONE), someone("A", citizen_id=ONE)) == ()


@pytest.mark.parametrize("common", [{"citizen_id": ONE}, {"birth": BORN}, {"house": "1"}])
def test_of_very_many_that_agree_each_is_named_with_the_first(common):
    members = tuple(someone(f"M{number:05d}", **common) for number in range(3_000))
    found = candidates(*members)
    assert [(each.one, each.other) for each in found] == [("M00000", each.number) for each in members[1:]]


def test_names_are_compared_without_titles_spaces_and_what_looks_the_same():
    names = ["นายแดง  น้ำใจ", "ด.ช. เเดง น\u0e4d\u0e49าใจ", "นาย.แดง-น้ำใจ\u200b", "Mr แดง\nน้ำใจ"]
    assert plain_keys(names)[:2] == ["แดงน้ำใจ"] * 2
    assert len(plain_keys(names)) == len(names)
    assert plain_keys([]) == loose_keys([]) == []


@given(st.lists(st.text(), min_size=1))
@example(["a\nb", "c"])
def test_each_name_has_its_own_keys_whatever_stands_beside_it(names):
    plain = plain_keys(names)
    assert plain == [plain_keys([name])[0] for name in names]
    assert loose_keys(plain) == [loose_keys([key])[0] for key in plain]
