"""What the parts of a form are filled from: a fund as of a day, and what is computed of it once for all of them."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import TypeAlias

from attrs import field, frozen

from communitywelfare.accounting import Section10
from communitywelfare.cofunding import Request, Round, Scheme
from communitywelfare.errors import Finding, MissingFact, Severity
from communitywelfare.fund.benefits import BenefitLine, benefits_by_kind
from communitywelfare.fund.forms.definition import Words
from communitywelfare.fund.forms.status.definition import StatusVersion
from communitywelfare.fund.on_day import FundOnDay
from communitywelfare.fund.profile import CommitteeMember
from communitywelfare.fund.received import received_from_facts
from communitywelfare.identity import Hidden
from communitywelfare.members import Membership
from communitywelfare.money import Money

__all__ = ["Cell", "Known", "Line", "Value"]

Cell: TypeAlias = str | int | Money | date | Hidden | Words | None
Line: TypeAlias = Mapping[str, Cell]
Value: TypeAlias = str | int | Money | date | Hidden | tuple[Line, ...] | None
"""What stands in an item, which is of a choice the id of its option, of a table its lines; None where it is blank."""


@frozen(kw_only=True)
class Known(FundOnDay):
    """A fund as of the end of a day, with the round that it asks the state for.

    Its own answers and its committee are those of `filled_on`: they are written down after the day.
    """

    filled_on: date
    version: StatusVersion = field(repr=False)
    scheme: Scheme = field(repr=False)
    asked: Request | MissingFact

    @property
    def request(self) -> Request:
        """The round that the fund asks for.

        Raises:
            MissingFact: No rules of the scheme are known for it.
        """
        if isinstance(self.asked, MissingFact):
            raise self.asked
        return self.asked

    @cached_property
    def ever(self) -> tuple[Membership, ...]:
        """All who had joined by the day."""
        return tuple(each for each in self.fund.register if each.applied <= self.on)

    @property
    def section10(self) -> Section10:
        """Section 10 as of the day.

        Raises:
            MissingFact: The chart lacks an account that the books use.
        """
        if self.books is None:
            finding = Finding("form.chart_not_whole", Severity.WARNING)
            raise MissingFact("the chart lacks accounts that the books use", finding)
        return self.books

    @cached_property
    def facts(self) -> Mapping[str, Money]:
        """The lines of section 10 that receipts and rounds tell."""
        return received_from_facts(self.fund, self.on)

    @cached_property
    def benefits(self) -> tuple[BenefitLine, ...]:
        """Benefits by category, since the founding and in the year."""
        return benefits_by_kind(self.fund, self.year, self.on)

    @cached_property
    def committee(self) -> tuple[CommitteeMember, ...]:
        """Who is on the committee when the form is filled."""
        return tuple(each for each in self.fund.committee if each.serves(self.filled_on))

    @cached_property
    def state_rounds(self) -> tuple[Round, ...]:
        """The scheme's rounds that had begun by the day and were not given up, by number."""
        return tuple(sorted(filter(self._goes_on, self.fund.rounds), key=_number))

    def _goes_on(self, each: Round) -> bool:
        if each.source != self.scheme.source:
            return False
        steps = self.fund.actions_of_round.get(each.key)
        has_begun = steps is None or any(step.day <= self.on for step in steps)
        return has_begun and not self.fund.round_standing(each, self.on).state.is_given_up


def _number(each: Round) -> int:
    return each.number
