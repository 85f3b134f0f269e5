"""Claims of one household in any order, with any resolution of the committee: no ceiling is ever passed by assessing.

The committee may grant more than the by-law gives, by resolution; what it grants so counts as used, and what is granted
*as assessed* stays within every ceiling, whatever came before it.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Action, Claim, ClaimState, Event, Outcome, Override
from communitywelfare.errors import Refused
from communitywelfare.fund import Fund, FundProfile, assess, assess_waiting
from communitywelfare.fund import claims_desk as desk
from communitywelfare.identity import PersonName
from communitywelfare.members import Membership, Person, Register
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.wording import LANGUAGES, words

WORDS = {"th": "ก", "en": "a"}
NOW = datetime(2024, 1, 1, tzinfo=UTC)
VISIT = {"form": "per unit", "pays": 100, "unit": "time"}
BOTH = {"together_with": ["visit", "gift"]}
YEAR, GROUP, HOUSEHOLD, TIMES = 700, 1_000, 1_500, 3
CLAUSES = {
    "visit": {
        "amount": VISIT,
        "limits": [
            {"baht": YEAR, "per": "calendar year"},
            {"baht": GROUP, "per": "calendar year", **BOTH},
            {"baht": HOUSEHOLD, "per": "lifetime", "household": True, **BOTH},
        ],
    },
    "gift": {
        "amount": {"form": "flat", "pays": 250},
        "limits": [
            {"times": TIMES, "per": "lifetime"},
            {"baht": GROUP, "per": "calendar year", **BOTH},
            {"baht": HOUSEHOLD, "per": "lifetime", "household": True, **BOTH},
        ],
    },
    "help": {"amount": {"form": "discretion", "at_least": 50, "at_most": 400}},
    "flood": {"amount": {"form": "per unit", "pays": 100, "unit": "time"}, "committee": "decides"},
}


def a_bylaw(clauses) -> ByLaw:
    version = {
        "id": "1",
        "adopted": date(2015, 1, 1),
        "effective": date(2015, 1, 1),
        "source": "made up",
        "tenure_from": "applied",
        "year_start": "01-01",
        "dues": {"convention": "FLAT_30", "rate": 1},
        "benefit": {key: {"label": WORDS, "category": "02", **clause} for key, clause in clauses.items()},
    }
    return build_bylaw({"format": "communitywelfare.bylaw/1", "fund": "F", "name": WORDS, "version": [version]})


def a_fund() -> Fund:
    profile = FundProfile(
        fund_id="F",
        name="กองทุน",
        founded=date(2015, 1, 1),
        area_type="TAMBON",
        villages_total=1,
        convention="FLAT_30",
        rate=Money.baht(1),
        year_start=YearStart(1),
    )
    person = Person(name=PersonName("ก"), citizen_id=None)
    members = tuple(
        Membership(number=number, person=person, applied=date(2015, 1, 1), household="1") for number in ("M1", "M2")
    )
    return Fund(profile=profile, bylaw=a_bylaw(CLAUSES), register=Register(members), as_of=date(2025, 12, 31))


class Household(RuleBasedStateMachine):
    """Two members of a household claim, and the committee does as it likes."""

    @initialize()
    def open(self):
        self.fund = a_fund()
        self.day = date(2024, 1, 1)
        self.resolved: dict[str, bool] = {}

    @property
    def when(self):
        return desk.When(on=self.day, recorded_at=NOW, actor="committee")

    def in_state(self, *states):
        return [claim.number for claim in self.fund.claims if self.fund.state(claim.number, self.day) in states]

    @rule(days=st.integers(0, 120))
    def time_passes(self, days):
        self.day += timedelta(days=days)

    @rule(
        member=st.sampled_from(["M1", "M2"]),
        benefit=st.sampled_from(list(CLAUSES)),
        units=st.integers(1, 9),
        ago=st.integers(0, 90),
        late=st.integers(0, 60),
    )
    def somebody_claims(self, member, benefit, units, ago, late):
        claimed = self.day - timedelta(days=late)
        claim = Claim(
            number=f"{len(self.fund.claims):03d}",
            day=claimed,
            member=member,
            benefit=benefit,
            category="02",
            event=Event(day=claimed - timedelta(days=ago), units=units),
        )
        self.fund, _paper = desk.submit(self.fund, claim, self.when)

    @precondition(lambda self: self.in_state(ClaimState.SUBMITTED, ClaimState.ASSESSED))
    @rule(data=st.data())
    def the_bylaw_is_asked(self, data):
        number = data.draw(st.sampled_from(self.in_state(ClaimState.SUBMITTED, ClaimState.ASSESSED)))
        self.fund, _decision = desk.assess_claim(self.fund, number, self.when)

    @precondition(lambda self: self.in_state(ClaimState.ASSESSED))
    @rule(data=st.data())
    def the_committee_follows(self, data):
        number = data.draw(st.sampled_from(self.in_state(ClaimState.ASSESSED)))
        try:
            self.fund, _granted = desk.approve(self.fund, number, self.when)
        except Refused:
            return
        self.resolved[number] = False

    @precondition(lambda self: self.in_state(ClaimState.ASSESSED))
    @rule(data=st.data(), baht=st.integers(1, 2_000))
    def the_committee_resolves_otherwise(self, data, baht):
        number = data.draw(st.sampled_from(self.in_state(ClaimState.ASSESSED)))
        override = Override(amount=Money.baht(baht), reason="เห็นสมควร", reference="มติ 1")
        decision = assess(self.fund, self.fund.claim(number), self.day)
        try:
            told = decision.overridden(override)
        except Refused:
            assert decision.authority is not None
            assert not decision.authority.covers(override.amount)
            before = self.fund
            with pytest.raises(Refused) as refused:
                desk.approve(before, number, self.when, amount=override.amount, reference="มติ 1", reason="เห็นสมควร")
            assert [finding.code for finding in refused.value.findings] == ["override.beyond_authority"]
            assert self.fund == before
            return
        assert told.assessed == decision.assessed
        self.fund, granted = desk.approve(
            self.fund, number, self.when, amount=told.awarded, reference="มติ 1", reason="เห็นสมควร"
        )
        assert granted == told.awarded == override.amount
        self.resolved[number] = True

    @precondition(lambda self: self.in_state(ClaimState.APPROVED))
    @rule(data=st.data(), is_withdrawn=st.booleans())
    def money_comes_back(self, data, is_withdrawn):
        number = data.draw(st.sampled_from(self.in_state(ClaimState.APPROVED)))
        kinds = ["WITHDRAW"] if is_withdrawn else ["PAY", "REVERSE"]
        done = tuple(Action(claim=number, kind=kind, actor="treasurer", day=self.day) for kind in kinds)
        self.fund = evolve(self.fund, actions=(*self.fund.actions, *done))
        assert self.fund.granted(number, self.day) == ZERO

    def as_assessed(self, *benefits):
        """Claims that were granted as assessed, with what they were granted."""
        return [
            (claim, self.fund.granted(claim.number, self.day).satang // 100)
            for claim in self.fund.claims
            if claim.benefit in benefits
            and self.resolved.get(claim.number) is False
            and self.fund.state(claim.number, self.day).uses_limits
        ]

    @invariant()
    def no_ceiling_is_passed_by_what_is_granted_as_assessed(self):
        if not hasattr(self, "fund"):
            return
        for member in ("M1", "M2"):
            for year in (2023, 2024, 2025, 2026, 2027):
                for benefits, most in ((("visit",), YEAR), (("visit", "gift"), GROUP)):
                    mine = [(claim, baht) for claim, baht in self.as_assessed(*benefits) if claim.member == member]
                    assert sum(baht for claim, baht in mine if claim.event.day.year == year) <= most
            assert sum(claim.member == member for claim, _baht in self.as_assessed("gift")) <= TIMES
        assert sum(baht for _claim, baht in self.as_assessed("visit", "gift")) <= HOUSEHOLD

    @invariant()
    def all_that_waits_fits_beside_what_was_granted(self):
        if not hasattr(self, "fund"):
            return
        waiting = assess_waiting(self.fund, self.day)
        granted = sum(
            self.fund.granted(claim.number, self.day).satang
            for claim in self.fund.claims
            if claim.benefit in {"visit", "gift"}
        )
        to_come = sum(decision.assessed.satang for decision in waiting)
        assert to_come <= max(0, HOUSEHOLD * 100 - granted)
        for decision in waiting:
            for usage in decision.cap_usage:
                assert usage.consumed <= max(0, usage.limit - usage.used_before)

    @invariant()
    def looking_again_changes_nothing(self):
        if hasattr(self, "fund"):
            assert assess_waiting(self.fund, self.day) == assess_waiting(self.fund, self.day)


def test_an_assessment_that_other_grants_have_overtaken_must_be_made_again():
    # The second claim was made before the first and written down after it was assessed: neither knew of the other.
    fund = a_fund()
    when = desk.When(on=date(2024, 3, 1), recorded_at=NOW, actor="committee")
    for number, made in (("2", date(2024, 2, 1)), ("1", date(2024, 1, 15))):
        event = Event(day=made, units=5)
        claim = Claim(number=number, day=made, member="M1", benefit="visit", category="02", event=event)
        fund, _paper = desk.submit(fund, claim, when)
        fund, decision = desk.assess_claim(fund, number, when)
        assert decision.assessed == Money.baht(500)
    keyed = evolve(when, key="k")
    fund, _granted = desk.approve(fund, "1", keyed)

    with pytest.raises(Refused) as refused:
        desk.approve(fund, "2", when, reference="มติ 1")
    (finding,) = refused.value.findings
    assert (finding.code, finding.params["assessed"], finding.params["left"]) == (
        "claim.assess_again",
        Money.baht(500),
        Money.baht(YEAR - 500),
    )
    assert desk.approve(fund, "1", keyed)[0] == fund  # a repeated command is still harmless
    again, _decision = desk.assess_claim(fund, "2", when)
    assert desk.approve(again, "2", when)[1] == Money.baht(YEAR - 500)
    # By resolution, the committee may grant what was assessed all the same.
    assert desk.approve(fund, "2", when, reference="มติ 2", reason="สัญญาไว้แล้ว")[1] == Money.baht(500)


@given(st.sampled_from(["help", "flood"]), st.integers(1, 600), st.integers(1, 9))
def test_the_desk_grants_within_the_authority_of_the_committee_and_nothing_else(benefit, baht, units):
    fund, when = a_fund(), desk.When(on=date(2024, 3, 1), recorded_at=NOW, actor="committee", key="k")
    event = Event(day=date(2024, 2, 1), units=units)
    claim = Claim(number="1", day=date(2024, 2, 1), member="M1", benefit=benefit, category="02", event=event)
    fund, _paper = desk.submit(fund, claim, evolve(when, key=""))
    fund, decision = desk.assess_claim(fund, "1", evolve(when, key=""))
    assert decision.outcome is Outcome.NEEDS_COMMITTEE
    least, most = (50, 400) if benefit == "help" else (1, 100 * units)
    resolved = {"amount": Money.baht(baht), "reference": "มติ 1", "reason": "เห็นสมควร"}
    if least <= baht <= most:
        granted, _amount = desk.approve(fund, "1", when, **resolved)
        assert granted.granted("1", when.on) == Money.baht(baht)
        assert desk.approve(granted, "1", when, **resolved)[0] == granted
        return
    with pytest.raises(Refused) as refused:
        desk.approve(fund, "1", when, **resolved)
    (finding,) = refused.value.findings
    assert (finding.code, finding.params["amount"]) == ("override.beyond_authority", Money.baht(baht))
    assert [str(baht) in words(finding, language) for language in LANGUAGES] == [True, True]


def test_a_resolution_that_is_repeated_later_is_not_looked_at_again():
    fund, when = a_fund(), desk.When(on=date(2024, 3, 1), recorded_at=NOW, actor="committee")
    limited = {"amount": {"form": "discretion", "at_most": 400}, "limits": [{"baht": 500, "per": "calendar year"}]}
    fund = evolve(fund, bylaw=a_bylaw({"help": limited}))
    for number in ("1", "2"):
        event = Event(day=date(2024, 2, 1))
        claim = Claim(number=number, day=date(2024, 2, 1), member="M1", benefit="help", category="02", event=event)
        fund, _paper = desk.submit(fund, claim, when)
        fund, _decision = desk.assess_claim(fund, number, when)
    resolved = {"amount": Money.baht(400), "reference": "มติ 1", "reason": "เห็นสมควร"}
    fund, _granted = desk.approve(fund, "1", evolve(when, key="k"), **resolved)
    with pytest.raises(Refused) as refused:
        desk.approve(fund, "2", when, **resolved)
    assert refused.value.findings[0].params["most"] == Money.baht(100)
    fund, _granted = desk.approve(fund, "2", when, **resolved | {"amount": Money.baht(100)})
    assert desk.approve(fund, "1", evolve(when, key="k"), **resolved)[0] == fund


Household.TestCase.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)
TestHousehold = Household.TestCase
