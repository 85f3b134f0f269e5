"""Slices of the journal: which postings a figure is the sum of, so that it can be traced to its entries."""

from collections.abc import Collection, Iterator
from datetime import date

from attrs import field, frozen

from communitywelfare.accounting.journal import DocumentKind, Entry, Journal, Posting
from communitywelfare.money import Money

__all__ = ["Slice"]


def _chosen(codes: Collection[str] | None) -> frozenset[str] | None:
    return None if codes is None else frozenset(codes)


@frozen(kw_only=True)
class Slice:
    """Some postings of a journal: those on given accounts, of given sources, members, holders, between two days.

    None chooses all. `first` and `last` are days of the books, both included; entries of the kinds `without` are left
    out. A figure that is drawn from a slice equals its `sum`, and `lines` are the entries behind it.

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
    without: frozenset[DocumentKind] = field(default=frozenset(), converter=frozenset)

    def lines(self, journal: Journal) -> Iterator[tuple[Entry, Posting]]:
        """The postings, each with its entry, in the order of the journal."""
        for entry in journal:
            if self._has_entry(entry):
                for posting in entry.voucher.postings:
                    if self._has_posting(posting):
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

    def _has_posting(self, posting: Posting) -> bool:
        return (
            (self.accounts is None or posting.account in self.accounts)
            and (self.sources is None or posting.source in self.sources)
            and (self.members is None or posting.member in self.members)
            and (self.holders is None or posting.holder in self.holders)
        )
