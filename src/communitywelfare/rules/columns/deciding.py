"""Many claims decided: what each would give alone, what limits leave of it, and what that makes of it."""

from collections.abc import Collection, Iterator

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.claims import Outcome
from communitywelfare.rules.columns.asking import Asked, ask_all, groups_of
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER
from communitywelfare.rules.columns.days import NONE, Flags, Whole, is_known
from communitywelfare.rules.columns.facts import ClaimColumns, Facts
from communitywelfare.rules.columns.nested import left_alone, window_numbers
from communitywelfare.rules.columns.rounds import left_in_rounds
from communitywelfare.rules.limits import Window

__all__ = ["OUTCOMES", "Answered", "Decided", "answered", "assess_each", "decide", "decide_sorted"]

OUTCOMES = tuple(Outcome)
"""Outcomes by the number that columns use for them."""


@frozen(eq=False)
class Decided:
    """The decisions of many claims: outcome by its place in `OUTCOMES`, amounts in satang."""

    outcome: NDArray[np.int8]
    assessed: Whole
    uncapped: Whole

    def __len__(self) -> int:
        return len(self.outcome)


def decide(book: Book, claims: ClaimColumns) -> Decided:
    """Decide claims in their order, each finding used what the earlier ones of its person or household gave.

    What is decided is exactly what `adjudicate` decides one by one; only the sentences are left out.
    """
    person = claims.person
    if (person[1:] >= person[:-1]).all():
        return decide_sorted(book, claims)
    # Claims of households are decided in their own order: that of people is no order of theirs.
    order = np.argsort(person, kind="stable")
    back = np.empty_like(order)
    back[order] = np.arange(len(order))
    decided = decide_sorted(book, claims.taken(order), order)
    return Decided(decided.outcome[back], decided.assessed[back], decided.uncapped[back])


@frozen(eq=False)
class Answered:
    """Claims with their answers: their places among all, what each would give alone, and what limits leave of it."""

    at: Whole | slice
    facts: Facts
    asked: Asked
    left: Whole

    @property
    def paid(self) -> Whole:
        """What is paid of each; nothing of what is carried in from before."""
        paid = self.left * ~self.asked.stops
        is_opening = is_known(self.facts.opening)
        return paid * ~is_opening if is_opening.any() else paid

    @property
    def outcome(self) -> NDArray[np.int8]:
        """Each one's outcome, by its place in `OUTCOMES`."""
        takes = self.left < self.asked.amount
        rank = np.where(takes & (self.left == 0), BLOCK, self.asked.rank)
        return _OF_ANSWERS[(rank * np.int8(2) + self.asked.of_committee) * np.int8(2) + takes]


def decide_sorted(book: Book, facts: Facts, turn: Whole | None = None) -> Decided:
    """Decide claims that stand person by person; `turn` tells when each is decided, where that is another order."""
    count = len(facts)
    outcome, assessed, uncapped = np.zeros(count, np.int8), np.zeros(count, np.int64), np.zeros(count, np.int64)
    for each in answered(book, facts, turn):
        outcome[each.at], assessed[each.at], uncapped[each.at] = each.outcome, each.paid, each.asked.amount
    return Decided(outcome, assessed, uncapped)


def assess_each(book: Book, facts: Facts, *, met: Collection[type]) -> Whole:
    """What is assessed of claims whose clauses stand alone, each as if there were no other.

    Conditions of the classes in `met` are known to be met.
    """
    asked = ask_all(book, facts, met=met)
    assessed = np.zeros(len(facts), np.int64)
    for nest, rows in groups_of(book.alone[facts.clause]):
        at: Whole | slice = slice(None) if rows is None else rows
        here, its = (facts, asked) if rows is None else (facts.taken(rows), asked.taken(rows))
        assessed[at] = Answered(at, here, its, left_alone(book, nest, here, its)[0]).paid
    return assessed


def answered(book: Book, facts: Facts, turn: Whole | None = None) -> Iterator[Answered]:
    """The answers of `decide_sorted`, some claims at a time: a claim that comes twice is paid where it comes last."""
    nest = book.alone.take(facts.clause)
    in_rounds = nest < 0
    for group, rows in groups_of(nest):
        if group >= 0:
            at: Whole | slice = slice(None) if rows is None else rows
            here = facts if rows is None else facts.taken(rows)
            asked = ask_all(book, here)
            left, is_open = left_alone(book, group, here, asked)
            is_open = _of_same_person(here.person, is_open)
            is_opening = is_known(here.opening)
            if is_opening.any():
                is_open = is_open | _meets_used(book, group, here, is_opening)
            if is_open.any():
                in_rounds[at] |= is_open
                left = left * ~is_open
            yield Answered(at, here, asked, left)
    if in_rounds.any():
        yield _in_rounds(book, facts, np.flatnonzero(in_rounds), turn)


def _in_rounds(book: Book, facts: Facts, rows: Whole, turn: Whole | None) -> Answered:
    if turn is not None:
        rows = rows[np.argsort(turn[rows])]
    here = facts.taken(rows)
    asked = ask_all(book, here)
    left, is_too_soon = left_in_rounds(book, here, asked)
    asked.rank[is_too_soon] = BLOCK
    return Answered(rows, here, asked, left)


def _of_same_person(person: Whole, marked: Flags) -> Flags:
    """The claims of everybody who has a marked one; people stand in order."""
    rows = np.flatnonzero(marked)
    if not len(rows):
        return marked
    edges = np.zeros(len(person) + 1, np.int64)  # few are marked, so their people are sooner looked for than counted
    np.add.at(edges, np.searchsorted(person, person[rows]), 1)
    np.subtract.at(edges, np.searchsorted(person, person[rows], side="right"), 1)
    return np.cumsum(edges[:-1]) > 0


def _greatest_of_person(person: Whole, values: NDArray[np.integer]) -> NDArray[np.integer]:
    """The greatest of each person's values, for each claim; people stand together."""
    begins = np.flatnonzero(np.diff(person, prepend=person[0] - 1))
    counts = np.diff(begins, append=len(person))
    return np.repeat(np.maximum.reduceat(values, begins), counts)


def _meets_used(book: Book, nest: int, facts: Facts, is_opening: Flags) -> Flags:
    """Which claims of clauses that stand alone lie in a window in which something was used before, or before one.

    No later claim finds any of it: what is carried in is of one day, and so of one window.
    """
    found = is_opening
    for window in {window for _measure, window in book.nests[nest]} - {Window.EVENT}:
        number = window_numbers(facts, window, facts.event_day)
        found = found | (number <= _greatest_of_person(facts.person, np.where(is_opening, number, NONE)))
    return found


def _outcome_of(rank: int, *, of_committee: bool, takes: bool) -> Outcome:
    if rank == BLOCK:
        return Outcome.NOT_PAYABLE
    if rank == REFER:
        return Outcome.NEEDS_DOCUMENTS
    if of_committee:
        return Outcome.NEEDS_COMMITTEE
    return Outcome.PARTIAL if takes else Outcome.PAYABLE


_ANSWERS = [
    _outcome_of(rank, of_committee=of_committee, takes=takes)
    for rank in (int(BLOCK), int(REFER), int(INFO))
    for of_committee in (False, True)
    for takes in (False, True)
]
_OF_ANSWERS = np.array([OUTCOMES.index(each) for each in _ANSWERS], np.int8)
