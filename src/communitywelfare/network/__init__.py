"""Networks of funds (เครือข่ายกองทุน): areas, zones, funds' lives, coverage, published figures, and what adds up."""

from communitywelfare.network.areas import LOCAL_GOVERNMENTS, Area, AreaKind, Areas
from communitywelfare.network.coverage import Coverage, coverage
from communitywelfare.network.funds import Covers, Network, NetworkFund, Partner, Tag, Training
from communitywelfare.network.indicators import INDICATORS, Indicator, Share
from communitywelfare.network.life import FundState, LifeEvent, LifeStep
from communitywelfare.network.published import Published, check_published, fractions_for, wholes_for
from communitywelfare.network.requests import Envelope, FundRequest, Screened, request_of, share_out
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
    "Envelope",
    "FundRequest",
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
    "Screened",
    "Share",
    "Tag",
    "Training",
    "Zones",
    "check_published",
    "coverage",
    "fractions_for",
    "request_of",
    "roll_up",
    "share_out",
    "summarise",
    "wholes_for",
]
