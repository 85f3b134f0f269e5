"""What members had received before: every claim that used limits, once, for the person who goes on."""

from collections import defaultdict
from datetime import date, timedelta

import numpy as np
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.members import Register
from communitywelfare.rules.columns.days import as_day
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.opening import used_before
from communitywelfare.simulation.population import population_of
from communitywelfare.strategies import bylaws
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=120, years=4, seed=3, until=date(2025, 9, 30))).fund


def by_clause(used, names_of_rows):
    found = defaultdict(int)
    for row, name, satang in zip(used.row.tolist(), used.name.tolist(), used.satang.tolist(), strict=True):
        found[names_of_rows[row], used.names[name]] += satang
    return {place: satang for place, satang in found.items() if satang}


def test_what_was_received_is_what_was_granted():
    people = population_of(FUND)
    numbers = [each.number for each in FUND.register if each.is_current(FUND.as_of)]
    wanted = defaultdict(int)
    for claim in FUND.claims:
        if FUND.state(claim.number, FUND.as_of).uses_limits and claim.member in numbers:
            wanted[claim.member, claim.benefit] += FUND.granted(claim.number, FUND.as_of).satang

    assert by_clause(used_before(FUND, people.uid), numbers) == {place: each for place, each in wanted.items() if each}
    assert len(wanted) > 20


def test_a_stay_is_received_once_however_many_nights_it_had():
    people = population_of(FUND)
    used = used_before(FUND, people.uid)
    stays = [
        claim
        for claim in FUND.claims
        if claim.benefit == "hospital"
        and FUND.state(claim.number, FUND.as_of).uses_limits
        and FUND.membership(claim.member).is_current(FUND.as_of)
        and FUND.granted(claim.number, FUND.as_of).satang
    ]
    rows = np.array([used.names[name] == "hospital" for name in used.name.tolist()])
    turns = sum(
        len({(day.year, day.month >= 10) for day in (c.event.day + timedelta(n) for n in range(c.event.units or 1))})
        > 1
        for c in stays
    )

    assert len(stays) <= rows.sum() <= len(stays) + turns
    assert (used.units[rows] > 1).any()


def test_what_an_earlier_membership_received_is_the_persons():
    claim = next(
        c
        for c in FUND.claims
        if FUND.state(c.number, FUND.as_of).uses_limits
        and FUND.membership(c.member).is_current(FUND.as_of)
        and FUND.membership(c.member).person.citizen_id
    )
    before = FUND.membership(claim.member)
    ended = claim.event.day + timedelta(days=40)
    again = evolve(before, number="again", applied=ended + timedelta(days=1))
    known = [evolve(before, ended=ended) if each is before else each for each in FUND.register]
    fund = evolve(FUND, register=Register((*known, again)))
    uid = member_uids(fund.profile.fund_id, ["again"])
    was = used_before(FUND, member_uids(fund.profile.fund_id, [before.number]))
    used = used_before(fund, uid)

    assert used.satang.sum() == was.satang.sum() > 0
    assert not len(used_before(fund, member_uids(fund.profile.fund_id, [before.number])).row)


@settings(max_examples=40)
@given(st.lists(bylaws(), min_size=1, max_size=2))
def test_what_is_no_longer_looked_at_is_of_other_clauses_or_too_old(laws):
    used = used_before(FUND, population_of(FUND).uid)
    first = Month(2025, 10).first
    seen = used.counted_by(laws, first)
    kept = set(zip(seen.row.tolist(), seen.name.tolist(), seen.day.tolist(), strict=True))
    known = {key for law in laws for version in law.versions for key in version.by_key}
    for row, name, day in zip(used.row.tolist(), used.name.tolist(), used.day.tolist(), strict=True):
        if (row, name, day) not in kept and used.names[name] in known:
            assert as_day(day) < first - timedelta(days=366) or not any(looks_back(law) for law in laws)


def looks_back(law):
    return any(
        limit.window.value != "event"
        for version in law.versions
        for clause in version.benefits
        for limit in clause.limits
    )
