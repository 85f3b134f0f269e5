"""Questions about one fact each: a length of time, a number, a code, or whatever has only yes and no."""

from collections.abc import Hashable, Iterable, Sequence
from fractions import Fraction
from itertools import pairwise

from attrs import field, frozen

from communitywelfare.calendar import Duration
from communitywelfare.rules.expressions import Operator
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint.lengths import Bound, Passed, cells_of, same_length
from communitywelfare.rules.lint.logic import Atom
from communitywelfare.rules.tiers import Overlap, Step, Tiers

__all__ = ["Among", "Flag", "Gap", "Row", "Since", "Weighed", "since"]


def _bounds_of(atoms: Iterable[Atom]) -> set[Bound]:
    return {bound for atom in atoms if isinstance(atom, Since | Row | Gap) for bound in atom.bounds}


def since(clock: Clock, duration: Duration, *, is_over: bool = False) -> "Since":
    """Whether a length of time is complete; with `is_over`, complete before the day."""
    return Since(clock, (same_length(duration), is_over))


@frozen
class _OnClock:
    """What all questions about one length of time share."""

    clock: Clock

    @property
    def fact(self) -> Hashable:
        return self.clock

    def values(self, atoms: Sequence[Atom], *, wide: bool) -> Sequence[object]:
        return tuple(cells_of(_bounds_of(atoms), before=wide))


@frozen
class Since(_OnClock):
    """Whether one bound is passed."""

    bound: Bound

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """The bounds that it looks at."""
        return (self.bound,)

    def holds(self, value: object) -> bool:
        """Whether it is among those passed."""
        return isinstance(value, frozenset) and self.bound in value


def _begin(row: Step) -> Bound:
    return same_length(row.since), row.is_over


def _end(row: Step) -> Bound | None:
    return None if row.until is None else (same_length(row.until), row.reaches)


@frozen
class _OnRows(_OnClock):
    """What all questions about rows share."""

    tiers: Tiers

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Where rows begin and end."""
        ends = (_end(row) for row in self.tiers.rows)
        return (*map(_begin, self.tiers.rows), *(end for end in ends if end is not None))

    def row_at(self, passed: Passed) -> int | None:
        """The row that `Tiers.find` finds where so much is passed."""
        rows = self.tiers.rows
        begins = [_begin(row) in passed for row in rows]
        ended = [
            begins_next if end is None else end in passed
            for end, begins_next in zip(map(_end, rows), (*begins[1:], False), strict=True)
        ]
        holding = [place for place, begun in enumerate(begins) if begun and not ended[place]]
        if not holding:
            return None
        return holding[0] if self.tiers.overlap is Overlap.EARLIER else holding[-1]


@frozen
class Row(_OnRows):
    """Whether a row is the one that is found; `place` counts from 0."""

    place: int

    def holds(self, value: object) -> bool:
        """Whether it is this one."""
        return isinstance(value, frozenset) and self.row_at(value) == self.place


@frozen
class Gap(_OnRows):
    """Whether the row before has ended, and this one has not begun: no row is found."""

    place: int

    def holds(self, value: object) -> bool:
        """Whether time stands between the two."""
        rows = self.tiers.rows
        if not isinstance(value, frozenset) or self.row_at(value) is not None:
            return False
        return _begin(rows[self.place - 1]) in value and _begin(rows[self.place]) not in value


@frozen
class Weighed:
    """Whether a number compares so with a literal. `least` is the least that the number can be, None for no bound."""

    fact: Hashable
    sign: Operator
    literal: Fraction = field(converter=Fraction)
    least: int | None = 0
    most: int | None = None
    is_whole: bool = True

    def holds(self, value: object) -> bool:
        """Whether the comparison holds."""
        return isinstance(value, Fraction) and HOLDS[self.sign](value, self.literal)

    def values(self, atoms: Sequence[Atom], *, wide: bool) -> Sequence[object]:  # noqa: ARG002  # no odd numbers
        """Every literal, and one value on each side of it, as far as the number goes."""
        literals = sorted({atom.literal for atom in atoms if isinstance(atom, Weighed)})
        if self.is_whole:
            around = {Fraction(whole) for each in literals for whole in (each // 1 - 1, each // 1, each // 1 + 1)}
        else:
            between = {(low + high) / 2 for low, high in pairwise(literals)}
            around = {*literals, *between, literals[0] - 1, literals[-1] + 1}
            around |= {literals[0] / 2} if literals[0] > 0 else set()
        ends = {Fraction(end) for end in (self.least, self.most) if end is not None}
        return sorted(
            value
            for value in around | ends
            if (self.least is None or value >= self.least) and (self.most is None or value <= self.most)
        )


HOLDS = {
    Operator.LESS: Fraction.__lt__,
    Operator.AT_MOST: Fraction.__le__,
    Operator.EQUAL: Fraction.__eq__,
    Operator.DIFFERENT: Fraction.__ne__,
    Operator.AT_LEAST: Fraction.__ge__,
    Operator.MORE: Fraction.__gt__,
}


@frozen
class Among:
    """Whether the one code that a fact has is among some; `options` are all that it can be, none where that is open."""

    fact: Hashable
    allowed: frozenset[str]
    options: tuple[str, ...] = ()
    is_closed: bool = True

    def holds(self, value: object) -> bool:
        """Whether the code is allowed."""
        return value in self.allowed

    def values(self, atoms: Sequence[Atom], *, wide: bool) -> Sequence[object]:
        """All options; where others can occur, something that is none of them."""
        named = {code for atom in atoms if isinstance(atom, Among) for code in (*atom.options, *atom.allowed)}
        is_open = not self.options or (wide and not self.is_closed)
        codes = sorted(named if wide or not self.options else self.options)
        return [*codes, *([None] if is_open else [])]


@frozen
class Flag:
    """What is so or not, independent of everything else."""

    fact: Hashable
    is_usual: bool = False

    def holds(self, value: object) -> bool:
        """Whether it is so."""
        return value is True

    def values(self, atoms: Sequence[Atom], *, wide: bool) -> Sequence[object]:  # noqa: ARG002  # they cut no more
        """Yes and no; only yes for what is so wherever the facts are in order."""
        return (True, False) if wide or not self.is_usual else (True,)
