"""Names of people (ชื่อ-สกุล): in columns of their own, or title, first and last name in one cell.

What is one cell is parted only where it can be parted in one way; anything else stays whole and is told. Handles NM01
and NM04 to NM07 of the catalogue of messy data; NM02 and NM03 are asked of `titles` where age and sex are known.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding
from communitywelfare.identity import masked
from communitywelfare.io.foreign._distinct import telling
from communitywelfare.io.foreign._meanings import warning
from communitywelfare.io.foreign.columns import NO_FLAWS, Cell, ColumnRead
from communitywelfare.io.foreign.texts import read_texts
from communitywelfare.io.foreign.thai import APART, normalised
from communitywelfare.io.foreign.titles import front_of_names, is_child_title, kind_of_title, sex_of_title

__all__ = [
    "NameParts",
    "SplitNames",
    "is_child_title",
    "read_full_names",
    "read_names",
    "read_titles",
    "sex_of_title",
    "split_name",
]

_NO_LETTERS = re.compile(r"[0-9\u0e50-\u0e59@#$%&*_=+<>{}\[\]\\|~^]")
_BEFORE_SURNAME = frozenset({"ณ", "แซ่", "ฉั่ว"})  # words that begin a surname of two: ณ อยุธยา, แซ่ ลิ้ม
_MAYBE_TITLE = re.compile("(?:พระ|สามเณร|แม่ชี|หลวงพ่อ|หลวงปู่)(?=\\S)")
_USUAL = re.compile(
    r"(นางสาว|นาง|นาย|เด็กชาย|เด็กหญิง|น\.ส\.|ด\.ช\.|ด\.ญ\.) ?(?!แพทย์|สัตวแพทย์)"
    r"([\u0e01-\u0e2e\u0e40-\u0e44][^ .\n]+) ([^ .\n\u2013-]+)"
)
_NONE: Mapping[str, str] = MappingProxyType({})


@frozen(kw_only=True)
class NameParts:
    """A name in its parts; where `is_certain` is false, it could be parted in other ways: `first` has the rest."""

    title: str = field(default="", repr=False)
    first: str = field(default="", repr=False)
    last: str = field(default="", repr=False)
    is_certain: bool = True


@frozen
class SplitNames:
    """The three columns that were one; what is told of the cells stands with the first names."""

    titles: ColumnRead
    firsts: ColumnRead
    lasts: ColumnRead


def read_names(cells: Sequence[Cell]) -> ColumnRead:
    """A column of first, last or full names; a dash is no name. Digits and marks in a name are told."""
    read = read_texts(cells, personal=True)
    names = set(read.values) - {None}
    if not _NO_LETTERS.search(APART.join(names)):
        return read
    odd = {name for name in names if _NO_LETTERS.search(name)}
    flaws = dict(read.flaws)
    for at, name in enumerate(read.values):
        if name in odd:
            flaws[at] = (*flaws.get(at, ()), warning("name.no_letters", masked(name)))
    return evolve(read, flaws=flaws)


def read_titles(cells: Sequence[Cell], *, own: Mapping[str, str] = _NONE) -> ColumnRead:
    """A column of titles, each as it is written; those that are not known are told, and stay (NM01).

    Args:
        cells: Titles, or what `own` knows.
        own: Which title a cell of this fund means, such as a number of its program.
    """
    read = read_texts(cells, personal=True)
    values = [own.get(title, title) for title in read.values] if own else read.values
    known = {title: kind_of_title(title) for title in set(values) - {None}}
    flaws = dict(read.flaws)
    places: dict[str, list[int]] = defaultdict(list)
    for at, title in enumerate(values):
        if title is not None and known[title] is None:
            flaws[at] = (*flaws.get(at, ()), warning("name.title_unknown", masked(title)))
        elif title != read.values[at]:
            places["name.title_of_code"].append(at)
    notes = (telling(code, at) for code, at in places.items())
    return ColumnRead(values, flaws or NO_FLAWS, (*read.notes, *notes))


def split_name(text: str) -> NameParts:
    """Title, first and last name out of one text, where they can be told for certain (NM07).

    >>> parts = split_name("ว่าที่ ร.ต.สมชาย ณ อยุธยา")
    >>> parts.title, parts.first, parts.last
    ('ว่าที่ ร.ต.', 'สมชาย', 'ณ อยุธยา')
    >>> split_name("พระสมชาย ใจดี").is_certain
    False
    """
    return _split(normalised(text))


def _split(text: str) -> NameParts:
    """The parts of a text in order; the usual forms by a pattern that is much faster."""
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        return NameParts(title=usual[1], first=usual[2], last=usual[3])
    text = text.replace("\n", " ")
    match = front_of_names().fullmatch(text)
    if match is None:
        may_be_title = _MAYBE_TITLE.match(text) is not None or (" " not in text and kind_of_title(text) is not None)
        return _named("", text, is_certain=not may_be_title)
    title, rest = (match["close"] or match["apart"]).strip(), match["rest"]
    is_word_close_to_one_name = " " not in rest and not title.endswith((".", "ฯ")) and text[len(title)] != " "
    if is_word_close_to_one_name:
        return NameParts(first=text, is_certain=False)
    return _named(title, rest, is_certain=True)


def read_full_names(cells: Sequence[Cell]) -> SplitNames:
    """A column of titles, first and last names in one cell, as three columns; what is not certain stays whole, told."""
    read = read_names(cells)
    parts = {name: _split(name) for name in set(read.values) - {None}}
    nobody = NameParts()
    found = [nobody if name is None else parts[name] for name in read.values]
    flaws: dict[int, tuple[Finding, ...]] = dict(read.flaws)
    for at, each in enumerate(found):
        if not each.is_certain:
            flaws[at] = (*flaws.get(at, ()), warning("name.split_unclear", masked(read.values[at])))
    parted = [at for at, each in enumerate(found) if each.title or each.last]
    notes = (*read.notes, *((telling("name.split", parted),) if parted else ()))
    return SplitNames(
        ColumnRead([each.title or None for each in found]),
        ColumnRead([each.first or None for each in found], flaws or NO_FLAWS, notes),
        ColumnRead([each.last or None for each in found]),
    )


def _named(title: str, name: str, *, is_certain: bool) -> NameParts:
    """First and last name of what follows a title: two words, or a surname that is known to have two."""
    first, _, last = name.partition(" ")
    words = last.split(" ")
    if last in {"-", "–", ""}:
        return NameParts(title=title, first=first, is_certain=is_certain)
    if len(words) == 1 or (len(words) == 2 and words[0] in _BEFORE_SURNAME):
        return NameParts(title=title, first=first, last=last, is_certain=is_certain)
    return NameParts(title=title, first=name, is_certain=False)
