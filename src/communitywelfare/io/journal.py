"""The journal's file: entries as lines, chained by hashes over the lines as they are stored.

The last line of an entry carries its seal: ``prev`` repeats the hash of the entry before, and ``hash`` is the SHA-256
of ``prev``, a line feed, and the entry's lines without their last two cells, joined by line feeds. A changed, dropped
or moved line breaks the chain at its entry; a cut-off tail does not, and shows in the hash of the file and in the
printed head.
"""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import groupby
from typing import Any

from attrs import evolve

from communitywelfare.accounting import Account, Entry, Journal, Periods, PeriodStep, Posting, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._cells import baht_of, text_of
from communitywelfare.io._lines import line_of, text_cell
from communitywelfare.io._rows import Row, Rows
from communitywelfare.io._schema import schemas
from communitywelfare.money import ZERO, Money

__all__ = [
    "GENESIS",
    "account_of",
    "broken_at",
    "entries_of",
    "journal_text",
    "one_sided",
    "row_of_account",
    "rows_of_periods",
    "sealed",
    "step_of",
]

GENESIS = "0" * 64
Cells = Mapping[str, Any]


def entries_of(table: Rows) -> Iterator[Entry]:
    """Entries from the lines of the journal; lines of one entry stand together."""
    postings = list(
        map(
            Posting,
            table.columns["account"],
            table.columns["source"],
            map(_signed, table.columns["debit"], table.columns["credit"]),
            table.column("member_no", blank=""),
            table.column("holder", blank=""),
        )
    )
    start = 0
    for number, group in groupby(table.columns["entry_no"]):
        stop = start + len(list(group))
        yield _entry(number, table.columns, slice(start, stop), tuple(postings[start:stop]))
        start = stop


def _signed(debit: Money | None, credit: Money | None) -> Money:
    if credit is not None:
        return -credit
    return ZERO if debit is None else debit


def _entry(number: str, columns: Cells, lines: slice, postings: tuple[Posting, ...]) -> Entry:
    first, last = lines.start, lines.stop - 1
    voucher = Voucher(
        day=columns["entry_date"][first],
        kind=columns["doc_type"][first],
        number=columns["doc_no"][first],
        description=columns["description"][first] or "",
        postings=postings,
        reference=columns["source_ref"][first] or "",
        reverses=columns["reverses"][first] or "",
        event_day=columns["event_date"][first],
    )
    seal = Seal(columns["prev"][last] or "", columns["hash"][last]) if columns["hash"][last] else None
    return Entry(number=number, voucher=voucher, recorded_at=columns["recorded_at"][first], seal=seal)


def one_sided(table: Rows) -> Iterator[Finding]:
    """Lines of the journal with both a debit and a credit, or with neither."""
    columns = (table.columns[name] for name in ("debit", "credit", "entry_no"))
    for line, debit, credit, entry in zip(table.lines, *columns, strict=True) if table.lines else ():
        if (debit is None) == (credit is None):
            place = Place(file="journal.csv", row=line, column="debit", record=entry)
            yield Finding("journal.debit_or_credit", Severity.ERROR, place=place)


def broken_at(text: str) -> tuple[int, str] | None:
    """The line of the file, and the entry, where the chain of stored lines first does not hold; None if it holds."""
    header, *lines = _stored(text)
    if header != (1, _header()):
        return 1, ""
    prev, pending = GENESIS, list[str]()
    for number, line in lines:
        if line.endswith(",,"):
            pending.append(line[:-2])
            continue
        stored, *seal = line.rsplit(",", 2)
        if seal != [prev, _hash(prev, [*pending, stored])]:
            return number, _entry_of(line)
        prev, pending = seal[1], []
    return (lines[-1][0], _entry_of(lines[-1][1])) if pending else None


def _entry_of(line: str) -> str:
    return line.partition(",")[0]


def _stored(text: str) -> list[tuple[int, str]]:
    """The stored lines, each with the line of the file on which it begins; a quoted cell may go over several."""
    lines = list(enumerate(text.removeprefix("\ufeff").removesuffix("\r\n").split("\r\n"), start=1))
    if '"' not in text:
        return lines
    stored: list[tuple[int, str]] = []
    is_open = False
    for number, line in lines:
        if is_open:
            begins, before = stored.pop()
            stored.append((begins, f"{before}\r\n{line}"))
        else:
            stored.append((number, line))
        is_open ^= line.count('"') % 2 == 1
    return stored


def _hash(prev: str, stored: list[str]) -> str:
    return sha256("\n".join((prev, *stored)).encode()).hexdigest()


def sealed(journal: Journal) -> Journal:
    """The journal with a seal on every entry that has none yet.

    Raises:
        Refused: An entry is not what its seal vouches for, or not where it was.
    """
    return Journal(tuple(entry if entry.seal else evolve(entry, seal=seal) for entry, seal, _lines in _chain(journal)))


def _chain(journal: Journal) -> Iterator[tuple[Entry, Seal, list[str]]]:
    """Every entry with its seal and its stored lines; a seal that stands must fit."""
    prev = GENESIS
    for entry in journal:
        lines = list(_stored_lines(entry))
        seal = Seal(prev, _hash(prev, lines))
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
    written = [_header()]
    for _entry, seal, lines in _chain(journal):
        written += [f"{line},," for line in lines[:-1]]
        written.append(f"{lines[-1]},{seal.prev},{seal.hash}")
    return "".join(f"{line}\r\n" for line in written)


def _header() -> str:
    return line_of([column.id for column in schemas()["journal"].columns])


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
