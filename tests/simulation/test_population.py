"""Whom a projection follows: members as claims see them, and those who will join."""

from datetime import date, timedelta

import numpy as np
import pytest
from attrs import evolve

from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.fund.assessment import tenure_from
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.members import Register, TenureStart
from communitywelfare.rules.bylaws import Rejoining
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.population import Population, joiners, population_of
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=120, years=4, seed=3, until=date(2025, 9, 30))).fund
HORIZON = Horizon(Month(2025, 10), 24)
PRIOR = shipped_assumptions()
EPOCH = date(1970, 1, 1)


def joining(rate):
    table = PRIOR["joining"]
    return PRIOR.with_tables([evolve(table, rows=tuple(evolve(each, rates=(rate,)) for each in table.rows))], "mine")


def with_rule(**rule):
    versions = tuple(evolve(each, **rule) for each in FUND.bylaw.versions)
    return evolve(FUND, bylaw=evolve(FUND.bylaw, versions=versions))


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"tenure_from": TenureStart.FIRST_PAID},
        {"rejoining": Rejoining.CONTINUES},
        {"tenure_from": TenureStart.ADMITTED},
    ],
)
def test_membership_is_as_long_as_for_a_claim(rule):
    fund = with_rule(**rule)
    people = population_of(fund, leave_out=True)
    version = fund.bylaw.in_force(fund.as_of)
    current = [each for each in fund.register if each.is_current(fund.as_of)]
    wanted = [tenure_from(fund, each, version) for each in current]

    assert people.tenure_from.tolist() == [(each - EPOCH).days for each in wanted if each is not None]
    assert sum(people.left_out.values()) == wanted.count(None)


def test_who_is_gone_when_the_first_month_begins_is_not_followed():
    current = [each for each in FUND.register if each.is_current(FUND.as_of)]
    goes, stays = current[:2]
    known = {each.number: each for each in FUND.register}
    known[goes.number] = evolve(goes, ended=date(2025, 10, 1))
    known[stays.number] = evolve(stays, ended=date(2025, 10, 2))
    fund = evolve(FUND, register=Register(tuple(known.values())))

    assert len(population_of(fund)) == len(current) - 1


@pytest.mark.parametrize("rate", [0.0, 0.13, 1.0])
def test_as_many_join_as_assumed_on_the_first_of_their_month_like_members(rate):
    members = population_of(FUND)
    new = joiners(members, joining(rate), HORIZON, seed=1)

    assert len(new) == int(rate * len(members) * 2 + 1e-9)
    reached = [(new.entry <= month).sum() for month in range(24)]
    assert reached == [int(rate * len(members) * (month + 1) / 12 + 1e-9) for month in range(24)]
    assert [EPOCH + timedelta(days=int(each)) for each in new.joined] == [HORIZON.at(int(m)).first for m in new.entry]
    ages = set(
        zip(members.sex.tolist(), (members.joined - members.birth).tolist(), members.groups.tolist(), strict=True)
    )
    assert set(zip(new.sex.tolist(), (new.joined - new.birth).tolist(), new.groups.tolist(), strict=True)) <= ages
    assert (new.tenure_from == new.joined).all()
    assert (new.household == -1).all()


def test_who_joins_is_the_same_alone_and_with_other_funds():
    one = population_of(FUND)
    other = population_of(evolve(FUND, profile=evolve(FUND.profile, fund_id="F02")))
    both = Population.together([one, other])
    new = joiners(both, joining(0.1), HORIZON, seed=1)
    everybody = both.followed_by(new)

    assert (np.diff(everybody.fund) >= 0).all()
    for number, alone in enumerate((one, other)):
        own = joiners(alone, joining(0.1), HORIZON, seed=1)
        for name in ("uid", "sex", "birth", "joined", "entry"):
            assert getattr(new, name)[new.fund == number].tolist() == getattr(own, name).tolist()
    with pytest.raises(InvalidValue, match="same uid"):
        Population.together([one, one])
