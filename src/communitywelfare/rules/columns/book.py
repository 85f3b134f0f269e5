"""By-laws of many funds as one book: every clause a number, whatever differs between clauses a column."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from typing import Self

import numpy as np
from attrs import frozen

from communitywelfare.calendar import Duration, Unit
from communitywelfare.rules.bylaws import Benefit, ByLaw, Covers
from communitywelfare.rules.columns.days import Flags, Whole
from communitywelfare.rules.columns.lifting import Shape, taken_apart
from communitywelfare.rules.columns.usage import MEASURES, WINDOWS, LimitTable
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Window

__all__ = ["Book"]

_COVERS = tuple(Covers)
_MOST_CLAUSES = 62  # of one by-law: they are bits of one whole number


@frozen(eq=False, kw_only=True)
class Book:
    """Every clause of every version of many by-laws, by number; what differs between clauses is a column.

    `place` finds a clause's number by by-law (its place in the book), version and key. Sets of clauses are bits, by
    the place of a key in its by-law.
    """

    place: Mapping[tuple[int, str, str], int]
    key: Whole
    covers: Whole
    has_gifts: Flags
    is_discretionary: Flags
    deducts: Whole
    day_by_day: Flags
    quiet: Whole
    quiet_time: Whole
    quiet_is_days: Flags
    limit_from: Whole
    limit_count: Whole
    limits: LimitTable
    shape: Whole
    shapes: tuple[Shape, ...]

    @classmethod
    def of(cls, bylaws: Sequence[ByLaw]) -> Self:
        """A book of by-laws, in their order.

        Raises:
            ValueError: A by-law has more clauses than a book can hold of one.
        """
        clauses: list[_Clause] = []
        place: dict[tuple[int, str, str], int] = {}
        for number, bylaw in enumerate(bylaws):
            keys = dict.fromkeys(benefit.key for version in bylaw.versions for benefit in version.benefits)
            if len(keys) > _MOST_CLAUSES:
                raise ValueError(f"the by-law of {bylaw.fund} has more than {_MOST_CLAUSES} clauses")
            bits = {key: bit for bit, key in enumerate(keys)}
            day_by_day = _needs_days(bylaw)
            for version in bylaw.versions:
                for benefit in version.benefits:
                    place[number, version.version, benefit.key] = len(clauses)
                    clauses.append(_Clause(benefit, bits, day_by_day))
        return cls._built(clauses, place)

    @classmethod
    def _built(cls, clauses: "Sequence[_Clause]", place: Mapping[tuple[int, str, str], int]) -> Self:
        benefits = [clause.benefit for clause in clauses]
        quiet = [next((one for one in each.conditions if isinstance(one, NoClaimFor)), None) for each in benefits]
        counts = np.array([len(benefit.limits) for benefit in benefits], np.int64)
        shape, shapes = _shapes(benefits)
        return cls(
            place=place,
            key=np.array([clause.bits[clause.benefit.key] for clause in clauses], np.int64),
            covers=np.array([_COVERS.index(benefit.covers) for benefit in benefits], np.int64),
            has_gifts=np.array([bool(benefit.gifts) for benefit in benefits], bool),
            is_discretionary=np.array([benefit.is_discretionary for benefit in benefits], bool),
            deducts=np.array([clause.mask(clause.benefit.deducts) for clause in clauses], np.int64),
            day_by_day=np.array([clause.day_by_day for clause in clauses], bool),
            quiet=np.array(
                [clause.mask(one.benefits if one else ()) for clause, one in zip(clauses, quiet, strict=True)], np.int64
            ),
            quiet_time=np.array([_time(one.time)[0] if one else 0 for one in quiet], np.int64),
            quiet_is_days=np.array([_time(one.time)[1] if one else True for one in quiet], bool),
            limit_from=np.cumsum(counts) - counts,
            limit_count=counts,
            limits=_limit_table(clauses),
            shape=shape,
            shapes=shapes,
        )


@frozen
class _Clause:
    benefit: Benefit
    bits: Mapping[str, int]
    day_by_day: bool

    def mask(self, keys: Sequence[str]) -> int:
        """Clauses as bits."""
        return sum(1 << self.bits[key] for key in set(keys) if key in self.bits)


def _time(time: Duration | None) -> tuple[int, bool]:
    """A length of time as a count of days or months, and whether it is days."""
    if time is None:
        return 0, True
    return time.count * (12 if time.unit is Unit.YEAR else 1), time.unit is Unit.DAY


def _needs_days(bylaw: ByLaw) -> bool:
    """Whether stays must be looked at day by day: where windows turn on other days than those of years."""
    turning = {Window.ROLLING, Window.MEMBERSHIP_YEAR}
    limits = [limit for version in bylaw.versions for benefit in version.benefits for limit in benefit.limits]
    year_starts = {version.year_start for version in bylaw.versions}
    return len(year_starts) > 1 or any(limit.window in turning for limit in limits)


def _limit_table(clauses: Sequence[_Clause]) -> LimitTable:
    found = [(clause, limit) for clause in clauses for limit in clause.benefit.limits_in_order]
    times = [_time(limit.time) for _clause, limit in found]
    return LimitTable(
        measure=np.array([MEASURES.index(limit.measure) for _clause, limit in found], np.int64),
        window=np.array([WINDOWS.index(limit.window) for _clause, limit in found], np.int64),
        maximum=np.array([limit.maximum for _clause, limit in found], np.int64),
        counts=np.array([clause.mask(limit.benefits or (clause.benefit.key,)) for clause, limit in found], np.int64),
        is_household=np.array([limit.is_household for _clause, limit in found], bool),
        time=np.array([time for time, _is_days in times], np.int64),
        is_days=np.array([is_days for _time, is_days in times], bool),
    )


def _shapes(benefits: Sequence[Benefit]) -> tuple[Whole, tuple[Shape, ...]]:
    """The number of each clause's shape, and the shapes."""
    rows: dict[Hashable, list[int]] = defaultdict(list)
    literals: list[list[int]] = []
    patterns: dict[Hashable, tuple[object, ...]] = {}
    for number, benefit in enumerate(benefits):
        asked = tuple(one for one in benefit.conditions if not isinstance(one, NoClaimFor))
        tree = (asked, benefit.amount)
        shape, leaves = taken_apart(tree)
        rows[shape].append(number)
        literals.append(leaves)
        patterns.setdefault(shape, tree)
    shape_of = np.zeros(len(benefits), np.int64)
    row_of = np.zeros(len(benefits), np.int64)
    shapes = []
    for number, (shape, clauses) in enumerate(rows.items()):
        shape_of[clauses] = number
        row_of[clauses] = np.arange(len(clauses))
        matrix = np.array([literals[clause] for clause in clauses], np.int64).reshape(len(clauses), -1)
        shapes.append(Shape(patterns[shape], row_of, matrix))
    return shape_of, tuple(shapes)
