"""Official forms as dated data, filled from a fund's facts: the request for co-funding and the status form."""

from communitywelfare.fund.forms.answers import read_answer
from communitywelfare.fund.forms.criteria import Criterion, Met, criteria
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
from communitywelfare.fund.forms.figures import FIGURES, Chosen, Missing
from communitywelfare.fund.forms.filling import Filling
from communitywelfare.fund.forms.request import Filled, FilledPart, RequestForm, fill_request
from communitywelfare.fund.forms.request_definition import Form, FormItem, FormPart, FormVersion

__all__ = [
    "FIGURES",
    "Chosen",
    "Column",
    "Criterion",
    "Filled",
    "FilledPart",
    "Filling",
    "Form",
    "FormDefinition",
    "FormItem",
    "FormPart",
    "FormVersion",
    "Item",
    "ItemKind",
    "Met",
    "Missing",
    "Option",
    "Origin",
    "Part",
    "RequestForm",
    "Section",
    "criteria",
    "fill_request",
    "option_of",
    "read_answer",
]
