"""Expectations add up with their like, never with money, and show what they are."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidMoney, InvalidValue
from communitywelfare.money import Money, total
from communitywelfare.simulation.expected import Expected

amounts = st.integers(-(10**12), 10**12)


@given(amounts, amounts)
def test_expectations_reckon_as_numbers_do(one, other):
    left, right = Expected(one), Expected(other)
    assert (left + right).baht == one + other
    assert (left - right).baht == one - other
    assert (-left).baht == -one
    assert (left * 3).baht == (3 * left).baht == 3 * one
    assert (left < right, left <= right, left > right, left >= right) == (
        one < other,
        one <= other,
        one > other,
        one >= other,
    )
    assert (left == right) == (one == other)


def test_satang_become_baht():
    assert Expected.of_satang(150).baht == 1.5
    assert Expected(3).over(Expected.of_satang(150)) == 2


@pytest.mark.parametrize(
    "reckon",
    [
        lambda money, mean: money + mean,
        lambda money, mean: mean + money,
        lambda money, mean: money - mean,
        lambda money, mean: mean - money,
        lambda money, mean: mean * money,
        lambda money, mean: money * mean,
        lambda money, mean: mean.over(money),
        lambda money, mean: money < mean,
        lambda money, mean: money <= mean,
        lambda money, mean: money > mean,
        lambda money, mean: money >= mean,
        lambda money, mean: mean < money,
        lambda money, mean: mean >= money,
    ],
)
def test_money_and_an_expectation_are_never_reckoned_together(reckon):
    with pytest.raises(TypeError, match=r"~2\.50 baht is an expectation and 1\.00 baht is money"):
        reckon(Money.baht(1), Expected(2.5))


def test_an_expectation_is_no_money():
    assert Money.baht(1) != Expected(1)
    with pytest.raises(InvalidMoney):
        total([Money.baht(1), Expected(1)])


def test_only_numbers_multiply_and_only_expectations_add():
    with pytest.raises(TypeError, match="'2' is not"):
        Expected(1) * "2"
    with pytest.raises(TypeError, match="1 is not"):
        Expected(1) + 1
    with pytest.raises(TypeError, match="0 is not"):
        sum([Expected(1)])


@pytest.mark.parametrize("none", [float("inf"), -float("inf"), float("nan")])
def test_what_is_no_amount_is_refused(none):
    with pytest.raises(InvalidValue, match="no amount can be expected"):
        Expected(none)


def test_nothing_is_a_multiple_of_nothing():
    with pytest.raises(InvalidValue, match="cannot be compared"):
        Expected(1).over(Expected(0))


def test_it_is_shown_with_its_sign():
    assert str(Expected(1234.567)) == "~1,234.57"
    assert f"{Expected(-1234.567):,.0f}" == "~−1,235"
    assert f"{Expected(-0.3):,.0f}" == "~0"
    assert f"{Expected(5):.3f}" == "~5.000"
    assert repr(Expected(5)) == "Expected('~5.00')"
