"""People as they are added up (คนในผลรวม): rows of tables, days as places of turns, and who counts in which rounds."""

from collections.abc import Sequence
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules.columns.days import as_number
from communitywelfare.simulation.axes import Axis, axis_of
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.counting import owes_from
from communitywelfare.simulation.crowd import both
from communitywelfare.simulation.expected_match import matched_in
from communitywelfare.simulation.exposures import refuse_gone
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.summed.rows import Rows

__all__ = ["Counting", "comes_as_expected", "given", "near_one_another"]

Whole = NDArray[np.int64]
Numbers = NDArray[np.int32]
Parts = tuple[Whole, Whole]
"""From which of the people on each part begins, the number of all of them at the end; and the fund of each part."""

_ROWS_AT_ONCE = 64


def comes_as_expected(members: Population, horizon: Horizon) -> bool:
    """Whether members were all there before, as tables take it; who joins does so on the first day of a month."""
    return bool((members.entry == 0).all() and (members.joined < as_number(horizon.first.first)).all())


def given(people: Population, batch: Batch, rows: Rows, kinds: tuple[Whole, Whole]) -> tuple[Numbers, Parts]:
    """People as rows of numbers, as `loop` reads them, and the parts in which they stand; one for each fund.

    Args:
        people: The people.
        batch: Their funds.
        rows: The tables in which they have their rows.
        kinds: All groups that anybody is of, and the kind of each of the people in `Counting`.

    Raises:
        InvalidValue: Somebody comes at an age that nobody reaches.
    """
    (groups, alike), born = kinds, rows.tables.born_row(people)
    later = np.flatnonzero(people.entry)
    refuse_gone(rows.tables.deaths[born[later], people.entry[later]])
    columns = (
        born,
        rows.tables.joined_row(people),
        people.entry,
        owes_from(people, rows.horizon, [bylaw.dues for bylaw in batch.bylaws]),
        rows.turns.place(people.tenure_from),
        rows.turns.place(people.birth),
        people.sex.astype(np.int64),
        np.searchsorted(groups, people.groups),
        alike,
    )
    numbers = np.empty((len(people), len(columns)), np.int32)
    for place, column in enumerate(columns):
        numbers[:, place] = column
    funds = np.arange(len(batch))
    return numbers, (np.searchsorted(people.fund, np.append(funds, len(batch))), funds)


def near_one_another(numbers: Numbers, parts: Parts) -> tuple[Numbers, Parts]:
    """The same people, those of near rows after one another, and in smaller parts.

    Rows of tables are then read again while they are still at hand. The order of a fund's people turns on nothing else.
    """
    begins, funds = parts
    near = (numbers[:, 0] // _ROWS_AT_ONCE).astype(np.uint16)  # so few are put into order by their digits
    order = np.argsort(near, kind="stable")
    part = near[order].astype(np.int64) * (int(funds.max()) + 1) + np.repeat(funds, np.diff(begins))[order]
    firsts = np.flatnonzero(np.diff(part, prepend=-1))
    return numbers[order], (np.append(firsts, len(part)), part[firsts] % (int(funds.max()) + 1))


@frozen(eq=False)
class Counting:
    """Who counts in which rounds: of each of the people their kind, and by kind and round whether it is matched.

    `cut_off` is the month of each round by fund; nobody counts in one that lies outside the projection. Rounds are
    those of all schemes, one after the other.
    """

    each: tuple[Rounds, ...]
    alike: Whole
    matched: NDArray[np.bool_]
    cut_off: Whole

    @property
    def given(self) -> tuple[Whole, Whole, Whole]:
        """From which place on the rounds of each kind stand, these, and when they are by fund."""
        firsts = np.append(0, np.cumsum(self.matched.sum(axis=1)))
        return firsts, np.nonzero(self.matched)[1], self.cut_off

    @classmethod
    def of(cls, batch: Batch, people: Population, before: Sequence[Whole], horizon: Horizon) -> Self:
        """The rounds of a batch's schemes for people, and how often each scheme matched them before.

        Raises:
            Refused: A scheme has a rule that arrays do not hold; the message names it.
        """
        by_scheme = [
            _of_scheme(batch, number, (people, before[number]), horizon) for number in range(len(batch.schemes))
        ]
        some = [kinds for _rounds, kinds, _matched in by_scheme]
        kinds = _together(some) if some else axis_of(np.zeros(len(people), np.int64))
        matched = [matched[:, own.of[kinds.first]] for _rounds, own, matched in by_scheme]
        cut_off = [rounds.month for rounds, _own, _matched in by_scheme]
        return cls(
            tuple(rounds for rounds, _own, _matched in by_scheme),
            kinds.of,
            np.ascontiguousarray(np.concatenate([np.zeros((0, len(kinds)), bool), *matched]).T),
            np.ascontiguousarray(np.concatenate([np.zeros((0, len(batch)), np.int64), *cut_off]).T),
        )


def _together(kinds: Sequence[Axis]) -> Axis:
    """The kinds of people whom none of several ways of telling them apart tells apart."""
    first, *others = kinds
    for other in others:
        first = axis_of(both(first.of, other.of))
    return first


def _of_scheme(
    batch: Batch, number: int, who: tuple[Population, Whole], horizon: Horizon
) -> tuple[Rounds, Axis, NDArray[np.bool_]]:
    """The rounds of a scheme for one of each kind of people, the kind of each, and whom a round matches."""
    (people, before), scheme = who, batch.schemes[number]
    cut_offs = batch.cut_offs[scheme.scheme_id]
    is_one_day = all(len(set(days)) == 1 for days in cut_offs.values())
    told_by = people.joined - int(people.joined.min())
    told_by = both(told_by, before) if before.any() else told_by
    kinds = axis_of(told_by if is_one_day else both(people.fund, told_by))  # fund by fund, where they differ in days
    rounds = Rounds.on(scheme, cut_offs, people.taken(kinds.first), horizon, before=before[kinds.first])
    return rounds, kinds, matched_in(rounds, np.arange(len(kinds)))
