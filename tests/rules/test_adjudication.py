"""Decisions: what holds for every by-law and every claim, whatever is known of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from attrs import evolve, frozen
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.claims import Claim, Decision, Event, Outcome
from communitywelfare.errors import Severity
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules import Benefit, BenefitPolicy, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import slices_of
from communitywelfare.strategies import bylaws, claim_facts, claims

STOPS = {Severity.BLOCK, Severity.REFER}
RECKONING = {"share", "minimum", "maximum"}  # steps of an amount that is reckoned in several, before any limit
LONG_AGO = date(1990, 1, 1)


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


def a_claim(number: str = "1/2567", event: date = date(2024, 3, 1), **changes: object) -> Claim:
    plain = Claim(number=number, day=event, member="M0001", benefit="hospital", category="02", event=Event(day=event))
    return evolve(plain, **changes)


def good_facts(event: date = date(2024, 3, 1), **changes: object) -> ClaimFacts:
    """Everything known, and nothing against the claim."""
    plain = ClaimFacts(
        basis=event,
        event_day=event,
        claim_day=event,
        is_member=True,
        joined=date(2015, 1, 1),
        tenure_from=date(2015, 1, 1),
        birth=PartialDate.parse("1970-01-01"),
        sex=Sex.FEMALE,
        groups=frozenset({Group.GENERAL}),
        arrears_months=0,
        units=3,
        attributes={"level": "ป.6", "grade": "3.75"},
    )
    return evolve(plain, **changes)


@frozen
class Case:
    """A clause, a claim for it, and what is known."""

    policy: BenefitPolicy
    claim: Claim
    facts: ClaimFacts

    @property
    def benefit(self) -> Benefit:
        return self.policy.by_key[self.claim.benefit]

    def decide(self, **changes: object) -> Decision:
        return adjudicate(self.policy, self.claim, evolve(self.facts, **changes))


@composite
def cases(draw: DrawFn) -> Case:
    """Any clause and any facts; in every other case facts of which most clauses are content."""
    policy = draw(bylaws(max_versions=1, max_benefits=1)).versions[0]
    keys = [benefit.key for benefit in policy.benefits]
    claim, facts = draw(claims(benefits=keys)), draw(claim_facts(benefits=keys))
    if draw(st.booleans()):
        used = tuple(each for each in facts.used if each.units < 2)
        units = draw(st.integers(1, 12))
        content = good_facts(facts.event_day, documents=frozenset(claim.documents), used=used, units=units)
        facts = evolve(content, joined=LONG_AGO, tenure_from=LONG_AGO, birth=PartialDate(date(1965, 1, 1)))
    return Case(policy, claim, facts)


# --- what always holds -------------------------------------------------------------------------------------


@given(cases())
def test_no_decision_gives_less_than_nothing_or_more_than_the_clause(case):
    decision = case.decide()
    assert ZERO <= decision.assessed <= decision.uncapped


@given(cases())
def test_what_blocks_or_waits_pays_nothing_and_the_outcome_follows_from_the_reasons(case):
    decision = case.decide()
    found = {reason.severity for reason in decision.reasons}
    if found & STOPS:
        assert decision.assessed == ZERO
        waiting = {each.code for each in decision.reasons if each.severity is Severity.REFER}
        waits_for = Outcome.NEEDS_COMMITTEE if waiting == {"rule.needs_committee"} else Outcome.NEEDS_DOCUMENTS
        assert decision.outcome is (Outcome.NOT_PAYABLE if Severity.BLOCK in found else waits_for)
        assert (decision.authority is not None) == (decision.outcome is Outcome.NEEDS_COMMITTEE)
    else:
        assert decision.assessed > ZERO or decision.gifts
        assert decision.outcome is (Outcome.PARTIAL if Severity.REDUCE in found else Outcome.PAYABLE)
        assert (decision.assessed < decision.uncapped) == (Severity.REDUCE in found)
    assert decision.is_payable or decision.gifts or decision.outcome not in {Outcome.PAYABLE, Outcome.PARTIAL}
    assert not decision.is_payable or decision.outcome in {Outcome.PAYABLE, Outcome.PARTIAL}


@given(cases())
def test_the_trail_leads_from_nothing_to_the_assessed_amount_without_a_gap(case):
    decision = case.decide()
    first, *others = decision.trail
    reckoned = [step for step in decision.trail if step.kind in RECKONING] or [first]
    assert (first.before, first.kind) == (ZERO, case.benefit.amount.form)
    assert reckoned[-1].after == decision.uncapped
    assert all(one.after == other.before for one, other in pairwise(decision.trail))
    assert all(step.after < step.before for step in others if step.kind not in RECKONING)
    assert decision.trail[-1].after == decision.assessed
    assert all(step.reason in decision.reasons for step in decision.trail)


@given(cases())
def test_every_reduction_has_its_reason_and_every_reason_its_clause(case):
    decision = case.decide()
    reduced = [reason for reason in decision.reasons if reason.code.startswith("cap.")]
    kinds = [step.kind for step in decision.trail[1:] if step.kind not in RECKONING | {"stopped", "deducted"}]
    assert len(reduced) == len(kinds)
    assert all(reason.place == case.benefit.place for reason in decision.reasons)
    assert all(reason.severity in {Severity.INFO, Severity.REDUCE, *STOPS} for reason in decision.reasons)


@given(cases())
def test_use_of_limits_adds_up_and_never_passes_one(case):
    decision = case.decide()
    for usage in decision.cap_usage:
        assert 0 <= usage.consumed <= max(0, usage.limit - usage.used_before)
        if usage.used_before <= usage.limit:
            assert usage.used_before + usage.consumed + usage.remaining == usage.limit
    if not decision.is_payable:
        assert all(usage.consumed == 0 for usage in decision.cap_usage)


@given(cases(), st.randoms())
def test_the_same_facts_give_the_same_decision_in_whatever_order_earlier_use_is_listed(case, chance):
    listed = list(case.facts.used)
    chance.shuffle(listed)
    assert case.decide() == case.decide()
    assert case.decide().decision_id == case.decide().decision_id
    assert case.decide(used=tuple(listed)) == case.decide()


@given(cases(), claim_facts(benefits=["something else"]))
def test_what_was_received_for_another_benefit_does_not_count(case, other):
    assert case.decide(used=(*case.facts.used, *other.used)) == case.decide()


CHANGES = {
    "basis": date(1999, 1, 1),
    "event_day": date(1999, 1, 1),
    "claim_day": date(2999, 1, 1),
    "joined": date(1999, 1, 1),
    "ended": date(2999, 1, 1),
    "tenure_from": date(1999, 1, 1),
    "birth": PartialDate.parse("1899"),
    "arrears_months": 99,
    "units": 99,
    "attributes": {"another": "1"},
    "documents": frozenset({"another"}),
    "year_start": YearStart(7, 7),
}


@given(cases())
def test_other_facts_give_another_decision_id(case):
    changes = CHANGES | {"is_member": not case.facts.is_member}
    ids = {case.decide(**{fact: value}).decision_id for fact, value in changes.items()}
    assert len(ids | {case.decide().decision_id}) == len(changes) + 1


@given(cases())
def test_another_claim_or_another_text_of_the_clause_gives_another_decision_id(case):
    benefit = evolve(case.benefit, cite="ข้อ 99")
    amended = evolve(case.policy, benefits=(benefit,))
    ids = {
        case.decide().decision_id,
        adjudicate(case.policy, evolve(case.claim, number="2/2567"), case.facts).decision_id,
        adjudicate(amended, case.claim, case.facts).decision_id,
    }
    assert len(ids) == 3


@given(cases())
def test_a_decision_says_by_what_version_and_for_which_day_it_was_made(case):
    decision = case.decide()
    assert (decision.claim, decision.benefit) == (case.claim.number, case.benefit.key)
    assert (decision.bylaw_version, decision.basis) == (case.policy.version, case.facts.basis)


@given(claims(benefits=["wedding"]), bylaws(max_versions=1), claim_facts())
def test_a_benefit_that_the_bylaw_does_not_have_is_refused_and_the_refusal_has_an_id(claim, bylaw, facts):
    decision = adjudicate(bylaw.versions[0], claim, facts)
    assert (decision.outcome, decision.assessed) == (Outcome.NOT_PAYABLE, ZERO)
    assert [reason.code for reason in decision.reasons] == ["event.type_not_covered"]
    assert len(decision.decision_id) == 64
    other = adjudicate(bylaw.versions[0], evolve(claim, member="M0002"), facts)
    assert other.decision_id != decision.decision_id
    assert (other.bylaw_hash, other.usage_hash) == (decision.bylaw_hash, decision.usage_hash)
    assert other.facts_hash != decision.facts_hash


# --- more of this, less of that ----------------------------------------------------------------------------

INSIDE = date(2024, 4, 1)  # so far from every turn of a year that a stay lies in one window of each kind


@given(cases(), claim_facts(benefits=["any"], at_least=date(2023, 1, 1), at_most=date(2024, 3, 31)))
def test_larger_use_never_pays_more(case, other):
    # Lesson 1 of C.7: a ceiling that was added up the wrong way paid the more, the nearer one was to it.
    content = good_facts(INSIDE, units=case.facts.units, used=case.facts.used, documents=case.facts.documents)
    more = [evolve(each, claim=f"more {each.claim}", benefit=case.benefit.key) for each in other.used]
    before = adjudicate(case.policy, case.claim, content)
    after = adjudicate(case.policy, case.claim, evolve(content, used=(*content.used, *more)))
    assert after.assessed <= before.assessed


@given(st.lists(st.integers(1, 240), min_size=1, max_size=5, unique=True), st.data())
def test_waiting_longer_never_pays_less_where_steps_rise(months, data):
    pays = sorted(data.draw(st.lists(st.integers(0, 30_000), min_size=len(months), max_size=len(months))))
    steps = [{"from": f"{from_} months", "pay": pay} for from_, pay in zip(sorted(months), pays, strict=True)]
    wait = {"wait": data.draw(st.sampled_from(["180 days", "6 months", "3 years"]))}
    policy = policy_of({"amount": {"form": "steps", "by": "membership", "steps": steps}} | wait)
    early, late = sorted(data.draw(st.tuples(*[st.dates(date(2015, 1, 1), date(2036, 1, 1))] * 2)))
    paid = [adjudicate(policy, a_claim(event=day), good_facts(day)).assessed for day in (early, late)]
    assert paid[0] <= paid[1]


@given(cases(), st.integers(1, 30))
def test_more_units_never_pay_less(case, more):
    assume(case.facts.units is not None)
    inside = evolve(case.facts, event_day=INSIDE, joined=LONG_AGO, is_member=True)
    fewer, greater = (
        adjudicate(case.policy, case.claim, evolve(inside, units=units))
        for units in (inside.units, inside.units + more)
    )
    assert fewer.assessed <= greater.assessed


# --- all reasons, and no guess -----------------------------------------------------------------------------

STRICT = {
    "amount": {"form": "per unit", "pays": "200.00", "unit": "night"},
    "wait": "180 days",
    "age": {"from": "15 years", "below": "80 years"},
    "groups": ["GENERAL"],
    "sex": ["F"],
    "relations": ["SELF"],
    "when": {"level": {"one_of": ["ป.6"]}, "grade": {"at_least": "3.50"}},
    "documents": ["ใบรับรองแพทย์"],
    "claim_within": "1 year",
}
DAY = date(2024, 3, 1)
PAPERS = {"documents": frozenset({"ใบรับรองแพทย์"})}
FAULTS = {
    "member.not_active": {"is_member": False},
    "event.in_future": {"claim_day": DAY - timedelta(days=1)},
    "member.waiting_period": {"tenure_from": DAY - timedelta(days=179)},
    "member.age_too_low": {"birth": PartialDate.parse("2020")},
    "member.group_not_covered": {"groups": frozenset({Group.YOUTH})},
    "member.sex_not_covered": {"sex": Sex.MALE},
    "claimant.not_beneficiary": {"relation": Relationship.CHILD},
    "event.attribute_not_allowed": {"attributes": {"level": "ป.5", "grade": "3.75"}},
    "claim.document_missing": {"documents": frozenset()},
}


@pytest.fixture(scope="module")
def strict() -> BenefitPolicy:
    return policy_of(STRICT)


def codes(decision: Decision, *severities: Severity) -> list[str]:
    return [reason.code for reason in decision.reasons if reason.severity in severities]


def test_without_a_fault_all_conditions_are_answered_in_their_order(strict):
    decision = adjudicate(strict, a_claim(), good_facts(**PAPERS))
    assert (decision.outcome, decision.assessed) == (Outcome.PAYABLE, Money.baht(600))
    assert codes(decision, *Severity) == [
        "member.active",
        "member.waiting_over",
        "member.age_fits",
        "member.group_fits",
        "member.sex_fits",
        "claimant.fits",
        "event.attribute_fits",
        "event.attribute_reached",
        "claim.documents_complete",
        "claim.in_time",
        "amount.per_unit",
    ]


@given(chosen=st.lists(st.sampled_from(list(FAULTS)), unique=True))
def test_so_many_faults_so_many_reasons_in_the_order_of_the_conditions(chosen):
    # Lesson 11 of C.7: a list that was replaced instead of extended sent members away twice.
    changes = PAPERS | {name: value for code in chosen for name, value in FAULTS[code].items()}
    decision = adjudicate(policy_of(STRICT), a_claim(), good_facts(DAY, **changes))
    assert codes(decision, *STOPS) == [code for code in FAULTS if code in chosen]


MISSING = {
    "tenure_from": {"tenure_from": None},
    "birth_date": {"birth": None},
    "sex": {"sex": Sex.UNKNOWN},
    "night": {"units": None},
    "level": {"attributes": {"grade": "3.75"}},
    "grade": {"attributes": {"level": "ป.6"}},
}


@pytest.mark.parametrize("fact", MISSING)
def test_a_fact_that_is_not_recorded_is_named_and_waits(strict, fact):
    decision = adjudicate(strict, a_claim(), good_facts(**PAPERS | MISSING[fact]))
    assert (decision.outcome, decision.assessed) == (Outcome.NEEDS_DOCUMENTS, ZERO)
    missing = [reason for reason in decision.reasons if reason.severity is Severity.REFER]
    assert [(reason.code, reason.params["fact"]) for reason in missing] == [("fact.missing", fact)]
    assert missing[0].place.clause == "hospital"


def asks_for_a_fact(reason):
    """Whether a reason, or a part of a joined one, waits for a fact."""
    waits = reason.severity is Severity.REFER
    return waits and (reason.code == "fact.missing" or any(map(asks_for_a_fact, reason.params.get("parts", ()))))


@given(cases(), st.sampled_from(["tenure_from", "birth", "units", "arrears_months"]))
def test_a_missing_fact_never_counts_as_a_value(case, fact):
    with_it, without = case.decide(), case.decide(**{fact: None})
    if not any(map(asks_for_a_fact, without.reasons)):
        assert (without.assessed, without.reasons) == (with_it.assessed, with_it.reasons)
    else:
        assert without.assessed == ZERO
        assert without.outcome in {Outcome.NEEDS_DOCUMENTS, Outcome.NOT_PAYABLE}


def test_an_event_before_joining_is_told_as_such_and_one_after_leaving_as_another():
    policy = policy_of({"amount": {"form": "flat", "pays": 1000}})
    early = adjudicate(policy, a_claim(), good_facts(joined=DAY + timedelta(days=1), is_member=False))
    late = adjudicate(policy, a_claim(), good_facts(ended=DAY, is_member=False))
    assert codes(early, Severity.BLOCK) == ["event.before_membership"]
    assert codes(late, Severity.BLOCK) == ["member.not_active"]


@pytest.mark.parametrize(
    "amount",
    [
        {"form": "per unit", "pays": 200, "unit": "night"},
        {"form": "per unit", "pays": 200, "unit": "child"},
        {"form": "flat", "pays": 0},
        {"form": "steps", "by": "age", "steps": [{"from": "1 day", "pay": 0}]},
    ],
)
def test_what_comes_to_nothing_is_not_payable(amount):
    decision = adjudicate(policy_of({"amount": amount}), a_claim(), good_facts(units=0))
    assert (decision.outcome, decision.assessed) == (Outcome.NOT_PAYABLE, ZERO)
    assert decision.reasons[-1].severity is Severity.BLOCK
    assert decision.reasons[-1].code.startswith("amount.")


def test_nights_beyond_reason_wait_for_a_person():
    policy = policy_of({"amount": {"form": "per unit", "pays": 200, "unit": "night"}})
    decision = adjudicate(policy, a_claim(), good_facts(units=999_999_999_999))
    assert decision.outcome is Outcome.NEEDS_DOCUMENTS
    assert codes(decision, Severity.REFER) == ["amount.units_impossible"]


def test_a_limit_that_leaves_nothing_blocks_and_says_what_waits_before_it():
    policy = policy_of({"amount": {"form": "flat", "pays": 500}, "limits": [{"baht": "500.00", "per": "fiscal year"}]})
    reserved = Used(claim="2/2567", benefit="hospital", day=DAY, amount=Money.baht(500), units=1, is_reserved=True)
    decision = adjudicate(policy, a_claim(), good_facts(used=(reserved,)))
    assert (decision.outcome, codes(decision, *STOPS)) == (Outcome.NOT_PAYABLE, ["cap.year"])
    assert decision.reasons[-1].params["reserved"] is True
    assert decision.reasons[-1].params["used"] == Money.baht(500)


# --- where a paid sum falls --------------------------------------------------------------------------------


@given(cases(), st.integers(0, 500_000))
def test_a_paid_sum_falls_whole_on_days_of_the_event(case, satang):
    spread = slices_of(case.benefit, case.facts, Money(satang))
    assert total(each.amount for each in spread) == Money(satang)
    assert all(each.amount >= ZERO for each in spread)
    assert all(bool(each.units) == (each.amount > ZERO) for each in spread)
    assert all(each.day >= case.facts.event_day for each in spread)


def test_a_stay_whose_first_nights_found_no_room_was_paid_for_its_later_nights():
    stay = {"form": "per unit", "pays": 200, "unit": "night"}
    policy = policy_of({"amount": stay, "limits": [{"baht": 1000, "per": "fiscal year"}]})
    full = Used(claim="1/2567", benefit="hospital", day=date(2024, 5, 1), amount=Money.baht(1_000), units=5)
    facts = good_facts(date(2024, 9, 29), units=4, used=(full,))
    assert adjudicate(policy, a_claim(), facts).assessed == Money.baht(400)
    spread = slices_of(policy.benefits[0], facts, Money.baht(400))
    assert [(each.day, each.amount) for each in spread if each.units] == [
        (date(2024, 10, 1), Money.baht(200)),
        (date(2024, 10, 2), Money.baht(200)),
    ]


def test_what_was_paid_beyond_the_clause_falls_on_the_first_day():
    policy = policy_of({"amount": {"form": "per unit", "pays": 200, "unit": "night"}})
    spread = slices_of(policy.benefits[0], good_facts(units=2), Money.baht(1_000))
    assert [each.amount for each in spread] == [Money.baht(800), Money.baht(200)]
    unknown = slices_of(policy.benefits[0], good_facts(units=None), Money.baht(1_000))
    assert [(each.day, each.units, each.amount) for each in unknown] == [(DAY, 1, Money.baht(1_000))]
