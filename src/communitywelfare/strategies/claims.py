"""Claims, and what a fund knows when it decides them: at times too little, too late, or of a person who had left."""

from collections.abc import Collection
from datetime import date, timedelta

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.claims import Claim, Event
from communitywelfare.identity import HealthNote
from communitywelfare.members import Group, Relationship, Sex
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ClaimFacts, Used
from communitywelfare.rules.facts import Payee
from communitywelfare.strategies.clauses import CATEGORIES, DOCUMENTS, LEVELS
from communitywelfare.strategies.people import names
from communitywelfare.strategies.values import EARLIEST, LATEST, amounts, days, mostly, partial_dates, year_starts

__all__ = ["claim_facts", "claims"]


_LEVELS, _GRADES = st.sampled_from([*LEVELS, "ป.1"]), st.sampled_from(["1.99", "3.50", "4", "สี่"])
_STATED = {
    "level": _LEVELS,
    "grade": _GRADES,
    "hours": st.integers(0, 30).map(str),
    "bill": st.sampled_from(["0", "99.99", "1234.50", "20000", "ร้อยบาท"]),
    "alcohol_free": st.sampled_from(["yes", "no"]),
}
_ATTRIBUTES = st.fixed_dictionaries(_STATED) | st.fixed_dictionaries({}, optional=_STATED)
_PAPERS = st.just(frozenset(DOCUMENTS)) | st.frozensets(st.sampled_from(DOCUMENTS))
_UNITS = mostly(st.integers(0, 15))
_RELATIONS = st.sampled_from(Relationship)
_SEXES = st.sampled_from(Sex)
_GROUPS = st.frozensets(st.sampled_from(Group), max_size=2)
_ARREARS = mostly(st.integers(0, 2) | st.integers(0, 12))
_PAID = mostly(amounts(at_least=ZERO, at_most=Money.baht(20_000)))
_PAID_MONTHS = mostly(st.integers(0, 240))
_PAYEES = mostly(
    st.lists(
        st.builds(
            Payee,
            who=st.sampled_from(["1", "2", "3"]),
            relation=_RELATIONS,
            nominated=st.none() | st.integers(1, 3),
            percent=st.sampled_from([None, 0, 40, 60]),
        ),
        max_size=3,
    ).map(tuple)
)
_NAMES = names()
_NOTES = st.sampled_from(["", "ไข้หวัด"])
_YEAR_STARTS = year_starts()
_ANSWERED_AFTER = st.integers(0, 400)
_BOOLEANS = st.booleans()
_MOSTLY_OWN = st.sampled_from([True, True, False])


@composite
def _events(draw: DrawFn, *, at_least: date, at_most: date) -> Event:
    day = draw(days(at_least=at_least, at_most=at_most))
    units = draw(_UNITS)
    until = day + timedelta(days=units) if units and draw(_BOOLEANS) else None
    return Event(day=day, until=until, units=units, attributes=draw(_ATTRIBUTES))


@composite
def claims(
    draw: DrawFn,
    *,
    number: str = "1/2567",
    member: str = "M0001",
    benefits: Collection[str] = tuple(CATEGORIES),
    at_least: date = EARLIEST,
    at_most: date = LATEST,
) -> Claim:
    """Claims of a member for one of the benefits, made some time after an event between two days.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(claims(benefits=["hospital"]))
    ... def test_claims_come_after_their_event(claim):
    ...     assert claim.event.day <= claim.day
    >>> test_claims_come_after_their_event()
    """
    benefit = draw(st.sampled_from(list(benefits)))
    event = draw(_events(at_least=at_least, at_most=at_most))
    return Claim(
        number=number,
        day=event.day + timedelta(days=draw(_ANSWERED_AFTER)),
        member=member,
        benefit=benefit,
        category=CATEGORIES.get(benefit, "99"),
        event=event,
        claimant=draw(_NAMES),
        relation=draw(_RELATIONS),
        documents=draw(_PAPERS),
        detail=HealthNote(draw(_NOTES)),
    )


@composite
def claim_facts(
    draw: DrawFn,
    *,
    benefits: Collection[str] = tuple(CATEGORIES),
    max_used: int = 4,
    at_least: date = EARLIEST,
    at_most: date = LATEST,
) -> ClaimFacts:
    """What may be known of a claim, with what the person received before; any fact that can be missing sometimes is.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(claim_facts())
    ... def test_facts_are_read_for_one_day(facts):
    ...     assert facts.basis in {facts.event_day, facts.claim_day}
    >>> test_facts_are_read_for_one_day()
    """
    joined = draw(days(at_least=at_least, at_most=at_most))
    event = draw(days(at_least=max(at_least, joined - timedelta(days=60)), at_most=at_most))
    claimed = event + timedelta(days=draw(st.integers(-3, 400)))
    ended = draw(st.none() | days(at_least=joined, at_most=at_most + timedelta(days=3_650)))
    return ClaimFacts(
        basis=draw(st.sampled_from([event, claimed])),
        event_day=event,
        claim_day=claimed,
        is_member=joined <= event and (ended is None or event < ended),
        joined=joined,
        ended=ended,
        tenure_from=draw(mostly(st.just(joined))),
        birth=draw(mostly(partial_dates(at_most=joined))),
        sex=draw(_SEXES),
        groups=draw(_GROUPS),
        relation=draw(_RELATIONS),
        arrears_months=draw(_ARREARS),
        worst_arrears=draw(_ARREARS),
        settled_on=draw(st.none() | days(at_least=joined - timedelta(days=400), at_most=event)),
        paid=draw(_PAID),
        paid_months=draw(_PAID_MONTHS),
        units=draw(_UNITS),
        attributes=draw(_ATTRIBUTES),
        documents=draw(_PAPERS),
        year_start=draw(_YEAR_STARTS),
        used=draw(_usage(benefits, event, max_used)),
        payees=draw(_PAYEES),
    )


_USED_CLAIMS = st.sampled_from(["1/2560", "2/2560", "3/2560"])
_USED_UNITS = st.integers(0, 4)
_USED_AMOUNTS = amounts(at_least=ZERO, at_most=Money.baht(2_000))


def _usage(benefits: Collection[str], event: date, max_used: int) -> SearchStrategy[tuple[Used, ...]]:
    """What the person was paid in the years around the event, under other claims."""
    used = st.builds(
        Used,
        claim=_USED_CLAIMS,
        benefit=st.sampled_from(list(benefits)),
        day=days(at_least=event - timedelta(days=500), at_most=event + timedelta(days=30)),
        amount=_USED_AMOUNTS,
        units=_USED_UNITS,
        is_reserved=_BOOLEANS,
        is_own=_MOSTLY_OWN,
    )
    return st.lists(used, max_size=max_used).map(tuple)
