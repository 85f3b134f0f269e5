"""What happens to people, by chance and by no by-law: who dies or leaves when, who is in hospital, who has a child.

A life is a member in one future. What happens in a month happens on its 15th: stays in hospital begin, then children
are born, then members die; who leaves goes with the last day. Who is there when a month begins can fall ill in it, also
if it is the last. The events of a life do not know of each other: a stay goes on as long as it was drawn.
"""

from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.simulation.chances import Chances
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.happenings import Happened, Happening
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lifetimes import Exit, Exits
from communitywelfare.simulation.lives_by_array import lived_by_array
from communitywelfare.simulation.lives_by_loop import lived_by_loop
from communitywelfare.simulation.population import Population

__all__ = ["Happening", "Lives", "draw_lives"]

Whole = NDArray[np.int64]


@frozen(eq=False, kw_only=True)
class Lives:
    """The lives of some people in some futures, and what happens in them.

    There are people × futures lives, future by future: life `n` is that of person ``n % people``, in the future
    ``n // people`` of `scenarios`. `exits` has the month in which each ends, all months where it goes on. Events stand
    by life, month and `Happening`; `units` are nights, and 1 for all else.
    """

    people: int
    scenarios: NDArray[np.int64]
    exits: Exits
    who: NDArray[np.int32]
    what: NDArray[np.int8]
    month: NDArray[np.int16]
    units: NDArray[np.int32]
    arrears: NDArray[np.bool_] | None = None
    """In which calendar years each is too far in arrears, by life and year; None where nobody ever is."""

    @classmethod
    def for_ever(cls, people: int, months: int) -> Self:
        """Lives of people in one future, to whom nothing happens in so many months."""
        exits = Exits(np.full(people, months, np.int32), np.full(people, Exit.STAYS, np.int8))
        nothing = Happened.empty(0)
        return cls(
            people=people,
            scenarios=np.zeros(1, np.int64),
            exits=exits,
            who=nothing.who,
            what=nothing.what,
            month=nothing.month,
            units=nothing.units,
        )

    def first(self) -> "Lives":
        """Those of the first future alone."""
        until = int(np.searchsorted(self.who, self.people))
        return evolve(
            self,
            scenarios=self.scenarios[:1],
            exits=Exits(self.exits.month[: self.people], self.exits.how[: self.people]),
            who=self.who[:until],
            what=self.what[:until],
            month=self.month[:until],
            units=self.units[:until],
            arrears=None if self.arrears is None else self.arrears[: self.people],
        )

    @property
    def person(self) -> Whole:
        """Whose life each event is of."""
        return self.who.astype(np.int64) % self.people


def draw_lives(
    people: Population, tables: Demography, levels: Levels, *, seed: int, engine: Engine = Engine.NUMPY
) -> Lives:
    """Draw what happens to people in each of the futures that levels are given for.

    The same person in the same future meets the same fate, whoever and whatever else is drawn with them, and whatever
    engine draws it.
    """
    chances = Chances.of(people, tables, levels, seed=seed)
    exits, found = lived_by_array(chances) if engine is Engine.NUMPY else lived_by_loop(chances, engine)
    return Lives(
        people=len(people),
        scenarios=levels.scenarios,
        exits=exits,
        who=found.who,
        what=found.what,
        month=found.month,
        units=found.units,
    )
