"""The page of a study: whether the fund lasts, what that hangs on, and what each proposal would change."""

from collections.abc import Iterator

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.errors import Finding
from communitywelfare.money import Money
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html, Kind
from communitywelfare.reports.assumptions_text import years_shown
from communitywelfare.reports.projection_charts import (
    FAN,
    balance_chart,
    benefits_chart,
    benefits_layers,
    clause_names,
    gainers_chart,
    policy_name,
    ruin_chart,
    sensitivity_chart,
    signed,
    year_names,
)
from communitywelfare.reports.projection_data import paired
from communitywelfare.reports.projection_start import start_pairs
from communitywelfare.reports.shares import share_markup
from communitywelfare.reports.stamps import bylaw_mark
from communitywelfare.simulation.answers import (
    FundingRatio,
    dependency,
    expected_shortfall,
    funding_ratio,
    months_in_reserve,
    quantiles,
    ruin_by,
    ruin_probability,
)
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.intervals import Proportion
from communitywelfare.simulation.policy import Policy
from communitywelfare.simulation.study import Study
from communitywelfare.wording import Language, phrase, shown, words

__all__ = ["projection_page"]

_SAFE, _DOUBTFUL = 0.05, 0.20
_RISKS = ("process", "parameter", "systemic")


def projection_page(study: Study, language: Language, *, made_by: str = "communitywelfare") -> str:
    """The whole page as text; `made_by` stands at its foot."""
    page = _Page(study, language)
    parts = (
        page.answer(),
        page.balance(),
        page.risks(),
        page.dues(),
        *([page.comparison()] if len(study.projections) > 1 else []),
        page.benefits(),
        page.sensitivity(),
        page.cohorts(),
        page.told(),
        page.origin(),
    )
    fund = study.start.fund
    synthetic = f" · {phrase('synthetic', language)}" if fund.synthetic else ""
    return html.document(
        title=f"{page.t('simulation.title')} {fund.profile.name}",
        lang=language,
        subtitle=f"{page.ahead()} · {shown(fund.as_of, language)}{synthetic}",
        body=html.fragment(*parts),
        footer=made_by,
    )


class _Page:
    """The parts of the page, in one language."""

    def __init__(self, study: Study, language: Language) -> None:
        self._study = study
        self._language: Language = language
        self._base = study.projections[0]
        self._ends = list(self._base.year_ends)
        self._years = year_names(self._base, language)

    def t(self, code: str) -> str:
        """A heading or label."""
        return phrase(code, self._language)

    def ahead(self) -> str:
        """How far the page looks."""
        return self.t("simulation.years").format(years=self._study.setting.years)

    def answer(self) -> Html:
        """What a reader wants to know first: the three risks, never one number alone."""
        ruins = [ruin_probability(each.balance) for each in self._study.by_risk]
        worst = ruins[-1]
        verdict, kind = _verdict(worst)
        closing = self._base.balance.closing[:, -1]
        low, middle, high = (Money(int(each)) for each in quantiles(closing, (5, 50, 95)))
        reserve = months_in_reserve(self._base.balance, self._ends[:1])[:, 0]
        pairs: list[tuple[Content, Content]] = [
            (self.t(f"simulation.ruin_{name}"), share_markup(ruin)) for name, ruin in zip(_RISKS, ruins, strict=True)
        ]
        pairs += [
            (self.t("simulation.end_middle"), self._with_baht(_whole(middle))),
            (self.t("simulation.end_expected"), self._with_baht(f"{self._study.expectation.closing(-1):,.0f}")),
            (self.t("simulation.end_range"), f"{_whole(low)} – {_whole(high)}"),
            (self.t("simulation.end_worst"), self._with_baht(f"{expected_shortfall(closing):,.0f}")),
            (self.t("simulation.reserve_months"), f"{float(sorted(reserve.tolist())[len(reserve) // 2]):,.0f}"),
            (self.t("simulation.funding_ratio"), self._ratio(funding_ratio(self._base.flows, self._base.interest))),
        ]
        said = html.element(
            "p",
            html.pill(self.t(f"simulation.{verdict}"), kind),
            " ",
            self.t(f"simulation.{verdict}_why").format(high=f"{100 * worst.high:.1f}"),
        )
        return html.section(self.t("simulation.answer"), said, html.figures(pairs), id="answer")

    def _ratio(self, found: FundingRatio) -> str:
        error = "" if found.error is None else f" ± {100 * found.error:.0f}"
        return f"{100 * found.ratio:,.0f}{error} %"

    def _with_baht(self, figure: str) -> Html:
        return html.fragment(figure, " ", html.element("small", self.t("simulation.baht")))

    def balance(self) -> Html:
        """The fan of the balance, all risks together, with the other policies' middles; and its figures."""
        closing = self._base.balance.closing[:, self._ends]
        bands = quantiles(closing, FAN)
        mean = closing.sum(axis=0) / len(closing)
        rows = [
            (year, *(_whole(Money(int(band[place]))) for band in bands), f"{Expected.of_satang(mean[place]):,.0f}")
            for place, year in enumerate(self._years)
        ]
        heads = (self.t("simulation.year"), *(f"{each} %" for each in FAN), self.t("simulation.mean"))
        table = html.table(caption=self.t("simulation.balance_table"), headers=heads, rows=rows, numeric=range(1, 7))
        return html.section(
            self.t("simulation.balance"),
            html.element("p", self.t("simulation.balance_why")),
            balance_chart(self._study.projections, self._language).html,
            html.details(self.t("simulation.figures"), table),
            id="balance",
        )

    def risks(self) -> Html:
        """The probability of ruin by year, with one risk after the other added."""
        named = [
            (self.t(f"simulation.ruin_{name}"), each) for name, each in zip(_RISKS, self._study.by_risk, strict=True)
        ]
        picture = ruin_chart(named, self._language)
        courses = [ruin_by(each.balance, self._ends) for _name, each in named]
        rows = [
            (year, *(f"{100 * course[place].share:.1f}" for course in courses))
            for place, year in enumerate(self._years)
        ]
        table = html.table(
            caption=self.t("simulation.ruin_table"),
            headers=(self.t("simulation.year"), *(name for name, _each in named)),
            rows=rows,
            numeric=range(1, 4),
        )
        what = html.element("p", self.t("simulation.risks_why"))
        return html.section(
            self.t("simulation.ruin"), what, picture.html, html.details(self.t("simulation.figures"), table), id="ruin"
        )

    def dues(self) -> Html:
        """The least dues that keep ruin rare, of every policy."""
        rows = [
            (
                self._name(policy),
                str(each.now),
                shown(each.rate),
                f"{each.low} – {each.high}" if each.high is not None else f"≥ {each.low}",
                shown(each.monthly),
                f"{100 * each.ruined.share:.1f} %",
            )
            for policy, each in zip(self._study.policies, self._study.dues, strict=True)
        ]
        heads = ("policy", "dues_now", "dues_least", "dues_range", "dues_monthly", "ruin_then")
        tolerated = f"{100 * self._study.dues[0].tolerated:g}"
        return html.section(
            self.t("simulation.dues"),
            html.element("p", self.t("simulation.dues_why").format(tolerated=tolerated)),
            html.table(
                caption=self.t("simulation.dues"),
                headers=[self.t(f"simulation.{each}") for each in heads],
                rows=rows,
                numeric=range(1, 6),
            ),
            id="dues",
        )

    def comparison(self) -> Html:
        """Every policy beside the first, through the same futures; and who gains or loses by each."""
        rows = []
        for each in self._study.projections:
            difference, error = paired(each, self._base)
            mean = Expected.of_satang(int(each.balance.closing[:, -1].sum()) / len(each.balance.closing))
            change = "–" if each is self._base else f"{signed(difference)} ± {1.96 * error.baht:,.0f}"
            rows.append((self._name(each.policy), f"{mean:,.0f}", change, share_markup(ruin_probability(each.balance))))
        heads = [self.t(f"simulation.{each}") for each in ("policy", "end_mean", "difference", "ruin_all")]
        table = html.table(caption=self.t("simulation.comparison"), headers=heads, rows=rows, numeric=range(1, 4))
        named = [(self._name(each.policy), each) for each in self._study.projections]
        curve = ruin_chart(named, self._language, title=self.t("simulation.ruin_policies"))
        parts = [
            html.element("p", self.t("simulation.comparison_why")),
            table,
            curve.html,
            *self._pasts(),
            *self._gainers(),
        ]
        return html.section(self.t("simulation.comparison"), *parts, id="comparison")

    def _pasts(self) -> Iterator[Html]:
        """What each proposal would have meant for the grants of past years."""
        offset = BE_OFFSET if self._language == "th" else 0
        for policy, years in zip(self._study.policies[1:], self._study.pasts, strict=True):
            if not any(each.difference.satang for each in years):
                continue
            rows = [
                (
                    str(each.year + offset),
                    f"{each.claims:,}",
                    str(each.before),
                    str(each.after),
                    f"{each.difference}".replace("-", "−"),
                    f"{each.undecided:,}",
                )
                for each in years
            ]
            heads = [
                self.t(f"simulation.{each}")
                for each in ("past_year", "claims", "past_before", "past_after", "change", "undecided")
            ]
            caption = f"{self.t('simulation.past')}: {self._name(policy)}"
            yield html.table(caption=caption, headers=heads, rows=rows, numeric=range(1, 6))

    def _gainers(self) -> Iterator[Html]:
        for policy, cells in zip(self._study.policies[1:], self._study.cells, strict=True):
            if not any(cell.gain.baht for cell in cells):
                yield html.element("p", f"{self._name(policy)}: {self.t('simulation.nobody_differs')}")
                continue
            yield gainers_chart(policy, cells, self._language).html

    def benefits(self) -> Html:
        """What each clause costs by year, with all risks."""
        layers = benefits_layers(self._base, self._language)
        chart = benefits_chart(self._base, self._language)
        picture = [] if chart is None else [chart.html]
        ratio = dependency(self._base.elderly, self._base.flows.payers, self._ends)
        members = self._base.members[:, self._ends].mean(axis=0)
        rows = [
            (
                year,
                *(f"{layer.values[place]:,.0f}" for layer in layers),
                f"{members[place]:,.0f}",
                f"{ratio[place]:.2f}",
            )
            for place, year in enumerate(self._years)
        ]
        heads = (
            self.t("simulation.year"),
            *(layer.name for layer in layers),
            self.t("simulation.members"),
            self.t("simulation.dependency"),
        )
        table = html.table(
            caption=self.t("simulation.benefits_table"), headers=heads, rows=rows, numeric=range(1, len(layers) + 3)
        )
        what = html.element("p", self.t("simulation.benefits_why"))
        return html.section(
            self.t("simulation.benefits"),
            what,
            *picture,
            html.details(self.t("simulation.figures"), table),
            id="benefits",
        )

    def sensitivity(self) -> Html:
        """What the balance at the end hangs on most."""
        picture = sensitivity_chart(self._study.sways, self._language)
        what = html.element("p", self.t("simulation.sensitivity_why"))
        return html.section(self.t("simulation.sensitivity"), what, picture.html, id="sensitivity")

    def cohorts(self) -> Html:
        """What people pay and receive, by when they joined."""
        rows = [
            (
                years_shown(each.joined, self._language),
                f"{each.people:,}",
                f"{each.paid:,.0f}",
                f"{each.received:,.0f}",
                signed(each.received - each.paid),
            )
            for each in self._study.cohorts
        ]
        heads = [self.t(f"simulation.{each}") for each in ("joined", "people", "pays", "receives", "net")]
        table = html.table(caption=self.t("simulation.cohorts"), headers=heads, rows=rows, numeric=range(1, 5))
        return html.section(
            self.t("simulation.cohorts"), html.element("p", self.t("simulation.cohorts_why")), table, id="cohorts"
        )

    def told(self) -> Html:
        """What a reader must know before believing the figures."""
        labels = {
            key: label for each in self._study.policies for key, label in clause_names(each, self._language).items()
        }
        told = (*(each for one in self._study.projections for each in one.told), *self._study.expectation.told)
        found: list[Finding] = [*dict.fromkeys(told)]
        lines = [
            html.element("li", f"{labels.get(str(each.place.clause), '–')}: {words(each, self._language)}")
            for each in found
        ]
        left = self._study.start.people.left_out
        lines += [
            html.element(
                "li", self.t("simulation.left_out").format(count=count, fact=self.t(f"simulation.fact_{fact}"))
            )
            for fact, count in sorted(left.items())
        ]
        lines += [html.element("li", self.t(f"simulation.limit_{each}")) for each in _LIMITS]
        return html.section(self.t("simulation.told"), html.element("ul", *lines), id="told")

    def origin(self) -> Html:
        """Where every figure comes from: tables and licences, seed, futures, by-laws."""
        study = self._study
        rows = [
            (
                phrase(f"assumption.{table.name}", self._language),
                table.provenance.source,
                table.provenance.licence,
                shown(table.provenance.confidence, self._language),
            )
            for table in study.assumptions.tables.values()
        ]
        heads = [
            self.t("simulation.table"),
            *(phrase(f"assumption.{each}", self._language) for each in ("source", "licence")),
        ]
        pairs: list[tuple[Content, Content]] = [
            (self.t("simulation.seed"), str(study.setting.seed)),
            (self.t("simulation.scenarios"), f"{study.setting.scenarios:,}"),
            (self.t("simulation.assumptions"), study.assumptions.assumptions_id),
            (self.t("simulation.members"), f"{len(study.start.people):,}"),
            *start_pairs(study, self._language),
            *((f"{self.t('simulation.bylaw')}: {self._name(each)}", bylaw_mark(each.bylaw)) for each in study.policies),
        ]
        table = html.table(
            caption=self.t("simulation.tables"), headers=(*heads, self.t("simulation.grounds")), rows=rows
        )
        return html.section(self.t("simulation.origin"), html.definition_list(pairs), table, id="origin")

    def _name(self, policy: Policy) -> str:
        return policy_name(policy, self._language)


_LIMITS = ("claims", "arrears", "joiners", "stays", "match", "shocks")


def _verdict(ruin: Proportion) -> tuple[str, Kind]:
    """What is said of the chance that the money runs out; good news only where the futures are enough to tell."""
    if ruin.share > _DOUBTFUL:
        return "fails", "bad"
    if ruin.share > _SAFE:
        return "doubtful", "warning"
    return ("too_few", "warning") if ruin.high > _SAFE else ("lasts", "good")


def _whole(amount: Money) -> str:
    return f"{amount.satang // 100:,}".replace("-", "−")
