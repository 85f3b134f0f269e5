"""The trial balance (งบทดลอง): every account by the end of a day, or through a period."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.accounting.chart import Chart
from communitywelfare.accounting.journal import DocumentKind, Journal, Voucher
from communitywelfare.accounting.slices import Figure, Side, Slice, until_before
from communitywelfare.accounting.statements.sums import sums_of
from communitywelfare.masking import how_many
from communitywelfare.money import ZERO, Money, total

__all__ = [
    "MovedRow",
    "TrialBalance",
    "TrialBalanceOfPeriod",
    "TrialBalanceRow",
    "trial_balance",
    "trial_balance_of",
    "trial_balance_of_period",
    "trial_balances_by_source",
]


@frozen(kw_only=True)
class TrialBalanceRow:
    """One account's balance, on the side where it stands."""

    account: str
    name: Mapping[str, str] = field(hash=False)
    balance: Figure

    @property
    def debit(self) -> Money:
        """The balance, where it is a debit."""
        return self.balance.debit

    @property
    def credit(self) -> Money:
        """The balance, where it is a credit."""
        return self.balance.credit


@frozen(kw_only=True)
class TrialBalance:
    """The balance of every account that was used, by the end of a day (งบทดลอง)."""

    on: date
    rows: tuple[TrialBalanceRow, ...] = field(repr=how_many)

    @property
    def debit(self) -> Money:
        """The sum of debit balances."""
        return total(row.debit for row in self.rows)

    @property
    def credit(self) -> Money:
        """The sum of credit balances; equal to the debits in sound books."""
        return total(row.credit for row in self.rows)


def trial_balance(journal: Journal, chart: Chart, on: date, *, sources: Collection[str] | None = None) -> TrialBalance:
    """Draw up the trial balance over all sources, or some.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    return trial_balance_of(journal.balances(on), chart, on, sources=sources)


def trial_balance_of(
    balances: Mapping[tuple[str, str], Money], chart: Chart, on: date, *, sources: Collection[str] | None = None
) -> TrialBalance:
    """The same from the balances of every account and source at the end of that day, whoever added them up.

    Raises:
        MissingFact: There is an account that the chart does not have.
    """
    sums: dict[str, Money] = defaultdict(lambda: ZERO)
    for (account, source), amount in balances.items():
        if sources is None or source in sources:
            sums[account] += amount
    return _balance(sums, chart, on, sources)


def trial_balances_by_source(journal: Journal, chart: Chart, on: date) -> Mapping[str, TrialBalance]:
    """The trial balance of every source that was ever posted, each in balance by itself.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    sums: dict[str, dict[str, Money]] = defaultdict(dict)
    for (account, source), amount in journal.balances(on).items():
        sums[source][account] = amount
    return {source: _balance(own, chart, on, (source,)) for source, own in sorted(sums.items())}


def _balance(sums: Mapping[str, Money], chart: Chart, on: date, sources: Collection[str] | None) -> TrialBalance:
    rows = tuple(
        TrialBalanceRow(
            account=code,
            name=chart.account(code).name,
            balance=Figure(sums[code], (Slice(accounts=(code,), sources=sources, last=on),)),
        )
        for code in sorted(sums)
    )
    return TrialBalance(on=on, rows=rows)


@frozen(kw_only=True)
class MovedRow:
    """One account through a period: what stood on it, what was posted on either side, what stands on it."""

    account: str
    name: Mapping[str, str] = field(hash=False)
    opening: Figure
    debit: Figure
    credit: Figure
    closing: Figure


@frozen(kw_only=True)
class TrialBalanceOfPeriod:
    """Every account that was used by the end of a period: opening, movement and closing (งบทดลองตามงวด)."""

    first: date
    last: date
    rows: tuple[MovedRow, ...] = field(repr=how_many)

    @property
    def opening(self) -> tuple[Money, Money]:
        """Debit and credit balances before the period; equal in sound books, as those of the other columns."""
        return total(row.opening.debit for row in self.rows), total(row.opening.credit for row in self.rows)

    @property
    def moved(self) -> tuple[Money, Money]:
        """Debits and credits posted in the period."""
        return total(row.debit.amount for row in self.rows), total(row.credit.amount for row in self.rows)

    @property
    def closing(self) -> tuple[Money, Money]:
        """Debit and credit balances at the end of the period."""
        return total(row.closing.debit for row in self.rows), total(row.closing.credit for row in self.rows)


def trial_balance_of_period(
    journal: Journal,
    chart: Chart,
    *,
    first: date,
    last: date,
    sources: Collection[str] | None = None,
    without: Collection[DocumentKind] = (),
) -> TrialBalanceOfPeriod:
    """Draw up the trial balance through a period.

    Args:
        journal: The entries.
        chart: The accounts.
        first: The first day of the period.
        last: Its last day.
        sources: Whose money; None means all.
        without: Kinds of entries of the period that are left out: with CLOSING it is the balance before closing.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    left_out = frozenset(without)

    def is_earlier(voucher: Voucher) -> bool | None:
        if voucher.day < first:
            return True
        return False if voucher.day <= last and voucher.kind not in left_out else None

    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for (code, _source, earlier), (debit, credit) in sums_of(journal, is_earlier, sources=sources).items():
        row = sums[code]
        row[0] += (debit - credit) * earlier
        row[1] += debit * (not earlier)
        row[2] += credit * (not earlier)

    whole = Slice(sources=sources, first=first, last=last, without=left_out)
    rows = tuple(_moved(code, chart, sums[code], whole) for code in sorted(sums))
    return TrialBalanceOfPeriod(first=first, last=last, rows=rows)


def _moved(code: str, chart: Chart, sums: list[int], whole: Slice) -> MovedRow:
    opening, debit, credit = sums
    before = until_before(whole.first, accounts=(code,), sources=whole.sources)
    own = evolve(whole, accounts=(code,))
    return MovedRow(
        account=code,
        name=chart.account(code).name,
        opening=Figure(Money(opening), (before,)),
        debit=Figure(Money(debit), (evolve(own, side=Side.DEBIT),)),
        credit=Figure(Money(credit), (evolve(own, side=Side.CREDIT),), -1),
        closing=Figure(Money(opening + debit - credit), (before, own)),
    )
