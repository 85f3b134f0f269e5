"""Who adds what for whom: dated schemes, the members a round counts, the request, and what becomes of it."""

<<<<<<< HEAD
from communitywelfare.cofunding.eligibility import Eligibility, RoundFacts
from communitywelfare.cofunding.requests import Request, request
from communitywelfare.cofunding.rounds import (
=======
from communitywelfare.cofunding.apportionment import Apportionment, Part, Party, apportion_among, usual_method
from communitywelfare.cofunding.claimants import Claimant, Grant
from communitywelfare.cofunding.eligibility import Eligibility, Request, request
from communitywelfare.cofunding.instalments import Instalment, instalment
from communitywelfare.cofunding.rationing import Rationing, RationMethod, ration
from communitywelfare.cofunding.schemes import (
>>>>>>> apportion
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

__all__ = [
<<<<<<< HEAD
    "Base",
=======
    "Apportionment",
    "Claimant",
>>>>>>> apportion
    "CofundingState",
    "Counting",
    "CutOff",
    "Eligibility",
<<<<<<< HEAD
    "InKind",
    "Match",
    "MatchingsOf",
=======
    "Grant",
    "Instalment",
    "Match",
    "Part",
    "Party",
    "RationMethod",
    "Rationing",
>>>>>>> apportion
    "Request",
    "Round",
    "RoundAction",
    "RoundActionKind",
    "RoundFacts",
    "RoundStanding",
    "Scheme",
    "SchemePeriod",
    "apportion_among",
    "cut_off_before",
    "instalment",
    "ration",
    "request",
<<<<<<< HEAD
    "standing_of",
    "standing_of_row",
=======
    "usual_method",
>>>>>>> apportion
]
