"""The papers of single events (D1–D6): application, passbook page, receipt, voucher, claim, one member's benefits."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from communitywelfare.fund import Fund
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.documents.application import application
from communitywelfare.reports.documents.card import card
from communitywelfare.reports.documents.claim_form import claim_form
from communitywelfare.reports.documents.document import Document
from communitywelfare.reports.documents.history import history
from communitywelfare.reports.documents.page import document_html
from communitywelfare.reports.documents.printed import document_pdf
from communitywelfare.reports.documents.receipt import receipt
from communitywelfare.reports.documents.voucher import voucher

__all__ = ["DOCUMENTS", "DOCUMENT_FORMS", "Document", "document_html", "document_pdf"]

DOCUMENTS: Final[Mapping[str, Callable[[Fund, str, Asked], Document]]] = MappingProxyType(
    {
        "application": application,
        "card": card,
        "receipt": receipt,
        "voucher": voucher,
        "claim": claim_form,
        "history": history,
    }
)
"""Each draws up one paper of a fund by the number of the member, receipt, voucher or claim that it is about."""

DOCUMENT_FORMS: Final = MappingProxyType({"html": document_html, "pdf": document_pdf})
"""Each makes the bytes of a file of that ending."""
