"""Levels: what is uncertain for all, lognormal about 1, and what strikes everybody in one year."""

import math

import numpy as np
import pytest
from attrs import evolve

from communitywelfare.errors import InvalidValue
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.simulation.levels import UNCERTAIN, Levels, Risks, Shocks, draw_levels

PRIOR = shipped_assumptions()
YEARS = range(2026, 2036)
MANY = np.arange(20_000)


def uncertain(**variations):
    return PRIOR.with_tables([evolve(PRIOR[name], uncertainty=each) for name, each in variations.items()], "mine")


def drawn(risks, scenarios=MANY, assumptions=PRIOR, years=YEARS):
    return draw_levels(assumptions, risks, seed=3, scenarios=scenarios, years=years)


def test_without_risks_all_tables_are_as_they_are():
    levels, even = drawn(Risks()), Levels.even(MANY, len(YEARS))
    for name in ("deaths", "admissions", "births", "leaving", "matched"):
        assert (getattr(levels, name) == getattr(even, name)).all()


def test_a_level_is_lognormal_about_1_with_the_variation_that_its_table_says():
    wanted = {"mortality_level": 0.1, "admissions": 0.3, "births": 0.2, "leaving": 0.5}
    levels = drawn(Risks(parameter=True), assumptions=uncertain(**wanted))
    names = dict(zip(UNCERTAIN, ("deaths", "admissions", "births", "leaving"), strict=True))
    for table, variation in wanted.items():
        level = getattr(levels, names[table])
        assert (level == level[:, :1]).all()
        first, logs = level[:, 0], np.log(level[:, 0])
        assert abs(first.mean() - 1) < 4.5 * variation / math.sqrt(len(MANY))
        deviation = math.sqrt(math.log1p(variation**2))
        assert abs(logs.std() - deviation) < 4.5 * deviation / math.sqrt(2 * len(MANY))
        assert abs(logs.mean() + deviation**2 / 2) < 4.5 * deviation / math.sqrt(len(MANY))
    assert abs(np.corrcoef(levels.deaths[:, 0], levels.admissions[:, 0])[0, 1]) < 4.5 / math.sqrt(len(MANY))


def test_a_table_that_is_certain_has_no_level():
    assert (drawn(Risks(parameter=True), assumptions=uncertain(leaving=None)).leaving == 1).all()


def test_years_are_struck_as_often_as_assumed_and_both_tables_at_once():
    shocks = Shocks(epidemic=0.1, mortality_times=1.5, admissions_times=3.0, no_match=0.25)
    levels = drawn(Risks(systemic=shocks))
    struck = levels.deaths == 1.5

    assert (levels.admissions == np.where(struck, 3.0, 1.0)).all()
    assert set(np.unique(levels.deaths)) == {1.0, 1.5}
    for share, found in ((0.1, struck), (0.25, ~levels.matched)):
        assert abs(found.mean() - share) < 4.5 * math.sqrt(share * (1 - share) / found.size)


@pytest.mark.parametrize(
    "risks", [Risks(parameter=True), Risks(systemic=Shocks()), Risks(parameter=True, systemic=Shocks())]
)
def test_a_future_has_its_levels_whatever_is_drawn_with_it(risks):
    together = drawn(risks, np.arange(50))
    alone = drawn(risks, np.array([7]), years=range(2030, 2032))
    for name in ("deaths", "admissions", "births", "leaving", "matched"):
        assert getattr(alone, name)[0].tolist() == getattr(together, name)[7, 4:6].tolist()


def test_risks_are_drawn_apart():
    both, one, other = (
        drawn(Risks(parameter=True, systemic=Shocks())),
        drawn(Risks(parameter=True)),
        drawn(Risks(systemic=Shocks())),
    )
    assert (both.deaths == one.deaths * other.deaths).all()
    assert (both.matched == other.matched).all()


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        ("simulation.not_a_probability", {"epidemic": 1.5}),
        ("simulation.not_a_probability", {"no_match": -0.1}),
        ("simulation.not_a_probability", {"no_match": math.nan}),
        ("simulation.not_a_factor", {"mortality_times": -1.0}),
        ("simulation.not_a_factor", {"admissions_times": math.inf}),
    ],
)
def test_a_shock_that_cannot_be_is_refused(code, wrong):
    with pytest.raises(InvalidValue, match="wanted") as caught:
        Shocks(**wrong)
    assert caught.value.findings[0].code == code
