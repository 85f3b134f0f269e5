"""Lives as a plain loop, one after the other: for a compiler (numba), and to be read beside `lives_by_array`.

It is also Python that runs, slowly. Every number is reckoned by the same operations in the same order as there, so that
both agree to the last bit. Words are of 64 bits without a sign, as in `philox_loop`.
"""

import math
from typing import Any

import numpy as np

from communitywelfare.simulation.demography import OLDEST
from communitywelfare.simulation.draws import Purpose
from communitywelfare.simulation.happenings import Happening
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.outcomes import LN2_HIGH, LN2_LOW, ODD, ROOT_HALF
from communitywelfare.simulation.philox_loop import HALF, LOW, M0, M1, ROUNDS, W0, W1

__all__ = ["FUNCTIONS", "live"]

FUNCTIONS = (
    "waiting",
    "words",
    "waits_of",
    "block",
    "past_hazard",
    "some_times",
    "exit_month",
    "levelled",
    "levelled_exit",
    "month_of",
    "below",
    "insert",
    "live",
)
"""What a compiler makes into machine code, each after those that it calls."""

_ELEVEN, _TWELVE = np.uint64(11), np.uint64(12)
_UNIT = 2.0**-53
_LN2 = LN2_HIGH + LN2_LOW
_HIGH, _REST, _TERMS, _ROOT = LN2_HIGH, LN2_LOW, ODD, ROOT_HALF
_AGES = OLDEST
_NEAR = 1e-9  # far more than the last digits of an exponential
_PEOPLE = 1_024  # whose exits are drawn together
_DEATH_EXIT, _LEAVING_EXIT, _YEAR, _STAY, _CHILD = (
    np.uint64(purpose << 24)
    for purpose in (
        Purpose.EXIT_DEATH,
        Purpose.EXIT_LEAVING,
        Purpose.YEAR_OF_ADMISSIONS,
        Purpose.ADMISSION,
        Purpose.BIRTH,
    )
)
_STAYS, _DIED, _LEFT = (int(how) for how in (Exit.STAYS, Exit.DIED, Exit.LEFT))
_ADMISSION, _BIRTH, _DEATH = (int(what) for what in Happening)


# The rounds of Philox stand three times: called as a function, they keep a compiler from drawing several words at once,
# and lives take twice as long.


def words(out: Any, years: Any, at: Any, member: Any, key: Any) -> None:  # noqa: PLR0917  # as compiled loops go
    """The uniform numbers of calendar years of one purpose, from one on; `out` has room for eight more."""
    purpose, year, scenario = at
    # Eight at a time, and from 0 on: so a compiler sees that it may draw eight at once.
    for number in range((years + 7) & ~7):
        c0, c1, c2 = member & LOW, member >> HALF, scenario
        c3 = purpose | (np.uint64(year + number) << _TWELVE)
        k0, k1 = key & LOW, key >> HALF
        for _ in range(ROUNDS):
            p0, p1 = c0 * M0, c2 * M1
            c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
            k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
        out[number] = ((c0 | (c1 << HALF)) >> _ELEVEN) * _UNIT


def waits_of(out: Any, members: Any, place: Any, scenario: Any, key: Any) -> None:  # noqa: PLR0917  # as compiled loops go
    """The waiting times of some people, at one place of a future."""
    for number in range(members.size):
        c0, c1, c2, c3 = members[number] & LOW, members[number] >> HALF, scenario, place
        k0, k1 = key & LOW, key >> HALF
        for _ in range(ROUNDS):
            p0, p1 = c0 * M0, c2 * M1
            c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
            k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
        out[number] = ((c0 | (c1 << HALF)) >> _ELEVEN) * _UNIT
    for number in range(members.size):
        out[number] = waiting(out[number])


def block(place: Any, scenario: Any, member: Any, key: Any) -> Any:
    """The two uniform numbers of one block of chance."""
    c0, c1, c2, c3 = member & LOW, member >> HALF, scenario, place
    k0, k1 = key & LOW, key >> HALF
    for _ in range(ROUNDS):
        p0, p1 = c0 * M0, c2 * M1
        c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return ((c0 | (c1 << HALF)) >> _ELEVEN) * _UNIT, ((c2 | (c3 << HALF)) >> _ELEVEN) * _UNIT


def waiting(uniform: Any) -> Any:
    """A waiting time with mean 1: see `communitywelfare.simulation.outcomes.exponential`."""
    part, exponent = math.frexp(1.0 - uniform)
    if part < _ROOT:
        part, exponent = 2.0 * part, exponent - 1
    off = -uniform if exponent == 0 else part - 1.0
    root = off / (2.0 + off)
    square, series = root * root, 0.0
    for term in _TERMS:
        series = (series + term) * square
    logarithm = exponent * _HIGH + (exponent * _REST + (2.0 * root + 2.0 * root * series))
    return 0.0 - logarithm


def past_hazard(hazard: Any) -> Any:
    """The probability of getting past a hazard: see `communitywelfare.simulation.outcomes.exp_minus`."""
    times = np.rint(hazard / _LN2)
    rest = (hazard - times * _HIGH) - times * _REST
    found = 1.0
    for term in range(15, 0, -1):
        found = 1.0 - found * rest / term
    return math.ldexp(found, -int(times))


def some_times(uniform: Any, mean: Any, none: Any) -> Any:
    """How many events, from 1 on: see `communitywelfare.simulation.outcomes.some_events`."""
    chance, reached, count = none, none, 0
    while True:
        count += 1
        chance = chance * (mean / count)
        nearer = reached + chance
        if not uniform >= nearer > reached:
            return count
        reached = nearer


def exit_month(table: Any, row: Any, entry: Any, levels: Any, waits: Any) -> Any:  # noqa: PLR0917  # as compiled loops go
    """The month in which a life ends, that after the last where it does not; `levels` are of each year, by month."""
    (levels, is_even, of_month), months = levels, table.shape[1] - 1
    if is_even:
        past = table[row, entry] + waits / levels[0]
        if not table[row, months] > past:
            return months
        low, high = entry, months
        while high - low > 1:
            middle = (low + high) >> 1
            if table[row, middle] > past:
                high = middle
            else:
                low = middle
        return high - 1
    reached, past = table[row, 0], np.inf
    for month in range(months):
        if month == entry:
            past = reached + waits
        level = levels[of_month[month]]
        if level != 0:
            after = table[row, month + 1]
            monthly = np.inf if after == np.inf else after - table[row, month]
            reached += monthly * level
        if reached > past:
            return month
    return months


def levelled(out: Any, table: Any, levels: Any, of_month: Any) -> None:
    """A table of hazards as one future has it: by month and row, added up as `exit_month` does, many rows at once."""
    months, rows = table.shape[0] - 1, table.shape[1]
    out[0] = table[0]
    for month in range(months):
        level = levels[of_month[month]]
        if level == 0:
            out[month + 1] = out[month]
            continue
        for row in range(rows):
            after = table[month + 1, row]
            monthly = np.inf if after == np.inf else after - table[month, row]
            out[month + 1, row] = out[month, row] + monthly * level


def levelled_exit(table: Any, row: Any, entry: Any, waits: Any) -> Any:
    """What `exit_month` finds, in a table of one future."""
    months = table.shape[0] - 1
    past = table[entry, row] + waits
    if not table[months, row] > past:
        return months
    low, high = entry, months
    while high - low > 1:
        middle = (low + high) >> 1
        if table[middle, row] > past:
            high = middle
        else:
            low = middle
    return high - 1


def month_of(table: Any, row: Any, begins: Any, end: Any, reached: Any) -> Any:  # noqa: PLR0917  # as compiled loops go
    """The month of a year in which a cumulated table has come so far beyond where the year began."""
    # All months are looked at: twelve comparisons take less time than one jump that a processor foresees wrongly.
    found, past = begins, table[row, begins] + reached
    for month in range(begins + 1, end):
        found += not table[row, month] > past
    return found


def below(out: Any, years: Any, tables: Any, levels: Any) -> None:
    """For each year, a number below which a uniform number tells of no admission; most are."""
    (means, none, row), (level, is_level, future), (first, last) = tables, levels, years
    if is_level:
        for number in range(last - first + 1):
            out[number] = none[row, first + number]
        return
    for number in range(last - first + 1):
        mean = means[row, first + number] * level[future, first + number]
        out[number] = 1.0 - mean * (1.0 - mean * (0.5 - mean / 6.0)) - _NEAR


def insert(out: Any, start: Any, count: Any, event: Any) -> None:
    """Write an event after those of its life that come before it, which stand from `start` on."""
    who, what, month, units = out
    life, its_what, its_month, its_units = event
    at = count
    while at > start and (month[at - 1] > its_month or (month[at - 1] == its_month and what[at - 1] > its_what)):
        what[at], month[at], units[at] = what[at - 1], month[at - 1], units[at - 1]
        at -= 1
    who[count] = life
    what[at], month[at], units[at] = its_what, its_month, its_units


def live(start: Any, people: Any, tables: Any, levels: Any, chance: Any, out: Any) -> Any:  # noqa: PLR0912, PLR0915, PLR0917  # one loop
    """Draw lives from one on, until the last or until there is no room for more events.

    Returns:
        The life that comes next, and how many events were written.
    """
    uid, entry, born, joined, month_of_birth, sex, place = people
    deaths, leaving, admissions, births, year_admissions, no_admission, year_births, stop, begins, of_month, fertile = (
        tables[:-1]
    )
    by_month, deaths_now, of_future = tables[-1], np.empty_like(tables[-1]), -1
    level_deaths, level_leaving, level_admissions, level_births, is_level, is_even = levels
    key, scenarios, first_year = chance
    exits, how, who, what, month, units = out
    count, months, room = uid.size, deaths.shape[1] - 1, who.size
    columns = (who, what, month, units)
    drawn, least = np.empty(begins.size + 8, np.float64), np.empty(begins.size, np.float64)
    dying, going = np.empty(_PEOPLE, np.float64), np.empty(_PEOPLE, np.float64)
    written, until, drawn_from = 0, start, start
    for life in range(start, exits.size):
        future = life // count
        person = life - future * count
        before = written
        member, scenario, row, since = uid[person], scenarios[future], born[person], entry[person]
        if life == until:  # the exits of some people are drawn together
            until = min(life + _PEOPLE, (future + 1) * count)
            some = uid[person : person + until - life]
            waits_of(dying, some, _DEATH_EXIT, scenario, key)
            waits_of(going, some, _LEAVING_EXIT, scenario, key)
            drawn_from = life
        waits = dying[life - drawn_from]
        if is_even[0, future]:
            died = exit_month(deaths, row, since, (level_deaths[future], True, of_month), waits)
        else:
            if future != of_future:
                levelled(deaths_now, by_month, level_deaths[future], of_month)
                of_future = future
            died = levelled_exit(deaths_now, place[person], since, waits)
        waits = going[life - drawn_from]
        left = exit_month(leaving, joined[person], since, (level_leaving[future], is_even[1, future], of_month), waits)
        last = min(died, left)
        exits[life] = last
        how[life] = _STAYS if last == months else _DIED if died <= left else _LEFT
        span = (of_month[since], of_month[last])
        words(drawn, span[1] - span[0] + 1, (_YEAR, first_year + span[0], scenario), member, key)
        below(least, span, (year_admissions, no_admission, row), (level_admissions, is_level[future], future))
        for year in range(span[0], span[1] + 1):
            uniform = drawn[year - span[0]]
            if uniform < least[year - span[0]]:
                continue
            mean, none = year_admissions[row, year], no_admission[row, year]
            its_mean, is_one = mean, False
            if not is_level[future]:
                its_mean = mean * level_admissions[future, year]
                # The probability of none is at most four terms of its series, and that of one at most is no less than
                # two terms of its own: most need no exponential.
                square = its_mean * its_mean
                most = 1.0 - its_mean + square * (0.5 - its_mean / 6.0 + square / 24.0)
                is_one = most + _NEAR < uniform < 1.0 - square / 2.0 - _NEAR
                if not is_one:
                    none = past_hazard(its_mean)
                    if uniform < none:
                        continue
            calendar = _STAY | (np.uint64(first_year + year) << _TWELVE)
            for number in range(1 if is_one else some_times(uniform, its_mean, none)):
                when, lasts = block(calendar | np.uint64(number), scenario, member, key)
                at = month_of(admissions, row, begins[year], begins[year + 1], when * mean)
                if since <= at <= last:
                    if written == room:
                        return life, before
                    age = min(max((at - month_of_birth[person]) // 12, 0), _AGES)
                    nights = math.floor(waiting(lasts) / stop[sex[person], age, year]) + 1
                    insert(columns, before, written, (life, _ADMISSION, at, nights))
                    written += 1
        low, high = max(span[0], fertile[0, row]), min(span[1], fertile[1, row])
        words(drawn, high - low + 1, (_CHILD, first_year + low, scenario), member, key)
        for year in range(low, high + 1):
            reached = drawn[year - low] / level_births[future, year]
            if reached < year_births[row, year]:
                at = month_of(births, row, begins[year], begins[year + 1], reached)
                if since <= at <= last:
                    if written == room:
                        return life, before
                    insert(columns, before, written, (life, _BIRTH, at, 1))
                    written += 1
        if how[life] == _DIED:
            if written == room:
                return life, before
            insert(columns, before, written, (life, _DEATH, last, 1))
            written += 1
    return exits.size, written
