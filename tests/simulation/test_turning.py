"""Who is answered alike: people of one kind are paid the same by the trees themselves, whatever their days."""

from datetime import date

import numpy as np
import pytest

from communitywelfare.calendar import Month
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.facts import Clock
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.kinds import asked_days
from communitywelfare.simulation.narrowed import without_windows
from communitywelfare.simulation.probes import Ask, Asking, Probes
from communitywelfare.simulation.turning import Turning, stretches

HORIZON = Horizon(Month(2025, 10), 18)
NO_DAYS = np.zeros(0, np.int64)
EPOCH = date(1970, 1, 1)


def words(category: str) -> dict[str, object]:
    return {"label": {"th": "สวัสดิการ", "en": "benefit"}, "category": category}


def flat(category: str, pays: str, **more: object) -> dict[str, object]:
    return {**words(category), "amount": {"form": "flat", "pays": pays}, **more}


def bylaw_of(benefits: dict[str, dict[str, object]]) -> ByLaw:
    first = date(1995, 1, 1)
    version = {"id": "1", "adopted": first, "effective": first, "source": "invented", "tenure_from": "applied"}
    version |= {"dues": {"convention": "FLAT_30", "rate": "1.00"}, "benefit": benefits}
    names = {"th": "กองทุนสมมุติ", "en": "a made-up fund"}
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": names, "version": [version]})


def steps(by: str, *rows: tuple[str, str]) -> dict[str, object]:
    pays = [{"from": since, "pay": pay} for since, pay in rows]
    return {**words("04"), "amount": {"form": "steps", "by": by, "steps": pays}}


CLAUSES = {
    "a wait in days": flat("04", "1.00", wait="180 days"),
    "a wait in months": flat("04", "1.00", wait="7 months"),
    "no wait": flat("04", "1.00"),
    "steps": steps("membership", ("180 days", "1.00"), ("1 year", "2.00"), ("14 months", "3.00")),
    "steps of age": steps("age", ("20 years", "1.00"), ("246 months", "2.00")),
    "age": flat("04", "1.00", age={"from": "20 years", "below": "21 years"}, wait="400 days"),
    "by years": {**words("04"), "amount": {"form": "by years", "by": "membership", "pays": "7.00"}},
    "by years and days": {
        **words("04"),
        "amount": {"form": "by years", "by": "membership", "pays": "7.00", "part_over": "100 days"},
    },
    "base and steps": {
        **words("04"),
        "amount": {"form": "base and steps", "base": "5.00", "adds": "1.00", "every": "1 month"},
    },
    "by the month": flat("03", "1.00", wait="200 days", age={"from": "20 years"}, automatic={"every": "month"}),
    "by the year": flat("03", "1.00", wait="8 months", automatic={"every": "year", "on": "03-30"}),
}


def days(first: date, last: date) -> np.ndarray:
    return np.arange((first - EPOCH).days, (last - EPOCH).days + 1)


def paid(bylaw, joined, birth, asked) -> np.ndarray:
    """What each is paid on each of the days on which they are asked, and by the month where it falls due."""
    probes = Probes(
        joined=joined,
        tenure_from=joined,
        birth=birth,
        sex=np.zeros(len(joined), np.int64),
        groups=np.zeros(len(joined), np.int64),
    )
    asking = Asking(bylaw=without_windows(bylaw), horizon=HORIZON)
    if bylaw.versions[0].benefits[0].schedule is None:
        return asking.event_each(probes, (Ask("x"),), asked)
    return np.concatenate([satang[:, :, 0] for _here, satang in asking.due(probes)])


@pytest.mark.parametrize("name", CLAUSES)
@pytest.mark.parametrize("clock", Clock)
def test_people_of_one_kind_are_answered_alike(name, clock):
    bylaw = bylaw_of({"x": CLAUSES[name]})
    (clause,) = bylaw.versions[0].benefits
    asked = asked_days([clause], HORIZON, by_events=clause.schedule is None)
    is_joining = clock is Clock.MEMBERSHIP
    begun = days(date(2023, 6, 1), date(2026, 3, 1)) if is_joining else days(date(2003, 1, 1), date(2007, 3, 1))
    other = np.full(len(begun), days(date(2006, 2, 11), date(2006, 2, 11)) if is_joining else 18_000)
    each = paid(bylaw, begun if is_joining else other, other if is_joining else begun, asked)
    kinds = stretches(Turning.of([clause]), clock, begun, asked=asked, fixed=NO_DAYS)
    first = np.unique(kinds, return_index=True)[1]
    assert (each == each[first][kinds]).all()


def test_kinds_are_few_where_only_waits_count():
    clause = bylaw_of({"x": CLAUSES["a wait in days"]}).versions[0].benefits[0]
    asked, begun = asked_days([clause], HORIZON, by_events=True), days(date(2000, 1, 1), date(2026, 3, 1))
    kinds = stretches(Turning.of([clause]), Clock.MEMBERSHIP, begun, asked=asked, fixed=NO_DAYS)
    assert kinds.max() < 5 * HORIZON.months


def test_every_day_counts_where_a_clause_counts_days():
    clause = bylaw_of({"x": CLAUSES["by years and days"]}).versions[0].benefits[0]
    begun = days(date(2024, 1, 1), date(2024, 3, 1))
    kinds = stretches(Turning.of([clause]), Clock.MEMBERSHIP, begun, asked=NO_DAYS, fixed=NO_DAYS)
    assert (kinds == np.arange(len(begun))).all()
