"""Who is there and who pays, month by month: as one counts by hand, life by life."""

import numpy as np
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.simulation.counting import paying, there
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lives import Lives
from tests.simulation.test_lives_engines import FIRST, population

COUNT = st.integers(0, 12)


def case(data, count, months, futures):
    """Some people of three funds, the second of them with nobody, and lives of theirs in some futures."""
    people = population(np.random.default_rng(count), count, months)
    fund = np.sort(np.array(data.draw(st.lists(st.sampled_from([0, 2]), min_size=count, max_size=count)), np.int64))
    people = evolve(people, funds=("a", "b", "c"), fund=fund)
    lives, horizon = Lives.for_ever(count, months), Horizon(FIRST, months)
    size = count * futures
    ends = np.array(data.draw(st.lists(st.integers(0, months), min_size=size, max_size=size)), np.int32)
    is_late = st.lists(st.booleans(), min_size=size * len(horizon.years), max_size=size * len(horizon.years))
    arrears = data.draw(st.none() | is_late)
    return (
        people,
        evolve(
            lives,
            scenarios=np.arange(futures),
            exits=evolve(lives.exits, month=ends, how=np.zeros(size, np.int8)),
            arrears=None if arrears is None else np.array(arrears, bool).reshape(size, len(horizon.years)),
        ),
        horizon,
    )


def by_hand(people, lives, horizon, counts):
    """How many count in each month, by future and fund, and month."""
    found = np.zeros((len(lives.scenarios) * len(people.funds), horizon.months), np.int64)
    for life, end in enumerate(lives.exits.month):
        future, person = divmod(life, len(people))
        row = future * len(people.funds) + people.fund[person]
        for month in range(horizon.months):
            found[row, month] += counts(life, person, month, end)
    return found


@settings(deadline=None)
@given(st.data(), COUNT, st.integers(1, 15), st.integers(1, 3))
def test_who_is_there_counts_from_a_month_on_to_that_of_going(data, count, months, futures):
    people, lives, horizon = case(data, count, months, futures)
    since = np.array(data.draw(st.lists(st.integers(0, months + 3), min_size=count, max_size=count)), np.int64)
    found = there(people, lives, horizon, since=since)
    counted = by_hand(people, lives, horizon, lambda _life, person, month, end: since[person] <= month <= end)
    assert found.tolist() == counted.tolist()


@settings(deadline=None)
@given(st.data(), COUNT, st.integers(1, 15), st.integers(1, 3))
def test_who_pays_does_so_before_going_and_in_no_year_of_arrears(data, count, months, futures):
    people, lives, horizon = case(data, count, months, futures)
    since = np.array(data.draw(st.lists(st.integers(0, months + 3), min_size=count, max_size=count)), np.int64)
    year_of = [horizon.years.index(horizon.at(month).year) for month in range(months)]

    def pays(life, person, month, end):
        is_late = lives.arrears is not None and lives.arrears[life, year_of[month]]
        return since[person] <= month < end and not is_late

    assert paying(people, lives, horizon, since).tolist() == by_hand(people, lives, horizon, pays).tolist()
