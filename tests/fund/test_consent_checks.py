"""Health details are kept only with an explicit consent in force on the day; what is not recorded is said to be so."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.consents import Consent, LegalBasis
from communitywelfare.errors import Severity
from communitywelfare.fund.checks import check
from communitywelfare.fund.consent_checks import has_consent
from communitywelfare.identity import HealthNote
from communitywelfare.strategies import consents, days, funds
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=24, years=2, seed=11)).fund
CLAIM = next(each for each in FUND.claims if each.detail != HealthNote(""))


def told(fund, lines=None):
    return [each for each in check(fund, lines=lines or {}) if each.code.startswith("consent.")]


def test_the_example_has_consents_and_is_quiet():
    assert told(FUND) == []
    assert any(each.detail != HealthNote("") for each in FUND.claims)


def test_each_claim_with_health_details_and_no_consent_is_a_warning_at_its_place():
    found = told(evolve(FUND, consents=()), {"benefits": range(2, 2 + len(FUND.claims))})
    wanted = [(row, each.number) for row, each in enumerate(FUND.claims, start=2) if each.detail != HealthNote("")]
    assert [(each.place.row, each.place.record) for each in found] == wanted
    assert {(each.code, each.severity) for each in found} == {("consent.missing", Severity.WARNING)}


def test_without_the_table_it_is_said_once_that_nobody_can_tell():
    (found,) = told(evolve(FUND, consents=(), absent=FUND.absent | {"consents"}))
    assert (found.code, found.severity) == ("consent.not_recorded", Severity.INFO)
    assert found.params == {"claims": sum(each.detail != HealthNote("") for each in FUND.claims)}
    nothing = evolve(FUND, claims=(), actions=(), consents=(), absent=FUND.absent | {"consents"})
    assert told(nothing) == []


GOOD = Consent(member=CLAIM.member, purpose="benefits", basis="EXPLICIT_CONSENT", given=CLAIM.day)


@pytest.mark.parametrize(
    ("consent", "counts"),
    [
        (GOOD, True),
        (evolve(GOOD, given=CLAIM.day + timedelta(days=1)), False),
        (evolve(GOOD, withdrawn=CLAIM.day), False),
        (evolve(GOOD, withdrawn=CLAIM.day + timedelta(days=1)), True),
        (evolve(GOOD, basis=LegalBasis.CONSENT), False),
        (evolve(GOOD, basis=LegalBasis.CONTRACT), False),
        (evolve(GOOD, purpose="membership"), False),
        (evolve(GOOD, member="9999"), False),
    ],
)
def test_only_an_explicit_consent_for_benefits_in_force_on_the_day_of_the_claim_counts(consent, counts):
    fund = evolve(FUND, claims=(CLAIM,), actions=(), consents=(consent,))
    missing = [each.place.record for each in told(fund) if each.code == "consent.missing"]
    assert missing == ([] if counts else [CLAIM.number])


@given(st.lists(consents(at_most=date(2024, 1, 1)), max_size=4), days())
def test_one_good_consent_is_enough_and_the_others_take_nothing_away(given_, day):
    good = evolve(GOOD, given=day)
    assert has_consent([*given_, good], day)
    assert has_consent(given_, day) == any(has_consent([each], day) for each in given_)


@given(funds())
def test_there_is_a_warning_exactly_for_claims_that_no_consent_covers(fund):
    missing = {each.place.record for each in told(fund) if each.code == "consent.missing"}
    covered = {
        claim.number
        for claim in fund.claims
        for each in fund.consents
        if each.member == claim.member and each.purpose == "benefits" and each.basis is LegalBasis.EXPLICIT_CONSENT
        if each.given <= claim.day and not (each.withdrawn and each.withdrawn <= claim.day)
    }
    assert missing == {each.number for each in fund.claims if each.detail != HealthNote("")} - covered


def test_consents_that_cannot_be_are_errors():
    bad = evolve(GOOD, withdrawn=CLAIM.day - timedelta(days=1))
    stray = evolve(GOOD, member="9999")
    found = told(evolve(FUND, consents=(*FUND.consents, bad, stray)), {"consents": range(2, 99)})
    assert [(each.code, each.severity, each.place.row) for each in found] == [
        ("consent.withdrawn_before_given", Severity.ERROR, 2 + len(FUND.consents)),
        ("consent.unknown_member", Severity.ERROR, 3 + len(FUND.consents)),
    ]
