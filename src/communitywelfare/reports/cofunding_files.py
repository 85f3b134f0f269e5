"""The files of a request for co-funding, all of them or none: the forms, and the lists of members behind them."""

from collections.abc import Callable, Mapping
from typing import Final

from attrs import evolve, frozen

from communitywelfare.errors import Finding, NotInstalled, Severity
from communitywelfare.fund.forms.request import RequestForm
from communitywelfare.reports._json import json_bytes
from communitywelfare.reports._shown import Digits
from communitywelfare.reports.documents import document_html, document_pdf
from communitywelfare.reports.forms import (
    STATUS_FILES,
    filled_status_form,
    request_data,
    request_document,
    status_makers,
    transcription_sheet,
)
from communitywelfare.reports.fund_data import eligible_csv, excluded_csv, trace_csv
from communitywelfare.reports.sheet_csv import sheet_csv
from communitywelfare.reports.sheet_html import sheet_html
from communitywelfare.wording import Language

__all__ = ["COFUNDING_FILES", "FormLook", "cofunding_files"]


@frozen(kw_only=True)
class FormLook:
    """How forms are to look: the language and the digits of papers and pages, and whether people are shown."""

    language: Language
    digits: Digits = "arabic"
    unmasked: bool = False


_Made = Mapping[str, Callable[[], bytes]]


def _request_files(form: RequestForm, look: FormLook) -> _Made:
    """The request itself, and the sheet to type it from."""
    paper = request_document(form, unmasked=look.unmasked)
    sheet = transcription_sheet(form, unmasked=look.unmasked)
    return {
        "request.html": lambda: document_html(paper, look.language, look.digits),
        "request.pdf": lambda: document_pdf(paper, look.language, look.digits),
        "request.json": lambda: json_bytes(request_data(form, unmasked=look.unmasked)),
        "transcription.csv": lambda: sheet_csv(sheet, look.language),
        "transcription.html": lambda: sheet_html(sheet, look.language, look.digits),
    }


def _status_files(form: RequestForm, look: FormLook) -> _Made:
    """The status form as of the round's own cut-off, and the identities that hold it together."""
    filled = filled_status_form(form.fund, form.request.cut_off, form.request, filled_on=form.filled_on)
    return status_makers(filled, look.language, unmasked=look.unmasked, digits=look.digits)


def _member_lists(form: RequestForm, _look: FormLook) -> _Made:
    """Every membership once, in one of two lists; the amounts of the first, and of the trace, add up to the request."""
    return {
        "eligible.csv": lambda: eligible_csv(form.request),
        "excluded.csv": lambda: excluded_csv(form.request),
        "trace.csv": lambda: trace_csv(form.request),
    }


# Who makes which files of a request: a further form is one more here, and its names below.
_MAKERS: Final[tuple[Callable[[RequestForm, FormLook], _Made], ...]] = (_request_files, _status_files, _member_lists)

COFUNDING_FILES: Final = (
    "request.html",
    "request.pdf",
    "request.json",
    "transcription.csv",
    "transcription.html",
    *STATUS_FILES,
    "eligible.csv",
    "excluded.csv",
    "trace.csv",
)
"""The names that belong to a request; what stood under them before is replaced or removed."""


def cofunding_files(form: RequestForm, look: FormLook) -> tuple[Mapping[str, bytes], tuple[Finding, ...]]:
    """The files of a request by name, and what was left out because an extra is not installed."""
    files: dict[str, bytes] = {}
    lacking: list[Finding] = []
    for maker in _MAKERS:
        for name, make in maker(form, look).items():
            try:
                files[name] = make()
            except NotInstalled as error:
                lacking += (evolve(finding, severity=Severity.WARNING) for finding in error.findings)
    return files, tuple(lacking)
