"""From what fills an item of a form to what stands there: in the form's words, people masked unless asked for."""

from collections.abc import Mapping
from typing import TypeVar

from communitywelfare.contributions import Convention
from communitywelfare.fund.forms.request import Chosen, Filled, FormItem, Missing
from communitywelfare.identity import CitizenId, Details, PersonName, masked
from communitywelfare.reports.sheets import Cell, Words, labelled
from communitywelfare.wording import LANGUAGES

__all__ = ["answered", "cell_of", "missing_text", "name_text", "option_words", "rows_of"]

T = TypeVar("T")

_PURPOSE = "fill in a form for co-funding unmasked, as asked"
_BLANK = "......"


def cell_of(filled: Filled, *, unmasked: bool) -> Cell:
    """What stands in an item; nothing where it must still be filled in, or where it is a table."""
    value = filled.value
    match value:
        case None | tuple():
            return None
        case PersonName():
            return name_text(value, unmasked=unmasked)
        case CitizenId():
            return value.reveal(_PURPOSE) if unmasked else str(value)
        case Details():
            phone = value.reveal(_PURPOSE).get("phone", "")
            return phone if unmasked else masked(phone)
        case Convention():
            return labelled(value)
        case Chosen():
            return option_words(value.option.label, value.number)
        case str():
            return answered(filled.item, value)
        case Mapping():
            return ", ".join(f"{name} {count}" for name, count in value.items())
    return value


def name_text(name: PersonName | None, *, unmasked: bool) -> str:
    """A name as it is shown: its first letter, or all of it where that was asked for."""
    if name is None:
        return ""
    return name.reveal(_PURPOSE) if unmasked else str(name)


def answered(item: FormItem, answer: str) -> str | Words:
    """An answer in the words of the form, where the item has a list of them."""
    return item.choices.get(answer, answer)


def option_words(label: Words, number: int | None) -> Words:
    """The words of an option, with the year's number where it is the one that is ticked."""
    filled = _BLANK if number is None else number
    return {language: label[language].format(number=filled) for language in LANGUAGES}


def rows_of(filled: Filled, kind: type[T]) -> tuple[T, ...]:
    """The rows of an item that is a table; none where nothing fills it."""
    value = filled.value
    return tuple(row for row in value if isinstance(row, kind)) if isinstance(value, tuple) else ()


def missing_text(missing: Missing) -> str:
    """Where to write down what is missing."""
    return f"{missing.table}.csv" + (f": {missing.name}" if missing.name else "")
