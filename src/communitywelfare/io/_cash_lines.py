"""Lines of a simple cash book: what is wrong with one by itself, the voucher that it stands for, and the way back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from communitywelfare.accounting import Chart, DocumentKind, Posting, Voucher, vouchers
from communitywelfare.accounting.faults import faults as voucher_faults
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.sources import Source

__all__ = [
    "CARRIED",
    "OPENING",
    "CashLine",
    "Terms",
    "account_named",
    "faults",
    "line_of",
    "opening_faults",
    "opening_of",
    "voucher_of",
]

OPENING = "ยอดยกมา"
_Unclear = tuple[str, str, Mapping[str, object]]  # code, column, figures
_IN, _OUT = ("cash_in", "bank_in"), ("cash_out", "bank_out")
CARRIED = frozenset({OPENING, "ยอดยกไป"})


@frozen(kw_only=True)
class Terms:
    """What a cash book does not say of itself: the fund's accounts and sources, and which of them are meant."""

    chart: Chart
    sources: Sequence[Source]
    source: str
    cash: str
    bank: str

    @property
    def places(self) -> tuple[str, str]:
        """The accounts that have columns of their own."""
        return self.cash, self.bank


@frozen(kw_only=True)
class CashLine:
    """One line: money in and out of the cash box and the bank, each in that order, and what is left in them.

    A balance that is not written is None.
    """

    row: int
    day: date
    number: str
    description: str
    account: str
    member: str
    source: str
    received: tuple[Money, Money]
    paid: tuple[Money, Money]
    balances: tuple[Money | None, Money | None]

    @property
    def moved(self) -> tuple[Money, Money]:
        """What is more in each place afterwards."""
        return self.received[0] - self.paid[0], self.received[1] - self.paid[1]

    @property
    def is_still(self) -> bool:
        """Whether nothing stands in any column of money received or paid."""
        return {*self.received, *self.paid} == {ZERO}

    @property
    def is_carried(self) -> bool:
        """Whether it only carries balances over from another page or book."""
        return self.is_still and self.description.strip() in CARRIED


def account_named(text: str, chart: Chart) -> str:
    """The code of an account by its code, or by its whole name where only one bears it; other text as it is."""
    if text in chart.by_code:
        return text
    named = [account.code for account in chart.accounts if text and text in account.name.values()]
    return named[0] if len(named) == 1 else text


def faults(line: CashLine, terms: Terms, place: Place) -> Iterator[Finding]:
    """Why a line is no voucher; nothing, if it is one that the books would take."""
    unclear = [*_unclear(line, terms), *_sourceless(line, terms)]
    yield from (_fault(each, place) for each in unclear)
    if not unclear:
        yield from _unsound(voucher_of(line, terms), terms, place)


def opening_faults(line: CashLine, terms: Terms, place: Place) -> Iterator[Finding]:
    """Why an opening line carries nothing in that the books would take."""
    sourceless = [*_sourceless(line, terms)]
    yield from (_fault(each, place) for each in sourceless)
    if not sourceless:
        yield from _unsound(opening_of(line, terms), terms, place)


def _unsound(voucher: Voucher, terms: Terms, place: Place) -> Iterator[Finding]:
    """What the books have against a voucher, once for each cell of its line."""
    rows = (place.row or 0,) * len(voucher.postings)
    told: dict[tuple[str, str | None], Finding] = {}
    for fault in voucher_faults(voucher, terms.chart, terms.sources, place=place, rows=rows):
        told.setdefault((fault.code, fault.place.column), fault)
    yield from told.values()


def _fault(unclear: _Unclear, place: Place) -> Finding:
    code, column, params = unclear
    return Finding(code, Severity.ERROR, place=evolve(place, column=column), params=params)


def _unclear(line: CashLine, terms: Terms) -> Iterator[_Unclear]:
    for columns, amounts in ((_IN, line.received), (_OUT, line.paid)):
        for column, amount in zip(columns, amounts, strict=True):
            if amount < ZERO:
                yield "cash_book.negative", column, {"amount": amount}
    for column, received, paid in zip(_OUT, line.received, line.paid, strict=True):
        if ZERO not in (received, paid):
            yield "cash_book.both_ways", column, {"received": received, "paid": paid}
    if not line.number:
        yield "cell.missing", "doc_no", {"column": "doc_no", "th": "เลขที่เอกสาร"}
    if line.is_still:
        yield "cash_book.nothing_moved", "cash_in", {}
    elif line.account in terms.places or (line.account and sum_of(line) == ZERO):
        yield "cash_book.account_not_wanted", "account", {"account": line.account}
    elif not line.account and sum_of(line) != ZERO:
        yield "cash_book.account_missing", "account", {}


def _sourceless(line: CashLine, terms: Terms) -> Iterator[_Unclear]:
    if not _source(line, terms):
        yield "cash_book.source_missing", "source", {}


def sum_of(line: CashLine) -> Money:
    """What the fund has more after a line; nothing, where money only went from one place to the other."""
    return line.moved[0] + line.moved[1]


def _source(line: CashLine, terms: Terms) -> str:
    """Whose money it is: what the line says, else what its account is for, else what holds for the whole book."""
    account = terms.chart.by_code.get(line.account)
    return line.source or (account.source if account else "") or terms.source


def voucher_of(line: CashLine, terms: Terms) -> Voucher:
    """The voucher that a sound line stands for: debits first, as the templates write them."""
    source, rest = _source(line, terms), -sum_of(line)
    own = [
        Posting(account, source, amount)
        for account, amount in zip(terms.places, line.moved, strict=True)
        if amount != ZERO
    ]
    other = [Posting(line.account, source, rest, line.member)] if rest != ZERO else []
    kind = DocumentKind.TRANSFER
    if rest != ZERO:
        kind = DocumentKind.RECEIPT if rest < ZERO else DocumentKind.PAYMENT
    postings = (*other, *own) if rest > ZERO else (*own, *other)
    if rest == ZERO:
        postings = tuple(sorted(own, key=lambda posting: posting.amount < ZERO))
    return Voucher(day=line.day, kind=kind, number=line.number, description=line.description, postings=postings)


def line_of(voucher: Voucher, terms: Terms) -> CashLine:
    """The line of a voucher, without balances; what it has no place for is not in it."""
    sums = [sum(each.amount.satang for each in voucher.postings if each.account == place) for place in terms.places]
    others = [posting for posting in voucher.postings if posting.account not in terms.places]
    other = others[0] if others and voucher.kind is not DocumentKind.OPENING else None
    return CashLine(
        row=0,
        day=voucher.day,
        number=voucher.number,
        description=voucher.description,
        account=other.account if other else "",
        member=other.member if other else "",
        source=voucher.postings[0].source,
        received=(Money(max(sums[0], 0)), Money(max(sums[1], 0))),
        paid=(Money(max(-sums[0], 0)), Money(max(-sums[1], 0))),
        balances=(None, None),
    )


def opening_of(line: CashLine, terms: Terms) -> Voucher:
    """The voucher of an opening line: what was in both places before the book begins."""
    source = _source(line, terms)
    carried = [
        Posting(account, source, amount)
        for account, amount in zip(terms.places, line.balances, strict=True)
        if amount is not None and amount != ZERO
    ]
    return vouchers.opening(day=line.day, number=line.number or OPENING, balances=carried, chart=terms.chart)
