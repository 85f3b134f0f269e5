"""Official forms as dated data, filled from a fund's facts: the request for co-funding and the status form.

What both are made of stands here; `request` and `status` are the rooms of the two.
"""

from communitywelfare.fund.forms.answers import read_answer
from communitywelfare.fund.forms.definition import (
    Column,
    Form,
    Item,
    ItemKind,
    Option,
    Origin,
    Part,
    option_of,
    said_in,
)

__all__ = [
    "Column",
    "Form",
    "Item",
    "ItemKind",
    "Option",
    "Origin",
    "Part",
    "option_of",
    "read_answer",
    "said_in",
]
