"""One invented fund's books, of any size, as our journal and as text for beancount, hledger and ledger.

4,000 members in 20 villages pay 30 baht a month. As *pairs* every payment is a voucher of its own; as *sheets* a
village and month is one, with a line for each member. Benefits are paid from the bank; local government and the state
match once a year. In the texts each source is a commodity, so that the other programs too balance every voucher source
by source.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from random import Random

from communitywelfare import Money
from communitywelfare.accounting import Chart, DocumentKind, Entry, Journal, Posting, Voucher
from communitywelfare.accounting.journal import entry_number
from communitywelfare.accounting.vouchers import BANK, CASH, COLLECTOR_CASH
from communitywelfare.io.shipped import shipped_chart

MEMBERS, VILLAGES, DUES = 4000, 20, Money.baht(30)
FIRST_YEAR = 2004
_BENEFITS = (("51010", 500, 40), ("51020", 100, 200), ("51020", 300, 80), ("51030", 200, 60), ("51040", 15_000, 20))
_ROOTS = {"ASSET": "Assets", "LIABILITY": "Liabilities", "FUND": "Equity", "RECEIPT": "Income", "EXPENSE": "Expenses"}


def journal(shape: str, postings: int, seed: int = 2569) -> Journal:
    """The books with about so many postings, whole vouchers only."""
    entries: list[Entry] = []
    written = 0
    for voucher in _vouchers(shape, Random(seed)):
        moment = datetime.combine(voucher.day, datetime.min.time(), UTC) + timedelta(seconds=len(entries) % 80_000)
        entries.append(Entry(number=entry_number(len(entries) + 1), voucher=voucher, recorded_at=moment))
        written += len(voucher.postings)
        if written >= postings:
            break
    return Journal(tuple(entries))


def _vouchers(shape: str, chance: Random) -> Iterator[Voucher]:
    numbers = iter(range(1, 10**9))
    year = FIRST_YEAR
    while True:
        yield from _matched(date(year, 1, 20), numbers)
        for month in range(1, 13):
            yield from _SHAPES[shape](date(year, month, 5), numbers, chance)
            yield from _paid(date(year, month, 25), numbers, chance)
        year += 1


def _of(day: date, kind: DocumentKind, number: int, description: str, *postings: Posting) -> Voucher:
    return Voucher(
        day=day,
        kind=kind,
        number=f"{kind.value[0]}{number}/{day.year + 543}",
        description=description,
        postings=postings,
    )


def _member(number: int) -> str:
    return f"M{number:05d}"


def _pairs(day: date, numbers: Iterator[int], chance: Random) -> Iterator[Voucher]:
    for member in range(MEMBERS):
        if chance.random() < 0.97:
            dues = Posting("41010", "MEMBERS", -DUES, _member(member))
            money = Posting(CASH, "MEMBERS", DUES)
            yield _of(day, DocumentKind.RECEIPT, next(numbers), "รับเงินสมทบ", money, dues)


def _sheets(day: date, numbers: Iterator[int], chance: Random) -> Iterator[Voucher]:
    for village in range(VILLAGES):
        paying = [member for member in range(village, MEMBERS, VILLAGES) if chance.random() < 0.97]
        money = Posting(COLLECTOR_CASH, "MEMBERS", DUES * len(paying), holder=f"V{village:02d}")
        lines = [Posting("41010", "MEMBERS", -DUES, _member(member)) for member in paying]
        description = f"รับเงินสมทบ {len(paying)} ราย หมู่ {village}"
        yield _of(day, DocumentKind.RECEIPT, next(numbers), description, money, *lines)


_SHAPES = {"pairs": _pairs, "sheets": _sheets}


def _paid(day: date, numbers: Iterator[int], chance: Random) -> Iterator[Voucher]:
    for account, baht, most in _BENEFITS:
        for _claim in range(chance.randrange(most)):
            amount = Money.baht(baht) + Money(25 * chance.randrange(400))
            spent = Posting(account, "GOV_VIA_CODI", amount, _member(chance.randrange(MEMBERS)))
            out = Posting(BANK, "GOV_VIA_CODI", -amount)
            yield _of(day, DocumentKind.PAYMENT, next(numbers), "จ่ายสวัสดิการตามคำขอ", spent, out)


def _matched(day: date, numbers: Iterator[int]) -> Iterator[Voucher]:
    for account, source in (("41040", "LAO"), ("41030", "GOV_VIA_CODI")):
        amount = Money.baht(365 * MEMBERS)
        lines = (Posting(BANK, source, amount), Posting(account, source, -amount))
        yield _of(day, DocumentKind.RECEIPT, next(numbers), f"รับเงินสมทบ {source}", *lines)


def funds(count: int, shape: str, postings: int) -> Iterator[Journal]:
    """The books of many funds, each of its own chance."""
    return (journal(shape, postings, seed) for seed in range(count))


# --- the same as text for others ---------------------------------------------------------------------------


def foreign_texts(books: Journal) -> dict[str, str]:
    """The books for ``beancount``, and for ``hledger`` and ``ledger``, which read the same text."""
    chart = shipped_chart()
    names = _Names(chart)
    beancount = "".join(_written(books, names, '{} * "{}"\n', "\n"))
    opened = "".join(f"2000-01-01 open {name}\n" for name in sorted(names.used.values()))
    plain = "".join(_written(books, names, "{} {}\n", "\n"))
    declared = "".join(f"account {name}\n" for name in sorted(names.used.values()))
    return {"beancount": opened + "\n" + beancount, "hledger": declared + "\n" + plain}


class _Names:
    """Accounts as the others name them: a control account has one below it for each member."""

    def __init__(self, chart: Chart) -> None:
        self._roots = {account.code: _ROOTS[account.type.value] for account in chart.accounts}
        self.used: dict[tuple[str, str], str] = {}

    def of(self, posting: Posting) -> str:
        key = (posting.account, posting.member or posting.holder)
        if key not in self.used:
            below = f":{key[1]}" if key[1] else ""
            self.used[key] = f"{self._roots[key[0]]}:{key[0]}{below}"
        return self.used[key]


def _commodity(source: str) -> str:
    return "THB" + source.replace("_", "")


def _written(books: Journal, names: _Names, head: str, end: str) -> Iterator[str]:
    for entry in books:
        voucher = entry.voucher
        yield head.format(voucher.day.isoformat(), f"{voucher.number} {voucher.description}")
        for posting in voucher.postings:
            yield f"  {names.of(posting)}  {posting.amount.plain} {_commodity(posting.source)}\n"
        yield end


def first(books: Journal, postings: int) -> Journal:
    """The beginning of the books, for programs that would take too long over all of it."""
    written = accumulate(len(entry.voucher.postings) for entry in books)
    return Journal(tuple(entry for entry, count in zip(books, written, strict=True) if count <= postings))
