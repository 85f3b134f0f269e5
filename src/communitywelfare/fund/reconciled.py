"""Do the books say what the facts say? Each table of facts against its control accounts, name by name.

Receipts against what the books took from each member, payments of claims against benefits by claim, rounds of
co-funding against what came from each source by reference, and receipts by collector against the cash that collectors
took. A table that was not given is not compared, and of the time before the books begin nothing is.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

from communitywelfare.accounting.journal import DocumentKind, Entry, Posting, Voucher
from communitywelfare.accounting.vouchers import void_reference
from communitywelfare.contributions import ReceiptKind
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.benefits import paid_out
from communitywelfare.fund.controls import (
    CARRIED,
    benefit_accounts,
    dues_accounts,
    fee_accounts,
    payable_accounts,
    round_accounts,
)
from communitywelfare.fund.value import Fund
from communitywelfare.money import Money, total

__all__ = ["reconciled"]

_Sums = dict[str, int]
Name = TypeVar("Name", bound=Hashable)


def reconciled(fund: Fund) -> Iterator[Finding]:
    """Every difference between a table of facts and its control accounts; none, in sound books."""
    if "journal" in fund.absent:
        return
    books = _Books(fund)
    if "contributions" not in fund.absent:
        yield from _members(fund, books)
        yield from _collectors(fund, books)
    if not {"benefits", "claim_actions"} & fund.absent:
        yield from _claims(fund, books)
    if "cofunding" not in fund.absent:
        yield from _rounds(fund, books)


class _Books:
    """What the books say of each name, gathered in one pass."""

    def __init__(self, fund: Fund) -> None:
        self._voidings = {void_reference(receipt.number) for receipt in fund.contributions.voided}
        self.dues: _Sums = defaultdict(int)
        self.fees: _Sums = defaultdict(int)
        self.claims: _Sums = defaultdict(int)
        self.rounds: dict[tuple[str, str], int] = defaultdict(int)
        self.collected: _Sums = defaultdict(int)
        self.collections: set[str] = set()
        self._gather(fund)

    def _gather(self, fund: Fund) -> None:
        """Most lines are a member's dues: they are added up here and now, the others by what their account is for."""
        others = {
            **dict.fromkeys(benefit_accounts(fund.chart), self._claim),
            **dict.fromkeys(round_accounts(fund.chart), self._round),
            **dict.fromkeys(payable_accounts(fund.chart), self._excess),
            **dict.fromkeys(fund.chart.held, self._held),
        }
        of_members = {
            **dict.fromkeys(dues_accounts(fund.chart) - others.keys(), self.dues),
            **dict.fromkeys(fee_accounts(fund.chart) - others.keys(), self.fees),
        }
        carried = tuple(CARRIED)  # looked up by identity: there are very many entries
        for entry in fund.journal:
            if entry.voucher.kind in carried:
                continue
            is_receipt = self._is_receipt(entry.voucher)
            for posting in entry.voucher.postings:
                sums = of_members.get(posting.account)
                if sums is None:
                    add = others.get(posting.account)
                    if add is not None:
                        add(entry, posting)
                elif is_receipt:
                    sums[posting.member] -= posting.amount.satang

    def _is_receipt(self, voucher: Voucher) -> bool:
        """Whether it takes money from a member, or takes a receipt back; savings paid back are no receipt."""
        return voucher.kind is not DocumentKind.PAYMENT or voucher.reference in self._voidings

    def _claim(self, entry: Entry, posting: Posting) -> None:
        self.claims[entry.voucher.reference] += posting.amount.satang

    def _round(self, entry: Entry, posting: Posting) -> None:
        self.rounds[posting.source, entry.voucher.reference] -= posting.amount.satang

    def _excess(self, entry: Entry, posting: Posting) -> None:
        """What came above an approval is owed from its receipt on; what is found or given back later lowers nothing."""
        if entry.voucher.kind is DocumentKind.RECEIPT:
            self._round(entry, posting)

    def _held(self, entry: Entry, posting: Posting) -> None:
        if entry.voucher.kind is DocumentKind.RECEIPT and not entry.voucher.reverses:
            self.collected[posting.holder] += posting.amount.satang
            self.collections.add(entry.number)


def _members(fund: Fund, books: _Books) -> Iterator[Finding]:
    dues: _Sums = defaultdict(int)
    fees: _Sums = defaultdict(int)
    begin, fee, other = fund.books_begin, ReceiptKind.ENTRY_FEE, ReceiptKind.OTHER
    columns = map(fund.contributions.column, ("member", "day", "kind", "amount", "voided"))
    for member, day, kind, amount, voided in zip(*columns, strict=True):
        if not voided and day >= begin and kind is not other:
            (fees if kind is fee else dues)[member] += amount.satang
    for member, params in _differences(dues, books.dues):
        place = Place(file="contributions.csv", column="amount", record=member)
        yield _differs("books.member_dues_differ", place, {"member": member, **params})
    for member, params in _differences(fees, books.fees):
        place = Place(file="contributions.csv", column="amount", record=member)
        yield _differs("books.member_fees_differ", place, {"member": member, **params})


def _collectors(fund: Fund, books: _Books) -> Iterator[Finding]:
    """Every receipt counts, also one that was voided: its money went through the collector's hands."""
    facts: _Sums = defaultdict(int)
    columns = map(fund.contributions.column, ("journal_no", "received_by", "amount"))
    for entry, holder, amount in zip(*columns, strict=True):
        if entry in books.collections:
            facts[holder] += amount.satang
    for holder, params in _differences(facts, books.collected):
        place = Place(file="contributions.csv", column="received_by", record=holder)
        yield _differs("books.collector_differs", place, {"holder": holder, **params})


def _claims(fund: Fund, books: _Books) -> Iterator[Finding]:
    facts: _Sums = defaultdict(int)
    begin, known = fund.books_begin, fund.claims_by_number
    for action in fund.actions:
        satang = paid_out(action)
        if satang and action.day >= begin and action.claim in known:
            facts[action.claim] += satang
    unnamed = books.claims.pop("", 0)
    if unnamed:
        yield _differs("books.unnamed_claim", Place(file="journal.csv"), {"books": Money(unnamed)})
    for claim, params in _differences(facts, books.claims):
        yield _differs("books.claim_differs", Place(file="benefits.csv", record=claim), {"claim": claim, **params})


def _rounds(fund: Fund, books: _Books) -> Iterator[Finding]:
    """Rounds of sources that have an account of their own; others are income like any other."""
    accounts = round_accounts(fund.chart)
    payers = {account.source for account in fund.chart.accounts if account.code in accounts}
    facts: dict[tuple[str, str], int] = defaultdict(int)
    for each in fund.rounds:
        came = (money for day, money in fund.tranches(each, fund.as_of) if day >= fund.books_begin)
        if each.source in payers:
            facts[each.source, each.reference] += total(came).satang
    for (source, reference), params in _differences(facts, books.rounds):
        place = Place(file="cofunding.csv", column="amount_received", record=reference)
        yield _differs("books.round_differs", place, {"source": source, "reference": reference, **params})


def _differences(facts: Mapping[Name, int], books: Mapping[Name, int]) -> Iterator[tuple[Name, dict[str, object]]]:
    """The names of which the two say different sums, and both sums."""
    for name in sorted({*facts, *books}, key=str):
        told, posted = facts.get(name, 0), books.get(name, 0)
        if told != posted:
            yield name, {"facts": Money(told), "books": Money(posted)}


def _differs(code: str, place: Place, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.WARNING, place=place, params=params)
