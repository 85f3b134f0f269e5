"""dBASE tables (.dbf) of older programs, read only: fields of fixed width, in CP874 unless the file says otherwise.

The format is small and has not changed since the 1990s; the one kept reader of it takes no bytes but opens files
itself. Memo fields lie in a second file and are told, not read; rows that the program had deleted are told too.
"""

import re
import struct
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io.foreign.columns import Cell

__all__ = ["DbfTable", "read_dbf"]

_HEADER: Final = struct.Struct("<4xIHH17xBxx")
_FIELD: Final = struct.Struct("<11sc4xBB14x")
_END_OF_FIELDS: Final = 0x0D
_DELETED: Final = ord("*")
_KNOWN_VERSIONS: Final = frozenset({0x02, 0x03, 0x30, 0x31, 0x32, 0x83, 0x8B, 0xF5})
_CODE_PAGES: Final[Mapping[int, str]] = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x50: "cp874", 0x7C: "cp874"}
_THAI: Final = "cp874"
_MOST_FIELDS: Final = 255
_SHOWN: Final = 5
_DIGITS: Final = 15
_WHOLE: Final = re.compile(r"([+-]?\d+)(?:\.0*)?", re.ASCII)  # 9E99999999 would take all memory, written out


@frozen(eq=False)
class DbfTable:
    """The rows of a dBASE table, the names of its fields first.

    `lines` are the numbers of its records, those counted that the program had deleted; `encoding` is how its text was
    read.
    """

    rows: list[list[Cell]]
    lines: list[int]
    encoding: str
    findings: tuple[Finding, ...]


@frozen
class _Field:
    name: str
    kind: str
    start: int
    width: int
    decimals: int


def read_dbf(file: str, contents: bytes, encoding: str = "auto") -> DbfTable:
    """Read a dBASE table.

    Args:
        file: Its name, for the findings.
        contents: Its bytes.
        encoding: How its text became bytes; ``auto`` believes the file where it says so, and is CP874 where it does
            not, which is told.

    Raises:
        FormatError: It is no such table, is cut off, or its text is not of that encoding.
    """
    if len(contents) < _HEADER.size or contents[0] not in _KNOWN_VERSIONS:
        raise _broken(file, "no dBASE table")
    count, begins, width, page = _HEADER.unpack_from(contents)
    fields = tuple(_fields(file, contents, begins))
    if not fields or sum(each.width for each in fields) + 1 > width or begins + count * width > len(contents):
        raise _broken(file, "cut off, or its header does not fit its rows")
    said = _CODE_PAGES.get(page)
    codec = (said or _THAI) if encoding == "auto" else encoding
    findings = [] if said or encoding != "auto" else [_note(file, "file.encoding_assumed", encoding=codec)]
    memos = tuple(each.name for each in fields if each.kind not in _READERS)
    if memos:
        findings.append(Finding("file.memo_fields", Severity.WARNING, place=Place(file=file), params={"fields": memos}))
    rows: list[list[Cell]] = [[each.name for each in fields]]
    lines, deleted = [0], list[int]()
    for number in range(1, count + 1):
        record = contents[begins + (number - 1) * width : begins + number * width]
        if record[0] == _DELETED:
            deleted.append(number)
        else:
            rows.append([_cell(file, each, record, codec, line=number) for each in fields])
            lines.append(number)
    if deleted:
        place, params = Place(file=file, row=deleted[0]), {"count": len(deleted), "rows": tuple(deleted[:_SHOWN])}
        findings.append(Finding("row.deleted", Severity.WARNING, place=place, params=params))
    return DbfTable(rows, lines, codec, tuple(findings))


def _fields(file: str, contents: bytes, begins: int) -> Iterator[_Field]:
    start, at = 1, _HEADER.size
    for _number in range(_MOST_FIELDS + 1):
        if at >= min(begins, len(contents)):
            raise _broken(file, "its fields have no end")
        if contents[at] == _END_OF_FIELDS:
            return
        if at + _FIELD.size > len(contents):
            raise _broken(file, "its fields are cut off")
        name, kind, width, decimals = _FIELD.unpack_from(contents, at)
        shown = name.split(b"\0")[0].decode(_THAI, "replace").strip()
        yield _Field(shown, kind.decode("latin-1"), start, width, decimals)
        start, at = start + width, at + _FIELD.size
    raise _broken(file, "it has too many fields")


def _cell(file: str, field: _Field, record: bytes, codec: str, *, line: int) -> Cell:
    raw = record[field.start : field.start + field.width]
    try:
        text = raw.replace(b"\0", b" ").decode(codec).strip()
    except (UnicodeDecodeError, LookupError):
        place, params = Place(file=file, row=line, column=field.name), {"declared": codec, "fits": ""}
        finding = Finding("file.encoding", Severity.ERROR, place=place, params=params)
        raise FormatError(f"{file} is not {codec} in row {line}", finding) from None
    return _READERS.get(field.kind, _nothing)(text)


def _number(text: str) -> Cell:
    """A number as exactly as it stands: whole ones as such, others as text, for no amount passes through a float."""
    found = _WHOLE.fullmatch(text) if len(text) <= _DIGITS else None
    return int(found[1]) if found is not None else text


def _day(text: str) -> Cell:
    """A day; one that is not in the calendar stays as it stands, for a person to look at."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if len(text) == 8 and text.isdigit() else text
    except ValueError:
        return text


def _nothing(_text: str) -> Cell:
    return ""


def _text(text: str) -> Cell:
    return text


def _truth(text: str) -> Cell:
    return {"T": True, "Y": True, "F": False, "N": False}.get(text.upper(), text.replace("?", ""))


_READERS: Mapping[str, Callable[[str], Cell]] = {"C": _text, "N": _number, "F": _number, "D": _day, "L": _truth}


def _note(file: str, code: str, **params: object) -> Finding:
    return Finding(code, Severity.INFO, place=Place(file=file), params=params)


def _broken(file: str, why: str) -> FormatError:
    finding = Finding("file.not_dbf", Severity.ERROR, place=Place(file=file), params={"file": file, "reason": why})
    return FormatError(f"{file} cannot be read: {why}", finding)
