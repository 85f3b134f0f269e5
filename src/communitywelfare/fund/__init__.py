"""One fund as one value: its facts, the desk where facts are added, and the figures that follow from them."""

from communitywelfare.fund.assessment import assess, assess_waiting, facts_of
from communitywelfare.fund.figures import FundFigures, draw_up
from communitywelfare.fund.profile import FundProfile
from communitywelfare.fund.value import Fund

__all__ = ["Fund", "FundFigures", "FundProfile", "assess", "assess_waiting", "draw_up", "facts_of"]
