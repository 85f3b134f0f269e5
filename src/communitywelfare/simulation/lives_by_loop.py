"""Lives drawn by a loop over them: by its machine code, or as Python runs it."""

from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.simulation import lives_loop, putting_back_loop
from communitywelfare.simulation.chances import Chances
from communitywelfare.simulation.draws import Address, Purpose, key_of
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.happenings import Happened
from communitywelfare.simulation.lifetimes import Exits, Survival, refuse_short

__all__ = ["lived_by_loop"]

Whole = NDArray[Any]

_ROOM = 1 << 20  # events for which there is room at first
_PEOPLE, _ROWS = 1_024, 128  # of so many people and months of birth the tables stay in a processor's cache


def lived_by_loop(chances: Chances, engine: Engine) -> tuple[Exits, Happened]:
    """When lives end, and what happens in them: by life, month and `Happening`.

    Raises:
        InvalidValue: A table ends before the horizon although some are still there, or a scenario has no address.
    """
    entry = chances.people.entry
    for table, row in ((chances.tables.deaths, chances.born), (chances.tables.leaving, chances.joined)):
        refuse_short(Survival(table), row, entry, chances.months - entry)
    exits, drawn = _lived(chances, engine)
    told = Happened.empty(len(drawn.who))
    _loop(putting_back_loop, engine)(drawn.columns, np.zeros(len(exits.month) + 1, np.int32), told.columns)
    return exits, told


def _loop(module: ModuleType, engine: Engine) -> Any:
    return getattr(module, module.FUNCTIONS[-1]) if engine is Engine.LOOP else compiled(module)


def _lived(chances: Chances, engine: Engine) -> tuple[Exits, Happened]:
    """Lives, and what happens in each, one life after another in whatever order."""
    loop, people = _loop(lives_loop, engine), chances.people
    at = Address(member=people.uid, purpose=Purpose.EXIT_DEATH, scenario=chances.levels.scenarios)
    chance = (key_of(chances.seed), at.scenario, chances.tables.horizon.first.year)
    futures = at.scenario.size
    exits = Exits(np.empty(len(people) * futures, np.int32), np.empty(len(people) * futures, np.int8))
    given = (_people(chances), _tables(chances), _levels(chances), chance)
    parts, turn, room = [Happened.empty(0)], 0, Happened.empty(_ROOM)
    # Each group in each future is a turn.
    turns = (len(given[0][0]) - 1) * futures
    while turn < turns:
        turn, written = loop(turn, *given, (exits.month, exits.how, *room.columns))
        parts.append(room.until(written))
        if not written and turn < turns:  # some lives that are too long for it
            room = Happened.empty(2 * len(room.who))
    return exits, Happened.together(parts)


def _people(chances: Chances) -> tuple[Whole, ...]:
    """The people by month of birth, and where the groups begin that are drawn together, and where the last ends.

    Who was born in one month reads the same lines of all tables: so a group is at hand to a processor in each future.
    """
    people, born = chances.people, chances.born
    narrow = np.min_scalar_type(len(chances.tables.deaths))  # few digits are sooner sorted
    order = np.argsort(born.astype(narrow), kind="stable")
    row = born[order]
    edges = [0]
    while edges[-1] < len(order):
        edges.append(min(edges[-1] + _PEOPLE, int(np.searchsorted(row, row[edges[-1]] + _ROWS))))
    columns = people.uid, people.entry, born, chances.joined, chances.month_of_birth, people.sex
    return np.array(edges), order, *(each[order] for each in columns)


def _tables(chances: Chances) -> tuple[Any, ...]:
    tables = chances.yearly
    return (
        (tables.deaths, tables.deaths_of_years),
        (tables.leaving, tables.leaving_of_years),
        tables.long_admissions,
        chances.tables.births,
        tables.admissions,
        tables.no_admission,
        tables.births,
        tables.stop,
        tables.begins,
        tables.of_month,
        tables.fertile,
    )


def _levels(chances: Chances) -> tuple[Any, ...]:
    """By future and year; and where admissions have the level 1, and where deaths and leaving have one in all years."""
    levels = chances.levels
    is_even = np.array([(each == each[:, :1]).all(axis=1) for each in (levels.deaths, levels.leaving)])
    is_level = (levels.admissions == 1).all(axis=1)
    return levels.deaths, levels.leaving, levels.admissions, levels.births, is_level, is_even
