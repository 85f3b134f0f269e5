"""What happens when the money does not suffice (เมื่อเงินไม่พอจ่าย), and how what there is is divided among clauses."""

from collections.abc import Sequence
from enum import Enum

import numpy as np

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.amounts import Satang

__all__ = ["WhenEmpty", "by_priority", "called_from", "in_order", "pro_rata"]


class WhenEmpty(Enum):
    """What happens in a month in which benefits and expenses are more than there is to pay them from.

    Expenses come first in all of them. When it first happens is the same in all.
    """

    OWE = "owe"
    """Everything is paid, the members' balance goes below zero, and the debt stands."""
    PRO_RATA = "pro rata"
    """Of every clause's benefits the same share is paid; the rest is lost."""
    PRIORITIES = "priorities"
    """The clauses are paid one after the other, as far as it goes; the rest is lost."""
    DUES_CALL = "dues call"
    """What is missing is called from those who owe dues in the month, the same from each; if nobody does, pro rata."""


def pro_rata(available: Satang, granted: Satang) -> Satang:
    """An amount that is smaller than what was granted, divided by it: largest remainder, the first of equals first.

    Args:
        available: Of shape [N].
        granted: Of shape [N, K], by clause.

    Returns:
        Of shape [N, K]; each row has its `available` as its sum.
    """
    promised = granted.sum(axis=1)
    # A product of two amounts of more than 31 bits outgrows 64: then Python's whole numbers, exact and slower.
    kind = np.int64 if int(promised.max(initial=0)) < 2**31 else object
    weights, units = granted.astype(kind), available.astype(kind)[:, None]
    over = np.maximum(promised, 1).astype(kind)[:, None]
    products = weights * units
    parts = products // over
    clauses = granted.shape[1]
    # No two claims of a row to a last satang are equal: the place of the clause is part of it.
    claims = (products - parts * over) * clauses + np.arange(clauses)[::-1]
    missing = (available - parts.sum(axis=1).astype(np.int64))[:, None]
    least = np.take_along_axis(np.sort(claims, axis=1), np.minimum(clauses - missing, clauses - 1), axis=1)
    return parts.astype(np.int64) + ((claims >= least) & (missing > 0))


def by_priority(available: Satang, granted: Satang, order: Sequence[int]) -> Satang:
    """An amount given to one clause after the other, in the order of their places, as far as it goes."""
    wanted = granted[:, list(order)]
    before = np.add.accumulate(wanted, axis=1) - wanted
    found = np.empty_like(wanted)
    found[:, list(order)] = np.clip(available[:, None] - before, 0, wanted)
    return found


def in_order(keys: Sequence[str], priorities: Sequence[str]) -> tuple[int, ...]:
    """The places of the clauses in the order in which they are paid.

    Raises:
        InvalidValue: The order does not name every clause once.
    """
    if sorted(priorities) != sorted(keys):
        params = {"found": ", ".join(priorities), "wanted": ", ".join(keys)}
        message = f"an order of payment must name every clause once, but is {params['found']!r}: {params['wanted']}"
        raise InvalidValue(message, Finding("projection.order", Severity.ERROR, params=params))
    return tuple(keys.index(key) for key in priorities)


def called_from(missing: Satang, payers: Satang, unit: int) -> Satang:
    """What a call brings in: the same from every payer, rounded up to whole units of satang; 0 without payers."""
    each = -(-missing // np.maximum(payers * unit, 1)) * unit
    return each * payers
