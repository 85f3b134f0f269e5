"""Money on its way: from the collector to the treasurer, from the treasurer to the bank, and back.

Money changes its place, never its owner: each step says which source's money moves. Where nothing is said, sources go
in the fund's own order, as for a payment. Nobody hands over, pays in or draws what is not there, on that day or later.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime

from attrs import evolve

from communitywelfare.accounting import vouchers
from communitywelfare.accounting.cash_count import CashCount, CountedCash, counted
from communitywelfare.accounting.custody import free_to_move
from communitywelfare.accounting.drafts import fee_draft, interest_draft
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.fund.desk import Paper, accept, needs, refusal, spread
from communitywelfare.fund.money_checks import is_money_place
from communitywelfare.fund.value import Fund
from communitywelfare.money import ZERO, Money, total

__all__ = ["add_to_passbook", "bank_fee", "bank_interest", "count_cash", "deposit", "hand_over", "withdraw"]


def hand_over(
    fund: Fund, holder: str, amount: Money, *, on: date, recorded_at: datetime, source: str = ""
) -> tuple[Fund, Paper]:
    """A collector hands money over to the treasurer (ส่งเงินให้เหรัญญิก).

    Args:
        fund: All facts.
        holder: Who has had it.
        amount: How much.
        on: The day.
        recorded_at: When it is written down.
        source: Whose money it is; where it is not said, from each source in the fund's order.

    Raises:
        Refused: The collector does not have so much of it, or the books are not given.
    """
    parts = _parts(fund, (COLLECTOR_CASH, holder), amount, sources=_only(source), on=on)
    return _moved(
        fund,
        parts,
        ("ผู้เก็บเงินส่งเงินให้เหรัญญิก", COLLECTOR_CASH, CASH),
        on=on,
        recorded_at=recorded_at,
        handed_by=holder,
    )


def deposit(
    fund: Fund, amount: Money, *, on: date, recorded_at: datetime, account: str = BANK, source: str = ""
) -> tuple[Fund, Paper]:
    """The treasurer pays cash into the bank (นำเงินสดฝากธนาคาร).

    Raises:
        Refused: There is not so much cash, the account is no bank account, or the books are not given.
    """
    _is_bank(fund, account)
    parts = _parts(fund, (CASH, None), amount, sources=_only(source), on=on)
    return _moved(fund, parts, ("นำเงินสดฝากธนาคาร", CASH, account), on=on, recorded_at=recorded_at)


def withdraw(
    fund: Fund, amount: Money, *, on: date, recorded_at: datetime, account: str = BANK, source: str = ""
) -> tuple[Fund, Paper]:
    """The treasurer draws cash from the bank (ถอนเงินจากธนาคาร).

    Raises:
        Refused: There is not so much in the bank, the account is no bank account, or the books are not given.
    """
    _is_bank(fund, account)
    parts = _parts(fund, (account, None), amount, sources=_only(source), on=on)
    return _moved(fund, parts, ("ถอนเงินจากธนาคาร", account, CASH), on=on, recorded_at=recorded_at)


def bank_interest(
    fund: Fund, amount: Money, *, on: date, recorded_at: datetime, account: str = BANK, source: str
) -> tuple[Fund, Paper]:
    """Post interest that the passbook shows (ดอกเบี้ยเงินฝาก), as money of a source.

    Raises:
        Refused: It is nothing, the account is no bank account, or the books are not given.
    """
    _is_bank(fund, account)
    _is_something(amount)
    return accept(fund, interest_draft(BankLine(account, on, amount, ZERO), source=source), recorded_at=recorded_at)


def bank_fee(
    fund: Fund, amount: Money, *, on: date, recorded_at: datetime, account: str = BANK, source: str = ""
) -> tuple[Fund, Paper]:
    """Post a fee that the passbook shows (ค่าธรรมเนียมธนาคาร), out of money that is not for benefits only.

    Raises:
        Refused: There is not so much in the bank, the account is no bank account, or the books are not given.
    """
    _is_bank(fund, account)
    usable = {each.code for each in fund.sources if not each.restricted}
    parts = _parts(fund, (account, None), amount, sources=_only(source) or usable, on=on)
    line = BankLine(account, on, -amount, ZERO)
    return accept(fund, fee_draft(line, parts=parts), recorded_at=recorded_at)


def _is_something(amount: Money) -> None:
    if amount <= ZERO:
        raise refusal("custody.not_positive", f"{amount} baht cannot be moved", {"amount": amount})


def _is_bank(fund: Fund, account: str) -> None:
    found = fund.chart.by_code.get(account)
    if not is_money_place(found, fund.chart) or (found is not None and found.line == "P1.2"):
        raise refusal("custody.no_bank_account", f"account {account} is not with a bank", {"account": account})


def _only(source: str) -> Collection[str]:
    return {source} if source else ()


def _parts(
    fund: Fund, place: tuple[str, str | None], amount: Money, *, sources: Collection[str], on: date
) -> Mapping[str, Money]:
    """Whose money it is that leaves a place, of some sources or of all; refused where it is not there."""
    needs(fund, "journal")
    _is_something(amount)
    account, holder = place
    free = free_to_move(fund.journal, account, on, holder=holder)
    held = {code: max(money, ZERO) for code, money in free.items() if not sources or code in sources}
    there = total(held.values())
    if there < amount:
        known = fund.chart.by_code.get(account)
        where = holder or (account if known is None else known.name)
        params = {"where": where, "held": there, "amount": amount, "on": on, "sources": tuple(sorted(sources))}
        code = "custody.too_little_of_source" if sources else "custody.too_little"
        raise refusal(code, f"{holder or account} has {there} baht, not {amount}, on {on}", params)
    return spread(amount, held, fund.sources)


def _moved(
    fund: Fund,
    parts: Mapping[str, Money],
    way: tuple[str, str, str],
    *,
    on: date,
    recorded_at: datetime,
    handed_by: str = "",
) -> tuple[Fund, Paper]:
    description, out_of, into = way
    voucher = vouchers.moved(
        day=on,
        number="",
        amounts=parts,
        out_of=out_of,
        into=into,
        description=description,
        handed_by=handed_by,
    )
    return accept(fund, voucher, recorded_at=recorded_at)


def count_cash(fund: Fund, count: CashCount) -> tuple[Fund, CountedCash]:
    """Write down a count of notes and coins (ตรวจนับเงินสด), and hold it against the books; nothing is posted.

    Raises:
        Refused: The account is no place for money, or the books are not given.
    """
    needs(fund, "journal")
    account = fund.chart.by_code.get(count.account)
    if not is_money_place(account, fund.chart):
        params = {"account": count.account}
        raise refusal("custody.no_place_for_money", f"account {count.account} is no place for money", params)
    if account is not None and count.holder and not account.is_held:
        raise refusal("journal.holder_not_wanted", f"nobody holds account {account.code}", {"account": account.code})
    changed = evolve(fund, cash_counts=(*fund.cash_counts, count), absent=fund.absent - {"cash_counts"})
    return changed, counted(fund.journal, count)


def add_to_passbook(fund: Fund, lines: Iterable[BankLine]) -> tuple[Fund, int]:
    """Write down further lines of the passbook; gives how many were new.

    Lines that stand there already are not added again: the same stretch of a passbook may be read twice, or overlap.

    Raises:
        Refused: A line is of an account that is not with a bank.
    """
    known = list(fund.passbook)
    new = []
    for line in lines:
        _is_bank(fund, line.account)
        if line in known:
            known.remove(line)
        else:
            new.append(line)
    changed = evolve(fund, passbook=(*fund.passbook, *new), absent=fund.absent - {"bank"})
    return changed, len(new)
