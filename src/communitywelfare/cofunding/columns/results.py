"""What was counted: who counts in each fund, why others do not, and the sum; any member also as a form explains it."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cached_property
from types import MappingProxyType

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.cofunding import Eligibility, Request, RoundFacts, Scheme, request
from communitywelfare.cofunding.columns.members import Days, MemberColumns
from communitywelfare.errors import InvalidValue, Severity
from communitywelfare.money import Money

__all__ = ["REASONS", "Counted"]

_CODES = (
    "cofunding.not_yet_member",
    "cofunding.no_longer_member",
    "cofunding.not_a_full_year",
    "cofunding.matched_often_enough",
)
REASONS: Mapping[str, int] = MappingProxyType({code: 1 << place for place, code in enumerate(_CODES)})
"""The bit of each reason why a member does not count, in the order in which `request` tells them."""

_EPOCH = date(1970, 1, 1)


@frozen(eq=False, kw_only=True)
class Counted:
    """Whom a scheme is asked for in each of many funds.

    `flags` are, row by row, the `REASONS` why a member does not count; 0 where none does. `eligible_members` and
    `amount` (satang) are by fund.
    """

    scheme: Scheme
    budget_year: int
    cut_offs: Days = field(repr=False)
    members: MemberColumns = field(repr=False)
    flags: NDArray[np.uint8] = field(repr=False)
    eligible_members: NDArray[np.int64] = field(repr=False)
    amount: NDArray[np.int64] = field(repr=False)

    @cached_property
    def eligible(self) -> NDArray[np.bool_]:
        """Who counts, row by row."""
        return self.flags == 0

    @property
    def total(self) -> Money:
        """What is asked for in all funds together."""
        return Money(int(self.amount.sum()))

    def told(self, code: str) -> NDArray[np.bool_]:
        """Who is told a reason, row by row.

        Raises:
            InvalidValue: No such reason is known to columns.
        """
        if code not in REASONS:
            raise InvalidValue(f"{code!r} is not a reason in columns; there are {', '.join(REASONS)}")
        return (self.flags & REASONS[code]).astype(bool)

    def codes(self, row: int) -> tuple[str, ...]:
        """All reasons why a member does not count; none where it does."""
        return tuple(code for code, bit in REASONS.items() if self.flags[row] & bit)

    def request(self, fund: int, facts: RoundFacts) -> Request:
        """The request of one fund, member by member with every reason and its days, from its facts."""
        cut_off = _EPOCH + timedelta(days=int(self.cut_offs[fund]))
        return request(self.scheme, facts, cut_off=cut_off, budget_year=self.budget_year)

    def explain(self, row: int, facts: RoundFacts) -> Eligibility:
        """One member as `request` explains it, from the facts of the fund that it belongs to.

        Raises:
            InvalidValue: These facts are not those that were counted: they give other reasons.
        """
        fund = int(self.members.fund_of(row))
        found = self.request(fund, facts).members
        place = row - int(self.members.starts[fund])
        codes = _speaking_against(found[place]) if len(found) == self.members.sizes[fund] else None
        if codes != self.codes(row):
            raise InvalidValue(f"row {row} was not counted from these facts of fund {fund}: {self.codes(row)}, {codes}")
        return found[place]


def _speaking_against(member: Eligibility) -> tuple[str, ...]:
    return tuple(reason.code for reason in member.reasons if reason.severity is not Severity.INFO)
