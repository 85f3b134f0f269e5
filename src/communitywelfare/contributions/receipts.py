"""What members paid: receipts, what was waived, and what is in arrears, month by month.

Receipts are never deleted but voided; what was received goes to the oldest unpaid month first.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import Enum
from functools import cached_property
from itertools import compress, count
from operator import attrgetter
from typing import Any

from attrs import field, frozen

from communitywelfare.bulk import ManyValues
from communitywelfare.calendar import Month
from communitywelfare.contributions.dues import DuesHistory
from communitywelfare.masking import hidden
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, total

__all__ = ["Arrears", "Contributions", "PaidMonth", "PaymentMethod", "Receipt", "ReceiptKind", "Waiver"]


class ReceiptKind(Enum):
    """What a receipt line is for (รายการ)."""

    ENTRY_FEE = "ENTRY_FEE"
    MONTHLY = "MONTHLY"
    HALF_YEARLY = "HALF_YEARLY"
    YEARLY = "YEARLY"
    OTHER = "OTHER"

    @property
    def is_dues(self) -> bool:
        """Whether it pays dues, and so counts against arrears."""
        return self in _DUES


_DUES = (ReceiptKind.MONTHLY, ReceiptKind.HALF_YEARLY, ReceiptKind.YEARLY)  # looked up by identity: there are very many


class PaymentMethod(Enum):
    """How money changed hands (วิธีชำระ)."""

    CASH = "CASH"
    TRANSFER = "TRANSFER"
    OTHER = "OTHER"


@frozen(kw_only=True)
class Receipt:
    """One line of a receipt given to a member (ใบเสร็จรับเงิน).

    A voided one stays and pays nothing, not even on the days before `voided_on`; `void_ref` is the voucher by which the
    books took its money back. `paid_by` says who paid for the member, such as a temple or the village; blank where the
    member paid (ผู้ชำระแทน).
    """

    number: str
    book: str = ""
    day: date
    member: str
    kind: ReceiptKind
    period_from: Month
    period_to: Month
    amount: Money
    method: PaymentMethod | None = None
    received_by: str = field(default="", repr=hidden)
    paid_by: str = field(default="", repr=hidden)
    voided: bool = False
    voided_on: date | None = None
    void_ref: str = ""
    journal_no: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Book and number: what must never be used twice."""
        return (self.book, self.number)


@frozen(kw_only=True)
class Waiver:
    """Months whose dues a resolution lets a member off (ยกเว้นเงินสมทบ): they are not owed, and nothing is received."""

    member: str
    period_from: Month
    period_to: Month
    decided_on: date
    resolution: str
    reason: str = field(default="", repr=hidden)

    @property
    def months(self) -> range:
        """The waived months, by their index."""
        return range(self.period_from.index, self.period_to.index + 1)


@frozen(kw_only=True)
class Arrears:
    """What a member owes at the end of a day (ค้างชำระ).

    `months` counts months that are due and not wholly paid; `paid_through` is the last month wholly paid, if any.
    """

    on: date
    months: int
    amount: Money
    oldest: Month | None
    paid_through: Month | None


@frozen(kw_only=True)
class PaidMonth:
    """One line of a member's card: a month, what it asked, what of it is paid, and by which receipts."""

    month: Month
    owed: Money
    paid: Money
    receipts: tuple[str, ...]


@frozen
class Contributions:
    """All receipts of a fund, found by member, and what was waived.

    Receipts that come as `ManyValues` are made when somebody first asks for one.
    """

    _receipts: Sequence[Receipt] = field(eq=tuple)
    waivers: tuple[Waiver, ...] = ()

    def __repr__(self) -> str:
        return f"<Contributions: {len(self):,} receipts>"

    def __iter__(self) -> Iterator[Receipt]:
        return iter(self._receipts)

    def __len__(self) -> int:
        return len(self._receipts)

    @property
    def receipts(self) -> tuple[Receipt, ...]:
        """All receipts, in the order of the table."""
        return self._receipts.values if isinstance(self._receipts, ManyValues) else tuple(self._receipts)

    def column(self, name: str) -> Sequence[Any]:
        """One field of all receipts, in the order of the table: for what goes over very many of them."""
        receipts = self._receipts
        return receipts.column(name) if isinstance(receipts, ManyValues) else list(map(attrgetter(name), receipts))

    def some(self, places: Sequence[int]) -> list[Receipt]:
        """The receipts at some places of the table."""
        receipts = self._receipts
        return receipts.some(places) if isinstance(receipts, ManyValues) else [receipts[place] for place in places]

    @cached_property
    def voided(self) -> tuple[Receipt, ...]:
        """Receipts that were voided, in the order of the table."""
        return tuple(self.some([*compress(count(), self.column("voided"))]))

    @cached_property
    def of_member(self) -> Mapping[str, tuple[Receipt, ...]]:
        """Valid dues receipts of each member, by day; voided ones and fees are left out."""
        found: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in self:
            if receipt.kind.is_dues and not receipt.voided:
                found[receipt.member].append(receipt)
        return {member: tuple(sorted(receipts, key=_day)) for member, receipts in found.items()}

    @cached_property
    def dues_by_line(self) -> Mapping[tuple[str, str, str], Receipt]:
        """Receipts for dues by book, number and member, voided ones among them; of a line told twice, the last."""
        return _by_line(self)

    def dues_of_numbers(self, numbers: Collection[str]) -> Mapping[tuple[str, str, str], Receipt]:
        """Those of `dues_by_line` that have one of some numbers: of very many receipts, few are asked for, or none."""
        if not numbers:
            return {}
        return _by_line(self.some([at for at, number in enumerate(self.column("number")) if number in numbers]))

    @cached_property
    def dues_payers(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """For which members a receipt of a book has dues, by book and number."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for book, number, member in self.dues_by_line:
            found[book, number].append(member)
        return {paper: tuple(members) for paper, members in found.items()}

    @property
    def dues_told_twice(self) -> list[int]:
        """The places of dues whose book, number and member stood before."""
        numbers = self.column("number")
        if len(set(numbers)) == len(numbers):
            return []  # most funds number each by itself, and then there is nothing to gather
        seen, found = set[tuple[str, str, str]](), []
        lines = zip(self.column("book"), numbers, self.column("member"), strict=True)
        for place, (line, kind) in enumerate(zip(lines, self.column("kind"), strict=True)):
            if kind in _DUES:
                found += [place] if line in seen else []
                seen.add(line)
        return found

    @cached_property
    def every_of_member(self) -> Mapping[str, tuple[Receipt, ...]]:
        """Each member's receipts of every kind, by day; fees and voided ones are among them."""
        found: dict[str, list[Receipt]] = defaultdict(list)
        for receipt in self:
            found[receipt.member].append(receipt)
        return {member: tuple(sorted(receipts, key=_day)) for member, receipts in found.items()}

    def paid(self, membership: Membership, on: date) -> Money:
        """Dues received from a member by the end of a day, with what was carried in from before the books."""
        receipts = self.of_member.get(membership.number, ())
        return total(receipt.amount for receipt in receipts if receipt.day <= on) + membership.carried

    @cached_property
    def waivers_of(self) -> Mapping[str, tuple[Waiver, ...]]:
        """What each member was let off, in the order of the table."""
        found: dict[str, list[Waiver]] = defaultdict(list)
        for waiver in self.waivers:
            found[waiver.member].append(waiver)
        return {member: tuple(waivers) for member, waivers in found.items()}

    def waived(self, membership: Membership, on: date) -> frozenset[int]:
        """The months, by their index, whose dues a member had been let off by the end of a day."""
        waivers = self.waivers_of.get(membership.number, ())
        return frozenset(index for each in waivers if each.decided_on <= on for index in each.months)

    def owed(self, membership: Membership, dues: DuesHistory, through: Month, on: date) -> Money:
        """What a member owes in all for the months to one, paid or not, without those waived by the end of a day.

        Raises:
            MissingFact: The member joined before any dues are known.
        """
        first = dues.first_owed(membership)
        waived = (Month.at(index) for index in self.waived(membership, on) if first.index <= index <= through.index)
        return dues.owed_through(first, through) - total(dues.in_force(month).of(month) for month in waived)

    def arrears(self, membership: Membership, dues: DuesHistory, on: date) -> Arrears:
        """What a member owes at the end of a day, oldest months paid first; a waived month is not owed.

        Raises:
            MissingFact: The member joined before any dues are known.
        """
        first, due = _months_owed(membership, dues, on)
        if self.waived(membership, on):
            return self._arrears_by_month(membership, dues, on)
        paid = self.paid(membership, on)
        covered = dues.months_covered(paid, first)
        behind = max(0, due - covered)
        owed = dues.owed_before(first.plus(due)) - dues.owed_before(first)
        return Arrears(
            on=on,
            months=behind,
            amount=max(ZERO, owed - paid),
            oldest=first.plus(covered) if behind else None,
            paid_through=first.plus(covered - 1) if covered else None,
        )

    def _arrears_by_month(self, membership: Membership, dues: DuesHistory, on: date) -> Arrears:
        """The same where some months are not owed, which sums over all months cannot leave out."""
        months = self.card(membership, dues, on)
        behind = [each for each in months if each.paid < each.owed]
        owed = total(each.owed - each.paid for each in behind)
        first = dues.first_owed(membership)
        ahead = self.paid(membership, on) - total(each.paid for each in months)
        reached = first.plus(len(months) + dues.months_covered(ahead, first.plus(len(months))))
        covered = (behind[0].month if behind else reached).index - first.index
        return Arrears(
            on=on,
            months=len(behind),
            amount=owed,
            oldest=behind[0].month if behind else None,
            paid_through=first.plus(covered - 1) if covered else None,
        )

    def card(self, membership: Membership, dues: DuesHistory, on: date) -> tuple[PaidMonth, ...]:
        """Month by month what was owed and which receipts paid it (สมุดประจำตัวสมาชิก).

        Raises:
            MissingFact: The member joined before any dues are known.
        """
        first, due = _months_owed(membership, dues, on)
        waived = self.waived(membership, on)
        left = [("", membership.carried)] if membership.carried > ZERO else []
        left += [(r.number, r.amount) for r in self.of_member.get(membership.number, ()) if r.day <= on]
        months = (first.plus(ahead) for ahead in range(due))
        lines = []
        for month in months:
            owed = ZERO if month.index in waived else dues.in_force(month).of(month)
            line, left = _pay_month(month, owed, left)
            lines.append(line)
        return tuple(lines)


def _pay_month(month: Month, owed: Money, left: list[tuple[str, Money]]) -> tuple[PaidMonth, list[tuple[str, Money]]]:
    paid, used = ZERO, []
    while left and paid < owed:
        number, money = left[0]
        taken = min(money, owed - paid)
        paid += taken
        used.append(number)
        left = left[1:] if taken == money else [(number, money - taken), *left[1:]]
    return PaidMonth(month=month, owed=owed, paid=paid, receipts=tuple(used)), left


def _months_owed(membership: Membership, dues: DuesHistory, on: date) -> tuple[Month, int]:
    """The first month owed, and how many have fallen due by the end of a day."""
    first = dues.first_owed(membership)
    last_due = Month.of(on) if on == Month.of(on).last else Month.of(on).plus(-1)
    if membership.ended is not None and membership.ended <= on:
        last_due = min(last_due, Month.of(membership.ended).plus(-1))
    return first, max(0, last_due.index - first.index + 1)


def _by_line(receipts: Iterable[Receipt]) -> Mapping[tuple[str, str, str], Receipt]:
    return {(each.book, each.number, each.member): each for each in receipts if each.kind in _DUES}


def _day(receipt: Receipt) -> date:
    return receipt.day
