"""Which clauses of by-laws can be added up from tables (ข้อที่รวมยอดจากตารางได้), and what each of them pays."""

from collections.abc import Hashable, Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.columns.days import as_number
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.rules.schedules import Every, Schedule
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.happenings import Happening
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import due_days
from communitywelfare.simulation.narrowed import keys_of
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.plans import Plan, room_of
from communitywelfare.simulation.stretched.tables import PriceTable, governing, is_told, price_tables
from communitywelfare.simulation.summed.happens import Happens
from communitywelfare.simulation.summed.rows import Rows
from communitywelfare.simulation.summed.turns import TurnMonths
from communitywelfare.simulation.tariff import Counted, counted_of
from communitywelfare.simulation.window_spans import YearStart, number_of, year_start_of

__all__ = ["FundLaw", "Line", "Told", "told_by_tables"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

_Limited = tuple[Happens, Whole]
_NONE = np.zeros(0, np.int64)
_YEARS = {Window.CALENDAR_YEAR, Window.FISCAL_YEAR}


@frozen(eq=False, kw_only=True)
class Line:
    """One clause of one fund, that a table tells: at which place among the fund's keys, and how it is asked for.

    What it pays is what `happens` expects, times `satang` by the cases of `table`.
    """

    fund: int
    place: int
    plan: Plan
    happens: Happens
    table: PriceTable = field(repr=False)
    satang: Floats = field(repr=False)

    @property
    def is_due_later(self) -> bool:
        """Whether it falls due on the first of months, on which nobody who joins then is told of it yet."""
        due = self.happens.due
        return due is not None and (due.every is Every.MONTH or due.on.day == 1)


@frozen(eq=False, kw_only=True)
class Told:
    """The clauses of some funds: those that tables tell, and the plans of those that they do not, by fund."""

    lines: tuple[Line, ...]
    left: Mapping[int, tuple[Plan, ...]]


@frozen(eq=False, kw_only=True)
class FundLaw:
    """The by-law of one fund as a projection reads it, how its clauses are valued, and what was used of them before."""

    bylaw: ByLaw
    plans: tuple[Plan, ...]
    used: Used

    @cached_property
    def keys(self) -> tuple[str, ...]:
        """The clauses, in the order of the sums."""
        return keys_of(self.bylaw)

    def rows_used(self, key: str) -> Whole:
        """The rows of what was used of a clause."""
        names = self.used.names
        return np.flatnonzero(self.used.name == names.index(key)) if key in names else _NONE


@frozen(eq=False, kw_only=True)
class _Candidate:
    """A clause that may have a table, as it is to be asked of, and when the fund's year begins."""

    fund: int
    law: FundLaw
    plan: Plan
    clause: Benefit
    due: Schedule | None
    year_start: YearStart

    @classmethod
    def of(cls, fund: int, law: FundLaw, plan: Plan, given: tuple[ByLaw, Demography]) -> Self | None:
        """One clause of the by-law that governs all months; None where no table can tell it."""
        (ruling, tables), turns = given, plan.turning
        version = ruling.versions[0]
        clause, happening = version.by_key[plan.key], _asked_by(plan, ruling)
        is_late = (turns.arrears or turns.earlier_arrears) and bool(tables.in_arrears.any())
        is_by_one_way = not plan.asks if plan.is_due else happening is not None
        if is_late or not is_by_one_way or len(plan.with_keys) > 1:
            return None
        start = version.year_start.month, version.year_start.day
        if plan.is_due and not _never_binds(clause, law, start, tables.horizon):
            return None
        bare = _priced_alone(clause, happening)
        if not is_told(bare, turns):
            return None
        return cls(fund=fund, law=law, plan=plan, clause=bare, due=clause.schedule, year_start=start)

    def limited_by(self, table: PriceTable) -> Hashable | None:
        """What decides how it is limited; None where something was used of it before."""
        if self.plan.key in self.law.used.names:
            return None
        happening = self.plan.asks[0][0] if self.plan.asks else None
        return id(table), happening, self.due, self.year_start, self.plan.limit, self.plan.versions[0].limits


def _asked_by(plan: Plan, ruling: ByLaw) -> Happening | None:
    """What asks for a clause by one name, and tells all that it wants to know; None where there is no such thing."""
    if len(plan.asks) != 1 or len(plan.asks[0][1]) != 1:
        return None
    (happening, (ask,)), turns = plan.asks[0], plan.turning
    counted = counted_of(ruling, happening, ask.name)
    is_told = counted is Counted.NIGHTS if turns.nights else counted is not Counted.UNKNOWN
    counts_more = turns.by_units and (counted is not Counted.ONE or turns.nights)
    return happening if is_told and not counts_more else None


def _priced_alone(clause: Benefit, happening: Happening | None) -> Benefit:
    """A clause as it prices one event: a death within all its limits, a birth within those of a single event."""
    limits = clause.limits
    if happening is Happening.BIRTH:
        limits = tuple(limit for limit in limits if limit.window is Window.EVENT)
    elif happening is not Happening.DEATH:
        limits = ()
    is_so = clause.schedule is None and limits == clause.limits
    return clause if is_so else evolve(clause, schedule=None, limits=limits)


def _never_binds(clause: Benefit, law: FundLaw, start: YearStart, horizon: Horizon) -> bool:
    """Whether what falls due is never cut by a limit: there is none, or it allows one a year of what is yearly."""
    due = clause.schedule
    if due is None or due.every is None:
        return False
    if not clause.limits:
        return True
    days, used = due_days(due, horizon), law.used.day[law.rows_used(clause.key)]
    to_come = days[days >= as_number(horizon.first.first)]

    def allows_one(limit: Limit) -> bool:
        if limit.measure is not Measure.TIMES or limit.window not in _YEARS or limit.is_household:
            return False
        begins = year_start_of(limit.window, start)
        return limit.maximum > 0 and not np.isin(number_of(used, begins), number_of(to_come, begins)).any()

    return due.every is Every.YEAR and all(map(allows_one, clause.limits))


def told_by_tables(laws: Sequence[FundLaw], rows: Rows, groups: Sequence[int]) -> Told:
    """Find the clauses that tables tell.

    Args:
        laws: The by-law of each fund.
        rows: The tables that all funds share.
        groups: The groups, as bits, that anybody is of.
    """
    tables = rows.tables
    left: dict[int, list[Plan]] = {}
    candidates, ruling = [], []
    for fund, law in enumerate(laws):
        governs = governing(law.bylaw, tables.horizon)
        ruling.append(governs or law.bylaw)
        for plan in law.plans:
            is_gone = governs is not None and plan.key not in governs.versions[0].by_key
            if not plan.reason and (is_gone or not (plan.asks or plan.is_due)):
                continue  # only a version that governs no more has it, or nothing asks for it
            found = None if governs is None or plan.reason else _Candidate.of(fund, law, plan, (governs, tables))
            if found is None:
                left.setdefault(fund, []).append(plan)
            else:
                candidates.append(found)
    lines = []
    known: dict[Hashable, _Limited | None] = {}
    asked = [(each.fund, each.clause, each.plan.turning) for each in candidates]
    is_ever_late = bool(tables.in_arrears.any())  # and then nothing that turns on it is among them
    found_tables = price_tables(asked, ruling, tables.horizon, groups, is_ever_late=is_ever_late)
    for each, table in zip(candidates, found_tables, strict=True):
        line = None if table is None else _line(each, table, known)
        if line is None or not rows.holds(line.happens):
            left.setdefault(each.fund, []).append(each.plan)
        else:
            lines.append(line)
    lines.sort(key=lambda line: (line.fund, line.place))
    return Told(lines=tuple(lines), left={fund: tuple(of_fund) for fund, of_fund in left.items()})


def _line(candidate: _Candidate, table: PriceTable, known: dict[Hashable, _Limited | None]) -> Line | None:
    """A clause by its table; None where its limit depends on more than since when somebody is entitled.

    What is `known` of clauses with the same table and limits is not reckoned again.
    """
    known_by = candidate.limited_by(table)
    if known_by is None or known_by not in known:
        found = _within_limits(candidate, table.satang)
        known |= {} if known_by is None else {known_by: found}
    else:
        found = known[known_by]
    if found is None or not all(map(TurnMonths.knows, (*table.membership, *table.age))):
        return None
    happens, satang = found
    return Line(
        fund=candidate.fund,
        place=candidate.law.keys.index(candidate.plan.key),
        plan=candidate.plan,
        happens=happens,
        table=table,
        satang=np.ascontiguousarray(satang, np.float64),
    )


def _within_limits(candidate: _Candidate, satang: Whole) -> _Limited | None:
    """How a clause is asked for and limited, and by what that is multiplied."""
    plan, limit = candidate.plan, candidate.plan.limit
    if candidate.due is not None:
        return Happens.falls_due(candidate.due), satang
    happening, _asks = plan.asks[0]
    if happening is Happening.DEATH or (happening is Happening.BIRTH and limit is None) or not satang.any():
        return Happens(happening=happening), satang
    is_baht = limit is not None and limit.measure is Measure.BAHT
    prices = np.unique(satang[satang > 0]).tolist()
    used = candidate.law.used.satang[candidate.law.rows_used(plan.key)].tolist() if is_baht else []
    room = room_of(plan, prices, used)
    if room is None or not room.steps:
        return None
    if happening is Happening.BIRTH:  # its price is what one event is paid within its own limits
        room = evolve(room, nights=None, satang=None)
    if (is_baht or room.satang is not None) and len(prices) > 1:
        return None
    price, worth = 1, satang
    if is_baht:
        step = room.step
        price, worth = prices[0] // step, np.where(satang > 0, step, 0)
        room = evolve(room, step=1, satang=None if room.satang is None else room.satang // step)
    elif room.satang is not None:
        price, worth = prices[0], np.where(satang > 0, 1, 0)
    found = Happens(happening=happening, is_nightly=plan.turning.nights, room=room, price=price)
    if limit is None:
        return found, worth
    is_for_life = limit.window is Window.LIFETIME and happening is Happening.ADMISSION
    if is_for_life or not _is_one_stretch(satang.reshape(-1, *satang.shape[-2:]) > 0):
        return None
    start = year_start_of(limit.window, candidate.year_start)
    return evolve(found, window=limit.window, year_start=start), worth


def _is_one_stretch(is_paid: Flags) -> bool:
    """Whether in each case anything is paid in one stretch of membership and of age, and nothing outside of both."""
    by_membership, by_age = np.asarray(is_paid.any(axis=2)), np.asarray(is_paid.any(axis=1))
    is_whole = bool((is_paid == by_membership[:, :, None] & by_age[:, None, :]).all())
    begins = (each[:, :1].sum(axis=1) + (each[:, 1:] > each[:, :-1]).sum(axis=1) for each in (by_membership, by_age))
    return is_whole and all((each <= 1).all() for each in begins)
