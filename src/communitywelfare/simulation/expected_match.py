"""Co-funding without chance (เงินสมทบที่คาดหมาย): how many are expected to count in each round, and what that brings."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.cofunding import Scheme
from communitywelfare.cofunding.columns import asked_for
from communitywelfare.simulation.axes import axis_of, axis_of_rows
from communitywelfare.simulation.crowd import Crowd, both
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.projection import Futures

__all__ = ["RoundsOfAll", "asked_on_average", "expected_to_count"]

Whole = NDArray[np.int64]


@frozen(eq=False, kw_only=True)
class RoundsOfAll:
    """The rounds of some schemes, and a number that tells apart who counts in others, or was matched more often."""

    schemes: tuple[Scheme, ...]
    each: tuple[Rounds, ...]
    apart: Whole | None

    @classmethod
    def of(cls, futures: Futures, schemes: tuple[Scheme, ...]) -> Self:
        """The rounds of schemes for the people of futures, none of which need be drawn.

        Raises:
            InvalidValue: A scheme is not among those that the start knows matchings of.
            Refused: A scheme has a rule that arrays do not hold; the message names it.
        """
        found = []
        people = futures.people
        apart = np.zeros(len(people), np.int64)
        for scheme in schemes:
            before = futures.start.matched_by(scheme, people)
            days = axis_of(people.joined)
            some = people.taken(days.first)
            rounds = Rounds.of(scheme, [futures.start.fund], some, futures.horizon, before=before[days.first])
            kinds = axis_of_rows(rounds.counts.T).of
            apart = both(both(apart, kinds[days.of]), before)
            found.append(evolve(rounds, counts=rounds.counts[:, days.of], before=before))
        return cls(schemes=schemes, each=tuple(found), apart=axis_of(apart).of if found else None)


def expected_to_count(rounds: Rounds, crowd: Crowd) -> Iterator[tuple[int, int, float]]:
    """The budget year of each round, the month of its cut-off, and how many are expected to count in it."""
    those, exposures = crowd.columns.first, crowd.exposures
    times = rounds.before[those].copy()
    for number, budget_year in enumerate(rounds.budget_years):
        most = rounds.scheme.in_year(budget_year).matchings_at_most
        is_matched = rounds.counts[number, those] & (True if most is None else times < most)
        times += is_matched
        month = int(rounds.month[number, 0])
        alive, staying = exposures.alive[:, [month + 1]], exposures.staying[:, [month]] * is_matched[:, None]
        yield budget_year, month, float(exposures.total(alive, staying)[0])


def asked_on_average(scheme: Scheme, budget_year: int, count: float, most: int) -> tuple[float, bool]:
    """What is asked for on average, and whether it is a multiple of how many count; else between two whole numbers."""
    period = scheme.in_year(budget_year)
    whole = np.floor(count)
    one, all_of_them, low, high = asked_for(period, np.array([1, most, whole, whole + 1], np.int64)).tolist()
    return low + (high - low) * (count - float(whole)), one * most == all_of_them
