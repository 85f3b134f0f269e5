"""What to invent: how large a fund, over how long, from which seed."""

from datetime import date, timedelta

from attrs import frozen

from communitywelfare.calendar import add_months
from communitywelfare.errors import Finding, InvalidValue, Severity

__all__ = ["DEFAULT_UNTIL", "Plan"]

DEFAULT_UNTIL = date(2024, 9, 30)
_BEFORE_THE_BOOKS = 18  # months from the founding to the first day of the books


@frozen(kw_only=True)
class Plan:
    """What to invent: how many memberships ever, over how many years of books, ending when, from which seed."""

    members: int
    years: int
    seed: int
    until: date = DEFAULT_UNTIL

    def __attrs_post_init__(self) -> None:
        if self.members < 1 or not 1 <= self.years <= 60:
            params = {"members": self.members, "years": self.years}
            finding = Finding("example.out_of_range", Severity.ERROR, params=params)
            raise InvalidValue("an example has at least one member and 1 to 60 years", finding)

    @property
    def books_from(self) -> date:
        """The first day of the books."""
        return add_months(self.until + timedelta(days=1), -12 * self.years)

    @property
    def founded(self) -> date:
        """The day the fund was founded; what came before the books stands in the opening figures."""
        return add_months(self.books_from, -_BEFORE_THE_BOOKS)
