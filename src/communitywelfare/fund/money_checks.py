"""Is the money where the books say it is? Findings about hands, passbooks, counts and notebooks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve

from communitywelfare.accounting.cash_count import CashCount, counted
from communitywelfare.accounting.chart import Account, AccountType, Chart
from communitywelfare.accounting.custody import custody_faults, money_in_hands, notes_against_books
from communitywelfare.accounting.reconciliation import passbook_breaks
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO

__all__ = ["is_money_place", "money_findings"]


def money_findings(fund: Fund, lines: Mapping[str, Sequence[int]]) -> Iterator[Finding]:
    """Everything about where the money is, table by table.

    Args:
        fund: The fund.
        lines: On which line of its file each record of a table stands; of the journal, each posting.
    """
    yield from custody_faults(fund.journal, fund.chart, lines.get("journal", ()))
    yield from _passbook(fund, lines.get("bank", ()))
    yield from _cash_counts(fund, lines.get("cash_counts", ()))
    yield from _notes(fund)


def is_money_place(account: Account | None, chart: Chart) -> bool:
    """Whether money itself lies on an account: a box, a hand, a bank (lines P1.1, P1.2 and P1.4 of section 10)."""
    return (
        account is not None
        and account.type is AccountType.ASSET
        and account.code not in chart.groups
        and account.line in {"P1.1", "P1.2", "P1.4"}
    )


def _row(rows: Sequence[int], position: int) -> int | None:
    return rows[position] if position < len(rows) else None


def _passbook(fund: Fund, rows: Sequence[int]) -> Iterator[Finding]:
    last: dict[str, date] = {}
    for position, line in enumerate(fund.passbook):
        place = Place(file="bank.csv", row=_row(rows, position), record=line.account)
        yield from _where(fund, line.account, "", evolve(place, column="account"))
        if line.day < last.get(line.account, line.day):
            params = {"day": line.day, "last": last[line.account], "account": line.account}
            yield Finding("bank.day_out_of_order", Severity.WARNING, place=evolve(place, column="date"), params=params)
        last[line.account] = line.day
        yield from _future(fund, line.day, place)
    for position, expected in passbook_breaks(fund.passbook):
        line = fund.passbook[position]
        place = Place(file="bank.csv", row=_row(rows, position), column="balance", record=line.account)
        told = {"account": line.account, "balance": line.balance, "expected": expected}
        yield Finding("bank.balance_breaks", Severity.ERROR, place=place, params=told)


def _future(fund: Fund, day: date, place: Place) -> Iterator[Finding]:
    if day > fund.as_of:
        params = {"day": day, "as_of": fund.as_of}
        yield Finding("day.after_as_of", Severity.ERROR, place=evolve(place, column="date"), params=params)


def _where(fund: Fund, code: str, holder: str, place: Place) -> Iterator[Finding]:
    """A place that is no place for money, or a hand without a name."""
    account = fund.chart.by_code.get(code)
    if "accounts" in fund.absent:
        return
    if not is_money_place(account, fund.chart):
        yield Finding("custody.no_place_for_money", Severity.ERROR, place=place, params={"account": code})
    elif account is not None and holder and not account.is_held:
        params = {"account": code}
        yield Finding("journal.holder_not_wanted", Severity.ERROR, place=place, params=params)


def _cash_counts(fund: Fund, rows: Sequence[int]) -> Iterator[Finding]:
    for position, count in enumerate(fund.cash_counts):
        place = Place(file="cash_counts.csv", row=_row(rows, position), record=count.account)
        faults = (
            *_where(fund, count.account, count.holder, evolve(place, column="account")),
            *_future(fund, count.day, place),
        )
        yield from faults
        if not faults and not {"journal", "accounts"} & fund.absent:
            yield from _difference(fund, count, evolve(place, column="pieces"))


def _difference(fund: Fund, count: CashCount, place: Place) -> Iterator[Finding]:
    found = counted(fund.journal, count)
    if found.difference != ZERO:
        where = count.holder or fund.chart.account(count.account).name
        params: dict[str, object] = {"on": count.day, "where": where, "counted": count.amount}
        params |= {"expected": found.expected.amount, "difference": found.difference}
        yield Finding("cash.differs", Severity.WARNING, place=place, params=params)


def _notes(fund: Fund) -> Iterator[Finding]:
    """Collectors whose notebooks say something else than the books; only where both are kept."""
    if not fund.custody_notes or "journal" in fund.absent:
        return
    custody = money_in_hands(fund.journal, fund.chart, fund.as_of, fund.as_of)
    for holder, noted, booked in notes_against_books(fund.custody_notes, custody):
        place = Place(file="cash_custody.csv", column="amount", record=holder)
        params = {"holder": holder, "noted": noted, "booked": booked, "on": fund.as_of}
        yield Finding("custody.notes_disagree", Severity.WARNING, place=place, params=params)
