"""Official forms as people look at them: on paper, as a page, as data, and as a sheet to type from."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Final

from communitywelfare.calendar import YearStart
from communitywelfare.cofunding import Request
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.forms.status import StatusForm, fill_status
from communitywelfare.io.form_toml import status_form
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.reports._json import json_bytes
from communitywelfare.reports._shown import Digits
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.documents import DOCUMENT_FORMS, Document, document_html, document_pdf
from communitywelfare.reports.forms.request_data import request_data
from communitywelfare.reports.forms.request_paper import request_document
from communitywelfare.reports.forms.request_sheet import transcription_sheet
from communitywelfare.reports.forms.status_data import status_data
from communitywelfare.reports.forms.status_paper import status_document
from communitywelfare.reports.fund_data import identity_data
from communitywelfare.wording import Language

__all__ = [
    "FORM_ENDINGS",
    "OFFICIAL_FORMS",
    "STATUS_FILES",
    "StatusForm",
    "filled_status_form",
    "official_form",
    "request_data",
    "request_document",
    "status_data",
    "status_document",
    "status_files",
    "status_makers",
    "transcription_sheet",
]

STATUS_FILES = ("status.html", "status.pdf", "status.json", "identities.json")


def filled_status_form(
    fund: Fund, on: date, request: Request | None = None, *, filled_on: date | None = None
) -> StatusForm:
    """The status form of a fund as of the end of a day, as it is used with the state's scheme."""
    version = status_form().nearest(YearStart(10).year_of(on).be)
    return fill_status(fund, on, version=version, scheme=state_scheme(), request=request, filled_on=filled_on)


def status_files(
    fund: Fund,
    on: date,
    language: Language,
    *,
    unmasked: bool = False,
    digits: Digits = "arabic",
    request: Request | None = None,
) -> Mapping[str, bytes]:
    """The status form of a fund as of the end of a day, as a page, a paper and data, and the identities by themselves.

    Args:
        fund: The fund.
        on: The day.
        language: The language of the page and the paper; the data carry both.
        unmasked: Whether names and telephone numbers of the committee stand whole.
        digits: Which digits the page and the paper have.
        request: The round that the fund asks the state for; without it, that of the last 30 September.

    Raises:
        NotInstalled: The extra ``report``, which makes the PDF file, is not there.
    """
    form = filled_status_form(fund, on, request)
    makers = status_makers(form, language, unmasked=unmasked, digits=digits)
    return {name: make() for name, make in makers.items()}


def status_makers(
    form: StatusForm, language: Language, *, unmasked: bool, digits: Digits
) -> Mapping[str, Callable[[], bytes]]:
    """How each file of a filled status form is made, by its name."""
    document = status_document(form, unmasked=unmasked)
    return {
        "status.html": lambda: document_html(document, language, digits),
        "status.pdf": lambda: document_pdf(document, language, digits),
        "status.json": lambda: json_bytes(status_data(form, unmasked=unmasked)),
        "identities.json": lambda: json_bytes(identity_data(form.identities)),
    }


def _status(fund: Fund, asked: Asked) -> tuple[Document, object]:
    form = filled_status_form(fund, asked.last)
    return status_document(form, unmasked=asked.unmasked), status_data(form, unmasked=asked.unmasked)


OFFICIAL_FORMS: Final[Mapping[str, Callable[[Fund, Asked], tuple[Document, object]]]] = MappingProxyType(
    {"Y1": _status}
)
"""Official forms by their id in the list of standard reports, each as a paper and as data."""

FORM_ENDINGS: Final = (*DOCUMENT_FORMS, "json")
"""What an official form can be written as. It is no table, so a spreadsheet is none of them."""


def official_form(
    name: str, fund: Fund, asked: Asked, form: str, *, language: Language, digits: Digits = "arabic"
) -> bytes:
    """An official form of a fund as the bytes of a file, as of the end of the last day that is asked for.

    Raises:
        InvalidValue: It cannot be written in that form.
        NotInstalled: The form needs an extra that is not there.
    """
    if form not in FORM_ENDINGS:
        params = {"id": name, "form": form, "known": FORM_ENDINGS}
        finding = Finding("statement.no_such_form", Severity.ERROR, params=params)
        raise InvalidValue(f"{name} cannot be written as {form}", finding)
    document, data = OFFICIAL_FORMS[name](fund, asked)
    return json_bytes(data) if form == "json" else DOCUMENT_FORMS[form](document, language, digits)
