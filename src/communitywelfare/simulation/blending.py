"""Assumptions that a fund's own history has changed, as far as it is worth something (การถ่วงน้ำหนัก)."""

import math
from collections.abc import Iterator, Sequence

from attrs import evolve

from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.bands import Band
from communitywelfare.simulation.experience import Estimate, Experience
from communitywelfare.simulation.mortality import force_of
from communitywelfare.simulation.rates import SEXES, Grounds, Measure, Provenance, RateRow, RateTable

__all__ = ["blended"]


def blended(experience: Experience) -> Assumptions:
    """The assumptions against which a history was held, with every table that it speaks of multiplied by its levels.

    Each of these tables then says that it rests on experience, on how many events, and what it was before.
    """
    file_id = f"experience of {experience.fund_id} until {experience.span.last}"
    tables = (
        _multiplied(experience.prior[name], estimates, experience) for name, estimates in experience.estimates.items()
    )
    return experience.prior.with_tables(tables, file_id)


def _multiplied(table: RateTable, estimates: Sequence[Estimate], experience: Experience) -> RateTable:
    rows = tuple(made for row in table.rows for made in _rows(row, table.measure, estimates))
    events = sum(each.events for each in estimates)
    before = table.uncertainty or 0.0  # there is one: without it nothing was estimated
    uncertainty = before / math.sqrt(1 + events * before**2)
    return evolve(
        table, rows=rows, uncertainty=uncertainty, provenance=_provenance(table.provenance, events, experience)
    )


def _rows(row: RateRow, measure: Measure, estimates: Sequence[Estimate]) -> Iterator[RateRow]:
    """A row cut where the bands of the estimates are, each piece by its levels."""
    for band in dict.fromkeys(each.band for each in estimates):
        both = _common(row.band, band)
        if both is not None:
            levels = {each.sex: each.level for each in estimates if each.band == band}
            sexes = (None,) if None in levels else SEXES
            pairs = zip(row.rates, sexes, strict=True)
            yield evolve(row, band=both, rates=tuple(_times(rate, levels[sex], measure) for rate, sex in pairs))


def _times(rate: float, level: float, measure: Measure) -> float:
    """A rate by its level; of a probability its force is multiplied, so that it never passes 1."""
    if measure is not Measure.PROBABILITY:
        return rate * level
    return -math.expm1(-force_of(rate) * level)


def _common(one: Band, other: Band) -> Band | None:
    """The years that lie in both bands; None where there are none."""
    first = max(one.first or 0, other.first or 0)
    ends = [end for end in (one.last, other.last) if end is not None]
    last = min(ends, default=None)
    return None if last is not None and last < first else Band(first, last)


def _provenance(before: Provenance, events: int, experience: Experience) -> Provenance:
    span = experience.span
    return evolve(
        before,
        source=f"register and claims of {experience.fund_id}, {span.first} to {span.last}; before: {before.source}",
        year=span.last.year,
        confidence=Grounds.EXPERIENCE,
        reason={
            "th": f"ถ่วงน้ำหนักด้วยประวัติของกองทุนเอง {events} เหตุการณ์; ก่อนหน้านั้น: {before.reason.get('th', '–')}",
            "en": f"weighted by {events} events of the fund's own history; before: {before.reason.get('en', '–')}",
        },
    )
