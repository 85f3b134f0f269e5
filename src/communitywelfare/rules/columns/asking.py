"""What each claim would give alone: conditions and amounts of all claims, shape by shape."""

from collections.abc import Collection, Iterator, Sequence

import numpy as np
from attrs import define
from numpy.typing import NDArray

from communitywelfare.rules.columns.amounts import given
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER, Ranks, answers
from communitywelfare.rules.columns.days import Flags, Whole, is_known
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.columns.one_by_one import Parts

__all__ = ["Asked", "ask_all", "groups_of"]

_FEW = 16  # numbers that are sooner looked for than counted
_MEMBERS, _NON_MEMBERS, _EVERYONE = range(3)  # in the order of `Covers`; members, the first, are the rule


@define(eq=False)
class Asked:
    """What claims would give before anything is deducted or limited, and what stops them.

    Where `by_day`, the units follow one another from the day of the event. `rank` is the least of all answers: a claim
    is refused, or waits for a fact or a paper, or neither; where it is `of_committee`, only the committee decides.
    `parts` are sums on other days than that of the event, which only forms of other packages give.
    """

    amount: Whole
    units: Whole
    by_day: Flags
    rank: Ranks
    of_committee: Flags
    parts: Sequence[Parts] = ()

    @classmethod
    def nothing(cls, count: int) -> "Asked":
        """Nothing yet, for so many claims."""
        return cls(
            np.zeros(count, np.int64),
            np.zeros(count, np.int64),
            np.zeros(count, bool),
            np.full(count, INFO),
            np.zeros(count, bool),
        )

    @property
    def stops(self) -> Flags:
        """Which claims are paid nothing as they are."""
        return (self.rank != INFO) | self.of_committee

    def taken(self, rows: Whole) -> "Asked":
        """Those of some claims."""
        return Asked(
            self.amount.take(rows),
            self.units.take(rows),
            self.by_day.take(rows),
            self.rank.take(rows),
            self.of_committee.take(rows),
            [part.at(rows, len(self.rank)) for part in self.parts],
        )


def groups_of(numbers: NDArray[np.integer]) -> Iterator[tuple[int, Whole | None]]:
    """Each number that occurs with the places where it does, in order; no places where it is the only one."""
    if not len(numbers):
        return
    first, last = int(numbers.min()), int(numbers.max())
    if first == last:
        yield first, None
        return
    if last - first < _FEW:
        places = ((number, np.flatnonzero(numbers == number)) for number in range(first, last + 1))
        yield from (each for each in places if len(each[1]))
        return
    for number in np.flatnonzero(np.bincount(numbers - first)):
        yield first + int(number), np.flatnonzero(numbers == first + number)


def ask_all(book: Book, facts: Facts, *, met: Collection[type] = ()) -> Asked:
    """What every claim would give alone; conditions of classes that are known to be met are not asked."""
    parts = [
        (rows, _ask(book, shape, facts if rows is None else facts.taken(rows), met))
        for shape, rows in groups_of(book.shape[facts.clause])
    ]
    asked = _together(parts, len(facts))
    is_covered = _is_covered(book, facts)
    if not is_covered.all():
        asked.rank = asked.rank * is_covered  # BLOCK is 0
    opening = facts.opening
    is_opening = is_known(opening)
    if is_opening.any():
        asked.amount = np.where(is_opening, opening, asked.amount)
        asked.units = np.where(is_opening, facts.units, asked.units)
        asked.by_day = asked.by_day & ~is_opening
    if book.is_discretionary.any():
        asked.of_committee = asked.of_committee | book.is_discretionary[facts.clause]
    return asked


def _ask(book: Book, shape: int, facts: Facts, met: Collection[type]) -> Asked:
    """What claims of one shape would give, and what they are answered."""
    conditions, form = book.shapes[shape].of(facts.clause)
    found = given(form, facts)
    rank, of_committee = found.rank, found.of_committee
    if of_committee.any():
        of_committee = of_committee & (rank == REFER)
        rank = np.where(of_committee, INFO, rank)
    if not found.amount.all():
        comes_to_nothing = (found.amount == 0) & (found.rank == INFO) & ~book.has_gifts[facts.clause]
        rank = np.where(comes_to_nothing, BLOCK, rank)
    for condition in conditions:
        if condition.is_a not in met:
            rank = np.minimum(rank, answers(condition, facts))
    parts = () if found.parts is None else (found.parts,)
    return Asked(found.amount, found.units, found.by_day, rank, of_committee, parts)


def _together(parts: list[tuple[Whole | None, Asked]], count: int) -> Asked:
    """The answers of all shapes as one."""
    if len(parts) == 1:
        return parts[0][1]
    asked = Asked.nothing(count)
    for rows, part in parts:
        asked.amount[rows], asked.units[rows], asked.by_day[rows] = part.amount, part.units, part.by_day
        asked.rank[rows], asked.of_committee[rows] = part.rank, part.of_committee
        asked.parts = [*asked.parts, *(each if rows is None else each.of(rows) for each in part.parts)]
    return asked


def _is_covered(book: Book, facts: Facts) -> Flags:
    """Whether the event happened to somebody whom the clause is for, and was not claimed before it happened."""
    is_covered = facts.was_member
    if book.covers.any():
        covers = book.covers[facts.clause]
        is_covered = np.where(covers == _MEMBERS, is_covered, (covers == _EVERYONE) | ~facts.is_member)
    claim_day = facts.claim_day
    return is_covered if claim_day is facts.event_day else is_covered & (facts.event_day <= claim_day)
