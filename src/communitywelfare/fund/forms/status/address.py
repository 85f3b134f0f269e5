"""Sections 1 and 2 of the status form, and whatever else the fund says of itself in one row (fund.csv)."""

from collections.abc import Mapping

from communitywelfare.fund.forms.definition import Item, option_of
from communitywelfare.fund.forms.status.known import Known, Value

__all__ = ["from_profile"]


def from_profile(known: Known, item: Item) -> Value:
    """What the fund's own row holds for an item; None where it is blank."""
    profile = known.fund.profile
    columns: Mapping[str, Value] = {
        "fund_name": profile.name,
        "founded_date": profile.founded,
        "founding_members": profile.founding_members,
        "founding_money": profile.founding_money,
        "population": profile.population,
        "villages_total": profile.villages_total,
        "contribution_basis": option_of(item.options, profile.convention.value),
        "contribution_rate": profile.rate,
    }
    if item.column in columns:
        return columns[item.column]
    return profile.details.get(item.column) or ("" if item.may_be_blank else None)
