"""How many lives there are, month by month (จำนวนคนรายเดือน): members, those who pay, those of an age.

Rows are futures, and in each of them the funds of a population: of one fund, a row for each future.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from communitywelfare.contributions import DuesHistory, FirstMonth
from communitywelfare.rules.columns.days import as_number
from communitywelfare.simulation.behaviour import behind
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.population import ELDERLY, Population

__all__ = ["elderly_from", "owes_from", "paying", "there"]

Whole = NDArray[np.int64]


def owes_from(people: Population, horizon: Horizon, dues: Sequence[DuesHistory]) -> Whole:
    """The first month for which each of the people owes dues, by the dues of each fund.

    Who was there before owes from the first month on.
    """
    is_next = [each.in_force(horizon.first).first_month is FirstMonth.NEXT for each in dues]
    is_new = people.joined >= as_number(horizon.first.first)
    return people.entry + (np.array(is_next, bool)[people.fund] & is_new)


def elderly_from(people: Population, tables: Demography) -> Whole:
    """The month from which each of the people is there and elderly."""
    return np.maximum(people.entry, tables.birthday(tables.born_row(people), ELDERLY))


def there(
    people: Population, lives: Lives, horizon: Horizon, *, since: Whole, until: NDArray[np.integer] | None = None
) -> Whole:
    """How many lives are there in each month: by row and month.

    Args:
        people: Who is followed.
        lives: Their lives in some futures.
        horizon: Of which months.
        since: The month from which each of the people counts.
        until: The month before which each life counts; by default that after its end, for who goes is there to the end.
    """
    ends = lives.exits.month + 1 if until is None else until
    # Who would count from a month after their end never does: they come and go in one month.
    gone = np.maximum(ends.reshape(len(lives.scenarios), -1), since)
    come = np.bincount(_places(people.fund, since, horizon), minlength=_columns(people, horizon))
    return _added_up(np.tile(come, len(gone)) - _in_futures(people, gone, horizon), horizon)


def paying(people: Population, lives: Lives, horizon: Horizon, since: Whole) -> Whole:
    """How many owe dues from a month on and pay them: by row and month; nothing is owed for the month of going."""
    ends = lives.exits.month
    owing = there(people, lives, horizon, since=since, until=ends)
    if lives.arrears is None:
        return owing
    stretches = behind(lives.arrears, np.tile(since, len(lives.scenarios)), ends, horizon)
    return owing - _spread(people, lives, horizon, stretches)


def _spread(
    people: Population, lives: Lives, horizon: Horizon, stretches: tuple[Whole, Whole, NDArray[np.integer]]
) -> Whole:
    """How many stretches there are in each month: of whose life, from a month on, and before another."""
    life, since, until = stretches
    future, person = np.divmod(life, len(people))
    columns = _columns(people, horizon)
    ups, downs = (future * columns + _places(people.fund[person], each, horizon) for each in (since, until))
    size = len(lives.scenarios) * columns
    return _added_up(np.bincount(ups, minlength=size) - np.bincount(downs, minlength=size), horizon)


def _in_futures(people: Population, months: Whole, horizon: Horizon) -> Whole:
    """How many have each month, by future and person, in a line of all futures, funds and months."""
    places, columns = _places(people.fund, months, horizon), _columns(people, horizon)
    places += columns * np.arange(len(months))[:, None]
    return np.bincount(places.ravel(), minlength=columns * len(months))


def _places(fund: NDArray[np.integer], months: NDArray[np.integer], horizon: Horizon) -> Whole:
    """Where a month of a fund stands in a line of all; one beyond the horizon in a place of its own."""
    places = np.minimum(months, horizon.months).astype(np.int64, copy=False)
    places += fund * (horizon.months + 1)
    return places


def _columns(people: Population, horizon: Horizon) -> int:
    return len(people.funds) * (horizon.months + 1)


def _added_up(changes: Whole, horizon: Horizon) -> Whole:
    return np.cumsum(changes.reshape(-1, horizon.months + 1), axis=1)[:, : horizon.months]
