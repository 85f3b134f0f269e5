"""Zones (โซน): areas that a working group looks after together, for as long as it was so decided.

A zone is no administrative unit: it is a list of areas, mostly whole districts, with days. What was decided later
changes no figure of before, and no total.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.network.areas import AreaKind, Areas
from communitywelfare.network.terms import holds, overlap

__all__ = ["InZone", "Zones"]


@frozen(kw_only=True)
class InZone:
    """An area in a zone, from one day until another, both included; None where no day is recorded."""

    zone: str
    area: str
    since: date | None = None
    until: date | None = None
    decided_by: str = ""


@frozen(kw_only=True)
class Zones:
    """Which areas lie in which zone, and when."""

    areas: Areas
    rows: tuple[InZone, ...] = ()

    @cached_property
    def _of_area(self) -> Mapping[str, tuple[InZone, ...]]:
        found: dict[str, list[InZone]] = defaultdict(list)
        for row in self.rows:
            found[row.area].append(row)
        return {area: tuple(rows) for area, rows in found.items()}

    def of(self, area: str, on: date) -> tuple[str, ...]:
        """The zones in which an area lies on a day, with all that it lies in itself: one, none, or in error more."""
        codes = [area, *(above.code for above in self.areas.above(area))]
        rows = (row for code in dict.fromkeys(codes) for row in self._of_area.get(code, ()))
        return tuple(dict.fromkeys(row.zone for row in rows if holds(row, on)))

    def findings(self) -> Iterator[Finding]:
        """Rows of a zone or an area that the list does not have, and areas in two zones at once."""
        for row in self.rows:
            zone = self.areas.by_code.get(row.zone)
            if zone is None or zone.kind is not AreaKind.ZONE:
                yield _fault("zone.unknown", "zone", row)
            if row.area not in self.areas.by_code:
                yield _fault("zone.area_unknown", "area", row)
        yield from self._twice()

    def _twice(self) -> Iterator[Finding]:
        """An area, or one that lies in it, in another zone at the same time."""
        for row in self.rows:
            for area in self.areas.above(row.area):
                for other in self._of_area.get(area.code, ()):
                    is_told = area.code == row.area and self.rows.index(other) >= self.rows.index(row)
                    if other.zone != row.zone and overlap(row, other) and not is_told:
                        yield _fault("zone.two_at_once", "area", row, other=other.zone, of=area.code)


def _fault(code: str, column: str, row: InZone, **params: object) -> Finding:
    place = Place(file="zones.csv", column=column, record=row.area)
    return Finding(code, Severity.ERROR, place=place, params={"zone": row.zone, "area": row.area, **params})
