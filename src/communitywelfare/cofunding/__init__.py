"""Who adds what for whom: dated schemes, the members a round counts, the request, and what becomes of it."""

from communitywelfare.cofunding.eligibility import Eligibility
from communitywelfare.cofunding.facts import RoundFacts, receipt_key
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
    "Base",
    "CofundingState",
    "Counting",
    "CutOff",
    "Eligibility",
    "InKind",
    "Match",
    "MatchingsOf",
    "Request",
    "Round",
    "RoundAction",
    "RoundActionKind",
    "RoundFacts",
    "RoundStanding",
    "Scheme",
    "SchemePeriod",
    "TraceLine",
    "cut_off_before",
    "receipt_key",
    "request",
    "standing_of",
    "standing_of_row",
]
