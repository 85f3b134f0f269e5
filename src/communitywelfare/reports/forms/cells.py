"""From what fills an item of a form to what stands there: in the form's words, people masked unless asked for."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from communitywelfare.contributions import Convention
from communitywelfare.errors import Finding
from communitywelfare.fund.forms import Option, said_in
from communitywelfare.fund.forms.request import Chosen, Filled
from communitywelfare.fund.forms.status.known import Cell as FormCell
from communitywelfare.identity import Hidden
from communitywelfare.reports.sheets import Cell, Words, labelled
from communitywelfare.wording import LANGUAGES, words

__all__ = ["cell_of", "filled_cell", "finding_words", "option_words", "revealed", "rows_of"]

T = TypeVar("T")

_BLANK = "......"


def cell_of(value: FormCell, options: Iterable[Option] = (), *, unmasked: bool) -> Cell:
    """A value as a cell: the words of an option, a masked name."""
    if isinstance(value, Hidden):
        return revealed(value, unmasked=unmasked)
    label = said_in(options, value)
    if label is not None:
        return label
    return str(value) if options and isinstance(value, int) else value  # a number among words


def filled_cell(filled: Filled, *, unmasked: bool) -> Cell:
    """What stands in an item of the request; nothing where it must still be filled in, or where it is a table."""
    value = filled.value
    match value:
        case tuple():
            return None
        case Convention():
            return labelled(value)
        case Chosen():
            return option_words(value.option.label, value.number)
        case Mapping():
            return ", ".join(f"{name} {count}" for name, count in value.items())
    return cell_of(value, filled.item.options, unmasked=unmasked)


def revealed(hidden: Hidden | None, *, unmasked: bool) -> str:
    """A name, a number of somebody: masked, or whole where that was asked for; nothing where there is none."""
    if hidden is None:
        return ""
    return hidden.reveal("fill in an unmasked official form, as asked") if unmasked else str(hidden)


def option_words(label: Words, number: int | None) -> Words:
    """The words of an option, with the year's number where it is the one that is ticked."""
    filled = _BLANK if number is None else number
    return {language: label[language].format(number=filled) for language in LANGUAGES}


def rows_of(filled: Filled, kind: type[T]) -> tuple[T, ...]:
    """The rows of an item that is a table; none where nothing fills it."""
    value = filled.value
    return tuple(row for row in value if isinstance(row, kind)) if isinstance(value, tuple) else ()


def finding_words(finding: Finding) -> Words:
    """A finding as a sentence, in every language."""
    return {language: words(finding, language) for language in LANGUAGES}
