"""All limits of a book as one table, and which clauses stand alone with limits that lie inside one another."""

from collections.abc import Mapping, Sequence
from typing import Self

import numpy as np
from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.rules.bylaws import Benefit, ByLaw
from communitywelfare.rules.columns.days import Flags, Whole
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.rules.registry import BUILT_IN_FORMS

__all__ = [
    "BAHT",
    "CALENDAR",
    "EVENT",
    "FISCAL",
    "MEMBERSHIP",
    "ROLLING",
    "TIMES",
    "UNITS",
    "LimitTable",
    "Nest",
    "length_of",
    "nests_of",
]

_MEASURES, _WINDOWS = tuple(Measure), tuple(Window)
BAHT, UNITS, TIMES = (_MEASURES.index(each) for each in (Measure.BAHT, Measure.UNITS, Measure.TIMES))
EVENT, MEMBERSHIP, CALENDAR, FISCAL, ROLLING, LIFETIME = range(len(_WINDOWS))
_YEARS = {Window.MEMBERSHIP_YEAR, Window.CALENDAR_YEAR, Window.FISCAL_YEAR}
Nest = tuple[tuple[Measure, Window], ...]


@frozen(eq=False)
class LimitTable:
    """All limits of a book, one row each: numbers for measure and window, the maximum, and what they count.

    `counts` holds the clauses that a limit counts as bits, by their place in the fund's by-law. `time` is the length of
    a rolling window in days or months.
    """

    measure: Whole
    window: Whole
    maximum: Whole
    counts: Whole
    is_household: Flags
    time: Whole
    is_days: Flags

    @classmethod
    def of(cls, limits: Sequence[tuple[Limit, int]]) -> Self:
        """The table of limits, each with the bits of the clauses that it counts."""
        times = [length_of(limit.time) for limit, _counts in limits]
        return cls(
            measure=np.array([_MEASURES.index(limit.measure) for limit, _counts in limits], np.int64),
            window=np.array([_WINDOWS.index(limit.window) for limit, _counts in limits], np.int64),
            maximum=np.array([limit.maximum for limit, _counts in limits], np.int64),
            counts=np.array([counts for _limit, counts in limits], np.int64),
            is_household=np.array([limit.is_household for limit, _counts in limits], bool),
            time=np.array([time for time, _is_days in times], np.int64),
            is_days=np.array([is_days for _time, is_days in times], bool),
        )


def length_of(time: Duration | None) -> tuple[int, bool]:
    """A length of time as a count of days or months, and whether it is days."""
    if time is None:
        return 0, True
    return time.count * (12 if time.unit is Unit.YEAR else 1), time.unit is Unit.DAY


def nests_of(bylaw: ByLaw) -> Mapping[str, Nest]:
    """The clauses that stand alone, by their key, with the limits of each from the narrowest to the widest.

    A clause stands alone where no other clause and no other person takes from its limits, and where every version says
    the same limits: of one measure, in windows that lie inside one another.
    """
    versions = bylaw.versions
    touched = {key for version in versions for benefit in version.benefits for key in _touched(benefit)}
    limits: dict[str, set[tuple[Limit, ...]]] = {}
    for version in versions:
        for benefit in version.benefits:
            limits.setdefault(benefit.key, set()).add(benefit.limits_in_order)
    one_year = len({version.year_start for version in versions}) == 1
    found = {}
    for key, said in limits.items():
        (first, *others) = said
        nest = tuple((limit.measure, limit.window) for limit in first)
        if key not in touched and not others and _is_nested(nest, one_year=one_year):
            found[key] = nest
    return found


def _touched(benefit: Benefit) -> set[str]:
    """Clauses that touch one another by what this one says, itself among them; none where it says nothing of others.

    A form of another package may give sums on any days, so its clause is looked at with all that came before.
    """
    others = set(benefit.deducts)
    if type(benefit.amount) not in BUILT_IN_FORMS.values():
        others.add(benefit.key)
    for condition in benefit.conditions:
        if isinstance(condition, NoClaimFor):
            others.update(condition.benefits)
    for limit in benefit.limits:
        if limit.is_household or limit.window is Window.ROLLING or set(limit.benefits) - {benefit.key}:
            others.update((benefit.key, *limit.benefits))
    return others | {benefit.key} if others else others


def _is_nested(nest: Nest, *, one_year: bool) -> bool:
    measures = {measure for measure, _window in nest}
    years = {window for _measure, window in nest} & _YEARS
    return len(measures) <= 1 and len(years) <= 1 and (one_year or Window.FISCAL_YEAR not in years)
