"""The notation of conditions and formulas: what it reads, and what it tells of a text that it cannot read."""

from datetime import date
from decimal import Decimal

import pytest
from attrs import evolve

from communitywelfare.calendar import Duration, PartialDate, Unit
from communitywelfare.errors import MissingFact, Place, Severity
from communitywelfare.money import Money, Rounding
from communitywelfare.rules import ClaimFacts
from communitywelfare.rules.expressions import (
    AllOf,
    AnyOf,
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Lasting,
    LongerThan,
    Not,
    ask,
)
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.rules.notation import Attribute, NotationError, Vocabulary, condition_in, formula_in

DAY = date(2024, 3, 1)
FACTS = ClaimFacts(
    basis=DAY,
    event_day=DAY,
    claim_day=DAY,
    is_member=True,
    joined=date(2014, 3, 1),
    tenure_from=date(2014, 3, 1),
    birth=PartialDate.parse("1960-09-15"),
    arrears_months=2,
    paid=Money.baht(3_650),
    paid_months=120,
    units=4,
    attributes={"grade": "3.50", "hours": "12", "level": "ป.6", "bill": "1000.01", "free": "yes"},
)
KINDS = {"grade": "number", "hours": "whole", "bill": "baht", "free": "yes or no"}
ATTRIBUTES = {name: Attribute(name=name, kind=kind) for name, kind in KINDS.items()}
ATTRIBUTES["level"] = Attribute(name="level", kind="text", options=("ป.6", "ม.3"))
DEFINED = {"elder": "age >= 60 years", "broken": "age >= 60 years and", "half": "share(bill, 1, 2)"}
ROUNDING = Rounding(to=Money(1), direction="down", source="ข้อ 1")
WORDS = Vocabulary(attributes=ATTRIBUTES, definition=DEFINED.get, definitions=tuple(DEFINED), rounding=ROUNDING)
SIXTY = Lasting(Clock.AGE, at_least=Duration(60, Unit.YEAR))


@pytest.mark.parametrize(
    ("text", "conditions"),
    [
        ("age >= 60 years", (SIXTY,)),
        ("60 years <= age", (SIXTY,)),
        ("60 years > age", (Lasting(Clock.AGE, less_than=Duration(60, Unit.YEAR)),)),
        ("membership > 180 days", (LongerThan(Clock.MEMBERSHIP, Duration(180, Unit.DAY)),)),
        ("membership <= 180 days", (Not(LongerThan(Clock.MEMBERSHIP, Duration(180, Unit.DAY))),)),
        ("arrears <= 3", None),
        ("arrears <= 3 months", (ArrearsAtMost(3),)),
        ("arrears < 3 months", (ArrearsAtMost(2),)),
        ("arrears <= 1 year", (ArrearsAtMost(12),)),
        ("grade >= 3.50", (AttributeAtLeast("grade", Decimal("3.5")),)),
        ("sex == 'F'", (CodeOneOf(CodeFact.SEX, ("F",)),)),
        ("sex != 'F'", (Not(CodeOneOf(CodeFact.SEX, ("F",))),)),
        ("level in ('ป.6', 'ม.3')", (AttributeOneOf("level", ("ป.6", "ม.3")),)),
        ("level not in ('ป.6')", (Not(AttributeOneOf("level", ("ป.6",))),)),
        ("not free", (Not(AttributeOneOf("free", ("yes",))),)),
        ("elder", (SIXTY,)),
        ("elder and free", (SIXTY, AttributeOneOf("free", ("yes",)))),
        ("elder or free", (AnyOf((SIXTY, AttributeOneOf("free", ("yes",)))),)),
        ("free or elder and elder", (AnyOf((AttributeOneOf("free", ("yes",)), AllOf((SIXTY, SIXTY)))),)),
        ("(free or elder) and elder", (AnyOf((AttributeOneOf("free", ("yes",)), SIXTY)), SIXTY)),
        ("free or (elder or elder)", (AnyOf((AttributeOneOf("free", ("yes",)), SIXTY, SIXTY)),)),
    ],
)
def test_a_condition_becomes_the_tree_that_the_keys_would_give(text, conditions):
    if conditions is None:
        assert told(text) == ("bylaw.not_comparable", 13)
    else:
        assert condition_in(text, WORDS) == conditions


@pytest.mark.parametrize(
    ("text", "baht"),
    [
        ("1500 baht * years(membership)", "15000"),  # 10 years to the day
        ("units * 200 baht", "800"),
        ("2 * units * 100.25 baht", "802"),
        ("10 baht * days(membership)", "36530"),  # 1 March 2014 to 1 March 2024: 3,653 days, of which 3 are leap days
        ("10 baht * months(age)", "7610"),  # 63 years 5 months and some days
        ("1 baht * years(age, 5 months)", "64"),  # 63 years, and more than 5 months
        ("min(paid, 3000 baht) + 20 baht * units", "3080"),
        ("max(bill - 2000 baht, 50 baht)", "50"),
        ("half", "500"),  # 1,000.01 ÷ 2 = 500.005, rounded down to a satang
        ("share(paid, 1, 3) - (100 baht - 40 baht)", "1156.66"),  # 3,650 ÷ 3 = 1,216.666…; less 60
    ],
)
def test_a_formula_is_reckoned_as_by_hand(text, baht):
    assert Money(formula_in(text, WORDS).of(FACTS)) == Money.baht(baht)


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("grade > 3", True),
        ("grade >= hours", False),
        ("hours == 12 and hours != 11", True),
        ("bill + 1 baht > paid", False),
        ("arrears + 1 month <= 3 months", True),
        ("days(membership) > 3652", True),
        ("2 * arrears < paid_months", True),
    ],
)
def test_a_comparison_is_answered_as_by_hand(text, holds):
    answers = {ask(condition, FACTS, Place()).severity for condition in condition_in(text, WORDS)}
    assert (answers == {Severity.INFO}) == holds


def test_before_membership_begins_no_day_of_it_is_complete():
    early = condition_in("days(membership) > 0", WORDS)[0]
    assert early.left.of(FACTS) > 0
    assert early.left.of(evolve(FACTS, tenure_from=date(2025, 1, 1))) == 0


def test_what_a_claim_states_as_no_number_must_be_mended():
    with pytest.raises(MissingFact):
        formula_in("bill", WORDS).of(evolve(FACTS, attributes={"bill": "ร้อยบาท"}))


def told(text: str, read=condition_in, words: Vocabulary = WORDS) -> tuple[str, int]:
    with pytest.raises(NotationError) as refused:
        read(text, words)
    return refused.value.code, refused.value.params["column"]


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("", "bylaw.notation_unreadable", 1),
        ("age >= 60 years age", "bylaw.notation_unreadable", 17),
        ("age >= # 60 years", "bylaw.notation_unreadable", 8),
        ("(age >= 60 years", "bylaw.notation_expected", 17),
        ("level in 'ป.6'", "bylaw.notation_expected", 10),
        ("level in (5)", "bylaw.notation_expected", 11),
        ("level == 'ป.7'", "bylaw.unknown_value", 15),
        ("sex in ('W')", "bylaw.unknown_value", 13),
        ("hours in ('12')", "bylaw.not_comparable", 16),
        ("level > 'ป.6'", "bylaw.not_comparable", 14),
        ("age == 60 years", "bylaw.not_comparable", 16),
        ("hours > 1 baht", "bylaw.not_comparable", 15),
        ("hours", "bylaw.notation_no_condition", 6),
        ("age", "bylaw.notation_no_condition", 4),
        ("level", "bylaw.notation_no_condition", 6),
        ("level or free", "bylaw.notation_no_condition", 14),
        ("5 years", "bylaw.notation_no_condition", 8),
        ("free > 1", "bylaw.notation_no_number", 9),
        ("paid * bill > 1 baht", "bylaw.not_comparable", 13),
        ("hours / 2 > 1", "bylaw.notation_division", 7),
        ("agee > 1 year", "bylaw.unknown_name", 1),
        ("age > 1000 years", "bylaw.notation_unreadable", 7),
        ("age > ๖๐ years", "bylaw.notation_unreadable", 7),
        ("paid > 1.005 baht", "bylaw.notation_unreadable", 8),
        ("grade > 1.00001", "bylaw.notation_unreadable", 9),
        ("min(paid) > 1 baht", "bylaw.notation_arguments", 11),
        ("share(paid, 1, 0) > 1 baht", "bylaw.notation_arguments", 19),
        ("years(paid) > 1", "bylaw.notation_arguments", 13),
        ("share(hours, 1, 2) > 1 baht", "bylaw.not_comparable", 20),
        ("free and broken", "bylaw.notation_unreadable", 10),
    ],
)
def test_a_text_that_cannot_be_read_is_told_with_the_character(text, code, column):
    assert told(text) == (code, column)


def test_a_formula_must_come_to_baht_and_a_share_needs_its_rounding():
    assert told("hours", formula_in) == ("bylaw.formula_not_baht", 1)
    assert told("free", formula_in) == ("bylaw.notation_no_number", 5)
    without = Vocabulary(attributes=ATTRIBUTES)
    assert told("share(bill, 1, 2)", formula_in, without) == ("bylaw.rounding_needed", 18)


def test_a_name_nearly_right_is_told_with_the_right_one():
    with pytest.raises(NotationError) as refused:
        condition_in("membershp > 1 year", WORDS)
    assert refused.value.params["meant"] == "membership"
    with pytest.raises(NotationError) as refused:
        condition_in("xyz", WORDS)
    assert refused.value.params["meant"] == ""
