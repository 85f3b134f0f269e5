"""What was received, and what limits leave of more: many people at once, claim after claim of each.

Entitlements are cut into *blocks*: stretches of days that lie in one window of every kind, or one sum on one day. The
claims of all people are decided in rounds, the first claim of everybody, then the second: what a round leaves is what
the next one finds used. So no loop runs over people, and usage is exact in whatever way limits cross.
"""

import numpy as np

from communitywelfare.rules.columns.asking import Asked
from communitywelfare.rules.columns.blocks import Blocks
from communitywelfare.rules.columns.days import (
    Days,
    Flags,
    Whole,
    add_months,
    first_of_year,
    fiscal_year,
    membership_year,
    year_of,
)
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.columns.limit_table import (
    BAHT,
    CALENDAR,
    FISCAL,
    MEMBERSHIP,
    ROLLING,
    UNITS,
    LimitTable,
)

__all__ = ["blocks_of", "cut", "expanded", "is_within", "units_of", "window_of"]


def expanded(starts: Whole, counts: Whole) -> tuple[Whole, Whole]:
    """For each row, `counts` numbers from its start on: the row, and the number."""
    rows = np.repeat(np.arange(len(counts)), counts)
    before = np.repeat(np.cumsum(counts) - counts, counts)
    return rows, np.repeat(starts, counts) + np.arange(len(rows)) - before


def blocks_of(facts: Facts, asked: Asked, *, day_by_day: Flags) -> Blocks:
    """The blocks of claims: one for a sum, for a stay one in each calendar and fiscal year, or one for each day."""
    amount, units, by_day = asked.amount, asked.units, asked.by_day
    rate = np.where(by_day & (units > 0), amount // np.maximum(units, 1), 0)
    first = facts.event_day
    last = np.where(by_day, first + units - 1, first)
    turns = [_turns(first, last, years, by_day & ~day_by_day) for years in _years(facts)]
    single = expanded(first, np.where(by_day, np.where(day_by_day, units, np.minimum(units, 1)), 1))
    claims = np.concatenate([single[0], *(rows for rows, _days in turns)])
    days = np.concatenate([single[1], *(found for _rows, found in turns)])
    order = np.lexsort((days, claims))
    claims, days = claims[order], days[order]
    is_new = np.ones(len(claims), bool)
    is_new[1:] = (claims[1:] != claims[:-1]) | (days[1:] != days[:-1])
    claims, days = claims[is_new], days[is_new]
    ends = np.append(days[1:], 0)
    is_last = np.append(claims[1:] != claims[:-1], True) if len(claims) else np.zeros(0, bool)
    ends = np.where(is_last, last[claims] + 1, ends)
    stays = by_day[claims]
    own_units = np.where(stays, ends - days, units[claims])
    own_amount = np.where(stays, rate[claims] * own_units, amount[claims])
    return Blocks(claims, days, own_units, own_amount, rate[claims], stays)


def _years(facts: Facts) -> tuple[tuple[Whole, Whole], ...]:
    january = np.ones(len(facts), np.int64)
    return (january, january), (facts.year_month, facts.year_day)


def _turns(first: Days, last: Days, start: tuple[Whole, Whole], wanted: Flags) -> tuple[Whole, Days]:
    """The first days of years that lie inside stays, after their first day."""
    from_year, to_year = (fiscal_year(each, *start) for each in (first, last))
    rows, years = expanded(from_year + 1, np.where(wanted, np.maximum(to_year - from_year, 0), 0))
    return rows, first_of_year(years, start[0][rows], start[1][rows])


def window_of(table: LimitTable, limit: Whole, day: Days, *, facts: Facts, claim: Whole) -> Whole:
    """The number of the window of each limit in which a day falls, as a claim looks at it."""
    kind = table.window[limit]
    found = np.zeros(len(day), np.int64)
    for window in np.unique(kind):
        rows = np.flatnonzero(kind == window)
        days, claims = day[rows], claim[rows]
        if window == CALENDAR:
            found[rows] = year_of(days)
        elif window == FISCAL:
            found[rows] = fiscal_year(days, facts.year_month[claims], facts.year_day[claims])
        elif window == MEMBERSHIP:
            found[rows] = membership_year(facts.joined[claims], days)
    return found


def is_within(table: LimitTable, limit: Whole, day: Days, event: Days) -> Flags:
    """Whether a day lies in the time that a rolling limit looks back on; true for every other limit."""
    found = np.ones(len(day), bool)
    rows = np.flatnonzero(table.window[limit] == ROLLING)
    if len(rows):
        time, is_days = table.time[limit[rows]], table.is_days[limit[rows]]
        days = day[rows]
        over = np.where(is_days, days + time, add_months(days, np.where(is_days, 0, time)))
        found[rows] = (days <= event[rows]) & (over > event[rows])
    return found


def cut(table: LimitTable, limit: Whole, blocks: Blocks, room: Whole) -> Blocks:
    """What limits leave of the first block of each claim that they look at, where there is so much room."""
    room = np.maximum(room, 0)
    measure = table.measure[limit]
    kept = np.minimum(blocks.units, room)
    by_units_amount = np.where(
        blocks.by_day,
        np.minimum(blocks.amount, kept * blocks.rate),
        _part(blocks.amount, kept, blocks.units),
    )
    units = np.where((measure == UNITS) & (blocks.units > room), kept, blocks.units)
    amount = np.where((measure == UNITS) & (blocks.units > room), by_units_amount, blocks.amount)
    is_cut = (measure == BAHT) & (blocks.amount > room)
    units = np.where(is_cut, units_of(blocks, room), units)
    amount = np.where(is_cut, room, amount)
    return Blocks(blocks.claim, blocks.day, units, amount, blocks.rate, blocks.by_day)


def units_of(blocks: Blocks, amount: Whole) -> Whole:
    """How many units a lower amount still stands for: days that are paid at all, or all units of a sum."""
    days = -(-amount // np.maximum(blocks.rate, 1))
    return np.where(blocks.by_day, days, np.where(amount > 0, blocks.units, 0))


def _part(amount: Whole, kept: Whole, units: Whole) -> Whole:
    return amount * kept // np.maximum(units, 1)
