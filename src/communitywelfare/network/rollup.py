"""Roll-up (รวมตัวเลขของเครือข่าย): what the funds of a place have together, and who has not told theirs.

Each fund counts once, where it is at home. Whatever way funds are parted into places, the parts add up to the whole:
the figures of funds whose place is not known, or is two at once, are a part of their own and are never dropped.

    report = roll_up(network, summaries, on=date(2024, 9, 30))
    report.whole.figures["members.current"]
    report.parts[AreaKind.DISTRICT]["1610"].figures
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Self

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.network.areas import AreaKind
from communitywelfare.network.funds import Network, NetworkFund
from communitywelfare.network.indicators import Share, shares_together
from communitywelfare.network.summary import SECTIONS, FundSummary, section_of

__all__ = ["LEVELS", "NetworkReport", "RollUp", "roll_up"]

LEVELS = (AreaKind.NATION, AreaKind.REGION, AreaKind.PROVINCE, AreaKind.ZONE, AreaKind.DISTRICT, AreaKind.TAMBON)
"""The kinds of place that figures are rolled up to."""


@frozen(kw_only=True)
class RollUp:
    """The figures of some funds together.

    `given` counts the funds that gave each section: a sum of money of 75 of 78 funds is told as such. `days` are the
    days as of which the funds' figures are.
    """

    funds: tuple[str, ...] = ()
    figures: Mapping[str, int] = field(factory=dict, hash=False)
    given: Mapping[str, int] = field(factory=dict, hash=False)
    indicators: Mapping[str, Share] = field(factory=dict, hash=False)
    days: tuple[date, ...] = ()

    @classmethod
    def of(cls, summaries: Iterable[FundSummary]) -> Self:
        """The figures of funds, added line by line."""
        every = sorted(summaries, key=_by_fund)
        figures, given = Counter[str](), Counter[str]()
        for summary in every:
            figures.update(summary.figures)
            given.update(SECTIONS.keys() - summary.absent)
        return cls(
            funds=tuple(summary.fund for summary in every),
            figures=MappingProxyType(dict(sorted(figures.items()))),
            given=MappingProxyType(dict(sorted(given.items()))),
            indicators=MappingProxyType(dict(shares_together(summary.indicators for summary in every))),
            days=tuple(sorted({summary.on for summary in every})),
        )

    def figure(self, name: str) -> int | None:
        """A sum; 0 where funds gave the section and none has such a line, None where no fund gave it."""
        return self.figures.get(name, 0) if self.given.get(section_of(name)) else None

    def lines(self, section: str) -> tuple[str, ...]:
        """The names of all figures of a section that any fund has, without the section's own."""
        return tuple(name.partition(".")[2] for name in self.figures if section_of(name) == section)


@frozen(kw_only=True)
class NetworkReport:
    """What the funds of a network have together, by place, and what is lacking.

    `set_apart` are summaries whose totals fail; they are in no sum. `missing` are active funds of which there is no
    summary, and `elsewhen` those whose figures are of another day than the report.
    """

    on: date
    whole: RollUp
    parts: Mapping[AreaKind, Mapping[str, RollUp]] = field(hash=False)
    summaries: tuple[FundSummary, ...]
    set_apart: tuple[FundSummary, ...]
    missing: tuple[NetworkFund, ...]
    findings: tuple[Finding, ...]

    @property
    def elsewhen(self) -> tuple[FundSummary, ...]:
        """Funds whose figures are of another day than the report."""
        return tuple(summary for summary in self.summaries if summary.on != self.on)

    @property
    def expected(self) -> int:
        """How many funds there are of which figures are there or are missing."""
        return len(self.summaries) + len(self.set_apart) + len(self.missing)


def roll_up(network: Network, summaries: Sequence[FundSummary], *, on: date) -> NetworkReport:
    """Add up the summaries of funds, place by place.

    Of a fund with several summaries the newest that is no younger than the report counts.

    Args:
        network: Areas, zones, and the funds that there are.
        summaries: What the funds told.
        on: The day of the report; zones and lives of funds are those of this day.
    """
    chosen, found = _newest(summaries, on)
    sound = tuple(summary for summary in chosen if not summary.faults)
    placing = _Placing(network, on)
    parts = {level: _parted(sound, level, placing) for level in LEVELS}
    told = {summary.fund for summary in chosen}
    return NetworkReport(
        on=on,
        whole=RollUp.of(sound),
        parts=MappingProxyType(parts),
        summaries=sound,
        set_apart=tuple(summary for summary in chosen if summary.faults),
        missing=tuple(fund for fund in network.active(on) if fund.fund not in told),
        findings=(*found, *placing.findings(chosen), *_beyond(chosen)),
    )


def _newest(summaries: Sequence[FundSummary], on: date) -> tuple[tuple[FundSummary, ...], list[Finding]]:
    """One summary of each fund, and what is told of the others."""
    by_fund: dict[str, list[FundSummary]] = defaultdict(list)
    found = []
    for summary in summaries:
        if summary.on > on:
            found.append(_told("summary.after_report", summary, on=on, day=summary.on))
        else:
            by_fund[summary.fund].append(summary)
    chosen = []
    for _fund, several in sorted(by_fund.items()):
        newest = max(several, key=_day)
        chosen.append(newest)
        if sum(each.on == newest.on for each in several) > 1:
            found.append(_told("summary.twice", newest, day=newest.on))
    return tuple(chosen), found


def _parted(summaries: Sequence[FundSummary], level: AreaKind, placing: "_Placing") -> Mapping[str, RollUp]:
    by_place: dict[str, list[FundSummary]] = defaultdict(list)
    for summary in summaries:
        by_place[placing.place(summary, level)].append(summary)
    return MappingProxyType({place: RollUp.of(each) for place, each in sorted(by_place.items())})


class _Placing:
    """Where funds are at home: as the network's list says, or by the code of the area in their own profile."""

    def __init__(self, network: Network, on: date) -> None:
        self._network, self._on = network, on

    def area(self, summary: FundSummary) -> str:
        """The code of the area where a fund is at home; blank where nobody knows it."""
        known = self._network.by_id.get(summary.fund)
        area = summary.area if known is None else known.area
        return area if area in self._network.areas.by_code else ""

    def place(self, summary: FundSummary, level: AreaKind) -> str:
        """The code of the place of a kind that a fund belongs to."""
        return self._network.place(self.area(summary), level, self._on)

    def findings(self, summaries: Sequence[FundSummary]) -> Iterator[Finding]:
        """Funds of which nobody knows the place, that are not in the list, or that are in two zones at once."""
        for summary in summaries:
            area = self.area(summary)
            if not area:
                yield _told("network.fund_not_placed", summary, area=summary.area)
            if self._network.funds and summary.fund not in self._network.by_id:
                yield _told("network.fund_not_listed", summary)
            zones = self._network.zones.of(area, self._on) if area else ()
            if len(zones) > 1:
                yield _told("network.fund_in_two_zones", summary, zones=zones)


def _beyond(summaries: Sequence[FundSummary]) -> Iterator[Finding]:
    """Funds that have more members than their area has people, or members from more villages than there are."""
    for summary in summaries:
        for name in ("population", "villages"):
            share = summary.indicators.get(name)
            if share is not None and share.numerator > share.denominator:
                code = f"coverage.{name}_exceeded"
                yield _told(code, summary, numerator=share.numerator, denominator=share.denominator)


def _told(code: str, summary: FundSummary, **params: object) -> Finding:
    told = {"fund": summary.fund, "name": summary.name, **params}
    return Finding(code, Severity.WARNING, place=Place(record=summary.fund), params=told)


def _by_fund(summary: FundSummary) -> str:
    return summary.fund


def _day(summary: FundSummary) -> date:
    return summary.on
