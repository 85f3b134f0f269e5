"""What is to be expected of a nation under one by-law: the library, and the same four rules by hand over cohort cells.

The kernel by hand knows the by-law and nothing else: people are counted by month of birth and of joining, survivorship
is a product of matrices, and a table tells what ten nights a year leave. Nobody joins later: those who do are drawn one
by one in either mode. Run with ``--full`` for 6 million members; a tenth of it otherwise.
"""

import sys
from collections.abc import Callable
from datetime import date
from functools import cache, partial

import numpy as np
from attrs import evolve
from measure import measure, table
from numpy.typing import NDArray

import communitywelfare as cw
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.expectation import Expectation, expect
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.start import Start

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]

YEARS, MONTHS = 20, 240
STEPS = ((6, 3_000), (24, 5_000), (60, 10_000), (120, 20_000), (180, 30_000))  # months, baht
NIGHT, NIGHTS, CHILD, GIFT = 200, 10, 1_000, 600
NAMES = ("hospital", "birth", "death", "elderly")


def bylaw() -> ByLaw:
    """Nights in hospital, childbirth, death by steps of membership, a yearly gift to the elderly."""

    def words(thai: str, english: str, category: str) -> dict[str, object]:
        return {"label": {"th": thai, "en": english}, "category": category, "source": "invented for a benchmark"}

    steps = [{"from": f"{months} months", "pay": f"{pay}.00"} for months, pay in STEPS]
    benefit = {
        "hospital": {
            **words("นอนโรงพยาบาล", "hospital stay", "02"),
            "wait": "6 months",
            "amount": {"form": "per unit", "pays": f"{NIGHT}.00", "unit": "night"},
            "limits": [{"units": NIGHTS, "per": "calendar year"}],
        },
        "birth": {
            **words("คลอดบุตร", "childbirth", "01"),
            "wait": "6 months",
            "amount": {"form": "flat", "pays": f"{CHILD}.00"},
        },
        "death": {
            **words("เสียชีวิต", "death", "04"),
            "amount": {"form": "steps", "by": "membership", "steps": steps},
        },
        "elderly": {
            **words("ผู้สูงอายุ", "the elderly", "03"),
            "wait": "3 years",
            "age": {"from": "60 years"},
            "amount": {"form": "flat", "pays": f"{GIFT}.00"},
            "automatic": {"every": "year", "on": "04-13"},
        },
    }
    version = {"id": "1", "adopted": date(1990, 1, 1), "effective": date(1990, 1, 1), "source": "invented"}
    version |= {"tenure_from": "applied", "dues": {"convention": "FLAT_30", "rate": "1.00"}, "benefit": benefit}
    names = {"th": "กองทุนสมมุติ", "en": "a made-up fund"}
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": names, "version": [version]})


@cache
def assumptions() -> Assumptions:
    """What the library ships, but that nobody joins later."""
    shipped = shipped_assumptions()
    joining = shipped["joining"]
    rows = tuple(evolve(row, rates=(0.0,)) for row in joining.rows)
    return shipped.with_tables([evolve(joining, rows=rows)], "a benchmark")


def start_of(members: int) -> Start:
    """A made-up fund with as many members as wanted: of 0 to 15 years of membership, most of them women."""
    small = cw.make_package(cw.Plan(members=30, years=1, seed=1)).fund
    start = Start.of(small, opening={"MEMBERS": Money.baht("1000000")}, expenses=Money.baht("120000"))
    draw = np.random.default_rng(2569)
    first = np.datetime64(str(start.first), "M").astype("M8[D]").astype(np.int64)
    joined = first - 1 - draw.integers(0, 15 * 365, members)
    birth = joined - np.clip(draw.normal(52, 15, members) * 365.25, 365, 90 * 365).astype(np.int64)
    zeros = np.zeros(members, np.int64)
    people = Population(
        funds=start.people.funds,
        fund=zeros,
        uid=np.arange(members, dtype=np.uint64),
        sex=(draw.random(members) < 0.58).astype(np.int8),
        birth=birth,
        joined=joined,
        tenure_from=joined,
        groups=zeros,
        household=zeros - 1,
        entry=zeros,
        left_out={},
    )
    none = np.zeros(0, np.int64)
    used = evolve(start.used, names=(), row=none, name=none, day=none, units=none, satang=none)
    return evolve(start, people=people, used=used, matched={})


def _answer(sums: Floats) -> object:
    """Totals in baht, rounded so far that the order of summing does not show."""
    return tuple(float(f"{each:.9e}") for each in sums.tolist())


def from_bylaw(members: int, law: ByLaw) -> Callable[[], Floats]:
    """What the library expects of a by-law: months of membership, and satang by clause."""
    start, policy, given = start_of(members), Policy(bylaw=law), assumptions()

    def run() -> Floats:
        found: Expectation = expect(start, policy, given, Setting(years=YEARS))
        if found.inexact:
            raise SystemExit(f"not exact: {dict(found.inexact)}")
        keys = found.flows.keys
        return np.array([found.members.sum(), *(found.flows.benefits[:, keys.index(key)].sum() for key in NAMES)])

    return run


def by_library(members: int) -> Callable[[], object]:
    """From the by-law."""
    run = from_bylaw(members, bylaw())
    return lambda: _answer(run())


# --- by hand -----------------------------------------------------------------------------------------------


def by_hand(members: int) -> Callable[[], object]:
    """The four rules and nothing else."""
    start, given = start_of(members), assumptions()

    def run() -> object:
        horizon = Horizon(start.first, MONTHS)
        tables = Demography.of(given, horizon)
        return _answer(np.array(_kernel(start.people, tables)))

    return run


def _kernel(people: Population, tables: Demography) -> list[float]:
    """Count people by sex and month of birth, and by month of joining and whether its 15th had passed by then."""
    first = tables.horizon.first.index - 1970 * 12
    least, last = int(min(people.birth.min(), people.joined.min())), int(people.joined.max())
    days = np.arange(least, last + 1)  # every day is looked at once, not every member's
    months = days.astype("M8[D]").astype("M8[M]").astype(np.int64)
    on = days - first_of(months)
    # Those born on the 14th of April or later turn 60 after the day of the gift, of the months of birth in April.
    is_after_gift = (on >= 13) & (months % 12 == 3)
    oldest, earliest = (int(months[day - least]) - first for day in (people.birth.min(), people.joined.min()))
    births, joins = int(months[people.birth.max() - least]) - first - oldest + 1, 0 - earliest
    row_of = (months - first - oldest) * 2 + is_after_gift
    column_of = ((months - first - earliest) * 2 + (on >= 15)) * 2 + is_after_gift
    row = people.sex * np.int64(2 * births) + row_of.take(people.birth - least)
    column = column_of.take(people.joined - least)
    cells = np.bincount(row * (joins * 4) + column, minlength=2 * births * 2 * joins * 4)
    cells = cells.reshape(2 * births * 2, joins * 4).astype(np.float64)
    return _lines(cells, tables, (oldest, earliest))


def first_of(months: Whole) -> Whole:
    """The first day of running months."""
    return months.astype("M8[M]").astype("M8[D]").astype(np.int64)


def _lines(cells: Floats, tables: Demography, begins: tuple[int, int]) -> list[float]:
    oldest, earliest = begins
    months, months_of_birth = np.arange(MONTHS), tables.deaths.shape[0] // 2
    rows, columns = np.arange(cells.shape[0]), np.arange(cells.shape[1])
    births = cells.shape[0] // 4
    sex, born, after_gift = rows // (2 * births), rows // 2 % births + oldest, rows % 2 == 1
    place = sex * months_of_birth + np.clip(born + 1440, 0, months_of_birth - 1)
    joined, is_late, after_wait = columns // 4 + earliest, columns // 2 % 2, columns % 2 == 1
    alive = np.exp(-tables.deaths[place])
    staying = np.exp(-tables.leaving[np.clip(joined + 720, 0, None)])[:, :-1]
    dies, there = -np.diff(alive, axis=1), alive[:, :-1]
    whole = months - joined[:, None] - is_late[:, None]  # completed months of membership on the 15th
    all_there, waited = cells @ staying, cells @ (staying * (whole >= 6))
    pays = np.zeros(whole.shape)
    for since, pay in STEPS:
        pays[whole >= since] = pay * 100.0
    death = (dies * (cells @ (staying * pays))).sum()
    birth = (there * np.diff(tables.births[place], axis=1) * waited).sum() * CHILD * 100
    april = np.flatnonzero((tables.horizon.first.index + months) % 12 == 3)
    entitled = staying[:, april] * (april - joined[:, None] - after_wait[:, None] >= 36)
    old = april - born[:, None] - after_gift[:, None] >= 720
    elderly = (there[:, april] * old * (cells @ entitled)).sum() * GIFT * 100
    hospital = _hospital(cells, tables, (there, staying, whole), (place, sex, born)) * NIGHT * 100
    return [(there * all_there).sum(), hospital, birth, death, elderly]


def _hospital(
    cells: Floats, tables: Demography, there: tuple[Floats, Floats, Whole], who: tuple[Whole, Whole, Whole]
) -> float:
    """Nights that are paid, year by year: by since when people are entitled in it, and how much they are ill."""
    alive, staying, whole = there
    place, sex, born = who
    year = np.array(tables.horizon.places)
    months = np.arange(MONTHS)
    count = np.diff(tables.admissions[place], axis=1)
    age = np.clip((months - born[:, None]) // 12, 0, 120)
    stop = tables.stop[sex[:, None], age, year[None, :]]
    since = np.argmax(whole >= 6, axis=1)  # the first month in which somebody is entitled
    days = first_of(months + tables.horizon.first.index - 1970 * 12) + 14
    total = 0.0
    all_columns = cells @ staying
    for each in range(int(year[-1]) + 1):
        own = np.flatnonzero(year == each)
        look = np.arange(max(0, own[0] - 8), own[-1] + 1)  # nights of stays that began up to eight months before
        begins = int(first_of(np.array([own[0] + tables.horizon.first.index - 1970 * 12]))[0])
        ends = int(first_of(np.array([own[-1] + 1 + tables.horizon.first.index - 1970 * 12]))[0])
        keys = np.concatenate([np.round(count[:, look], 13), stop[:, look]], axis=1)
        _kinds, first, of = np.unique(keys, axis=0, return_index=True, return_inverse=True)
        late = np.flatnonzero(since > look[0])
        starts = np.unique(since[late]) if len(late) else np.zeros(0, np.int64)
        rest = all_columns[:, look].copy()
        for start in starts.tolist():
            these = np.flatnonzero(since == start)
            through = cells[:, these] @ staying[np.ix_(these, look)]
            rest -= through
            paid = _year(count[first][:, look], stop[first][:, look], (days[look], begins, ends), look >= start)
            total += float((alive[:, look] * through * paid[of.reshape(-1)]).sum())
        paid = _year(count[first][:, look], stop[first][:, look], (days[look], begins, ends), look >= 0)
        total += float((alive[:, look] * rest * paid[of.reshape(-1)]).sum())
    return total


def _year(count: Floats, stop: Floats, days: tuple[Whole, int, int], is_paid: NDArray[np.bool_]) -> Floats:
    """Nights of one year that are paid, by kind and month: ten at most."""
    on, begins, ends = days
    used = np.zeros((len(count), NIGHTS + 1))
    used[:, 0] = 1
    mean, paid = np.zeros(len(count)), np.zeros(count.shape)
    nights = np.arange(1, NIGHTS)
    for month in np.flatnonzero(is_paid):
        go_on = 1 - stop[:, month]
        skipped, width = max(begins - int(on[month]), 0), min(NIGHTS, ends - max(begins, int(on[month])))
        chance = np.zeros_like(used)
        chance[:, 1:width] = stop[:, month, None] * go_on[:, None] ** (skipped + np.arange(width - 1))
        chance[:, width] = go_on ** (skipped + width - 1)
        rate = count[:, month, None] * chance
        more = np.zeros_like(used)
        more[:, 0] = np.exp(-rate.sum(axis=1))
        for night in nights.tolist():
            more[:, night] = sum(j * rate[:, j] * more[:, night - j] for j in range(1, night + 1)) / night
        more[:, NIGHTS] = 1 - more[:, :NIGHTS].sum(axis=1)
        new = np.zeros_like(used)
        for night in range(NIGHTS):
            new[:, night] = sum(used[:, j] * more[:, night - j] for j in range(night + 1))
        new[:, NIGHTS] = 1 - new[:, :NIGHTS].sum(axis=1)
        used = new
        grown = used @ np.arange(NIGHTS + 1)
        paid[:, month] = grown - mean
        mean = grown
    return paid


def compare(members: int = 600_000) -> str:
    """Measure both, make sure that they agree, and say what each costs."""
    rows = [
        measure("four rules by hand over cohort cells", partial(by_hand, members)),
        measure("expected, from the by-law", partial(by_library, members)),
    ]
    for hand, library in zip(rows[0].answer, rows[1].answer, strict=True):  # type: ignore[arg-type]  # tuples
        if abs(hand - library) > 1e-8 * hand:
            raise SystemExit(f"the two disagree: {rows[0].answer} and {rows[1].answer}")
    return table(f"What is to be expected of {members:,} members in {YEARS} years", "members", members, rows)


if __name__ == "__main__":
    print(compare(6_000_000 if "--full" in sys.argv else 600_000))
