"""Books as a Beancount file: every entry, with its number and hash, and the closing balances asserted.

Written for Beancount 3; Beancount 2 calls one option by another name. Money is compared without tolerance: its own
default lets a balance pass that is a satang off.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta

from communitywelfare.accounting import Chart, Entry, Journal
from communitywelfare.io._plain_text import PlainBooks, facts_of, plain_books
from communitywelfare.sources import Source

__all__ = ["beancount_text"]

_NO_TOLERANCE = {2: "inferred_tolerance_multiplier", 3: "tolerance_multiplier"}
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\0": "\N{REPLACEMENT CHARACTER}"})
_IN_LINKS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-/")


def beancount_text(
    journal: Journal,
    chart: Chart,
    sources: Sequence[Source] = (),
    *,
    title: str = "",
    currency: str = "",
    language: str = "th",
    release: int = 3,
) -> str:
    """The whole journal as the text of a Beancount file, by day.

    An account that the chart does not have is written and not opened, and a voucher that does not balance is written
    as it stands: ``bean-check`` then finds it too.

    Args:
        journal: The entries.
        chart: The accounts of the fund.
        sources: Whose money the fund has.
        title: The name of the fund.
        currency: One currency for all money, such as ``THB``, with the source beside each line: easier to read, but
            it no longer proves that every source balances. By default each source's money is a commodity of its own.
        language: The language of account names.
        release: Of Beancount: 2 or 3.
    """
    books = plain_books(journal, chart, sources, currency=currency, language=language)
    numbers = {entry.number: entry.voucher.number for entry in journal}
    parts = ["\n".join(_head(books, title, release))]
    if books.entries:
        parts.append("\n".join(_declarations(books)))
        parts.extend(
            "\n".join(_transaction(books, entry, numbers.get(entry.voucher.reverses))) for entry in books.entries
        )
        parts.append("\n".join(_assertions(books)))
    return "\n\n".join(parts) + "\n"


def _head(books: PlainBooks, title: str, release: int) -> Iterator[str]:
    yield "; -*- mode: beancount; coding: utf-8 -*-"
    yield f"; {len(books.entries)} entries, journal head {books.journal.head or '-'}"
    if title:
        yield f'option "title" {_quoted(title)}'
    for name in dict.fromkeys(commodity.name for commodity in books.commodities):
        yield f'option "operating_currency" "{name}"'
    yield f'option "{_NO_TOLERANCE[release]}" "0"'
    yield 'plugin "beancount.plugins.noduplicates"'


def _declarations(books: PlainBooks) -> Iterator[str]:
    day = books.first.isoformat()
    if books.is_apart:
        for commodity in books.commodities:
            yield f"{day} commodity {commodity.name}"
            yield f"  source: {_quoted(commodity.source)}"
            if commodity.meaning:
                yield f"  name: {_quoted(commodity.meaning)}"
    for account, commodity_name in sorted(books.accounts.items()):
        yield f"{day} open {account} {commodity_name}".rstrip()


def _transaction(books: PlainBooks, entry: Entry, reversed_: str | None) -> Iterator[str]:
    voucher = entry.voucher
    links = f"^V-{_link(voucher.number)}" + ("" if reversed_ is None else f" ^V-{_link(reversed_)}")
    yield f"{voucher.day.isoformat()} * {_quoted(voucher.description)} {links}"
    for name, text in facts_of(entry):
        yield f"  {name}: {text if name == 'event' else _quoted(text)}"
    for account, amount, commodity, source in books.lines(entry):
        yield f"  {account}  {amount} {commodity}"
        if not books.is_apart:
            yield f"    source: {_quoted(source)}"


def _assertions(books: PlainBooks) -> Iterator[str]:
    """A balance is taken at the start of its day, hence the day after; without ``~ 0`` a satang off would pass."""
    day = (books.last + timedelta(days=1)).isoformat()
    for (account, commodity), amount in books.closing.items():
        yield f"{day} balance {account}  {amount} ~ 0 {commodity}"


def _quoted(text: str) -> str:
    return f'"{text.translate(_ESCAPES)}"'


def _link(number: str) -> str:
    """A document number as a link, such that different numbers stay different; links take no Thai."""
    return "".join(each if each in _IN_LINKS else f"_{ord(each):x}_" for each in number)
