"""Whole funds through any order of days: dues, claims, rounds of co-funding, voidings, years; all of it agrees.

Whatever is done or refused: nothing is matched twice, no source is overspent, the books balance, the identities of the
status form hold, what a limit has used is what live decisions took, and every fold equals the view that is kept of it.
How often each step was taken is told by ``pytest --hypothesis-show-statistics``.
"""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction

from attrs import evolve
from hypothesis import event, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communitywelfare.accounting.chart import AccountType
from communitywelfare.claims import ActionKind, Claim, ClaimState, Event
from communitywelfare.cofunding import Base, CofundingState, RoundActionKind, Scheme, SchemePeriod
from communitywelfare.errors import MissingFact, Refused
from communitywelfare.fund import assess, claims_desk, draw_request, draw_up, rounds_desk, tranches
from communitywelfare.fund.checks import check
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.clawback import claw_back, owe_back, recheck
from communitywelfare.fund.closing import close_year
from communitywelfare.fund.desk import enrol, leave, receive
from communitywelfare.fund.round_steps import round_of
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import ExitCause, Person
from communitywelfare.money import ZERO, Money, Rounding, total
from communitywelfare.synthetic import Plan, make_package

STATE = state_scheme()
DUES = Scheme(
    scheme_id="dues",
    source="OTHER_STATE",
    name={"th": "ก", "en": "a"},
    periods=(
        SchemePeriod(
            first_budget_year=2553,
            base=Base.DUES_PAID,
            ratio=Fraction(2, 3),
            rounding=Rounding(to=Money(1), direction="down", source="made up"),
            fund_cap=Money.baht(200),
            cite="made up",
        ),
    ),
)
SCHEMES = (STATE, DUES)
PAYABLE = {"GOV_VIA_CODI": "22020", "LAO": "22021", "OTHER_STATE": "22022"}
MADE = {seed: make_package(Plan(members=7, years=2, seed=seed)).fund for seed in (1, 2)}
STEPS = ("endorse", "review", "return", "resubmit", "reject", "cancel", "approve", "budget", "receive", "above")
LATER = ("in kind", "recheck", "give back", "reconcile", "report")
PERCENT = st.integers(30, 100)
WAITING = {CofundingState.SUBMITTED, CofundingState.ENDORSED, CofundingState.REVIEWED, CofundingState.PROPOSED}
MONEY_MAY_COME = {CofundingState.APPROVED, CofundingState.BUDGETED, CofundingState.RECEIVED}
NOT_GRANTED = {ActionKind.REJECT, ActionKind.REVERSE, ActionKind.WITHDRAW}


class RoundsOfAFund(RuleBasedStateMachine):
    """Everything about rounds beside what moves their ground: members, dues, voidings, claims and closed years."""

    @initialize(
        seed=st.sampled_from(sorted(MADE)), came=st.sampled_from([(), (STATE,), (DUES,), SCHEMES]), percent=PERCENT
    )
    def open(self, seed, came, percent):
        """A fund that has asked, and has got some of what it asked for, or that is about to ask."""
        self.fund = MADE[seed]
        self.day = self.fund.as_of
        self.people = 0
        self.old = len(self.fund.matches)
        for scheme in came:
            self.ask(scheme, self.day)
            self.have_it_come(self.fund.rounds[-1], percent)

    @property
    def noon(self):
        return datetime.combine(self.day, time(5), UTC)

    def when(self):
        return When(on=self.day, recorded_at=self.noon, actor="committee")

    def attempt(self, do):
        """Do something; where it is refused, everything is as it was and the reasons are told."""
        before = self.fund
        try:
            self.fund = do(before)
        except (MissingFact, Refused) as refusal:
            assert refusal.findings
            assert self.fund is before
        for action in self.fund.round_actions[len(before.round_actions) :] + self.fund.actions[len(before.actions) :]:
            event(f"{type(action).__name__} {action.kind.value}")

    @rule(days=st.integers(1, 90))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    # --- what moves the ground ---

    @rule()
    def admits(self):
        self.people += 1
        person = Person(name=PersonName("ก ข"), citizen_id=CitizenId.synthetic(self.people))
        self.attempt(lambda fund: enrol(fund, person, on=self.day)[0])

    @rule(position=st.integers(0, 20), baht=st.integers(1, 400))
    def dues_are_paid(self, position, baht):
        self.attempt(
            lambda fund: receive(fund, self.member(position), Money.baht(baht), on=self.day, recorded_at=self.noon)[0]
        )

    @rule(position=st.integers(0, 9), is_old=st.booleans())
    def a_receipt_is_voided(self, position, is_old):
        receipts = self.fund.contributions.receipts
        number = receipts[-1 - (position + 20 * is_old) % len(receipts)].number
        self.attempt(
            lambda fund: void_receipt(fund, number, on=self.day, reason="ผิด", recorded_at=self.noon, schemes=SCHEMES)[0]
        )

    @rule(position=st.integers(0, 20), days_ago=st.integers(0, 400))
    def somebody_turns_out_to_have_left(self, position, days_ago):
        on = self.day - timedelta(days=days_ago)
        self.attempt(lambda fund: leave(fund, self.member(position), on=on, cause=ExitCause.RESIGNED)[0])

    @rule()
    def a_year_is_closed(self):
        year_be = self.fund.profile.year_start.year_of(self.day).be - 1
        self.attempt(
            lambda fund: close_year(evolve(fund, as_of=max(fund.as_of, self.day)), year_be, recorded_at=self.noon)[0]
        )

    def member(self, position):
        memberships = self.fund.register.memberships
        return memberships[-1 - position % len(memberships)].number

    # --- claims: decided, approved, paid, taken back, decided again ---

    def stay(self, member, nights):
        """A claim for some nights up to today, all of them in one year of the by-law's."""
        begins = max(self.day - timedelta(days=nights), self.fund.profile.year_start.year_of(self.day).first)
        return Claim(
            number=claims_desk.next_claim_number(self.fund, self.day),
            day=self.day,
            member=member,
            benefit="hospital",
            category="02",
            event=Event(day=begins, until=self.day, units=max(1, (self.day - begins).days)),
        )

    @rule(position=st.integers(0, 20), nights=st.integers(1, 9))
    def a_claim_is_made(self, position, nights):
        claim = self.stay(self.member(position), nights)
        self.attempt(lambda fund: claims_desk.submit(fund, claim, self.when())[0])

    @rule(position=st.integers(0, 20), nights=st.integers(1, 9), is_paid=st.booleans())
    def whoever_is_covered_claims_and_is_granted_it(self, position, nights, is_paid):
        numbers = [self.member(position + more) for more in range(len(self.fund.register))]
        claims = [self.stay(number, nights) for number in numbers]
        claim = next((each for each in claims if assess(self.fund, each, self.day).is_payable), claims[0])
        self.attempt(lambda fund: claims_desk.submit(fund, claim, self.when())[0])
        for step in ("assess", "approve", "pay")[: 2 + is_paid]:
            self.attempt(self.claim_steps(claim.number)[step])

    @precondition(lambda self: self.fund.claims)
    @rule(position=st.integers(0, 5), step=st.sampled_from(["assess", "approve", "pay", "reverse", "reject"]))
    def a_claim_is_acted_on(self, position, step):
        number = self.fund.claims[-1 - position % min(6, len(self.fund.claims))].number
        self.attempt(self.claim_steps(number)[step])

    @precondition(lambda self: self.paid())
    @rule(data=st.data())
    def a_payment_is_taken_back(self, data):
        self.attempt(self.claim_steps(data.draw(st.sampled_from(self.paid())))["reverse"])

    def paid(self):
        latest = [claim.number for claim in self.fund.claims[-6:]]
        return [number for number in latest if self.fund.state(number, self.day) is ClaimState.PAID]

    def claim_steps(self, number):
        return {
            "assess": lambda fund: claims_desk.assess_claim(fund, number, self.when())[0],
            "approve": lambda fund: claims_desk.approve(fund, number, self.when())[0],
            "pay": lambda fund: claims_desk.pay(fund, number, self.when())[0],
            "reverse": lambda fund: claims_desk.reverse(fund, number, self.when(), reason="ผิดราย")[0],
            "reject": lambda fund: claims_desk.reject(fund, number, self.when(), reason="ไม่ครบ"),
        }

    # --- rounds ---

    @rule(scheme=st.sampled_from(SCHEMES), ahead=st.integers(0, 1), comes=st.booleans())
    def asks(self, scheme, ahead, comes):
        self.ask(scheme, date(self.day.year - (self.day.month < 10), 9, 30) if ahead else self.day)
        if comes and self.rounds_in(WAITING):
            self.have_it_come(self.rounds_in(WAITING)[-1], 100)

    def ask(self, scheme, cut_off):
        budget_year = cut_off.year + 544

        def do(fund):
            asked = draw_request(fund, scheme, budget_year, cut_off=cut_off)
            return rounds_desk.submit(fund, scheme, asked, self.when())[0]

        self.attempt(do)

    @rule(baht=st.integers(1, 900), agency=st.sampled_from(["อบต.", "เทศบาล"]))
    def proposes(self, baht, agency):
        what = {"source": "LAO", "budget_year": self.day.year + 543, "agency": agency}
        self.attempt(lambda fund: rounds_desk.propose(fund, Money.baht(baht), self.when(), **what)[0])

    @precondition(lambda self: self.fund.rounds)
    @rule(position=st.integers(0, 6), step=st.sampled_from(STEPS + LATER), percent=st.integers(1, 110))
    def a_round_is_acted_on(self, position, step, percent):
        rounds = self.fund.rounds
        row = rounds[-1 - position % min(4, len(rounds))]
        self.attempt(self.steps(row, percent)[step])

    @precondition(lambda self: self.rounds_in(WAITING))
    @rule(data=st.data(), percent=PERCENT)
    def a_round_that_waits_comes_in_whole(self, data, percent):
        """So that what comes afterwards has something to come after."""
        self.have_it_come(data.draw(st.sampled_from(self.rounds_in(WAITING))), percent)

    def have_it_come(self, row, percent):
        self.attempt(self.steps(row, percent)["budget" if row.source == "LAO" else "approve"])
        self.attempt(self.steps(row, 100)["receive"])

    @precondition(lambda self: self.rounds_in(MONEY_MAY_COME))
    @rule(data=st.data(), percent=st.integers(1, 30))
    def more_comes_than_was_approved(self, data, percent):
        row = data.draw(st.sampled_from(self.rounds_in(MONEY_MAY_COME)))
        self.attempt(self.steps(row, 100 + percent)["above"])

    def rounds_in(self, states):
        return [row for row in self.fund.rounds[-5:] if row.state in states]

    # --- what came and is found to have been too much ---

    @precondition(lambda self: self.came())
    @rule(data=st.data())
    def somebody_matched_turns_out_to_have_left_before(self, data):
        row = data.draw(st.sampled_from(self.came()))
        number = data.draw(st.sampled_from(sorted({each.member for each in self.matched(row)})))
        self.attempt(lambda fund: leave(fund, number, on=row.as_of, cause=ExitCause.DECEASED)[0])

    @precondition(lambda self: any(match.receipt for row in self.came() for match in self.matched(row)))
    @rule(data=st.data())
    def a_receipt_that_was_matched_is_voided(self, data):
        matched = [each.receipt for row in self.came() for each in self.matched(row) if each.receipt]
        number = data.draw(st.sampled_from(sorted(set(matched))))
        self.attempt(
            lambda fund: void_receipt(fund, number, on=self.day, reason="ผิด", recorded_at=self.noon, schemes=SCHEMES)[0]
        )

    @precondition(lambda self: self.came())
    @rule(data=st.data())
    def what_came_is_looked_at_again(self, data):
        rows = [row for row in self.came() if recheck(self.fund, row.key, scheme_of(row), self.day).to_return > ZERO]
        row = data.draw(st.sampled_from(rows or self.came()))
        self.attempt(self.steps(row, 100)["recheck"])

    @precondition(lambda self: self.owing())
    @rule(data=st.data(), percent=st.sampled_from([1, 50, 100, 101]))
    def some_of_it_goes_back(self, data, percent):
        row = data.draw(st.sampled_from(self.owing()))
        now = self.standing(row)
        amount = part(now.owed_back - now.returned, percent)
        before = self.standing(row).returned
        self.attempt(lambda fund: tranches.give_back(fund, row.key, self.when(), amount=amount)[0])
        assert self.standing(row).returned in {before, before + amount}

    @precondition(lambda self: self.rounds_in({CofundingState.RECEIVED, CofundingState.CLAWED_BACK}))
    @rule(data=st.data())
    def a_round_ends_once_nothing_is_owed(self, data):
        row = data.draw(st.sampled_from(self.rounds_in({CofundingState.RECEIVED, CofundingState.CLAWED_BACK})))
        was_owing = row in self.owing()
        self.attempt(self.steps(row, 100)["report" if row.source == "LAO" else "reconcile"])
        ends = {CofundingState.RECONCILED, CofundingState.REPORTED}
        assert not (was_owing and round_of(self.fund, row.key).state in ends)

    def matched(self, row):
        """Who was matched in a round, by this machine."""
        scheme = scheme_of(row)
        return [] if scheme is None else [each for each in self.new_matches(scheme) if each.round == row.number]

    def came(self):
        """The newest rounds of which money came, and in which somebody was matched."""
        return [row for row in self.fund.rounds[-5:] if row.received > ZERO and self.matched(row)]

    def owing(self):
        """The rounds of which something must still go back."""
        return [row for row in self.fund.rounds if self.standing(row).owed_back > self.standing(row).returned]

    @precondition(lambda self: self.fund.rounds)
    @rule(percent=st.integers(10, 60), rest=st.integers(10, 90))
    def more_comes_after_some_must_go_back(self, percent, rest):
        row = self.fund.rounds[-1]
        for step in ("approve", "budget", "receive"):
            self.attempt(self.steps(row, percent)[step])
        owed = part(self.standing(row).received, rest)
        self.attempt(lambda fund: owe_back(fund, row.key, owed, self.when(), reason="หนังสือแจ้ง")[0])
        self.attempt(self.steps(row, rest)["receive"])

    def steps(self, row, percent):
        key, when = row.key, self.when()
        scheme = scheme_of(row) or STATE
        now = self.fund.round_standing(row, date.max)
        asked = part(now.requested, percent)
        tranche = part(now.approved, percent)
        plain = {"endorse": "ENDORSE", "review": "REVIEW", "reconcile": "RECONCILE", "report": "REPORT"}
        reasoned = {"return": "RETURN", "reject": "REJECT"}
        return {
            **{
                name: lambda fund, kind=kind: rounds_desk.step(fund, key, RoundActionKind(kind), when, reason="เหตุ")
                for name, kind in {**plain, **reasoned}.items()
            },
            "resubmit": lambda fund: rounds_desk.resubmit(fund, key, when, amount=asked),
            "cancel": lambda fund: rounds_desk.cancel(fund, key, when, reason="ถูกตัดงบ", schemes=SCHEMES),
            "approve": lambda fund: rounds_desk.approve(fund, key, when, scheme=scheme, amount=asked, reference="มติ 1"),
            "budget": lambda fund: rounds_desk.budget(fund, key, when, amount=asked, reference="ข้อบัญญัติ"),
            "receive": lambda fund: tranches.receive(fund, key, tranche, when)[0],
            "above": lambda fund: tranches.receive(fund, key, tranche, when, excess_goes_back=True)[0],
            "in kind": lambda fund: tranches.receive_in_kind(fund, key, when, what="ข้าวสาร"),
            "recheck": lambda fund: claw_back(fund, key, scheme, when)[0],
            "give back": lambda fund: tranches.give_back(fund, key, when)[0],
        }

    # --- what holds after every step ---

    @invariant()
    def what_an_approval_gives_is_spread_whole_and_within_its_ceiling(self):
        """Properties 1 and 9."""
        if hasattr(self, "fund"):
            for scheme in SCHEMES:
                for row in self.fund.rounds:
                    mine = self.matched(row) if row.source == scheme.source else []
                    if mine:
                        assert total(each.amount for each in mine) <= self.standing(row).approved
                        assert self.standing(row).approved <= self.standing(row).requested
                        ceiling = scheme.in_year(row.budget_year).per_member
                        assert ceiling is None or max(each.amount for each in mine) <= ceiling

    def new_matches(self, scheme):
        return [each for each in self.fund.matches[self.old :] if each.scheme == scheme.scheme_id]

    def standing(self, row):
        return self.fund.round_standing(row, date.max)

    @invariant()
    def nothing_is_matched_twice(self):
        """Property 11: a receipt once in a scheme, a member once in a round and no more often than the scheme says."""
        if hasattr(self, "fund"):
            receipts = [(each.scheme, each.book, each.receipt) for each in self.fund.matches if each.receipt]
            members = [(each.scheme, each.round, each.member) for each in self.fund.matches if not each.receipt]
            assert max(Counter((*receipts, *members)).values(), default=1) == 1
            often = Counter(each.member for each in self.fund.matches if each.scheme == STATE.scheme_id)
            assert max(often.values(), default=0) <= 3

    @invariant()
    def no_source_is_overspent_and_each_is_what_lies_there_and_is_owed(self):
        """Property 15: of each source, cash, bank and receivables less payables are its balance; none is below zero."""
        if hasattr(self, "fund"):
            chart, balances = self.fund.chart, self.fund.journal.balances(date.max)
            there = {AccountType.ASSET, AccountType.LIABILITY}
            sums = Counter()
            for (account, source), amount in balances.items():
                kind = chart.account(account).type
                assert kind is not AccountType.ASSET or amount >= ZERO
                sums[source, kind in there] += amount.satang
            for source in {source for source, _is_there in sums}:
                assert sums[source, True] == -sums[source, False]

    @invariant()
    def every_row_and_every_payable_is_what_the_actions_tell(self):
        """Property 18: each fold equals the view that is kept of it."""
        if hasattr(self, "fund"):
            fund = self.fund
            for row in fund.rounds:
                assert row.key not in fund.actions_of_round or row == row.showing(self.standing(row))
            for source, account in PAYABLE.items():
                mine = [self.standing(row) for row in fund.rounds if row.source == source]
                owed = total(each.owed_back - each.returned for each in mine)
                assert -fund.journal.balance(account, source, date.max) == owed
                assert all(each.returned <= each.owed_back <= each.received for each in mine)
                settled = {CofundingState.RECEIVED, CofundingState.RECONCILED, CofundingState.REPORTED}
                assert all(each.still_owed == ZERO for each in mine if each.state in settled)

    @invariant()
    def a_recheck_is_explained_and_found_once(self):
        if hasattr(self, "fund"):
            for row in self.fund.rounds[-3:]:
                scheme = scheme_of(row)
                is_matched = any((each.scheme, each.round) == (row.scheme, row.number) for each in self.fund.matches)
                if scheme is not None and row.as_of and is_matched and self.standing(row).approved is not None:
                    found = recheck(self.fund, row.key, scheme, date.max)
                    assert all(line.amount >= ZERO and line.reasons for line in found.lines)
                    assert ZERO <= found.entitlement <= found.approved
                    assert found.to_return <= found.received - found.owed_before or found.to_return == ZERO

    @invariant()
    def what_a_limit_has_used_is_what_live_decisions_took(self):
        """Property 16, for every member who ever claimed: another night today would find this much of the year gone."""
        if hasattr(self, "fund"):
            for member in sorted({claim.member for claim in self.fund.claims}):
                decision = assess(self.fund, self.stay(member, 1), self.day)
                used = [each.used_before for each in decision.cap_usage if "event" not in each.window]
                assert used in ([], [self.taken(member)])

    def taken(self, member):
        """What the member's stays of the year took, told by their actions alone."""
        year = self.fund.profile.year_start.year_of(self.day)
        granted = {}
        for action in self.fund.actions:
            if action.kind is ActionKind.APPROVE:
                granted[action.claim] = action.amount.satang
            elif action.kind in NOT_GRANTED:
                granted[action.claim] = 0
        return sum(
            granted.get(each.number, 0)
            for each in self.fund.claims
            if each.member == member and each.benefit == "hospital" and each.event.day in year
        )

    @invariant()
    def the_identities_hold_and_nothing_is_found_wrong(self):
        if hasattr(self, "fund"):
            figures = draw_up(self.fund, STATE, self.day)
            held = [identity.holds for identity in figures.identities]
            assert held[:5] == [True] * 5  # of those whom it admits nobody says the type or the village
            assert False not in held
            assert figures.trial_balance.debit == figures.trial_balance.credit
            told = check(evolve(self.fund, as_of=self.day))
            assert [each for each in told if each.is_error or each.code.startswith("books.")] == []


def scheme_of(row):
    """By which of the schemes a round asks; None where it is a local government's."""
    return next((each for each in SCHEMES if each.source == row.source), None)


def part(amount, percent):
    """Some of an amount that may not be known; a satang at least."""
    return Money(1) if amount is None else max(Money(1), Money(amount.satang * percent // 100))


RoundsOfAFund.TestCase.settings = settings(max_examples=20, stateful_step_count=30, deadline=None)
TestRoundsOfAFund = RoundsOfAFund.TestCase
