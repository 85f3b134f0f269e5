"""Money: what it reads and prints, what it refuses, how rates are rounded and amounts are split."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidMoney, InvalidValue
from communitywelfare.money import ZERO, Direction, Money, Rounding, apportion, total
from communitywelfare.strategies import amounts

SATANG_DOWN = Rounding(to=Money(1), direction=Direction.DOWN, source="test")
METHODS = ["webster", "largest remainder", "quota"]
WEIGHTS = st.lists(st.integers(0, 60) | st.fractions(0, 5, max_denominator=12), min_size=1, max_size=5).filter(any)
THREE = st.lists(st.integers(0, 60), min_size=1, max_size=3).filter(any)


def satang(*amounts_of_satang: int) -> tuple[Money, ...]:
    return tuple(map(Money, amounts_of_satang))


# --- reading and printing ----------------------------------------------------------------------------------


@given(amounts())
def test_what_is_printed_is_read_back(amount):
    assert Money.baht(str(amount)) == amount
    assert Money.baht(amount.plain) == amount
    assert Money.baht(Decimal(amount.plain)) == amount


@pytest.mark.parametrize(
    ("text", "in_satang"),
    [
        ("0", 0),
        ("-0.00", 0),
        ("1234.5", 123_450),
        ("1,234.50", 123_450),
        (" 1,234.50 ", 123_450),
        ("-0.05", -5),
        ("999,999,999,999,999.99", 99_999_999_999_999_999),
    ],
)
def test_baht_are_read_as_people_write_them(text, in_satang):
    assert Money.baht(text).satang == in_satang


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1.005",
        "1,23",
        "12,34.00",
        "1234,567",
        ".5",
        "5.",
        "1e3",
        "๑๐๐",
        "ร้อยบาท",
        "NaN",
        "1 000",
        "+5",
        "--5",
        "1,,000",
    ],
)
def test_other_text_is_refused_and_shown(text):
    with pytest.raises(InvalidMoney) as refused:
        Money.baht(text)
    assert repr(text) in str(refused.value)
    assert refused.value.findings[0].params["value"] == text


def test_more_digits_than_there_is_money_are_refused_like_other_text():
    with pytest.raises(InvalidMoney):
        Money.baht("1" + ",000" * 2_000)


@pytest.mark.parametrize("value", [1.0, 0.1, float("nan"), True, Decimal("1.005"), Decimal("NaN"), Decimal("Infinity")])
def test_what_is_not_exact_baht_is_refused(value):
    with pytest.raises(InvalidMoney):
        Money.baht(value)


@pytest.mark.parametrize("value", [1.0, True, "1", Decimal(1), None])
def test_satang_are_whole_numbers(value):
    with pytest.raises(InvalidMoney):
        Money(value)


@given(st.floats())
def test_no_float_is_ever_money(number):
    for make in (Money, Money.baht):
        with pytest.raises(InvalidMoney):
            make(number)
    with pytest.raises(TypeError):
        Money(1) * number
    with pytest.raises(TypeError):
        Money(1) + number


def test_a_decimal_loses_nothing_to_the_precision_of_its_caller():
    with localcontext(prec=3):
        assert Money.baht(Decimal("1234.56")) == Money(123_456)
    with pytest.raises(InvalidMoney):
        Money.baht(Decimal("1.00000000000000000000000000000001"))


@pytest.mark.parametrize("value", ["1E+3", "1000", "1000.00"])
def test_a_decimal_may_be_written_in_any_way(value):
    assert Money.baht(Decimal(value)) == Money.baht(1_000)


@pytest.mark.parametrize("value", ["1E+15", "1E+400000000", "1E-400000000"])
def test_a_decimal_beyond_all_money_is_refused_at_once(value):
    with pytest.raises(InvalidMoney):
        Money.baht(Decimal(value))


def test_money_is_set_in_columns_as_text_is():
    assert f"{Money.baht(1234):>12}|" == "    1,234.00|"


def test_printed_money_is_grouped_and_plain_money_is_not():
    assert str(Money(-123_456_789)) == "-1,234,567.89"
    assert Money(-123_456_789).plain == "-1234567.89"
    assert repr(Money(5)) == "Money('0.05')"
    assert (str(ZERO), str(Money(-5))) == ("0.00", "-0.05")


# --- arithmetic and order ----------------------------------------------------------------------------------


@given(amounts(), amounts(), st.integers(-50, 50))
def test_arithmetic_is_that_of_satang(one, other, times):
    assert (one + other).satang == one.satang + other.satang
    assert (one - other).satang == one.satang - other.satang
    assert (one * times).satang == (times * one).satang == one.satang * times
    assert (-one).satang == -one.satang
    assert total([one, other, one]) == one + other + one
    assert (one < other, one <= other) == (one.satang < other.satang, one.satang <= other.satang)
    assert (one > other, one >= other) == (other < one, other <= one)
    assert (one == other) == (one.satang == other.satang)


def test_the_total_of_nothing_is_money_too():
    assert total([]) == ZERO


def test_money_has_no_truth_value():
    with pytest.raises(TypeError, match="compare with ZERO"):
        bool(ZERO)


@pytest.mark.parametrize("other", [1, "1", None, 1.0, Fraction(1)])
def test_money_does_not_mix_with_what_is_no_money(other):
    for operate in (
        lambda money: money + other,
        lambda money: money - other,
        lambda money: money < other,
        lambda money: money <= other,
        lambda money: money > other,
        lambda money: money >= other,
        lambda money: money * money,
        lambda money: sum([money]),
    ):
        with pytest.raises(TypeError):
            operate(Money(1))
    assert Money(1) != other


# --- rates -------------------------------------------------------------------------------------------------


def nearest(exact: Fraction, unit: int, direction: Direction) -> int:
    """The multiple of the unit that the direction asks for, found by looking at both neighbours."""
    below = max(step * unit for step in range(int(exact // unit) - 2, int(exact // unit) + 3) if step * unit <= exact)
    above = below if below == exact else below + unit
    match direction:
        case Direction.DOWN:
            return below
        case Direction.UP:
            return above
    if exact - below == above - exact:
        return above if direction is Direction.HALF_UP or (below // unit) % 2 else below
    return below if exact - below < above - exact else above


@given(
    amounts(),
    st.fractions(0, 3, max_denominator=60),
    st.sampled_from([1, 25, 100, 500]),
    st.sampled_from(Direction),
)
def test_a_rate_is_rounded_to_the_unit_in_the_stated_direction(amount, rate, unit, direction):
    rounding = Rounding(to=Money(unit), direction=direction, source="test")
    assert amount.at_rate(rate, rounding).satang == nearest(amount.satang * rate, unit, direction)


@pytest.mark.parametrize(
    ("direction", "baht"),
    [
        ("down", [0, 0, 0, 1, 2, 3, -1]),
        ("up", [1, 1, 1, 2, 3, 4, 0]),
        ("half up", [0, 1, 1, 2, 3, 4, 0]),
        ("half even", [0, 0, 1, 2, 2, 4, 0]),
    ],
)
def test_a_half_goes_where_the_direction_says(direction, baht):
    rounding = Rounding(to=Money.baht(1), direction=direction, source="test")
    exact = [
        Fraction(2, 5),
        Fraction(1, 2),
        Fraction(3, 5),
        Fraction(3, 2),
        Fraction(5, 2),
        Fraction(7, 2),
        Fraction(-1, 2),
    ]
    assert [Money.baht(1).at_rate(rate, rounding) for rate in exact] == [Money.baht(whole) for whole in baht]


def test_rounding_the_total_once_keeps_what_rounding_each_receipt_loses():
    # 365 receipts of one baht, matched at a third: decisions-cofunding-privacy D.2.
    receipts = [Money.baht(1)] * 365
    third = Fraction(1, 3)
    assert total(receipt.at_rate(third, SATANG_DOWN) for receipt in receipts) == Money.baht("120.45")
    assert total(receipts).at_rate(third, SATANG_DOWN) == Money.baht("121.66")


@pytest.mark.parametrize("unit", [ZERO, Money(-1)])
def test_nothing_is_rounded_to_no_unit(unit):
    with pytest.raises(InvalidMoney, match="cannot round"):
        Rounding(to=unit, direction=Direction.UP, source="test")


# --- splitting ---------------------------------------------------------------------------------------------


# Numbers in brackets are those of the invariants in decisions-cofunding-privacy D.4.


# [1] conservation, [4] zero weight, zero part
@pytest.mark.parametrize("method", METHODS)
@given(amount=amounts(), weights=WEIGHTS)
def test_splitting_loses_no_satang_and_gives_nothing_for_no_weight(method, amount, weights):
    parts = apportion(amount, weights, method=method)
    assert total(parts) == amount
    assert all(part == ZERO for part, weight in zip(parts, weights, strict=True) if weight == 0)


# [1] sign-symmetric
@pytest.mark.parametrize("method", METHODS)
@given(amount=amounts(), weights=WEIGHTS)
def test_a_reversal_is_split_as_what_it_reverses(method, amount, weights):
    back = apportion(-amount, weights, method=method)
    assert tuple(-part for part in back) == apportion(amount, weights, method=method)


# [5] scale-free weights
@pytest.mark.parametrize("method", METHODS)
@given(amount=amounts(), weights=WEIGHTS, scale=st.fractions(Fraction(1, 9), 9, max_denominator=9).filter(bool))
def test_only_the_proportion_of_the_weights_matters(method, amount, weights, scale):
    scaled = [Fraction(weight) * scale for weight in weights]
    assert apportion(amount, scaled, method=method) == apportion(amount, weights, method=method)


# [2] quota
def keeps_quota(amount: Money, weights: list[int | Fraction], parts: tuple[Money, ...]) -> bool:
    quotas = [Fraction(amount.satang * weight) / sum(weights) for weight in weights]
    return all(abs(part.satang - quota) < 1 for part, quota in zip(parts, quotas, strict=True))


@pytest.mark.parametrize("method", ["largest remainder", "quota"])
@given(amount=amounts(), weights=WEIGHTS)
def test_a_part_stays_within_a_satang_of_its_quota(method, amount, weights):
    assert keeps_quota(amount, weights, apportion(amount, weights, method=method))


@given(amounts(), THREE)
def test_webster_stays_within_a_satang_of_the_quota_for_three_parties(amount, weights):
    assert keeps_quota(amount, weights, apportion(amount, weights))


# [3] house-monotone
@pytest.mark.parametrize("method", ["webster", "quota"])
@given(amount=amounts(at_least=ZERO), weights=WEIGHTS, more=amounts(at_least=ZERO, at_most=Money(300)))
@example(amount=Money(10), weights=[6, 6, 2], more=Money(1))
def test_nobody_gets_less_of_a_larger_amount(method, amount, weights, more):
    smaller, larger = (apportion(each, weights, method=method) for each in (amount, amount + more))
    assert all(before <= after for before, after in zip(smaller, larger, strict=True))


def test_webster_with_more_than_three_parties_may_leave_the_quota():
    # Ninety and ten times one of ten satang, decisions-cofunding-privacy D.3; the exact quota of the first is 9.
    weights = (90, *[1] * 10)
    assert apportion(Money(10), weights)[0] == Money(10)
    assert apportion(Money(10), weights, method="quota")[0] == Money(9)
    assert apportion(Money(10), weights, method="largest remainder")[0] == Money(9)


def test_largest_remainder_may_give_less_of_a_larger_amount():
    # The Alabama paradox with three parties, decisions-cofunding-privacy D.3: why Webster is the default.
    assert apportion(Money(10), (6, 6, 2), method="largest remainder") == satang(4, 4, 2)
    assert apportion(Money(11), (6, 6, 2), method="largest remainder") == satang(5, 5, 1)
    assert apportion(Money(10), (6, 6, 2)) == satang(5, 4, 1)
    assert apportion(Money(11), (6, 6, 2)) == satang(5, 5, 1)


@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=6), st.lists(st.integers(1, 9), min_size=3, max_size=3))
def test_instalments_by_cumulative_total_never_take_back(instalments, weights):
    so_far = [sum(instalments[:place]) for place in range(len(instalments) + 1)]
    splits = [apportion(Money(amount), weights) for amount in so_far]
    for earlier, later in pairwise(splits):
        assert all(before <= after for before, after in zip(earlier, later, strict=True))


def test_equal_claims_to_the_last_satang_go_by_priority():
    assert apportion(Money(1), (1, 1, 1)) == satang(1, 0, 0)
    assert apportion(Money(2), (1, 1, 1), method="largest remainder") == satang(1, 1, 0)
    # 1,000 times one baht in three equal parts, by the cumulative total: D.3.
    assert apportion(Money.baht(1_000), (1, 1, 1)) == satang(33_334, 33_333, 33_333)


def test_nothing_is_split_into_nothing():
    assert apportion(ZERO, (3, 0)) == satang(0, 0)
    assert apportion(ZERO, (0, 0)) == satang(0, 0)
    assert apportion(ZERO, ()) == ()


@pytest.mark.parametrize(
    ("weights", "code"),
    [
        ((), "apportion.no_weight"),
        ((0, 0), "apportion.no_weight"),
        ((1, -1), "apportion.weight_unusable"),
        ((0.5, 0.5), "apportion.weight_unusable"),
        ((float("nan"),), "apportion.weight_unusable"),
        ((Decimal("NaN"), 1), "apportion.weight_unusable"),
        (("1", 1), "apportion.weight_unusable"),
    ],
)
def test_weights_that_say_nothing_are_refused(weights, code):
    with pytest.raises(InvalidMoney, match="cannot split") as refused:
        apportion(Money(1), weights)
    assert refused.value.findings[0].code == code


def test_a_method_that_does_not_exist_is_refused_whatever_the_amount():
    for amount in (ZERO, Money(1)):
        with pytest.raises(InvalidValue, match="'first come' is not a method"):
            apportion(amount, (1,), method="first come")
