"""Indicators (ตัวชี้วัด): a standard set, each a numerator over a denominator, so that funds can be compared and added.

The indicator of many funds is the sum of their numerators over the sum of their denominators, never a mean of shares,
and only of funds that can tell both. One that nobody can tell, or whose denominator is 0, has no value.
"""

from collections.abc import Iterable, Mapping
from enum import Enum
from fractions import Fraction

from attrs import frozen

__all__ = ["INDICATORS", "Indicator", "IndicatorUnit", "Share", "shares_together"]


class IndicatorUnit(Enum):
    """What an indicator is measured in."""

    PERCENT = "PERCENT"
    SATANG = "SATANG"  # of money for each of something, so many satang
    MONTHS = "MONTHS"
    DAYS = "DAYS"

    @property
    def times(self) -> Fraction:
        """By what a share is multiplied to be read: percent, and baht."""
        return {IndicatorUnit.PERCENT: Fraction(100), IndicatorUnit.SATANG: Fraction(1, 100)}.get(self, Fraction(1))


@frozen
class Share:
    """A numerator, a denominator, and of how many funds they are."""

    numerator: int
    denominator: int
    funds: int = 1

    @property
    def value(self) -> Fraction | None:
        """The one over the other; None where there is nothing to divide by."""
        return Fraction(self.numerator, self.denominator) if self.denominator else None

    def __add__(self, other: "Share") -> "Share":
        return Share(self.numerator + other.numerator, self.denominator + other.denominator, self.funds + other.funds)


NOBODY = Share(0, 0, 0)


@frozen(kw_only=True)
class Indicator:
    """One indicator: the figures of a summary that are added up above and below; `times` goes with the numerator."""

    id: str
    unit: IndicatorUnit
    above: tuple[str, ...]
    below: tuple[str, ...]
    times: int = 1

    @property
    def sections(self) -> frozenset[str]:
        """The sections of a summary that it needs."""
        return frozenset(name.partition(".")[0] for name in (*self.above, *self.below))

    def of(self, figures: Mapping[str, int]) -> Share:
        """The indicator of one fund that gave all its sections."""
        return Share(
            self.times * sum(figures[name] for name in self.above),
            sum(figures[name] for name in self.below),
        )


def shares_together(each: Iterable[Mapping[str, Share]]) -> Mapping[str, Share]:
    """The indicators of many funds: numerators and denominators added, each over the funds that tell it."""
    sums = {indicator.id: NOBODY for indicator in INDICATORS}
    for shares in each:
        for name, share in shares.items():
            sums[name] += share
    return sums


_EARNED = ("year.R1.1", "year.R2.1", "year.R2.2", "year.R2.3", "year.R2.9")
_SPENT = ("year.P1.3", "year.P2.1", "year.P2.2", "year.P2.3", "year.P2.4", "year.P2.9")

INDICATORS = (
    Indicator(id="population", unit=IndicatorUnit.PERCENT, above=("members.current",), below=("area.population",)),
    Indicator(id="villages", unit=IndicatorUnit.PERCENT, above=("villages.with_members",), below=("villages.all",)),
    Indicator(id="retention", unit=IndicatorUnit.PERCENT, above=("members.stayed",), below=("members.start",)),
    Indicator(id="arrears", unit=IndicatorUnit.PERCENT, above=("dues.in_arrears",), below=("dues.known",)),
    Indicator(id="elderly", unit=IndicatorUnit.PERCENT, above=("members.elderly",), below=("members.age_known",)),
    Indicator(id="benefits_per_member", unit=IndicatorUnit.SATANG, above=("year.P1.3",), below=("members.current",)),
    Indicator(id="self_financing", unit=IndicatorUnit.PERCENT, above=_EARNED, below=_SPENT),
    Indicator(
        id="months_in_reserve", unit=IndicatorUnit.MONTHS, above=("money.remaining",), below=("year.P1.3",), times=12
    ),
    Indicator(id="days_in_hands", unit=IndicatorUnit.DAYS, above=("custody.satang_days",), below=("custody.amount",)),
    Indicator(id="days_to_record", unit=IndicatorUnit.DAYS, above=("records.days",), below=("records.entries",)),
)
"""The standard set, in the order in which it is shown."""
