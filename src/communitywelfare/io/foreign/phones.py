"""Telephone numbers (เบอร์โทรศัพท์): ten digits of a mobile, nine of a house; one spelling, without dashes.

The first digits tell how long a number is, so that a zero which a spreadsheet dropped is given back for certain.
What is no number of Thailand stays as it was written, and is told. Handles PH01 of the catalogue of messy data.
"""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from communitywelfare.errors import Finding
from communitywelfare.identity import masked
from communitywelfare.io.foreign._distinct import Meaning, Note, plain_cell, shown, telling
from communitywelfare.io.foreign._meanings import warning
from communitywelfare.io.foreign.blanks import blank_note, is_blank
from communitywelfare.io.foreign.columns import NO_FLAWS, Cell, ColumnRead
from communitywelfare.io.foreign.thai import APART

__all__ = ["read_phones"]

_AFTER_ZERO = r"(?:[689]\d{8}|[2-57]\d{7})"  # mobiles begin with 06, 08 or 09; houses with 02 to 05 or 07
_PLAIN = re.compile(f"0{_AFTER_ZERO}", re.ASCII)
_WITHOUT_ZERO = re.compile(_AFTER_ZERO, re.ASCII)
_NUMBER = re.compile(rf"(?P<abroad>\+?66)?(?P<zero>0)?(?P<rest>{_AFTER_ZERO})", re.ASCII)
_NOBODYS = re.compile(r"000-\d{3}-\d{4}", re.ASCII)  # the made-up numbers of our examples
_NO_NUMBER = (
    "\N{SYMBOL FOR UNIT SEPARATOR}"  # before what is no number at all, but may look like one without its dashes
)

_IDLE = str.maketrans("", "", " -.()")
_BETWEEN = re.compile(r"[,;/|&\n]|และ|หรือ")
_LABEL = re.compile(r"^(?:(?:เบอร์)?โทร(?:ศัพท์)?(?:มือถือ|บ้าน)?|เบอร์|มือถือ|บ้าน|tel|phone|mobile)[.: ]*")
_EXTENSION = re.compile(r" ?(?:ต่อ|ext\.?|#) ?(\d{1,5})$", re.ASCII)
_NONE = frozenset({"ไม่มี", "ไม่มีเบอร์", "ไม่มีโทรศัพท์", "ไม่มีเบอร์โทร", "ไม่ระบุ"})


def read_phones(cells: Sequence[Cell]) -> ColumnRead:
    """A column of telephone numbers as text of digits; several of one cell are parted by a comma.

    >>> read_phones(["089-000-0000", 890000000, "๐๘๙๐๐๐๐๐๐๐ / 02-000-0000"]).values
    ['0890000000', '0890000000', '0890000000, 020000000']

    A number that is too long or too short, or has words beside it, stays as it was written.
    """
    texts = [cell if isinstance(cell, str) else _text(cell) for cell in cells]
    values: list[str | None] = [*texts]
    noted: dict[str, list[int]] = defaultdict(list)
    odd: list[int] = []
    for at, bare in enumerate(_bare(texts)):
        if _PLAIN.fullmatch(bare):
            if bare != texts[at]:
                values[at] = bare
                noted["phone.written_otherwise"].append(at)
        elif _WITHOUT_ZERO.fullmatch(bare):
            values[at] = f"0{bare}"
            noted["phone.zero_lost"].append(at)
        elif not _NOBODYS.fullmatch(texts[at]):
            odd.append(at)
    meanings = {text: _meaning(text) for text in {texts[at] for at in odd}}
    flaws: dict[int, tuple[Finding, ...]] = {}
    params: dict[str, Mapping[str, object]] = {}
    for at in odd:
        meaning = meanings[texts[at]]
        values[at] = meaning.value
        if meaning.flaws:
            flaws[at] = meaning.flaws
        for code, own in meaning.notes:
            noted[code].append(at)
            params.setdefault(code, own)
    notes = (telling(code, sorted(where), **params.get(code, {})) for code, where in noted.items())
    return ColumnRead(values, flaws or NO_FLAWS, tuple(notes))


def _text(cell: Cell) -> str:
    """A number of a workbook as its digits; a day, a truth or a fraction marked as no number of a telephone."""
    if isinstance(cell, int | float) and not isinstance(cell, bool) and cell % 1 == 0:
        return str(int(cell))
    return f"{_NO_NUMBER}{shown(cell)}"


def _bare(texts: Sequence[str]) -> Sequence[str]:
    """Each text without what may stand between digits; all together, which is much faster."""
    bare = APART.join(texts).translate(_IDLE).split(APART)
    return bare if len(bare) == len(texts) else [text.translate(_IDLE) for text in texts]


def _meaning(cell: str) -> Meaning:
    written = cell.removeprefix(_NO_NUMBER).strip()
    if cell.startswith(_NO_NUMBER):
        return Meaning(written, (warning("phone.unclear", masked(written)),))
    if is_blank(written):
        return Meaning(None, notes=blank_note(written))
    text = _LABEL.sub("", plain_cell(written))
    if text in _NONE:
        return Meaning(None, notes=(("cell.blank_word", {"value": written}),))
    text = written if "\n" in written else text
    parts = _parts(text)
    found = list(filter(None, map(_one, parts)))
    if len(found) < len(parts) or not parts:
        return _not_understood(written, text, found)
    notes: list[Note] = [("phone.several", {})] if len(parts) > 1 else []
    notes += [(code, {}) for code in dict.fromkeys(code for _, code in found)]
    return Meaning(", ".join(number for number, _ in found), notes=tuple(notes))


def _parts(text: str) -> list[str]:
    """What stands for one number each; a space parts numbers only where each of them is whole."""
    parts = [part.strip() for part in _BETWEEN.split(text) if part.strip()]
    words = text.split()
    return words if len(parts) == 1 < len(words) and all(map(_one, words)) else parts


def _one(part: str) -> tuple[str, str] | None:
    """One number as digits, and the code of how it was written; None where it is none."""
    extension = _EXTENSION.search(part)
    match = _NUMBER.fullmatch(plain_cell(part[: extension.start()] if extension else part).translate(_IDLE))
    if match is None:
        return None
    code = "phone.abroad" if match["abroad"] else "phone.written_otherwise" if match["zero"] else "phone.zero_lost"
    return f"0{match['rest']}{f' ต่อ {extension[1]}' if extension else ''}", code


def _not_understood(written: str, text: str, found: Sequence[object]) -> Meaning:
    """Words beside a number say whose it is; anything else must be looked at."""
    digits = "".join(filter(str.isdecimal, text))
    has_words = any(character.isalpha() for character in text)
    if has_words and (found or _NUMBER.fullmatch(digits)):
        return Meaning(written, notes=(("phone.with_words", {}),))
    is_a_count = digits and not has_words
    code = "phone.length" if is_a_count else "phone.unclear"
    return Meaning(written, (warning(code, masked(written), digits=len(digits)),))
