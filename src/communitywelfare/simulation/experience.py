"""Experience (ประสบการณ์ของกองทุน): what a fund's own history says of the assumptions, and how much that is worth.

What happened is set against what the tables let expect of the same members over the same days. The fewer the events,
the more the table still counts (`simulation.credibility`).
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import cache

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.members import Sex
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.bands import Band, gaps
from communitywelfare.simulation.credibility import level_of
from communitywelfare.simulation.exposure import DAYS_PER_YEAR, Exposure, Span, exposure
from communitywelfare.simulation.history import CLAIMED, Key, events_of
from communitywelfare.simulation.mortality import force_of
from communitywelfare.simulation.rates import SEXES, Axis

__all__ = ["AGES", "ESTIMATED", "TENURES", "Estimate", "Experience", "experience"]

AGES = tuple(Band.parse(text) for text in ("0-14", "15-44", "45-59", "60-69", "70-79", "80+"))
TENURES = tuple(Band.parse(text) for text in ("0", "1", "2-4", "5+"))
ESTIMATED = ("mortality_level", "admissions", "births", "leaving")
"""The tables that a fund's history says something of."""

_LOW, _HIGH = 0.05, 0.95
_MOSTLY_OWN = 0.5
_AT_ONCE = 2.0  # events per year lived, where a table says that nobody is left at the end of the year


@frozen(kw_only=True)
class Estimate:
    """One cell: what happened, over how many days, what the table let expect, and what follows.

    `level` is by what the table is to be multiplied, `low` to `high` its interval of 90 %, `weight` how much of it is
    the fund's own. `sex` is None where the table does not tell men and women apart.
    """

    band: Band
    sex: Sex | None
    events: int
    days: int
    expected: float
    level: float
    low: float
    high: float
    weight: float

    @property
    def person_years(self) -> Fraction:
        """The exposure in years of 365.25 days."""
        return self.days / DAYS_PER_YEAR

    @property
    def observed(self) -> float | None:
        """Events per person-year; None where nobody was there."""
        return float(self.events / self.person_years) if self.days else None

    @property
    def prior(self) -> float | None:
        """What the table let expect per person-year; None where nobody was there."""
        return self.expected / float(self.person_years) if self.days else None


@frozen(kw_only=True)
class Experience:
    """What a fund's history says, table by table.

    `left_out` counts, by why, members and claims that could not be counted. `findings` tell which tables say little or
    nothing.
    """

    fund_id: str
    span: Span
    estimates: Mapping[str, tuple[Estimate, ...]] = field(hash=False)
    left_out: Mapping[str, int] = field(hash=False)
    findings: tuple[Finding, ...]
    prior: Assumptions


def experience(
    fund: Fund,
    prior: Assumptions,
    *,
    since: date | None = None,
    ages: Sequence[Band] = AGES,
    tenures: Sequence[Band] = TENURES,
) -> Experience:
    """Estimate a fund's own rates of death, admission, birth and leaving against assumptions.

    Args:
        fund: Its history until its `as_of`.
        prior: What is taken to hold as far as the history says nothing; its `uncertainty` says how firmly.
        since: The first day of the history; by default the day on which the books begin, or the first joining.
        ages: Bands of age, for all tables but leaving.
        tenures: Bands of completed years of membership, for leaving.

    Raises:
        InvalidValue: There is no day of history, or the bands leave something out.
    """
    _whole(ages)
    _whole(tenures)
    span = _span(fund, since)
    exposed, history = exposure(fund.register, span), events_of(fund, span)
    estimates: dict[str, tuple[Estimate, ...]] = {}
    findings: list[Finding] = []
    keys: Mapping[Axis, list[tuple[Sex | None, Band]]] = {
        Axis.TENURE: [(None, band) for band in tenures],
        Axis.AGE: [(sex, band) for sex in SEXES for band in ages],
    }
    for name in ESTIMATED:
        uncertainty = prior[name].uncertainty
        if name in CLAIMED.values() and "benefits" in fund.absent:
            findings.append(_told("experience.no_claims", table=name))
        elif uncertainty is None:
            findings.append(_told("experience.no_uncertainty", table=name))
        else:
            cells = _Cells(_cells(prior, name, exposed), history.events[name], uncertainty)
            estimates[name] = tuple(cells.estimate(sex, band) for sex, band in keys[prior[name].axis])
            findings += _doubts(name, estimates[name])
    left_out = Counter(exposed.left_out) + Counter(history.left_out)
    return Experience(
        fund_id=fund.profile.fund_id,
        span=span,
        estimates=estimates,
        left_out=dict(left_out),
        findings=tuple(findings),
        prior=prior,
    )


def _whole(bands: Sequence[Band]) -> None:
    """Refuse bands that leave something out."""
    found = [Finding(code, Severity.ERROR, params=figures) for _at, code, figures in gaps(bands, 0)]
    if found:
        raise InvalidValue(f"the bands {', '.join(map(str, bands))} do not hold every year once", *found)


def _span(fund: Fund, since: date | None) -> Span:
    joined = min((membership.applied for membership in fund.register), default=date.max)
    first = max(joined, fund.books_begin) if since is None else since
    if first > fund.as_of:
        finding = Finding("experience.no_history", Severity.ERROR, params={"until": fund.as_of})
        raise InvalidValue(f"there is no day of membership until {fund.as_of}", finding)
    return Span(first, fund.as_of)


def _cells(prior: Assumptions, name: str, exposed: Exposure) -> Mapping[Key, tuple[int, float]]:
    """Days and expected events by sex and single years of age, or by years of membership."""
    expects, found = _expects(prior, name), dict[Key, tuple[int, float]]()
    for sex, count, year, days in _exposed(prior[name].axis, exposed):
        before, expected = found.get((sex, count), (0, 0.0))
        force = expects(sex, count, year)
        lived = float(days / DAYS_PER_YEAR)
        found[sex, count] = (before + days, expected + lived * (_AT_ONCE if math.isinf(force) else force))
    return found


def _exposed(axis: Axis, exposed: Exposure) -> Iterator[tuple[Sex | None, int, int, int]]:
    if axis is Axis.TENURE:
        yield from ((None, tenure, year, days) for (tenure, year), days in exposed.by_tenure.items())
    else:
        yield from ((sex, age, year, days) for (sex, age, year), days in exposed.by_age.items())


def _expects(prior: Assumptions, name: str) -> Callable[[Sex | None, int, int], float]:
    """Events per year lived that a table lets expect, by sex, age (or years of membership) and calendar year."""
    if name == "mortality_level":
        life_table = cache(prior.life_table)
        return lambda sex, age, year: life_table(sex, year).force(age)
    if name == "leaving":
        return lambda _sex, tenure, year: force_of(prior[name].at(year, tenure))
    return lambda sex, age, year: prior[name].at(year, age, sex)


@frozen
class _Cells:
    """Exposure, expectation and events of one table in single years, and how uncertain the table is."""

    exposed: Mapping[Key, tuple[int, float]]
    events: Mapping[Key, int]
    uncertainty: float

    def estimate(self, sex: Sex | None, band: Band) -> Estimate:
        """What all single years of a band come to."""
        within = [cell for (its_sex, count), cell in self.exposed.items() if its_sex is sex and count in band]
        happened = sum(events for (its_sex, count), events in self.events.items() if its_sex is sex and count in band)
        expected = math.fsum(cell[1] for cell in within)
        level = level_of(happened, expected, self.uncertainty)
        return Estimate(
            band=band,
            sex=sex,
            events=happened,
            days=sum(cell[0] for cell in within),
            expected=expected,
            level=level.mean,
            low=level.quantile(_LOW),
            high=level.quantile(_HIGH),
            weight=level.weight,
        )


def _doubts(name: str, estimates: Sequence[Estimate]) -> Iterator[Finding]:
    """Whether a table is hardly changed by so few events, or cannot be changed by them at all."""
    weight = max(each.weight for each in estimates)
    if weight < _MOSTLY_OWN:
        percent, events = f"{100 * weight:.0f}", sum(each.events for each in estimates)
        yield _told("experience.thin", table=name, events=events, percent=percent)
    for each in estimates:
        if each.events and not each.expected:
            yield _told("experience.not_expected", table=name, band=str(each.band), events=each.events)


def _told(code: str, **figures: object) -> Finding:
    return Finding(code, Severity.WARNING, params=figures)
