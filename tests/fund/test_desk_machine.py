"""A fund through many days at the desk, in any order: whatever is done or refused, the books and the records agree."""

from collections import Counter, defaultdict
from datetime import UTC, datetime, time, timedelta

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communitywelfare import Money, Plan, make_package, state_scheme
from communitywelfare.accounting import Slice, vouchers
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.calendar import Month
from communitywelfare.claims import Action, ActionKind, Claim, ClaimState, Event
from communitywelfare.contributions import Contributions, Receipt, ReceiptKind
from communitywelfare.errors import Refused
from communitywelfare.fund import claims_desk as claims
from communitywelfare.fund import draw_up
from communitywelfare.fund.checks import check
from communitywelfare.fund.desk import enrol, leave, receive
from communitywelfare.fund.exceptions import exceptions
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.members import ExitCause, Person
from communitywelfare.money import ZERO, total

BENEFITS = ("birth", "hospital", "elderly", "death")
SCHEME = state_scheme()


class DayAtTheDesk(RuleBasedStateMachine):
    """Enrol, receive, collect, hand over, pay in, claim, decide, pay, take back, leave; days only go forward."""

    @initialize(seed=st.integers(1, 6))
    def open(self, seed):
        self.fund = make_package(Plan(members=6, years=1, seed=seed)).fund
        self.seen = self.fund.journal.entries
        self.day = self.fund.as_of
        self.people = self.papers = 0

    @property
    def noon(self):
        return datetime.combine(self.day, time(5), UTC)

    def when(self, actor):
        return claims.When(on=self.day, recorded_at=self.noon, actor=actor)

    def paper(self):
        """The number of the next voucher of a book that only this machine uses."""
        self.papers += 1
        return f"X{self.papers}/9999"

    def posted(self, fund, voucher):
        journal = vouchers.post(fund.journal, fund.chart, voucher, recorded_at=self.noon, sources=fund.sources)
        return evolve(fund, journal=journal)

    def attempt(self, do):
        """Do something; where it is refused, everything is as it was and the reasons are told."""
        before = self.fund
        reasons = ()
        try:
            self.fund = do(before)[0]
        except Refused as refusal:
            reasons = refusal.findings
        assert reasons or self.fund is not before

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

    @rule(position=st.integers(0, 30), cause=st.sampled_from(ExitCause))
    def leaves(self, position, cause):
        member = self.member(position)
        self.attempt(lambda fund: leave(fund, member, on=self.day, cause=cause))

    @rule(position=st.integers(0, 30), baht=st.integers(1, 90), holder=st.sampled_from(["หมู่ 98", "หมู่ 99"]))
    def a_collector_takes_dues(self, position, baht, holder):
        """A receipt out of the collector's own book, and its entry."""
        fund, month, book = self.fund, Month.of(self.day), "9" + holder[-1]
        if not fund.membership(self.member(position)).is_current(self.day):
            return
        receipt = Receipt(
            number=f"{sum(each.book == book for each in fund.contributions) + 1}",
            book=book,
            day=self.day,
            member=self.member(position),
            kind=ReceiptKind.MONTHLY,
            period_from=month,
            period_to=month,
            amount=Money.baht(baht),
            received_by=holder,
            journal_no=fund.journal.next_number,
        )
        fund = self.posted(
            fund, vouchers.collection([receipt], number=self.paper(), into=COLLECTOR_CASH, holder=holder)
        )
        self.fund = evolve(fund, contributions=Contributions((*fund.contributions, receipt)))

    @rule(holder=st.sampled_from(["หมู่ 98", "หมู่ 99"]))
    def a_collector_hands_over(self, holder):
        had = Slice(accounts={COLLECTOR_CASH}, holders={holder}).sum(self.fund.journal)
        self.moves(had, COLLECTOR_CASH, CASH, handed_by=holder)

    @rule(part=st.integers(1, 4))
    def the_treasurer_pays_in(self, part):
        has = Slice(accounts={CASH}, sources={"MEMBERS"}).sum(self.fund.journal)
        self.moves(Money(has.satang // part), CASH, BANK)

    def moves(self, amount, out_of, into, handed_by=""):
        if amount > ZERO:
            voucher = vouchers.moved(
                day=self.day,
                number=self.paper(),
                amounts={"MEMBERS": amount},
                out_of=out_of,
                into=into,
                description="ส่งเงิน",
                handed_by=handed_by,
            )
            self.fund = self.posted(self.fund, voucher)

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
        """The money comes back: the entry is reversed, and the claim with it."""
        number = self.paid()[position % len(self.paid())]
        entry = next(each for each in reversed(self.fund.journal.entries) if each.voucher.reference == number)
        back = vouchers.reversal(entry, day=self.day, number=self.paper(), reason="จ่ายผิดราย")
        amount = self.fund.granted(number, self.day)
        action = Action(claim=number, kind=ActionKind.REVERSE, actor="treasurer", day=self.day, amount=amount)
        self.fund = evolve(self.posted(self.fund, back), actions=(*self.fund.actions, action))

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
            assert [identity.holds for identity in figures.identities] == [True] * 4
            assert figures.section10.received == figures.section10.applied
            assert figures.trial_balance.debit == figures.trial_balance.credit

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
            lines = [(entry.voucher, line) for entry in self.fund.journal for line in entry.voucher.postings]
            assert self.cards() == sums((line.member, -line.amount) for _v, line in lines if line.account in DUES)
            assert self.payments() == sums((v.reference, line.amount) for v, line in lines if line.account[:2] == "51")
            held = sums((line.holder, line.amount) for _v, line in lines if line.account == COLLECTOR_CASH)
            assert total(held.values()) == self.fund.journal.balance(COLLECTOR_CASH, "MEMBERS", self.day)

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
            told = {finding.code for finding in check(fund) if finding.is_error}
            assert told <= {"day.after_as_of"}

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
