"""Official forms as people look at them: on paper, as a page, as data, and as a sheet to type from."""

from communitywelfare.reports.forms.request_data import request_data
from communitywelfare.reports.forms.request_form import request_document
from communitywelfare.reports.forms.transcription import transcription_sheet

__all__ = ["request_data", "request_document", "transcription_sheet"]
