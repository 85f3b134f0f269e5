"""Collection sheets (ใบเก็บเงินประจำหมู่บ้าน): one for each village and meeting day, printed, filled in and taken in.

A sheet lists the village's members with what each owes. What comes back is taken in at once: one receipt for each
member who paid, their numbers running on, and one voucher for all, in the collector's hands. The voucher names the
sheet, so that the same sheet taken in again changes nothing, and the sheet with other contents is refused.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from attrs import evolve, frozen

from communitywelfare.accounting import vouchers
from communitywelfare.accounting.journal import DocumentKind, Entry, Voucher
from communitywelfare.calendar import Month, iso_day
from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, IdempotencyConflict, InvalidValue, MissingFact, Place, Refused, Severity
from communitywelfare.fund.desk import needs, next_receipt, next_voucher, posted, receipt_of, refusal
from communitywelfare.fund.value import Fund
from communitywelfare.identity import PersonName
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, total

__all__ = [
    "CollectionSheet",
    "FilledLine",
    "FilledSheet",
    "SheetId",
    "SheetRow",
    "TakenIn",
    "collection_sheet",
    "take_in",
]

_PREFIX = "collect"


@frozen
class SheetId:
    """Which sheet it is: a village has one on a day."""

    village: str
    day: date

    def __str__(self) -> str:
        return f"{_PREFIX}/{self.village}/{self.day.isoformat()}"

    @classmethod
    def parse(cls, text: str) -> "SheetId":
        """Read it as it is printed on a sheet.

        Raises:
            InvalidValue: It is none.
        """
        prefix, _slash, rest = text.partition("/")
        village, slash, day = rest.rpartition("/")
        if prefix != _PREFIX or not slash:
            finding = Finding("sheet.not_an_id", Severity.ERROR, params={"value": text})
            raise InvalidValue(f"{text!r} is not the number of a collection sheet", finding)
        return cls(village, iso_day(day))


@frozen(kw_only=True)
class SheetRow:
    """One member on a sheet. What is owed is None where it is not known since when dues are owed.

    `overdue` is owed for months that are over, `this_month` for the month of the meeting.
    """

    member: str
    name: PersonName
    months: int | None
    overdue: Money | None
    this_month: Money | None

    @property
    def owed(self) -> Money | None:
        """What the member would pay to owe nothing at the end of the month."""
        return None if self.overdue is None or self.this_month is None else self.overdue + self.this_month


@frozen(kw_only=True)
class CollectionSheet:
    """The sheet of a village for one meeting, ready to be printed."""

    id: SheetId
    fund_name: str
    rows: tuple[SheetRow, ...]

    @property
    def owed(self) -> Money:
        """What all would pay together, as far as it is known."""
        return total(row.owed for row in self.rows if row.owed is not None)


def collection_sheet(fund: Fund, village: str, day: date) -> CollectionSheet:
    """The sheet of a village for a meeting day: its members of that day, by number.

    Raises:
        Refused: Earlier receipts are not given, so that nobody knows what is owed.
    """
    needs(fund, "contributions")
    members = (each for each in fund.register.current(day) if each.village == village)
    rows = tuple(_row(fund, each, day) for each in sorted(members, key=lambda each: each.number))
    return CollectionSheet(id=SheetId(village, day), fund_name=fund.profile.name, rows=rows)


def _row(fund: Fund, membership: Membership, day: date) -> SheetRow:
    months = overdue = this_month = None
    try:
        arrears = fund.contributions.arrears(membership, fund.bylaw.dues, day)
        by_the_end = _owed_by_the_end(fund, membership, day)
    except MissingFact:
        pass  # what is owed is not known, and the sheet leaves it blank
    else:
        months, overdue, this_month = arrears.months, arrears.amount, by_the_end - arrears.amount
    return SheetRow(
        member=membership.number,
        name=membership.person.name,
        months=months,
        overdue=overdue,
        this_month=this_month,
    )


def _owed_by_the_end(fund: Fund, membership: Membership, day: date) -> Money:
    """What is owed with the month of a day, by what was paid until then."""
    owed = fund.contributions.owed(membership, fund.bylaw.dues, Month.of(day), day)
    return max(ZERO, owed - fund.contributions.paid(membership, day))


@frozen
class FilledLine:
    """A member who paid, as somebody wrote it on a sheet, and where that stands."""

    member: str
    amount: Money
    place: Place = Place()


@frozen(kw_only=True)
class FilledSheet:
    """A sheet that came back. `total` is what the collector wrote below it, None where nothing is written there."""

    id: SheetId
    lines: tuple[FilledLine, ...]
    total: Money | None = None


@frozen(kw_only=True)
class TakenIn:
    """What came of a sheet: its receipts in order, the number of the voucher, and the lines that could not be taken."""

    voucher: str
    receipts: tuple[Receipt, ...]
    findings: tuple[Finding, ...] = ()

    @property
    def amount(self) -> Money:
        """What was taken in."""
        return total(receipt.amount for receipt in self.receipts)


def take_in(fund: Fund, sheet: FilledSheet, *, by: str, recorded_at: datetime) -> tuple[Fund, TakenIn]:
    """Take in a filled sheet: many receipts, one voucher, in a collector's hands. Bad lines are told, the others go on.

    A sheet that was taken in already, with the same lines, changes nothing.

    Args:
        fund: All facts.
        sheet: What came back.
        by: The collector who has the money in hands.
        recorded_at: When it is written down.

    Raises:
        Refused: What is written below the sheet is not the sum of its lines, none of them can be taken, nobody has the
            money, or earlier receipts or books are not given.
        IdempotencyConflict: The sheet was taken in already, with other lines.
    """
    needs(fund, "contributions", "journal")
    written = total(line.amount for line in sheet.lines)
    if sheet.total is not None and sheet.total != written:
        params = {"sheet": str(sheet.id), "total": sheet.total, "sum": written}
        raise refusal("sheet.total_differs", f"{sheet.total} is not the sum of the lines, {written}", params)
    taken = _taken(fund, sheet.id)
    if taken is not None:
        return fund, _again(fund, sheet, taken)
    receipts, findings = _receipts(fund, sheet.lines, sheet.id.day, by)
    if not receipts:
        finding = Finding("sheet.nothing_paid", Severity.ERROR, params={"sheet": str(sheet.id)})
        raise Refused(f"nothing on sheet {sheet.id} can be taken in", *findings, finding)
    voucher = _voucher(fund, sheet.id, receipts, by)
    changed = posted(fund, voucher, recorded_at)
    contributions = evolve(fund.contributions, receipts=(*fund.contributions.receipts, *receipts))
    return evolve(changed, contributions=contributions), TakenIn(
        voucher=voucher.number, receipts=receipts, findings=findings
    )


def _receipts(
    fund: Fund, lines: Iterable[FilledLine], day: date, by: str
) -> tuple[tuple[Receipt, ...], tuple[Finding, ...]]:
    """A receipt for each line that can be taken, their numbers without a gap; and why the others cannot be."""
    first, _slash, year = next_receipt(fund, day).partition("/")
    receipts: dict[str, Receipt] = {}
    findings: list[Finding] = []
    for line in lines:
        number = f"{int(first) + len(receipts)}/{year}"
        try:
            if line.member in receipts:
                params = {"member": line.member}
                raise refusal("sheet.member_twice", f"member {line.member} stands on the sheet twice", params)
            receipts[line.member] = receipt_of(fund, line.member, line.amount, on=day, receipt_no=number, by=by)
        except (Refused, MissingFact) as error:
            told = (evolve(found, severity=Severity.ERROR, place=line.place) for found in error.findings)
            findings.extend(told)
    return tuple(receipts.values()), tuple(findings)


def _voucher(fund: Fund, sheet: SheetId, receipts: Sequence[Receipt], by: str) -> Voucher:
    number = next_voucher(fund, "S", sheet.day)
    kept_as = fund.profile.books.contributions
    voucher = vouchers.collection(receipts, number=number, into=vouchers.COLLECTOR_CASH, holder=by, kept_as=kept_as)
    return evolve(voucher, reference=str(sheet))


def _taken(fund: Fund, sheet: SheetId) -> Entry | None:
    """The entry of a sheet that was taken in and not taken back."""
    entries = fund.journal.reversible.values()
    found = (
        entry
        for entry in entries
        if entry.voucher.reference == str(sheet)
        and entry.voucher.kind is DocumentKind.RECEIPT
        and not entry.voucher.reverses
    )
    return next(found, None)


def _again(fund: Fund, sheet: FilledSheet, taken: Entry) -> TakenIn:
    """What came of a sheet the first time; refused where it says something else now."""
    receipts = tuple(receipt for receipt in fund.contributions if receipt.journal_no == taken.number)
    first: dict[str, Money] = {}
    for line in sheet.lines:
        if line.amount > ZERO:
            first.setdefault(line.member, line.amount)
    if any(first.get(receipt.member) != receipt.amount for receipt in receipts):
        raise _other_lines(sheet, taken)
    members = {receipt.member for receipt in receipts}
    others = (line for line in sheet.lines if line.member not in members)
    more, findings = _receipts(fund, others, sheet.id.day, "")
    if more:
        raise _other_lines(sheet, taken)
    return TakenIn(voucher=taken.voucher.number, receipts=receipts, findings=findings)


def _other_lines(sheet: FilledSheet, taken: Entry) -> IdempotencyConflict:
    params = {"sheet": str(sheet.id), "voucher": taken.voucher.number}
    finding = Finding("sheet.other_lines", Severity.ERROR, params=params)
    return IdempotencyConflict(f"sheet {sheet.id} was taken in with other lines", finding)
