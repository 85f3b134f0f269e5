"""Official forms as dated data, and what a fund fills into them."""

from communitywelfare.fund.forms.answers import read_answer
from communitywelfare.fund.forms.definition import (
    Column,
    FormDefinition,
    Item,
    ItemKind,
    Option,
    Origin,
    Part,
    Section,
    option_of,
)

__all__ = [
    "Column",
    "FormDefinition",
    "Item",
    "ItemKind",
    "Option",
    "Origin",
    "Part",
    "Section",
    "option_of",
    "read_answer",
]
