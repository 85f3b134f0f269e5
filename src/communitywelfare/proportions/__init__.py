"""Whole units in proportion to weights (การแบ่งตามสัดส่วน): Webster's method, largest remainder, the quota method.

A party's quota is its exact part, a fraction. The methods differ in who gets the units that the quotas, rounded down,
leave over. Equal claims to a last unit go to the weight that stands first. No method takes longer for more units.
"""

from communitywelfare.proportions.divisors import webster
from communitywelfare.proportions.equals import Ties, ties, webster_ties
from communitywelfare.proportions.methods import ApportionMethod, proportional
from communitywelfare.proportions.quotas import written

__all__ = ["ApportionMethod", "Ties", "proportional", "ties", "webster", "webster_ties", "written"]
