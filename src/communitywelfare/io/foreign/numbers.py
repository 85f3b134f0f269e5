"""Numbers that are names: of members, receipts, books and claims (เลขที่). They are text, and zeros in front count.

A spreadsheet takes such a number for one to calculate with, drops its zeros, or makes a day of it. What can still be
read is read and told; what a spreadsheet destroyed is refused. Of RC01 of the catalogue of messy data this is what one
column shows: 27/2559 stays whole with its year, and 12-15 is told.
"""

import re
from collections.abc import Iterator, Sequence

from communitywelfare.errors import Finding, Severity
from communitywelfare.io._xlsx import EXACT
from communitywelfare.io.foreign._distinct import shown, telling
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.texts import read_texts

__all__ = ["read_numbers"]

_PLAIN = str.maketrans("๐๑๒๓๔๕๖๗๘๙\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "0123456789-------")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d{0,15})?[eE]\+\d{1,3}", re.ASCII)
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
    numbers, refused = _of_workbook(cells)
    texts = [numbers.get(at, cell) for at, cell in enumerate(cells)] if numbers else cells
    read = read_texts(texts, personal=False)
    values, respelt = _respelt(read.values)
    refused |= {at: _refused("cell.number_shortened", number) for at, number in _shortened(values)}
    for at in refused:
        values[at] = None
    flaws = {**read.flaws, **{at: (flaw,) for at, flaw in refused.items()}}
    told = [telling("cell.written_otherwise", respelt, value=read.values[respelt[0]])] if respelt else []
    from_numbers = [at for at in numbers if values[at] is not None]
    told += [telling("cell.number_as_text", from_numbers)] if from_numbers else []
    return ColumnRead(values, flaws, (*read.notes, *told, *_doubts(values, from_numbers)))


def _of_workbook(cells: Sequence[Cell]) -> tuple[dict[int, str], dict[int, Finding]]:
    """The digits of what a workbook holds as numbers, and why its days, and numbers of too many digits, are refused."""
    digits: dict[int, str] = {}
    refused: dict[int, Finding] = {}
    for at, cell in enumerate(cells) if set(map(type, cells)) - {str} else ():
        if isinstance(cell, str | bool):
            continue
        if isinstance(cell, int | float):
            digits[at] = str(int(cell)) if abs(cell) < EXACT and cell == cell // 1 else shown(cell)
            if abs(cell) >= EXACT:
                refused[at] = _refused("cell.number_shortened", digits[at])
        else:
            digits[at] = ""
            refused[at] = _refused("cell.date_for_number", shown(cell))
    return digits, refused


def _respelt(numbers: Sequence[str | None]) -> tuple[list[str | None], list[int]]:
    """All numbers with the usual digits and dashes, and where they had others."""
    if "".join(filter(None, numbers)).isascii():
        return list(numbers), []
    plain = [number and number.translate(_PLAIN) for number in numbers]
    return plain, [at for at, (before, now) in enumerate(zip(numbers, plain, strict=True)) if before != now]


def _shortened(numbers: Sequence[str | None]) -> Iterator[tuple[int, str]]:
    if "+" in "".join(filter(None, numbers)):
        for at, number in enumerate(numbers):
            if number and _SCIENTIFIC.fullmatch(number):
                yield at, number


def _refused(code: str, value: str) -> Finding:
    return Finding(code, Severity.ERROR, params={"value": value})


def _doubts(numbers: Sequence[str | None], from_numbers: Sequence[int]) -> Iterator[Finding]:
    """What can be seen of the whole column only, or what is so common that one note must do."""
    distinct = set(filter(None, numbers))
    several = set(filter(_is_several, distinct)) if _MAY_BE_SEVERAL.search("\n".join(distinct)) else set()
    if several:
        at = [at for at, number in enumerate(numbers) if number in several]
        yield telling("cell.several_numbers", at, Severity.WARNING, value=numbers[at[0]])
    with_zero = next((number for number in numbers if number and _WITH_ZERO.fullmatch(number)), None)
    if from_numbers and with_zero is not None:
        value = numbers[from_numbers[0]]
        yield telling("cell.zeros_may_be_lost", from_numbers, Severity.WARNING, value=value, other=with_zero)


def _is_several(number: str) -> bool:
    match = _SEVERAL.fullmatch(number)
    return match is not None and 0 < int(match[3]) - int(match[2]) < _MANY
