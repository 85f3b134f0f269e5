"""D6: the benefits of one member (ประวัติการรับสวัสดิการ): every claim, what was approved, what was paid."""

from communitywelfare.claims import Action, ActionKind, Claim, ClaimState
from communitywelfare.fund import Fund
from communitywelfare.money import ZERO, Money, total
from communitywelfare.reports.asked import Asked, citizen_id_text, name_of
from communitywelfare.reports.documents.claim_form import benefit_name
from communitywelfare.reports.documents.document import Document, Facts, Signatures, Sum, document_of
from communitywelfare.reports.sheets import Column, Kind, Row, Table, labelled, said

__all__ = ["history"]


def history(fund: Fund, number: str, asked: Asked) -> Document:
    """The claims under a member number, up to the last day.

    Raises:
        MissingFact: There is no such member.
    """
    membership = fund.membership(number)
    claims = sorted(
        (each for each in fund.claims_of_member.get(number, ()) if each.day <= asked.last),
        key=lambda claim: (claim.day, claim.number),
    )
    paid = total(_paid(fund, each, asked)[0] for each in claims)
    facts = Facts(
        (
            (said("paper.member_no"), number),
            (said("paper.name"), name_of(membership)),
            (said("paper.citizen_id"), citizen_id_text(membership.person.citizen_id, asked)),
            (said("paper.joined"), membership.applied),
        ),
        across=2,
    )
    table = Table(
        columns=(
            Column("day", said("paper.day"), Kind.DAY),
            Column("claim", said("paper.claim_no"), Kind.CODE),
            Column("benefit", said("paper.benefit")),
            Column("event", said("paper.event_day"), Kind.DAY),
            Column("state", said("paper.state"), Kind.CODE),
            Column("paid", said("paper.paid"), Kind.MONEY),
            Column("voucher", said("paper.voucher_no"), Kind.CODE),
        ),
        rows=(
            *(_row(fund, claim, asked) for claim in claims),
            Row.total(None, None, said("paper.sum"), None, None, paid, None),
        ),
    )
    signed = Signatures(((said("paper.registrar"), ""),))
    return document_of("D6", "history", fund, (facts, table, Sum(paid), signed))


def _row(fund: Fund, claim: Claim, asked: Asked) -> Row:
    paid, voucher = _paid(fund, claim, asked)
    state = labelled(fund.state(claim.number, asked.last))
    return Row((claim.day, claim.number, benefit_name(fund, claim.benefit), claim.event.day, state, paid, voucher))


def _paid(fund: Fund, claim: Claim, asked: Asked) -> tuple[Money, str]:
    """What was paid for a claim and not taken back, and by which voucher."""
    if fund.state(claim.number, asked.last) is not ClaimState.PAID:
        return ZERO, ""
    payments: list[Action] = [
        each for each in fund.actions_of.get(claim.number, ()) if each.kind is ActionKind.PAY and each.day <= asked.last
    ]
    last = payments[-1]
    return (ZERO if last.amount is None else last.amount), last.reference
