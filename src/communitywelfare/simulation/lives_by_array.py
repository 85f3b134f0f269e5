"""Lives drawn with numpy alone: calendar years of many lives at a time, in the order of the lives."""

from collections.abc import Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.simulation import philox
from communitywelfare.simulation.chances import Chances
from communitywelfare.simulation.draws import Address, Purpose, Words, place_of, uniforms, uniforms_of
from communitywelfare.simulation.happenings import Happened, Happening
from communitywelfare.simulation.lifetimes import Exit, Exits, Survival, compete, exit_months, exit_months_by_year
from communitywelfare.simulation.outcomes import exp_minus, exponential, some_events

__all__ = ["lived_by_array"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
_Events = tuple[Whole, Whole, Whole, Whole]

_AT_ONCE = 65_536  # years of lives that are drawn together: their columns stay in a processor's cache


def lived_by_array(chances: Chances) -> tuple[Exits, Happened]:
    """When lives end, and what happens in them: by life, month and `Happening`."""
    exits = _exits(chances)
    drawing = _Drawing(chances, exits)
    return exits, Happened.together([Happened.empty(0), *(drawing.some(*each) for each in drawing.blocks())])


def _exits(chances: Chances) -> Exits:
    """When each life ends, and how: all lives of a future, one future after the other."""
    tables, levels = chances.tables, chances.levels
    died = _exit(chances, Purpose.EXIT_DEATH, (tables.deaths, chances.born), levels.deaths)
    left = _exit(chances, Purpose.EXIT_LEAVING, (tables.leaving, chances.joined), levels.leaving)
    return compete(died, left, horizon=chances.months)


def _exit(chances: Chances, purpose: Purpose, by: tuple[Floats, Whole], levels: Floats) -> NDArray[np.int32]:
    table, row = by
    entry = chances.people.entry
    address = Address(member=chances.people.uid, purpose=purpose, scenario=chances.levels.scenarios[:, None])
    drawn = uniforms(chances.seed, address)
    found = np.empty(drawn.shape, np.int32)
    is_even = (levels == levels[:, :1]).all(axis=1)
    even, uneven = np.flatnonzero(is_even), np.flatnonzero(~is_even)
    found[even] = entry + exit_months(
        Survival(table), drawn[even], start=entry, table=row, horizon=chances.months - entry, level=levels[even, :1]
    )
    rows, row = np.unique(row, return_inverse=True)
    own = Survival(table[rows])
    for future in uneven.tolist():
        found[future] = exit_months_by_year(
            own, drawn[future], start=entry, table=row, levels=levels[future], begins=chances.yearly.begins
        )
    return found.reshape(-1)


@frozen(eq=False)
class _Cells:
    """Calendar years of some people, those of one after those of another: what is drawn for each, and expected."""

    member: Words
    admissions: Words
    births: Words
    mean_admissions: Floats
    no_admission: Floats
    mean_births: Floats
    may_give_birth: Flags

    @classmethod
    def of(cls, chances: Chances, persons: slice) -> "_Cells":
        born, years = chances.born[persons], np.arange(chances.yearly.years, dtype=np.uint64)
        year = years + np.uint64(chances.tables.horizon.first.year)
        births = chances.yearly.births[born].reshape(-1)
        return cls(
            np.repeat(chances.people.uid[persons], chances.yearly.years),
            np.tile(place_of(Purpose.YEAR_OF_ADMISSIONS, year), len(born)),
            np.tile(place_of(Purpose.BIRTH, year), len(born)),
            chances.yearly.admissions[born].reshape(-1),
            chances.yearly.no_admission[born].reshape(-1),
            births,
            births > 0,
        )


class _Drawing:
    """One run over all lives, some at a time: several futures of all people, or one of some of them."""

    def __init__(self, chances: Chances, exits: Exits) -> None:
        self.chances, self.exits = chances, exits
        self.count, self.years = len(chances.people), chances.yearly.years
        self.seed = np.uint64(chances.seed)
        self.scenarios = chances.levels.scenarios.astype(np.uint64)
        self.first_year = chances.entry_year
        self.last_year = chances.yearly.of_month[exits.month].reshape(-1, self.count)

    def blocks(self) -> Iterator[tuple[slice, slice, _Cells]]:
        """Futures, people and what there is of these: in the order of the lives."""
        futures, people = len(self.scenarios), max(1, _AT_ONCE // self.years)
        if self.count > people:
            for future in range(futures):
                for start in range(0, self.count, people):
                    persons = slice(start, min(start + people, self.count))
                    yield slice(future, future + 1), persons, _Cells.of(self.chances, persons)
            return
        persons, at_once = slice(0, self.count), people // self.count
        cells = _Cells.of(self.chances, persons)
        for start in range(0, futures, at_once):
            yield slice(start, min(start + at_once, futures)), persons, cells

    def some(self, futures: slice, persons: slice, cells: _Cells) -> Happened:
        """What happens in some lives."""
        year = np.arange(self.years)
        there = (self.first_year[persons, None] <= year) & (year <= self.last_year[futures, persons, None])
        first = futures.start * self.count + persons.start
        stop = first + there.shape[0] * there.shape[1]
        there = there.reshape(len(there), -1)
        parts = [
            self._deaths(slice(first, stop)),
            self._admissions(futures, persons, there, cells),
            self._births(futures, persons, there, cells),
        ]
        who, what, month, units = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(((who - first) * self.chances.months + month) * len(Happening) + what, kind="stable")
        return Happened(
            who=who[order].astype(np.int32),
            what=what[order].astype(np.int8),
            month=month[order].astype(np.int16),
            units=units[order].astype(np.int32),
        )

    def _deaths(self, lives: slice) -> _Events:
        rows = np.flatnonzero(self.exits.how[lives] == Exit.DIED) + lives.start
        return rows, np.full(len(rows), Happening.DEATH), self.exits.month[rows].astype(np.int64), np.ones_like(rows)

    def _admissions(self, futures: slice, persons: slice, there: Flags, cells: _Cells) -> _Events:
        """The stays in hospital that begin."""
        future, cell = _where(futures, there)
        level, scenario = self.chances.levels.admissions, self.scenarios[future]
        drawn = self._uniforms(cells.member.take(cell), cells.admissions.take(cell) | scenario)
        if (level[futures] == 1).all():
            none = cells.no_admission.take(cell)
        else:
            none = exp_minus(cells.mean_admissions.take(cell) * level[future, cell % self.years])
        some = np.flatnonzero(drawn >= none)
        future, cell = _taken(future, some), cell[some]
        mean = cells.mean_admissions.take(cell)
        times = some_events(drawn[some], mean * level[future, cell % self.years], none[some])
        which = np.repeat(np.arange(len(some)), times)
        number = np.arange(len(which)) - np.repeat(np.cumsum(times) - times, times)
        return self._stays(persons, (_taken(future, which), cell[which], number), cells)

    def _stays(self, persons: slice, at: tuple[Whole, Whole, Whole], cells: _Cells) -> _Events:
        """The month and the nights of stays; both are of one block of chance."""
        chances, (future, cell, number) = self.chances, at
        person, year = np.divmod(cell, self.years)
        person += persons.start
        calendar = year.astype(np.uint64) + np.uint64(chances.tables.horizon.first.year)
        member = cells.member.take(cell)
        block = place_of(Purpose.ADMISSION, calendar, 2 * number) | self.scenarios[future]
        reached = self._uniforms(member, block) * cells.mean_admissions.take(cell)
        month = self._month(chances.tables.admissions, chances.born[person], year, reached)
        life = future * self.count + person
        there = np.flatnonzero(self._is_there(person, life, month))
        life, person, year, month = life[there], person[there], year[there], month[there]
        waits = exponential(self._uniforms(member[there], block[there], 1))
        age = chances.tables.age(chances.born[person], month)
        nights = np.floor(waits / chances.yearly.stop[chances.people.sex[person], age, year]).astype(np.int64) + 1
        return life, np.full(len(life), Happening.ADMISSION), month, nights

    def _births(self, futures: slice, persons: slice, there: Flags, cells: _Cells) -> _Events:
        """The children that are born: one at most in each year, and no more than one is expected."""
        chances = self.chances
        future, cell = _where(futures, there & cells.may_give_birth)
        level = chances.levels.births[future, cell % self.years]
        drawn = self._uniforms(cells.member.take(cell), cells.births.take(cell) | self.scenarios[future]) / level
        some = np.flatnonzero(drawn < cells.mean_births.take(cell))
        future, cell, drawn = _taken(future, some), cell[some], drawn[some]
        person, year = np.divmod(cell, self.years)
        person += persons.start
        month = self._month(chances.tables.births, chances.born[person], year, drawn)
        life = future * self.count + person
        is_there = self._is_there(person, life, month)
        life, month = life[is_there], month[is_there]
        return life, np.full(len(life), Happening.BIRTH), month, np.ones_like(life)

    def _uniforms(self, member: Words, low: Words, lane: int = 0) -> Floats:
        return uniforms_of(philox.words(self.seed, member, low, lane))

    def _month(self, table: Floats, row: Whole, year: Whole, reached: Floats) -> Whole:
        """In which month of a year a cumulated table has come so far beyond where the year began, by halving."""
        begins = self.chances.yearly.begins
        low, end = begins[year], begins[year + 1]
        past, high = table[row, low] + reached, end - 1
        for _ in range(4):
            middle = (low + high) >> 1
            is_past = table[row, middle + 1] > past
            low, high = np.where(is_past, low, np.minimum(middle + 1, end - 1)), np.where(is_past, middle, high)
        return low

    def _is_there(self, person: Whole, life: Whole, month: Whole) -> Flags:
        return (self.chances.people.entry[person] <= month) & (month <= self.exits.month[life])


def _where(futures: slice, there: Flags) -> tuple[Whole, Whole]:
    """The future and the cell of each year that is lived; one number for the future where there is only one."""
    if len(there) == 1:
        return np.asarray(futures.start), np.flatnonzero(there)
    future, cell = np.nonzero(there)
    return future + futures.start, cell


def _taken(future: Whole, rows: Whole) -> Whole:
    return future if future.ndim == 0 else future[rows]
