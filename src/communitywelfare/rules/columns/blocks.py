"""Parts of claims: stretches of days that lie in one window of every kind, or one sum on one day."""

from typing import Self

from attrs import frozen

from communitywelfare.rules.columns.days import Days, Flags, Whole

__all__ = ["Blocks"]


@frozen(eq=False)
class Blocks:
    """Parts of claims in the order of claims and days; `claim` is the row of the claim.

    A block of `days` follows day after day at `rate`; the last day may hold less. Any other is one sum.
    """

    claim: Whole
    day: Days
    units: Whole
    amount: Whole
    rate: Whole
    by_day: Flags

    def taken(self, rows: Whole) -> Self:
        """Some of the blocks."""
        return type(self)(
            self.claim[rows], self.day[rows], self.units[rows], self.amount[rows], self.rate[rows], self.by_day[rows]
        )
