"""An invented fund before anything has happened in it: its people, its by-law and its chart."""

import re
from datetime import date

from attrs import evolve

from communitywelfare.calendar import YearStart
from communitywelfare.consents import HEALTH_PURPOSE, Consent, LegalBasis
from communitywelfare.fund import Fund, FundProfile
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.shipped import shipped_chart, shipped_sources
from communitywelfare.members import Membership
from communitywelfare.rules import ByLaw
from communitywelfare.sources import Source
from communitywelfare.synthetic.people import invent_register
from communitywelfare.synthetic.plan import Plan

__all__ = ["with_people"]


def with_people(plan: Plan, text: bytes) -> tuple[Fund, bytes]:
    """A fund with its people, before anything has happened to them, and its by-law's text."""
    bylaw = parse_bylaw(text, "bylaw.toml")
    if bylaw.versions[0].effective > plan.founded:
        text = _backdated(text, bylaw, plan.founded)
        bylaw = parse_bylaw(text, "bylaw.toml")
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
    return fund, text


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
