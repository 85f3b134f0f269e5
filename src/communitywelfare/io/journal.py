"""The journal's file: entries as lines, chained by hashes over the lines as they are stored.

The last line of an entry carries its seal: ``prev`` repeats the hash of the entry before, and ``hash`` is the SHA-256
of ``prev``, a line feed, and the entry's lines without their last two cells, joined by line feeds. A changed, dropped
or moved line breaks the chain at its entry; a cut-off tail does not, and shows in the hash of the file and in the
printed head.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from communitywelfare.accounting import Account, Entry, Journal, Periods, PeriodStep
from communitywelfare.accounting.journal import Seal
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._cells import baht_of, text_of
from communitywelfare.io._chain import GENESIS, broken_at, hash_of, header
from communitywelfare.io._entries import entries_of
from communitywelfare.io._lines import text_cell
from communitywelfare.io._rows import Row, Rows
from communitywelfare.money import Money

__all__ = [
    "GENESIS",
    "account_of",
    "broken_at",
    "chained",
    "columns_of_journal",
    "entries_of",
    "journal_text",
    "one_sided",
    "row_of_account",
    "rows_of_periods",
    "sealed",
    "step_of",
]

Cells = Mapping[str, Any]


def one_sided(table: Rows) -> Iterator[Finding]:
    """Lines of the journal with both a debit and a credit, or with neither."""
    columns = (table.columns[name] for name in ("debit", "credit", "entry_no"))
    for line, debit, credit, entry in zip(table.lines, *columns, strict=True) if table.lines else ():
        if (debit is None) == (credit is None):
            place = Place(file="journal.csv", row=line, column="debit", record=entry)
            yield Finding("journal.debit_or_credit", Severity.ERROR, place=place)


def sealed(journal: Journal) -> Journal:
    """The journal with a seal on every entry that has none yet.

    Raises:
        Refused: An entry is not what its seal vouches for, or not where it was.
    """
    return Journal(tuple(entry if entry.seal else evolve(entry, seal=seal) for entry, seal, _lines in chained(journal)))


def chained(entries: Iterable[Entry], prev: str = GENESIS) -> Iterator[tuple[Entry, Seal, list[str]]]:
    """Every entry with its seal and its stored lines, from the hash of the entry before them.

    Raises:
        Refused: An entry is not what its seal vouches for, or not where it was.
    """
    for entry in entries:
        lines = list(_stored_lines(entry))
        # What no encoding holds, as half a surrogate pair, is told with its cell when the file is written, not here.
        seal = Seal(prev, hash_of(prev.encode(), [line.encode(errors="surrogatepass") for line in lines]).decode())
        if entry.seal not in {None, seal}:
            place = Place(file="journal.csv", record=entry.number)
            finding = Finding("journal.chain_broken", Severity.ERROR, place=place, params={"entry": entry.number})
            raise Refused(f"entry {entry.number} is not what was stored", finding)
        prev = seal.hash
        yield entry, seal, lines


def journal_text(journal: Journal) -> str:
    """The text of ``journal.csv``, sealed.

    Raises:
        Refused: An entry is not what its seal vouches for, or not where it was.
    """
    written = [header()]
    for _entry, seal, lines in chained(journal):
        written += [f"{line},," for line in lines[:-1]]
        written.append(f"{lines[-1]},{seal.prev},{seal.hash}")
    return "".join(f"{line}\r\n" for line in written)


def columns_of_journal(journal: Journal) -> Mapping[str, list[Money | None]]:
    """The debits and the credits of all lines."""
    amounts = [posting.amount for entry in journal for posting in entry.voucher.postings]
    return {
        "debit": [amount if amount.satang >= 0 else None for amount in amounts],
        "credit": [None if amount.satang >= 0 else -amount for amount in amounts],
    }


def _stored_lines(entry: Entry) -> Iterator[str]:
    voucher = entry.voucher
    happened = "" if voucher.event_day is None else voucher.event_day.isoformat()
    head = f"{text_cell(entry.number)},{voucher.day.isoformat()},{happened}"
    tail = f"{text_cell(voucher.description)},{voucher.kind.value},{text_cell(voucher.number)}"
    end = f"{text_cell(voucher.reference)},{text_cell(voucher.reverses)},{text_of(entry.recorded_at)}"
    for number, posting in enumerate(voucher.postings, start=1):
        cells = f"{text_cell(posting.account)},{text_cell(posting.source)},{_sides(posting.amount.satang)}"
        who = f"{text_cell(posting.member)},{text_cell(posting.holder)}"
        yield f"{head},{number},{cells},{tail},{who},{end}"


def _sides(satang: int) -> str:
    """The debit and the credit cell."""
    return f"{baht_of(satang)}," if satang >= 0 else f",{baht_of(-satang)}"


def step_of(row: Row) -> PeriodStep:
    """One step of a period."""
    values: Cells = row.values
    return PeriodStep(
        first=values["first_date"],
        last=values["last_date"],
        step=values["step"],
        recorded_at=values["recorded_at"],
        reason=values["reason"] or "",
        entry=values["entry_no"] or "",
        hash=values["hash"] or "",
    )


def rows_of_periods(periods: Periods, journal: Journal) -> Iterator[Cells]:
    """The rows of all steps; a step that vouches for an entry carries that entry's hash, which never changes.

    Raises:
        Refused: An entry is not what its seal vouches for, or not where it was.
    """
    is_new = any(step.entry and not step.hash for step in periods.steps)
    hashes = {entry.number: entry.seal.hash for entry in sealed(journal) if entry.seal} if is_new else {}
    for step in periods.steps:
        yield {
            "first_date": step.first,
            "last_date": step.last,
            "step": step.step,
            "recorded_at": step.recorded_at,
            "reason": step.reason,
            "entry_no": step.entry,
            "hash": step.hash or hashes.get(step.entry),
        }


def account_of(row: Row) -> Account:
    """One account of the chart."""
    values: Cells = row.values
    return Account(
        code=values["code"],
        name={"th": values["name_th"], "en": values["name_en"] or values["name_th"]},
        type=values["type"],
        parent=values["parent"] or "",
        by_member=values["is_control"] or False,
        line=values["codi10_line"] or "",
        bank_account=values["bank_account"] or "",
        active=values["active"] is not False,
        source=values["source"] or "",
        is_held=values["is_held"] or False,
    )


def row_of_account(account: Account) -> Cells:
    """The row of an account."""
    return {
        "code": account.code,
        "name_th": account.name["th"],
        "name_en": account.name["en"],
        "type": account.type,
        "parent": account.parent,
        "is_control": account.by_member,
        "codi10_line": account.line,
        "bank_account": account.bank_account,
        "active": account.active,
        "source": account.source,
        "is_held": account.is_held or None,
    }
