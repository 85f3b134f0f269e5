"""What asks for a clause, and how far it is paid (สิ่งที่เบิกได้และเพดาน): people of one birth are expected alike in it."""

from typing import Self

from attrs import frozen

from communitywelfare.rules.limits import Measure, Window
from communitywelfare.rules.schedules import Schedule
from communitywelfare.simulation.happenings import Happening
from communitywelfare.simulation.window_spans import JANUARY, YearStart
from communitywelfare.simulation.windows import Room

__all__ = ["Happens"]

_NO_LIMIT = Room(measure=Measure.TIMES, steps=1)


@frozen(kw_only=True)
class Happens:
    """What happens, or on which days something falls due, and within which limits it is paid.

    Of what happens in a `window`, whose years begin on `year_start`, a `room` is paid; without a window, only what the
    room says of a single stay counts. `price` is that of one event, or of one night where it `is_nightly`, in steps of
    the room or in satang where a single stay is limited in baht; 1 where all is a multiple of the price.
    """

    happening: Happening | None
    due: Schedule | None = None
    is_nightly: bool = False
    room: Room = _NO_LIMIT
    window: Window | None = None
    year_start: YearStart = JANUARY
    price: int = 1

    @classmethod
    def falls_due(cls, schedule: Schedule) -> Self:
        """By itself, on the days of a schedule."""
        return cls(happening=None, due=schedule)

    @property
    def is_split(self) -> bool:
        """Whether the nights of one stay may lie in two windows."""
        return self.is_nightly and self.room.measure is not Measure.TIMES
