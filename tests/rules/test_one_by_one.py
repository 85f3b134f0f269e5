"""Forms of other packages over arrays give what they give one claim at a time, whichever way they are asked."""

from datetime import timedelta
from typing import ClassVar, Self

import numpy as np
import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate
from communitywelfare.claims import Claim, Event
from communitywelfare.errors import Finding, Severity
from communitywelfare.money import Money
from communitywelfare.rules import Used, adjudicate
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.rules.amounts import Entitlement, Slice
from communitywelfare.rules.columns import OUTCOMES, Book, ClaimColumns, decide
from communitywelfare.rules.columns.conditions import BLOCK, INFO, REFER
from communitywelfare.rules.columns.days import NONE, is_known
from communitywelfare.rules.columns.one_by_one import facts_of, of_another, own_reading
from communitywelfare.rules.facts import known
from communitywelfare.rules.functions import Baht, Count, Days, Months, Number, Text, Years, YesNo, amount_form
from communitywelfare.strategies import claim_facts


def columns_of(facts):
    return ClaimColumns.of([0] * len(facts), list(range(len(facts))), [-1] * len(facts), facts)


def decided(clause, facts, people=None):
    """What columns decide of claims, as outcomes and amounts."""
    people = list(range(len(facts))) if people is None else people
    claims = ClaimColumns.of([0] * len(facts), people, [-1] * len(facts), facts)
    found = decide(Book.of([clause.bylaw]), claims)
    return [
        (OUTCOMES[outcome], Money(int(assessed)), Money(int(uncapped)))
        for outcome, assessed, uncapped in zip(found.outcome, found.assessed, found.uncapped, strict=True)
    ]


def one_at_a_time(clause, facts, people=None):
    """The same from `adjudicate`, each claim finding used what the earlier ones of its person gave."""
    granted, found = [], []
    for number, claimed in enumerate(facts):
        person = number if people is None else people[number]
        each = evolve(claimed, used=tuple(used for whose, used in granted if whose == person))
        event = Event(day=each.event_day)
        claim = Claim(number="1", day=each.claim_day, member="1", benefit="funeral", category="04", event=event)
        made = adjudicate(clause.policy, claim, each)
        found.append((made.outcome, made.assessed, made.uncapped))
        for one in slices_of(clause.benefit, each, made.assessed) if made.is_payable else ():
            if one.units or one.amount.satang:
                taken = Used(claim=str(number), benefit="funeral", day=one.day, amount=one.amount, units=one.units)
                granted.append((person, taken))
    return found


some_facts = st.lists(claim_facts(max_used=0), max_size=6)


@given(some_facts)
def test_facts_come_back_from_columns_but_for_what_these_do_not_have(facts):
    kept = [
        evolve(each, ended=None, used=(), payees=None, birth=each.birth and PartialDate(each.birth.first))
        for each in facts
    ]
    stated = [evolve(each, attributes={name: text for name, text in each.attributes.items() if text}) for each in kept]
    assert list(facts_of(columns_of(facts))) == stated


# --- functions ---------------------------------------------------------------------------------------------


@amount_form("numbers")
def numbers(membership: Months, age: Years, arrears: Months, paid: Baht, paid_months: Months, units: Count) -> int:
    return 1_000_000 * units + 1_000 * membership + age + arrears + paid.satang // 10 + paid_months


@amount_form("stated", stated=("bill", "hours", "grade", "level", "alcohol_free"), keys=("worth",))
def stated(bill: Baht, hours: Count, grade: Number, level: Text, alcohol_free: YesNo, worth: Baht) -> Money:
    return worth * (hours + len(level) + alcohol_free) + bill + Money(int(grade * 100))


@amount_form("touchy")
def touchy(membership: Days, units: Count) -> Money:
    if units == 1:
        raise ZeroDivisionError
    return Money(2**63 if units == 2 else -1 if units == 3 else 100 + membership)


FUNCTIONS = {numbers: {}, stated: {"worth": "12.50"}, touchy: {}}


@pytest.mark.parametrize("form", FUNCTIONS)
@given(facts=some_facts)
def test_a_function_over_arrays_gives_what_it_gives_one_claim_at_a_time(clause, form, facts):
    clause = clause(form, FUNCTIONS[form])
    facts = [evolve(each, year_start=clause.policy.year_start) for each in facts]
    assert decided(clause, facts) == one_at_a_time(clause, facts)


def test_a_function_is_asked_once_for_each_set_of_values(clause, facts):
    asked = []

    @amount_form("counting")
    def counting(units: Count, membership: Years) -> int:
        asked.append((units, membership))
        return units

    read = clause(counting)
    rows = [evolve(facts, units=units) for units in (1, 2, 1, None, 2, 1)]
    assert [amount.satang for _outcome, amount, _uncapped in decided(read, rows)] == [1, 2, 1, 0, 2, 1]
    assert sorted(asked) == [(1, 4), (2, 4)]


def test_what_no_claim_states_waits(clause, facts):
    rows = [evolve(facts, attributes={})] * 2
    read = clause(stated, {"worth": 1})
    assert decided(read, rows) == one_at_a_time(read, rows)


# --- classes -----------------------------------------------------------------------------------------------


@frozen
class Stays:
    """Every other night, the first two at three times the rate; one slice, none, or a day later as it comes."""

    rate: Money
    form: ClassVar[str] = "stays"

    @classmethod
    def read(cls, keys) -> Self:
        return cls(keys.money("rate"))

    def entitlement(self, facts, place):
        nights = known(facts.units, "night")
        reason = Finding("amount.flat", Severity.INFO, place=place, params={"amount": self.rate})
        if nights == 13:
            return Entitlement((), evolve(reason, severity=Severity.BLOCK))
        if nights == 14:
            return Entitlement((Slice(facts.event_day, 1, self.rate),), evolve(reason, severity=Severity.REFER))
        rates = [self.rate * 3] * 2 + [self.rate] * 20
        start = facts.event_day + timedelta(days=nights % 2)
        return Entitlement(
            tuple(Slice(start + timedelta(days=2 * n), 1 + n % 2, rates[n]) for n in range(nights)), reason
        )


LIMITS = [
    [],
    [{"units": 3, "per": "event"}],
    [{"baht": "900.00", "per": "calendar year"}],
    [{"times": 1, "per": "calendar year"}, {"baht": 1500, "per": "90 days"}],
    [{"units": 4, "per": "fiscal year"}, {"baht": "2000.50", "per": "lifetime"}],
]


@pytest.mark.parametrize("limits", LIMITS)
@given(rows=st.lists(claim_facts(max_used=0), max_size=5), people=st.lists(st.integers(0, 1), min_size=5, max_size=5))
def test_slices_on_any_days_meet_limits_as_they_do_one_claim_at_a_time(clause, limits, rows, people):
    clause = clause(Stays, {"rate": "100.00"}, limits=limits, covers="everyone")
    rows = [evolve(each, year_start=clause.policy.year_start) for each in rows]
    assert decided(clause, rows, people[: len(rows)]) == one_at_a_time(clause, rows, people)


@pytest.mark.parametrize("limits", [[], [{"baht": "850.00", "per": "calendar year"}]])
def test_slices_of_two_forms_that_are_asked_together_stay_with_their_claims(clause, facts, limits):
    dear, cheap = (clause(Stays, {"rate": rate}, limits=limits, covers="everyone") for rate in ("100.00", "9.00"))
    second = evolve(cheap.benefit, key="cheap")
    both = evolve(dear.bylaw, versions=(evolve(dear.policy, benefits=(dear.benefit, second)),))
    book = Book.of([both])
    rows = [evolve(facts, units=units, year_start=dear.policy.year_start) for units in (2, 9, 4, 9, 5)]
    keys = ("funeral", "cheap", "funeral", "cheap", "funeral")
    places = [book.place[0, dear.policy.version, key] for key in keys]
    found = decide(book, ClaimColumns.of(places, range(5), [-1] * 5, rows))
    alone = {"funeral": decided(dear, rows), "cheap": decided(cheap, rows)}
    assert found.assessed.tolist() == [alone[key][at][1].satang for at, key in enumerate(keys)]
    assert len(set(found.assessed.tolist())) > 2


def test_what_is_carried_in_from_before_is_one_sum_also_of_such_a_form(clause, facts):
    read = clause(Stays, {"rate": "100.00"}, limits=[{"baht": "500.00", "per": "lifetime"}])
    claims = ClaimColumns.of([0, 0], [1, 1], [-1, -1], [evolve(facts, units=2), evolve(facts, units=4)])
    carried = evolve(claims, opening=np.array([20_000, NONE]))
    found = decide(Book.of([read.bylaw]), carried)
    assert found.assessed.tolist()[1] == 30_000


@pytest.mark.parametrize(
    "table",
    [
        {"form": "per unit", "unit": "night", "pays": {"form": "stays", "rate": "1.00"}},
        {
            "form": "share",
            "of": {"form": "stays", "rate": "1.00"},
            "share": "1/3",
            "rounding": {"to": "0.01", "direction": "up", "source": "x"},
        },
    ],
)
def test_a_form_inside_one_of_ours_is_asked_too(clause, table, facts):
    clause = clause(Stays, table)
    rows = [evolve(facts, units=units) for units in (None, 0, 1, 2, 5, 13, 14)]
    assert decided(clause, rows) == one_at_a_time(clause, rows)


@frozen
class Broken(Stays):
    """A form that fails, alone or inside another."""

    form: ClassVar[str] = "broken"

    def entitlement(self, facts, place):
        raise RuntimeError


@pytest.mark.parametrize(
    "table",
    [
        {"form": "broken", "rate": 1},
        {"form": "per unit", "unit": "night", "pays": {"form": "broken", "rate": 1}},
        {
            "form": "share",
            "of": {"form": "broken", "rate": 1},
            "share": "1/3",
            "rounding": {"to": "0.01", "direction": "up", "source": "x"},
        },
    ],
)
def test_a_form_that_fails_inside_another_is_named_and_waits(clause, table, facts):
    clause = clause(Broken, table)
    decision = clause.decide(facts)
    reason = next(each for each in decision.reasons if each.severity is Severity.REFER)
    assert (reason.code, dict(reason.params)) == ("amount.form_failed", {"form": "broken", "error": "RuntimeError"})
    assert reason.place.clause == "funeral"
    assert decided(clause, [facts]) == one_at_a_time(clause, [facts])


# --- a reading of its own ----------------------------------------------------------------------------------


@frozen
class ByArrears:
    """So much less for each month in arrears; from six on, nothing."""

    worth: Money
    form: ClassVar[str] = "by arrears"
    asked: ClassVar[list[str]] = []

    @classmethod
    def read(cls, keys) -> Self:
        return cls(keys.money("worth"))

    def entitlement(self, facts, place):
        self.asked.append("one by one")
        months = known(facts.arrears_months, "arrears")
        severity = Severity.BLOCK if months >= 6 else Severity.INFO
        reason = Finding("amount.flat", severity, place=place, params={"amount": self.worth})
        amount = Money(0) if months >= 6 else self.worth - Money(months)
        return Entitlement((Slice(facts.event_day, 1, amount),), reason)

    def columns(self, facts):
        self.asked.append("columns")
        there = is_known(facts.arrears)
        months = np.where(there, facts.arrears, 0)
        return np.where(there, np.where(months >= 6, BLOCK, INFO), REFER), self.worth.satang - months


def test_a_reading_of_its_own_is_used_and_decides_the_same(clause, facts):
    read = clause(ByArrears, {"worth": "1.00"})
    rows = [evolve(facts, arrears_months=months) for months in (0, 1, 5, 6, 7, None)]
    alone = one_at_a_time(read, rows)
    ByArrears.asked.clear()
    assert decided(read, rows) == alone
    assert ByArrears.asked == ["columns"]


@pytest.mark.parametrize(
    "answer",
    [
        lambda count: None,
        lambda count: (np.full(count, INFO), np.full(count, 0.5)),
        lambda count: (np.full(count, 2.0), np.full(count, 5)),
        lambda count: (np.full(count, INFO), np.full(count, -1)),
        lambda count: (np.full(count, np.int8(7)), np.full(count, 5)),
        lambda count: (np.full(count + 1, INFO), np.full(count, 5)),
        lambda count: (INFO, 5),
    ],
)
def test_a_reading_that_fails_or_gives_something_else_is_not_used(clause, facts, answer):
    @frozen
    class Reads(ByArrears):
        def columns(self, columns):
            return answer(len(columns))

    read = clause(Reads, {"worth": "1.00"})
    rows = [evolve(facts, arrears_months=months) for months in (0, 6, None)]
    assert own_reading(read.benefit.amount, columns_of(rows)) is None
    assert decided(read, rows) == one_at_a_time(read, rows)


def test_no_claims_are_no_answers(clause):
    for form, table in ((numbers, {}), (Stays, {"rate": 1}), (ByArrears, {"worth": 1})):
        read = clause(form, table)
        assert decided(read, []) == []
        assert len(of_another(read.benefit.amount, columns_of([]))[0]) == 0
