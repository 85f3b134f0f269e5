"""How other people's files head their columns and write their codes.

The words are data: ``headers.toml`` and ``spellings.toml``. Whoever knows a further header or spelling adds it there,
with where it was seen; no Python changes.
"""

import re
import tomllib
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType

from communitywelfare.digits import western_digits
from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import Column, schemas

__all__ = ["clean_header", "header_aliases", "misspellings", "plain_words", "spellings", "usual_spellings"]

_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # zero-width spaces and joiners, soft hyphens, marks of order
_DASH = re.compile("[\u2010-\u2015\u2212]")
_REPEATS = re.compile(" +ๆ")
# What is copied out of a PDF often holds ำ as two characters, with a tone mark before, between or after them.
_AM = re.compile("(?:\u0e4d([\u0e48-\u0e4b]?)|([\u0e48-\u0e4b])\u0e4d)\u0e32")

_NUMBERED = re.compile(r"(?:[ *:(]*\d{1,2}[.)])+(?=\D)")
_BRACKETS = re.compile(r"[()\[\]]")
_IDLE_SPACE = re.compile("(?<![a-z0-9]) | (?![a-z0-9])")
_FAMILIES: Mapping[str, str] = {"category": "benefit_category"}  # of columns that are not called as their family is
_AROUND = " :*\u2022\uff1a"


def plain_words(text: str) -> str:
    """Text as spellings are compared: what one sees as the same is the same.

    Thai digits and capitals are made plain, spaces at the ends, doubled, unbreakable and invisible ones go, and so do
    those before ๆ; เเ is แ, and ำ one character.

    >>> plain_words(" เเยกกัน\u200bอยู่ ")
    'แยกกันอยู่'
    """
    if text.isascii():
        return " ".join(text.casefold().split())
    text = _UNSEEN.sub("", unicodedata.normalize("NFC", text.casefold()))
    text = _AM.sub(r"\1\2ำ", text.replace("เเ", "แ"))
    return _REPEATS.sub("ๆ", " ".join(_DASH.sub("-", western_digits(text)).split()))


def clean_header(text: str) -> str:
    r"""A header (หัวคอลัมน์) as headers are compared (NM06): no line breaks, idle spaces, brackets, numbering or stars.

    Thai does not part words by spaces, so that a space counts between Latin words only.

    >>> clean_header("citizen id "), clean_header("๑. เลขประจำตัว\nประชาชน*"), clean_header("รับ (เงินสด) :")
    ('citizen id', 'เลขประจำตัวประชาชน', 'รับเงินสด')
    """
    cleaned = _cleaned(text)
    while cleaned != text:
        text, cleaned = cleaned, _cleaned(cleaned)
    return cleaned


def _cleaned(text: str) -> str:
    text = plain_words(text).strip(_AROUND)
    text = _BRACKETS.sub("", text[numbered.end() :] if (numbered := _NUMBERED.match(text)) else text)
    return _IDLE_SPACE.sub("", text).rstrip(f"{_AROUND}.")


@cache
def header_aliases() -> Mapping[str, tuple[str, ...]]:
    """What a cleaned header may mean: every ``table.column`` of the tables that foreign files are read into.

    One with two columns of the same table is ambiguous, and a person must say which it is: สถานภาพ is marital status in
    one system and the membership's in others. Beside the canonical columns there are some that are read but not kept:
    ``age``, ``full_name``, ``amount_text`` to be compared; ``period`` and ``amount_satang``, which make up others; and
    everything of ``aside``, such as a line's number or a signature.

    >>> header_aliases()[clean_header("สถานภาพ")]
    ('members.marital', 'members.status')
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for header, target in _headers():
        found[clean_header(header)][target] = None
    return MappingProxyType({header: tuple(targets) for header, targets in found.items()})


def _headers() -> Iterator[tuple[str, str]]:
    document = tomllib.loads(read_resource("data/headers.toml").decode())
    ambiguous = document.pop("ambiguous")
    for table, columns in document.items():
        for column in schemas()[table].columns if table in schemas() else ():
            yield column.th, f"{table}.{column.id}"
            yield column.id, f"{table}.{column.id}"
        for column, aliases in columns.items():
            yield from ((header, f"{table}.{column}") for header in (column, *aliases))
    for header, targets in ambiguous.items():
        yield from ((header, target) for target in targets)


@cache
def spellings() -> Mapping[str, Mapping[str, str]]:
    """How codes are written, by family: from each spelling to the code of the canonical table.

    The first spelling of a code is the one to show to people; the code itself is understood too.

    >>> spellings()["member_status"]["เป็นสมาชิก"]
    'ACTIVE'
    """
    document = tomllib.loads(read_resource("data/spellings.toml").decode())
    return MappingProxyType(
        {family: _family(codes) for family, codes in document.items() if family != "misspelt"},
    )


def usual_spellings(column: Column) -> Mapping[str, str]:
    """How the codes of a canonical column are usually written; a column of text may have such codes, too.

    >>> usual_spellings(schemas()["members"].by_id["marital"])["โสด"]
    'SINGLE'
    """
    codes = column.kind.partition(":")[2] or _FAMILIES.get(column.id, column.id)
    return spellings().get(codes, {})


def _family(codes: Mapping[str, list[str] | str]) -> Mapping[str, str]:
    listed = {code: words for code, words in codes.items() if code != "seen"}
    found = {word: code for code, words in listed.items() for word in words}
    return MappingProxyType(found | {code: code for code in listed})


@cache
def misspellings() -> Mapping[str, str]:
    """Words that people often misspell (FM06), and how they are written right: หม่าย is หม้าย."""
    document = tomllib.loads(read_resource("data/spellings.toml").decode())
    return MappingProxyType({plain_words(wrong): plain_words(right) for wrong, right in document["misspelt"].items()})
