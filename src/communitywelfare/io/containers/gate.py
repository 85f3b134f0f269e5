"""What is looked at before anyone reads a workbook: sizes, names, macros, links, entities, formulas.

The programs that read workbooks fast trust them. So every part is unpacked once within stated limits, and what must not
be there is refused; where formulas and error values stand is told, for the readers show neither.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from attrs import field, frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._zip import DAMAGED, Unpackable, listed_in, part_of

__all__ = ["SheetSeen", "Unusable", "looked_through", "sheet_names"]

Unusable = Mapping[tuple[int, int], str]
"""What stands in cells that hold no value, by row and column from 0: a formula, or an error such as ``#N/A``."""

_MOST_BYTES = 64 * 1024 * 1024
_MOST_UNPACKED = 512 * 1024 * 1024
_MOST_PARTS = 2_000
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_MOST_CELLS = 10_000_000
_MOST_COLUMNS = 16_384
_EDGE_DIGITS = 5
_END = re.compile(rb"PK\x05\x06.{16}\x00\x00\Z", re.DOTALL)
# Possessive, and never over the next "<": what is tried at every place must not go on to the end of the part each time.
_SAFE_NAME = re.compile(r"(?!/)(?:(?!\.\.?(?:/|$))[^\\:\x00-\x1f/]++/?)++")
_FORBIDDEN = re.compile(r"vbaproject|externallink|/embeddings/|oleobject|activex|macrosheet|dialogsheet", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^<>]*)(?<!/)>")
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^<>]*>")
_FORMULA_END = re.compile(rb"</(?:\w+:)?f>")
_VALUE = re.compile(rb"<(?:\w+:)?v>")
_VALUE_END = re.compile(rb"</(?:\w+:)?v>")
_IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
_NO_VALUES = (b"<f", b't="e"', b"t='e'")
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^<>]*)>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^<>]*)>")
_ATTRIBUTE = re.compile(rb'(?<![\w:])([\w:]+)="([^"]*)"')
_COLUMNS = re.compile(rb"<(?:\w+:)?col\b([^<>]*)>")
_REFERENCE = re.compile(rb"""\sr\s*=\s*["']([A-Za-z]{0,9}\d{0,9})""")
_FAR_OR_ODD = re.compile(rb' r=(?!"[A-Z]?(?:\d{1,5}|[12]\d{5}|3[0-7]\d{4})")')
_ODD = (b"\t", b"\r", b"\v", b"\f", b" =", b"= ", b":c", b":row", b":f")  # what may stand around "r", "=" or a name
_PROLOGUE = 100  # the first line, ``<?xml …?>``, ends within it
_PLACELESS = re.compile(rb'<(?:c|row)(?=[ >/])(?! r=")')
_LETTERS, _DIGITS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz", b"0123456789"
_PREFIXED = re.compile(rb"<[^\s<>:]+:(?:c|row)\b")


@frozen(eq=False)
class SheetSeen:
    """What the fast readers do not show of a sheet: its cells without a value, and its hidden columns from 0."""

    unusable: Unusable = field(factory=dict, repr=False)
    hidden: tuple[int, ...] = ()


def looked_through(contents: bytes, file: str) -> Mapping[str, SheetSeen]:
    """What is not shown of each sheet, by its name, once the workbook is found to be harmless.

    Raises:
        FormatError: It is no workbook, damaged, locked with a password, too large, or holds macros, embedded objects,
            links to other files or entities.
    """
    parts = _parts(contents, file)
    for name, part in parts.items():
        if part.startswith(b"PK\x03\x04"):
            raise _refusal(file, "container.nested", name=name)
    if any(_ENTITIES.search(part) for part in parts.values()):
        raise _refusal(file, "container.entities")
    plain = frozenset(name for name, part in parts.items() if b"sheetData" in part and _is_plain(part))
    _look_at_extents(parts, plain, file)
    sheets = ((name, part) for name, part in _sheets(parts).items() if part in parts)
    return MappingProxyType({name: _seen(parts[part], file, is_plain=part in plain) for name, part in sheets})


def sheet_names(contents: bytes, file: str) -> frozenset[str]:
    """The names of the sheets of a workbook, of which nothing else is unpacked.

    Raises:
        FormatError: It is no workbook, damaged, locked with a password, too large, or holds macros, embedded objects or
            links to other files.
    """
    return frozenset(_sheets(_parts(contents, file, only=frozenset({_BOOK, _RELATIONS}))))


def _parts(contents: bytes, file: str, *, only: frozenset[str] | None = None) -> Mapping[str, bytes]:
    """The parts of a workbook by name, all or only some, each unpacked within limits."""
    if len(contents) > _MOST_BYTES:
        raise _refusal(file, "container.too_large")
    if contents[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refusal(file, "container.encrypted")  # a workbook with a password is no ZIP, but this old container
    if not _END.match(contents, max(0, len(contents) - 22)):
        raise _refusal(file, "container.not_a_workbook")  # with something behind the list, programs find other lists
    try:
        listed = listed_in(contents, _MOST_PARTS)
        _look_at(listed, file)
        return {each.filename: part_of(contents, each) for each in listed if only is None or each.filename in only}
    except Unpackable:
        raise _refusal(file, "container.too_large") from None
    except DAMAGED as error:
        if isinstance(error, FormatError):
            raise
        raise _refusal(file, "container.not_a_workbook") from None


def _seen(part: bytes, file: str, *, is_plain: bool) -> SheetSeen:
    has_values_only = is_plain and not any(each in part for each in _NO_VALUES)
    return SheetSeen({} if has_values_only else _unusable(part, file), tuple(_hidden(part)))


def _look_at(listed: Sequence[ZipInfo], file: str) -> None:
    if sum(about.file_size for about in listed) > _MOST_UNPACKED:
        raise Unpackable
    seen = set[str]()
    for about in listed:
        if about.flag_bits & 0x1:
            raise _refusal(file, "container.encrypted")
        # of two parts with one name, one program reads the first and another the last
        if not _SAFE_NAME.fullmatch(about.orig_filename) or about.filename.casefold() in seen:
            raise _refusal(file, "container.strange_name", name=about.orig_filename)
        if _FORBIDDEN.search(about.filename):
            raise _refusal(file, "container.active_part", name=about.filename)
        if about.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
            raise _refusal(file, "container.not_a_workbook")
        seen.add(about.filename.casefold())


def _sheets(parts: Mapping[str, bytes]) -> Mapping[str, str]:
    """The part of each sheet by the sheet's name, as the workbook says."""
    related = {}
    for found in _RELATION.finditer(parts.get(_RELATIONS, b"")):
        told = dict(_ATTRIBUTE.findall(found[1]))
        target = told.get(b"Target", b"").decode("utf-8", "replace")
        related[told.get(b"Id", b"")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for found in _SHEET.finditer(parts.get(_BOOK, b"")):
        told = dict(_ATTRIBUTE.findall(found[1]))
        relation = next((value for name, value in told.items() if name.endswith(b":id")), b"")
        sheets[_plain(told.get(b"name", b""))] = related.get(relation, "")
    return sheets


def _unusable(part: bytes, file: str) -> Unusable:
    found: dict[tuple[int, int], str] = {}
    cells = list(_CELL.finditer(part))
    stops = [*(cell.start() for cell in cells), len(part)][1:]
    for cell, stop in zip(cells, stops, strict=True):
        place, formula = _PLACE.search(cell[1]), _FORMULA.search(part, cell.end(), stop)
        value = _VALUE.search(part, cell.end(), stop) if _IS_ERROR.search(cell[1]) else None
        if formula is None and value is None:
            continue
        if place is None:
            raise _refusal(file, "container.unplaced_formula")
        if formula is not None:
            text = "=" if formula[0].endswith(b"/>") else f"={_until(_FORMULA_END, part, formula.end(), stop)}"
        else:
            text = _until(_VALUE_END, part, value.end(), stop) if value else ""
        found[int(place[2]) - 1, _column(place[1].upper())] = text
    return found


def _hidden(part: bytes) -> Iterator[int]:
    """The hidden columns; their spans rise, and what is written otherwise is not looked at."""
    last = 0
    for found in _COLUMNS.finditer(part, 0, max(part.find(b"sheetData"), 0)):
        told = dict(_ATTRIBUTE.findall(found[1]))
        span = (told.get(b"min", b""), told.get(b"max", b""))
        if not all(edge.isdigit() and len(edge) <= _EDGE_DIGITS for edge in span) or int(span[0]) <= last:
            return
        first, last = map(int, span)
        if told.get(b"hidden") in {b"1", b"true"}:
            yield from range(first - 1, min(last, _MOST_COLUMNS))


def _until(end: re.Pattern[bytes], part: bytes, start: int, stop: int) -> str:
    """What stands from a place to its closing tag, within a cell."""
    closing = end.search(part, start, stop)
    return _plain(part[start : closing.start() if closing else stop])


def _look_at_extents(parts: Mapping[str, bytes], plain: frozenset[str], file: str) -> None:
    """Refuse sheets of more cells than fit: programs make room for all from the first to the last, filled or not.

    Every part that may be a sheet is looked at, whatever the workbook says of it; a part that is more than one sheet
    counts so many times.
    """
    written = {name: part for name, part in parts.items() if b"sheetData" in part}
    sheets = len(_SHEET.findall(parts.get(_BOOK, b"")))
    if len(written) == sheets == 1 and written.keys() <= plain and _is_plainly_small(*written.values()):
        return
    extents = list(map(_extent, written.values()))
    if sum(extents) + max(0, sheets - len(extents)) * max(extents, default=0) > _MOST_CELLS:
        raise _refusal(file, "container.too_large")


def _extent(part: bytes) -> int:
    """At most so many cells lie between the first of a sheet and its farthest row and column."""
    references = _REFERENCE.findall(part)
    together = b" ".join(references)  # and taken apart at once: there may be millions
    rows = max(map(int, together.translate(None, _LETTERS).split()), default=0)
    columns = set(together.translate(None, _DIGITS).split())
    # Cells and rows that do not say where they stand follow the one before.
    prefixed = len(_PREFIXED.findall(part)) if b":c" in part or b":row" in part else 0
    placeless = max(0, part.count(b"<c") + part.count(b"<row") + prefixed - len(references))
    across = max((_column(letters.upper()) + 1 for letters in columns), default=0) + placeless
    return (rows + placeless) * across


def _is_plainly_small(part: bytes) -> bool:
    """Whether every cell and row of a plain sheet says where it stands, none beyond Z or 379,999.

    It tells so in half the time that adding up the extent takes, of nearly every sheet.
    """
    return not _FAR_OR_ODD.search(part) and not _PLACELESS.search(part)


def _is_plain(part: bytes) -> bool:
    """Whether a sheet has no white space around the marks of its tags, and no names with prefixes."""
    return not any(each in part for each in _ODD) and part.find(b"\n", _PROLOGUE) < 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _plain(text: bytes) -> str:
    shown = text.decode("utf-8", "replace")
    for entity, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        shown = shown.replace(entity, letter)
    return shown


def _refusal(file: str, code: str, **params: object) -> FormatError:
    finding = Finding(code, Severity.ERROR, place=Place(file=file), params={"file": file, **params})
    return FormatError(f"{file} is not read: {code}", finding)
