"""The days on which rules turn: one look at the calendar for each cut-off, instead of one for each member.

A duration that begins later is never complete earlier. So whoever joined by a certain day, the latest from which a
full year is complete by the cut-off, has one, and everybody else has not.
"""

from datetime import date, timedelta

import numpy as np

from communitywelfare.calendar import Duration
from communitywelfare.cofunding.columns.members import Days

__all__ = ["latest_starts"]

_EPOCH = date(1970, 1, 1)


def latest_starts(duration: Duration, on: Days) -> Days:
    """The latest day from which a duration is complete by the end of each of these days."""
    days, place = np.unique(on, return_inverse=True)
    starts = [(duration.before(_EPOCH + timedelta(days=int(day))) - _EPOCH).days for day in days]
    return np.array(starts, np.int32)[place]
