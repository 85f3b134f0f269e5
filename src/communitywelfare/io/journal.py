"""The journal's file: entries as lines, chained by hashes over the lines as they are stored.

The last line of an entry carries its seal: ``prev`` repeats the hash of the entry before, and ``hash`` is the SHA-256
of ``prev``, a line feed, and the entry's lines without their last two cells, joined by line feeds. A changed, dropped
or moved line breaks the chain at its entry; a cut-off tail does not, and shows in the hash of the file and in the
printed head.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from itertools import chain, compress, count, islice
from operator import ne
from typing import Any

from attrs import evolve

from communitywelfare.accounting import Account, Entry, Journal, Periods, PeriodStep, Posting, Voucher
from communitywelfare.accounting.journal import Seal
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._cells import baht_of, text_of
from communitywelfare.io._lines import line_of, text_cell
from communitywelfare.io._rows import Row, Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import pieces
from communitywelfare.money import ZERO, Money

__all__ = [
    "GENESIS",
    "account_of",
    "broken_at",
    "chained",
    "entries_of",
    "journal_text",
    "one_sided",
    "row_of_account",
    "rows_of_periods",
    "sealed",
    "step_of",
]

GENESIS = "0" * 64
_SEALED = 2 * (1 + len(GENESIS))  # the two cells at the end of a line that is sealed, with their commas
Cells = Mapping[str, Any]


def entries_of(blocks: Iterable[Rows]) -> Iterator[Entry]:
    """Entries from the lines of the journal, block by block; lines of one entry stand together."""
    postings_of = _Postings().of
    begun: _Cells = ()
    lines: list[Posting] = []
    seal: _Cells = ()
    for block in filter(len, blocks):
        postings = postings_of(block)
        for start, stop, head, sealed_by in _runs(block):
            if head[:1] == begun[:1]:  # an entry goes on from the block before
                lines += postings[start:stop]
            else:
                if begun:
                    yield _entry(begun, lines, seal)
                begun, lines = head, postings[start:stop]
            seal = sealed_by
    if begun:
        yield _entry(begun, lines, seal)


_Cells = tuple[Any, ...]


def _runs(block: Rows) -> Iterator[tuple[int, int, _Cells, _Cells]]:
    """Where the lines of each entry begin and end, what its first line says of it, and its seal."""
    columns, numbers = block.columns, block.columns["entry_no"]
    stops = [*compress(count(1), map(ne, numbers, islice(numbers, 1, None))), len(numbers)]
    starts = [0, *stops[:-1]]
    lasts = [stop - 1 for stop in stops]
    heads = zip(*(map(columns[name].__getitem__, starts) for name in _OF_THE_FIRST_LINE), strict=True)
    seals = zip(*(map(columns[name].__getitem__, lasts) for name in ("prev", "hash")), strict=True)
    return zip(starts, stops, heads, seals, strict=True)


def _entry(head: _Cells, lines: Iterable[Posting], sealed_by: _Cells) -> Entry:
    number, day, event_day, kind, paper, description, reference, reverses, recorded_at = head
    prev, hash_ = sealed_by
    voucher = Voucher(
        day=day,
        kind=kind,
        number=paper,
        description=description or "",
        postings=tuple(lines),
        reference=reference or "",
        reverses=reverses or "",
        event_day=event_day,
    )
    seal = Seal(prev or "", hash_) if hash_ else None
    return Entry(number=number, voucher=voucher, recorded_at=recorded_at, seal=seal)


_OF_THE_FIRST_LINE = (
    "entry_no",
    "entry_date",
    "event_date",
    "doc_type",
    "doc_no",
    "description",
    "source_ref",
    "reverses",
    "recorded_at",
)


class _Postings:
    """Makes the posting of each line; most lines say what one before said, and share its posting."""

    def __init__(self) -> None:
        self._made: dict[_Cells, Posting] = {}
        self._kept: list[_Cells] = []  # an id is good for as long as there is what it is the id of

    def of(self, block: Rows) -> list[Posting]:
        """The postings of some lines."""
        account, source, debit, credit, *who = (block.columns[name] for name in _OF_EACH_LINE)
        if len(self._made) > _SHARED_AT_MOST:
            self._made, self._kept = {}, []
        made, found = self._made, []
        for key, sides in zip(
            zip(account, source, map(id, debit), map(id, credit), *who, strict=True),
            zip(debit, credit, strict=True),
            strict=True,
        ):
            posting = made.get(key)
            found.append(self._make(key, sides) if posting is None else posting)
        return found

    def _make(self, key: _Cells, sides: _Cells) -> Posting:
        account, source, _debit, _credit, member, holder = key
        posting = self._made[key] = Posting(account, source, _signed(*sides), member or "", holder or "")
        self._kept.append(sides)
        return posting


_OF_EACH_LINE = ("account", "source", "debit", "credit", "member_no", "holder")
_SHARED_AT_MOST = 100_000


def _signed(debit: Money | None, credit: Money | None) -> Money:
    if credit is not None:
        return -credit
    return ZERO if debit is None else debit


def one_sided(table: Rows) -> Iterator[Finding]:
    """Lines of the journal with both a debit and a credit, or with neither."""
    columns = (table.columns[name] for name in ("debit", "credit", "entry_no"))
    for line, debit, credit, entry in zip(table.lines, *columns, strict=True) if table.lines else ():
        if (debit is None) == (credit is None):
            place = Place(file="journal.csv", row=line, column="debit", record=entry)
            yield Finding("journal.debit_or_credit", Severity.ERROR, place=place)


def broken_at(text: str | bytes) -> tuple[int, str] | None:
    """The line of the file, and the entry, where the chain of stored lines first does not hold; None if it holds.

    The text of the file may come as UTF-8.
    """
    lines = _stored(text.encode() if isinstance(text, str) else text)
    if next(lines) != (1, _header().encode()):
        return 1, ""
    prev, pending = GENESIS.encode(), list[bytes]()
    number, line = 1, b""
    for number, line in lines:
        if line[-2:] == b",,":
            pending.append(line[:-2])
            continue
        pending.append(line[:-_SEALED])
        seal = _hash(prev, pending)
        if line[-_SEALED:] != b",%b,%b" % (prev, seal):
            return number, _entry_of(line)
        prev, pending = seal, []
    return (number, _entry_of(line)) if pending else None


def _entry_of(line: bytes) -> str:
    return line.partition(b",")[0].decode()


def _stored(contents: bytes) -> Iterator[tuple[int, bytes]]:
    """The stored lines, each with the line of the file on which it begins; a quoted cell may go over several."""
    parts = pieces(contents, b"\r\n")
    lines = enumerate(chain.from_iterable(piece.removesuffix(b"\r\n").split(b"\r\n") for piece in parts), start=1)
    return lines if b'"' not in contents else _joined(lines)


def _joined(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, bytes]]:
    """Lines with those that go on from an open quote joined to them."""
    begun: list[bytes] = []
    begins = 0
    is_open = False
    for number, line in lines:
        begins = begins if begun else number
        begun.append(line)
        is_open ^= line.count(b'"') % 2 == 1
        if not is_open:
            yield begins, b"\r\n".join(begun)
            begun = []
    if begun:
        yield begins, b"\r\n".join(begun)


def _hash(prev: bytes, stored: Sequence[bytes]) -> bytes:
    """The seal of an entry: over the one before it and its stored lines."""
    return sha256(b"\n".join((prev, *stored))).hexdigest().encode()


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
        seal = Seal(prev, _hash(prev.encode(), [line.encode() for line in lines]).decode())
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
    for _entry, seal, lines in chained(journal):
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
