"""Mistakes that a user may make, each on a line that says which: both checkers must find every one, and no other.

An ignore that ignores nothing is an error for both, so a mistake that goes unseen fails the check. Nobody runs this.
"""

from datetime import date

import communitywelfare as cw
from communitywelfare.io.package import Reading


def money(fee: cw.Money, satang: int) -> None:
    """Amounts do not mix with numbers, and are made of no float."""
    fee + 1.5  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]
    fee + satang  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]
    fee / 2  # type: ignore[operator]  # pyright: ignore[reportOperatorIssue, reportUnusedExpression]
    cw.Money.baht(12.5)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    fee.satang = 5  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    cw.total([1, 2])  # type: ignore[list-item]  # pyright: ignore[reportArgumentType]


def facts(claim: cw.Claim, policy: object, day: date) -> None:
    """What is wanted is said by its name, and by its kind."""
    cw.ClaimFacts(day)  # type: ignore[call-arg]  # pyright: ignore[reportCallIssue]
    cw.Event(day="2025-09-30")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cw.adjudicate(policy, claim, day)  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cw.Plan(members=20, years=1, seed="one")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]


def results(reading: Reading, decision: cw.Decision, finding: cw.Finding) -> None:
    """What may not be there is asked for first; what is frozen stays; a language is one of two."""
    reading.package.fund  # type: ignore[union-attr]  # pyright: ignore[reportOptionalMemberAccess]
    decision.assesed  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
    decision.assessed = cw.Money(0)  # type: ignore[misc]  # pyright: ignore[reportAttributeAccessIssue]
    cw.words(finding, "fr")  # type: ignore[arg-type]  # pyright: ignore[reportArgumentType]
    cw.read_packages("fund")  # type: ignore[attr-defined]  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType]
