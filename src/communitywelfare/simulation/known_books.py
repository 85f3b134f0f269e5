"""Whether the books of a fund tell its past (สมุดบัญชีที่ว่างเปล่า): empty ones may mean no money, or nobody's books."""

from communitywelfare.calendar import add_months
from communitywelfare.fund import Fund

__all__ = ["books_tell"]


def books_tell(fund: Fund) -> bool:
    """Whether what the books say of money and matchings is to be believed.

    A fund that was just founded has empty books, and truly no money. Where somebody joined more than a year before the
    fund's day and nothing was ever booked, the books were never kept here: a register was taken in without them.
    """
    if "journal" in fund.absent:
        return False
    since = add_months(fund.as_of, -12)
    return len(fund.journal) > 0 or all(membership.applied >= since for membership in fund.register)
