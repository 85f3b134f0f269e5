"""Will the fund last? So far: what a projection takes for given, what a fund's own history says of it, and chance.

Draws by address and the lives that follow stand in `draws`, `outcomes` and `lifetimes`, which need numpy.
"""

from communitywelfare.simulation.assumptions import TABLES, Assumptions
from communitywelfare.simulation.bands import Band
from communitywelfare.simulation.blending import blended
from communitywelfare.simulation.experience import Estimate, Experience, experience
from communitywelfare.simulation.mortality import LifeTable, life_table
from communitywelfare.simulation.rates import Axis, Grounds, Measure, Provenance, RateRow, RateTable

__all__ = [
    "TABLES",
    "Assumptions",
    "Axis",
    "Band",
    "Estimate",
    "Experience",
    "Grounds",
    "LifeTable",
    "Measure",
    "Provenance",
    "RateRow",
    "RateTable",
    "blended",
    "experience",
    "life_table",
]
