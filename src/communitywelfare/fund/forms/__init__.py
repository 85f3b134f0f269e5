"""Official forms filled from a fund's facts: the request for co-funding and the six criteria that it shows."""

from communitywelfare.fund.forms.criteria import Criterion, Met, criteria
from communitywelfare.fund.forms.figures import FIGURES, Chosen, Missing
from communitywelfare.fund.forms.filling import Filling
from communitywelfare.fund.forms.request import Filled, FilledPart, RequestForm, fill_request
from communitywelfare.fund.forms.request_definition import Form, FormItem, FormPart, FormVersion

__all__ = [
    "FIGURES",
    "Chosen",
    "Criterion",
    "Filled",
    "FilledPart",
    "Filling",
    "Form",
    "FormItem",
    "FormPart",
    "FormVersion",
    "Met",
    "Missing",
    "RequestForm",
    "criteria",
    "fill_request",
]
