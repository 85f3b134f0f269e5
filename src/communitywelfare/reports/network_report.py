"""The report of a network: one page, one workbook, and the same as data."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from attrs import frozen

from communitywelfare.errors import Finding
from communitywelfare.io.csv_out import csv_text
from communitywelfare.network import (
    UNPLACED,
    AreaKind,
    Governance,
    Network,
    NetworkReport,
    Plans,
    RollUp,
    progress,
)
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Html
from communitywelfare.reports._json import json_bytes
from communitywelfare.reports.network_lists import bodies_table, centres_table, lives_table, standing_table
from communitywelfare.reports.network_plans import activities_table, goals_table, plans_data
from communitywelfare.reports.network_tables import NetworkTables
from communitywelfare.reports.network_words import name_of, percent_words, placed_in
from communitywelfare.reports.sheet_html import table_html
from communitywelfare.reports.sheet_xlsx import sheets_xlsx
from communitywelfare.reports.sheets import Sheet, Table
from communitywelfare.wording import Language, phrase, shown, words

__all__ = ["NETWORK_FILES", "NetworkAsked", "network_files"]

NETWORK_FILES = ("index.html", "network.xlsx", "network.json", "findings.csv")


@frozen(kw_only=True)
class NetworkAsked:
    """What a report of a network is drawn from.

    `refused` are files of which nothing could be read, with the first reason. `found` is what the lists of the network
    themselves have wrong. `least` is the smallest count of persons that is shown, 0 for those who may see all.
    """

    network: Network
    report: NetworkReport
    plans: Plans = Plans()
    governance: Governance = Governance()
    refused: tuple[tuple[str, Finding], ...] = ()
    found: tuple[Finding, ...] = ()
    least: int = 0
    made_by: str = ""


def network_files(asked: NetworkAsked, language: Language) -> Mapping[str, bytes]:
    """All files of the report by name.

    Raises:
        NotInstalled: The extra ``excel`` is not there, for the workbook.
    """
    drawn = _Drawn(asked, language)
    return MappingProxyType(
        {
            "index.html": drawn.page().encode(),
            "network.xlsx": sheets_xlsx(drawn.sheets(), language),
            "network.json": json_bytes(drawn.data()),
            "findings.csv": csv_text([("place", "code", "severity", "th", "en"), *map(_finding_row, drawn.findings)]),
        }
    )


def _finding_row(finding: Finding) -> tuple[str, ...]:
    return (
        str(finding.place),
        finding.code,
        finding.severity.value,
        words(finding, "th"),
        words(finding, "en"),
    )


class _Drawn:
    """The parts of one report in one language."""

    def __init__(self, asked: NetworkAsked, language: Language) -> None:
        self.asked, self.report, self.language = asked, asked.report, language
        self.place = placed_in(asked.network, asked.report)
        self.tables = NetworkTables(network=asked.network, report=asked.report, place=self.place, least=asked.least)
        self.findings = (*asked.found, *asked.report.findings)
        self.progress = progress(asked.plans, asked.report, asked.network)

    def say(self, code: str) -> str:
        """A heading or a label."""
        return phrase(f"network.{code}", self.language)

    @property
    def title(self) -> str:
        """What the report is of."""
        name = name_of(self.asked.network, self.place)[self.language] if self.place else ""
        return f"{self.say('title')} {name}".strip()

    # --- tables, as sheets of a workbook and parts of a page ---

    def parts(self) -> Iterator[tuple[str, Table]]:
        """Every table with the id of its part, in the order of the page."""
        tables = self.tables
        yield "coverage", tables.coverage()
        for level in tables.levels:
            yield f"by-{level.value.lower()}", tables.by_place(level)
        yield "indicators", tables.indicators()
        if tables.levels:
            yield "groups", tables.groups(tables.levels[-1])
        yield "money", tables.money()
        yield "benefits", tables.benefits()
        yield "rounds", tables.rounds()
        yield "training", tables.training()
        if self.asked.plans.goals:
            yield "goals", goals_table(self.progress, self.asked.network)
            yield "activities", activities_table(self.asked.plans)
        network, on = self.asked.network, self.report.on
        if network.life:
            yield "lives", lives_table(network, on)
        if network.tags or network.partners:
            yield "standing", standing_table(network, on)
        if network.centres:
            yield "centres", centres_table(network, on)
        if self.asked.governance.bodies:
            yield "bodies", bodies_table(self.asked.governance, network, on)
        yield "funds", tables.funds()
        if not self.asked.least:
            yield "indicators-by-fund", tables.indicators_by_fund()
        yield "missing", tables.missing()
        yield "set-apart", tables.set_apart(self.asked.refused)

    def sheets(self) -> Sequence[Sheet]:
        """Each table as a sheet of the workbook."""
        return [
            Sheet(
                id=f"N{number}",
                fund=self.title,
                title=table.name or {"th": name, "en": name},
                tables=[table],
                last=self.report.on,
            )
            for number, (name, table) in enumerate(self.parts(), start=1)
        ]

    # --- the page ---

    def page(self) -> str:
        """The page, whole."""
        body = [self._figures(), *self._notices(), *self._bars()]
        body += [self._part(name, table) for name, table in self.parts()]
        body += [self._found()] if self.findings else []
        return html.document(
            title=self.title,
            lang=self.language,
            subtitle=f"{self.say('as_of')} {shown(self.report.on, self.language)}",
            body=html.fragment(*body),
            footer=self.asked.made_by,
        )

    def _part(self, name: str, table: Table) -> Html:
        heading = "" if table.name is None else table.name[self.language]
        why = html.element("p", self.say(_EXPLAINED[name])) if name in _EXPLAINED else ""
        shown_table = (
            table_html(table, self.language, "arabic", caption=heading)
            if table.rows
            else html.element("p", self.say(_EMPTY.get(name, "nothing")))
        )
        return html.section(heading, why, shown_table, id=name)

    def _figures(self) -> Html:
        report, whole = self.report, self.report.whole
        pairs = [
            (self.say("reported"), f"{len(report.summaries):,} / {report.expected:,}"),
            (self.say("missing_count"), f"{len(report.missing):,}"),
            (self.say("set_apart_count"), f"{len(report.set_apart) + len(self.asked.refused):,}"),
            (self.say("members"), _number(self.tables.members(AreaKind.DISTRICT, None))),
            (self.say("remaining"), _whole_baht(whole.figure("money.remaining"))),
        ]
        population = whole.indicators["population"]
        if population.value is not None and not self.asked.least:
            pairs.append((self.say("of_population"), percent_words(population.value)))
        return html.figures(pairs)

    def _notices(self) -> Iterator[Html]:
        """What must be read with the figures: mixed days, and what is left out."""
        report = self.report
        if report.elsewhen:
            days = ", ".join(shown(day, self.language) for day in report.whole.days)
            text = self.say("mixed_days").format(funds=len(report.elsewhen), days=days)
            yield html.element("p", text, class_="notice")
        if self.asked.least:
            yield html.element("p", self.say("suppressed").format(least=self.asked.least), class_="notice")

    def _bars(self) -> Iterator[Html]:
        """Members by place, the largest picture of where people are."""
        for level in self.tables.levels[-1:]:
            counts = {code: self.tables.members(level, code) for code in self.report.parts[level] if code != UNPLACED}
            bars = [
                (name_of(self.asked.network, code)[self.language], count, f"{count:,}")
                for code, count in counts.items()
                if count is not None
            ]
            heading = self.say("members_by_place")
            yield html.section(heading, html.bar_chart(caption=heading, bars=bars), id="bars")

    def _found(self) -> Html:
        rows = [(str(finding.place), words(finding, self.language)) for finding in self.findings]
        listed = html.table(caption=self.say("findings"), headers=[self.say("where"), self.say("what")], rows=rows)
        return html.section(self.say("findings"), listed, id="findings")

    # --- data ---

    def data(self) -> Mapping[str, object]:
        """Everything as data; where small counts are left out, only what the page shows of single funds."""
        report = self.report
        told = {
            "as_of": report.on,
            "place": self.place,
            "least": self.asked.least,
            "reported": [{"fund": each.fund, "name": each.name, "as_of": each.on} for each in report.summaries],
            "missing": [{"fund": each.fund, "name": each.name} for each in report.missing],
            "set_apart": [{"fund": each.fund, "faults": each.faults} for each in report.set_apart],
            "refused": [{"source": source, "finding": finding} for source, finding in self.asked.refused],
            "findings": self.findings,
            **plans_data(self.asked.plans, self.progress),
        }
        if self.asked.least:
            return told
        parts = {level.value: {code: _data(part) for code, part in of.items()} for level, of in report.parts.items()}
        return {**told, "whole": _data(report.whole), "parts": parts}


_EXPLAINED = {
    "coverage": "coverage_why",
    "indicators": "indicators_why",
    "groups": "groups_why",
    "goals": "goals_why",
    "benefits": "benefits_why",
    "rounds": "rounds_why",
    "missing": "missing_why",
    "set-apart": "set_apart_why",
}
_EMPTY = {"missing": "missing_none", "set-apart": "set_apart_none"}


def _data(part: RollUp) -> Mapping[str, object]:
    return {
        "funds": part.funds,
        "days": part.days,
        "given": part.given,
        "figures": part.figures,
        "indicators": {
            name: {"numerator": share.numerator, "denominator": share.denominator, "funds": share.funds}
            for name, share in part.indicators.items()
        },
    }


def _number(count: int | None) -> str:
    return "–" if count is None else f"{count:,}"


def _whole_baht(satang: int | None) -> str:
    return "–" if satang is None else f"{satang // 100:,}"
