"""Consents and decisions to erase, for the members of a register: at times withdrawn, at times for something else."""

from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, composite

from communitywelfare.consents import HEALTH_PURPOSE, Consent, Erasure, LegalBasis
from communitywelfare.identity import Hidden
from communitywelfare.strategies.values import EARLIEST, LATEST, days

__all__ = ["consents", "erasures"]

_PURPOSES = st.sampled_from([HEALTH_PURPOSE, HEALTH_PURPOSE, "membership", "ถ่ายภาพกิจกรรม"])
_BASES = st.sampled_from([LegalBasis.EXPLICIT_CONSENT, *LegalBasis])
_WORDS = st.sampled_from(["", "ใบสมัคร", "=หนังสือยินยอม"])


@composite
def consents(draw: DrawFn, *, member: str = "M0001", at_least: date = EARLIEST, at_most: date = LATEST) -> Consent:
    """Consents of a member, or another basis to keep their data, from a day between two.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(consents())
    ... def test_a_consent_holds_from_its_day_until_it_is_withdrawn(consent):
    ...     assert consent.in_force(consent.given) == (consent.withdrawn != consent.given)
    >>> test_a_consent_holds_from_its_day_until_it_is_withdrawn()
    """
    given = draw(days(at_least=at_least, at_most=at_most))
    lasted = draw(st.none() | st.integers(0, 2_000))
    return Consent(
        member=member,
        purpose=draw(_PURPOSES),
        basis=draw(_BASES),
        given=given,
        withdrawn=None if lasted is None else given + timedelta(days=lasted),
        reference=draw(_WORDS),
        note=Hidden(draw(_WORDS)),
    )


@composite
def erasures(draw: DrawFn, *, member: str = "M0001", at_least: date = EARLIEST, at_most: date = LATEST) -> Erasure:
    """Decisions to erase what identifies a member, with or without the moment they were written down.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(erasures())
    ... def test_a_decision_has_a_reason(erasure):
    ...     assert erasure.reason
    >>> test_a_decision_has_a_reason()
    """
    day = draw(days(at_least=at_least, at_most=at_most))
    moment = draw(st.none() | st.just(datetime.combine(day, time(5), UTC)))
    return Erasure(member=member, day=day, recorded_at=moment, reason="เจ้าของข้อมูลขอให้ลบ", reference=draw(_WORDS))
