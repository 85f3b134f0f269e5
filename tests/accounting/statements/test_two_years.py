"""Balance sheet, income and expense: both sides are equal, always, and a year's comparatives are its own statement."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import BookChoices, KeptAs, Posting, Voucher
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.statements import TwoYears, balance_sheet, income_and_expense
from communitywelfare.accounting.statements.compared import contributed
from communitywelfare.accounting.vouchers import CASH, bulk_entries
from communitywelfare.calendar import YearStart
from communitywelfare.money import ZERO, Money, total

CHOICES = [BookChoices(contributions=kept) for kept in KeptAs]
STARTS = st.sampled_from([YearStart(10), YearStart(1), YearStart(4, 16), YearStart(12, 31)])
SECTIONS = {
    balance_sheet: ("assets", "liabilities", "funds"),
    income_and_expense: ("income", "benefits", "costs", "contributions"),
}


def years(draw, days):
    return TwoYears.until(draw(days), draw(STARTS))


@given(data=st.data(), choices=st.sampled_from(CHOICES), sources=st.sampled_from([None, {"OTHER"}]))
def test_assets_are_liabilities_and_funds_and_what_is_not_closed(
    data, choices, sources, chart, journals, some_days, is_traced
):
    journal, two = data.draw(journals), years(data.draw, some_days)
    sheet = balance_sheet(journal, chart, two, choices=choices, sources=sources)
    assert is_traced(sheet, journal)
    for assets, owned in sheet.sides:
        assert assets == owned


@given(data=st.data(), choices=st.sampled_from(CHOICES))
def test_the_balance_sheet_is_a_fold_over_the_journal(data, choices, chart, journals, some_days, rows):
    journal, two = data.draw(journals), years(data.draw, some_days)
    sheet = balance_sheet(journal, chart, two, choices=choices)
    capital = contributed(chart, choices)
    for side, last, first in (("this", two.on, two.this.first), ("before", two.before.last, two.before.first)):
        own = [row for row in rows(journal) if row.day <= last]
        resulting = [row for row in own if row.type in {"RECEIPT", "EXPENSE"} and row.account not in capital]
        expected = {
            "assets": sum(row.satang for row in own if row.type == "ASSET"),
            "liabilities": -sum(row.satang for row in own if row.type == "LIABILITY"),
            "funds": -sum(row.satang for row in own if row.type == "FUND"),
        }
        for name, satang in expected.items():
            section = getattr(sheet, name)
            assert getattr(section.total, side).amount.satang == satang
            assert total(getattr(row.figures, side).amount for row in section.rows).satang == satang
        assert getattr(sheet.contributions, side).amount.satang == -sum(
            row.satang for row in own if row.account in capital
        )
        assert getattr(sheet.result, side).amount.satang == -sum(row.satang for row in resulting if row.day >= first)
        assert getattr(sheet.earlier_result, side).amount.satang == -sum(
            row.satang for row in resulting if row.day < first
        )


@given(data=st.data(), choices=st.sampled_from(CHOICES), sources=st.sampled_from([None, {"OTHER"}]))
def test_income_and_expense_is_a_fold_over_the_entries_of_the_years_without_closings(
    data, choices, sources, chart, journals, some_days, rows, is_traced
):
    journal, two = data.draw(journals), years(data.draw, some_days)
    shown = income_and_expense(journal, chart, two, choices=choices, sources=sources)
    assert is_traced(shown, journal)
    capital = contributed(chart, choices)
    for side, first, last in (("this", two.this.first, two.on), ("before", two.before.first, two.before.last)):
        own = [row for row in rows(journal) if first <= row.day <= last and row.kind != "CLOSING"]
        own = [row for row in own if sources is None or row.source in sources]
        expected = {
            "income": -sum(row.satang for row in own if row.type == "RECEIPT" and row.account not in capital),
            "contributions": -sum(row.satang for row in own if row.account in capital),
            "benefits": sum(row.satang for row in own if row.account.startswith("51")),
            "costs": sum(row.satang for row in own if row.account.startswith("52")),
        }
        for name, satang in expected.items():
            section = getattr(shown, name)
            assert getattr(section.total, side).amount.satang == satang
            assert total(getattr(row.figures, side).amount for row in section.rows).satang == satang
        result = expected["income"] - expected["benefits"] - expected["costs"]
        assert getattr(shown.result, side).amount.satang == result


@pytest.mark.parametrize("draw_up", [balance_sheet, income_and_expense], ids=lambda each: each.__name__)
@given(data=st.data(), choices=st.sampled_from(CHOICES))
def test_what_is_compared_with_is_the_statement_of_the_year_before(draw_up, data, choices, chart, journals, some_days):
    journal, start = data.draw(journals), data.draw(STARTS)
    two = TwoYears.until(data.draw(some_days), start)
    now = draw_up(journal, chart, two, choices=choices)
    then = draw_up(journal, chart, TwoYears.until(two.before.last, start), choices=choices)
    for name in SECTIONS[draw_up]:
        before = {row.account.code: row.figures.before for row in getattr(now, name).rows}
        own = {row.account.code: row.figures.this for row in getattr(then, name).rows}
        assert {code: figure for code, figure in before.items() if figure.amount != ZERO} == {
            code: figure for code, figure in own.items() if figure.amount != ZERO
        }
        assert getattr(now, name).total.before == getattr(then, name).total.this
    assert now.result.before == then.result.this


@given(data=st.data(), choices=st.sampled_from(CHOICES))
def test_sources_add_up_to_the_whole(data, choices, chart, journals, some_days):
    journal, two = data.draw(journals), years(data.draw, some_days)
    sources = {posting.source for entry in journal for posting in entry.voucher.postings}
    for draw_up, names in SECTIONS.items():
        whole = draw_up(journal, chart, two, choices=choices)
        each = [draw_up(journal, chart, two, choices=choices, sources={source}) for source in sources]
        for name in names:
            for side in ("this", "before"):
                parts = total(getattr(getattr(one, name).total, side).amount for one in each)
                assert parts == getattr(getattr(whole, name).total, side).amount


def test_of_a_synthetic_fund_the_two_statements_agree_year_by_year(fund, is_traced):
    for last in (fund.as_of, date(2023, 9, 30), date(2024, 2, 29)):
        for choices in CHOICES:
            two = TwoYears.until(last, fund.profile.year_start)
            sheet = balance_sheet(fund.journal, fund.chart, two, choices=choices)
            shown = income_and_expense(fund.journal, fund.chart, two, choices=choices)
            assert sheet.result.this.amount == shown.result.this.amount
            assert sheet.result.before.amount == shown.result.before.amount
            assert all(assets == owned for assets, owned in sheet.sides)
            assert is_traced((sheet, shown), fund.journal)


def written(day, *lines):
    postings = tuple(Posting(account, "MEMBERS", Money.baht(baht), *member) for account, baht, *member in lines)
    kind = DocumentKind.CLOSING if day == date(2023, 9, 30) else DocumentKind.RECEIPT
    return Voucher(day=day, kind=kind, number=f"{day}{len(lines)}", description="", postings=postings)


def a_closed_year(chart, recorded_at):
    """In each of two years 360 baht of dues, a fee of 50, and 100 for paper; the first year is closed."""
    days = (date(2023, 3, 1), date(2024, 3, 1))
    made = [written(day, (CASH, 310), ("41010", -360, "M1"), ("42010", -50, "M1"), ("52030", 100)) for day in days]
    close = written(
        date(2023, 9, 30), ("41010", 360, "M1"), ("31010", -360), ("42010", 50, "M1"), ("52030", -100), ("33010", 50)
    )
    return bulk_entries([(voucher, recorded_at) for voucher in (*made, close)], chart)


@pytest.mark.parametrize(
    ("kept", "result", "contributions"),
    [(KeptAs.CAPITAL, -50, 360), (KeptAs.INCOME, 310, 0), (KeptAs.DEPOSIT, 310, 0)],
)
def test_contributions_are_what_the_fund_takes_them_for(kept, result, contributions, chart, recorded_at):
    journal, choices = a_closed_year(chart, recorded_at), BookChoices(contributions=kept)
    two = TwoYears.until(date(2024, 9, 30), YearStart(10))
    shown = income_and_expense(journal, chart, two, choices=choices)
    assert (shown.result.this.amount, shown.result.before.amount) == (Money.baht(result),) * 2
    assert (shown.contributions.total.this.amount) == Money.baht(contributions)
    sheet = balance_sheet(journal, chart, two, choices=choices)
    assert (sheet.result.this.amount, sheet.result.before.amount) == (Money.baht(result), ZERO)
    assert (sheet.contributions.this.amount, sheet.contributions.before.amount) == (Money.baht(contributions), ZERO)
    assert [(row.account.code, str(row.figures.this.amount)) for row in sheet.funds.rows] == [
        ("31010", "360.00"),
        ("33010", "-50.00"),
    ]


def test_a_year_that_was_left_open_stands_beside_the_result_of_this_one(chart, recorded_at):
    journal = a_closed_year(chart, recorded_at)
    two = TwoYears.until(date(2024, 9, 30) + timedelta(days=1), YearStart(10))
    sheet = balance_sheet(journal, chart, two, choices=BookChoices())
    assert (sheet.result.this.amount, sheet.earlier_result.this.amount) == (ZERO, Money.baht(-50))
    assert (sheet.result.before.amount, sheet.earlier_result.before.amount) == (Money.baht(-50), ZERO)
