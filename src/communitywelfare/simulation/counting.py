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
    begins = np.tile(since, len(lives.scenarios))
    here = np.flatnonzero(begins < ends)
    return _spread(people, lives, horizon, (here, begins[here], ends[here]))


def paying(people: Population, lives: Lives, horizon: Horizon, since: Whole) -> Whole:
    """How many owe dues from a month on and pay them: by row and month; nothing is owed for the month of going."""
    ends = lives.exits.month
    owing = there(people, lives, horizon, since=since, until=ends)
    stretches = behind(lives.arrears, np.tile(since, len(lives.scenarios)), ends, horizon)
    return owing - _spread(people, lives, horizon, stretches) if len(stretches[0]) else owing


def _spread(
    people: Population, lives: Lives, horizon: Horizon, stretches: tuple[Whole, Whole, NDArray[np.integer]]
) -> Whole:
    """How many stretches there are in each month: of whose life, from a month on, and before another."""
    life, since, until = stretches
    funds, columns = len(people.funds), horizon.months + 2
    future, person = np.divmod(life, len(people))
    account = (future * funds + people.fund[person]) * columns
    size = len(lives.scenarios) * funds * columns
    ups, downs = (account + np.minimum(each, horizon.months) for each in (since, until))
    change = np.bincount(ups, minlength=size) - np.bincount(downs, minlength=size)
    return np.cumsum(change.reshape(-1, columns), axis=1)[:, : horizon.months]
