"""Counting the cash (ตรวจนับเงินสด): notes and coins beside what the books say is there."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.accounting.journal import Journal
from communitywelfare.accounting.slices import Figure, Slice
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.masking import hidden
from communitywelfare.money import ZERO, Money, total

__all__ = ["CashCount", "CountedCash", "counted"]


def _read_only(pieces: Mapping[Money, int]) -> Mapping[Money, int]:
    return MappingProxyType(dict(pieces))


@frozen(kw_only=True)
class CashCount:
    """One count: how many notes and coins of each worth there were on a day, in whose hands where the account asks.

    No list of notes and coins is kept here: commemorative ones are money too, and of any worth.

    Raises:
        InvalidValue: A note or coin worth nothing, or fewer than none of one.
    """

    day: date
    account: str
    holder: str = field(default="", repr=hidden)
    pieces: Mapping[Money, int] = field(converter=_read_only, hash=False)
    note: str = field(default="", repr=hidden)

    def __attrs_post_init__(self) -> None:
        for worth, count in self.pieces.items():
            if worth <= ZERO or count < 0:
                params = {"worth": worth, "count": count}
                finding = Finding("cash.not_a_count", Severity.ERROR, params=params)
                raise InvalidValue(f"{count} pieces of {worth} baht are no count", finding)

    @property
    def amount(self) -> Money:
        """What was counted."""
        return total(worth * count for worth, count in self.pieces.items())


@frozen
class CountedCash:
    """A count beside the books of its day, source by source and together."""

    count: CashCount
    expected: Figure
    by_source: Mapping[str, Money] = field(hash=False)

    @property
    def difference(self) -> Money:
        """What was counted, less what the books say: below zero where money is missing."""
        return self.count.amount - self.expected.amount


def counted(journal: Journal, count: CashCount) -> CountedCash:
    """Hold a count against the books, as of the end of its day."""
    holders = {count.holder} if count.holder else None
    there = Slice(accounts={count.account}, holders=holders, last=count.day)
    by_source: dict[str, Money] = {}
    for _entry, posting in there.lines(journal):
        by_source[posting.source] = by_source.get(posting.source, ZERO) + posting.amount
    held = {source: amount for source, amount in sorted(by_source.items()) if amount != ZERO}
    return CountedCash(count, Figure(total(held.values()), (there,)), held)
