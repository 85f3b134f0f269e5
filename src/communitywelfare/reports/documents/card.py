"""D2: a page of the member's passbook (สมุดประจำตัวสมาชิก): what was paid, turn by turn, and what is owed."""

from communitywelfare.fund import Fund
from communitywelfare.members import Membership
from communitywelfare.money import ZERO
from communitywelfare.reports.asked import Asked, citizen_id_text, name_of
from communitywelfare.reports.documents.document import Document, Facts, Signatures, document_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Table, labelled, said

__all__ = ["card"]


def card(fund: Fund, number: str, asked: Asked) -> Document:
    """The passbook page of the member with a number, up to the last day.

    Raises:
        MissingFact: There is no such member, or receipts are absent, which is not the same as none.
    """
    membership = fund.membership(number)
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
            Column("turn", said("paper.turn"), Kind.COUNT),
            Column("day", said("paper.day"), Kind.DAY),
            Column("receipt", said("paper.receipt_no"), Kind.CODE),
            Column("kind", said("paper.what"), Kind.CODE),
            Column("amount", said("paper.amount"), Kind.MONEY),
            Column("running", said("paper.running"), Kind.MONEY),
            Column("treasurer", said("paper.treasurer_signs")),
        ),
        rows=_rows(fund, membership, asked),
    )
    signed = Signatures(((said("paper.treasurer"), ""),))
    return document_of("D2", "card", fund, (facts, table, _standing(fund, membership, asked), signed))


def _rows(fund: Fund, membership: Membership, asked: Asked) -> tuple[Row, ...]:
    """The receipts for dues by day; each line says what came to be of all of them."""
    running = membership.carried
    rows = [Row((None, None, None, said("paper.carried"), running, running, None))] if running > ZERO else []
    for turn, receipt in enumerate(fund.contributions.of_member.get(membership.number, ()), start=1):
        if receipt.day <= asked.last:
            running += receipt.amount
            rows.append(Row((turn, receipt.day, receipt.number, labelled(receipt.kind), receipt.amount, running, None)))
    return (*rows, Row.total(None, None, None, said("paper.sum"), running, running, None))


def _standing(fund: Fund, membership: Membership, asked: Asked) -> Facts:
    arrears = fund.arrears(membership, asked.last)
    through: Cell = said("paper.not_known")
    months, owed = through, through
    if arrears is not None:
        through = arrears.paid_through
        months, owed = arrears.months, arrears.amount
    return Facts(
        ((said("paper.paid_through"), through), (said("paper.months_owed"), months), (said("paper.owed"), owed)),
        across=3,
    )
