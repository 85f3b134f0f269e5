"""Networks of funds (เครือข่ายกองทุน): areas, zones, funds' lives, coverage, published figures, and what adds up."""

from communitywelfare.network.areas import LOCAL_GOVERNMENTS, Area, AreaKind, Areas
from communitywelfare.network.coverage import Coverage, coverage
from communitywelfare.network.funds import Covers, Network, NetworkFund, Partner, Tag, Training
from communitywelfare.network.indicators import INDICATORS, Indicator, Share
from communitywelfare.network.life import FundState, LifeEvent, LifeStep
from communitywelfare.network.published import Published, check_published, fractions_for, wholes_for
from communitywelfare.network.rollup import LEVELS, UNPLACED, NetworkReport, RollUp, roll_up
from communitywelfare.network.summary import FundSummary, summarise
from communitywelfare.network.zones import InZone, Zones

__all__ = [
    "INDICATORS",
    "LEVELS",
    "LOCAL_GOVERNMENTS",
    "UNPLACED",
    "Area",
    "AreaKind",
    "Areas",
    "Coverage",
    "Covers",
    "FundState",
    "FundSummary",
    "InZone",
    "Indicator",
    "LifeEvent",
    "LifeStep",
    "Network",
    "NetworkFund",
    "NetworkReport",
    "Partner",
    "Published",
    "RollUp",
    "Share",
    "Tag",
    "Training",
    "Zones",
    "check_published",
    "coverage",
    "fractions_for",
    "roll_up",
    "summarise",
    "wholes_for",
]
