"""Networks of funds (เครือข่ายกองทุน): areas, zones, funds' lives, coverage, published figures, and what adds up."""

from communitywelfare.network.areas import LOCAL_GOVERNMENTS, Area, AreaKind, Areas
from communitywelfare.network.funds import Covers, Network, NetworkFund, Partner, Tag, Training
from communitywelfare.network.life import FundState, LifeEvent, LifeStep
from communitywelfare.network.published import Published, check_published, fractions_for, wholes_for
from communitywelfare.network.zones import InZone, Zones

__all__ = [
    "LOCAL_GOVERNMENTS",
    "Area",
    "AreaKind",
    "Areas",
    "Covers",
    "FundState",
    "InZone",
    "LifeEvent",
    "LifeStep",
    "Network",
    "NetworkFund",
    "Partner",
    "Published",
    "Tag",
    "Training",
    "Zones",
    "check_published",
    "fractions_for",
    "wholes_for",
]
