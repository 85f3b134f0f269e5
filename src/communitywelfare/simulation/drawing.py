"""Some futures of some people: lives, and the levels behind them (การสุ่มอนาคต)."""

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.behaviour import draw_arrears
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.levels import Levels, draw_levels
from communitywelfare.simulation.lives import Lives, draw_lives
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.population import Population

__all__ = ["LIVES_AT_ONCE", "draw_futures"]

LIVES_AT_ONCE = 200_000
"""How many lives are followed together, for memory; nothing else depends on it."""


def draw_futures(
    people: Population,
    tables: Demography,
    scenarios: NDArray[np.int64],
    *,
    assumptions: Assumptions,
    setting: Setting,
    engine: Engine,
) -> tuple[Lives, Levels]:
    """Draw the levels of futures, what happens to people in each, and who is in arrears."""
    seed, years = setting.seed, tables.horizon.years
    levels = draw_levels(assumptions, setting.risks, seed=seed, scenarios=scenarios, years=years)
    lives = draw_lives(people, tables, levels, seed=seed, engine=engine)
    return evolve(lives, arrears=draw_arrears(people, tables, seed=seed, scenarios=scenarios)), levels
