"""Vouchers for what is owed, given back, moved between sources or written down.

Each template makes one voucher from one kind of fact; `vouchers.post` takes it into the journal. What is owed at the
end of a year and taken back at the beginning of the next is for funds that keep their books on the accrual basis.
"""

from collections.abc import Mapping
from datetime import date, timedelta

from attrs import evolve

from communitywelfare.accounting.chart import BORROWED, LENT, MOVED_OUT, AccountType, Chart
from communitywelfare.accounting.journal import DocumentKind, Journal, Posting, Voucher
from communitywelfare.accounting.slices import Slice
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import Money
from communitywelfare.sources import MEMBERS

__all__ = [
    "benefit_owed",
    "clawback_owed",
    "clawback_paid",
    "cofunding_owed",
    "deposit_refunded",
    "dues_in_advance",
    "dues_owed",
    "owing_account",
    "saved",
    "source_lent",
    "source_repaid",
    "source_transfer",
    "taken_back",
    "written_down",
]

_DUES, _SAVINGS = "41010", "21010"
_DUES_OWED, _DUES_IN_ADVANCE, _BENEFITS_OWED = "13030", "21020", "22010"
_MOVED_IN = "33020"
_WORN, _WEAR = "16090", "52080"


def owing_account(chart: Chart, source: str, kind: AccountType) -> str:
    """The account on which a source owes the fund (ASSET), is owed (LIABILITY), or what it gave is received (RECEIPT).

    Raises:
        MissingFact: The chart has none for this source.
    """
    found = chart.own(source, kind)
    if found is None:
        params = {"source": source, "type": kind}
        finding = Finding("journal.no_account_of_source", Severity.ERROR, params=params)
        raise MissingFact(f"the chart has no {kind.value} account of source {source}", finding)
    return found.code


def _journal_voucher(
    day: date, number: str, description: str, postings: tuple[Posting, ...], *, reference: str = ""
) -> Voucher:
    return Voucher(
        day=day,
        kind=DocumentKind.JOURNAL,
        number=number,
        description=description,
        postings=postings,
        reference=reference,
    )


def dues_owed(*, day: date, number: str, owed: Mapping[str, Money]) -> Voucher:
    """Contributions that members owe at a day, by member (เงินสมทบค้างรับ)."""
    lines = tuple(
        line
        for member, amount in owed.items()
        for line in (Posting(_DUES_OWED, MEMBERS, amount, member), Posting(_DUES, MEMBERS, -amount, member))
    )
    return _journal_voucher(day, number, f"เงินสมทบค้างรับ {len(owed)} ราย", lines)


def dues_in_advance(*, day: date, number: str, paid: Mapping[str, Money]) -> Voucher:
    """Contributions that members have paid for later months, by member (เงินสมทบรับล่วงหน้า)."""
    lines = tuple(
        line
        for member, amount in paid.items()
        for line in (Posting(_DUES, MEMBERS, amount, member), Posting(_DUES_IN_ADVANCE, MEMBERS, -amount, member))
    )
    return _journal_voucher(day, number, f"เงินสมทบรับล่วงหน้า {len(paid)} ราย", lines)


def benefit_owed(
    *, day: date, number: str, claim: str, member: str, account: str, parts: Mapping[str, Money]
) -> Voucher:
    """A benefit that was approved and not paid yet, from one or more sources' money (สวัสดิการค้างจ่าย)."""
    lines = tuple(
        line
        for source, amount in parts.items()
        for line in (Posting(account, source, amount, member), Posting(_BENEFITS_OWED, source, -amount, member))
    )
    return _journal_voucher(day, number, f"สวัสดิการค้างจ่ายตามคำขอ {claim}", lines, reference=claim)


def cofunding_owed(*, day: date, number: str, source: str, amount: Money, reference: str, chart: Chart) -> Voucher:
    """Co-funding that a source approved and has not paid yet (เงินสมทบค้างรับ). A tranche then settles it.

    Raises:
        MissingFact: The chart has no receivable of this source.
    """
    owed, received = (owing_account(chart, source, kind) for kind in (AccountType.ASSET, AccountType.RECEIPT))
    lines = (Posting(owed, source, amount), Posting(received, source, -amount))
    return _journal_voucher(day, number, f"เงินสมทบค้างรับ {source} {reference}", lines, reference=reference)


def clawback_owed(*, day: date, number: str, source: str, amount: Money, reference: str, chart: Chart) -> Voucher:
    """Co-funding that must go back, such as for a contribution that was reversed (เงินสมทบรอส่งคืน).

    It lowers the source's fund balance and becomes a payable; what was received stays what was received.

    Raises:
        MissingFact: The chart has no payable to this source.
    """
    payable = owing_account(chart, source, AccountType.LIABILITY)
    lines = (Posting(chart.fund_account(source), source, amount), Posting(payable, source, -amount))
    return _journal_voucher(day, number, f"เงินสมทบรอส่งคืน {source} {reference}", lines, reference=reference)


def clawback_paid(
    *, day: date, number: str, source: str, amount: Money, reference: str, chart: Chart, out_of: str
) -> Voucher:
    """Co-funding paid back to its source (ส่งคืนเงินสมทบ).

    Raises:
        MissingFact: The chart has no payable to this source.
    """
    payable = owing_account(chart, source, AccountType.LIABILITY)
    return Voucher(
        day=day,
        kind=DocumentKind.PAYMENT,
        number=number,
        description=f"ส่งคืนเงินสมทบ {source} {reference}",
        postings=(Posting(payable, source, amount), Posting(out_of, source, -amount)),
        reference=reference,
    )


def deposit_refunded(*, day: date, number: str, member: str, amount: Money, out_of: str) -> Voucher:
    """Refundable savings paid back to a member (คืนเงินสัจจะ)."""
    return Voucher(
        day=day,
        kind=DocumentKind.PAYMENT,
        number=number,
        description="คืนเงินสัจจะสมาชิก",
        postings=(Posting(_SAVINGS, MEMBERS, amount, member), Posting(out_of, MEMBERS, -amount)),
    )


def saved(journal: Journal, member: str, on: date) -> Money:
    """What a member has in refundable savings at the end of a day."""
    return -Slice(accounts={_SAVINGS}, members={member}, last=on).sum(journal)


def source_transfer(
    *, day: date, number: str, amount: Money, giving: str, taking: str, at: str, resolution: str
) -> Voucher:
    """Money that becomes another source's by resolution (โอนเงินระหว่างแหล่งทุน); it stays at its place `at`.

    Both sources balance, and both sides show: the two transfer accounts cancel in total.
    """
    lines = (
        Posting(MOVED_OUT, giving, amount),
        Posting(at, giving, -amount),
        Posting(at, taking, amount),
        Posting(_MOVED_IN, taking, -amount),
    )
    return Voucher(
        day=day,
        kind=DocumentKind.TRANSFER,
        number=number,
        description=f"โอนเงินจาก {giving} ไป {taking} ตามมติ {resolution}",
        postings=lines,
        reference=resolution,
    )


def source_lent(
    *, day: date, number: str, amount: Money, lender: str, borrower: str, at: str, resolution: str
) -> Voucher:
    """Money that one source lends another by resolution (เงินยืมระหว่างแหล่งทุน); it stays at its place `at`.

    Both sources balance: one has a receivable, the other a payable, and over all sources the two cancel.
    """
    return Voucher(
        day=day,
        kind=DocumentKind.TRANSFER,
        number=number,
        description=f"{lender} ให้ {borrower} ยืมเงิน ตามมติ {resolution}",
        postings=_from_source_to_source(amount, lender, borrower, at),
        reference=resolution,
    )


def source_repaid(*, day: date, number: str, amount: Money, lender: str, borrower: str, at: str, loan: str) -> Voucher:
    """Money that one source pays back to another (คืนเงินยืมระหว่างแหล่งทุน); `loan` is the number of its voucher."""
    return Voucher(
        day=day,
        kind=DocumentKind.TRANSFER,
        number=number,
        description=f"{borrower} คืนเงินยืม {lender} ตามใบสำคัญ {loan}",
        postings=_from_source_to_source(-amount, lender, borrower, at),
        reference=loan,
    )


def _from_source_to_source(amount: Money, lender: str, borrower: str, at: str) -> tuple[Posting, ...]:
    return (
        Posting(LENT, lender, amount),
        Posting(at, lender, -amount),
        Posting(at, borrower, amount),
        Posting(BORROWED, borrower, -amount),
    )


def written_down(*, day: date, number: str, parts: Mapping[str, Money]) -> Voucher:
    """Depreciation of equipment, in the money of the sources that paid for it (ค่าเสื่อมราคา)."""
    lines = tuple(
        line
        for source, amount in parts.items()
        for line in (Posting(_WEAR, source, amount), Posting(_WORN, source, -amount))
    )
    return _journal_voucher(day, number, "ค่าเสื่อมราคาครุภัณฑ์", lines)


def taken_back(voucher: Voucher) -> Voucher:
    """The draft that takes back what was owed at the end of a year, on the next day: then money that moves tells it."""
    return evolve(
        voucher,
        day=voucher.day + timedelta(days=1),
        number="",
        description=f"กลับรายการปรับปรุง {voucher.number}",
        postings=voucher.opposite,
    )
