"""Columns at their edges: what random by-laws seldom say is decided as one by one, and what does not fit is refused."""

from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from attrs import evolve

from communitywelfare.calendar import PartialDate
from communitywelfare.claims import Claim, Event
from communitywelfare.members import Sex
from communitywelfare.money import Money
from communitywelfare.rules import ClaimFacts, adjudicate, build_bylaw
from communitywelfare.rules.columns import OUTCOMES, Book, ClaimColumns, decide
from communitywelfare.rules.columns.days import NONE, as_day, as_number, fiscal_year
from communitywelfare.rules.columns.lifting import taken_apart

WORDS = {"th": "ก", "en": "a"}
DAYS = [date(2014, 12, 31), date(2015, 1, 1), date(2016, 2, 29), date(2024, 3, 1), date(2044, 1, 31)]
ATTRIBUTES = {"hours": {"kind": "whole"}, "grade": {"kind": "number"}, "bill": {"kind": "baht"}}


def a_bylaw(*clauses):
    version = {
        "id": "1",
        "adopted": date(2000, 1, 1),
        "effective": date(2000, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "attributes": ATTRIBUTES,
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {
            f"b{number}": {"label": WORDS, "category": "99", **clause} for number, clause in enumerate(clauses)
        },
    }
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [version]})


def facts_on(day, **changes):
    plain = ClaimFacts(
        basis=day,
        event_day=day,
        claim_day=day,
        is_member=day >= date(2015, 1, 1),
        joined=date(2015, 1, 1),
        tenure_from=date(2015, 1, 1),
        birth=PartialDate.parse("1980-02-29"),
        sex=Sex.FEMALE,
        arrears_months=0,
        paid=Money.baht(3_650),
        paid_months=12,
        units=3,
        attributes={"hours": "13", "grade": "3.50", "bill": "100.01"},
    )
    return evolve(plain, **changes)


FLAT = {"form": "flat", "pays": 100}
CLAUSES = [
    {"amount": {"form": "base and steps", "by": "membership", "base": 5, "adds": 1, "every": "90 days"}},
    {"amount": {"form": "base and steps", "base": 5, "adds": 1, "every": "90 days", "since": "10 days"}},
    {"amount": {"form": "base and steps", "base": 5, "adds": 1, "every": "90 days", "since": "0 years"}},
    {"amount": {"form": "by years", "pays": 7, "at_most": 60, "at_least": 10}},
    {"amount": {"form": "formula", "pays": "bill - paid", "at_least": 3, "at_most": 9}},
    {"amount": {"form": "table", "rows": [{"when": "age > 40 years", "pay": 1}], "otherwise": 2}},
    {"amount": FLAT, "age": {"below": "40 years"}},
    {"amount": FLAT, "age": {"from": "30 years", "below": "40 years"}},
    {"amount": FLAT, "when": "membership > 1 year"},
    {"amount": FLAT, "when": "membership <= 1 year"},
    {"amount": FLAT, "when": "(age > 40 years and hours > 12) or membership < 2 years"},
    {"amount": FLAT, "when": "days(membership) > 400 and years(age, 6 months) < 45"},
    {"amount": FLAT, "when": "min(hours, units, 5) == 3 and max(hours, units) - units > 2 * units + 3"},
    {"amount": {"form": "formula", "pays": "min(paid, 99 baht) + max(bill, 1 baht) - 3 baht * units"}},
    {
        "amount": {
            "form": "formula",
            "pays": "share(bill, 1, 3)",
            "rounding": {"to": "0.25", "direction": "half even", "source": "ข้อ 1"},
        }
    },
]
CLAUSES += [
    {
        "amount": {
            "form": "formula",
            "pays": "share(bill, 1, 3)",
            "rounding": {"to": "0.25", "direction": direction, "source": "ข้อ 1"},
        }
    }
    for direction in ("up", "down", "half up")
]

STEPS = [{"from": "0 months", "pay": 3}, {"from": "1 year", "pay": 5}, {"from": "12 years", "pay": 7}]
BOUNDED = [{"over": "0 months", "to": "1 year", "pay": 3}, {"over": "1 year", "below": "9 years", "pay": 5}]
CLAUSES += [
    {"amount": {"form": "steps", "by": "membership", "steps": STEPS}},
    {"amount": {"form": "steps", "by": "age", "steps": BOUNDED}},
    {"amount": {"form": "steps", "by": "membership", "steps": BOUNDED}},
    {
        "amount": {
            "form": "steps",
            "by": "membership",
            "steps": [{"from": "1 day", "pay": 1}, {"from": "9 days", "pay": 2}],
        }
    },
]
CLAUSES += [
    {
        "amount": {
            "form": "steps",
            "by": "membership",
            "overlap": f"{governs} row",
            "steps": [{"from": "1 day", "to": "9 years", "pay": 1}, {"from": "9 days", "to": "12 years", "pay": 2}],
        }
    }
    for governs in ("earlier", "later")
]


@pytest.mark.parametrize("clause", CLAUSES, ids=range(len(CLAUSES)))
def test_a_clause_is_decided_in_columns_as_one_by_one(clause):
    bylaw = a_bylaw(clause)
    book = Book.of([bylaw])
    known = [facts_on(day) for day in DAYS] + [facts_on(DAYS[3], tenure_from=None, birth=None, units=None)]
    place = book.place[0, "1", "b0"]
    decided = decide(book, ClaimColumns.of([place] * len(known), list(range(len(known))), [-1] * len(known), known))
    asked = Claim(number="1", day=DAYS[3], member="1", benefit="b0", category="99", event=Event(day=DAYS[3]))
    expected = [adjudicate(bylaw.versions[0], asked, each) for each in known]

    assert len(decided) == len(known)
    assert [OUTCOMES[outcome] for outcome in decided.outcome] == [each.outcome for each in expected]
    assert [int(each) for each in decided.assessed] == [each.assessed.satang for each in expected]
    assert [int(each) for each in decided.uncapped] == [each.uncapped.satang for each in expected]


def test_steps_of_two_rows_and_of_three_are_read_together_and_decided_each_by_its_own():
    forms = [{"form": "steps", "by": "membership", "steps": steps} for steps in (STEPS[:2], STEPS, STEPS[:1])]
    bylaw = a_bylaw(*[{"amount": form} for form in forms])
    book = Book.of([bylaw])
    places = [book.place[0, "1", f"b{number}"] for number in range(3)]
    decided = decide(book, ClaimColumns.of(places, [0, 1, 2], [-1] * 3, [facts_on(date(2044, 1, 31))] * 3))

    assert book.shape[places[0]] == book.shape[places[1]] != book.shape[places[2]]
    assert decided.assessed.tolist() == [500, 700, 300]


def test_an_amount_that_whole_numbers_of_64_bits_cannot_hold_is_refused_and_not_wrapped():
    book = Book.of([a_bylaw({"amount": {"form": "per unit", "unit": "time", "pays": "999999999999.00"}})])
    rows = ClaimColumns.of([book.place[0, "1", "b0"]], [0], [-1], [facts_on(DAYS[3], units=36_525 * 30)])
    assert not decide(book, rows).assessed.any()  # so many units wait for a person
    formula = Book.of([a_bylaw({"amount": {"form": "formula", "pays": "999999999999 baht * units * units"}})])
    many = ClaimColumns.of([formula.place[0, "1", "b0"]], [0], [-1], [facts_on(DAYS[3], units=36_000)])
    with pytest.raises(OverflowError, match="cannot be reckoned in columns"):
        decide(formula, many)


def test_a_bylaw_of_more_clauses_than_there_are_bits_is_refused():
    with pytest.raises(ValueError, match="more than"):
        Book.of([a_bylaw(*[{"amount": FLAT}] * 64)])


def test_days_become_numbers_and_numbers_days():
    assert [as_day(as_number(day)) for day in DAYS] == DAYS
    assert as_number(None) == NONE
    assert as_day(np.int64(0)) == date(1970, 1, 1)


def test_years_that_begin_on_one_day_for_all_are_looked_up_as_they_are_reckoned():
    days = np.concatenate([np.arange(-60_000, 90_000, 37), as_number(date(2024, 2, 29)) + np.arange(-2, 3)])
    for month, day in ((1, 1), (2, 28), (10, 1), (12, 31)):
        each = np.full(len(days), month), np.full(len(days), day)
        wanted = fiscal_year(days, *each)
        for some in (slice(None), slice(1_200, 2_000), slice(0, 0)):  # with days that no table has, without, and none
            alike = (np.broadcast_to(np.int64(one), len(days[some])) for one in (month, day))
            assert np.array_equal(fiscal_year(days[some], *alike), wanted[some])


def test_columns_have_the_names_that_are_listed_and_no_other():
    book = Book.of([a_bylaw({"amount": FLAT})])
    rows = ClaimColumns.of([book.place[0, "1", "b0"]], [0], [-1], [facts_on(DAYS[3])])
    with pytest.raises(AttributeError, match="no_such_column"):
        _ = rows.no_such_column


def test_a_tree_is_taken_apart_into_its_shape_and_whole_numbers_and_what_has_no_shape_is_refused():
    shape, leaves = taken_apart((DAYS[0], Fraction(1, 3), Money(7)))
    assert leaves == [as_number(DAYS[0]), 1, 3, 7]
    assert taken_apart((DAYS[1], Fraction(2, 5), Money(9)))[0] == shape
    with pytest.raises(TypeError, match="no shape of a object"):
        taken_apart((object(),))
