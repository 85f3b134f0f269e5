"""The closing entry of a period (ปิดบัญชี): receipts and expenses go to the fund balances, source by source.

Afterwards every account of receipts and expenses stands at zero in every source, and for every member on accounts that
ask for one, so that the members' cards begin the next period at zero too.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta

from attrs import evolve

from communitywelfare.accounting.chart import Chart
from communitywelfare.accounting.choices import BookChoices, KeptAs
from communitywelfare.accounting.journal import DocumentKind, Journal, Posting, Voucher
from communitywelfare.calendar import FiscalYear
from communitywelfare.money import ZERO, Money
from communitywelfare.sources import MEMBERS

__all__ = ["closing", "result_account", "unclosed_before"]

_SURPLUS = "33010"


def result_account(chart: Chart, choices: BookChoices, source: str) -> str:
    """Where the result of a source goes at the end of a year.

    Its own fund balance; the members' goes to the accumulated surplus where contributions are no capital.
    """
    if source == MEMBERS and choices.contributions is not KeptAs.CAPITAL:
        return _SURPLUS
    return chart.fund_account(source)


def closing(journal: Journal, chart: Chart, choices: BookChoices, period: FiscalYear) -> Voucher | None:
    """The draft of the voucher that closes a period; None where nothing was received or spent in it.

    Raises:
        MissingFact: The journal uses an account that the chart does not have.
    """
    sums: dict[Posting, int] = defaultdict(int)
    for _day, line in _temporary(journal, chart, period):
        sums[evolve(line, amount=ZERO)] += line.amount.satang
    zeroing = [evolve(kept, amount=Money(-satang)) for kept, satang in sums.items() if satang]
    if not zeroing:
        return None
    results: dict[str, int] = defaultdict(int)
    for posting in zeroing:
        results[posting.source] -= posting.amount.satang
    against = [
        Posting(result_account(chart, choices, source), source, Money(satang))
        for source, satang in results.items()
        if satang
    ]
    return Voucher(
        day=period.last,
        kind=DocumentKind.CLOSING,
        number="",
        description=f"ปิดบัญชีปี {period.be}",
        postings=(*sorted(zeroing, key=_in_order), *against),
        reference=str(period.be),
    )


def _temporary(journal: Journal, chart: Chart, period: FiscalYear) -> Iterator[tuple[date, Posting]]:
    """The postings of a period on accounts of receipts and expenses, each with its day."""
    for entry in journal:
        if entry.voucher.day in period:
            for line in entry.voucher.postings:
                if chart.account(line.account).type.is_temporary:
                    yield entry.voucher.day, line


def _in_order(posting: Posting) -> tuple[str, str, str]:
    return posting.source, posting.account, posting.member


def unclosed_before(journal: Journal, chart: Chart, day: date) -> date | None:
    """The first day of receipts or expenses before a day that no closing has brought to zero; None if all are."""
    sums: dict[Posting, int] = defaultdict(int)
    begins: dict[Posting, date] = {}
    for on, line in _temporary(journal, chart, FiscalYear(date.min, day - timedelta(days=1))):
        kept = evolve(line, amount=ZERO)
        sums[kept] += line.amount.satang
        begins[kept] = min(begins.get(kept, on), on)
    return min((begins[kept] for kept, satang in sums.items() if satang), default=None)
