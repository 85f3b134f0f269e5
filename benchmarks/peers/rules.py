"""The four rules over a column of people, month by month: what modelx and heavylight are told, in words of numpy.

Each function has the engine's own view of what other functions gave for a month, so that both keep and recall columns
as they do.
"""

from typing import Any

import numpy as np

__all__ = ["birth", "death", "elderly", "hospital"]


def hospital(given: Any, there: Any, month: int) -> Any:
    """Nights of stays that begin in a month."""
    age = np.clip((month - given.born) // 12, 0, 120)
    nights = 1 / given.stop[given.sex, age, given.year[month]]
    is_entitled = month - given.joined - given.is_late >= given.waits
    return there * given.admissions[given.place, month] * nights * is_entitled * given.night


def birth(given: Any, there: Any, month: int) -> Any:
    """Children of a month."""
    is_entitled = month - given.joined - given.is_late >= given.waits
    return there * given.births[given.place, month] * is_entitled * given.child


def death(given: Any, there: Any, month: int) -> Any:
    """Deaths of a month, by steps of membership."""
    reached = np.searchsorted(given.step_months, month - given.joined - given.is_late, side="right")
    return there * (1 - given.survives[given.place, month]) * given.step_pays[reached]


def elderly(given: Any, there: Any, month: int) -> Any:
    """The gift of April to those of 60 and 3 years of membership."""
    if not given.is_april[month]:
        return there * 0.0
    has_waited = month - given.joined - given.after_wait >= 36
    return there * has_waited * (month - given.born - given.after_gift >= 720) * given.gift
