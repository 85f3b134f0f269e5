"""When somebody goes: the month of a death or of leaving, found in one step from a table and one uniform number.

Nobody is asked every month anew. A uniform number is turned into the hazard that a life can bear, and the month is
where the table's cumulated hazard passes it. Dying and leaving are two such months, drawn apart; whichever comes first
is what happens, and a change of the one leaves the other where it was.
"""

from enum import IntEnum
from typing import Any, Self

import numpy as np
from attrs import field, frozen
from numpy.typing import ArrayLike, NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.outcomes import Floats, exponential, hazard, refuse_outside

__all__ = ["Exit", "Exits", "Survival", "compete", "exit_months", "exit_months_by_year", "refuse_short"]

Months = NDArray[np.int32]
Whole = NDArray[np.int64]


@frozen(eq=False)
class Survival:
    """Tables by month, one in a row: the hazard cumulated up to the beginning of each month (ตารางการอยู่รอด).

    A table for deaths is counted in months of age, one for leaving in months of membership.
    """

    cumulated: Floats = field(repr=False)

    @classmethod
    def of_rates(cls, rates: ArrayLike) -> Self:
        """Tables of the probability of going within each month, for those who are there when it begins.

        Raises:
            InvalidValue: A rate is not from 0 to 1.
        """
        monthly = hazard(np.atleast_2d(np.asarray(rates, dtype=np.float64)))
        # Sums of a row from left to right, and in no other order: another would be another last bit.
        return cls(np.concatenate([np.zeros((len(monthly), 1)), np.add.accumulate(monthly, axis=1)], axis=1))

    @classmethod
    def of_survivors(cls, survivors: ArrayLike) -> Self:
        """Tables of how many are still there at the beginning of each month, of as many as one likes.

        Raises:
            InvalidValue: They grow, are negative or begin with nobody.
        """
        alive = np.atleast_2d(np.asarray(survivors, dtype=np.float64))
        refuse_outside("survivors at the beginning", alive[:, 0], np.nextafter(0, 1), np.finfo(np.float64).max)
        before, after = alive[:, :-1], alive[:, 1:]
        return cls.of_rates((before - after) / np.where(before == 0, 1.0, before))

    @property
    def months(self) -> int:
        """How many months a table has."""
        return self.cumulated.shape[1] - 1

    @property
    def tables(self) -> int:
        """How many tables there are."""
        return self.cumulated.shape[0]


def exit_months(
    survival: Survival,
    uniforms: ArrayLike,
    *,
    start: ArrayLike,
    horizon: ArrayLike,
    table: ArrayLike = 0,
    level: ArrayLike = 1.0,
) -> Months:
    """In which month from now, counted from 0, each goes; `horizon` where that is not before it.

    All arrays are broadcast together.

    Args:
        survival: The tables.
        uniforms: One number for each life.
        start: The month of the table in which a life stands now.
        horizon: How many months are looked at, of all lives or of each.
        table: Which row of the tables is a life's.
        level: By how much all hazards are multiplied; a higher one makes no exit later.

    Raises:
        InvalidValue: A start or a row is beyond the tables, a level is negative, or a table ends before the horizon
            although some are still there.
    """
    begin, row = _whole("start", start, survival.months), _whole("table", table, survival.tables - 1)
    levels = np.asarray(level, dtype=np.float64)
    refuse_outside("level", levels, 0, np.finfo(np.float64).max)
    refuse_short(survival, row, begin, horizon)
    with np.errstate(divide="ignore", invalid="ignore"):
        # With a level of 0 this is infinite, or no number at all: neither is passed by any hazard.
        bears = exponential(uniforms) / levels
    past = survival.cumulated[row, begin] + bears
    return _first_past(survival.cumulated, row, begin, (past, horizon))


def exit_months_by_year(
    survival: Survival, uniforms: Floats, *, start: Whole, table: Whole, levels: Floats, begins: Whole
) -> Months:
    """In which month of its table each life of one future goes, whose years differ; all months where it does not.

    A level multiplies the hazards of a year. In one of level 0 nobody goes, even where nobody survives it.

    Args:
        survival: The tables, all of which begin in the same month.
        uniforms: One number for each life.
        start: The month in which each life begins.
        table: Which row of the tables is a life's.
        levels: By year.
        begins: The month in which each year begins, and the one after the last month.

    Raises:
        InvalidValue: A table ends before the last month although some are still there.
    """
    refuse_short(survival, table, start, survival.months - start)
    at = survival.cumulated[:, begins]
    with np.errstate(invalid="ignore"):
        hazards = np.where(np.isinf(at[:, 1:]), np.inf, np.diff(at, axis=1)) * levels
    # Sums from left to right, as in all tables.
    borne = np.add.accumulate(np.where(levels == 0, 0.0, hazards), axis=1)
    borne = np.concatenate([np.zeros((len(borne), 1)), borne], axis=1)
    first = np.minimum(np.searchsorted(begins, start, side="right"), len(levels)) - 1
    bears = borne[table, first] + (survival.cumulated[table, start] - at[table, first]) * levels[first]
    bears = bears + exponential(uniforms)
    is_past = borne[table, 1:] > bears[:, None]
    found, goes = np.full(len(bears), survival.months, np.int32), np.flatnonzero(is_past.any(axis=1))
    year, row = is_past[goes].argmax(axis=1), table[goes]
    past = at[row, year] + (bears[goes] - borne[row, year]) / levels[year]
    low, high = np.maximum(start[goes], begins[year]), begins[year + 1] - 1
    high = np.where(np.isinf(at[row, year]), low, high)  # with a year of level 0 some survived that
    for _ in range(int(np.max(high - low, initial=0)).bit_length()):
        middle = (low + high) >> 1
        is_over = survival.cumulated[row, middle + 1] > past
        low, high = np.where(is_over | (low == high), low, middle + 1), np.where(is_over, middle, high)
    found[goes] = low
    return found


def _first_past(cumulated: Floats, row: Any, begin: Any, until: tuple[Floats, ArrayLike]) -> Months:
    """By halving: how many whole months pass before the hazard is above what is borne, at most up to a horizon."""
    past, horizon = until[0], np.asarray(until[1])
    columns = cumulated.shape[1]
    flat, base = cumulated.reshape(-1), row * columns
    low = np.broadcast_to(begin, past.shape).astype(np.int32)
    high = np.broadcast_to(np.minimum(begin + horizon + 1, columns), past.shape).astype(np.int32)
    for _ in range(min(int(horizon.max(initial=0)) + 1, columns).bit_length()):
        middle = (low + high) >> 1
        is_past = flat[base + middle] > past
        high, low = np.where(is_past, middle, high), np.where(is_past, low, middle)
    found = np.where(high == columns, horizon, high - begin - 1)
    return np.minimum(found, horizon).astype(np.int32)


def refuse_short(survival: Survival, row: Any, begin: Any, horizon: ArrayLike) -> None:
    """A table must say what happens up to the horizon, or let everybody go before.

    Raises:
        InvalidValue: It ends before, or there is nobody left when a life begins.
    """
    row, begin, horizon = map(np.ravel, np.broadcast_arrays(row, begin, horizon))
    ends_surely = np.isinf(survival.cumulated[:, -1]).take(row)
    is_short = (begin + horizon > survival.months) & ~ends_surely
    is_over = ends_surely.copy()
    is_over[ends_surely] = np.isinf(survival.cumulated[row[ends_surely], begin[ends_surely]])
    if (is_short | is_over).any():
        first = int(begin[is_short | is_over][0])
        params = {"start": first, "horizon": int(np.max(horizon)), "months": survival.months}
        message = (
            f"a life in month {first} of a table of {survival.months} cannot be followed for {np.max(horizon)} months"
        )
        raise InvalidValue(message, Finding("draw.table_ends", Severity.ERROR, params=params))


def _whole(what: str, value: ArrayLike, most: int) -> NDArray[np.int64]:
    array = np.asarray(value)
    refuse_outside(what, array, 0, most)
    return array.astype(np.int64)


class Exit(IntEnum):
    """How a membership ends."""

    STAYS = 0
    """It goes on at the horizon."""
    DIED = 1
    LEFT = 2


@frozen(eq=False)
class Exits:
    """When and how memberships end; the month is the horizon for those who stay."""

    month: Months
    how: NDArray[np.int8]


def compete(deaths: Months, leavings: Months, *, horizon: int) -> Exits:
    """Whichever comes first. Who would leave in the month of their death dies as a member."""
    month = np.minimum(np.minimum(deaths, leavings), horizon).astype(np.int32)
    how = np.where(deaths <= leavings, Exit.DIED, Exit.LEFT)
    return Exits(month, np.where(month == horizon, Exit.STAYS, how).astype(np.int8))
