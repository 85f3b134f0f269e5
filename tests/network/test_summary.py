"""What a fund tells its network, by other roads than the one it was drawn up by."""

from collections import Counter
from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given

import communitywelfare as cw
from communitywelfare.accounting import section_10
from communitywelfare.accounting.statements import PAYMENT_LINES, RECEIPT_LINES
from communitywelfare.calendar import add_months
from communitywelfare.contributions import Contributions
from communitywelfare.fund import draw_up
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.members import Group
from communitywelfare.network import summarise
from communitywelfare.network.summary import SECTIONS
from communitywelfare.strategies import funds

D = date(2024, 9, 30)


@pytest.fixture(scope="module")
def fund():
    return cw.make_package(cw.Plan(members=120, years=4, seed=7)).fund


@pytest.fixture(scope="module")
def summary(fund):
    return summarise(fund, fund.as_of)


def test_the_figures_are_those_of_the_funds_own_report(fund, summary):
    report, told = draw_up(fund, state_scheme(), fund.as_of), summary.figures
    assert told["members.ever"] == report.members_ever
    assert told["members.current"] == report.members_current
    assert told["members.joined"] == report.joined_this_year
    assert {group: told[f"groups.{group.value}"] for group in Group} == {group: report.groups[group] for group in Group}
    assert told["dues.owed"] == report.standing.owed.satang
    assert told["dues.in_arrears"] == report.standing.by_months[3]
    assert told["money.received"] == report.section10.received.satang
    assert told["money.remaining"] == report.section10.remaining.satang
    assert {line: told[f"money.{line}"] for line in RECEIPT_LINES} == {
        line: report.section10.lines[line].satang for line in RECEIPT_LINES
    }
    for line in report.benefits:
        assert told[f"benefits.{line.category}.persons"] == line.persons
        assert told[f"benefits.{line.category}.amount_year"] == line.amount_this_year.satang
    assert (summary.faults, summary.absent) == ((), frozenset())


def test_the_last_twelve_months_are_what_came_and_went_since_then(fund, summary):
    before = add_months(fund.as_of, -12)
    now, then = (section_10(fund.journal, fund.chart, fund.openings, day) for day in (fund.as_of, before))
    for line in RECEIPT_LINES:
        assert summary.figures[f"year.{line}"] == (now.lines[line] - then.lines[line]).satang
    spent = [line for line in PAYMENT_LINES if f"year.{line}" in summary.figures]
    came = sum(summary.figures[f"year.{line}"] for line in RECEIPT_LINES)
    went = sum(summary.figures[f"year.{line}"] for line in spent)
    assert came - went == (now.remaining - then.remaining).satang


def test_of_those_who_were_there_when_the_year_began_some_stayed(fund, summary):
    first = fund.profile.year_start.year_of(fund.as_of).first
    there = {each.number for each in fund.register.current(first - timedelta(days=1))}
    now = {each.number for each in fund.register.current(fund.as_of)}
    assert summary.figures["members.start"] == len(there)
    assert summary.figures["members.stayed"] == len(there & now)
    assert summary.figures["members.current"] == len(now)


def test_rounds_are_told_as_their_four_figures(fund, summary):
    sums = Counter()
    for each in fund.rounds:
        standing, name = fund.round_standing(each, fund.as_of), f"rounds.{each.source}.{each.budget_year}"
        figures = {
            "requested": standing.requested,
            "approved": standing.approved,
            "received": standing.received,
            "returned": standing.returned,
        }
        sums.update({f"{name}.{figure}": money.satang for figure, money in figures.items()})
        sums[f"{name}.members"] += standing.members or 0
        sums[f"{name}.members_unknown"] += standing.members is None
    assert {name: value for name, value in summary.figures.items() if name.startswith("rounds.")} == sums


def test_a_fund_of_less_than_a_year_tells_no_year():
    young = cw.make_package(cw.Plan(members=20, years=1, seed=3)).fund
    assert "year" in summarise(young, add_months(young.profile.founded, 6)).absent


def test_money_in_hands_is_told_with_its_days(fund):
    held = cw.make_package(cw.Plan(members=40, years=2, seed=5)).fund
    days = {entry.voucher.day for entry in held.journal}
    told = [summarise(held, day).figures for day in sorted(days)[-12:]]
    assert any(figures["custody.amount"] for figures in told)
    assert all(figures["custody.satang_days"] <= figures["custody.amount"] * 4_000 for figures in told)


def test_a_fund_whose_totals_fail_says_which(fund):
    _one, *others = fund.contributions.receipts
    short = evolve(fund, contributions=Contributions(tuple(others), fund.contributions.waivers))
    found = summarise(short, short.as_of).faults
    assert {fault.code for fault in found} == {"summary.identity_fails"}
    assert {fault.params["identity"] for fault in found} >= {"2"}


@given(funds())
def test_every_fund_tells_all_that_it_has_the_facts_for(fund):
    summary = summarise(fund, fund.as_of)
    told = {name.partition(".")[0] for name in summary.figures}
    assert told | summary.absent | {"benefits", "rounds"} == set(SECTIONS)
    assert not told & summary.absent
    assert all(type(figure) is int for figure in summary.figures.values())
    assert summary.figures["members.stayed"] <= summary.figures["members.start"]
    assert summary.figures["members.elderly"] <= summary.figures["members.age_known"]


@pytest.mark.parametrize(
    ("absent", "sections"),
    [
        ("contributions", {"dues"}),
        ("journal", {"money", "year", "custody", "records"}),
        ("accounts", {"money", "year", "custody"}),
        ("claim_actions", {"benefits"}),
        ("cofunding", {"rounds"}),
    ],
)
def test_what_needs_a_table_that_is_absent_is_not_told(fund, absent, sections):
    assert summarise(evolve(fund, absent=frozenset({absent})), fund.as_of).absent == sections


def test_without_inhabitants_nobody_tells_how_many_are_members(fund):
    profile = evolve(fund.profile, population=None)
    summary = summarise(evolve(fund, profile=profile), fund.as_of)
    assert summary.absent == {"area"}
    assert "population" not in summary.indicators
