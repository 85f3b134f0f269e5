"""Who adds what for whom: dated schemes, the members a round counts, and the request that follows."""

from communitywelfare.cofunding.eligibility import Eligibility, Request, request
from communitywelfare.cofunding.schemes import (
    CofundingState,
    Match,
    Round,
    Scheme,
    SchemePeriod,
    cut_off_before,
)

__all__ = [
    "CofundingState",
    "Eligibility",
    "Match",
    "Request",
    "Round",
    "Scheme",
    "SchemePeriod",
    "cut_off_before",
    "request",
]
