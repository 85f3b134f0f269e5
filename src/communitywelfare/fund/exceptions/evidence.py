"""What the checks look at: a fund's books beside its receipts and claims, sorted once for all of them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property

from attrs import field, frozen

from communitywelfare.accounting import AccountType, DocumentKind, Entry, Posting
from communitywelfare.calendar import FiscalYear
from communitywelfare.claims import Claim
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.exceptions.thresholds import Thresholds
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money

__all__ = ["Check", "Evidence", "Trace", "entry_place", "numbers_of", "receipt_place"]


@frozen
class Trace:
    """One thing that a check found: where, and the figures. `entries` among them are those behind it."""

    place: Place
    figures: Mapping[str, object]


@frozen(kw_only=True)
class Check:
    """One check of the books, by a name that does not change (ชื่อการตรวจ).

    `needs` are the tables without which it cannot be made. Its title, and what an auditor should do about what it
    finds, are in `communitywelfare.wording`.
    """

    code: str
    severity: Severity
    find: Callable[["Evidence"], Iterator[Trace]] = field(repr=False)
    needs: frozenset[str] = frozenset({"journal"})

    @property
    def name(self) -> str:
        """Its name on the command line: the code without its family."""
        return self.code.partition(".")[2]

    def findings(self, evidence: "Evidence") -> Iterator[Finding]:
        """What it finds, or that a table is missing without which it cannot be made."""
        for table in sorted(self.needs & evidence.fund.absent):
            params = {"check": self.name, "file": f"{table}.csv"}
            yield Finding("audit.not_made", Severity.INFO, place=Place(file=f"{table}.csv"), params=params)
        if not self.needs & evidence.fund.absent:
            for trace in self.find(evidence):
                yield Finding(self.code, self.severity, place=trace.place, params=trace.figures)


@frozen
class Evidence:
    """A fund and the thresholds, with what several checks ask of them."""

    fund: Fund
    thresholds: Thresholds

    @property
    def entries(self) -> Mapping[str, Entry]:
        """Entries by number."""
        return self.fund.journal.by_number

    @cached_property
    def reversed_(self) -> frozenset[str]:
        """The numbers of entries that another one reverses."""
        return frozenset(entry.voucher.reverses for entry in self.fund.journal if entry.voucher.reverses)

    @cached_property
    def standing(self) -> tuple[Entry, ...]:
        """Entries that neither reverse another nor are reversed."""
        return tuple(
            entry for entry in self.fund.journal if not entry.voucher.reverses and entry.number not in self.reversed_
        )

    @cached_property
    def liquid(self) -> frozenset[str]:
        """Accounts of cash and of the bank."""
        return self.fund.chart.cash | self.fund.chart.banks

    @cached_property
    def benefit_accounts(self) -> frozenset[str]:
        """Accounts that members' benefits are charged to."""
        accounts = self.fund.chart.accounts
        return frozenset(each.code for each in accounts if each.type is AccountType.EXPENSE and each.by_member)

    @cached_property
    def receipts_of(self) -> Mapping[str, tuple[Receipt, ...]]:
        """The receipts that name an entry, voided ones among them."""
        found: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in self.fund.contributions:
            found[receipt.journal_no].append(receipt)
        return {number: tuple(receipts) for number, receipts in found.items()}

    @cached_property
    def granted(self) -> tuple[Claim, ...]:
        """Claims that are approved or paid, in the order of their events."""
        fund = self.fund
        standing = (claim for claim in fund.claims if fund.granted(claim.number, fund.as_of) > ZERO)
        return tuple(sorted(standing, key=lambda claim: (claim.event.day, claim.number)))

    def by_year(self, entries: Iterable[Entry]) -> Iterator[tuple[FiscalYear, tuple[Entry, ...]]]:
        """Entries by the accounting year of their day; those that carry in or close a year are left out."""
        found: dict[FiscalYear, list[Entry]] = defaultdict(list)
        for entry in entries:
            if entry.voucher.kind not in {DocumentKind.OPENING, DocumentKind.CLOSING}:
                found[self.year_of(entry.voucher.day)].append(entry)
        yield from ((year, tuple(found[year])) for year in sorted(found))

    def year_of(self, day: date) -> FiscalYear:
        """The accounting year of a day."""
        return self.fund.profile.year_start.year_of(day)

    def paid_out(self, entry: Entry) -> Money:
        """What of cash and bank money left the fund by an entry; negative where more came in."""
        return -_sum(posting for posting in entry.voucher.postings if posting.account in self.liquid)


def _sum(postings: Iterable[Posting]) -> Money:
    return Money(sum(posting.amount.satang for posting in postings))


def entry_place(entry: Entry, column: str = "entry_no") -> Place:
    """Where an entry stands."""
    return Place(file="journal.csv", column=column, record=entry.number)


def receipt_place(receipt: Receipt, column: str = "receipt_no") -> Place:
    """Where a receipt stands."""
    return Place(file="contributions.csv", column=column, record=receipt.number)


def numbers_of(entries: Iterable[Entry]) -> tuple[str, ...]:
    """The numbers of entries."""
    return tuple(entry.number for entry in entries)
