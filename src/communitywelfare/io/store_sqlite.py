"""The journal in a SQLite file: only ever added to, at its end, by one writer at a time.

The file holds the bytes of ``journal.csv`` entry by entry, so its head is the same. Its own triggers refuse every
change (``data/journal_store.sql``); what gets around them breaks the hash chain, and `JournalStore.verify` finds it.

Between two appends the store is one file (a rollback journal, no write-ahead log): it may be copied to a stick and lie
on a shared drive, where a log would be left behind or not work. What `JournalStore.append` has returned is on the disk.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import Self

from attrs import evolve

from communitywelfare.accounting import Entry, Journal
from communitywelfare.errors import Finding, FormatError, Place, Refused, Severity
from communitywelfare.io._chain import GENESIS
from communitywelfare.io._sqlite import StoreFile
from communitywelfare.io.journal import chained
from communitywelfare.io.stored import StoredEntry, journal_of, sound_until, verify
from communitywelfare.money import Money

__all__ = ["JournalStore"]

_LARGEST = 10**15  # satang in one line: ten trillion baht, so that no sum of lines leaves 64 bits
_Cells = tuple[object, ...]


class JournalStore:
    """A journal in a SQLite file, open for reading and appending; a context manager.

    Args:
        path: The file. It is made where it is not there and `fund_id` is given.
        fund_id: Whose journal it is. A file of another fund is refused.

    Raises:
        FormatError: The file is not there, cannot be opened, is damaged, is no store, or one of a newer version.
        Refused: It belongs to another fund, or another program is writing to it all the time.
    """

    def __init__(self, path: str, *, fund_id: str = "") -> None:
        self._file = StoreFile(path, fund_id)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self._file.close()

    @property
    def fund_id(self) -> str:
        """Whose journal it is."""
        return str(self._file.typed((str,), "SELECT value FROM meta WHERE key = 'fund'")[0][0])

    @property
    def head(self) -> str:
        """The hash of the last entry; empty where there is none."""
        found = self._file.typed((str,), "SELECT hash FROM entry ORDER BY seq DESC LIMIT 1")
        return str(found[0][0]) if found else ""

    def __len__(self) -> int:
        return int(self._file.ask("SELECT count(*) FROM entry")[0][0])

    def stored(self, *, after: int = 0) -> tuple[StoredEntry, ...]:
        """The entries as they are stored; `after` leaves out so many at the beginning."""
        asked = "SELECT raw, prev, hash FROM entry WHERE seq > ? ORDER BY seq"
        rows = self._file.typed((bytes, str, str), asked, after)
        return tuple(StoredEntry(*row) for row in rows)

    def entries(self, *, after: int = 0) -> tuple[Entry, ...]:
        """The entries; `after` leaves out so many at the beginning, those that the caller has already.

        Raises:
            FormatError: The stored lines are none of a journal.
        """
        return journal_of(self.stored(after=after)).entries

    def journal(self) -> Journal:
        """The journal with all its entries; raises what `entries` does."""
        return Journal(self.entries())

    def append(self, journal: Journal) -> Journal:
        """Store those entries of a journal that are not stored yet, all or none; gives the journal with their seals.

        The journal must have grown from what is stored: the last entry that is here is one of its own.

        Raises:
            Refused: Somebody else has appended since the journal was read; a number is taken; an entry does not
                balance within every source, or is not what its seal vouches for; the file cannot be written to.
        """
        with self._file.transaction():
            known = self._known(journal)
            added = tuple(self._added(journal.entries[known:]))
        return Journal((*journal.entries[:known], *added))

    def _known(self, journal: Journal) -> int:
        """How many entries of the journal are stored."""
        if not self._file.is_guarded:
            raise Refused(f"{self._file.path} lacks triggers", self._file.finding("store.unguarded"))
        head = self.head
        if not head:
            return 0
        for position in range(len(journal), 0, -1):
            seal = journal.entries[position - 1].seal
            if seal is not None and seal.hash == head:
                return position
        finding = self._file.finding("store.head_moved", head=head[:8])
        raise Refused(f"{self._file.path} has entries that this journal has not", finding)

    def _added(self, entries: Sequence[Entry]) -> Iterator[Entry]:
        """Each entry with its seal, put into the tables."""
        stored = len(self)
        for seq, (entry, seal, lines) in enumerate(chained(entries, self.head or GENESIS), start=stored + 1):
            found = [*_faults(entry), *self._taken(entry)]
            if found:
                codes = ", ".join(finding.code for finding in found)
                raise Refused(f"entry {entry.number} cannot be stored: {codes}", *found)
            self._file.insert("posting", ((seq, *cells) for cells in _postings(entry)))
            raw = "\n".join(lines).encode()
            self._file.insert("entry", [(seq, *_labels(entry), raw, seal.prev, seal.hash)])
            yield evolve(entry, seal=seal)

    def _taken(self, entry: Entry) -> Iterator[Finding]:
        """Numbers of the entry that others have."""
        number, document, _day = _labels(entry)
        place = Place(file=self._file.path, record=entry.number)
        if self._file.ask("SELECT 1 FROM entry WHERE no = ?", number):
            yield Finding("journal.entry_taken", Severity.ERROR, place=place, params={"entry": number})
        for (holder,) in self._file.ask("SELECT no FROM entry WHERE document = ?", document):
            params = {"voucher": document, "entry": holder}
            yield Finding("journal.number_taken", Severity.ERROR, place=place, params=params)

    def verify(self, *, known_head: str = "") -> Finding | None:
        """What is wrong first, with its entry; None where all is as it was stored.

        The chain is computed anew over the stored bytes; the numbers, days and postings beside them must be what the
        bytes say; and the triggers must be there.

        Args:
            known_head: A head that was printed, whole or its first characters (8 at least): it must be on the chain.

        Raises:
            InvalidValue: The printed head is none.
        """
        stored = self.stored()
        broken = verify(stored, known_head=known_head)
        sound = stored[: sound_until(stored)]
        try:
            beside = self._beside(journal_of(sound), is_whole=len(sound) == len(stored))
        except FormatError as error:
            return error.findings[0]
        unguarded = None if self._file.is_guarded else self._file.finding("store.unguarded")
        return beside or broken or unguarded

    def _beside(self, journal: Journal, *, is_whole: bool) -> Finding | None:
        """The first entry whose number, paper, day or postings are not those of its bytes."""
        asked = "SELECT seq, no, document, day FROM entry ORDER BY seq LIMIT ?"
        labels = self._file.typed((int, str, str, str), asked, len(journal))
        postings = defaultdict[int, list[_Cells]](list)
        kinds = (int, int, str, str, str, str, int)
        for seq, *cells in self._file.typed(kinds, "SELECT * FROM posting ORDER BY seq, line"):
            postings[seq].append(tuple(cells))
        lacking = [()] * (len(journal) - len(labels))
        for position, (entry, stated) in enumerate(zip(journal, [*labels, *lacking], strict=True), start=1):
            if stated != (position, *_labels(entry)) or postings.pop(position, []) != list(_postings(entry)):
                return self._file.finding("store.index_differs", entry=entry.number)
        return self._file.finding("store.index_differs", entry=str(min(postings))) if is_whole and postings else None


def _labels(entry: Entry) -> tuple[str, str, str]:
    return entry.number, entry.voucher.number, entry.voucher.day.isoformat()


def _postings(entry: Entry) -> Iterator[_Cells]:
    for line, posting in enumerate(entry.voucher.postings, start=1):
        yield line, posting.account, posting.source, posting.member, posting.holder, posting.amount.satang


def _faults(entry: Entry) -> Iterator[Finding]:
    """Why no journal may hold an entry, whatever its chart says."""
    voucher, place = entry.voucher, Place(record=entry.number)
    if len(voucher.postings) < 2:
        params: dict[str, object] = {"voucher": voucher.number}
        yield Finding("journal.too_few_lines", Severity.ERROR, place=place, params=params)
    sums = defaultdict[str, int](int)
    for posting in voucher.postings:
        sums[posting.source] += posting.amount.satang
        if abs(posting.amount.satang) > _LARGEST:
            params = {"account": posting.account, "amount": posting.amount}
            yield Finding("store.too_large", Severity.ERROR, place=place, params=params)
    for source, satang in sorted(sums.items()):
        if satang:
            params = {"voucher": voucher.number, "source": source, "difference": Money(satang)}
            yield Finding("journal.unbalanced", Severity.ERROR, place=place, params=params)
