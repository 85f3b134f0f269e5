"""A request to a scheme (คำขอรับการสมทบ), member by member: a sum that can be followed to each of them by hand."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from attrs import evolve, field, frozen

from communitywelfare.cofunding.eligibility import Eligibility, RoundFacts, look_at
from communitywelfare.cofunding.schemes import Base, Scheme, SchemePeriod
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.money import Money, total

__all__ = ["Request", "request"]


@frozen(kw_only=True)
class Request:
    """A request to one scheme: what is asked for is the sum over its members, and no more than any ceiling.

    `reasons` are those that concern the fund as a whole, such as a ceiling that was reached.
    """

    scheme: str
    period: SchemePeriod
    budget_year: int
    cut_off: date
    members: tuple[Eligibility, ...] = field(repr=False)
    reasons: tuple[Finding, ...] = ()

    @property
    def eligible(self) -> tuple[Eligibility, ...]:
        """Those who count."""
        return tuple(member for member in self.members if member.is_eligible)

    @property
    def excluded(self) -> tuple[Eligibility, ...]:
        """Those who do not."""
        return tuple(member for member in self.members if not member.is_eligible)

    @property
    def amount(self) -> Money:
        """What is asked for: the sum of what is asked for each member."""
        return total(member.amount for member in self.members)


_Members = tuple[Eligibility, ...]


def request(scheme: Scheme, facts: RoundFacts, *, cut_off: date, budget_year: int) -> Request:
    """Look at every membership as of the cut-off and draw up the request.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year, or they lack what the base needs.
    """
    period = scheme.in_year(budget_year)
    members = tuple(look_at(scheme, period, facts, cut_off))
    return Request(
        scheme=scheme.scheme_id,
        period=period,
        budget_year=budget_year,
        cut_off=cut_off,
        members=_AMOUNTS[period.base](period, members),
    )


def _per_member(period: SchemePeriod, members: _Members) -> _Members:
    if period.per_member is None:
        params = {"value": "per_member", "year": period.first_budget_year}
        finding = Finding("scheme.value_unknown", Severity.REFER, params=params)
        raise MissingFact("what the scheme gives for each member is not known", finding)
    return tuple(evolve(each, amount=period.per_member) if each.is_eligible else each for each in members)


_AMOUNTS: Mapping[Base, Callable[[SchemePeriod, _Members], _Members]] = MappingProxyType({Base.PER_MEMBER: _per_member})
