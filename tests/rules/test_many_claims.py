"""Many claims of one person, against an evaluator that looks at every day and at every earlier payment.

It shares no code with the library: windows are found by walking to their turns, and all use is added up anew each time.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import YearStart, add_months
from communitywelfare.claims import Claim, Event
from communitywelfare.money import Money
from communitywelfare.rules import Benefit, BenefitPolicy, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.limits import Limit, Measure, Window

JOINED = date(2015, 6, 15)
RATE = 20_000


def policy_of(clause: dict[str, object], *, year_start: str = "10-01") -> BenefitPolicy:
    """A by-law of one clause and nothing else."""
    words = {"th": "ไทย", "en": "English"}
    document = {
        "format": "communitywelfare.bylaw/1",
        "fund": "F00",
        "name": words,
        "version": [
            {
                "id": "1",
                "adopted": date(2000, 1, 1),
                "effective": date(2000, 1, 1),
                "source": "test",
                "tenure_from": "applied",
                "year_start": year_start,
                "dues": {"convention": "FLAT_30", "rate": "1.00"},
                "benefit": {"hospital": {"label": words, "category": "02"} | clause},
            }
        ],
    }
    return build_bylaw(document).versions[0]


def a_claim(number: str, event: date) -> Claim:
    return Claim(number=number, day=event, member="M0001", benefit="hospital", category="02", event=Event(day=event))


def facts_of(event: date, *, units: int, year_start: YearStart, used: tuple[Used, ...]) -> ClaimFacts:
    return ClaimFacts(
        basis=event,
        event_day=event,
        claim_day=event,
        is_member=True,
        joined=JOINED,
        units=units,
        year_start=year_start,
        used=used,
    )


# --- the other evaluator -----------------------------------------------------------------------------------


@frozen
class Row:
    """What was paid for one day under one claim."""

    claim: str
    day: date
    units: int
    amount: int


@cache
def naive_window(day: date, kind: Window, joined: date, start: YearStart) -> tuple[date, date]:
    """The first and last day of the window, by walking back and forth to its turns."""

    def turns(on: date) -> bool:
        match kind:
            case Window.CALENDAR_YEAR:
                return (on.month, on.day) == (1, 1)
            case Window.FISCAL_YEAR:
                return (on.month, on.day) == (start.month, start.day)
            case _:
                return on in {add_months(joined, 12 * year) for year in range(40)}

    first, last = day, day
    while not turns(first):
        first -= timedelta(days=1)
    while not turns(last + timedelta(days=1)):
        last += timedelta(days=1)
    return first, last


def naive_same_window(row: Row, claim: str, day: date, limit: Limit, facts: ClaimFacts) -> bool:
    kind = limit.window
    if limit.time is not None:
        over = row.day + timedelta(days=limit.time.count)
        return row.claim == claim or row.day <= facts.event_day < over
    if kind is Window.EVENT:
        return row.claim == claim
    if kind is Window.LIFETIME:
        return True
    first, last = naive_window(day, kind, facts.joined, facts.year_start)
    return first <= row.day <= last


def naive_taken(rows: Sequence[Row], claim: str, day: date, limit: Limit, facts: ClaimFacts) -> int:
    """How much of a limit earlier rows, of this and of other claims, took in the window of a day."""
    if limit.measure is Measure.TIMES:
        paid = sorted((row for row in rows if row.units), key=lambda row: row.day)
        rows = [row for place, row in enumerate(paid) if row.claim not in {each.claim for each in paid[:place]}]
    inside = [row for row in rows if naive_same_window(row, claim, day, limit, facts)]
    match limit.measure:
        case Measure.BAHT:
            return sum(row.amount for row in inside)
        case Measure.UNITS:
            return sum(row.units for row in inside)
        case Measure.TIMES:
            return len(inside)


def naive_limited(entitled: list[Row], limit: Limit, paid: Sequence[Row], facts: ClaimFacts) -> list[Row]:
    """What one limit leaves of the days of a claim, one day after another."""
    kept: list[Row] = []
    for row in entitled:
        room = max(0, limit.maximum - naive_taken([*paid, *kept], row.claim, row.day, limit, facts))
        match limit.measure:
            case Measure.BAHT:
                amount = min(row.amount, room)
                units = 0 if amount == 0 < row.amount else row.units
            case Measure.UNITS:
                units = min(row.units, room)
                amount = row.amount * units // row.units if row.units else row.amount
            case Measure.TIMES:
                is_new = not any(each.units for each in kept)
                units, amount = (0, 0) if is_new and room == 0 else (row.units, row.amount)
        kept.append(evolve(row, units=units, amount=amount))
    return kept


def naive_entitlement(claim: str, event: date, units: int, unit: str) -> list[Row]:
    if unit == "night":
        days = [event + timedelta(days=night) for night in range(units)]
        return [Row(claim=claim, day=day, units=1, amount=RATE) for day in days]
    return [Row(claim=claim, day=event, units=units, amount=RATE * units)]


# --- the claims --------------------------------------------------------------------------------------------

ORDER = list(Window)
WINDOWS = st.sampled_from(["90 days" if window is Window.ROLLING else window.value for window in Window])
LIMITS = st.lists(
    st.fixed_dictionaries({"baht": st.integers(0, 4_000), "per": WINDOWS})
    | st.fixed_dictionaries({"units": st.integers(0, 15), "per": WINDOWS})
    | st.fixed_dictionaries({"times": st.integers(0, 4), "per": WINDOWS}),
    max_size=3,
)
AT_A_TURN = st.sampled_from([date(2023, 9, 28), date(2023, 12, 30), date(2024, 6, 13)])
STAYS = st.lists(
    st.tuples(st.dates(date(2022, 6, 1), date(2025, 2, 1)) | AT_A_TURN, st.integers(1, 9)), min_size=1, max_size=7
)


@given(LIMITS, STAYS, st.sampled_from(["night", "child"]), st.sampled_from(["10-01", "01-01", "04-06"]))
def test_many_claims_in_any_order_agree_with_looking_at_every_earlier_day(limits, stays, unit, year_start):
    amount = {"form": "per unit", "pays": RATE // 100, "unit": unit}
    policy = policy_of({"amount": amount, "limits": limits}, year_start=year_start)
    benefit = policy.benefits[0]
    ordered = sorted(benefit.limits, key=lambda limit: (limit.measure is Measure.BAHT, ORDER.index(limit.window)))
    used: tuple[Used, ...] = ()
    paid: list[Row] = []
    for place, (event, units) in enumerate(stays):
        number = f"{place}/2567"
        facts = facts_of(event, units=units, year_start=policy.year_start, used=used)
        decision = adjudicate(policy, a_claim(number, event), facts)
        rows = naive_entitlement(number, event, units, unit)
        for limit in ordered:
            rows = naive_limited(rows, limit, paid, facts)
        assert decision.assessed.satang == sum(row.amount for row in rows)
        used += used_by(number, benefit, facts, decision.assessed)
        paid += [row for row in rows if row.units]
    assert_no_limit_is_passed(paid, ordered, facts)


def used_by(number: str, benefit: Benefit, facts: ClaimFacts, amount: Money) -> tuple[Used, ...]:
    return tuple(
        Used(claim=number, benefit=benefit.key, day=each.day, amount=each.amount, units=each.units)
        for each in slices_of(benefit, facts, amount)
        if each.units
    )


def assert_no_limit_is_passed(paid: list[Row], limits: list[Limit], facts: ClaimFacts) -> None:
    for limit in limits:
        if limit.time is not None:
            continue  # a rolling window looks back only: a claim for an earlier event may still be paid
        for row in paid:
            assert naive_taken(paid, row.claim, row.day, limit, facts) <= limit.maximum
