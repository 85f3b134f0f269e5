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
_CROWD = 16  # as many people of one sex and month of birth: from there on they are drawn one after another


def lived_by_loop(chances: Chances, engine: Engine) -> tuple[Exits, Happened]:
    """When lives end, and what happens in them: by life, month and `Happening`.

    Raises:
        InvalidValue: A table ends before the horizon although some are still there, or a scenario has no address.
    """
    people, entry = chances.people, chances.people.entry
    for table, row in ((chances.tables.deaths, chances.born), (chances.tables.leaving, chances.joined)):
        refuse_short(Survival(table), row, entry, chances.months - entry)
    if len(people) < _CROWD * len(chances.born_rows.rows):
        return _lived(chances, slice(None), engine)
    # Who was born in one month reads the same lines of all tables: one after another, they read them but once.
    narrow = np.min_scalar_type(len(chances.tables.deaths))  # of which numpy looks at each digit once
    order = np.argsort(chances.born.astype(narrow), kind="stable")
    exits, drawn = _lived(chances, order, engine)
    found, told = Exits(np.empty_like(exits.month), np.empty_like(exits.how)), Happened.empty(len(drawn.who))
    for column, its in ((found.month, exits.month), (found.how, exits.how)):
        column.reshape(-1, len(people))[:, order] = its.reshape(-1, len(people))
    _loop(putting_back_loop, engine)(order, drawn.columns, told.columns)
    return found, told


def _loop(module: ModuleType, engine: Engine) -> Any:
    return getattr(module, module.FUNCTIONS[-1]) if engine is Engine.LOOP else compiled(module)


def _lived(chances: Chances, order: Whole | slice, engine: Engine) -> tuple[Exits, Happened]:
    """Lives of people taken in some order, as if it were theirs."""
    loop, people = _loop(lives_loop, engine), chances.people
    at = Address(member=people.uid, purpose=Purpose.EXIT_DEATH, scenario=chances.levels.scenarios)
    chance = (key_of(chances.seed), at.scenario, chances.tables.horizon.first.year)
    exits = Exits(np.empty(len(people) * at.scenario.size, np.int32), np.empty(len(people) * at.scenario.size, np.int8))
    given = (tuple(column[order] for column in _people(chances)), _tables(chances), _levels(chances), chance)
    parts, life, room = [Happened.empty(0)], 0, Happened.empty(_ROOM)
    while life < len(exits.month):
        life, written = loop(life, *given, (exits.month, exits.how, *room.columns))
        parts.append(room.until(written))
        if not written and life < len(exits.month):  # one life that is too long for it
            room = Happened.empty(2 * len(room.who))
    return exits, Happened.together(parts)


def _people(chances: Chances) -> tuple[Whole, ...]:
    people = chances.people
    rows = chances.born, chances.born_rows.place, chances.joined_rows.place
    return people.uid, people.entry, *rows, chances.month_of_birth, people.sex


def _tables(chances: Chances) -> tuple[Any, ...]:
    tables = chances.tables
    return (
        np.ascontiguousarray(tables.deaths[chances.born_rows.rows].T),
        np.ascontiguousarray(tables.leaving[chances.joined_rows.rows].T),
        tables.long_admissions,
        tables.births,
        *map(np.ascontiguousarray, (chances.year_admissions, chances.no_admission, chances.year_births)),
        chances.stop,
        chances.year_begins,
        chances.year_of_month,
        chances.fertile,
    )


def _levels(chances: Chances) -> tuple[Any, ...]:
    """By future and year; and where admissions have the level 1, and where deaths and leaving have one in all years."""
    levels = chances.levels
    is_even = np.array([(each == each[:, :1]).all(axis=1) for each in (levels.deaths, levels.leaving)])
    is_level = (levels.admissions == 1).all(axis=1)
    return levels.deaths, levels.leaving, levels.admissions, levels.births, is_level, is_even
