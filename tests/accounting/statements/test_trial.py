"""The trial balance through a period: two roads to every column, by source, before and after closing."""

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.statements import (
    trial_balance,
    trial_balance_of_period,
    trial_balances_by_source,
)
from communitywelfare.money import total


@given(data=st.data(), sources=st.sampled_from([None, {"OTHER"}]), is_before=st.booleans())
def test_every_column_is_a_fold_over_the_journal(data, sources, is_before, chart, journals, periods, rows, is_traced):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    without = {DocumentKind.CLOSING} if is_before else set()
    balance = trial_balance_of_period(journal, chart, first=first, last=last, sources=sources, without=without)
    assert is_traced(balance, journal)
    own = [row for row in rows(journal) if row.day <= last and (sources is None or row.source in sources)]
    own = [row for row in own if row.day < first or not (is_before and row.kind == "CLOSING")]
    assert [row.account for row in balance.rows] == sorted({row.account for row in own})
    for row in balance.rows:
        lines = [line for line in own if line.account == row.account]
        moved = [line.satang for line in lines if line.day >= first]
        assert row.opening.amount.satang == sum(line.satang for line in lines if line.day < first)
        assert row.debit.amount.satang == sum(satang for satang in moved if satang > 0)
        assert row.credit.amount.satang == -sum(satang for satang in moved if satang < 0)
        assert row.closing.amount.satang == sum(line.satang for line in lines)
        assert row.name == chart.account(row.account).name
    for debit, credit in (balance.opening, balance.moved, balance.closing):
        assert debit == credit


@given(data=st.data())
def test_a_period_ends_where_the_trial_balance_of_its_last_day_stands(data, chart, journals, periods, is_traced):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    through = trial_balance_of_period(journal, chart, first=first, last=last)
    on = trial_balance(journal, chart, last)
    assert is_traced(on, journal)
    assert {row.account: row.closing.amount for row in through.rows} == {
        row.account: row.balance.amount for row in on.rows
    }
    assert through.closing == (on.debit, on.credit)


@given(data=st.data())
def test_the_balances_of_all_sources_add_up_to_the_whole(data, chart, journals, periods, is_traced):
    journal, (_first, last) = data.draw(journals), data.draw(periods)
    whole, each = trial_balance(journal, chart, last), trial_balances_by_source(journal, chart, last)
    assert is_traced(each, journal)
    for balance in each.values():
        assert balance.debit == balance.credit
    for row in whole.rows:
        own = [one.balance.amount for balance in each.values() for one in balance.rows if one.account == row.account]
        assert total(own) == row.balance.amount
    for source, balance in each.items():
        assert balance.rows == trial_balance(journal, chart, last, sources={source}).rows


@given(data=st.data())
def test_the_balance_of_one_source_leaves_all_others_out(data, chart, journals, periods):
    journal, (_first, last) = data.draw(journals), data.draw(periods)
    by_source = trial_balances_by_source(journal, chart, last)
    for source, whole in by_source.items():
        alone = trial_balance(journal, chart, last, sources={source})
        held = {row.account: row.balance.amount for row in alone.rows}
        assert held == {row.account: row.balance.amount for row in whole.rows}
