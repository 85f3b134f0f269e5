"""Fund balances by source: what moved them, what is at hand, and restricted money that was not there."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.statements import fund_balances, overdrawn
from communitywelfare.accounting.vouchers import BANK, CASH
from communitywelfare.io.shipped import shipped_sources
from communitywelfare.money import Money, total

OWN = {"FUND", "RECEIPT", "EXPENSE"}


@given(data=st.data())
def test_every_balance_is_a_fold_over_the_journal(data, chart, journals, periods, rows, is_traced):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    pots = fund_balances(journal, chart, shipped_sources(), first=first, last=last)
    assert is_traced(pots, journal)
    lines = [row for row in rows(journal) if row.day <= last]
    assert sorted(pot.source for pot in pots) == sorted({row.source for row in lines})
    for pot in pots:
        own = [row for row in lines if row.source == pot.source and row.type in OWN]
        period = [row for row in own if row.day >= first and row.kind != "OPENING"]
        plain = [row for row in period if row.kind != "CLOSING"]
        assert pot.opening.amount.satang == -sum(row.satang for row in own if row not in period)
        assert pot.received.amount.satang == -sum(row.satang for row in plain if row.type == "RECEIPT")
        assert pot.spent.amount.satang == sum(row.satang for row in plain if row.type == "EXPENSE")
        assert pot.closing.amount.satang == -sum(row.satang for row in own)
        moved = pot.opening.amount + pot.received.amount - pot.spent.amount + pot.transferred.amount
        assert moved == pot.closing.amount
        owned = [row.satang for row in lines if row.source == pot.source and row.type in {"ASSET", "LIABILITY"}]
        assert pot.closing.amount.satang == sum(owned)
        assert pot.liquid.amount.satang == sum(
            row.satang for row in lines if row.source == pot.source and row.account in chart.cash | chart.banks
        )


@given(data=st.data())
def test_money_of_a_source_that_was_not_there_is_told_with_the_first_day(data, chart, journals, rows, some_days):
    journal, on = data.draw(journals), data.draw(some_days)
    every = list(overdrawn(journal, chart, on))
    found = {each.params["source"]: each for each in every}
    assert len(found) == len(every)
    for source in shipped_sources():
        own = [row for row in rows(journal) if row.source == source.code and row.account in chart.cash | chart.banks]
        days = sorted({row.day for row in own if row.day <= on})
        held = {day: sum(row.satang for row in own if row.day <= day) for day in days}
        short = [day for day in days if held[day] < 0]
        assert (source.code in found) is bool(short)
        if source.code in found:
            params = found[source.code].params
            assert (params["day"], params["amount"]) == (short[0], Money(held[short[0]]))
            assert found[source.code].code == "books.source_overdrawn"


def test_a_source_that_nobody_declared_comes_last_and_is_not_restricted(chart, books_of):
    journal = books_of((CASH, 5), ("42090", -5))
    (pot,) = fund_balances(journal, chart, (), first=date(2024, 1, 1), last=date(2024, 1, 31))
    assert (pot.source, pot.restricted, str(pot.liquid.amount)) == ("OTHER", False, "5.00")


def test_of_a_fund_the_money_at_hand_is_all_there_and_the_state_s_is_restricted(fund, is_traced):
    pots = fund_balances(fund.journal, fund.chart, fund.sources, first=date(2023, 10, 1), last=fund.as_of)
    assert is_traced(pots, fund.journal)
    order = [source.code for source in sorted(fund.sources, key=lambda source: source.pay_order)]
    assert [pot.source for pot in pots] == sorted((pot.source for pot in pots), key=order.index)
    assert {pot.source for pot in pots if pot.restricted} <= {"GOV_VIA_CODI", "LAO", "OTHER_STATE"}
    held = fund.journal.balances(fund.as_of)
    assert total(pot.liquid.amount for pot in pots) == total(
        money for (account, _source), money in held.items() if account in {CASH, BANK, "11020"}
    )
    assert list(overdrawn(fund.journal, fund.chart, fund.as_of)) == []


def test_closing_moves_nothing_between_balances_and_a_transfer_is_seen_on_both_sides(chart, books_of):
    lines = (("42090", 70), ("33010", -70))
    (pot,) = fund_balances(
        books_of(*lines, kind=DocumentKind.CLOSING), chart, (), first=date(2024, 1, 1), last=date(2024, 1, 31)
    )
    assert [str(figure.amount) for figure in (pot.received, pot.spent, pot.transferred, pot.closing)] == ["0.00"] * 4
    moved = books_of((BANK, 40, "LAO"), ("33020", -40, "LAO"), ("33030", 40), (BANK, -40))
    pots = fund_balances(moved, chart, shipped_sources(), first=date(2024, 1, 1), last=date(2024, 1, 31))
    assert {pot.source: str(pot.transferred.amount) for pot in pots} == {"LAO": "40.00", "OTHER": "-40.00"}
