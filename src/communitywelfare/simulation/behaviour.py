"""Who pays too late (ค้างชำระจนเสียสิทธิ): years in which somebody is so far in arrears that the by-law suspends them.

The assumption is a share of members by length of membership. In such a calendar year nothing is paid, and nothing is
made up for later; whether benefits are lost is for the by-law to say, which is told of `MONTHS` months in arrears. A
share of nothing draws nothing.
"""

import numpy as np
from numpy.typing import NDArray

from communitywelfare.rules.columns.days import year_of
from communitywelfare.simulation.demography import LONGEST, Demography
from communitywelfare.simulation.draws import Address, Purpose, uniforms
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.population import Population

__all__ = ["MONTHS", "behind", "draw_arrears"]

MONTHS = 12
"""How many months somebody is behind in such a year, from its first day to its last."""


def draw_arrears(
    people: Population, tables: Demography, *, seed: int, scenarios: NDArray[np.int64]
) -> NDArray[np.bool_] | None:
    """In which calendar years each life is too far in arrears, by life (future by future) and year; None in none.

    Length of membership is counted in calendar years: from the year of joining.
    """
    if not tables.in_arrears.any():
        return None
    years = np.array(tables.horizon.years)
    joined = year_of(people.joined)
    tenure = np.clip(years[None, :] - joined[:, None], 0, LONGEST)
    share = tables.in_arrears[tenure, np.arange(len(years))]
    address = Address(
        member=people.uid[:, None],
        purpose=Purpose.BEHAVIOUR,
        scenario=scenarios[:, None, None],
        year=years,
    )
    return (uniforms(seed, address) < share).reshape(-1, len(years))


def behind(
    arrears: NDArray[np.bool_] | None, begins: NDArray[np.int64], ends: NDArray[np.integer], horizon: Horizon
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Stretches in which nothing is paid by somebody who would owe dues: whose life, from a month on, and until.

    Args:
        arrears: In which calendar years each life is too far in arrears; None where nobody is.
        begins: The first month for which each would owe.
        ends: The month before which each life ends.
        horizon: Of which months.
    """
    if arrears is None:
        return (np.zeros(0, np.int64),) * 3
    starts = np.searchsorted(np.array(horizon.places), np.arange(arrears.shape[1] + 1))
    life, year = np.nonzero(arrears)
    since = np.maximum(begins[life], starts[year])
    until = np.minimum(ends[life], starts[year + 1])
    there = np.flatnonzero(since < until)
    return life[there], since[there], until[there]
