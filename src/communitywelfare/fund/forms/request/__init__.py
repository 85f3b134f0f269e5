"""The request for co-funding (แบบเสนอเพื่อขอรับการสนับสนุน): its definition, what fills it, and its six criteria."""

from communitywelfare.fund.forms.request.criteria import Criterion, Met, criteria
from communitywelfare.fund.forms.request.definition import RequestPart, RequestVersion
from communitywelfare.fund.forms.request.figures import FIGURES, Chosen
from communitywelfare.fund.forms.request.filling import Filling
from communitywelfare.fund.forms.request.form import Filled, FilledPart, RequestForm, fill_request

__all__ = [
    "FIGURES",
    "Chosen",
    "Criterion",
    "Filled",
    "FilledPart",
    "Filling",
    "Met",
    "RequestForm",
    "RequestPart",
    "RequestVersion",
    "criteria",
    "fill_request",
]
