"""What may happen to somebody in a projection, and columns of what did (เหตุการณ์ในชีวิตสมาชิก)."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any, Self

import numpy as np
from attrs import fields, frozen
from numpy.typing import NDArray

__all__ = ["Happened", "Happening"]


class Happening(IntEnum):
    """What happens to somebody, in the order in which it does on one day."""

    ADMISSION = 0
    """A stay in hospital begins (นอนโรงพยาบาล)."""
    BIRTH = 1
    """A child is born to a member (คลอดบุตร)."""
    DEATH = 2
    """A member dies (เสียชีวิต)."""


@frozen(eq=False, kw_only=True)
class Happened:
    """Columns of what happened: whose life it is of, a `Happening`, the month, and how much of it."""

    who: NDArray[np.int32]
    what: NDArray[np.int8]
    month: NDArray[np.int16]
    units: NDArray[np.int32]

    @classmethod
    def empty(cls, rows: int) -> Self:
        """Columns with room for so many rows, of which nothing is known yet."""
        return cls(
            who=np.empty(rows, np.int32),
            what=np.empty(rows, np.int8),
            month=np.empty(rows, np.int16),
            units=np.empty(rows, np.int32),
        )

    @classmethod
    def together(cls, parts: "Sequence[Happened]") -> Self:
        """One part after another."""
        columns: dict[str, Any] = {
            each.name: np.concatenate([getattr(part, each.name) for part in parts]) for each in fields(cls)
        }
        return cls(**columns)

    @property
    def columns(self) -> tuple[NDArray[Any], ...]:
        """Lives, happenings, months and units."""
        return self.who, self.what, self.month, self.units

    def until(self, count: int) -> "Happened":
        """The first of them, as a copy."""
        columns: dict[str, Any] = {each.name: getattr(self, each.name)[:count].copy() for each in fields(Happened)}
        return Happened(**columns)
