"""What a history is made of: people, what happened to them, and what held of them from one day to the next."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.members import Relationship
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.days import NONE, Days, Flags, Whole, known_or
from communitywelfare.rules.columns.facts import Facts, Texts, gathered

__all__ = ["OWN", "Events", "Lived", "People", "Spells"]

Integers = NDArray[np.integer]
OWN = 1 << list(Relationship).index(Relationship.SELF)


@frozen(eq=False)
class Spells:
    """What held of people from a day on, until another holds: months in arrears, dues paid.

    Rows stand by `who` (the place of a person) and, for each, by `since`. Before the first of somebody's days nothing
    is recorded.
    """

    who: Integers
    since: Integers
    value: Integers

    @classmethod
    def constant(cls, values: Integers) -> "Spells":
        """One value for each person, at all times."""
        return cls(np.arange(len(values)), np.full(len(values), _LONG_AGO), values)

    @cached_property
    def is_single(self) -> bool:
        """Whether nobody has more than one."""
        return bool((self.who[1:] > self.who[:-1]).all())

    @cached_property
    def is_constant(self) -> bool:
        """Whether everybody has one value at all times, so that a place in the table is a person's."""
        return self.is_single and len(self.who) == int(self.who[-1]) + 1 and bool((self.since <= _LONG_AGO).all())

    @cached_property
    def _keys(self) -> Whole:
        return self.who.astype(np.int64) * _SPAN + (self.since.astype(np.int64) - _LONG_AGO)

    def some(self, persons: slice) -> "Spells":
        """Those of some people, who are counted anew from the first of them."""
        bounds = np.array([persons.start, persons.stop], self.who.dtype)  # of its kind, lest it be copied
        first, last = np.searchsorted(self.who, bounds)
        return Spells(self.who[first:last] - persons.start, self.since[first:last], self.value[first:last])

    def begins(self, who: Whole) -> Days:
        """The day on which the one spell of each person begins, any day where there is none."""
        there = np.minimum(np.searchsorted(self.who, who), len(self.who) - 1)
        return np.where(self.who[there] == who, self.since[there].astype(np.int64), _LONG_AGO)

    def at(self, who: Whole, day: Days) -> Whole:
        """What held of people at the end of days, `NONE` where nothing is recorded."""
        if not len(self.who):
            return np.full(len(who), NONE)
        if self.is_constant:
            return self.value.take(who).astype(np.int64)
        if self.is_single and len(self.who) == int(self.who[-1]) + 1:
            there = np.minimum(who, len(self.who) - 1)
            holds = (self.since[there] <= day) & (there == who)
        else:
            there = np.searchsorted(self._keys, who * _SPAN + (day - _LONG_AGO), side="right") - 1
            holds = (there >= 0) & (self.who[there] == who)
        return np.where(holds, self.value[there].astype(np.int64), NONE)


_LONG_AGO, _FAR_AHEAD = -200_000, 3_000_000  # the years 1422 and 10183: before and after anybody's day
_SPAN = 1 << 24


@frozen(eq=False, kw_only=True)
class People:
    """Memberships, one row each; days are whole days since 1970, `NONE` where nobody recorded one.

    `bylaw` is a by-law's place in the book. `ended` is the first day on which somebody is a member no more; where they
    `died` that day, an event of the day still happened to a member. Rows of one `person` (a membership, and another
    after it) and of one `household` share a number and a by-law; without these, every row is somebody else's, at home
    alone. `account` is the row of the sums in which somebody's payments are counted, where that is not the by-law: one
    future of a fund, say. `spells` are by the name of a fact: ``arrears``, ``worst_arrears``, ``settled_on``, ``paid``,
    ``paid_months``.
    """

    bylaw: Integers
    joined: Integers
    ended: Integers
    tenure_from: Integers
    birth: Integers | None = None
    died: Flags | None = None
    sexes: Integers | None = None
    groups: Integers | None = None
    person: Integers | None = None
    household: Integers | None = None
    account: Integers | None = None
    spells: Mapping[str, Spells] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.bylaw)

    def some(self, persons: slice) -> "People":
        """Some of the people, in whole numbers of full length."""
        told = {name: getattr(self, name) for name in _NUMBERS}
        numbers: dict[str, Any] = {
            name: column[persons].astype(np.int64) for name, column in told.items() if column is not None
        }
        return evolve(
            self,
            **numbers,
            died=None if self.died is None else self.died[persons],
            spells={name: spells.some(persons) for name, spells in self.spells.items()},
        )

    @cached_property
    def first_day(self) -> Days:
        """The first day of each membership; no day at all where nobody recorded when it began."""
        return known_or(self.joined.astype(np.int64), _NEVER)

    @cached_property
    def last_day(self) -> Days:
        """The last day on which an event happens to a member."""
        ended = known_or(self.ended.astype(np.int64), _NEVER)
        return ended - 1 if self.died is None else ended - ~self.died


_NUMBERS = ("bylaw", "joined", "ended", "tenure_from", "birth", "sexes", "groups", "person", "household", "account")
_NEVER = 1 << 40


@frozen(eq=False, kw_only=True)
class Events:
    """What happened: to `who` (a row of people), `what` (a place in `names`), on which day, and how much of it.

    Whole numbers of any size will do. `claim_day` is the day of the event unless given. `relations` are bits, of the
    member's own where they are not given; `opening` is what an event carries in from before the history begins.
    """

    names: tuple[str, ...]
    who: Integers
    what: Integers
    day: Integers
    units: Integers | None = None
    claim_day: Integers | None = None
    relations: Integers | None = None
    opening: Integers | None = None
    attributes: Mapping[str, Texts] = field(factory=dict)
    documents: Mapping[str, Flags] = field(factory=dict)

    def __len__(self) -> int:
        return len(self.who)


class Lived(Facts):
    """The facts of claims of people, each reckoned when a clause asks for it.

    `given` is what is known of each claim itself: ``who``, ``bylaw``, ``clause``, ``event_day``, ``units``, the
    ``version`` that governs it where there are several, and whatever else is not the person's. The people's columns
    are whole numbers of full length.
    """

    def __init__(self, book: Book, people: People, given: Mapping[str, Any]) -> None:
        self.__dict__.update(given, _book=book, _people=people, _given=given, _above=None, _rows=None)

    def __len__(self) -> int:
        return len(self.who)

    def __getattr__(self, name: str) -> Any:  # see `Facts`
        above = self._above
        if above is not None and (name in above.__dict__ or name in self._given):
            found = gathered(getattr(above, name), self._rows)
        else:
            found = self._reckoned(name)
        self.__dict__[name] = found
        return found

    def taken(self, rows: Whole) -> "Lived":
        """The facts of some of these claims: what was reckoned of all is not reckoned again."""
        some = Lived(self._book, self._people, {})
        some.__dict__.update(_given=self._given, _above=self, _rows=rows)
        return some

    def _reckoned(self, name: str) -> Any:  # see `Facts`
        if name in _SPELLS:
            return self.spell(name)
        return _FOUND[name](self) if name in _FOUND else self._of_person(name)

    def _of_person(self, name: str) -> Whole:
        """What is known of the people, or of nobody."""
        column = getattr(self._people, name, None)
        return np.full(len(self), _UNKNOWN.get(name, NONE)) if column is None else column.take(self.who)

    def spell(self, name: str) -> Whole:
        """What held of each claim's person at the end of its basis day."""
        spells = self._people.spells.get(name)
        return np.full(len(self), NONE) if spells is None else spells.at(self.who, self.basis)

    def changes(self, name: str) -> list[Days] | None:
        """The days on which the spells of each person begin, if they matter; None if some people have several."""
        spells = self._people.spells.get(name)
        if spells is None or not len(spells.who) or spells.is_constant:
            return []
        return [spells.begins(self.who)] if spells.is_single else None

    def spell_ever(self, name: str) -> Whole:
        """What the one spell of each claim's person holds, whenever it begins."""
        spells = self._people.spells.get(name)
        return np.full(len(self), NONE) if spells is None else spells.at(self.who, np.full(len(self), _FAR_AHEAD))

    @property
    def was_member(self) -> Flags:
        """Whether the event happened to a member: on the day of a death, the dead still were one."""
        return (self.event_day >= self.first_day) & (self.event_day <= self.last_day)

    def reckoned_on(self) -> Days:
        """The day for which facts are read."""
        by_claim = self._book.regimes.by_claim
        if not by_claim.any():
            return self.event_day
        return np.where(by_claim[self.bylaw], self.claim_day, self.event_day)

    def owner(self) -> Whole:
        """A number for the person behind each claim."""
        person = self._people.person
        return self.who if person is None else person[self.who]

    def year(self, column: str) -> Whole:
        """The month or the day on which the fund's year begins, by the version that governs."""
        regimes = self._book.regimes
        if regimes.year_start is not None:
            month, day = regimes.year_start
            return np.broadcast_to(np.int64(month if column == "year_month" else day), len(self))
        starts: Whole = getattr(regimes, column)
        return starts[self.bylaw, self.version] if regimes.versions > 1 else starts[:, 0][self.bylaw]


_FOUND: Mapping[str, Callable[[Lived], Any]] = {
    "basis": Lived.reckoned_on,
    "is_member": lambda facts: facts.was_member,
    "claim_day": lambda facts: facts.event_day,
    "opening": lambda _facts: np.asarray(NONE),
    "person": Lived.owner,
    "year_month": lambda facts: facts.year("year_month"),
    "year_day": lambda facts: facts.year("year_day"),
    "relations": lambda facts: np.full(len(facts), OWN),
    "attributes": lambda _facts: {},
    "documents": lambda _facts: {},
}
_SPELLS = ("arrears", "worst_arrears", "settled_on", "paid", "paid_months")
_UNKNOWN = {"sexes": 0, "groups": 0, "household": -1}
