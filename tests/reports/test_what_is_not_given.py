"""A report on a fund of which little is given: what cannot be told says so, and nothing is made up in its place."""

from datetime import timedelta

import pytest
from attrs import evolve

from communitywelfare.claims import Action, Claim, Event
from communitywelfare.contributions import Contributions
from communitywelfare.fund import draw_up
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.reports.fund_page import fund_page
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import LANGUAGES, phrase

FUND = make_package(Plan(members=12, years=2, seed=5)).fund
OPTIONAL = frozenset(
    {"contributions", "benefits", "claim_actions", "cofunding", "matches", "sources", "accounts", "journal", "opening"}
)


def page(fund, language, on=None):
    return fund_page(draw_up(fund, state_scheme(), on or fund.as_of), (), language, made_by="a test")


def section(text, name):
    """The part of a page with this name."""
    return text.partition(f'id="{name}"')[2].partition("</section>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_needs_tables_that_are_absent_is_not_shown_as_nothing(language):
    bare = evolve(FUND, absent=OPTIONAL, contributions=Contributions(()), claims=(), actions=())
    text = page(bare, language)
    for name in ("standing", "section10", "sources", "trial-balance"):
        assert phrase("not_given", language) in section(text, name)
        assert "0.00" not in section(text, name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_before_the_first_version_no_bylaw_is_said_to_be_in_force(language):
    day = FUND.as_of
    later = evolve(FUND.bylaw.versions[0], effective=day + timedelta(days=1))
    text = page(evolve(FUND, bylaw=evolve(FUND.bylaw, versions=(later,))), language)
    assert phrase("cannot_tell", language) in section(text, "bylaw")


def test_a_claim_for_what_no_version_pays_is_listed_under_the_name_that_it_gave():
    member, day = FUND.register.memberships[0].number, FUND.as_of
    claim = Claim(number="999/2567", day=day, member=member, benefit="wedding", category="99", event=Event(day=day))
    submitted = Action(claim="999/2567", kind="SUBMIT", actor="registrar", day=day)
    fund = evolve(FUND, claims=(*FUND.claims, claim), actions=(*FUND.actions, submitted))
    assert "wedding" in page(fund, "en")


def test_a_name_of_an_older_version_is_found_there():
    older, newer = FUND.bylaw.versions[0], evolve(FUND.bylaw.versions[0], version="new", benefits=())
    bylaw = evolve(FUND.bylaw, versions=(older, evolve(newer, effective=FUND.as_of - timedelta(days=1))))
    member, day = FUND.register.memberships[0].number, FUND.as_of
    claim = Claim(number="998/2567", day=day, member=member, benefit="birth", category="01", event=Event(day=day))
    submitted = Action(claim="998/2567", kind="SUBMIT", actor="registrar", day=day)
    fund = evolve(FUND, bylaw=bylaw, claims=(*FUND.claims, claim), actions=(*FUND.actions, submitted))
    assert older.by_key["birth"].label["en"] in page(fund, "en")


def test_members_whose_dues_nobody_can_reckon_are_counted_apart():
    first = FUND.register.memberships[0]
    early = evolve(first, applied=FUND.bylaw.versions[0].effective - timedelta(days=400), ended=None, cause=None)
    fund = evolve(FUND, register=FUND.register.replacing(early))
    assert phrase("unknown_dues", "en") in section(page(fund, "en"), "standing")


@pytest.mark.parametrize("language", LANGUAGES)
def test_why_somebody_is_not_asked_for_is_said_also_where_it_is_a_slip_of_the_register(language):
    fund = evolve(FUND, matches=(), rounds=(), round_actions=())
    one = next(each for each in fund.register if each.ended is None)
    text = page(evolve(fund, register=fund.register.adding(evolve(one, number="X1"))), language)
    assert phrase("cofunding.person_counted", language) in section(text, "cofunding")
    unknown = page(evolve(fund, absent=frozenset({"matches"})), language)
    assert phrase("cofunding.matches_not_given", language) in section(unknown, "cofunding")
