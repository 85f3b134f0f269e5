"""The steps of invented rounds of co-funding: each on its day, written down at noon, as far as the days have come."""

from collections.abc import Iterable
from datetime import date
from itertools import takewhile

from attrs import evolve, frozen

from communitywelfare.cofunding import Match, Round, RoundAction
from communitywelfare.synthetic.committee import noon

__all__ = ["InventedRounds", "done"]


@frozen(kw_only=True)
class InventedRounds:
    """Rounds as their rows were begun, what was done about them, and who was matched."""

    rounds: tuple[Round, ...]
    actions: tuple[RoundAction, ...]
    matches: tuple[Match, ...] = ()


def done(steps: Iterable[RoundAction], until: date) -> tuple[RoundAction, ...]:
    """Of steps in the order of their days, those that were taken by a day."""
    taken = takewhile(lambda step: step.day <= until, steps)
    return tuple(evolve(step, recorded_at=noon(step.day)) for step in taken)
