"""Community welfare funds (กองทุนสวัสดิการชุมชน): members, by-laws, claims, co-funding and books, every figure explained.

The names here are the ones to begin with; all others live in the modules that the reference describes. What stands on
the upper floors, a whole fund, files and words, is loaded when it is first asked for.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from communitywelfare.calendar import Duration, Month
from communitywelfare.claims import Claim, Decision, Event, Outcome
from communitywelfare.errors import Finding, Severity, WelfareError
from communitywelfare.identity import CitizenId
from communitywelfare.members import Membership, Person
from communitywelfare.money import Money, Rounding, apportion, total
from communitywelfare.rules import ByLaw, ClaimFacts, adjudicate

if TYPE_CHECKING:
    from communitywelfare.fund import Fund, assess, assess_waiting, draw_up
    from communitywelfare.io.bylaw_toml import parse_bylaw
    from communitywelfare.io.bylaw_writer import write_bylaw
    from communitywelfare.io.package import read_package, write_package
    from communitywelfare.io.scheme_toml import state_scheme
    from communitywelfare.synthetic import Plan, make_package
    from communitywelfare.wording import words

__all__ = [
    "ByLaw",
    "CitizenId",
    "Claim",
    "ClaimFacts",
    "Decision",
    "Duration",
    "Event",
    "Finding",
    "Fund",
    "Membership",
    "Money",
    "Month",
    "Outcome",
    "Person",
    "Plan",
    "Rounding",
    "Severity",
    "WelfareError",
    "adjudicate",
    "apportion",
    "assess",
    "assess_waiting",
    "draw_up",
    "make_package",
    "parse_bylaw",
    "read_package",
    "state_scheme",
    "total",
    "words",
    "write_bylaw",
    "write_package",
]

_LATER = {
    "Fund": "communitywelfare.fund",
    "Plan": "communitywelfare.synthetic",
    "assess": "communitywelfare.fund",
    "assess_waiting": "communitywelfare.fund",
    "draw_up": "communitywelfare.fund",
    "make_package": "communitywelfare.synthetic",
    "parse_bylaw": "communitywelfare.io.bylaw_toml",
    "read_package": "communitywelfare.io.package",
    "state_scheme": "communitywelfare.io.scheme_toml",
    "words": "communitywelfare.wording",
    "write_bylaw": "communitywelfare.io.bylaw_writer",
    "write_package": "communitywelfare.io.package",
}


if not TYPE_CHECKING:  # a name that is misspelt must be a mistake to whoever checks types

    def __getattr__(name: str) -> object:
        """A public name of an upper floor, loaded now."""
        if name in _LATER:
            return getattr(import_module(_LATER[name]), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """The public names."""
    return sorted(__all__)
