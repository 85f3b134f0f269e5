"""As the committee sees fit (ตามที่คณะกรรมการเห็นสมควร), within the bounds of its authority."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO, Money
from communitywelfare.rules.amounts import Entitlement, in_one_sum
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys

__all__ = ["Discretion"]


@frozen
class Discretion:
    """An amount that only the committee can name: at least `least`, at most `most`, if the by-law says so."""

    most: Money | None = None
    least: Money = ZERO
    form: ClassVar[str] = "discretion"

    @classmethod
    def read(cls, keys: Keys) -> Self:
        """Read ``at_least`` and ``at_most``."""
        most = keys.money("at_most") if keys.has("at_most") else None
        least = keys.money("at_least", default=ZERO)
        if most is not None and most < least:
            keys.report("bylaw.bounds_crossed", "at_most", {"least": least, "most": most})
        return cls(most, least)

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:
        """What the committee may grant at the most, so that limits can cut it; nothing where no bound is written."""
        params = {"least": self.least, "most": self.most}
        reason = Finding("rule.needs_committee", Severity.REFER, place=place, params=params)
        return in_one_sum(facts, ZERO if self.most is None else self.most, reason)
