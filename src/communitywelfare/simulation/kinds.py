"""Kinds of people (กลุ่มคนที่ระเบียบตอบเหมือนกัน): who was born, or joined, so that clauses answer them alike."""

from collections.abc import Iterable
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules import Benefit
from communitywelfare.rules.columns.days import first_of_month, first_of_year, month_of
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.rules.schedules import Every, Schedule
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.tariff import day_of
from communitywelfare.simulation.turning import Turning, stretches

__all__ = ["Kinds", "asked_days", "due_days", "kinds_of_birth", "kinds_of_joining"]

Whole = NDArray[np.int64]
_NO_DAYS = np.zeros(0, np.int64)


def asked_days(clauses: Iterable[Benefit], horizon: Horizon, *, by_events: bool) -> Whole:
    """The days on which clauses may fall due, other than on birthdays; and on which things happen, if that is asked."""
    found = [day_of(horizon, np.arange(horizon.months))] if by_events else []
    schedules = (clause.schedule for clause in clauses)
    found += [due_days(schedule, horizon) for schedule in schedules if schedule is not None and schedule.every]
    return np.unique(np.concatenate([_NO_DAYS, *found]))


def due_days(schedule: Schedule, horizon: Horizon) -> Whole:
    """The days on which something falls due by the month or the year, of all years that a projection touches."""
    if schedule.every is Every.MONTH:
        return first_of_month(np.arange(horizon.months) + horizon.since_1970)
    return first_of_year(np.array([*horizon.years]), np.array(schedule.on.month), np.array(schedule.on.day))


@frozen(eq=False)
class Kinds:
    """A number for each day of a range, such that people of one number are answered alike."""

    least: int
    number: Whole

    @classmethod
    def of(cls, turning: Turning, clock: Clock, days: Whole, *, asked: Whole, fixed: Whole = _NO_DAYS) -> Self:
        """The kinds of people whose time begins on some days; see `stretches`."""
        least = int(days.min())
        each = np.arange(least, int(days.max()) + 1)
        return cls(least, stretches(turning, clock, each, asked=asked, fixed=fixed))

    def at(self, days: Whole) -> Whole:
        """The kind of each day."""
        return self.number.take(days - self.least)

    def __len__(self) -> int:
        return int(self.number[-1]) + 1


def kinds_of_birth(people: Population, turning: Turning, asked: Whole) -> Whole:
    """A number for each member: those of one number were born in one month, and all clauses answer them alike."""
    kinds = Kinds.of(turning, Clock.AGE, people.birth, asked=asked, fixed=_firsts(people.birth))
    found = people.sex * np.int64(len(kinds)) + kinds.at(people.birth)
    if CodeFact.GROUP in turning.codes:
        found = found * (int(people.groups.max()) + 1) + people.groups
    return found


def kinds_of_joining(people: Population, turning: Turning, asked: Whole, fixed: Whole) -> Whole:
    """A number for each member: those of one number joined in one month, and all clauses answer them alike."""
    turns = np.unique(np.concatenate([_firsts(people.joined), fixed]))
    kinds = Kinds.of(turning, Clock.MEMBERSHIP, people.joined, asked=asked, fixed=turns)
    found = kinds.at(people.joined)
    if people.tenure_from is people.joined or np.array_equal(people.tenure_from, people.joined):
        return found
    tenures = Kinds.of(turning, Clock.MEMBERSHIP, people.tenure_from, asked=asked)
    return found * len(tenures) + tenures.at(people.tenure_from)


def _firsts(days: Whole) -> Whole:
    """The first days of the months in which some days lie."""
    first, last = month_of(np.array([days.min(), days.max()])).tolist()
    return first_of_month(np.arange(first, last + 1))
