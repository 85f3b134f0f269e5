"""Coverage (ความครอบคลุม): how many areas of a kind have a fund, of how many, where and as of when."""

from collections import Counter
from collections.abc import Collection
from datetime import date
from fractions import Fraction

from attrs import frozen

from communitywelfare.network.areas import Area, AreaKind
from communitywelfare.network.funds import Network

__all__ = ["Coverage", "coverage"]


@frozen(kw_only=True)
class Coverage:
    """So many areas of some kinds have an active fund, of so many that lie in a place, at the end of a day.

    `is_known` tells whether any fund names such areas at all, or what lies above them: where none does, 0 says nothing.
    """

    place: str
    kinds: tuple[AreaKind, ...]
    on: date
    numerator: int
    denominator: int
    is_known: bool

    @property
    def share(self) -> Fraction | None:
        """The one over the other; None where the list has no such area there."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None


def coverage(network: Network, place: str, kinds: Collection[AreaKind], on: date) -> Coverage:
    """How far active funds cover the areas of some kinds in a place.

    An area is covered that a fund names, or that lies in one that a fund names. Of a row that stands for several areas
    as many are covered as there are funds that name it, and no more than there are.
    """
    areas = network.areas.within(place, kinds)
    named = Counter(code for fund in network.active(on) for code in network.areas_of(fund.fund, on))
    return Coverage(
        place=place,
        kinds=tuple(kinds),
        on=on,
        numerator=sum(_covered(network, area, named) for area in areas),
        denominator=sum(area.number for area in areas),
        is_known=any(each.code in named for area in areas for each in network.areas.above(area.code)),
    )


def _covered(network: Network, area: Area, named: Counter[str]) -> int:
    above = any(named[each.code] for each in network.areas.above(area.code) if each.code != area.code)
    return area.number if above else min(named[area.code], area.number)
