"""Decades of a nation's funds: the library's timeline, and the same four rules written by hand in numpy.

Run with ``--full`` for 6 million members, 6,000 funds and 360 months; a tenth of it otherwise.
"""

import sys
from collections.abc import Callable
from functools import partial

import nation
import numpy as np
from measure import measure, table
from nation import BIRTH, DEATH, FIRST, HOSPITAL, LAST, MONTHS, THRESHOLDS, Nation, Parameters
from numpy.typing import NDArray

from communitywelfare.rules.columns import Book, timeline
from communitywelfare.rules.columns.days import (
    NONE,
    add_months,
    as_number,
    first_of_year,
    month_of,
    whole_months,
    year_of,
)

Whole = NDArray[np.int64]


def by_library(members: int, funds: int) -> Callable[[], object]:
    """The by-laws of all funds as one book."""
    everybody = nation.make(members, funds)
    book = Book.of(nation.bylaws_of(nation.parameters_of(funds)))
    people, events = everybody.people(), everybody.events()
    place = np.array([[names.index(name) for name in ("hospital", "birth", "death", "pension")] for names in book.keys])

    def run() -> object:
        flow = timeline(book, people, events, first=FIRST, last=LAST)
        sums = flow.satang.sum(axis=1)
        return len(events), tuple(np.take_along_axis(sums, place, axis=1).sum(axis=0).tolist())

    return run


def by_hand(members: int, funds: int) -> Callable[[], object]:
    """The four rules and nothing else, some people at a time."""
    everybody = nation.make(members, funds)
    numbers = nation.parameters_of(funds)

    def run() -> object:
        satang = np.zeros((funds, MONTHS + 1, 4), np.int64)
        bounds = np.append(np.arange(0, members, 32_000, dtype=np.int32), np.int32(members))
        places = np.searchsorted(everybody.who, bounds)
        for number in range(len(bounds) - 1):
            people = slice(bounds[number], bounds[number + 1])
            _some(everybody, numbers, satang, (people, slice(places[number], places[number + 1])))
        satang[:, :, 3] = np.cumsum(satang[:, :, 3], axis=1)
        return len(everybody.who), tuple(satang[:, :MONTHS].sum(axis=(0, 1)).tolist())

    return run


def _some(everybody: Nation, numbers: Parameters, satang: Whole, span: tuple[slice, slice]) -> None:
    people, rows_of = span
    fund = everybody.fund[people].astype(np.int64)
    joined = everybody.joined[people].astype(np.int64)
    ended = everybody.ended[people]
    good = everybody.arrears[people] <= 3
    waited = np.where(good, joined + numbers.waits[fund], 1 << 40)
    what = everybody.what[rows_of]
    who = everybody.who[rows_of] - people.start
    day = everybody.day[rows_of].astype(np.int64)
    start = month_of(np.array([as_number(FIRST)]))[0]
    alive = np.where(ended == NONE, 1 << 40, ended)

    rows = np.flatnonzero((what == HOSPITAL) & (day >= waited[who]) & (day <= alive[who]))
    _stays(numbers, satang, (fund, who[rows], day[rows], everybody.units[rows_of][rows].astype(np.int64)), start)

    rows = np.flatnonzero((what == BIRTH) & (day >= waited[who]) & (day <= alive[who]))
    whose = who[rows]
    first = np.maximum.accumulate(np.where(np.diff(whose, prepend=-1) != 0, np.arange(len(whose)), 0))
    rows = rows[np.arange(len(whose)) - first < 2]
    of = fund[who[rows]]
    np.add.at(satang, (of, month_of(day[rows]) - start, 1), numbers.child[of])

    rows = np.flatnonzero((what == DEATH) & good[who])
    of = fund[who[rows]]
    lasted = whole_months(joined[who[rows]], day[rows])
    step = np.minimum((lasted[:, None] >= THRESHOLDS).sum(axis=1), (numbers.steps[of] > 0).sum(axis=1))
    pay = np.where(step > 0, numbers.steps[of, np.maximum(step - 1, 0)], 0)
    np.add.at(satang, (of, month_of(day[rows]) - start, 2), pay)

    born = everybody.birth[people].astype(np.int64)
    due = np.maximum(add_months(born, 720), np.maximum(add_months(joined, 180), as_number(FIRST)))
    since = month_of(due - 1) + 1 - start
    until = np.minimum(month_of(np.minimum(alive, as_number(LAST) + 1) - 1) + 1 - start, MONTHS)
    rows = np.flatnonzero(good & (since < until))
    of = fund[rows]
    np.add.at(satang, (of, since[rows], 3), numbers.pension[of])
    np.subtract.at(satang, (of, until[rows], 3), numbers.pension[of])


def _stays(numbers: Parameters, satang: Whole, stays: tuple[Whole, Whole, Whole, Whole], start: int) -> None:
    fund, who, day, nights = stays
    month = month_of(day) - start
    year, last = year_of(day), year_of(day + nights - 1)
    over = np.flatnonzero(last > year)
    ones = np.ones(len(over), np.int64)
    before = first_of_year(last[over], ones, ones) - day[over]
    part = np.repeat(np.arange(len(who)), 1 + (last > year))
    second = over + np.arange(len(over)) + 1
    nights, year, who = nights[part], year[part], who[part]
    nights[second] -= before
    nights[second - 1] = before
    year[second] += 1
    new = np.ones(len(who), bool)
    new[1:] = (who[1:] != who[:-1]) | (year[1:] != year[:-1])
    running = np.cumsum(nights) - nights
    begins = np.flatnonzero(new)
    running -= np.repeat(running[begins], np.diff(begins, append=len(who)))
    of = fund[who]
    most = numbers.nights_a_year[of]
    paid = np.minimum(nights, most - np.minimum(running, most)) * numbers.night[of]
    flat = (of * satang.shape[1] + month[part]) * 4
    np.add.at(satang.reshape(-1), flat, paid)


def compare(members: int = 600_000, funds: int = 600) -> str:
    """Measure both, make sure that they agree to the satang, and say what each costs."""
    rows = [
        measure("four rules by hand in numpy", partial(by_hand, members, funds)),
        measure("timeline, from the by-laws", partial(by_library, members, funds)),
    ]
    if rows[0].answer != rows[1].answer:
        raise SystemExit(f"the two disagree: {rows[0].answer} and {rows[1].answer}")
    count, _satang = rows[0].answer  # type: ignore[misc]  # a pair, made above
    return table(f"{members:,} members, {MONTHS} months, {funds:,} funds with different by-laws", "events", count, rows)


if __name__ == "__main__":
    print(compare(6_000_000, 6_000) if "--full" in sys.argv else compare())
