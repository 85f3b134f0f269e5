"""What was kept too long: proposed on the day its period is complete, not a day before, and never guessed."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration
from communitywelfare.claims import ClaimState
from communitywelfare.consents import Consent
from communitywelfare.errors import FormatError, InvalidValue
from communitywelfare.fund.profile import CommitteeMember
from communitywelfare.identity import HealthNote, PersonName
from communitywelfare.io.retention_toml import parse_retention, shipped_retention
from communitywelfare.members import Register
from communitywelfare.privacy import RetentionRule, erase, proposals
from communitywelfare.privacy.retention import REASONS
from communitywelfare.strategies import funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=60, years=4, seed=5)).fund
LATER = date(2060, 1, 1)


def rule(table, reason, keep="2 years"):
    return RetentionRule(table=table, reason=reason, kept=Duration.parse(keep))


def proposed(fund, table, on, **kept):
    reason = next(reason for name, reason in REASONS if name == table)
    return {each.record: each for each in proposals(fund, (rule(table, reason, **kept),), on)}


def test_the_shipped_periods_cover_every_reason_and_are_assumptions():
    assert {(each.table, each.reason) for each in shipped_retention()} == set(REASONS)
    assert all(each.is_assumed for each in shipped_retention())


def test_a_former_member_is_proposed_when_the_period_is_complete():
    member = next(each for each in FUND.register if each.ended)
    due = member.ended.replace(year=member.ended.year + 2)
    assert member.number not in proposed(FUND, "members", due - timedelta(days=1))
    found = proposed(FUND, "members", due)[member.number]
    assert (found.ended, found.due) == (member.ended, due)


def test_whoever_came_back_is_proposed_after_the_last_membership():
    first = next(each for each in FUND.register if each.ended)
    other = next(each for each in FUND.register if not each.ended)
    back = FUND.register.replacing(evolve(other, person=first.person))
    assert first.number not in proposed(evolve(FUND, register=back), "members", LATER)
    left = back.replacing(evolve(other, person=first.person, ended=date(2030, 5, 1), cause="MOVED"))
    fund = evolve(FUND, register=left)
    assert first.number not in proposed(fund, "members", date(2032, 4, 30))
    assert {first.number, other.number} <= proposed(fund, "members", date(2032, 5, 1)).keys()


def test_who_was_erased_is_not_proposed_again():
    paid = {ClaimState.PAID, ClaimState.REJECTED}
    member = next(
        each
        for each in FUND.register
        if each.ended
        and all(FUND.state(c.number, FUND.as_of) in paid for c in FUND.claims_of_member.get(each.number, ()))
    )
    assert member.number in proposed(FUND, "members", LATER)
    fund, _numbers = erase(FUND, member.number, on=FUND.as_of, reason="ครบกำหนด")
    for table in ("members", "beneficiaries"):
        assert member.number not in proposed(fund, table, LATER)


def test_only_settled_claims_with_health_details_are_proposed():
    found = proposed(FUND, "benefits", LATER)
    settled = {ClaimState.PAID, ClaimState.REJECTED, ClaimState.WITHDRAWN, ClaimState.REVERSED}
    told = {each.number for each in FUND.claims if each.detail != HealthNote("")}
    assert found.keys() == {each for each in told if FUND.state(each, LATER) in settled}
    assert found
    for number, each in found.items():
        assert each.ended == max(action.day for action in FUND.actions if action.claim == number)


def test_consents_and_offices_count_from_their_end():
    consent = Consent(
        member="M1", purpose="benefits", basis="CONSENT", given=date(2020, 1, 1), withdrawn=date(2021, 2, 28)
    )
    left = CommitteeMember(name=PersonName("ก"), position="เลขานุการ", until=date(2021, 2, 28))
    fund = evolve(FUND, consents=(consent, evolve(consent, withdrawn=None)), committee=(left, evolve(left, until=None)))
    for table, record in (("consents", "M1"), ("committee", "เลขานุการ")):
        assert proposed(fund, table, date(2023, 2, 27)) == {}
        assert list(proposed(fund, table, date(2023, 2, 28))) == [record]


@given(funds(), st.integers(0, 4000))
def test_a_proposal_stays_one_and_is_always_past_its_period(fund, days):
    day = fund.as_of + timedelta(days=days)
    now = proposals(fund, shipped_retention(), day)
    assert all(each.ended < each.due <= day for each in now)
    assert [each.due for each in now] == sorted(each.due for each in now)
    assert set(now) <= set(proposals(fund, shipped_retention(), day + timedelta(days=1)))
    assert (
        proposals(evolve(fund, register=Register(()), claims=(), consents=(), committee=()), shipped_retention(), day)
        == ()
    )


@pytest.mark.parametrize(
    ("table", "reason", "keep"),
    [
        ("journal", "membership_ended", "2 years"),
        ("members", "claim_settled", "2 years"),
        ("members", "membership_ended", "0 days"),
    ],
)
def test_a_rule_that_cannot_be_is_refused(table, reason, keep):
    with pytest.raises(InvalidValue) as invalid:
        rule(table, reason, keep)
    assert invalid.value.findings[0].code == "retention.unknown_rule"


HEAD = 'format = "communitywelfare.retention/1"\n'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x = ",
        "[[rule]]\n",
        HEAD,
        HEAD + "rule = 3",
        HEAD + "rule = [1]",
        HEAD + '[[rule]]\ntable = "members"\n',
        HEAD + '[[rule]]\ntable = "members"\nreason = "membership_ended"\nkeep = "soon"\n',
        HEAD + '[[rule]]\ntable = "members"\nreason = "x"\nkeep = "2 years"\n',
        HEAD + '[[rule]]\ntable = "members"\nreason = "membership_ended"\nkeep = "2 years"\nkept = 1\n',
    ],
)
def test_a_file_that_cannot_be_used_says_so(text):
    with pytest.raises(FormatError) as caught:
        parse_retention(text.encode(), "periods.toml")
    assert caught.value.findings


def test_what_is_not_said_to_be_assumed_is_the_funds_own():
    text = HEAD + '[[rule]]\ntable = "members"\nreason = "membership_ended"\nkeep = "6 months"\nsource = "มติ 1/2568"\n'
    (own,) = parse_retention(text.encode(), "periods.toml")
    assert (own.kept, own.source, own.is_assumed) == (Duration.parse("6 months"), "มติ 1/2568", False)
