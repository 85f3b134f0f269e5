"""What a network adds up to, as tables: by place, by line of the status form, by indicator and by fund.

Every sum says of how many funds it is. Where the tables are for everybody, small counts are left out, and with them the
money that would tell them; nothing of a single fund is shown but that it reported, and as of when.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property

from attrs import frozen

from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.errors import Finding
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.members import Group
from communitywelfare.money import Money
from communitywelfare.network import (
    INDICATORS,
    LOCAL_GOVERNMENTS,
    UNPLACED,
    AreaKind,
    Indicator,
    Network,
    NetworkReport,
    RollUp,
    Share,
    coverage,
)
from communitywelfare.network.indicators import IndicatorUnit
from communitywelfare.network.terms import holds
from communitywelfare.privacy import Counts, suppress
from communitywelfare.reports.network_public import public_sums
from communitywelfare.reports.network_words import (
    day_words,
    indicator_words,
    name_of,
    percent_words,
    source_name,
    words_of,
)
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Table, Words, labelled, said

__all__ = ["NetworkTables"]

_HIDDEN: Words = {"th": "–", "en": "–"}
_COVERED = ((AreaKind.TAMBON,), LOCAL_GOVERNMENTS)
_SHOWN = (AreaKind.REGION, AreaKind.PROVINCE, AreaKind.ZONE, AreaKind.DISTRICT)


@frozen(kw_only=True)
class NetworkTables:
    """The tables of one report. `least` is the smallest count of persons that is shown; 0 shows all."""

    network: Network
    report: NetworkReport
    place: str
    least: int = 0

    # --- who reported, and coverage ---

    def coverage(self) -> Table:
        """How many areas have a fund, by kind of area: numerator, denominator and share."""
        rows = []
        for kinds in _COVERED:
            found = coverage(self.network, self.place, kinds, self.report.on)
            name = labelled(kinds[0]) if len(kinds) == 1 else said("network.local_governments")
            if found.denominator and found.is_known:
                rows.append(Row((name, found.numerator, found.denominator, percent_words(found.share))))
        columns = (
            _text("kind", "network.kind_of_area"),
            _count("covered", "network.with_fund"),
            _count("all", "network.of_areas"),
            _text("share", "network.share"),
        )
        return Table(columns=columns, rows=rows, name=said("network.coverage"))

    def by_place(self, level: AreaKind) -> Table:
        """One line for each place of a kind, and what all of them come to."""
        columns = (
            Column("place", labelled(level)),
            _count("funds", "network.funds"),
            _count("missing", "network.missing_count"),
            _count("members", "network.members_short"),
            _text("population", "network.of_population"),
            _money("benefits", "network.benefits_year"),
            _money("remaining", "network.remaining_short"),
            _count("books", "network.gave_books"),
        )
        rows = [self._place_row(name_of(self.network, code), code, level) for code in self._codes(level)]
        members = self.members(level, None)
        total = Row.total(*self._cells(said("sheet.sum"), self.report.whole, members, len(self.report.missing)))
        return Table(columns=columns, rows=[*rows, total], name=said("network.by", level=labelled(level)))

    def _codes(self, level: AreaKind) -> list[str]:
        """The places of a kind that have a fund or lack a report, in the order of the list of areas."""
        parts = self.report.parts[level].keys() | set(self._missing[level].values())
        order = [area.code for area in self.network.areas if area.code in parts]
        return [*dict.fromkeys(order), *sorted(parts - set(order))]

    @cached_property
    def _missing(self) -> Mapping[AreaKind, Mapping[str, str]]:
        """The place of each kind in which the funds are at home that have not told their figures, by fund."""
        on, missing = self.report.on, self.report.missing
        return {each: {fund.fund: self.network.place(fund.area, each, on) for fund in missing} for each in _SHOWN}

    def _place_row(self, name: Words, code: str, level: AreaKind) -> Row:
        missing = sum(place == code for place in self._missing[level].values())
        part = self.report.parts[level].get(code, RollUp())
        return Row(self._cells(name, part, self.members(level, code), missing))

    def _cells(self, name: Words, part: RollUp, members: int | None, missing: int) -> tuple[Cell, ...]:
        """The cells of one place; where members are left out, so is their share, from which they could be reckoned."""
        population = part.indicators.get("population", Share(0, 0, 0))
        return (
            name,
            len(part.funds),
            missing,
            _shown(members),
            "–" if members is None else percent_words(population.value),
            _baht(part.figure("year.P1.3")),
            _baht(part.figure("money.remaining")),
            part.given.get("money", 0),
        )

    def members(self, level: AreaKind, code: str | None) -> int | None:
        """Current members of a place of a kind, or of all; None where they are left out."""
        if self.least:
            return self._public_members.get(None if code is None else (level, code), 0)
        part = self.report.whole if code is None else self.report.parts[level].get(code, RollUp())
        return part.figure("members.current") or 0

    @cached_property
    def _public_members(self) -> Mapping[tuple[AreaKind, str] | None, int | None]:
        """Members of every place that is shown, and of all under None; None where they are left out."""
        members = {each.fund: each.figures["members.current"] for each in self.report.summaries}
        places = {
            level: {fund: code for code, part in self.report.parts[level].items() for fund in part.funds}
            for level in self.levels
        }
        return public_sums(members, places, self.least)

    def _persons(self, count: int | None) -> int | Words | None:
        return _HIDDEN if count is not None and 0 < count < self.least else count

    # --- lines of the status form ---

    def groups(self, level: AreaKind) -> Table:
        """Members by group and place, section 3.3; who belongs to several groups is counted in each."""
        names = [*(group.value for group in Group), "NONE"]
        counts, unseen = self._group_counts(level, names)
        heads = [labelled(Group(name)) if name != "NONE" else said("network.no_group") for name in names]
        columns = [Column("place", labelled(level))]
        columns += [Column(name, head, Kind.COUNT) for name, head in zip(names, heads, strict=True)]
        rows = [
            Row((name_of(self.network, code), *(_shown(counts.cell(code, name)) for name in names)))
            if code not in unseen
            else Row((name_of(self.network, code), *(_HIDDEN for _name in names)))
            for code in self._codes(level)
        ]
        sums = (_shown(counts.column_totals.get(name, 0)) for name in names)
        return Table(columns=columns, rows=[*rows, Row.total(said("sheet.sum"), *sums)], name=said("network.groups"))

    def _group_counts(self, level: AreaKind, names: Sequence[str]) -> tuple[Counts, frozenset[str]]:
        """The counts of every place, and the places of which none is shown.

        Where the members of a place are left out, its groups would tell them. Such places count as one together, for
        that is what can be reckoned of them; of a single one the sums are left out, too.
        """
        parts = self.report.parts[level]
        unseen = frozenset(code for code in parts if self.members(level, code) is None)
        cells = Counter[tuple[str, str]]()
        for code, part in parts.items():
            row = _TOGETHER if code in unseen else code
            cells.update({(row, name): part.figures.get(f"groups.{name}", 0) for name in names})
        counts = Counts.of_cells(cells)
        if self.least:
            counts = suppress(counts, self.least)
        return counts.without((None, name) for name in names) if len(unseen) == 1 else counts, unseen

    def money(self) -> Table:
        """Section 10 of all funds together, since the founding and in the last twelve months."""
        whole = self.report.whole
        columns = (
            _text("line", "network.line"),
            Column("code", said("network.code"), Kind.CODE),
            _money("ever", "network.since_founding"),
            _money("year", "network.last_twelve"),
        )
        rows: list[Row] = []
        for heading, lines in (("receipts", RECEIPT_LINES), ("payments", PAYMENT_LINES)):
            rows.append(Row.heading(said(f"network.{heading}")))
            rows += [self._line(line) for line in lines]
        name = said("network.money", funds=whole.given.get("money", 0), year=whole.given.get("year", 0))
        return Table(columns=columns, rows=rows, name=name)

    def _line(self, line: str) -> Row:
        whole = self.report.whole
        year = whole.figure(f"year.{line}") if f"year.{line}" in whole.figures else None
        return Row((said(f"line_{line}"), line, _baht(whole.figure(f"money.{line}")), _baht(year)))

    def benefits(self) -> Table:
        """Sections 5 and 6: cases and baht by kind, since the founding and in each fund's own accounting year."""
        whole = self.report.whole
        kinds = dict.fromkeys(line.partition(".")[0] for line in whole.lines("benefits"))
        columns = (
            _text("kind", "sheet.kind_of_benefit"),
            _count("persons_ever", "sheet.persons_ever"),
            _money("baht_ever", "sheet.baht_ever"),
            _count("persons_year", "sheet.persons_year"),
            _money("baht_year", "sheet.baht_year"),
        )
        rows = [Row((benefit_categories().get(kind, {"th": kind, "en": kind}), *self._benefit(kind))) for kind in kinds]
        return Table(columns=columns, rows=rows, name=said("network.benefits", funds=whole.given.get("benefits", 0)))

    def _benefit(self, kind: str) -> Iterator[Cell]:
        for ending in ("", "_year"):
            persons = self._persons(self.report.whole.figure(f"benefits.{kind}.persons{ending}"))
            amount = _baht(self.report.whole.figure(f"benefits.{kind}.amount{ending}"))
            yield from (persons, _HIDDEN if persons is _HIDDEN else amount)

    def rounds(self) -> Table:
        """Co-funding by source and budget year: request, approval, receipt and return are four figures."""
        whole = self.report.whole
        keys = dict.fromkeys(line.rpartition(".")[0] for line in whole.lines("rounds"))
        figures = ("requested", "approved", "received", "returned")
        columns = (
            _text("source", "network.source"),
            Column("year", said("network.budget_year"), Kind.CODE),
            _count("members", "network.matched"),
            _money("requested", "network.requested_money"),
            _money("approved", "network.approved_money"),
            _money("received", "network.received_money"),
            _money("returned", "network.returned_money"),
        )
        rows = []
        for key in keys:
            source, _dot, year = key.rpartition(".")
            sums = (_baht(whole.figure(f"rounds.{key}.{name}")) for name in figures)
            rows.append(Row((source_name(source), year, self._matched(key), *sums)))
        return Table(columns=columns, rows=rows, name=said("network.rounds", funds=whole.given.get("rounds", 0)))

    def _matched(self, key: str) -> int | Words | None:
        """For how many members sums were approved; blank where a fund does not know it of one of its rounds."""
        if self.report.whole.figure(f"rounds.{key}.members_unknown"):
            return None
        return self._persons(self.report.whole.figure(f"rounds.{key}.members"))

    def training(self) -> Table:
        """Who can do what: funds and people by topic, and since when the first of them."""
        on = self.report.on
        now = [each for each in self.network.training if holds(each, on)]
        rows = []
        for topic in dict.fromkeys(each.topic for each in now):
            of_topic = [each for each in now if each.topic == topic]
            since = min((each.since for each in of_topic if each.since), default=None)
            funds = len({each.fund for each in of_topic})
            rows.append(Row((topic, funds, self._persons(sum(each.persons for each in of_topic)), since)))
        columns = (
            _text("topic", "network.topic"),
            _count("funds", "network.funds"),
            _count("persons", "network.persons"),
            Column("since", said("network.first_since"), Kind.DAY),
        )
        return Table(columns=columns, rows=rows, name=said("network.training"))

    # --- indicators and funds ---

    def indicators(self) -> Table:
        """Each indicator with its numerator and denominator, over the funds that can tell both."""
        columns = (
            _text("indicator", "network.indicator"),
            _text("value", "network.value"),
            _text("unit", "network.unit"),
            Column("numerator", said("network.numerator"), Kind.EITHER),
            Column("denominator", said("network.denominator"), Kind.EITHER),
            _count("funds", "network.of_funds"),
        )
        rows = []
        for each in INDICATORS:
            share = self._share(each)
            told = said(f"indicator.{each.id}"), indicator_words(each.unit, share), labelled(each.unit)
            pair = _pair(each.above, share.numerator // each.times), _pair(each.below, share.denominator)
            rows.append(Row((*told, *pair, share.funds)))
        return Table(columns=columns, rows=rows, name=said("network.indicators"))

    def _share(self, indicator: Indicator) -> Share:
        """An indicator of all funds; of people only where neither those who count nor the others are few.

        A part of all members is held against them too: where they are left out, it would tell them, and where few of
        them are not in it, these could be told by subtracting.
        """
        share = self.report.whole.indicators[indicator.id]
        rest = share.denominator - share.numerator
        few = range(1, self.least)
        is_few = indicator.unit is IndicatorUnit.PERCENT and (share.numerator in few or rest in few)
        members = self.members(AreaKind.DISTRICT, None)
        parts = [share.numerator] * (set(indicator.above) <= _OF_MEMBERS)
        parts += [share.denominator] * (set(indicator.below) <= _OF_MEMBERS)
        if is_few or (self.least and any(part and (members is None or members - part in few) for part in parts)):
            return Share(0, 0, share.funds)
        return share

    def funds(self) -> Table:
        """One line for each fund; for everybody, only who reported and as of when."""
        columns = [*_FUND, Column("day", said("network.as_of"), Kind.DAY)]
        if not self.least:
            columns += [_count("members", "network.members"), _money("remaining", "network.remaining")]
        rows = []
        for summary in self.report.summaries:
            cells: tuple[Cell, ...] = (summary.name, summary.fund, summary.on)
            if not self.least:
                cells += (summary.figures["members.current"], _baht(summary.figures.get("money.remaining")))
            rows.append(Row(cells))
        return Table(columns=columns, rows=rows, name=said("network.by_fund"))

    def indicators_by_fund(self) -> Table:
        """The indicators of the funds, one beside the other."""
        columns = [_FUND[0], *(Column(each.id, said(f"indicator.{each.id}.short")) for each in INDICATORS)]
        rows = [
            Row((summary.name, *(_told(each, summary.indicators.get(each.id)) for each in INDICATORS)))
            for summary in self.report.summaries
        ]
        return Table(columns=columns, rows=rows, name=said("network.indicators_by_fund"))

    def missing(self) -> Table:
        """Active funds that have not told their figures."""
        columns = (
            *_FUND,
            _text("district", "network.district"),
            _text("zone", "network.zone"),
        )
        rows = [
            Row((fund.name, fund.fund, *(name_of(self.network, self._missing[level][fund.fund]) for level in _NEAR)))
            for fund in self.report.missing
        ]
        return Table(columns=columns, rows=rows, name=said("network.missing", on=day_words(self.report.on)))

    def set_apart(self, refused: Iterable[tuple[str, Finding]]) -> Table:
        """Funds whose totals fail, and files that cannot be read; they are in no sum."""
        columns = (_text("fund", "network.fund_or_file"), _text("why", "network.why"))
        rows = [
            Row((f"{summary.fund} {summary.name}".strip(), words_of(fault)))
            for summary in self.report.set_apart
            for fault in summary.faults
        ]
        rows += [Row((source, words_of(finding))) for source, finding in refused]
        return Table(columns=columns, rows=rows, name=said("network.set_apart"))

    @cached_property
    def levels(self) -> tuple[AreaKind, ...]:
        """The kinds of place of which there is more than one, or one that is known."""
        return tuple(level for level in _SHOWN if len(set(self._codes(level)) - {UNPLACED}) > 1)


_NEAR = (AreaKind.DISTRICT, AreaKind.ZONE)
_TOGETHER = "*"  # no code of an area: places of which nothing is shown
_OF_MEMBERS = {"members.current", "members.age_known", "dues.known"}
"""Figures of indicators that count current members, all of them or a part."""


_FUND = (Column("fund", said("network.fund")), Column("id", said("network.fund_id"), Kind.CODE))


def _told(indicator: Indicator, share: Share | None) -> str:
    return "–" if share is None else indicator_words(indicator.unit, share)


def _pair(names: Sequence[str], value: int) -> Money | int:
    """A numerator or a denominator: money where its figures are."""
    is_money = all(name.partition(".")[0] in {"money", "year"} or name.endswith(("amount", "owed")) for name in names)
    return Money(value) if is_money else value


def _shown(count: int | None) -> int | Words:
    return _HIDDEN if count is None else count


def _baht(satang: int | None) -> Money | None:
    return None if satang is None else Money(satang)


def _text(name: str, code: str) -> Column:
    return Column(name, said(code))


def _count(name: str, code: str) -> Column:
    return Column(name, said(code), Kind.COUNT)


def _money(name: str, code: str) -> Column:
    return Column(name, said(code), Kind.MONEY)
