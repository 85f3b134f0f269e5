"""By-laws as data, and what can be read from them: a decision on one claim, with its whole working."""

from communitywelfare.rules.adjudication import adjudicate
from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw, Governs
from communitywelfare.rules.facts import ClaimFacts, Used
from communitywelfare.rules.reading import build_bylaw
from communitywelfare.rules.stated import Stated, stated_under

__all__ = [
    "Benefit",
    "BenefitPolicy",
    "ByLaw",
    "ClaimFacts",
    "Governs",
    "Stated",
    "Used",
    "adjudicate",
    "build_bylaw",
    "stated_under",
]
