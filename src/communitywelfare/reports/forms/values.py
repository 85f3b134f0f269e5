"""Values of official forms as cells: options in words, personal data masked unless somebody asked for them whole."""

from communitywelfare.errors import Finding
from communitywelfare.fund.forms import Item, Option
from communitywelfare.fund.forms.status.known import Cell as FormCell
from communitywelfare.fund.forms.status.known import Value
from communitywelfare.identity import Hidden
from communitywelfare.reports.sheets import Cell

__all__ = ["cell_of", "item_cell", "revealed"]


def item_cell(item: Item, value: Value | Finding, *, unmasked: bool) -> Cell:
    """What stands in an item that is no table; nothing where it could not be filled."""
    return None if isinstance(value, Finding | tuple) else cell_of(value, item.options, unmasked=unmasked)


def cell_of(value: FormCell, options: tuple[Option, ...] = (), *, unmasked: bool) -> Cell:
    """A value as a cell: the words of an option, a masked name."""
    if isinstance(value, Hidden):
        return revealed(value, unmasked=unmasked)
    label = next((option.label for option in options if option.id == value), None)
    if label is not None:
        return label
    return str(value) if options and isinstance(value, int) else value  # a number among words


def revealed(hidden: Hidden, *, unmasked: bool) -> str:
    """A name or a telephone number: masked, or whole where that was asked for."""
    return hidden.reveal("fill in an unmasked official form, as asked") if unmasked else str(hidden)
