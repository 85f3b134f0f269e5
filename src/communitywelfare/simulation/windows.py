"""What a limit leaves on average (เพดานในค่าเฉลี่ย): the exact distribution of what was used of it so far.

Stays begin by a Poisson process and last a geometric number of nights; children are born once a year at most. What one
month takes from a limit is then a compound distribution, reckoned by Panjer's recursion (H. H. Panjer, ASTIN Bulletin
12, 1981), and what is paid is how much the mean of the sum, cut at the limit, grows by it.
"""

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
    """

    count: Floats
    stop: Floats
    price: Floats
    is_nightly: bool
    skipped: tuple[int, ...]
    width: tuple[int, ...]


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
    if not room.steps:
        return paid
    left = np.zeros((len(used), room.steps + 1))
    left[np.arange(len(used)), np.minimum(used, room.steps)] = 1
    mean = _mean(left)
    count = np.where(stays.price > 0, stays.count, 0)
    more = _panjer(count[:, :, None] * _of_one(stays, room))
    worth = _worth(stays, room)
    for month in np.flatnonzero(count.any(axis=0)).tolist():
        left = _added(left, more[:, month])
        grown = _mean(left)
        paid[:, month] = (grown - mean) * worth[:, month]
        mean = grown
    return paid


def _worth(stays: Stays, room: Room) -> Floats:
    """What one step of a limit is worth in each month: satang."""
    if room.measure is Measure.BAHT:
        return np.full(stays.price.shape, float(room.step))
    if room.measure is Measure.TIMES:
        return of_stay(stays.stop, stays.price, room, is_nightly=stays.is_nightly)
    return stays.price


def _of_one(stays: Stays, room: Room) -> Floats:
    """With which probability one stay takes so many steps, from one on; the last takes all that there are.

    By kind and month. What takes none is left out, so that they need not add up to 1.
    """
    kinds, months = stays.price.shape
    found = np.zeros((kinds, months, room.steps + 1))
    price = np.rint(stays.price).astype(np.int64)
    each = price // room.step if room.measure is Measure.BAHT else np.ones_like(price)
    most = _LARGEST
    if room.measure is Measure.BAHT and room.satang is not None:
        most = room.satang // room.step
    row, column = np.arange(kinds)[:, None], np.arange(months)[None, :]
    if room.measure is Measure.TIMES or not stays.is_nightly:
        found[row, column, np.minimum(np.minimum(each, most), room.steps)] = 1
        found[:, :, 0] = 0
        return found
    skipped, width = np.array(stays.skipped), np.array(stays.width)
    if room.nights is not None:
        width = np.minimum(width, room.nights - skipped)
    width = np.minimum(width, -(-room.steps // int(each.min(initial=room.steps, where=each > 0))))
    before, goes_on = np.minimum(skipped * each, most), (1 - stays.stop) ** skipped
    for night in range(1, int(width.max(initial=0)) + 1):
        takes = np.minimum(np.minimum((skipped + night) * each, most) - before, room.steps)
        found[row, column, takes] += goes_on * np.where(width == night, 1, stays.stop) * (width >= night)
        goes_on = goes_on * (1 - stays.stop)
    found[:, :, 0] = 0
    return found


def _panjer(takes: Floats) -> Floats:
    """The distribution of the sum of Poisson many amounts, from how many of each are expected; the last is the rest."""
    most = takes.shape[-1] - 1
    found = np.zeros_like(takes)
    found[..., 0] = np.exp(-takes.sum(axis=-1))
    weighed = takes * np.arange(most + 1)
    for amount in range(1, most):
        found[..., amount] = (weighed[..., 1 : amount + 1] * found[..., amount - 1 :: -1]).sum(axis=-1) / amount
    found[..., most] = 1 - found[..., :most].sum(axis=-1)
    return found


def _added(left: Floats, more: Floats) -> Floats:
    """The distribution of the sum of two numbers, the last step being that or more."""
    most = left.shape[1] - 1
    found = np.zeros_like(left)
    for amount in range(most):
        found[:, amount:most] += left[:, amount, None] * more[:, : most - amount]
    found[:, most] = 1 - found[:, :most].sum(axis=1)
    return found


def _mean(left: Floats) -> Floats:
    return np.asarray(left @ np.arange(left.shape[1]))


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
