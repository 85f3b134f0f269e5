"""Periods: what is closed stays closed, what comes late keeps its day, and a year closes to nothing in every source."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.accounting import (
    BookChoices,
    Journal,
    KeptAs,
    Periods,
    PeriodState,
    PeriodStep,
    Posting,
    Step,
    Voucher,
    vouchers,
)
from communitywelfare.accounting.closing import closing, unclosed_before
from communitywelfare.accounting.journal import DocumentKind
from communitywelfare.calendar import FiscalYear, YearStart
from communitywelfare.errors import Refused
from communitywelfare.io.shipped import shipped_chart
from communitywelfare.money import Money

CHART = shipped_chart()
NOW = datetime(2024, 10, 1, tzinfo=UTC)
YEARS = [YearStart(10).year_be(be) for be in (2564, 2565, 2566, 2567)]
DAYS = st.dates(YEARS[0].first, YEARS[-1].last + timedelta(days=400))


def step(kind: Step, year: FiscalYear, reason: str = "") -> PeriodStep:
    return PeriodStep(first=year.first, last=year.last, step=kind, recorded_at=NOW, reason=reason)


def taken(periods: Periods, steps: list[tuple[Step, FiscalYear]]) -> Periods:
    """The periods after those of the steps that they can take."""
    for kind, year in steps:
        try:
            periods = periods.taking(step(kind, year, "พบใบเสร็จตกหล่น"))
        except Refused as error:
            assert error.findings
    return periods


HISTORIES = st.lists(st.tuples(st.sampled_from(Step), st.sampled_from(YEARS)), max_size=12).map(
    lambda steps: taken(Periods(), steps)
)


def voucher_on(day: date, kind: DocumentKind = DocumentKind.PAYMENT) -> Voucher:
    lines = (Posting("52010", "MEMBERS", Money(100)), Posting("11010", "MEMBERS", Money(-100)))
    return Voucher(day=day, kind=kind, number="P1/2567", description="", postings=lines)


@given(HISTORIES, DAYS)
def test_the_state_of_a_day_is_where_the_last_step_of_its_year_led(periods, day):
    of_day = [each for each in periods.steps if day in each.period]
    leads_to = {"ADJUST": "ADJUSTING", "CLOSE": "CLOSED", "REOPEN": "OPEN"}
    assert periods.state(day).value == (leads_to[of_day[-1].step.value] if of_day else "OPEN")


@given(HISTORIES, DAYS, st.sampled_from(DocumentKind))
def test_a_period_takes_what_its_state_allows(periods, day, kind):
    found = list(periods.faults(voucher_on(day, kind)))
    is_adjustment = kind in {DocumentKind.JOURNAL, DocumentKind.CLOSING}
    allowed = {PeriodState.OPEN: True, PeriodState.ADJUSTING: is_adjustment, PeriodState.CLOSED: False}
    assert (found == []) is allowed[periods.state(day)]


@given(HISTORIES, DAYS, st.sampled_from(DocumentKind))
def test_what_comes_late_goes_to_the_first_open_day_and_keeps_its_own(periods, day, kind):
    voucher = voucher_on(day, kind)
    late = periods.late(voucher)
    assert list(periods.faults(late)) == []
    assert late.happened == day
    assert evolve(late, day=day, event_day=None) == voucher
    if late != voucher:
        between = (day + timedelta(days=ahead) for ahead in range((late.day - day).days))
        assert all(periods.state(each) is not PeriodState.OPEN for each in between)
    assert periods.late(late) == late


@given(HISTORIES)
def test_nothing_is_opened_again_below_a_closed_year(periods):
    closed = [year for year in YEARS if periods.state(year.first) is PeriodState.CLOSED]
    for year in closed:
        is_last = year == closed[-1]
        again = step(Step.REOPEN, year, "ตรวจพบรายการผิด")
        if is_last:
            assert periods.taking(again).state(year.first) is PeriodState.OPEN
        else:
            with pytest.raises(Refused) as error:
                periods.taking(again)
            assert "period.later_closed" in {finding.code for finding in error.value.findings}
    assert periods.closed_through == max((year.last for year in closed), default=None)
    assert [each.period for each in periods.closings] == closed


@pytest.mark.parametrize(
    ("before", "then", "code"),
    [
        ([], step(Step.REOPEN, YEARS[0], "ผิด"), "period.not_closed"),
        ([Step.CLOSE], step(Step.CLOSE, YEARS[0]), "period.closed_already"),
        ([Step.CLOSE], step(Step.ADJUST, YEARS[0]), "period.closed_already"),
        ([Step.ADJUST], step(Step.ADJUST, YEARS[0]), "period.adjusting_already"),
        ([Step.CLOSE], step(Step.REOPEN, YEARS[0]), "period.reason_missing"),
        ([Step.CLOSE], step(Step.CLOSE, YearStart(1).year_be(2564)), "period.crosses"),
    ],
)
def test_a_step_that_cannot_be_taken_says_why(before, then, code):
    periods = taken(Periods(), [(kind, YEARS[0]) for kind in before])
    with pytest.raises(Refused) as error:
        periods.taking(then)
    assert [finding.code for finding in error.value.findings] == [code]


def test_a_voucher_in_a_closed_period_is_refused_with_the_first_day_that_would_take_it():
    periods = taken(Periods(), [(Step.CLOSE, YEARS[0]), (Step.CLOSE, YEARS[1])])
    with pytest.raises(Refused) as error:
        vouchers.post(Journal(), CHART, voucher_on(date(2021, 3, 1)), recorded_at=NOW, periods=periods)
    [finding] = error.value.findings
    assert (finding.code, finding.place.clause) == ("period.closed", "P1/2567")
    assert finding.params["open"] == date(2022, 10, 1)


# --- the closing entry ---------------------------------------------------------------------------------------


def journals(sound, recorded_at):
    kinds = [kind for kind in DocumentKind if kind not in {DocumentKind.OPENING, DocumentKind.CLOSING}]
    several = st.integers(0, 6).flatmap(
        lambda count: st.tuples(*(sound(CHART, f"J{number}", kinds) for number in range(count)))
    )
    return several.map(lambda made: vouchers.bulk_entries([(each, recorded_at) for each in made], CHART))


@given(st.data())
def test_a_closed_year_has_no_receipts_and_no_expenses_left(vouchers, recorded_at, data):
    """Whatever was posted, the closing entry is sound, and zeroes each account, source and member, source by source."""
    from communitywelfare.accounting.vouchers import post

    journal, choices = (
        data.draw(journals(vouchers, recorded_at)),
        BookChoices(contributions=data.draw(st.sampled_from(KeptAs))),
    )
    before = {source: 0 for entry in journal for source in (line.source for line in entry.voucher.postings)}
    for year in (YearStart(10).year_be(be) for be in range(2564, 2568)):
        assert unclosed_before(journal, CHART, year.first) is None
        closes = closing(journal, CHART, choices, year)
        temporary = left_over(journal, year)
        assert (closes is None) is (not any(temporary.values()))
        if closes is None:
            continue
        assert (closes.day, closes.kind) == (year.last, DocumentKind.CLOSING)
        journal = post(journal, CHART, evolve(closes, number=f"Y1/{year.be}"), recorded_at=recorded_at)
        assert not any(left_over(journal, year).values())
        results = [line for line in closes.postings if CHART.account(line.account).type.value == "FUND"]
        assert len({line.source for line in results}) == len(results)
        for line in results:
            expected = sum(amount for (_account, source, _member), amount in temporary.items() if source == line.source)
            assert line.amount.satang == expected
            is_surplus = line.source == "MEMBERS" and choices.contributions is not KeptAs.CAPITAL
            assert line.account == ("33010" if is_surplus else CHART.fund_account(line.source))
    assert set(before) >= {line.source for entry in journal for line in entry.voucher.postings}


def left_over(journal: Journal, year: FiscalYear) -> dict[tuple[str, str, str], int]:
    sums: dict[tuple[str, str, str], int] = {}
    for entry in journal:
        for line in entry.voucher.postings:
            if entry.voucher.day in year and CHART.account(line.account).type.value in {"RECEIPT", "EXPENSE"}:
                key = (line.account, line.source, line.member)
                sums[key] = sums.get(key, 0) + line.amount.satang
    return sums


def test_the_first_day_that_is_not_closed_is_named():
    journal = vouchers.bulk_entries(
        [(evolve(voucher_on(day), number=f"P{day.year}"), NOW) for day in (date(2021, 5, 1), date(2020, 11, 1))], CHART
    )
    assert unclosed_before(journal, CHART, date(2021, 10, 1)) == date(2020, 11, 1)
    assert unclosed_before(journal, CHART, date(2020, 11, 1)) is None
