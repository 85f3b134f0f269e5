"""What was drawn in another order put into that of the lives: as a plain loop, for a compiler (numba)."""

from typing import Any

__all__ = ["FUNCTIONS", "put_back"]

FUNCTIONS = ("put_back",)
"""What a compiler makes into machine code."""


def put_back(drawn: Any, begins: Any, out: Any) -> None:
    """Write events by life; those of one life stand together, and stay as they are.

    Args:
        drawn: Lives, happenings, months and units, of one life after another in whatever order.
        begins: Zeros, one more than there are lives; where the events of each begin, in the end.
        out: Columns of the same length, for the same events.
    """
    (lives, whats, months, units), (by_life, what, month, unit) = drawn, out
    for each in range(lives.size):
        begins[lives[each] + 1] += 1
    for life in range(1, begins.size):
        begins[life] += begins[life - 1]
    own, at = -1, 0
    for each in range(lives.size):
        life = lives[each]
        if life != own:
            own, at = life, begins[life]
        by_life[at], what[at], month[at], unit[at] = life, whats[each], months[each], units[each]
        at += 1
