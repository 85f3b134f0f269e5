"""May the fund keep what it keeps? Findings about consents, and about health details without one."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from itertools import chain, repeat

from communitywelfare.claims import Claim
from communitywelfare.consents import HEALTH_PURPOSE, Consent, LegalBasis
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.value import Fund
from communitywelfare.identity import HealthNote

__all__ = ["consent_findings", "has_consent", "tells_of_health"]

Lines = Mapping[str, Sequence[int]]
_NOTHING = HealthNote("")


def tells_of_health(claim: Claim) -> bool:
    """Whether a claim keeps the cause or the details of what happened."""
    return claim.detail != _NOTHING


def has_consent(consents: Collection[Consent], on: date) -> bool:
    """Whether any of a member's consents lets the fund keep health details on a day."""
    return any(
        each.basis is LegalBasis.EXPLICIT_CONSENT and each.purpose == HEALTH_PURPOSE and each.in_force(on)
        for each in consents
    )


def consent_findings(fund: Fund, members: Collection[str], lines: Lines) -> Iterator[Finding]:
    """Consents that cannot be, and claims whose health details were taken down without one.

    Args:
        fund: The fund.
        members: Every member number that is known.
        lines: On which line of its file each record of a table stands.
    """
    rows = chain(lines.get("consents", ()), repeat(None))
    for each, row in zip(fund.consents, rows, strict=False):
        place = Place(file="consents.csv", row=row, column="withdrawn_date", record=each.member)
        if each.withdrawn is not None and each.withdrawn < each.given:
            days = {"given": each.given, "withdrawn": each.withdrawn}
            yield Finding("consent.withdrawn_before_given", Severity.ERROR, place=place, params=days)
        if each.member not in members:
            yield Finding("consent.unknown_member", Severity.ERROR, place=place, params={"member": each.member})
    yield from _without(fund, lines)


def _without(fund: Fund, lines: Lines) -> Iterator[Finding]:
    """Claims with health details that no consent covered on the day they were made."""
    told = [each for each in fund.claims if tells_of_health(each)]
    if "consents" in fund.absent:
        if told:
            place = Place(file="consents.csv")
            yield Finding("consent.not_recorded", Severity.INFO, place=place, params={"claims": len(told)})
        return
    of_member: dict[str, list[Consent]] = defaultdict(list)
    for consent in fund.consents:
        of_member[consent.member].append(consent)
    rows = dict(zip((each.number for each in fund.claims), lines.get("benefits", ()), strict=False))
    for claim in told:
        if not has_consent(of_member[claim.member], claim.day):
            place = Place(file="benefits.csv", row=rows.get(claim.number), column="detail", record=claim.number)
            params = {"member": claim.member, "day": claim.day}
            yield Finding("consent.missing", Severity.WARNING, place=place, params=params)
