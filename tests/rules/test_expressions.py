"""Conditions: each on the day, the month or the satang on which its answer turns."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, PartialDate, Unit
from communitywelfare.errors import MissingFact, Place, Severity
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.rules import ClaimFacts
from communitywelfare.rules.expressions import (
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    FiledWithin,
    Lasting,
    Papers,
)
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.strategies import claim_facts, days, durations

HERE = Place(clause="hospital")
EVENT = date(2024, 3, 1)
FACTS = ClaimFacts(
    basis=EVENT,
    event_day=EVENT,
    claim_day=EVENT,
    is_member=True,
    joined=date(2020, 1, 1),
    tenure_from=date(2020, 1, 1),
    birth=PartialDate.parse("1964-03-01"),
    arrears_months=0,
)


def since(clock: Clock, start: date, basis: date) -> ClaimFacts:
    facts = evolve(FACTS, basis=basis)
    return evolve(facts, **({"tenure_from": start} if clock is Clock.MEMBERSHIP else {"birth": PartialDate(start)}))


# --- lengths of time ---------------------------------------------------------------------------------------


@given(st.sampled_from(Clock), durations(), days())
def test_a_wait_is_over_on_the_day_that_the_refusal_names_and_not_before(clock, needed, start):
    condition = Lasting(clock, at_least=needed)
    refusal = condition.check(since(clock, start, needed.after(start) - timedelta(days=1)), HERE)
    assert refusal.severity is Severity.BLOCK
    assert condition.check(since(clock, start, refusal.params["met_on"]), HERE).severity is Severity.INFO


@given(st.sampled_from(Clock), durations(), days())
def test_a_highest_age_is_passed_on_the_day_on_which_it_is_complete(clock, limit, start):
    condition = Lasting(clock, less_than=limit)
    last = limit.after(start) - timedelta(days=1)
    assert condition.check(since(clock, start, last), HERE).severity is Severity.INFO
    assert condition.check(since(clock, start, last + timedelta(days=1)), HERE).severity is Severity.BLOCK


@pytest.mark.parametrize(
    ("basis", "code"),
    [
        (date(2024, 2, 29), "member.age_too_low"),
        (date(2024, 3, 1), "member.age_fits"),
        (date(2034, 2, 28), "member.age_fits"),
        (date(2034, 3, 1), "member.age_too_high"),
    ],
)
def test_an_age_band_says_on_which_side_somebody_is(basis, code):
    band = Lasting(Clock.AGE, at_least=Duration(60, Unit.YEAR), less_than=Duration(70, Unit.YEAR))
    found = band.check(evolve(FACTS, basis=basis), HERE)
    assert found.code == code
    named = "limit" if code == "member.age_too_high" else "needed"
    assert found.params[named] == (band.less_than if named == "limit" else band.at_least)


@given(st.sampled_from(Clock), durations(), durations(), days(), days())
def test_a_band_is_met_exactly_where_both_its_ends_are(clock, least, limit, start, basis):
    facts = since(clock, start, basis)
    both = Lasting(clock, at_least=least, less_than=limit).check(facts, HERE).severity is Severity.INFO
    one = Lasting(clock, at_least=least).check(facts, HERE).severity is Severity.INFO
    other = Lasting(clock, less_than=limit).check(facts, HERE).severity is Severity.INFO
    assert both == (one and other)


@pytest.mark.parametrize(
    ("clock", "unknown", "named"),
    [(Clock.MEMBERSHIP, {"tenure_from": None}, "tenure_from"), (Clock.AGE, {"birth": None}, "birth_date")],
)
def test_a_length_of_time_without_a_start_is_a_missing_fact(clock, unknown, named):
    with pytest.raises(MissingFact, match=named) as missing:
        Lasting(clock, at_least=Duration(0, Unit.DAY)).check(evolve(FACTS, **unknown), HERE)
    assert missing.value.findings[0].params == {"fact": named}


def test_no_bound_at_all_is_met_by_everybody():
    assert Lasting(Clock.AGE).check(FACTS, HERE).severity is Severity.INFO


# --- arrears -----------------------------------------------------------------------------------------------


@given(st.integers(0, 24), st.integers(0, 24))
def test_exactly_so_many_months_in_arrears_are_allowed_and_one_more_is_not(allowed, behind):
    found = ArrearsAtMost(allowed).check(evolve(FACTS, arrears_months=behind), HERE)
    assert (found.code, found.severity) == (
        ("standing.good", Severity.INFO) if behind <= allowed else ("member.arrears", Severity.BLOCK)
    )
    assert (found.params["months"], found.params["allowed"], found.place) == (behind, allowed, HERE)


def test_arrears_that_nobody_knows_are_not_taken_to_be_none():
    with pytest.raises(MissingFact, match="arrears is not recorded"):
        ArrearsAtMost(99).check(evolve(FACTS, arrears_months=None), HERE)


# --- codes -------------------------------------------------------------------------------------------------


@given(st.frozensets(st.sampled_from(Group)), st.lists(st.sampled_from(Group), unique=True))
def test_one_of_the_groups_of_a_member_is_enough(groups, allowed):
    condition = CodeOneOf(CodeFact.GROUP, tuple(group.value for group in allowed))
    found = condition.check(evolve(FACTS, groups=groups), HERE)
    assert (found.severity is Severity.INFO) == bool(groups & set(allowed))
    assert found.code == ("member.group_fits" if groups & set(allowed) else "member.group_not_covered")


@given(st.sampled_from(Relationship), st.sampled_from(Relationship))
def test_a_claimant_stands_in_one_relation_to_the_member(relation, allowed):
    found = CodeOneOf(CodeFact.RELATION, (allowed.value,)).check(evolve(FACTS, relation=relation), HERE)
    assert found.code == ("claimant.fits" if relation is allowed else "claimant.not_beneficiary")


@pytest.mark.parametrize(("sex", "code"), [(Sex.FEMALE, "member.sex_fits"), (Sex.MALE, "member.sex_not_covered")])
def test_a_benefit_for_one_sex(sex, code):
    assert CodeOneOf(CodeFact.SEX, ("F",)).check(evolve(FACTS, sex=sex), HERE).code == code


def test_an_unknown_sex_is_a_missing_fact_and_no_refusal():
    with pytest.raises(MissingFact, match="sex is not recorded"):
        CodeOneOf(CodeFact.SEX, ("F",)).check(evolve(FACTS, sex=Sex.UNKNOWN), HERE)


# --- what the claim states ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "code", "severity"),
    [
        ("3.49", "event.attribute_too_low", Severity.BLOCK),
        ("3.5", "event.attribute_reached", Severity.INFO),
        ("3.50", "event.attribute_reached", Severity.INFO),
        ("4", "event.attribute_reached", Severity.INFO),
        ("10", "event.attribute_reached", Severity.INFO),
        ("four", "event.attribute_unreadable", Severity.REFER),
        ("3.", "event.attribute_unreadable", Severity.REFER),
        (".5", "event.attribute_unreadable", Severity.REFER),
        ("-4", "event.attribute_unreadable", Severity.REFER),
        ("4e1", "event.attribute_unreadable", Severity.REFER),
        ("๔", "event.attribute_unreadable", Severity.REFER),
    ],
)
def test_a_grade_is_compared_as_a_number(stated, code, severity):
    found = AttributeAtLeast("grade", Decimal("3.50")).check(evolve(FACTS, attributes={"grade": stated}), HERE)
    assert (found.code, found.severity, found.params["stated"]) == (code, severity, stated)


@pytest.mark.parametrize(("stated", "code"), [("ป.6", "event.attribute_fits"), ("ป.5", "event.attribute_not_allowed")])
def test_a_level_is_among_the_named_ones_or_not(stated, code):
    condition = AttributeOneOf("level", ("ป.6", "ม.3"))
    assert condition.check(evolve(FACTS, attributes={"level": stated}), HERE).code == code


@pytest.mark.parametrize("attributes", [{}, {"level": ""}])
def test_what_a_claim_does_not_state_is_a_missing_fact(attributes):
    with pytest.raises(MissingFact, match="level is not recorded"):
        AttributeOneOf("level", ("ป.6",)).check(evolve(FACTS, attributes=attributes), HERE)


@given(st.frozensets(st.sampled_from("กขคง")), st.lists(st.sampled_from("กขคง"), unique=True, min_size=1))
def test_missing_papers_are_named_and_can_still_be_brought(brought, needed):
    found = Papers(tuple(needed)).check(evolve(FACTS, documents=brought), HERE)
    absent = tuple(paper for paper in needed if paper not in brought)
    if absent:
        assert (found.severity, found.params["documents"]) == (Severity.REFER, absent)
    else:
        assert found.severity is Severity.INFO


@given(durations(), days())
def test_the_last_day_to_claim_is_in_time_and_the_next_is_not(limit, event):
    last = limit.after(event)
    filed = (evolve(FACTS, event_day=event, claim_day=last + timedelta(days=late)) for late in (0, 1))
    codes = [FiledWithin(limit).check(facts, HERE).code for facts in filed]
    assert codes == ["claim.in_time", "claim.filed_late"]


# --- all of them -------------------------------------------------------------------------------------------

CONDITIONS = [
    Lasting(Clock.MEMBERSHIP, at_least=Duration(180, Unit.DAY)),
    Lasting(Clock.AGE, at_least=Duration(60, Unit.YEAR), less_than=Duration(80, Unit.YEAR)),
    ArrearsAtMost(3),
    CodeOneOf(CodeFact.GROUP, ("ELDERLY",)),
    CodeOneOf(CodeFact.SEX, ("F", "M")),
    CodeOneOf(CodeFact.RELATION, ("SELF",)),
    AttributeAtLeast("grade", Decimal("2.00")),
    AttributeOneOf("level", ("ป.6",)),
    Papers(("สูติบัตร",)),
    FiledWithin(Duration(1, Unit.YEAR)),
]


@pytest.mark.parametrize("condition", CONDITIONS, ids=lambda condition: type(condition).__name__)
@given(facts=claim_facts())
def test_every_answer_names_its_clause_and_is_met_blocks_or_waits(condition, facts):
    try:
        found = condition.check(facts, HERE)
    except MissingFact as missing:
        found = missing.findings[0]
        assume(found.severity is Severity.REFER)
    else:
        assert found.place == HERE
    assert found.severity in {Severity.INFO, Severity.BLOCK, Severity.REFER}
