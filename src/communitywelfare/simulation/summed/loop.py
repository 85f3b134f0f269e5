"""Sums over people, one person after the other: for a compiler (numba), and to be read beside `by_array`.

It is also Python that runs, slowly.
"""

from typing import Any

import numpy as np

from communitywelfare.simulation.summed.rows import BIRTHS, FREE

__all__ = ["FUNCTIONS", "add_up"]

FUNCTIONS = ("alive_and_there", "add", "add_times", "born_from", "add_up")
"""What a compiler makes into machine code, each after those that it calls."""

_FREE, _BIRTHS = FREE, BIRTHS

# Each asks its arrays by places from 0 on and no others, so that a compiler may take several at once.


def alive_and_there(found: Any, all_of_them: Any, who: Any) -> None:
    """How many are alive and have not left, which is added to all of them."""
    lives, staying, weight = who
    for place in range(found.size):
        found[place] = lives[place] * staying[place] * weight
        all_of_them[place] += found[place]


def add(found: Any, numbers: Any) -> None:
    """Add numbers."""
    for place in range(found.size):
        found[place] += numbers[place]


def add_times(found: Any, numbers: Any, others: Any, times: Any) -> None:
    """Add the products of numbers, others and one number."""
    for place in range(found.size):
        found[place] += numbers[place] * others[place] * times


def born_from(expected: Any, months: Any, births: Any, when: Any, takes: Any, used: Any) -> None:  # noqa: PLR0917  # for a compiler
    """What births are expected to take of a limit, for who became entitled in a month: see `windows.paid_for_births`.

    No more than one is born in a year, so what was used of the limit is the same for all months of a year.
    """
    (month, until), (window, year) = months, when
    used[: takes.size + 1] = 0.0
    used[0] = 1.0
    while month < until:
        mean, chance, first = 0.0, 0.0, month
        for count in range(takes.size):
            mean += used[count] * takes[count]
        while month < until and year[month] == year[first] and window[month] == window[first]:
            expected[month] = births[month] * mean
            chance += births[month]
            month += 1
        if month < until and window[month] != window[first]:
            used[: takes.size + 1] = 0.0
            used[0] = 1.0
        else:
            for count in range(takes.size - 1, -1, -1):
                moved = chance * used[count]
                used[count] -= moved
                used[count + 1] += moved


# One function, for whoever is called with many arrays takes longer to be called than to answer.


def add_up(people: Any, parts_of: Any, rows: Any, turns: Any, lines: Any, rounds: Any, out: Any) -> None:  # noqa: PLR0912, PLR0915, PLR0917  # one loop
    """Add people to the sums of their funds: who is there, who is elderly, who pays, who counts, and what is paid."""
    (alive, deaths, leaving, staying, paying, sixty, births), expected, limits = rows
    kind_of, worth, worth_from, worth_until = expected
    limit_of, windows, part_from, parts, part_begins, widths, row_kinds, year = limits
    line_from, number_of, is_due_later, price_from, groups, prices, turn_from, turn_count, turn_rows = lines
    round_from, round_of, cut_off = rounds
    (members, elderly, payers, counted, paid), (part_of, fund_of) = out, parts_of
    months, is_ever_late = alive.shape[1] - 1, paying.size > 0
    here, own, present = np.empty(months + 1), np.empty(months), np.empty(months + 1)
    used = np.empty(year.size + 2)
    for part in range(fund_of.size):
        fund = fund_of[part]
        present[:] = 0.0
        for person in range(part_of[part], part_of[part + 1]):
            row, column, comes, owes, tenured, birth, sex, group, alike = people[person]
            lives = alive[row]
            weight = 1.0
            if comes > 0:
                weight = np.exp(deaths[row, comes] + leaving[column, comes])
            alive_and_there(here[comes:], present[comes:], (lives[comes:], staying[column, comes:], weight))
            old = max(comes, sixty[row])
            if old < months:
                add(elderly[fund, old:], here[old:months])
            if is_ever_late and owes < months:
                add_times(payers[fund, owes:], lives[owes + 1 :], paying[column, owes:], weight)
            elif not is_ever_late:  # all who are there when a month is over pay for it, but those who owe nothing yet
                for month in range(max(comes, 1), min(owes, months) + 1):
                    payers[fund, month - 1] -= here[month]
            for place in range(round_from[alike], round_from[alike + 1]):
                one = round_of[place]
                month = cut_off[fund, one]
                if month >= comes:
                    counted[fund, one] += lives[month + 1] * staying[column, month] * weight
            for line in range(line_from[fund], line_from[fund + 1]):
                number, first, second = number_of[line], turn_from[line, 0], turn_from[line, 1]
                kind = kind_of[number, row]
                starts, ends = max(comes, worth_from[kind]), worth_until[kind]
                if starts >= ends:
                    continue
                last, last_of_age = first + turn_count[line, 0], second + turn_count[line, 1]
                place, steps = sex * groups + group, turn_count[line, 1] + 1
                place = price_from[line] + place * (turn_count[line, 0] + 1) * steps
                at, since, held, begin = comes, -1, 0, np.int64(0)
                if comes > 0 and is_due_later[line]:
                    at = comes + 1
                if first < last and turns[turn_rows[last - 1], tenured] <= at:  # most are past all of them
                    first, place = last, place + steps * (last - first)
                while at < ends:
                    until = ends
                    while first < last and turns[turn_rows[first], tenured] <= at:
                        first, place = first + 1, place + steps
                    if first < last:
                        until = min(until, np.int64(turns[turn_rows[first], tenured]))
                    while second < last_of_age and turns[turn_rows[second], birth] <= at:
                        second, place = second + 1, place + 1
                    if second < last_of_age:
                        until = min(until, np.int64(turns[turn_rows[second], birth]))
                    price = prices[place]
                    if price != 0:
                        if since < 0:  # what the limit leaves is known for who was entitled before the first month
                            since = at
                            if since > 0 and limit_of[number] == _BIRTHS:
                                held = ends
                                span, when = (max(since, starts), ends), (part_begins[number], year)
                                born_from(
                                    own, span, births[row], when, parts[part_from[number] : part_from[number + 1]], used
                                )
                            elif since > 0 and limit_of[number] != _FREE:
                                wide, alike_row = widths[windows[number], since], row_kinds[windows[number], since, row]
                                held, begin = since + wide, part_from[number] + part_begins[number, since] - since
                                begin += alike_row * wide
                        start = max(at, starts)
                        middle = min(max(held, start), until)
                        if start < middle and limit_of[number] == _BIRTHS:
                            add_times(paid[line, start:middle], own[start:middle], here[start:middle], price)
                        elif start < middle:
                            some = parts[begin + start : begin + middle]
                            add_times(paid[line, start:middle], some, here[start:middle], price)
                        if middle < until:
                            add_times(paid[line, middle:until], worth[kind, middle:until], here[middle:until], price)
                    at = until
        add(members[fund], present[:months])
        if not is_ever_late:
            add(payers[fund], present[1:])
