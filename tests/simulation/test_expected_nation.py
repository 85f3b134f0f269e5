"""What is to be expected of many funds: of each what is expected of it alone, by whatever way it is added up."""

from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.rules import ByLaw
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.bands import Band
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.expectation import Expectation, expect
from communitywelfare.simulation.expected_nation import expect_nation
from communitywelfare.simulation.fund_expectations import FundExpectations
from communitywelfare.simulation.plans import Why
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.summed import batch as summed
from communitywelfare.simulation.summed import entitled, loop, rows
from communitywelfare.simulation.summed.batch import expect_batch
from tests.simulation.test_expectation import (
    A_FISCAL_YEAR,
    A_LIFE,
    A_YEAR,
    BYLAW,
    FIRST,
    KEYS,
    NAMES,
    NOT_EXACT,
    assumed,
    busy,
    bylaw_of,
    flat,
    made,
    nightly,
    some_clause,
    some_limits,
    start_of,
    told,
    used_of,
)
from tests.simulation.test_nation import ASSUMPTIONS, CHANGES, SCHEMES
from tests.simulation.test_nation import start_of as read_start
from tests.simulation.test_stretched import plain_laws
from tests.simulation.test_tariff import laws

SETTING = Setting(years=3, scenarios=40, seed=11)
ENGINES = (Engine.NUMPY, Engine.LOOP)
FASTEST = (Engine.COMPILED,) if compiled(loop) else ()
MONTHLY = ("members", "elderly", "interest", "balance")
FLOWS = ("payers", "dues", "fees", "expenses")


def alike(found: FundExpectations, fund: int, alone: Expectation) -> None:
    """Whether all that is expected of a fund is what its own expectation says, to the last digits of a sum."""
    for name in (*MONTHLY, *FLOWS):
        own = getattr(alone if name in MONTHLY else alone.flows, name)
        assert getattr(found, name)[fund] == pytest.approx(own, rel=1e-11, abs=1e-6), name
    for source, money in alone.flows.cofunding.items():
        assert found.cofunding[source][fund] == pytest.approx(money, rel=1e-11, abs=1e-6)
    assert found.keys[fund] == alone.flows.keys
    count = len(alone.flows.keys)
    assert not found.benefits[fund, :, count:].any()
    for place, key in enumerate(alone.flows.keys):
        own = alone.flows.benefits[:, place]
        assert found.benefits[fund, :, place] == pytest.approx(own, rel=1e-9, abs=1e-6), key
    assert dict(found.inexact[fund]) == dict(alone.inexact)
    error = found.error.get(fund, np.zeros_like(alone.flows.error))
    assert np.array_equal(error, alone.flows.error, equal_nan=True)
    assert found.told(fund) == alone.told


def both(start: Start, bylaw: ByLaw, assumptions: Assumptions, setting: Setting = SETTING) -> None:
    """Hold a fund among others, by every way of adding up, to the fund alone."""
    alone = expect(start, Policy(bylaw=bylaw), assumptions, setting)
    batch = Batch.of([start], bylaws=[bylaw], years=setting.years)
    for engine in ENGINES:
        alike(expect_batch(batch, assumptions, setting, engine=engine), 0, alone)


# --- the same as alone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("engine", [*ENGINES, *FASTEST])
def test_every_kind_of_clause_is_expected_to_pay_what_it_does_alone(engine):
    batch = Batch.of([made()[0]], bylaws=[BYLAW], years=SETTING.years)
    alike(expect_batch(batch, busy(), SETTING, engine=engine), 0, told())


def test_most_clauses_are_told_by_tables():
    """All but these: what is counted by months of membership, at ages, with other clauses, or by nights for life."""
    run = summed._Run(Batch.of([made()[0]], bylaws=[BYLAW], years=SETTING.years), busy(), SETTING)
    left = {NAMES[plan.key] for plan in run.told().left[0]}
    assert left == {
        "baht in a life",
        "nights of a birth",
        "death by years",
        "at ages",
        "more by years",
        "less what was paid",
    }


@pytest.mark.parametrize("seed", range(12))
def test_under_any_bylaw_a_fund_among_others_is_what_it_is_alone(seed):
    draw = np.random.default_rng([7, seed])
    start = start_of(40, seed, least_age=0)
    people = start.people
    if seed % 2:
        people = evolve(people, tenure_from=people.joined + draw.integers(-400, 200, 40))
    groups = draw.integers(0, 2, 40) * 6
    clauses = {f"k{number}": some_clause(draw) for number in range(6)}
    clauses |= {f"n{number}": nightly(*some_limits(draw), wait="200 days", groups=["YOUTH"]) for number in range(2)}
    day = start.first.first - timedelta(days=40)
    used = used_of(*((key, row, day, 1, 10_000) for key in ("k0", "k1") for row in draw.integers(0, 40, 3).tolist()))
    start = evolve(start, people=evolve(people, groups=groups), used=used if seed % 3 == 0 else used_of())
    bylaw = bylaw_of(clauses, year_start=("10-01", "04-20", "01-10")[seed % 3])
    both(start, bylaw, busy(), evolve(SETTING, years=2, seed=seed))


@settings(max_examples=60, deadline=None)
@given(law=laws() | plain_laws(), seed=st.integers(0, 50))
def test_so_it_is_under_any_bylaw_of_several_versions_households_and_schedules(law, seed):
    start = start_of(12, seed, least_age=0)
    groups = np.random.default_rng(seed).integers(0, 8, 12)
    start = evolve(start, people=evolve(start.people, groups=groups))
    both(start, law, busy(), Setting(years=2, scenarios=4, seed=seed))


def test_what_falls_due_and_was_once_asked_for_by_the_night_is_paid_for_both():
    """An older version counts nights that nobody knows; the newer falls due, and still answers to a birth."""
    older = bylaw_of({"a": nightly(category="01")})
    newer = bylaw_of({"a": flat("01", "200.00", automatic={"every": "month"})}).versions[0]
    law = evolve(older, versions=(*older.versions, evolve(newer, version="2", effective=FIRST.replace(year=1996))))
    both(made()[0], law, busy())


@pytest.mark.parametrize("why", NOT_EXACT)
def test_what_is_not_exact_alone_is_not_exact_among_others_and_is_valued_alike(why):
    both(made()[0], bylaw_of(NOT_EXACT[why] | {"fine": nightly({"units": 3, **A_YEAR})}), busy())


def test_a_clause_of_a_version_that_governs_no_more_is_told_of_as_it_is_alone():
    """One that is not exact because of what an older version says is named, although it is paid nothing."""
    older = bylaw_of({"a": flat("01", "500.00", deducts=["b"]), "b": flat("02", "1.00", deducts=["a"])})
    later = evolve(older.versions[0], version="2", effective=FIRST.replace(year=1996), benefits=())
    later = evolve(later, benefits=bylaw_of({"a": flat("01", "500.00")}).versions[0].benefits)
    both(made()[0], evolve(older, versions=(*older.versions, later)), busy())


def test_arrears_are_looked_at_in_what_turns_on_them_and_in_dues():
    clauses = {
        "death": flat("04", "5000.00"),
        "cap": nightly({"units": 5, **A_YEAR}, wait="90 days"),
        "children": flat("01", "1000.00", {"times": 2, **A_LIFE}),
        "gift": flat("03", "100.00", {"times": 2, **A_LIFE}, automatic={"every": "year", "on": "04-13"}),
    }
    late = busy().with_tables([assumed(arrears=0.3)["arrears"]], "a test")
    both(made()[0], bylaw_of(clauses, standing={"arrears_at_most_months": 3}), late)
    both(made()[0], bylaw_of(clauses), late)


@pytest.mark.parametrize("at_once", [1, 3])
def test_versions_that_govern_one_after_the_other_are_left_to_the_fund(at_once):
    """One version governs all of a projection, or tables do not tell its clauses; two funds differ in that."""
    starts = [named(start_of(20, seed), f"F{seed}") for seed in range(3)]
    clauses = {"a": nightly({"units": 5, **A_YEAR}), "b": flat("04", "700.00")}
    one = bylaw_of(clauses)
    later = starts[0].first.plus(5).first
    changed = evolve(
        one.versions[0], version="2", adopted=later, effective=later, benefits=one.versions[0].benefits[:1]
    )
    bylaws = [one, evolve(one, versions=(*one.versions, changed)), bylaw_of({"c": flat("01", "5.00")})]
    batch = Batch.of(starts, bylaws=bylaws, years=SETTING.years)
    found = expect_nation(list(batch.split(at_once)), busy(), SETTING)
    for place, (start, bylaw) in enumerate(zip(starts, bylaws, strict=True)):
        alike(found, place, expect(start, Policy(bylaw=bylaw), busy(), SETTING))


def named(start: Start, fund: str) -> Start:
    """The same start of a fund of another name."""
    people = evolve(
        start.people, funds=(fund,), uid=member_uids(fund, [str(each) for each in range(len(start.people))])
    )
    profile = evolve(start.fund.profile, fund_id=fund)
    return evolve(start, people=people, fund=evolve(start.fund, profile=profile))


@pytest.fixture(scope="module")
def starts():
    return [read_start(number, changes) for number, changes in enumerate(CHANGES)]


@pytest.mark.parametrize("engine", [*ENGINES, *FASTEST])
def test_funds_that_were_read_whole_are_what_they_are_alone(starts, engine):
    """With money of schemes that count members as of other days, what was received before, and clauses as before."""
    setting = Setting(years=4, scenarios=10)
    found = expect_batch(Batch.of(starts, SCHEMES, years=setting.years), ASSUMPTIONS, setting, engine=engine)
    for place, start in enumerate(starts):
        alike(found, place, expect(start, Policy.of(start.fund, SCHEMES), ASSUMPTIONS, setting))
    assert all(money.any() for money in found.cofunding.values())
    alone = expect(starts[1], Policy.of(starts[1].fund, SCHEMES), ASSUMPTIONS, setting)
    assert found.closing(1, 47).baht == pytest.approx(alone.closing(47).baht)
    assert found.paid(1, "death").baht == pytest.approx(alone.paid("death").baht)
    assert found.closing_of_all(47).baht == pytest.approx(
        sum(found.closing(fund, 47).baht for fund in range(len(found)))
    )
    assert list(found.year_ends) == [11, 23, 35, 47]


def test_rounds_that_funds_have_on_other_days_are_counted_fund_by_fund(starts):
    setting, scheme = Setting(years=4, scenarios=10), SCHEMES[0]
    batch = Batch.of(starts, SCHEMES, years=setting.years)
    days = batch.cut_offs[scheme.scheme_id]
    moved = {year: (on[0], *(day.replace(day=17, month=2) for day in on[1:])) for year, on in days.items()}
    batch = evolve(batch, cut_offs={scheme.scheme_id: moved})
    found = expect_batch(batch, ASSUMPTIONS, setting, engine=Engine.LOOP)
    for fund in range(len(batch)):
        alone = expect_batch(batch.some(fund, fund + 1), ASSUMPTIONS, setting, engine=Engine.NUMPY)
        assert found.cofunding[scheme.source][fund] == pytest.approx(alone.cofunding[scheme.source][0], rel=1e-11)


# --- however it is cut, and wherever it is done ------------------------------------------------------------


def test_how_funds_are_cut_and_where_they_are_done_changes_no_more_than_last_bits(starts):
    setting = Setting(years=3, scenarios=10)
    batch = Batch.of(starts, SCHEMES, years=setting.years)
    whole = expect_nation([batch], ASSUMPTIONS, setting)
    done = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        parts = expect_nation(
            batch.split(3), ASSUMPTIONS, setting, executor=executor, in_flight=2, told=lambda *each: done.append(each)
        )
    assert sorted(number for number, _found in done) == [0, 1]
    assert parts.funds == whole.funds == batch.funds
    for name in (*MONTHLY, *FLOWS, "benefits"):
        assert getattr(parts, name) == pytest.approx(getattr(whole, name), rel=1e-11, abs=1e-6)
    assert repr(whole).startswith("FundExpectations(")


@pytest.mark.parametrize("engine", ENGINES)
def test_added_up_in_one_way_it_is_the_same_to_the_last_bit_however_it_is_cut(starts, engine):
    setting = Setting(years=3, scenarios=10)
    batch = Batch.of(starts, SCHEMES, years=setting.years)
    whole = expect_batch(batch, ASSUMPTIONS, setting, engine=engine)
    parts = [expect_batch(each, ASSUMPTIONS, setting, engine=engine) for each in (batch.some(0, 3), batch.some(3, 4))]
    together = FundExpectations.together(parts)
    for name in (*MONTHLY, *FLOWS, "benefits"):
        assert np.array_equal(getattr(together, name), getattr(whole, name)), name
    assert all(np.array_equal(money, whole.cofunding[source]) for source, money in together.cofunding.items())


def test_no_funds_and_a_fund_that_is_there_twice_are_refused(starts):
    batch = Batch.of(starts[:1], SCHEMES, years=1)
    with pytest.raises(InvalidValue, match="no fund"):
        expect_nation([], ASSUMPTIONS, Setting(years=1))
    with pytest.raises(InvalidValue, match="twice"):
        expect_nation([batch, lambda: batch], ASSUMPTIONS, Setting(years=1))


def test_tables_are_begun_anew_when_they_are_too_many(monkeypatch):
    monkeypatch.setattr(rows, "_MOST", 0)
    both(made()[0], bylaw_of({"a": nightly({"units": 5, **A_YEAR}), "b": flat("04", "700.00")}), busy())


def test_tables_that_would_be_too_large_are_left_to_the_fund(monkeypatch):
    """As where each year of age has other stays: for a nation they would not fit into memory."""
    bylaw = bylaw_of({"a": nightly({"units": 5, **A_YEAR}, wait="90 days"), "b": nightly({"units": 2, "per": "event"})})
    batch = Batch.of([made()[0]], bylaws=[bylaw], years=SETTING.years)
    assert not summed._Run(batch, busy(), SETTING).told().left
    monkeypatch.setattr(rows, "_LARGEST", 100)
    assert [plan.key for plan in summed._Run(batch, busy(), SETTING).told().left[0]] == ["a"]
    both(made()[0], bylaw, busy())


def test_stays_that_differ_by_each_year_of_age_are_told_by_larger_tables():
    table = busy()["admissions"]
    each = tuple(
        evolve(row, band=Band(age, age if age < 100 else None), rates=(0.02 * age, 0.01 * age + 0.1))
        for row in table.rows[:1]
        for age in range(101)
    )
    fine = busy().with_tables([evolve(table, rows=each)], "by each year")
    both(made()[0], bylaw_of({"a": nightly({"units": 5, **A_FISCAL_YEAR}, wait="1 year")}), fine)


def test_how_many_histories_are_looked_at_together_changes_nothing(monkeypatch):
    monkeypatch.setattr(entitled, "_AT_ONCE", 5_000)
    later = busy(nights=1.3)  # other assumptions, so that nothing is remembered of them
    both(made()[0], bylaw_of({"a": nightly({"units": 5, **A_FISCAL_YEAR}, wait="100 days")}), later)


# --- who does not come as tables take it -------------------------------------------------------------------


def test_members_who_come_later_are_left_to_the_fund():
    start = start_of(20, 3)
    entry = np.where(np.arange(20) % 4 == 0, 5, 0)
    some = evolve(start, people=evolve(start.people, entry=entry))
    bylaw = bylaw_of({"a": nightly({"units": 5, **A_YEAR}, wait="1 year"), "b": flat("04", "700.00")})
    both(some, bylaw, busy())
    run = summed._Run(Batch.of([some], bylaws=[bylaw], years=SETTING.years), busy(), SETTING)
    assert {plan.key for plan in run.told().left[0]} == {"a", "b"}


def test_who_comes_at_an_age_that_nobody_reaches_is_refused():
    start = start_of(30, 1)
    joined, birth = np.full(30, start.people.joined.max()), np.full(30, -40_000)
    batch = Batch.of([evolve(start, people=evolve(start.people, joined=joined, birth=birth))], bylaws=[bylaw_of({})])
    with pytest.raises(InvalidValue):
        expect_nation([batch], busy(joining=20, mortality_level=4_000), SETTING)


@pytest.mark.parametrize("born_before", [110 * 365, 140 * 365])
def test_the_oldest_are_as_old_as_tables_go(born_before):
    start = start_of(20, 4)
    old = start.people.joined - born_before * (np.arange(20) % 2) - 9_000
    some = evolve(start, people=evolve(start.people, birth=old))
    both(some, bylaw_of({"a": flat("04", "700.00", age={"from": "100 years"}), "b": nightly(wait="1 year")}), busy())


def test_a_turn_longer_than_anybody_lives_is_left_to_the_fund():
    both(made()[0], bylaw_of({"a": nightly(age={"from": "1 year", "below": "130 years"})}), busy())


@pytest.mark.parametrize("key", ["nights a year", "births up to a sum"])
def test_a_price_that_stops_and_begins_again_within_a_limit_is_left_to_the_fund(key):
    clause = {
        KEYS[key]: nightly({"units": 9, **A_YEAR})
        if key == "nights a year"
        else flat("01", "5.00", {"times": 1, **A_LIFE})
    }
    ((name, what),) = clause.items()
    what["when"] = "membership < 8 months or membership >= 20 months"
    both(made()[0], bylaw_of({name: what}), busy())


def test_reasons_stand_beside_what_they_are_of(starts):
    batch = Batch.of(starts[:2], SCHEMES, years=1)
    found = expect_nation(batch.split(1), ASSUMPTIONS, Setting(years=1))
    assert {why for each in found.inexact for why in each.values()} <= {Why.NO_MULTIPLE}
