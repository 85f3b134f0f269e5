"""Co-funding without chance (เงินสมทบที่คาดหมาย): how many are expected to count in each round, and what that brings."""

from collections.abc import Iterator
from typing import Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.cofunding import Scheme, SchemePeriod
from communitywelfare.cofunding.columns import asked_for
from communitywelfare.simulation.axes import axis_of, axis_of_rows
from communitywelfare.simulation.crowd import Crowd, both
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.projection import Futures

__all__ = ["RoundsOfAll", "asked_on_average", "expected_to_count", "matched_in"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


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


def matched_in(rounds: Rounds, those: Whole) -> Flags:
    """Whom of some people each round matches, if they are there: who counts, and was not matched often enough."""
    times, found = rounds.before[those], []
    for number, budget_year in enumerate(rounds.budget_years):
        most = rounds.scheme.in_year(budget_year).matchings_at_most
        found.append(rounds.counts[number, those] & (True if most is None else times < most))
        times = times + found[-1]
    return np.array(found, bool).reshape(len(rounds.budget_years), len(those))


def expected_to_count(rounds: Rounds, crowd: Crowd) -> Iterator[tuple[int, int, float]]:
    """The budget year of each round, the month of its cut-off, and how many are expected to count in it."""
    exposures, matched = crowd.exposures, matched_in(rounds, crowd.columns.first)
    for budget_year, month, is_matched in zip(rounds.budget_years, rounds.month[:, 0].tolist(), matched, strict=True):
        alive, staying = exposures.alive[:, [month + 1]], exposures.staying[:, [month]] * is_matched[:, None]
        yield budget_year, month, float(exposures.total(alive, staying)[0])


def asked_on_average(period: SchemePeriod, counts: Floats, most: Whole) -> tuple[Floats, Flags]:
    """What is asked for on average; else between two whole numbers.

    Args:
        period: What the scheme gives.
        counts: How many are expected to count, each for one fund and round.
        most: How many people there are in all, of each.

    Returns:
        Satang of each, and whether that is a multiple of how many count.
    """
    whole = np.floor(counts).astype(np.int64)
    asked = np.array([whole, whole + 1, np.ones_like(whole), most])
    low, high, one, of_all = asked_for(period, asked.reshape(-1)).reshape(asked.shape)
    return low + (high - low) * (counts - whole), one * most == of_all
