"""The same eligibility and the same requests over arrays (numpy): exactly what `request` finds, for a whole nation.

members = columns_of(scheme, each_fund)     # RoundFacts one after the other, or `MemberColumns` of arrays of one's own
counted = count(scheme, members, cut_offs=days, budget_year=2567)     # a day for each fund
counted.amount, counted.total, counted.told("cofunding.not_a_full_year"), counted.explain(row, facts)
"""

from communitywelfare.cofunding.columns.building import columns_of
from communitywelfare.cofunding.columns.counting import asked_for, count
from communitywelfare.cofunding.columns.members import NEVER, UNKNOWN, MemberColumns
from communitywelfare.cofunding.columns.results import REASONS, Counted

__all__ = ["NEVER", "REASONS", "UNKNOWN", "Counted", "MemberColumns", "asked_for", "columns_of", "count"]
