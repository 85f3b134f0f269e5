"""Thai as it is written: letters in an order that a reader accepts, and one spelling for what looks the same.

Vowels and tone marks stand before, above, below or behind their consonant, each in its place in the text. A text in
which they stand elsewhere was mistyped, cut, or read in the wrong encoding.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType

from attrs import frozen

__all__ = [
    "RESPELLINGS",
    "ThaiShare",
    "any_is_broken",
    "has_thai",
    "is_broken",
    "is_plausible_thai",
    "normalised",
    "thai_share",
]

# Parts of character classes: consonants; vowels above and below; marks above; vowels behind; vowels before.
CONSONANTS = "\u0e01-\u0e2e"
_ABOVE_OR_BELOW = "\u0e31\u0e34-\u0e3a"
_MARKS = "\u0e47-\u0e4e"
_BEHIND = "\u0e32\u0e33\u0e45"
_BEFORE = "\u0e40-\u0e44"
_TONES = "\u0e48-\u0e4b"
LETTERS = "\u0e01-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e"

# Which letters may stand only behind which others; and vowels that are written first stand before a consonant.
_BEHIND_WHAT = (
    (_ABOVE_OR_BELOW, CONSONANTS),
    (_MARKS, CONSONANTS + _ABOVE_OR_BELOW),
    (_BEHIND, CONSONANTS + _MARKS),
    ("\u0e30", CONSONANTS + _MARKS + "\u0e32"),
)
BROKEN = "|".join(
    (
        *(rf"(?<![{before}])[{letters}]" for letters, before in _BEHIND_WHAT),
        rf"[{_BEFORE}](?![{CONSONANTS}])",
    )
)
_BROKEN = re.compile(BROKEN)
_LETTER = re.compile(rf"[{LETTERS}]")
_LETTERS = re.compile(rf"[{LETTERS}]+")
_VOWEL = re.compile(rf"[{_ABOVE_OR_BELOW}{_MARKS}{_BEHIND}{_BEFORE}\u0e30]")
# Beside the letters, Thai files hold digits, baht, marks of repetition and abbreviation, and a typist's punctuation.
_FOREIGN = re.compile(
    rf"[^\x00-\x7f{LETTERS}\u0e2f\u0e3f\u0e46\u0e4f-\u0e5b\u00a0\u20ac\u2026\u2018-\u201d\u2022\u2013\u2014]"
)
_BESIDE_LATIN = re.compile(rf"(?<=[A-Za-z])[{LETTERS}]|[{LETTERS}](?=[A-Za-z])")

APART = "\0"
"""What may stand between texts that are respelt together: much faster than one by one."""

# Characters without width, which come with pasted text and make equal names differ; and spaces that are none.
INVISIBLE = "\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff"
SPACES = "\t\x0b\x0c\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
UNSEEN = frozenset(re.findall(f"[{INVISIBLE}{SPACES}]", "".join(map(chr, range(0x10000)))))
_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_SPACES = re.compile(f"[ {SPACES}]{{2,}}|[{SPACES}]")
_AT_ENDS = re.compile(f"(?:\\A|(?<={APART}))[ \r\n]+|(?<![ \r\n])[ \r\n]+(?={APART}|\\Z)")
_SARA_AM = re.compile(rf"([{_TONES}]*)\u0e4d([{_TONES}]*)\u0e32")
_DOUBLED = re.compile(rf"([{_ABOVE_OR_BELOW}{_MARKS}])\1+")


def _narrow(text: str) -> str:
    return _AT_ENDS.sub("", _SPACES.sub(" ", _INVISIBLE.sub("", text)))


def _one_for_two(text: str) -> str:
    joined = text.replace("\u0e40\u0e40", "\u0e41")
    return _SARA_AM.sub("\\1\\2\u0e33", joined)


def _single(text: str) -> str:
    return _DOUBLED.sub(r"\1", text)


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


RESPELLINGS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "cell.spaces": _narrow,
        "cell.order_of_marks": _composed,
        "cell.two_letters_for_one": _one_for_two,
        "cell.doubled_mark": _single,
    }
)
"""What `normalised` does, step by step, each under the code by which it is told (NM06, NM05, and NM04 if doubled).

Each step respells many texts as well, where `APART` stands between them and in none of them.
"""


def normalised(text: str) -> str:
    r"""The same text in the one spelling by which texts are compared; nothing that a reader sees is changed.

    Spaces are single ones, none at the ends; characters without width are gone; marks are in the order of Unicode's
    NFC; two characters that look like one letter are that letter, and a mark that stands twice in one place stands
    there once. Line breaks inside a text stay.

    >>> normalised(" เเดง  น\u0e4d\u0e49าใจ\u200b")
    'แดง น้ำใจ'
    """
    for step in RESPELLINGS.values():
        text = step(text)
    return text


def has_thai(text: str) -> bool:
    """Whether there is any Thai letter in a text."""
    return _LETTER.search(text) is not None


def is_broken(text: str) -> bool:
    """Whether a vowel or a mark stands where no reader expects it (NM04), such as at the beginning.

    >>> is_broken("ิกา"), is_broken("น้ำใจ")
    (True, False)
    """
    return _BROKEN.search(text) is not None


def _bits(*classes: str) -> bytes:
    """For each byte of CP874, one bit for every class of characters that it is in."""
    characters = [bytes([byte]).decode("cp874", errors="replace") for byte in range(256)]
    return bytes(sum(1 << bit for bit, each in enumerate(classes) if re.match(each, one)) for one in characters)


# The same rules for pairs of letters: a bit that both have in common says that they may not follow one another.
_FIRST = _bits(*(f"[^{before}]" for _letters, before in _BEHIND_WHAT), f"[{_BEFORE}]")
_SECOND = _bits(*(f"[{letters}]" for letters, _before in _BEHIND_WHAT), f"[^{CONSONANTS}]")


def any_is_broken(texts: Iterable[str]) -> bool:
    """Whether `is_broken` says yes to any of very many texts, which it would take long to ask one by one."""
    letters = f"\t{chr(9).join(texts)}\t".encode("cp874", errors="replace")
    first = int.from_bytes(letters.translate(_FIRST), "little")
    second = int.from_bytes(letters.translate(_SECOND), "little")
    return first & second >> 8 != 0


@frozen
class ThaiShare:
    """How much of a text is Thai, and how much of that reads well. Counts are of characters."""

    letters: int
    vowels: int
    foreign: int
    broken: int
    beside_latin: int

    @property
    def percent(self) -> int:
        """Thai letters among all characters beyond ASCII that are neither digits nor punctuation."""
        return 100 * self.letters // (self.letters + self.foreign) if self.letters else 0

    @property
    def is_plausible(self) -> bool:
        """Whether somebody wrote this: nine in ten are Thai letters, one in fifty at most stands in a wrong place.

        Accented letters of Latin words become Thai letters too where their bytes are read as Thai, but such letters
        stand beside Latin ones, and mostly are marks with nothing to stand on. A longer text without any vowel is none.
        """
        has_vowels = self.letters < 30 or self.vowels * 100 >= self.letters * 15
        few_faults = self.broken * 50 <= self.letters and self.beside_latin * 10 <= self.letters
        return self.letters > 0 and self.percent >= 90 and few_faults and has_vowels


def thai_share(text: str) -> ThaiShare:
    """Count what `ThaiShare` tells of."""
    letters = sum(map(len, _LETTERS.findall(text)))
    counts = (len(pattern.findall(text)) for pattern in (_VOWEL, _FOREIGN, _BROKEN, _BESIDE_LATIN))
    return ThaiShare(letters, *counts)


def is_plausible_thai(text: str) -> bool:
    """Whether a text reads like Thai, be it short or long.

    >>> is_plausible_thai("กองทุนสวัสดิการ"), is_plausible_thai("cafรฉ"), is_plausible_thai("plain")
    (True, False, False)
    """
    return has_thai(text) and thai_share(text).is_plausible
