"""Forms of amount from other packages over arrays: by their own reading, by values, or one row after the other.

Whichever way it goes, what comes out is what the form's own `entitlement` gives for each row. A function is asked once
for each different set of values; any other form gets facts rebuilt from the columns, unless it offers `columns`.
"""

from collections.abc import Iterator, Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from attrs import fields, frozen

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.errors import MissingFact, Place, Severity
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import Money
from communitywelfare.rules.amounts import Entitlement, asked
from communitywelfare.rules.asking import CLOCKS, UNITS, recorded_value, stated_value
from communitywelfare.rules.columns.blocks import Blocks
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER, Ranks, values
from communitywelfare.rules.columns.days import NONE, Days, Flags, Whole, as_day
from communitywelfare.rules.columns.facts import Facts
from communitywelfare.rules.declared import Asked, Source
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.functions import FunctionForm
from communitywelfare.rules.numbers import Completed

__all__ = ["Answers", "Parts", "facts_of", "in_parts", "of_another", "own_reading"]

_GROUPS, _SEXES, _RELATIONS = tuple(Group), tuple(Sex), tuple(Relationship)
_RANKS = {Severity.INFO: INFO, Severity.BLOCK: BLOCK}
_LARGEST = int(np.iinfo(np.int64).max)
_NOT_STATED = -1


@frozen(eq=False)
class Parts:
    """Sums of rows that fall on several days, each with its row, day, units and satang."""

    row: Whole
    day: Days
    units: Whole
    amount: Whole

    def of(self, rows: Whole) -> "Parts":
        """The same for claims that stand in other rows."""
        return Parts(rows[self.row], self.day, self.units, self.amount)

    def at(self, rows: Whole, count: int) -> "Parts":
        """Those of some of so many rows, which are counted anew."""
        place = np.full(count, -1)
        place[rows] = np.arange(len(rows))
        there = np.flatnonzero(place[self.row] >= 0)
        return Parts(place[self.row[there]], self.day[there], self.units[there], self.amount[there])


Answers = tuple[Ranks, Whole, Whole, Flags, Flags, Parts | None]


def of_another(form: Any, facts: Facts) -> Answers:  # it may be of any class
    """What a form of another package gives on every row: the fields of `Given`."""
    if hasattr(form, "columns"):
        found = own_reading(form, facts)
        if found is not None:
            return found
    return _by_values(form, facts) if isinstance(form, FunctionForm) else _row_by_row(form, facts)


def own_reading(form: Any, facts: Facts) -> Answers | None:
    """What the form's own reading gives; nothing where it fails, for the rows can still be asked one by one."""
    try:
        ranks, amounts = form.columns(facts)
        ranks, amounts = np.asarray(ranks), np.asarray(amounts)
    except Exception:  # noqa: BLE001  # whatever another package may raise
        return None
    fits = ranks.shape == amounts.shape == (len(facts),) and amounts.dtype.kind == ranks.dtype.kind == "i"
    if not fits or (amounts < 0).any() or not np.isin(ranks, (BLOCK, REFER, INFO)).all():
        return None
    return _in_one_sum(ranks.astype(np.int8), np.where(ranks == INFO, amounts, 0).astype(np.int64))


def _in_one_sum(ranks: Ranks, amounts: Whole) -> Answers:
    no = np.zeros(len(ranks), bool)
    return ranks, amounts, np.ones(len(ranks), np.int64), no, no, None


def _by_values(form: FunctionForm, facts: Facts) -> Answers:
    """A function is asked once for each set of values that some row has."""
    asks = [each for each in form.asks if each.source is not Source.KEY]
    columns = [_column(each, facts) for each in asks]
    place = np.zeros(len(facts), np.int64)
    for column in columns:
        _found, codes = np.unique(column, return_inverse=True)
        _pairs, place = np.unique(place * (len(_found) + 1) + codes, return_inverse=True)
    _each, first = np.unique(place, return_index=True)
    found = [_of_values(form, asks, [column[row] for column in columns], facts) for row in first]
    ranks = np.array([rank for rank, _amount in found], np.int8)
    amounts = np.array([amount for _rank, amount in found], np.int64)
    return _in_one_sum(ranks[place], amounts[place])


def _column(each: Asked, facts: Facts) -> Whole:
    """A fact as whole numbers, `NONE` where it is not recorded; of what is stated, the number of the text."""
    if each.source is Source.STATED:
        texts = facts.attributes.get(each.name)
        return np.full(len(facts), _NOT_STATED) if texts is None else texts.codes.astype(np.int64)
    if each.name not in CLOCKS:
        found: Whole = getattr(facts, each.name)
        return found
    clock = SimpleNamespace(is_a=Completed, clock=CLOCKS[each.name], unit=UNITS[each.written], part_over=None)
    counts, known = values(clock, facts)
    return np.where(known, counts, NONE)


def _of_values(form: FunctionForm, asks: Sequence[Asked], row: Sequence[int], facts: Facts) -> tuple[Any, int]:
    given = dict(form.given)
    try:
        for each, value in zip(asks, row, strict=True):
            if each.source is Source.STATED:
                if value == _NOT_STATED:
                    return REFER, 0
                given[each.name] = stated_value(each, facts.attributes[each.name].texts[value])
            elif value == NONE:
                return REFER, 0
            else:
                given[each.name] = recorded_value(each, int(value))
        amount = form.amount_of(given).satang
    except Exception:  # noqa: BLE001  # whatever another package may raise
        return REFER, 0
    return (INFO, amount) if amount <= _LARGEST else (REFER, 0)


def _row_by_row(form: Any, facts: Facts) -> Answers:
    """A form is asked for each row, with the facts that the columns have."""
    count = len(facts)
    ranks, amounts, units = np.full(count, REFER), np.zeros(count, np.int64), np.ones(count, np.int64)
    of_committee = np.zeros(count, bool)
    parts: list[tuple[int, int, int, int]] = []
    for row, each in enumerate(facts_of(facts)):
        found = _answer(form, each)
        if found is None:
            continue
        ranks[row] = _RANKS.get(found.reason.severity, REFER)
        of_committee[row] = found.reason.code == "rule.needs_committee"
        amounts[row] = found.amount.satang
        is_plain = not found.slices or (len(found.slices) == 1 and found.slices[0].day == each.event_day)
        units[row] = found.slices[0].units if found.slices else 1
        if not is_plain:
            days = ((row, (one.day - _EPOCH).days, one.units, one.amount.satang) for one in found.slices)
            parts.extend(days)
    return ranks, amounts, units, np.zeros(count, bool), of_committee, _parts(parts)


_EPOCH = as_day(0)


def _answer(form: Any, facts: ClaimFacts) -> Entitlement | None:
    """What the form gives; nothing where a fact is missing."""
    try:
        return asked(form, facts, Place())
    except MissingFact:
        return None


def _parts(found: Sequence[tuple[int, int, int, int]]) -> Parts | None:
    return Parts(*np.array(found, np.int64).T) if found else None


def facts_of(columns: Facts) -> Iterator[ClaimFacts]:
    """The facts of each row. What columns do not have is left out: earlier payments, the end of membership, payees."""
    for row in range(len(columns)):
        stated = {
            name: each.texts[each.codes[row]] for name, each in columns.attributes.items() if each.codes[row] >= 0
        }
        birth, paid = _day(columns.birth[row]), _number(columns.paid[row])
        yield ClaimFacts(
            basis=as_day(columns.basis[row]),
            event_day=as_day(columns.event_day[row]),
            claim_day=as_day(columns.claim_day[row]),
            is_member=bool(columns.is_member[row]),
            joined=_day(columns.joined[row]),
            tenure_from=_day(columns.tenure_from[row]),
            birth=None if birth is None else PartialDate(birth),
            sex=next((sex for bit, sex in enumerate(_SEXES) if columns.sexes[row] >> bit & 1), Sex.UNKNOWN),
            groups=frozenset(group for bit, group in enumerate(_GROUPS) if columns.groups[row] >> bit & 1),
            relation=_RELATIONS[int(columns.relations[row]).bit_length() - 1],
            arrears_months=_number(columns.arrears[row]),
            worst_arrears=_number(columns.worst_arrears[row]),
            settled_on=_day(columns.settled_on[row]),
            paid=None if paid is None else Money(paid),
            paid_months=_number(columns.paid_months[row]),
            units=_number(columns.units[row]),
            attributes=stated,
            documents=frozenset(paper for paper, there in columns.documents.items() if there[row]),
            year_start=YearStart(int(columns.year_month[row]), int(columns.year_day[row])),
        )


def _day(number: int) -> Any:  # a day, or None
    return None if number == NONE else as_day(number)


def _number(number: int) -> int | None:
    return None if number == NONE else int(number)


def in_parts(blocks: Blocks, parts: Sequence[Parts], is_opening: Flags) -> Blocks:
    """Blocks with those of some claims put in the place of the one that they had, but for what is carried in."""
    if not parts:
        return blocks
    row, day, units, amount = (np.concatenate([getattr(each, name) for each in parts]) for name in _PARTS)
    own = ~is_opening[row]
    row, day, units, amount = row[own], day[own], units[own], amount[own]
    kept = blocks.taken(np.flatnonzero(~np.isin(blocks.claim, row)))
    none, no = np.zeros(len(row), np.int64), np.zeros(len(row), bool)
    added = Blocks(row, day, units, amount, none, no)
    names = [field.name for field in fields(Blocks)]
    joined = [np.concatenate([getattr(kept, name), getattr(added, name)]) for name in names]
    order = np.lexsort((joined[1], joined[0]))
    return Blocks(*(each[order] for each in joined))


_PARTS = ("row", "day", "units", "amount")
