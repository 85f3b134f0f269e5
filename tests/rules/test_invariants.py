"""The invariants of a decision: what holds whatever the by-law, the claim, the facts and the history."""

import os
import subprocess
import sys
from datetime import date, timedelta

from attrs import evolve, fields, frozen
from hypothesis import assume, given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.calendar import PartialDate, YearStart
from communitywelfare.claims import Claim, Decision, Event, Outcome
from communitywelfare.errors import Severity
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import ZERO, Money, total
from communitywelfare.rules import Benefit, BenefitPolicy, ClaimFacts, Used, adjudicate, build_bylaw
from communitywelfare.rules.adjudication import adjudicate_event, slices_of
from communitywelfare.rules.bylaws import Covers
from communitywelfare.rules.expressions import Papers, ask
from communitywelfare.rules.facts import Payee
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.strategies import bylaws, claim_facts, claims, days

STOPS = {Severity.BLOCK, Severity.REFER}
LONG_AGO = date(1990, 1, 1)


@frozen
class Case:
    """A version of a by-law, a claim for one of its clauses, and what is known."""

    policy: BenefitPolicy
    claim: Claim
    facts: ClaimFacts

    @property
    def benefit(self) -> Benefit:
        return self.policy.by_key[self.claim.benefit]

    def decide(self, **changes: object) -> Decision:
        return adjudicate(self.policy, self.claim, evolve(self.facts, **changes))


def content(facts: ClaimFacts, claim: Claim, units: int) -> ClaimFacts:
    """The same history, with facts of which most clauses are content."""
    return evolve(
        facts,
        basis=facts.event_day,
        claim_day=facts.event_day,
        is_member=True,
        joined=LONG_AGO,
        ended=None,
        tenure_from=LONG_AGO,
        birth=PartialDate(date(1965, 1, 1)),
        sex=Sex.FEMALE,
        groups=frozenset({Group.GENERAL}),
        relation=Relationship.SELF,
        arrears_months=0,
        worst_arrears=0,
        settled_on=None,
        paid=Money.baht(3_650),
        paid_months=120,
        units=units,
        attributes={"level": "ป.6", "grade": "3.75", "hours": "13", "bill": "1234.50", "alcohol_free": "yes"},
        documents=frozenset({"สำเนาบัตรประชาชน", "ใบรับรองแพทย์", "สูติบัตร"}),
    )


@composite
def cases(draw: DrawFn) -> Case:
    """Any version, clause and history; in every other case facts of which most clauses are content."""
    policy = draw(st.sampled_from(draw(bylaws()).versions))
    keys = [benefit.key for benefit in policy.benefits]
    claim, facts = draw(claims(benefits=keys)), draw(claim_facts(benefits=keys))
    willing = draw(st.booleans())
    return Case(policy, claim, content(facts, claim, draw(st.integers(1, 12))) if willing else facts)


# --- the amount --------------------------------------------------------------------------------------------


@given(cases())
def test_what_is_assessed_lies_between_nothing_and_the_uncapped_amount(case):
    decision = case.decide()
    assert ZERO <= decision.assessed <= decision.uncapped


@given(cases())
def test_the_steps_add_up_to_what_is_assessed(case):
    trail = case.decide().trail
    assert total(step.after - step.before for step in trail) == trail[-1].after == case.decide().assessed
    assert trail[0].before == ZERO
    assert [step.before for step in trail[1:]] == [step.after for step in trail[:-1]]


@given(cases())
def test_a_blocking_reason_means_zero_and_so_does_one_that_waits(case):
    decision = case.decide()
    if {reason.severity for reason in decision.reasons} & STOPS:
        assert decision.assessed == ZERO
        assert decision.outcome not in {Outcome.PAYABLE, Outcome.PARTIAL}
        assert decision.payments == decision.gifts == ()


@given(cases())
def test_partly_payable_means_that_something_was_taken_away_and_nothing_stops_the_claim(case):
    decision = case.decide()
    found = {reason.severity for reason in decision.reasons}
    assert (decision.outcome is Outcome.PARTIAL) == (Severity.REDUCE in found and not found & STOPS)
    if not found & STOPS:
        assert (decision.assessed < decision.uncapped) == (Severity.REDUCE in found)


@given(cases())
def test_what_is_paid_out_to_payees_is_what_is_assessed(case):
    decision = case.decide()
    assert not decision.payments or total(payment.amount for payment in decision.payments) == decision.assessed
    assert all(payment.amount >= ZERO for payment in decision.payments)


# --- limits ------------------------------------------------------------------------------------------------


@given(cases())
def test_used_before_and_consumed_and_remaining_are_the_limit(case):
    for usage in case.decide().cap_usage:
        assert min(usage.used_before, usage.consumed, usage.remaining) >= 0
        if usage.used_before <= usage.limit:
            assert usage.used_before + usage.consumed + usage.remaining == usage.limit
        else:
            assert usage.consumed == usage.remaining == 0


@given(cases())
def test_no_limit_lets_more_through_than_it_has_left(case):
    decision = case.decide()
    for limit in case.benefit.limits:
        told = [usage for usage in decision.cap_usage if usage.limit_id == limit.limit_id]
        if limit.measure is Measure.BAHT:
            left = sum(max(0, usage.limit - usage.used_before) for usage in told)
            assert decision.assessed.satang <= left or not decision.is_payable


@composite
def histories(draw: DrawFn) -> tuple[BenefitPolicy, tuple[tuple[Claim, ClaimFacts], ...]]:
    """A version, and claims of one person for any of its clauses one after another."""
    policy = draw(bylaws(max_versions=1)).versions[0]
    keys = [benefit.key for benefit in policy.benefits]
    rows = []
    for number in range(draw(st.integers(1, 6))):
        claim = draw(claims(number=f"{number}/2567", benefits=keys))
        facts = content(draw(claim_facts(benefits=keys, max_used=0)), claim, draw(st.integers(1, 6)))
        rows.append((claim, evolve(facts, year_start=policy.year_start, used=())))
    return policy, tuple(rows)


@given(histories())
def test_along_a_history_each_claim_finds_used_what_all_before_it_took(history):
    policy, rows = history
    used: tuple[Used, ...] = ()
    taken: dict[tuple[str, ...], int] = {}
    for claim, facts in rows:
        benefit = policy.by_key[claim.benefit]
        decision = adjudicate(policy, claim, evolve(facts, used=used))
        folded = {limit.limit_id for limit in benefit.limits if is_folded(limit)}
        for usage in decision.cap_usage:
            if usage.limit_id in folded:
                place = (benefit.key, usage.limit_id, usage.window)
                assert usage.used_before == taken.get(place, 0)
                taken[place] = taken.get(place, 0) + usage.consumed
                assert taken[place] <= usage.limit
        used += used_by(claim, benefit, evolve(facts, used=used), decision.assessed)


def is_folded(limit) -> bool:
    """Whether a limit counts its own clause only, in windows that are the same for all claims."""
    return not limit.benefits and limit.window not in {Window.EVENT, Window.ROLLING}


def used_by(claim: Claim, benefit: Benefit, facts: ClaimFacts, amount: Money) -> tuple[Used, ...]:
    return tuple(
        Used(claim=claim.number, benefit=benefit.key, day=each.day, amount=each.amount, units=each.units)
        for each in slices_of(benefit, facts, amount)
        if each.units
    )


@given(histories())
def test_clauses_that_answer_to_one_event_leave_each_other_what_one_after_another_would(history):
    policy, rows = history
    event = "what happened"
    policy = evolve(policy, benefits=tuple(evolve(benefit, event=event) for benefit in policy.benefits))
    claim, facts = rows[0]
    together = adjudicate_event(policy, evolve(claim, benefit=event), facts)
    used: tuple[Used, ...] = ()
    for benefit, decision in zip(policy.benefits, together, strict=True):
        alone = adjudicate(policy, evolve(claim, benefit=benefit.key), evolve(facts, used=used))
        assert alone == decision
        used += used_by(claim, benefit, evolve(facts, used=used), alone.assessed)


def test_an_event_that_no_clause_answers_to_is_refused_and_says_so():
    basis = date(2024, 3, 1)
    facts = ClaimFacts(basis=basis, event_day=basis, claim_day=basis, is_member=True, joined=LONG_AGO)
    claim = Claim(number="2", day=basis, member="1", benefit="wedding", category="1", event=Event(day=basis))
    (decision,) = adjudicate_event(a_policy({"amount": AMOUNTS["flat"]}), claim, facts)
    assert [reason.code for reason in decision.reasons] == ["event.type_not_covered"]
    assert (decision.outcome, decision.assessed) == (Outcome.NOT_PAYABLE, ZERO)


# --- what went in ------------------------------------------------------------------------------------------

CHANGED = {
    "basis": date(1999, 1, 1),
    "event_day": date(1999, 1, 1),
    "claim_day": date(2999, 1, 1),
    "joined": date(1999, 1, 1),
    "ended": date(2999, 1, 1),
    "tenure_from": date(1999, 1, 1),
    "birth": PartialDate.parse("1899"),
    "sex": Sex.OTHER,
    "groups": frozenset({Group.ORPHAN, Group.YOUTH, Group.DISABLED}),
    "arrears_months": 99,
    "worst_arrears": 99,
    "settled_on": date(1999, 1, 1),
    "paid": Money(1),
    "paid_months": 999,
    "units": 99,
    "attributes": {"another": "1"},
    "documents": frozenset({"another"}),
    "year_start": YearStart(7, 7),
    "payees": (Payee(who="another", relation="OTHER"),),
}


def other_facts(facts: ClaimFacts) -> dict[str, object]:
    """For each fact another value."""
    relation = next(each for each in Relationship if each is not facts.relation)
    another = Used(claim="another", benefit="another", day=LONG_AGO, amount=Money(1), units=1)
    return CHANGED | {"is_member": not facts.is_member, "relation": relation, "used": (*facts.used, another)}


@given(cases())
def test_the_same_inputs_give_the_same_id_and_any_other_fact_another(case):
    changes = other_facts(case.facts)
    assert set(changes) == {each.name for each in fields(ClaimFacts)}
    assume(all(getattr(case.facts, name) != value for name, value in changes.items()))

    assert case.decide().decision_id == case.decide().decision_id
    ids = [case.decide().decision_id, *(case.decide(**{name: value}).decision_id for name, value in changes.items())]
    assert len(set(ids)) == len(changes) + 1


HASHES = ("bylaw_hash", "facts_hash", "usage_hash")


def hashes_that_differ(one: Decision, other: Decision) -> set[str]:
    return {name for name in HASHES if getattr(one, name) != getattr(other, name)}


@given(cases())
def test_a_change_of_a_fact_of_usage_or_of_the_clause_changes_its_own_hash_and_no_other(case):
    changes = other_facts(case.facts)
    assume(all(getattr(case.facts, name) != value for name, value in changes.items()))
    decision = case.decide()

    assert hashes_that_differ(decision, case.decide()) == set()
    for name, value in changes.items():
        changed = case.decide(**{name: value})
        assert hashes_that_differ(decision, changed) == {"usage_hash" if name == "used" else "facts_hash"}
        assert changed.decision_id != decision.decision_id
    amended = evolve(case.policy, benefits=(evolve(case.benefit, cite="another"),))
    for policy in (amended, evolve(case.policy, version="another")):
        assert hashes_that_differ(decision, adjudicate(policy, case.claim, case.facts)) == {"bylaw_hash"}
    beside = evolve(case.policy, benefits=(case.benefit, evolve(case.benefit, key="another")))
    assert hashes_that_differ(decision, adjudicate(beside, case.claim, case.facts)) == set()
    assert adjudicate(beside, case.claim, case.facts).engine_version == decision.engine_version != ""


@given(cases())
def test_another_clause_version_or_claim_gives_another_id(case):
    benefit = case.benefit
    amended = [
        evolve(benefit, covers=next(each for each in Covers if each is not benefit.covers)),
        evolve(benefit, conditions=(*benefit.conditions, Papers(("another",)))),
        evolve(benefit, limits=(*benefit.limits, *benefit.limits, a_limit())),
        evolve(benefit, deducts=(*benefit.deducts, "another")),
        evolve(benefit, is_discretionary=not benefit.is_discretionary),
    ]
    policies = [evolve(case.policy, benefits=(each,)) for each in amended]
    ids = {adjudicate(policy, case.claim, case.facts).decision_id for policy in policies}
    ids.add(adjudicate(evolve(case.policy, version="another"), case.claim, case.facts).decision_id)
    ids.add(adjudicate(case.policy, evolve(case.claim, number="99/2599"), case.facts).decision_id)
    assert len(ids | {case.decide().decision_id}) == len(amended) + 3


def a_limit():
    return Limit(Measure.TIMES, 987, Window.LIFETIME)


# --- reasons -----------------------------------------------------------------------------------------------


@given(cases())
def test_every_condition_is_answered_in_the_order_of_the_clause_whatever_others_say(case):
    reasons = case.decide().reasons
    answers = tuple(ask(condition, case.facts, case.benefit.place) for condition in case.benefit.conditions)
    first = 2 if case.facts.event_day > case.facts.claim_day else 1
    assert reasons[first : first + len(answers)] == answers


NEVER = Papers(("a paper that nobody has",))


@given(cases(), st.integers(0, 9))
def test_one_more_fault_adds_one_reason_and_takes_none_away(case, place):
    conditions = list(case.benefit.conditions)
    conditions.insert(place % (len(conditions) + 1), NEVER)
    faulty = evolve(case.policy, benefits=(evolve(case.benefit, conditions=tuple(conditions)),))
    before, after = case.decide().reasons, adjudicate(faulty, case.claim, case.facts).reasons
    added = [reason for reason in after if reason.params.get("documents") == NEVER.needed]
    assert len(added) == 1
    assert [reason for reason in after if reason not in added] == list(before)


@given(cases(), st.randoms())
def test_the_order_of_the_reasons_does_not_depend_on_the_order_of_the_facts(case, chance):
    used, stated = list(case.facts.used), list(case.facts.attributes.items())
    chance.shuffle(used)
    chance.shuffle(stated)
    shuffled = case.decide(used=tuple(used), attributes=dict(stated))
    assert shuffled.reasons == case.decide().reasons
    assert shuffled == case.decide()


PROGRAM = """
import sys
from datetime import date
from communitywelfare import Claim, ClaimFacts, Event, adjudicate, parse_bylaw, words
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.members import Group
day = date(2024, 3, 1)
policy = parse_bylaw(sys.stdin.buffer.read(), "bylaw.toml").in_force(day)
for benefit in policy.by_key:
    facts = ClaimFacts(basis=day, event_day=day, claim_day=day, is_member=True, joined=date(2015, 1, 1),
                       groups=frozenset({Group.YOUTH, Group.ORPHAN, Group.DISABLED}), units=9,
                       documents=frozenset({"a", "b", "c"}), attributes={"level": "x", "grade": "1", "y": "z"})
    claim = Claim(number="1", day=day, member="1", benefit=benefit, category="1", event=Event(day=day))
    decision = adjudicate(policy, claim, facts)
    print(decision.decision_id, [(each.code, words(each, "en")) for each in decision.reasons])
"""


def test_another_process_gives_the_same_reasons_in_the_same_order_and_the_same_ids():
    told = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            input=example_bylaw(),
            capture_output=True,
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(told) == 1
    assert b"fact.missing" in told.pop()


# --- when time alone meets what stands in the way ------------------------------------------------------------


@given(cases(), days())
def test_on_the_day_that_is_named_what_stood_in_the_way_is_met_and_on_the_day_before_it_was_not(case, basis):
    decision = case.decide(basis=basis)
    for shortfall in decision.missing():
        if shortfall.met_on is None:
            continue
        assert shortfall.days == (shortfall.met_on - basis).days
        place = decision.reasons.index(shortfall.reason)
        assert answer_at(case, place, shortfall.met_on) is Severity.INFO
        assert answer_at(case, place, shortfall.met_on - timedelta(days=1)) in STOPS


def answer_at(case: Case, place: int, basis: date) -> Severity:
    """How grave the reason at a place is, read for another day with nothing else changed."""
    return case.decide(basis=basis).reasons[place].severity


TIMES = st.sampled_from(["30 days", "6 months", "1 year", "3 years"])
WAITS = st.fixed_dictionaries(
    {"amount": st.sampled_from(["flat", "steps", "base", "years"])},
    optional={
        "wait": TIMES,
        "age": st.integers(20, 70).map(lambda years: {"from": f"{years} years"}),
        "no_claim": TIMES.map(lambda time: {"for": time}),
        "when": st.lists(
            st.sampled_from(
                [
                    "age > 30 years",
                    "membership > 90 days",
                    "age >= 60 years or membership >= 2 years",
                    "membership >= 9 years or (age >= 50 years and membership > 30 days)",
                ]
            ),
            max_size=2,
        ),
    },
)
AMOUNTS = {
    "flat": {"form": "flat", "pays": 100},
    "steps": {
        "form": "steps",
        "by": "membership",
        "steps": [{"over": "100 days", "pay": 1}, {"from": "1 year", "pay": 2}],
    },
    "base": {"form": "base and steps", "by": "age", "base": 1, "adds": 1, "every": "1 year", "since": "30 years"},
    "years": {"form": "by years", "rates": [{"from": "1 year", "pay": 1}]},
}


@given(WAITS, st.integers(0, 2_000), st.integers(0, 20_000), st.integers(0, 1_500))
def test_on_the_last_of_the_named_days_and_not_before_the_claim_is_payable(keys, member_for, aged, quiet_for):
    policy = a_policy({**keys, "amount": AMOUNTS[keys["amount"]]})
    basis = date(2024, 3, 1)
    last = Used(claim="1", benefit="b", day=basis - timedelta(days=quiet_for), amount=Money(1), units=1)
    facts = ClaimFacts(
        basis=basis,
        event_day=basis,
        claim_day=basis,
        is_member=True,
        joined=LONG_AGO,
        tenure_from=basis - timedelta(days=member_for),
        birth=PartialDate(basis - timedelta(days=aged)),
        used=(last,),
    )
    case = Case(
        policy, Claim(number="2", day=basis, member="1", benefit="b", category="1", event=Event(day=basis)), facts
    )
    decision = case.decide()
    assert decision.is_payable == (decision.missing() == ())
    if decision.missing():
        assert case.decide(basis=decision.met_on).is_payable
        assert not case.decide(basis=decision.met_on - timedelta(days=1)).is_payable
        assert [each.days > 0 for each in decision.missing()] == [True] * len(decision.missing())


def a_policy(clause: dict[str, object]) -> BenefitPolicy:
    words = {"th": "ก", "en": "a"}
    version = {
        "id": "1",
        "adopted": date(2000, 1, 1),
        "effective": date(2000, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {"b": {"label": words, "category": "1", **clause}},
    }
    document = {"format": "communitywelfare.bylaw/1", "fund": "F", "name": words, "version": [version]}
    return build_bylaw(document).versions[0]
