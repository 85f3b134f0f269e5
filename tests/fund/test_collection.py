"""A collection sheet: who owes what, and that many at once are the same as one after the other."""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare import draw_up, state_scheme
from communitywelfare.accounting import vouchers
from communitywelfare.accounting.vouchers import COLLECTOR_CASH
from communitywelfare.calendar import Month
from communitywelfare.contributions import Contributions, Waiver
from communitywelfare.errors import IdempotencyConflict, InvalidValue, Place, Refused
from communitywelfare.fund.checks import check
from communitywelfare.fund.collection import FilledLine, FilledSheet, SheetId, collection_sheet, take_in
from communitywelfare.fund.desk import leave, receive
from communitywelfare.members import ExitCause, Register
from communitywelfare.money import ZERO, Money, total
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)
FUND = make_package(Plan(members=60, years=2, seed=4)).fund
DAY = FUND.as_of
NAAM = "นางสมใจ"
MEMBERS = [each.number for each in FUND.register.current(DAY)]


def sheet_of(*lines, written=None, village="3", day=DAY):
    filled = tuple(
        FilledLine(member, Money.baht(baht), Place(file="s.csv", row=row))
        for row, (member, baht) in enumerate(lines, start=2)
    )
    return FilledSheet(id=SheetId(village, day), lines=filled, total=None if written is None else Money.baht(written))


def taken(fund, sheet, by=NAAM):
    return take_in(fund, sheet, by=by, recorded_at=NOW)


def codes(error):
    return [finding.code for finding in error.value.findings]


# --- the sheet to print --------------------------------------------------------------------------------------


def test_every_member_of_a_day_is_on_the_sheet_of_one_village():
    villages = {each.village for each in FUND.register}
    rows = [row.member for village in villages for row in collection_sheet(FUND, village, DAY).rows]
    assert sorted(rows) == sorted(MEMBERS)
    for village in villages:
        members = [row.member for row in collection_sheet(FUND, village, DAY).rows]
        assert members == sorted(members)
        assert {FUND.membership(member).village for member in members} <= {village}


@settings(deadline=None, max_examples=40)
@given(fund=funds(max_members=4), day=st.dates(date(2019, 1, 1), date(2024, 9, 30)))
def test_who_pays_what_the_sheet_says_owes_nothing_at_the_end_of_the_month(fund, day):
    """And one satang less leaves something owing: the sheet asks for no more than is owed."""
    dues = fund.bylaw.dues
    for village in {each.village for each in fund.register}:
        sheet = collection_sheet(fund, village, day)
        assert sheet.owed == total(row.owed for row in sheet.rows if row.owed is not None)
        for row in sheet.rows:
            membership = fund.membership(row.member)
            before = tuple(receipt for receipt in fund.contributions if receipt.day <= day)
            waived = tuple(waiver for waiver in fund.contributions.waivers if waiver.decided_on <= day)
            known = evolve(fund, contributions=Contributions(before, waived))
            if row.owed is None:
                assert Month.of(membership.applied) < dues.entries[0][0]
                continue
            arrears = known.contributions.arrears(membership, dues, day)
            assert (row.months, row.overdue) == (arrears.months, arrears.amount)
            last = Month.of(day).last
            assert row.this_month >= ZERO
            if membership.ended is not None and membership.ended <= last:
                continue
            if row.owed > ZERO:
                short = row.owed - Money(1)
                for amount, owing in ((row.owed, ZERO), (short, Money(1))):
                    paid = known
                    if amount > ZERO:
                        paid = receive(known, row.member, amount, on=day, recorded_at=NOW)[0]
                    assert paid.contributions.arrears(membership, dues, last).amount == owing
            else:
                assert known.contributions.arrears(membership, dues, last).amount == ZERO


def test_who_joins_in_the_month_of_the_meeting_is_asked_for_that_month():
    member = FUND.membership(MEMBERS[0])
    new = evolve(member, applied=date(2024, 9, 2), carried=ZERO)
    fund = evolve(FUND, register=Register((new,)), contributions=evolve(FUND.contributions, receipts=()))
    (row,) = collection_sheet(fund, member.village, date(2024, 9, 20)).rows
    assert [amount.plain for amount in (row.overdue, row.this_month)] == ["0.00", "30.00"]
    (row,) = collection_sheet(fund, member.village, date(2024, 10, 4)).rows
    assert [amount.plain for amount in (row.overdue, row.this_month)] == ["30.00", "30.00"]
    (row,) = collection_sheet(fund, member.village, date(2024, 9, 30)).rows
    assert [amount.plain for amount in (row.overdue, row.this_month)] == ["30.00", "0.00"]


def test_what_is_not_known_is_left_blank():
    member = FUND.membership(MEMBERS[0])
    long_ago = evolve(member, applied=date(1990, 1, 1))
    fund = evolve(FUND, register=Register((long_ago,)))
    (row,) = collection_sheet(fund, member.village, DAY).rows
    assert (row.months, row.overdue, row.this_month, row.owed) == (None, None, None, None)
    assert collection_sheet(fund, member.village, DAY).owed == ZERO


def test_without_receipts_nobody_knows_what_is_owed():
    with pytest.raises(Refused) as error:
        collection_sheet(evolve(FUND, absent=frozenset({"contributions"})), "3", DAY)
    assert codes(error) == ["file.missing"]


@given(village=st.text(max_size=8), day=st.dates(date(1990, 1, 1), date(2399, 12, 31)))
def test_the_number_of_a_sheet_says_whose_it_is(village, day):
    assert SheetId.parse(str(SheetId(village, day))) == SheetId(village, day)


@pytest.mark.parametrize(
    "text", ["", "collect", "collect/3", "sheet/3/2024-10-07", "collect/3/7-10-2024", "collect/3/"]
)
def test_what_is_no_number_of_a_sheet_is_told(text):
    with pytest.raises(InvalidValue):
        SheetId.parse(text)


# --- taking it in --------------------------------------------------------------------------------------------


@settings(deadline=None, max_examples=40)
@given(
    payments=st.lists(
        st.tuples(st.sampled_from(MEMBERS), st.integers(1, 900)), min_size=1, max_size=6, unique_by=lambda each: each[0]
    ),
    days_ago=st.integers(0, 20),
)
def test_many_at_once_are_the_same_as_one_after_the_other(payments, days_ago):
    day = DAY - timedelta(days=days_ago)
    payments = [(member, baht) for member, baht in payments if FUND.membership(member).applied <= day]
    if not payments:
        return
    together, result = taken(FUND, sheet_of(*payments, day=day))
    one_by_one = FUND
    for member, baht in payments:
        one_by_one, _paper = receive(one_by_one, member, Money.baht(baht), on=day, recorded_at=NOW, by=NAAM)

    def told(fund):
        return [evolve(receipt, journal_no="") for receipt in fund.contributions]

    assert told(together) == told(one_by_one)
    assert together.journal.balances(DAY) == one_by_one.journal.balances(DAY)
    for member, _baht in payments:
        membership = FUND.membership(member)
        arrears = [fund.contributions.arrears(membership, fund.bylaw.dues, DAY) for fund in (together, one_by_one)]
        assert arrears[0] == arrears[1]
    left, right = (draw_up(fund, state_scheme(), DAY) for fund in (together, one_by_one))
    assert (left.identities, left.section10, left.trial_balance) == (
        right.identities,
        right.section10,
        right.trial_balance,
    )
    assert all(identity.holds for identity in left.identities)
    assert not [finding for finding in check(together) if finding.is_error]
    assert len(together.journal) == len(FUND.journal) + 1
    assert {receipt.journal_no for receipt in result.receipts} == {together.journal.entries[-1].number}
    numbers = [int(receipt.number.partition("/")[0]) for receipt in result.receipts]
    assert numbers == list(range(numbers[0], numbers[0] + len(payments)))
    assert result.amount == total(Money.baht(baht) for _member, baht in payments)


def test_the_money_is_in_the_collector_s_hands_and_the_voucher_names_the_sheet():
    fund, result = taken(FUND, sheet_of((MEMBERS[0], 30), (MEMBERS[1], 60), written=90))
    voucher = fund.journal.entries[-1].voucher
    assert (voucher.number, voucher.reference) == (result.voucher, f"collect/3/{DAY.isoformat()}")
    assert [(line.holder, line.amount) for line in voucher.postings if line.account == COLLECTOR_CASH] == [
        (NAAM, Money.baht(90))
    ]
    assert result.voucher.startswith("S")
    assert {receipt.received_by for receipt in result.receipts} == {NAAM}


def test_a_sheet_that_is_taken_in_twice_changes_nothing_the_second_time():
    sheet = sheet_of((MEMBERS[0], 30), (MEMBERS[1], 60))
    fund, first = taken(FUND, sheet)
    again, second = taken(fund, sheet, by="คนอื่น")
    assert (again, second) == (fund, first)
    later, _paper = leave(fund, MEMBERS[0], on=DAY, cause=ExitCause.MOVED)
    assert taken(later, sheet) == (later, first)


@pytest.mark.parametrize(
    "lines",
    [
        [(MEMBERS[0], 30)],
        [(MEMBERS[0], 30), (MEMBERS[1], 61)],
        [(MEMBERS[0], 30), (MEMBERS[1], 60), (MEMBERS[2], 30)],
        [(MEMBERS[2], 30)],
        [(MEMBERS[0], 60), (MEMBERS[0], 30), (MEMBERS[1], 60)],
    ],
)
def test_a_sheet_with_other_lines_than_the_first_time_is_refused(lines):
    fund, _first = taken(FUND, sheet_of((MEMBERS[0], 30), (MEMBERS[1], 60)))
    with pytest.raises(IdempotencyConflict) as error:
        taken(fund, sheet_of(*lines))
    assert codes(error) == ["sheet.other_lines"]
    taken(fund, sheet_of(*lines, village="4"))
    taken(fund, sheet_of(*lines, day=DAY - timedelta(days=1)))


def test_a_sheet_with_a_bad_line_of_a_member_who_paid_is_the_same_sheet_again():
    sheet = sheet_of((MEMBERS[0], -5), (MEMBERS[0], 30), (MEMBERS[0], 60))
    fund, first = taken(FUND, sheet)
    assert [receipt.amount for receipt in first.receipts] == [Money.baht(30)]
    assert [finding.code for finding in first.findings] == ["receipt.not_positive", "sheet.member_twice"]
    again, second = taken(fund, sheet)
    assert (again, second.receipts) == (fund, first.receipts)


def test_a_sheet_that_was_taken_back_may_be_taken_in_again():
    fund, _first = taken(FUND, sheet_of((MEMBERS[0], 30)))
    back = vouchers.reversal(fund.journal.entries[-1], day=DAY, number="X1", reason="อ่านผิด")
    journal = vouchers.post(fund.journal, fund.chart, back, recorded_at=NOW)
    assert taken(evolve(fund, journal=journal), sheet_of((MEMBERS[0], 60)))[1].amount == Money.baht(60)


def test_bad_lines_are_told_with_their_place_and_the_others_go_on():
    gone, _paper = leave(FUND, MEMBERS[3], on=DAY - timedelta(days=1), cause=ExitCause.MOVED)
    sheet = sheet_of(
        (MEMBERS[0], 30), ("M99999", 30), (MEMBERS[3], 30), (MEMBERS[1], -5), (MEMBERS[0], 30), (MEMBERS[2], 30)
    )
    fund, result = taken(gone, sheet)
    assert [(found.place.row, found.code) for found in result.findings] == [
        (3, "member.not_found"),
        (4, "member.not_active"),
        (5, "receipt.not_positive"),
        (6, "sheet.member_twice"),
    ]
    assert all(finding.is_error for finding in result.findings)
    assert [receipt.member for receipt in result.receipts] == [MEMBERS[0], MEMBERS[2]]
    numbers = [int(receipt.number.partition("/")[0]) for receipt in result.receipts]
    assert numbers[1] == numbers[0] + 1
    again, second = taken(fund, sheet)
    assert again == fund
    assert (second.voucher, second.receipts) == (result.voucher, result.receipts)


@given(off=st.integers(-50, 50).filter(bool))
def test_what_is_written_below_is_the_sum_of_the_lines_or_nothing_is_taken(off):
    lines = ((MEMBERS[0], 30), (MEMBERS[1], 60), ("M99999", 30))
    with pytest.raises(Refused) as error:
        taken(FUND, sheet_of(*lines, written=120 + off))
    assert codes(error) == ["sheet.total_differs"]
    assert taken(FUND, sheet_of(*lines, written=120))[1].amount == Money.baht(90)


def test_nothing_is_taken_where_nothing_can_be():
    for lines, expected in (
        ([], ["sheet.nothing_paid"]),
        ([("M99999", 30)], ["member.not_found", "sheet.nothing_paid"]),
    ):
        with pytest.raises(Refused) as error:
            taken(FUND, sheet_of(*lines))
        assert codes(error) == expected
    with pytest.raises(Refused) as error:
        taken(FUND, sheet_of((MEMBERS[0], 30)), by="")
    assert codes(error) == ["journal.holder_missing"]
    for table in ("contributions", "journal"):
        with pytest.raises(Refused) as error:
            taken(evolve(FUND, absent=frozenset({table})), sheet_of((MEMBERS[0], 30)))
        assert codes(error) == ["file.missing"]


def test_a_month_that_was_waived_is_not_asked_for():
    member = evolve(FUND.membership(MEMBERS[0]), applied=date(2024, 8, 1), carried=ZERO)
    month = Month(2024, 9)
    waiver = Waiver(
        member=member.number, period_from=month, period_to=month, decided_on=date(2024, 9, 1), resolution="1/2567"
    )
    none = evolve(FUND.contributions, receipts=(), waivers=(waiver,))
    fund = evolve(FUND, register=Register((member,)), contributions=none)
    (row,) = collection_sheet(fund, member.village, date(2024, 9, 20)).rows
    assert [amount.plain for amount in (row.overdue, row.this_month)] == ["30.00", "0.00"]
