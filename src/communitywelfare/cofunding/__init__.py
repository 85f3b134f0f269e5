"""Who adds what for whom: dated schemes, the members a round counts, and the request that follows."""

from communitywelfare.cofunding.apportionment import Apportionment, Part, Party, apportion_among, usual_method
from communitywelfare.cofunding.claimants import Claimant, Grant
from communitywelfare.cofunding.eligibility import Eligibility, Request, request
from communitywelfare.cofunding.instalments import Instalment, instalment
from communitywelfare.cofunding.rationing import Rationing, RationMethod, ration
from communitywelfare.cofunding.schemes import (
    CofundingState,
    Match,
    Round,
    Scheme,
    SchemePeriod,
    cut_off_before,
)

__all__ = [
    "Apportionment",
    "Claimant",
    "CofundingState",
    "Eligibility",
    "Grant",
    "Instalment",
    "Match",
    "Part",
    "Party",
    "RationMethod",
    "Rationing",
    "Request",
    "Round",
    "Scheme",
    "SchemePeriod",
    "apportion_among",
    "cut_off_before",
    "instalment",
    "ration",
    "request",
    "usual_method",
]
