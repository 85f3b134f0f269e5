"""Personal data that leave, go, or must go: small counts suppressed, identities erased, what has been kept too long."""

from communitywelfare.privacy.erasure import erase
from communitywelfare.privacy.public_counts import public_counts
from communitywelfare.privacy.retention import Proposal, RetentionRule, proposals
from communitywelfare.privacy.suppression import Counts, Flow, left_out, suppress

__all__ = [
    "Counts",
    "Flow",
    "Proposal",
    "RetentionRule",
    "erase",
    "left_out",
    "proposals",
    "public_counts",
    "suppress",
]
