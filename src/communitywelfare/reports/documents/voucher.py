"""D4: a payment voucher (ใบสำคัญจ่ายเงิน), from its entry in the journal; stamped across where it was taken back."""

from collections import defaultdict

from communitywelfare.accounting import DocumentKind, Entry
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund import Fund
from communitywelfare.members import Membership, Relationship
from communitywelfare.money import ZERO, Money, total
from communitywelfare.reports.asked import Asked, address_of, citizen_id_text, name_of
from communitywelfare.reports.documents.document import Document, Facts, Prose, Signatures, Sum, document_of
from communitywelfare.reports.sheets import Column, Kind, Row, Table, Words, said

__all__ = ["voucher"]


def voucher(fund: Fund, number: str, asked: Asked) -> Document:
    """The payment voucher with a number.

    Raises:
        MissingFact: No entry of a payment has it.
    """
    entry = _entry(fund, number)
    lines = _lines(fund, entry)
    amount = total(lines.values())
    table = Table(
        columns=(
            Column("what", said("paper.what")),
            Column("source", said("paper.source"), Kind.CODE),
            Column("amount", said("paper.amount"), Kind.MONEY),
        ),
        rows=(
            *(Row((_account(fund, account), _source(fund, source), sum_)) for (account, source), sum_ in lines.items()),
            Row.total(said("paper.sum"), None, amount),
        ),
    )
    who, facts = _payee(fund, entry, asked)
    taken_back = next((each.number for each in fund.journal if each.voucher.reverses == entry.number), "")
    void = (Prose(said("paper.reversed_note", entry=taken_back)),) if taken_back else ()
    roles = (("paper.receiver", who), ("paper.payer", ""), ("paper.witness", ""))
    signed = Signatures(tuple((said(role), name) for role, name in roles))
    return document_of(
        "D4",
        "voucher",
        fund,
        (facts, table, Sum(amount), *void, signed),
        number=said("paper.number", number=number),
        stamp=said("paper.void") if taken_back else None,
    )


def _entry(fund: Fund, number: str) -> Entry:
    for entry in fund.journal:
        if entry.voucher.number == number and entry.voucher.kind is DocumentKind.PAYMENT:
            return entry
    finding = Finding("statement.no_voucher", Severity.ERROR, params={"number": number})
    raise MissingFact(f"there is no payment voucher {number}", finding)


def _lines(fund: Fund, entry: Entry) -> dict[tuple[str, str], Money]:
    """What the money went for, by account and source: all lines but those of the money itself."""
    lines: dict[tuple[str, str], Money] = defaultdict(lambda: ZERO)
    money = fund.chart.cash | fund.chart.banks
    for posting in entry.voucher.postings:
        if posting.account not in money:
            lines[posting.account, posting.source] += posting.amount
    return dict(lines)


def _account(fund: Fund, code: str) -> Words:
    return {language: f"{code} {name}" for language, name in fund.chart.account(code).name.items()}


def _source(fund: Fund, code: str) -> Words | str:
    return next((source.name for source in fund.sources if source.code == code), code)


def _payee(fund: Fund, entry: Entry, asked: Asked) -> tuple[str, Facts]:
    """Who is paid, where the entry belongs to a claim or a member, and what the paper says of them."""
    claim = fund.claims_by_number.get(entry.voucher.reference)
    member = claim.member if claim else next((each.member for each in entry.voucher.postings if each.member), "")
    membership: Membership | None = fund.register.by_number.get(member)
    claimant = claim.claimant.reveal("print a voucher of the fund") if claim else ""
    who = claimant or name_of(membership)
    facts: list[tuple[Words, object]] = [
        (said("paper.day"), entry.voucher.day),
        (said("paper.paid_to"), who),
        (said("paper.member_no"), member),
        (said("paper.claim_no"), entry.voucher.reference),
    ]
    is_own = claim is None or claim.relation is Relationship.SELF
    if membership is not None and is_own:  # of another claimant the register knows neither
        facts.append((said("paper.citizen_id"), citizen_id_text(membership.person.citizen_id, asked)))
        facts.append((said("paper.address"), address_of(membership)))
    return who, Facts((*facts, (said("paper.what"), entry.voucher.description)))  # type: ignore[arg-type]  # all are cells
