"""The ledger of one account (บัญชีแยกประเภท), and its sub-ledger: the same lines by member or by who holds the money."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.accounting.chart import Account, Chart
from communitywelfare.accounting.journal import Entry, Journal, Posting
from communitywelfare.accounting.slices import Figure, Side, Slice, until_before
from communitywelfare.masking import how_many
from communitywelfare.money import ZERO, Money

__all__ = ["Ledger", "LedgerLine", "SubLedger", "ledger", "sub_ledger"]

ALL = Slice()


@frozen
class LedgerLine:
    """One posting on the account, its entry, and the balance after it; debits are positive."""

    entry: Entry
    posting: Posting
    balance: Money


@frozen(kw_only=True)
class Ledger:
    """One account through a period (บัญชีแยกประเภท): what stood on it, each line by day, and what stands on it."""

    account: Account
    first: date
    last: date
    opening: Figure
    lines: tuple[LedgerLine, ...] = field(repr=how_many)
    debit: Figure
    credit: Figure
    closing: Figure


def ledger(journal: Journal, chart: Chart, account: str, part: Slice = ALL) -> Ledger:
    """Draw up the ledger of one account.

    Args:
        journal: The entries.
        chart: The accounts.
        account: The account's code.
        part: Its days are the period; it may also choose sources, members and holders. Kinds of entries that it leaves
            out are left out of the period, not of what stood before it.

    Raises:
        MissingFact: The chart has no such account.
    """
    chosen = evolve(part, accounts=(account,))
    earlier = until_before(part.first, accounts=(account,), sources=part.sources)
    before = evolve(earlier, members=part.members, holders=part.holders, references=part.references)
    opening = before.sum(journal)
    lines = tuple(_running(sorted(chosen.lines(journal), key=_day), opening))
    debit = Money(sum(line.posting.amount.satang for line in lines if line.posting.amount > ZERO))
    closing = lines[-1].balance if lines else opening
    return Ledger(
        account=chart.account(account),
        first=part.first,
        last=part.last,
        opening=Figure(opening, (before,)),
        lines=lines,
        debit=Figure(debit, (evolve(chosen, side=Side.DEBIT),)),
        credit=Figure(opening + debit - closing, (evolve(chosen, side=Side.CREDIT),), -1),
        closing=Figure(closing, (before, chosen)),
    )


def _day(line: tuple[Entry, Posting]) -> date:
    return line[0].voucher.day


def _running(lines: Iterable[tuple[Entry, Posting]], opening: Money) -> Iterator[LedgerLine]:
    satang = opening.satang
    for entry, posting in lines:
        satang += posting.amount.satang
        yield LedgerLine(entry, posting, Money(satang))


@frozen(kw_only=True)
class SubLedger:
    """A control account by member or by holder (บัญชีย่อย), by the end of a day; the rows add up to `control`.

    Postings that name nobody stand under an empty name, so that nothing is lost.
    """

    account: Account
    on: date
    rows: Mapping[str, Figure] = field(hash=False, repr=how_many)
    control: Figure


def sub_ledger(
    journal: Journal, chart: Chart, account: str, on: date, *, sources: Collection[str] | None = None
) -> SubLedger:
    """Draw up the sub-ledger of an account: by holder where postings name one, by member elsewhere.

    Raises:
        MissingFact: The chart has no such account.
    """
    of, whole = chart.account(account), Slice(accounts=(account,), sources=sources, last=on)
    sums: dict[str, int] = {}
    for _entry, posting in whole.lines(journal):
        name = posting.holder if of.is_held else posting.member
        sums[name] = sums.get(name, 0) + posting.amount.satang
    dimension = "holders" if of.is_held else "members"
    rows = {
        name: Figure(Money(sums[name]), (evolve(whole, **{dimension: (name,)}),))  # type: ignore[arg-type]
        for name in sorted(sums)
    }
    return SubLedger(account=of, on=on, rows=rows, control=Figure(whole.sum(journal), (whole,)))
