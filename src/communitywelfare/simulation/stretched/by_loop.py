"""Lives priced by tables (คิดเงินจากตาราง): which clauses have one, and what these pay in many futures."""

from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Any, Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.columns.days import first_of_year, fiscal_year
from communitywelfare.rules.columns.limit_table import nests_of
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.simulation.axes import axis_of
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.happenings import Happening
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.narrowed import apart, keys_of, of_clauses
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.stretched import loop
from communitywelfare.simulation.stretched.tables import PriceTable, Turn, governing, is_told, price_tables
from communitywelfare.simulation.tariff import Counted, Tariff, asks_of, counted_of, day_of
from communitywelfare.simulation.turning import Turning

__all__ = ["TablesOfFunds", "spread"]

Whole = NDArray[np.int64]

_JANUARY = (1, 1)


@frozen(eq=False, kw_only=True)
class Asked:
    """One clause that a happening asks for by one name: of which fund, and the place of its key among all."""

    fund: int
    clause: Benefit
    turns: Turning
    happening: Happening
    key: int
    year_start: tuple[int, int]


@frozen(eq=False, kw_only=True)
class TablesOfFunds:
    """The clauses of by-laws that have tables, for the people of their funds.

    `told` are the keys of such clauses by fund, whole groups of those that touch one another (`narrowed.apart`); all
    others must be asked of the trees. `clauses` are those of them that anything asks for, with the table of each.
    """

    bylaws: tuple[ByLaw, ...]
    people: Population
    horizon: Horizon
    used: Used | None
    told: tuple[frozenset[str], ...]
    clauses: tuple[Asked, ...] = field(repr=False)
    tables: tuple[PriceTable, ...] = field(repr=False)

    @classmethod
    def of(cls, bylaws: Sequence[ByLaw], people: Population, horizon: Horizon, used: Used | None) -> Self:
        """The tables of by-laws, one for each fund of a population, as a projection reads them (`projected`)."""
        candidates = [_candidates(fund, bylaw, horizon) for fund, bylaw in enumerate(bylaws)]
        asked = [each for some in candidates for each in some.asked]
        groups = np.unique(people.groups).tolist()
        ruling = [some.governing or some.bylaw for some in candidates]
        bare = [(each.fund, evolve(each.clause, limits=()), each.turns) for each in asked]
        tables = price_tables(bare, ruling, horizon, groups)
        found: list[set[str]] = [set() for _bylaw in bylaws]
        for each, table in zip(asked, tables, strict=True):
            if table is not None:
                found[each.fund].add(each.clause.key)
        told = [some.told(keys) for some, keys in zip(candidates, found, strict=True)]
        chosen = [
            (each, table)
            for each, table in zip(asked, tables, strict=True)
            if table is not None and each.clause.key in told[each.fund]
        ]
        chosen.sort(key=lambda one: (one[0].fund, one[0].happening, one[0].key))
        return cls(
            bylaws=tuple(bylaws),
            people=people,
            horizon=horizon,
            used=used,
            told=tuple(told),
            clauses=tuple(each for each, _table in chosen),
            tables=tuple(table for _each, table in chosen),
        )

    def add_to(self, satang: Whole, lives: Lives, engine: Engine) -> None:
        """Add what these clauses pay to sums by future and fund, month, and place of the key."""
        if not self.clauses:
            return
        run: Any = loop.price if engine is Engine.LOOP else compiled(loop)
        is_open = np.zeros(len(lives.exits.month), bool)
        if run(*self._of_lives(lives), *self._given, (satang, is_open, len(self.people.funds))):
            satang += self._asked_of_trees(lives, is_open)

    def _asked_of_trees(self, lives: Lives, is_open: NDArray[np.bool_]) -> Whole:
        """What lives are paid that tables cannot follow."""
        bylaws = [of_clauses(bylaw, keys) for bylaw, keys in zip(self.bylaws, self.told, strict=True)]
        tariff = Tariff(bylaws=tuple(bylaws), used=self.used)
        rows = np.flatnonzero(is_open[lives.who])
        columns = {name: getattr(lives, name)[rows] for name in ("who", "what", "month", "units")}
        return spread(tariff.price(self.people, evolve(lives, **columns), self.horizon), tariff.keys, self.bylaws)

    # --- as the loop takes it ---

    def _of_lives(self, lives: Lives) -> tuple[tuple[Any, ...]]:
        is_ever_late = lives.arrears is not None
        arrears = lives.arrears if lives.arrears is not None else np.zeros((1, 1), bool)
        events = lives.who, lives.what, lives.month, lives.units
        return ((*events, arrears, np.array(self.horizon.places), is_ever_late, len(self.people)),)

    @cached_property
    def _given(self) -> tuple[Any, ...]:
        """The funds of people, clauses, limits, years, and what was used before."""
        limits = [limit for each in self.clauses for limit in each.clause.limits_in_order]
        counts = np.cumsum([0, *(len(each.clause.limits) for each in self.clauses)])
        starts = [each.year_start for each in self.clauses for _limit in each.clause.limits]
        starts = [
            _JANUARY if limit.window is Window.CALENDAR_YEAR else start
            for limit, start in zip(limits, starts, strict=True)
        ]
        begins = list(dict.fromkeys([_JANUARY, *starts]))
        years = _years(self.horizon, begins)
        of_limits = (
            np.array([loop.MEASURES.index(limit.measure) for limit in limits], np.int64),
            np.array([loop.WINDOWS.index(limit.window) for limit in limits], np.int64),
            np.array([begins.index(start) for start in starts], np.int64),
            np.array([limit.maximum for limit in limits], np.int64),
        )
        clauses = (
            self._answering,
            np.array([each.key for each in self.clauses], np.int64),
            np.array([each.turns.nights for each in self.clauses], bool),
            counts,
            self._tables,
        )
        return self.people.fund, clauses, of_limits, years, self._opening(limits, starts, counts)

    @property
    def _answering(self) -> Whole:
        """From which clause on they answer to each happening of each fund, and after the last."""
        places = np.array([each.fund * len(Happening) + each.happening for each in self.clauses], np.int64)
        firsts = np.searchsorted(places, np.arange(len(self.bylaws) * len(Happening) + 1))
        return firsts[np.arange(len(self.bylaws))[:, None] * len(Happening) + np.arange(len(Happening) + 1)]

    @property
    def _tables(self) -> tuple[Any, ...]:
        people, tables = self.people, self.tables
        joined, born, groups = axis_of(people.tenure_from), axis_of(people.birth), axis_of(people.groups)
        membership = self._turns([table.membership for table in tables], people.tenure_from[joined.first])
        age = self._turns([table.age for table in tables], people.birth[born.first])
        counts = np.array([[len(table.membership), len(table.age)] for table in tables], np.int64).reshape(-1, 2)
        sizes = np.array([table.satang.size for table in tables], np.int64)
        prices = [np.zeros(0, np.int64), *(table.satang.reshape(-1) for table in tables)]
        who = joined.of, born.of, people.sex.astype(np.int64), groups.of
        firsts = np.cumsum(counts, axis=0) - counts
        return who, firsts, counts, membership, age, np.cumsum(sizes) - sizes, len(groups), np.concatenate(prices)

    def _turns(self, turns: Sequence[tuple[Turn, ...]], days: Whole) -> tuple[Whole, Whole]:
        """The row of each clause's turns, one clause after the other; and by row, the month in which it is past."""
        rows = {turn: row for row, turn in enumerate(dict.fromkeys(turn for each in turns for turn in each))}
        asked = day_of(self.horizon, np.arange(self.horizon.months))
        months = [np.searchsorted(asked, turn.on(days)) for turn in rows]
        of_clauses = np.array([rows[turn] for each in turns for turn in each], np.int64)
        return of_clauses, np.array(months, np.int64).reshape(len(rows), len(days))

    def _opening(self, limits: Sequence[Limit], starts: Sequence[tuple[int, int]], counts: Whole) -> tuple[Any, ...]:
        """What each of the people used before of each limit: from which row on, the limit, its window, and how much."""
        none = np.zeros(0, np.int64)
        used = self.used
        if used is None or not len(used.row) or not self.clauses:
            return np.zeros(len(self.people) + 1, np.int64), none, none, none
        clause_of = np.full((len(self.bylaws), len(used.names)), -1)
        for number, each in enumerate(self.clauses):
            if each.clause.key in used.names:
                clause_of[each.fund, used.names.index(each.clause.key)] = number
        clause = clause_of[self.people.fund[used.row], used.name]
        parts = []
        for number in np.unique(clause[clause >= 0]).tolist():
            rows = np.flatnonzero(clause == number)
            for limit in range(int(counts[number]), int(counts[number + 1])):
                if limits[limit].window is not Window.EVENT:
                    place = _window(limits[limit].window, starts[limit], used.day[rows])
                    taken = _taken(limits[limit].measure, used.units[rows], used.satang[rows])
                    parts.append((used.row[rows], np.full(len(rows), limit), place, taken))
        row, *columns = (np.concatenate([none, *each]) for each in zip(*parts, strict=True)) if parts else (none,) * 4
        order = np.argsort(row, kind="stable")
        firsts = np.searchsorted(row[order], np.arange(len(self.people) + 1))
        return firsts, *(column[order] for column in columns)


@frozen(eq=False, kw_only=True)
class _Candidates:
    """The clauses of one fund that may have tables: in which groups, and which of them anything asks for."""

    bylaw: ByLaw
    governing: ByLaw | None = None
    groups: tuple[frozenset[str], ...] = ()
    asked: tuple[Asked, ...] = ()

    def told(self, found: set[str]) -> frozenset[str]:
        """The keys of groups of which all that anything asks for have tables."""
        keys = {each.clause.key for each in self.asked}
        return frozenset().union(*(group for group in self.groups if keys & group <= found))


def _candidates(fund: int, bylaw: ByLaw, horizon: Horizon) -> _Candidates:
    ruling = governing(bylaw, horizon)
    if ruling is None:
        return _Candidates(bylaw=bylaw)
    by_key, keys = ruling.versions[0].by_key, keys_of(bylaw)
    nests, asks, start = nests_of(ruling), asks_of(bylaw), ruling.versions[0].year_start
    groups, asked = [], []
    for group in apart(bylaw):
        own = {key: _asks(by_key[key], asks) for key in group if key in by_key}
        turns = {key: Turning.of((by_key[key],)) for key in own}
        if all(_may_have_table((by_key[key], turns[key]), own[key], bylaw, nests.get(key)) for key in own):
            groups.append(group)
            asked += [
                Asked(
                    fund=fund,
                    clause=by_key[key],
                    turns=turns[key],
                    happening=what,
                    key=keys.index(key),
                    year_start=(start.month, start.day),
                )
                for key, names in own.items()
                for what, _name in names
            ]
    return _Candidates(bylaw=bylaw, governing=ruling, groups=tuple(groups), asked=tuple(asked))


def _asks(clause: Benefit, asks: Iterable[tuple[Happening, str]]) -> list[tuple[Happening, str]]:
    """What asks for a clause."""
    return [ask for ask in asks if ask[1] in {clause.event, clause.key}]


def _may_have_table(
    told: tuple[Benefit, Turning],
    asks: Sequence[tuple[Happening, str]],
    bylaw: ByLaw,
    nest: Sequence[tuple[Measure, Window]] | None,
) -> bool:
    """Whether what asks for a clause tells all that it wants to know, and its limits are such as the loop knows."""
    clause, turns = told
    if not asks:
        return clause.schedule is None
    if len(asks) > 1 or nest is None or any(window not in loop.WINDOWS for _measure, window in nest):
        return False
    counted = counted_of(bylaw, *asks[0])
    if counted is Counted.UNKNOWN or (turns.nights and counted is not Counted.NIGHTS):
        return False
    counts_more = turns.by_units and (counted is not Counted.ONE or turns.nights)
    return not counts_more and is_told(clause, turns)


def spread(paid: Whole, keys: Sequence[Sequence[str]], bylaws: Sequence[ByLaw]) -> Whole:
    """Sums by future and fund, month, and place of the key among some, at the places among all that by-laws have."""
    if all(tuple(some) == keys_of(bylaw) for some, bylaw in zip(keys, bylaws, strict=True)):
        return paid
    found = np.zeros((*paid.shape[:2], max(map(len, map(keys_of, bylaws)))), np.int64)
    for fund, (some, bylaw) in enumerate(zip(keys, bylaws, strict=True)):
        whole = keys_of(bylaw)
        for place, key in enumerate(some):
            found[fund :: len(bylaws), :, whole.index(key)] += paid[fund :: len(bylaws), :, place]
    return found


def _years(horizon: Horizon, begins: Sequence[tuple[int, int]]) -> tuple[Whole, Whole, Whole]:
    """By beginning of the year and month: the year, and how many nights lie in it, and in it and the next."""
    days = day_of(horizon, np.arange(horizon.months))
    number = np.array([_window(Window.FISCAL_YEAR, start, days) for start in begins])
    month, day = (np.array(each)[:, None] for each in zip(*begins, strict=True))
    nights, more = (first_of_year(number + years, month, day) - days for years in (1, 2))
    return number, nights, more


def _window(window: Window, start: tuple[int, int], days: Whole) -> Whole:
    """The number of the window in which each day lies."""
    if window is Window.LIFETIME:
        return np.zeros(len(days), np.int64)
    month, day = (np.broadcast_to(np.int64(each), days.shape) for each in start)
    return fiscal_year(days, month, day)


def _taken(measure: Measure, units: Whole, satang: Whole) -> Whole:
    """What was taken from a limit before."""
    if measure is Measure.TIMES:
        return ((units > 0) | (satang > 0)).astype(np.int64)
    return satang if measure is Measure.BAHT else units
