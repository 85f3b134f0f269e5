"""A made-up nation of funds: people, what happened to them in thirty years, and a by-law for each fund.

The model is that of the four rules: nights in hospital, childbirth, death by steps of membership, a pension by the
month. Every fund has numbers of its own.
"""

from datetime import date
from functools import cache

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.columns import Events, People, Spells
from communitywelfare.rules.columns.days import NONE, as_number, first_of_month, month_of

__all__ = ["FIRST", "LAST", "Nation", "Parameters", "bylaws_of", "make", "parameters_of"]

FIRST, LAST, MONTHS = date(2026, 1, 1), date(2055, 12, 31), 360
HOSPITAL, BIRTH, DEATH = range(3)
NAMES = ("hospital", "birth", "death")
THRESHOLDS = np.array([6, 12, 36, 60, 120, 180])  # months of membership
AT_ONCE = 250_000


@frozen(eq=False)
class Parameters:
    """The numbers of every fund, satang and days."""

    night: NDArray[np.int64]
    nights_a_year: NDArray[np.int64]
    waits: NDArray[np.int64]
    child: NDArray[np.int64]
    steps: NDArray[np.int64]  # one column for each threshold, 0 from the fund's last step on
    pension: NDArray[np.int64]


def parameters_of(funds: int, seed: int = 1) -> Parameters:
    """Numbers for so many funds."""
    draw = np.random.default_rng([seed, funds])
    count = draw.integers(1, len(THRESHOLDS) + 1, funds)
    rises = draw.integers(10, 60, (funds, len(THRESHOLDS))) * 10_000
    steps = np.cumsum(rises, axis=1)
    steps[np.arange(len(THRESHOLDS)) >= count[:, None]] = 0
    return Parameters(
        night=draw.integers(2, 7, funds) * 5_000,
        nights_a_year=draw.integers(5, 16, funds),
        waits=draw.choice([90, 180, 365], funds),
        child=draw.integers(5, 21, funds) * 10_000,
        steps=steps,
        pension=draw.integers(1, 7, funds) * 5_000,
    )


def bylaws_of(numbers: Parameters) -> list[ByLaw]:
    """A by-law for every fund."""
    return [build_bylaw(document_of(numbers, fund)) for fund in range(len(numbers.night))]


def document_of(numbers: Parameters, fund: int) -> dict[str, object]:
    """The plain values of one fund's by-law."""
    waits = f"{numbers.waits[fund]} days"
    steps = [
        {"from": f"{months} months", "pay": baht(pay)}
        for months, pay in zip(THRESHOLDS, numbers.steps[fund], strict=True)
        if pay
    ]
    return {
        "format": "communitywelfare.bylaw/1",
        "fund": f"F{fund:04}",
        "name": {"th": f"กองทุนสมมุติ {fund}", "en": f"a made-up fund {fund}"},
        "version": [
            {
                "id": "1",
                "adopted": date(2000, 1, 1),
                "effective": date(2000, 1, 1),
                "source": "invented for a benchmark",
                "tenure_from": "applied",
                "dues": {"convention": "FLAT_30", "rate": "1.00"},
                "standing": {"arrears_at_most_months": 3},
                "benefit": {
                    "hospital": {
                        **_words("นอนโรงพยาบาล", "hospital stay", "02"),
                        "wait": waits,
                        "amount": {"form": "per unit", "pays": baht(numbers.night[fund]), "unit": "night"},
                        "limits": [{"units": int(numbers.nights_a_year[fund]), "per": "calendar year"}],
                    },
                    "birth": {
                        **_words("คลอดบุตร", "childbirth", "01"),
                        "wait": waits,
                        "amount": {"form": "per unit", "pays": baht(numbers.child[fund]), "unit": "child"},
                        "limits": [{"units": 2, "per": "lifetime"}],
                    },
                    "death": {
                        **_words("เสียชีวิต", "death", "04"),
                        "amount": {"form": "steps", "by": "membership", "steps": steps},
                    },
                    "pension": {
                        **_words("บำนาญ", "pension", "03"),
                        "wait": "15 years",
                        "age": {"from": "60 years"},
                        "amount": {"form": "flat", "pays": baht(numbers.pension[fund])},
                        "automatic": {"every": "month"},
                    },
                },
            }
        ],
    }


def _words(thai: str, english: str, category: str) -> dict[str, object]:
    return {"label": {"th": thai, "en": english}, "category": category}


def baht(satang: int) -> str:
    """Satang as baht, for a by-law."""
    return f"{int(satang) // 100}.{int(satang) % 100:02}"


@frozen(eq=False)
class Nation:
    """Everybody, and everything that happened, in arrays as small as they may be."""

    fund: NDArray[np.int16]
    joined: NDArray[np.int32]
    birth: NDArray[np.int32]
    ended: NDArray[np.int64]
    arrears: NDArray[np.int8]
    who: NDArray[np.int32]
    what: NDArray[np.int8]
    day: NDArray[np.int32]
    units: NDArray[np.int16]

    def people(self) -> People:
        """The people, as the library takes them."""
        return People(
            bylaw=self.fund,
            joined=self.joined,
            ended=self.ended,
            tenure_from=self.joined,
            birth=self.birth,
            died=np.ones(len(self.fund), bool),
            spells={"arrears": Spells.constant(self.arrears)},
        )

    def events(self) -> Events:
        """What happened, as the library takes it."""
        return Events(names=NAMES, who=self.who, what=self.what, day=self.day, units=self.units)


@cache
def make(members: int, funds: int, months: int = MONTHS, seed: int = 1) -> Nation:
    """Everybody of so many funds of one size; 1.5 % of months have a stay, 0.2 % a birth, and some end with a death."""
    first = as_number(FIRST)
    draw = np.random.default_rng([seed, members, funds])
    joined = (first - draw.integers(1, 20 * 365, members)).astype(np.int32)
    birth = (joined - draw.integers(18 * 365, 60 * 365, members)).astype(np.int32)
    dies = draw.geometric(1 / 500, members)  # in which month from the first on, most of them after the last
    start = month_of(np.array([first]))[0]
    died_on = first_of_month(start + np.minimum(dies, months)) + draw.integers(0, 28, members)
    ended = np.where(dies < months, died_on, NONE)
    parts = [_happened(draw, at, min(at + AT_ONCE, members), (ended, months)) for at in range(0, members, AT_ONCE)]
    who, what, day, units = (np.concatenate(each) for each in zip(*parts, strict=True))
    fund = (np.arange(members) * funds // members).astype(np.int16)
    arrears = np.where(draw.random(members) < 0.03, 5, 1).astype(np.int8)
    return Nation(fund, joined, birth, ended, arrears, who, what, day, units)


def _happened(
    draw: np.random.Generator, begins: int, stops: int, known: tuple[NDArray[np.int64], int]
) -> tuple[NDArray[np.int32], NDArray[np.int8], NDArray[np.int32], NDArray[np.int16]]:
    ended, months = known
    start = month_of(np.array([as_number(FIRST)]))[0]
    stays = _cells(draw, 0.015, (stops - begins) * months)
    births = _cells(draw, 0.002, (stops - begins) * months)
    dead = np.flatnonzero(ended[begins:stops] != NONE)
    cells = np.concatenate([stays, births])
    who = np.concatenate([cells // months, dead])
    day = np.concatenate(
        [first_of_month(start + cells % months) + draw.integers(0, 28, len(cells)), ended[begins:][dead]]
    )
    what = np.repeat(np.array([HOSPITAL, BIRTH, DEATH], np.int8), [len(stays), len(births), len(dead)])
    units = np.where(what == HOSPITAL, draw.integers(1, 10, len(who)), 1).astype(np.int16)
    order = np.lexsort((what, day, who))
    return (who[order] + begins).astype(np.int32), what[order], day[order].astype(np.int32), units[order]


def _cells(draw: np.random.Generator, rate: float, count: int) -> NDArray[np.int64]:
    """Which of so many cells are hit, each with the same chance."""
    gaps = draw.geometric(rate, int(count * rate * 1.05) + 100)
    cells = np.cumsum(gaps) - 1
    return cells[cells < count]
