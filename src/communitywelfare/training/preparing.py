"""What is prepared for an exercise: receipts that somebody wrote already, and the passbook of the last month."""

from datetime import date, datetime, timedelta, timezone

from attrs import evolve

from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.accounting.vouchers import BANK
from communitywelfare.fund import Fund
from communitywelfare.fund.desk import receive
from communitywelfare.money import ZERO, Money, total
from communitywelfare.training.exercises import Exercise

__all__ = ["passbook_of", "prepared"]

_THAILAND = timezone(timedelta(hours=7))


def prepared(fund: Fund, exercise: Exercise) -> Fund:
    """The example fund as the learner gets it. It is the same whenever it is made: nothing is stamped by a clock."""
    for each in exercise.receipts:
        fund, _paper = receive(fund, each.member, each.amount, on=each.day, recorded_at=_noon(each.day))
        fund = evolve(fund, as_of=max(fund.as_of, each.day))
    return fund


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=_THAILAND)


def passbook_of(fund: Fund, interest: Money) -> tuple[BankLine, ...]:
    """The passbook of the fund's last month: every movement that the books know, and interest that they do not."""
    first = fund.as_of.replace(day=1)
    moves = [
        (entry.voucher.day, total(each.amount for each in entry.voucher.postings if each.account == BANK))
        for entry in fund.journal.until(fund.as_of)
    ]
    balance = total(amount for day, amount in moves if day < first)
    lines = [BankLine(BANK, first, ZERO, balance, "", "ยกมา")]
    for day, amount in [*(each for each in moves if each[0] >= first), (fund.as_of, interest)]:
        if amount != ZERO:
            balance += amount
            code = "INT" if (day, amount) == (fund.as_of, interest) else "CD" if amount > ZERO else "CW"
            lines.append(BankLine(BANK, day, amount, balance, code))
    return tuple(lines)
