"""Text that was read in the wrong encoding (MJ01, ตัวอักษรเพี้ยน): what it was, where that is beyond doubt.

Three mistakes are usual with Thai files. Each is undone only where doing the mistake again gives the same text, letter
by letter, and what comes out is Thai. Where letters became question marks or boxes they are lost, which is only told.
"""

import re
from collections.abc import Collection, Mapping
from enum import Enum
from types import MappingProxyType

from attrs import frozen

from communitywelfare.io.foreign.thai import thai_share

__all__ = ["Mistake", "Repair", "has_lost_letters", "looks_misread", "repaired", "suspects"]


class Mistake(Enum):
    """How a text was saved, and how it was read; where two would fit, the first is meant.

    Three bytes of UTF-8 are ``เธช`` or the like when they are read as Thai, over and over: nobody writes so.
    """

    UTF8_AS_LATIN = ("utf-8", "cp1252")
    UTF8_AS_THAI = ("utf-8", "cp874")
    THAI_AS_LATIN = ("cp874", "cp1252")

    @property
    def saved_as(self) -> str:
        """The encoding of the file."""
        return self.value[0]

    @property
    def read_as(self) -> str:
        """The encoding that somebody took it for."""
        return self.value[1]


@frozen
class Repair:
    """What a text was before the mistake."""

    text: str
    mistake: Mistake


def _permissive(encoding: str) -> Mapping[str, int]:
    """Characters to bytes as lenient programs read them: a byte that the encoding leaves undefined passes through."""
    meanings = (bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in range(256))
    return MappingProxyType({character: byte for byte, character in enumerate(meanings)})


# Each mistake was made by some programs with the one table and by others with the next: Windows gives quotes and dashes
# a place among the bytes 80 to 9F, the standards do not.
_THAI = (_permissive("cp874"), _permissive("iso8859-11"))
_LATIN = (_permissive("cp1252"), _permissive("latin-1"))
_TABLES = {Mistake.THAI_AS_LATIN: _LATIN, Mistake.UTF8_AS_THAI: _THAI, Mistake.UTF8_AS_LATIN: _LATIN}

_SURE = {Mistake.THAI_AS_LATIN: 3, Mistake.UTF8_AS_THAI: 2, Mistake.UTF8_AS_LATIN: 1}  # letters; fewer may be chance

_SUSPECT = re.compile("[\x80-\xff\ufffd\u25a1]|\\?\\?\\?|\u0e40[\u0e18\u0e19].?\u0e40[\u0e18\u0e19]", re.DOTALL)
_SUSPECT_CHARACTERS = re.compile("[\x80-\xff\ufffd\u25a1]")
_SUSPECT_PAIRS = ("???", "\u0e40\u0e18", "\u0e40\u0e19")
_LOST = re.compile("[\ufffd\u25a1]|\\?{3}")
_MISREAD = re.compile(
    "[\xa1-\xff]{3}"  # no language of Latin letters has three accents in a row
    "|\xe0[\xb8\xb9]"
    "|\u0e40[\u0e18\u0e19][\x80-\x9f\xa0\u20ac\u2026\u2018-\u201d\u2022\u2013\u2014]"
    "|(?:\u0e40[\u0e18\u0e19].?){3}"
    "|[\x80-\x84\x86-\x9f]",
    re.DOTALL,
)


def suspects(texts: Collection[str]) -> set[str]:
    """Those of many texts that deserve a look; all others are neither misread nor have lost letters."""
    return {text for text in texts if _SUSPECT.search(text)}


def may_be_misread(text: str) -> bool:
    """Whether there is any of the `suspects` in a very long text, perhaps a whole column; seen at one look."""
    has_pair = any(pair in text for pair in _SUSPECT_PAIRS)
    return _SUSPECT_CHARACTERS.search(text) is not None or (has_pair and _SUSPECT.search(text) is not None)


def has_lost_letters(text: str) -> bool:
    """Whether letters have become question marks or boxes: nobody can tell which they were."""
    return _LOST.search(text) is not None


def looks_misread(text: str) -> bool:
    """Whether a text bears the marks of a wrong encoding, repairable or not."""
    return _MISREAD.search(text) is not None


def repaired(text: str, *, among: Collection[Mistake] = ()) -> Repair | None:
    """The text as it was saved; None where it was not misread, or where that cannot be undone exactly.

    A very short text is undone only if its mistake is `among` those that its column is known to have.

    >>> repaired("กองทุน".encode("cp874").decode("latin-1"))
    Repair(text='กองทุน', mistake=<Mistake.THAI_AS_LATIN: ('cp874', 'cp1252')>)
    >>> repaired("café") is None
    True
    """
    if text.isascii():
        return None
    for mistake in Mistake:
        meant = _undone(text, mistake, 1 if mistake in among else _SURE[mistake])
        if meant is not None:
            return Repair(meant, mistake)
    return None


def _undone(text: str, mistake: Mistake, letters: int) -> str | None:
    for table in _TABLES[mistake]:
        try:
            meant = bytes(table[character] for character in text).decode(mistake.saved_as)
        except (KeyError, UnicodeDecodeError):
            continue
        share = thai_share(meant)
        if share.letters >= letters and not (share.foreign or share.broken or share.beside_latin):
            return meant
    return None
