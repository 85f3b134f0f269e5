"""Lives as plain loops over some people at a time: for a compiler (numba), and to be read beside `lives_by_array`.

It is also Python that runs, slowly. Every number is reckoned by the same operations in the same order as there, so that
both agree to the last bit. Words are of 64 bits without a sign, as in `philox_loop`.

Some people take each step together: their exits, the years with stays in hospital, the stays, and last what is told of
each life. Loops that do one thing to all of them are what a compiler does several at once, and what a processor does
not stop in. Places without a sign spare it a look whether they count from the end of an array: an eighth of the time.
"""
# ruff: noqa: PLR0917  # compiled loops take columns one by one

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
    "words",
    "to_waits",
    "waits_of",
    "past_hazard",
    "some_times",
    "borne_in",
    "unevenly",
    "furthest",
    "going",
    "perhaps_ill",
    "stays_of",
    "blocks_of",
    "stay",
    "insert",
    "born_in",
    "live",
)
"""What a compiler makes into machine code, each after those that it calls."""

_ELEVEN, _TWELVE = np.uint64(11), np.uint64(12)
_UNIT = 2.0**-53
_LN2 = LN2_HIGH + LN2_LOW
_HIGH, _REST, _TERMS, _ROOT = LN2_HIGH, LN2_LOW, ODD, ROOT_HALF
_AGES = OLDEST
_NEAR = 1e-9  # far more than the last digits of an exponential, or of a product of few numbers
_YEAR_BITS, _YEARS = 12, 0xFFF  # a calendar year of somebody in one number
_FRACTION_BITS, _BIAS = 52, 1_022  # how a number of 64 bits is kept, as a part from ½ to below 1 and a power of 2
_FRACTION, _HALF_BITS = (1 << _FRACTION_BITS) - 1, _BIAS << _FRACTION_BITS
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


def words(out: Any, years: Any, at: Any, member: Any, key: Any) -> None:
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


def to_waits(out: Any) -> None:
    """Make uniform numbers waiting times with mean 1: see `communitywelfare.simulation.outcomes.exponential`."""
    for number in range(out.size):
        uniform = out[number]
        # The parts of a number by its bits, which are those that `frexp` tells: a compiler does so to several at once.
        bits = np.float64(1.0 - uniform).view(np.int64)
        part, exponent = np.int64(bits & _FRACTION | _HALF_BITS).view(np.float64), (bits >> _FRACTION_BITS) - _BIAS
        is_less = part < _ROOT
        part, exponent = 2.0 * part if is_less else part, exponent - 1 if is_less else exponent
        off = -uniform if exponent == 0 else part - 1.0
        root = off / (2.0 + off)
        square, series = root * root, 0.0
        for term in _TERMS:
            series = (series + term) * square
        out[number] = 0.0 - (exponent * _HIGH + (exponent * _REST + (2.0 * root + 2.0 * root * series)))


def waits_of(out: Any, members: Any, place: Any, scenario: Any, key: Any) -> None:
    """The waiting times of some people, at one place of a future."""
    for number in range(members.size):
        c0, c1, c2, c3 = members[number] & LOW, members[number] >> HALF, scenario, place
        k0, k1 = key & LOW, key >> HALF
        for _ in range(ROUNDS):
            p0, p1 = c0 * M0, c2 * M1
            c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
            k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
        out[number] = ((c0 | (c1 << HALF)) >> _ELEVEN) * _UNIT
    to_waits(out[: members.size])


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


def borne_in(year: Any, at: Any, level: Any) -> Any:
    """The hazard of a year at its level: none at level 0, even where nobody survives."""
    if level[year] == 0:
        return 0.0
    return np.inf if at[year + 1] == np.inf else (at[year + 1] - at[year]) * level[year]


def unevenly(out: Any, some: Any, tables: Any, level: Any, years: Any) -> None:
    """In a future whose years differ, make waits what the table must be past: from a month of one year on, to its last.

    See `communitywelfare.simulation.lifetimes.exit_months_by_year`.
    """
    (month, waits, latest), (entry, rows), (table, by_year), (begins, of_month) = out, some, tables, years
    for number in range(month.size):
        at, begin, year, borne = by_year[rows[number]], entry[number], of_month[entry[number]], 0.0
        for before in range(year):
            borne += borne_in(before, at, level)
        bears, after = borne + (table[begin, rows[number]] - at[year]) * level[year] + waits[number], borne
        while year + 1 < begins.size:
            after = borne + borne_in(year, at, level)
            if after > bears:
                break
            borne, year = after, year + 1
        month[number] = latest[number] = table.shape[0] - 1
        if after > bears:
            month[number] = max(begin, begins[year])
            # Who lived through a year of level 0 may have a table behind them that nobody survives.
            latest[number] = month[number] if at[year] == np.inf else begins[year + 1] - 1
            waits[number] = at[year] + (bears - borne) / level[year]


def furthest(month: Any, table: Any, rows: Any, past: Any) -> None:
    """Move months on to the last in which the table, by month and row, is not past a number; by halving.

    All take each step together: so nothing waits for what a processor fetches, nor for a jump that it foresees wrongly.
    """
    flat, width, last, step = table.ravel(), table.shape[1], table.shape[0] - 1, 1
    while 2 * step <= last:
        step *= 2
    while step > 0:
        for number in range(month.size):
            now = month[number]
            at = min(now + step, last)
            month[number] = now if flat[np.uint64(at * width + rows[number])] > past[number] else at
        step >>= 1


def going(out: Any, some: Any, tables: Any, level: Any, years: Any, chance: Any) -> None:
    """The month in which each of some people goes for one cause, all months where that is not."""
    (month, waits, latest), (member, entry, rows), (table, _), (levels, is_even) = out, some, tables, level
    waits_of(waits, member, *chance)
    if is_even:
        for number in range(month.size):
            month[number], latest[number] = entry[number], table.shape[0] - 1
            waits[number] = table[entry[number], rows[number]] + waits[number] / levels[0]
    else:
        unevenly(out, (entry, rows), tables, levels, years)
    furthest(month, table, rows, waits)
    for number in range(month.size):
        month[number] = min(month[number], latest[number])


def perhaps_ill(out: Any, some: Any, expected: Any, span: Any, chance: Any) -> Any:
    """Write down the years of lives in which somebody may be in hospital, and the uniform number of each.

    The probability of no stay is never less than what is left of 1 without the mean: below that, there is none.

    Returns:
        How many such years there are: few more than those with a stay.
    """
    (years, uniforms, drawn), (member, row), (means, levels), (first_of, last_of) = out, some, expected, span
    scenario, key, first_year = chance
    found = 0
    for number in range(member.size):
        first, last = first_of[number], last_of[number]
        words(drawn, last - first + 1, (_YEAR, first_year + first, scenario), member[number], key)
        its_means, begins = means[row[number]], np.uint64(first)
        for place in range(last - first + 1):
            uniform, year, at = drawn[place], begins + np.uint64(place), np.uint64(found)
            years[at], uniforms[at] = number << _YEAR_BITS | (first + place), uniform
            found += uniform >= 1.0 - _NEAR - its_means[year] * levels[year]
    return found


def stays_of(out: Any, years: Any, rows: Any, expected: Any, levels: Any) -> Any:
    """Write down the stays in hospital: who has them, in which year, and which of that year each is.

    Returns:
        How many there are; −1 where they have no room.
    """
    (people, of_year, numbers), (at, uniforms), (means, nones), (level, is_level) = out, years, expected, levels
    stays = 0
    for each in range(at.size):
        person, year, uniform = np.uint64(at[each] >> _YEAR_BITS), np.uint64(at[each] & _YEARS), uniforms[each]
        row, is_one = np.uint64(rows[person]), False
        mean, none = means[row, year], nones[row, year]
        if not is_level:
            mean *= level[year]
            # The probability of none is at most four terms of its series, and that of one at most is no less than two
            # terms of its own: most need no exponential.
            square = mean * mean
            most = 1.0 - mean + square * (0.5 - mean / 6.0 + square / 24.0)
            is_one = most + _NEAR < uniform < 1.0 - square / 2.0 - _NEAR
            if not is_one:
                none = past_hazard(mean)
        if not is_one and uniform < none:
            continue
        for number in range(1 if is_one else some_times(uniform, mean, none)):
            if stays == people.size:
                return -1
            people[stays], of_year[stays], numbers[stays] = person, year, number
            stays += 1
    return stays


def blocks_of(out: Any, stays: Any, member: Any, chance: Any) -> None:
    """The two uniform numbers of each stay."""
    (when, lasts, uids, places), (people, years, numbers), (scenario, key, first_year) = out, stays, chance
    # Written out first: of so many columns as there are here, a compiler does not see that they are apart.
    for each in range(people.size):
        uids[each] = member[people[each]]
        places[each] = _STAY | (np.uint64(first_year + years[each]) << _TWELVE) | np.uint64(numbers[each])
    for each in range(people.size):
        c0, c1, c2, c3 = uids[each] & LOW, uids[each] >> HALF, scenario, places[each]
        k0, k1 = key & LOW, key >> HALF
        for _ in range(ROUNDS):
            p0, p1 = c0 * M0, c2 * M1
            c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
            k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
        when[each] = ((c0 | (c1 << HALF)) >> _ELEVEN) * _UNIT
        lasts[each] = ((c2 | (c3 << HALF)) >> _ELEVEN) * _UNIT


def stay(out: Any, stays: Any, some: Any, tables: Any, chance: Any) -> None:
    """The month and the nights of each stay."""
    (months, nights, drawn), (people, years, _) = out, stays
    member, rows, month_of_birth, sex = some
    admissions, means, stop, begins = tables
    line, columns = admissions.ravel(), admissions.shape[1]
    blocks_of(drawn, stays, member, chance)
    when, lasts = drawn[0], drawn[1]
    for each in range(people.size):
        row, year = rows[np.uint64(people[each])], np.uint64(years[each])
        begin = begins[year]
        # The table is read as one line: a month without a sign needs no look at what comes before the first.
        at = np.uint64(row * columns + begin)
        past, gone = line[at] + when[each] * means[row, year], 0
        # All months are looked at: twelve comparisons take less time than one jump that is foreseen wrongly.
        for month in range(12):
            gone += 1 if not line[at + np.uint64(month)] > past else 0
        months[each] = min(begin + gone, begins[year + 1]) - 1
    to_waits(lasts[: people.size])
    for each in range(people.size):
        person = np.uint64(people[each])
        age = np.uint64(min(max((months[each] - month_of_birth[person]) // 12, 0), _AGES))
        nights[each] = math.floor(lasts[each] / stop[np.uint64(sex[person]), age, np.uint64(years[each])]) + 1


def born_in(table: Any, row: Any, begins: Any, end: Any, reached: Any) -> Any:
    """The month of a year in which the cumulated births have come so far beyond where the year began."""
    found, past = begins, table[row, begins] + reached
    for month in range(begins + 1, end):
        found += not table[row, month] > past
    return found


def insert(out: Any, start: Any, count: Any, event: Any) -> None:
    """Write an event after those of its life that come before it, which stand from `start` on."""
    who, what, month, units = out
    life, its_what, its_month, its_units = event
    at, first, one = np.uint64(count), np.uint64(start), np.uint64(1)
    who[at] = life
    while at > first and (month[at - one] > its_month or (month[at - one] == its_month and what[at - one] > its_what)):
        what[at], month[at], units[at] = what[at - one], month[at - one], units[at - one]
        at -= one
    what[at], month[at], units[at] = its_what, its_month, its_units


def live(start: Any, people: Any, tables: Any, levels: Any, chance: Any, out: Any) -> Any:  # noqa: PLR0915  # one loop
    """Draw the lives of groups of people in each future, from one turn on, until there is no room for more events.

    A turn is one group in one future; those of one group come one after another, while its tables are at hand.

    Returns:
        The turn that comes next, and how many events were written; those of one life stand together, by month.
    """
    edges, order, uid, entry, born, joined, month_of_birth, sex = people
    of_deaths, of_leaving, admissions, births, means, nones, year_births, stop, begins, of_month, fertile = tables
    level_deaths, level_leaving, level_admissions, level_births, is_level, is_even = levels
    key, scenarios, first_year = chance
    exits, how, who, what, month, units = out
    count, months, room, futures = uid.size, of_deaths[0].shape[0] - 1, who.size, scenarios.size
    columns = (who, what, month, units)
    most = 0
    for group in range(edges.size - 1):
        most = max(most, edges[group + 1] - edges[group])
    drawn, waits, latest = np.empty(begins.size + 8, np.float64), np.empty(most, np.float64), np.empty(most, np.int64)
    all_died, all_left = np.empty(most, np.int64), np.empty(most, np.int64)
    all_first, all_last = np.empty(most, np.int64), np.empty(most, np.int64)
    ill, uniforms = np.empty(most * begins.size, np.int64), np.empty(most * begins.size, np.float64)
    whose, year_of, number_of = np.empty(room, np.int64), np.empty(room, np.int64), np.empty(room, np.int64)
    begun, nights = np.empty(room, np.int64), np.empty(room, np.int64)
    when, lasts = np.empty(room, np.float64), np.empty(room, np.float64)
    uids, places = np.empty(room, np.uint64), np.empty(room, np.uint64)
    written = 0
    for turn in range(start, (edges.size - 1) * futures):
        group = turn // futures
        future, person, until = turn - group * futures, edges[group], edges[group + 1]
        some, scenario = until - person, scenarios[future]
        member, since, row = uid[person:until], entry[person:until], born[person:until]
        died, left, first, last = all_died[:some], all_left[:some], all_first[:some], all_last[:some]
        its_levels, its_chance = (level_deaths[future], is_even[0, future]), (_DEATH_EXIT, scenario, key)
        going((died, waits, latest), (member, since, row), of_deaths, its_levels, (begins, of_month), its_chance)
        its_levels, its_chance = (level_leaving[future], is_even[1, future]), (_LEAVING_EXIT, scenario, key)
        rows = joined[person:until]
        going((left, waits, latest), (member, since, rows), of_leaving, its_levels, (begins, of_month), its_chance)
        for number in range(some):
            end, life = min(died[number], left[number]), future * count + order[person + number]
            exits[life] = end
            how[life] = _STAYS if end == months else _DIED if died[number] <= left[number] else _LEFT
            first[number], last[number] = of_month[since[number]], of_month[end]
        level, of_year = level_admissions[future], (scenario, key, first_year)
        found = perhaps_ill((ill, uniforms, drawn), (member, row), (means, level), (first, last), of_year)
        years, its = (ill[:found], uniforms[:found]), (level, is_level[future])
        stays = stays_of((whose, year_of, number_of), years, row, (means, nones), its)
        if stays < 0 or written + stays + some * begins.size > room:  # a child in each year at most, and one death
            return turn, written
        stay(
            (begun, nights, (when, lasts, uids, places)),
            (whose[:stays], year_of[:stays], number_of[:stays]),
            (member, row, month_of_birth[person:until], sex[person:until]),
            (admissions, means, stop, begins),
            of_year,
        )
        each = 0
        for number in range(some):
            life, before, begin = future * count + order[person + number], written, since[number]
            end = exits[life]
            while each < stays and whose[each] == number:
                if begin <= begun[each] <= end:
                    insert(columns, before, written, (life, _ADMISSION, begun[each], nights[each]))
                    written += 1
                each += 1
            low, high = max(first[number], fertile[0, row[number]]), min(last[number], fertile[1, row[number]])
            words(drawn, high - low + 1, (_CHILD, first_year + low, scenario), member[number], key)
            for year in range(low, high + 1):
                times, mean = level_births[future, year], year_births[row[number], year]
                if drawn[year - low] > (1.0 + _NEAR) * mean * times:  # so surely none that nothing need be divided
                    continue
                reached = drawn[year - low] / times
                if reached < mean:
                    at = born_in(births, row[number], begins[year], begins[year + 1], reached)
                    if begin <= at <= end:
                        insert(columns, before, written, (life, _BIRTH, at, 1))
                        written += 1
            if how[life] == _DIED:
                insert(columns, before, written, (life, _DEATH, end, 1))
                written += 1
    return (edges.size - 1) * futures, written
