"""What an actuary would ask: sums that are large beside a member's dues, gifts that go on for life. Notes only."""

from collections.abc import Iterator

from communitywelfare.calendar import Month
from communitywelfare.contributions import Dues
from communitywelfare.errors import Finding
from communitywelfare.money import Money, total
from communitywelfare.rules.bylaws import Benefit
from communitywelfare.rules.limits import Window
from communitywelfare.rules.lint.clauses import Clause
from communitywelfare.rules.lint.sizes import payable
from communitywelfare.rules.schedules import Every

__all__ = ["actuarial"]

_MANY_YEARS = 10  # of one member's dues; not a rule of anybody's, only where a second look begins
_COMMON_YEAR = 2023


def actuarial(clause: Clause) -> Iterator[Finding]:
    """The largest sum beside a year's dues, and what is paid for life with nothing to bound it."""
    largest = payable(clause.benefit.amount)[1]
    dues = _of_a_year(clause.version.dues)
    if largest is not None and largest > dues.satang * _MANY_YEARS:
        told = {"amount": Money(largest), "dues": dues, "years": largest // dues.satang}
        yield clause.found("lint.large_beside_dues", "amount", **told)
    plan = clause.benefit.schedule
    if plan is not None and plan.every is not None and not clause.version.ceilings and not _is_bounded(clause.benefit):
        times = 12 if plan.every is Every.MONTH else 1
        yearly = None if largest is None else Money(largest * times)
        yield clause.found("lint.pension_open_ended", "automatic", every=plan.every, yearly=yearly, dues=dues)


def _is_bounded(benefit: Benefit) -> bool:
    return any(limit.window is Window.LIFETIME for limit in benefit.limits)


def _of_a_year(dues: Dues) -> Money:
    return total(dues.of(Month(_COMMON_YEAR, number)) for number in range(1, 13))
