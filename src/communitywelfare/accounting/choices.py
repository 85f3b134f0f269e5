"""How a fund keeps its books (ทางเลือกในการทำบัญชี): what it may choose, and what holds where it says nothing."""

from enum import Enum

from attrs import field, frozen

__all__ = ["Basis", "BookChoices", "KeptAs"]


class KeptAs(Enum):
    """What a member's contribution is to the fund (เงินสมทบสมาชิกบันทึกเป็น)."""

    CAPITAL = "CAPITAL"  # the members' fund: received in the year, closed to their fund balance, no income
    INCOME = "INCOME"  # income of the year, closed to the accumulated surplus
    DEPOSIT = "DEPOSIT"  # refundable savings: a liability to each member


class Basis(Enum):
    """When the books take a fact (เกณฑ์บัญชี)."""

    CASH = "CASH"  # when money moves
    ACCRUAL = "ACCRUAL"  # when it is owed


@frozen(kw_only=True)
class BookChoices:
    """The choices of one fund.

    Published rules say that contributions are not paid back, so they are the members' fund unless the fund says
    otherwise; practice is the cash basis (forms-and-data d.1, d.2).
    """

    contributions: KeptAs = field(default=KeptAs.CAPITAL, converter=KeptAs)
    basis: Basis = field(default=Basis.CASH, converter=Basis)
