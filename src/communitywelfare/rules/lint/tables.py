"""Tables of cases: rows that earlier ones take before them, rows that contradict the clause, an idle `otherwise`."""

from collections.abc import Iterator

from communitywelfare.errors import Finding
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.logic import And, Formula, Not, Or, possible
from communitywelfare.rules.lint.questions import asked_by

__all__ = ["tables"]


def tables(clause: Clause) -> Iterator[Finding]:
    """What can never be found in a table."""
    amount = clause.benefit.amount
    if not isinstance(amount, Table):
        return
    cases = tuple(
        And(tuple(asked_by(each, clause.version.attributes) for each in row.conditions)) for row in amount.rows
    )
    for place, case in enumerate(cases):
        key = f"amount.rows[{place + 1}]"
        if not possible(And((case, Not(Or(cases[:place]))))):
            if possible(case):
                earlier = _earlier(cases[:place], case)
                yield clause.found("lint.row_unreachable", key, row=place + 1, earlier=earlier)
            else:
                yield clause.found("lint.row_excluded", key, row=place + 1)
        elif clause.can_be_met and not possible(And((clause.all_met, case, Not(Or(cases[:place]))))):
            yield clause.found("lint.row_excluded", key, row=place + 1)
    covers = amount.otherwise is not None and clause.can_be_met
    if covers and not possible(And((clause.all_met, Not(Or(cases)))), wide=False):
        yield clause.found("lint.otherwise_unreachable", "amount.otherwise")


def _earlier(cases: tuple[Formula, ...], case: Formula) -> tuple[int, ...]:
    """The numbers of those earlier rows that take all of a case between them."""
    kept = list(enumerate(cases, start=1))
    for each in tuple(kept):
        rest = [other for other in kept if other is not each]
        if not possible(And((case, Not(Or(tuple(other for _number, other in rest)))))):
            kept = rest
    return tuple(number for number, _case in kept)
