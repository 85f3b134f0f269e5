"""Memberships: who is a member on which day, and registers in which people come back."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import PartialDate
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Membership, MemberStatus, Merge, Person, Register
from communitywelfare.strategies import days, memberships, merges, registers

JOINED = date(2020, 5, 1)
PERSON = Person(name=PersonName("สมชาย"), citizen_id=CitizenId.synthetic(1), birth=PartialDate.parse("1960-02-29"))
MEMBER = Membership(number="M0001", person=PERSON, applied=JOINED)
DAY = timedelta(days=1)


def ended(on: date, cause: ExitCause) -> Membership:
    return evolve(MEMBER, ended=on, cause=cause)


@pytest.mark.parametrize("cause", ExitCause)
def test_whoever_leaves_on_the_day_itself_is_no_member_at_its_end(cause):
    member = ended(date(2024, 9, 30), cause)
    assert member.is_current(date(2024, 9, 29))
    assert not member.is_current(date(2024, 9, 30))


def test_whoever_joins_on_the_day_is_a_member_at_its_end():
    assert MEMBER.is_current(JOINED)
    assert not MEMBER.is_current(JOINED - DAY)


def test_the_dead_were_members_on_the_day_they_died_and_not_after():
    member = ended(date(2024, 9, 30), ExitCause.DECEASED)
    assert member.covers(date(2024, 9, 30))
    assert not member.covers(date(2024, 10, 1))
    assert not member.covers(JOINED - DAY)


@pytest.mark.parametrize("cause", [cause for cause in ExitCause if cause is not ExitCause.DECEASED])
def test_whoever_left_is_not_covered_on_the_day_of_leaving(cause):
    assert not ended(date(2024, 9, 30), cause).covers(date(2024, 9, 30))
    assert ended(date(2024, 9, 30), cause).covers(date(2024, 9, 29))


def test_a_death_whose_day_is_not_known_ends_no_cover():
    assert evolve(MEMBER, cause=ExitCause.DECEASED).covers(date(2024, 1, 1))


@given(memberships(), days())
def test_dates_decide_what_the_status_is(membership, day):
    status = membership.derived_status(day)
    assert (status is MemberStatus.ACTIVE) == membership.is_current(day)
    assert (status is MemberStatus.PENDING) == (day < membership.applied and not has_ended(membership, day))
    if has_ended(membership, day):
        assert status.value == membership.cause.value


def has_ended(membership: Membership, day: date) -> bool:
    return membership.ended is not None and membership.ended <= day


def test_an_end_without_a_cause_is_an_unknown_status():
    member = evolve(MEMBER, ended=date(2024, 1, 1))
    assert member.derived_status(date(2024, 1, 1)) is MemberStatus.UNKNOWN


@given(memberships(), days())
def test_a_current_member_is_covered_and_only_the_dead_are_covered_longer(membership, day):
    assert membership.is_current(day) <= membership.covers(day)
    if membership.covers(day) and not membership.is_current(day):
        assert membership.cause is ExitCause.DECEASED
        assert membership.ended == day


def test_age_counts_completed_years_also_for_the_leap_day():
    assert PERSON.age(date(2024, 2, 28)) == 63
    assert PERSON.age(date(2024, 2, 29)) == 64
    assert PERSON.age(date(2025, 2, 28)) == 65
    assert evolve(PERSON, birth=PartialDate.parse("1960")).age(date(2024, 1, 1)) == 64
    assert evolve(PERSON, birth=None).age(date(2024, 1, 1)) is None


@given(registers(), days())
def test_current_members_are_those_of_the_register_in_its_order(register, day):
    assert register.current(day) == tuple(each for each in register if each.is_current(day))
    assert len(register) == len(register.memberships) == len(register.by_number)


@given(registers())
def test_the_memberships_of_a_person_are_found_from_each_of_them_earliest_first(register):
    for membership in register:
        same = register.of_same_person(membership)
        assert membership in same
        assert [each.applied for each in same] == sorted(each.applied for each in same)
        assert all(each.person.citizen_id == membership.person.citizen_id for each in same)
        if membership.person.citizen_id is None:
            assert same == (membership,)


@given(registers(min_size=1), memberships(number="N1"))
def test_a_register_grows_and_changes_without_forgetting(register, membership):
    grown = register.adding(membership)
    assert tuple(grown)[:-1] == tuple(register)
    assert grown.by_number["N1"] == membership
    changed = grown.replacing(evolve(membership, village="9"))
    assert changed.by_number["N1"].village == "9"
    assert tuple(changed)[:-1] == tuple(register)
    assert register.replacing(membership) == register


# --- whose membership is whose -----------------------------------------------------------------------------

DECIDED = Merge(kept="A", other="B", verdict="SAME", decided_on=date(2024, 1, 1), decided_by="ก", reason="ข")


@composite
def decided_registers(draw: DrawFn) -> Register:
    """Registers of a few citizen IDs, some numbers twice by mistake, with decisions on numbers that may be unknown."""
    ids = st.sampled_from([None, CitizenId.synthetic(1), CitizenId.synthetic(2)])
    numbers = draw(st.lists(st.sampled_from("ABCDEF"), max_size=6))
    rows = tuple(
        evolve(MEMBER, number=number, applied=draw(days()), person=evolve(PERSON, citizen_id=draw(ids)))
        for number in numbers
    )
    on = st.sampled_from([date(2024, 1, 1), date(2024, 1, 2)])
    taken = [draw(merges(numbers="ABCDEFG")) for _each in range(draw(st.integers(0, 5)))]
    return Register(rows, tuple(evolve(merge, decided_on=draw(on)) for merge in taken))


def holding(register: Register) -> dict[frozenset[str], bool]:
    """What was decided last about each pair, decision by decision."""
    found: dict[frozenset[str], tuple[date, bool]] = {}
    for merge in register.merges:
        pair = frozenset((merge.kept, merge.other))
        if pair not in found or merge.decided_on >= found[pair][0]:
            found[pair] = merge.decided_on, merge.is_same
    return {pair: is_same for pair, (_day, is_same) in found.items()}


def hang_together(register: Register, one: Membership, other: Membership) -> bool:
    """By the words of the docstring, row by row, nothing remembered."""
    said, spoken = holding(register), {number for pair in holding(register) for number in pair}
    group = [one]
    for member in group:
        for row in register:
            pair = frozenset((member.number, row.number))
            known = member.person.citizen_id is not None and member.person.citizen_id == row.person.citizen_id
            doubled = member.number == row.number and bool(spoken & {each.number for each in group})
            if row not in group and (said.get(pair, known) or doubled):
                group.append(row)
    return other in group


@given(decided_registers())
def test_whose_memberships_are_one_persons_is_what_ids_and_the_newest_decisions_say(register):
    if len({each.number for each in register}) < len(register):
        return
    for one in register:
        same = register.of_same_person(one)
        assert set(same) == {each for each in register if hang_together(register, one, each)}
        assert [each.applied for each in same] == sorted(each.applied for each in same)


@given(decided_registers())
def test_a_person_has_one_key_and_nobody_else_has_it(register):
    for one in register:
        key = register.person_key(one)
        assert one in register.of_same_person(one)
        if key is not None:
            assert [each for each in register if register.person_key(each) == key] == [
                each for each in register if each in register.of_same_person(one)
            ]
        else:
            assert register.of_same_person(one) == (one,)


def two(one_id: int | None, other_id: int | None, *merges: Merge) -> Register:
    ids = [None if number is None else CitizenId.synthetic(number) for number in (one_id, other_id)]
    one, other = (evolve(PERSON, citizen_id=citizen_id) for citizen_id in ids)
    return Register((evolve(MEMBER, number="A", person=one), evolve(MEMBER, number="B", person=other)), merges)


def persons_in(register: Register) -> int:
    return len({register.of_same_person(each) for each in register})


@pytest.mark.parametrize(
    ("register", "persons"),
    [
        (two(1, 1), 1),
        (two(1, 2), 2),
        (two(None, None), 2),
        (two(1, 2, DECIDED), 1),
        (two(None, None, DECIDED), 1),
        (two(1, None, DECIDED), 1),
        (two(1, 1, evolve(DECIDED, verdict="DIFFERENT")), 2),
        (two(1, 1, evolve(DECIDED, verdict="DIFFERENT"), evolve(DECIDED, kept="B", other="A")), 1),
        (two(1, 2, evolve(DECIDED, decided_on=date(2024, 5, 1)), evolve(DECIDED, verdict="DIFFERENT")), 1),
        (two(1, 2, evolve(DECIDED, other="X")), 2),
    ],
)
def test_a_decision_goes_before_a_citizen_id_and_the_newest_before_older_ones(register, persons):
    assert persons_in(register) == persons


def test_a_register_keeps_its_decisions_when_it_grows_and_changes():
    register = two(1, 2).deciding(DECIDED)
    assert persons_in(register.adding(evolve(MEMBER, number="C"))) == 1 + (MEMBER.person.citizen_id is None)
    assert register.replacing(evolve(MEMBER, number="A", village="9")).merges == (DECIDED,)
