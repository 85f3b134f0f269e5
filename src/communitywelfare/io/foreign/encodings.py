"""The encoding of a file that says nothing of it (รหัสอักขระ): recognised with evidence, or asked for.

Thai files come in UTF-8, with a byte order mark or without, in CP874 from older Windows programs, which others call
TIS-620 or ISO 8859-11, and in UTF-16. Which it is can mostly be seen; where it cannot, nothing is guessed.
"""

import codecs
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._tables import decode, misfit
from communitywelfare.io.foreign.mojibake import looks_misread
from communitywelfare.io.foreign.thai import has_thai, thai_share

__all__ = ["AUTO", "ENCODINGS", "Decoded", "decoded"]

AUTO = "auto"
# What a person may declare, and what it is read as. TIS-620 and ISO 8859-11 lack the quotes, dashes and fixed spaces
# that Windows programs put into files of that name.
_MEANT: Mapping[str, str] = MappingProxyType(
    {
        "utf-8": "utf-8",
        "utf-8-sig": "utf-8",
        "utf-16": "utf-16",
        "utf-16-le": "utf-16-le",
        "utf-16-be": "utf-16-be",
        "cp874": "cp874",
        "tis-620": "cp874",
        "iso8859-11": "cp874",
        "windows-874": "cp874",
        "cp1252": "cp1252",
        "latin-1": "latin-1",
    }
)
ENCODINGS = tuple(_MEANT)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_LEAST = 3  # Thai letters that make a file Thai; accents of Latin words may look like fewer
_LOOKED_AT = 1_000_000  # characters of a long file by which its language is judged

_Decoder: TypeAlias = Callable[[bytes, str, bool], tuple[str, int]]
_PIECEWISE: Mapping[str, _Decoder] = {
    "utf-8": codecs.utf_8_decode,
    "utf-16-le": codecs.utf_16_le_decode,
    "utf-16-be": codecs.utf_16_be_decode,
}


@frozen
class Decoded:
    """The text of a file, the encoding that it was read in, and what was found on the way."""

    text: str = field(repr=False)
    encoding: str
    findings: tuple[Finding, ...] = ()


def decoded(file: str, contents: bytes, encoding: str = AUTO) -> Decoded:
    """The text of a file in its declared encoding, or in the one that its bytes show.

    >>> decoded("members.csv", "ชื่อ,สกุล".encode("tis-620")).encoding
    'cp874'

    Raises:
        FormatError: The bytes are not of the declared encoding, no encoding is certain, or it is no text. The finding
            says on which line, and what to declare.
    """
    if encoding != AUTO:
        return _declared(file, contents, encoding)
    for mark, name in _MARKS:
        if contents.startswith(mark):
            return _told(_whole(file, contents[len(mark) :], name), "file.encoding_by_mark")
    without_mark = _utf_16(contents)
    if without_mark:
        return _told(_whole(file, contents, without_mark), "file.encoding_by_zeros")
    if contents.isascii() or b"\0" in contents:
        return _told(_whole(file, contents, "utf-8"), "file.encoding_plain")
    return _by_letters(file, contents)


def _declared(file: str, contents: bytes, encoding: str) -> Decoded:
    meant = _MEANT.get(encoding.lower().replace("_", "-"))
    if meant is None:
        params = {"declared": encoding, "options": ENCODINGS}
        finding = Finding("file.encoding_unknown", Severity.ERROR, place=Place(file=file), params=params)
        raise FormatError(f"{encoding!r} is not an encoding that is known here", finding)
    for mark, name in _MARKS:
        if contents.startswith(mark) and name.startswith(meant):
            return _whole(file, contents[len(mark) :], name)
    return _whole(file, contents, (_utf_16(contents) or "utf-16-le") if meant == "utf-16" else meant)


def _whole(file: str, contents: bytes, encoding: str) -> Decoded:
    """All of a file, but for a last character of which bytes are missing: that is told."""
    if encoding not in _PIECEWISE:
        return Decoded(decode(file, contents, encoding), encoding)
    try:
        text, used = _PIECEWISE[encoding](contents, "strict", False)  # noqa: FBT003 - codecs take it by position only
    except UnicodeDecodeError as error:
        # In UTF-16 a byte of a letter may look like the end of a line: lines are counted in the text before the fault.
        line = contents[: error.start].decode(encoding).count("\n") + 1
        raise misfit(file, contents, encoding, line) from None
    if "\0" in text:
        decode(file, text.encode(), "utf-8")
    if used == len(contents):
        return Decoded(text, encoding)
    place = Place(file=file, row=text.count("\n") + 1)
    finding = Finding("file.cut_off", Severity.ERROR, place=place, params={"encoding": encoding})
    return Decoded(text, encoding, (finding,))


def _told(found: Decoded, code: str, **params: object) -> Decoded:
    finding = Finding(code, Severity.INFO, params={"encoding": found.encoding, **params})
    return evolve(found, findings=(finding, *found.findings))


def _utf_16(contents: bytes) -> str | None:
    """Which UTF-16 it is, without a mark that says so: half of the bytes of Thai and of ASCII text are 0E or 00."""
    for name, high, low in (("utf-16-le", contents[1::2], contents[::2]), ("utf-16-be", contents[::2], contents[1::2])):
        if len(low) >= _LEAST and b"\0" not in low and (high.count(0) + high.count(0x0E)) * 10 >= len(high) * 9:
            return name
    return None


def _by_letters(file: str, contents: bytes) -> Decoded:
    """UTF-8 or CP874, by which of them the bytes can be, and by which language they make."""
    as_utf_8 = _attempt(file, contents, "utf-8")
    if as_utf_8 is None or not has_thai(as_utf_8.text):
        as_thai = _attempt(file, contents, "cp874")
        share = None if as_thai is None else thai_share(_sample(as_thai.text))
        if as_thai and share and share.is_plausible and not looks_misread(as_thai.text):
            if as_utf_8 is not None or share.letters < _LEAST:
                raise _uncertain(file, contents)
            return _told(as_thai, "file.encoding_by_letters", share=share.percent)
    if as_utf_8 is None and has_thai(contents.decode("utf-8", errors="ignore")):
        return _whole(file, contents, "utf-8")  # damaged in places: its refusal names the first
    if as_utf_8 is None or as_utf_8.text.isascii():
        raise _uncertain(file, contents)
    sample = _sample(as_utf_8.text)
    return _told(as_utf_8, "file.encoding_utf_8", letters=len(sample) - len(sample.encode("ascii", "ignore")))


def _attempt(file: str, contents: bytes, encoding: str) -> Decoded | None:
    try:
        return _whole(file, contents, encoding)
    except FormatError:
        return None


def _sample(text: str) -> str:
    """As much of a text as tells its language, from the line of its first letter beyond ASCII on."""
    first = next((place for place, character in enumerate(text) if not character.isascii()), 0)
    start = text.rfind("\n", 0, first) + 1
    return text[start : start + _LOOKED_AT]


def _uncertain(file: str, contents: bytes) -> FormatError:
    fitting = tuple(name for name in ("utf-8", "cp874", "cp1252") if _attempt(file, contents, name)) or ("latin-1",)
    first = next(place for place, byte in enumerate(contents) if byte >= 0x80)
    place = Place(file=file, row=contents.count(b"\n", 0, first) + 1)
    finding = Finding("file.encoding_uncertain", Severity.ERROR, place=place, params={"declare": fitting})
    return FormatError(f"the encoding of {file} is not certain: declare one of {', '.join(fitting)}", finding)
