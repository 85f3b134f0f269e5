"""Benefits paid: the list of a period, by kind, and the same sums in section 10 and on the benefit accounts."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings

from communitywelfare.accounting import section_10
from communitywelfare.claims import ActionKind
from communitywelfare.fund.benefits import benefits_by_kind, benefits_paid, kinds_paid
from communitywelfare.fund.controls import benefit_accounts
from communitywelfare.money import Money, total
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=60, years=3, seed=4)).fund


def holds(fund, first, last):
    paid, kinds = benefits_paid(fund, first, last), kinds_paid(fund, first, last)
    assert [each.day for each in paid] == sorted(each.day for each in paid)
    assert total(each.amount for each in paid) == total(kind.paid.amount for kind in kinds)
    for kind in kinds:
        assert kind.paid.sum(fund.journal) == kind.paid.amount
        assert kind.persons == sum(each.persons for each in paid if each.category == kind.category)
    booked = sum(
        posting.amount.satang
        for entry in fund.journal
        for posting in entry.voucher.postings
        if posting.account in benefit_accounts(fund.chart) and first <= entry.voucher.day <= last
    )
    assert total(each.amount for each in paid) == Money(booked)


@settings(deadline=None)
@given(funds())
def test_the_list_of_any_month_is_what_the_books_paid_in_it(fund):
    for month in range(1, 10):
        holds(fund, date(2024, month, 1), date(2024, month + 1, 1) - timedelta(days=1))
    holds(fund, date.min, fund.as_of)


@pytest.mark.parametrize("first", [date.min, date(2023, 10, 1), date(2024, 2, 1)])
def test_of_a_synthetic_fund_too(first):
    holds(FUND, first, FUND.as_of)
    assert any(each.amount < Money(0) for each in benefits_paid(FUND, date.min, FUND.as_of)) is any(
        action.kind is ActionKind.REVERSE for action in FUND.actions
    )


def test_by_kind_the_year_is_the_list_of_the_year_and_all_of_it_is_section_10():
    year = FUND.profile.year_start.year_of(FUND.as_of)
    lines = benefits_by_kind(FUND, year, FUND.as_of)
    kinds = {kind.category: kind for kind in kinds_paid(FUND, year.first, FUND.as_of)}
    for line in lines:
        persons, amount = (
            (kinds[line.category].persons, kinds[line.category].paid.amount)
            if line.category in kinds
            else (0, Money(0))
        )
        assert (line.persons_this_year, line.amount_this_year) == (persons, amount)
    section = section_10(FUND.journal, FUND.chart, FUND.openings, FUND.as_of)
    assert total(line.amount for line in lines) == section.lines["P1.3"]
    before = benefits_by_kind(FUND, year, year.first - timedelta(days=1))
    earlier = {line.category: line.amount for line in before}
    for line in lines:
        assert line.amount - earlier.get(line.category, Money(0)) == line.amount_this_year


def test_both_days_of_a_period_belong_to_it():
    every = benefits_paid(FUND, date.min, FUND.as_of)
    for day in {each.day for each in every}:
        assert benefits_paid(FUND, day, day) == tuple(each for each in every if each.day == day)
