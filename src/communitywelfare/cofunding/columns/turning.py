"""The days on which rules turn: one look at the calendar for each cut-off, instead of one for each member.

A duration that begins later is never complete earlier. So whoever joined by a certain day, the latest from which a
full year is complete by the cut-off, has one, and everybody else has not.
"""

from datetime import date, timedelta

import numpy as np

from communitywelfare.calendar import Duration, Unit, add_months
from communitywelfare.cofunding.columns.members import Days

__all__ = ["latest_start", "latest_starts"]

_EPOCH = date(1970, 1, 1)
_DAY = timedelta(days=1)


def latest_start(duration: Duration, on: date) -> date:
    """The latest day from which a duration is complete by the end of a day.

    >>> latest_start(Duration.parse("6 months"), date(2023, 2, 28))
    datetime.date(2022, 8, 31)
    """
    if duration.unit is Unit.DAY:
        return on - duration.count * _DAY
    start = add_months(on, -duration.count * (12 if duration.unit is Unit.YEAR else 1))
    while duration.is_complete(start + _DAY, on):  # at the end of a short month, up to three days later
        start += _DAY
    return start


def latest_starts(duration: Duration, on: Days) -> Days:
    """The latest day from which a duration is complete by the end of each of these days."""
    days, place = np.unique(on, return_inverse=True)
    starts = [(latest_start(duration, _EPOCH + timedelta(days=int(day))) - _EPOCH).days for day in days]
    return np.array(starts, np.int32)[place]
