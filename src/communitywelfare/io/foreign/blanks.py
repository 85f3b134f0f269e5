"""What a blank cell means: nothing, zero, or something that only the fund can say (MN02)."""

from enum import Enum

from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign._distinct import Meaning, Note, plain_cell, shown
from communitywelfare.io.foreign.columns import Cell

__all__ = ["NOTHING_WORDS", "Blank", "blank_note", "is_blank", "meaning_of_blank"]

NOTHING_WORDS = frozenset({"-", "--", ".-", "-.-", "nan", "#n/a", "n/a", "null", "none"})
"""What people and programs put where nothing is, as `plain_words` gives it."""


class Blank(Enum):
    """What a column's blank cells mean, and those with a dash: not recorded, an amount of zero, or not known yet."""

    NOTHING = "nothing"
    ZERO = "zero"
    ASK = "ask"


def is_blank(cell: Cell) -> bool:
    """Whether nothing stands in a cell, or a dash, NaN or the like."""
    text = plain_cell(cell)
    return not text or text in NOTHING_WORDS


def meaning_of_blank(cell: Cell, blank: Blank, zero: object) -> Meaning:
    """What a blank cell means in a column where blank means that; what is not plainly blank is told."""
    text = shown(cell).strip()
    match blank:
        case Blank.NOTHING:
            return Meaning(None, notes=blank_note(cell))
        case Blank.ZERO:
            return Meaning(zero, notes=(("cell.blank_is_zero", {"value": text}),))
        case Blank.ASK:
            return Meaning(None, (Finding("cell.blank_unclear", Severity.ERROR, params={"value": text}),))


def blank_note(cell: Cell) -> tuple[Note, ...]:
    """That a dash, NaN or the like was taken for blank; nothing where the cell is blank to the eye."""
    return (("cell.blank_word", {"value": shown(cell).strip()}),) if plain_cell(cell) else ()
