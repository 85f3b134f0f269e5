"""What a form is filled from: one fund, one version of the form, one request, and the days that each part looks at."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cached_property

from attrs import frozen

from communitywelfare.calendar import BE_OFFSET, Duration, Unit, add_months
from communitywelfare.cofunding import Eligibility, Request, Round, RoundStanding, Scheme
from communitywelfare.errors import Finding
from communitywelfare.fund.forms.answers import Answered, read_answer
from communitywelfare.fund.forms.filled import holders_of
from communitywelfare.fund.forms.request.definition import RequestVersion
from communitywelfare.fund.profile import CommitteeMember
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership

__all__ = ["Filling"]


@frozen(kw_only=True)
class Filling:
    """A fund's facts for one form of one budget year.

    Members and money are looked at as of the request's cut-off; the fund's own answers, its committee and what was
    approved as of the day on which the form is filled, for they come later.
    """

    fund: Fund
    scheme: Scheme
    version: RequestVersion
    request: Request

    @property
    def cut_off(self) -> date:
        """As of which day members and money are counted."""
        return self.request.cut_off

    @property
    def filled_on(self) -> date:
        """The last day of which the form may know: that of the data, or the end of the budget year if it is earlier."""
        year_ends = date(self.request.budget_year - BE_OFFSET, 9, 30)
        return max(self.cut_off, min(self.fund.as_of, year_ends))

    def since(self, looking_back: Duration, *, until: date | None = None) -> date:
        """The first day of the time before the cut-off, or before another day, that a criterion looks at."""
        last = self.cut_off if until is None else until
        if looking_back.unit is Unit.DAY:
            return last - timedelta(days=looking_back.count - 1)
        months = looking_back.count * (12 if looking_back.unit is Unit.YEAR else 1)
        return add_months(last, -months) + timedelta(days=1)

    def knows_since(self, since: date) -> bool:
        """Whether receipts and benefits are given from a day on: of what came before the books, only sums may be."""
        begin = self.fund.books_begin
        if begin <= max(since, self.fund.profile.founded or since):
            return True
        return any(receipt.day < begin for receipt in self.fund.contributions)

    def answer(self, item: str) -> Answered | None:
        """What the fund answers to an item of the form; as it wrote it where that is none, None where it is blank."""
        given = (self.fund.answer(item, self.filled_on) or "").strip()
        if not given:
            return None
        understood = read_answer(self.version.items[item], given)
        return given if isinstance(understood, Finding) else understood

    @cached_property
    def current(self) -> tuple[Membership, ...]:
        """The members at the cut-off."""
        return self.fund.register.current(self.cut_off)

    @cached_property
    def full_year(self) -> tuple[Eligibility, ...]:
        """The current members whose year is full, whether or not they may be matched again."""
        return self.request.full_year

    @cached_property
    def committee(self) -> tuple[CommitteeMember, ...]:
        """Who serves on the committee when the form is filled."""
        return tuple(each for each in self.fund.committee if each.serves(self.filled_on))

    def holders(self, office: str) -> tuple[CommitteeMember, ...]:
        """Who holds an office that the form asks for, by the words that funds use for it."""
        return holders_of(self.version, self.committee, office)

    @cached_property
    def earlier(self) -> tuple[tuple[Round, RoundStanding], ...]:
        """The rounds of the scheme's source that were asked for before this one and not given up, oldest first."""
        return tuple(sorted(self._earlier(), key=lambda found: found[0].number))

    def _earlier(self) -> Iterator[tuple[Round, RoundStanding]]:
        for each in self.fund.rounds:
            if each.source == self.scheme.source and each.budget_year < self.request.budget_year:
                standing = self.fund.round_standing(each, self.filled_on)
                if not standing.state.is_given_up:
                    yield each, standing
