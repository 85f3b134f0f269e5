"""Whether anything can make conditions true: facts by their cells, conditions as formulas, and a search that is exact.

Each atom looks at one fact. The literals that a by-law compares a fact with cut its values into cells, and within a
cell no atom changes, so that one value for each cell is enough.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Protocol

from attrs import frozen

__all__ = ["And", "Atom", "Formula", "Known", "Not", "Or", "possible"]

_MOST_STEPS = 4_000


class Atom(Protocol):
    """A question about one fact."""

    @property
    def fact(self) -> Hashable:
        """Which fact it looks at."""

    def holds(self, value: object) -> bool:
        """Whether it holds for one value of the fact."""

    def values(self, atoms: Sequence["Atom"], *, wide: bool) -> Sequence[object]:
        """One value of the fact for each cell that all these atoms cut; `wide` ones are odd, and can yet occur."""

    def __hash__(self) -> int:
        """Of equal questions the same: what was found out about one holds for the other."""


@frozen
class Known:
    """What holds, or does not, whatever the facts are."""

    truth: bool


@frozen
class And:
    """All of these."""

    parts: tuple["Formula", ...]


@frozen
class Or:
    """Any of these."""

    parts: tuple["Formula", ...]


@frozen
class Not:
    """The opposite."""

    part: "Formula"


Formula = Known | And | Or | Not | Atom
Values = Mapping[Hashable, object]


@lru_cache(maxsize=4096)  # a change of one clause leaves the formulas of all others as they were
def possible(formula: Formula, *, wide: bool = True) -> bool:
    """Whether some facts make it true. Where that would take too long to tell, it is taken to be possible."""
    atoms: dict[Hashable, list[Atom]] = {}
    for atom in _atoms(formula):
        atoms.setdefault(atom.fact, []).append(atom)
    cells = {fact: asked[0].values(asked, wide=wide) for fact, asked in atoms.items()}
    return _Search(formula, cells).succeeds({}, sorted(cells, key=lambda fact: len(cells[fact])))


def _atoms(formula: Formula) -> Iterator[Atom]:
    match formula:
        case Known():
            return
        case And(parts) | Or(parts):
            for part in parts:
                yield from _atoms(part)
        case Not(part):
            yield from _atoms(part)
        case _:
            yield formula


class _Search:
    """Fact by fact, as long as the formula is neither true nor false whatever the rest is."""

    def __init__(self, formula: Formula, cells: Mapping[Hashable, Sequence[object]]) -> None:
        self._formula, self._cells = formula, cells
        self._steps = 0

    def succeeds(self, values: dict[Hashable, object], open_facts: list[Hashable]) -> bool:
        self._steps += 1
        truth = _truth(self._formula, values)
        if truth is not None or self._steps > _MOST_STEPS:
            return truth is not False
        fact, rest = open_facts[0], open_facts[1:]
        return any(self.succeeds({**values, fact: value}, rest) for value in self._cells[fact])


def _truth(formula: Formula, values: Values) -> bool | None:
    """True or false where the facts that are known decide it, None where they do not."""
    match formula:
        case Known(truth):
            return truth
        case And(parts):
            return _joined(parts, values, all, decisive=False)
        case Or(parts):
            return _joined(parts, values, any, decisive=True)
        case Not(part):
            inner = _truth(part, values)
            return None if inner is None else not inner
        case _:
            return formula.holds(values[formula.fact]) if formula.fact in values else None


def _joined(
    parts: tuple[Formula, ...], values: Values, join: Callable[[list[bool]], bool], *, decisive: bool
) -> bool | None:
    truths = [_truth(part, values) for part in parts]
    if decisive in truths:
        return decisive
    return None if None in truths else join([bool(truth) for truth in truths])
