"""From a fund's facts to decisions: what is known of a claim as of its day, and what others of the person have used."""

import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month, PartialDate, YearStart
from communitywelfare.claims import Action, ActionKind, Claim, Event, Outcome
from communitywelfare.contributions import Contributions, Receipt, ReceiptKind
from communitywelfare.errors import MissingFact, Severity
from communitywelfare.fund import Fund, FundProfile, assess, assess_event, assess_waiting, facts_of
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Group, Membership, Person, Register, Relationship, Sex, TenureStart
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ByLaw, Governs, build_bylaw
from communitywelfare.strategies import funds

ROOT = Path(__file__).parents[2]
CHAMUANG = build_bylaw(tomllib.loads((ROOT / "examples" / "chamuang" / "bylaw.toml").read_text(encoding="utf-8")))
JOINED = date(2015, 6, 1)
ON = date(2024, 9, 30)
PERSON = Person(
    name=PersonName("มาลี"),
    citizen_id=CitizenId.synthetic(1),
    sex=Sex.FEMALE,
    birth=PartialDate.parse("1960"),
    groups=frozenset({Group.ELDERLY}),
)
MEMBER = Membership(number="M0001", person=PERSON, applied=JOINED, admitted=date(2015, 7, 1), carried=Money.baht(9_000))
PROFILE = FundProfile(
    fund_id="F01",
    name="กองทุนตัวอย่าง",
    founded=date(2013, 2, 15),
    area_type="TAMBON",
    villages_total=12,
    convention="FLAT_30",
    rate=Money.baht(1),
    year_start=YearStart(10),
)


def a_fund(*claims: Claim, actions: tuple[Action, ...] = (), **changes: object) -> Fund:
    submitted = tuple(act(claim, "SUBMIT", claim.day) for claim in claims)
    plain = Fund(
        profile=PROFILE,
        bylaw=CHAMUANG,
        register=Register((MEMBER,)),
        as_of=ON,
        claims=claims,
        actions=(*submitted, *actions),
    )
    return evolve(plain, **changes)


def a_claim(number: str, happened: date, nights: int | None = None, **changes: object) -> Claim:
    plain = Claim(
        number=number,
        day=happened + timedelta(days=5),
        member="M0001",
        benefit="hospital",
        category="02",
        event=Event(day=happened, units=nights),
    )
    return evolve(plain, **changes)


def act(claim: Claim, kind: str, on: date, amount: str | None = None) -> Action:
    money = None if amount is None else Money.baht(amount)
    return Action(claim=claim.number, kind=kind, actor="committee", day=on, amount=money)


def granted(claim: Claim, amount: str, on: date) -> tuple[Action, ...]:
    return (act(claim, "ASSESS", on, amount), act(claim, "APPROVE", on, amount))


def receipt(amount: str, on: date) -> Receipt:
    month = Month.of(on)
    return Receipt(
        number="1/2567",
        day=on,
        member="M0001",
        kind=ReceiptKind.MONTHLY,
        period_from=month,
        period_to=month,
        amount=Money.baht(amount),
    )


# --- what is known of a claim ------------------------------------------------------------------------------


def test_the_facts_of_a_claim_are_those_of_its_member_and_its_event():
    claim = a_claim(
        "1/2567",
        date(2024, 1, 10),
        3,
        relation=Relationship.CHILD,
        documents=frozenset({"ใบรับรองแพทย์"}),
        event=Event(day=date(2024, 1, 10), units=3, attributes={"level": "ป.6"}),
    )
    facts = facts_of(a_fund(claim), claim)
    assert (facts.basis, facts.event_day, facts.claim_day) == (date(2024, 1, 10), date(2024, 1, 10), date(2024, 1, 15))
    assert (facts.is_member, facts.joined, facts.ended, facts.tenure_from) == (True, JOINED, None, JOINED)
    assert (facts.birth, facts.sex, facts.groups) == (PERSON.birth, PERSON.sex, PERSON.groups)
    assert (facts.relation, facts.units, facts.attributes) == (Relationship.CHILD, 3, {"level": "ป.6"})
    assert (facts.documents, facts.year_start, facts.used) == (claim.documents, YearStart(10), ())


def test_a_bylaw_may_have_facts_read_for_the_day_of_the_claim():
    claim = a_claim("1/2567", date(2024, 1, 10))
    fund = a_fund(claim, bylaw=evolve(CHAMUANG, governs=Governs.CLAIM_DATE))
    assert facts_of(fund, claim).basis == claim.day


def test_a_death_happened_to_a_member_although_it_ended_the_membership():
    died = evolve(MEMBER, ended=date(2024, 1, 10), cause=ExitCause.DECEASED)
    claim = a_claim("1/2567", date(2024, 1, 10), benefit="death", relation=Relationship.CHILD)
    decision = assess(a_fund(claim, register=Register((died,))), claim, ON)
    assert (decision.outcome, decision.assessed) == (Outcome.PAYABLE, Money.baht(10_000))


def with_tenure(start: TenureStart) -> Fund:
    version = evolve(CHAMUANG.versions[0], tenure_from=start)
    return a_fund(bylaw=evolve(CHAMUANG, versions=(version,)))


def test_tenure_counts_from_the_day_that_the_bylaw_names():
    claim = a_claim("1/2567", date(2024, 1, 10))
    paid = Contributions((receipt("30", date(2015, 8, 2)), receipt("30", date(2015, 7, 2))))
    new = Register((evolve(MEMBER, carried=ZERO),))
    assert facts_of(with_tenure(TenureStart.APPLIED), claim).tenure_from == JOINED
    assert facts_of(with_tenure(TenureStart.ADMITTED), claim).tenure_from == date(2015, 7, 1)
    first_paid = evolve(with_tenure(TenureStart.FIRST_PAID), contributions=paid, register=new)
    assert facts_of(first_paid, claim).tenure_from == date(2015, 7, 2)


@pytest.mark.parametrize("paid", [(), (receipt("30", date(2015, 8, 2)),)])
def test_who_paid_before_the_books_first_paid_on_a_day_that_nobody_knows(paid):
    fund = evolve(with_tenure(TenureStart.FIRST_PAID), contributions=Contributions(paid))
    assert facts_of(fund, a_claim("1/2567", date(2024, 1, 10))).tenure_from is None
    unpaid = evolve(fund, register=Register((evolve(MEMBER, carried=ZERO),)), contributions=Contributions(()))
    assert facts_of(unpaid, a_claim("1/2567", date(2024, 1, 10))).tenure_from is None


def test_arrears_are_those_at_the_end_of_the_basis_day():
    owing = evolve(MEMBER, carried=ZERO, applied=date(2023, 11, 1))
    late = Contributions((receipt("9000", date(2024, 1, 11)),))
    claim = a_claim("1/2567", date(2024, 1, 10))
    assert facts_of(a_fund(claim, register=Register((owing,)), contributions=late), claim).arrears_months == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"absent": frozenset({"contributions"})},
        {"register": Register((evolve(MEMBER, applied=date(2012, 1, 1)),))},
    ],
)
def test_arrears_that_cannot_be_computed_are_not_known_and_are_not_none(changes):
    claim = a_claim("1/2567", date(2024, 1, 10), 3)
    fund = a_fund(claim, **changes)
    assert facts_of(fund, claim).arrears_months is None
    decision = assess(fund, claim, ON)
    assert decision.outcome is Outcome.NEEDS_DOCUMENTS
    assert [reason.params["fact"] for reason in decision.reasons if reason.severity is Severity.REFER] == ["arrears"]


# --- claims that no clause can answer ----------------------------------------------------------------------


def test_a_claim_of_nobody_in_the_register_is_refused():
    claim = a_claim("1/2567", date(2024, 1, 10), 3, member="M9999", claimant=PersonName("ไม่มีใครรู้จัก"))
    fund = a_fund(claim)
    decision = assess(fund, claim, ON)
    assert (decision.outcome, decision.assessed) == (Outcome.NOT_PAYABLE, ZERO)
    assert [reason.code for reason in decision.reasons] == ["member.not_found"]
    assert len(decision.decision_id) == 64
    assert assess_waiting(fund, ON) == (decision,)
    with pytest.raises(MissingFact):
        facts_of(fund, claim)


def test_an_event_before_the_first_version_is_under_no_bylaw():
    early = evolve(MEMBER, applied=date(2012, 1, 1), admitted=date(2012, 2, 1))
    claim = a_claim("1/2567", date(2013, 2, 14), 3)
    fund = a_fund(claim, register=Register((early,)))
    decision = assess(fund, claim, ON)
    assert [reason.code for reason in decision.reasons] == ["event.outside_rule_dates"]
    assert decision.reasons[0].params == {"event": date(2013, 2, 14), "first": date(2013, 2, 15)}
    assert facts_of(fund, claim).year_start == PROFILE.year_start
    assert facts_of(fund, claim).tenure_from == date(2012, 1, 1)


# --- what others have used ---------------------------------------------------------------------------------

FIRST, SECOND = a_claim("1/2567", date(2024, 1, 10), 3), a_claim("2/2567", date(2024, 3, 10), 3)
APPROVED = granted(FIRST, "600", date(2024, 2, 1))


@pytest.mark.parametrize(
    ("further", "left"),
    [
        ((), "400.00"),
        ((act(FIRST, "PAY", date(2024, 2, 5), "600"),), "400.00"),
        ((act(FIRST, "PAY", date(2024, 2, 5), "600"), act(FIRST, "REVERSE", date(2024, 2, 6))), "600.00"),
        ((act(FIRST, "WITHDRAW", date(2024, 2, 5)),), "600.00"),
    ],
)
def test_what_was_approved_or_paid_counts_and_what_was_taken_back_does_not(further, left):
    fund = a_fund(FIRST, SECOND, actions=(*APPROVED, *further))
    assert assess(fund, SECOND, ON).assessed == Money.baht(left)


def of_illness() -> ByLaw:
    """The by-law with two clauses that answer to an illness: nights in hospital, and a gift once a year."""
    document = tomllib.loads((ROOT / "examples" / "chamuang" / "bylaw.toml").read_text(encoding="utf-8"))
    clauses = document["version"][0]["benefit"]
    gift = {"amount": {"form": "flat", "pays": "300.00"}, "limits": [{"times": 1, "per": "fiscal year"}], "assumed": []}
    clauses["gift"] = {**clauses["hospital"], **gift}
    for key in ("hospital", "gift"):
        clauses[key]["event"] = "illness"
    return build_bylaw(document)


def test_every_clause_of_an_event_is_decided_within_what_is_left_of_its_limits():
    fund = a_fund(FIRST, SECOND, actions=APPROVED, bylaw=of_illness())
    decisions = assess_event(fund, evolve(SECOND, benefit="illness"), ON)
    assert [(each.benefit, each.assessed) for each in decisions] == [
        ("hospital", Money.baht(400)),  # of 1,000 a year 600 were granted
        ("gift", Money.baht(300)),
    ]
    given = evolve(FIRST, benefit="gift")
    once_more = a_fund(given, SECOND, actions=granted(given, "300", date(2024, 2, 1)), bylaw=of_illness())
    assert [each.assessed for each in assess_event(once_more, evolve(SECOND, benefit="illness"), ON)][1] == ZERO


@given(funds())
def test_an_event_with_one_clause_is_decided_as_that_clause_is(fund):
    for claim in fund.waiting(fund.as_of):
        decisions = assess_event(fund, claim, fund.as_of)
        if len(decisions) == 1:
            assert decisions == (assess(fund, claim, fund.as_of),)


def test_an_event_that_no_clause_answers_to_is_refused_and_so_is_one_of_nobody():
    fund = a_fund(FIRST, actions=APPROVED)
    for claim, code in (
        (evolve(FIRST, benefit="flood"), "event.type_not_covered"),
        (evolve(FIRST, member="M9"), "member.not_found"),
    ):
        (decision,) = assess_event(fund, claim, ON)
        assert [reason.code for reason in decision.reasons] == [code]


def test_what_is_done_after_the_day_does_not_count_yet():
    fund = a_fund(FIRST, SECOND, actions=APPROVED)
    assert assess(fund, SECOND, date(2024, 1, 31)).assessed == Money.baht(600)
    assert assess(fund, SECOND, date(2024, 2, 1)).assessed == Money.baht(400)


def test_a_rejected_claim_takes_nothing_and_a_claim_takes_nothing_from_itself():
    rejected = a_fund(FIRST, SECOND, actions=(act(FIRST, "REJECT", date(2024, 2, 1)),))
    assert assess(rejected, SECOND, ON).assessed == Money.baht(600)
    fund = a_fund(FIRST, actions=APPROVED)
    assert assess(fund, FIRST, ON).assessed == Money.baht(600)


def test_what_was_received_under_an_earlier_membership_counts_and_what_another_person_received_does_not():
    before = evolve(MEMBER, number="M0000", applied=date(2014, 1, 1), ended=date(2024, 2, 1), cause=ExitCause.MOVED)
    again = evolve(MEMBER, applied=date(2024, 2, 1))
    then, now = evolve(FIRST, member="M0000"), evolve(SECOND, benefit="hospital")
    no_wait = evolve(CHAMUANG.versions[0].by_key["hospital"], conditions=())
    bylaw = evolve(CHAMUANG, versions=(evolve(CHAMUANG.versions[0], benefits=(no_wait,)),))
    fund = a_fund(then, now, actions=APPROVED, register=Register((before, again)), bylaw=bylaw)
    assert assess(fund, now, ON).assessed == Money.baht(400)
    stranger = evolve(before, person=evolve(PERSON, citizen_id=CitizenId.synthetic(2)))
    others = evolve(fund, register=Register((stranger, again)))
    assert assess(others, now, ON).assessed == Money.baht(600)


def test_what_was_received_for_another_benefit_does_not_count():
    birth = evolve(FIRST, benefit="birth", category="01")
    fund = a_fund(birth, SECOND, actions=granted(birth, "1000", date(2024, 2, 1)))
    assert assess(fund, SECOND, ON).assessed == Money.baht(600)


def test_a_resolution_above_the_clause_uses_the_limit_by_all_of_it():
    fund = a_fund(FIRST, SECOND, actions=granted(FIRST, "5000", date(2024, 2, 1)))
    decision = assess(fund, SECOND, ON)
    assert (decision.assessed, decision.outcome) == (ZERO, Outcome.NOT_PAYABLE)
    assert decision.cap_usage[-1].used_before == 500_000


def test_a_clause_that_the_version_of_its_day_did_not_have_counts_once_on_the_day_of_its_event():
    old = evolve(CHAMUANG.versions[0], benefits=())
    new = evolve(CHAMUANG.versions[0], version="new", effective=date(2024, 2, 1))
    fund = a_fund(FIRST, SECOND, actions=APPROVED, bylaw=evolve(CHAMUANG, versions=(old, new)))
    assert assess(fund, SECOND, ON).assessed == Money.baht(400)


def test_nights_that_found_no_room_in_the_old_year_were_paid_in_the_new_one():
    # The year to September is used up, so of the stay over its end only 1 October was paid, and counts there.
    full = [a_claim("1/2567", date(2024, 1, 10), 3), a_claim("2/2567", date(2024, 2, 10), 2)]
    over = a_claim("3/2567", date(2024, 9, 29), 3)
    later = [a_claim("4/2568", date(2024, 11, 10), 3), a_claim("5/2568", date(2024, 12, 10), 3)]
    actions = (
        *granted(full[0], "600", date(2024, 3, 1)),
        *granted(full[1], "400", date(2024, 3, 1)),
        *granted(over, "200", date(2024, 10, 20)),
    )
    fund = a_fund(*full, over, *later, actions=actions)
    decisions = assess_waiting(fund, date(2024, 12, 31))
    assert [decision.assessed for decision in decisions] == [Money.baht(600), Money.baht(200)]


def test_approvals_count_in_their_order_whatever_the_order_of_the_claims():
    # Approved first, the later stay used up the year; the earlier claim, approved after it, was paid for October.
    over, other = a_claim("1/2567", date(2024, 9, 29), 3), a_claim("2/2567", date(2024, 9, 10), 5)
    bylaw = without_event_limit()
    next_year = a_claim("3/2568", date(2024, 11, 10), 5)
    actions = (
        *granted(other, "1000", date(2024, 10, 20)),
        *granted(over, "200", date(2024, 10, 21)),
    )
    fund = a_fund(over, other, next_year, actions=actions, bylaw=bylaw)
    assert assess(fund, next_year, date(2024, 12, 31)).assessed == Money.baht(800)


def without_event_limit() -> ByLaw:
    hospital = CHAMUANG.versions[0].by_key["hospital"]
    yearly = evolve(hospital, limits=hospital.limits[1:])
    return evolve(CHAMUANG, versions=(evolve(CHAMUANG.versions[0], benefits=(yearly,)),))


# --- claims that wait together -----------------------------------------------------------------------------


def test_what_an_earlier_claim_would_take_is_kept_from_a_later_one():
    fund = a_fund(FIRST, SECOND, a_claim("3/2567", date(2024, 5, 10), 1))
    first, second, third = assess_waiting(fund, ON)
    assert [each.assessed for each in (first, second, third)] == [Money.baht(600), Money.baht(400), ZERO]
    assert second.reasons[-1].params["reserved"] is True
    assert third.outcome is Outcome.NOT_PAYABLE


def test_claims_are_answered_in_the_order_in_which_they_were_made():
    late = evolve(FIRST, day=date(2024, 8, 1))
    fund = a_fund(late, SECOND)
    assert [decision.claim for decision in assess_waiting(fund, ON)] == ["2/2567", "1/2567"]
    assert assess_waiting(fund, ON)[1].assessed == Money.baht(400)


def test_claims_of_two_persons_keep_nothing_from_each_other():
    other = evolve(MEMBER, number="M0002", person=evolve(PERSON, citizen_id=CitizenId.synthetic(2)))
    fund = a_fund(FIRST, evolve(SECOND, member="M0002"), register=Register((MEMBER, other)))
    assert [decision.assessed for decision in assess_waiting(fund, ON)] == [Money.baht(600)] * 2


# --- what holds for every fund -----------------------------------------------------------------------------

DAYS = st.dates(date(2019, 1, 1), date(2024, 9, 30))


@given(funds(), DAYS)
def test_every_waiting_claim_is_answered_once_and_nothing_is_approved_by_it(fund, on):
    decisions = assess_waiting(fund, on)
    assert [decision.claim for decision in decisions] == [claim.number for claim in fund.waiting(on)]
    assert all(fund.state(decision.claim, on).is_waiting for decision in decisions)
    assert assess_waiting(fund, on) == decisions
    assert len({decision.decision_id for decision in decisions}) == len(decisions)


@given(funds(max_claims=4))
def test_what_is_assessed_with_what_was_granted_never_passes_a_limit(fund):
    taken: dict[tuple[str, str, str], int] = {}
    for decision in assess_waiting(fund, fund.as_of):
        told = {(usage.limit_id, usage.window): usage for usage in decision.cap_usage}  # a clause may say a limit twice
        for usage in told.values():
            assert usage.consumed <= max(0, usage.limit - usage.used_before)
            if not usage.window.startswith("event"):
                key = (fund.claim(decision.claim).member, f"{decision.benefit} {usage.limit_id}", usage.window)
                assert usage.used_before >= taken.get(key, 0)
                taken[key] = usage.used_before + usage.consumed


@given(funds(), DAYS)
def test_what_happens_later_changes_no_earlier_answer(fund, on):
    known = evolve(
        fund,
        actions=tuple(action for action in fund.actions if action.day <= on),
        claims=tuple(claim for claim in fund.claims if claim.day <= on),
    )
    assert [plain(decision) for decision in assess_waiting(fund, on)] == [
        plain(decision) for decision in assess_waiting(known, on)
    ]


def plain(decision: object) -> Mapping[str, object]:
    return {"claim": decision.claim, "assessed": decision.assessed, "outcome": decision.outcome}


@given(funds())
def test_the_committee_approved_what_was_assessed_by_the_facts_of_that_day(fund):
    """The desk records the engine's answer; the same facts give it again."""
    for action in fund.actions:
        if action.kind is ActionKind.ASSESS:
            before = fund.actions[: fund.actions.index(action)]
            then = evolve(fund, actions=before)
            again = {decision.claim: decision for decision in assess_waiting(then, action.day)}
            if action.claim in again and all(each.day <= action.day for each in before):
                assert action.amount == again[action.claim].assessed
