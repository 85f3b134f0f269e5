"""The status form (แบบแสดงสถานะกองทุนสวัสดิการชุมชน): its definition, and what fills its fifteen sections."""

from communitywelfare.fund.forms.status.definition import FormDefinition, Part, Section
from communitywelfare.fund.forms.status.form import FILLED, StatusForm, status_form

__all__ = ["FILLED", "FormDefinition", "Part", "Section", "StatusForm", "status_form"]
