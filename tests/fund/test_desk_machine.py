"""A fund through many days at the desk, in any order: whatever is done or refused, the books and the records agree."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communitywelfare import Money, Plan, make_package, state_scheme
from communitywelfare.accounting import DocumentKind
from communitywelfare.accounting.custody import money_in_hands
from communitywelfare.accounting.vouchers import BANK, COLLECTOR_CASH
from communitywelfare.calendar import Month
from communitywelfare.claims import ActionKind, Claim, ClaimState, Event
from communitywelfare.contributions import ReceiptKind, Waiver
from communitywelfare.errors import Refused
from communitywelfare.fund import claims_desk as claims
from communitywelfare.fund import draw_up
from communitywelfare.fund import voucher_desk as papers
from communitywelfare.fund.checks import check
from communitywelfare.fund.closing import adjust_year, close_year, reopen_year
from communitywelfare.fund.collection import FilledLine, FilledSheet, SheetId, take_in
from communitywelfare.fund.desk import enrol, leave, receive
from communitywelfare.fund.exceptions import exceptions
from communitywelfare.fund.money_desk import deposit, hand_over, withdraw
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Person
from communitywelfare.money import ZERO, total

COLLECTOR = "ผู้เก็บเงินหมู่ 3"


def let_off(fund):
    """A fund that has let its first member off a month's dues."""
    first = fund.register.memberships[0]
    month = Month.of(fund.as_of)
    waiver = Waiver(member=first.number, period_from=month, period_to=month, decided_on=fund.as_of, resolution="1/2567")
    return evolve(fund, contributions=evolve(fund.contributions, waivers=(*fund.contributions.waivers, waiver)))


def hand_over_to_treasurer(fund, amount, **when):
    """The collector hands over, asked for like the other steps."""
    return hand_over(fund, COLLECTOR, amount, **when)


BENEFITS = ("birth", "hospital", "elderly", "death")
SCHEME = state_scheme()


class DayAtTheDesk(RuleBasedStateMachine):
    """Everything that is done at the desk, in any order: members, money, claims, years; days only go forward."""

    @initialize(seed=st.integers(1, 6))
    def open(self, seed):
        self.fund = let_off(make_package(Plan(members=6, years=1, seed=seed)).fund)
        self.waived = self.fund.contributions.waivers
        self.seen = self.fund.journal.entries
        self.day = self.fund.as_of
        self.people = 0

    @property
    def noon(self):
        return datetime.combine(self.day, time(5), UTC)

    def when(self, actor):
        return claims.When(on=self.day, recorded_at=self.noon, actor=actor)

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

    # --- members and their money ------------------------------------------------------------------------------

    @rule()
    def enrols(self):
        self.people += 1
        person = Person(name=PersonName("ก ข"), citizen_id=CitizenId.synthetic(self.people))
        self.attempt(lambda fund: enrol(fund, person, on=self.day))

    @rule(position=st.integers(0, 30), baht=st.integers(-5, 400), kind=st.sampled_from(ReceiptKind))
    def receives(self, position, baht, kind):
        member = self.member(position)
        self.attempt(
            lambda fund: receive(fund, member, Money.baht(baht), on=self.day, recorded_at=self.noon, kind=kind)
        )

    @rule(positions=st.lists(st.integers(0, 30), min_size=1, max_size=4), baht=st.integers(1, 400))
    def takes_in_a_sheet(self, positions, baht):
        lines = tuple(FilledLine(self.member(position), Money.baht(baht)) for position in positions)
        sheet = FilledSheet(id=SheetId(str(baht), self.day), lines=lines)
        self.attempt(lambda fund: take_in(fund, sheet, by=COLLECTOR, recorded_at=self.noon), may_be_the_same=True)

    @rule(
        step=st.sampled_from((hand_over_to_treasurer, deposit, withdraw)),
        baht=st.integers(0, 500),
        days_ago=st.integers(0, 20),
    )
    def moves_money(self, step, baht, days_ago):
        day = self.day - timedelta(days=days_ago)
        self.attempt(lambda fund: step(fund, Money.baht(baht), on=day, recorded_at=self.noon))

    @rule(position=st.integers(0, 30), cause=st.sampled_from(ExitCause))
    def leaves(self, position, cause):
        member = self.member(position)
        self.attempt(lambda fund: leave(fund, member, on=self.day, cause=cause))

    @precondition(lambda self: self.fund.contributions.receipts)
    @rule(position=st.integers(0, 60))
    def voids_a_receipt(self, position):
        """One of the latest receipts; those are still in this machine's days."""
        latest = self.fund.contributions.receipts[-12:]
        number = latest[position % len(latest)].number
        self.attempt(lambda fund: void_receipt(fund, number, on=self.day, reason="เขียนผิด", recorded_at=self.noon))

    @rule(baht=st.integers(0, 300), account=st.sampled_from(["52030", "51800"]))
    def spends_on_the_fund_itself(self, baht, account):
        self.attempt(lambda fund: papers.spend(fund, account, Money.baht(baht), self.note()))

    @rule(baht=st.integers(0, 300), source=st.sampled_from(["OTHER", "MEMBERS"]))
    def earns_interest(self, baht, source):
        self.attempt(lambda fund: papers.earn(fund, "42030", Money.baht(baht), self.note(), source=source, into=BANK))

    def note(self):
        return papers.Note(on=self.day, recorded_at=self.noon, words="ตามใบเสร็จ")

    # --- years ------------------------------------------------------------------------------------------------

    @rule(back=st.integers(0, 2), step=st.sampled_from([adjust_year, close_year, reopen_year]))
    def a_year_is_closed_or_opened_again(self, back, step):
        """A year that is over by this day, or not; opened again only where it was closed."""
        year_be = self.fund.profile.year_start.year_of(self.day).be - back
        reason = {"reason": "พบใบเสร็จตกหล่น"} if step is reopen_year else {}

        def do(fund):
            done = step(evolve(fund, as_of=max(fund.as_of, self.day)), year_be, recorded_at=self.noon, **reason)
            return done if isinstance(done, tuple) else (done,)

        self.attempt(do)

    # --- claims -----------------------------------------------------------------------------------------------

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

    @precondition(lambda self: self.paid())
    @rule(position=st.integers(0, 20))
    def a_payment_is_taken_back(self, position):
        number = self.paid()[position % len(self.paid())]
        self.attempt(lambda fund: claims.reverse(fund, number, self.when("treasurer"), reason="จ่ายผิดราย"))

    def paid(self):
        """The latest claims that are paid."""
        latest = [claim.number for claim in self.fund.claims[-8:]]
        return [number for number in latest if self.fund.state(number, self.day) is ClaimState.PAID]

    def member(self, position):
        memberships = self.fund.register.memberships
        return memberships[position % len(memberships)].number

    # --- what holds after every step --------------------------------------------------------------------------

    @invariant()
    def the_identities_hold_and_section_10_is_even(self):
        if hasattr(self, "fund"):
            figures = draw_up(self.fund, SCHEME, self.day)
            assert [identity.holds for identity in figures.identities][:5] == [True] * 5
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
    def the_journal_only_grows_and_what_is_new_balances_in_every_source(self):
        if hasattr(self, "fund"):
            entries = self.fund.journal.entries
            assert entries[: len(self.seen)] == self.seen
            for entry in entries[len(self.seen) :]:
                sums = Counter()
                for line in entry.voucher.postings:
                    sums[line.source] += line.amount.satang
                assert not any(sums.values())
            self.seen = entries

    @invariant()
    def cards_claims_and_collectors_are_what_their_accounts_are(self):
        if hasattr(self, "fund"):
            entries = (entry for entry in self.fund.journal if entry.voucher.kind is not DocumentKind.CLOSING)
            lines = [(entry.voucher, line) for entry in entries for line in entry.voucher.postings]
            assert self.cards() == sums((line.member, -line.amount) for _v, line in lines if line.account in DUES)
            assert self.payments() == sums((v.reference, line.amount) for v, line in lines if line.account[:2] == "51")
            held = sums((line.holder, line.amount) for _v, line in lines if line.account == COLLECTOR_CASH)
            assert total(held.values()) == self.fund.journal.balance(COLLECTOR_CASH, "MEMBERS", self.day)

    @invariant()
    def what_was_waived_stays_waived(self):
        if hasattr(self, "fund"):
            assert self.fund.contributions.waivers == self.waived

    def cards(self):
        receipts = (each for each in self.fund.contributions if each.kind is not ReceiptKind.OTHER)
        return sums((receipt.member, receipt.amount) for receipt in receipts if not receipt.voided)

    def payments(self):
        signs = {ActionKind.PAY: 1, ActionKind.REVERSE: -1}
        return sums((each.claim, each.amount * signs[each.kind]) for each in self.fund.actions if each.kind in signs)

    @invariant()
    def numbers_run_on_and_the_facts_fit_together(self):
        if hasattr(self, "fund"):
            fund = self.fund
            numbers = [receipt.key for receipt in fund.contributions]
            assert len(numbers) == len(set(numbers))
            told = check(fund)
            assert {finding.code for finding in told if finding.is_error} <= {"day.after_as_of"}
            assert [finding for finding in told if finding.code.startswith("books.")] == []

    @invariant()
    def an_auditor_finds_no_error_and_no_gap(self):
        if hasattr(self, "fund"):
            told = exceptions(evolve(self.fund, as_of=self.day))
            assert [finding for finding in told if finding.is_error] == []
            assert not {finding.code for finding in told} & {"audit.receipt_gap", "audit.voucher_gap"}

    @invariant()
    def what_is_paid_was_approved_and_paid_once(self):
        if hasattr(self, "fund"):
            for claim in self.fund.claims[-8:]:
                kinds = [action.kind.value for action in self.fund.actions_of.get(claim.number, ())]
                if self.fund.state(claim.number, self.day) is ClaimState.PAID:
                    assert kinds.count("PAY") == 1
                    assert kinds.index("APPROVE") < kinds.index("PAY")


DUES = {"41010", "42010"}


def sums(pairs):
    """Amounts added up by key; what comes to nothing is left out."""
    found = defaultdict(lambda: ZERO)
    for key, amount in pairs:
        found[key] += amount
    return {key: amount for key, amount in found.items() if amount != ZERO}


DayAtTheDesk.TestCase.settings = settings(max_examples=25, stateful_step_count=25, deadline=None)
TestDayAtTheDesk = DayAtTheDesk.TestCase
