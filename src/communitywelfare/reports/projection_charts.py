"""The charts of a projection, each in one call: for the page of a study, and for a notebook.

    balance_chart([projection, other], "th")

A policy is called by its own name. Money is in baht; years are Buddhist in Thai.
"""

from collections.abc import Mapping, Sequence

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.reports import charts
from communitywelfare.simulation.answers import costs, quantiles, ruin_by
from communitywelfare.simulation.expectation import Expectation
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.gains import Cell
from communitywelfare.simulation.policy import Policy
from communitywelfare.simulation.projection import Projection
from communitywelfare.simulation.sensitivity import Sway
from communitywelfare.wording import Language, phrase, shown

__all__ = [
    "FAN",
    "balance_chart",
    "benefits_chart",
    "benefits_layers",
    "clause_names",
    "gainers_chart",
    "policy_name",
    "ruin_chart",
    "sensitivity_chart",
    "signed",
    "year_names",
]

FAN = (5, 25, 50, 75, 95)
"""Which parts in a hundred of the futures lie below the lines of a fan."""

_OTHER_POLICIES, _LAYERS = 4, 8


def _t(code: str, language: Language) -> str:
    return phrase(code, language)


def _units(language: Language) -> charts.Units:
    names = ((1, "baht"), (1_000, "thousands"), (1_000_000, "millions"))
    return tuple((size, _t(f"simulation.{name}", language)) for size, name in names)


def policy_name(policy: Policy, language: Language) -> str:
    """What a policy is called."""
    return policy.name.get(language) or next(iter(policy.name.values()), "–")


def clause_names(policy: Policy, language: Language) -> Mapping[str, str]:
    """What the clauses of a policy are called, by key."""
    clauses = (clause for version in policy.bylaw.versions for clause in version.benefits)
    return {clause.key: shown(clause.label, language) for clause in clauses}


def year_names(projection: Projection | Expectation, language: Language) -> list[str]:
    """The calendar years in which the years of a projection end."""
    offset = BE_OFFSET if language == "th" else 0
    return [str(projection.horizon.at(end).year + offset) for end in projection.year_ends]


def balance_chart(projections: Sequence[Projection], language: Language = "th") -> charts.Chart:
    """The first projection's balance at year ends as a fan, with the middle lines of up to four others."""
    first, *others = projections
    ends = list(first.year_ends)
    closing = first.balance.closing[:, ends]
    bands = [[_baht(each) for each in line] for line in quantiles(closing, FAN)]
    mean = [_baht(each / len(closing)) for each in closing.sum(axis=0).tolist()]
    spread = charts.Spread(
        name=_t("simulation.middle", language), p5=bands[0], p25=bands[1], p50=bands[2], p75=bands[3], p95=bands[4]
    )
    return charts.fan(
        title=_t("simulation.balance", language),
        description=_t("simulation.balance_why", language),
        years=year_names(first, language),
        units=_units(language),
        spread=spread,
        inner=_t("simulation.half", language),
        outer=_t("simulation.nine_tenths", language),
        zero=_t("simulation.empty", language),
        expected=charts.Series(name=_t("simulation.mean", language), values=mean),
        others=[
            charts.Series(name=policy_name(each.policy, language), values=_middle(each))
            for each in others[:_OTHER_POLICIES]
        ],
    )


def _middle(projection: Projection) -> list[float]:
    (line,) = quantiles(projection.balance.closing[:, list(projection.year_ends)], (50,))
    return [_baht(each) for each in line]


def ruin_chart(named: Sequence[tuple[str, Projection]], language: Language = "th", *, title: str = "") -> charts.Chart:
    """How likely it is, by year, that the money has run out: a line for each of up to six projections."""
    return charts.ruin_curve(
        title=title or _t("simulation.ruin", language),
        description=_t("simulation.ruin_why", language),
        years=year_names(named[0][1], language),
        percent=_t("simulation.in_hundred", language),
        chances=[_course(name, projection) for name, projection in named[:6]],
    )


def _course(name: str, projection: Projection) -> charts.Chance:
    found = ruin_by(projection.balance, list(projection.year_ends))
    return charts.Chance(
        name=name,
        values=[each.share for each in found],
        low=[each.low for each in found],
        high=[each.high for each in found],
    )


def benefits_layers(projection: Projection, language: Language = "th") -> list[charts.Series]:
    """What each clause costs by year, on average, the dearest first; the smallest together where they are many."""
    ends = list(projection.year_ends)
    found, names = costs(projection.balance, ends), clause_names(projection.policy, language)
    by_key = {key: [found.mean(year, key).baht for year in range(len(ends))] for key in found.keys}
    asked = sorted((key for key in found.keys if any(by_key[key])), key=lambda key: -sum(by_key[key]))
    apart = asked if len(asked) <= _LAYERS else asked[: _LAYERS - 1]
    layers = [charts.Series(name=names.get(key, key), values=by_key[key]) for key in apart]
    rest = asked[len(apart) :]
    if rest:
        sums = [sum(by_key[key][place] for key in rest) for place in range(len(ends))]
        layers.append(charts.Series(name=_t("simulation.other_benefits", language), values=sums))
    return layers


def benefits_chart(projection: Projection, language: Language = "th") -> charts.Chart | None:
    """The same as columns; None where nothing is paid at all."""
    layers = benefits_layers(projection, language)
    if not layers:
        return None
    return charts.bars(
        title=_t("simulation.benefits", language),
        description=_t("simulation.benefits_why", language),
        years=year_names(projection, language),
        units=_units(language),
        layers=layers,
    )


def sensitivity_chart(sways: Sequence[Sway], language: Language = "th") -> charts.Chart:
    """How far each assumption alone moves the mean balance at the end."""
    without = sways[0].without
    return charts.tornado(
        title=_t("simulation.sensitivity", language),
        description=_t("simulation.sensitivity_why", language),
        units=_units(language),
        base=(without.baht, f"{without:,.0f}"),
        ends=(_t("simulation.less", language), _t("simulation.more", language)),
        swings=[_swing(each, language) for each in sways],
    )


def _swing(each: Sway, language: Language) -> charts.Swing:
    ends = [end.baht for end in each.end]
    said = [f"× {times:g}: {end:,.0f}" for times, end in zip(each.times, each.end, strict=True)]
    if len(ends) == 1:  # there is one way only, such as no match at all
        ends, said = [*ends, each.without.baht], [*said, ""]
    name = _t(f"simulation.sway_{each.what}", language)
    return charts.Swing(name=name, low=ends[0], high=ends[1], low_words=said[0], high_words=said[1])


def gainers_chart(policy: Policy, cells: Sequence[Cell], language: Language = "th") -> charts.Chart:
    """Who gains and who loses by a policy, by age and length of membership."""
    groups = [
        charts.Group(
            name=f"{_t('simulation.age', language)} {ages}",
            rows=[(_who(cell, language), cell.gain.baht, signed(cell.gain)) for cell in cells if cell.age == ages],
        )
        for ages in dict.fromkeys(cell.age for cell in cells)
    ]
    return charts.gainers(
        title=f"{_t('simulation.gainers', language)}: {policy_name(policy, language)}",
        description=_t("simulation.gainers_why", language),
        units=_units(language),
        zero=_t("simulation.no_difference", language),
        sides=(_t("simulation.loses", language), _t("simulation.gains", language)),
        groups=groups,
    )


def _who(cell: Cell, language: Language) -> str:
    since, years = _t("simulation.member_for", language), _t("simulation.unit_years", language)
    return f"{since} {cell.tenure} {years} ({cell.people})"


def signed(expected: Expected) -> str:
    """Whole baht with their sign."""
    return f"{expected.baht:+,.0f}".replace("-", "−")


def _baht(satang: float) -> float:
    return float(satang) / 100
