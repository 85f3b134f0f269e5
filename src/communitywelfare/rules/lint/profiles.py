"""Amounts that fall, or jump, as membership or age goes on, and a waiting after which there is nothing yet."""

from collections.abc import Iterator
from datetime import date, timedelta

from communitywelfare.calendar import add_months
from communitywelfare.errors import Finding
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.expressions import Condition, Lasting
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint.along import START, Turn, given, is_met, only_looks_at, turns
from communitywelfare.rules.lint.clauses import Clause

__all__ = ["profile"]

_CLIFF = 3  # three times as much within a month is worth a second look
_DAY = timedelta(days=1)


def profile(clause: Clause) -> Iterator[Finding]:
    """Falls and jumps, each between two days that are worked out, and a waiting that ends too early."""
    amount = clause.benefit.amount
    for clock in Clock:
        conditions = tuple(each for each in clause.benefit.conditions if only_looks_at(each, clock))
        told: set[tuple[str, str | None]] = set()
        for turn in turns(amount, clock):
            for each in _turned(clause, clock, turn, conditions):
                if (each.code, each.place.clause) not in told:  # a formula falls again and again
                    told.add((each.code, each.place.clause))
                    yield each
        yield from _waited(clause, clock, conditions)


def _turned(clause: Clause, clock: Clock, turn: Turn, conditions: tuple[Condition, ...]) -> Iterator[Finding]:
    since, is_over, key = turn
    day = since.after(START) + (_DAY if is_over else timedelta())
    before, now = day - _DAY, given(clause.benefit.amount, day, clock)
    then = given(clause.benefit.amount, before, clock)
    if before < START or then is None or now is None or not is_met(conditions, day, clock):
        return
    told = {"after": now, "since": since, "clock": clock}
    if ZERO < now < then and is_met(conditions, before, clock):
        yield clause.found("lint.benefit_falls", key, before=then, **told)
    month_before = add_months(day, -1)
    for earlier in (month_before, before):
        least = _at(clause, earlier, clock, conditions)
        if least > ZERO and now >= least * _CLIFF:
            yield clause.found("lint.cliff", key, before=least, **told)
            return


def _at(clause: Clause, day: date, clock: Clock, conditions: tuple[Condition, ...]) -> Money:
    """What the clause gives on a day; nothing where its conditions are not met."""
    is_there = day >= START and is_met(conditions, day, clock)
    found = given(clause.benefit.amount, day, clock) if is_there else ZERO
    return ZERO if found is None else found


def _waited(clause: Clause, clock: Clock, conditions: tuple[Condition, ...]) -> Iterator[Finding]:
    """The day on which the waiting is over, and still nothing is paid."""
    for key, condition in clause.benefit.asked:
        match condition:
            case Lasting(its, wait) if its is clock and wait is not None and clause.can_be_met:
                day = wait.after(START)
                if given(clause.benefit.amount, day, clock) == ZERO and is_met(conditions, day, clock):
                    later = _pays_later(clause, clock, day)
                    if later is not None:
                        yield clause.found("lint.nothing_after_wait", key, wait=wait, since=later[0])
            case _:
                pass


def _pays_later(clause: Clause, clock: Clock, day: date) -> Turn | None:
    """The first turn after a day from which on the amount is something."""
    later = (turn for turn in turns(clause.benefit.amount, clock) if turn[0].after(START) >= day)
    amount = clause.benefit.amount
    return next((turn for turn in later if given(amount, turn[0].after(START) + _DAY, clock) != ZERO), None)
