"""In which month something turns for somebody (เดือนที่ครบกำหนด), by the day on which their time began."""

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from communitywelfare.rules.columns.days import as_number, first_of_month
from communitywelfare.rules.schedules import Schedule
from communitywelfare.simulation.demography import OLDEST
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import due_days
from communitywelfare.simulation.stretched.tables import Turn
from communitywelfare.simulation.tariff import day_of

__all__ = ["TurnMonths"]

Whole = NDArray[np.int64]

_LONGEST_MONTHS, _LONGEST_DAYS = 12 * OLDEST, 365 * OLDEST


class TurnMonths:
    """A row for each turn and for the days on which a clause is asked, a column for each day of beginning.

    A row tells from which month of the projection on the turn is past whenever it is asked; as many as there are months
    where it never is.
    """

    def __init__(self, horizon: Horizon) -> None:
        self.horizon = horizon
        self.least = int(first_of_month(np.array([horizon.since_1970 - _LONGEST_MONTHS - 12]))[0])
        self.days = np.arange(self.least, as_number(horizon.last_day) + 1)
        self._rows: dict[tuple[Turn, Schedule | None], int] = {}
        self._months: list[NDArray[np.int16]] = []

    @staticmethod
    def knows(turn: Turn) -> bool:
        """Whether a turn is no longer than anybody lives."""
        return turn.months <= _LONGEST_MONTHS and turn.days <= _LONGEST_DAYS

    def row(self, turn: Turn, due: Schedule | None) -> int:
        """The row of a turn of what is asked by events, or falls due by a schedule."""
        place = turn, due
        if place not in self._rows:
            self._rows[place] = len(self._months)
            asked = self._events if due is None else due_days(due, self.horizon)
            month = np.append(self._month_of(asked), self.horizon.months)
            self._months.append(month[np.searchsorted(asked, turn.on(self.days))].astype(np.int16))
        return self._rows[place]

    @property
    def months(self) -> NDArray[np.int16]:
        """By row and day, counted from the first."""
        return np.array(self._months, np.int16).reshape(-1, len(self.days))

    def place(self, days: Whole) -> Whole:
        """The column of each day; who began before the first is as one who began on it."""
        return np.clip(days - self.least, 0, len(self.days) - 1)

    @cached_property
    def _events(self) -> Whole:
        return day_of(self.horizon, np.arange(self.horizon.months))

    def _month_of(self, days: Whole) -> Whole:
        firsts = first_of_month(np.arange(self.horizon.months + 1) + self.horizon.since_1970)
        return np.searchsorted(firsts, days, side="right") - 1
