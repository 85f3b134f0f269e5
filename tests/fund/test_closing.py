"""Closing a fund's year: it always can be closed, nothing is lost by opening it again, and every change of it shows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.accounting import (
    Basis,
    BookChoices,
    Journal,
    KeptAs,
    PeriodState,
    Posting,
    Voucher,
    section_10,
    trial_balance,
)
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.accounting.vouchers import post
from communitywelfare.calendar import FiscalYear, YearStart
from communitywelfare.errors import Refused
from communitywelfare.fund import Fund
from communitywelfare.fund.checks import check
from communitywelfare.fund.closing import adjust_year, close_year, period_of, reopen_year
from communitywelfare.fund.desk import posted, receive
from communitywelfare.fund.figures import draw_up
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.strategies import funds

NOW = datetime(2024, 10, 2, 3, tzinfo=UTC)
YEARS = (2562, 2563, 2564, 2565, 2566, 2567)
CHOICES = st.builds(BookChoices, contributions=st.sampled_from(KeptAs))


def errors(fund: Fund) -> list[str]:
    return [finding.code for finding in check(fund) if finding.is_error]


def closed_to(fund: Fund, year_be: int) -> Fund:
    for each in range(YEARS[0], year_be + 1):
        fund, _paper = close_year(fund, each, recorded_at=NOW)
    return fund


def balances_of(fund: Fund) -> dict[tuple[str, str, str, str], int]:
    sums: dict[tuple[str, str, str, str], int] = {}
    for entry in fund.journal:
        for line in entry.voucher.postings:
            key = (line.account, line.source, line.member, line.holder)
            sums[key] = sums.get(key, 0) + line.amount.satang
    return {key: satang for key, satang in sums.items() if satang}


def with_choices(fund: Fund, choices: BookChoices) -> Fund:
    return evolve(fund, profile=evolve(fund.profile, books=choices))


@settings(max_examples=40, deadline=None)
@given(funds(), CHOICES, st.sampled_from(YEARS))
def test_every_year_of_a_sound_fund_can_be_closed_in_order(fund, choices, year_be):
    fund = with_choices(fund, choices)
    before = errors(fund)
    shut = closed_to(fund, year_be)
    assert errors(shut) == before
    for year in YEARS:
        state = shut.periods.state(period_of(shut, year).last)
        assert state is (PeriodState.CLOSED if year <= year_be else PeriodState.OPEN)
    temporary = {"RECEIPT", "EXPENSE"}
    end = period_of(shut, year_be).last
    of_the_end = [row for row in trial_balance(shut.journal, shut.chart, end).rows if row.debit != row.credit]
    assert not [row for row in of_the_end if shut.chart.account(row.account).type.value in temporary]


@settings(max_examples=25, deadline=None)
@given(funds(), CHOICES, st.sampled_from(YEARS))
def test_closing_moves_no_cash_and_changes_no_figure_of_the_status_form(fund, choices, year_be):
    fund = with_choices(fund, choices)
    shut = closed_to(fund, year_be)
    for on in (period_of(fund, year_be).last, fund.as_of):
        assert section_10(shut.journal, shut.chart, shut.openings, on) == section_10(
            fund.journal, fund.chart, fund.openings, on
        )
    assert draw_up(shut, state_scheme(), fund.as_of).identities == draw_up(fund, state_scheme(), fund.as_of).identities


@settings(max_examples=25, deadline=None)
@given(funds(), st.sampled_from(Basis), st.integers(1, 6))
def test_opening_again_returns_every_balance_and_forgets_nothing(fund, basis, years):
    fund = evolve(with_choices(fund, BookChoices(basis=basis)), as_of=fund.as_of + timedelta(days=1))
    shut = closed_to(fund, YEARS[years - 1])
    again = shut
    for year_be in reversed(YEARS[:years]):
        again = reopen_year(again, year_be, reason="พบใบเสร็จตกหล่น", recorded_at=NOW)
    assert balances_of(again) == balances_of(fund)
    assert again.journal.entries[: len(shut.journal)] == shut.journal.entries
    assert again.periods.steps[: len(shut.periods.steps)] == shut.periods.steps
    assert errors(again) == errors(fund)
    once_more = closed_to(again, YEARS[years - 1])
    assert balances_of(once_more) == balances_of(shut)


@settings(max_examples=25, deadline=None)
@given(funds(), st.sampled_from(KeptAs), st.integers(1, 6))
def test_what_is_owed_at_a_year_s_end_is_gone_on_the_next_day(fund, kept_as, years):
    """On the accrual basis only the years that bear what differ from the cash basis; on the last day all is equal."""
    fund = evolve(fund, as_of=fund.as_of + timedelta(days=1))
    accrual = closed_to(with_choices(fund, BookChoices(contributions=kept_as, basis=Basis.ACCRUAL)), YEARS[years - 1])
    cash = closed_to(with_choices(fund, BookChoices(contributions=kept_as)), YEARS[years - 1])
    assert errors(accrual) == errors(cash)
    assert not [key for key in balances_of(accrual) if key[0] in {"13030", "13041", "13042", "13043", "22010"}]
    on = fund.as_of
    assert section_10(accrual.journal, fund.chart, (), on) == section_10(cash.journal, fund.chart, (), on)


def test_a_late_receipt_goes_to_the_first_open_day_and_keeps_its_own(fund):
    shut = closed_to(fund, 2566)
    member = next(each for each in shut.register if each.is_current(date(2023, 9, 28)))
    taken, paper = receive(shut, member.number, Money.baht(30), on=date(2023, 9, 28), recorded_at=NOW)
    entry = taken.journal.entries[-1]
    assert (entry.voucher.number, entry.voucher.day, entry.voucher.event_day) == (
        paper.number,
        date(2023, 10, 1),
        date(2023, 9, 28),
    )
    assert taken.contributions.receipts[-1].day == date(2023, 9, 28)
    assert errors(taken) == errors(shut)
    for on in (date(2023, 9, 30), taken.as_of):
        assert [each.holds for each in draw_up(taken, state_scheme(), on).identities] == [True] * 7


@pytest.fixture
def fund() -> Fund:
    from communitywelfare.synthetic import Plan, make_package

    return make_package(Plan(members=25, years=2, seed=3)).fund


def test_what_comes_late_when_all_is_closed_carries_the_facts_to_the_first_open_day(fund):
    shut = closed_to(fund, 2567)
    assert shut.as_of == date(2024, 9, 30)
    member = shut.register.current(shut.as_of)[0].number
    taken, _paper = receive(shut, member, Money.baht(30), on=date(2024, 9, 28), recorded_at=NOW)
    assert (taken.journal.entries[-1].voucher.day, taken.as_of) == (date(2024, 10, 1), date(2024, 10, 1))
    assert errors(taken) == []
    in_time, _paper = receive(fund, member, Money.baht(30), on=date(2024, 9, 28), recorded_at=NOW)
    assert in_time.as_of == fund.as_of


def test_a_year_that_is_not_over_or_has_an_open_one_before_it_is_not_closed(fund):
    with pytest.raises(Refused) as error:
        close_year(fund, 2568, recorded_at=NOW)
    assert [finding.code for finding in error.value.findings] == ["period.not_over", "period.earlier_open"]
    assert error.value.findings[1].params["before"] < date(2024, 10, 1)


def test_books_with_a_fault_are_not_closed(fund):
    first, *rest = fund.journal.entries
    broken = evolve(first, voucher=evolve(first.voucher, postings=first.voucher.postings[1:]))
    with pytest.raises(Refused) as error:
        close_year(evolve(fund, journal=Journal((broken, *rest))), 2566, recorded_at=NOW)
    assert "journal.unbalanced" in {finding.code for finding in error.value.findings}


def test_a_year_that_is_adjusted_takes_the_auditor_s_vouchers_and_no_others(fund):
    fund = adjust_year(fund, 2566, recorded_at=NOW)
    lines = (Posting("52010", "MEMBERS", Money(100)), Posting("52020", "MEMBERS", Money(-100)))
    audit = Voucher(day=date(2023, 9, 30), kind=DocumentKind.JOURNAL, number="A1", description="ผู้ตรวจ", postings=lines)
    adjusted = posted(fund, audit, NOW)
    assert adjusted.journal.entries[-1].voucher == audit
    paid = posted(fund, evolve(audit, kind=DocumentKind.PAYMENT), NOW)
    assert paid.journal.entries[-1].voucher.day == date(2023, 10, 1)
    with pytest.raises(Refused):
        post(
            fund.journal,
            fund.chart,
            evolve(audit, kind=DocumentKind.PAYMENT),
            recorded_at=NOW,
            sources=fund.sources,
            periods=fund.periods,
        )
    assert close_year(adjusted, 2566, recorded_at=NOW)[0].periods.state(date(2023, 9, 30)) is PeriodState.CLOSED


@pytest.mark.parametrize("kind", [DocumentKind.PAYMENT, DocumentKind.JOURNAL])
def test_an_entry_slipped_into_a_closed_year_is_found(fund, kind):
    shut = closed_to(fund, 2566)
    lines = (Posting("52010", "MEMBERS", Money(100)), Posting("11010", "MEMBERS", Money(-100)))
    slipped = Voucher(day=date(2023, 9, 30), kind=kind, number="X1", description="", postings=lines)
    journal = post(shut.journal, shut.chart, slipped, recorded_at=NOW)
    found = [finding for finding in check(evolve(shut, journal=journal)) if finding.is_error]
    assert [(finding.code, finding.place.record) for finding in found] == [
        ("period.closed", journal.entries[-1].number)
    ]


def test_a_closing_without_its_step_and_a_step_without_its_entry_are_found(fund):
    shut = closed_to(fund, 2566)
    forgotten = evolve(shut, periods=evolve(shut.periods, steps=shut.periods.steps[:-1]))
    assert "period.closing_unpinned" in errors(forgotten)
    cut = evolve(shut, journal=Journal(shut.journal.entries[:-1]))
    assert errors(cut) == ["period.entry_missing"]


def test_a_changed_year_end_gives_a_short_first_year(fund):
    shut = closed_to(fund, 2566)
    moved = evolve(shut, profile=evolve(shut.profile, year_start=YearStart(1)))
    short = period_of(moved, 2566)
    assert (short.first, short.last) == (date(2023, 10, 1), date(2023, 12, 31))
    with pytest.raises(Refused) as error:
        close_year(moved, 2567, recorded_at=NOW)
    assert {finding.code for finding in error.value.findings} == {"period.not_over", "period.earlier_open"}
    both, _paper = close_year(moved, 2566, recorded_at=NOW)
    assert [each.period for each in both.periods.closings][-2:] == [
        FiscalYear(date(2022, 10, 1), date(2023, 9, 30)),
        short,
    ]
    assert errors(both) == []
    back = reopen_year(both, 2566, reason="ผิด", recorded_at=NOW)
    assert back.periods.closings[-1].last == date(2023, 9, 30)
    assert balances_of(back) == balances_of(moved)
