"""Weaknesses of a by-law, told before anyone relies on it: each with its clause, and words that say how to mend it.

A by-law that cannot be read at all is `ByLawError`; what is here can be read, and says something its author can hardly
mean (an error), or something a committee should look at once more (a warning), or that is only assumed (a note).
"""

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.amounts.by_years import ByYears
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.in_kind import InKind
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.amounts.share import Share
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.amounts.table import Table
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw
from communitywelfare.rules.expressions import CodeOneOf, Lasting
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.foreign import lint_of
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.rules.numbers import AttributeNumber, QuantityNumber
from communitywelfare.rules.tiers import Step, Tiers

__all__ = ["lint"]

_CATEGORIES = frozenset({*(f"{number:02d}" for number in range(1, 17)), "99"})
_CLIFF = 3  # a step of three times as much within a day is worth a second look
_DAYS = {Unit.DAY: 1, Unit.MONTH: 30, Unit.YEAR: 365}


def lint(bylaw: ByLaw) -> tuple[Finding, ...]:
    """Look at every version and every clause; the findings stand in the order of the by-law."""
    return tuple(
        finding
        for number, version in enumerate(bylaw.versions, start=1)
        for finding in (
            *_version(version, f"version[{number}]"),
            *(found for benefit in version.benefits for found in _benefit(benefit, f"version[{number}].benefit")),
        )
    ) + tuple(
        finding
        for number, (older, newer) in enumerate(pairwise(bylaw.versions), start=2)
        for finding in _amended(older, newer, f"version[{number}]")
    )


def _found(code: str, severity: Severity, clause: str, **params: object) -> Finding:
    return Finding(code, severity, place=Place(clause=clause), params=params)


def _version(version: BenefitPolicy, path: str) -> Iterator[Finding]:
    if version.effective < version.adopted:
        days = {"effective": version.effective, "adopted": version.adopted}
        yield _found("lint.effective_before_adopted", Severity.WARNING, f"{path}.effective", **days)
    if not version.benefits:
        yield _found("lint.no_benefit", Severity.ERROR, path)
    for name in version.unused:
        yield _found("lint.definition_unused", Severity.WARNING, f"{path}.define.{name}", name=name)
    if version.assumed:
        yield _found("lint.assumed", Severity.INFO, f"{path}.assumed", keys=version.assumed)


def _benefit(benefit: Benefit, above: str) -> Iterator[Finding]:
    path = f"{above}.{benefit.key}"
    if benefit.category not in _CATEGORIES:
        yield _found("lint.unknown_category", Severity.WARNING, f"{path}.category", category=benefit.category)
    if benefit.assumed:
        yield _found("lint.assumed", Severity.INFO, f"{path}.assumed", keys=benefit.assumed)
    yield from _conditions(benefit, path)
    yield from _limits(benefit, path)
    for tiers in _tiers_of(benefit.amount):
        yield from _bounds(tiers, f"{path}.amount")
    yield from lint_of(benefit.amount, f"{path}.amount")
    match benefit.amount:
        case Steps():
            yield from _steps(benefit.amount, benefit, f"{path}.amount")
        case Table():
            yield from _table(benefit.amount, f"{path}.amount")
        case InKind() if benefit.limits:
            yield _found("lint.in_kind_unlimited", Severity.WARNING, f"{path}.limits")
        case _:
            pass


def _conditions(benefit: Benefit, path: str) -> Iterator[Finding]:
    for condition in benefit.conditions:
        match condition:
            case Lasting(clock, at_least, less_than):
                key = "wait" if clock is Clock.MEMBERSHIP else "age"
                if at_least is not None and at_least.count == 0:
                    yield _found("lint.always_true", Severity.WARNING, f"{path}.{key}")
                if at_least is not None and less_than is not None and _days(at_least) >= _days(less_than):
                    yield _found("lint.never_true", Severity.ERROR, f"{path}.{key}")
            case CodeOneOf(fact, allowed) if not allowed:
                yield _found("lint.never_true", Severity.ERROR, path, fact=fact)


def _limits(benefit: Benefit, path: str) -> Iterator[Finding]:
    for number, limit in enumerate(benefit.limits, start=1):
        clause = f"{path}.limits[{number}]"
        if limit.maximum == 0 or limit.maximum < _one(benefit, limit):
            yield _found(
                "lint.limit_below_one", Severity.ERROR, clause, limit=_maximum(limit), one=_one_shown(benefit, limit)
            )
    for (measure, window, _rest), count in Counter(map(_same_kind, benefit.limits)).items():
        if count > 1:
            yield _found("lint.limit_twice", Severity.WARNING, f"{path}.limits", measure=measure, window=window)
    yield from _crossing(benefit, path)
    for narrow in benefit.limits:
        wider = [limit for limit in benefit.limits if _is_around(limit, narrow) and limit.maximum < narrow.maximum]
        for wide in wider:
            limits = {
                "narrow": _maximum(narrow),
                "wide": _maximum(wide),
                "in_narrow": narrow.window,
                "in_wide": wide.window,
            }
            yield _found("lint.limit_never_reached", Severity.WARNING, f"{path}.limits", **limits)


def _same_kind(limit: Limit) -> tuple[Measure, Window, object]:
    return limit.measure, limit.window, (limit.benefits, limit.is_household, limit.time)


def _crossing(benefit: Benefit, path: str) -> Iterator[Finding]:
    """Limits whose windows overlap without one lying in the other: what is paid then depends on the order of claims."""
    for one, other in combinations(benefit.limits, 2):
        windows = {one.window, other.window} - {Window.EVENT, Window.LIFETIME}
        is_crossed = len(windows) > 1 or (windows == {Window.ROLLING} and one.time != other.time)
        groups = {one.benefits, other.benefits}
        if is_crossed or (len(groups) > 1 and () not in groups and not _is_nested(*map(frozenset, groups))):
            params = {"one": one.limit_id, "other": other.limit_id}
            yield _found("lint.limits_cross", Severity.WARNING, f"{path}.limits", **params)


def _is_nested(one: frozenset[str], other: frozenset[str]) -> bool:
    return one <= other or other <= one


def _tiers_of(amount: AmountForm) -> tuple[Tiers, ...]:
    match amount:
        case Steps():
            return (amount.tiers,)
        case ByYears():
            return (amount.rates,)
        case PerUnit(pays) if not isinstance(pays, Money):
            return _tiers_of(pays)
        case Share(of) if not isinstance(of, QuantityNumber | AttributeNumber):
            return _tiers_of(of)
        case _:
            return ()


def _bounds(tiers: Tiers, path: str) -> Iterator[Finding]:
    """Rows that overlap as published, and rows that leave a gap."""
    for number in tiers.overlapping:
        rows = {"first": number - 1, "second": number, "governs": tiers.overlap}
        yield _found("lint.overlap_declared", Severity.WARNING, f"{path}.steps[{number}]", **rows)
    for number, (low, high) in enumerate(pairwise(tiers.rows), start=2):
        if low.until is None:
            continue
        meets = low.until == high.since and (low.reaches or not high.is_over)
        if not meets and _days(low.until) <= _days(high.since) and number not in tiers.overlapping:
            gap = {"until": low.until, "since": high.since}
            yield _found("lint.gap", Severity.WARNING, f"{path}.steps[{number}]", **gap)


def _table(amount: Table, path: str) -> Iterator[Finding]:
    """Rows that an earlier row with fewer conditions always takes before them."""
    for number, row in enumerate(amount.rows, start=1):
        earlier = [each for each in amount.rows[: number - 1] if set(each.conditions) <= set(row.conditions)]
        if earlier:
            params = {"row": number, "earlier": amount.rows.index(earlier[0]) + 1}
            yield _found("lint.row_unreachable", Severity.ERROR, f"{path}.rows[{number}]", **params)


def _is_around(wide: Limit, narrow: Limit) -> bool:
    """Whether every window of one lies inside a window of the other: an event in anything, anything in a life."""
    nested = narrow.window is Window.EVENT or wide.window is Window.LIFETIME
    is_alike = (wide.benefits, wide.is_household) == (narrow.benefits, narrow.is_household)
    return wide.measure is narrow.measure and wide.window.width > narrow.window.width and nested and is_alike


def _one(benefit: Benefit, limit: Limit) -> int:
    """What one unit of the benefit takes of a limit."""
    if limit.measure is not Measure.BAHT:
        return 1
    pays = benefit.amount.pays if isinstance(benefit.amount, Flat | PerUnit) else None
    return pays.satang if isinstance(pays, Money) else 0


def _one_shown(benefit: Benefit, limit: Limit) -> object:
    one = _one(benefit, limit)
    return Money(one) if limit.measure is Measure.BAHT else one


def _maximum(limit: Limit) -> object:
    return Money(limit.maximum) if limit.measure is Measure.BAHT else limit.maximum


def _steps(amount: Steps, benefit: Benefit, path: str) -> Iterator[Finding]:
    for number, (low, high) in enumerate(pairwise(amount.steps), start=2):
        clause = f"{path}.steps[{number}]"
        if high.pay < low.pay:
            yield _found(
                "lint.benefit_falls", Severity.WARNING, clause, before=low.pay, after=high.pay, since=high.since
            )
        elif low.pay.satang and high.pay.satang >= _CLIFF * low.pay.satang:
            yield _found("lint.cliff", Severity.WARNING, clause, before=low.pay, after=high.pay, since=high.since)
    yield from _hidden_steps(amount, benefit, path)


def _hidden_steps(amount: Steps, benefit: Benefit, path: str) -> Iterator[Finding]:
    """Steps that the waiting period leaves nobody to stand on, and a first step that begins after the waiting."""
    for condition in benefit.conditions:
        if not isinstance(condition, Lasting) or condition.clock is not amount.by or condition.at_least is None:
            continue
        for number, (low, high) in enumerate(pairwise(amount.steps), start=1):
            if _days(condition.at_least) >= _days(high.since):
                steps = {"step": low.since, "wait": condition.at_least}
                yield _found("lint.step_unreachable", Severity.ERROR, f"{path}.steps[{number}]", **steps)
        first = amount.steps[0]
        if _days(first.since) < _days(condition.at_least):
            steps = {"step": first.since, "wait": condition.at_least}
            yield _found("lint.wait_hides_step", Severity.WARNING, f"{path}.steps[1]", **steps)


def _days(duration: Duration) -> int:
    """About how long it is, for comparing what a by-law writes in different units."""
    return duration.count * _DAYS[duration.unit]


def _amended(older: BenefitPolicy, newer: BenefitPolicy, path: str) -> Iterator[Finding]:
    """What a later version takes away from members who were already past the old threshold."""
    for benefit in older.benefits:
        later = newer.by_key.get(benefit.key)
        if later is None:
            yield _found("lint.benefit_dropped", Severity.WARNING, path, benefit=benefit.key, older=older.version)
        else:
            yield from _cut(benefit, later, f"{path}.benefit.{benefit.key}.amount")


def _cut(older: Benefit, newer: Benefit, clause: str) -> Iterator[Finding]:
    match older.amount, newer.amount:
        case (Flat(Money() as before), Flat(Money() as after)) | (
            PerUnit(Money() as before, _),
            PerUnit(Money() as after, _),
        ) if after < before:
            yield _found("lint.amount_cut", Severity.WARNING, clause, before=before, after=after)
        case Steps() as before_steps, Steps() as after_steps if before_steps.by is after_steps.by:
            for step in before_steps.steps:
                now = _pay_at(after_steps, step)
                if now < step.pay:
                    params = {"before": step.pay, "after": now, "since": step.since}
                    yield _found("lint.amount_cut", Severity.WARNING, clause, **params)
        case _:
            return


def _pay_at(steps: Steps, threshold: Step) -> Money:
    """What the steps pay somebody who stands just on another table's threshold."""
    reached = [step.pay for step in steps.steps if _days(step.since) <= _days(threshold.since)]
    return reached[-1] if reached else Money(0)
