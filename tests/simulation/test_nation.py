"""Many funds at once: each gets what it gets alone, however they are cut, in whatever process."""

import multiprocessing
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st

from communitywelfare.contributions import FirstMonth
from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.money import Money
from communitywelfare.rules.changes import changed
from communitywelfare.simulation.account import WhenEmpty
from communitywelfare.simulation.answers import FAN, quantiles, ruin_by
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.levels import Risks, Shocks
from communitywelfare.simulation.nation import simulate_nation
from communitywelfare.simulation.needed import least_dues
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import Futures, project
from communitywelfare.simulation.rates import RateRow, RateTable
from communitywelfare.simulation.results import SUMS
from communitywelfare.simulation.start import Start
from communitywelfare.sources import MEMBERS
from communitywelfare.synthetic import Plan, make_package

SCHEMES = (state_scheme(),)
ASSUMPTIONS = shipped_assumptions()
SETTING = Setting(years=4, scenarios=7, risks=Risks(parameter=True, systemic=Shocks(epidemic=0.3, no_match=0.3)))
CHANGES = (
    {},
    {"death.steps[1].pay": 9000, "dues.first_month": "month after joining"},
    {"dues.rate": Money.baht("1.30")},
    {"dues.entry_fee": Money.baht("50")},
)


def start_of(number, changes):
    """A small fund with an id, a by-law and little money of its own."""
    fund = make_package(Plan(members=40 + 25 * number, years=3, seed=number)).fund
    bylaw = changed(fund.bylaw, changes, on=fund.as_of + timedelta(days=1)) if changes else fund.bylaw
    fund = evolve(fund, profile=evolve(fund.profile, fund_id=f"F{number}"), bylaw=bylaw)
    poor = {MEMBERS: Money.baht(str(200 * number)), "CODI": Money.baht("700")}
    return Start.of(fund, SCHEMES, opening=poor, expenses=Money.baht("9001"))


@pytest.fixture(scope="module")
def starts():
    return [start_of(number, changes) for number, changes in enumerate(CHANGES)]


@pytest.fixture(scope="module")
def nation(starts):
    return Batch.of(starts, SCHEMES, years=SETTING.years)


@pytest.fixture(scope="module")
def whole(nation):
    return simulate_nation([nation], ASSUMPTIONS, SETTING, with_dues=True)


def alike(results, place, projection):
    """Whether all that is kept of one fund is what its own projection says."""
    balance, flows, ends = projection.balance, projection.flows, list(projection.year_ends)

    def yearly(monthly):
        return monthly.sum(axis=0).reshape(len(ends), 12).sum(axis=1).tolist()

    assert results.end[place].tolist() == balance.closing[:, -1].tolist()
    assert results.balance[place].T.tolist() == quantiles(balance.closing[:, ends], FAN).tolist()
    assert results.ruin(place) == ruin_by(balance, ends)
    found = {name: sums[place].tolist() for name, sums in results.sums.items()}
    assert found == {
        "dues": yearly(flows.dues),
        "fees": yearly(flows.fees),
        "cofunding": yearly(sum(flows.cofunding.values(), np.zeros_like(flows.dues))),
        "benefits": yearly(balance.paid.sum(axis=2)),
        "unpaid": yearly(balance.unpaid.sum(axis=2) + balance.unpaid_expenses),
        "expenses": yearly(flows.expenses),
        "interest": yearly(balance.interest),
        "called": yearly(balance.called),
        "members": projection.members[:, ends].sum(axis=0).tolist(),
        "elderly": projection.elderly[:, ends].sum(axis=0).tolist(),
    }
    assert results.told[place] == projection.told
    by_category = sum(sums[place] for sums in results.by_category.values())
    assert by_category.tolist() == found["benefits"]


def test_each_fund_gets_what_it_gets_alone(starts, whole):
    for place, start in enumerate(starts):
        alike(whole, place, project(start, Policy.of(start.fund, SCHEMES), ASSUMPTIONS, SETTING))
    assert 0 < whole.ruined.sum() < whole.ruined.size * SETTING.scenarios  # some are ruined, and not all


@pytest.mark.parametrize("when_empty", [WhenEmpty.PRO_RATA, WhenEmpty.DUES_CALL])
def test_so_it_does_when_the_money_runs_out_and_people_are_in_arrears(starts, nation, when_empty):
    table = ASSUMPTIONS["arrears"]
    late = RateTable(
        **{name: getattr(table, name) for name in ("name", "axis", "measure", "by_sex", "provenance", "uncertainty")},
        rows=tuple(RateRow(years=row.years, band=row.band, rates=(0.2,)) for row in table.rows),
    )
    growing = [
        evolve(ASSUMPTIONS[name], rows=tuple(evolve(row, rates=(0.03,)) for row in ASSUMPTIONS[name].rows))
        for name in ("dues_growth", "cofunding_growth")
    ]
    assumptions = ASSUMPTIONS.with_tables([late, *growing], "test")
    setting = evolve(SETTING, when_empty=when_empty, first_scenario=3)
    results = simulate_nation(nation.split(3), assumptions, setting)

    for place, start in enumerate(starts):
        alike(results, place, project(start, Policy.of(start.fund, SCHEMES), assumptions, setting))


def test_the_least_dues_are_those_that_are_found_alone(starts, whole):
    for place, start in enumerate(starts):
        futures = Futures.draw(start, ASSUMPTIONS, SETTING)
        alone = least_dues(futures, futures.under(Policy.of(start.fund, SCHEMES)), ruin=0.2)
        found = whole.least_dues(place, ruin=0.2)
        steps = None if found.amount is None else max(found.amount.satang, 1) * int(whole.steps[place])
        assert steps == (None if alone.rate is None else alone.rate.satang)


def test_the_funds_of_these_tests_differ_in_what_matters(nation, whole):
    dues = [bylaw.dues.in_force(nation.first) for bylaw in nation.bylaws]

    assert {each.first_month for each in dues} == set(FirstMonth)
    assert len({each.rate for each in dues}) > 1
    assert len({each.entry_fee for each in dues}) > 1
    assert all(whole.sums[name].any() for name in ("fees", "cofunding", "benefits", "interest"))


def test_the_nation_is_the_sum_of_its_funds(whole):
    assert whole.nation[:, -1].tolist() == whole.end.sum(axis=0).tolist()
    assert whole.nation_ruined.sum(axis=0).tolist() == whole.ruined.sum(axis=0).tolist()
    assert set(whole.sums) == set(SUMS)


@settings(max_examples=12)
@given(cuts=st.sets(st.integers(1, 3)), lives=st.integers(1, 2_000), backwards=st.booleans())
def test_it_does_not_matter_how_funds_and_futures_are_cut(nation, whole, cuts, lives, backwards):
    bounds = [0, *sorted(cuts), len(nation)]
    batches = [nation.some(*pair) for pair in pairwise(bounds)]
    known = {}
    if backwards:  # as if those at the end had been done first, and the run been interrupted
        last = len(batches) - 1
        simulate_nation(
            batches[-1:], ASSUMPTIONS, SETTING, with_dues=True, told=lambda _number, found: known.update({last: found})
        )
    again = simulate_nation(batches, ASSUMPTIONS, SETTING, with_dues=True, lives_at_once=lives, known=known)

    assert again.fingerprint == whole.fingerprint
    assert again.told == whole.told


def test_another_seed_or_order_is_another_nation(nation, whole):
    other = simulate_nation([nation], ASSUMPTIONS, evolve(SETTING, seed=2), with_dues=True)
    turned = simulate_nation([nation.some(2, 4), nation.some(0, 2)], ASSUMPTIONS, SETTING, with_dues=True)

    assert len({whole.fingerprint, other.fingerprint, turned.fingerprint}) == 3
    assert turned.end[[2, 3, 0, 1]].tolist() == whole.end.tolist()
    assert turned.nation.tolist() == whole.nation.tolist()


def test_two_processes_give_the_bytes_of_one(nation, whole):
    with ProcessPoolExecutor(2, mp_context=multiprocessing.get_context("spawn")) as executor:
        found = simulate_nation(nation.split(1), ASSUMPTIONS, SETTING, with_dues=True, executor=executor, in_flight=2)

    assert found.fingerprint == whole.fingerprint
    assert found.told == whole.told


def test_an_error_in_another_process_says_what_it_says_here(nation):
    setting = evolve(SETTING, when_empty=WhenEmpty.PRIORITIES, priorities=("unknown",))
    findings = []
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as executor:
        for where in (None, executor):
            with pytest.raises(InvalidValue) as error:
                simulate_nation([nation], ASSUMPTIONS, setting, executor=where)
            findings.append((str(error.value), error.value.findings))

    assert findings[0] == findings[1]


def test_two_workers_of_a_cluster_give_the_bytes_of_one_process(nation, whole):
    distributed = pytest.importorskip("distributed", reason="the extra distributed is not there")
    options = {"n_workers": 2, "threads_per_worker": 1, "processes": True, "dashboard_address": None}
    with distributed.LocalCluster(**options) as cluster, distributed.Client(cluster) as client:
        executor = client.get_executor()
        found = simulate_nation(nation.split(1), ASSUMPTIONS, SETTING, with_dues=True, executor=executor)

    assert found.fingerprint == whole.fingerprint
    assert found.told == whole.told


class Backwards(Executor):
    """Does the newest work first, and only when it must."""

    def __init__(self):
        self.waiting, self.most = [], 0

    def submit(self, function, /, *arguments):
        future = Lazy(self)
        self.waiting.append((future, function, arguments))
        self.most = max(self.most, len(self.waiting))
        if len(self.waiting) == 3:
            self.one()
        return future

    def one(self):
        future, function, arguments = self.waiting.pop()
        future.set_running_or_notify_cancel()
        try:
            future.set_result(function(*arguments))
        except InvalidValue as error:
            future.set_exception(error)


class Lazy(Future):
    def __init__(self, executor):
        super().__init__()
        self.executor = executor


def test_what_is_done_first_does_not_matter_and_a_batch_may_be_made_where_it_is_run(nation, whole, monkeypatch):
    executor = Backwards()
    real = __import__("concurrent.futures", fromlist=["wait"]).wait

    def wait(futures, **how):
        if not any(future.done() for future in futures):
            executor.one()
        return real(futures, **how)

    monkeypatch.setattr("communitywelfare.simulation.batch_work.wait", wait)
    makers = [lambda place=place: nation.some(place, place + 1) for place in range(len(nation))]
    found = simulate_nation(makers, ASSUMPTIONS, SETTING, with_dues=True, executor=executor, in_flight=3)

    assert found.fingerprint == whole.fingerprint
    assert executor.most == 3


def test_the_first_error_ends_the_run_and_is_raised_as_it_was(nation, monkeypatch):
    executor = Backwards()

    def spoiled():
        raise InvalidValue("spoiled")

    def wait(futures, **how):
        executor.one()
        return type("Done", (), {"done": [future for future in futures if future.done()]})

    monkeypatch.setattr("communitywelfare.simulation.batch_work.wait", wait)
    with pytest.raises(InvalidValue, match="spoiled"):
        simulate_nation([nation, spoiled], ASSUMPTIONS, SETTING, executor=executor)
    assert [future.cancelled() for future, *_work in executor.waiting] == [True]


def test_what_another_fund_calls_by_the_same_name_is_nothing_to_a_fund(starts):
    """One fund asks by `death` for what nobody drives; another one's deaths must not ask for it."""
    other = starts[1].fund.bylaw
    versions = tuple(
        evolve(
            version,
            benefits=tuple(
                evolve(clause, category="09") if clause.category in {"04", "05"} else clause
                for clause in version.benefits
            ),
        )
        for version in other.versions
    )
    quiet = evolve(other, versions=versions)
    alone = simulate_nation([Batch.of(starts[1:2], SCHEMES, bylaws=[quiet])], ASSUMPTIONS, SETTING)
    both = simulate_nation([Batch.of(starts[:2], SCHEMES, bylaws=[starts[0].fund.bylaw, quiet])], ASSUMPTIONS, SETTING)

    assert both.end[1].tolist() == alone.end[0].tolist()


def test_funds_are_refused_that_cannot_be_together(starts, nation):
    later = evolve(starts[1], fund=evolve(starts[1].fund, as_of=date(2031, 1, 31)))
    with pytest.raises(InvalidValue) as error:
        Batch.of([starts[0], later], SCHEMES)
    assert error.value.findings[0].code == "nation.first_month_differs"
    assert error.value.findings[0].params["other"] == "F1"

    with pytest.raises(InvalidValue) as error:
        simulate_nation([nation.some(0, 1), nation.some(0, 1)], ASSUMPTIONS, SETTING)
    assert error.value.findings[0].code == "nation.fund_twice"

    with pytest.raises(InvalidValue) as error:
        simulate_nation([], ASSUMPTIONS, SETTING)
    assert error.value.findings[0].code == "nation.nobody"


@pytest.mark.parametrize(
    ("changes", "code", "what"),
    [
        ({"expenses": np.array([1, -1, 1, 1])}, "projection.negative", "F1 expenses"),
        ({"opening": {MEMBERS: np.array([1, 1, -5, 1])}}, "projection.negative", "F2 MEMBERS"),
        ({"opening": {}}, "projection.no_opening", None),
        ({"others": ()}, "projection.shape", "others"),
        ({"matched": {}}, "cofunding.matches_not_given", None),
        ({"matched": {"state-via-codi": np.zeros(3, np.int64)}}, "projection.shape", "matched"),
    ],
)
def test_a_batch_says_what_is_wrong_with_it(nation, changes, code, what):
    with pytest.raises(InvalidValue) as error:
        evolve(nation, **changes)

    assert error.value.findings[0].code == code
    if what is not None:
        assert error.value.findings[0].params["what"] == what


def test_an_order_of_payment_is_refused_where_clauses_differ(starts):
    bylaw = starts[0].fund.bylaw
    less = evolve(bylaw, versions=tuple(evolve(each, benefits=each.benefits[1:]) for each in bylaw.versions))
    batch = Batch.of(starts[:2], SCHEMES, bylaws=[starts[0].fund.bylaw, less])
    order = tuple(clause.key for clause in bylaw.versions[-1].benefits)
    setting = evolve(SETTING, when_empty=WhenEmpty.PRIORITIES, priorities=order)
    with pytest.raises(InvalidValue) as error:
        simulate_nation([batch], ASSUMPTIONS, setting)
    assert error.value.findings[0].code == "projection.order"

    same = simulate_nation([Batch.of(starts[:1], SCHEMES)], ASSUMPTIONS, setting)
    alike(same, 0, project(starts[0], Policy.of(starts[0].fund, SCHEMES), ASSUMPTIONS, setting))


def test_what_was_received_before_stays_with_whom_it_belongs_to(starts, nation):
    whose = nation.people.uid[nation.used.row]
    apart = np.concatenate([start.people.uid[start.used.row] for start in starts])
    assert whose.tolist() == apart.tolist()
    parts = list(nation.split(1))
    assert [len(part.used.row) for part in parts] == [len(start.used.row) for start in starts]
    assert sum(len(part.used.row) for part in parts) > 0


def test_uids_of_those_who_will_join_are_of_nobody_else(nation):
    from communitywelfare.simulation.horizon import Horizon
    from communitywelfare.simulation.population import joiners

    new = joiners(nation.people, ASSUMPTIONS, Horizon(nation.first, 240), seed=1)
    alone = joiners(nation.some(1, 2).people, ASSUMPTIONS, Horizon(nation.first, 240), seed=1)
    uids = [*nation.people.uid.tolist(), *new.uid.tolist(), *member_uids("F1", ["joiners"]).tolist()]

    assert len(set(uids)) == len(uids)
    assert new.uid[new.fund == 1].tolist() == alone.uid.tolist()
    later = joiners(nation.people, ASSUMPTIONS, Horizon(nation.first, 12), seed=5)
    assert set(later.uid.tolist()) <= set(new.uid.tolist())  # neither the horizon nor the seed makes other people


def test_clauses_that_nothing_asks_for_cost_what_they_did(starts, nation):
    keys = [clause.key for clause in starts[0].fund.bylaw.versions[-1].benefits]
    others = tuple(dict.fromkeys(keys, Fraction(100)) for _fund in starts)
    with_others = simulate_nation([evolve(nation, others=others)], ASSUMPTIONS, SETTING)
    without = simulate_nation([evolve(nation, others=({},) * len(starts))], ASSUMPTIONS, SETTING)
    not_asked = {
        each.params["clause"] for found in without.told for each in found if each.code == "simulation.nothing_before"
    }
    difference = with_others.sums["benefits"].sum(axis=1) - without.sums["benefits"].sum(axis=1)

    assert not_asked & set(keys)
    assert (difference > 0).all()
