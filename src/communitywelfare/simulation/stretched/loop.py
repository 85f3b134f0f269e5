"""Events priced by tables, one after the other: for a compiler (numba), and to be read beside `rules.columns.nested`.

It is also Python that runs, slowly. What a limit leaves follows from the running total of what came before it in its
window, as there; a life that needs more than that is left to be asked of the trees.
"""

from typing import Any

import numpy as np

from communitywelfare.rules.amounts.per_unit import LONGEST
from communitywelfare.rules.limits import Measure, Window

__all__ = ["FUNCTIONS", "MEASURES", "WINDOWS", "price"]

FUNCTIONS = ("cost", "cut", "price")
"""What a compiler makes into machine code, each after those that it calls."""

MEASURES = (Measure.BAHT, Measure.UNITS, Measure.TIMES)
WINDOWS = (Window.EVENT, Window.LIFETIME, Window.CALENDAR_YEAR, Window.FISCAL_YEAR)
_BAHT, _UNITS, _TIMES = range(3)
_EVENT, _LIFETIME = range(2)
_NOWHERE = -2  # the number of no window, nor of the one before one
_WINDOW_BITS = 20  # so many windows a life has at most, and they are followed by those of the next
_HELD = 4_096  # claims of one life that are kept until it is over


def cost(measure: Any, units: Any, amount: Any) -> Any:
    """What a part of a claim takes from a limit, as far as nothing is cut."""
    if measure == _BAHT:
        return amount
    takes = 1 if amount > 0 else 0
    return units * takes if measure == _UNITS else takes


def cut(measure: Any, room: Any, units: Any, amount: Any) -> Any:
    """What is left of a part where there is so much room, and whether it keeps units but no amount."""
    if measure == _BAHT:
        return units, min(amount, room), False
    if measure == _TIMES:
        return units, amount if room > 0 else 0, False
    if units <= room:
        return units, amount, False
    part = amount * room // units
    return room, part, part == 0 and amount > 0 and room > 0


# One function, for whoever is called with many arrays takes longer to be called than to answer. Places are without a
# sign: a compiler need not look whether one counts from the end of an array.


def price(lives: Any, fund: Any, clauses: Any, limits: Any, years: Any, opening: Any, out: Any) -> Any:  # noqa: PLR0912, PLR0915, PLR0917  # one loop
    """Add what lives are paid to the sums by account, month and key; `is_open` marks lives to be asked of the trees.

    Events stand by life, from the first on. Nothing is done between two lives, for nobody foresees where one ends: a
    window of a limit has a number that no other life has, and what an open life was paid is taken back.

    Returns:
        How many lives are open.
    """
    who, what, month, units, arrears, year_of_month, is_ever_late, count = lives
    answering, key, is_by_day, limits_from, tables = clauses
    (joined, born, sex, group), turns_from, turns_count, membership, age, prices_from, groups, prices = tables
    (joining_rows, joining_months), (birth_rows, birth_months) = membership, age
    measures, windows, beginnings, maxima = limits
    years_of, nights_in, nights_in_both = years
    opening_of, opened_limit, opened_place, opened_used = opening
    satang, is_open, funds = out
    # Of each limit the window that was last asked of, and what was used of it and of the one after it.
    places, used, used_next = np.full(measures.size, _NOWHERE), np.zeros(measures.size, np.int64), np.zeros_like(maxima)
    held_month, held_key, held_amount = (
        np.empty(_HELD, np.int64),
        np.empty(_HELD, np.int64),
        np.empty(_HELD, np.int64),
    )
    zero, one, last, skipped = np.uint64(0), np.uint64(1), -1, -1
    found, held, future, of_future = 0, 0, 0, 0
    for event in range(who.size):
        life = who[event]
        if life == skipped:
            continue
        while life - of_future >= count:  # sooner than a division
            of_future, future = of_future + count, future + 1
        person = np.uint64(life - of_future)
        own, its_windows = fund[person], np.int64(life) << _WINDOW_BITS
        account = np.uint64(future * funds + own)
        if life != last and opening_of[person] < opening_of[person + one]:
            for row in range(opening_of[person], opening_of[person + one]):
                limit, number = np.uint64(opened_limit[row]), its_windows + opened_place[row]
                if number > places[limit]:
                    places[limit], used[limit], used_next[limit] = number, 0, 0
                if number == places[limit]:
                    used[limit] += opened_used[row]
        held, last = held if life == last else 0, life
        at, happening, opens = np.uint64(month[event]), what[event], False
        is_late = 1 if is_ever_late and arrears[life, year_of_month[at]] else 0
        for answer in range(answering[own, happening], answering[own, happening + 1]):
            clause = np.uint64(answer)
            # The price of the stretch in which the event lies.
            place = (is_late * 2 + sex[person]) * groups + group[person]
            turns, first, begins, reached = turns_count[clause, zero], turns_from[clause, zero], joined[person], 0
            while reached < turns and month[event] >= joining_months[joining_rows[first + reached], begins]:
                reached += 1
            place = place * (turns + 1) + reached
            turns, first, begins, reached = turns_count[clause, one], turns_from[clause, one], born[person], 0
            while reached < turns and month[event] >= birth_months[birth_rows[first + reached], begins]:
                reached += 1
            rate = prices[np.uint64(prices_from[clause] + place * (turns + 1) + reached)]
            if rate == 0:
                continue
            by_day, left = is_by_day[clause], 1
            if by_day:
                left = units[event]
            opens |= left > LONGEST
            amount, late, later, is_parted = left * rate, 0, 0, False
            for each in range(limits_from[clause], limits_from[clause + one]):
                limit = np.uint64(each)
                measure, most = measures[limit], maxima[limit]
                if windows[limit] == _EVENT:
                    left, amount, vanishes = cut(measure, most, left, amount)
                    opens |= vanishes
                    continue
                number = its_windows
                if windows[limit] != _LIFETIME:
                    year = np.uint64(beginnings[limit])
                    number, nights = its_windows + years_of[year, at], nights_in[year, at]
                    if by_day and not is_parted and left > nights:  # a stay that goes on into the next year
                        opens |= measure == _TIMES or left > nights_in_both[year, at]
                        before = min(amount, nights * rate)
                        late, later, is_parted = left - nights, amount - before, True
                        left, amount = nights, before
                if places[limit] != number:
                    used[limit] = used_next[limit] if places[limit] == number - 1 else 0
                    places[limit], used_next[limit] = number, 0
                takes = cost(measure, left, amount)
                if is_parted:
                    takes_later = cost(measure, late, later)
                    taken_later = used[limit] + takes if windows[limit] == _LIFETIME else used_next[limit]
                    late, later, vanishes = cut(measure, most - min(taken_later, most), late, later)
                    opens |= vanishes
                    if windows[limit] == _LIFETIME:
                        takes += takes_later
                    else:
                        used_next[limit] += takes_later
                left, amount, vanishes = cut(measure, most - min(used[limit], most), left, amount)
                opens |= vanishes
                used[limit] += takes
            opens |= held == _HELD
            if opens:
                break
            its_key, again = np.uint64(key[clause]), np.uint64(held)
            satang[account, at, its_key] += amount + later
            held_month[again], held_key[again], held_amount[again] = at, its_key, amount + later
            held += 1
        if opens:
            skipped, is_open[life], found = life, True, found + 1
            for number in range(held):
                satang[account, held_month[number], held_key[number]] -= held_amount[number]
    return found
