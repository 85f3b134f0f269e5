"""The journal as it is stored: each entry's lines with the links of its hash chain, whatever holds them.

``journal.csv``, a SQLite store and a JSONL export hold the same bytes per entry, so their heads are the same. Nothing
here understands a cell but `journal_of`: a chain can be verified without knowing what it says.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from hashlib import sha256

from attrs import field, frozen

from communitywelfare.accounting import Entry, Journal
from communitywelfare.accounting.journal import Seal
from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._cells import plain
from communitywelfare.io._chain import GENESIS
from communitywelfare.io._columns import read_rows
from communitywelfare.io._entries import entries_of
from communitywelfare.io._lines import records
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import Sheet
from communitywelfare.io.journal import chained, journal_text

__all__ = [
    "FORMAT",
    "StoredEntry",
    "csv_text",
    "entry_of_head",
    "journal_of",
    "sound_until",
    "stored_entries",
    "stored_in",
    "verify",
]

FORMAT = "communitywelfare.journal/1"
_SHORTEST = 8
_QUOTED = re.compile(r'"((?:[^"]|"")*)"')
_HEXADECIMAL = frozenset("0123456789abcdef")


@frozen
class StoredEntry:
    """An entry as it is stored. `raw` are its stored lines in UTF-8, joined by line feeds: the bytes that are hashed.

    A stored line is a line of ``journal.csv`` without its last two cells, which are `prev` and `hash`.
    """

    raw: bytes = field(repr=False)
    prev: str
    hash: str

    @property
    def text(self) -> str:
        """Its stored lines, joined by line feeds.

        Raises:
            FormatError: The bytes are no text.
        """
        try:
            return self.raw.decode()
        except UnicodeDecodeError:
            params = {"declared": "utf-8", "fits": ""}
            finding = Finding("file.encoding", Severity.ERROR, place=Place(record=self.number), params=params)
            raise FormatError(f"entry {self.number} is not UTF-8", finding) from None

    @cached_property
    def number(self) -> str:
        """The number of the entry, as its first cell says it."""
        text = self.raw.decode("utf-8", "replace")
        quoted = _QUOTED.match(text)
        return plain(quoted[1].replace('""', '"') if quoted else text.partition(",")[0])

    @property
    def seal(self) -> Seal:
        """Its links of the chain."""
        return Seal(self.prev, self.hash)

    def follows(self, prev: str) -> bool:
        """Whether it is whole, and stands right after the entry with this hash."""
        return self.prev == prev and self.hash == sha256(b"\n".join((prev.encode(), self.raw))).hexdigest()


def stored_entries(journal: Journal) -> tuple[StoredEntry, ...]:
    """The entries of a journal as they are stored, sealed.

    Raises:
        Refused: An entry is not what its seal vouches for, or not where it was.
    """
    return tuple(
        StoredEntry("\n".join(lines).encode(), seal.prev, seal.hash) for _entry, seal, lines in chained(journal)
    )


def stored_in(text: str) -> Iterator[StoredEntry]:
    """The entries in the text of a ``journal.csv``, as they stand there; whether the chain holds, `verify` says.

    Lines at the end that nobody sealed come as an entry with an empty seal.
    """
    pending = list[str]()
    for _line, record in records(text.removeprefix("\ufeff").removesuffix("\r\n"), "\r\n")[1:]:
        stored, *seal = record.rsplit(",", 2)
        pending.append(stored)
        if any(seal):
            yield StoredEntry("\n".join(pending).encode(), seal[0], seal[-1])
            pending = []
    if pending:
        yield StoredEntry("\n".join(pending).encode(), "", "")


def csv_text(entries: Iterable[StoredEntry]) -> str:
    """The text of ``journal.csv`` with these entries.

    Raises:
        FormatError: The bytes of an entry are no text.
    """
    written = [journal_text(Journal())]
    for entry in entries:
        *lines, last = (line for _number, line in records(entry.text, "\n"))
        written += [f"{line},,\r\n" for line in lines]
        written.append(f"{last},{entry.prev},{entry.hash}\r\n")
    return "".join(written)


def journal_of(entries: Iterable[StoredEntry]) -> Journal:
    """The journal that was stored.

    Raises:
        FormatError: The lines of an entry are none of a journal; every finding is told, by lines of ``journal.csv``.
    """
    rows = read_rows(Sheet("journal.csv", csv_text(entries)), schemas()["journal"])
    if rows.findings:
        raise FormatError("the stored lines are none of a journal", *rows.findings)
    return Journal(tuple(entries_of([rows])))


def verify(entries: Iterable[StoredEntry], *, known_head: str = "") -> Finding | None:
    """The first entry at which the chain of stored bytes does not hold; None where it holds to its end.

    Args:
        entries: All entries, from the first.
        known_head: A head that was printed, whole or its first characters (8 at least). Whoever edits old entries and
            computes the chain anew, or cuts off its tail, makes another head: then it is told that it is not there.

    Raises:
        InvalidValue: The printed head is none.
    """
    entries = tuple(entries)
    sound = sound_until(entries)
    if sound < len(entries):
        number = entries[sound].number
        return Finding("journal.chain_broken", Severity.ERROR, place=Place(record=number), params={"entry": number})
    if known_head and not any(map(_begins(known_head), entries)):
        return Finding("journal.head_unknown", Severity.ERROR, params={"head": known_head})
    return None


def sound_until(entries: Sequence[StoredEntry]) -> int:
    """How many entries from the first on are whole and in their place."""
    prev = GENESIS
    for position, entry in enumerate(entries):
        if not entry.follows(prev):
            return position
        prev = entry.hash
    return len(entries)


def entry_of_head(journal: Journal, printed: str) -> Entry | None:
    """The entry whose hash was printed: it and all before it are what they were then. None: it is not on the chain.

    Args:
        journal: A journal whose chain holds.
        printed: The head, whole or its first characters, 8 at least.

    Raises:
        InvalidValue: This is no head.
    """
    begins = _begins(printed)
    return next((entry for entry in journal if entry.seal and begins(entry.seal)), None)


def _begins(printed: str) -> Callable[[StoredEntry | Seal], bool]:
    """Whether a hash is the printed one, as far as it was printed."""
    head = printed.strip().lower()
    if len(head) < _SHORTEST or not _HEXADECIMAL.issuperset(head):
        finding = Finding("journal.no_head", Severity.ERROR, params={"value": printed, "shortest": _SHORTEST})
        raise InvalidValue(f"{printed!r} is no head: {_SHORTEST} or more of 0-9 and a-f are wanted", finding)
    return lambda sealed: sealed.hash.startswith(head)
