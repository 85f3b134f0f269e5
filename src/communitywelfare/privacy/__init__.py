"""Personal data that leave, go, or must go: small counts suppressed, identities erased, what has been kept too long."""

from communitywelfare.privacy.erasure import erase
from communitywelfare.privacy.public_counts import public_counts
from communitywelfare.privacy.suppression import Counts, suppress

__all__ = ["Counts", "erase", "public_counts", "suppress"]
