"""Networks of funds (เครือข่ายกองทุน): areas, zones, funds' lives, coverage, published figures, and what adds up."""

from communitywelfare.network.areas import LOCAL_GOVERNMENTS, UNPLACED, Area, AreaKind, Areas
from communitywelfare.network.centres import Centre, CentreKind, centre_findings, members_by_centre
from communitywelfare.network.coverage import Coverage, coverage
from communitywelfare.network.funds import Covers, Network, NetworkFund, Partner, Tag, Training
from communitywelfare.network.governance import Body, Governance, Meeting, Resolution, Seat, may_check
from communitywelfare.network.indicators import INDICATORS, Indicator, Share
from communitywelfare.network.life import FundState, LifeEvent, LifeStep
from communitywelfare.network.plans import Activity, ActivityState, Goal, Plan, Plans, Progress, progress
from communitywelfare.network.published import Published, check_published, fractions_for, wholes_for
from communitywelfare.network.requests import Envelope, FundRequest, Screened, request_of, share_out
from communitywelfare.network.rollup import LEVELS, NetworkReport, RollUp, roll_up
from communitywelfare.network.summary import FundSummary, summarise
from communitywelfare.network.zones import InZone, Zones

__all__ = [
    "INDICATORS",
    "LEVELS",
    "LOCAL_GOVERNMENTS",
    "UNPLACED",
    "Activity",
    "ActivityState",
    "Area",
    "AreaKind",
    "Areas",
    "Body",
    "Centre",
    "CentreKind",
    "Coverage",
    "Covers",
    "Envelope",
    "FundRequest",
    "FundState",
    "FundSummary",
    "Goal",
    "Governance",
    "InZone",
    "Indicator",
    "LifeEvent",
    "LifeStep",
    "Meeting",
    "Network",
    "NetworkFund",
    "NetworkReport",
    "Partner",
    "Plan",
    "Plans",
    "Progress",
    "Published",
    "Resolution",
    "RollUp",
    "Screened",
    "Seat",
    "Share",
    "Tag",
    "Training",
    "Zones",
    "centre_findings",
    "check_published",
    "coverage",
    "fractions_for",
    "may_check",
    "members_by_centre",
    "progress",
    "request_of",
    "roll_up",
    "share_out",
    "summarise",
    "wholes_for",
]
