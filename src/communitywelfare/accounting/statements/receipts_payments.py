"""Receipts and payments (รายรับ-รายจ่าย): where money came from and went to, and what there was before and after."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.accounting.chart import Account, AccountType, Chart
from communitywelfare.accounting.journal import DocumentKind, Entry, Journal, Posting
from communitywelfare.accounting.slices import Figure, Slice, until_before
from communitywelfare.accounting.statements.section10 import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.accounting.statements.sums import ALL_BUT_OPENINGS
from communitywelfare.masking import how_many
from communitywelfare.money import Money, total

__all__ = ["CashRow", "Reached", "ReceiptsAndPayments", "receipts_and_payments"]

_BUT_OPENINGS = frozenset({DocumentKind.OPENING})


@frozen
class Reached:
    """One figure of the period, and the same since the day from which is counted on (สะสม)."""

    period: Figure
    cumulative: Figure


@frozen(kw_only=True)
class CashRow:
    """One account that money came from or went to, on its line of section 10."""

    line: str
    account: Account
    figures: Reached


@frozen(kw_only=True)
class ReceiptsAndPayments:
    """Receipts and payments of a period, and since a day (รายรับ-รายจ่าย).

    Rows are in the four groups of the form: R1 receipts (รายรับ), R2 income (รายได้), P1 payments (รายจ่าย), P2 costs
    (ค่าใช้จ่าย). What each began with, its receipts, less its payments, is what it ended with: the cash book's balance.
    """

    first: date
    last: date
    since: date
    rows: tuple[CashRow, ...] = field(repr=how_many)
    opening: Reached
    closing: Reached

    def group(self, group: str) -> tuple[CashRow, ...]:
        """The rows of R1, R2, P1 or P2; of R or P both."""
        return tuple(row for row in self.rows if row.line.startswith(group))

    def total_of(self, group: str) -> tuple[Money, Money]:
        """What the rows of a group come to: in the period, and cumulative."""
        rows = [row.figures for row in self.group(group)]
        return total(row.period.amount for row in rows), total(row.cumulative.amount for row in rows)


def receipts_and_payments(
    journal: Journal,
    chart: Chart,
    *,
    first: date,
    last: date,
    since: date = date.min,
    sources: Collection[str] | None = None,
) -> ReceiptsAndPayments:
    """Draw up receipts and payments of a period, and since `since`, which is not after `first`.

    Money is cash in hands and at banks. Only what moves it enters, account by account: no accruals, no closings.
    Accounts without a line of section 10 stand among other receipts or, liabilities and expenses, among other payments,
    under their own names.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    money = chart.cash | chart.banks
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    held = [
        0,
        0,
    ]  # what there was before the period, and before `since`, with what was carried in from before the books
    for entry in journal.entries:
        if entry.voucher.day > last:
            continue
        is_opening = entry.voucher.kind is DocumentKind.OPENING
        for posting, is_money in _moved(entry, money, sources):
            satang = posting.amount.satang
            if is_money:
                held[0] += satang * (entry.voucher.day < first or is_opening)
                held[1] += satang * (entry.voucher.day < since or is_opening)
            elif not is_opening and entry.voucher.day >= since:
                sums[posting.account][0] += satang * (entry.voucher.day >= first)
                sums[posting.account][1] += satang
    cuts = tuple(Slice(sources=sources, first=start, last=last) for start in (first, since))
    rows = (_row(chart.account(code), both, money, cuts) for code, both in sums.items())
    return _statement(tuple(sorted(rows, key=_place)), held, money, cuts)


def _moved(entry: Entry, money: Collection[str], sources: Collection[str] | None) -> Iterator[tuple[Posting, bool]]:
    """The postings of the sources whose money the entry moves, and whether each is on an account of money."""
    postings = entry.voucher.postings
    moving = {posting.source for posting in postings if posting.account in money}
    for posting in postings:
        if posting.source in moving and (sources is None or posting.source in sources):
            yield posting, posting.account in money


def _line(account: Account) -> str:
    if account.line in RECEIPT_LINES or account.line in PAYMENT_LINES:
        return account.line
    return "P1.9" if account.type in {AccountType.LIABILITY, AccountType.EXPENSE} else "R1.9"


def _place(row: CashRow) -> tuple[bool, str, str]:
    return not row.line.startswith("R"), row.line, row.account.code


def _row(account: Account, sums: Iterable[int], money: Collection[str], cuts: tuple[Slice, ...]) -> CashRow:
    line = _line(account)
    own = tuple(evolve(cut, accounts=(account.code,), beside=money, without=_BUT_OPENINGS) for cut in cuts)
    if line.startswith("R"):
        figures = (Figure(Money(-satang), (cut,), -1) for satang, cut in zip(sums, own, strict=True))
    else:
        figures = (Figure(Money(satang), (cut,)) for satang, cut in zip(sums, own, strict=True))
    return CashRow(line=line, account=account, figures=Reached(*figures))


def _statement(
    rows: tuple[CashRow, ...], held: Iterable[int], money: Collection[str], cuts: tuple[Slice, ...]
) -> ReceiptsAndPayments:
    opening, closing = [], []
    for before, cut, place in zip(held, cuts, ("period", "cumulative"), strict=True):
        earlier = until_before(cut.first, accounts=money, sources=cut.sources)
        own = evolve(cut, accounts=money)
        began = Money(before)
        figures: list[Figure] = [getattr(row.figures, place) for row in rows]
        ended = began + total(figure.amount * -figure.sign for figure in figures)
        opening.append(Figure(began, (earlier, evolve(own, without=ALL_BUT_OPENINGS))))
        closing.append(Figure(ended, (earlier, own)))
    first, since = (cut.first for cut in cuts)
    return ReceiptsAndPayments(
        first=first, last=cuts[0].last, since=since, rows=rows, opening=Reached(*opening), closing=Reached(*closing)
    )
