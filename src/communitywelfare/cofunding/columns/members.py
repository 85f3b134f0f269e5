"""Memberships of many funds as columns, and the rounds in which a scheme has matched them before."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
from attrs import field, frozen
from attrs.converters import optional
from numpy.typing import ArrayLike, NDArray

from communitywelfare.errors import InvalidValue

__all__ = ["NEVER", "Days", "MemberColumns", "Rows", "days_of", "rows_of"]

Days = NDArray[np.int32]
Rows = NDArray[np.int32]

NEVER = int(np.iinfo(np.int32).max)  # the end of a membership that has none
_NOT_A_DAY = np.iinfo(np.int64).min


def days_of(values: ArrayLike | Sequence[date | None]) -> Days:
    """Whole days since 1970, from such numbers, from dates or from numpy's own days; a day that is none is `NEVER`.

    Raises:
        InvalidValue: Anything else, or a day that int32 does not hold.
    """
    array = np.asarray(values)
    if array.dtype.kind not in "OM":
        return rows_of(array)
    numbers = array.astype("M8[D]").astype(np.int64)
    return rows_of(np.where(numbers == _NOT_A_DAY, NEVER, numbers))


def rows_of(values: ArrayLike) -> Rows:
    """Whole numbers as int32; nothing is wrapped or rounded.

    Raises:
        InvalidValue: Fractions, or a number that int32 does not hold.
    """
    array = np.asarray(values)
    if array.dtype == np.int32 or not array.size:
        return array.astype(np.int32, copy=False)
    if array.dtype.kind not in "iu" or array.min() < -NEVER or array.max() > NEVER:
        raise InvalidValue(
            f"columns hold whole numbers of 32 bits, not {array.dtype} from {array.min()} to {array.max()}"
        )
    return array.astype(np.int32)


def _counts(values: ArrayLike) -> NDArray[np.int64]:
    return np.asarray(values, np.int64)


_no_rows: Callable[[], Any] = lambda: np.zeros(0, np.int32)  # noqa: E731  # a factory with the type of a field


@frozen(eq=False, kw_only=True)
class MemberColumns:
    """Memberships, one row each, fund after fund; days are whole days since 1970, or numpy's own (``datetime64[D]``).

    `sizes` says how many rows each fund has, none included. `ended` is the first day on which somebody is no longer a
    member, `NEVER` for who still is one. `person` is the row of the first membership of the same person, in the same
    fund; without it every row is somebody else's. Each earlier round of *one* scheme is a pair of `matched`, the row
    that it matched, and `as_of`, its cut-off; these stand in the order of rows.

    Raises:
        InvalidValue: Columns that do not fit together, or a row without a day of joining.
    """

    sizes: NDArray[np.int64] = field(converter=_counts)
    applied: Days = field(converter=days_of)
    ended: Days = field(converter=days_of)
    person: Rows | None = field(default=None, converter=optional(rows_of))
    matched: Rows = field(factory=_no_rows, converter=rows_of)
    as_of: Days = field(factory=_no_rows, converter=days_of)

    def __attrs_post_init__(self) -> None:
        rows = len(self.applied)
        if int(self.sizes.sum()) != rows or len(self.ended) != rows or (self.sizes < 0).any():
            raise InvalidValue(f"{rows} days of joining, {len(self.ended)} ends and {self.sizes.sum()} rows of funds")
        if rows and self.applied.max() == NEVER:
            raise InvalidValue(f"row {self.applied.argmax()} has no day of joining")
        if len(self.matched) != len(self.as_of) or not _are_rows(self.matched, rows):
            raise InvalidValue("matched rows must be in order, among the members, and each with its day")
        if self.person is not None and not self._are_persons(self.person):
            raise InvalidValue("a person is the row of its first membership, in the same fund")

    def _are_persons(self, person: Rows) -> bool:
        if len(person) != len(self):
            return False
        rows = np.arange(len(person), dtype=np.int32)
        other = np.flatnonzero(person != rows)
        first = person[other]
        if not ((first >= 0) & (first < rows[other])).all():
            return False
        return bool((self.fund_of(first) == self.fund_of(other)).all() and (person[first] == first).all())

    def __len__(self) -> int:
        return len(self.applied)

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """The first row of each fund, and after the last fund the number of all rows."""
        return np.concatenate([np.zeros(1, np.int64), np.cumsum(self.sizes)])

    def fund_of(self, rows: ArrayLike) -> NDArray[np.int64]:
        """The place of the fund in which each of these rows stands."""
        return np.searchsorted(self.starts, rows, side="right") - 1


def _are_rows(rows: Rows, count: int) -> bool:
    if not len(rows):
        return True
    return bool(rows[0] >= 0 and rows[-1] < count and (rows[1:] >= rows[:-1]).all())
