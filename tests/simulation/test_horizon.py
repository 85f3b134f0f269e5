"""The months of a projection, counted from 0, and the calendar behind them."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.simulation.horizon import Horizon


@given(st.integers(1990, 2100), st.integers(1, 12), st.integers(1, 400))
def test_months_follow_one_another_through_the_years(year, month, months):
    horizon = Horizon(Month(year, month), months)
    day, seen = date(year, month, 1), []
    for _number in range(months):
        seen.append(day)
        day = (day + timedelta(days=32)).replace(day=1)

    assert [horizon.at(number).first for number in range(months)] == seen
    assert [horizon.month_of(each) for each in seen] == list(range(months))
    assert horizon.last_day == day - timedelta(days=1)
    assert [horizon.years[place] for place in horizon.places] == [each.year for each in seen]
    assert horizon.month_of(date(year, month, 1) - timedelta(days=1)) == -1
