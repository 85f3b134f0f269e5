"""D3: a receipt (ใบเสร็จรับเงิน), line by line, stamped across where it is void."""

from communitywelfare.contributions import Receipt
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund import Fund
from communitywelfare.money import total
from communitywelfare.reports.asked import Asked, name_of
from communitywelfare.reports.documents.document import Document, Facts, Prose, Signatures, Sum, document_of
from communitywelfare.reports.sheets import Column, Kind, Row, Table, Words, labelled, said
from communitywelfare.wording import LANGUAGES, briefly

__all__ = ["receipt"]


def receipt(fund: Fund, number: str, asked: Asked) -> Document:  # noqa: ARG001  # the same call for every paper
    """The receipt with a number, or with ``book/number`` where books have numbers of their own.

    Raises:
        MissingFact: There is none, or several books have one and none is named.
    """
    lines = _lines(fund, number)
    first = lines[0]
    who = name_of(fund.register.by_number.get(first.member))
    table = Table(
        columns=(
            Column("what", said("paper.what")),
            Column("period", said("paper.period"), Kind.CODE),
            Column("amount", said("paper.amount"), Kind.MONEY),
        ),
        rows=(
            *(Row((labelled(line.kind), _period(line), line.amount)) for line in lines),
            Row.total(said("paper.sum"), None, total(line.amount for line in lines)),
        ),
    )
    facts = Facts(
        (
            (said("paper.day"), first.day),
            (said("paper.member_no"), first.member),
            (said("paper.received_from"), who),
            (said("paper.method"), labelled(first.method) if first.method else None),
        ),
        across=2,
    )
    void = (Prose(said("paper.void_note", reference=first.void_ref)),) if first.voided else ()
    signed = Signatures(((said("paper.receiver"), first.received_by),))
    return document_of(
        "D3",
        "receipt",
        fund,
        (facts, table, Sum(total(line.amount for line in lines)), *void, signed),
        number=_number(first),
        stamp=said("paper.void") if first.voided else None,
    )


def _lines(fund: Fund, number: str) -> tuple[Receipt, ...]:
    """The lines of one receipt: a fee and dues may stand on one paper."""
    plain = [each for each in fund.contributions if each.number == number]
    books = {each.book for each in plain}
    lines = [each for each in plain if len(books) == 1 or not each.book]
    lines = lines or [each for each in fund.contributions if each.book and f"{each.book}/{each.number}" == number]
    if lines:
        return tuple(lines)
    if books:
        params: dict[str, object] = {"number": number, "books": tuple(sorted(books))}
        several = Finding("statement.several_receipts", Severity.ERROR, params=params)
        raise MissingFact(f"receipt {number} stands in several books", several)
    raise MissingFact(
        f"there is no receipt {number}", Finding("receipt.not_found", Severity.ERROR, params={"receipt": number})
    )


def _number(line: Receipt) -> Words:
    if line.book:
        return said("paper.book_number", book=line.book, number=line.number)
    return said("paper.number", number=line.number)


def _period(line: Receipt) -> Words:
    """The months paid for."""
    first, last = line.period_from, line.period_to
    return {
        language: briefly(first, language)
        if first == last
        else f"{briefly(first, language)} – {briefly(last, language)}"
        for language in LANGUAGES
    }
