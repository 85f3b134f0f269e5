"""Who adds what for whom: dated schemes, the members a round counts, the request, and what becomes of it."""

from communitywelfare.cofunding.apportionment import Apportionment, Part, Party, apportion_among, usual_method
from communitywelfare.cofunding.claimants import Claimant, Grant
from communitywelfare.cofunding.eligibility import Eligibility
from communitywelfare.cofunding.facts import RoundFacts, receipt_key
from communitywelfare.cofunding.instalments import Instalment, instalment
from communitywelfare.cofunding.rationing import Rationing, RationMethod, ration
from communitywelfare.cofunding.requests import Request, request
from communitywelfare.cofunding.rounds import (
    CofundingState,
    InKind,
    Match,
    Round,
    RoundAction,
    RoundActionKind,
    RoundStanding,
    standing_of,
    standing_of_row,
)
from communitywelfare.cofunding.schemes import Base, Counting, CutOff, MatchingsOf, Scheme, SchemePeriod, cut_off_before
from communitywelfare.cofunding.tracing import TraceLine

__all__ = [
    "Apportionment",
    "Base",
    "Claimant",
    "CofundingState",
    "Counting",
    "CutOff",
    "Eligibility",
    "Grant",
    "InKind",
    "Instalment",
    "Match",
    "MatchingsOf",
    "Part",
    "Party",
    "RationMethod",
    "Rationing",
    "Request",
    "Round",
    "RoundAction",
    "RoundActionKind",
    "RoundFacts",
    "RoundStanding",
    "Scheme",
    "SchemePeriod",
    "TraceLine",
    "apportion_among",
    "cut_off_before",
    "instalment",
    "ration",
    "receipt_key",
    "request",
    "standing_of",
    "standing_of_row",
    "usual_method",
]
