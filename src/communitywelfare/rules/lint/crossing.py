"""Limits of which neither lies in the other, groups that one of their clauses does not know: order counts."""

from collections.abc import Iterator
from itertools import combinations

from communitywelfare.errors import Finding
from communitywelfare.rules.limits import Limit, Window
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.limits import window_of
from communitywelfare.rules.sayings import sentence_of

__all__ = ["crossing"]


def crossing(clause: Clause) -> Iterator[Finding]:
    """Limits whose windows or groups overlap without one lying in the other."""
    for one, other in combinations(clause.benefit.limits, 2):
        if _windows_cross(clause, one, other) or _groups_cross(clause, one, other):
            yield clause.found("lint.limits_cross", "limits", one=sentence_of(one), other=sentence_of(other))
    for number, limit in enumerate(clause.benefit.limits, start=1):
        apart = tuple(_without(clause, limit))
        if apart:
            yield clause.found("lint.group_one_sided", f"limits[{number}]", limit=sentence_of(limit), benefits=apart)


def _windows_cross(clause: Clause, one: Limit, other: Limit) -> bool:
    windows = {(window_of(clause, each), each.time) for each in (one, other)}
    return len({window for window in windows if window[0] not in {Window.EVENT, Window.LIFETIME}}) > 1


def _groups_cross(clause: Clause, one: Limit, other: Limit) -> bool:
    own = (clause.benefit.key,)
    left, right = frozenset(one.benefits or own), frozenset(other.benefits or own)
    return not (left <= right or right <= left)


def _without(clause: Clause, limit: Limit) -> Iterator[str]:
    """Clauses that a limit counts, and that do not have it themselves."""
    for key in limit.benefits:
        if key != clause.benefit.key and not any(_is_same(limit, each) for each in clause.version.by_key[key].limits):
            yield key


def _is_same(one: Limit, other: Limit) -> bool:
    alike = (one.measure, one.maximum, one.window, one.time, one.is_household)
    same = (other.measure, other.maximum, other.window, other.time, other.is_household)
    return alike == same and set(one.benefits) == set(other.benefits)
