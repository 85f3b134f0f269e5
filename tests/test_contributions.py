"""Dues by four conventions, and arrears: what is owed, what is paid, and which month a payment reaches."""

from datetime import date
from fractions import Fraction

import pytest
from attrs import evolve, fields
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.bulk import ManyValues
from communitywelfare.calendar import Month
from communitywelfare.contributions import (
    Contributions,
    Convention,
    Dues,
    DuesHistory,
    FirstMonth,
    Receipt,
    ReceiptKind,
    Waiver,
)
from communitywelfare.errors import InvalidValue, MissingFact
from communitywelfare.identity import PersonName
from communitywelfare.members import ExitCause, Membership, Person
from communitywelfare.money import ZERO, Direction, Money, Rounding, total
from communitywelfare.strategies import amounts, days, dues, dues_histories, memberships, months, receipts

UP = Rounding(to=Money.baht(1), direction=Direction.UP, source="test")
BAHT_A_DAY = Dues(convention=Convention.FLAT_30, rate=Money.baht(1))
FROM_2020 = DuesHistory(((Month(2020, 1), BAHT_A_DAY),))
MEMBER = Membership(number="M0001", person=Person(name=PersonName("มาลี"), citizen_id=None), applied=date(2024, 1, 15))


def receipt(amount: str, on: date, **changes: object) -> Receipt:
    month = Month.of(on)
    kind = ReceiptKind.MONTHLY
    plain = Receipt(number="1", day=on, member="M0001", kind=kind, period_from=month, period_to=month, amount=ZERO)
    return evolve(plain, amount=Money.baht(amount), **changes)


# --- what a month asks -------------------------------------------------------------------------------------


def of_year(asked: Dues, year: int) -> Money:
    return total(asked.of(Month(year, number)) for number in range(1, 13))


@given(dues(), st.integers(2005, 2100))
def test_a_year_asks_what_its_convention_says(asked, year):
    leap = Month(year, 2).days - 28
    expected = {
        Convention.DAYS_IN_MONTH: asked.rate * (365 + leap),
        Convention.FLAT_30: asked.rate * 360,
        Convention.ANNUAL_FLAT: asked.rate,
        Convention.ANNUAL_DIV_12: asked.of(Month(year, 1)) * 12,
    }
    assert of_year(asked, year) == expected[asked.convention]


@given(dues(), months())
def test_no_month_asks_a_satang_more_than_a_twelfth_and_its_days_say(asked, month):
    most = asked.rate * 31 if asked.convention is not Convention.ANNUAL_DIV_12 else asked.rate + UP.to
    assert ZERO < asked.of(month) <= most
    if asked.convention is Convention.ANNUAL_FLAT:
        assert abs(asked.of(month).satang - Fraction(asked.rate.satang, 12)) < 1


@pytest.mark.parametrize("rate", [ZERO, Money(-1)])
def test_dues_are_more_than_nothing(rate):
    with pytest.raises(InvalidValue, match="not positive") as refused:
        Dues(convention=Convention.FLAT_30, rate=rate)
    assert refused.value.findings[0].code == "dues.rate_not_positive"


def test_a_twelfth_that_rounds_to_nothing_is_refused():
    down = Rounding(to=Money.baht(100), direction=Direction.DOWN, source="test")
    with pytest.raises(InvalidValue, match="not positive"):
        Dues(convention=Convention.ANNUAL_DIV_12, rate=Money.baht(365), rounding=down)


def test_a_twelfth_of_a_year_needs_a_rounding_rule():
    with pytest.raises(InvalidValue, match="rounding rule"):
        Dues(convention=Convention.ANNUAL_DIV_12, rate=Money.baht(365))


# --- dues through time -------------------------------------------------------------------------------------


@given(dues_histories(), months())
def test_the_newest_entry_that_has_begun_governs_a_month(history, month):
    begun = [asked for start, asked in history.entries if start <= month]
    assert history.in_force(month) == begun[-1]


@given(dues_histories(), months(), st.integers(0, 60))
def test_what_is_owed_for_months_is_the_sum_of_what_each_asks(history, first, count):
    each = [history.in_force(first.plus(ahead)).of(first.plus(ahead)) for ahead in range(count)]
    assert history.owed_before(first.plus(count)) - history.owed_before(first) == total(each)
    assert history.owed_through(first, first.plus(count - 1)) == total(each)


@given(dues_histories(), months(), amounts(at_least=ZERO, at_most=Money.baht(20_000)))
def test_money_covers_as_many_whole_months_as_it_pays_for(history, first, paid):
    covered = history.months_covered(paid, first)
    assume(first.plus(covered) < history.entries[0][0].plus(150 * 12))
    start = history.owed_before(first)
    assert history.owed_before(first.plus(covered)) - start <= paid
    assert history.owed_before(first.plus(covered + 1)) - start > paid


def test_money_for_centuries_covers_the_150_years_for_which_dues_are_known():
    assert FROM_2020.months_covered(Money.baht(10_000_000), Month(2020, 1)) == 150 * 12


def test_less_than_nothing_covers_no_month():
    assert FROM_2020.months_covered(Money.baht(-60), Month(2024, 1)) == 0


@pytest.mark.parametrize("entries", [(), ((Month(2021, 1), BAHT_A_DAY), (Month(2020, 1), BAHT_A_DAY))])
def test_dues_without_an_order_are_refused(entries):
    with pytest.raises(InvalidValue, match="in the order"):
        DuesHistory(entries)


@pytest.mark.parametrize(
    "ask",
    [
        lambda history, month: history.in_force(month),
        lambda history, month: history.owed_before(month),
        lambda history, month: history.months_covered(ZERO, month),
    ],
)
def test_what_was_owed_before_the_first_known_dues_is_not_known(ask):
    with pytest.raises(MissingFact) as missing:
        ask(FROM_2020, Month(2019, 12))
    finding = missing.value.findings[0]
    assert (finding.code, finding.params["known"]) == ("fact.dues_unknown", Month(2020, 1))
    assert "2019-12" in str(missing.value)


def test_what_will_be_owed_in_150_years_is_not_known_either():
    assert FROM_2020.owed_before(Month(2170, 1)) == Money.baht(30 * 12 * 150)
    with pytest.raises(MissingFact) as missing:
        FROM_2020.owed_before(Month(2170, 2))
    assert missing.value.findings


@pytest.mark.parametrize(("rule", "first"), [(FirstMonth.JOINING, Month(2024, 1)), (FirstMonth.NEXT, Month(2024, 2))])
def test_the_first_month_owed_is_what_the_rule_says(rule, first):
    history = DuesHistory(((Month(2020, 1), evolve(BAHT_A_DAY, first_month=rule)),))
    assert history.first_owed(MEMBER) == first


# --- arrears -----------------------------------------------------------------------------------------------


def arrears_month_by_month(membership: Membership, paid: Money, history: DuesHistory, on: date) -> tuple[int, Money]:
    """Months owed and not wholly paid, and their money, each month looked at on its own, the oldest paid first."""
    month, behind, owed = Month.of(membership.applied), 0, ZERO
    if history.in_force(month).first_month is FirstMonth.NEXT:
        month = month.plus(1)
    while month.last <= on and (
        membership.ended is None or month < Month.of(membership.ended) or on < membership.ended
    ):
        asked = history.in_force(month).of(month)
        taken = max(ZERO, min(asked, paid))
        paid -= taken
        behind += taken < asked
        owed += asked - taken
        month = month.plus(1)
    return behind, owed


PAYMENTS = st.lists(receipts(), max_size=6).map(tuple)


@given(memberships(), PAYMENTS, dues_histories(), days())
def test_arrears_agree_with_looking_at_every_month(membership, payments, history, on):
    contributions = Contributions(payments)
    found = contributions.arrears(membership, history, on)
    paid = membership.carried + total(
        each.amount for each in payments if each.kind.is_dues and not each.voided and each.day <= on
    )
    assert contributions.paid(membership, on) == paid
    assert (found.months, found.amount) == arrears_month_by_month(membership, paid, history, on)
    assert found.on == on


@given(memberships(), PAYMENTS, dues_histories(), days())
def test_the_oldest_month_owed_is_the_one_after_the_last_paid(membership, payments, history, on):
    found = Contributions(payments).arrears(membership, history, on)
    assert (found.oldest is None) == (found.months == 0) == (found.amount == ZERO)
    first = history.first_owed(membership)
    if found.oldest is not None:
        assert found.oldest == (first if found.paid_through is None else found.paid_through.plus(1))
    if found.paid_through is not None:
        assert found.paid_through >= first


@given(memberships(), PAYMENTS, dues_histories(), days())
def test_a_card_shows_every_month_due_and_where_every_satang_went(membership, payments, history, on):
    contributions = Contributions(payments)
    card, found = contributions.card(membership, history, on), contributions.arrears(membership, history, on)
    owed, paid = total(line.owed for line in card), total(line.paid for line in card)
    assert paid == min(owed, contributions.paid(membership, on))
    assert owed - paid == found.amount
    assert sum(line.paid < line.owed for line in card) == found.months
    assert [line.month for line in card] == [history.first_owed(membership).plus(ahead) for ahead in range(len(card))]
    assert [line.paid < line.owed for line in card] == sorted(line.paid < line.owed for line in card)
    assert all(bool(line.receipts) == (line.paid > ZERO) for line in card)


@given(memberships(), PAYMENTS, dues_histories(), days(), st.randoms())
def test_the_order_in_which_receipts_are_listed_does_not_matter(membership, payments, history, on, chance):
    shuffled = list(payments)
    chance.shuffle(shuffled)
    arrears = [Contributions(tuple(listed)).arrears(membership, history, on) for listed in (payments, shuffled)]
    assert arrears[0] == arrears[1]


@given(memberships(), PAYMENTS, receipts(), dues_histories(), days())
def test_paying_more_never_increases_arrears(membership, payments, one_more, history, on):
    before = Contributions(payments).arrears(membership, history, on)
    after = Contributions((*payments, one_more)).arrears(membership, history, on)
    assert after.months <= before.months
    assert after.amount <= before.amount


@given(memberships(), PAYMENTS, receipts(), dues_histories(), days())
def test_a_void_receipt_is_kept_and_counts_for_nothing(membership, payments, void, history, on):
    without, withit = Contributions(payments), Contributions((*payments, evolve(void, voided=True)))
    assert len(withit) == len(without) + 1
    assert list(withit)[:-1] == list(without)
    assert withit.arrears(membership, history, on) == without.arrears(membership, history, on)


@given(memberships(), PAYMENTS, dues_histories(), days(), days())
def test_without_a_payment_arrears_only_grow_until_the_member_leaves(membership, payments, history, one, other):
    earlier, later = min(one, other), max(one, other)
    assume(not any(earlier < each.day <= later for each in payments))
    assume(membership.ended is None or not earlier < membership.ended <= later)
    contributions = Contributions(payments)
    before = contributions.arrears(membership, history, earlier)
    assert before.amount <= contributions.arrears(membership, history, later).amount


@given(receipts(), st.sampled_from(ReceiptKind))
def test_fees_and_other_receipts_pay_no_dues(each, kind):
    counted = Contributions((evolve(each, kind=kind, voided=False),)).of_member
    assert bool(counted) == (kind in {ReceiptKind.MONTHLY, ReceiptKind.HALF_YEARLY, ReceiptKind.YEARLY})


def test_a_month_is_due_at_the_end_of_its_last_day():
    contributions = Contributions(())
    assert contributions.arrears(MEMBER, FROM_2020, date(2024, 1, 30)).months == 0
    assert contributions.arrears(MEMBER, FROM_2020, date(2024, 1, 31)).months == 1
    assert contributions.arrears(MEMBER, FROM_2020, date(2024, 2, 28)).months == 1
    assert contributions.arrears(MEMBER, FROM_2020, date(2024, 2, 29)).months == 2


def test_for_the_month_of_leaving_nothing_is_owed():
    left = evolve(MEMBER, ended=date(2024, 4, 30), cause=ExitCause.RESIGNED)
    assert Contributions(()).arrears(left, FROM_2020, date(2024, 12, 31)).amount == Money.baht(90)
    assert Contributions(()).arrears(left, FROM_2020, date(2024, 4, 29)).months == 3


def test_a_payment_reaches_the_oldest_month_first_and_may_reach_it_in_part():
    paid = Contributions((receipt("45", date(2024, 3, 31)),))
    found = paid.arrears(MEMBER, FROM_2020, date(2024, 3, 31))
    assert (found.months, found.amount, found.oldest) == (2, Money.baht(45), Month(2024, 2))
    assert found.paid_through == Month(2024, 1)
    card = paid.card(MEMBER, FROM_2020, date(2024, 3, 31))
    assert [line.paid for line in card] == [Money.baht(30), Money.baht(15), ZERO]


def test_one_receipt_may_pay_several_months_and_several_receipts_one():
    paid = Contributions((receipt("20", date(2024, 1, 31), number="1"), receipt("25", date(2024, 2, 29), number="2")))
    carried = evolve(MEMBER, carried=Money.baht(5))
    card = paid.card(carried, FROM_2020, date(2024, 2, 29))
    assert [(line.paid, line.receipts) for line in card] == [
        (Money.baht(30), ("", "1", "2")),
        (Money.baht(20), ("2",)),
    ]


def test_months_paid_ahead_are_told():
    ahead = Contributions((receipt("360", date(2024, 1, 20)),)).arrears(MEMBER, FROM_2020, date(2024, 1, 31))
    assert (ahead.months, ahead.oldest, ahead.paid_through) == (0, None, Month(2024, 12))


def test_a_receipt_is_known_by_book_and_number():
    assert receipt("30", date(2024, 1, 1), book="ก", number="7").key == ("ก", "7")


# --- months that nobody owes -------------------------------------------------------------------------------


def let_off(first: Month, last: Month, on: date = date(2024, 1, 1)) -> Waiver:
    return Waiver(member="M0001", period_from=first, period_to=last, decided_on=on, resolution="3/2567")


@given(st.lists(st.tuples(months(), st.integers(0, 5)), max_size=3), amounts(at_least=ZERO), days())
def test_what_is_waived_is_owed_by_nobody_and_every_other_month_as_before(spans, paid, on):
    """A card by hand: months that are due and not waived, paid from the oldest on."""
    waivers = tuple(let_off(first, first.plus(more)) for first, more in spans)
    given_ = (receipt("1", MEMBER.applied),) if paid == ZERO else (receipt(paid.plain, MEMBER.applied),)
    contributions = Contributions(given_, waivers)
    found = contributions.arrears(MEMBER, FROM_2020, on)
    waived = {index for each in waivers if each.decided_on <= on for index in each.months}
    first = Month(2024, 1)
    last = Month.of(on) if on == Month.of(on).last else Month.of(on).plus(-1)
    due = [Month.at(index) for index in range(first.index, last.index + 1) if index not in waived]
    left = given_[0].amount if on >= MEMBER.applied else ZERO
    unpaid = due[left.satang // 3000 :]
    assert found.months == len(unpaid)
    assert found.oldest == (unpaid[0] if unpaid else None)
    assert found.amount == max(ZERO, Money.baht(30) * len(due) - left)


@given(amounts(at_least=Money(1)), days(at_least=date(2024, 2, 1)))
def test_a_waiver_of_months_before_joining_or_of_another_changes_nothing(paid, on):
    plain = Contributions((receipt(paid.plain, MEMBER.applied),))
    early = evolve(plain, waivers=(let_off(Month(2022, 1), Month(2023, 12)),))
    other = evolve(plain, waivers=(evolve(let_off(Month(2024, 1), Month(2024, 9)), member="M0002"),))
    later = evolve(plain, waivers=(let_off(Month(2024, 1), Month(2024, 9), on=date.max),))
    expected = plain.arrears(MEMBER, FROM_2020, on)
    assert early.arrears(MEMBER, FROM_2020, on) == expected
    assert other.arrears(MEMBER, FROM_2020, on) == expected
    assert later.arrears(MEMBER, FROM_2020, on) == expected


def test_the_card_shows_a_waived_month_as_asking_nothing():
    contributions = Contributions((receipt("30", MEMBER.applied),), (let_off(Month(2024, 1), Month(2024, 1)),))
    lines = contributions.card(MEMBER, FROM_2020, date(2024, 3, 31))
    assert [(line.owed, line.paid) for line in lines] == [
        (ZERO, ZERO),
        (Money.baht(30), Money.baht(30)),
        (Money.baht(30), ZERO),
    ]


@given(st.lists(st.tuples(months(), st.integers(0, 5)), max_size=3), days(at_least=date(2024, 2, 1)))
def test_what_is_owed_to_a_month_is_the_sum_of_what_its_card_asks(spans, on):
    contributions = Contributions((), tuple(let_off(first, first.plus(more)) for first, more in spans))
    lines = contributions.card(MEMBER, FROM_2020, on)
    last = lines[-1].month if lines else Month(2023, 12)
    assert contributions.owed(MEMBER, FROM_2020, last, on) == total(line.owed for line in lines)


NUMBERS = st.sampled_from(["1/2567", "2/2567", "3/2567"])


@given(
    st.lists(NUMBERS.flatmap(lambda number: receipts(number=number)) | receipts(member="M0002"), max_size=6),
    st.sampled_from(["column", "some", "voided", "told twice", "of numbers", "of member", "all", "equal", "evolved"]),
)
def test_receipts_that_are_kept_as_columns_are_the_same_receipts(drawn, question):
    names = [each.name for each in fields(Receipt)]
    columns = {name: [getattr(each, name) for each in drawn] for name in names}
    alone, together = Contributions(tuple(drawn)), Contributions(ManyValues(Receipt, len(drawn), columns))
    for name in names if question == "column" else ():
        assert list(alone.column(name)) == list(together.column(name)) == columns[name]
    asked = {
        "some": lambda each: each.some([*range(1, len(drawn)), 0][: len(drawn)]),
        "voided": lambda each: each.voided,
        "told twice": lambda each: each.dues_told_twice,
        "of numbers": lambda each: each.dues_of_numbers({"1/2567", "3/2567"}),
        "of member": lambda each: (each.of_member, each.every_of_member, each.dues_payers),
        "all": lambda each: (each.receipts, tuple(each), len(each), repr(each)),
        "equal": lambda each: (each, hash(each)),
        "evolved": lambda each: evolve(each, waivers=()),
    }
    if question in asked:
        assert asked[question](alone) == asked[question](together)


@given(st.lists(NUMBERS.flatmap(lambda number: receipts(number=number)) | receipts(member="M0002"), max_size=6))
def test_voided_receipts_and_dues_told_twice_are_found_among_all(drawn):
    paid = Contributions(tuple(drawn))
    assert paid.voided == tuple(each for each in drawn if each.voided)
    lines = [(each.book, each.number, each.member) if each.kind.is_dues else None for each in drawn]
    again = [place for place, line in enumerate(lines) if line is not None and line in lines[:place]]
    assert paid.dues_told_twice == again
    assert (len(paid.dues_by_line) < sum(each.kind.is_dues for each in drawn)) is bool(again)
