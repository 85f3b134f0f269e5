"""What limits leave on average: against closed forms, and against every way in which a year may go."""

import math
from itertools import product

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.rules.limits import Measure
from communitywelfare.simulation.windows import Births, Room, Stays, of_stay, paid_for_births, paid_for_stays

NONE_USED = np.zeros(1, np.int64)


def stays(counts, *, stop=0.4, price=200, is_nightly=True, skipped=None, width=None) -> Stays:
    months = len(counts)
    return Stays(
        count=np.array([counts], float),
        stop=np.full((1, months), stop),
        price=np.full((1, months), float(price)),
        is_nightly=is_nightly,
        skipped=tuple(skipped or [0] * months),
        width=tuple(width or [400] * months),
    )


def poisson(mean: float, most: int = 12) -> list[float]:
    return [math.exp(-mean) * mean**number / math.factorial(number) for number in range(most)]


def nights(stop: float, most: int = 120) -> dict[int, float]:
    return {night: stop * (1 - stop) ** (night - 1) for night in range(1, most)}


def one_stay(stop: float, room: Room, skipped: int, width: int, price: int) -> dict[int, float]:
    """With which probability a stay asks for so much of a window: units or satang, night by night."""
    found: dict[int, float] = {}
    for night, chance in nights(stop).items():
        length = night if room.nights is None else min(night, room.nights)
        if room.measure is Measure.UNITS:
            asks = min(max(length - skipped, 0), width)
        else:
            paid = [price] * length
            if room.satang is not None:
                paid = [max(0, min(price, room.satang - price * number)) for number in range(length)]
            asks = sum(paid[skipped : skipped + width])
        found[asks] = found.get(asks, 0) + chance
    return found


def by_going_through(counts, room: Room, *, stop, price, skipped, width, used=0) -> list[float]:
    """The mean of what is paid in each month, out of all sums that may have come before."""
    most = room.steps * (room.step if room.measure is Measure.BAHT else 1)
    sums, found = {used: 1.0}, []
    for month, mean in enumerate(counts):
        each = one_stay(stop, room, skipped[month], width[month], price)
        after: dict[int, float] = {}
        for many, chance in enumerate(poisson(mean)):
            several = {0: 1.0}
            for _ in range(many):
                several = _sum(several, each, most)
            for amount, how in _sum(sums, several, most).items():
                after[amount] = after.get(amount, 0) + how * chance
        grown = sum(min(amount, most) * chance for amount, chance in after.items())
        before = sum(min(amount, most) * chance for amount, chance in sums.items())
        found.append((grown - before) * (price if room.measure is Measure.UNITS else 1))
        sums = after
    return found


def _sum(left: dict[int, float], right: dict[int, float], most: int) -> dict[int, float]:
    found: dict[int, float] = {}
    for (one, how), (other, also) in product(left.items(), right.items()):
        amount = min(one + other, most)
        found[amount] = found.get(amount, 0) + how * also
    return found


# --- stays -------------------------------------------------------------------------------------------------


def test_a_limit_of_nothing_pays_nothing():
    room = Room(measure=Measure.UNITS, steps=0)
    assert not paid_for_stays(stays([0.3, 0.2]), room, NONE_USED).any()


def test_a_limit_that_is_never_reached_pays_all_nights():
    room = Room(measure=Measure.UNITS, steps=400)
    found = paid_for_stays(stays([0.3, 0.2]), room, NONE_USED)
    assert found[0] == pytest.approx([0.3 * 200 / 0.4, 0.2 * 200 / 0.4], rel=1e-12)


@pytest.mark.parametrize(
    "room",
    [
        Room(measure=Measure.UNITS, steps=3),
        Room(measure=Measure.UNITS, steps=5, nights=2),
        Room(measure=Measure.BAHT, steps=10, step=100),
        Room(measure=Measure.BAHT, steps=7, step=100, satang=300),
        Room(measure=Measure.BAHT, steps=9, step=100, satang=500, nights=4),
        Room(measure=Measure.BAHT, steps=970, step=1, satang=530),  # few of so many steps are ever reached
        Room(measure=Measure.BAHT, steps=1_000, step=1),
    ],
)
@pytest.mark.parametrize(("skipped", "width"), [((0, 0, 0), (400, 400, 400)), ((5, 1, 0), (30, 30, 2))])
@pytest.mark.parametrize("used", [0, 2])
def test_what_a_limit_leaves_is_the_mean_of_all_that_may_happen(room, skipped, width, used):
    counts, stop, price = (0.2, 0.5, 0.3), 0.45, 200
    found = paid_for_stays(stays(counts, stop=stop, price=price, skipped=skipped, width=width), room, np.array([used]))
    step = room.step if room.measure is Measure.BAHT else 1
    wanted = by_going_through(counts, room, stop=stop, price=price, skipped=skipped, width=width, used=used * step)
    assert found[0] == pytest.approx(wanted, rel=1e-6)  # the other stops at eleven stays a month


def test_occasions_are_paid_whole_and_counted_once():
    room = Room(measure=Measure.TIMES, steps=1, nights=3)
    found = paid_for_stays(stays([0.7]), room, NONE_USED)
    paid = of_stay(np.array([0.4]), np.array([200.0]), room, is_nightly=True)[0]
    assert found[0, 0] == pytest.approx((1 - math.exp(-0.7)) * paid, rel=1e-13)
    assert paid == pytest.approx(200 * (1 + 0.6 + 0.36), rel=1e-13)


@given(st.floats(0.05, 1), st.integers(1, 9), st.integers(1, 2_000), st.integers(1, 500))
def test_a_stay_is_paid_what_its_nights_are(stop, most, satang, price):
    room = Room(measure=Measure.TIMES, steps=1, nights=most, satang=satang)
    found = of_stay(np.array([stop]), np.array([float(price)]), room, is_nightly=True)[0]
    chance = [stop * (1 - stop) ** (night - 1) for night in range(1, most)]
    chance.append((1 - stop) ** (most - 1))
    assert found == pytest.approx(
        sum(how * min(night * price, satang) for night, how in enumerate(chance, 1)), rel=1e-12
    )


def test_what_is_not_paid_takes_nothing():
    room = Room(measure=Measure.UNITS, steps=1)
    both = stays([0.5, 0.5])
    both.price[0, 0] = 0
    alone = paid_for_stays(stays([0.5]), room, NONE_USED)
    assert paid_for_stays(both, room, NONE_USED)[0].tolist() == [0, alone[0, 0]]


# --- births ------------------------------------------------------------------------------------------------


def test_births_are_paid_as_far_as_those_of_earlier_years_leave_room():
    chance, years = [0.1, 0.2, 0.3, 0.1], (0, 0, 1, 1)
    births = Births(chance=np.array([chance]), price=np.full((1, 4), 1000.0), year=years)
    found = paid_for_births(births, Room(measure=Measure.TIMES, steps=1), NONE_USED)
    assert found[0] == pytest.approx([100, 200, 0.7 * 300, 0.7 * 100], rel=1e-14)


def test_a_limit_in_baht_pays_the_rest():
    births = Births(chance=np.array([[0.5, 0.5]]), price=np.full((1, 2), 700.0), year=(0, 1))
    found = paid_for_births(births, Room(measure=Measure.BAHT, steps=10, step=100), NONE_USED)
    assert found[0] == pytest.approx([350, 0.5 * 350 + 0.5 * 150], rel=1e-14)
    after_use = paid_for_births(births, Room(measure=Measure.BAHT, steps=10, step=100), np.array([9]))
    assert after_use[0] == pytest.approx([50, 25], rel=1e-14)


# --- years in arrears --------------------------------------------------------------------------------------


@given(
    counts=st.lists(st.floats(0, 1.5), min_size=6, max_size=6),
    late=st.lists(st.floats(0, 1), min_size=3, max_size=3),
    room=st.sampled_from(
        [
            Room(measure=Measure.UNITS, steps=5),
            Room(measure=Measure.BAHT, steps=7, step=100, satang=400),
            Room(measure=Measure.TIMES, steps=2),
        ]
    ),
    used=st.integers(0, 3),
)
def test_years_in_arrears_are_the_mean_of_all_in_which_somebody_may_be(counts, late, room, used):
    """Who is in arrears has no stays that count: so each pattern of years is a life with fewer of them."""
    year, before = np.array([0, 0, 1, 1, 1, 2]), np.array([used])
    share = np.array(late)[year][None, :]
    whole = stays(counts)
    found = paid_for_stays(evolve(whole, year=tuple(year.tolist()), late=share), room, before)
    mean = np.zeros_like(found)
    for pattern in product([0, 1], repeat=3):
        is_late = np.array(pattern)[year]
        chance = np.prod([share if late_now else 1 - share for share, late_now in zip(late, pattern, strict=True)])
        mean += chance * paid_for_stays(evolve(whole, count=whole.count * (1 - is_late)), room, before)
    assert found == pytest.approx(mean, rel=1e-9, abs=1e-9)
