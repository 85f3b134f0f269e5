"""A fund at the end of a day (กองทุน ณ สิ้นวัน), with what several parts of a form or a summary look at, computed once."""

from datetime import date
from functools import cached_property

from attrs import field, frozen

from communitywelfare.accounting import Section10
from communitywelfare.calendar import FiscalYear
from communitywelfare.fund.figures import books_of
from communitywelfare.fund.value import Fund
from communitywelfare.members import Membership

__all__ = ["FundOnDay"]


@frozen
class FundOnDay:
    """A fund at the end of a day."""

    fund: Fund = field(repr=False)
    on: date

    @cached_property
    def year(self) -> FiscalYear:
        """The accounting year of the day."""
        return self.fund.profile.year_start.year_of(self.on)

    @cached_property
    def current(self) -> tuple[Membership, ...]:
        """The members at the end of the day."""
        return self.fund.register.current(self.on)

    @cached_property
    def books(self) -> Section10 | None:
        """Section 10 of the status form; None where the books are not given whole."""
        return books_of(self.fund, self.on)
