"""Death by single years of age (ตารางชีพ): from rates of wider bands to a life table, and what follows from one.

A published table gives central rates m for bands of ages. Within a band the rate is drawn along the straight line
through the logarithms at the middles of the bands, and then scaled, so that deaths per person-year of the band come out
as published. Within one year of age the force of mortality is constant.
"""

import math
from collections.abc import Sequence
from functools import cached_property, lru_cache
from itertools import accumulate, pairwise
from operator import mul

from attrs import frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.members import Sex
from communitywelfare.simulation.bands import Band
from communitywelfare.simulation.halving import halved
from communitywelfare.simulation.rates import Measure, RateTable

__all__ = ["LifeTable", "band_rate", "force_of", "life_table", "single_years"]


@frozen
class LifeTable:
    """Forces of mortality by completed years of age; the last holds from that age on.

    A force that is infinite is a year of age that nobody survives; within that year deaths are taken as even.

    >>> LifeTable((0.02,)).expectation()
    50.0
    """

    forces: tuple[float, ...]

    def __repr__(self) -> str:
        return f"<LifeTable of {len(self.forces)} ages>"

    @cached_property
    def q(self) -> tuple[float, ...]:
        """The probability of dying within each year of age."""
        return tuple(-math.expm1(-force) for force in self.forces)

    @cached_property
    def survivors(self) -> tuple[float, ...]:
        """Which share of all who are born reaches each birthday, 1 at birth; the last is of the oldest age."""
        return tuple(accumulate((math.exp(-force) for force in self.forces[:-1]), mul, initial=1.0))

    def force(self, age: int) -> float:
        """The force of mortality within a year of age."""
        return self.forces[min(age, len(self.forces) - 1)]

    def expectation(self, age: int = 0) -> float:
        """How many years somebody of this age still lives, on average (อายุคาดเฉลี่ย).

        Raises:
            InvalidValue: Nobody dies in the end.
        """
        if self.forces[-1] <= 0:
            finding = Finding("assumptions.nobody_dies", Severity.ERROR)
            raise InvalidValue("nobody dies at the oldest age of this table", finding)
        alive, lived = 1.0, 0.0
        for force in self.forces[age:-1]:
            lived += alive * _lived(force)
            alive *= math.exp(-force)
        last = self.forces[-1]
        return lived + alive * (0.5 if math.isinf(last) else 1 / last)

    def survival(self, age: int, months: int) -> float:
        """Which share of those who have just had this birthday is alive so many months later."""
        years, rest = divmod(months, 12)
        whole = math.exp(-math.fsum(self.force(age + ahead) for ahead in range(years)))
        force = self.force(age + years)
        if rest and math.isinf(force):
            return whole * (1 - rest / 12)
        return whole * (math.exp(-force * rest / 12) if rest else 1.0)

    def scaled(self, factors: Sequence[float]) -> "LifeTable":
        """This table with each age's force times a factor; the last factor holds for all later ages.

        The force is scaled and not the probability, which so never passes 1.
        """
        ages = max(len(self.forces), len(factors))
        each = ((self.force(age), factors[min(age, len(factors) - 1)]) for age in range(ages))
        return LifeTable(tuple(force * factor if factor else 0.0 for force, factor in each))


def life_table(table: RateTable, sex: Sex, year: int) -> LifeTable:
    """The life table of one sex in a calendar year, out of a table of rates or of probabilities of death."""
    rows = table.in_year(year)
    figures = [table.at(year, row.band.first or 0, sex) for row in rows]
    if table.measure is Measure.PROBABILITY:
        return LifeTable(tuple(map(force_of, figures)))
    return _of_rates(tuple(row.band for row in rows), tuple(figures))


@lru_cache(maxsize=256)  # a table that does not change by the year is asked for every year of a projection
def _of_rates(bands: tuple[Band, ...], rates: tuple[float, ...]) -> LifeTable:
    return LifeTable(single_years(bands, rates))


def force_of(probability: float) -> float:
    """The constant force under which this is the probability within one year; infinite for 1."""
    return math.inf if probability >= 1 else -math.log1p(-probability)


def single_years(bands: Sequence[Band], rates: Sequence[float]) -> tuple[float, ...]:
    """Forces by single years of age, from central rates of bands; the last band is open, and its rate holds from there.

    Args:
        bands: All ages from 0 on, without holes.
        rates: Deaths per person-year of each band.
    """
    known = [(_middle(band), math.log(rate)) for band, rate in zip(bands, rates, strict=True) if rate > 0]
    found: list[float] = []
    for band, rate in zip(bands, rates, strict=True):
        if band.last is None or rate <= 0:
            ages = 1 if band.last is None else band.last - len(found) + 1
            found += [rate] * ages
            continue
        shape = [math.exp(_along(known, age + 0.5)) for age in range(len(found), band.last + 1)]
        scale = _scale(shape, rate)
        found += [force * scale for force in shape]
    return tuple(found)


def band_rate(forces: Sequence[float]) -> float:
    """Deaths per person-year of a band whose single years have these forces."""
    reached = accumulate(forces, initial=0.0)
    lived = math.fsum(math.exp(-before) * _lived(force) for before, force in zip(reached, forces, strict=False))
    return -math.expm1(-math.fsum(forces)) / lived


def _scale(shape: Sequence[float], rate: float) -> float:
    """By what to multiply forces so that their band has a rate: the rate grows with it, so halving finds it."""

    def is_below(scale: float) -> bool:
        return band_rate([force * scale for force in shape]) < rate

    return halved(rate / max(shape), rate / min(shape), is_below)


def _along(known: Sequence[tuple[float, float]], age: float) -> float:
    """A value on the line through known points; flat before the first and after the last."""
    if age <= known[0][0] or len(known) == 1:
        return known[0][1]
    for (left, low), (right, high) in pairwise(known):
        if age <= right:
            return low + (high - low) * (age - left) / (right - left)
    return known[-1][1]


def _middle(band: Band) -> float:
    first = band.first or 0
    return first + 2.5 if band.last is None else (first + band.last + 1) / 2


def _lived(force: float) -> float:
    """Years lived within one year of age by somebody who begins it."""
    if math.isinf(force):
        return 0.5
    return -math.expm1(-force) / force if force > 0 else 1.0
