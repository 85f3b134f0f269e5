"""Cells as people read them: amounts with two decimals, days with the year of the language, Thai digits if asked."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from communitywelfare.calendar import Month
from communitywelfare.money import Money
from communitywelfare.reports.sheets import Cell, Figure, Kind, Sheet, Words
from communitywelfare.wording import Language, briefly, phrase, shown

__all__ = ["Digits", "cell_text", "in_digits", "is_wide", "period_text", "words_in"]

Digits = Literal["arabic", "thai"]
_UPRIGHT, _MONEY_UPRIGHT = 8, 5  # columns, and columns of money, that A4 holds upright
_THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


def in_digits(text: str, digits: Digits) -> str:
    """Text with its digits as asked."""
    return text.translate(_THAI) if digits == "thai" else text


def words_in(words: str | Words | None, language: Language) -> str:
    """Words in one language; what was typed by people is the same in both."""
    if words is None:
        return ""
    return words if isinstance(words, str) else str(words.get(language, ""))


def cell_text(cell: Cell, kind: Kind, language: Language, digits: Digits = "arabic") -> str:
    """A cell as it is read. Numbers that are names keep their digits, so that they can be looked up."""
    match cell:
        case None:
            return ""
        case Figure():
            return cell_text(cell.value, kind, language, digits)
        case str():
            return cell
        case Mapping():
            return words_in(cell, language)
        case Money():
            return in_digits(str(cell), digits)
        case int():
            return in_digits(f"{cell:02d}" if kind is Kind.SATANG else f"{cell:,}", digits)
        case date() | Month():
            return in_digits(briefly(cell, language), digits)


def period_text(sheet: Sheet, language: Language, digits: Digits = "arabic") -> str:
    """The days that a sheet covers, or the day as of which it stands."""
    last = shown(sheet.last, language)
    if sheet.first is None:
        text = f"{phrase('sheet.as_of', language)} {last}"
    else:
        text = phrase("sheet.period", language).format(first=shown(sheet.first, language), last=last)
    return in_digits(text, digits)


def is_wide(sheet: Sheet) -> bool:
    """Whether a sheet needs its paper to lie on its side."""
    widths = [len(table.columns) for table in sheet.tables]
    amounts = (sum(column.kind is Kind.MONEY for column in table.columns) for table in sheet.tables)
    width = sum(widths) if sheet.beside else max(widths, default=0)
    return width > _UPRIGHT or max(amounts, default=0) > _MONEY_UPRIGHT
