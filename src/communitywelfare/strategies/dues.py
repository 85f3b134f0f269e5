"""What members are asked for and what they pay: on time, too little, far ahead, twice, or void."""

from collections.abc import Collection
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import Month
from communitywelfare.contributions import (
    Convention,
    Dues,
    DuesHistory,
    FirstMonth,
    PaymentMethod,
    Receipt,
    ReceiptKind,
)
from communitywelfare.money import ZERO, Direction, Money, Rounding
from communitywelfare.strategies.values import EARLIEST, FIRST_MONTH, LATEST, amounts, days

__all__ = ["dues", "dues_histories", "receipts"]

_BY_DAY = frozenset({Convention.DAYS_IN_MONTH, Convention.FLAT_30})
_FULL_BAHT = Rounding(to=Money.baht(1), direction=Direction.UP, source="ข้อสมมติ")
_DUES = tuple(kind for kind in ReceiptKind if kind.is_dues)


@composite
def dues(draw: DrawFn, *, conventions: Collection[Convention] = tuple(Convention)) -> Dues:
    """Dues by any convention, at rates from a satang a day to some thousand baht a year; no month is free.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(dues())
    ... def test_no_month_is_free(asked):
    ...     assert asked.of(Month(2024, 2)) > ZERO
    >>> test_no_month_is_free()
    """
    convention = draw(st.sampled_from(list(conventions)))
    most = Money.baht(5) if convention in _BY_DAY else Money.baht(2_000)
    usual = Money.baht(1) if convention in _BY_DAY else Money.baht(365)
    return Dues(
        convention=convention,
        rate=draw(st.just(usual) | amounts(at_least=Money(12), at_most=most)),
        first_month=draw(st.sampled_from(FirstMonth)),
        rounding=_FULL_BAHT if convention is Convention.ANNUAL_DIV_12 else None,
        entry_fee=draw(st.just(ZERO) | amounts(at_least=ZERO, at_most=Money.baht(100))),
    )


@composite
def dues_histories(draw: DrawFn, *, first: Month = FIRST_MONTH, max_size: int = 3) -> DuesHistory:
    """Dues that were asked from `first` on, and changed some times in the twenty years after it.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(dues_histories(first=Month(2013, 2)))
    ... def test_dues_are_known_from_the_first_month(history):
    ...     assert history.in_force(Month(2013, 2)) == history.entries[0][1]
    >>> test_dues_are_known_from_the_first_month()
    """
    later = draw(st.sets(st.integers(1, 240), max_size=max_size - 1))
    return DuesHistory(tuple((first.plus(months), draw(dues())) for months in sorted({0, *later})))


@composite
def receipts(
    draw: DrawFn,
    *,
    number: str = "1/2567",
    member: str = "M0001",
    at_least: date = EARLIEST,
    at_most: date = LATEST,
) -> Receipt:
    """Receipts given to a member between two days, for up to a year; one in a few is a fee, or void.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(receipts())
    ... def test_only_void_receipts_name_another(receipt):
    ...     assert receipt.voided == bool(receipt.void_ref)
    >>> test_only_void_receipts_name_another()
    """
    voided = draw(st.sampled_from([False, False, False, True]))
    start = Month.of(draw(days(at_least=at_least, at_most=at_most)))
    return Receipt(
        number=number,
        day=draw(days(at_least=at_least, at_most=at_most)),
        member=member,
        kind=draw(st.sampled_from([*_DUES, *_DUES, *ReceiptKind])),
        period_from=start,
        period_to=start.plus(draw(st.integers(0, 11))),
        amount=draw(
            st.integers(1, 24).map(lambda months: Money.baht(30 * months))
            | amounts(at_least=Money(1), at_most=Money.baht(800))
        ),
        method=draw(st.none() | st.sampled_from(PaymentMethod)),
        received_by=draw(st.sampled_from(["", "กรรมการหมู่ 3"])),
        voided=voided,
        void_ref="2/2567" if voided else "",
    )
