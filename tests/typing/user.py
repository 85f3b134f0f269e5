"""A user's program, typed: every public name as one would use it. mypy and pyright read it; nobody runs it.

`assert_type` says what a user's editor must know of each result.
"""

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import assert_type

import communitywelfare as cw
from communitywelfare.io.package import Package, Reading

TODAY = date(2025, 9, 30)


def money() -> cw.Money:
    """Amounts: from text, whole numbers and other amounts, and never a float."""
    fee = cw.Money.baht("1,234.50")
    assert_type(fee + cw.Money(50), cw.Money)
    assert_type(fee * 3, cw.Money)
    assert_type(fee < cw.Money.baht(2), bool)
    assert_type(cw.apportion(fee, (3, 2, 1)), tuple[cw.Money, ...])
    whole = cw.Rounding(to=cw.Money.baht(1), direction="down", source="ข้อ 9")
    assert_type(fee.at_rate(Fraction(3, 100), whole), cw.Money)
    return cw.total([fee, fee])


def person() -> cw.CitizenId:
    """A made-up citizen ID, and a length of time."""
    assert_type(cw.Month(2025, 9).number, int)
    assert_type(cw.Duration.parse("6 months"), cw.Duration)
    return cw.CitizenId.synthetic(7)


def decided(bylaw: bytes) -> cw.Money:
    """A claim decided from plain facts, with the reasons in words."""
    book: cw.ByLaw = cw.parse_bylaw(bylaw, "bylaw.toml")
    claim = cw.Claim(number="1", day=TODAY, member="M1", benefit="birth", category="01", event=cw.Event(day=TODAY))
    facts = cw.ClaimFacts(basis=TODAY, event_day=TODAY, claim_day=TODAY, is_member=True, joined=None)
    policy = book.in_force(TODAY)
    if policy is None:
        raise SystemExit("no by-law is in force")
    decision = cw.adjudicate(policy, claim, facts)
    assert_type(decision, cw.Decision)
    assert_type(decision.reasons, tuple[cw.Finding, ...])
    reasons: list[str] = [cw.words(each, "th") for each in decision.reasons if each.severity is cw.Severity.BLOCK]
    assert_type(cw.write_bylaw(book), str)
    if decision.outcome is cw.Outcome.PAYABLE and not reasons:
        return decision.assessed
    return cw.Money(0)


def read(folder: Path) -> Sequence[cw.Decision]:
    """A fund read, assessed, drawn up and written again."""
    reading = cw.read_package(folder)
    assert_type(reading, Reading)
    package: Package | None = reading.package
    if package is None:
        raise SystemExit("; ".join(cw.words(each, "en") for each in reading.findings))
    fund = package.fund
    assert_type(fund, cw.Fund)
    for membership in fund.register.memberships:
        assert_type(membership, cw.Membership)
        assert_type(membership.person, cw.Person)
    figures = cw.draw_up(fund, cw.state_scheme(), fund.as_of)
    assert_type(figures.members_current, int)
    cw.write_package(folder / "again", package)
    return cw.assess_waiting(fund, fund.as_of)


def invented() -> str:
    """A made-up fund, and an error told by its finding."""
    fund = cw.make_package(cw.Plan(members=20, years=1, seed=1)).fund
    try:
        assert_type(cw.assess(fund, fund.claims[0], fund.as_of), cw.Decision)
    except cw.WelfareError as error:
        return cw.words(error.findings[0], "en")
    return repr(fund)
