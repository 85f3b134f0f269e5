"""For local governments, as sheets: what they were asked (LAO1), and the report back of what came of it (LAO2)."""

from collections.abc import Iterator
from itertools import combinations, groupby
from typing import Final, Literal

from communitywelfare.accounting import Figure as BookFigure
from communitywelfare.accounting.statements import Pot, fund_balances
from communitywelfare.cofunding import Round
from communitywelfare.fund import Fund
from communitywelfare.fund.local_government import AskedOf, Gift, asked_of, gifts, local_sources, spent_on
from communitywelfare.money import Money, total
from communitywelfare.reports.asked import Asked, sheet_of
from communitywelfare.reports.book_sheets import words_of
from communitywelfare.reports.member_sheets import village_words
from communitywelfare.reports.sheets import Column, Figure, Kind, Row, Sheet, Table, Words, labelled, said
from communitywelfare.sources import Source

__all__ = ["asked_sheet", "report_back_sheet"]

_MOVED: Final = (("opening", 1), ("received", 1), ("spent", -1), ("transferred", 1))


def asked_sheet(fund: Fund, asked: Asked) -> Sheet:
    """LAO1: what each local government was asked in the days asked for: its own members, village by village."""
    every = asked_of(fund, asked.first, asked.last)
    tables = [_asked_list(every), *(_by_village(each) for each in every)]
    signatures = [said("sheet.chair"), said("sheet.treasurer")]
    notes = [said("sheet.asked_note"), *_shared_areas(every)]
    return sheet_of("LAO1", fund, asked, tables, notes=notes, signatures=signatures)


def _shared_areas(every: tuple[AskedOf, ...]) -> Iterator[Words]:
    """That two agencies were asked in one year for the same members, whom the total counts once."""
    for one, other in combinations(every, 2):
        both = one.numbers & other.numbers
        if both and one.round.budget_year == other.round.budget_year and _agency_asked(one) != _agency_asked(other):
            agencies = {"one": _name_of(one.round), "other": _name_of(other.round)}
            yield said("sheet.areas_overlap", members=len(both), year=one.round.budget_year, **agencies)


def _name_of(each: Round) -> str:
    return each.agency or each.reference


def _asked_list(every: tuple[AskedOf, ...]) -> Table:
    columns = (
        Column("round", said("sheet.round"), Kind.CODE),
        Column("day", said("sheet.day"), Kind.DAY),
        Column("members", said("sheet.members_counted"), Kind.COUNT),
        Column("asked", said("sheet.asked_baht"), Kind.MONEY),
        Column("budgeted", said("sheet.budgeted_baht"), Kind.MONEY),
        Column("what", said("sheet.in_kind")),
        Column("state", said("sheet.round_state")),
    )
    rows: list[Row] = []
    for agency, found in groupby(sorted(every, key=_agency_asked), key=_agency_asked):
        rows += [Row.heading(agency[1] or agency[0]), *map(_proposal, found)]
    people = len(frozenset().union(*(each.numbers for each in every)))  # who lives in two areas is one member
    asked = _sum(tuple(each.standing.requested for each in every))
    budgeted = _sum(tuple(each.standing.approved for each in every))
    rows.append(Row.total(said("sheet.sum"), None, people, asked, budgeted, None, None))
    return Table(name=said("sheet.asked_list"), columns=columns, rows=rows)


def _agency_asked(each: AskedOf) -> tuple[str, str]:
    return each.round.source, each.round.agency


def _proposal(each: AskedOf) -> Row:
    standing, people = each.standing, sum(each.members)
    figures = (people, standing.requested, standing.approved)
    return Row((each.round.reference, each.day, *figures, each.what, labelled(standing.state)))


def _sum(amounts: tuple[Money | None, ...]) -> Money:
    return total(amount for amount in amounts if amount is not None)


def _by_village(each: AskedOf) -> Table:
    name = said("sheet.asked_by_village", agency=each.round.agency, round=each.round.reference)
    columns = (
        Column("village", said("sheet.village")),
        Column("members", said("sheet.members_counted"), Kind.COUNT),
        Column("asked", said("sheet.asked_baht"), Kind.MONEY),
    )
    shares = each.shares or (None,) * len(each.villages)
    lines = zip(each.villages, each.members, shares, strict=True)
    rows = [Row((village_words(village), members, share)) for village, members, share in lines]
    rows.append(Row.total(said("sheet.sum"), sum(each.members), None if each.shares is None else total(each.shares)))
    return Table(name=name, columns=columns, rows=rows)


def report_back_sheet(fund: Fund, asked: Asked) -> Sheet:
    """LAO2: what came from local governments, what was paid from it, and what is left, each traced to its entries."""
    came = gifts(fund, asked.first, asked.last)
    pots = {
        pot.source: pot
        for pot in fund_balances(fund.journal, fund.chart, fund.sources, first=asked.first, last=asked.last)
    }
    tables = [_came(came)]
    for source in local_sources(fund):
        tables += [_spent(fund, source, asked), _left(source, pots.get(source.code))]
    several = len({(gift.round.source, gift.round.agency) for gift in came}) > len({gift.round.source for gift in came})
    notes = [said("sheet.one_pot_note")] if several else []
    signatures = [said("sheet.treasurer"), said("sheet.chair")]
    return sheet_of("LAO2", fund, asked, tables, notes=notes, signatures=signatures)


def _came(every: tuple[Gift, ...]) -> Table:
    columns = (
        Column("day", said("sheet.day"), Kind.DAY),
        Column("round", said("sheet.round"), Kind.CODE),
        Column("document", said("sheet.document"), Kind.CODE),
        Column("what", said("sheet.in_kind")),
        Column("worth", said("sheet.worth_baht"), Kind.MONEY),
        Column("cash", said("sheet.baht"), Kind.MONEY),
    )
    rows: list[Row] = []
    for agency, found in groupby(sorted(every, key=_agency_of), key=_agency_of):
        of_agency = sorted(found, key=lambda gift: gift.day)
        rows += [Row.heading(agency[1] or agency[0]), *map(_gift, of_agency)]
        rows.append(Row.subtotal(said("sheet.sum_of_agency"), None, None, None, *_sums(of_agency)))
    rows.append(Row.total(said("sheet.sum_of_all"), None, None, None, *_sums(list(every))))
    return Table(name=said("sheet.came_list"), columns=columns, rows=rows)


def _agency_of(gift: Gift) -> tuple[str, str]:
    return gift.round.source, gift.round.agency


def _gift(gift: Gift) -> Row:
    money = None if gift.money is None else Figure(gift.money, gift.entries)
    return Row((gift.day, gift.round.reference, gift.document, gift.what, gift.worth, money))


def _sums(every: list[Gift]) -> tuple[Money, Money]:
    return _sum(tuple(gift.worth for gift in every)), _sum(tuple(gift.money for gift in every))


def _spent(fund: Fund, source: Source, asked: Asked) -> Table:
    columns = (
        Column("category", said("sheet.kind_of_benefit")),
        Column("persons", said("sheet.persons"), Kind.COUNT),
        Column("baht", said("sheet.baht"), Kind.MONEY),
    )
    spent = spent_on(fund, source.code, asked.first, asked.last)
    rows = [
        Row((words_of(fund.chart.account(each.account).name, each.account), each.claims, Figure.of(each.paid)))
        for each in spent
    ]
    people, sum_ = sum(each.claims for each in spent), total(each.paid.amount for each in spent)
    rows.append(Row.total(said("sheet.sum"), people, sum_))
    return Table(name=_of(source, "spent_of"), columns=columns, rows=rows)


def _left(source: Source, pot: Pot | None) -> Table:
    columns = (Column("item", said("sheet.description")), Column("baht", said("sheet.baht"), Kind.MONEY))
    rows = [] if pot is None else list(_movements(pot))
    return Table(name=_of(source, "left_of"), columns=columns, rows=rows)


def _movements(pot: Pot) -> Iterator[Row]:
    for name, sign in _MOVED:
        yield Row((said(f"sheet.{name}"), Figure.of(_signed(getattr(pot, name), sign))))
    yield Row.total(said("sheet.closing"), Figure.of(pot.closing))


def _signed(figure: BookFigure, sign: int) -> BookFigure:
    if sign > 0:
        return figure
    opposite: Literal[1, -1] = -1 if figure.sign == 1 else 1
    return BookFigure(-figure.amount, figure.slices, opposite)


def _of(source: Source, heading: str) -> Words:
    return said(f"sheet.{heading}", source=words_of(source.name, source.code))
