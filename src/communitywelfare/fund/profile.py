"""What a fund says of itself (ข้อมูลกองทุน): the one row of ``fund.csv``."""

from collections.abc import Mapping
from datetime import date

from attrs import field, frozen

from communitywelfare.accounting import BookChoices
from communitywelfare.calendar import YearStart
from communitywelfare.contributions import Convention
from communitywelfare.money import Money

__all__ = ["FundProfile"]


@frozen(kw_only=True)
class FundProfile:
    """A fund's name, founding, area and habits; `books` says how its books are kept.

    `details` are its address and telephones, as text.
    """

    fund_id: str
    name: str
    founded: date
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
