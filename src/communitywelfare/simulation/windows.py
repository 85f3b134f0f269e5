"""What a limit leaves on average (เพดานในค่าเฉลี่ย): the exact distribution of what was used of it so far.

Stays begin by a Poisson process and last a geometric number of nights; children are born once a year at most. What one
month takes from a limit is then a compound distribution, reckoned by Panjer's recursion (H. H. Panjer, ASTIN Bulletin
12, 1981), and what is paid is how much the mean of the sum, cut at the limit, grows by it.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules.limits import Measure

__all__ = ["MOST_STEPS", "Births", "Room", "Stays", "of_stay", "paid_for_births", "paid_for_stays"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

MOST_STEPS = 1_024
"""So many steps at most are told apart of what a limit may have left."""

LONGEST = 36_525  # nights that are looked at
_LARGEST = int(np.iinfo(np.int64).max)


@frozen(kw_only=True)
class Room:
    """A limit: at most `steps` of `step` satang each, or so many units or occasions if `step` is 0.

    `nights` and `satang` are what one stay may have at most, whatever else was received; None if it is not limited.
    """

    measure: Measure
    steps: int
    step: int = 0
    nights: int | None = None
    satang: int | None = None


@frozen(eq=False, kw_only=True)
class Stays:
    """Stays that begin in months, by kind of people: how many are expected, and the probability that a night is last.

    `price` is that of a night, or of a stay where `is_nightly` is not said; what is paid nothing takes nothing. Of the
    nights of a stay that begins in a month, only those after the first `skipped`, and of these `width`, are looked at.
    `late` is the share of people who are paid nothing in a month's calendar `year`, each year anew; None for nobody.
    """

    count: Floats
    stop: Floats
    price: Floats
    is_nightly: bool
    skipped: tuple[int, ...]
    width: tuple[int, ...]
    year: tuple[int, ...] = ()
    late: Floats | None = None


def of_stay(stop: Floats, price: Floats, room: Room, *, is_nightly: bool) -> Floats:
    """What one stay is paid on average within its own limits, those of a window left aside: satang."""
    if not is_nightly:
        return price if room.satang is None else np.minimum(price, room.satang)
    nights = _mean_nights(stop, LONGEST if room.nights is None else room.nights)
    if room.satang is None:
        return price * nights
    least = np.minimum(LONGEST if room.nights is None else room.nights, room.satang // np.maximum(price, 1))
    rest = np.minimum(price, np.maximum(room.satang - least * price, 0))
    rest = np.where(least < (LONGEST if room.nights is None else room.nights), rest, 0)
    return price * _mean_nights(stop, least) + rest * (1 - stop) ** least


def _mean_nights(stop: Floats, most: int | Floats) -> Floats:
    """The mean of the nights of a stay, of so many at most."""
    return np.asarray((1 - (1 - stop) ** most) / stop)


def paid_for_stays(stays: Stays, room: Room, used: Whole) -> Floats:
    """What is paid on average in each month: satang by kind and month, as far as it falls into one window.

    Args:
        stays: What happens, in the order in which it is decided.
        room: The limit of the window, and those of each stay.
        used: How many steps were used before, by kind.
    """
    paid = np.zeros(stays.count.shape)
    count = np.where(stays.price > 0, stays.count, 0)
    takes, chance = _of_one(stays, room)
    if not room.steps or not len(takes):
        return paid
    sums, reached = _sums_of(takes, room.steps), np.minimum(used, room.steps)
    steps = np.unique(np.minimum(np.add.outer(np.append(np.unique(reached), 0), sums), room.steps))
    left = (steps == reached[:, None]).astype(np.float64)
    mean = left @ steps
    more = _panjer(count[:, :, None] * chance, takes, sums)
    worth, moves = _worth(stays, room), _moves(steps, sums, room.steps)
    before, its_year, last = left, -1, 0
    for month in np.flatnonzero(count.any(axis=0)).tolist():
        if stays.late is not None and stays.year[month] != its_year:
            # Whoever was in arrears all year took nothing, and goes on with what was there before.
            left = before = left if its_year < 0 else _either(stays.late[:, last], before, left)
            mean, its_year = left @ steps, stays.year[month]
        last = month
        left = _added(left, more[:, month], moves)
        grown = left @ steps
        paid[:, month] = (grown - mean) * worth[:, month]
        mean = grown
    return paid if stays.late is None else paid * (1 - stays.late)


def _either(share: Floats, one: Floats, other: Floats) -> Floats:
    """A distribution that is the first for a share of people, and the second for all others."""
    return np.asarray(share[:, None] * one + (1 - share[:, None]) * other)


def _worth(stays: Stays, room: Room) -> Floats:
    """What one step of a limit is worth in each month: satang."""
    if room.measure is Measure.BAHT:
        return np.full(stays.price.shape, float(room.step))
    if room.measure is Measure.TIMES:
        return of_stay(stays.stop, stays.price, room, is_nightly=stays.is_nightly)
    return stays.price


def _of_one(stays: Stays, room: Room) -> tuple[Whole, Floats]:
    """How many steps one stay may take, in order, and with which probability it takes each: by kind, month and number.

    The last takes all that there are. What takes none is left out, so that they need not add up to 1.
    """
    each = [(takes, chance) for takes, chance in _by_night(stays, room) if takes.any()]
    steps = np.unique(np.concatenate([np.zeros(1, np.int64), *(takes.reshape(-1) for takes, _chance in each)]))[1:]
    found = np.zeros((*stays.price.shape, len(steps) + 1))
    row, column = np.ogrid[: found.shape[0], : found.shape[1]]
    for takes, chance in each:
        found[row, column, np.searchsorted(steps, takes) + (takes > 0)] += chance
    return steps, found[:, :, 1:]


def _by_night(stays: Stays, room: Room) -> Iterator[tuple[Whole, Floats]]:
    """How many steps a stay takes, and with which probability it ends so: by night, or once where none is counted."""
    price = np.rint(stays.price).astype(np.int64)
    each = price // room.step if room.measure is Measure.BAHT else np.ones_like(price)
    most = _LARGEST
    if room.measure is Measure.BAHT and room.satang is not None:
        most = room.satang // room.step
    if room.measure is Measure.TIMES or not stays.is_nightly:
        yield np.minimum(np.minimum(each, most), room.steps), np.ones(price.shape)
        return
    skipped, width = np.array(stays.skipped), np.array(stays.width)
    if room.nights is not None:
        width = np.minimum(width, room.nights - skipped)
    width = np.minimum(width, -(-room.steps // int(each.min(initial=room.steps or 1, where=each > 0))))
    before, goes_on = np.minimum(skipped * each, most), (1 - stays.stop) ** skipped
    for night in range(1, int(width.max(initial=0)) + 1):
        takes = np.minimum(np.minimum((skipped + night) * each, most) - before, room.steps)
        yield takes, goes_on * np.where(width == night, 1, stays.stop) * (width >= night)
        goes_on = goes_on * (1 - stays.stop)


def _sums_of(takes: Whole, most: int) -> Whole:
    """All sums of some numbers that are below a limit, and the limit: from 0 on, in order."""
    is_sum = np.zeros(most + 1, bool)
    is_sum[[0, most]] = True
    for number in range(1, most):
        is_sum[number] = is_sum[number - takes[takes <= number]].any()
    return np.flatnonzero(is_sum)


def _panjer(takes: Floats, sizes: Whole, sums: Whole) -> Floats:
    """The distribution of the sum of Poisson many amounts, from how many of each size are expected.

    `sums` are those that may come out; the last of them is the rest.
    """
    found = np.zeros((*takes.shape[:2], len(sums)))
    found[..., 0] = np.exp(-takes.sum(axis=-1))
    weighed = takes * sizes
    for place, amount in enumerate(sums[1:-1].tolist(), start=1):
        before = amount - sizes[sizes <= amount]
        at = np.searchsorted(sums, before)
        some = np.flatnonzero(sums[at] == before)
        found[..., place] = (weighed[..., some] * found[..., at[some]]).sum(axis=-1) / amount
    found[..., -1] = 1 - found[..., :-1].sum(axis=-1)
    return found


def _moves(steps: Whole, sums: Whole, most: int) -> list[tuple[Any, Any]]:
    """For each number of steps below the limit, the sums that stay below it, and the places where these lead."""
    found = []
    for number in steps[:-1].tolist():
        count = int(np.searchsorted(sums, most - number))
        found.append((slice(0, count), _run(np.searchsorted(steps, number + sums[:count]))))
    return found


def _run(places: Whole) -> Any:
    """Places as a slice where they follow one another, which is sooner done."""
    first = int(places[0])
    return slice(first, first + len(places)) if int(places[-1]) - first + 1 == len(places) else places


def _added(left: Floats, more: Floats, moves: list[tuple[Any, Any]]) -> Floats:
    """The distribution of the sum of two numbers, the last step being that or more."""
    found = np.zeros_like(left)
    for place, (those, to) in enumerate(moves):
        found[:, to] += left[:, place, None] * more[:, those]
    found[:, -1] = 1 - found[:, :-1].sum(axis=1)
    return found


@frozen(eq=False, kw_only=True)
class Births:
    """Births in months, by kind of people: how probable, and what one is paid; `year` is the calendar year of each.

    At most one is born in a year.
    """

    chance: Floats
    price: Floats
    year: tuple[int, ...]


def paid_for_births(births: Births, room: Room, used: Whole) -> Floats:
    """What is paid on average in each month of one window: satang by kind and month; see `paid_for_stays`."""
    paid = np.zeros(births.chance.shape)
    if not room.steps:
        return paid
    before = np.zeros((len(used), room.steps + 1))
    before[np.arange(len(used)), np.minimum(used, room.steps)] = 1
    after = before.copy()
    rows, amounts = np.arange(len(used)), np.arange(room.steps + 1)
    for month, year in enumerate(births.year):
        if month and year != births.year[month - 1]:
            before = after.copy()
        price = births.price[:, month]
        chance = np.where(price > 0, births.chance[:, month], 0)
        if not chance.any():
            continue
        is_baht = room.measure is Measure.BAHT
        takes = np.rint(price).astype(np.int64) // room.step if is_baht else np.ones(len(used), np.int64)
        reached = np.minimum(amounts + takes[:, None], room.steps)
        worth = room.step if is_baht else price
        paid[:, month] = chance * worth * (before * (reached - amounts)).sum(axis=1)
        for amount in amounts[:-1].tolist():
            moved = chance * before[:, amount]
            after[:, amount] -= moved
            after[rows, reached[:, amount]] += moved
    return paid
