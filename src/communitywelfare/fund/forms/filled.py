"""What every form is filled from alike: the fund's own row, its committee; and how an item says what would fill it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TypeAlias

from communitywelfare.errors import Finding, Severity
from communitywelfare.fund.forms.definition import FormVersion, Item, option_of
from communitywelfare.fund.profile import CommitteeMember
from communitywelfare.fund.value import Fund
from communitywelfare.identity import Hidden
from communitywelfare.money import Money

__all__ = ["from_profile", "holders_of", "phone_of", "unfilled"]

_Told: TypeAlias = str | int | Money | date | None


def unfilled(code: str, item: Item, **params: object) -> Finding:
    """That an item could not be filled, and what would fill it."""
    return Finding(code, Severity.INFO, params={"item": item.id, "filled_by": item.filled_by, **params})


def from_profile(fund: Fund, item: Item) -> _Told:
    """What the fund's own row (fund.csv) holds for an item; None where it is blank."""
    profile = fund.profile
    columns: Mapping[str, _Told] = {
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
    return profile.details.get(item.column, "").strip() or ("" if item.may_be_blank else None)


def holders_of(version: FormVersion, committee: Iterable[CommitteeMember], office: str) -> tuple[CommitteeMember, ...]:
    """Who holds an office that a form asks for by name, by the words that funds use for it."""
    spellings = {each.casefold() for each in version.positions.get(office, ())}
    return tuple(each for each in committee if each.position.strip().casefold() in spellings)


def phone_of(holder: CommitteeMember) -> Hidden | None:
    """The telephone of somebody on the committee, hidden until somebody who may see it asks."""
    number = holder.phone.reveal("fill in an official form, masked unless asked otherwise").get("phone")
    return Hidden(number) if number else None
