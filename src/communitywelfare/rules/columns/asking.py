"""What each claim would give alone: conditions and amounts of all claims, shape by shape."""

from collections.abc import Iterator

import numpy as np
from attrs import define

from communitywelfare.rules.columns.amounts import given
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER, Ranks, answers
from communitywelfare.rules.columns.days import Flags, Whole, is_known
from communitywelfare.rules.columns.facts import Facts

__all__ = ["Asked", "ask_all", "groups_of"]

_MEMBERS, _NON_MEMBERS, _EVERYONE = range(3)


@define(eq=False)
class Asked:
    """What claims would give before anything is deducted or limited, and what stops them.

    Where `by_day`, the units follow one another from the day of the event. `blocks`, `refers` and `of_committee` are
    the three ways in which a claim stops: it is refused, it waits for a fact or a paper, only the committee decides.
    """

    amount: Whole
    units: Whole
    by_day: Flags
    blocks: Flags
    refers: Flags
    of_committee: Flags

    @classmethod
    def nothing(cls, count: int) -> "Asked":
        """Nothing yet, for so many claims."""
        no = np.zeros(count, bool)
        zero = np.zeros(count, np.int64)
        return cls(zero.copy(), zero.copy(), no.copy(), no.copy(), no.copy(), no.copy())

    def taken(self, rows: Whole) -> "Asked":
        """Those of some claims."""
        return Asked(
            self.amount[rows],
            self.units[rows],
            self.by_day[rows],
            self.blocks[rows],
            self.refers[rows],
            self.of_committee[rows],
        )

    def answered(self, rows: Whole | slice, ranks: Ranks) -> None:
        """Note the answers of some claims to one question."""
        self.blocks[rows] |= ranks == BLOCK
        self.refers[rows] |= ranks == REFER


def groups_of(numbers: Whole) -> Iterator[tuple[int, Whole | None]]:
    """Each number that occurs with the places where it does, in order; no places where it is the only one."""
    if not len(numbers):
        return
    first, last = int(numbers.min()), int(numbers.max())
    if first == last:
        yield first, None
        return
    there = np.bincount(numbers - first)
    for number in np.flatnonzero(there):
        yield first + int(number), np.flatnonzero(numbers == first + number)


def ask_all(book: Book, facts: Facts) -> Asked:
    """What every claim would give alone."""
    asked = Asked.nothing(len(facts))
    _membership(book, facts, asked)
    for shape, rows in groups_of(book.shape[facts.clause]):
        at: Whole | slice = slice(None) if rows is None else rows
        _ask(book, shape, facts if rows is None else facts.taken(rows), (asked, at))
    opening = facts.opening
    is_opening = is_known(opening)
    if is_opening.any():
        asked.amount = np.where(is_opening, opening, asked.amount)
        asked.units = np.where(is_opening, facts.units, asked.units)
        asked.by_day &= ~is_opening
    asked.of_committee |= book.is_discretionary[facts.clause]
    return asked


def _ask(book: Book, shape: int, facts: Facts, into: tuple[Asked, Whole | slice]) -> None:
    """Ask the claims of one shape, and note their answers at their places."""
    asked, at = into
    conditions, form = book.shapes[shape].of(facts.clause)
    for condition in conditions:
        asked.answered(at, answers(condition, facts))
    found = given(form, facts)
    comes_to_nothing = (found.amount == 0) & (found.rank == INFO) & ~book.has_gifts[facts.clause]
    asked.answered(at, np.where(comes_to_nothing, BLOCK, np.where(found.of_committee, INFO, found.rank)))
    asked.of_committee[at] |= found.of_committee & (found.rank == REFER)
    asked.amount[at], asked.units[at], asked.by_day[at] = found.amount, found.units, found.by_day


def _membership(book: Book, facts: Facts, asked: Asked) -> None:
    covers = book.covers[facts.clause]
    was_member = facts.is_member & is_known(facts.joined) & (facts.event_day >= facts.joined)
    if (covers == _MEMBERS).all():
        is_covered = was_member
    else:
        is_covered = np.where(covers == _MEMBERS, was_member, (covers == _EVERYONE) | ~facts.is_member)
    asked.blocks |= ~is_covered | (facts.event_day > facts.claim_day)
