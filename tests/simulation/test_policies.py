"""What is made of futures: who gains, what dues are needed, what the answer hangs on, what the past would have been."""

from datetime import date

import numpy as np
import pytest
from attrs import evolve

import communitywelfare as cw
from communitywelfare import simulation
from communitywelfare.calendar import Duration, Unit
from communitywelfare.contributions import Dues
from communitywelfare.errors import InvalidValue, NotInstalled
from communitywelfare.fund.review import readjudicate
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.money import Money
from communitywelfare.rules.changes import changed
from communitywelfare.rules.expressions import Lasting
from communitywelfare.rules.facts import Clock
from communitywelfare.rules.lint import lint
from communitywelfare.simulation.account import keep_account
from communitywelfare.simulation.answers import ruin_probability
from communitywelfare.simulation.expectation import Outlook
from communitywelfare.simulation.gains import PerPerson, by_joining, gainers
from communitywelfare.simulation.hindsight import as_if_always, hindsight
from communitywelfare.simulation.needed import first_that_suffices, least_dues, with_rate
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import Futures
from communitywelfare.simulation.sensitivity import TIMES, sway
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.study import STEPS, draw_up

SCHEMES = (cw.state_scheme(),)
ASSUMPTIONS = shipped_assumptions()
SETTING = Setting(years=6, scenarios=30, seed=5)


@pytest.fixture(scope="module")
def start():
    """A fund with little money, so that it may run out."""
    fund = cw.make_package(cw.Plan(members=60, years=3, seed=4)).fund
    start = Start.of(fund, SCHEMES)
    return evolve(start, opening={"MEMBERS": Money.baht(2_000)})


@pytest.fixture(scope="module")
def policy(start):
    return Policy.of(start.fund, SCHEMES)


@pytest.fixture(scope="module")
def futures(start):
    return Futures.draw(start, ASSUMPTIONS, SETTING)


@pytest.fixture(scope="module")
def dearer(start, policy):
    """Deaths cost more, stays less."""
    bylaw = changed(policy.bylaw, {"death.steps[1].pay": 90_000, "hospital.amount.pays": 100}, on=start.first.first)
    return evolve(policy, bylaw=bylaw)


# ---------------------------------------------------------------------------------------------------------------------
# Policies, and the names to begin with
# ---------------------------------------------------------------------------------------------------------------------
def test_a_policy_is_changed_by_what_is_changed_of_its_by_law(start, policy):
    on = start.first.first
    dearer = policy.changed({"dues.rate": "1.50"}, on=on)

    assert dearer.bylaw == changed(policy.bylaw, {"dues.rate": "1.50"}, on=on)
    assert dearer.schemes == policy.schemes
    assert policy.changed({"dues.rate": "1.50"}, on=start.first).bylaw == dearer.bylaw
    assert dearer.name == {"th": "dues.rate = 1.50", "en": "dues.rate = 1.50"}
    assert policy.changed({"dues.rate": "1.50"}, on=on, name="dearer").name == {"th": "dearer", "en": "dearer"}
    assert policy.changed({"dues.rate": "1.50"}, on=on, name={"th": "แพงขึ้น", "en": "dearer"}).name["th"] == "แพงขึ้น"


def test_the_names_to_begin_with_are_those_of_their_modules():
    for name in ("Futures", "Policy", "Projection", "Setting", "Start", "Study", "compare"):
        assert getattr(simulation, name).__module__.startswith("communitywelfare.simulation.")
    assert simulation.draw_up is draw_up
    assert set(simulation.__all__) == set(dir(simulation))
    with pytest.raises(AttributeError, match="no attribute 'Fortune'"):
        simulation.Fortune  # noqa: B018 - asking is what is tested


def test_without_numpy_it_is_said_what_to_install(monkeypatch):
    monkeypatch.setattr(simulation, "find_spec", lambda _name: None)
    with pytest.raises(NotInstalled, match=r"communitywelfare\[simulation\]"):
        simulation.Futures  # noqa: B018 - asking is what is tested


# ---------------------------------------------------------------------------------------------------------------------
# Who pays and who receives
# ---------------------------------------------------------------------------------------------------------------------
def test_what_persons_pay_and_receive_adds_up_to_what_the_fund_gets_and_pays(futures, policy):
    persons, projection = PerPerson.of(futures, policy), futures.under(policy)
    others = [
        key for key in projection.flows.keys if key == "scholarship"
    ]  # as it was paid before, to nobody in person
    asked = [place for place, key in enumerate(projection.flows.keys) if key not in others]

    assert persons.paid.sum() == projection.flows.dues.sum()
    assert persons.received.sum() == projection.flows.benefits[:, :, asked].sum()


def test_cohorts_are_everybody_once(futures, policy):
    persons = PerPerson.of(futures, policy)
    cohorts = by_joining(persons)
    total = sum(each.people * each.received.baht for each in cohorts)

    assert sum(each.people for each in cohorts) == len(futures.people)
    assert total == pytest.approx(persons.received.sum() / 100 / SETTING.scenarios)
    assert [each.joined.first for each in cohorts] == sorted({each.joined.first for each in cohorts})


def test_nobody_gains_by_a_change_that_changes_nothing(futures, policy):
    persons = PerPerson.of(futures, policy)

    assert all(cell.gain.baht == 0 and not cell.gaining and not cell.losing for cell in gainers(persons, persons))
    assert sum(cell.people for cell in gainers(persons, persons)) == len(futures.start.people)


def test_higher_dues_cost_everybody_who_pays_them_and_give_nobody_more(futures, policy):
    before, after = PerPerson.of(futures, policy), PerPerson.of(futures, with_rate(policy, Money.baht("2.00")))
    there = before.paid[: len(futures.start.people)] > 0

    assert (after.received == before.received).all()
    assert (after.paid == 2 * before.paid).all()
    assert sum(cell.losing for cell in gainers(before, after)) == there.sum()


# ---------------------------------------------------------------------------------------------------------------------
# What dues are needed
# ---------------------------------------------------------------------------------------------------------------------
def ruined_at(futures, policy, rate):
    """How many futures fail with a rate of dues: the whole projection anew."""
    return ruin_probability(futures.under(with_rate(policy, rate)).balance).count


@pytest.mark.parametrize("ruin", [0.0, 0.1, 0.5])
def test_the_least_dues_suffice_and_a_satang_less_does_not(futures, policy, ruin):
    found = least_dues(futures, futures.under(policy), ruin=ruin)
    tolerated = int(ruin * SETTING.scenarios)

    assert found.ruined.count == ruined_at(futures, policy, found.rate) <= tolerated
    assert ruined_at(futures, policy, found.rate - Money(1)) > tolerated
    assert found.low <= found.rate
    assert found.high is None or found.rate <= found.high


def test_the_least_dues_of_a_year_in_twelve_parts(start, futures, policy):
    versions = tuple(
        evolve(each, dues=Dues(convention="ANNUAL_FLAT", rate=Money.baht(365))) for each in policy.bylaw.versions
    )
    yearly = evolve(policy, bylaw=evolve(policy.bylaw, versions=versions))
    found = least_dues(futures, futures.under(yearly), ruin=0.1)

    assert found.rate.satang % 12 == 0
    assert ruined_at(futures, yearly, found.rate) <= 3 < ruined_at(futures, yearly, found.rate - Money(12))


def test_dues_that_grow_are_found_to_the_satang_too(start, policy):
    growing = ASSUMPTIONS["dues_growth"]
    rows = tuple(evolve(row, rates=(0.037,)) for row in growing.rows)
    assumptions = ASSUMPTIONS.with_tables([evolve(growing, rows=rows)], given_by="test")
    futures = Futures.draw(start, assumptions, SETTING)
    found = least_dues(futures, futures.under(policy), ruin=0.1)
    first, last = futures.dues(policy)[[0, -1]]

    assert last > first
    assert ruined_at(futures, policy, found.rate) <= 3 < ruined_at(futures, policy, found.rate - Money(1))


def test_dues_can_be_needed_beyond_all_reason(start, policy):
    poor = evolve(start, opening={"MEMBERS": Money(0)}, expenses=Money.baht(1_200_000_000))
    futures = Futures.draw(poor, ASSUMPTIONS, evolve(SETTING, years=1, scenarios=3))
    found = least_dues(futures, futures.under(policy), ruin=0.0)

    assert found.rate > Money.baht(10_000)
    assert ruined_at(futures, policy, found.rate) == 0 < ruined_at(futures, policy, found.rate - Money(1))


def test_the_first_value_that_suffices_is_that_of_looking_at_all(futures, policy):
    rates = [Money(satang) for satang in range(20, 400, 20)]
    found, share = first_that_suffices(futures, rates, lambda rate: with_rate(policy, rate), ruin=0.1)
    wanted = next(rate for rate in rates if ruined_at(futures, policy, rate) <= 3)

    assert found == wanted
    assert share.count == ruined_at(futures, policy, wanted)
    assert first_that_suffices(futures, [Money(1)], lambda rate: with_rate(policy, rate))[0] is None


# ---------------------------------------------------------------------------------------------------------------------
# What the answer hangs on
# ---------------------------------------------------------------------------------------------------------------------
def test_every_assumption_moves_the_answer_in_its_own_direction(start, policy):
    few = evolve(SETTING, scenarios=15)
    found = {each.what: each for each in sway(start, policy, ASSUMPTIONS, few)}

    assert set(found) == {*TIMES, "match"}
    for what in ("mortality_level", "admissions", "births"):  # the more, the less is left
        less, more = found[what].end
        assert less > found[what].without > more
    assert found["match"].end[0] < found["match"].without
    assert [each.width for each in sway(start, policy, ASSUMPTIONS, few)] == sorted(
        (each.width for each in found.values()), reverse=True
    )


def test_without_a_scheme_there_is_no_match_to_stop(start, policy):
    few = evolve(SETTING, scenarios=2, years=1)

    assert "match" not in {each.what for each in sway(start, evolve(policy, schemes=()), ASSUMPTIONS, few)}


# ---------------------------------------------------------------------------------------------------------------------
# What the past would have been
# ---------------------------------------------------------------------------------------------------------------------
def test_the_past_under_the_same_by_law_is_what_it_says_of_every_grant(start):
    fund = start.fund
    years = hindsight(fund, fund.bylaw, fund.bylaw)
    reviews = readjudicate(fund, as_if_always(fund.bylaw, fund.bylaw), fund.as_of)

    assert sum(each.claims for each in years) == len(reviews) > 0
    assert sum(each.granted.satang for each in years) == sum(each.granted.satang for each in reviews)
    assert all(each.difference == Money(0) for each in years)


def test_a_change_is_held_against_all_past_years_though_it_begins_later(start, policy, dearer):
    years = hindsight(start.fund, policy.bylaw, dearer.bylaw)
    always = as_if_always(dearer.bylaw, start.fund.bylaw)

    assert always.versions[0].effective == policy.bylaw.versions[0].effective
    assert any(each.difference != Money(0) for each in years)
    reviews = readjudicate(start.fund, always, start.fund.as_of)
    assert sum(each.after.satang for each in years) == sum(each.decision.assessed.satang for each in reviews)


def test_dearer_dues_alone_would_have_changed_no_grant_of_the_past(start, policy):
    bylaw = changed(policy.bylaw, {"dues.rate": "1.50"}, on=start.first.first)
    years = hindsight(start.fund, policy.bylaw, bylaw)

    assert sum(each.claims for each in years) > 0
    assert all(each.difference == Money(0) for each in years)


# ---------------------------------------------------------------------------------------------------------------------
# A whole study
# ---------------------------------------------------------------------------------------------------------------------
def test_a_study_holds_every_policy_through_the_same_futures_and_every_risk_apart(start, policy, dearer):
    told = []
    few = evolve(SETTING, scenarios=6, years=2)
    study = draw_up(start, [policy, dearer], ASSUMPTIONS, few, told=told.append)

    assert told == list(STEPS)
    assert len(study.by_risk) == 3
    assert study.by_risk[-1] is study.projections[0]
    assert [each.setting.risks.parameter for each in study.by_risk] == [False, True, True]
    assert [each.setting.risks.systemic is None for each in study.by_risk] == [True, True, False]
    assert (study.projections[0].members == study.projections[1].members).all()
    assert len(study.cells) == len(study.pasts) == 1
    assert len(study.dues) == 2


def test_a_by_law_with_errors_is_not_projected(start, policy):
    newest = policy.bylaw.versions[-1]
    never = Lasting(clock=Clock.AGE, at_least=Duration(60, Unit.YEAR), less_than=Duration(50, Unit.YEAR))
    benefits = tuple(
        evolve(each, conditions=(*each.conditions, never), keys=()) if each.key == "death" else each
        for each in newest.benefits
    )
    bylaw = evolve(policy.bylaw, versions=(*policy.bylaw.versions[:-1], evolve(newest, benefits=benefits)))
    errors = [each for each in lint(bylaw) if each.is_error]

    assert errors
    with pytest.raises(InvalidValue) as refused:
        draw_up(start, [evolve(policy, bylaw=bylaw)], ASSUMPTIONS, evolve(SETTING, scenarios=2, years=1))
    assert refused.value.findings == tuple(errors)


def test_money_of_every_projection_is_somewhere(futures, policy, dearer):
    from communitywelfare.simulation.account import gaps

    for each in (policy, dearer):
        projection = futures.under(each)
        assert all((gap == 0).all() for gap in gaps(projection.flows, projection.balance).values())
        again = keep_account(projection.flows, projection.interest, when_empty=SETTING.when_empty)
        assert (again.closing == projection.balance.closing).all()
        assert np.array_equal(again.ruin, projection.balance.ruin)


def test_two_schemes_of_one_source_both_give(start, policy):
    (scheme,) = SCHEMES
    other = evolve(scheme, scheme_id="once-more")
    both = evolve(policy, schemes=(scheme, other))
    twice = evolve(start, matched={**start.matched, other.scheme_id: start.matched[scheme.scheme_id]})
    few = evolve(SETTING, scenarios=3)
    alone, together = (Futures.draw(twice, ASSUMPTIONS, few).under(each) for each in (policy, both))
    expected = [Outlook.of(twice, ASSUMPTIONS, few).under(each).come(scheme.source) for each in (policy, both)]

    assert alone.flows.cofunding[scheme.source].any()
    assert (together.flows.cofunding[scheme.source] == 2 * alone.flows.cofunding[scheme.source]).all()
    assert expected[1].baht == pytest.approx(2 * expected[0].baht)


def test_a_version_begins_with_the_projection(start, dearer):
    assert dearer.bylaw.versions[-1].effective == start.first.first == date(2024, 10, 1)


# ---------------------------------------------------------------------------------------------------------------------
# Arrears
# ---------------------------------------------------------------------------------------------------------------------
def with_arrears(share):
    table = ASSUMPTIONS["arrears"]
    rows = tuple(evolve(row, rates=(share,)) for row in table.rows)
    return ASSUMPTIONS.with_tables([evolve(table, rows=rows)], given_by="test")


def test_where_everybody_is_in_arrears_nothing_is_paid_and_nothing_is_granted(start, policy):
    projection = Futures.draw(start, with_arrears(1.0), SETTING).under(policy)
    place = projection.flows.keys.index("scholarship")  # as it was paid before

    assert not projection.flows.dues.any()
    assert not np.delete(projection.flows.benefits, place, axis=2).any()


def test_some_arrears_cost_dues_and_save_benefits_and_move_no_death(start, policy, futures):
    some = Futures.draw(start, with_arrears(0.3), SETTING)
    before, after = futures.under(policy), some.under(policy)
    share = after.flows.dues.sum() / before.flows.dues.sum()

    assert (after.members == before.members).all()
    assert (after.flows.payers <= before.flows.payers).all()
    assert share == pytest.approx(0.7, abs=0.03)
    assert after.flows.benefits.sum() < before.flows.benefits.sum()
    persons = PerPerson.of(some, policy)
    assert persons.paid.sum() == after.flows.dues.sum()
