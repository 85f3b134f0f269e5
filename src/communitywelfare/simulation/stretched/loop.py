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
_NOWHERE = -2  # the number of no window, nor of the one after it
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


# One function, for whoever is called with many arrays takes longer to be called than to answer.


def price(lives: Any, fund: Any, clauses: Any, limits: Any, years: Any, opening: Any, out: Any) -> Any:  # noqa: PLR0912, PLR0915, PLR0917  # one loop
    """Add what lives are paid to the sums by account, month and key; `is_open` marks lives to be asked of the trees.

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
    event, found, happenings, future, of_future = 0, 0, answering.shape[1] - 1, 0, 0
    while event < who.size:
        life = who[event]
        while life - of_future >= count:  # sooner than a division
            of_future, future = of_future + count, future + 1
        person = life - of_future
        own = fund[person]
        for limit in range(limits_from[answering[own, 0]], limits_from[answering[own, happenings]]):
            places[limit] = _NOWHERE
        for row in range(opening_of[person], opening_of[person + 1]):
            limit = opened_limit[row]
            if opened_place[row] > places[limit]:
                places[limit], used[limit], used_next[limit] = opened_place[row], 0, 0
            if opened_place[row] == places[limit]:
                used[limit] += opened_used[row]
        held, opens = 0, False
        while event < who.size and who[event] == life:
            at, happening = month[event], what[event]
            is_late = 1 if is_ever_late and arrears[life, year_of_month[at]] else 0
            for clause in range(answering[own, happening], answering[own, happening + 1]):
                # The price of the stretch in which the event lies.
                place = (is_late * 2 + sex[person]) * groups + group[person]
                turns, first, begins, reached = turns_count[clause, 0], turns_from[clause, 0], joined[person], 0
                while reached < turns and at >= joining_months[joining_rows[first + reached], begins]:
                    reached += 1
                place = place * (turns + 1) + reached
                turns, first, begins, reached = turns_count[clause, 1], turns_from[clause, 1], born[person], 0
                while reached < turns and at >= birth_months[birth_rows[first + reached], begins]:
                    reached += 1
                rate = prices[prices_from[clause] + place * (turns + 1) + reached]
                if rate == 0:
                    continue
                by_day, left = is_by_day[clause], 1
                if by_day:
                    left = units[event]
                opens |= left > LONGEST
                amount, late, later, is_parted = left * rate, 0, 0, False
                for limit in range(limits_from[clause], limits_from[clause + 1]):
                    measure, most = measures[limit], maxima[limit]
                    if windows[limit] == _EVENT:
                        left, amount, vanishes = cut(measure, most, left, amount)
                        opens |= vanishes
                        continue
                    number = 0
                    if windows[limit] != _LIFETIME:
                        year = beginnings[limit]
                        number, nights = years_of[year, at], nights_in[year, at]
                        if by_day and not is_parted and left > nights:  # a stay that goes on into the next year
                            opens |= measure == _TIMES or left > nights_in_both[year, at]
                            before = min(amount, nights * rate)
                            late, later, is_parted = left - nights, amount - before, True
                            left, amount = nights, before
                    if places[limit] != number:
                        used[limit] = used_next[limit] if places[limit] == number - 1 else 0
                        places[limit], used_next[limit] = number, 0
                    takes, takes_later = cost(measure, left, amount), cost(measure, late, later)
                    taken_later = used[limit] + takes if windows[limit] == _LIFETIME else used_next[limit]
                    left, amount, vanishes = cut(measure, most - min(used[limit], most), left, amount)
                    late, later, later_vanishes = cut(measure, most - min(taken_later, most), late, later)
                    opens |= vanishes or later_vanishes
                    used[limit] += takes
                    if windows[limit] == _LIFETIME:
                        used[limit] += takes_later
                    else:
                        used_next[limit] += takes_later
                opens |= held == _HELD
                if not opens:
                    held_month[held], held_key[held], held_amount[held] = at, key[clause], amount + later
                    held += 1
            event += 1
        if opens:
            is_open[life] = True
            found += 1
            continue
        for number in range(held):
            satang[future * funds + own, held_month[number], held_key[number]] += held_amount[number]
    return found
