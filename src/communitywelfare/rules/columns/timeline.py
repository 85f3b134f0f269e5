"""By-laws over decades: what happened to people is decided, and what falls due to them without a claim.

    flow = timeline(book, people, events, first=date(2026, 1, 1), last=date(2055, 12, 31))
    flow.satang[bylaw, month, key]

Every claim is decided exactly as `adjudicate` would decide it. People are looked at some thousands at a time, so that
memory does not grow with the years.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

import numpy as np
from attrs import fields, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import Month
from communitywelfare.errors import InvalidValue
from communitywelfare.rules.columns.book import Book
from communitywelfare.rules.columns.days import Days, Flags, Whole, as_number, is_known, month_of
from communitywelfare.rules.columns.deciding import Decided, answered, decide_sorted
from communitywelfare.rules.columns.facts import Facts, gathered
from communitywelfare.rules.columns.falling_due import Elsewhere, Monthly, claimed, falling_due
from communitywelfare.rules.columns.order import in_order, merged, turns
from communitywelfare.rules.columns.people import Events, Lived, People

__all__ = ["Claims", "Flow", "timeline"]

_AT_ONCE = 200_000  # events and people that are looked at together: their columns fit into a processor's cache

_LARGE_BLOCK = (1 << 25) - (1 << 16)  # bytes: as large as the allocator still learns from


@frozen(eq=False, kw_only=True)
class Claims:
    """Every claim that was decided one by one: whose, for which event (−1 where it fell due), by which clause."""

    who: Whole
    event: Whole
    clause: Whole
    day: Days
    outcome: NDArray[np.int8]
    assessed: Whole
    uncapped: Whole


@frozen(eq=False, kw_only=True)
class Flow:
    """What by-laws pay, in satang, by account, month of the event and key of the clause.

    An account is a by-law's place in the book, unless people say which pays them (`People.account`). Months run from
    `first` on; the keys are those of `Book.keys`. `claims` are there where they were asked for: what
    falls due by months is then still only in the sums, wherever it needed no claim of its own.
    """

    first: Month
    satang: Whole
    claims: Claims | None = None


def timeline(book: Book, people: People, events: Events, *, first: date, last: date, keep_claims: bool = False) -> Flow:
    """Decide what happened to people from one day to another, and what fell due to them.

    Args:
        book: The by-laws.
        people: Memberships; those of one person or household, if any are told, near one another: all that stand from
            the first of them to the last are looked at together.
        events: What happened, by person. Of one person and day of claiming, events are decided in their order, after
            what falls due on the day. Events outside the days are passed over, but for opening usage.
        first: The first day.
        last: The last day.
        keep_claims: Whether every claim's decision is wanted, or the sums alone.

    Returns:
        The sums, and the claims if they are wanted.

    Raises:
        ValueError: Rows do not stand as they must, or an event is not of the book.
    """
    return _Timeline(book, people, events, (as_number(first), as_number(last))).run(keep_claims=keep_claims)


class _Timeline:
    """One run over all people, some at a time."""

    def __init__(self, book: Book, people: People, events: Events, span: tuple[int, int]) -> None:
        _check(people, events)
        self.book, self.people, self.events, self.span = book, people, events, span
        first, last = month_of(np.array(span))
        self.month = int(first)
        months, keys = max(int(last) - self.month + 1, 0), max(map(len, book.keys), default=0)
        self.satang = np.zeros((_accounts(book, people), months, keys), np.int64)
        self.rises = {every: np.zeros_like(self.satang) for every in (1, 12)}
        of_bylaw = book.bylaw if people.account is None else np.int64(0)
        self.place = (of_bylaw * months - self.month) * keys + book.key  # of each clause, in the month 0
        self.answering = _answering(book, events.names)
        self.own = _own(book, () if events.opening is None else events.names)
        self.is_all_answered = bool((self.answering >= 0).all())
        self.is_all_in_time = not len(events) or (int(events.day.min()) >= span[0] and int(events.day.max()) <= span[1])
        self.asked = np.zeros(len(book.key) + 1, bool)
        self.asked[self.answering[_happens(events, self.book.regimes.places)]] = True  # −1 falls on the place after all

    def run(self, *, keep_claims: bool) -> Flow:
        """All people, and what they were paid."""
        kept = []
        _keep_memory()
        for persons, rows in self._stretches():
            facts = self._claims(persons, rows)
            turn = None if self.people.household is None else turns(self.book, facts)
            if keep_claims:
                decided = decide_sorted(self.book, facts, turn)
                self._add(facts, decided.assessed, persons.start)
                kept.append(_kept(facts, persons.start, decided))
            else:
                for some in answered(self.book, facts, turn):
                    self._add(some.facts, some.paid, persons.start)
        for every, rises in self.rises.items():
            for begins in range(every):
                self.satang[:, begins::every] += np.cumsum(rises[:, begins::every], axis=1)
        first = Month.at(self.month + 1970 * 12)
        return Flow(first=first, satang=self.satang, claims=_together(kept) if keep_claims else None)

    def _stretches(self) -> Iterator[tuple[slice, slice]]:
        """People who can be looked at without the others, and their events."""
        bounds = _bounds(self.people, self.events)
        places = np.searchsorted(
            self.events.who, bounds.astype(self.events.who.dtype)
        )  # of its kind, lest it be copied
        for at in range(len(bounds) - 1):
            yield slice(bounds[at], bounds[at + 1]), slice(places[at], places[at + 1])

    def _claims(self, persons: slice, rows: slice) -> Lived:
        """The claims of some people: those that events make, and those that fall due; the rest that is due is added."""
        people = self.people.some(persons)
        of_events = self._of_events(people, persons.start, rows)
        asked = Elsewhere(self.asked[:-1], _carried_in(self.book, people, of_events))
        due = falling_due(self.book, people, span=self.span, asked=asked)
        for amounts in due.amounts:
            self._rise(amounts, persons.start)
        claims = merged([of_events, *(claimed(people, *each) for each in due.claims)])
        return Lived(self.book, people, in_order(self.book, people, claims))

    def _of_events(self, people: People, first: int, rows: slice) -> dict[str, Any]:
        """The claims that events make: one for each clause that answers."""
        events, regimes = self.events, self.book.regimes
        who, day = events.who[rows].astype(np.int64) - first, events.day[rows].astype(np.int64)
        columns = {"who": who, "event_day": day, "bylaw": people.bylaw.take(who), **_told(events, rows)}
        basis = day
        if regimes.by_claim.any() and "claim_day" in columns:
            basis = np.where(regimes.by_claim[columns["bylaw"]], columns["claim_day"], day)
        place, governs = regimes.place_of(columns["bylaw"], basis, who, people.joined.astype(np.int64))
        what = events.what[rows].astype(np.int64)
        is_asked = governs if self.is_all_in_time else governs & self._is_in_time(day)
        columns["event"] = np.arange(rows.start, rows.start + len(who))
        columns["version"] = regimes.version_at(place) if regimes.versions > 1 else np.zeros(len(who), np.int64)
        if self.answering.shape[1] == 1 and self.events.opening is None and is_asked.all():
            clause = self.answering[:, 0].take(what * regimes.places + place)
            if self.is_all_answered or (clause >= 0).all():
                return columns | {"clause": clause}
        clauses = self.answering[what * regimes.places + place]
        if self.events.opening is not None:
            # What was received under a clause is told by its key. It is carried in whatever clauses answer to that, and
            # also from before the first version, for limits count by key.
            carried = np.flatnonzero(is_known(self.events.opening[rows].astype(np.int64)))
            clauses[carried] = -1
            clauses[carried, 0] = self.own[what[carried], columns["bylaw"][carried]]
            is_asked[carried] = True
        event, answer = np.nonzero((clauses >= 0) & is_asked[:, None])
        return {name: gathered(each, event) for name, each in columns.items()} | {"clause": clauses[event, answer]}

    def _is_in_time(self, day: Days) -> Flags:
        first, last = self.span
        return (first <= day) & (day <= last)

    def _add(self, facts: Facts, assessed: Whole, start: int) -> None:
        """Add what claims are paid to the sums of their months."""
        clause, day, who = facts.clause, facts.event_day, facts.who
        if not self.is_all_in_time:  # what is carried in is paid nothing, and may have no month among the sums
            paid = np.flatnonzero(assessed != 0)
            clause, day, who, assessed = clause[paid], day[paid], who[paid], assessed[paid]
        place = month_of(day) * self.satang.shape[2]
        place += self._place_of(clause, who, start)
        np.add.at(self.satang.reshape(-1), place, assessed)

    def _place_of(self, clause: Whole, who: Whole, start: int) -> Whole:
        """Where the month 0 of each clause stands among the sums of whoever pays; people are counted from `start`."""
        place = self.place.take(clause)
        if self.people.account is not None:
            _accounts, months, keys = self.satang.shape
            place += self.people.account[who + start].astype(np.int64) * (months * keys)
        return place

    def _rise(self, due: Monthly, start: int) -> None:
        """Add what is paid again and again: the sums rise by it in the first month, and fall after the last."""
        _count, months, keys = self.satang.shape
        rises = self.rises[due.every].reshape(-1)
        first = self._place_of(due.clause, due.who, start)
        np.add.at(rises, first + due.since * keys, due.satang)
        falls = np.flatnonzero(due.until < self.month + months)  # what goes on to the end never does
        np.subtract.at(rises, first[falls] + due.until[falls] * keys, due.satang[falls])


def _keep_memory() -> None:
    """Let what some people's columns took stay at hand for those of the next.

    The usual allocator of Linux gives memory back to the system as soon as it is free, and asks for it again, page by
    page, until it has seen one large block come and go.
    """
    np.empty(_LARGE_BLOCK, np.int8)


def _told(events: Events, rows: slice) -> dict[str, Any]:
    """What events tell beside who and when."""
    found: dict[str, Any] = {}
    for name in ("units", "claim_day", "relations", "opening"):
        column = getattr(events, name)
        if column is not None:
            found[name] = column[rows].astype(np.int64)
    for name in ("attributes", "documents"):
        if getattr(events, name):
            found[name] = gathered(getattr(events, name), np.arange(rows.start, rows.stop))
    return found


def _accounts(book: Book, people: People) -> int:
    """How many rows the sums have."""
    return len(book.keys) if people.account is None else int(people.account.max(initial=-1)) + 1


def _bounds(people: People, events: Events) -> Whole:
    """Where people may be parted into some at a time."""
    count = len(people)
    wanted = np.concatenate([events.who[_AT_ONCE::_AT_ONCE], np.arange(_AT_ONCE, count, _AT_ONCE)])
    if people.person is not None or people.household is not None:
        between = _between(people)
        wanted = between[np.searchsorted(between, wanted)]
    return np.unique(np.concatenate([np.array([0, count]), wanted]))


def _answering(book: Book, names: tuple[str, ...]) -> Whole:
    """The clauses that answer to each of these names, by place in the regimes: a row for each name and place."""
    known = book.regimes.events
    unheard = [name for name in names if name not in known]
    if unheard:
        raise InvalidValue(f"no clause of the book answers to {', '.join(unheard)}; there are {', '.join(known)}")
    chosen = book.regimes.by_event[[known.index(name) for name in names]]
    return chosen.reshape(-1, chosen.shape[-1])


def _own(book: Book, names: tuple[str, ...]) -> Whole:
    """The newest clause of each by-law that has one of these names as its key, by name and by-law; −1 for none."""
    found = np.full((len(names), len(book.keys)), -1)
    for clause, (bylaw, _version, key) in enumerate(book.place):
        if key in names:
            found[names.index(key), bylaw] = clause
    return found


def _between(people: People) -> Whole:
    """Before which rows nobody shares a person or a home with anybody from there on."""
    shared = [column for column in (people.person, people.household) if column is not None]
    reach = np.maximum.accumulate(np.maximum.reduce([_reach(column) for column in shared]))
    return np.flatnonzero(reach == np.arange(len(people))) + 1


def _reach(numbers: NDArray[np.integer]) -> Whole:
    """The last row that shares a number with each row; a number below 0 is nobody else's."""
    rows = np.arange(len(numbers))
    number, place = np.unique(numbers, return_inverse=True)
    last = np.zeros(len(number), np.int64)
    np.maximum.at(last, place, rows)
    return np.where(numbers < 0, rows, last[place])


def _happens(events: Events, places: int) -> Flags:
    """Which rows of `_answering` are of names that more than what is carried in from before asks by."""
    there = np.ones(len(events.names), bool)
    if events.opening is not None:
        there[:] = np.bincount(events.what[~is_known(events.opening.astype(np.int64))], minlength=len(there)) > 0
    return np.repeat(there, places)


def _carried_in(book: Book, people: People, claims: dict[str, Any]) -> Lived | None:
    """Of claims that events make those that are carried in from before."""
    if "opening" not in claims:
        return None
    rows = np.flatnonzero(is_known(claims["opening"]))
    return Lived(book, people, {name: gathered(each, rows) for name, each in claims.items()})


def _check(people: People, events: Events) -> None:
    who = events.who
    if len(who) and (int(who.min()) < 0 or int(who.max()) >= len(people) or (who[1:] < who[:-1]).any()):
        raise InvalidValue("events must stand by person, each of somebody among the people")
    if people.account is not None and people.account.min(initial=0) < 0:
        raise InvalidValue("an account is a row of the sums, counted from 0")


def _kept(facts: Lived, first: int, decided: Decided) -> Claims:
    return Claims(
        who=facts.who + first,
        event=facts.event,
        clause=facts.clause,
        day=facts.event_day,
        outcome=decided.outcome,
        assessed=decided.assessed,
        uncapped=decided.uncapped,
    )


def _together(parts: list[Claims]) -> Claims:
    names = [each.name for each in fields(Claims)]
    nothing: dict[str, Any] = {name: np.zeros(0, np.int8) for name in names}
    parts = parts or [Claims(**nothing)]
    columns: dict[str, Any] = {name: np.concatenate([getattr(part, name) for part in parts]) for name in names}
    return Claims(**columns)
