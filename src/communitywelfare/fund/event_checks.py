"""Can what a claim says of its event be true, and is it told once? What the desk, `check` and other programs ask."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from communitywelfare.claims import Claim, ClaimState, Event
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.members import ExitCause
from communitywelfare.rules.bylaws import ByLaw
from communitywelfare.rules.stated import stated_under

__all__ = [
    "OF_DEATH",
    "claim_place",
    "claims_again",
    "death_findings",
    "event_faults",
    "event_findings",
    "is_possible",
    "overlap",
    "own_death_clauses",
]

OF_DEATH = frozenset({"04", "05"})
"""Lines of the status form that are paid because somebody died."""

_GONE = frozenset({ClaimState.REJECTED, ClaimState.WITHDRAWN, ClaimState.REVERSED, ClaimState.LAPSED})


def event_faults(claim: Claim, row: int | None = None) -> Iterator[Finding]:
    """What a claim says of its event that cannot all be true."""
    event = claim.event
    if claim.day < event.day:
        params = {"event": event.day, "claimed": claim.day}
        yield _error("claim.before_event", claim_place(claim, "claim_date", row), params)
    if event.until is not None and event.until < event.day:
        yield _error("claim.event_backwards", claim_place(claim, "event_to", row), {})
    elif event.until is not None and event.units is not None and (event.until - event.day).days != event.units:
        nights = {"stated": event.units, "nights": (event.until - event.day).days}
        yield _error("claim.nights_disagree", claim_place(claim, "units", row), nights)


def is_possible(claim: Claim) -> bool:
    """Whether `event_faults` finds nothing."""
    first, until, units = claim.event.day, claim.event.until, claim.event.units
    if until is None:
        return first <= claim.day
    return first <= claim.day and first <= until and (units is None or (until - first).days == units)


def event_findings(fund: Fund, claim: Claim) -> tuple[Finding, ...]:
    """What somebody should look at before a claim is decided; it may be one of the fund's or one still to be made.

    Its event may be impossible in itself, have been claimed for already, or be a death of which the register does not
    know. Only the first is an error: of the others the by-law may still grant the claim.
    """
    claims = [claim if each.number == claim.number else each for each in fund.claims if each.member == claim.member]
    if claim not in claims:
        claims.append(claim)
    return (
        *event_faults(claim),
        *(found for found in claims_again(fund, claims) if found.params["claim"] == claim.number),
        *death_findings(fund, claim, own_death_clauses(fund.bylaw)),
    )


def claims_again(fund: Fund, claims: Sequence[Claim], rows: Iterable[int | None] = ()) -> Iterator[Finding]:
    """Which of some claims ask again for what another one asked: for one member, under one clause, for one event.

    Events of a day whose attributes differ are two: the school grants of two children, of one day. A claim that was
    refused, withdrawn, reversed or left to lapse may be made again.
    """
    alike: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, claim in enumerate(claims):
        alike[claim.member, claim.benefit].append(at)
    lines = dict(enumerate(rows))
    for places in alike.values():
        for pair in _overlapping(claims, places) if len(places) > 1 else ():
            at, other = max(pair), min(pair)
            claim, earlier = claims[at], claims[other]
            is_another = claim.number != earlier.number and _may_be_one(claim.event, earlier.event)
            if is_another and _stands(fund, claim) and _stands(fund, earlier):
                params = {"claim": claim.number, "earlier": earlier.number, "benefit": claim.benefit}
                place = claim_place(claim, "event_date", lines.get(at))
                yield _warning("claim.event_again", place, {**params, "event": claim.event.day})


def _overlapping(claims: Sequence[Claim], places: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Every two of some claims whose events overlap."""
    open_yet: list[int] = []
    for later in sorted(places, key=lambda at: claims[at].event.day):
        open_yet = [at for at in open_yet if overlap(claims[at], claims[later])]
        yield from ((at, later) for at in open_yet)
        open_yet.append(later)


def _may_be_one(one: Event, other: Event) -> bool:
    """Whether two events that overlap may be one: nobody lies in two hospitals in one night."""
    are_stays = one.until is not None and other.until is not None
    return are_stays or one.attributes == other.attributes


def overlap(earlier: Claim, later: Claim) -> bool:
    """Whether two events begin on one day or share a night; the day of going home may be that of coming back."""
    first, until = earlier.event.day, earlier.event.until or earlier.event.day
    return later.event.day == first or later.event.day < until


def _stands(fund: Fund, claim: Claim) -> bool:
    """Whether a claim may still be granted, or was; one that is still to be made may."""
    return claim.number not in fund.claims_by_number or fund.state(claim.number, fund.as_of) not in _GONE


def death_findings(fund: Fund, claim: Claim, clauses: frozenset[str], row: int | None = None) -> Iterator[Finding]:
    """That a claim asks for a member's death of which the register does not know, or which it has on another day."""
    membership = fund.register.by_number.get(claim.member)
    if membership is None or claim.benefit not in clauses or not _stands(fund, claim):
        return
    place = claim_place(claim, "event_date", row)
    params: dict[str, object] = {"claim": claim.number, "member": claim.member, "event": claim.event.day}
    if membership.cause is not ExitCause.DECEASED:
        yield _warning("claim.death_not_recorded", place, params)
    elif membership.ended is not None and membership.ended != claim.event.day:
        yield _warning("claim.death_on_another_day", place, {**params, "died": membership.ended})


def own_death_clauses(bylaw: ByLaw) -> frozenset[str]:
    """The clauses that pay for the death of the member.

    They are those of the status form's lines of death to which it does not matter how somebody stands to the member: a
    clause that asks for it may speak of a relative's death.
    """
    all_clauses = [(policy, clause) for policy in bylaw.versions for clause in policy.by_key.values()]
    of_death = {clause.key for _policy, clause in all_clauses if clause.category in OF_DEATH}
    others = {
        clause.key
        for policy, clause in all_clauses
        if clause.category not in OF_DEATH or stated_under(policy, clause).relation
    }
    return frozenset(of_death - others)


def claim_place(claim: Claim, column: str = "claim_no", row: int | None = None) -> Place:
    """Where a claim stands."""
    return Place(file="benefits.csv", column=column, record=claim.number, row=row)


def _error(code: str, place: Place, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params=params)


def _warning(code: str, place: Place, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.WARNING, place=place, params=params)
