"""Lists from the register and the receipts: each total is walked to by another road."""

from collections import Counter
from datetime import date, timedelta
from functools import cache

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.fund.lists import (
    ELDERLY_AGE,
    dues_book,
    elders,
    member_statistics,
    movement,
    owing,
    register_lines,
)
from communitywelfare.identity import PersonName
from communitywelfare.members import ExitCause, Membership, Person, Register
from communitywelfare.money import ZERO, total
from communitywelfare.strategies import days, funds, registers, year_starts
from communitywelfare.synthetic import Plan, make_package


@cache
def next_fund():
    """A small fund with books of two years."""
    return make_package(Plan(members=15, years=2, seed=5)).fund


lately = days(at_least=date(2018, 1, 1), at_most=date(2025, 12, 31))
spans = st.tuples(lately, lately).map(sorted)


# --- movement (M8) -----------------------------------------------------------------------------------------


@given(registers(max_size=8), spans)
def test_opening_and_who_came_less_who_went_is_closing_in_each_village_and_in_all(register, span):
    first, last = span
    villages = movement(register, first, last)

    for each in villages:
        assert each.opening + each.joined - each.left == each.closing
    assert sum(each.opening for each in villages) == len(register.current(first - timedelta(days=1)))
    assert sum(each.closing for each in villages) == len(register.current(last))


@given(registers(max_size=8), spans)
def test_what_is_movement_of_a_span_is_the_movement_of_its_days(register, span):
    first, last = span
    middle = first + (last - first) // 2
    if middle == last:
        return
    halves = (*movement(register, first, middle), *movement(register, middle + timedelta(days=1), last))
    whole = movement(register, first, last)

    for name in ("joined", "died", "resigned", "moved", "lapsed"):
        assert sum(getattr(each, name) for each in halves) == sum(getattr(each, name) for each in whole)


def member(number, applied, ended=None, *, cause=None, village="1", birth=None):
    person = Person(name=PersonName("สมมติ"), citizen_id=None, no_id_reason="ตัวอย่าง", birth=birth)
    return Membership(number=number, person=person, applied=applied, ended=ended, cause=cause, village=village)


def test_a_year_of_three_villages():
    register = Register(
        (
            member("M1", date(2020, 1, 1)),
            member("M2", date(2020, 1, 1), date(2024, 1, 5), cause=ExitCause.DECEASED),
            member("M3", date(2020, 1, 1), date(2024, 2, 5), cause=ExitCause.RESIGNED, village="10"),
            member("M4", date(2024, 1, 31), village="2"),
            member("M5", date(2024, 3, 1), date(2024, 3, 1), cause=ExitCause.RESIGNED, village="2"),
            member("M6", date(2024, 3, 1), date(2024, 9, 30), cause=ExitCause.LAPSED, village="2"),
            member("M7", date(2020, 1, 1), date(2024, 4, 1), village=""),
        )
    )
    found = {
        each.village: (each.opening, each.joined, each.died, each.resigned, each.moved, each.lapsed, each.closing)
        for each in movement(register, date(2023, 10, 1), date(2024, 9, 30))
    }

    assert list(found) == ["1", "2", "10", ""]
    assert found == {
        "1": (2, 0, 1, 0, 0, 0, 1),
        "2": (0, 2, 0, 0, 0, 1, 1),
        "10": (1, 0, 0, 1, 0, 0, 0),
        "": (1, 0, 0, 0, 0, 1, 0),
    }


# --- dues (M2, M9) -----------------------------------------------------------------------------------------


@given(funds(), lately, year_starts())
def test_the_rows_and_the_months_of_the_dues_book_add_up_to_the_receipts(fund, on, start):
    fund = evolve(fund, profile=evolve(fund.profile, year_start=start))
    book = dues_book(fund, on)
    received = [
        each
        for each in fund.contributions
        if each.kind.is_dues and not each.voided and book.year.first <= each.day <= on
    ]

    assert on in book.year
    assert total(row.amount for row in book.rows) == total(each.amount for each in received)
    for row in book.rows:
        assert row.amount == total(each.amount for each in received if each.member == row.number)
    assert Counter(each for row in book.rows for month in row.receipts for each in month) == Counter(received)


@given(funds(), lately)
def test_a_receipt_stands_under_the_month_of_its_day(fund, on):
    fund = evolve(fund, profile=evolve(fund.profile, year_start=YearStart(10)))
    book = dues_book(fund, on)

    for row in book.rows:
        for month, receipts in zip(book.months, row.receipts, strict=True):
            assert all((each.day.year, each.day.month) == (month.year, month.number) for each in receipts)


@given(funds(), lately)
def test_every_member_of_the_year_has_one_row_and_nobody_else(fund, on):
    numbers = [row.number for row in dues_book(fund, on).rows]
    first = fund.profile.year_start.year_of(on).first
    there = {
        each.number
        for each in fund.register
        if any(each.is_current(first + timedelta(days=ahead)) for ahead in range((on - first).days + 1))
    }
    paid = {each.member for each in fund.contributions if first <= each.day <= on and each.kind.is_dues}

    assert len(numbers) == len(set(numbers))
    assert set(numbers) == there | paid


def test_a_receipt_of_a_number_that_the_register_lacks_is_not_lost():
    fund = next_fund()
    stranger = evolve(fund.contributions.receipts[0], member="X9", number="9/2567")
    fund = evolve(fund, contributions=evolve(fund.contributions, receipts=(*fund.contributions.receipts, stranger)))
    row = dues_book(fund, fund.contributions.receipts[0].day).rows[-1]

    assert (row.number, row.membership, row.arrears, row.amount) == ("X9", None, None, stranger.amount)


def test_a_void_receipt_brings_nothing_into_the_dues_book():
    fund = next_fund()
    before = total(row.amount for row in dues_book(fund, fund.as_of).rows)
    first = fund.profile.year_start.year_of(fund.as_of).first
    paid = next(each for each in fund.contributions if each.kind.is_dues and each.day >= first)
    receipts = tuple(evolve(each, voided=each is paid) for each in fund.contributions)
    after = dues_book(evolve(fund, contributions=evolve(fund.contributions, receipts=receipts)), fund.as_of)

    assert total(row.amount for row in after.rows) == before - paid.amount


def test_who_left_on_the_first_day_of_the_year_is_not_in_its_dues_book():
    gone = [member("M1", date(2020, 1, 1), date(2023, 10, day), cause=ExitCause.RESIGNED) for day in (1, 2)]
    register = Register((gone[0], evolve(gone[1], number="M2")))
    fund = evolve(next_fund(), register=register, contributions=evolve(next_fund().contributions, receipts=()))

    assert [row.number for row in dues_book(fund, date(2024, 9, 30)).rows] == ["M2"]


@given(funds(), lately)
def test_who_owes_is_who_is_current_and_behind(fund, on):
    behind, unknown = owing(fund, on)
    current = fund.register.current(on)

    assert 0 <= unknown <= len(current)
    assert {each.membership.number for each in behind} <= {each.number for each in current}
    for each in behind:
        assert each.arrears == fund.contributions.arrears(each.membership, fund.bylaw.dues, on)
        assert each.arrears.amount > ZERO
    owed = {each.membership.number for each in behind}
    square = [each for each in current if each.number not in owed]
    assert len(square) >= unknown


# --- statistics (Y6), the register (Y7), the elderly (Y8) ---------------------------------------------------


@given(funds(max_members=6), lately)
def test_statistics_agree_with_the_register_at_the_end_of_each_year(fund, on):
    counted = member_statistics(fund, on)

    assert 1 <= len(counted.years) <= 5
    assert on in counted.years[-1]
    for place, year in enumerate(counted.years):
        day = min(year.last, on)
        assert counted.all.current[place] == len(fund.register.current(day))
        assert counted.all.ever[place] == sum(each.applied <= day for each in fund.register)
        assert sum(count.ever[place] for _village, count in counted.by_village) == counted.all.ever[place]
        assert sum(count.current[place] for _village, count in counted.by_village) == counted.all.current[place]
        for group, count in counted.by_group:
            of_group = [
                each
                for each in fund.register.current(day)
                if (group in each.person.groups if group else not each.person.groups)
            ]
            assert count.current[place] == len(of_group)


@given(funds(), lately)
def test_the_register_lists_every_membership_that_had_begun_with_what_it_paid(fund, on):
    lines = register_lines(fund, on)

    assert [line.membership for line in lines] == [each for each in fund.register if each.applied <= on]
    assert sum(line.status.value == "ACTIVE" for line in lines) == len(fund.register.current(on))
    dues = [each for each in fund.contributions if each.kind.is_dues and not each.voided and each.day <= on]
    paid = total(line.contributed for line in lines)
    begun = {line.membership.number for line in lines}
    assert paid == total(each.amount for each in dues if each.member in begun)


def test_what_was_paid_is_not_zero_but_unknown_where_no_receipts_are_given():
    fund = evolve(next_fund(), absent=frozenset({"contributions"}))

    assert {line.contributed for line in register_lines(fund, date(2024, 9, 30))} == {None}


@pytest.mark.parametrize(("on", "is_listed"), [(date(2024, 9, 29), False), (date(2024, 9, 30), True)])
def test_a_member_is_elderly_on_the_sixtieth_birthday(on, is_listed):
    born = PartialDate(date(2024 - ELDERLY_AGE, 9, 30))
    fund = evolve(
        next_fund(), register=Register((member("M1", date(2020, 1, 1), birth=born), member("M2", date(2020, 1, 1))))
    )
    found, unknown = elders(fund, on)

    assert [(each.age, each.since) for each in found] == [(60, date(2024, 9, 30))] * is_listed
    assert unknown == 1


@given(funds(max_members=6), lately)
def test_elders_stand_in_the_order_in_which_they_came_to_be(fund, on):
    found, unknown = elders(fund, on)

    assert [each.since for each in found] == sorted(each.since for each in found)
    assert all(each.since <= on and each.membership.is_current(on) for each in found)
    assert len(found) + unknown <= len(fund.register.current(on))
