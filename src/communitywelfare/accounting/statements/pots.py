"""Fund balances by source (เงินกองทุนแยกตามแหล่งทุน): whose money there is, what moved it, and what of it is at hand."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from attrs import evolve, frozen

from communitywelfare.accounting.chart import AccountType, Chart
from communitywelfare.accounting.journal import DocumentKind, Journal, Voucher
from communitywelfare.accounting.slices import Figure, Slice, until_before
from communitywelfare.accounting.statements.sums import (
    ALL_BUT_CLOSINGS,
    ALL_BUT_OPENINGS,
    Sums,
    by_source,
    sums_of,
)
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.sources import Source

__all__ = ["Pot", "fund_balances", "overdrawn"]

_Part = Literal["before", "opened", "moved", "closed"]
_EVER: tuple[_Part, ...] = ("before", "opened", "moved", "closed")


@frozen(kw_only=True)
class Pot:
    """One source's money through a period: its fund balance, and what of it is cash or in banks.

    `opening` and what was `received`, less what was `spent`, with what was `transferred` to it from other balances, is
    `closing`. Balances carried in from before the books are part of the opening. `restricted` money may be spent on
    benefits only.
    """

    source: str
    restricted: bool
    opening: Figure
    received: Figure
    spent: Figure
    transferred: Figure
    closing: Figure
    liquid: Figure


def fund_balances(
    journal: Journal, chart: Chart, sources: Sequence[Source], *, first: date, last: date
) -> tuple[Pot, ...]:
    """The balance of every source that was posted by the end of a period, in the order in which money is spent.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """

    def part(voucher: Voucher) -> _Part | None:
        if voucher.day > last:
            return None
        if voucher.day < first:
            return "before"
        match voucher.kind:
            case DocumentKind.OPENING:
                return "opened"
            case DocumentKind.CLOSING:
                return "closed"
            case _:
                return "moved"

    sums: Sums[_Part] = sums_of(journal, part)
    for code, _source, _part in sums:
        chart.account(code)
    columns = {name: _figures(sums, pieces, sign) for name, (sign, pieces) in _definitions(chart, first, last).items()}
    restricted = {source.code for source in sources if source.restricted}
    order = {source.code: source.pay_order for source in sources}
    used = sorted({source for _code, source, _part in sums}, key=lambda code: (order.get(code, len(order) + 1), code))
    return tuple(
        Pot(source=code, restricted=code in restricted, **{name: figures(code) for name, figures in columns.items()})
        for code in used
    )


@frozen
class _Piece:
    """Some accounts in some parts of the journal, and the slice that is the same."""

    accounts: frozenset[str]
    parts: tuple[_Part, ...]
    cut: Slice


def _definitions(chart: Chart, first: date, last: date) -> Mapping[str, tuple[Literal[1, -1], tuple[_Piece, ...]]]:
    """What each column is: its sign, and its pieces, of which no two have a posting in common."""
    income, outlays, funds = (
        frozenset(account.code for account in chart.of_type(kind))
        for kind in (AccountType.RECEIPT, AccountType.EXPENSE, AccountType.FUND)
    )
    owned, period = income | outlays | funds, Slice(first=first, last=last)
    ordinary = evolve(period, without={DocumentKind.OPENING, DocumentKind.CLOSING})
    closings = _Piece(income | outlays, ("closed",), evolve(period, without=ALL_BUT_CLOSINGS))
    return {
        "opening": (
            -1,
            (
                _Piece(owned, ("before",), until_before(first)),
                _Piece(owned, ("opened",), evolve(period, without=ALL_BUT_OPENINGS)),
            ),
        ),
        "received": (-1, (_Piece(income, ("moved",), ordinary),)),
        "spent": (1, (_Piece(outlays, ("moved",), ordinary),)),
        "transferred": (
            -1,
            (_Piece(funds, ("moved", "closed"), evolve(period, without={DocumentKind.OPENING})), closings),
        ),
        "closing": (-1, (_Piece(owned, _EVER, Slice(last=last)),)),
        "liquid": (1, (_Piece(chart.cash | chart.banks, _EVER, Slice(last=last)),)),
    }


def _figures(sums: Sums[_Part], pieces: tuple[_Piece, ...], sign: Literal[1, -1]) -> Callable[[str], Figure]:
    """The figure of each source in one column."""
    found = [by_source(sums, piece.parts, piece.accounts) for piece in pieces]

    def figure(source: str) -> Figure:
        satang = sum(own[source].satang for own in found if source in own)
        slices = (evolve(piece.cut, accounts=_within(piece), sources=(source,)) for piece in pieces)
        return Figure(Money(sign * satang), tuple(slices), sign)

    return figure


def _within(piece: _Piece) -> frozenset[str]:
    """The accounts of a piece; none, where its slice chooses none."""
    return piece.accounts if piece.cut.accounts is None else frozenset()


def overdrawn(journal: Journal, chart: Chart, on: date) -> Iterator[Finding]:
    """Sources whose cash and bank money together were below zero at the end of some day, with the first.

    Another source's money was used for it, and no loan between the two is on record: with one, the money is its own.
    """
    moved: dict[tuple[date, str], int] = defaultdict(int)
    for entry, posting in journal.lines_on(chart.cash | chart.banks):
        moved[entry.voucher.day, posting.source] += posting.amount.satang
    held: dict[str, int] = defaultdict(int)
    told: set[str] = set()
    for (day, source), satang in sorted(moved.items(), key=_day):
        held[source] += satang
        if day <= on and held[source] < 0 and source not in told:
            told.add(source)
            params = {"source": source, "day": day, "amount": Money(held[source])}
            yield Finding("books.source_overdrawn", Severity.WARNING, place=Place(file="journal.csv"), params=params)


def _day(moved: tuple[tuple[date, str], int]) -> date:
    return moved[0][0]
