"""What everybody may know of a fund's people: how many, where and for what, with small counts left out."""

from collections.abc import Mapping
from datetime import date

from communitywelfare.fund import Fund
from communitywelfare.money import ZERO
from communitywelfare.privacy.suppression import Counts, suppress

__all__ = ["UNKNOWN", "public_counts"]

UNKNOWN = "?"  # where a village or the like is not recorded


def public_counts(fund: Fund, on: date, *, k: int = 5) -> Mapping[str, Counts]:
    """Members by village and sex, and benefits granted by category and year, by the table they are counted from.

    Raises:
        InvalidValue: `k` is below 2.
    """
    members = ((each.village or UNKNOWN, each.person.sex.value) for each in fund.register.current(on))
    year_of = fund.profile.year_start.year_of
    granted = (
        (claim.category or UNKNOWN, str(year_of(claim.event.day).be))
        for claim in fund.claims
        if claim.day <= on and fund.granted(claim.number, on) != ZERO
    )
    return {"members": suppress(Counts.of(members), k), "benefits": suppress(Counts.of(granted), k)}
