"""A fund through many days at the desk, in any order: whatever is done or refused, the books and the records agree."""

from datetime import UTC, datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communitywelfare import Money, Plan, make_package, state_scheme
from communitywelfare.accounting.custody import money_in_hands
from communitywelfare.accounting.vouchers import COLLECTOR_CASH
from communitywelfare.claims import Claim, ClaimState, Event
from communitywelfare.errors import Refused
from communitywelfare.fund import claims_desk as claims
from communitywelfare.fund import draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.collection import FilledLine, FilledSheet, SheetId, take_in
from communitywelfare.fund.desk import enrol, leave, receive
from communitywelfare.fund.money_desk import deposit, hand_over, withdraw
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Person
from communitywelfare.money import ZERO, total

NOW = datetime(2024, 10, 1, 12, tzinfo=UTC)
COLLECTOR = "ผู้เก็บเงินหมู่ 3"


def hand_over_to_treasurer(fund, amount, **when):
    """The collector hands over, asked for like the other steps."""
    return hand_over(fund, COLLECTOR, amount, **when)


BENEFITS = ("birth", "hospital", "elderly", "death")


class DayAtTheDesk(RuleBasedStateMachine):
    """Enrol, receive, collect, move money, claim, assess, decide, pay, leave; days only go forward."""

    @initialize(seed=st.integers(1, 6))
    def open(self, seed):
        self.fund = make_package(Plan(members=6, years=1, seed=seed)).fund
        self.day = self.fund.as_of
        self.people = 0

    def when(self, actor):
        return claims.When(on=self.day, recorded_at=NOW, actor=actor)

    def attempt(self, do, *, may_be_the_same=False):
        """Do something; where it is refused, everything is as it was and the reasons are told."""
        before = self.fund
        reasons = ()
        try:
            self.fund = do(before)[0]
        except Refused as refusal:
            reasons = refusal.findings
        assert reasons or may_be_the_same or self.fund is not before

    @rule(days=st.integers(1, 40))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule()
    def enrols(self):
        self.people += 1
        person = Person(name=PersonName("ก ข"), citizen_id=CitizenId.synthetic(self.people))
        self.attempt(lambda fund: enrol(fund, person, on=self.day))

    @rule(position=st.integers(0, 30), baht=st.integers(-5, 400))
    def receives(self, position, baht):
        member = self.member(position)
        self.attempt(lambda fund: receive(fund, member, Money.baht(baht), on=self.day, recorded_at=NOW))

    @rule(positions=st.lists(st.integers(0, 30), min_size=1, max_size=4), baht=st.integers(1, 400))
    def takes_in_a_sheet(self, positions, baht):
        lines = tuple(FilledLine(self.member(position), Money.baht(baht)) for position in positions)
        sheet = FilledSheet(id=SheetId(str(baht), self.day), lines=lines)
        self.attempt(lambda fund: take_in(fund, sheet, by=COLLECTOR, recorded_at=NOW), may_be_the_same=True)

    @rule(
        step=st.sampled_from((hand_over_to_treasurer, deposit, withdraw)),
        baht=st.integers(0, 500),
        days_ago=st.integers(0, 20),
    )
    def moves_money(self, step, baht, days_ago):
        day = self.day - timedelta(days=days_ago)
        self.attempt(lambda fund: step(fund, Money.baht(baht), on=day, recorded_at=NOW))

    @rule(position=st.integers(0, 30), cause=st.sampled_from(ExitCause))
    def leaves(self, position, cause):
        member = self.member(position)
        self.attempt(lambda fund: leave(fund, member, on=self.day, cause=cause))

    @rule(position=st.integers(0, 30), benefit=st.sampled_from(BENEFITS), nights=st.integers(0, 9))
    def claims_something(self, position, benefit, nights):
        self.attempt(
            lambda fund: claims.submit(
                fund,
                Claim(
                    number=claims.next_claim_number(fund, self.day),
                    day=self.day,
                    member=self.member(position),
                    benefit=benefit,
                    category=fund.bylaw.versions[0].by_key[benefit].category,
                    event=Event(day=self.day - timedelta(days=nights), until=self.day, units=nights),
                ),
                self.when("registrar"),
            )
        )

    @precondition(lambda self: self.fund.claims)
    @rule(
        position=st.integers(0, 60), step=st.sampled_from(("assess", "approve", "override", "reject", "return", "pay"))
    )
    def acts_on_a_claim(self, position, step):
        number = self.fund.claims[-1 - position % min(8, len(self.fund.claims))].number
        when = self.when("committee")
        steps = {
            "assess": lambda fund: claims.assess_claim(fund, number, when),
            "approve": lambda fund: claims.approve(fund, number, when),
            "override": lambda fund: claims.approve(
                fund, number, when, amount=Money.baht(123), reference="มติ 1", reason="เห็นใจ"
            ),
            "reject": lambda fund: (claims.reject(fund, number, when, reason="ไม่ครบ"),),
            "return": lambda fund: (claims.return_claim(fund, number, when, reason="ขาดเอกสาร"),),
            "pay": lambda fund: claims.pay(fund, number, when),
        }
        self.attempt(steps[step])

    def member(self, position):
        memberships = self.fund.register.memberships
        return memberships[position % len(memberships)].number

    @invariant()
    def the_identities_hold_and_section_10_is_even(self):
        if hasattr(self, "fund"):
            figures = draw_up(self.fund, state_scheme(), self.day)
            assert [identity.holds for identity in figures.identities] == [True] * 4
            assert figures.section10.received == figures.section10.applied
            assert figures.trial_balance.debit == figures.trial_balance.credit

    @invariant()
    def what_is_in_hands_is_what_the_account_has(self):
        if hasattr(self, "fund"):
            custody = money_in_hands(self.fund.journal, self.fund.chart, self.day, self.day)
            balances = self.fund.journal.balances(self.day)
            there = total(money for (account, _source), money in balances.items() if account == COLLECTOR_CASH)
            assert custody.balance == there
            for held in custody.holdings:
                assert total(each.amount for each in held.in_hand) == held.balance.amount

    @invariant()
    def no_source_is_overspent_where_money_lies(self):
        if hasattr(self, "fund"):
            balances = self.fund.journal.balances(self.day)
            assert all(money >= ZERO for (account, _source), money in balances.items() if account.startswith("1"))

    @invariant()
    def numbers_run_on_and_the_facts_fit_together(self):
        if hasattr(self, "fund"):
            fund = self.fund
            numbers = [receipt.number for receipt in fund.contributions]
            assert len(numbers) == len(set(numbers))
            told = {finding.code for finding in check(fund) if finding.is_error}
            assert told <= {"day.after_as_of"}

    @invariant()
    def what_is_paid_was_approved_and_paid_once(self):
        if hasattr(self, "fund"):
            for claim in self.fund.claims[-8:]:
                kinds = [action.kind.value for action in self.fund.actions_of.get(claim.number, ())]
                if self.fund.state(claim.number, self.day) is ClaimState.PAID:
                    assert kinds.count("PAY") == 1
                    assert kinds.index("APPROVE") < kinds.index("PAY")


DayAtTheDesk.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestDayAtTheDesk = DayAtTheDesk.TestCase
