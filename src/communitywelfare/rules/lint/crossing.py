"""Limits of which neither lies in the other, groups that one of their clauses does not know: order counts.

A limit counts clauses, in a window, of a person or of a household. Where of any two limits one counts all that the
other counts, they are nested, and claims are paid the same in all, in whatever order they come. Where each counts
something that the other does not, a claim that both count may take room twice, or come after those that take it once
each. (Limits that measure unlike, money beside occasions, make the order count even when nested: that is not told.)
"""

from collections.abc import Iterator
from itertools import combinations

from communitywelfare.errors import Finding
from communitywelfare.rules.limits import Limit, Window
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.limits import window_of
from communitywelfare.rules.sayings import sentence_of

__all__ = ["crossing"]


def crossing(clause: Clause) -> Iterator[Finding]:
    """Limits of which each counts something that the other does not, and groups that a clause does not know."""
    for one, other in combinations(clause.benefit.limits, 2):
        if not (_lies_in(clause, one, other) or _lies_in(clause, other, one)):
            yield clause.found("lint.limits_cross", "limits", one=sentence_of(one), other=sentence_of(other))
    for number, limit in enumerate(clause.benefit.limits, start=1):
        apart = tuple(_without(clause, limit))
        if apart:
            yield clause.found("lint.group_one_sided", f"limits[{number}]", limit=sentence_of(limit), benefits=apart)


def _lies_in(clause: Clause, one: Limit, other: Limit) -> bool:
    """Whether another limit counts, in a window at least as wide, all that one counts.

    A limit for each event looks at one claim alone, whatever its group. Two rolling windows of different lengths are
    not taken to be nested: each looks back from every event anew.
    """
    if one.window is Window.EVENT:
        return True
    windows = [(window_of(clause, each), each.time) for each in (one, other)]
    is_within = other.window is Window.LIFETIME or windows[0] == windows[1]
    return is_within and _group(clause, one) <= _group(clause, other) and one.is_household <= other.is_household


def _group(clause: Clause, limit: Limit) -> frozenset[str]:
    return frozenset(limit.benefits or (clause.benefit.key,))


def _without(clause: Clause, limit: Limit) -> Iterator[str]:
    """Clauses that a limit counts, and that do not have it themselves."""
    for key in limit.benefits:
        if key != clause.benefit.key and not any(_is_same(limit, each) for each in clause.version.by_key[key].limits):
            yield key


def _is_same(one: Limit, other: Limit) -> bool:
    alike = (one.measure, one.maximum, one.window, one.time, one.is_household)
    same = (other.measure, other.maximum, other.window, other.time, other.is_household)
    return alike == same and set(one.benefits) == set(other.benefits)
