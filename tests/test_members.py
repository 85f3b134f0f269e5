"""Memberships: who is a member on which day, and registers in which people come back."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given

from communitywelfare.calendar import PartialDate
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Membership, MemberStatus, Person
from communitywelfare.strategies import days, memberships, registers

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
