"""Money on its way: it changes hands and places, never its owner, and nobody gives what is not there."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Posting
from communitywelfare.accounting.cash_count import CashCount
from communitywelfare.accounting.custody import money_in_hands
from communitywelfare.accounting.drafts import cash_draft, interest_and_fees
from communitywelfare.accounting.reconciliation import BankLine
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH, opening, post
from communitywelfare.errors import Refused
from communitywelfare.fund.checks import check
from communitywelfare.fund.desk import accept, receive
from communitywelfare.fund.money_desk import (
    add_to_passbook,
    bank_fee,
    bank_interest,
    count_cash,
    deposit,
    hand_over,
    withdraw,
)
from communitywelfare.io.shipped import bank_meanings
from communitywelfare.money import ZERO, Money, total
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)
FUND = make_package(Plan(members=20, years=2, seed=4)).fund
DAY = FUND.as_of
MEMBER = next(each for each in FUND.register if each.ended is None)
NAAM = "ผู้เก็บเงินหมู่ 3"


def codes(error):
    return [finding.code for finding in error.value.findings]


def held(fund, account, on=DAY, holder=None):
    return total(
        posting.amount
        for entry in fund.journal.until(on)
        for posting in entry.voucher.postings
        if posting.account == account and holder in {None, posting.holder}
    )


def errors(fund):
    return [finding.code for finding in check(fund) if finding.is_error]


def collected(baht=90, day=DAY, fund=FUND):
    return receive(fund, MEMBER.number, Money.baht(baht), on=day, recorded_at=NOW, by=NAAM)[0]


def test_what_a_collector_takes_is_in_the_collector_s_hands():
    after, paper = receive(FUND, MEMBER.number, Money.baht(90), on=DAY, recorded_at=NOW, by=NAAM)
    receipt = after.contributions.receipts[-1]
    assert (receipt.number, receipt.received_by) == (paper.number, NAAM)
    assert held(after, COLLECTOR_CASH, holder=NAAM) == held(FUND, COLLECTOR_CASH, holder=NAAM) + Money.baht(90)
    assert held(after, CASH) == held(FUND, CASH)
    assert errors(after) == []


def test_money_walks_from_the_collector_to_the_treasurer_to_the_bank_and_back():
    fund = collected()
    before = {account: held(fund, account) for account in (COLLECTOR_CASH, CASH, BANK)}
    fund, first = hand_over(fund, NAAM, Money.baht(60), on=DAY, recorded_at=NOW)
    fund, second = deposit(fund, Money.baht(50), on=DAY, recorded_at=NOW)
    fund, third = withdraw(fund, Money.baht(20), on=DAY, recorded_at=NOW)
    change = {account: (held(fund, account) - before[account]).plain for account in before}
    assert change == {COLLECTOR_CASH: "-60.00", CASH: "30.00", BANK: "30.00"}
    numbers = [int(paper.number[1:].partition("/")[0]) for paper in (first, second, third)]
    assert numbers == list(range(numbers[0], numbers[0] + 3))
    assert {paper.number[0] for paper in (first, second, third)} == {"T"}
    assert errors(fund) == []


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["receive", "hand_over", "deposit", "withdraw"]),
        st.integers(0, 30),
        st.integers(1, 40_000).map(Money),
        st.sampled_from(["", "MEMBERS", "CODI_SEED", "LAO"]),
    ),
    max_size=8,
)


@given(STEPS)
def test_whatever_is_done_nobody_is_below_nothing_on_any_day_and_no_source_gains_or_loses(steps):
    fund = FUND
    for what, days_ago, amount, source in steps:
        day = DAY - timedelta(days=days_ago)
        try:
            if what == "receive":
                fund = receive(fund, MEMBER.number, amount, on=day, recorded_at=NOW, by=NAAM)[0]
            elif what == "hand_over":
                fund = hand_over(fund, NAAM, amount, on=day, recorded_at=NOW, source=source)[0]
            else:
                do = deposit if what == "deposit" else withdraw
                fund = do(fund, amount, on=day, recorded_at=NOW, source=source)[0]
        except Refused as refusal:
            assert refusal.findings[0].code in {"custody.too_little", "custody.too_little_of_source"}
            continue
    assert errors(fund) == []
    days = sorted({entry.voucher.day for entry in fund.journal if entry.voucher.day >= DAY - timedelta(days=30)})
    for day in days:
        balances = fund.journal.balances(day)
        assert all(money >= ZERO for (account, _source), money in balances.items() if account in {CASH, BANK})
    received = total(receipt.amount for receipt in fund.contributions.receipts[len(FUND.contributions) :])
    places = (COLLECTOR_CASH, CASH, BANK)
    for source in ("MEMBERS", "CODI_SEED", "GOV_VIA_CODI"):
        gained = total(fund.journal.balance(place, source, DAY) for place in places) - total(
            FUND.journal.balance(place, source, DAY) for place in places
        )
        assert gained == (received if source == "MEMBERS" else ZERO)


def test_a_collector_hands_over_no_more_than_is_held_of_that_source():
    fund = collected(90)
    there = held(fund, COLLECTOR_CASH, holder=NAAM)
    hand_over(fund, NAAM, there, on=DAY, recorded_at=NOW)
    for amount, source, code in (
        (there + Money(1), "", "custody.too_little"),
        (Money(1), "LAO", "custody.too_little_of_source"),
        (ZERO, "", "custody.not_positive"),
        (Money(-1), "", "custody.not_positive"),
    ):
        with pytest.raises(Refused) as error:
            hand_over(fund, NAAM, amount, on=DAY, recorded_at=NOW, source=source)
        assert codes(error) == [code]
    with pytest.raises(Refused) as error:
        hand_over(fund, "คนอื่น", Money(1), on=DAY, recorded_at=NOW)
    assert error.value.findings[0].params["held"] == ZERO


def test_nobody_named_is_no_holder():
    with pytest.raises(Refused) as error:
        hand_over(collected(), "", Money(1), on=DAY, recorded_at=NOW)
    assert codes(error) == ["custody.too_little"]


def test_what_was_handed_over_later_cannot_be_handed_over_before():
    fund = collected(90, DAY - timedelta(days=5))
    there = held(fund, COLLECTOR_CASH, holder=NAAM)
    fund, _paper = hand_over(fund, NAAM, there, on=DAY, recorded_at=NOW)
    with pytest.raises(Refused):
        hand_over(fund, NAAM, Money(1), on=DAY - timedelta(days=1), recorded_at=NOW)


@pytest.mark.parametrize("account", ["11010", "11020", "41010", "10000", "99999", "13010"])
def test_cash_goes_into_a_bank_account_and_no_other(account):
    for do in (deposit, withdraw):
        with pytest.raises(Refused) as error:
            do(FUND, Money(1), on=DAY, recorded_at=NOW, account=account)
        assert codes(error) == ["custody.no_bank_account"]
    assert deposit(FUND, Money(1), on=DAY, recorded_at=NOW, account="12020")[0].journal != FUND.journal


def test_without_books_no_money_moves():
    fund = evolve(FUND, absent=frozenset({"journal"}))
    for do in (
        lambda: hand_over(fund, NAAM, Money(1), on=DAY, recorded_at=NOW),
        lambda: deposit(fund, Money(1), on=DAY, recorded_at=NOW),
        lambda: count_cash(fund, CashCount(day=DAY, account=CASH, pieces={})),
    ):
        with pytest.raises(Refused) as error:
            do()
        assert codes(error) == ["file.missing"]


# --- counts and passbooks ------------------------------------------------------------------------------------


@given(satang=st.integers(0, 10**6))
def test_a_count_is_written_down_and_its_draft_brings_the_books_to_it(satang):
    fund, cash = count_cash(FUND, CashCount(day=DAY, account=CASH, pieces={Money(1): satang}))
    assert cash.difference == Money(satang) - held(FUND, CASH)
    assert fund.cash_counts == (cash.count,)
    assert "cash_counts" not in fund.absent
    assert fund.journal == FUND.journal
    draft = cash_draft(cash, source="MEMBERS")
    if draft is not None:
        assert "cash.differs" in {finding.code for finding in check(fund)}
        fund, paper = accept(fund, draft, recorded_at=NOW)
        assert paper.number.startswith("J")
    assert {finding.code for finding in check(fund)} == {finding.code for finding in check(FUND)}


def test_only_what_lies_somewhere_can_be_counted():
    for changes, code in (
        ({"account": "41010"}, "custody.no_place_for_money"),
        ({"holder": "ก"}, "journal.holder_not_wanted"),
    ):
        with pytest.raises(Refused) as error:
            count_cash(FUND, CashCount(**{"day": DAY, "account": CASH, "pieces": {}} | changes))
        assert codes(error) == [code]


def test_interest_of_the_passbook_is_posted_when_somebody_accepts_it():
    line = BankLine("12020", DAY, Money(325), Money(325), "INT")
    ((_line, draft),) = interest_and_fees([line], bank_meanings(), interest_to="OTHER", fees_from="MEMBERS")
    fund, paper = accept(FUND, draft, recorded_at=NOW)
    assert held(fund, "12020") == Money(325)
    assert paper.number.startswith("C")
    assert errors(fund) == []


def test_interest_and_fees_are_posted_as_the_passbook_shows_them():
    fund, first = bank_interest(FUND, Money(325), on=DAY, recorded_at=NOW, source="OTHER")
    fund, second = bank_fee(fund, Money.baht(20), on=DAY, recorded_at=NOW)
    assert (first.number[0], second.number[0]) == ("C", "P")
    assert held(fund, BANK) == held(FUND, BANK) + Money(325) - Money.baht(20)
    assert fund.journal.balance("42030", "OTHER", DAY) == FUND.journal.balance("42030", "OTHER", DAY) - Money(325)
    assert held(fund, "52070") == Money.baht(20)
    assert errors(fund) == []
    for do, source in ((bank_interest, "OTHER"), (bank_fee, "")):
        with pytest.raises(Refused) as error:
            do(FUND, ZERO, on=DAY, recorded_at=NOW, source=source)
        assert codes(error) == ["custody.not_positive"]


def test_a_fee_is_not_paid_out_of_money_for_benefits():
    """Also where there is no other money: the bank has it, and somebody must look."""
    usable = [source.code for source in FUND.sources if not source.restricted]
    there = total(max(FUND.journal.balance(BANK, source, DAY), ZERO) for source in usable)
    assert there < held(FUND, BANK)
    with pytest.raises(Refused) as error:
        bank_fee(FUND, there + Money(1), on=DAY, recorded_at=NOW)
    assert codes(error) == ["custody.too_little_of_source"]
    fund, _paper = bank_fee(FUND, there, on=DAY, recorded_at=NOW)
    assert errors(fund) == []


LINES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(-2, 2)).map(
        lambda drawn: BankLine(BANK, date(2024, 1, 1) + timedelta(days=drawn[0]), Money(drawn[1]), Money(5))
    ),
    max_size=6,
)


@given(LINES, st.integers(0, 6))
def test_a_stretch_of_a_passbook_that_is_read_again_is_not_there_twice(lines, overlap):
    fund, new = add_to_passbook(FUND, lines)
    assert (fund.passbook, new) == (tuple(lines), len(lines))
    again, new = add_to_passbook(fund, lines)
    assert (again, new) == (fund, 0)
    assert lines == [] or add_to_passbook(fund, [*lines, lines[0]])[0].passbook == (*lines, lines[0])
    more = [*lines[overlap:], BankLine(BANK, DAY, Money(7), Money(7))]
    longer, new = add_to_passbook(fund, more)
    assert (longer.passbook, new) == ((*lines, more[-1]), 1)


def test_a_passbook_is_of_a_bank_account():
    with pytest.raises(Refused) as error:
        add_to_passbook(FUND, [BankLine(CASH, DAY, Money(1), Money(1))])
    assert codes(error) == ["custody.no_bank_account"]


def test_the_report_follows_what_is_done_at_the_desk():
    balances = (Posting(COLLECTOR_CASH, "DONATION", Money.baht(10), holder=NAAM),)
    carried = opening(day=DAY - timedelta(days=50), number="J9", balances=balances, chart=FUND.chart)
    fund = evolve(FUND, journal=post(FUND.journal, FUND.chart, carried, recorded_at=NOW))
    fund = collected(90, DAY - timedelta(days=3), fund)
    fund = hand_over(fund, NAAM, Money.baht(5), on=DAY, recorded_at=NOW, source="DONATION")[0]
    report = money_in_hands(fund.journal, fund.chart, DAY - timedelta(days=9), DAY)
    (mine,) = (holding for holding in report.holdings if holding.holder == NAAM)
    figures = (mine.opening, mine.received, mine.handed_over, mine.balance)
    assert [figure.amount.plain for figure in figures] == ["10.00", "90.00", "5.00", "95.00"]
    assert mine.days == 50
    assert report.balance == held(fund, COLLECTOR_CASH)
