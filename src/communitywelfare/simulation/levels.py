"""How much more or less happens in a future (ระดับความเสี่ยง): what is not known, and what strikes all at once.

Three risks are kept apart. That one member dies and another does not is *process* risk: it is drawn life by life, and
is always there. That the tables may not be right for this fund is *parameter* risk: in each future, one level
multiplies a table. What strikes everybody in one year is *systemic* risk: an epidemic, or a year without a match.
"""

import math
from typing import Self

import numpy as np
from attrs import Attribute, field, frozen
from numpy.typing import NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.draws import EVERYBODY, Address, Purpose, uniforms
from communitywelfare.simulation.outcomes import exp_minus, normal

__all__ = ["UNCERTAIN", "Levels", "Risks", "Shocks", "draw_levels"]

Floats = NDArray[np.float64]

UNCERTAIN = ("mortality_level", "admissions", "births", "leaving")
"""The tables whose level may be uncertain; the place of a name is the draw of its level, and never changes."""

_EPIDEMIC, _NO_MATCH = 0, 1


def _share(_instance: "Shocks", attribute: "Attribute[float]", value: float) -> None:
    name = attribute.name
    if not 0 <= value <= 1:
        finding = Finding("simulation.not_a_probability", Severity.ERROR, params={"what": name, "value": value})
        raise InvalidValue(f"{name} is {value}, wanted from 0 to 1", finding)


def _times(_instance: "Shocks", attribute: "Attribute[float]", value: float) -> None:
    name = attribute.name
    if not (math.isfinite(value) and value >= 0):
        finding = Finding("simulation.not_a_factor", Severity.ERROR, params={"what": name, "value": value})
        raise InvalidValue(f"{name} is {value}, wanted 0 or more", finding)


@frozen(kw_only=True)
class Shocks:
    """What may strike all funds at once, year by year (ความเสี่ยงเชิงระบบ). No source was found: all are assumptions.

    In a year of an epidemic, mortality and admissions are multiplied; in a year without a match no co-funding comes.
    """

    epidemic: float = field(default=0.02, validator=_share)
    mortality_times: float = field(default=1.5, validator=_times)
    admissions_times: float = field(default=2.0, validator=_times)
    no_match: float = field(default=0.05, validator=_share)


@frozen(kw_only=True)
class Risks:
    """Which risks a run has beside the chance of each life: that of wrong tables, and what strikes all."""

    parameter: bool = False
    systemic: Shocks | None = None


@frozen(eq=False, kw_only=True)
class Levels:
    """By how much tables are multiplied, for each future and calendar year; `matched` tells in which a match comes."""

    scenarios: NDArray[np.int64]
    deaths: Floats
    admissions: Floats
    births: Floats
    leaving: Floats
    matched: NDArray[np.bool_]

    @classmethod
    def even(cls, scenarios: NDArray[np.int64], years: int) -> Self:
        """Tables as they are, in all futures and years."""
        ones = np.ones((len(scenarios), years))
        return cls(
            scenarios=scenarios, deaths=ones, admissions=ones, births=ones, leaving=ones, matched=ones.astype(bool)
        )


def draw_levels(
    assumptions: Assumptions, risks: Risks, *, seed: int, scenarios: NDArray[np.int64], years: range
) -> Levels:
    """The levels of futures: the same for all funds, so that nobody need agree on them.

    A level is lognormal with mean 1; the table's `uncertainty` is its coefficient of variation.
    """
    even = np.ones((len(scenarios), len(years)))
    levels = dict.fromkeys(UNCERTAIN, even)
    if risks.parameter:
        levels = {name: even * _level(assumptions, name, seed, scenarios)[:, None] for name in UNCERTAIN}
    deaths, admissions, matched = levels["mortality_level"], levels["admissions"], even.astype(bool)
    if risks.systemic is not None:
        shocks = risks.systemic
        epidemic = _strikes(_EPIDEMIC, seed, scenarios, years) < shocks.epidemic
        deaths = deaths * np.where(epidemic, shocks.mortality_times, 1.0)
        admissions = admissions * np.where(epidemic, shocks.admissions_times, 1.0)
        matched = _strikes(_NO_MATCH, seed, scenarios, years) >= shocks.no_match
    return Levels(
        scenarios=scenarios,
        deaths=deaths,
        admissions=admissions,
        births=levels["births"],
        leaving=levels["leaving"],
        matched=matched,
    )


def _level(assumptions: Assumptions, name: str, seed: int, scenarios: NDArray[np.int64]) -> Floats:
    variation = assumptions[name].uncertainty
    if not variation:
        return np.ones(len(scenarios))
    place = UNCERTAIN.index(name)
    address = Address(member=EVERYBODY, purpose=Purpose.PARAMETER, scenario=scenarios, draw=place)
    variance = math.log1p(variation * variation)
    exponent = variance / 2 - math.sqrt(variance) * normal(uniforms(seed, address))
    return np.where(exponent < 0, 1 / exp_minus(np.abs(exponent)), exp_minus(np.abs(exponent)))


def _strikes(draw: int, seed: int, scenarios: NDArray[np.int64], years: range) -> Floats:
    address = Address(
        member=EVERYBODY, purpose=Purpose.SYSTEMIC, scenario=scenarios[:, None], year=np.array(years), draw=draw
    )
    return uniforms(seed, address)
