"""Citizen IDs of other people's files: kept as they are, never repaired, and never shown whole.

One swap of neighbouring digits would "mend" most wrong IDs, but chance alone does that nearly as often; so a wrong
check digit is told and stays. Handles ID01 to ID07 of the catalogue of messy data.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from communitywelfare.errors import Finding, Severity
from communitywelfare.identity import CitizenId, masked
from communitywelfare.io.foreign._distinct import Meaning, plain_cell, shown, telling
from communitywelfare.io.foreign.blanks import is_blank
from communitywelfare.io.foreign.columns import NO_FLAWS, Cell, ColumnRead

__all__ = ["read_citizen_ids", "with_reasons"]

_LENGTH = 13
_LEAST = 10**12
_APART = "\0"
_BETWEEN = "-' \t\n\r\v\f\x1c\x1d\x1e\x1f\x85\xa0\xad\u1680\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
_BETWEEN += "".join(map(chr, range(0x2000, 0x2016)))  # spaces, what cannot be seen, and dashes
_BARE = str.maketrans("๐๑๒๓๔๕๖๗๘๙", "0123456789", _BETWEEN)

_SCIENTIFIC = re.compile(r"\d(?:[.,]\d{0,15})?e[+-]?\d{1,3}", re.ASCII)
_WITH_ZEROS = re.compile(r"(\d{1,15})\.0{1,15}", re.ASCII)
_NARROW = (12, 13)  # how much of 9-0000-00000-01-2 a column made for bare digits holds
_ZEROS_LOST_AT_MOST = 3  # of a shorter number nobody can say what it was
_ROUNDED = 10**6  # digits that end with so many zeros were shown as 3.16010E+12 before
_ZEROS = "000000"
_NONE = "id.none_given"
_NONE_GIVEN = Meaning(None, notes=((_NONE, {}),))

# Each digit by its weight, less the elevens in it. Twelve of them add up to less than 256, so that a whole column is
# added up at once, as numbers with a byte for each ID.
_WEIGHED = tuple(bytes(byte % 16 * weight % 11 for byte in range(256)) for weight in range(_LENGTH, 1, -1))
_CHECK_DIGIT = bytes(ord("0") + (11 - rest % 11) % 10 for rest in range(256))


def read_citizen_ids(cells: Sequence[Cell], *, synthetic: bool = False) -> ColumnRead:
    """A column of citizen IDs (เลขประจำตัวประชาชน) as `CitizenId`; dashes, spaces and Thai digits are understood.

    A number of a workbook is exact with thirteen digits, and is told once for the column. A shorter one has lost zeros
    in front or was never whole, and nobody can say which: it is an error, as are digits that a program rounded. Missing
    ones are told once, with the first of their cells; which of them have a reason, `with_reasons` looks at.

    Args:
        cells: Text, or numbers of a workbook.
        synthetic: The file says that its people are made up, so that IDs may begin with 9.
    """
    digits: list[str | None] = list(_bare(cells))
    flaws: dict[int, tuple[Finding, ...]] = {}
    noted: dict[str, list[int]] = defaultdict(list)
    for at, text in enumerate(digits):
        if text is None or len(text) != _LENGTH or not (text.isascii() and text.isdigit()):
            meaning = _meaning(cells[at], text or "")
            digits[at] = meaning.value
            if meaning.flaws:
                flaws[at] = meaning.flaws
            for code, _ in meaning.notes:
                noted[code].append(at)
        elif text != (cell := cells[at]):
            noted["cell.written_otherwise" if isinstance(cell, str) else "id.from_number"].append(at)
    for at, flaw in _doubts(digits, synthetic=synthetic):
        flaws[at] = (*flaws.get(at, ()), flaw)
        if flaw.is_error:
            digits[at] = None
    return ColumnRead(_as_ids(digits), flaws or NO_FLAWS, tuple(_notes(noted, cells)))


def with_reasons(read: ColumnRead, reasons: Sequence[object]) -> ColumnRead:
    """The same IDs, of which only those are told to be missing that have no reason beside them (ID06)."""
    others = tuple(note for note in read.notes if note.code != _NONE)
    if len(others) == len(read.notes):
        return read
    rows = zip(read.values, reasons, strict=True)
    missing = [at for at, (found, reason) in enumerate(rows) if not (found or reason or at in read.flaws)]
    return evolve(read, notes=(*others, *([telling(_NONE, missing, Severity.WARNING)] if missing else [])))


def _as_ids(digits: Sequence[str | None]) -> list[CitizenId | None]:
    found = iter(CitizenId.many([text for text in digits if text is not None]))
    return [None if text is None else next(found) for text in digits]


def _bare(cells: Sequence[Cell]) -> list[str]:
    """Each text without what stands between its digits, and each whole ID of a workbook; all else is blank here."""
    texts = [cell if isinstance(cell, str) else _of_workbook(cell) for cell in cells]
    joined = _APART.join(texts)
    if joined.count(_APART) == len(cells) - 1:
        return joined.translate(_BARE).split(_APART)
    return [text.translate(_BARE) for text in texts]


def _of_workbook(cell: Cell) -> str:
    """The digits of a number that is plainly an ID."""
    if isinstance(cell, float | int) and _LEAST <= cell < _LEAST * 10 and cell % _ROUNDED and not cell % 1:
        return str(int(cell))
    return ""


def _meaning(cell: Cell, bare: str) -> Meaning:
    """What a cell means that is not simply thirteen digits: its digits, or why it has none."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell >= 0 and cell == cell // 1:
        return _of_number(cell, str(int(cell)))
    if cell == "" or is_blank(cell):
        return _NONE_GIVEN
    return _of_text(cell, bare) if isinstance(cell, str) else _refused("id.unreadable", cell)


def _of_text(cell: str, bare: str) -> Meaning:
    text = plain_cell(cell)
    if with_zeros := _WITH_ZEROS.fullmatch(cell.strip()):
        return _of_number(cell, with_zeros[1])
    if _SCIENTIFIC.fullmatch(text):
        return _refused("id.digits_lost", cell)
    if not (bare.isascii() and bare.isdigit()):
        return _refused("id.unreadable", cell)
    if len(bare) < len(text) and len(text) in _NARROW:
        return _refused("id.cut", cell, digits=len(bare))
    return _refused("id.twelve_digits" if len(bare) == _LENGTH - 1 else "id.length", cell, digits=len(bare))


def _of_number(cell: Cell, digits: str) -> Meaning:
    if not 0 <= _LENGTH - len(digits) <= _ZEROS_LOST_AT_MOST:
        return _refused("id.length", cell, digits=len(digits))
    if digits.endswith(_ZEROS):
        return _refused("id.digits_lost", cell)
    if len(digits) < _LENGTH:
        return _refused("id.zeros_lost", cell, digits=len(digits))
    return Meaning(digits, notes=(("id.from_number", {}),))


def _refused(code: str, cell: Cell, **params: object) -> Meaning:
    value = masked(shown(cell).strip())
    return Meaning(None, (Finding(code, Severity.ERROR, params={"value": value, **params}),))


def _doubts(digits: Sequence[str | None], *, synthetic: bool) -> Iterator[tuple[int, Finding]]:
    """What is odd about IDs of thirteen digits: the check digit is wrong, or the first is no ordinary person's."""
    positions = [at for at, text in enumerate(digits) if text is not None]
    found = [text for text in digits if text is not None]
    columns = "".join(found).encode()
    expected, given = _check_digits(columns), columns[_LENGTH - 1 :: _LENGTH]
    if expected != given:
        for at, text, right, last in zip(positions, found, expected, given, strict=True):
            if right != last:
                yield at, _doubt("id.digits_lost" if text.endswith(_ZEROS) else "id.check_digit", text)
    odd = "0" if synthetic else "09"
    if columns[::_LENGTH].translate(None, odd.encode()) != columns[::_LENGTH]:
        yield from ((at, _doubt("id.class", text)) for at, text in zip(positions, found, strict=True) if text[0] in odd)


def _check_digits(columns: bytes) -> bytes:
    """The check digits that belong to the first twelve digits of each ID; all IDs follow each other without a gap."""
    sums = sum(
        int.from_bytes(columns[place::_LENGTH].translate(weighed), "big") for place, weighed in enumerate(_WEIGHED)
    )
    return sums.to_bytes(len(columns) // _LENGTH, "big").translate(_CHECK_DIGIT)


def _doubt(code: str, digits: str) -> Finding:
    severity = Severity.ERROR if code == "id.digits_lost" else Severity.WARNING
    return Finding(code, severity, params={"value": masked(digits)})


def _notes(noted: Mapping[str, Sequence[int]], cells: Sequence[Cell]) -> Iterator[Finding]:
    for code, at in noted.items():
        if code == _NONE:
            yield telling(code, at, Severity.WARNING)
        else:
            yield telling(code, at, value=masked(shown(cells[at[0]]).strip()))
