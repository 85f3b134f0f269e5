"""What people look at: the page, the lists and the figures of a fund, as files."""

from communitywelfare.reports._html import stylesheet
from communitywelfare.reports._json import as_json, json_text
from communitywelfare.reports.fund_report import REPORT_FILES, report_files

__all__ = ["REPORT_FILES", "as_json", "json_text", "report_files", "stylesheet"]
