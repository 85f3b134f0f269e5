"""Which clauses of a book govern whom and when: by by-law, version, and what a version keeps for members of before."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from typing import Self

import numpy as np
from attrs import frozen

from communitywelfare.rules.bylaws import Benefit, BenefitPolicy, ByLaw, Governs
from communitywelfare.rules.columns.days import NONE, Days, Flags, Whole, as_number, is_known

__all__ = ["Regimes"]

_NEVER = int(np.iinfo(np.int64).max)
_DAY = timedelta(days=1)


@frozen(eq=False, kw_only=True)
class Regimes:
    """The versions of each by-law by their first days, and what each keeps for those who joined before some day.

    `effective` has a row for each by-law and a column for each version, `kept_before` a further axis for the days of
    joining from which on a version keeps less. `by_key` and `by_event` hold numbers of clauses by by-law, version and
    stretch of days of joining: the one of each key, and all that answer to each of the `events`. Where there is none
    it is −1. `year_month` and `year_day` begin the fund's year by each version, also for what it keeps of older ones.
    """

    effective: Days
    kept_before: Days
    year_month: Whole
    year_day: Whole
    by_claim: Flags
    by_joining: Flags
    by_key: Whole
    events: tuple[str, ...]
    by_event: Whole

    @classmethod
    def of(cls, bylaws: Sequence[ByLaw], numbers: Mapping[int, int], bits: Sequence[Mapping[str, int]]) -> Self:
        """The regimes of by-laws, in their order.

        Args:
            bylaws: The by-laws.
            numbers: The number of each clause, by its identity.
            bits: For each by-law, the places of its keys.
        """
        stretches = [[_thresholds(version) for version in bylaw.versions] for bylaw in bylaws]
        versions = max((len(each) for each in stretches), default=1)
        kept = max((len(days) for each in stretches for days in each), default=0)
        effective = np.full((len(bylaws), versions), _NEVER)
        kept_before = np.full((len(bylaws), versions, kept), NONE)
        year_month, year_day = np.ones_like(effective), np.ones_like(effective)
        policies = {}
        for number, bylaw in enumerate(bylaws):
            for place, version in enumerate(bylaw.versions):
                days = stretches[number][place]
                effective[number, place] = as_number(version.effective)
                start = version.year_start
                year_month[number, place], year_day[number, place] = start.month, start.day
                kept_before[number, place, : len(days)] = [as_number(day) for day in days]
                policies[number, place, 0] = version
                for stretch, day in enumerate(days, start=1):
                    policies[number, place, stretch] = bylaw.with_kept(version, day - _DAY)
        shape = (len(bylaws), versions, kept + 1)
        events, by_event = _by_event(policies, numbers, shape)
        governs = [bylaw.governs for bylaw in bylaws]
        return cls(
            effective=effective,
            kept_before=kept_before,
            year_month=year_month,
            year_day=year_day,
            by_claim=np.array([each is Governs.CLAIM_DATE for each in governs], bool),
            by_joining=np.array([each is Governs.JOINING_DATE for each in governs], bool),
            by_key=_by_key(policies, numbers, bits, shape),
            events=events,
            by_event=by_event,
        )

    @cached_property
    def year_start(self) -> tuple[int, int] | None:
        """The month and the day on which the year of every version of every by-law begins; None where they differ."""
        there = self.effective != _NEVER
        starts = set(zip(self.year_month[there].tolist(), self.year_day[there].tolist(), strict=True))
        return starts.pop() if len(starts) == 1 else None

    @property
    def versions(self) -> int:
        """How many versions the by-law with the most versions has."""
        return self.effective.shape[1]

    @cached_property
    def has_several(self) -> Flags:
        """Which by-laws have several versions."""
        return (self.effective[:, 1:] != _NEVER).any(axis=1)

    @cached_property
    def _last_first(self) -> int:
        """The day from which on every by-law has a version."""
        return int(self.effective[:, 0].max())

    @property
    def places(self) -> int:
        """How many places of by-law, version and stretch there are."""
        return self.effective.size * self.stretches

    @property
    def stretches(self) -> int:
        """How many stretches of days of joining a version has."""
        return self.kept_before.shape[2] + 1

    def days_of(self, bylaw: Whole, version: int) -> tuple[Days, Days]:
        """From which day on a version of each by-law is in force, and before which."""
        since = self.effective[:, version]
        until = self.effective[:, version + 1] if version + 1 < self.versions else np.full_like(since, _NEVER)
        return since.take(bylaw), until.take(bylaw)

    def place_of(self, bylaw: Whole, basis: Days, who: Whole, joined_of: Days) -> tuple[Whole, Flags]:
        """The place of each claim by by-law, version and stretch, and whether any version governs it.

        `joined_of` has a day for each of the people, whose places are `who`.
        """
        if self.places == len(self.effective) and not self.by_joining.any():
            if len(basis) and basis.min() >= self._last_first:
                return bylaw, np.ones(len(basis), bool)
            return bylaw, self.effective[:, 0][bylaw] <= basis
        joined = joined_of[who]
        version = self.version_of(bylaw, basis, joined)
        governs, version = version >= 0, np.maximum(version, 0)
        return (bylaw * self.versions + version) * self.stretches + self.stretch_of(bylaw, version, joined), governs

    def version_at(self, place: Whole) -> Whole:
        """The version of each place."""
        return place // self.stretches % self.versions

    def version_of(self, bylaw: Whole, basis: Days, joined: Days) -> Whole:
        """The version that governs each claim, −1 before the first."""
        day = basis
        if self.by_joining.any():
            by_joining = self.by_joining[bylaw] & is_known(joined)
            day = np.where(by_joining, np.maximum(joined, self.effective[bylaw, 0]), basis)
        found = np.where(self.effective[bylaw, 0] <= day, 0, -1)
        for place in range(1, self.versions):
            found += self.effective[bylaw, place] <= day
        return found

    def stretch_of(self, bylaw: Whole, version: Whole, joined: Days) -> Whole:
        """In which stretch of days of joining somebody stands, for what a version keeps."""
        found = np.zeros(len(bylaw), np.int64)
        for place in range(self.stretches - 1):
            found += is_known(joined) & (joined < self.kept_before[bylaw, version, place])
        return found


def _thresholds(version: BenefitPolicy) -> list[date]:
    """The days of joining from which on a version keeps less, from the latest to the earliest."""
    return sorted({keeps.joined_before for keeps in version.keeps}, reverse=True)


Policies = Mapping[tuple[int, int, int], BenefitPolicy]


def _by_key(
    policies: Policies, numbers: Mapping[int, int], bits: Sequence[Mapping[str, int]], shape: tuple[int, int, int]
) -> Whole:
    table = np.full((*shape, max(map(len, bits), default=0)), -1)
    for place, policy in policies.items():
        for benefit in policy.benefits:
            table[(*place, bits[place[0]][benefit.key])] = numbers[id(benefit)]
    return table


def _by_event(
    policies: Policies, numbers: Mapping[int, int], shape: tuple[int, int, int]
) -> tuple[tuple[str, ...], Whole]:
    """The names of all events, and the clauses that answer to each."""
    names = dict.fromkeys(name for policy in policies.values() for each in policy.benefits for name in _names(each))
    answering = {
        (number, *place): [numbers[id(each)] for each in policy.for_event(name)]
        for number, name in enumerate(names)
        for place, policy in policies.items()
    }
    table = np.full((len(names), *shape, max(map(len, answering.values()), default=0)), -1)
    for place, clauses in answering.items():
        table[place][: len(clauses)] = clauses
    return tuple(names), table


def _names(benefit: Benefit) -> tuple[str, ...]:
    return (benefit.event, benefit.key) if benefit.event else (benefit.key,)
