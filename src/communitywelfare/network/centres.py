"""Branches and coordination centres inside a fund (สาขาและศูนย์ประสานงาน), and how many members each has."""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund import Fund

__all__ = ["Centre", "CentreKind", "centre_findings", "members_by_centre"]

_PURPOSE = "count members by coordination centre"


class CentreKind(Enum):
    """What it is: a place that helps to reach the fund, or a branch that is run by a committee of its own."""

    CENTRE = "CENTRE"  # ศูนย์ประสานงาน
    BRANCH = "BRANCH"  # สาขา


@frozen(kw_only=True)
class Centre:
    """A coordination centre or a branch of a fund: where it is, and from when to when.

    `name` is what stands in the members' column of the fund's register; `area` the code of a village or another area.
    """

    fund: str
    name: str
    kind: CentreKind = field(default=CentreKind.CENTRE, converter=CentreKind)
    area: str = ""
    since: date | None = None
    until: date | None = None


def members_by_centre(fund: Fund, on: date) -> Mapping[str, int]:
    """How many current members each centre of a fund's register has at the end of a day; a blank stands for none."""
    named = (each.person.details.reveal(_PURPOSE).get("center", "") for each in fund.register.current(on))
    return MappingProxyType(dict(sorted(Counter(named).items())))


def centre_findings(fund: Fund, centres: tuple[Centre, ...], on: date) -> Iterator[Finding]:
    """Centres that the register names and the list does not have: misspelt, or not written down."""
    known = {centre.name for centre in centres if centre.fund == fund.profile.fund_id}
    for name, members in members_by_centre(fund, on).items():
        if name and name not in known:
            place = Place(file="members.csv", column="center", record=fund.profile.fund_id)
            params = {"centre": name, "members": members}
            yield Finding("network.centre_unknown", Severity.WARNING, place=place, params=params)
