"""Consents as dated facts: from when, until when."""

from datetime import date, timedelta

from hypothesis import given

from communitywelfare.consents import Consent
from communitywelfare.strategies import consents, days


@given(consents(), days())
def test_a_consent_holds_from_its_day_to_the_day_before_it_is_withdrawn(consent, day):
    before = consent.withdrawn is None or day <= consent.withdrawn - timedelta(days=1)
    assert consent.in_force(day) == (day >= consent.given and before)


def test_what_was_noted_beside_a_consent_does_not_show():
    consent = Consent(member="0001", purpose="benefits", basis="EXPLICIT_CONSENT", given=date(2024, 1, 1))
    assert "note=Hidden('')" in repr(consent)
