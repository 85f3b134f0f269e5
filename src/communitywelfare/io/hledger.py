"""Books as an hledger journal, which ledger reads too: every entry, and the closing balances asserted.

Check it with ``hledger check -s ordereddates``, in older releases such as 1.25 with ``balancednoautoconversion`` added:
without that, these two programs take a voucher in two sources' money for an exchange of one into the other.
"""

from collections.abc import Iterator, Sequence

from communitywelfare.accounting import Chart, Entry, Journal
from communitywelfare.io._plain_text import PlainBooks, facts_of, plain_books, printable, wide
from communitywelfare.sources import Source

__all__ = ["hledger_text"]

_TAGS = ("entry", "voucher", "kind", "recorded", "event", "reference", "reverses", "hash", "source")
# These would begin a comment or a date, or end a document number; in their wide form they look alike.
_WIDE, _WIDE_IN_NUMBERS = (str.maketrans({sign: wide(sign) for sign in signs}) for signs in (";[]", ";()"))


def hledger_text(
    journal: Journal,
    chart: Chart,
    sources: Sequence[Source] = (),
    *,
    title: str = "",
    currency: str = "",
    language: str = "th",
) -> str:
    """The whole journal as the text of an hledger file, by day.

    An account that the chart does not have is written and not declared, and a voucher that does not balance is written
    as it stands: ``hledger check`` then finds it too. In texts, semicolons and square brackets have their wide form,
    and ends of lines are arrows.

    Args:
        journal: The entries.
        chart: The accounts of the fund.
        sources: Whose money the fund has.
        title: The name of the fund.
        currency: One currency for all money, such as ``THB``, with the source beside each line: easier to read, but
            it no longer proves that every source balances. By default each source's money is a commodity of its own.
        language: The language of account names.
    """
    books = plain_books(journal, chart, sources, currency=currency, language=language)
    parts = ["\n".join(_head(books, title))]
    if books.entries:
        parts.extend("\n".join(_transaction(books, entry)) for entry in books.entries)
        parts.append("\n".join(_assertions(books)))
    return "\n\n".join(parts) + "\n"


def _head(books: PlainBooks, title: str) -> Iterator[str]:
    yield f"; {_plain(title)}".rstrip()
    yield f"; {len(books.entries)} entries, journal head {books.journal.head or '-'}"
    if books.is_apart:
        for commodity in books.commodities:
            yield f"; {commodity.name}: {_plain(commodity.source)} {_plain(commodity.meaning)}".rstrip()
    # On two lines, and with nothing after an account's name: ledger takes the rest of the line into the name.
    for name in dict.fromkeys(commodity.name for commodity in books.commodities):
        yield f"commodity {name}\n  format 1000.00 {name}"
    for account in sorted(books.accounts):
        yield f"account {account}"
    for tag in _TAGS:
        yield f"tag {tag}"


def _transaction(books: PlainBooks, entry: Entry) -> Iterator[str]:
    voucher = entry.voucher
    number = printable(voucher.number).translate(_WIDE_IN_NUMBERS)
    yield f"{voucher.day.isoformat()} * ({number}) {_plain(voucher.description)}".rstrip()
    for name, text in facts_of(entry):
        yield f"    ; {name}: {_plain(text)}"
    for account, amount, commodity, source in books.lines(entry):
        tag = "" if books.is_apart else f"  ; source: {_plain(source)}"
        yield f"    {account}  {amount} {commodity}{tag}"


def _assertions(books: PlainBooks) -> Iterator[str]:
    """A transaction that moves nothing: ``=`` asks for the balance of the account without those below it."""
    yield f"{books.last.isoformat()} * closing balances"
    for (account, commodity), amount in books.closing.items():
        yield f"    {account}  0.00 {commodity} = {amount} {commodity}"


def _plain(text: str) -> str:
    return printable(text).translate(_WIDE)
