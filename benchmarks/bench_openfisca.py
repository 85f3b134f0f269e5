"""A million members for a year by the four rules: the library, openfisca-core, and numpy written by hand.

All three are given the same arrays, a column of the year's months for nights and for births, and must pay the same
sums. What they need to bring the arrays into their own shape is part of what is measured.
"""

from collections.abc import Callable
from datetime import date
from functools import cache, partial

import numpy as np
from attrs import frozen
from measure import measure, table
from nation import baht
from numpy.typing import NDArray

from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.columns import Book, Events, People, Spells, timeline
from communitywelfare.rules.columns.days import NONE, add_months, as_number, first_of_month, month_of, whole_months

MEMBERS, YEAR = 1_000_000, 2026
FIRST, LAST = date(YEAR, 1, 1), date(YEAR, 12, 31)
START = int(month_of(np.array([as_number(FIRST)]))[0])
STARTS = first_of_month(START + np.arange(12))
STEPS = ((6, 250_000), (12, 500_000), (36, 1_000_000), (60, 1_500_000), (120, 3_000_000))
NAMES = ("hospital", "birth", "death", "pension")


@frozen(eq=False)
class Year:
    """A year of so many members, month by month; whoever dies does so on the first day of a month."""

    joined: NDArray[np.int64]
    birth: NDArray[np.int64]
    arrears: NDArray[np.int8]
    nights: NDArray[np.int8]
    births: NDArray[np.int8]
    dies: NDArray[np.int8]  # in which month, 12 for nobody

    @property
    def ended(self) -> NDArray[np.int64]:
        """The first day on which somebody is no member."""
        return np.where(self.dies < 12, np.append(STARTS, NONE)[self.dies], NONE)


@cache
def year(members: int) -> Year:
    """1.5 % of the months have a stay, 0.2 % a birth."""
    draw = np.random.default_rng([7, members])
    joined = as_number(FIRST) - draw.integers(1, 25 * 365, members)
    dies = np.minimum(draw.geometric(1 / 600, members), 12).astype(np.int8)
    alive = np.arange(12)[:, None] <= dies
    nights = (draw.random((12, members)) < 0.015) * draw.integers(1, 10, (12, members)) * alive
    births = (draw.random((12, members)) < 0.002) * alive
    birth = joined - draw.integers(10 * 365, 60 * 365, members)
    arrears = np.where(draw.random(members) < 0.03, 5, 1).astype(np.int8)
    return Year(joined, birth, arrears, nights.astype(np.int8), births.astype(np.int8), dies)


def bylaw() -> ByLaw:
    """The four rules as a by-law."""
    words = {"category": "99", "label": {"th": "สวัสดิการ", "en": "a benefit"}}
    steps = [{"from": f"{months} months", "pay": baht(pay)} for months, pay in STEPS]
    benefit = {
        "hospital": {
            "wait": "180 days",
            "amount": {"form": "per unit", "pays": "100.00", "unit": "night"},
            "limits": [{"units": 10, "per": "calendar year"}],
        },
        "birth": {
            "wait": "180 days",
            "amount": {"form": "per unit", "pays": "500.00", "unit": "child"},
            "limits": [{"units": 2, "per": "lifetime"}],
        },
        "death": {"amount": {"form": "steps", "by": "membership", "steps": steps}},
        "pension": {
            "wait": "15 years",
            "age": {"from": "60 years"},
            "amount": {"form": "flat", "pays": "200.00"},
            "automatic": {"every": "month"},
        },
    }
    version = {
        "id": "1",
        "adopted": date(1990, 1, 1),
        "effective": date(1990, 1, 1),
        "source": "invented for a benchmark",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": "1.00"},
        "standing": {"arrears_at_most_months": 3},
        "benefit": {name: words | clause for name, clause in benefit.items()},
    }
    name = {"th": "กองทุนสมมุติ", "en": "a made-up fund"}
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": name, "version": [version]})


def by_library(members: int) -> Callable[[], object]:
    """The by-law, over the events of the year."""
    book, known = Book.of([bylaw()]), year(members)

    def run() -> object:
        people = People(
            bylaw=np.zeros(members, np.int8),
            joined=known.joined,
            ended=known.ended,
            tenure_from=known.joined,
            birth=known.birth,
            died=np.ones(members, bool),
            spells={"arrears": Spells.constant(known.arrears)},
        )
        flow = timeline(book, people, _events(known), first=FIRST, last=LAST)
        return 12 * members, tuple(flow.satang.sum(axis=(0, 1)).tolist())

    return run


def _events(known: Year) -> Events:
    """What happened, by person and month."""
    found = []
    for month in range(12):
        for what, units in enumerate((known.nights[month], known.births[month], known.dies == month)):
            who = np.flatnonzero(units)
            found.append((who, np.full(len(who), month * 3 + what), units[who].astype(np.int64)))
    who, when, units = (np.concatenate(each) for each in zip(*found, strict=True))
    order = np.argsort(who * 36 + when)
    who, when, units = who[order], when[order], units[order]
    return Events(names=NAMES[:3], who=who, what=when % 3, day=STARTS[when // 3], units=units)


def by_hand(members: int) -> Callable[[], object]:
    """The four rules in numpy, month after month."""
    known = year(members)

    def run() -> object:
        satang = [0, 0, 0, 0]
        nights, births = np.zeros(members, np.int16), np.zeros(members, np.int16)
        good = known.arrears <= 3
        begins = np.where(good, known.joined + 180, 1 << 40)
        due = np.where(good, np.maximum(add_months(known.birth, 720), add_months(known.joined, 180)), 1 << 40)
        for month, day in enumerate(STARTS):
            for used, what, most, pays, place in (
                (nights, known.nights[month], 10, 10_000, 0),
                (births, known.births[month], 2, 50_000, 1),
            ):
                rows = np.flatnonzero(what)
                rows = rows[begins[rows] <= day]
                paid = np.minimum(what[rows], most - used[rows])
                used[rows] += paid
                satang[place] += int(paid.sum(dtype=np.int64)) * pays
            rows = np.flatnonzero((known.dies == month) & good)
            lasted = whole_months(known.joined[rows], np.full(len(rows), day))
            step = np.searchsorted([months for months, _pay in STEPS], lasted, side="right")
            satang[2] += int(np.array([0, *(pay for _months, pay in STEPS)])[step].sum())
            satang[3] += int(((due <= day) & (known.dies > month)).sum()) * 20_000
        return 12 * members, tuple(satang)

    return run


def by_openfisca(members: int) -> Callable[[], object]:
    """The same model as a tax and benefit system."""
    import openfisca_model  # noqa: PLC0415  # only its own process needs the package

    known = year(members)

    def run() -> object:
        return 12 * members, openfisca_model.sums(known)

    return run


def compare(members: int = MEMBERS) -> str:
    """Measure all three, make sure that they agree to the satang, and say what each costs."""
    rows = [
        measure("openfisca-core", partial(by_openfisca, members)),
        measure("numpy by hand", partial(by_hand, members)),
        measure("timeline, from the by-law", partial(by_library, members)),
    ]
    if len({repr(row.answer) for row in rows}) > 1:
        raise SystemExit(f"they disagree: {[row.answer for row in rows]}")
    count, _satang = rows[0].answer  # type: ignore[misc]  # a pair, made above
    return table(f"{members:,} members for twelve months, the four rules", "member-months", count, rows)


if __name__ == "__main__":
    print(compare())
