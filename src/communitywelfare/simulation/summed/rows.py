"""What is expected of somebody by their month of birth, and of staying by that of joining: the same for all funds."""

from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.rules.columns.days import month_of
from communitywelfare.rules.limits import Measure, Window
from communitywelfare.rules.schedules import Schedule
from communitywelfare.simulation.axes import axis_of_rows
from communitywelfare.simulation.demography import LONGEST, Demography
from communitywelfare.simulation.happenings import Happening
from communitywelfare.simulation.kinds import due_days
from communitywelfare.simulation.population import ELDERLY
from communitywelfare.simulation.summed.entitled import EntitledStays, Windows
from communitywelfare.simulation.summed.happens import Happens
from communitywelfare.simulation.summed.turns import TurnMonths
from communitywelfare.simulation.tariff import after_deaths, day_of
from communitywelfare.simulation.window_spans import YearStart, spans_of
from communitywelfare.simulation.windows import Births, of_stay, paid_for_births

__all__ = ["BIRTHS", "FREE", "STAYS", "Rows", "rows_of"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

FREE, BIRTHS, STAYS = range(3)
"""How what is paid depends on since when somebody is entitled: not at all, as births do, or as stays do."""

_NONE = np.zeros(0, np.int64)
_LARGEST = 1 << 23  # numbers in the tables of one limit
_MOST_NUMBERS = 1 << 27  # as many as a nation has room for
_MOST = 64  # tables that are kept from one batch of funds to the next


@frozen(eq=False, kw_only=True)
class _Limit:
    """How what is paid depends on since when somebody is entitled.

    Of stays, `full`, `parts` and `begins` are those of `EntitledStays`, and `windows` is the number of its windows. Of
    births, `parts` is what each of them takes while there is room, and `begins` the window of each month.
    """

    kind: int = FREE
    windows: int = 0
    full: Floats | None = None
    parts: Floats
    begins: Whole


class Rows:
    """Tables by row of `Demography.born_row` and month, to which ways of asking are added as by-laws bring them.

    `alive` [R, T + 1] is as `Exposures` has it; `staying` [J, T + 1] is the part of those who joined in a month who
    have not left.
    """

    def __init__(self, tables: Demography) -> None:
        self.tables, self.horizon = tables, tables.horizon
        with np.errstate(invalid="ignore"):
            monthly = np.diff(tables.deaths, axis=1)
        self.alive = np.exp(-tables.deaths)
        self.dies = -np.expm1(-np.where(np.isnan(monthly), np.inf, monthly))
        self.staying = np.exp(-tables.leaving)
        self.sixty = tables.birthday(tables.born_rows, ELDERLY)
        self.births = tables.births_by_month(tables.born_rows)
        self.turns = TurnMonths(tables.horizon)
        self._numbers: dict[Happens, int] = {}
        self._given: tuple[Any, ...] | None = None
        self._expected: list[_Expected] = []
        self._windows: dict[tuple[Window, YearStart, bool], int] = {}
        self._of_windows: list[Windows] = []

    @cached_property
    def paying(self) -> Floats:
        """The part of those who joined in a month who are there when one is over and pay for it; empty if all do."""
        if not self.tables.in_arrears.any():
            return np.zeros((0, self.horizon.months))
        months = np.arange(len(self.staying)) + self.horizon.since_1970 - 12 * LONGEST
        tenure = np.clip(np.array(self.horizon.years)[None, :] - (months // 12 + 1970)[:, None], 0, LONGEST)
        late = self.tables.in_arrears[tenure, np.arange(len(self.horizon.years))][:, np.array(self.horizon.places)]
        return np.asarray(self.staying[:, 1:] * (1 - late))

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def size(self) -> int:
        """How many numbers there are in what was added."""
        return sum(each.worth.size + each.limit.parts.size for each in self._expected)

    def holds(self, happens: Happens) -> bool:
        """Whether tables of a way of asking are not too large: where each year of age has other stays, they may be."""
        is_of_stays = happens.window is not None and happens.happening is Happening.ADMISSION
        return not is_of_stays or self._windows_of(happens)[1].size <= _LARGEST

    def number(self, happens: Happens) -> int:
        """The number of a way of asking, whose tables are made if there are none yet."""
        if happens not in self._numbers:
            limit = self._limit(happens)
            full = self._unlimited(happens) if limit.full is None else limit.full
            self._expected.append(_Expected.of(full, evolve(limit, full=None)))
            self._numbers[happens], self._given = len(self._numbers), None
        return self._numbers[happens]

    # --- as they are added up ---

    @property
    def given(self) -> tuple[Any, ...]:
        """All of it as arrays: who is there, what is expected, and what limits leave."""
        if self._given is None:
            self._given = self._arrays()
        return self._given

    def _arrays(self) -> tuple[Any, ...]:
        people = self.alive, self.tables.deaths, self.tables.leaving, self.staying, self.paying, self.sixty, self.births
        expected, months = self._expected, self.horizon.months
        sizes = np.array([len(each.worth) for each in expected], np.int64)
        worth = (
            np.array([each.kind for each in expected], np.int64).reshape(-1, len(self.births))
            + (np.cumsum(sizes) - sizes)[:, None],
            np.concatenate([np.zeros((0, months)), *(each.worth for each in expected)]),
            np.concatenate([_NONE, *(each.begins for each in expected)]),
            np.concatenate([_NONE, *(each.ends for each in expected)]),
        )
        return people, worth, self._of_limits

    @property
    def _of_limits(self) -> tuple[Any, ...]:
        limits, months = [each.limit for each in self._expected], self.horizon.months
        windows = self._of_windows
        kinds = np.array([[kinds.of for kinds in each.kinds] for each in windows], np.int16)
        return (
            np.array([each.kind for each in limits], np.int64),
            np.array([each.windows for each in limits], np.int64),
            np.cumsum([0, *(len(each.parts) for each in limits)]),
            np.concatenate([np.zeros(0), *(each.parts for each in limits)]),
            np.array([each.begins for each in limits], np.int64).reshape(-1, months),
            np.array([each.width for each in windows], np.int64).reshape(-1, months),
            kinds.reshape(-1, months, len(self.births)),
            np.array(self.horizon.places),
        )

    # --- what is expected ---

    def _unlimited(self, happens: Happens) -> Floats:
        """What a member who is alive and there when a month begins is expected to be asked for in it, by row."""
        if happens.due is not None:
            return self._on_due_days(happens.due)
        if happens.happening is Happening.DEATH:
            return self.dies
        if happens.happening is Happening.BIRTH:
            return self.births
        rows = self.tables.born_rows
        stop = self.tables.stop_by_month(rows)
        each = of_stay(stop, np.full_like(stop, happens.price), happens.room, is_nightly=happens.is_nightly)
        return np.asarray(self.tables.admissions_by_month(rows) * each)

    def _on_due_days(self, due: Schedule) -> Floats:
        """Who is alive on the day on which something falls due: who dies on it, or before it in its month, is not."""
        days = due_days(due, self.horizon)
        month = month_of(days) - self.horizon.since_1970
        inside = (month >= 0) & (month < self.horizon.months)
        found = np.zeros_like(self.births)
        found[:, month[inside]] = 1 - self.dies[:, month[inside]] * after_deaths(days[inside])
        return found

    # --- what limits leave ---

    def _limit(self, happens: Happens) -> "_Limit":
        if happens.window is None:
            return _Limit(parts=np.zeros(0), begins=np.zeros(self.horizon.months, np.int64))
        if happens.happening is Happening.BIRTH:
            return self._limited_births(happens, happens.window)
        number, windows = self._windows_of(happens)
        entitled = EntitledStays.of(windows, happens)
        return _Limit(kind=STAYS, windows=number, full=entitled.full, parts=entitled.parts, begins=entitled.begins)

    def _windows_of(self, happens: Happens) -> tuple[int, Windows]:
        """The windows of limited stays, and their number."""
        window = happens.window or Window.LIFETIME
        place = window, happens.year_start, happens.is_split
        if place not in self._windows:
            self._windows[place] = len(self._of_windows)
            self._of_windows.append(Windows.of(self.tables, window, happens.year_start, is_split=happens.is_split))
        return self._windows[place], self._of_windows[self._windows[place]]

    def _limited_births(self, happens: Happens, window: Window) -> "_Limit":
        room, full = happens.room, np.zeros_like(self.births)
        days = day_of(self.horizon, np.arange(self.horizon.months))
        number = np.zeros(self.horizon.months, np.int64)
        for place, span in enumerate(spans_of(window, days, happens.year_start, 0.0)):
            births = Births(
                chance=self.births[:, span.months],
                price=np.full((len(full), len(span)), float(happens.price)),
                year=self.horizon.places[span.months],
            )
            full[:, span.months] = paid_for_births(births, room, np.zeros(len(full), np.int64))
            number[span.months] = place
        each = happens.price if room.measure is Measure.BAHT else 1
        rewards = [min(each, room.steps - used) for used in range(0, room.steps, each)]
        rewards = rewards[: len(self.horizon.years)]  # for no more than one is born in a year
        return _Limit(kind=BIRTHS, full=full, parts=np.array(rewards, np.float64), begins=number)


@frozen(eq=False, kw_only=True)
class _Expected:
    """What is expected of each row: its kind, and by kind and month how much, from which month on, and until which."""

    kind: Whole
    worth: Floats
    begins: Whole
    ends: Whole
    limit: _Limit

    @classmethod
    def of(cls, full: Floats, limit: _Limit) -> "_Expected":
        kinds = axis_of_rows(full)
        worth = full[kinds.first]
        is_any = worth != 0
        begins, rest = is_any.argmax(axis=1), is_any[:, ::-1].argmax(axis=1)
        ends = np.where(is_any.any(axis=1), full.shape[1] - rest, begins)
        return cls(kind=kinds.of, worth=worth, begins=begins, ends=ends, limit=limit)


@lru_cache(maxsize=1)
def _kept_rows(tables: Demography) -> list[Rows]:
    return [Rows(tables)]


def rows_of(tables: Demography) -> Rows:
    """The tables of a projection, those that were made before among them; begun anew when they are too many."""
    kept = _kept_rows(tables)
    if len(kept[0]) > _MOST or kept[0].size > _MOST_NUMBERS:
        kept[0] = Rows(tables)
    return kept[0]
