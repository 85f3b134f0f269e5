"""The one door into the journal: templates for each kind of fact, the checks, and `post`.

Each template makes one voucher from one kind of fact. `post` takes a voucher into the journal or refuses it with every
reason; nothing else adds entries.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from attrs import evolve

from communitywelfare.accounting.chart import Chart
from communitywelfare.accounting.choices import KeptAs
from communitywelfare.accounting.faults import ahead, conflicts, faults
from communitywelfare.accounting.journal import (
    DocumentKind,
    Entry,
    Journal,
    Posting,
    Voucher,
    entry_number,
)
from communitywelfare.accounting.periods import Periods
from communitywelfare.contributions import Receipt, ReceiptKind
from communitywelfare.errors import Finding, MissingFact, Refused, Severity
from communitywelfare.money import ZERO, Money, exact, total
from communitywelfare.sources import MEMBERS, Source

__all__ = [
    "BANK",
    "CASH",
    "COLLECTOR_CASH",
    "benefit_paid",
    "bulk_entries",
    "cofunding_received",
    "collection",
    "expense_paid",
    "income_received",
    "moved",
    "opening",
    "post",
    "receipt_void",
    "reversal",
    "void_reference",
]

NEVER_CLOSED = Periods()
CASH, COLLECTOR_CASH, BANK = "11010", "11020", "12010"
_DUES, _SAVINGS, _ENTRY_FEE, _OTHER_RECEIPT = "41010", "21010", "42010", "41090"
_CREDITED = {ReceiptKind.ENTRY_FEE: _ENTRY_FEE, ReceiptKind.OTHER: _OTHER_RECEIPT}


def collection(
    receipts: Sequence[Receipt], *, number: str, into: str, holder: str = "", kept_as: KeptAs = KeptAs.CAPITAL
) -> Voucher:
    """Receipts of one day and one collector: dues and entry fees, member by member (รับเงินสมทบ).

    Other receipts have no card of the member's: their account is no control account. `holder` is who has the money,
    where it goes to an account that asks for it; `kept_as` is what the fund takes contributions for.
    """
    dues = _SAVINGS if kept_as is KeptAs.DEPOSIT else _DUES
    lines = tuple(
        Posting(
            _CREDITED.get(receipt.kind, dues),
            MEMBERS,
            -receipt.amount,
            "" if receipt.kind is ReceiptKind.OTHER else receipt.member,
        )
        for receipt in receipts
    )
    money = Posting(into, MEMBERS, total(receipt.amount for receipt in receipts), holder=holder)
    day = receipts[0].day
    description = f"รับเงินสมทบและค่าธรรมเนียม {len(receipts)} ราย"
    return Voucher(day=day, kind=DocumentKind.RECEIPT, number=number, description=description, postings=(money, *lines))


def void_reference(receipt: str) -> str:
    """What a voucher refers to that takes a receipt's money back: a claim may bear the same number as the receipt."""
    return f"ใบเสร็จ {receipt}"


def receipt_void(
    lines: Sequence[Receipt], entry: Entry, *, day: date, number: str, reason: str, out_of: Posting
) -> Voucher:
    """What takes a receipt's money back out of the books (ยกเลิกใบเสร็จ), where its entry may hold other receipts too.

    `out_of` says from which account and whose hands; its amount does not matter.

    Raises:
        MissingFact: The entry has no line of one of the receipts.
    """
    left = list(entry.voucher.postings)
    taken = []
    for receipt in lines:
        owner = "" if receipt.kind is ReceiptKind.OTHER else receipt.member
        line = next((each for each in left if (each.amount, each.member) == (-receipt.amount, owner)), None)
        if line is None:
            params = {"receipt": receipt.number, "entry": entry.number}
            finding = Finding("receipt.no_entry", Severity.ERROR, params=params)
            raise MissingFact(f"entry {entry.number} has no line of receipt {receipt.number}", finding)
        left.remove(line)
        taken.append(evolve(line, amount=-line.amount))
    back = evolve(out_of, amount=-total(line.amount for line in taken))
    is_whole = Counter((*taken, back)) == Counter(entry.voucher.opposite)
    return Voucher(
        day=day,
        kind=DocumentKind.PAYMENT,
        number=number,
        description=f"ยกเลิกใบเสร็จ {lines[0].number}: {reason}",
        postings=(*taken, back),
        reference=void_reference(lines[0].number),
        reverses=entry.number if is_whole else "",
    )


def benefit_paid(
    *, day: date, number: str, claim: str, member: str, account: str, parts: Mapping[str, Money], out_of: str
) -> Voucher:
    """A benefit paid to a member, from one or more sources' money (จ่ายสวัสดิการ)."""
    postings = _spent(account, parts, out_of, member)
    description = f"จ่ายสวัสดิการตามคำขอ {claim}"
    return Voucher(
        day=day,
        kind=DocumentKind.PAYMENT,
        number=number,
        description=description,
        postings=postings,
        reference=claim,
    )


def cofunding_received(
    *, day: date, number: str, source: str, account: str, amount: Money, reference: str, into: str = BANK
) -> Voucher:
    """Money received from a source that is not a member (รับเงินสมทบจากแหล่งทุน)."""
    postings = (Posting(into, source, amount), Posting(account, source, -amount))
    description = f"รับเงินสมทบ {source} {reference}"
    return Voucher(
        day=day,
        kind=DocumentKind.RECEIPT,
        number=number,
        description=description,
        postings=postings,
        reference=reference,
    )


def income_received(
    *, day: date, number: str, source: str, account: str, amount: Money, description: str, into: str = BANK
) -> Voucher:
    """Bank interest, a donation or other income, into the bank or another place."""
    postings = (Posting(into, source, amount), Posting(account, source, -amount))
    return Voucher(day=day, kind=DocumentKind.RECEIPT, number=number, description=description, postings=postings)


def expense_paid(
    *, day: date, number: str, account: str, parts: Mapping[str, Money], out_of: str, description: str
) -> Voucher:
    """A cost of running the fund, from one or more sources' money (จ่ายค่าใช้จ่าย)."""
    postings = _spent(account, parts, out_of)
    return Voucher(day=day, kind=DocumentKind.PAYMENT, number=number, description=description, postings=postings)


def _spent(account: str, parts: Mapping[str, Money], out_of: str, member: str = "") -> tuple[Posting, ...]:
    """Money that leaves a place for an account, source by source."""
    return tuple(
        posting
        for source, amount in parts.items()
        for posting in (Posting(account, source, amount, member), Posting(out_of, source, -amount))
    )


def moved(
    *,
    day: date,
    number: str,
    amounts: Mapping[str, Money],
    out_of: str,
    into: str,
    description: str,
    handed_by: str = "",
    handed_to: str = "",
) -> Voucher:
    """Money handed over or paid into the bank: it changes place, not owner (ส่งเงิน, ฝากธนาคาร).

    `handed_by` and `handed_to` are who had it and who has it now, on accounts that ask for it.
    """
    postings = tuple(
        posting
        for source, amount in amounts.items()
        if amount != ZERO
        for posting in (
            Posting(into, source, amount, holder=handed_to),
            Posting(out_of, source, -amount, holder=handed_by),
        )
    )
    return Voucher(day=day, kind=DocumentKind.TRANSFER, number=number, description=description, postings=postings)


def opening(*, day: date, number: str, balances: Iterable[Posting], chart: Chart) -> Voucher:
    """Balances carried in from before the books (ยอดยกมา), each source's against its own fund balance."""
    carried = tuple(balances)
    sums: dict[str, int] = defaultdict(int)
    for posting in carried:
        sums[posting.source] += exact(posting.amount).satang
    against = (Posting(chart.fund_account(source), source, Money(-sum_)) for source, sum_ in sums.items() if sum_)
    return Voucher(
        day=day, kind=DocumentKind.OPENING, number=number, description="ยอดยกมา", postings=(*carried, *against)
    )


def reversal(entry: Entry, *, day: date, number: str, reason: str) -> Voucher:
    """The exact opposite of an entry: how a mistake is corrected, both staying visible."""
    voucher = entry.voucher
    return Voucher(
        day=day,
        kind=voucher.kind,
        number=number,
        description=f"กลับรายการ {entry.number}: {reason}",
        postings=voucher.opposite,
        reference=voucher.reference,
        reverses=entry.number,
    )


def post(
    journal: Journal,
    chart: Chart,
    voucher: Voucher,
    *,
    recorded_at: datetime,
    sources: Sequence[Source] = (),
    periods: Periods = NEVER_CLOSED,
) -> Journal:
    """The journal with one more entry.

    Raises:
        Refused: The voucher is faulty, its number is taken, its day is still to come, its period is closed, or what it
            reverses is not there, is reversed already, or is not its exact opposite.
    """
    found = [
        *faults(voucher, chart, sources),
        *conflicts(voucher, journal.document_numbers, journal.reversible),
        *periods.faults(voucher),
        *ahead(voucher, recorded_at),
    ]
    _refuse(voucher, found)
    entry = Entry(number=journal.next_number, voucher=voucher, recorded_at=recorded_at)
    return Journal((*journal.entries, entry))


def bulk_entries(vouchers: Iterable[tuple[Voucher, datetime]], chart: Chart, sources: Sequence[Source] = ()) -> Journal:
    """A journal from many vouchers at once, each checked as by `post`.

    Raises:
        Refused: As by `post`.
    """
    entries: list[Entry] = []
    taken: dict[str, str] = {}
    reversible: dict[str, Entry] = {}
    for voucher, recorded_at in vouchers:
        found = [*faults(voucher, chart, sources), *conflicts(voucher, taken, reversible)]
        _refuse(voucher, [*found, *ahead(voucher, recorded_at)])
        number = entry_number(len(entries) + 1)
        entry = Entry(number=number, voucher=voucher, recorded_at=recorded_at)
        taken[voucher.number] = number
        reversible[number] = entry
        reversible.pop(voucher.reverses, None)
        entries.append(entry)
    return Journal(tuple(entries))


def _refuse(voucher: Voucher, found: Sequence[Finding]) -> None:
    if found:
        codes = ", ".join(finding.code for finding in found)
        raise Refused(f"voucher {voucher.number} cannot be posted: {codes}", *found)
