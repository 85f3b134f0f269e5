"""What was drawn in another order put back into that of the lives: as a plain loop, for a compiler (numba)."""

from typing import Any

import numpy as np

__all__ = ["FUNCTIONS", "put_back"]

FUNCTIONS = ("put_back",)
"""What a compiler makes into machine code."""


def put_back(order: Any, drawn: Any, out: Any) -> None:
    """Write what happens by life, where lives of each future were drawn in the order of other people.

    Args:
        order: Who stands at each place of that order.
        drawn: Events by life as they were drawn, a future after the other; those of one life stay as they are.
        out: Columns of the same length, for the same events.
    """
    (lives, whats, months, units), (by_life, what, month, unit) = drawn, out
    people, start, until = order.size, 0, 0
    begins = np.empty(people + 1, np.int64)
    while start < lives.size:
        first_life = lives[start] // people * people
        begins[:] = 0
        while until < lives.size and lives[until] < first_life + people:
            begins[order[lives[until] - first_life] + 1] += 1
            until += 1
        begins[0] = start
        for person in range(people):
            begins[person + 1] += begins[person]
        for each in range(start, until):
            person = order[lives[each] - first_life]
            at = begins[person]
            begins[person] = at + 1
            by_life[at], what[at], month[at], unit[at] = first_life + person, whats[each], months[each], units[each]
        start = until
