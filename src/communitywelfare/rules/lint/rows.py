"""Rows of bounds on membership or age: gaps, overlaps, rows that nobody stands on, a first row that waiting hides."""

from collections.abc import Iterator

from communitywelfare.errors import Finding
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.expressions import Lasting, LongerThan
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint.atoms import Gap, Row
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.logic import And, possible
from communitywelfare.rules.tiers import Tiers, is_longer

__all__ = ["Rows", "rows", "rows_of"]

# Whose clock, which rows, and under which key they stand.
Rows = tuple[Clock, Tiers, str]


def rows(clause: Clause) -> Iterator[Finding]:
    """What is odd in the rows of a clause's amount, and in how they meet its conditions."""
    for clock, tiers, key in rows_of(clause):
        for number in tiers.overlapping:
            told = {"first": number - 1, "second": number, "governs": tiers.overlap}
            yield clause.found("lint.overlap_declared", f"{key}[{number}]", **told)
        unreached = tuple(_unreached(clause, clock, tiers, key))
        yield from unreached
        yield from _gaps(clause, clock, tiers, key)
        if not unreached:
            yield from _hidden(clause, clock, tiers, key)


def rows_of(clause: Clause) -> tuple[Rows, ...]:
    """All rows in an amount; those of another clause's amount, which this one only names, are told there."""
    return _within(clause.benefit.amount, clause, "amount")


def _within(amount: AmountForm, clause: Clause, key: str) -> tuple[Rows, ...]:
    match amount:
        case Steps(by, tiers):
            return ((by, tiers, f"{key}.steps"),)
        case ByYears(by, rates):
            return ((by, rates, f"{key}.rates"),)
        case PerUnit(rate) | Share(rate) if isinstance(rate, Steps | ByYears | Share):
            part = "pays" if isinstance(amount, PerUnit) else "of"
            is_named = any(other.amount == rate for other in clause.version.benefits)
            return () if is_named else _within(rate, clause, f"{key}.{part}")
        case _:
            return ()


def _unreached(clause: Clause, clock: Clock, tiers: Tiers, key: str) -> Iterator[Finding]:
    for place, row in enumerate(tiers.rows):
        here = Row(clock, tiers, place)
        told = {"row": place + 1, "since": row.since}
        if not possible(here):
            yield clause.found("lint.step_covered", f"{key}[{place + 1}]", **told)
        elif clause.can_be_met and not possible(And((clause.all_met, here))):
            yield clause.found("lint.step_unreachable", f"{key}[{place + 1}]", **told)


def _gaps(clause: Clause, clock: Clock, tiers: Tiers, key: str) -> Iterator[Finding]:
    for place in range(1, len(tiers.rows)):
        if possible(And((clause.all_met, Gap(clock, tiers, place)))):
            told = {"until": tiers.rows[place - 1].until, "since": tiers.rows[place].since}
            yield clause.found("lint.gap", f"{key}[{place + 1}]", **told)


def _hidden(clause: Clause, clock: Clock, tiers: Tiers, key: str) -> Iterator[Finding]:
    """A first row that begins before the waiting is over; one that begins with nothing promises nothing."""
    first = tiers.rows[0]
    for _key, condition in clause.benefit.asked:
        match condition:
            case Lasting(waits_by, wait) | LongerThan(waits_by, wait) if wait is not None and waits_by is clock:
                if first.since.count and is_longer(wait, first.since):
                    yield clause.found("lint.wait_hides_step", f"{key}[1]", step=first.since, wait=wait)
            case _:
                pass
