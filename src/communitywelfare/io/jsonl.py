"""The journal as JSON lines: an export with the same bytes, one line for each entry, to be kept and compared.

The first line says what it is and whose, the last how many entries there are and the head, so that a cut-off tail is
found. `read(write(x)) == x`, and a file is read only if every character of it is what `write` would write.
"""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._json_text import json_document
from communitywelfare.io.stored import FORMAT, StoredEntry, sound_until

__all__ = ["JournalExport", "read_jsonl", "write_jsonl"]


@frozen
class JournalExport:
    """Whose journal it is, and its entries as they are stored."""

    fund_id: str
    entries: tuple[StoredEntry, ...]


def write_jsonl(export: JournalExport) -> bytes:
    """The bytes of the file; each line ends with a line feed.

    Raises:
        FormatError: The bytes of an entry are no text: the store that they come from is damaged.
    """
    return b"".join(line.encode() + b"\n" for line in _lines(export.fund_id, export.entries))


def _lines(fund_id: str, entries: Sequence[StoredEntry]) -> Iterable[str]:
    yield _json({"format": FORMAT, "fund": fund_id})
    for entry in entries:
        yield _line(entry)
    yield _json({"entries": len(entries), "head": entries[-1].hash if entries else ""})


def _line(entry: StoredEntry) -> str:
    return _json({"no": entry.number, "raw": entry.text, "prev": entry.prev, "hash": entry.hash})


def _json(document: dict[str, object]) -> str:
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def read_jsonl(contents: bytes, *, file: str = "journal.jsonl") -> JournalExport:
    """Read an export back; the chain is verified on the way.

    Args:
        contents: The bytes of the file.
        file: What to call it in findings.

    Raises:
        FormatError: It is no export or one of a newer version, a line is not as it was written, or the tail is gone;
            the finding says which line.
    """
    lines = contents.split(b"\n")
    fund_id = _fund_of(lines[0], file)
    if len(lines) < 3 or lines[-1]:
        raise _refused("jsonl.cut_off", file, len(lines))
    entries = tuple(_entry(line, file, number) for number, line in enumerate(lines[1:-2], start=2))
    sound = sound_until(entries)
    if sound < len(entries):
        raise _refused("journal.chain_broken", file, sound + 2, entry=entries[sound].number)
    *_before, end = _lines(fund_id, entries)
    if lines[-2] != end.encode():
        raise _refused("jsonl.cut_off", file, len(lines) - 1)
    return JournalExport(fund_id, entries)


def _fund_of(line: bytes, file: str) -> str:
    first = _document(line, file, 1)
    if first.get("format") != FORMAT:
        raise _refused("jsonl.format", file, 1, found=str(first.get("format", "")), known=FORMAT)
    fund_id = str(first.get("fund"))
    if line != _json({"format": FORMAT, "fund": fund_id}).encode():
        raise _refused("jsonl.damaged", file, 1)
    return fund_id


def _entry(line: bytes, file: str, number: int) -> StoredEntry:
    found = _document(line, file, number)
    if "head" in found:
        raise _refused("jsonl.cut_off", file, number)
    entry = StoredEntry(str(found.get("raw")).encode(), str(found.get("prev")), str(found.get("hash")))
    if line == _line(entry).encode():
        return entry
    raise _refused("jsonl.damaged", file, number)


def _document(line: bytes, file: str, number: int) -> dict[str, Any]:
    try:
        found = json_document(line)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise _refused("jsonl.damaged", file, number)
    return found


def _refused(code: str, file: str, line: int, **params: object) -> FormatError:
    finding = Finding(code, Severity.ERROR, place=Place(file=file, row=line), params=params)
    return FormatError(f"{file} cannot be used, line {line}: {code}", finding)
