"""How each clause is valued without chance (วิธีประเมินแต่ละข้อ): exactly, and by which way, or not, and why."""

import math
from collections.abc import Iterable, Sequence
from enum import Enum
from functools import cached_property

from attrs import frozen

from communitywelfare.rules import Benefit
from communitywelfare.rules.columns.days import NONE
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.rules.schedules import Every
from communitywelfare.simulation.lives import Happening
from communitywelfare.simulation.narrowed import touched
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.probes import Ask
from communitywelfare.simulation.tariff import Tariff, counts_nights
from communitywelfare.simulation.turning import Turning
from communitywelfare.simulation.windows import MOST_STEPS, Room

__all__ = ["Plan", "Why", "plans_of", "room_of"]

Asks = tuple[tuple[Happening, tuple[Ask, ...]], ...]


class Why(Enum):
    """Why something is not reckoned exactly (เหตุที่คำนวณค่าคาดหมายแม่นตรงไม่ได้)."""

    SEVERAL_LIMITS = "several limits count at once"
    LIMITS_DIFFER = "its limits differ between versions"
    OTHER_CLAUSES = "what other clauses paid counts"
    EARLIER_CLAIMS = "earlier claims count"
    ANOTHER_FORM = "its amount is of a form that another package brings"
    HOUSEHOLD = "what others of the household received counts"
    ANOTHER_WINDOW = "its limit is neither by calendar or fiscal year nor for life"
    YEARS_DIFFER = "the year begins on another day in another version"
    SEVERAL_EVENTS = "events of several kinds count against one limit"
    USED_BY_ANOTHER_NAME = "what was used before counts under another name"
    ONE_UNIT = "it is asked for by the stay and pays by the night"
    BY_NIGHTS = "what it pays depends on the nights in another way than so much for each"
    SEVERAL_NAMES = "a stay asks for it by several names"
    OCCASIONS = "occasions of one event are limited"
    SEVERAL_MEASURES = "its limits count baht and units"
    USED_BEFORE = "what was used before counts"
    TOO_MANY_STEPS = "its limit has too many steps"
    ARREARS = "arrears of several years count"
    NO_MULTIPLE = "what is asked for is no multiple of how many count"


@frozen(kw_only=True)
class Plan:
    """One clause in all its versions, and what asks for it.

    `asks` are the names by which each happening asks for it. `limit` is its one limit beyond a single event, None where
    there is none. `with_keys` are the clauses that must be decided together with it, itself among them. `reason` says
    why it cannot be valued exactly, None if it can.
    """

    key: str
    versions: tuple[Benefit, ...]
    asks: Asks
    limit: Limit | None
    with_keys: tuple[str, ...]
    reason: Why | None = None

    @cached_property
    def turning(self) -> Turning:
        """What its answers turn on."""
        return Turning.of(self.versions)

    @property
    def turns_each_year(self) -> bool:
        """Whether it can be asked of each calendar year by itself, whatever was received in another."""
        limits = [limit for clause in self.versions for limit in clause.limits if limit.window is not Window.EVENT]
        if self.turning.earlier_arrears or len(self.with_keys) > 1:
            return False
        windows = {limit.window for limit in limits}
        if not self.asks:
            is_yearly = all(clause.schedule and clause.schedule.every is Every.YEAR for clause in self.versions)
            return not windows or (is_yearly and windows <= {Window.CALENDAR_YEAR, Window.FISCAL_YEAR})
        is_death = all(what is Happening.DEATH for what, _asks in self.asks)
        is_whole = not self.turning.nights or {limit.measure for limit in limits} == {Measure.TIMES}
        return is_death or not windows or (windows == {Window.CALENDAR_YEAR} and is_whole)

    @property
    def is_limited_event(self) -> bool:
        """Whether one kind of event asks for it, up to a limit that counts several, and no earlier arrears matter."""
        is_alone = len(self.with_keys) == 1 and len(self.asks) == 1 and not self.is_due
        return is_alone and self.limit is not None and not self.turning.earlier_arrears

    @property
    def is_due(self) -> bool:
        """Whether it falls due by itself, in any version."""
        return any(clause.schedule is not None for clause in self.versions)

    @property
    def is_of_ages(self) -> bool:
        """Whether it falls due on birthdays."""
        return any(clause.schedule is not None and clause.schedule.every is None for clause in self.versions)


def plans_of(tariff: Tariff, used: Used) -> tuple[Plan, ...]:
    """The plans of all clauses of a tariff's one by-law."""
    (bylaw,) = tariff.bylaws
    by_key: dict[str, list[Benefit]] = {}
    for version in bylaw.versions:
        for clause in version.benefits:
            by_key.setdefault(clause.key, []).append(clause)
    told = [(ask, _ask(tariff, ask)) for ask in tariff.asks]
    asks = {key: _asks(told, clauses) for key, clauses in by_key.items()}
    only_due = {key for key, clauses in by_key.items() if not asks[key] and any(each.schedule for each in clauses)}
    together = _together(by_key)
    return tuple(_plan(tariff, used, key, (by_key, asks, only_due, together[key])) for key in by_key)


def _asks(told: Sequence[tuple[tuple[Happening, str], Ask]], clauses: Sequence[Benefit]) -> Asks:
    """By which names each happening asks for a clause in all its versions, in the order of happenings."""
    names = {name for clause in clauses for name in (clause.event, clause.key) if name}
    asked = [(what, ask) for (what, name), ask in told if name in names]
    return tuple(
        (happening, tuple(ask for what, ask in asked if what is happening))
        for happening in dict.fromkeys(what for what, _ask in asked)
    )


def _ask(tariff: Tariff, ask: tuple[Happening, str]) -> Ask:
    """A stay of one night; how many nights go with another event is not known."""
    what, name = ask
    is_unknown = what is not Happening.ADMISSION and True in counts_nights(tariff.bylaws[0], name)
    return Ask(name, NONE if is_unknown else 1)


def _plan(
    tariff: Tariff,
    used: Used,
    key: str,
    book: tuple[dict[str, list[Benefit]], dict[str, Asks], set[str], set[str]],
) -> Plan:
    by_key, asks, only_due, together = book
    clauses = tuple(by_key[key])
    if together <= only_due:
        return Plan(key=key, versions=clauses, asks=(), limit=None, with_keys=tuple(sorted(together)))
    limits = {clause.limits_in_order for clause in clauses}
    wide = [limit for limit in clauses[0].limits_in_order if limit.window is not Window.EVENT]
    reason = _reason((tariff, used), (key, clauses), asks[key], together)
    is_once = all(what is Happening.DEATH for what, _names in asks[key])  # the engine itself applies all limits then
    if not reason and not is_once and (len(limits) > 1 or len(wide) > 1):
        reason = Why.SEVERAL_LIMITS if len(limits) == 1 else Why.LIMITS_DIFFER
    limit = wide[0] if len(wide) == 1 and not is_once else None
    return Plan(key=key, versions=clauses, asks=asks[key], limit=limit, with_keys=(key,), reason=reason)


def _together(by_key: dict[str, list[Benefit]]) -> dict[str, set[str]]:
    """Of each clause those that touch one another by their limits, deductions and conditions, beginning with it."""
    touching: dict[str, set[str]] = {each: set() for each in by_key}
    for own, clauses in by_key.items():
        for other in {other for clause in clauses for other in touched(clause)} & set(by_key):
            touching[own].add(other)
    return {key: _reached(key, touching) for key in by_key}


def _reached(key: str, touching: dict[str, set[str]]) -> set[str]:
    found, new = {key}, touching[key] - {key}
    while new:
        found |= new
        new = {other for each in new for other in touching[each]} - found
    return found


def _reason(
    given: tuple[Tariff, Used],
    clause: tuple[str, tuple[Benefit, ...]],
    asks: Asks,
    together: set[str],
) -> Why | None:
    """Why a clause cannot be valued exactly by events one by one; None if it can."""
    (tariff, used), (key, versions) = given, clause
    limits = [limit for each in versions for limit in each.limits if limit.window is not Window.EVENT]
    if len(together) > 1 or any(each.deducts for each in versions):
        return Why.OTHER_CLAUSES
    if any(isinstance(one, NoClaimFor) for each in versions for one in each.conditions):
        return Why.EARLIER_CLAIMS
    if any(type(each.amount) not in BUILT_IN_FORMS.values() for each in versions):
        return Why.ANOTHER_FORM
    if any(limit.is_household for limit in limits):
        return Why.HOUSEHOLD
    windows = {limit.window for limit in limits if asks and any(what is not Happening.DEATH for what, _names in asks)}
    if windows & {Window.ROLLING, Window.MEMBERSHIP_YEAR}:
        return Why.ANOTHER_WINDOW
    if Window.FISCAL_YEAR in windows and len({each.year_start for each in tariff.bylaws[0].versions}) > 1:
        return Why.YEARS_DIFFER
    if limits and (len(asks) > 1 or any(len(names) > 1 for _what, names in asks) or any(e.schedule for e in versions)):
        return Why.SEVERAL_EVENTS
    if limits and any(each.event in used.names and each.event != key for each in versions):
        return Why.USED_BY_ANOTHER_NAME
    return _reason_of_units(tariff, versions, asks) or _reason_of_limits(used, key, versions, asks)


def _reason_of_units(tariff: Tariff, versions: tuple[Benefit, ...], asks: Asks) -> Why | None:
    names = [ask.name for what, asked in asks if what is Happening.ADMISSION for ask in asked]
    if not names:
        return None
    nightly = [name for name in names if counts_nights(tariff.bylaws[0], name) != {False}]
    turns = [Turning.of((each,)) for each in versions]
    if not nightly:
        return Why.ONE_UNIT if any(turn.nights for turn in turns) else None
    if any(turn.by_units for turn in turns) or len({turn.nights for turn in turns}) > 1:
        return Why.BY_NIGHTS
    return Why.SEVERAL_NAMES if len(nightly) < len(names) else None


def _reason_of_limits(used: Used, key: str, versions: tuple[Benefit, ...], asks: Asks) -> Why | None:
    wide = [limit for limit in versions[0].limits_in_order if limit.window is not Window.EVENT]
    narrow = [limit for limit in versions[0].limits_in_order if limit.window is Window.EVENT]
    if any(limit.measure is Measure.TIMES for limit in narrow):
        return Why.OCCASIONS
    measures = {limit.measure for limit in wide}
    if Measure.UNITS in measures and any(limit.measure is Measure.BAHT for limit in narrow):
        return Why.SEVERAL_MEASURES
    if wide and key in used.names and any(what is Happening.DEATH for what, _names in asks):
        return Why.USED_BEFORE
    return None


def room_of(plan: Plan, prices: Iterable[int], used: Iterable[int]) -> Room | None:
    """The limit of a plan in steps; None where there are too many of them to tell apart.

    `prices` are the amounts that are paid, `used` what was used before, in satang.
    """
    narrow = [limit for limit in plan.versions[0].limits if limit.window is Window.EVENT]
    nights = min((each.maximum for each in narrow if each.measure is Measure.UNITS), default=None)
    satang = min((each.maximum for each in narrow if each.measure is Measure.BAHT), default=None)
    if plan.limit is None:
        return Room(measure=Measure.TIMES, steps=1, nights=nights, satang=satang)
    most = plan.limit.maximum
    if plan.limit.measure is not Measure.BAHT:
        found = Room(measure=plan.limit.measure, steps=most, nights=nights, satang=satang)
    else:
        step = math.gcd(most, satang or 0, *prices, *used) or 1
        found = Room(measure=Measure.BAHT, steps=most // step, step=step, nights=nights, satang=satang)
    return found if found.steps <= MOST_STEPS else None
