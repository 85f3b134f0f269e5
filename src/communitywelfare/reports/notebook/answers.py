"""Answers in a notebook: the least dues, who gains and who loses, past years, sensitivity, shares and means."""

from collections.abc import Iterable, Sequence
from functools import singledispatch

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html
from communitywelfare.reports.assumptions_text import years_shown
from communitywelfare.reports.notebook.frame import drawn, plain, small
from communitywelfare.reports.projection_charts import sensitivity_chart, signed
from communitywelfare.reports.shares import share_markup
from communitywelfare.simulation.answers import Costs, FundingRatio
from communitywelfare.simulation.gains import Cell, Cohort
from communitywelfare.simulation.hindsight import PastYear
from communitywelfare.simulation.intervals import Mean, Proportion
from communitywelfare.simulation.needed import LeastDues
from communitywelfare.simulation.sensitivity import Sway
from communitywelfare.wording import Language, phrase, shown

__all__ = ["least_dues_table", "shown_fragment"]

Rows = Iterable[Sequence[Content]]


def shown_fragment(values: Sequence[object], language: Language) -> Html:
    """Answers of one kind together, as one table or one chart."""
    return _together(values[0], values, language)


@singledispatch
def _together(one: object, values: Sequence[object], language: Language) -> Html:  # noqa: ARG001 # as all others
    """Values of the type of the first."""
    raise TypeError(f"no answer: {type(one).__name__}")


def _t(code: str, language: Language) -> str:
    return phrase(f"simulation.{code}", language)


def _table(title: str, names: Sequence[str], rows: Rows, language: Language, *, words: int = 1) -> Html:
    """A table whose first columns are words and all others figures."""
    headers = [_t(name, language) for name in names]
    numeric = range(words, len(names))
    return html.table(caption=_t(title, language), headers=headers, rows=rows, numeric=numeric)


@_together.register
def _(_one: LeastDues, values: Sequence[LeastDues], language: Language) -> Html:
    return least_dues_table(values, language)


def least_dues_table(found: Sequence[LeastDues], language: Language, *, names: Sequence[str] = ()) -> Html:
    """The least dues of some policies; without names, of the only one."""
    rows = [
        (
            plain(name),
            str(each.now),
            shown(each.rate, language),
            f"{each.low} – {each.high}" if each.high is not None else f"≥ {shown(each.low, language)}",
            shown(each.monthly, language),
            share_markup(each.ruined),
        )
        for name, each in zip(names or ["–"] * len(found), found, strict=True)
    ]
    heads = ("policy", "dues_now", "dues_least", "dues_range", "dues_monthly", "ruin_then")
    tolerated = " / ".join(dict.fromkeys(f"{100 * each.tolerated:g}" for each in found))
    why = html.element("p", small(_t("dues_why", language).format(tolerated=tolerated)))
    return html.fragment(_table("dues", heads, rows, language), why)


@_together.register
def _(_one: Cell, values: Sequence[Cell], language: Language) -> Html:
    rows = [
        (
            str(each.age),
            f"{each.tenure} {_t('unit_years', language)}",
            f"{each.people:,}",
            signed(each.gain),
            f"{each.gaining:,}",
            f"{each.losing:,}",
        )
        for each in values
    ]
    heads = ("age", "member_for", "people", "difference", "gains", "loses")
    why = html.element("p", small(_t("gainers_why", language)))
    return html.fragment(_table("gainers", heads, rows, language, words=2), why)


@_together.register
def _(_one: Cohort, values: Sequence[Cohort], language: Language) -> Html:
    rows = [
        (
            years_shown(each.joined, language),
            f"{each.people:,}",
            f"{each.paid:,.0f}",
            f"{each.received:,.0f}",
            signed(each.received - each.paid),
        )
        for each in values
    ]
    why = html.element("p", small(_t("cohorts_why", language)))
    return html.fragment(_table("cohorts", ("joined", "people", "pays", "receives", "net"), rows, language), why)


@_together.register
def _(_one: PastYear, values: Sequence[PastYear], language: Language) -> Html:
    offset = BE_OFFSET if language == "th" else 0
    rows = [
        (
            str(each.year + offset),
            f"{each.claims:,}",
            str(each.before),
            str(each.after),
            str(each.difference).replace("-", "−"),
            f"{each.undecided:,}",
        )
        for each in values
    ]
    return _table("past", ("past_year", "claims", "past_before", "past_after", "change", "undecided"), rows, language)


@_together.register
def _(_one: Sway, values: Sequence[Sway], language: Language) -> Html:
    return html.fragment(*drawn(sensitivity_chart(values, language)))


@_together.register
def _(_one: Costs, values: Sequence[Costs], language: Language) -> Html:
    return html.fragment(*(_costs(each, language) for each in values))


def _costs(found: Costs, language: Language) -> Html:
    """The mean of each year, clause by clause; years are counted from the first."""
    rows = [
        (str(year + 1), *(f"{found.mean(year, key):,.0f}" for key in found.keys)) for year in range(len(found.sums))
    ]
    headers = (phrase("notebook.year_no", language), *map(plain, found.keys))
    return html.table(
        caption=_t("benefits", language), headers=headers, rows=rows, numeric=range(1, len(found.keys) + 1)
    )


@_together.register
def _(_one: Proportion, values: Sequence[Proportion], language: Language) -> Html:
    rows = [(share_markup(each), f"{each.count:,}", f"{each.of:,}") for each in values]
    headers = [phrase(f"notebook.{name}", language) for name in ("share", "so_many", "of_futures")]
    return html.table(caption=phrase("notebook.shares", language), headers=headers, rows=rows, numeric=range(3))


@_together.register
def _(_one: Mean, values: Sequence[Mean], language: Language) -> Html:
    rows = [(f"{each.value:,.2f}", f"{each.low:,.2f} – {each.high:,.2f}", f"{each.futures:,}") for each in values]
    headers = (_t("mean", language), _t("dues_range", language), phrase("notebook.of_futures", language))
    return html.table(caption=_t("mean", language), headers=headers, rows=rows, numeric=range(3))


@_together.register
def _(_one: FundingRatio, values: Sequence[FundingRatio], language: Language) -> Html:
    rows = [
        (
            f"{100 * each.ratio:,.0f} %" + ("" if each.error is None else f" ± {100 * each.error:,.0f}"),
            f"{each.assets:,.0f}",
            f"{each.promised:,.0f}",
        )
        for each in values
    ]
    headers = [phrase(f"notebook.{name}", language) for name in ("share", "assets", "promised")]
    return html.table(caption=_t("funding_ratio", language), headers=headers, rows=rows, numeric=range(3))
