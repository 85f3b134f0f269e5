"""The status form (แบบแสดงสถานะกองทุนสวัสดิการชุมชน): its definition, and what fills its fifteen sections."""

from communitywelfare.fund.forms.status.definition import Section, StatusVersion
from communitywelfare.fund.forms.status.form import FILLED, StatusForm, fill_status

__all__ = ["FILLED", "Section", "StatusForm", "StatusVersion", "fill_status"]
