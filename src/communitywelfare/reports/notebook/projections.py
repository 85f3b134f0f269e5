"""Projections in a notebook: whether the money lasts, year by year, and policies side by side."""

from collections.abc import Iterator, Sequence

from communitywelfare.errors import Finding
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.money import Money
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.reports.notebook.answers import least_dues_table
from communitywelfare.reports.notebook.frame import bullets, drawn, heading, plain, small
from communitywelfare.reports.projection_charts import (
    FAN,
    balance_chart,
    clause_names,
    policy_name,
    ruin_chart,
    signed,
    year_names,
)
from communitywelfare.reports.projection_data import paired
from communitywelfare.reports.shares import share_markup
from communitywelfare.reports.stamps import Stamp, stamp_pairs
from communitywelfare.simulation.answers import quantiles, ruin_by, ruin_probability
from communitywelfare.simulation.expectation import Expectation
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.projection import Projection
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.study import Study
from communitywelfare.wording import Language, phrase, shown, words

__all__ = ["shown_fragment"]

Shown = Projection | Study | Expectation | Start


def shown_fragment(values: Sequence[Shown], language: Language) -> Html:
    """One projection with its years; several side by side, through the same futures as far as they are the same."""
    projections = [each for each in values if isinstance(each, Projection)]
    if len(projections) > 1:
        return html.fragment(*_compared(projections, language), *_told(projections, language))
    return html.fragment(*(part for each in values for part in _one(each, language)))


def _one(value: Shown, language: Language) -> Iterator[Html]:
    match value:
        case Projection():
            yield _head(value, language)
            yield html.definition_list(_answer(value, language))
            yield from drawn(balance_chart([value], language))
            yield html.details(_t("figures", language), _years(value, language))
            yield from _told([value], language)
        case Study():
            yield from _study(value, language)
        case Expectation():
            yield from _expected(value, language)
        case Start():
            yield from _start(value, language)


def _t(code: str, language: Language) -> str:
    return phrase(f"simulation.{code}", language)


def _head(value: Projection | Expectation, language: Language) -> Html:
    name = value.start.fund.profile.name
    ahead = _t("years", language).format(years=value.setting.years)
    return heading(plain(f"{name} · {policy_name(value.policy, language)} · {ahead}"))


def _answer(projection: Projection, language: Language) -> Iterator[tuple[Content, Content]]:
    low, middle, high = (_whole(each) for each in quantiles(projection.balance.closing[:, -1], (5, 50, 95)))
    yield _t("ruin", language), share_markup(ruin_probability(projection.balance))
    yield _t("end_middle", language), f"{middle} {_t('baht', language)}"
    yield _t("end_range", language), f"{low} – {high}"
    yield _t("scenarios", language), f"{projection.setting.scenarios:,}"


def _years(projection: Projection, language: Language) -> Html:
    """The fan of the balance as a table, with how likely it is that the money has run out."""
    ends = list(projection.year_ends)
    bands = quantiles(projection.balance.closing[:, ends], FAN)
    ruins = ruin_by(projection.balance, ends)
    rows = [
        (year, *(_whole(band[place]) for band in bands), f"{100 * ruins[place].share:.1f}")
        for place, year in enumerate(year_names(projection, language))
    ]
    headers = (_t("year", language), *(f"{each} %" for each in FAN), f"{_t('ruin', language)} (%)")
    return html.table(caption=_t("balance_table", language), headers=headers, rows=rows, numeric=range(1, len(headers)))


def _compared(projections: Sequence[Projection], language: Language) -> Iterator[Html]:
    first = projections[0]
    rows = [_beside(each, first, language) for each in projections]
    headers = [_t(name, language) for name in ("policy", "end_mean", "difference", "ruin")]
    yield html.table(caption=_t("comparison", language), headers=headers, rows=rows, numeric=range(1, 4))
    yield html.element("p", small(_t("comparison_why", language)))
    alike = [each for each in projections if each.setting.years == first.setting.years]
    yield from drawn(balance_chart(alike, language))
    named = [(policy_name(each.policy, language), each) for each in alike]
    yield from drawn(ruin_chart(named, language, title=_t("ruin_policies", language)))


def _beside(each: Projection, first: Projection, language: Language) -> Sequence[Content]:
    """One policy beside the first; a difference is told only of the same futures."""
    closing = each.balance.closing[:, -1]
    mean = Expected.of_satang(int(closing.sum()) / len(closing))
    change = "–"
    if each is not first and each.start is first.start and each.setting == first.setting:
        difference, error = paired(each, first)
        change = f"{signed(difference)} ± {1.96 * error.baht:,.0f}"
    return (
        plain(policy_name(each.policy, language)),
        f"{mean:,.0f}".replace("-", "−"),
        change,
        share_markup(ruin_probability(each.balance)),
    )


def _told(values: Sequence[Projection | Expectation], language: Language) -> Iterator[Html]:
    """What a reader must know before believing the figures, and where these come from."""
    found: dict[tuple[str, Finding], None] = {}
    for each in values:
        names = clause_names(each.policy, language)
        found |= {(names.get(str(one.place.clause), "–"), one): None for one in each.told}
    if found:
        lines = bullets(plain(f"{name}: {words(finding, language)}") for name, finding in found)
        yield html.details(_t("told", language), lines)
    stamps = (Stamp.of(each.assumptions, each.setting, each.policy.bylaw) for each in values)
    yield html.details(_t("origin", language), html.definition_list(stamp_pairs(stamps, language)))


def _study(study: Study, language: Language) -> Iterator[Html]:
    yield _head(study.projections[0], language)
    names = ("ruin_process", "ruin_parameter", "ruin_systemic")
    ruins = (share_markup(ruin_probability(each.balance)) for each in study.by_risk)
    facts: list[tuple[Content, Content]] = [(_t(n, language), ruin) for n, ruin in zip(names, ruins, strict=True)]
    facts.append((_t("end_expected", language), f"{study.expectation.closing(-1):,.0f}"))
    yield html.definition_list(facts)
    if len(study.projections) > 1:
        yield from _compared(study.projections, language)
    else:
        yield from drawn(balance_chart(study.projections, language))
    named = [policy_name(each, language) for each in study.policies]
    yield least_dues_table(study.dues, language, names=named)
    yield from _told(study.projections, language)


def _expected(value: Expectation, language: Language) -> Iterator[Html]:
    rows = [
        (year, f"{value.closing(end):,.0f}".replace("-", "−"), f"{value.members[end]:,.0f}")
        for year, end in zip(year_names(value, language), value.year_ends, strict=True)
    ]
    headers = [_t(name, language) for name in ("year", "end_mean", "members")]
    yield _head(value, language)
    yield html.table(caption=_t("end_expected", language), headers=headers, rows=rows, numeric=(1, 2))
    yield from _told([value], language)


def _start(start: Start, language: Language) -> Iterator[Html]:
    fund = start.fund
    yield heading(plain(fund.profile.name), " · ", str(start.first))
    facts: list[tuple[Content, Content]] = [(_t("members", language), f"{len(start.people):,}")]
    facts += [
        (f"{phrase('money_left', language)}: {_source(source, language)}", str(amount))
        for source, amount in start.opening.items()
    ]
    facts.append((_t("expenses", language), str(start.expenses)))
    yield html.definition_list(facts)
    left = start.people.left_out.items()
    yield bullets(
        _t("left_out", language).format(count=count, fact=_t(f"fact_{fact}", language)) for fact, count in sorted(left)
    )


def _source(code: str, language: Language) -> str:
    """What a source is called; one that does not come with the library by its code."""
    names = {source.code: source.name for source in shipped_sources()}
    return plain(shown(names.get(code, {}).get(language, code), language))


def _whole(satang: object) -> str:
    return f"{Money(int(satang)).satang // 100:,}".replace("-", "−")  # type: ignore[call-overload]  # a whole number of numpy's
