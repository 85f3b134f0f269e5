"""What an amount gives as membership or age goes on, worked out on days: the witnesses of falls, jumps and cuts."""

from collections.abc import Iterator
from datetime import date

from communitywelfare.calendar import Duration, PartialDate, Unit
from communitywelfare.errors import MissingFact, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.base_and_steps import BaseAndSteps
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.expressions import AllOf, AnyOf, Condition, Lasting, LongerThan, Not
from communitywelfare.rules.facts import ClaimFacts, Clock

__all__ = ["START", "Turn", "given", "is_met", "only_looks_at", "turns"]

START = date(2001, 3, 1)
_OWN = (Flat, PerUnit, Steps, Table, ByYears, BaseAndSteps, Share, Formula)
_NOWHERE = Place()
_PROBES = tuple(Duration(years, Unit.YEAR) for years in (1, 2, 3, 5, 10, 20, 40))

# A length of time at which an amount may change, whether only the day after it is complete, and the key it stands at.
Turn = tuple[Duration, bool, str]


def facts_on(day: date, clock: Clock) -> ClaimFacts:
    """A member, or somebody of an age, since `START`; nothing else is known of them but that there is one unit."""
    is_by_age = clock is Clock.AGE
    return ClaimFacts(
        basis=day,
        event_day=day,
        claim_day=day,
        is_member=True,
        joined=START,
        tenure_from=None if is_by_age else START,
        birth=PartialDate(START) if is_by_age else None,
        units=1,
    )


def given(amount: AmountForm, day: date, clock: Clock) -> Money | None:
    """What an amount of the library's own forms gives on a day; None where it looks at anything else."""
    if not isinstance(amount, _OWN):
        return None
    try:
        found = amount.entitlement(facts_on(day, clock), _NOWHERE)
    except MissingFact:
        return None
    match found.reason.severity:
        case Severity.INFO:
            return found.amount
        case Severity.BLOCK:
            return ZERO
        case _:
            return None


def only_looks_at(condition: Condition, clock: Clock) -> bool:
    """Whether a condition is a question about this length of time and nothing else."""
    match condition:
        case Lasting(its) | LongerThan(its):
            return its is clock
        case AllOf(parts) | AnyOf(parts):
            return all(only_looks_at(part, clock) for part in parts)
        case Not(part):
            return only_looks_at(part, clock)
        case _:
            return False


def is_met(conditions: tuple[Condition, ...], day: date, clock: Clock) -> bool:
    """Whether all of these conditions, which look at one length of time, are met on a day."""
    facts = facts_on(day, clock)
    return all(each.check(facts, _NOWHERE).severity is Severity.INFO for each in conditions)


def turns(amount: AmountForm, clock: Clock, key: str = "amount") -> Iterator[Turn]:
    """Where an amount may change as this time goes on."""
    match amount:
        case Steps(by, tiers) | ByYears(by, tiers) if by is clock:
            name = "steps" if isinstance(amount, Steps) else "rates"
            yield from ((row.since, row.is_over, f"{key}.{name}[{at}]") for at, row in enumerate(tiers.rows, start=1))
        case BaseAndSteps(by, _, _, every, since) if by is clock:
            yield from ((since, False, key), (every, False, key))
        case Formula():
            yield from ((probe, False, key) for probe in _PROBES)
        case Table(rows):
            for number, row in enumerate(rows, start=1):
                for condition in row.conditions:
                    yield from _turns_of(condition, clock, f"{key}.rows[{number}]")
        case PerUnit(rate) if not isinstance(rate, Money):
            yield from turns(rate, clock, f"{key}.pays")
        case Share(of) if isinstance(of, _OWN):
            yield from turns(of, clock, f"{key}.of")
        case _:
            return


def _turns_of(condition: Condition, clock: Clock, key: str) -> Iterator[Turn]:
    match condition:
        case Lasting(its, at_least, less_than) if its is clock:
            yield from ((each, False, key) for each in (at_least, less_than) if each is not None)
        case LongerThan(its, limit) if its is clock:
            yield (limit, True, key)
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from _turns_of(part, clock, key)
        case Not(part):
            yield from _turns_of(part, clock, key)
        case _:
            return
