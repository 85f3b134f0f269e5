"""Bands (ช่วง) of whole years: of age, of membership, of the calendar; and whether they cover everything once."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Self

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["ALL", "OLDEST", "Band", "gaps"]

OLDEST = 130
"""No band begins above this age, nor above so many years of membership."""

_TEXT = re.compile(
    r"(?P<only>\d{1,4})|(?P<first>\d{1,4})-(?P<last>\d{1,4})|-(?P<to>\d{1,4})|(?P<since>\d{1,4})\+", re.ASCII
)


@frozen(order=True)
class Band:
    """Whole years from the first to the last, both included; None where it has no end on that side.

    >>> [str(Band.parse(text)) for text in ("all", "-2024", "2025-2029", "2030+", "7")]
    ['all', '-2024', '2025-2029', '2030+', '7']
    """

    first: int | None
    last: int | None

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read ``5-9``, ``0``, ``100+``, ``-2024`` or ``all``.

        Raises:
            InvalidValue: Other text, or a band that ends before it begins.
        """
        match = _TEXT.fullmatch(text)
        if text == "all":
            return cls(None, None)
        ends = None if match is None else _ends(match)
        if ends is None or (None not in ends and ends[1] < ends[0]):  # type: ignore[operator]  # both are numbers there
            finding = Finding("assumptions.band_unreadable", Severity.ERROR, params={"value": text})
            raise InvalidValue(f"{text!r} is not a band of years; write it like '5-9', '0', '100+' or 'all'", finding)
        return cls(*ends)

    def __contains__(self, year: int) -> bool:
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    def shifted(self, years: int) -> Self:
        """The same band so many years later, such as in the years of another era."""
        return type(self)(*(None if end is None else end + years for end in (self.first, self.last)))

    @property
    def is_one(self) -> bool:
        """Whether it is a single year."""
        return self.first is not None and self.first == self.last

    def __str__(self) -> str:
        if self.is_one:
            return str(self.first)
        if self.first is None:
            return "all" if self.last is None else f"-{self.last}"
        return f"{self.first}+" if self.last is None else f"{self.first}-{self.last}"


def _ends(match: re.Match[str]) -> tuple[int | None, int | None]:
    if match["only"]:
        return int(match["only"]), int(match["only"])
    if match["first"]:
        return int(match["first"]), int(match["last"])
    return (None, int(match["to"])) if match["to"] else (int(match["since"]), None)


ALL = Band(None, None)


def gaps(bands: Sequence[Band], start: int | None) -> Iterator[tuple[int, str, dict[str, object]]]:
    """What keeps bands from covering every year once, in order: the place of a band, a code, and its figures.

    Args:
        bands: In the order in which they are written.
        start: Where the first must begin; None where it must have no beginning, as calendar years.
    """
    first, last = bands[0], bands[-1]
    reaches = first.first is None if start is None else first.first in {None, start}
    if not reaches:
        yield 0, "assumptions.begins_late", {"band": str(first), "wanted": _wanted(first, start)}
    for at, (earlier, later) in enumerate(pairwise(bands), start=1):
        figures: dict[str, object] = {"before": str(earlier), "after": str(later)}
        if later.first is None or (earlier.first is not None and later.first <= earlier.first):
            yield at, "assumptions.out_of_order", figures
        elif earlier.last is None or later.first <= earlier.last:
            yield at, "assumptions.overlap", figures
        elif later.first > earlier.last + 1:
            missing = Band(earlier.last + 1, later.first - 1)
            yield at, "assumptions.hole", figures | {"missing": str(missing)}
    if last.last is not None:
        yield len(bands) - 1, "assumptions.no_end", {"band": str(last), "wanted": str(Band(last.first, None))}


def _wanted(first: Band, start: int | None) -> str:
    return str(Band(start, first.last))
