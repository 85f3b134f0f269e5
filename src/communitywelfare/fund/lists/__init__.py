"""Lists that a fund draws up from its register and its receipts, month by month and year by year.

Each is figures and nothing else: what they are called, and how they are set, is said where they are shown.
"""

from communitywelfare.fund.lists.dues import DuesBook, DuesRow, Owing, dues_book, owing
from communitywelfare.fund.lists.members import ELDERLY_AGE, Elder, RegisterLine, elders, register_lines
from communitywelfare.fund.lists.movement import Movement, movement
from communitywelfare.fund.lists.statistics import Count, MemberStatistics, member_statistics

__all__ = [
    "ELDERLY_AGE",
    "Count",
    "DuesBook",
    "DuesRow",
    "Elder",
    "MemberStatistics",
    "Movement",
    "Owing",
    "RegisterLine",
    "dues_book",
    "elders",
    "member_statistics",
    "movement",
    "owing",
    "register_lines",
]
