"""Exposure: the same as looking at every member on every day."""

from collections import Counter
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate, whole_years
from communitywelfare.identity import PersonName
from communitywelfare.members import ExitCause, Membership, Person, Sex
from communitywelfare.simulation.exposure import Span, exposure, span_of
from communitywelfare.strategies import days, registers

EARLY, LATE = date(2015, 12, 20), date(2020, 3, 5)


@st.composite
def spans(draw):
    first, last = sorted((draw(days(at_least=EARLY, at_most=LATE)), draw(days(at_least=EARLY, at_most=LATE))))
    return Span(first, last)


def every_day(span: Span):
    return (span.first + timedelta(days=ahead) for ahead in range((span.last - span.first).days + 1))


@given(registers(), spans())
def test_exposure_is_what_counting_every_member_on_every_day_gives(register, span):
    by_age, by_tenure = Counter(), Counter()
    for membership in register:
        for day in every_day(span):
            if membership.covers(day):
                by_tenure[whole_years(membership.applied, day), day.year] += 1
                age = membership.person.age(day)
                if membership.person.sex in {Sex.MALE, Sex.FEMALE} and age is not None:
                    by_age[membership.person.sex, age, day.year] += 1

    found = exposure(register, span)
    assert dict(found.by_age) == dict(by_age)
    assert dict(found.by_tenure) == dict(by_tenure)


@given(registers(), spans(), st.integers(0, 2000))
def test_two_spans_that_meet_have_together_what_the_whole_has(register, span, at):
    middle = span.first + timedelta(days=at % span.days)
    whole = exposure(register, span)
    parts = [exposure(register, Span(span.first, middle))]
    if middle < span.last:
        parts.append(exposure(register, Span(middle + timedelta(days=1), span.last)))

    assert sum((Counter(part.by_age) for part in parts), Counter()) == whole.by_age
    assert sum((Counter(part.by_tenure) for part in parts), Counter()) == whole.by_tenure


def member(*, born: str = "1960", sex: str = "F", ended: date | None = None, cause: ExitCause | None = None):
    person = Person(name=PersonName("ก"), citizen_id=None, sex=sex, birth=PartialDate.parse(born) if born else None)
    return Membership(number="1", person=person, applied=date(2019, 1, 31), ended=ended, cause=cause)


def test_the_day_of_a_death_counts_and_the_day_of_leaving_does_not():
    within = Span(date(2019, 1, 1), date(2019, 12, 31))
    died = member(ended=date(2019, 2, 2), cause=ExitCause.DECEASED)
    left = member(ended=date(2019, 2, 2), cause=ExitCause.MOVED)

    assert span_of(died, within).days == 3
    assert span_of(left, within).days == 2
    assert span_of(member(ended=date(2019, 1, 31), cause=ExitCause.MOVED), within) is None


def test_who_is_born_on_29_february_is_a_year_older_on_the_28th():
    found = exposure([member(born="1960-02-29")], Span(date(2019, 2, 27), date(2019, 2, 28)))

    assert found.by_age == {(Sex.FEMALE, 58, 2019): 1, (Sex.FEMALE, 59, 2019): 1}


def test_members_without_a_sex_or_a_birth_are_counted_apart():
    within = Span(date(2019, 2, 1), date(2019, 2, 1))
    found = exposure([member(sex="X"), member(sex="U", born=""), member(born="")], within)

    assert found.by_age == {}
    assert found.by_tenure == {(0, 2019): 3}
    assert found.left_out == {"no_sex": 2, "no_birth": 1}
