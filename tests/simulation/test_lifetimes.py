"""Months of death and of leaving: against fractions, numpy's search, closed forms, and each other."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from hashlib import sha256

import numpy as np
import pytest
from attrs import evolve
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.errors import InvalidValue
from communitywelfare.simulation.draws import Address, Purpose, member_uids, uniforms
from communitywelfare.simulation.lifetimes import Exit, Survival, compete, exit_months, exit_months_by_year
from communitywelfare.simulation.outcomes import exponential

HORIZON = 240
UIDS = member_uids("CWF-1", [f"{number:05}" for number in range(1, 501)])
DEATHS = Address(member=UIDS[:, None], purpose=Purpose.EXIT_DEATH, scenario=np.arange(400))
LEAVINGS = evolve(DEATHS, purpose=Purpose.EXIT_LEAVING)
# Made up: rates of death that grow with the fourth power of age and differ by sex, from birth to 110 years. Of products
# alone, so that the table itself is the same on every machine.
AGES = np.arange(1320) / 12
MORTALITY = Survival.of_rates(np.array([[2e-10], [1e-10]]) * (AGES * AGES * AGES * AGES))
AGE, SEX = (np.arange(500) * 7 % 700 + 240)[:, None], (np.arange(500) % 2)[:, None]
LEAVING = Survival.of_rates(np.full(600, 0.004))

rates = st.one_of(st.floats(0, 1), st.floats(0, 0.05), st.sampled_from([0.0, 1.0]))
tables = st.lists(rates, min_size=1, max_size=30)
numbers = st.integers(0, (1 << 53) - 1).map(lambda whole: whole / 2**53)


def by_fractions(monthly: list[float], uniform: float) -> tuple[int, Fraction]:
    """The month in which the exact probability of having gone passes a number, and how near any month comes to it."""
    there, nearest, month = Fraction(1), Fraction(1), len(monthly)
    for place, rate in enumerate(monthly):
        there *= 1 - Fraction(rate)
        nearest = min(nearest, abs(1 - there - Fraction(uniform)))
        if month == len(monthly) and 1 - there > Fraction(uniform):
            month = place
    return month, nearest


def deaths(**changes: object) -> np.ndarray:
    given_parts = {"start": AGE, "table": SEX, "horizon": HORIZON} | changes
    return exit_months(MORTALITY, uniforms(1, DEATHS), **given_parts)


def leavings(level: float = 1.0, address: Address = LEAVINGS) -> np.ndarray:
    return exit_months(LEAVING, uniforms(1, address), start=0, horizon=HORIZON, level=level)


# --- the month ---------------------------------------------------------------------------------------------


@given(tables, numbers, st.data())
def test_the_month_is_that_of_exact_fractions(monthly, uniform, data):
    start = data.draw(st.integers(0, len(monthly) - 1))
    assume(1 not in monthly[:start])
    ahead = monthly[start:]
    month, nearest = by_fractions(ahead, uniform)
    assume(nearest > Fraction(1, 2**40))  # nearer than that, rounding may take either side
    survival = Survival.of_rates(monthly)
    assert int(exit_months(survival, uniform, start=start, horizon=len(ahead))) == month


@given(st.lists(tables, min_size=1, max_size=4), st.lists(numbers, min_size=1, max_size=10), st.data())
def test_halving_finds_what_numpy_finds_by_its_search(rows, several, data):
    months = min(map(len, rows))
    survival = Survival.of_rates([[min(rate, 0.9) for rate in row[:months]] for row in rows])
    table = np.array(data.draw(st.lists(st.integers(0, len(rows) - 1), min_size=len(several), max_size=len(several))))
    start = data.draw(st.integers(0, months))
    horizon = data.draw(st.integers(0, months - start))
    found = exit_months(survival, several, start=start, table=table, horizon=horizon)
    for month, uniform, row in zip(found, several, table, strict=True):
        cumulated = survival.cumulated[row]
        past = cumulated[start] + exponential(uniform)
        assert month == min(np.searchsorted(cumulated, past, side="right") - start - 1, horizon)


hazards = st.sampled_from([0.0, 0.0, 0.125, 0.5, 3.0, math.inf])


@given(st.lists(st.lists(st.tuples(hazards, hazards), min_size=1, max_size=5), min_size=1, max_size=5), st.data())
def test_where_years_differ_the_month_is_that_of_hazards_added_one_by_one(years, data):
    """Hazards and levels are parts of 2: so nothing but the wait itself is rounded."""
    levels = data.draw(st.lists(st.sampled_from([0.0, 0.5, 1.0, 2.0]), min_size=len(years), max_size=len(years)))
    # Of what comes after the month that nobody survives a table says nothing but that it is over.
    monthly = np.array([pair for year in years for pair in year]).T
    monthly[np.isinf(np.add.accumulate(monthly, axis=1))] = np.inf
    of_month = [number for number, year in enumerate(years) for _pair in year]
    begins = np.array([*(of_month.index(number) for number in range(len(years))), len(of_month)])
    drawn, rows = np.array(data.draw(st.lists(numbers, min_size=1, max_size=8))), [0, 1]
    first_sure = int(np.isinf(monthly).any(axis=0).argmax()) if np.isinf(monthly).any() else len(of_month) - 1
    start = np.array([data.draw(st.integers(0, first_sure)) for _each in drawn])
    row = np.array([data.draw(st.sampled_from(rows)) for _each in drawn])
    survival = Survival(np.concatenate([np.zeros((2, 1)), np.add.accumulate(monthly, axis=1)], axis=1))
    assume(not np.isinf(survival.cumulated[row, start]).any())
    found = exit_months_by_year(survival, drawn, start=start, table=row, levels=np.array(levels), begins=begins)
    for each, uniform in enumerate(drawn):
        borne, goes = 0.0, len(of_month)
        for month in range(start[each], len(of_month)):
            level = levels[of_month[month]]
            borne += level * monthly[row[each], month] if level else 0.0
            if borne > exponential(uniform):
                goes = month
                break
        assert found[each] == goes


def test_a_year_in_which_nobody_goes_is_lived_through_and_the_first_day_after_it_is_the_last():
    surely, begins = Survival.of_rates([0.0, 1.0, 0.0, 0.0]), np.array([0, 2, 3, 4])
    given_parts = {"start": np.array([0]), "table": np.array([0]), "begins": begins}
    for levels, month in [([1, 1, 1], 1), ([0, 1, 1], 2), ([0, 0, 2], 3), ([0, 0, 0], 4)]:
        found = exit_months_by_year(surely, np.array([0.5]), levels=np.array(levels, float), **given_parts)
        assert found.tolist() == [month]


def test_the_ends_of_a_table():
    surely = Survival.of_rates([0.0, 0.0, 1.0])
    assert exit_months(surely, [0, 0.5, 1 - 2.0**-53], start=0, horizon=240).tolist() == [2, 2, 2]
    assert exit_months(surely, [0, 0.5], start=2, horizon=1).tolist() == [0, 0]
    assert exit_months(surely, [0.0], start=0, horizon=2).tolist() == [2]
    assert exit_months(surely, [0.0], start=0, horizon=240, level=0).tolist() == [240]
    never = Survival.of_rates(np.zeros(12))
    assert exit_months(never, [0, 0.9], start=0, horizon=12).tolist() == [12, 12]
    assert exit_months(never, np.zeros((3, 0)), start=0, horizon=12).shape == (3, 0)
    assert (surely.months, surely.tables, MORTALITY.tables) == (3, 1, 2)


@given(tables)
def test_survivors_and_rates_say_the_same(monthly):
    there = [1000.0]
    for rate in monthly:
        there.append(there[-1] * (1 - rate))
    one, other = Survival.of_rates(monthly).cumulated, Survival.of_survivors(there).cumulated
    with np.errstate(invalid="ignore"):
        assert (np.isclose(one, other, rtol=1e-9, atol=1e-12) | (other > 30)).all()


@pytest.mark.parametrize(
    "call",
    [
        lambda: Survival.of_rates([0.1, -0.1]),
        lambda: Survival.of_rates([math.nan]),
        lambda: Survival.of_survivors([0, 0]),
        lambda: Survival.of_survivors([2, 3]),
        lambda: Survival.of_survivors([2, 0, 1]),
        lambda: Survival.of_survivors([2, -1]),
        lambda: exit_months(LEAVING, 0.5, start=-1, horizon=1),
        lambda: exit_months(LEAVING, 0.5, start=601, horizon=1),
        lambda: exit_months(LEAVING, 0.5, start=0, table=1, horizon=1),
        lambda: exit_months(LEAVING, 0.5, start=0, horizon=1, level=-1),
        lambda: exit_months(LEAVING, 1.0, start=0, horizon=1),
    ],
)
def test_what_is_no_table_is_refused(call):
    with pytest.raises(InvalidValue) as caught:
        call()
    assert caught.value.findings[0].code == "draw.rate_outside"


@pytest.mark.parametrize(("survival", "start"), [(LEAVING, 361), (Survival.of_rates([0.5, 1.0, 0.0]), 2)])
def test_nobody_is_followed_beyond_a_table(survival, start):
    with pytest.raises(InvalidValue, match="cannot be followed") as caught:
        exit_months(survival, [0.5, 0.5], start=[0, start], horizon=HORIZON)
    assert caught.value.findings[0].code == "draw.table_ends"


def test_nobody_is_followed_beyond_a_table_where_years_differ():
    over, years = Survival.of_rates([0.5, 1.0, 0.0]), {"levels": np.array([1.0, 2.0]), "begins": np.array([0, 2, 3])}
    with pytest.raises(InvalidValue, match="cannot be followed") as caught:
        exit_months_by_year(over, np.array([0.5]), start=np.array([2]), table=np.array([0]), **years)
    assert caught.value.findings[0].code == "draw.table_ends"


@pytest.mark.parametrize("start", [0, 240, 720, 1100])
def test_a_whole_life_is_as_near_to_its_table_as_stated(start):
    monthly, cumulated = AGES[start:] * AGES[start:] * AGES[start:] * AGES[start:] * 2e-10, MORTALITY.cumulated[0]
    with localcontext() as context:
        context.prec = 50
        there, worst = Decimal(1), Decimal(0)
        for month, rate in enumerate(monthly, start=start + 1):
            there *= 1 - Decimal(float(rate))
            ours = (Decimal(float(cumulated[start])) - Decimal(float(cumulated[month]))).exp()
            worst = max(worst, abs(ours - there))
    assert worst < Decimal(2) ** -42


# --- many lives --------------------------------------------------------------------------------------------


def test_these_exits_are_the_same_in_every_version_and_on_every_machine():
    exits = compete(deaths(), leavings(), horizon=HORIZON)
    assert (
        sha256(exits.month.astype("<i4").tobytes() + exits.how.tobytes()).hexdigest()
        == "d44e5704ec25bf8cebbb111112bf91cf8dfb078d9a89feb60e82d64c21d13831"
    )


def test_a_change_of_leaving_moves_no_death():
    base, changed = (compete(deaths(), leavings(level), horizon=HORIZON) for level in (1.0, 2.0))
    died = (base.how == Exit.DIED) & (changed.how == Exit.DIED)
    assert died.sum() > 1000
    assert (base.month[died] == changed.month[died]).all()
    now_leave = (base.how == Exit.DIED) & (changed.how != Exit.DIED)
    assert now_leave.any()
    assert (changed.month[now_leave] < base.month[now_leave]).all()
    assert not ((base.how != Exit.DIED) & (changed.how == Exit.DIED)).any()


def test_higher_levels_make_no_exit_later_and_change_none_that_they_do_not_concern():
    levels = [0.0, 0.8, 1.0, 1.3]
    found = np.stack([deaths(level=level) for level in levels])
    assert (np.diff(found, axis=0) <= 0).all()
    by_scenario = deaths(level=np.resize(levels, 400))
    assert (by_scenario[:, 2::4] == found[2][:, 2::4]).all()


def test_a_longer_horizon_moves_no_exit():
    assert (np.minimum(deaths(horizon=360), HORIZON) == deaths()).all()


def test_members_and_scenarios_alone_go_when_they_go_among_others():
    whole = deaths()
    one = Address(member=UIDS[17], purpose=Purpose.EXIT_DEATH, scenario=123)
    assert exit_months(MORTALITY, uniforms(1, one), start=AGE[17], table=SEX[17], horizon=HORIZON)[0] == whole[17, 123]
    halves = [
        exit_months(MORTALITY, uniforms(1, evolve(DEATHS, scenario=part)), start=AGE, table=SEX, horizon=HORIZON)
        for part in np.split(np.arange(400), 2)
    ]
    assert np.concatenate(halves, axis=1).tobytes() == whole.tobytes()


def test_a_constant_rate_gives_the_geometric_distribution():
    found, rate = leavings().ravel(), 0.004
    there = (1 - rate) ** np.arange(HORIZON + 1)
    wanted = np.append(-np.diff(there), there[-1]) * found.size
    counts = np.bincount(found, minlength=HORIZON + 1)
    value = ((counts - wanted) ** 2 / wanted).sum()
    assert abs(value - HORIZON) < 5 * math.sqrt(2 * HORIZON)
    mean = there[1:].sum()
    variance = (2 * np.arange(HORIZON) + 1) @ there[1:] - mean**2
    assert abs(found.mean() - mean) < 5 * math.sqrt(variance / found.size)
    assert abs(found.var() / variance - 1) < 5 * math.sqrt(2 / found.size)


def test_deaths_are_as_many_as_the_table_says_with_the_variance_of_independent_lives():
    survival = np.exp(-MORTALITY.cumulated)
    dies = (1 - survival[SEX, AGE + HORIZON] / survival[SEX, AGE])[:, 0]
    each_scenario = (deaths() < HORIZON).sum(axis=0)
    mean, variance = dies.sum(), (dies * (1 - dies)).sum()
    assert abs(each_scenario.mean() - mean) < 5 * math.sqrt(variance / 400)
    assert abs(each_scenario.var(ddof=1) / variance - 1) < 5 * math.sqrt(2 / 399)


def test_competing_exits_occur_as_often_as_in_closed_form():
    dying = exit_months(LEAVING, uniforms(1, DEATHS), start=0, horizon=HORIZON, level=0.5)
    exits = compete(dying, leavings(), horizon=HORIZON)
    death, leave = 1 - (1 - 0.004) ** 0.5, 0.004
    stays = ((1 - death) * (1 - leave)) ** HORIZON
    ends = death + leave - death * leave
    for how, share in (
        (Exit.STAYS, stays),
        (Exit.DIED, death / ends * (1 - stays)),  # who would do both in one month dies
        (Exit.LEFT, (1 - death) * leave / ends * (1 - stays)),
    ):
        seen = (exits.how == how).mean()
        assert abs(seen - share) < 5 * math.sqrt(share * (1 - share) / exits.how.size)
    assert ((exits.month == HORIZON) == (exits.how == Exit.STAYS)).all()


def test_who_would_leave_in_the_month_of_death_dies_as_a_member():
    months = np.array([0, 5, 5, 240, 240], dtype=np.int32)
    others = np.array([0, 4, 6, 7, 240], dtype=np.int32)
    exits = compete(months, others, horizon=HORIZON)
    assert exits.how.tolist() == [Exit.DIED, Exit.LEFT, Exit.DIED, Exit.LEFT, Exit.STAYS]
    assert exits.month.tolist() == [0, 4, 5, 7, 240]
