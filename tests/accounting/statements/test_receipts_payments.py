"""Receipts and payments: they lead from the cash book's first balance to its last, and agree with section 10."""

from collections import defaultdict
from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import Chart, Journal
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.statements import cash_book, receipts_and_payments, section_10
from communitywelfare.accounting.statements.section10 import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.accounting.vouchers import CASH
from communitywelfare.money import ZERO, Money, total

GROUPS = ("R1", "R2", "P1", "P2")


@given(data=st.data(), sources=st.sampled_from([None, {"OTHER"}, {"MEMBERS", "DONATION"}]))
def test_they_lead_from_the_first_balance_of_the_cash_book_to_its_last(
    data, sources, chart, journals, periods, is_traced
):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    since = data.draw(st.sampled_from([date.min, first, min(first, date(2021, 3, 1))]))
    shown = receipts_and_payments(journal, chart, first=first, last=last, since=since, sources=sources)
    assert is_traced(shown, journal)
    for place, start in (("period", first), ("cumulative", since)):
        book = cash_book(journal, chart, first=start, last=last, sources=sources)
        opening, closing = (getattr(each, place).amount for each in (shown.opening, shown.closing))
        assert opening == total(column.brought_forward.amount for column in book.columns.values())
        assert closing == total(column.carried_forward.amount for column in book.columns.values())
        at = ("period", "cumulative").index(place)
        assert opening + shown.total_of("R")[at] - shown.total_of("P")[at] == closing


@given(data=st.data())
def test_each_account_is_a_fold_over_the_entries_that_move_money(data, chart, journals, periods, rows):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    shown = receipts_and_payments(journal, chart, first=first, last=last)
    money = chart.cash | chart.banks
    expected = defaultdict(int)
    for entry in journal:
        if first <= entry.voucher.day <= last and entry.voucher.kind is not DocumentKind.OPENING:
            lines = rows(Journal((entry,)))
            for line in lines:
                moves = any(each.account in money and each.source == line.source for each in lines)
                expected[line.account] += line.satang if moves and line.account not in money else 0
    found = {row.account.code: row.figures.period.amount.satang * row.figures.period.sign for row in shown.rows}
    assert {code: satang for code, satang in found.items() if satang} == {
        code: satang for code, satang in expected.items() if satang
    }


@given(data=st.data())
def test_sources_add_up_and_every_row_is_in_one_group(data, chart, journals, periods):
    journal, (first, last) = data.draw(journals), data.draw(periods)
    whole = receipts_and_payments(journal, chart, first=first, last=last)
    sources = {posting.source for entry in journal for posting in entry.voucher.postings}
    each = [receipts_and_payments(journal, chart, first=first, last=last, sources={source}) for source in sources]
    for group in GROUPS:
        for at in (0, 1):
            assert total(one.total_of(group)[at] for one in each) == whole.total_of(group)[at]
    assert total(one.closing.period.amount for one in each) == whole.closing.period.amount
    assert sorted(row.account.code for group in GROUPS for row in whole.group(group)) == sorted(
        row.account.code for row in whole.rows
    )


def test_since_the_founding_they_are_section_10_without_what_came_before(fund, is_traced):
    """The example neither invests nor lends, so what section 10 calls liquid is cash and bank."""
    shown = receipts_and_payments(fund.journal, fund.chart, first=date(2023, 10, 1), last=fund.as_of)
    section = section_10(fund.journal, fund.chart, (), fund.as_of)
    sums = dict.fromkeys((*RECEIPT_LINES, *PAYMENT_LINES), ZERO)
    for row in shown.rows:
        sums[row.line] += row.figures.cumulative.amount
    for line in {*RECEIPT_LINES, *PAYMENT_LINES} - {"P1.1", "P1.2"}:
        assert sums[line] == section.lines[line]
    assert shown.closing.cumulative.amount == section.lines["P1.1"] + section.lines["P1.2"]
    assert shown.rows
    assert is_traced(shown, fund.journal)


def test_rows_stand_in_the_order_of_the_form(fund):
    shown = receipts_and_payments(fund.journal, fund.chart, first=date(2023, 10, 1), last=fund.as_of)
    lines = [row.line for row in shown.rows]
    assert lines == sorted(lines, key=lambda line: (line[0] == "P", line))


@pytest.mark.parametrize(
    ("account", "baht", "line", "shown"),
    [
        ("22010", 500, "P1.3", "500.00"),  # what was owed for a benefit is paid
        ("13030", -30, "R1.1", "30.00"),  # what a member owed comes in
        ("31090", -70, "R1.9", "70.00"),
        ("21010", 20, "R1.9", "-20.00"),  # savings given back are less received
        ("13020", 900, "P1.9", "900.00"),
    ],
)
def test_what_is_no_receipt_or_expense_stands_with_what_it_is_or_among_others_by_name(
    account, baht, line, shown, chart, books_of
):
    journal = books_of((account, baht), (CASH, -baht))
    (row,) = receipts_and_payments(journal, chart, first=date(2024, 1, 1), last=date(2024, 1, 31)).rows
    assert (row.line, row.account.code, str(row.figures.period.amount)) == (line, account, shown)


def test_an_expense_whose_line_no_form_has_is_another_payment(chart, books_of):
    odd = Chart(tuple(evolve(each, line="P7" if each.code == "52090" else each.line) for each in chart.accounts))
    (row,) = receipts_and_payments(
        books_of(("52090", 5), (CASH, -5)), odd, first=date(2024, 1, 1), last=date(2024, 1, 31)
    ).rows
    assert (row.line, row.figures.period.amount) == ("P1.9", Money.baht(5))
