"""Benefits without a claim: birthdays on which the clause itself pays nothing."""

from collections.abc import Iterator

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding
from communitywelfare.money import ZERO
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint.atoms import Row, since
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.logic import And, Formula, Not, Or, possible

__all__ = ["schedule"]


def schedule(clause: Clause) -> Iterator[Finding]:
    """Ages that are due by the schedule and shut out by the clause's conditions, or for which no row pays."""
    plan, amount = clause.benefit.schedule, clause.benefit.amount
    if plan is None or not clause.can_be_met:
        return
    paying: Formula = And(())
    if isinstance(amount, Steps) and amount.by is Clock.AGE:
        rows = amount.tiers.rows
        paying = Or(tuple(Row(Clock.AGE, amount.tiers, place) for place, row in enumerate(rows) if row.pay > ZERO))
    for age in plan.ages:
        if not possible(And((clause.all_met, paying, *_just(age)))):
            yield clause.found("lint.age_never_due", "automatic.ages", age=age)


def _just(age: Duration) -> tuple[Formula, ...]:
    """That an age is complete today, and was not yesterday."""
    return since(Clock.AGE, age), Not(since(Clock.AGE, age, is_over=True))
