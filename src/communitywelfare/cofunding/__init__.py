"""Who adds what for whom: dated schemes, the members a round counts, and the request that follows."""

from communitywelfare.cofunding.apportionment import Apportionment, Part, Party, apportion_among, usual_method
from communitywelfare.cofunding.eligibility import Eligibility, Request, request
from communitywelfare.cofunding.instalments import Instalment, instalment
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
    "CofundingState",
    "Eligibility",
    "Instalment",
    "Match",
    "Part",
    "Party",
    "Request",
    "Round",
    "Scheme",
    "SchemePeriod",
    "apportion_among",
    "cut_off_before",
    "instalment",
    "request",
    "usual_method",
]
