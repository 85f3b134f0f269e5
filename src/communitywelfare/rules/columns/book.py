"""By-laws of many funds as one book: every clause a number, whatever differs between clauses a column."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules.bylaws import Benefit, ByLaw, Covers
from communitywelfare.rules.columns.days import Flags, Whole
from communitywelfare.rules.columns.lifting import Shape, taken_apart
from communitywelfare.rules.columns.limit_table import LimitTable, Nest, length_of, nests_of
from communitywelfare.rules.columns.regimes import Regimes
from communitywelfare.rules.columns.schedule_table import NEVER, Schedules
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Window

__all__ = ["MOST_CLAUSES", "Book", "pattern_of"]

_COVERS = tuple(Covers)
Small = NDArray[np.int16] | NDArray[np.int32]
_EVENT, _YEARS = {Window.EVENT}, {Window.CALENDAR_YEAR, Window.FISCAL_YEAR}
MOST_CLAUSES = 62
"""The most clauses that one by-law may have, for they are bits of one whole number."""


@frozen(eq=False, kw_only=True)
class Book:
    """Every clause of every version of many by-laws, by number; what differs between clauses is a column.

    `place` finds a clause's number by by-law (its place in the book), version and key. Sets of clauses are bits, by
    the place of a key in its by-law. `alone` numbers the nests of limits of clauses that nothing else touches, by key
    and kind: of such a clause a person's claims can be decided without those of other clauses. It is −1 for others.
    `keys` names the clauses of each by-law in the order of their bits, `alphabetical` is that of the keys themselves.
    """

    place: Mapping[tuple[int, str, str], int]
    key: Whole
    alphabetical: Whole
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
    alone: Small
    nests: tuple[Nest, ...]
    shape: Small
    shapes: tuple[Shape, ...]
    keys: tuple[tuple[str, ...], ...]
    regimes: Regimes
    schedules: Schedules

    @classmethod
    def of(cls, bylaws: Sequence[ByLaw]) -> Self:
        """A book of by-laws, in their order.

        Raises:
            ValueError: A by-law has more clauses than a book can hold of one.
        """
        clauses: list[_Clause] = []
        place: dict[tuple[int, str, str], int] = {}
        bits = [_bits(bylaw) for bylaw in bylaws]
        for number, bylaw in enumerate(bylaws):
            day_by_day, nests = _needs_days(bylaw), nests_of(bylaw)
            for version in bylaw.versions:
                for benefit in version.benefits:
                    place[number, version.version, benefit.key] = len(clauses)
                    nest = nests.get(benefit.key)
                    clauses.append(_Clause(benefit, bits[number], day_by_day, nest))
        numbers = {id(clause.benefit): number for number, clause in enumerate(clauses)}
        regimes = Regimes.of(bylaws, numbers, bits)
        return cls._built(clauses, place, tuple(map(tuple, bits)), regimes)

    @cached_property
    def keys_that_fall_due(self) -> Whole:
        """The places of keys that name a clause with a schedule in any by-law."""
        clauses = self.regimes.by_key
        return np.flatnonzero(((clauses >= 0) & (self.schedules.kind[clauses] != NEVER)).any(axis=(0, 1, 2)))

    @cached_property
    def is_of_events(self) -> Flags:
        """Of which nests every limit counts one event alone."""
        return np.array([all(window in _EVENT for _measure, window in nest) for nest in self.nests], bool)

    @cached_property
    def is_of_years(self) -> Flags:
        """Of which nests every limit counts one event, or one year that begins on the same day for everybody."""
        return np.array([all(window in _EVENT | _YEARS for _measure, window in nest) for nest in self.nests], bool)

    @cached_property
    def bylaw(self) -> Whole:
        """The place of each clause's by-law."""
        return np.array([bylaw for bylaw, _version, _key in self.place], np.int64)

    @cached_property
    def maxima(self) -> Whole:
        """The maximum of each clause's first limit, of its second, and so on: a row for each, 0 where there is none."""
        most = np.zeros((int(self.limit_count.max(initial=0)), len(self.limit_count)), np.int64)
        for number, row in enumerate(most):
            there = np.flatnonzero(self.limit_count > number)
            row[there] = self.limits.maximum[self.limit_from[there] + number]
        return most

    @classmethod
    def _built(
        cls,
        clauses: "Sequence[_Clause]",
        place: Mapping[tuple[int, str, str], int],
        keys: tuple[tuple[str, ...], ...],
        regimes: Regimes,
    ) -> Self:
        benefits = [clause.benefit for clause in clauses]
        quiet = [next((one for one in each.conditions if isinstance(one, NoClaimFor)), None) for each in benefits]
        counts = np.array([len(benefit.limits) for benefit in benefits], np.int64)
        shape, shapes = _shapes(benefits)
        alone, nests = _nests(clauses)
        limits = [
            (limit, each.mask(limit.benefits or (each.benefit.key,)))
            for each in clauses
            for limit in each.benefit.limits_in_order
        ]
        return cls(
            place=place,
            key=np.array([clause.bits[clause.benefit.key] for clause in clauses], np.int64),
            alphabetical=np.array([sorted(clause.bits).index(clause.benefit.key) for clause in clauses], np.int64),
            covers=np.array([_COVERS.index(benefit.covers) for benefit in benefits], np.int64),
            has_gifts=np.array([bool(benefit.gifts) for benefit in benefits], bool),
            is_discretionary=np.array([benefit.is_discretionary for benefit in benefits], bool),
            deducts=np.array([clause.mask(clause.benefit.deducts) for clause in clauses], np.int64),
            day_by_day=np.array([clause.day_by_day for clause in clauses], bool),
            quiet=np.array(
                [clause.mask(one.benefits if one else ()) for clause, one in zip(clauses, quiet, strict=True)], np.int64
            ),
            quiet_time=np.array([length_of(one.time)[0] if one else 0 for one in quiet], np.int64),
            quiet_is_days=np.array([length_of(one.time)[1] if one else True for one in quiet], bool),
            limit_from=np.cumsum(counts) - counts,
            limit_count=counts,
            limits=LimitTable.of(limits),
            alone=alone,
            nests=nests,
            shape=shape,
            shapes=shapes,
            keys=keys,
            regimes=regimes,
            schedules=Schedules.of([benefit.schedule for benefit in benefits]),
        )


@frozen
class _Clause:
    benefit: Benefit
    bits: Mapping[str, int]
    day_by_day: bool
    nest: Nest | None

    def mask(self, keys: Sequence[str]) -> int:
        """Clauses as bits."""
        return sum(1 << self.bits[key] for key in set(keys) if key in self.bits)


def _small(numbers: Sequence[int]) -> Small:
    """Numbers in as few bytes as they need: millions of claims look them up."""
    fits = max(numbers, default=0) <= np.iinfo(np.int16).max
    return np.array(numbers, np.int16) if fits else np.array(numbers, np.int32)


def _bits(bylaw: ByLaw) -> Mapping[str, int]:
    """The places of a by-law's keys."""
    keys = dict.fromkeys(benefit.key for version in bylaw.versions for benefit in version.benefits)
    if len(keys) > MOST_CLAUSES:
        raise ValueError(f"the by-law of {bylaw.fund} has more than {MOST_CLAUSES} clauses")
    return {key: bit for bit, key in enumerate(keys)}


def _needs_days(bylaw: ByLaw) -> bool:
    """Whether stays must be looked at day by day: where windows turn on other days than those of years."""
    turning = {Window.ROLLING, Window.MEMBERSHIP_YEAR}
    limits = [limit for version in bylaw.versions for benefit in version.benefits for limit in benefit.limits]
    year_starts = {version.year_start for version in bylaw.versions}
    return len(year_starts) > 1 or any(limit.window in turning for limit in limits)


def _nests(clauses: Sequence[_Clause]) -> tuple[Small, tuple[Nest, ...]]:
    """Numbers for the nests of clauses that stand alone, one for each key and kind, and the limits of each."""
    numbers: dict[tuple[int, Nest], int] = {}
    found = [
        -1 if each.nest is None else numbers.setdefault((each.bits[each.benefit.key], each.nest), len(numbers))
        for each in clauses
    ]
    return _small(found), tuple(nest for _bit, nest in numbers)


def pattern_of(benefit: Benefit) -> tuple[tuple[object, ...], object]:
    """What of a clause is evaluated by its shape: all conditions but that of not having claimed, and the amount."""
    return tuple(one for one in benefit.conditions if not isinstance(one, NoClaimFor)), benefit.amount


def _shapes(benefits: Sequence[Benefit]) -> tuple[Small, tuple[Shape, ...]]:
    """The number of each clause's shape, and the shapes."""
    rows: dict[Hashable, list[int]] = defaultdict(list)
    literals: list[list[int]] = []
    patterns: dict[Hashable, tuple[tuple[object, ...], object]] = {}
    for number, benefit in enumerate(benefits):
        tree = pattern_of(benefit)
        shape, leaves = taken_apart(tree)
        rows[shape].append(number)
        literals.append(leaves)
        patterns.setdefault(shape, tree)
    shape_of = [0] * len(benefits)
    row_of = np.zeros(len(benefits), np.int64)
    shapes = []
    for number, (shape, clauses) in enumerate(rows.items()):
        for clause in clauses:
            shape_of[clause] = number
        row_of[clauses] = np.arange(len(clauses))
        matrix = np.array([literals[clause] for clause in clauses], np.int64).reshape(len(clauses), -1)
        shapes.append(Shape(patterns[shape], row_of, matrix))
    return _small(shape_of), tuple(shapes)
