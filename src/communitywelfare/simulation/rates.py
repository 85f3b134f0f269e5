"""Tables of rates (ตารางอัตรา) by age or length of membership, sex and calendar year, each with where it comes from.

Rates are floats, as expectations are: no money is decided, owed or posted by them. A figure is kept as the double next
to what its source prints, so that it is shown again with the digits that were written.
"""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cached_property
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import TypeAlias

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.members import Sex
from communitywelfare.simulation.bands import ALL, Band, gaps

__all__ = ["SEXES", "Axis", "Grounds", "Measure", "Provenance", "RateRow", "RateTable"]

SEXES = (Sex.MALE, Sex.FEMALE)
"""Whom a table may tell apart, in the order of the figures of a row."""


class Grounds(Enum):
    """What a figure rests on (ที่มาของตัวเลข)."""

    PUBLISHED = "published"  # the source prints it
    ASSUMED = "assumed"  # no source was found: it is there to be replaced
    EXPERIENCE = "experience"  # estimated from the fund's own history, with what held before


class Axis(Enum):
    """What the rows of a table are counted by, besides calendar years."""

    AGE = "age"  # completed years of age
    TENURE = "tenure"  # completed years of membership
    NONE = "none"  # one figure for all


class Measure(Enum):
    """What a figure of a table means, and so what it can be."""

    RATE = "rate"  # events per person-year lived or per member and year, interest per baht and year
    PROBABILITY = "probability"  # within one year, or a share of members: 0 to 1
    MEAN = "mean"  # a mean count, such as nights
    FACTOR = "factor"  # times what another table says
    GROWTH = "growth"  # change from one year to the next: 0.01 is 1 % more, -0.01 is 1 % less


@frozen(kw_only=True)
class Provenance:
    """Where a table comes from, under which licence, how sure it is, and why it is used (แหล่งที่มา).

    `cite` is what the licence asks to be said, or where to look it up; `year` is that of the source, common era.
    `given_by` is the id of the file that gave the table, `instead_of` that of the one whose table it took the place of.
    """

    source: str
    licence: str
    cite: str
    year: int
    confidence: Grounds = field(converter=Grounds)
    reason: Mapping[str, str] = field(hash=False)
    given_by: str = ""
    instead_of: str = ""


@frozen(kw_only=True)
class RateRow:
    """One line of a table: for which years and which ages (or lengths of membership) which figures hold.

    The figures are for men and for women (`SEXES`), or one where the table does not tell them apart.
    """

    years: Band
    band: Band = ALL
    rates: tuple[float, ...]


_OfYears: TypeAlias = tuple[int, tuple[int, ...], tuple[RateRow, ...]]
"""Where a band of years begins, where its rows begin, and the rows."""


@frozen(kw_only=True)
class RateTable:
    """Rates for every age, sex and year, without holes.

    `rows` are in the order of years, then of ages. `uncertainty` is how far the whole table may lie from what is true
    of a fund, as a coefficient of variation; None where nothing is said of it.

    Raises:
        InvalidValue: A year or an age is missing or stands twice, or a figure is one that cannot be; every mistake is a
            finding, with the number of its row among the figures.
    """

    name: str
    axis: Axis = field(converter=Axis)
    measure: Measure = field(converter=Measure)
    by_sex: bool
    rows: tuple[RateRow, ...]
    provenance: Provenance
    uncertainty: float | None = None

    def __attrs_post_init__(self) -> None:
        found = tuple(self._mistakes())
        if found:
            raise InvalidValue(f"the table {self.name} cannot be used: {found[0].code}", *found)

    def _mistakes(self) -> Iterator[Finding]:
        if not self.rows:
            yield self._mistake("assumptions.no_rows", 0)
            return
        for at, row in enumerate(self.rows):
            for rate in row.rates:
                code = _wrong(rate, self.measure)
                if code:
                    yield self._mistake(code, at, value=rate)
            if len(row.rates) != (2 if self.by_sex else 1):
                yield self._mistake("assumptions.row_cells", at, wanted=2 if self.by_sex else 1)
        yield from self._uncovered()

    def _uncovered(self) -> Iterator[Finding]:
        """Years and ages that are missing, stand twice, or are out of order."""
        starts, years = [0], [self.rows[0].years]
        for at, row in enumerate(self.rows):
            if row.years != years[-1]:
                starts.append(at)
                years.append(row.years)
        for place, code, figures in gaps(years, None):
            yield self._mistake(code, starts[place], **figures)
        for start, end in zip(starts, [*starts[1:], len(self.rows)], strict=True):
            for place, code, figures in gaps([row.band for row in self.rows[start:end]], 0):
                yield self._mistake(code, start + place, **figures)

    def _mistake(self, code: str, at: int, **figures: object) -> Finding:
        return Finding(code, Severity.ERROR, params={"table": self.name, "row": at + 1} | figures)

    def __repr__(self) -> str:
        told = self.provenance
        return f"<RateTable {self.name}: {len(self.rows)} rows, {told.confidence.value}, {told.year}>"

    @cached_property
    def _by_years(self) -> tuple[_OfYears, ...]:
        groups = ((years, tuple(rows)) for years, rows in groupby(self.rows, key=attrgetter("years")))
        return tuple((_from(years), tuple(_from(row.band) for row in rows), rows) for years, rows in groups)

    def _in_year(self, year: int) -> _OfYears:
        return self._by_years[bisect_right(self._by_years, year, key=itemgetter(0)) - 1]

    def in_year(self, year: int) -> tuple[RateRow, ...]:
        """The rows that hold in a calendar year of the common era."""
        return self._in_year(year)[2]

    def at(self, year: int, count: int = 0, sex: Sex | None = None) -> float:
        """The figure of a year for so many years of age (or of membership), and a sex where the table tells them apart.

        Raises:
            InvalidValue: The table tells men and women apart, and the sex is neither.
        """
        if self.by_sex and sex not in SEXES:
            finding = Finding("assumptions.sex_wanted", Severity.ERROR, params={"table": self.name})
            raise InvalidValue(f"the table {self.name} is for men and women, and needs to know which", finding)
        _year, begins, rows = self._in_year(year)
        row = rows[max(bisect_right(begins, count) - 1, 0)]
        return row.rates[SEXES.index(sex) if self.by_sex else 0]

    @property
    def last_change(self) -> int | None:
        """The calendar year from which the last rows hold; None where they hold for all years."""
        return self.rows[-1].years.first

    def given_by(self, file: str, *, instead_of: str = "") -> "RateTable":
        """The same table, with the id of the file that gave it, and of the one that it takes the place of."""
        return evolve(self, provenance=evolve(self.provenance, given_by=file, instead_of=instead_of))


def _wrong(rate: float, measure: Measure) -> str | None:
    """The code of what a figure cannot be; None where it can be."""
    if not math.isfinite(rate):
        return "assumptions.not_a_number"
    if measure is Measure.GROWTH:
        return "assumptions.below_nothing" if rate <= -1 else None
    if rate < 0:
        return "assumptions.negative"
    return "assumptions.above_one" if measure is Measure.PROBABILITY and rate > 1 else None


def _from(band: Band) -> int:
    return -1 if band.first is None else band.first
