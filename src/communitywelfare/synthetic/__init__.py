"""Synthetic funds: whole, sound and nobody's, the same for the same seed on every machine.

People are invented, citizen IDs begin with 9, and every claim is decided by the fund's own by-law.
"""

import re
from collections.abc import Callable
from datetime import date, timedelta

from attrs import evolve, frozen

from communitywelfare.calendar import YearStart, add_months
from communitywelfare.consents import HEALTH_PURPOSE, Consent, LegalBasis
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund, FundProfile
from communitywelfare.io.bulk import uncollected
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.package import Package
from communitywelfare.io.shipped import example_bylaw, shipped_chart, shipped_sources
from communitywelfare.members import Membership
from communitywelfare.rules import ByLaw
from communitywelfare.sources import Source
from communitywelfare.synthetic.history import live_through
from communitywelfare.synthetic.people import invent_register

__all__ = ["DEFAULT_UNTIL", "STAGES", "Plan", "make_package"]

DEFAULT_UNTIL = date(2024, 9, 30)
STAGES = ("members", "contributions", "claims", "cofunding", "journal")
_BEFORE_THE_BOOKS = 18  # months from the founding to the first day of the books


def _silent(_stage: str) -> None:
    """Nobody is watching."""


@frozen(kw_only=True)
class Plan:
    """What to invent: how many memberships ever, over how many years of books, ending when, from which seed."""

    members: int
    years: int
    seed: int
    until: date = DEFAULT_UNTIL

    def __attrs_post_init__(self) -> None:
        if self.members < 1 or not 1 <= self.years <= 60:
            params = {"members": self.members, "years": self.years}
            finding = Finding("example.out_of_range", Severity.ERROR, params=params)
            raise InvalidValue("an example has at least one member and 1 to 60 years", finding)

    @property
    def books_from(self) -> date:
        """The first day of the books."""
        return add_months(self.until + timedelta(days=1), -12 * self.years)

    @property
    def founded(self) -> date:
        """The day the fund was founded; what came before the books stands in the opening figures."""
        return add_months(self.books_from, -_BEFORE_THE_BOOKS)


def make_package(plan: Plan, *, bylaw_text: bytes | None = None, progress: Callable[[str], None] = _silent) -> Package:
    """Invent a fund that lives by a by-law: the shipped example's, or the one given.

    Args:
        plan: How large and how long.
        bylaw_text: The bytes of a by-law file. Where its first version begins after the founding, its days are moved
            back to the founding, for a fund cannot live without a by-law.
        progress: Called with the name of each stage.

    Raises:
        ByLawError: The by-law has mistakes.
    """
    with uncollected():
        return _invent(plan, bylaw_text or example_bylaw(), progress)


def _invent(plan: Plan, text: bytes, progress: Callable[[str], None]) -> Package:
    bylaw = parse_bylaw(text, "bylaw.toml")
    if bylaw.versions[0].effective > plan.founded:
        text = _backdated(text, bylaw, plan.founded)
        bylaw = parse_bylaw(text, "bylaw.toml")
    progress("members")
    register, beneficiaries = invent_register(
        plan.members, bylaw, founded=plan.founded, books_from=plan.books_from, until=plan.until, seed=plan.seed
    )
    fund = Fund(
        profile=_profile(bylaw, plan),
        bylaw=bylaw,
        register=register,
        as_of=plan.until,
        beneficiaries=beneficiaries,
        sources=tuple(map(_ranked, shipped_sources())),
        chart=shipped_chart(),
        synthetic=True,
        consents=tuple(map(_consented, register)),
        absent=frozenset({"bank", "cash_counts", "cash_custody", "erasures", "merges"}),
    )
    fund = live_through(fund, books_from=plan.books_from, seed=plan.seed, progress=progress)
    return Package(fund=evolve(fund, profile=_with_founding(fund, plan)), bylaw_text=text)


def _ranked(source: Source) -> Source:
    """A source in this fund's own order: local money, which is given for one budget year, before the state's."""
    return evolve(source, pay_order={"LAO": 1, "GOV_VIA_CODI": 2}.get(source.code, source.pay_order))


def _consented(membership: Membership) -> Consent:
    """The consent that everybody signs when joining: without it no sickness benefit can be decided."""
    return Consent(
        member=membership.number,
        purpose=HEALTH_PURPOSE,
        basis=LegalBasis.EXPLICIT_CONSENT,
        given=membership.applied,
        reference="ใบสมัคร",
    )


def _backdated(text: bytes, bylaw: ByLaw, founded: date) -> bytes:
    """The by-law with the days of its first version moved back, said in a comment."""
    first = bylaw.versions[0]
    moved = text.decode()
    for key, day in (("adopted", first.adopted), ("effective", first.effective)):
        note = "# moved back to the founding of this synthetic fund"
        moved = re.sub(rf"(?m)^{key} = {day}.*$", f"{key} = {founded}  {note}", moved, count=1)
    return moved.encode()


def _profile(bylaw: ByLaw, plan: Plan) -> FundProfile:
    policy = bylaw.in_force(plan.until) or bylaw.versions[-1]
    return FundProfile(
        fund_id=bylaw.fund,
        name=bylaw.name["th"],
        founded=plan.founded,
        area_type="TAMBON",
        villages_total=12,
        convention=policy.dues.convention,
        rate=policy.dues.rate,
        entry_fee=policy.dues.entry_fee,
        year_start=YearStart(10),
        population=max(400, plan.members * 3),
        details={"subdistrict": "ตัวอย่าง", "district": "ตัวอย่าง", "province": "ตัวอย่าง"},
    )


def _with_founding(fund: Fund, plan: Plan) -> FundProfile:
    founders = [membership for membership in fund.register if membership.applied == plan.founded]
    return evolve(fund.profile, founding_members=len(founders), founding_money=fund.profile.rate * 30 * len(founders))
