"""Will the fund last? What a projection takes for given, what a fund's own history says of it, and many futures.

The names here are the ones to begin with: `Start` is where a fund stands, a `Policy` is what is looked at, `Futures`
are drawn by a `Setting`, each `Projection` is what becomes of the money, and `draw_up` does a whole `Study` at once.
These need numpy, and are loaded when they are first asked for; the assumptions do without.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from communitywelfare.errors import NotInstalled
from communitywelfare.simulation.assumptions import TABLES, Assumptions
from communitywelfare.simulation.bands import Band
from communitywelfare.simulation.blending import blended
from communitywelfare.simulation.experience import Estimate, Experience, experience
from communitywelfare.simulation.mortality import LifeTable, life_table
from communitywelfare.simulation.rates import Axis, Grounds, Measure, Provenance, RateRow, RateTable

if TYPE_CHECKING:
    from communitywelfare.simulation.policy import Policy, Setting
    from communitywelfare.simulation.projection import Futures, Projection, compare
    from communitywelfare.simulation.start import Start
    from communitywelfare.simulation.study import Study, draw_up

__all__ = [
    "TABLES",
    "Assumptions",
    "Axis",
    "Band",
    "Estimate",
    "Experience",
    "Futures",
    "Grounds",
    "LifeTable",
    "Measure",
    "Policy",
    "Projection",
    "Provenance",
    "RateRow",
    "RateTable",
    "Setting",
    "Start",
    "Study",
    "blended",
    "compare",
    "draw_up",
    "experience",
    "life_table",
]

_LATER = {
    "Futures": "projection",
    "Policy": "policy",
    "Projection": "projection",
    "Setting": "policy",
    "Start": "start",
    "Study": "study",
    "compare": "projection",
    "draw_up": "study",
}


def __getattr__(name: str) -> object:
    """A name that needs numpy, loaded now."""
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if find_spec("numpy") is None:
        raise NotInstalled("numpy", "simulation")
    return getattr(import_module(f"{__name__}.{_LATER[name]}"), name)


def __dir__() -> list[str]:
    """The names to begin with."""
    return sorted(__all__)
