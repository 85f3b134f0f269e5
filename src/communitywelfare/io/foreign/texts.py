"""Columns of text (ข้อความ): names of places, notes, numbers of houses, as people and spreadsheets wrote them.

A text keeps its words. What nobody sees is put right and told: spaces, two characters for one letter, the ``.0`` that
programs add to numbers, the apostrophe that our own files put before what looks like a formula. What somebody should
look at is told and kept: letters in a wrong place, or of a wrong encoding. Handles MJ01, MN02 and NM04 to NM06 of the
catalogue of messy data.
"""

import re
from collections.abc import Collection, Hashable, Sequence
from datetime import datetime, time

from attrs import evolve

from communitywelfare.digits import western_digits
from communitywelfare.errors import Severity
from communitywelfare.identity import masked
from communitywelfare.io._xlsx import EXACT
from communitywelfare.io.foreign._distinct import Meaning, shown, telling
from communitywelfare.io.foreign._meanings import column_of, followed_by, warning
from communitywelfare.io.foreign._respelling import Show, respelt
from communitywelfare.io.foreign.blanks import NOTHING_WORDS
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.thai import APART

__all__ = ["read_house_numbers", "read_texts", "read_villages"]

_MOO = re.compile(r"(?:(?:หมู่บ้าน|หมู่|ม\.?)(?:ที่)?\.? ?)?0*(\d{1,2})(?:\.0+)?", re.ASCII)
_LONGEST = 10**22  # a longer number is shown with an exponent
_DECIMAL = re.compile(r"-?\d+\.(\d+)", re.ASCII)
_FALSE_DECIMAL = re.compile(rf"{APART}-?\d+\.0+{APART}", re.ASCII)
_NOTHING = frozenset({"", "NaN", "NaT", *NOTHING_WORDS, *map(str.upper, NOTHING_WORDS), *map(str.title, NOTHING_WORDS)})


def read_texts(cells: Sequence[Cell], *, personal: bool) -> ColumnRead:
    """What the cells of a column of text say; a blank one is None, and so are a dash, NaN and the like.

    A number of a workbook is the text of its digits, ``12`` and not ``12.0``. A text of a wrong encoding is undone only
    where making the mistake again gives the same letters.

    Args:
        cells: The whole column, as its container gives it.
        personal: Whether the texts are about people, and are masked where something is told of them.
    """
    show: Show = masked if personal else str
    as_shown = _as_shown(cells, show)
    distinct = dict.fromkeys(as_shown.values)
    meanings = respelt(distinct, show)
    now = {text: text for text in distinct.keys() & _NOTHING} | {text: each.value for text, each in meanings.items()}
    meanings |= {text: _nothing(meanings.get(text), meant) for text, meant in now.items() if meant in _NOTHING}
    for text in _decimals(distinct.keys() - meanings.keys() if meanings else distinct):
        meanings[text] = Meaning(text.partition(".")[0], notes=(("cell.false_decimal", {}),))
    return followed_by(as_shown, column_of(as_shown.values, meanings))


def read_villages(cells: Sequence[Cell]) -> ColumnRead:
    """A column of village numbers (หมู่ที่) as text of digits (AD03); the name of a village stays as it is, and is told.

    >>> read_villages(["ม.5", "หมู่ที่ ๕", 5.0]).values
    ['5', '5', '5']

    Where numbers are missing it is told once (AD01): the status form counts the villages that members come from.
    """
    read = read_texts(list(map(_without_decimal, cells)), personal=False)
    meanings: dict[str, Meaning] = {}
    for text in set(read.values) - {None}:
        match = _MOO.fullmatch(western_digits(text))
        if match is None:
            meanings[text] = Meaning(text, notes=(("village.name", {"value": text}),))
        elif match[1] != text:
            meanings[text] = Meaning(match[1], notes=(("village.written_otherwise", {"value": text}),))
    return _with_blanks(followed_by(read, column_of(read.values, meanings)), "village.blank")


def read_house_numbers(cells: Sequence[Cell]) -> ColumnRead:
    """A column of house numbers (บ้านเลขที่) as text; where they are missing it is told once (AD02)."""
    return _with_blanks(read_texts(cells, personal=True), "house.blank")


def _without_decimal(cell: Cell) -> Cell:
    is_whole = isinstance(cell, int | float) and not isinstance(cell, bool) and cell % 1 == 0
    return f"{cell:.0f}" if is_whole else cell


def _with_blanks(read: ColumnRead, code: str) -> ColumnRead:
    blank = [at for at, value in enumerate(read.values) if value is None]
    if not blank:
        return read
    return evolve(read, notes=(*read.notes, telling(code, blank, Severity.WARNING, of=len(read.values))))


def _nothing(meaning: Meaning | None, text: str) -> Meaning:
    before = meaning or Meaning(None)
    return Meaning(None, before.flaws, (*before.notes, *((("cell.blank_word", {"value": text}),) if text else ())))


def _as_shown(cells: Sequence[Cell], show: Show) -> ColumnRead:
    """The cells as texts: what a spreadsheet holds as a number, a day or a truth, as it shows it."""
    if set(map(type, cells)) <= {str}:
        return ColumnRead(cells)
    keys: list[Hashable] = [cell if isinstance(cell, str) else (type(cell), cell) for cell in cells]
    return column_of(keys, {key: _as_text(key[1], show) for key in set(keys) if isinstance(key, tuple)})


def _as_text(cell: Cell, show: Show) -> Meaning:
    if isinstance(cell, datetime) and cell.time() == time():
        cell = cell.date()
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < _LONGEST else shown(cell)
    if not isinstance(cell, bool | int | float):
        return Meaning(text, (warning("cell.date_for_text", show(text)),))
    lost = (warning("cell.digits_lost", show(text)),) if abs(cell) >= EXACT else ()
    return Meaning(text, lost, (("cell.number_as_text", {}),))


def _decimals(distinct: Collection[str]) -> Collection[str]:
    """Whole numbers with the ``.0`` of a program; where one number of the column has a true fraction, all are meant."""
    if not _FALSE_DECIMAL.search(f"{APART}{f'{APART}{APART}'.join(distinct)}{APART}"):
        return ()
    decimals = {text: match[1] for text in distinct if (match := _DECIMAL.fullmatch(text))}
    return () if any(fraction.strip("0") for fraction in decimals.values()) else decimals
