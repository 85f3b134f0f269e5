"""Claims at the desk: the engine advises, people decide, and a repeated command does nothing twice."""

import tempfile
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communitywelfare.claims import Claim, ClaimState, Event, Outcome
from communitywelfare.errors import IdempotencyConflict, MissingFact, Refused
from communitywelfare.fund import Fund, draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.claims_desk import (
    When,
    approve,
    assess_claim,
    next_claim_number,
    pay,
    reject,
    return_claim,
    submit,
)
from communitywelfare.fund.desk import enrol, leave, receive
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.io.package import Package, package_files, read_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.members import ExitCause, Person
from communitywelfare.money import ZERO, Money
from communitywelfare.synthetic import Plan, make_package

NOW = datetime(2024, 10, 1, 5, tzinfo=UTC)


@pytest.fixture(scope="module")
def fund() -> Fund:
    return make_package(Plan(members=30, years=5, seed=2)).fund


@pytest.fixture(scope="module")
def member(fund) -> str:
    """Somebody who has been a member for long, and owes nothing."""
    standing = (each for each in fund.register if each.ended is None and each.applied < date(2022, 1, 1))
    for each in standing:
        if fund.contributions.arrears(each, fund.bylaw.dues, fund.as_of).months == 0:
            return each.number
    raise AssertionError("nobody of the synthetic fund is in good standing")


def when(fund: Fund, actor: str = "committee", *, days: int = 0, key: str = "") -> When:
    return When(on=fund.as_of + timedelta(days=days), recorded_at=NOW, actor=actor, key=key)


def stay(fund: Fund, member: str, nights: int = 2) -> Claim:
    day = fund.as_of - timedelta(days=nights)
    return Claim(
        number=next_claim_number(fund, fund.as_of),
        day=fund.as_of,
        member=member,
        benefit="hospital",
        category="02",
        event=Event(day=day, until=fund.as_of, units=nights),
    )


@pytest.fixture
def submitted(fund, member) -> tuple[Fund, str]:
    after, paper = submit(fund, stay(fund, member), when(fund, "registrar"))
    return after, paper.number


@pytest.fixture
def assessed(submitted) -> tuple[Fund, str]:
    fund, number = submitted
    after, decision = assess_claim(fund, number, when(fund))
    assert decision.assessed == Money.baht(400)
    return after, number


@pytest.fixture
def approved(assessed) -> tuple[Fund, str]:
    fund, number = assessed
    return approve(fund, number, when(fund), reference="มติ 1/2567")[0], number


def codes(error) -> list[str]:
    return [finding.code for finding in error.value.findings]


# --- one step after the other --------------------------------------------------------------------------------


def test_a_claim_walks_from_the_counter_to_the_cash_box(submitted, member):
    fund, number = submitted
    assert fund.state(number, fund.as_of) is ClaimState.SUBMITTED
    fund, decision = assess_claim(fund, number, when(fund))
    assert (decision.outcome, fund.state(number, fund.as_of)) == (Outcome.PAYABLE, ClaimState.ASSESSED)
    assert fund.granted(number, fund.as_of) == ZERO
    fund, granted = approve(fund, number, when(fund))
    assert (granted, fund.state(number, fund.as_of)) == (Money.baht(400), ClaimState.APPROVED)
    before = len(fund.journal)
    fund, paper = pay(fund, number, when(fund, "treasurer"))
    assert (fund.state(number, fund.as_of), fund.granted(number, fund.as_of)) == (ClaimState.PAID, granted)
    entry = fund.journal.entries[-1]
    assert (len(fund.journal), entry.voucher.number, entry.voucher.reference) == (before + 1, paper.number, number)
    assert fund.actions[-1].reference == paper.number
    assert not any(finding.is_error for finding in check(fund))


def test_assessing_approves_and_pays_nothing(submitted):
    fund, number = submitted
    after, _decision = assess_claim(fund, number, when(fund))
    assert after.journal == fund.journal
    with pytest.raises(Refused) as error:
        pay(after, number, when(after))
    assert codes(error) == ["claim.step_not_allowed"]


def test_what_was_not_assessed_is_not_approved(submitted):
    fund, number = submitted
    with pytest.raises(Refused) as error:
        approve(fund, number, when(fund))
    assert codes(error) == ["claim.not_assessed"]
    with pytest.raises(MissingFact) as error:
        approve(fund, "99/2500", when(fund))
    assert codes(error) == ["claim.not_found"]


@pytest.mark.parametrize(
    ("reference", "reason"), [("", ""), ("มติ 2", ""), ("", "เห็นใจ"), (" ", "เห็นใจ"), ("มติ 2", "\t")]
)
def test_another_sum_needs_a_reason_and_a_resolution(reference, reason, assessed):
    fund, number = assessed
    with pytest.raises(Refused) as error:
        approve(fund, number, when(fund), amount=Money.baht(500), reference=reference, reason=reason)
    assert codes(error) == ["override.needs_authority"]


def test_an_override_stands_beside_the_assessment(assessed):
    fund, number = assessed
    after, granted = approve(fund, number, when(fund), amount=Money.baht(500), reference="มติ 2", reason="เห็นใจ")
    assert granted == after.granted(number, fund.as_of) == Money.baht(500)
    amounts = [action.amount for action in after.actions_of[number] if action.amount is not None]
    assert amounts == [Money.baht(400), Money.baht(500)]
    assert (after.actions[-1].reference, after.actions[-1].reason) == ("มติ 2", "เห็นใจ")
    paid, _paper = pay(after, number, when(fund))
    assert paid.granted(number, fund.as_of) == Money.baht(500)


def test_the_assessed_sum_needs_no_reason_though_it_is_named(assessed):
    fund, number = assessed
    assert approve(fund, number, when(fund), amount=Money.baht(400))[1] == Money.baht(400)


def test_nothing_is_not_approved(fund, member):
    claim = evolve(stay(fund, member), benefit="birth", category="01", event=Event(day=fund.as_of))
    newcomer, paper = enrol(fund, Person(name=PersonName("ก"), citizen_id=CitizenId.synthetic(5)), on=fund.as_of)
    fund, made = submit(newcomer, evolve(claim, member=paper.number), when(fund))
    fund, decision = assess_claim(fund, made.number, when(fund))
    assert decision.assessed == ZERO
    with pytest.raises(Refused) as error:
        approve(fund, made.number, when(fund))
    assert codes(error) == ["claim.nothing_to_approve"]
    with pytest.raises(Refused):
        approve(fund, made.number, when(fund), amount=Money(-1), reference="มติ", reason="x")


def test_what_is_not_approved_is_not_paid_and_nothing_is_paid_twice(approved, assessed):
    fund, number = assessed
    with pytest.raises(Refused) as error:
        pay(fund, number, when(fund))
    assert codes(error) == ["claim.step_not_allowed"]
    fund, number = approved
    paid, _paper = pay(fund, number, when(fund))
    with pytest.raises(Refused) as error:
        pay(paid, number, when(fund))
    assert codes(error) == ["claim.step_not_allowed"]


def test_without_the_money_the_claim_stays_approved(approved):
    fund, number = approved
    poor = evolve(fund, journal=evolve(fund.journal, entries=()))
    with pytest.raises(Refused) as error:
        pay(poor, number, when(fund))
    assert codes(error) == ["fund.insufficient"]
    assert poor.state(number, fund.as_of) is ClaimState.APPROVED


def test_a_returned_claim_is_not_rejected(submitted):
    fund, number = submitted
    deadline = fund.as_of + timedelta(days=30)
    returned = return_claim(fund, number, when(fund), reason="ขอใบรับรองแพทย์", deadline=deadline)
    rejected = reject(fund, number, when(fund), reason="ไม่เข้าหลักเกณฑ์", reference="มติ 3")
    assert returned.state(number, fund.as_of) is ClaimState.RETURNED
    assert returned.state(number, deadline + timedelta(days=1)) is ClaimState.LAPSED
    assert rejected.state(number, fund.as_of) is ClaimState.REJECTED
    assert (returned.actions[-1].deadline, rejected.actions[-1].reference) == (deadline, "มติ 3")
    waiting = {claim.number for claim in returned.waiting(fund.as_of)}
    assert number in waiting
    assert number not in {claim.number for claim in rejected.waiting(fund.as_of)}


@pytest.mark.parametrize("step", [reject, return_claim])
def test_a_no_needs_its_reason(step, submitted):
    fund, number = submitted
    with pytest.raises(Refused) as error:
        step(fund, number, when(fund), reason="")
    assert codes(error) == ["claim.reason_missing"]


@pytest.mark.parametrize("step", [reject, return_claim])
def test_what_was_paid_can_be_neither_refused_nor_sent_back(step, approved):
    fund, number = approved
    paid, _paper = pay(fund, number, when(fund))
    with pytest.raises(Refused) as error:
        step(paid, number, when(fund), reason="ช้าไป")
    assert codes(error) == ["claim.step_not_allowed"]


def test_days_go_forward(assessed):
    fund, number = assessed
    with pytest.raises(Refused) as error:
        approve(fund, number, when(fund, days=-1))
    assert codes(error) == ["claim.day_out_of_order"]


def test_a_claim_waits_its_turn_at_the_limit(fund, member):
    """Two stays of one year: what the first would take is reserved while both wait."""
    after, first = submit(fund, stay(fund, member, 3), when(fund))
    second_claim = evolve(stay(after, member, 3), event=Event(day=fund.as_of - timedelta(days=9), units=3))
    after, second = submit(after, second_claim, when(after))
    used = sum(
        fund.granted(claim.number, fund.as_of).satang
        for claim in fund.claims_of_member.get(member, ())
        if claim.benefit == "hospital" and claim.event.day >= date(2023, 10, 1)
        if fund.state(claim.number, fund.as_of).uses_limits
    )
    _after, one = assess_claim(after, first.number, when(after))
    _after, two = assess_claim(after, second.number, when(after))
    assert one.assessed.satang == min(60_000, 100_000 - used)
    assert two.assessed.satang == min(60_000, 100_000 - used - one.assessed.satang)


# --- taking in -----------------------------------------------------------------------------------------------


def test_claims_are_numbered_by_year(fund, member):
    number = next_claim_number(fund, fund.as_of)
    highest = max(int(claim.number.partition("/")[0]) for claim in fund.claims if claim.number.endswith("/2567"))
    assert number == f"{highest + 1}/2567"
    assert next_claim_number(fund, fund.as_of + timedelta(days=1)) == "1/2568"


@pytest.mark.parametrize(
    ("changes", "code"),
    [({"benefit": "wedding"}, "claim.unknown_benefit"), ({"number": None}, "claim.number_taken")],
)
def test_a_claim_that_cannot_be_is_not_taken_in(changes, code, fund, member):
    changes = {key: value or fund.claims[0].number for key, value in changes.items()}
    with pytest.raises(Refused) as error:
        submit(fund, evolve(stay(fund, member), **changes), when(fund))
    assert codes(error) == [code]


def test_a_claim_of_nobody_is_not_taken_in(fund):
    with pytest.raises(MissingFact) as error:
        submit(fund, stay(fund, "M99999"), when(fund))
    assert codes(error) == ["member.not_found"]


@pytest.mark.parametrize("table", ["benefits", "claim_actions"])
def test_claims_are_not_begun_where_the_older_ones_were_not_given(table, fund, member):
    with pytest.raises(Refused) as error:
        submit(evolve(fund, absent=frozenset({table})), stay(fund, member), when(fund))
    assert codes(error) == ["file.missing"]


# --- the same again ------------------------------------------------------------------------------------------

STEPS = {
    "assess": lambda fund, number, at: assess_claim(fund, number, at)[0],
    "approve": lambda fund, number, at: approve(fund, number, at, reference="มติ 1")[0],
    "reject": lambda fund, number, at: reject(fund, number, at, reason="ไม่ครบ"),
    "return": lambda fund, number, at: return_claim(fund, number, at, reason="ขาดเอกสาร"),
    "pay": lambda fund, number, at: pay(fund, number, at)[0],
}
STATES = {"assess": "submitted", "approve": "assessed", "reject": "submitted", "return": "submitted", "pay": "approved"}


@pytest.mark.parametrize("step", STEPS)
def test_the_same_command_with_the_same_key_changes_nothing(step, request):
    fund, number = request.getfixturevalue(STATES[step])
    once = STEPS[step](fund, number, when(fund, key="k1"))
    later = evolve(when(fund, key="k1"), recorded_at=NOW + timedelta(hours=1))
    assert STEPS[step](once, number, later) is once


@pytest.mark.parametrize("step", STEPS)
def test_the_same_key_for_something_else_is_a_conflict(step, request, fund, member):
    before, number = request.getfixturevalue(STATES[step])
    once = STEPS[step](before, number, when(before, key="k1"))
    other = before.claims[0].number
    for conflict in (
        lambda: STEPS[step](once, other, when(before, key="k1")),
        lambda: STEPS[step](once, number, when(before, days=1, key="k1")),
        lambda: submit(once, stay(once, member), when(before, key="k1")),
    ):
        with pytest.raises(IdempotencyConflict) as error:
            conflict()
        assert codes(error) == ["claim.key_conflict"]


def test_the_same_key_with_another_reason_or_sum_is_a_conflict(assessed):
    fund, number = assessed
    at = when(fund, key="k1")
    rejected = reject(fund, number, at, reason="ไม่ครบ")
    with pytest.raises(IdempotencyConflict):
        reject(rejected, number, at, reason="อีกเหตุ")
    approved, _granted = approve(fund, number, at)
    with pytest.raises(IdempotencyConflict):
        approve(approved, number, at, amount=Money.baht(1), reference="มติ", reason="x")


def test_a_claim_that_is_handed_in_twice_with_one_key_is_one_claim(fund, member):
    """The second time the next free number is another one; it is still the same claim."""
    at = when(fund, "registrar", key="k1")
    once, paper = submit(fund, stay(fund, member), at)
    again = stay(once, member)
    assert again.number != paper.number
    same, repeated = submit(once, again, at)
    assert (same, repeated) == (once, paper)
    with pytest.raises(IdempotencyConflict):
        submit(once, evolve(again, event=Event(day=fund.as_of, units=1)), at)


def test_a_repeated_payment_names_the_first_voucher(approved):
    fund, number = approved
    paid, paper = pay(fund, number, when(fund, key="k1"))
    assert pay(paid, number, when(fund, key="k1")) == (paid, paper)


def test_without_a_key_the_same_step_twice_is_two_steps(assessed):
    fund, number = assessed
    again, _decision = assess_claim(fund, number, when(fund))
    assert len(again.actions) == len(fund.actions) + 1


# --- many days, and every command given twice ----------------------------------------------------------------


class EveryCommandTwice(RuleBasedStateMachine):
    """Whatever is done at the desk, in any order: repeated it changes nothing, and the package keeps it all."""

    @initialize(seed=st.integers(1, 4))
    def open(self, seed):
        self.fund = make_package(Plan(members=5, years=1, seed=seed)).fund
        self.before = {receipt.number for receipt in self.fund.contributions}
        self.day = self.fund.as_of
        self.commands = 0

    def when(self):
        self.commands += 1
        return When(on=self.day, recorded_at=self.noon, actor="committee", key=f"k{self.commands}")

    @property
    def noon(self):
        return datetime.combine(self.day, time(12), UTC)

    def twice(self, do):
        """Do something, and the same again: it is refused both times, or done once."""
        at = self.when()
        try:
            once, answer = do(self.fund, at)
        except Refused:
            with pytest.raises(Refused):
                do(self.fund, at)
            return
        same, repeated = do(once, at)
        assert same is once
        assert getattr(repeated, "number", repeated) == getattr(answer, "number", answer)
        self.fund = once

    @rule(days=st.integers(1, 60))
    def days_go_by(self, days):
        self.day += timedelta(days=days)
        self.fund = evolve(self.fund, as_of=self.day)

    @rule(position=st.integers(0, 9), baht=st.integers(1, 400))
    def somebody_pays(self, position, baht):
        if self.fund.membership(self.member(position)).is_current(self.day):
            self.fund, _paper = receive(
                self.fund, self.member(position), Money.baht(baht), on=self.day, recorded_at=self.noon
            )

    @rule()
    def somebody_joins(self):
        details = Details({"full_name": "ก ข"})
        person = Person(name=PersonName("ก ข"), citizen_id=CitizenId.synthetic(self.commands), details=details)
        self.commands += 1
        self.fund, _paper = enrol(self.fund, person, on=self.day)

    @rule(position=st.integers(0, 9), cause=st.sampled_from(ExitCause))
    def somebody_goes(self, position, cause):
        if self.fund.membership(self.member(position)).is_current(self.day):
            self.fund, _paper = leave(self.fund, self.member(position), on=self.day, cause=cause)

    @rule(position=st.integers(0, 9), nights=st.integers(1, 5))
    def somebody_claims(self, position, nights):
        def do(fund, at):
            claim = stay(evolve(fund, as_of=self.day), self.member(position), nights)
            fund, paper = submit(fund, claim, at)
            return fund, paper

        self.twice(do)

    @precondition(lambda self: self.fund.claims)
    @rule(position=st.integers(0, 9), step=st.sampled_from(sorted(STEPS)))
    def something_is_done_about_a_claim(self, position, step):
        number = self.fund.claims[-1 - position % len(self.fund.claims)].number
        self.twice(lambda fund, at: (STEPS[step](fund, number, at), None))

    def member(self, position):
        return self.fund.register.memberships[position % len(self.fund.register)].number

    @invariant()
    def receipt_numbers_are_unique_and_without_gaps(self):
        if hasattr(self, "fund"):
            numbers = [receipt.number for receipt in self.fund.contributions]
            assert len(numbers) == len(set(numbers))
            assert not any(finding.code.startswith("receipt.number") for finding in check(self.fund))

    @invariant()
    def both_roads_lead_to_every_figure(self):
        if hasattr(self, "fund"):
            figures = draw_up(self.fund, state_scheme(), self.day)
            assert [identity.holds for identity in figures.identities][:5] == [True] * 5
            assert figures.section10.unclassified == ()

    def teardown(self):
        if hasattr(self, "fund"):
            assert not any(finding.is_error for finding in check(self.fund))
            keeps(Package(fund=self.fund, bylaw_text=example_bylaw()))


def keeps(package: Package) -> None:
    """A package on the disk keeps everything that was done."""
    with tempfile.TemporaryDirectory() as folder:
        for name, contents in package_files(package).items():
            (Path(folder) / name).write_bytes(contents)
        again = read_package(folder).package
    assert evolve(again.fund, bylaw=package.fund.bylaw) == package.fund


EveryCommandTwice.TestCase.settings = settings(max_examples=20, stateful_step_count=20, deadline=None)
TestEveryCommandTwice = EveryCommandTwice.TestCase
