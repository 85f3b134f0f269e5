"""Many claims decided: what each would give alone, what limits leave of it, and what that makes of it."""

from collections.abc import Collection

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.claims import Outcome
from communitywelfare.rules.columns.asking import Asked, ask_all, groups_of
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER
from communitywelfare.rules.columns.days import Flags, Whole, is_known
from communitywelfare.rules.columns.facts import ClaimColumns, Facts
from communitywelfare.rules.columns.nested import left_alone
from communitywelfare.rules.columns.rounds import left_in_rounds

__all__ = ["OUTCOMES", "Decided", "assess_each", "assess_sorted", "decide", "decide_sorted"]

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


class _Sums:
    """What claims are paid, and nothing else of their decisions."""

    def __init__(self, count: int) -> None:
        self.assessed = np.zeros(count, np.int64)

    def put(self, at: Whole | slice, asked: Asked, left: Whole) -> None:
        """Note what some claims came to: what they would give, what stops them, and what limits leave."""
        self.assessed[at] = left * ~asked.stops


class _Decisions(_Sums):
    """Claims' decisions, all of them."""

    def __init__(self, count: int) -> None:
        super().__init__(count)
        self.outcome, self.uncapped = np.zeros(count, np.int8), np.zeros(count, np.int64)

    def put(self, at: Whole | slice, asked: Asked, left: Whole) -> None:
        """Note, too, why, and what there would have been without limits."""
        super().put(at, asked, left)
        takes = left < asked.amount
        rank = np.where(takes & (left == 0), BLOCK, asked.rank)
        self.outcome[at] = _OF_ANSWERS[(rank * np.int8(2) + asked.of_committee) * np.int8(2) + takes]
        self.uncapped[at] = asked.amount


def decide_sorted(book: Book, facts: Facts, turn: Whole | None = None) -> Decided:
    """Decide claims that stand person by person; `turn` tells when each is decided, where that is another order."""
    decisions = _Decisions(len(facts))
    _decide(book, facts, decisions, turn)
    return Decided(decisions.outcome, decisions.assessed, decisions.uncapped)


def assess_sorted(book: Book, facts: Facts, turn: Whole | None = None) -> Whole:
    """What `decide_sorted` assesses, in less time."""
    sums = _Sums(len(facts))
    _decide(book, facts, sums, turn)
    return sums.assessed


def assess_each(book: Book, facts: Facts, *, met: Collection[type]) -> Whole:
    """What is assessed of claims whose clauses stand alone, each as if there were no other.

    Conditions of the classes in `met` are known to be met.
    """
    asked = ask_all(book, facts, met=met)
    sums = _Sums(len(facts))
    for nest, rows in groups_of(book.alone[facts.clause]):
        at: Whole | slice = slice(None) if rows is None else rows
        here, its = (facts, asked) if rows is None else (facts.taken(rows), asked.taken(rows))
        sums.put(at, its, left_alone(book, nest, here, its)[0])
    return sums.assessed


def _decide(book: Book, facts: Facts, decided: _Sums, turn: Whole | None) -> None:
    nest = book.alone[facts.clause]
    is_opening = is_known(facts.opening)
    if is_opening.any():
        nest = np.where(_of_same_person(facts.person, is_opening), nest.dtype.type(-1), nest)
    in_rounds = nest < 0
    for group, rows in groups_of(nest):
        if group >= 0:
            at: Whole | slice = slice(None) if rows is None else rows
            here = facts if rows is None else facts.taken(rows)
            asked = ask_all(book, here)
            left, is_open = left_alone(book, group, here, asked)
            decided.put(at, asked, left)
            if is_open.any():
                in_rounds[at] |= _of_same_person(here.person, is_open)
    _decide_in_rounds(book, facts, np.flatnonzero(in_rounds), (decided, turn))


def _decide_in_rounds(book: Book, facts: Facts, rows: Whole, into: tuple[_Sums, Whole | None]) -> None:
    if not len(rows):
        return
    decided, turn = into
    if turn is not None:
        rows = rows[np.argsort(turn[rows])]
    here = facts.taken(rows)
    asked = ask_all(book, here)
    left, is_too_soon = left_in_rounds(book, here, asked)
    asked.rank[is_too_soon] = BLOCK
    decided.put(rows, asked, left)
    is_opening = is_known(here.opening)
    if is_opening.any():
        decided.assessed[rows[is_opening]] = 0


def _of_same_person(person: Whole, marked: Flags) -> Flags:
    """The claims of everybody who has a marked one; people stand together."""
    if not marked.any():
        return marked
    begins = np.flatnonzero(np.diff(person, prepend=person[0] - 1))
    counts = np.diff(begins, append=len(person))
    return np.repeat(np.logical_or.reduceat(marked, begins), counts)


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
