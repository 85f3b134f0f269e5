"""Erasing who somebody was (การลบข้อมูลส่วนบุคคล, section 33 of the PDPA) without touching what the books say.

Names, citizen IDs, addresses and health details go; numbers, days and amounts stay, for the books and the figures of
past years rest on them. The journal is not touched, so its chain of hashes holds as before. That somebody was erased,
by whose decision and why, is a fact of its own.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime

from attrs import evolve

from communitywelfare.calendar import PartialDate, Precision
from communitywelfare.claims import Claim, ClaimState
from communitywelfare.consents import Erasure
from communitywelfare.errors import Finding, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.identity import Details, HealthNote, Hidden, PersonName
from communitywelfare.members import Beneficiary, Group, Membership, Person, Register

__all__ = ["ERASED", "erase", "is_erased"]

ERASED = "ลบข้อมูลแล้ว"
_OPEN = {ClaimState.SUBMITTED, ClaimState.RETURNED, ClaimState.ASSESSED, ClaimState.APPROVED}
_NOBODY = PersonName("")


def erase(
    fund: Fund,
    number: str,
    *,
    on: date,
    reason: str,
    reference: str = "",
    recorded_at: datetime | None = None,
) -> tuple[Fund, tuple[str, ...]]:
    """Erase who the person with a member number is, in all memberships under the same citizen ID.

    Returns:
        The fund with nobody in their place and the decision recorded, and the member numbers that were erased.

    Raises:
        MissingFact: The register has no such member.
        Refused: The person is still a member, has a claim that is not settled or was erased before, or no reason is
            given.
    """
    numbers = tuple(each.number for each in fund.register.of_same_person(fund.membership(number)))
    faults = _faults(fund, numbers, on, reason)
    if faults:
        raise Refused(f"member {number} is not erased", *faults)
    decision = Erasure(member=number, day=on, reason=reason, reference=reference, recorded_at=recorded_at)
    changed = evolve(
        fund,
        register=Register(tuple(_nobody(each) if each.number in numbers else each for each in fund.register)),
        beneficiaries=tuple(_heir(each) if each.member in numbers else each for each in fund.beneficiaries),
        claims=tuple(_claim(each) if each.member in numbers else each for each in fund.claims),
        consents=tuple(evolve(each, note=Hidden("")) if each.member in numbers else each for each in fund.consents),
        erasures=(*fund.erasures, *(evolve(decision, member=each) for each in numbers)),
        absent=fund.absent - {"erasures"},
    )
    return _without_words(changed, numbers), numbers


def is_erased(membership: Membership) -> bool:
    """Whether who the member was has been erased."""
    return membership.person.name == PersonName(ERASED)


def _faults(fund: Fund, numbers: Collection[str], on: date, reason: str) -> list[Finding]:
    faults = []
    if not reason.strip():
        faults.append(_fault("erasure.no_reason", {}))
    for number in numbers:
        if fund.membership(number).is_current(on):
            faults.append(_fault("erasure.still_member", {"member": number, "on": on}))
        if any(each.member == number for each in fund.erasures):
            faults.append(_fault("erasure.done_already", {"member": number}))
        faults += [
            _fault("erasure.claim_open", {"member": number, "claim": claim.number})
            for claim in fund.claims_of_member.get(number, ())
            if fund.state(claim.number, on) in _OPEN
        ]
    return faults


def _fault(code: str, params: Mapping[str, object]) -> Finding:
    return Finding(code, Severity.ERROR, params=params)


def _nobody(membership: Membership) -> Membership:
    """The membership of somebody who is not known: village, sex and year of birth stay, for past figures count them."""
    person = membership.person
    birth = person.birth and PartialDate(person.birth.first.replace(month=1, day=1), Precision.YEAR)
    return evolve(
        membership,
        person=Person(
            name=PersonName(ERASED),
            citizen_id=None,
            no_id_reason=ERASED,
            sex=person.sex,
            birth=birth,
            groups=person.groups - {Group.DISABLED},
            details=Details({"full_name": ERASED}),
        ),
    )


def _heir(beneficiary: Beneficiary) -> Beneficiary:
    """Whom the person named: nobody by name, for what is paid after an erasure is paid to nobody."""
    return evolve(beneficiary, name=PersonName(ERASED), citizen_id=None, details=Details({"first_name": ERASED}))


def _claim(claim: Claim) -> Claim:
    """The claim with its days, nights and amounts, and nothing of what it was about."""
    return evolve(
        claim,
        claimant=_NOBODY,
        documents=frozenset(),
        place="",
        detail=HealthNote(""),
        event=evolve(claim.event, attributes={}),
    )


def _without_words(fund: Fund, numbers: Collection[str]) -> Fund:
    """The fund without what people wrote about the person, and without who paid for them."""
    claims = {claim.number for each in numbers for claim in fund.claims_of_member.get(each, ())}
    contributions = fund.contributions
    return evolve(
        fund,
        actions=tuple(evolve(each, reason="") if each.claim in claims else each for each in fund.actions),
        contributions=type(contributions)(
            tuple(evolve(each, paid_by="") if each.member in numbers else each for each in contributions.receipts),
            tuple(evolve(each, reason="") if each.member in numbers else each for each in contributions.waivers),
        ),
    )
