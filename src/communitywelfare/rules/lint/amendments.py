"""What a later version takes from members who were already past the old threshold, unless it keeps that for them."""

from collections.abc import Iterator

from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import Finding
from communitywelfare.money import Money
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy
from communitywelfare.rules.expressions import Lasting
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.limits import Limit
from communitywelfare.rules.lint.along import START, given, turns
from communitywelfare.rules.lint.catalogue import found
from communitywelfare.rules.lint.sizes import payable
from communitywelfare.rules.sayings import sentence_of
from communitywelfare.rules.tiers import is_longer

__all__ = ["amendment"]

_PROBES = tuple(Duration(years, Unit.YEAR) for years in (0, 1, 2, 3, 5, 10, 20, 40))


def amendment(older: BenefitPolicy, newer: BenefitPolicy, path: str) -> Iterator[Finding]:
    """Clauses that are dropped, pay less, wait longer or are limited more, where nothing keeps them as they were."""
    kept = {key for keeps in newer.keeps if keeps.version == older.version for key in keeps.benefits}
    for number, keeps in enumerate(newer.keeps, start=1):
        if keeps.joined_before < newer.effective:
            days = {"day": keeps.joined_before, "effective": newer.effective}
            yield found("lint.keeps_too_early", f"{path}.keeps[{number}].joined_before", **days)
    for benefit in older.benefits:
        if benefit.key in kept:
            continue
        later = newer.by_key.get(benefit.key)
        if later is None:
            told = {"benefit": benefit.label, "older": older.version, "key": benefit.key}
            yield found("lint.benefit_dropped", path, **told)
        else:
            yield from _cut(benefit, later, f"{path}.benefit.{benefit.key}")


def _cut(older: Benefit, newer: Benefit, path: str) -> Iterator[Finding]:
    yield from _pays_less(older.amount, newer.amount, f"{path}.amount")
    before, now = _wait_of(older), _wait_of(newer)
    if now is not None and is_longer(now, before or Duration(0, Unit.DAY)):
        yield found("lint.wait_lengthened", f"{path}.wait", before=before or Duration(0, Unit.DAY), after=now)
    for number, limit in enumerate(newer.limits, start=1):
        earlier = [each for each in older.limits if _is_alike(each, limit)]
        if earlier and all(each.maximum > limit.maximum for each in earlier):
            told = {"before": sentence_of(earlier[0]), "after": sentence_of(limit)}
            yield found("lint.limit_lowered", f"{path}.limits[{number}]", **told)


def _wait_of(benefit: Benefit) -> Duration | None:
    """The waiting period that the clause's own key names."""
    waits = (each.at_least for key, each in benefit.asked if key == "wait" and isinstance(each, Lasting))
    return next(waits, None)


def _is_alike(one: Limit, other: Limit) -> bool:
    alike = (one.measure, one.window, one.time, one.benefits, one.is_household)
    return alike == (other.measure, other.window, other.time, other.benefits, other.is_household)


def _pays_less(older: AmountForm, newer: AmountForm, clause: str) -> Iterator[Finding]:
    losses = sorted(_losses(older, newer), key=lambda loss: (loss[0] - loss[1]).satang, reverse=True)
    if losses:
        before, after, since = losses[0]
        if len({loss[:2] for loss in losses}) == 1 and since.count == 0:
            yield found("lint.amount_cut", clause, before=before, after=after)
        else:
            yield found("lint.step_cut", clause, before=before, after=after, since=since)
        return
    (_, most_before), (_, most_now) = payable(older), payable(newer)
    if most_now is not None and most_before is not None and most_now < most_before:
        yield found("lint.amount_cut", clause, before=Money(most_before), after=Money(most_now))


def _losses(older: AmountForm, newer: AmountForm) -> Iterator[tuple[Money, Money, Duration]]:
    """Sums before and after for somebody who has just completed so much time, wherever the new one is less."""
    for clock in Clock:
        thresholds = {turn[0] for amount in (older, newer) for turn in turns(amount, clock)}
        for since in (*_PROBES, *sorted(thresholds, key=lambda each: each.after(START))):
            before, now = (given(amount, since.after(START), clock) for amount in (older, newer))
            if before is not None and now is not None and now < before:
                yield before, now, since
