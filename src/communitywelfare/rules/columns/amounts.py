"""Forms of amount over arrays: what a clause gives before anything is deducted or limited."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
from attrs import evolve, frozen

from communitywelfare.calendar import Unit
from communitywelfare.members import Relationship
from communitywelfare.money import Money
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.discretion import Discretion
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import LONGEST, PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.columns.conditions import (
    BLOCK,
    INFO,
    NUMBERS,
    REFER,
    Lasted,
    Ranks,
    after,
    answers,
    rounded,
    start_of,
    times,
    values,
)
from communitywelfare.rules.columns.days import Flags, Whole, is_known, most_of, whole_months
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.columns.one_by_one import Parts, of_another
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.numbers import Completed
from communitywelfare.rules.tiers import Overlap

__all__ = ["Given", "given"]


@frozen(eq=False)
class Given:
    """What a form gives on every row: the amount in satang, the units, and the rank of its reason.

    Where `by_day`, the units follow one another from the day of the event, each at the rate amount ÷ units. Where
    `of_committee`, the reason is that only the committee can name an amount. Rows whose sum falls on several days in
    another way have `parts`.
    """

    rank: Ranks
    amount: Whole
    units: Whole
    by_day: Flags
    of_committee: Flags
    parts: Parts | None = None


def given(node: Any, facts: Facts) -> Given:  # a tree of arrays has no class of its own
    """What a form of amount gives on every row."""
    reading = _FORMS.get(getattr(node, "is_a", type(node)))
    return reading(node, facts) if reading else Given(*of_another(node, facts))


def _once(rank: Ranks, amount: Whole) -> Given:
    """One sum on the day of the event; what is less than nothing is nothing."""
    no = np.zeros(len(rank), bool)
    return Given(rank, np.maximum(np.where(rank == INFO, amount, 0), 0), np.ones(len(rank), np.int64), no, no)


def _flat(node: Any, facts: Facts) -> Given:
    return _once(np.full(len(facts), INFO), np.broadcast_to(node.pays, len(facts)))


def _row(tiers: Any, clock: Clock, facts: Facts) -> tuple[Ranks, Whole]:
    """The answer of rows of tiers, and what the row that holds pays."""
    start = start_of(clock, facts)
    lasted = Lasted(start, facts.basis)
    begun = [lasted.completes(row.since, before=row.is_over) for row in tiers.rows]
    pay = np.zeros(len(facts), np.int64)
    found = np.zeros(len(facts), bool)
    for number, row in enumerate(tiers.rows):
        holds = begun[number]
        if row.until is not None:
            holds = holds & ~lasted.completes(row.until, before=row.reaches)
        elif number + 1 < len(begun):
            holds = holds & ~begun[number + 1]
        if tiers.overlap is Overlap.EARLIER:
            holds = holds & ~found
        pay = np.where(holds, row.pay, pay)
        found = found | holds
    return np.where(is_known(start), np.where(found, INFO, BLOCK), REFER), pay


def _steps(node: Any, facts: Facts) -> Given:
    return _once(*_row(node.tiers, node.by, facts))


def _by_years(node: Any, facts: Facts) -> Given:
    rank, rate = _row(node.rates, node.by, facts)
    years, _known = values(_years(node), facts)
    return _bounded(_once(rank, times(rate, years)), node.bounds)


def _years(node: Any) -> Any:  # a tree of arrays
    return SimpleNamespace(is_a=Completed, clock=node.by, unit=Unit.YEAR, part_over=node.part_over)


def _bounded(found: Given, bounds: Any) -> Given:  # a tree of arrays
    amount = found.amount
    if bounds.least is not None:
        amount = np.where(found.rank == INFO, np.maximum(amount, bounds.least), amount)
    if bounds.most is not None:
        amount = np.where(found.rank == INFO, np.minimum(amount, bounds.most), amount)
    return evolve(found, amount=amount)


def _base_and_steps(node: Any, facts: Facts) -> Given:
    start = start_of(node.by, facts)
    known = is_known(start)
    since = after(start, node.since)
    due = since <= facts.basis
    begun = np.where(known, start, 0)
    if node.every.is_days:
        stretches = (facts.basis - begun - _in_days(node.since)) // node.every.count
    else:
        stretches = (whole_months(begun, facts.basis) - _in_months(node.since)) // node.every.count
    amount = node.base + times(np.where(due, np.maximum(stretches, 0), 0), node.adds)
    return _bounded(_once(np.where(known, np.where(due, INFO, BLOCK), REFER), amount), node.bounds)


def _in_days(since: Any) -> Whole:  # a tree of arrays; "0 years" beside days is no time
    return since.count if since.is_days else np.zeros_like(since.count)


def _in_months(since: Any) -> Whole:  # as above
    return np.zeros_like(since.count) if since.is_days else since.count


def _per_unit(node: Any, facts: Facts) -> Given:
    count = len(facts)
    units, possible = facts.units, np.ones(count, bool)
    if count and most_of(units) > LONGEST:
        possible = (units >= 0) & (units <= LONGEST)  # what nobody recorded is less than any number
        units = np.where(possible, units, 0)
    is_by_day = PerUnit(Money(0), node.unit).is_by_day
    if isinstance(node.pays, np.ndarray):
        rank = possible.astype(np.int8) + REFER  # INFO is REFER + 1
        return Given(rank, times(node.pays, units), units, possible & is_by_day, np.zeros(count, bool))
    found = given(node.pays, facts)
    is_reckoned = possible & (found.rank == INFO)
    return Given(
        np.where(possible, found.rank, REFER),
        np.where(is_reckoned, times(found.amount, units), np.where(possible, found.amount, 0)),
        np.where(is_reckoned, units, possible.astype(np.int64)),
        is_by_day & is_reckoned,
        found.of_committee & possible,
    )


def _share(node: Any, facts: Facts) -> Given:
    if getattr(node.of, "is_a", None) in NUMBERS:
        value, known = values(node.of, facts)
        whole = _once(np.where(known, INFO, REFER), value)
    else:
        whole = given(node.of, facts)
    numerator = np.zeros(len(facts), np.int64)
    denominator = np.ones(len(facts), np.int64)
    is_named = np.zeros(len(facts), bool)
    if node.part is not None:
        numerator, denominator = numerator + node.part.numerator, denominator * node.part.denominator
        is_named |= True
    for relation, part in node.by_relation.items():
        fits = facts.relations == 1 << list(Relationship).index(Relationship(relation))
        numerator, denominator = (
            np.where(fits, part.numerator, numerator),
            np.where(fits, part.denominator, denominator),
        )
        is_named |= fits
    is_whole = whole.rank == INFO
    amount = rounded(np.where(is_whole, whole.amount, 0), numerator, denominator, node.rounding)
    rank = np.where(is_whole & ~is_named, BLOCK, whole.rank)
    shared = _bounded(_once(rank, amount), node.bounds)
    return evolve(
        shared, amount=np.where(is_whole, shared.amount, whole.amount), of_committee=whole.of_committee & ~is_whole
    )


def _formula(node: Any, facts: Facts) -> Given:
    value, known = values(node.pays, facts)
    return _bounded(_once(np.where(known, INFO, REFER), value), node.bounds)


def _table(node: Any, facts: Facts) -> Given:
    rank = np.full(len(facts), BLOCK)
    amount = np.zeros(len(facts), np.int64)
    is_open = np.ones(len(facts), bool)
    for row in node.rows:
        answer = np.minimum.reduce([answers(each, facts) for each in row.conditions])
        chosen = is_open & (answer != BLOCK)
        rank = np.where(chosen, answer, rank)
        amount = np.where(chosen, row.pay, amount)
        is_open &= ~chosen
    if node.otherwise is not None:
        rank, amount = np.where(is_open, INFO, rank), np.where(is_open, node.otherwise, amount)
    return _once(rank, amount)


def _in_kind(_node: Any, facts: Facts) -> Given:
    return _once(np.full(len(facts), INFO), np.zeros(len(facts), np.int64))


def _discretion(node: Any, facts: Facts) -> Given:
    most = np.zeros(len(facts), np.int64) if node.most is None else np.broadcast_to(node.most, len(facts))
    return evolve(
        _once(np.full(len(facts), REFER), most), amount=np.maximum(most, 0), of_committee=np.ones(len(facts), bool)
    )


_FORMS: dict[type, Callable[[Any, Facts], Given]] = {
    Flat: _flat,
    PerUnit: _per_unit,
    Steps: _steps,
    Table: _table,
    ByYears: _by_years,
    BaseAndSteps: _base_and_steps,
    Share: _share,
    Formula: _formula,
    InKind: _in_kind,
    Discretion: _discretion,
}
