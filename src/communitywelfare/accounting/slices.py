"""Slices of the journal: which postings a figure is the sum of, so that it can be traced to its entries."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from enum import Enum
from typing import Literal

from attrs import field, frozen

from communitywelfare.accounting.journal import DocumentKind, Entry, Journal, Posting
from communitywelfare.money import ZERO, Money

__all__ = ["Figure", "Side", "Slice", "until_before"]


class Side(Enum):
    """On which side of an account a posting stands (เดบิต, เครดิต)."""

    DEBIT = "DEBIT"
    CREDIT = "CREDIT"


def _chosen(codes: Collection[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


def _kinds(kinds: Iterable[DocumentKind]) -> frozenset[DocumentKind]:
    return frozenset(kinds)


@frozen(kw_only=True)
class Slice:
    """Some postings of a journal: those on given accounts, of given sources, members, holders, between two days.

    None chooses all. `first` and `last` are days of the books, both included; entries of the kinds `without` are left
    out. `beside` are accounts one of which the same entry must move for the same source: what came of cash, for one.
    A figure that is drawn from a slice equals its `sum`, and `lines` are the entries behind it.

    >>> cash = Slice(accounts={"11010"}, first=date(2023, 10, 1))
    >>> cash.sum(Journal())
    Money('0.00')
    """

    accounts: frozenset[str] | None = field(default=None, converter=_chosen)
    sources: frozenset[str] | None = field(default=None, converter=_chosen)
    members: frozenset[str] | None = field(default=None, converter=_chosen)
    holders: frozenset[str] | None = field(default=None, converter=_chosen)
    references: frozenset[str] | None = field(default=None, converter=_chosen)
    first: date = date.min
    last: date = date.max
    without: frozenset[DocumentKind] = field(default=frozenset(), converter=_kinds)
    beside: frozenset[str] | None = field(default=None, converter=_chosen)
    side: Side | None = None

    def lines(self, journal: Journal) -> Iterator[tuple[Entry, Posting]]:
        """The postings, each with its entry, in the order of the journal."""
        for entry in journal:
            if self._has_entry(entry):
                moving = self._moving(entry)
                for posting in entry.voucher.postings:
                    if self._has_posting(posting) and (moving is None or posting.source in moving):
                        yield entry, posting

    def entries(self, journal: Journal) -> tuple[Entry, ...]:
        """The entries behind the figure, each once, in the order of the journal."""
        return tuple(dict.fromkeys(entry for entry, _posting in self.lines(journal)))

    def sum(self, journal: Journal) -> Money:
        """What the postings come to; debits are positive."""
        return Money(sum(posting.amount.satang for _entry, posting in self.lines(journal)))

    def _has_entry(self, entry: Entry) -> bool:
        voucher = entry.voucher
        return (
            self.first <= voucher.day <= self.last
            and voucher.kind not in self.without
            and (self.references is None or voucher.reference in self.references)
        )

    def _moving(self, entry: Entry) -> frozenset[str] | None:
        """The sources whose money the entry moves on an account of `beside`; None where that is not asked."""
        if self.beside is None:
            return None
        return frozenset(posting.source for posting in entry.voucher.postings if posting.account in self.beside)

    def _has_posting(self, posting: Posting) -> bool:
        return (
            (self.accounts is None or posting.account in self.accounts)
            and (self.sources is None or posting.source in self.sources)
            and (self.members is None or posting.member in self.members)
            and (self.holders is None or posting.holder in self.holders)
            and (self.side is None or (posting.amount > ZERO) is (self.side is Side.DEBIT))
        )


def until_before(
    first: date, *, accounts: Collection[str] | None = None, sources: Collection[str] | None = None
) -> Slice:
    """All that was posted before a day; nothing, before the first day there is."""
    if first == date.min:
        return Slice(accounts=())
    return Slice(accounts=accounts, sources=sources, last=first - timedelta(days=1))


@frozen
class Figure:
    """An amount in a statement, with the slices of the journal that it is the sum of (ตัวเลขในงบ).

    No posting is in two of its slices. The sign is 1 where debits count as more (assets, expenses) and -1 where credits
    do (income, fund balances): the amount is the sign times the sum of its slices.
    """

    amount: Money
    slices: tuple[Slice, ...]
    sign: Literal[1, -1] = 1

    def __repr__(self) -> str:
        return f"Figure('{self.amount}')"

    def sum(self, journal: Journal) -> Money:
        """The amount once more, added up from the postings."""
        return Money(self.sign * sum(each.sum(journal).satang for each in self.slices))

    def lines(self, journal: Journal) -> Iterator[tuple[Entry, Posting]]:
        """The postings behind it, each with its entry."""
        for each in self.slices:
            yield from each.lines(journal)

    def entries(self, journal: Journal) -> tuple[Entry, ...]:
        """The entries behind it, each once."""
        return tuple(dict.fromkeys(entry for entry, _posting in self.lines(journal)))

    @property
    def debit(self) -> Money:
        """What stands on the debit side, of a figure in which debits count as more."""
        return max(self.amount, ZERO)

    @property
    def credit(self) -> Money:
        """What stands on the credit side, of a figure in which debits count as more."""
        return max(-self.amount, ZERO)
