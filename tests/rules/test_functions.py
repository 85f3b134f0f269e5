"""Forms of amount from functions: what may be asked for, what reaches the function, and what may come back."""

import pickle
from decimal import Decimal
from fractions import Fraction
from inspect import Parameter, Signature

import pytest
from attrs import evolve

from communitywelfare.claims import Outcome
from communitywelfare.errors import ByLawError, InvalidValue
from communitywelfare.fingerprints import fingerprint
from communitywelfare.money import ZERO, Money, Rounding
from communitywelfare.rules.functions import (
    Baht,
    Count,
    Days,
    Months,
    Number,
    Part,
    Rounded,
    Text,
    Years,
    YesNo,
    amount_form,
)
from communitywelfare.wording import clause_lines, words


@amount_form("wreath", keys=("worth", "more"))
def wreath(membership: Years, worth: Baht, more: Baht) -> Money:
    """A wreath, and more for each year."""
    return worth + more * membership


TABLE = {"worth": "500.00", "more": "10.00"}


def form_of(written, name, **options):
    """A form that pays nothing but tells what reaches it, and the list of what did."""
    reached = []

    def function(**values):
        reached.append(values[name])
        return 1

    function.__annotations__ = {name: written}
    function.__signature__ = Signature([Parameter(name, Parameter.KEYWORD_ONLY)])
    return amount_form("asks", **options)(function), reached


# --- what may be asked for ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("membership", Years, 4),
        ("membership", Months, 50),
        ("membership", Days, 1521),
        ("age", Years, 59),
        ("arrears", Months, 2),
        ("paid", Baht, Money.baht(1_500)),
        ("paid_months", Months, 50),
        ("units", Count, 3),
    ],
)
def test_a_fact_reaches_the_function_in_the_unit_that_it_is_asked_in(clause, facts, name, written, value):
    form, reached = form_of(written, name)
    assert clause(form).decide(facts).assessed == Money(1)
    assert reached == [value]


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("bill", Baht, Money.baht("1234.50")),
        ("hours", Count, 13),
        ("grade", Number, Decimal("3.5")),
        ("level", Text, "ป.6"),
        ("alcohol_free", YesNo, True),
    ],
)
def test_what_a_claim_states_reaches_the_function_by_its_kind(clause, facts, name, written, value):
    form, reached = form_of(written, name, stated=[name])
    assert clause(form).decide(facts).assessed == Money(1)
    assert reached == [value]
    assert type(reached[0]) is type(value)


@pytest.mark.parametrize(
    ("written", "key", "value"),
    [
        (Baht, "12.50", Money.baht("12.50")),
        (Days, "90 days", 90),
        (Months, "6 months", 6),
        (Months, "2 years", 24),
        (Years, "3 years", 3),
        (Count, 5, 5),
        (Number, "3.50", Decimal("3.50")),
        (Text, "ป.6", "ป.6"),
        (YesNo, False, False),
        (Part, "1/3", Fraction(1, 3)),
        (
            Rounded,
            {"to": "1.00", "direction": "down", "source": "ข้อ 9"},
            Rounding(to=Money(100), direction="down", source="ข้อ 9"),
        ),
    ],
)
def test_a_key_of_the_by_law_reaches_the_function_by_its_unit(clause, facts, written, key, value):
    form, reached = form_of(written, "key", keys=["key"])
    read = clause(form, {"key": key})
    assert read.decide(facts).assessed == Money(1)
    assert reached == [value]
    for language in ("th", "en"):
        assert "{" not in "".join(
            (*clause_lines(read.benefit, language), words(read.decide(facts).reasons[-1], language))
        )
    assert fingerprint(read.benefit.amount) == fingerprint(clause(form, {"key": key}).benefit.amount)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        (Baht, 12.5),
        (Days, "6 months"),
        (Months, "180 days"),
        (Years, "36 months"),
        (Years, "three years"),
        (Years, 3),
        (Count, "5"),
        (Number, 3.5),
        (Text, 5),
        (YesNo, "yes"),
        (Part, 0.5),
        (Rounded, "1.00"),
    ],
)
def test_a_key_in_another_unit_is_told_once(clause, written, key):
    form, _reached = form_of(written, "key", keys=["key"])
    with pytest.raises(ByLawError) as refused:
        clause(form, {"key": key})
    assert len(refused.value.findings) == 1
    assert refused.value.findings[0].params["key"] == "key"


@pytest.mark.parametrize("written", [Baht, Years, YesNo, Text])
def test_a_key_that_is_not_there_is_told_unless_it_has_a_default(clause, facts, written):
    form, _reached = form_of(written, "key", keys=["key"])
    with pytest.raises(ByLawError) as refused:
        clause(form)
    assert [each.code for each in refused.value.findings] == ["bylaw.missing_key"]

    @amount_form("at most", keys=("worth", "most"))
    def at_most(worth: Baht, *, most: Baht | None = None) -> int:
        return worth.satang if most is None else min(worth, most).satang

    assert clause(at_most, {"worth": 9}).decide(facts).assessed == Money.baht(9)
    assert clause(at_most, {"worth": 9, "most": 5}).decide(facts).assessed == Money.baht(5)


def test_a_default_of_the_right_kind_may_stand_in_the_signature(clause, facts):
    @amount_form("times", keys=("worth", "times"))
    def times(worth: Baht, times: Count = 2) -> Money:
        return worth * times

    assert clause(times, {"worth": 9}).decide(facts).assessed == Money.baht(18)


def test_a_by_law_that_does_not_declare_what_is_stated_is_told(clause):
    for form, _reached in (form_of(Baht, "cost", stated=["cost"]), form_of(Count, "bill", stated=["bill"])):
        with pytest.raises(ByLawError) as refused:
            clause(form)
        (finding,) = refused.value.findings
        assert finding.code == "bylaw.form_asks_stated"
        assert "attributes" in words(finding, "en")


# --- what is refused when it is declared --------------------------------------------------------------------


def fixed(worth: Baht) -> Money:
    return worth


def asks_float(membership: float) -> Money:
    return Money(1)


def asks_nothing_known(membreship: Years) -> Money:
    return Money(1)


def asks_plain(membership: int) -> Money:
    return Money(1)


def asks_untold(membership) -> Money:
    return Money(1)


def asks_two_units(membership: Years | Months) -> Money:
    return Money(1)


def asks_wrong_unit(paid: Months) -> Money:
    return Money(1)


def asks_part_of_claim(bill: Part) -> Money:
    return Money(1)


def with_default_fact(units: Count = 0) -> Money:
    return Money(1)


def with_optional_fact(units: Count | None) -> Money:
    return Money(1)


def with_optional_key(worth: Baht | None) -> Money:
    return Money(1)


def with_float_default(worth: Baht = 0.5) -> Money:
    return Money(1)


def with_rest(*units: Count) -> Money:
    return Money(1)


def by_place(units: Count, /) -> Money:
    return Money(1)


def gives_float(worth: Baht) -> float:
    return 0.5


def of_unknown_unit(worth: "Rupees") -> Money:  # noqa: F821
    return worth


@pytest.mark.parametrize(
    ("function", "options", "told"),
    [
        (fixed, {}, "asks for worth, which is no fact and not declared"),
        (asks_nothing_known, {}, "is it membership?"),
        (asks_float, {}, "without a unit"),
        (asks_plain, {}, "without a unit"),
        (asks_untold, {}, "without a unit"),
        (asks_two_units, {}, "without a unit"),
        (asks_wrong_unit, {}, "asks for paid in months, and paid is told in baht"),
        (asks_part_of_claim, {"stated": ["bill"]}, "asks for bill in fraction"),
        (with_default_fact, {}, "default for units"),
        (with_optional_fact, {}, "default for units"),
        (with_optional_key, {"keys": ["worth"]}, "needs a default for worth"),
        (with_float_default, {"keys": ["worth"]}, "default for worth that is no Money"),
        (with_rest, {}, "ask for units by its name"),
        (by_place, {}, "ask for units by its name"),
        (gives_float, {"keys": ["worth"]}, "must answer with Money"),
        (of_unknown_unit, {"keys": ["worth"]}, "unit that is not known"),
        (fixed, {"keys": ["worth", "age"]}, "declares age, which has a meaning already"),
        (fixed, {"keys": ["worth", "worth"]}, "declares worth, which has a meaning already"),
        (fixed, {"keys": ["worth", "form"]}, "declares form, which has a meaning already"),
        (fixed, {"keys": ["worth", "more"]}, "declares more and never asks for it"),
        (fixed, {"keys": ["worth"], "rises_with": ["age"]}, "cannot rise with age"),
        (fixed, {"keys": ["worth"], "rises_with": ["worth"]}, "cannot rise with worth"),
        (fixed, {"keys": ["worth"], "pays": {"en": "{worth}"}}, "must be there in th and en"),
        (fixed, {"keys": ["worth"], "pays": {"th": "{worth", "en": "{worth}"}}, "cannot be read"),
        (fixed, {"keys": ["worth"], "pays": {"th": "{amount}", "en": "{amount}"}}, "have a place for amount"),
        (fixed, {"keys": ["worth"], "because": {"th": "{0}", "en": "{worth.real}"}}, "have a place for"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_when_it_is_declared(function, options, told):
    with pytest.raises(InvalidValue, match="asked") as refused:
        amount_form("asked", **options)(function)
    assert told in str(refused.value)


# --- what comes back ---------------------------------------------------------------------------------------


def test_whole_satang_are_an_amount(clause, facts):
    @amount_form("satang")
    def satang(units: Count) -> int:
        return units

    assert clause(satang).decide(facts).assessed == Money(3)


@pytest.mark.parametrize(
    ("given", "error"),
    [
        *((given, "TypeError") for given in (0.5, True, None, "5", Decimal(5))),
        *((given, "ValueError") for given in (-1, Money(-1))),
        (2**63, "OverflowError"),
    ],
)
def test_what_is_no_amount_waits_for_somebody_to_mend_the_form(clause, facts, given, error):
    @amount_form("wrong")
    def wrong(units: Count) -> Money:
        return given

    decision = clause(wrong).decide(facts)
    assert (decision.outcome, decision.assessed) == (Outcome.NEEDS_DOCUMENTS, ZERO)
    assert decision.reasons[-1].code == "amount.form_failed"
    assert decision.reasons[-1].params == {"form": "wrong", "error": error}


def test_an_error_names_no_personal_value(clause, facts):
    @amount_form("wrong", stated=("level",))
    def wrong(level: Text) -> Money:
        raise RuntimeError(level)

    decision = clause(wrong).decide(facts)
    assert decision.reasons[-1].params == {"form": "wrong", "error": "RuntimeError"}
    assert "ป.6" not in words(decision.reasons[-1], "th")


def test_what_is_not_recorded_is_named_and_never_reaches_the_function(clause, facts):
    decision = clause(wreath, TABLE).decide(evolve(facts, tenure_from=None))
    assert decision.outcome is Outcome.NEEDS_DOCUMENTS
    assert decision.reasons[-1].params["fact"] == "tenure_from"


def test_units_that_cannot_be_right_and_numbers_that_are_none_wait(clause, facts):
    form, reached = form_of(Count, "units")
    for units in (-1, 36_526):
        assert clause(form).decide(evolve(facts, units=units)).reasons[-1].code == "amount.units_impossible"
    form, more = form_of(Baht, "bill", stated=["bill"])
    decision = clause(form).decide(evolve(facts, attributes={"bill": "ร้อยบาท"}))
    assert decision.reasons[-1].code == "event.attribute_unreadable"
    assert reached == more == []


# --- the form itself ---------------------------------------------------------------------------------------


def test_a_form_is_a_value_with_the_name_and_the_words_of_its_function(clause):
    one, other = (clause(wreath, table).benefit.amount for table in (TABLE, {"worth": 1, "more": "10.00"}))
    assert one == clause(wreath, TABLE).benefit.amount != other
    assert len({one, other, clause(wreath, TABLE).benefit.amount}) == 2
    assert (wreath.__name__, wreath.__module__, wreath.__doc__) == (
        "wreath",
        __name__,
        "A wreath, and more for each year.",
    )
    assert wreath.reads == {"tenure_from"}
    assert wreath.function(membership=2, worth=Money(5), more=Money(1)) == Money(7)
    with pytest.raises(AttributeError):
        one.given = ()
    assert pickle.dumps(one)


def test_it_says_in_both_languages_what_it_reckoned_with(clause, facts):
    @amount_form("all", keys=("worth",), stated=("hours",))
    def every(age: Years, arrears: Months, hours: Count, worth: Baht) -> Money:
        return worth

    read = clause(every, {"worth": "12.50"})
    reason = read.decide(facts).reasons[-1]
    assert words(reason, "en") == (
        "by the form all: age 59 years, months in arrears 2 months, the stated hours 13, worth 12.50 = 12.50 baht"
    )
    assert words(reason, "th").startswith("ตามรูปแบบ all: อายุ 59 ปี")
    assert clause_lines(read.benefit, "en") == ("pays by the form all: worth 12.50",)
    assert clause_lines(read.benefit, "th") == ("จ่ายตามรูปแบบ all: worth 12.50",)


def test_its_own_words_are_said_instead(clause, facts):
    @amount_form(
        "two wreaths",
        keys=("worth",),
        pays={"th": "สองพวง พวงละ {worth} บาท", "en": "two at {worth} baht"},
        because={"th": "{membership}: {worth} × 2 = {amount}", "en": "{membership}: {worth} × 2 = {amount}"},
    )
    def two(membership: Months, worth: Baht) -> Money:
        return worth * 2

    read = clause(two, {"worth": "12.50"})
    assert clause_lines(read.benefit, "th") == ("สองพวง พวงละ 12.50 บาท",)
    reason = read.decide(facts).reasons[-1]
    assert (reason.code, words(reason, "en")) == ("form.two_wreaths.amount", "50 months: 12.50 × 2 = 25.00")
