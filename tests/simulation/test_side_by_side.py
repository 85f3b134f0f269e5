"""Parts that are worked on at once come in their order, and no number of threads moves a satang."""

from threading import Barrier, get_ident

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.simulation import engines
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.levels import Risks, Shocks
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.projection import Futures, compare
from communitywelfare.simulation.side_by_side import side_by_side
from communitywelfare.simulation.start import Start
from communitywelfare.synthetic import Plan, make_package

FUND = make_package(Plan(members=60, years=3, seed=2)).fund
START, PRIOR = Start.of(FUND), shipped_assumptions()
AS_IT_IS = Policy.of(FUND)
CHANGED = AS_IT_IS.changed({"hospital.amount.pays": 150}, on=START.first)
SETTING = Setting(years=3, scenarios=11, risks=Risks(parameter=True, systemic=Shocks(epidemic=0.3)))


@given(st.lists(st.integers(), max_size=30), st.integers(1, 8))
def test_results_stand_in_the_order_of_the_parts(parts, threads):
    assert list(side_by_side(str, parts, threads=threads)) == [str(each) for each in parts]


def test_two_parts_are_worked_on_at_the_same_time():
    """Each waits for the other: one after the other, they would wait until time is up."""
    both = Barrier(2, timeout=60)
    assert sorted(side_by_side(lambda _part: both.wait(), range(2), threads=2)) == [0, 1]


def test_with_one_thread_nothing_leaves_that_of_the_caller():
    assert set(side_by_side(lambda _part: get_ident(), range(5), threads=1)) == {get_ident()}


@pytest.mark.parametrize("threads", [1, 3])
def test_what_goes_wrong_in_a_part_is_told(threads):
    with pytest.raises(ZeroDivisionError):
        list(side_by_side(lambda part: 1 // part, [1, 0, 2], threads=threads))


def parts_of(projections):
    found = []
    for each in projections:
        flows, balance = each.flows, each.balance
        found += [flows.benefits, flows.dues, flows.payers, balance.closing, balance.ruin, each.members, each.elderly]
    return [part.tobytes() for part in found]


@pytest.mark.parametrize("engine", [Engine.NUMPY, Engine.COMPILED])
def test_no_number_of_threads_changes_anything(engine, monkeypatch):
    if engine is Engine.COMPILED and engines.compiled(engines.lives_loop) is None:
        engine = Engine.NUMPY  # a computer without numba has nothing that threads would be worth while for
    monkeypatch.setattr(Engine, "fastest", classmethod(lambda _cls, _lives: engine))
    given_parts = (START, [AS_IT_IS, CHANGED], PRIOR, SETTING)
    alone = parts_of(compare(*given_parts, lives_at_once=150))
    for threads in (2, 5, 64):
        assert parts_of(compare(*given_parts, lives_at_once=150, threads=threads)) == alone


def test_progress_is_told_in_order_whoever_is_ready_first():
    told: list[int] = []
    futures = Futures.draw(START, PRIOR, SETTING, at_once=150, threads=4, told=told.append)
    assert told == sorted(told)
    assert told[-1] == 11
    assert len(futures.drawn) > 2


def test_arrays_alone_are_left_to_one_thread():
    assert [engine.threads(8) for engine in Engine] == [1, 8, 1]


@pytest.mark.parametrize("threads", [0, -1, 1_025])
def test_what_is_no_number_of_threads_is_refused(threads):
    with pytest.raises(InvalidValue) as caught:
        compare(START, [AS_IT_IS], PRIOR, SETTING, threads=threads)
    (finding,) = caught.value.findings
    assert (finding.code, finding.params["what"]) == ("draw.outside", "threads")
