"""Dues member by member: what came in month by month (ทะเบียนรับเงินสมทบ), and who owes (สมาชิกค้างชำระ)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.calendar import FiscalYear, Month, add_months, whole_months
from communitywelfare.contributions import Arrears, Receipt
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership
from communitywelfare.money import ZERO, Money, total

__all__ = ["DuesBook", "DuesRow", "Owing", "dues_book", "owing"]


@frozen(kw_only=True)
class DuesRow:
    """One member's year: the receipts of each month. `membership` is None where the register has no such number."""

    number: str
    membership: Membership | None = field(repr=False)
    receipts: tuple[tuple[Receipt, ...], ...] = field(repr=False)
    arrears: Arrears | None

    @property
    def months(self) -> tuple[Money, ...]:
        """What came in each month; nothing is zero."""
        return tuple(total(receipt.amount for receipt in receipts) for receipts in self.receipts)

    @property
    def amount(self) -> Money:
        """What came in the year."""
        return total(self.months)


@frozen(kw_only=True)
class DuesBook:
    """The dues that came in from all members in one accounting year, up to a day."""

    year: FiscalYear
    on: date
    rows: tuple[DuesRow, ...]

    @property
    def months(self) -> tuple[Month, ...]:
        """The twelve months of the year, each named by its first day's."""
        return tuple(Month.of(add_months(self.year.first, ahead)) for ahead in range(12))


def dues_book(fund: Fund, on: date) -> DuesBook:
    """The dues of the accounting year in which a day lies, by the day of the receipt, up to the end of that day.

    Listed is who was a member on any day of it, and whoever a receipt of it names.
    """
    year = fund.profile.year_start.year_of(on)
    received = _by_month(fund, year, on)
    known = fund.register.by_number
    listed = [each.number for each in fund.register if each.number in received or _was_there(each, year.first, on)]
    strangers = sorted(received.keys() - known.keys())
    rows = tuple(
        DuesRow(
            number=number,
            membership=known.get(number),
            receipts=tuple(tuple(received.get(number, {}).get(month, ())) for month in range(12)),
            arrears=fund.arrears(known[number], on) if number in known else None,
        )
        for number in (*listed, *strangers)
    )
    return DuesBook(year=year, on=on, rows=rows)


def _by_month(fund: Fund, year: FiscalYear, on: date) -> Mapping[str, Mapping[int, list[Receipt]]]:
    found: dict[str, dict[int, list[Receipt]]] = defaultdict(lambda: defaultdict(list))
    for receipt in fund.contributions:
        if receipt.kind.is_dues and not receipt.voided and year.first <= receipt.day <= on:
            found[receipt.member][whole_months(year.first, receipt.day)].append(receipt)
    return found


def _was_there(membership: Membership, first: date, on: date) -> bool:
    return membership.applied <= on and (membership.ended is None or first < membership.ended)


@frozen(kw_only=True)
class Owing:
    """A member who owes, and what."""

    membership: Membership = field(repr=False)
    arrears: Arrears


def owing(fund: Fund, on: date) -> tuple[tuple[Owing, ...], int]:
    """Current members who owe dues at the end of a day, as the register has them; and of how many it is not known."""
    current = fund.register.current(on)
    looked_at = [(membership, fund.arrears(membership, on)) for membership in current]
    behind = tuple(
        Owing(membership=membership, arrears=arrears)
        for membership, arrears in looked_at
        if arrears is not None and (arrears.months or arrears.amount > ZERO)
    )
    return behind, sum(arrears is None for _membership, arrears in looked_at)
