"""A projection is the same however it is cut, loses no satang, and tells policies apart by the same chance."""

from datetime import date

import numpy as np
import pytest
from attrs import evolve

from communitywelfare.contributions import FirstMonth
from communitywelfare.errors import InvalidValue, Refused
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.rules.changes import changed
from communitywelfare.simulation.account import gaps
from communitywelfare.simulation.behaviour import draw_arrears
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.levels import Levels, Risks, Shocks
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.lives import draw_lives
from communitywelfare.simulation.needed import with_rate
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import joiners
from communitywelfare.simulation.projection import Futures, compare, project
from communitywelfare.simulation.start import Start
from communitywelfare.synthetic import Plan, make_package

SCHEMES = (state_scheme(),)
FUND = make_package(Plan(members=120, years=4, seed=2, until=date(2025, 9, 30))).fund
PRIOR = shipped_assumptions()
START = Start.of(FUND, SCHEMES)
AS_IT_IS = Policy.of(FUND, SCHEMES)
RISKS = Risks(parameter=True, systemic=Shocks(epidemic=0.2, no_match=0.3))
SETTING = Setting(years=4, scenarios=12, seed=5, risks=RISKS)


@pytest.fixture(scope="module")
def projection():
    return project(START, AS_IT_IS, PRIOR, SETTING)


def arrays(projection):
    flows, balance = projection.flows, projection.balance
    named = {name: getattr(flows, name) for name in ("dues", "fees", "benefits", "payers", "expenses")}
    named |= {name: getattr(balance, name) for name in ("closing", "paid", "unpaid", "interest", "ruin")}
    named |= {f"from {source}": flows.cofunding[source] for source in flows.cofunding}
    return named | {"members": projection.members, "elderly": projection.elderly}


def without(key, policy=AS_IT_IS):
    """The same by-law with a benefit less."""
    versions = tuple(
        evolve(each, benefits=tuple(one for one in each.benefits if one.key != key)) for each in policy.bylaw.versions
    )
    return Policy(bylaw=evolve(policy.bylaw, versions=versions), schemes=policy.schemes)


def test_every_satang_is_somewhere(projection):
    assert all((gap == 0).all() for gap in gaps(projection.flows, projection.balance).values())


@pytest.mark.parametrize("lives_at_once", [1, 500, 10**9])
def test_futures_may_be_followed_some_at_a_time(projection, lives_at_once):
    (other,) = compare(START, [AS_IT_IS], PRIOR, SETTING, lives_at_once=lives_at_once)
    for name, wanted in arrays(projection).items():
        assert (arrays(other)[name] == wanted).all(), name


def test_a_future_replayed_alone_is_the_same_future(projection):
    for number in (0, 7, 11):
        alone = project(START, AS_IT_IS, PRIOR, evolve(SETTING, first_scenario=number, scenarios=1))
        for name, wanted in arrays(projection).items():
            found = arrays(alone)[name]
            assert (found[0] == wanted[number]).all(), name


def test_another_seed_gives_other_futures(projection):
    other = project(START, AS_IT_IS, PRIOR, evolve(SETTING, seed=6))
    assert (other.balance.closing[:, -1] != projection.balance.closing[:, -1]).all()


def test_the_same_policy_twice_has_the_same_futures(projection):
    one, other = compare(START, [AS_IT_IS, AS_IT_IS], PRIOR, SETTING)
    for name, wanted in arrays(projection).items():
        assert (arrays(one)[name] == wanted).all(), name
        assert (arrays(other)[name] == wanted).all(), name


def test_a_policy_without_a_clause_pays_the_others_the_same_and_knows_what_was_used(projection):
    (other,) = compare(START, [without("hospital")], PRIOR, SETTING)
    for place, key in enumerate(other.flows.keys):
        was = projection.flows.keys.index(key)
        assert (other.flows.benefits[:, :, place] == projection.flows.benefits[:, :, was]).all(), key


def test_chance_in_common_makes_a_difference_sure():
    setting = Setting(years=4, scenarios=60, seed=5)
    one, other = (each.balance.closing[:, -1] for each in compare(START, [AS_IT_IS, without("birth")], PRIOR, setting))
    apart = project(START, without("birth"), PRIOR, evolve(setting, seed=6)).balance.closing[:, -1]

    assert (one - other).std() > 0
    assert (one - other).var() * 4 < (one - apart).var()


# --- who pays, who is there --------------------------------------------------------------------------------


@pytest.mark.parametrize("share", [0.0, 0.3])
@pytest.mark.parametrize("first_month", FirstMonth)
def test_members_pay_from_when_they_join_to_before_they_go_but_in_years_of_arrears(first_month, share):
    versions = tuple(
        evolve(each, dues=evolve(each.dues, first_month=first_month, entry_fee=Money.baht(20)))
        for each in FUND.bylaw.versions
    )
    policy = Policy(bylaw=evolve(FUND.bylaw, versions=versions))
    many = PRIOR.with_tables([rate_of("joining", 0.3), rate_of("arrears", share)], "growing")
    setting = Setting(years=2, scenarios=4, seed=3)
    found = project(START, policy, many, setting)
    horizon = found.horizon
    new = joiners(START.people, many, horizon, seed=3)
    people = START.people.followed_by(new)
    lives = draw_lives(people, Demography.of(many, horizon), Levels.even(np.arange(4), len(horizon.years)), seed=3)
    late_in = draw_arrears(people, Demography.of(many, horizon), seed=3, scenarios=np.arange(4))
    is_new = np.isin(people.uid, new.uid)

    assert new.entry.min() == 0
    members, payers = np.zeros((4, 24), int), np.zeros((4, 24), int)
    for life, (month, how) in enumerate(zip(lives.exits.month, lives.exits.how, strict=True)):
        future, person = divmod(life, len(people))
        entry = int(people.entry[person])
        late = int(is_new[person] and first_month is FirstMonth.NEXT)
        for at in range(24):
            members[future, at] += entry <= at <= month
            is_behind = late_in is not None and late_in[life, horizon.places[at]]
            payers[future, at] += entry + late <= at and (at < month or how == Exit.STAYS) and not is_behind
    assert found.members.tolist() == members.tolist()
    assert found.flows.payers.tolist() == payers.tolist()
    rates = [policy.dues.in_force(horizon.at(at)).of(horizon.at(at)).satang for at in range(24)]
    assert found.flows.dues.tolist() == (payers * np.array(rates)).tolist()
    joined = [int((new.entry == at).sum()) for at in range(24)]
    assert found.flows.fees[0].tolist() == [2_000 * each for each in joined]


def rate_of(name, rate):
    return evolve(PRIOR[name], rows=tuple(evolve(row, rates=(rate,) * len(row.rates)) for row in PRIOR[name].rows))


def test_dues_and_what_is_matched_grow_as_assumed_from_the_year_after_the_first():
    grown = PRIOR.with_tables([rate_of("dues_growth", 0.1), rate_of("cofunding_growth", 0.05)], "growing")
    setting = Setting(years=3, scenarios=2)
    one, other = (project(START, AS_IT_IS, each, setting) for each in (PRIOR, grown))
    for at in range(36):
        years = one.horizon.at(at).year - one.horizon.first.year
        each = one.flows.dues[0, at] // max(one.flows.payers[0, at], 1)
        assert other.flows.dues[0, at] == other.flows.payers[0, at] * (each * 11**years // 10**years)
    source = SCHEMES[0].source
    assert other.flows.cofunding[source].sum() > one.flows.cofunding[source].sum() > 0


def test_in_years_without_a_match_no_money_comes():
    never = Setting(years=4, scenarios=2, risks=Risks(systemic=Shocks(no_match=1.0)))
    assert all((each == 0).all() for each in project(START, AS_IT_IS, PRIOR, never).flows.cofunding.values())


# --- what cannot be ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "wrong",
    [
        {"years": 0},
        {"years": 101},
        {"scenarios": 0},
        {"scenarios": 2_000_000},
        {"first_scenario": -1},
        {"match_comes_after": -1},
    ],
)
def test_a_setting_that_cannot_be_is_refused(wrong):
    with pytest.raises(InvalidValue, match=next(iter(wrong))) as caught:
        Setting(**wrong)
    assert caught.value.findings[0].code == "draw.outside"


def test_a_scheme_that_the_start_knows_nothing_of_is_refused():
    with pytest.raises(InvalidValue, match="state-via-codi"):
        project(Start.of(FUND), AS_IT_IS, PRIOR, SETTING)


def test_a_scheme_whose_rules_arrays_do_not_hold_is_refused():
    scheme = SCHEMES[0]
    strict = evolve(scheme, periods=tuple(evolve(each, arrears_at_most=3) for each in scheme.periods))
    with pytest.raises(Refused, match="arrears_at_most"):
        project(START, Policy(bylaw=FUND.bylaw, schemes=(strict,)), PRIOR, SETTING)


# --- one policy after another ------------------------------------------------------------------------------


def looked_at():
    """Policies that differ in one thing each, by what it is."""
    bylaw = AS_IT_IS.bylaw
    newest = bylaw.versions[-1]
    later = {"death.steps[1].pay": 90_000, "elderly.amount.pays": 700}
    return {
        "as it is": AS_IT_IS,
        "without births": without("birth"),
        "dearer": evolve(AS_IT_IS, bylaw=changed(bylaw, later, on=START.first.plus(9).first)),
        "dues": with_rate(AS_IT_IS, 3 * newest.dues.rate),
        "from the next month": evolve(
            AS_IT_IS,
            bylaw=evolve(bylaw, versions=(evolve(newest, dues=evolve(newest.dues, first_month=FirstMonth.NEXT)),)),
        ),
        "without a match": evolve(AS_IT_IS, schemes=()),
    }


@pytest.mark.parametrize("seed", range(2))
def test_whatever_was_looked_at_before_changes_no_satang(seed):
    policies = looked_at()
    futures = Futures.draw(START, PRIOR, SETTING)
    anew = {name: project(START, policy, PRIOR, SETTING) for name, policy in policies.items()}
    for name in np.random.default_rng(seed).permutation([*policies, *policies]).tolist():
        found = futures.under(policies[name])
        for what, column in arrays(anew[name]).items():
            assert np.array_equal(arrays(found)[what], column)
        assert found.told == anew[name].told
    assert len({tuple(each.tobytes() for each in arrays(found).values()) for found in anew.values()}) == len(policies)


def test_what_projections_have_in_common_cannot_be_written_into():
    found = Futures.draw(START, PRIOR, SETTING).under(AS_IT_IS)
    for counts in (found.members, found.elderly, found.flows.payers, *found.flows.cofunding.values()):
        with pytest.raises(ValueError, match="read-only"):
            counts[0, 0] = 1
