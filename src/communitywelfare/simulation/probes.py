"""Clauses asked on behalf of made-up people (ผู้แทนกลุ่ม): what one event of each kind is paid, by whom and when.

A probe stands for all members whom a clause answers alike. It is decided by the very trees that decide a claim.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import numpy as np
from attrs import evolve, field, fields, frozen
from numpy.typing import NDArray

from communitywelfare.members import Sex
from communitywelfare.rules import ByLaw
from communitywelfare.rules.columns import Book, Events, People, Spells, timeline
from communitywelfare.rules.columns.days import NONE
from communitywelfare.rules.columns.timeline import Claims
from communitywelfare.rules.expressions import Papers
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.rates import SEXES

__all__ = ["Ask", "Asking", "Probes"]

Whole = NDArray[np.int64]
_AT_ONCE = 1 << 22  # sums that are looked at together


@frozen(eq=False, kw_only=True)
class Probes:
    """People who stand for others, as `Population` has them: members for ever, `behind` so many months with dues."""

    joined: Whole
    tenure_from: Whole
    birth: Whole
    sex: NDArray[np.integer]
    groups: Whole
    behind: int | Whole = 0

    def __len__(self) -> int:
        return len(self.joined)

    def taken(self, rows: Whole | slice) -> "Probes":
        """Some of them."""
        return Probes(
            joined=self.joined[rows],
            tenure_from=self.tenure_from[rows],
            birth=self.birth[rows],
            sex=self.sex[rows],
            groups=self.groups[rows],
            behind=self.behind if isinstance(self.behind, int) else self.behind[rows],
        )

    @property
    def people(self) -> People:
        """As the by-laws look at them."""
        count = len(self)
        return People(
            bylaw=np.zeros(count, np.int64),
            joined=self.joined,
            ended=np.full(count, NONE),
            tenure_from=self.tenure_from,
            birth=self.birth,
            sexes=_SEX_BITS[self.sex],
            groups=self.groups,
            account=np.arange(count),
            spells={name: Spells.constant(np.full(count, self.behind)) for name in ("arrears", "worst_arrears")},
        )


_SEX_BITS = np.array([1 << tuple(Sex).index(sex) for sex in SEXES])


@frozen
class Ask:
    """By which name an event asks, and how many units it tells; `NONE` where nobody knows."""

    name: str
    units: int = 1


@frozen(eq=False, kw_only=True)
class Asking:
    """A by-law of few clauses, asked about probes within a horizon."""

    bylaw: ByLaw
    horizon: Horizon
    book: Book = field(init=False, repr=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "book", Book.of((self.bylaw,)))

    @property
    def keys(self) -> tuple[str, ...]:
        """Its clauses, in the order of sums."""
        return self.book.keys[0]

    @cached_property
    def _papers(self) -> tuple[str, ...]:
        clauses = (clause for version in self.bylaw.versions for clause in version.benefits)
        conditions = (one for clause in clauses for one in clause.conditions)
        return tuple(sorted({paper for one in conditions if isinstance(one, Papers) for paper in one.needed}))

    def event_each(self, probes: Probes, asks: Sequence[Ask], days: Whole) -> NDArray[np.float64]:
        """What one event is paid, that asks by all of the names: satang by probe and day.

        No event knows of another: each is that of somebody who had none before.
        """
        known = [ask for ask in asks if ask.name in self.book.regimes.events]
        found = np.zeros((len(probes), len(days)))
        if not known:
            return found
        size = max(1, _AT_ONCE // (len(days) * len(known)))
        for start in range(0, len(probes), size):
            some = probes.taken(slice(start, start + size))
            rows = np.repeat(np.arange(len(some)), len(days))
            claims = self._claims(some.taken(rows), known, np.tile(days, len(some)))
            sums = np.bincount(claims.who, weights=claims.assessed, minlength=len(rows))
            found[start : start + size] = sums.reshape(len(some), len(days))
        return found

    def _claims(self, probes: Probes, asks: Sequence[Ask], days: Whole) -> Claims:
        who = np.repeat(np.arange(len(probes)), len(asks))
        events = Events(
            names=tuple(ask.name for ask in asks),
            who=who,
            what=np.tile(np.arange(len(asks)), len(probes)),
            day=np.repeat(days, len(asks)),
            units=np.tile(np.array([ask.units for ask in asks], np.int64), len(probes)),
            documents=dict.fromkeys(self._papers, np.ones(len(who), bool)),
        )
        return self._kept(evolve(probes.people, account=None), events)

    def _kept(self, people: People, events: Events) -> Claims:
        first, last = self.horizon.first.first, self.horizon.last_day
        claims = timeline(self.book, people, events, first=first, last=last, keep_claims=True).claims
        return Claims(**dict.fromkeys(_CLAIMS, _NO_ROWS)) if claims is None else claims

    def due(self, probes: Probes, opening: Events | None = None) -> Iterator[tuple[slice, Whole]]:
        """What falls due to each: satang by probe, month and key, some probes at a time.

        `opening` is what each had received before, by probe; with it, all are looked at together.
        """
        size = len(probes) if opening else max(1, _AT_ONCE // (self.horizon.months * len(self.keys)))
        first, last = self.horizon.first.first, self.horizon.last_day
        for start in range(0, len(probes), max(size, 1)):
            here = slice(start, min(start + size, len(probes)))
            people = probes.taken(here).people
            yield here, timeline(self.book, people, opening or _NOTHING, first=first, last=last).satang

    def birthdays(self, probes: Probes) -> Claims:
        """Every claim that falls due, one by one."""
        return self._kept(evolve(probes.people, account=None), _NOTHING)


_CLAIMS: tuple[str, ...] = tuple(each.name for each in fields(Claims))
_NO_ROWS: Any = np.zeros(0, np.int64)
_NOTHING = Events(names=(), who=_NO_ROWS, what=_NO_ROWS, day=_NO_ROWS)
