"""Many claims decided: what each would give alone, what limits leave of it, and what that makes of it."""

import numpy as np
from attrs import frozen

from communitywelfare.claims import Outcome
from communitywelfare.rules.columns.asking import Asked, ask_all
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER
from communitywelfare.rules.columns.days import Flags, Whole, is_known
from communitywelfare.rules.columns.facts import ClaimColumns, Facts
from communitywelfare.rules.columns.nested import leave_alone
from communitywelfare.rules.columns.rounds import left_in_rounds

__all__ = ["OUTCOMES", "Decided", "decide", "decide_sorted"]

OUTCOMES = tuple(Outcome)
"""Outcomes by the number that columns use for them."""


@frozen(eq=False)
class Decided:
    """The decisions of many claims: outcome by its place in `OUTCOMES`, amounts in satang."""

    outcome: Whole
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


def decide_sorted(book: Book, facts: Facts, turn: Whole | None = None) -> Decided:
    """Decide claims that stand person by person; `turn` tells when each is decided, where that is another order."""
    asked = ask_all(book, facts)
    uncapped = asked.amount.copy()
    in_rounds = book.alone[facts.clause] < 0
    is_opening = is_known(facts.opening)
    if is_opening.any():
        in_rounds |= _of_same_person(facts.person, is_opening)
    left = _left_alone(book, facts, asked, in_rounds)
    rows = np.flatnonzero(in_rounds)
    if len(rows):
        if turn is not None:
            rows = rows[np.argsort(turn[rows])]
        left[rows], is_too_soon = left_in_rounds(book, facts.taken(rows), asked.taken(rows))
        asked.rank[rows[is_too_soon]] = BLOCK
    return _ended(asked, uncapped, left, is_opening)


def _left_alone(book: Book, facts: Facts, asked: Asked, in_rounds: Flags) -> Whole:
    """What limits leave of the claims that need no rounds; those that turn out to need them are noted."""
    if not in_rounds.any():
        found = leave_alone(book, facts, asked)
        if found.is_open.any():
            in_rounds |= _of_same_person(facts.person, found.is_open)
        return found.amount
    left = asked.amount.copy()
    rows = np.flatnonzero(~in_rounds)
    if len(rows):
        there = facts.taken(rows)
        found = leave_alone(book, there, asked.taken(rows))
        left[rows] = found.amount
        in_rounds[rows] |= _of_same_person(there.person, found.is_open)
    return left


def _of_same_person(person: Whole, marked: Flags) -> Flags:
    """The claims of everybody who has a marked one; people stand together."""
    if not marked.any():
        return marked
    begins = np.flatnonzero(np.diff(person, prepend=person[0] - 1))
    counts = np.diff(begins, append=len(person))
    return np.repeat(np.logical_or.reduceat(marked, begins), counts)


def _ended(asked: Asked, uncapped: Whole, left: Whole, is_opening: Flags) -> Decided:
    takes = left < uncapped
    asked.rank[takes & (left == 0)] = BLOCK
    place = (asked.rank * np.int8(2) + asked.of_committee) * np.int8(2) + takes
    outcome = _OF_ANSWERS[place]
    return Decided(outcome, np.where(_IS_PAID[place] & ~is_opening, left, 0), uncapped)


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
_IS_PAID = np.array([each in {Outcome.PAYABLE, Outcome.PARTIAL} for each in _ANSWERS], bool)
