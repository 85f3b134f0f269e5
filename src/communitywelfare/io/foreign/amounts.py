"""Amounts and counts as people write them: commas, Thai digits, 365.-, บาท and สต., brackets for less than nothing.

What may mean two things is refused and never guessed: 1.234,50 and 1,23 have marks in odd places, and the letters O
and l are no digits. Handles MN01 and MN02 of the catalogue of messy data.
"""

import re
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from attrs import frozen

from communitywelfare.errors import Finding, InvalidMoney, InvalidValue, Severity
from communitywelfare.io.foreign._distinct import Meaning, Note, plain_cell, read_distinct, shown
from communitywelfare.io.foreign.blanks import Blank, is_blank, meaning_of_blank
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.spellings import plain_words
from communitywelfare.money import ZERO, Money

__all__ = ["Blank", "MoneyStyle", "amount_text", "baht_and_satang", "joined", "read_amounts", "read_wholes"]

_WHOLE = r"\d{1,3}(?:,\d{3}){1,4}|\d{1,15}"
_SIGN = r"(?P<minus>-)? ?(?:฿|thb)? ?(?P<minus_inside>-)?"
_SATANG = r"(?P<satang>\d{1,2}) ?(?:สต\.?|สตางค์)"
_FORMS = tuple(
    re.compile(form, re.ASCII)
    for form in (
        rf"{_SIGN}(?P<baht>{_WHOLE})(?:\.(?P<decimals>\d{{1,2}})|\.-)? ?(?:บาท(?:ถ้วน)?|บ\.?|baht|thb|฿)?",
        rf"{_SIGN}(?P<baht>{_WHOLE}) ?(?:บาท|บ\.) ?{_SATANG}",
        rf"{_SIGN}{_SATANG}",
    )
)
_CANONICAL = re.compile(r"-?\d{1,15}(?:\.\d{1,2})?", re.ASCII)
_COUNT = re.compile(rf"(?P<whole>{_WHOLE})(?:\.0+)?(?: ?(?:คน|ราย|คืน|วัน|เดือน|ปี|ครั้ง|หมู่บ้าน|หมู่|บาท))?", re.ASCII)
_SATANG_ALONE = re.compile(rf"(?:{_SATANG}|(?P<digits>\d{{1,2}}))", re.ASCII)
_MARKS = re.compile(r"-?\d*[ .,'][\d .,']*(?:บาท|baht|thb|฿)?", re.ASCII)
_DECIMALS = re.compile(r"-?\d{1,13}\.\d{3,12}", re.ASCII)
_LOOKALIKES = str.maketrans("oli|", "0111")
_TOO_LARGE = 10**13  # baht; floats beyond cannot tell satang apart
_COUNT_DIGITS = 12


@frozen
class _Amount:
    """What a cell says: so many satang, below nothing or not, and whether it was written as files keep it."""

    satang: int
    is_negative: bool
    notes: tuple[Note, ...] = ()

    @property
    def money(self) -> Money:
        return Money(-self.satang if self.is_negative else self.satang)


def read_amounts(cells: Sequence[Cell], *, blank: Blank) -> ColumnRead:
    """Amounts of baht (จำนวนเงิน) as `Money`.

    A number of a workbook is taken as it is shown with all its digits, and must be a whole count of satang: 30.416666
    is an error, and so is the dust of a sum, 0.30000000000000004. Dust means that the cell was calculated and not
    counted: to drop it would be a rounding that nobody ordered, and from one limit on it would hide a real part of a
    satang. The finding names the nearest amount, so that ROUND(…, 2) in the sheet mends it.

    Args:
        cells: Text as people write it, or numbers.
        blank: What blank means here; a dash, NaN and the like mean the same.
    """
    return read_distinct(cells, lambda cell: _meaning(cell, blank))


def joined(baht: Sequence[Cell], satang: Sequence[Cell], *, blank: Blank) -> ColumnRead:
    """Amounts whose baht and satang stand in columns of their own (บาท | สต.), as on printed forms.

    Satang are a count from 0 to 99, so that 5 is five satang and not fifty; a blank there is none of them. Only where
    both cells are blank does `blank` say what that means. The sign stands before the baht, also before a zero.
    """
    pairs = tuple(zip(baht, satang, strict=True))
    return read_distinct(pairs, lambda pair: _joined(pair, blank))


def read_wholes(cells: Sequence[Cell], *, blank: Blank = Blank.NOTHING) -> ColumnRead:
    """Counts of people, nights or months as whole numbers: 4, 4.0, ๔, 1,234 and 4 คืน; never below zero."""
    return read_distinct(cells, lambda cell: _count(cell, blank))


class MoneyStyle(Enum):
    """How amounts are written for somebody else's program: 1234.50, 1,234.50, or a number of a workbook."""

    PLAIN = "plain"
    COMMAS = "commas"
    NUMBER = "number"


def amount_text(money: Money, style: MoneyStyle) -> str | float:
    """An amount as a file of that style holds it; `read_amounts` gives it back exactly, up to 15 digits of baht.

    A number that would lose satang, above ten million million baht, is written as plain text.
    """
    if style is MoneyStyle.COMMAS:
        return str(money)
    exact = abs(money.satang) < _TOO_LARGE * 100
    return float(money.plain) if style is MoneyStyle.NUMBER and exact else money.plain


def baht_and_satang(money: Money) -> tuple[str, str]:
    """An amount for two columns, บาท and สต.; `joined` gives it back exactly.

    >>> baht_and_satang(Money(-5))
    ('-0', '05')
    """
    baht, _, satang = money.plain.partition(".")
    return baht, satang


def _meaning(cell: Cell, blank: Blank) -> Meaning:
    if is_blank(cell):
        return meaning_of_blank(cell, blank, ZERO)
    try:
        amount = _amount(cell)
    except InvalidValue as error:
        return Meaning(None, error.findings)
    return Meaning(amount.money, notes=amount.notes)


def _joined(pair: tuple[Cell, Cell], blank: Blank) -> Meaning:
    baht, satang = pair
    if is_blank(baht) and is_blank(satang):
        return meaning_of_blank(baht or satang, blank, ZERO)
    try:
        amount = _Amount(0, is_negative=False) if is_blank(baht) else _amount(baht)
        parts = 0 if is_blank(satang) else _satang_alone(satang)
    except InvalidValue as error:
        return Meaning(None, error.findings)
    if parts and amount.satang % 100:
        return Meaning(None, (_wrong("money.satang_twice", baht, satang=shown(satang)),))
    whole = _Amount(amount.satang + parts, amount.is_negative)
    return Meaning(whole.money, notes=amount.notes)


def _satang_alone(cell: Cell) -> int:
    match = _SATANG_ALONE.fullmatch(plain_cell(cell))
    if match is None:
        raise _refusal("money.not_satang", cell)
    return int(match["satang"] or match["digits"])


def _amount(cell: Cell) -> _Amount:
    match cell:
        case bool():
            raise _refusal("money.unreadable", cell)
        case int() | float():
            return _of_number(cell)
        case str():
            return _of_text(cell)
        case _:
            raise _refusal("money.unreadable", cell)


def _of_number(number: float) -> _Amount:
    if not abs(number) < _TOO_LARGE:  # nor is NaN
        raise _refusal("money.unreadable", number)
    exact = Decimal(repr(number)) * 100
    satang = int(exact.to_integral_value(ROUND_HALF_UP))
    if satang != exact:
        raise _refusal("money.part_of_satang", number, meant=Money(satang))
    return _Amount(abs(satang), exact.is_signed())


def _of_text(cell: str) -> _Amount:
    if _CANONICAL.fullmatch(cell.strip()):
        return _Amount(abs(Money.baht(cell).satang), cell.lstrip().startswith("-"))
    text = plain_words(cell)
    in_brackets = text.startswith("(") and text.endswith(")")
    amount = _parsed(text[1:-1].strip() if in_brackets else text)
    if amount is None or (in_brackets and amount.is_negative):
        raise _why_not(cell, text)
    code = "money.in_brackets" if in_brackets else "cell.written_otherwise"
    return _Amount(amount.satang, in_brackets or amount.is_negative, ((code, {"value": cell.strip()}),))


def _parsed(text: str) -> _Amount | None:
    match = next(filter(None, (form.fullmatch(text) for form in _FORMS)), None)
    if match is None or (match["minus"] and match["minus_inside"]):
        return None
    parts = {"baht": None, "decimals": None, "satang": None} | match.groupdict()
    baht = int((parts["baht"] or "0").replace(",", ""))
    satang = int(parts["satang"] or (parts["decimals"] or "0").ljust(2, "0"))
    return _Amount(baht * 100 + satang, bool(match["minus"] or match["minus_inside"]))


def _count(cell: Cell, blank: Blank) -> Meaning:
    if is_blank(cell):
        return meaning_of_blank(cell, blank, 0)
    text = plain_cell(cell)
    match = None if isinstance(cell, bool) else _COUNT.fullmatch(text)
    if match is None or len(digits := match["whole"].replace(",", "")) > _COUNT_DIGITS:
        mended = text.translate(_LOOKALIKES)
        is_lookalike = mended != text and _COUNT.fullmatch(mended)
        code, meant = ("cell.letter_for_digit", {"meant": mended}) if is_lookalike else ("cell.not_whole", {})
        return Meaning(None, (_wrong(code, cell, **meant),))
    is_plain = not isinstance(cell, str) or cell.strip() == digits
    return Meaning(int(digits), notes=() if is_plain else (("cell.written_otherwise", {"value": shown(cell).strip()}),))


def _why_not(cell: str, text: str) -> InvalidMoney:
    """Why text is no amount: the most helpful of the reasons."""
    mended = text.translate(_LOOKALIKES)
    if mended != text and _parsed(mended):
        return _refusal("cell.letter_for_digit", cell, meant=mended)
    if _DECIMALS.fullmatch(text):
        nearest = Decimal(text).quantize(Decimal("0.01"), ROUND_HALF_UP)
        return _refusal("money.part_of_satang", cell, meant=Money.baht(nearest))
    return _refusal("cell.marks_unclear" if _MARKS.fullmatch(text.strip("()฿ ")) else "money.unreadable", cell)


def _wrong(code: str, cell: Cell, **params: object) -> Finding:
    return Finding(code, Severity.ERROR, params={"value": shown(cell).strip(), **params})


def _refusal(code: str, cell: Cell, **params: object) -> InvalidMoney:
    return InvalidMoney(f"{shown(cell)!r} is not an amount", _wrong(code, cell, **params))
