"""Lives drawn by arrays, by the loop in Python, and by its machine code: the same to the last bit."""

import sys

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.simulation import engines, lives_by_array, lives_by_loop, lives_loop, outcomes
from communitywelfare.simulation.chances import Chances
from communitywelfare.simulation.demography import OLDEST, Demography
from communitywelfare.simulation.engines import Engine, compiled
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lives import Lives, draw_lives
from communitywelfare.simulation.population import Population

FIRST = Month.parse("2026-04")
COLUMNS = ("who", "what", "month", "units")


def cumulated(monthly):
    return np.concatenate([np.zeros((len(monthly), 1)), np.add.accumulate(monthly, axis=1)], axis=1)


def demography(months, rng, *, much, surely, after):
    """Tables of chance: months without any, with a little and with much; and deaths that nobody escapes."""
    horizon = Horizon(FIRST, months)
    born, joined = 2 * (12 * OLDEST + months), 12 * 60 + months

    def monthly(rows):
        return rng.random((rows, months)) * rng.choice([0.0, 0.001, much], (rows, months))

    deaths = monthly(born)
    if surely:
        is_sure = rng.random(deaths.shape) < 0.02
        is_sure[:, : after + 1] = False  # whoever comes is alive
        deaths[is_sure] = np.inf
    return Demography(
        horizon=horizon,
        deaths=cumulated(deaths),
        leaving=cumulated(monthly(joined)),
        admissions=cumulated(4 * monthly(born)),
        births=cumulated(np.minimum(monthly(born), 1 / 13)),
        stop=1 / rng.choice([1.0, 1.5, 4.0, 300.0], (2, OLDEST + 1, len(horizon.years))),
        in_arrears=np.zeros((61, len(horizon.years))),
    )


def population(rng, count, months):
    entry = np.where(rng.random(count) < 0.3, rng.integers(0, months, count), 0)
    day = FIRST.first.toordinal() - 719_163
    whole = np.zeros(count, np.int64)
    return Population(
        funds=("f",),
        fund=whole,
        uid=rng.integers(1, 1 << 63, count).astype(np.uint64) * np.uint64(2) + np.uint64(1),
        sex=rng.integers(0, 2, count).astype(np.int8),
        birth=day - rng.integers(0, 45_000, count),
        joined=day + 31 * entry - np.where(entry > 0, 0, rng.integers(0, 25_000, count)),
        tenure_from=whole,
        groups=whole,
        household=whole - 1,
        entry=entry,
        left_out={},
    )


def levels(rng, futures, years, *, kind):
    """As they are; one for each future; or others in each year, none among them."""

    def some(choices):
        if kind == "even":
            return np.ones((futures, years))
        shape = (futures, 1) if kind == "futures" else (futures, years)
        return np.broadcast_to(rng.choice(choices, shape), (futures, years)).copy()

    return Levels(
        scenarios=np.sort(rng.choice(1_000, futures, replace=False)),
        deaths=some([0.0, 0.9, 1.0, 1.5]),
        admissions=some([0.0, 1.0, 2.0]),
        births=some([0.7, 1.0, 1.1]),
        leaving=some([0.5, 1.0]),
        matched=np.ones((futures, years), bool),
    )


def assert_same(one: Lives, other: Lives) -> None:
    for name in COLUMNS:
        mine, its = getattr(one, name), getattr(other, name)
        assert mine.dtype == its.dtype
        assert mine.tobytes() == its.tobytes(), name
    assert one.exits.month.tobytes() == other.exits.month.tobytes()
    assert one.exits.how.tobytes() == other.exits.how.tobytes()


def made(seed, *, months=30, count=6, futures=4, kind="years", much=0.5, surely=False):
    rng = np.random.default_rng(seed)
    people = population(rng, count, months)
    tables = demography(months, rng, much=much, surely=surely, after=int(people.entry.max()))
    return people, tables, levels(rng, futures, len(tables.horizon.years), kind=kind)


cases = st.fixed_dictionaries(
    {
        "seed": st.integers(0, 1 << 32),
        "months": st.integers(1, 40),
        "count": st.integers(1, 9),
        "futures": st.integers(1, 5),
        "kind": st.sampled_from(["even", "futures", "years"]),
        "much": st.sampled_from([0.0, 0.01, 0.3, 3.0]),
        "surely": st.booleans(),
    }
)


@settings(deadline=None, max_examples=60)
@given(cases, st.integers(0, (1 << 64) - 1), st.tuples(st.integers(1, 9), st.integers(1, 9)))
@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # a level of 0 divides by nothing: the waiting has no end
def test_the_loop_gives_the_same_as_arrays(case, seed, at_once):
    given_to = made(**case)
    by_array = draw_lives(*given_to, seed=seed, engine=Engine.NUMPY)
    with pytest.MonkeyPatch.context() as patch, np.errstate(all="ignore"):
        patch.setattr(lives_by_loop, "_PEOPLE", at_once[0])
        patch.setattr(lives_by_loop, "_ROWS", at_once[1])
        assert_same(draw_lives(*given_to, seed=seed, engine=Engine.LOOP), by_array)
        if compiled(lives_loop):
            assert_same(draw_lives(*given_to, seed=seed, engine=Engine.COMPILED), by_array)


@example([1 - 2.0**-bits for bits in range(54)])
@example([2.0**-bits for bits in range(1, 54)])
@example([1 - 2.0**-0.5, np.nextafter(1 - 2.0**-0.5, 0), np.nextafter(1 - 2.0**-0.5, 1)])
@given(st.lists(st.floats(0, 1 - 2.0**-53), max_size=20))
def test_the_loop_waits_as_arrays_do(uniforms):
    waits = np.array(uniforms, np.float64)
    lives_loop.to_waits(waits)
    assert waits.tobytes() == outcomes.exponential(np.array(uniforms, np.float64)).tobytes()


@given(st.floats(0, 1 - 2.0**-53), st.floats(0, 500))
def test_the_loop_reckons_as_arrays_do(uniform, mean):
    none = float(outcomes.exp_minus(mean))
    assert lives_loop.past_hazard(mean) == none
    times = lives_loop.some_times(uniform, mean, none) if uniform >= none else 0
    assert times == outcomes.poisson(uniform, mean)


def test_nights_and_children_and_deaths_are_among_what_is_compared():
    drawn = draw_lives(*made(1, count=40, much=0.3), seed=1)
    assert set(drawn.what.tolist()) == {0, 1, 2}
    assert drawn.units.max() > 5
    assert (np.diff(drawn.who) >= 0).all()


@pytest.mark.parametrize("much", [0.3, 3.0])
@pytest.mark.parametrize("room", [1, 2, 7])
def test_the_room_for_events_does_not_show(monkeypatch, room, much):
    given_to = made(2, much=much)
    whole = draw_lives(*given_to, seed=2, engine=Engine.NUMPY)
    monkeypatch.setattr(lives_by_loop, "_ROOM", room)
    with np.errstate(all="ignore"):
        assert_same(draw_lives(*given_to, seed=2, engine=Engine.LOOP), whole)


@pytest.mark.parametrize("at_once", [1, 10, 41])
def test_pieces_do_not_show(monkeypatch, at_once):
    given_to = made(3, kind="futures")
    whole = draw_lives(*given_to, seed=3)
    monkeypatch.setattr(lives_by_array, "_AT_ONCE", at_once)
    assert_same(draw_lives(*given_to, seed=3), whole)


def test_a_month_without_hazard_is_survived_even_where_nobody_else_is():
    people, tables, given_levels = made(4, months=24, kind="years", much=0.0, surely=True)
    given_levels.deaths[:] = 0.0
    given_levels.deaths[:, -1] = 1.0  # the years differ
    drawn = draw_lives(people, tables, given_levels, seed=1)
    begins = Chances.of(people, tables, given_levels, seed=1).yearly.begins[-2]
    assert (drawn.exits.month[drawn.exits.how == 1] >= begins).all()
    assert (drawn.exits.how == 1).any()


@pytest.mark.parametrize("engine", [Engine.NUMPY, Engine.LOOP])
def test_who_is_beyond_the_table_is_refused_by_all(engine):
    people, tables, given_levels = made(5, kind="even")
    tables.deaths[:] = np.inf
    with pytest.raises(InvalidValue, match="cannot be followed"):
        draw_lives(people, tables, given_levels, seed=1, engine=engine)


@pytest.mark.parametrize("engine", [Engine.NUMPY, Engine.LOOP])
@pytest.mark.parametrize(("seed", "scenario"), [(-1, 0), (1, 1 << 32)])
def test_what_has_no_address_is_refused_by_all(engine, seed, scenario):
    people, tables, given_levels = made(6, futures=1)
    given_levels.scenarios[:] = scenario
    with pytest.raises(InvalidValue):
        draw_lives(people, tables, given_levels, seed=seed, engine=engine)


def test_machine_code_is_taken_where_there_is_much_to_draw(monkeypatch):
    compiled.cache_clear()
    assert Engine.fastest(engines.COMPILED_FROM - 1) is Engine.NUMPY
    found = Engine.fastest(engines.COMPILED_FROM)
    assert found is (Engine.COMPILED if compiled(lives_loop) else Engine.NUMPY)
    assert Engine.fastest(1) is found  # once loaded, it is always taken


def test_without_a_compiler_arrays_are_taken(monkeypatch):
    monkeypatch.setitem(sys.modules, "numba", None)
    compiled.cache_clear()
    assert Engine.fastest(engines.COMPILED_FROM) is Engine.NUMPY
    compiled.cache_clear()


def test_where_machine_code_cannot_be_kept_it_is_made_anew(monkeypatch):
    tried = []

    def made_by(_module, *, cache):
        tried.append(cache)
        if cache:
            raise RuntimeError("cannot cache function")
        return lives_loop.live

    monkeypatch.setattr(engines, "_compiled", made_by)
    compiled.cache_clear()
    assert compiled(lives_loop) is lives_loop.live
    assert tried == [True, False]
    compiled.cache_clear()
