"""Lives drawn by a loop over them: by its machine code, or as Python runs it."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.simulation import lives_loop
from communitywelfare.simulation.chances import Chances
from communitywelfare.simulation.draws import Address, Purpose, key_of
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.happenings import Happened
from communitywelfare.simulation.lifetimes import Exits, Survival, refuse_short

__all__ = ["lived_by_loop"]

Floats = NDArray[np.float64]

_ROOM = 1 << 20  # events for which there is room at first


def lived_by_loop(chances: Chances, engine: Engine) -> tuple[Exits, Happened]:
    """When lives end, and what happens in them: by life, month and `Happening`.

    Raises:
        InvalidValue: A table ends before the horizon although some are still there, or a scenario has no address.
    """
    loop: Any = lives_loop.live if engine is Engine.LOOP else compiled(lives_loop)
    people, entry = chances.people, chances.people.entry
    for table, row in ((chances.tables.deaths, chances.born), (chances.tables.leaving, chances.joined)):
        refuse_short(Survival(table), row, entry, chances.months - entry)
    at = Address(member=people.uid, purpose=Purpose.EXIT_DEATH, scenario=chances.levels.scenarios)
    chance = (key_of(chances.seed), at.scenario, chances.tables.horizon.first.year)
    exits = Exits(np.empty(len(people) * at.scenario.size, np.int32), np.empty(len(people) * at.scenario.size, np.int8))
    given = (_people(chances), _tables(chances), _levels(chances), chance)
    parts, life, room = [Happened.empty(0)], 0, Happened.empty(_ROOM)
    while life < len(exits.month):
        out = (exits.month, exits.how, room.who, room.what, room.month, room.units)
        life, written = loop(life, *given, out)
        parts.append(room.until(written))
        if not written and life < len(exits.month):  # one life that is too long for it
            room = Happened.empty(2 * len(room.who))
    return exits, Happened.together(parts)


def _people(chances: Chances) -> tuple[Any, ...]:
    people = chances.people
    rows = chances.born, chances.joined
    return people.uid, people.entry, *rows, chances.month_of_birth, people.sex, chances.place


def _tables(chances: Chances) -> tuple[Any, ...]:
    tables = chances.tables
    return (
        tables.deaths,
        tables.leaving,
        tables.admissions,
        tables.births,
        *map(np.ascontiguousarray, (chances.year_admissions, chances.no_admission, chances.year_births)),
        chances.stop,
        chances.year_begins,
        chances.year_of_month,
        chances.fertile,
        np.ascontiguousarray(tables.deaths[chances.rows].T),
    )


def _levels(chances: Chances) -> tuple[Any, ...]:
    """By future and year; and where admissions have the level 1, and where deaths and leaving have one in all years."""
    levels = chances.levels
    is_even = np.array([(each == each[:, :1]).all(axis=1) for each in (levels.deaths, levels.leaving)])
    is_level = (levels.admissions == 1).all(axis=1)
    return levels.deaths, levels.leaving, levels.admissions, levels.births, is_level, is_even
