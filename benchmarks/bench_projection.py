"""One fund of 1,000 members over 20 years in 1,000 futures: ours, beside a month loop written by hand with numpy.

The loop has the same tables and the same by-law, its five clauses written out by hand; all lives of some futures go
through it at once, with PCG64. What it pays by clause must be ours to a few parts in a thousand; ours with numpy alone
and with machine code (numba, the extra `fast`) must be the same bytes.
"""

import sys
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from importlib.util import find_spec
from itertools import count

import numpy as np
from attrs import evolve
from measure import RUNS, Measured, measure, table

import communitywelfare as cw
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.money import Money
from communitywelfare.rules.changes import changed
from communitywelfare.simulation.expectation import Outlook
from communitywelfare.simulation.levels import Risks, Shocks
from communitywelfare.simulation.needed import with_rate
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import Futures, Projection, project
from communitywelfare.simulation.start import Start

MEMBERS, YEARS, FUTURES, SEED = 1_000, 20, 1_000, 1
GROWTH = ("members", [300, 1_000, 5_000]), ("years", [10, 20, 40]), ("futures", [100, 1_000, 4_000])
_AT_ONCE = 20  # futures that go through the month loop together: their columns stay in a processor's cache


def _given(members: int, years: int, futures: int) -> tuple[Start, Policy, Setting]:
    fund = cw.make_package(cw.Plan(members=members, years=5, seed=SEED)).fund
    schemes = (cw.state_scheme(),)
    return Start.of(fund, schemes), Policy.of(fund, schemes), Setting(years=years, scenarios=futures, seed=SEED)


def _run(members: int, years: int, futures: int) -> Callable[[], Projection]:
    start, policy, setting = _given(members, years, futures)
    assumptions = shipped_assumptions()
    run = partial(project, start, policy, assumptions, setting)
    run()  # the compiling, or the loading of machine code, is not timed
    return run


def _mark(projection: Projection) -> str:
    parts = (projection.flows.benefits, projection.balance.closing, projection.members)
    return sha256(b"".join(np.ascontiguousarray(part).tobytes() for part in parts)).hexdigest()


def _sums(projection: Projection) -> dict[str, float]:
    flows = projection.flows
    return dict(zip(flows.keys, (flows.benefits.sum(axis=(0, 1)) / len(flows.payers) / 100).tolist(), strict=True))


def _told(projection: Projection) -> object:
    return _mark(projection), _sums(projection)


def ours(sizes: tuple[int, int, int] = (MEMBERS, YEARS, FUTURES)) -> Callable[[], Projection]:
    """The projection, with whatever is installed."""
    return _run(*sizes)


def ours_alone(sizes: tuple[int, int, int] = (MEMBERS, YEARS, FUTURES)) -> Callable[[], Projection]:
    """The projection with numpy alone."""
    sys.modules["numba"] = None  # type: ignore[assignment]  # as if it were not installed
    return ours(sizes)


# --- another policy after one ------------------------------------------------------------------------------


def _others(start: Start, policy: Policy) -> Iterator[Policy]:
    """Policies without end, each of which pays another sum for a night in hospital."""

    def other(baht: int) -> Policy:
        return evolve(policy, bylaw=changed(policy.bylaw, {"hospital.amount.pays": baht}, on=start.first.first))

    return map(other, count(250, 50))


def another_over_futures(threads: int = 1) -> Callable[[], object]:
    """One clause changed, over futures that were looked at."""
    start, policy, setting = _given(MEMBERS, YEARS, FUTURES)
    others = _others(start, policy)
    futures = Futures.draw(start, shipped_assumptions(), setting, threads=threads)
    futures.under(policy)
    return lambda: futures.under(next(others)).balance.ruin.shape


def other_dues_over_futures() -> Callable[[], object]:
    """Other dues, over futures that were looked at."""
    start, policy, setting = _given(MEMBERS, YEARS, FUTURES)
    futures = Futures.draw(start, shipped_assumptions(), setting)
    futures.under(policy)
    rates = map(Money.baht, count(2))
    return lambda: futures.under(with_rate(policy, next(rates))).balance.ruin.shape


def expected_anew() -> Callable[[], object]:
    """What is expected, asked for the first time."""
    start, policy, setting = _given(MEMBERS, YEARS, FUTURES)
    assumptions = shipped_assumptions()
    return lambda: Outlook.of(start, assumptions, setting).under(policy).balance.shape


def another_expected() -> Callable[[], object]:
    """One clause changed, after the by-law as it is."""
    start, policy, setting = _given(MEMBERS, YEARS, FUTURES)
    others = _others(start, policy)
    outlook = Outlook.of(start, shipped_assumptions(), setting)
    outlook.under(policy)
    return lambda: outlook.under(next(others)).balance.shape


def _after_one() -> str:
    rows = [
        measure("a projection anew", ours, told=_told),
        measure("one clause changed, over the same futures", another_over_futures),
        measure("other dues, over the same futures", other_dues_over_futures),
        measure("what is expected, anew", expected_anew),
        measure("what is expected with one clause changed", another_expected),
    ]
    return table("Another policy after one", "futures", FUTURES, rows)


# --- by threads --------------------------------------------------------------------------------------------


def by_threads(threads: int, risks: Risks) -> Callable[[], Projection]:
    """The projection by so many threads."""
    start, policy, setting = _given(MEMBERS, YEARS, FUTURES)
    run = partial(project, start, policy, shipped_assumptions(), evolve(setting, risks=risks), threads=threads)
    run()
    return run


def _threads() -> str:
    all_three = Risks(parameter=True, systemic=Shocks())
    lines = [
        "## Futures by threads",
        "",
        f"{FUTURES:,} futures of {MEMBERS:,} members over {YEARS} years, with machine code; best of {RUNS} runs.",
        "",
        "| | CPU s | wall s | peak MB |",
        "|---|--:|--:|--:|",
    ]
    marks: dict[str, set[object]] = {}
    for what, work in (
        ("a projection", partial(by_threads, risks=Risks())),
        ("a projection with all three risks", partial(by_threads, risks=all_three)),
        ("one clause changed, over the same futures", another_over_futures),
    ):
        for threads in (1, 2):
            told = None if work is another_over_futures else _mark
            row = measure(f"{what}, threads={threads}", partial(work, threads), told=told)  # type: ignore[arg-type]
            marks.setdefault(what, set()).add(row.answer)
            lines.append(f"| {row.name} | {row.seconds:.3f} | {row.wall:.3f} | {row.megabytes or 0:,.0f} |")
    if any(len(found) > 1 for found in marks.values()):
        raise SystemExit("by threads the projection is another")
    return "\n".join([*lines, ""])


# --- by hand -----------------------------------------------------------------------------------------------


class _ByHand:
    """The same people and tables, month by month."""

    def __init__(self) -> None:
        start, _policy, setting = _given(MEMBERS, YEARS, FUTURES)
        futures = Outlook.of(start, shipped_assumptions(), setting).futures  # none is drawn
        people, tables = futures.people, futures.tables
        born, joined = tables.born_row(people), tables.joined_row(people)
        self.months, self.entry, self.sex = setting.months, people.entry, people.sex.astype(np.int64)
        self.dies = 1 - np.exp(-np.diff(tables.deaths, axis=1)[born])
        self.leaves = 1 - np.exp(-np.diff(tables.leaving, axis=1)[joined])
        self.admitted = np.diff(tables.admissions, axis=1)[born]
        self.gives_birth = np.diff(tables.births, axis=1)[born]
        month = np.arange(self.months)
        self.year = np.array(tables.horizon.places)
        self.age_months = month - tables.month_of_birth(born)[:, None]
        self.stop = tables.stop[self.sex[:, None], np.clip(self.age_months // 12, 0, 120), self.year]
        self.membership = (
            month - (people.joined.astype("M8[D]").astype("M8[M]").astype(int) + 23640 - start.first.index)[:, None]
        )
        self.of_calendar = np.array([tables.horizon.at(int(each)).first.month for each in month])

    def __call__(self) -> dict[str, float]:
        random = np.random.Generator(np.random.PCG64(SEED))
        paid = np.zeros((FUTURES, self.months, 4))
        for first in range(0, FUTURES, _AT_ONCE):
            self._some(random, paid[first : first + _AT_ONCE])
        return dict(zip(("hospital", "birth", "elderly", "death"), paid.sum(axis=(0, 1)) / FUTURES, strict=True))

    def _some(self, random: np.random.Generator, paid: np.ndarray) -> None:
        shape = (len(paid), len(self.entry))
        gone, in_year = np.zeros(shape, bool), np.zeros(shape)
        for month in range(self.months):
            here = ~gone & (self.entry <= month)
            if self.of_calendar[month] == 10:
                in_year[:] = 0
            months = self.membership[:, month]
            waited = here & (months >= 6)
            stays = random.poisson(self.admitted[:, month], shape) * here
            for number in range(int(stays.max(initial=0))):
                future, person = np.nonzero(stays > number)
                nights = random.geometric(self.stop[person, month])
                sums = np.minimum(np.minimum(200.0 * nights, 600), 1000 - in_year[future, person])
                sums *= waited[future, person]
                in_year[future, person] += sums
                paid[:, month, 0] += np.bincount(future, sums, len(paid))
            paid[:, month, 1] = 1000 * ((random.random(shape) < self.gives_birth[:, month]) & waited).sum(axis=1)
            if self.of_calendar[month] == 4:
                old = (months >= 36) & (self.age_months[:, month] >= 720)
                paid[:, month, 2] = 200 * (here & old).sum(axis=1)
            dies = here & (random.random(shape) < self.dies[:, month])
            steps = np.select(
                [months >= 180, months >= 120, months >= 60, months >= 24, months >= 6], [30e3, 20e3, 10e3, 5e3, 3e3]
            )
            paid[:, month, 3] = (dies * steps).sum(axis=1)
            gone |= dies | (here & (random.random(shape) < self.leaves[:, month]))


def by_hand() -> Callable[[], object]:
    """The month loop."""
    return _ByHand()


def _agreed(hand: Measured, own: list[Measured]) -> None:
    marks = {row.answer[0] for row in own}  # type: ignore[index]
    if len(marks) > 1:
        raise SystemExit("with machine code the projection is another")
    sums: dict[str, float] = own[0].answer[1]  # type: ignore[index]
    for key, baht in hand.answer.items():  # type: ignore[attr-defined]
        if abs(sums[key] / baht - 1) > 0.02:
            raise SystemExit(f"{key}: {sums[key]:,.0f} baht, by hand {baht:,.0f}")


def compare() -> str:
    """Measure all, make sure that they agree, and say what each costs."""
    hand = measure("month loop by hand, numpy and PCG64", by_hand)
    own = [measure("ours, numpy alone", ours_alone, told=_told)]
    if find_spec("numba"):
        own.append(measure("ours, with machine code", ours, told=_told))
    _agreed(hand, own)
    lives = f"{MEMBERS:,} members × {YEARS} years"
    by_threads = [_threads()] if find_spec("numba") else []
    parts = [table(f"A projection: {lives}", "futures", FUTURES, [hand, *own]), _after_one(), *by_threads, _growth()]
    return "\n".join(parts)


def _growth() -> str:
    lines = [
        "## How a projection grows",
        "",
        f"CPU seconds and MB, best of {RUNS} runs; one of three differs from {MEMBERS:,} members, {YEARS} years and",
        f"{FUTURES:,} futures.",
        "",
        "| | numpy alone | MB | with machine code | MB |",
        "|---|--:|--:|--:|--:|",
    ]
    for place, (what, sizes) in enumerate(GROWTH):
        for size in sizes:
            given = [MEMBERS, YEARS, FUTURES]
            given[place] = size
            rows = [measure("", partial(ours_alone, tuple(given)), told=_told)]
            if find_spec("numba"):
                rows.append(measure("", partial(ours, tuple(given)), told=_told))
            if len({row.answer[0] for row in rows}) > 1:  # type: ignore[index]
                raise SystemExit(f"{size} {what}: with machine code the projection is another")
            cells = " | ".join(f"{row.seconds:.2f} | {row.megabytes or 0:,.0f}" for row in rows)
            lines.append(f"| {size:,} {what} | {cells} |")
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    print(compare())
