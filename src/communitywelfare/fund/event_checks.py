"""Can what a claim says of its event be true? What the desk and `check` both ask."""

from collections.abc import Iterator, Mapping

from communitywelfare.claims import Claim
from communitywelfare.errors import Finding, Place, Severity

__all__ = ["event_faults"]


def event_faults(claim: Claim, row: int | None = None) -> Iterator[Finding]:
    """What a claim says of its event that cannot all be true."""
    event = claim.event
    if claim.day < event.day:
        params = {"event": event.day, "claimed": claim.day}
        yield _error("claim.before_event", _at(claim, "claim_date", row), params)
    if event.until is not None and event.until < event.day:
        yield _error("claim.event_backwards", _at(claim, "event_to", row), {})
    elif event.until is not None and event.units is not None and (event.until - event.day).days != event.units:
        nights = {"stated": event.units, "nights": (event.until - event.day).days}
        yield _error("claim.nights_disagree", _at(claim, "units", row), nights)


def _at(claim: Claim, column: str, row: int | None) -> Place:
    return Place(file="benefits.csv", column=column, record=claim.number, row=row)


def _error(code: str, place: Place, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.ERROR, place=place, params=params)
