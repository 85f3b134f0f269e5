"""Nothing in money (สวัสดิการที่ไม่เป็นตัวเงิน): a wreath, a visit, transport; the clause's ``gives`` says what."""

from typing import ClassVar, Self

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import ZERO
from communitywelfare.rules.amounts import Entitlement
from communitywelfare.rules.facts import ClaimFacts
from communitywelfare.rules.keys import Keys

__all__ = ["InKind"]


@frozen
class InKind:
    """No money at all."""

    form: ClassVar[str] = "in kind"

    @classmethod
    def read(cls, keys: Keys) -> Self:  # noqa: ARG003  # as every form
        """Nothing but the form."""
        return cls()

    def entitlement(self, facts: ClaimFacts, place: Place) -> Entitlement:  # noqa: ARG002  # as every form
        """No slice."""
        return Entitlement((), Finding("amount.in_kind", Severity.INFO, place=place, params={"amount": ZERO}))
