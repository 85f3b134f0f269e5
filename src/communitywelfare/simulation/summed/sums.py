"""Everybody of a batch added up (ผลรวมของทุกคน): by fund and month, by round, and by clause."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.summed import by_array, loop
from communitywelfare.simulation.summed.clauses import Line
from communitywelfare.simulation.summed.people import Counting, given, near_one_another
from communitywelfare.simulation.summed.rows import Rows

__all__ = ["Sums"]

Floats = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class Sums:
    """What was added up over all people: by fund and month, by fund and round, and by line and month."""

    members: Floats
    elderly: Floats
    payers: Floats
    counted: Floats
    paid: Floats
    rounds: tuple[Rounds, ...]

    @classmethod
    def of(
        cls, batch: Batch, parts: Sequence[Population], rows: Rows, lines: Sequence[Line], *, engine: Engine
    ) -> "Sums":
        """The sums over those who were there before, and over those who join.

        Raises:
            InvalidValue: Somebody comes at an age that nobody reaches.
            Refused: A scheme has a rule that arrays do not hold; the message names it.
        """
        funds, months = len(batch), rows.horizon.months
        groups = np.unique(np.concatenate([part.groups for part in parts]))
        of_lines = _lines_given(lines, rows, funds, len(groups))
        before = [[batch.matched[scheme.scheme_id], np.zeros(len(parts[1]), np.int64)] for scheme in batch.schemes]
        counting = [
            Counting.of(batch, part, [times[place] for times in before], rows.horizon)
            for place, part in enumerate(parts)
            if len(part)
        ]
        rounds = counting[0].cut_off.shape[1]
        sums = [*(np.zeros((funds, months)) for _each in range(3)), np.zeros((funds, rounds))]
        paid = np.zeros((len(lines), months))
        run: Any = {Engine.NUMPY: by_array.add_up, Engine.LOOP: loop.add_up}.get(engine) or compiled(loop)
        for part, of_part in zip(filter(len, parts), counting, strict=True):
            people = given(part, batch, rows, (groups, of_part.alike))
            people = people if engine is Engine.NUMPY else near_one_another(*people)
            run(*people, rows.given, rows.turns.months, of_lines, of_part.given, (*sums, paid))
        members, elderly, payers, counted = sums
        return cls(
            members=members,
            elderly=elderly,
            payers=payers,
            counted=counted,
            paid=paid,
            rounds=counting[0].each,
        )


def _lines_given(lines: Sequence[Line], rows: Rows, funds: int, groups: int) -> tuple[Any, ...]:
    """The lines as arrays: from which on they are those of each fund, how each is asked for, its prices and turns."""
    number = np.array([rows.number(line.happens) for line in lines], np.int64)
    sizes = np.array([line.satang.size for line in lines], np.int64)
    turns = [
        [rows.turns.row(turn, line.happens.due) for turn in turned]
        for line in lines
        for turned in (line.table.membership, line.table.age)
    ]
    counts = np.array([len(each) for each in turns], np.int64)
    return (
        np.searchsorted(np.array([line.fund for line in lines], np.int64), np.arange(funds + 1)),
        number,
        np.array([line.is_due_later for line in lines], bool),
        np.cumsum(sizes) - sizes,
        groups,
        np.concatenate([np.zeros(0), *(line.satang.reshape(-1) for line in lines)]),
        (np.cumsum(counts) - counts).reshape(-1, 2),
        counts.reshape(-1, 2),
        np.array([row for each in turns for row in each], np.int64),
    )
