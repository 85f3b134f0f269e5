"""By-laws (ระเบียบกองทุน): the document through time, the version that governs, and its clauses.

A by-law is data. Amending it adds a version; a decision made under an older one stays as it was.
"""

from collections.abc import Mapping
from datetime import date
from enum import Enum
from functools import cached_property
from types import MappingProxyType

from attrs import field, frozen

from communitywelfare.calendar import Month, YearStart
from communitywelfare.contributions import Dues, DuesHistory
from communitywelfare.errors import Place
from communitywelfare.fingerprints import fingerprint
from communitywelfare.members import TenureStart
from communitywelfare.rules.amounts import AmountForm
from communitywelfare.rules.expressions import Condition
from communitywelfare.rules.limits import Limit

__all__ = ["Benefit", "BenefitPolicy", "ByLaw", "Governs"]


class Governs(Enum):
    """The day that chooses the version of the by-law, and for which all facts are read."""

    EVENT_DATE = "event date"
    CLAIM_DATE = "claim date"


@frozen(kw_only=True)
class Benefit:
    """One clause (ข้อ): for what, on which conditions, how much, within which limits.

    `category` is the line of the CODI status form. `assumed` names the keys whose values no source publishes; they are
    assumptions until the fund fills them in.
    """

    key: str
    label: Mapping[str, str] = field(hash=False)
    category: str
    amount: AmountForm
    conditions: tuple[Condition, ...] = ()
    limits: tuple[Limit, ...] = ()
    cite: str = ""
    source: str = ""
    assumed: tuple[str, ...] = ()
    note: Mapping[str, str] = field(factory=dict, hash=False)

    @cached_property
    def place(self) -> Place:
        """The place of findings about this clause."""
        return Place(clause=self.key)

    @cached_property
    def limits_in_order(self) -> tuple[Limit, ...]:
        """Limits on units and occasions first, then those on money; each from the narrowest window to the widest."""
        return tuple(sorted(self.limits, key=lambda limit: (limit.measure.value == "baht", limit.window.width)))


@frozen(kw_only=True)
class BenefitPolicy:
    """One version of a by-law: what holds for events from its effective day on."""

    version: str
    adopted: date
    effective: date
    tenure_from: TenureStart
    year_start: YearStart
    dues: Dues
    benefits: tuple[Benefit, ...]
    cite: str = ""
    source: str = ""
    assumed: tuple[str, ...] = ()
    note: Mapping[str, str] = field(factory=dict, hash=False)

    @cached_property
    def by_key(self) -> Mapping[str, Benefit]:
        """Clauses by their key."""
        return MappingProxyType({benefit.key: benefit for benefit in self.benefits})

    @cached_property
    def fingerprint(self) -> str:
        """The same text of rules gives the same fingerprint."""
        return fingerprint(self)


@frozen(kw_only=True)
class ByLaw:
    """A fund's by-law with all its versions, from the oldest to the newest."""

    fund: str
    name: Mapping[str, str] = field(hash=False)
    governs: Governs
    versions: tuple[BenefitPolicy, ...]

    def in_force(self, day: date) -> BenefitPolicy | None:
        """The version in force on a day; None before the first."""
        return next((version for version in reversed(self.versions) if version.effective <= day), None)

    def basis(self, *, event: date, claimed: date) -> date:
        """The day for which a claim's facts are read."""
        return event if self.governs is Governs.EVENT_DATE else claimed

    @cached_property
    def dues(self) -> DuesHistory:
        """What members were asked to contribute, by version; of two that begin in one month the later governs it."""
        by_month = {Month.of(version.effective): version.dues for version in self.versions}
        return DuesHistory(tuple(by_month.items()))
