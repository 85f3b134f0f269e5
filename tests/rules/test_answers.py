"""What each condition and each part of a clause answers, to the letter: its code, its severity and every figure.

A figure that a sentence does not show is still read by somebody: `missing()`, a page, a host application.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from attrs import evolve

from communitywelfare.calendar import Duration, PartialDate, Unit
from communitywelfare.claims import Payment
from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.members import Relationship
from communitywelfare.money import Money, Rounding
from communitywelfare.rules import ClaimFacts, Used
from communitywelfare.rules.expressions import (
    AllOf,
    AnyOf,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    Compares,
    FiledWithin,
    Lasting,
    LongerThan,
    NeverBehind,
    NoClaimFor,
    Not,
    Operator,
    Papers,
    Reckoned,
    SettledFor,
)
from communitywelfare.rules.facts import Clock, CodeFact, Payee, Quantity
from communitywelfare.rules.keys import Keys
from communitywelfare.rules.numbers import Greatest, Kind, Least, Literal, Product, QuantityNumber, Share, Sum
from communitywelfare.rules.payees import PayeeRule
from communitywelfare.rules.schedules import Every, Schedule

PLACE = Place(clause="b")
JOINED, BORN, DAY = date(2020, 1, 31), date(1960, 2, 29), date(2024, 3, 1)
FACTS = ClaimFacts(
    basis=DAY,
    event_day=DAY,
    claim_day=date(2024, 3, 31),
    is_member=True,
    joined=JOINED,
    tenure_from=JOINED,
    birth=PartialDate.parse(BORN.isoformat()),
    relation=Relationship.CHILD,
    arrears_months=2,
    worst_arrears=5,
    settled_on=date(2024, 1, 15),
    paid=Money.baht(1_234),
    units=3,
    attributes={"level": "ม.3", "grade": "3.49", "odd": "three"},
    documents=frozenset({"a", "b"}),
)
INFO, BLOCK, REFER = Severity.INFO, Severity.BLOCK, Severity.REFER


def months(count):
    return Duration(count, Unit.MONTH)


def taken(benefit, day, *, is_own=True):
    return Used(claim="1", benefit=benefit, day=day, amount=Money.baht(5), units=1, is_own=is_own)


PAID = QuantityNumber(Quantity.PAID)
UNITS = QuantityNumber(Quantity.UNITS)
FOUR_YEARS = Duration(4, Unit.YEAR)
MEMBER = {"start": JOINED, "basis": DAY}
AGED = {"start": BORN, "basis": DAY}
LABEL = {"th": "เกรด", "en": "grade"}

ANSWERS = [
    (
        Lasting(Clock.MEMBERSHIP, months(49)),
        "member.waiting_over",
        INFO,
        MEMBER | {"needed": months(49), "met_on": date(2024, 2, 29)},
    ),
    (
        Lasting(Clock.MEMBERSHIP, months(50)),
        "member.waiting_period",
        BLOCK,
        MEMBER | {"needed": months(50), "met_on": date(2024, 3, 31)},
    ),
    (Lasting(Clock.MEMBERSHIP, None, FOUR_YEARS), "member.tenure_too_long", BLOCK, MEMBER | {"limit": FOUR_YEARS}),
    (
        Lasting(Clock.AGE, None, Duration(65, Unit.YEAR)),
        "member.age_fits",
        INFO,
        AGED | {"limit": Duration(65, Unit.YEAR)},
    ),
    (Lasting(Clock.AGE, months(1), FOUR_YEARS), "member.age_too_high", BLOCK, AGED | {"limit": FOUR_YEARS}),
    (Lasting(Clock.AGE), "member.age_fits", INFO, AGED),
    (
        LongerThan(Clock.MEMBERSHIP, months(49)),
        "member.waiting_over",
        INFO,
        MEMBER | {"needed": months(49), "met_on": DAY},
    ),
    (
        LongerThan(Clock.MEMBERSHIP, months(50)),
        "member.waiting_period",
        BLOCK,
        MEMBER | {"needed": months(50), "met_on": date(2024, 4, 1)},
    ),
    (
        LongerThan(Clock.AGE, Duration(64, Unit.YEAR)),
        "member.age_fits",
        INFO,
        AGED | {"needed": Duration(64, Unit.YEAR), "met_on": DAY},
    ),
    (
        LongerThan(Clock.AGE, Duration(65, Unit.YEAR)),
        "member.age_too_low",
        BLOCK,
        AGED | {"needed": Duration(65, Unit.YEAR), "met_on": DAY.replace(year=2025)},
    ),
    (
        CodeOneOf(CodeFact.RELATION, ("CHILD", "SELF")),
        "claimant.fits",
        INFO,
        {"allowed": (Relationship.CHILD, Relationship.SELF), "found": (Relationship.CHILD,)},
    ),
    (
        CodeOneOf(CodeFact.RELATION, ("SELF",)),
        "claimant.not_beneficiary",
        BLOCK,
        {"allowed": (Relationship.SELF,), "found": (Relationship.CHILD,)},
    ),
    (
        AttributeAtLeast("grade", Decimal("3.50"), LABEL),
        "event.attribute_too_low",
        BLOCK,
        {"name": LABEL, "stated": "3.49", "minimum": "3.50"},
    ),
    (
        AttributeAtLeast("grade", Decimal("3.49")),
        "event.attribute_reached",
        INFO,
        {"name": "grade", "stated": "3.49", "minimum": "3.49"},
    ),
    (
        AttributeAtLeast("odd", Decimal(3)),
        "event.attribute_unreadable",
        REFER,
        {"name": "odd", "stated": "three", "minimum": "3"},
    ),
    (
        AttributeOneOf("level", ("ป.6", "ม.3"), LABEL),
        "event.attribute_fits",
        INFO,
        {"name": LABEL, "stated": "ม.3", "allowed": ("ป.6", "ม.3")},
    ),
    (
        AttributeOneOf("level", ("ป.6",)),
        "event.attribute_not_allowed",
        BLOCK,
        {"name": "level", "stated": "ม.3", "allowed": ("ป.6",)},
    ),
    (Papers(("a", "b")), "claim.documents_complete", INFO, {"documents": ("a", "b")}),
    (Papers(("a", "c", "d")), "claim.document_missing", REFER, {"documents": ("c", "d")}),
    (
        FiledWithin(Duration(30, Unit.DAY)),
        "claim.in_time",
        INFO,
        {"claimed": date(2024, 3, 31), "last": date(2024, 3, 31), "limit": Duration(30, Unit.DAY)},
    ),
    (
        FiledWithin(Duration(29, Unit.DAY)),
        "claim.filed_late",
        BLOCK,
        {"claimed": date(2024, 3, 31), "last": date(2024, 3, 30), "limit": Duration(29, Unit.DAY)},
    ),
    (NeverBehind(6), "standing.never_ended", INFO, {"months": 5, "ends_from": 6}),
    (NeverBehind(5), "member.ended_by_arrears", BLOCK, {"months": 5, "ends_from": 5}),
    (
        SettledFor(months(1)),
        "standing.reinstated",
        INFO,
        {"time": months(1), "settled": date(2024, 1, 15), "met_on": date(2024, 2, 15)},
    ),
    (
        SettledFor(months(2)),
        "member.reinstatement_wait",
        BLOCK,
        {"time": months(2), "settled": date(2024, 1, 15), "met_on": date(2024, 3, 15)},
    ),
    (
        Compares(UNITS, ">=", Literal(3, Kind.COUNT)),
        "condition.holds",
        INFO,
        {
            "left": UNITS,
            "sign": Operator.AT_LEAST,
            "right": Literal(3, Kind.COUNT),
            "found": Reckoned(3, Kind.COUNT),
            "wanted_value": Reckoned(3, Kind.COUNT),
        },
    ),
    (
        Compares(PAID, ">", Literal(123_400, Kind.BAHT)),
        "condition.fails",
        BLOCK,
        {
            "left": PAID,
            "sign": Operator.MORE,
            "right": Literal(123_400, Kind.BAHT),
            "found": Reckoned(123_400, Kind.BAHT),
            "wanted_value": Reckoned(123_400, Kind.BAHT),
        },
    ),
]


@pytest.mark.parametrize(
    ("condition", "code", "severity", "params"),
    ANSWERS,
    ids=[f"{each[1]} {number}" for number, each in enumerate(ANSWERS)],
)
def test_a_condition_answers_to_the_letter(condition, code, severity, params):
    assert condition.check(FACTS, PLACE) == Finding(code, severity, place=PLACE, params=params)


YES, NO, OPEN = NeverBehind(6), NeverBehind(5), Papers(("c",))
JOINED_ANSWERS = [
    (AllOf((YES, YES)), "condition.all_met", INFO),
    (AllOf((YES, OPEN)), "condition.all_open", REFER),
    (AllOf((NO, OPEN)), "condition.all_not_met", BLOCK),
    (AnyOf((NO, YES)), "condition.any_met", INFO),
    (AnyOf((NO, OPEN)), "condition.any_open", REFER),
    (AnyOf((NO, NO)), "condition.any_not_met", BLOCK),
    (Not(NO), "condition.not_met", INFO),
    (Not(OPEN), "condition.not_open", REFER),
    (Not(YES), "condition.not_not_met", BLOCK),
]


@pytest.mark.parametrize(("condition", "code", "severity"), JOINED_ANSWERS, ids=[each[1] for each in JOINED_ANSWERS])
def test_joined_conditions_bring_the_answers_of_their_parts(condition, code, severity):
    inner = (condition.condition,) if isinstance(condition, Not) else condition.conditions
    parts = tuple(each.check(FACTS, PLACE) for each in inner)
    assert condition.check(FACTS, PLACE) == Finding(code, severity, place=PLACE, params={"parts": parts})


YEAR = Duration(1, Unit.YEAR)


@pytest.mark.parametrize(
    ("used", "code", "severity", "more"),
    [
        ((), "frequency.never_received", INFO, {"last": None}),
        ((taken("c", date(2024, 1, 1)),), "frequency.never_received", INFO, {"last": None}),
        ((taken("a", date(2024, 1, 1), is_own=False),), "frequency.never_received", INFO, {"last": None}),
        ((taken("a", date(2024, 3, 2)),), "frequency.never_received", INFO, {"last": None}),
        ((taken("a", date(2023, 3, 1)),), "frequency.long_enough", INFO, {"last": date(2023, 3, 1), "met_on": DAY}),
        (
            (taken("a", date(2023, 3, 2)), taken("b", date(2020, 1, 1)), taken("a", date(2024, 3, 2))),
            "frequency.too_soon",
            BLOCK,
            {"last": date(2023, 3, 2), "met_on": date(2024, 3, 2)},
        ),
        ((taken("b", DAY),), "frequency.too_soon", BLOCK, {"last": DAY, "met_on": date(2025, 3, 1)}),
    ],
)
def test_a_look_back_finds_the_last_receipt_of_ones_own(used, code, severity, more):
    condition = NoClaimFor(YEAR, ("a", "b"))
    found = condition.check(evolve(FACTS, used=used), PLACE)
    assert found == Finding(code, severity, place=PLACE, params={"time": YEAR} | more)


@pytest.mark.parametrize(
    ("condition", "without", "fact"),
    [
        (LongerThan(Clock.MEMBERSHIP, YEAR), {"tenure_from": None}, "tenure_from"),
        (Lasting(Clock.AGE, YEAR), {"birth": None}, "birth_date"),
        (NeverBehind(3), {"worst_arrears": None}, "worst_arrears"),
        (SettledFor(YEAR), {"worst_arrears": None}, "worst_arrears"),
        (AttributeOneOf("level", ("x",)), {"attributes": {}}, "level"),
        (AttributeAtLeast("grade", Decimal(1)), {"attributes": {"grade": ""}}, "grade"),
        (Compares(UNITS, "<", UNITS), {"units": None}, "units"),
    ],
)
def test_a_condition_names_the_fact_that_is_missing(condition, without, fact):
    with pytest.raises(MissingFact) as error:
        condition.check(evolve(FACTS, **without), PLACE)
    assert [finding.params["fact"] for finding in error.value.findings] == [fact]


def test_numbers_are_reckoned_exactly():
    baht = Literal(1_000, Kind.BAHT)
    third = Rounding(to=Money(1), direction="up", source="ข้อ 1")
    assert Sum(PAID, baht).of(FACTS) == 124_400
    assert Least((PAID, baht)).of(FACTS) == 1_000
    assert Greatest((PAID, baht)).of(FACTS) == 123_400
    assert Product(baht, UNITS).of(FACTS) == 3_000
    assert Share(PAID, Fraction(1, 3), third).of(FACTS) == 41_134  # 41,133.33… satang, rounded up
    assert Share(PAID, Fraction(2, 3), evolve(third, direction="down")).of(FACTS) == 82_266
    assert Share(PAID, Fraction(1, 3), third).kind is Kind.BAHT


def read(kind, **table):
    findings: list[Finding] = []
    keys = Keys(table, "b", findings)
    found = kind.read(keys)
    keys.close()
    return found, [(each.code, each.place.clause, dict(each.params)) for each in findings]


def test_payees_are_read_as_they_are_written():
    assert read(PayeeRule, nominees=True, shares={"SPOUSE": "1/2"}, order=["MOTHER", "FATHER"]) == (
        PayeeRule(True, {"SPOUSE": Fraction(1, 2)}, (Relationship.MOTHER, Relationship.FATHER)),
        [],
    )
    names = tuple(each.value for each in Relationship)
    assert read(PayeeRule, order=["MOTHER", "COUSIN"]) == (
        PayeeRule(False, {}, (Relationship.MOTHER,)),
        [("bylaw.not_an_option", "b.order", {"key": "order", "value": "COUSIN", "options": names, "meant": ""})],
    )
    assert read(PayeeRule) == (PayeeRule(), [("bylaw.payees_empty", "b", {"key": ""})])
    assert read(PayeeRule, nominees=False)[1] == [("bylaw.payees_empty", "b", {"key": ""})]


def somebody(who, relation, nominated=None, percent=None):
    return Payee(who=who, relation=relation, nominated=nominated, percent=percent)


def paid(rule, amount, *payees):
    found = rule.divide(Money.baht(amount), evolve(FACTS, payees=payees))
    assert all(isinstance(each, Payment) for each in found)
    return [(each.who, each.relation.value, each.amount.plain) for each in found]


def test_payees_are_found_in_the_order_that_the_rule_names():
    rule = PayeeRule(
        nominees=True, shares={"SPOUSE": Fraction(1, 2), "CHILD": Fraction(1, 2)}, order=(Relationship.OTHER,)
    )
    named = (somebody("n", "RELATIVE", 2, 40), somebody("m", "OTHER", 1, 60))
    family = (somebody("s", "SPOUSE"), somebody("c", "CHILD"), somebody("d", "CHILD"))
    assert paid(rule, 100, *named, *family) == [("m", "OTHER", "60.00"), ("n", "RELATIVE", "40.00")]
    assert paid(rule, 100, *family) == [("s", "SPOUSE", "50.00"), ("c", "CHILD", "25.00"), ("d", "CHILD", "25.00")]
    assert paid(rule, 100, *family[1:]) == [("c", "CHILD", "50.00"), ("d", "CHILD", "50.00")]
    assert paid(rule, 100, somebody("o", "OTHER"), somebody("p", "OTHER")) == [
        ("o", "OTHER", "50.00"),
        ("p", "OTHER", "50.00"),
    ]
    assert paid(rule, 100, somebody("q", "MOTHER")) == []
    assert paid(evolve(rule, nominees=False), 90, *named, *family)[0] == ("s", "SPOUSE", "45.00")
    assert paid(rule, 100, somebody("n", "RELATIVE", 2), somebody("m", "OTHER", 1)) == [
        ("m", "OTHER", "50.00"),
        ("n", "RELATIVE", "50.00"),
    ]
    assert paid(rule, "0.01", *family) == [("s", "SPOUSE", "0.01"), ("c", "CHILD", "0.00"), ("d", "CHILD", "0.00")]
    with pytest.raises(MissingFact, match="payees"):
        rule.divide(Money.baht(1), FACTS)


def test_schedules_are_read_as_they_are_written():
    ages = (Duration(60, Unit.YEAR), Duration(726, Unit.MONTH))
    assert read(Schedule, every="month") == (Schedule(Every.MONTH), [])
    assert read(Schedule, ages=["60 years", "726 months"]) == (Schedule(ages=ages), [])
    assert read(Schedule)[1] == [("bylaw.one_of_two", "b.every", {"key": "every", "other": "ages"})]
    assert read(Schedule, every="year", ages=["60 years"])[1] == [
        ("bylaw.one_of_two", "b.every", {"key": "every", "other": "ages"})
    ]
    wrong = {"key": "ages", "value": "90 days", "wanted": "months or years"}
    assert read(Schedule, ages=["90 days"])[1] == [("bylaw.wrong_value", "b.ages", wrong)]
    found, told = read(Schedule, every="year", on="04-13")
    assert (found.on.month, found.on.day, told) == (4, 13, [])


def test_what_falls_due_comes_after_the_first_day_and_up_to_the_last():
    def days(schedule, since, until, birth=None):
        return [day.isoformat() for day in schedule.days(since, until, birth)]

    monthly, yearly = Schedule(Every.MONTH), read(Schedule, every="year", on="04-13")[0]
    assert days(monthly, date(2024, 1, 1), date(2024, 3, 1)) == ["2024-02-01", "2024-03-01"]
    assert days(monthly, date(2024, 1, 31), date(2024, 1, 31)) == []
    assert days(yearly, date(2023, 4, 13), date(2025, 4, 13)) == ["2024-04-13", "2025-04-13"]
    assert days(yearly, date(2023, 4, 12), date(2024, 4, 12)) == ["2023-04-13"]
    of_ages = Schedule(ages=(Duration(65, Unit.YEAR), Duration(60, Unit.YEAR)))
    assert days(of_ages, date(2019, 1, 1), date(2025, 2, 28), BORN) == ["2020-02-29", "2025-02-28"]
    assert days(of_ages, date(2020, 2, 29), date(2025, 2, 27), BORN) == []
    assert days(of_ages, date(2019, 1, 1), date(2030, 1, 1)) == []
