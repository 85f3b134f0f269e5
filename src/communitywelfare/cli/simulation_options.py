"""What is asked of a simulation at the command line, and the files it writes."""

from attrs import field, frozen

from communitywelfare.money import Money
from communitywelfare.wording import Language

__all__ = ["SIMULATION_FILES", "Options"]

SIMULATION_FILES = (
    "index.html",
    "balance.csv",
    "benefits.csv",
    "comparison.csv",
    "cohorts.csv",
    "gainers.csv",
    "hindsight.csv",
    "sensitivity.csv",
    "run.json",
    "futures.parquet",
)


def _texts(given: "tuple[str, ...]") -> "tuple[str, ...]":
    return tuple(given)


@frozen(kw_only=True)
class Options:
    """The options of one run: the same for all funds of a folder."""

    language: Language
    years: int
    scenarios: int
    seed: int
    changes: tuple[str, ...] = field(default=(), converter=_texts)
    files: tuple[str, ...] = field(default=(), converter=_texts)
    without_match: bool = False
    given: str | None = None
    own_history: bool = False
    expenses: Money | None = None
    opening: Money | None = None
    no_scheme: bool = False
    leave_out: bool = False
    parquet: bool = False
