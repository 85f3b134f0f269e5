"""The journal's file read into entries, with every cell, every line and the chain: quickly where nothing is wrong."""

from collections import Counter
from collections.abc import Iterator

from attrs import evolve, frozen

from communitywelfare.accounting import Entry
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.io._chain import broken_at
from communitywelfare.io._columns import Reading
from communitywelfare.io._entries import entries_of
from communitywelfare.io._rows import Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io._sound_entries import sound_entries
from communitywelfare.io._tables import Sheet, utf_8
from communitywelfare.io.journal import one_sided

__all__ = ["JournalReading", "chain_broken", "read_journal", "read_line_by_line"]

_FILE = "journal.csv"


@frozen(kw_only=True)
class JournalReading:
    """The entries; where their lines stand, what was set aside and what was found, but no columns.

    `debit` and `credit` are what the cells of usable lines add up to, in satang. `broken` is the line of the file, and
    the entry, where the chain first does not hold; None where it holds.
    """

    entries: tuple[Entry, ...]
    rows: Rows
    debit: int
    credit: int
    broken: tuple[int, str] | None

    @property
    def is_sound(self) -> bool:
        """Whether nothing was found, and the chain holds."""
        return not self.rows.findings and self.broken is None


def chain_broken(line: int, entry: str) -> Finding:
    """That the chain first does not hold on a line of the file, in an entry."""
    place = Place(file=_FILE, row=line, column="hash", record=entry)
    return Finding("journal.chain_broken", Severity.ERROR, place=place, params={"entry": entry})


def read_journal(contents: bytes, encoding: str) -> JournalReading:
    """Read ``journal.csv``, the bytes of a file in some encoding.

    Raises:
        FormatError: They are no text of that encoding.
    """
    sound = sound_entries(contents) if encoding.startswith("utf-8") else None
    if sound is None:
        return read_line_by_line(utf_8(_FILE, contents, encoding))
    rows = Rows(schemas()["journal"], range(2, sound.lines + 2))
    return JournalReading(entries=sound.entries, rows=rows, debit=sound.debit, credit=sound.credit, broken=None)


def read_line_by_line(contents: bytes) -> JournalReading:
    """The same of bytes in UTF-8 by the long road, which any file can go and which tells what is wrong."""
    reading, found, satang = Reading(Sheet(_FILE, contents), schemas()["journal"]), list[Finding](), Counter[str]()

    def looked_at() -> Iterator[Rows]:
        for block in reading.blocks():
            found.extend(one_sided(block))
            for side in ("debit", "credit"):
                satang[side] += sum(each.satang for each in block.columns[side] if each is not None)
            yield block

    entries = tuple(entries_of(looked_at()))
    rows = reading.rows()
    return JournalReading(
        entries=entries,
        rows=evolve(rows, findings=(*rows.findings, *found)),
        debit=satang["debit"],
        credit=satang["credit"],
        broken=broken_at(contents),
    )
