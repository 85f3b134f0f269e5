"""One fund as one value: its facts, the desk where facts are added, and the figures that follow from them."""

from communitywelfare.fund.assessment import assess, assess_event, assess_waiting, facts_of
from communitywelfare.fund.figures import FundFigures, draw_up
from communitywelfare.fund.matching import cut_off_of, draw_request, round_facts
from communitywelfare.fund.profile import Answer, CommitteeMember, FundProfile
from communitywelfare.fund.value import Fund

__all__ = [
    "Answer",
    "CommitteeMember",
    "Fund",
    "FundFigures",
    "FundProfile",
    "assess",
    "assess_event",
    "assess_waiting",
    "cut_off_of",
    "draw_request",
    "draw_up",
    "facts_of",
    "round_facts",
]
