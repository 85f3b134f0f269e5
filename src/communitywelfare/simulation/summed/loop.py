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

# Each asks its arrays by places from 0 on, or by such as have no sign: a compiler need not look whether one counts from
# the end, and may take several at once.


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


def add_times(found: Any, numbers: Any, offset: Any, others: Any, span: Any, times: Any) -> None:  # noqa: PLR0917  # for a compiler
    """Add the products of numbers, others and one number between two places; numbers stand so much further on."""
    start, stop = span
    for number in range(start, stop):
        place = np.uint64(number)
        found[place] += numbers[np.uint64(offset + number)] * others[place] * times


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
    used, zero, unit = np.empty(year.size + 2), np.uint64(0), np.uint64(1)
    for part in range(fund_of.size):
        fund = fund_of[part]
        present[:] = 0.0
        for person in range(part_of[part], part_of[part + 1]):
            row, column, comes, owes, tenured, birth, sex, group, alike = people[person]
            its_row, its_tenure, its_birth = np.uint64(row), np.uint64(tenured), np.uint64(birth)
            lives, stays, weight = alive[its_row], staying[column], 1.0
            if comes > 0:
                weight = np.exp(deaths[row, comes] + leaving[column, comes])
                alive_and_there(here[comes:], present[comes:], (lives[comes:], stays[comes:], weight))
            else:
                alive_and_there(here, present, (lives, stays, weight))
            old = max(comes, sixty[row])
            if old < months:
                add(elderly[fund, old:], here[old:months])
            if is_ever_late and owes < months:
                add_times(payers[fund], lives, 1, paying[column], (owes, months), weight)
            elif not is_ever_late:  # all who are there when a month is over pay for it, but those who owe nothing yet
                for month in range(max(comes, 1), min(owes, months) + 1):
                    payers[fund, month - 1] -= here[month]
            for place in range(round_from[alike], round_from[alike + 1]):
                one = round_of[place]
                month = cut_off[fund, one]
                if month >= comes:
                    counted[fund, one] += lives[month + 1] * stays[month] * weight
            for each in range(line_from[fund], line_from[fund + 1]):
                line = np.uint64(each)
                number, first, second = np.uint64(number_of[line]), turn_from[line, zero], turn_from[line, unit]
                kind = np.uint64(kind_of[number, its_row])
                starts, ends = max(comes, worth_from[kind]), worth_until[kind]
                if starts >= ends:
                    continue
                last, last_of_age = first + turn_count[line, zero], second + turn_count[line, unit]
                place, steps = sex * groups + group, turn_count[line, unit] + 1
                place = price_from[line] + place * (turn_count[line, zero] + 1) * steps
                at, since, held, begin = comes, -1, 0, np.int64(0)
                if comes > 0 and is_due_later[line]:
                    at = comes + 1
                if (
                    first < last and turns[np.uint64(turn_rows[np.uint64(last - 1)]), its_tenure] <= at
                ):  # most are past all of them
                    first, place = last, place + steps * (last - first)
                while at < ends:
                    until = ends
                    while first < last and turns[np.uint64(turn_rows[np.uint64(first)]), its_tenure] <= at:
                        first, place = first + 1, place + steps
                    if first < last:
                        until = min(until, np.int64(turns[np.uint64(turn_rows[np.uint64(first)]), its_tenure]))
                    while second < last_of_age and turns[np.uint64(turn_rows[np.uint64(second)]), its_birth] <= at:
                        second, place = second + 1, place + 1
                    if second < last_of_age:
                        until = min(until, np.int64(turns[np.uint64(turn_rows[np.uint64(second)]), its_birth]))
                    price = prices[np.uint64(place)]
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
                                wide, alike_row = (
                                    widths[windows[number], since],
                                    row_kinds[windows[number], since, its_row],
                                )
                                held, begin = since + wide, part_from[number] + part_begins[number, since] - since
                                begin += alike_row * wide
                        start = max(at, starts)
                        middle = min(max(held, start), until)
                        if start < middle and limit_of[number] == _BIRTHS:
                            add_times(paid[line], own, 0, here, (start, middle), price)
                        elif start < middle:
                            add_times(paid[line], parts, begin, here, (start, middle), price)
                        if middle < until:
                            add_times(paid[line], worth[kind], 0, here, (middle, until), price)
                    at = until
        add(members[fund], present[:months])
        if not is_ever_late:
            add(payers[fund], present[1:])
