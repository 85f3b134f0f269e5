"""Numbers that are names: of members, receipts, books and claims (เลขที่). They are text, and zeros in front count.

A spreadsheet takes such a number for one to calculate with, drops its zeros, or makes a day of it. What can still be
read is read and told; what a spreadsheet destroyed is refused. Of RC01 of the catalogue of messy data this is what one
column shows: 27/2559 stays whole with its year, and 12-15 is told.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date, time, timedelta

from attrs import evolve

from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._distinct import Meaning, shown, telling
from communitywelfare.io.foreign._meanings import column_of, followed_by
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.texts import read_texts

__all__ = ["read_numbers"]

_DASH = re.compile("[\u2010-\u2015\u2212]")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d{0,15})?[eE]\+\d{1,3}", re.ASCII)
_ODD = re.compile("[๐-๙+\u2010-\u2015\u2212]")
_MAY_BE_SEVERAL = re.compile(r"\d ?(?:[-,;&]|ถึง|และ)", re.ASCII)
_SEVERAL = re.compile(r"(?P<book>\D{0,12})(\d{1,12}) ?(?:[-,;&]|ถึง|และ) ?(?P=book)(\d{1,12})", re.ASCII)
_MANY = 100  # 12-15 is some receipts of one book; 1-550 is one member of the first group
_WITH_ZERO = re.compile(r"0\d+", re.ASCII)


def read_numbers(cells: Sequence[Cell]) -> ColumnRead:
    """A column of numbers that are names, each as text.

    >>> read_numbers(["007", "๒๗/๒๕๕๙", 12.0, ""]).values
    ['007', '27/2559', '12', None]

    Numbers of a workbook are read by their digits; where other cells of the column begin with zeros, theirs may be
    lost, and that is told. Several numbers in one cell, such as 12-15, stay as they are and are told.
    """
    days = {at: cell for at, cell in enumerate(cells) if isinstance(cell, date | time | timedelta)}
    texts = read_texts(["" if at in days else cell for at, cell in enumerate(cells)] if days else cells, personal=False)
    read = followed_by(texts, column_of(texts.values, _respelt(set(filter(None, texts.values)))))
    flaws = {at: (_refused("cell.date_for_number", shown(cell)),) for at, cell in days.items()}
    return evolve(read, flaws={**read.flaws, **flaws}, notes=(*read.notes, *_doubts(read.values, cells)))


def _respelt(numbers: Collection[str]) -> dict[str, Meaning]:
    """Those numbers that are written with other digits or dashes, or were shortened."""
    if not _ODD.search("\n".join(numbers)):
        return {}
    meanings: dict[str, Meaning] = {}
    for number in numbers:
        plain = _DASH.sub("-", western_digits(number))
        if _SCIENTIFIC.fullmatch(plain):
            meanings[number] = Meaning(None, (_refused("cell.number_shortened", number),))
        elif plain != number:
            meanings[number] = Meaning(plain, notes=(("cell.written_otherwise", {"value": number}),))
    return meanings


def _refused(code: str, value: str) -> Finding:
    return Finding(code, Severity.ERROR, params={"value": value})


def _doubts(numbers: Sequence[str | None], cells: Sequence[Cell]) -> Iterator[Finding]:
    """What can be seen of the whole column only, or what is so common that one note must do."""
    distinct = set(filter(None, numbers))
    joined = "\n".join(distinct)
    several = set(filter(_is_several, distinct)) if _MAY_BE_SEVERAL.search(joined) else set()
    if several:
        at = [at for at, number in enumerate(numbers) if number in several]
        yield telling("cell.several_numbers", at, Severity.WARNING, value=numbers[at[0]])
    if set(map(type, cells)) & {int, float}:
        with_zero = next((number for number in numbers if number and _WITH_ZERO.fullmatch(number)), None)
        at = [at for at, cell in enumerate(cells) if type(cell) in (int, float)]
        if with_zero is not None:
            yield telling("cell.zeros_may_be_lost", at, Severity.WARNING, value=shown(cells[at[0]]), other=with_zero)


def _is_several(number: str) -> bool:
    match = _SEVERAL.fullmatch(number)
    return match is not None and 0 < int(match[3]) - int(match[2]) < _MANY
