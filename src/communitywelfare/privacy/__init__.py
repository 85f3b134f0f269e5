"""Personal data that leave, go, or must go: small counts suppressed, identities erased, what has been kept too long."""

from communitywelfare.privacy.erasure import erase
from communitywelfare.privacy.public_counts import public_counts
from communitywelfare.privacy.retention import Proposal, RetentionRule, proposals
from communitywelfare.privacy.suppression import Counts, suppress

__all__ = ["Counts", "Proposal", "RetentionRule", "erase", "proposals", "public_counts", "suppress"]
