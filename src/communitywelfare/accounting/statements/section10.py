"""Section 10 of the CODI status form (รายงานฐานะการเงิน): where money came from, and where every baht is."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from enum import Enum

from attrs import field, frozen

from communitywelfare.accounting.chart import AccountType, Chart
from communitywelfare.accounting.journal import DocumentKind, Entry, Journal
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money, total

__all__ = ["PAYMENT_LINES", "RECEIPT_LINES", "OpeningFigure", "OpeningKind", "Section10", "section_10"]


class OpeningKind(Enum):
    """What a figure from before the books belongs to."""

    SOURCE = "SOURCE"  # money received; the code is a receipt line such as R1.1
    BENEFIT = "BENEFIT"  # benefits paid; the code is a category 01 to 99
    EXPENSE = "EXPENSE"  # costs paid; the code is a line such as P2.3
    ASSET = "ASSET"  # what was left; the code is a line such as P1.1


@frozen(kw_only=True)
class OpeningFigure:
    """A cumulative figure from before the books begin (ยอดสะสมยกมา)."""

    as_of: date
    kind: OpeningKind = field(converter=OpeningKind)
    code: str
    amount: Money
    persons: int = 0

    @property
    def line(self) -> str:
        """The line of section 10 that it belongs to; nothing, where its code is no line for such a figure."""
        if self.kind is OpeningKind.BENEFIT:
            return "P1.3"
        return self.code if self.code in _LINES[self.kind] else ""


RECEIPT_LINES = ("R1.1", "R1.2", "R1.3", "R1.4", "R1.5", "R1.9", "R2.1", "R2.2", "R2.3", "R2.9")
PAYMENT_LINES = ("P1.1", "P1.2", "P1.3", "P1.4", "P1.9", "P2.1", "P2.2", "P2.3", "P2.4", "P2.9")
_LIQUID = frozenset({"P1.1", "P1.2", "P1.4", "P1.9"})
_LINES = {
    OpeningKind.SOURCE: frozenset(RECEIPT_LINES),
    OpeningKind.EXPENSE: frozenset(line for line in PAYMENT_LINES if line.startswith("P2")),
    OpeningKind.ASSET: _LIQUID,
}
_RECEIVED, _PAID = frozenset(RECEIPT_LINES), frozenset(PAYMENT_LINES)
_STRAY = "R1.9"


@frozen(kw_only=True)
class Section10:
    """Section 10 of the CODI status form (รายงานฐานะการเงิน): where money came from, and where every baht is.

    Built from movements of cash since the founding, with the figures from before the books. `unclassified` are
    movements against accounts, and figures from before, that have no line; they stand in R1.9 and are named so that
    nobody overlooks them.
    """

    on: date
    lines: Mapping[str, Money] = field(hash=False)
    unclassified: tuple[Finding, ...] = ()

    @property
    def received(self) -> Money:
        """The total of the left side."""
        return total(self.lines[line] for line in RECEIPT_LINES)

    @property
    def applied(self) -> Money:
        """The total of the right side."""
        return total(self.lines[line] for line in PAYMENT_LINES)

    @property
    def remaining(self) -> Money:
        """What is left: bank, cash, investments and other assets."""
        return total(self.lines[line] for line in _LIQUID)


def section_10(journal: Journal, chart: Chart, openings: tuple[OpeningFigure, ...], on: date) -> Section10:
    """Draw up section 10 as of the end of a day.

    Entries that move no cash (accruals, closings) do not enter. Of an opening entry only the assets enter: what they
    came from stands in the opening figures. On days before that entry the assets too are the opening figures'.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    sums = dict.fromkeys((*RECEIPT_LINES, *PAYMENT_LINES), 0)
    strays: dict[str, int] = defaultdict(int)
    is_opened = False
    for entry in journal.until(on):
        is_opened |= entry.voucher.kind is DocumentKind.OPENING
        _classify(entry, chart, sums, strays)
    for figure in openings:
        if figure.as_of <= on and not (is_opened and figure.kind is OpeningKind.ASSET):
            _add_opening(figure, sums, strays)
    found = tuple(_stray(account, Money(satang)) for account, satang in sorted(strays.items()) if satang)
    return Section10(on=on, lines={line: Money(satang) for line, satang in sums.items()}, unclassified=found)


def _add_opening(figure: OpeningFigure, sums: dict[str, int], strays: dict[str, int]) -> None:
    satang = figure.amount.satang
    if figure.line:
        sums[figure.line] += satang
        return
    received = satang if figure.kind is OpeningKind.SOURCE else -satang
    sums[_STRAY] += received
    strays[figure.code] += received


def _classify(entry: Entry, chart: Chart, sums: dict[str, int], strays: dict[str, int]) -> None:
    lines = [(chart.account(posting.account), posting.amount.satang) for posting in entry.voucher.postings]
    if not any(account.type is AccountType.ASSET and account.line in _LIQUID for account, _satang in lines):
        return
    for account, satang in lines:
        if account.line in _PAID:
            sums[account.line] += satang
        elif entry.voucher.kind is DocumentKind.OPENING:
            continue
        elif account.line in _RECEIVED:
            sums[account.line] -= satang
        else:
            sums[_STRAY] -= satang
            strays[account.code] -= satang


def _stray(account: str, amount: Money) -> Finding:
    return Finding("section10.unclassified", Severity.WARNING, params={"account": account, "amount": amount})
