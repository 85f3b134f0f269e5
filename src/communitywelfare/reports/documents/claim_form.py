"""D5: a claim for a benefit (คำขอรับสวัสดิการ): who asks, for what, and what the committee decided."""

from communitywelfare.claims import ActionKind, Claim, ClaimState
from communitywelfare.fund import Fund
from communitywelfare.members import Relationship
from communitywelfare.reports.asked import Asked, address_of, name_of
from communitywelfare.reports.documents.document import (
    Block,
    Choices,
    Document,
    Facts,
    Heading,
    Prose,
    Signatures,
    Sum,
    document_of,
)
from communitywelfare.reports.sheets import Cell, Words, labelled, said

__all__ = ["benefit_name", "claim_form"]

_BLANK = "." * 40


def claim_form(fund: Fund, number: str, asked: Asked) -> Document:
    """The claim with a number. Notes on health stay hidden unless the paper is to be unmasked.

    Raises:
        MissingFact: There is no such claim, or no such member.
    """
    claim = fund.claim(number)
    membership = fund.membership(claim.member)
    claimant = claim.claimant.reveal("print a claim for a benefit") or name_of(membership)
    head = Facts(
        (
            (said("paper.day"), claim.day),
            (said("paper.subject"), said("paper.asking")),
            (said("paper.to"), said("paper.to_chair", fund=fund.profile.name)),
        )
    )
    roles = ["paper.committee"] * 3
    blocks: tuple[Block, ...] = (
        head,
        Prose(_asking(fund, claim, claimant)),
        Facts(((said("paper.address"), address_of(membership)),)),
        Choices(_benefits(fund, claim)),
        _event(claim, asked),
        Signatures(((said("paper.claimant"), claimant),)),
        Heading(said("paper.decision")),
        *_decided(fund, claim, asked),
        Signatures((*((said(role), "") for role in roles), (said("paper.chair"), ""))),
    )
    return document_of("D5", "claim", fund, blocks, number=said("paper.number", number=number))


def _asking(fund: Fund, claim: Claim, claimant: str) -> Words:
    name = name_of(fund.membership(claim.member))
    if claim.relation is Relationship.SELF:
        return said("paper.i_ask_myself", name=name, number=claim.member)
    relation = labelled(claim.relation)
    return said("paper.i_ask", claimant=claimant, relation=relation, number=claim.member, name=name)


def _benefits(fund: Fund, claim: Claim) -> tuple[tuple[Words, bool], ...]:
    """The benefits of the by-law on the day of the event; the one that is asked for is ticked."""
    policy = fund.bylaw.in_force(claim.event.day)
    listed = [] if policy is None else [(each.label, each.key == claim.benefit) for each in policy.benefits]
    if not any(ticked for _label, ticked in listed):
        listed.append((benefit_name(fund, claim.benefit), True))
    return tuple(listed)


def benefit_name(fund: Fund, key: str) -> Words:
    """What the by-law calls a benefit, in its newest version that has it; its key, where none does."""
    for version in reversed(fund.bylaw.versions):
        if key in version.by_key:
            return version.by_key[key].label
    return {"th": key, "en": key}


def _event(claim: Claim, asked: Asked) -> Facts:
    event = claim.event
    detail = claim.detail.reveal("print an unmasked claim, as asked") if asked.unmasked else str(claim.detail)
    pairs: list[tuple[Words, Cell]] = [
        (said("paper.event_day"), event.day),
        (said("paper.event_until"), event.until),
        (said("paper.units"), event.units),
        (said("paper.place"), claim.place),
        (said("paper.detail"), detail),
        (said("paper.documents"), ", ".join(sorted(claim.documents))),
    ]
    return Facts(tuple(pairs), across=2)


def _decided(fund: Fund, claim: Claim, asked: Asked) -> tuple[Block, ...]:
    """What the committee decided by the last day; to be filled in where it has not."""
    state = fund.state(claim.number, asked.last)
    granted = fund.granted(claim.number, asked.last)
    is_granted = state in {ClaimState.APPROVED, ClaimState.PAID}
    approved = said("paper.approved", amount=granted) if is_granted else said("paper.approved_blank")
    reasons = (
        each.reason
        for each in reversed(fund.actions_of.get(claim.number, ()))
        if each.kind is ActionKind.REJECT and each.day <= asked.last
    )
    is_rejected = state is ClaimState.REJECTED
    rejected = said("paper.rejected", reason=next(reasons, _BLANK) if is_rejected else _BLANK)
    sum_ = (Sum(granted),) if is_granted else ()
    return Choices(((approved, is_granted), (rejected, is_rejected))), *sum_
