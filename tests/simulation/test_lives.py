"""What happens to people: by chance that is theirs alone, as often as the tables say, and only while they are there."""

import numpy as np
import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.simulation import Axis, Band, Measure, RateRow
from communitywelfare.simulation.bands import ALL
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.lives import Happening, Lives, draw_lives
from communitywelfare.simulation.population import Population

HORIZON = Horizon(Month(2026, 3), 40)
YEARS = len(HORIZON.years)
PRIOR = shipped_assumptions()


def flat(**rates):
    """The shipped assumptions with one rate at all ages and lengths of membership in some tables."""
    rows = {
        name: tuple(evolve(row, rates=(rate,) * len(row.rates)) for row in PRIOR[name].rows)
        for name, rate in rates.items()
    }
    return PRIOR.with_tables([evolve(PRIOR[name], rows=each) for name, each in rows.items()], "flat")


EVENTFUL = flat(admissions=1.5, births=0.5, mortality_level=15.0, leaving=0.2)
TABLES = Demography.of(EVENTFUL, HORIZON)


def people_of(count, *, entry=0, born=1_000, joined=15_000, sex=1, fund="F"):
    """People by number; each column is one value for all, or one for each."""

    def column(value, kind=np.int64):
        return np.broadcast_to(np.asarray(value, kind), count).copy()

    return Population(
        funds=(fund,),
        fund=column(0),
        uid=member_uids(fund, [str(number) for number in range(count)]),
        sex=column(sex, np.int8),
        birth=column(born),
        joined=column(joined),
        tenure_from=column(joined),
        groups=column(0),
        household=column(-1),
        entry=column(entry),
        left_out={},
    )


def taken(people, rows):
    names = ("fund", "uid", "sex", "birth", "joined", "tenure_from", "groups", "household", "entry")
    return evolve(people, **{name: getattr(people, name)[rows] for name in names})


ALL_OF_THEM = people_of(
    7,
    entry=[0, 0, 0, 5, 0, 11, 39],
    born=[-9_000, 0, 8_000, 1_000, -16_000, 5_000, 3_000],
    joined=[12_000, 15_000, 20_000, 20_665, 9_000, 20_848, 21_701],
    sex=[0, 1, 1, 0, 1, 1, 0],
)


def levels_of(scenarios, **given_):
    levels = Levels.even(np.asarray(scenarios), YEARS)
    return evolve(levels, **{name: levels.deaths * np.asarray(level, float) for name, level in given_.items()})


def fates(people, lives: Lives):
    """Exit and events of each life, by uid and scenario."""
    found = {}
    for life in range(len(lives.exits.month)):
        future, person = divmod(life, lives.people)
        at = slice(*np.searchsorted(lives.who, [life, life + 1]))
        events = zip(lives.what[at].tolist(), lives.month[at].tolist(), lives.units[at].tolist(), strict=True)
        exit_ = (int(lives.exits.month[life]), int(lives.exits.how[life]))
        found[int(people.uid[person]), int(lives.scenarios[future])] = (exit_, tuple(events))
    return found


@given(st.permutations(range(7)), st.integers(1, 7), st.lists(st.integers(0, 9), min_size=1, unique=True), st.data())
def test_a_life_is_the_same_alone_and_among_any_others(order, count, scenarios, data):
    uneven = data.draw(st.sampled_from([1.0, [1.0, 2.0, 1.0, 1.0]]))
    everybody = fates(ALL_OF_THEM, draw_lives(ALL_OF_THEM, TABLES, levels_of(range(10), deaths=uneven), seed=4))
    some = taken(ALL_OF_THEM, np.array(order[:count]))
    found = fates(some, draw_lives(some, TABLES, levels_of(scenarios, deaths=uneven), seed=4))

    assert len(found) == count * len(scenarios)
    assert found == {place: everybody[place] for place in found}


def test_more_years_of_lives_than_are_drawn_together_change_nothing():
    scenarios = np.arange(1_500)
    together = fates(ALL_OF_THEM, draw_lives(ALL_OF_THEM, TABLES, levels_of(scenarios), seed=4))
    late = fates(ALL_OF_THEM, draw_lives(ALL_OF_THEM, TABLES, levels_of(scenarios[1_400:]), seed=4))

    assert late == {place: together[place] for place in late}


def test_another_seed_is_another_life():
    one, other = (fates(ALL_OF_THEM, draw_lives(ALL_OF_THEM, TABLES, levels_of([0]), seed=seed)) for seed in (1, 2))
    assert one != other


@given(st.integers(0, 1_000), st.sampled_from([0.0, 0.3, 1.0, 5.0]))
def test_who_leaves_sooner_or_later_moves_nothing_that_still_happens(seed, level):
    scenarios = range(20)
    before = fates(ALL_OF_THEM, draw_lives(ALL_OF_THEM, TABLES, levels_of(scenarios), seed=seed))
    after = fates(ALL_OF_THEM, draw_lives(ALL_OF_THEM, TABLES, levels_of(scenarios, leaving=level), seed=seed))
    for place, ((month, how), events) in before.items():
        (new_month, new_how), new_events = after[place]
        until = min(month, new_month)
        assert [each for each in events if each[1] < until] == [each for each in new_events if each[1] < until]
        if how == new_how == Exit.DIED:
            assert (month, events) == (new_month, new_events)


@given(st.integers(0, 1_000))
def test_things_happen_to_those_who_are_there_and_death_once_at_the_end(seed):
    lives = draw_lives(ALL_OF_THEM, TABLES, levels_of(range(20)), seed=seed)
    entry = np.tile(ALL_OF_THEM.entry, 20)

    assert (lives.exits.month >= entry).all()
    assert (lives.month >= entry[lives.who]).all()
    assert (lives.month <= lives.exits.month[lives.who]).all()
    died = lives.who[lives.what == Happening.DEATH]
    assert died.tolist() == np.flatnonzero(lives.exits.how == Exit.DIED).tolist()
    assert (lives.month[lives.what == Happening.DEATH] == lives.exits.month[died]).all()
    keys = (lives.who.astype(int) * 64 + lives.month) * 4 + lives.what
    assert (np.diff(keys) >= 0).all()
    assert (lives.units >= 1).all()
    assert (lives.units[lives.what != Happening.ADMISSION] == 1).all()


@given(st.integers(0, 1_000), st.floats(1.0, 4.0))
def test_where_more_die_nobody_dies_later(seed, level):
    one, other = (
        draw_lives(ALL_OF_THEM, TABLES, levels_of(range(20), deaths=each, leaving=0.0), seed=seed).exits.month
        for each in (1.0, [1.0, level, level, 1.0])
    )
    assert (other <= one).all()


def test_a_level_that_is_said_year_by_year_is_that_level():
    """Two futures whose levels differ in the last year only meet the same deaths before it."""
    people = people_of(400, born=-12_000)
    constant = draw_lives(people, TABLES, levels_of([0, 1, 2], deaths=1.7), seed=3).exits
    uneven = draw_lives(people, TABLES, levels_of([0, 1, 2], deaths=[1.7, 1.7, 1.7, 0.4]), seed=3).exits
    last = HORIZON.places.index(YEARS - 1)
    before = constant.month < last

    assert before.sum() > 300
    assert (uneven.month[before] == constant.month[before]).all()
    assert (uneven.month[~before] >= last).all()


@pytest.mark.parametrize("levels", [1.0, [1.0, 1.5, 1.0, 1.0], [0.0, 1.0, 1.0, 1.0]])
def test_nobody_lives_through_a_year_that_nobody_survives(levels):
    rows = [RateRow(years=ALL, band=Band(age, age), rates=(0.0, 0.0)) for age in range(70)]
    rows.append(RateRow(years=ALL, band=Band(70, None), rates=(1.0, 1.0)))
    certain = evolve(PRIOR["mortality"], measure=Measure.PROBABILITY, axis=Axis.AGE, rows=tuple(rows))
    still = evolve(PRIOR["mortality_trend"], rows=(evolve(PRIOR["mortality_trend"].rows[0], years=ALL, rates=(0, 0)),))
    tables = Demography.of(flat(leaving=0.0).with_tables([certain, still], "certain"), HORIZON)
    seventy = HORIZON.first.plus(-12 * 70 + 12).first.toordinal() - 719_163  # who is 70 a year after the beginning
    exits = draw_lives(people_of(50, born=seventy), tables, levels_of([0, 1], deaths=levels), seed=1).exits

    assert exits.month.min() >= 12
    assert exits.month.max() < 24
    assert (exits.how == Exit.DIED).all()


# --- how often ---------------------------------------------------------------------------------------------

MANY = people_of(2_000, born=-9_131, joined=16_000)  # born in January 1945
FUTURES = 20


def deviations(tables, drawn_from):
    """By how many standard errors what happens differs from what tables expect, by what it is."""
    lives = draw_lives(MANY, drawn_from, levels_of(range(FUTURES)), seed=11)
    born, joined = tables.born_row(MANY)[0], tables.joined_row(MANY)[0]
    count = len(MANY) * FUTURES
    dies, leaves = np.diff(tables.deaths[born]), np.diff(tables.leaving[joined])
    there = np.exp(-(tables.deaths[born] + tables.leaving[joined]))[:-1]
    goes_by_death = there * -np.expm1(-dies)  # who would do both in one month dies
    goes_otherwise = there * np.exp(-dies) * -np.expm1(-leaves)
    found = {}
    for name, how, chance in (("deaths", Exit.DIED, goes_by_death), ("leaving", Exit.LEFT, goes_otherwise)):
        share = chance.sum()
        found[name] = ((lives.exits.how == how).sum() - count * share) / np.sqrt(count * share * (1 - share))
    stays = lives.what == Happening.ADMISSION
    monthly = np.diff(tables.admissions[born])
    expected = count * (there * monthly).sum()
    found["admissions"] = (stays.sum() - expected) / np.sqrt(expected * 1.5)  # a mixture, wider than Poisson
    births = count * (there * np.diff(tables.births[born])).sum()
    found["births"] = ((lives.what == Happening.BIRTH).sum() - births) / np.sqrt(births)
    stop = tables.stop[1, 81, 0]
    nights = lives.units[stays]
    found["nights"] = (nights.mean() - 1 / stop) / np.sqrt((1 - stop) / stop**2 / len(nights))
    first_year = HORIZON.places.index(1)
    of_stayers = np.flatnonzero(lives.exits.month >= first_year)
    each = np.bincount(lives.who[stays & (lives.month < first_year)], minlength=count)[of_stayers]
    mean = tables.admissions[born, first_year]
    found["admissions of who stays"] = (each.mean() - mean) / np.sqrt(mean / len(each))
    spread = np.sqrt((mean + 2 * mean**2) / len(each))
    found["their variance"] = (each.var() - mean) / spread
    return found


def test_things_happen_as_often_as_the_tables_say():
    quiet = Demography.of(flat(admissions=0.4, births=0.1, leaving=0.03, nights=5.0), HORIZON)
    found = deviations(quiet, quiet)
    assert {name: z for name, z in found.items() if abs(z) > 4.5} == {}


def test_the_month_of_going_is_one_like_others():
    tables = Demography.of(flat(admissions=6.0, births=0.0, mortality_level=5.0, leaving=0.2), HORIZON)
    lives = draw_lives(MANY, tables, levels_of(range(3)), seed=2)
    is_last = (lives.what == Happening.ADMISSION) & (lives.month == lives.exits.month[lives.who])
    for how in (Exit.DIED, Exit.LEFT):
        count, found = (lives.exits.how == how).sum(), (is_last & (lives.exits.how[lives.who] == how)).sum()
        assert abs(found - count / 2) < 4.5 * np.sqrt(count / 2)
        assert count > 500


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("deaths", {"mortality_level": 1.2}),
        ("leaving", {"leaving": 0.035}),
        ("admissions", {"admissions": 0.43}),
        ("births", {"births": 0.11}),
        ("nights", {"nights": 5.3}),
        ("admissions of who stays", {"admissions": 0.43}),
    ],
)
def test_tables_that_are_not_those_drawn_from_are_found_out(name, wrong):
    quiet = {"admissions": 0.4, "births": 0.1, "leaving": 0.03, "nights": 5.0}
    tables = Demography.of(flat(**quiet), HORIZON)
    assert abs(deviations(tables, Demography.of(flat(**quiet | wrong), HORIZON))[name]) > 4.5
