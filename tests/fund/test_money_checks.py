"""Where the money is: sound facts give no finding, and each planted fault gives exactly its own."""

from datetime import UTC, datetime, timedelta

import pytest
from attrs import evolve

from communitywelfare.accounting import vouchers
from communitywelfare.accounting.cash_count import CashCount
from communitywelfare.accounting.custody import CustodyNote, money_in_hands
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.fund.checks import check
from communitywelfare.fund.money_checks import money_findings
from communitywelfare.money import ZERO, Money, total
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)
FUND = make_package(Plan(members=30, years=2, seed=9)).fund
DAY = FUND.as_of
COLLECTOR = "ผู้เก็บเงินหมู่ 3"


def codes(fund, lines=None):
    return [finding.code for finding in money_findings(fund, lines or {})]


def passbook_of(fund, account=BANK):
    """The passbook as the bank would print it for the fund's own books."""
    lines, balance = [], ZERO
    for entry in sorted(fund.journal, key=lambda entry: entry.voucher.day):
        amount = total(posting.amount for posting in entry.voucher.postings if posting.account == account)
        if amount != ZERO:
            balance += amount
            lines.append(BankLine(account, entry.voucher.day, amount, balance))
    return tuple(lines)


def cash(fund, account=CASH):
    return total(money for (code, _source), money in fund.journal.balances(DAY).items() if code == account)


def count(amount, **changes):
    return CashCount(**{"day": DAY, "account": CASH, "pieces": {Money(1): amount.satang}} | changes)


def test_a_sound_fund_with_its_passbook_and_its_count_has_nothing_against_it():
    fund = evolve(FUND, passbook=passbook_of(FUND), cash_counts=(count(cash(FUND)),), absent=frozenset())
    assert len(fund.passbook) > 20
    assert codes(fund) == []


LINE = BankLine(BANK, DAY, ZERO, Money.baht(5))
PLANTED = {
    "bank.balance_breaks": {"passbook": (LINE, evolve(LINE, amount=Money(1)))},
    "bank.day_out_of_order": {"passbook": (LINE, evolve(LINE, day=DAY - timedelta(days=1)))},
    "day.after_as_of": {"passbook": (evolve(LINE, day=DAY + timedelta(days=1)),)},
    "custody.no_place_for_money": {"passbook": (evolve(LINE, account="41010"),)},
    "cash.differs": {"cash_counts": (count(cash(FUND) + Money(1)),)},
    "journal.holder_not_wanted": {"cash_counts": (count(cash(FUND), holder="ก"),)},
    "custody.notes_disagree": {"custody_notes": (CustodyNote(holder="ก", day=DAY, amount=Money(1)),)},
}


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_told_once_and_nothing_else_is(code):
    fund = evolve(FUND, **PLANTED[code])
    lines = {"bank": [2, 3], "cash_counts": [2]}
    found = list(money_findings(fund, lines))
    assert [finding.code for finding in found] == [code]
    assert (found[0].place.row in {2, 3}) is (code != "custody.notes_disagree")
    assert [finding.code for finding in check(fund)] == [*(each.code for each in check(FUND)), code]


@pytest.mark.parametrize("account", ["99999", "10000", "41010", "13010", "14020", "12040"])
def test_a_count_and_a_passbook_are_of_a_place_where_money_lies(account):
    is_place = account in {"14020", "12040"}
    for facts in ({"passbook": (evolve(LINE, account=account),)}, {"cash_counts": (count(ZERO, account=account),)}):
        assert codes(evolve(FUND, **facts)) == ([] if is_place else ["custody.no_place_for_money"])


def test_a_count_of_a_day_that_has_not_come_is_told():
    assert codes(evolve(FUND, cash_counts=(count(ZERO, day=DAY + timedelta(days=1)),))) == ["day.after_as_of"]


def test_without_books_nothing_is_held_against_them():
    facts = {"cash_counts": (count(Money(1)),), "custody_notes": (CustodyNote(holder="ก", day=DAY, amount=Money(1)),)}
    assert codes(evolve(FUND, **facts, absent=frozenset({"journal"}))) == []
    assert codes(evolve(FUND, passbook=(evolve(LINE, account="x"),), absent=frozenset({"accounts"}))) == []


def in_hand(satang, day=DAY):
    voucher = vouchers.moved(
        day=day,
        number=f"T{satang}",
        amounts={"MEMBERS": Money(satang)},
        out_of="31010",
        into=COLLECTOR_CASH,
        description="",
        handed_to=COLLECTOR,
    )
    return evolve(FUND, journal=vouchers.post(FUND.journal, FUND.chart, voucher, recorded_at=NOW))


def test_a_notebook_agrees_where_what_was_not_handed_over_is_what_the_books_have():
    fund = in_hand(700)
    note = CustodyNote(holder=COLLECTOR, day=DAY, amount=Money(700))
    earlier = evolve(note, amount=Money(900), day=DAY - timedelta(days=30), handed_over=DAY)
    assert money_in_hands(fund.journal, fund.chart, DAY, DAY).balance == Money(700)
    assert codes(evolve(fund, custody_notes=(earlier, note))) == []
    assert codes(evolve(fund, custody_notes=(earlier,))) == ["custody.notes_disagree"]
    later = evolve(note, day=DAY + timedelta(days=1))
    assert codes(evolve(fund, custody_notes=(later,))) == ["custody.notes_disagree"]
    not_yet = evolve(note, handed_over=DAY + timedelta(days=1))
    assert codes(evolve(fund, custody_notes=(not_yet,))) == []


def test_more_handed_over_than_was_there_is_told_with_its_row():
    fund = in_hand(-700)
    rows = list(range(2, 2 + sum(len(entry.voucher.postings) for entry in fund.journal)))
    (found,) = money_findings(fund, {"journal": rows})
    assert (found.code, found.place.record) == ("custody.below_nothing", fund.journal.entries[-1].number)
    assert found.place.row == rows[-2]
