"""What a fund says of itself (ข้อมูลกองทุน): its profile, its committee, its answers to what forms ask."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.accounting import BookChoices
from communitywelfare.calendar import YearStart
from communitywelfare.contributions import Convention
from communitywelfare.identity import Details, PersonName
from communitywelfare.money import Money

__all__ = ["Answer", "CommitteeMember", "FundProfile"]


@frozen(kw_only=True)
class FundProfile:
    """A fund's name, founding, area and habits; `books` says how its books are kept.

    `founded` is None where nobody wrote down the day. `details` are its address and telephones, as text.
    """

    fund_id: str
    name: str
    founded: date | None
    area_type: str
    villages_total: int
    convention: Convention = field(converter=Convention)
    rate: Money
    year_start: YearStart
    population: int | None = None
    founding_members: int | None = None
    founding_money: Money | None = None
    entry_fee: Money | None = None
    qualifying_months: int | None = None
    lapse_months: int | None = None
    books: BookChoices = BookChoices()
    details: Mapping[str, str] = field(factory=dict, hash=False)


@frozen(kw_only=True)
class CommitteeMember:
    """One person of the committee (กรรมการ): position in the fund and in the community, and whom they represent."""

    name: PersonName
    position: str
    community_role: str = ""
    represents: str = ""
    phone: Details = field(factory=lambda: Details({}))
    since: date | None = None
    until: date | None = None

    def serves(self, on: date) -> bool:
        """Whether they are on the committee at the end of a day, as far as days are known."""
        return (self.since is None or self.since <= on) and (self.until is None or on <= self.until)


@frozen(kw_only=True)
class Answer:
    """What a fund answers to an item of an official form that no other table tells, such as how often it meets.

    `item` is the item's id in the form's definition; the newest answer by `as_of` counts.
    """

    item: str
    answer: str
    as_of: date | None = None
