"""What is looked at before anyone reads a workbook: sizes, names, macros, links, entities, formulas.

The programs that read workbooks fast trust them. So every part is unpacked once within stated limits, and what must not
be there is refused; where formulas and error values stand is told, for the readers show neither.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipInfo

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._zip import DAMAGED, Unpackable, listed_in, part_of

__all__ = ["Unusable", "looked_through"]

Unusable = Mapping[tuple[int, int], str]
"""What stands in cells that hold no value, by row and column from 0: a formula, or an error such as ``#N/A``."""

_MOST_BYTES = 64 * 1024 * 1024
_MOST_UNPACKED = 512 * 1024 * 1024
_MOST_PARTS = 2_000
_END = re.compile(rb"PK\x05\x06.{16}\x00\x00\Z", re.DOTALL)
_SAFE_NAME = re.compile(r"(?!/)(?:(?!\.\.?(?:/|$))[^\\:\x00-\x1f/]+/?)+")
_FORBIDDEN = re.compile(r"vbaproject|externallink|/embeddings/|oleobject|activex|macrosheet|dialogsheet", re.IGNORECASE)
_ENTITIES = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>(.*?)</(?:\w+:)?c>", re.DOTALL)
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v>(.*?)</(?:\w+:)?v>", re.DOTALL)
_IS_ERROR = re.compile(rb'\bt="e"')
_SHEET = re.compile(rb"<(?:\w+:)?sheet\b([^>]*)/?>")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b([^>]*)/?>")
_ATTRIBUTE = re.compile(rb'([\w:]+)="([^"]*)"')


def looked_through(contents: bytes, file: str) -> Mapping[str, Unusable]:
    """The cells without a value of each sheet, by its name, once the workbook is found to be harmless.

    Raises:
        FormatError: It is no workbook, damaged, locked with a password, too large, or holds macros, embedded objects,
            links to other files or entities.
    """
    if len(contents) > _MOST_BYTES:
        raise _refusal(file, "container.too_large")
    if contents[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        raise _refusal(file, "container.encrypted")  # a workbook with a password is no ZIP, but this old container
    if not _END.match(contents, max(0, len(contents) - 22)):
        raise _refusal(file, "container.not_a_workbook")  # with something behind the list, programs find other lists
    try:
        listed = listed_in(contents, _MOST_PARTS)
        _look_at(listed, file)
        parts = {about.filename: part_of(contents, about) for about in listed}
    except Unpackable:
        raise _refusal(file, "container.too_large") from None
    except DAMAGED as error:
        if isinstance(error, FormatError):
            raise
        raise _refusal(file, "container.not_a_workbook") from None
    for name, part in parts.items():
        if part.startswith(b"PK\x03\x04"):
            raise _refusal(file, "container.nested", name=name)
    if any(_ENTITIES.search(part) for part in parts.values()):
        raise _refusal(file, "container.entities")
    return MappingProxyType({name: _unusable(parts[part]) for name, part in _sheets(parts).items() if part in parts})


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
    for found in _RELATION.finditer(parts.get("xl/_rels/workbook.xml.rels", b"")):
        told = dict(_ATTRIBUTE.findall(found[1]))
        target = told.get(b"Target", b"").decode("utf-8", "replace")
        related[told.get(b"Id", b"")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    sheets = {}
    for found in _SHEET.finditer(parts.get("xl/workbook.xml", b"")):
        told = dict(_ATTRIBUTE.findall(found[1]))
        relation = next((value for name, value in told.items() if name.endswith(b":id")), b"")
        sheets[_plain(told.get(b"name", b""))] = related.get(relation, "")
    return sheets


def _unusable(part: bytes) -> Unusable:
    if b"<f" not in part and b":f" not in part and b't="e"' not in part:
        return {}
    found: dict[tuple[int, int], str] = {}
    for cell in _CELL.finditer(part):
        place, formula = _PLACE.search(cell[1]), _FORMULA.search(cell[2])
        value = _VALUE.search(cell[2]) if _IS_ERROR.search(cell[1]) else None
        if place is None or (formula is None and value is None):
            continue
        text = f"={_plain(formula[1] or b'')}" if formula is not None else _plain(value[1] if value else b"")
        found[int(place[2]) - 1, _column(place[1])] = text
    return found


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
