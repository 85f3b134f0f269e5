"""Who claims on an envelope (ผู้ขอรับการจัดสรร), and what each is granted."""

from attrs import Attribute, field, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.money import ZERO, Money, exact

__all__ = ["Claimant", "Grant"]


def _refused(code: str, message: str, **params: object) -> InvalidValue:
    return InvalidValue(message, Finding(code, Severity.ERROR, params=params))


@frozen(kw_only=True)
class Claimant:
    """One that claims on an envelope, such as a fund on a province's budget.

    `heads` are the members it claims for, needed only where a rate per head is asked for. `floor` is the least that it
    is to get. A class of lower `priority` is served wholly before the next one gets anything.

    Raises:
        InvalidValue: A claim or heads below zero, or a floor that is below zero or above the claim.
    """

    id: str
    claimed: Money = field()
    heads: int | None = field(default=None)
    floor: Money = field(default=ZERO)
    priority: int = 0

    @claimed.validator
    def _not_below_zero(self, _attribute: "Attribute[Money]", claimed: Money) -> None:
        if exact(claimed) < ZERO:
            message = f"{self.id} claims {claimed}, less than nothing"
            raise _refused("ration.claim_negative", message, fund=self.id, claimed=claimed)

    @heads.validator
    def _counted(self, _attribute: "Attribute[int | None]", heads: int | None) -> None:
        if heads is not None and (type(heads) is not int or heads < 0):
            message = f"{self.id} has {heads!r} heads, which is no count"
            raise _refused("ration.heads_unusable", message, fund=self.id, heads=str(heads))

    @floor.validator
    def _within_the_claim(self, _attribute: "Attribute[Money]", floor: Money) -> None:
        if not ZERO <= exact(floor) <= self.claimed:
            message = f"the floor of {self.id}, {floor}, is not within its claim of {self.claimed}"
            raise _refused("ration.floor_outside_claim", message, fund=self.id, floor=floor, claimed=self.claimed)


@frozen(kw_only=True)
class Grant:
    """What one claimant is granted, never more than it claimed, and why."""

    id: str
    claimed: Money
    granted: Money
    reasons: tuple[Finding, ...]
