"""Synthetic funds: whole, sound and nobody's, the same for the same seed on every machine.

People are invented, citizen IDs begin with 9, and every claim is decided by the fund's own by-law.
"""

from collections.abc import Callable

from attrs import evolve

from communitywelfare.fund import Fund, FundProfile
from communitywelfare.io.package import Package
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.synthetic.history import live_through
from communitywelfare.synthetic.plan import DEFAULT_UNTIL, Plan
from communitywelfare.synthetic.sheet import register_sheet
from communitywelfare.synthetic.unlived import with_people
from communitywelfare.uncollected import uncollected

__all__ = ["DEFAULT_UNTIL", "STAGES", "Plan", "make_package", "register_sheet"]

STAGES = ("members", "contributions", "claims", "cofunding", "journal")


def _silent(_stage: str) -> None:
    """Nobody is watching."""


def make_package(plan: Plan, *, bylaw_text: bytes | None = None, progress: Callable[[str], None] = _silent) -> Package:
    """Invent a fund that lives by a by-law: the shipped example's, or the one given.

    Args:
        plan: How large and how long.
        bylaw_text: The bytes of a by-law file. Where its first version begins after the founding, its days are moved
            back to the founding, for a fund cannot live without a by-law.
        progress: Called with the name of each stage.

    Raises:
        ByLawError: The by-law has mistakes.
    """
    with uncollected():
        return _invent(plan, bylaw_text or example_bylaw(), progress)


def _invent(plan: Plan, text: bytes, progress: Callable[[str], None]) -> Package:
    progress("members")
    fund, text = with_people(plan, text)
    fund = live_through(fund, books_from=plan.books_from, seed=plan.seed, progress=progress)
    return Package(fund=evolve(fund, profile=_with_founding(fund, plan)), bylaw_text=text)


def _with_founding(fund: Fund, plan: Plan) -> FundProfile:
    founders = [membership for membership in fund.register if membership.applied == plan.founded]
    return evolve(fund.profile, founding_members=len(founders), founding_money=fund.profile.rate * 30 * len(founders))
