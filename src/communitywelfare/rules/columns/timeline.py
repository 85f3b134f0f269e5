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
from communitywelfare.rules.columns.falling_due import Monthly, claimed, falling_due
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
    """What by-laws pay, in satang, by by-law, month of the event and key of the clause.

    Months run from `first` on; the keys are those of `Book.keys`. `claims` are there where they were asked for: what
    falls due by months is then still only in the sums, wherever it needed no claim of its own.
    """

    first: Month
    satang: Whole
    claims: Claims | None = None


def timeline(book: Book, people: People, events: Events, *, first: date, last: date, keep_claims: bool = False) -> Flow:
    """Decide what happened to people from one day to another, and what fell due to them.

    Args:
        book: The by-laws.
        people: Memberships; those of one person or household, if any are told, stand by by-law.
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
        shape = (len(book.keys), max(int(last) - self.month + 1, 0), max(map(len, book.keys), default=0))
        self.satang = np.zeros(shape, np.int64)
        self.rises = np.zeros_like(self.satang)
        self.place = (book.bylaw * shape[1] - self.month) * shape[2] + book.key  # of each clause, in the month 0
        self.answering = _answering(book, events.names)
        self.is_all_answered = bool((self.answering >= 0).all())
        self.is_all_in_time = not len(events) or (int(events.day.min()) >= span[0] and int(events.day.max()) <= span[1])
        self.asked = np.zeros(len(book.key) + 1, bool)
        self.asked[self.answering] = True  # −1 falls on the place after the last

    def run(self, *, keep_claims: bool) -> Flow:
        """All people, and what they were paid."""
        kept = []
        _keep_memory()
        for persons, rows in self._stretches():
            facts = self._claims(persons, rows)
            turn = None if self.people.household is None else turns(self.book, facts)
            if keep_claims:
                decided = decide_sorted(self.book, facts, turn)
                self._add(facts, decided.assessed)
                kept.append(_kept(facts, persons.start, decided))
            else:
                for some in answered(self.book, facts, turn):
                    self._add(some.facts, some.paid)
        np.cumsum(self.rises, axis=1, out=self.rises)
        self.satang += self.rises
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
        due = falling_due(self.book, people, span=self.span, asked=self.asked[:-1])
        for amounts in due.amounts:
            self._rise(amounts)
        of_events = self._of_events(people, persons.start, rows)
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
        is_asked = governs if self.is_all_in_time else governs & self._is_in_time(rows, day)
        columns["event"] = np.arange(rows.start, rows.start + len(who))
        columns["version"] = regimes.version_at(place) if regimes.versions > 1 else np.zeros(len(who), np.int64)
        if self.answering.shape[1] == 1 and is_asked.all():
            clause = self.answering[:, 0].take(what * regimes.places + place)
            if self.is_all_answered or (clause >= 0).all():
                return columns | {"clause": clause}
        clauses = self.answering[what * regimes.places + place]
        event, answer = np.nonzero((clauses >= 0) & is_asked[:, None])
        return {name: gathered(each, event) for name, each in columns.items()} | {"clause": clauses[event, answer]}

    def _is_in_time(self, rows: slice, day: Days) -> Flags:
        first, last = self.span
        is_in_time = (first <= day) & (day <= last)
        if self.events.opening is None:
            return is_in_time
        return is_in_time | is_known(self.events.opening[rows].astype(np.int64))

    def _add(self, facts: Facts, assessed: Whole) -> None:
        """Add what claims are paid to the sums of their months."""
        clause, day = facts.clause, facts.event_day
        if not self.is_all_in_time:  # what is carried in is paid nothing, and may have no month among the sums
            paid = np.flatnonzero(assessed != 0)
            clause, day, assessed = clause[paid], day[paid], assessed[paid]
        place = month_of(day) * self.satang.shape[2]
        place += self.place.take(clause)
        np.add.at(self.satang.reshape(-1), place, assessed)

    def _rise(self, due: Monthly) -> None:
        """Add what is paid month after month: the sums rise by it in the first, and fall in the one after the last."""
        _count, months, keys = self.rises.shape
        first = self.place.take(due.clause)
        np.add.at(self.rises.reshape(-1), first + due.since * keys, due.satang)
        falls = np.flatnonzero(due.until < self.month + months)  # what goes on to the end never does
        np.subtract.at(self.rises.reshape(-1), first[falls] + due.until[falls] * keys, due.satang[falls])


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


def _bounds(people: People, events: Events) -> Whole:
    """Where people may be parted into some at a time."""
    count = len(people)
    wanted = np.concatenate([events.who[_AT_ONCE::_AT_ONCE], np.arange(_AT_ONCE, count, _AT_ONCE)])
    if people.person is not None or people.household is not None:
        between = np.append(np.flatnonzero(np.diff(people.bylaw)) + 1, count)
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


def _check(people: People, events: Events) -> None:
    who, bylaw = events.who, people.bylaw
    if len(who) and (int(who.min()) < 0 or int(who.max()) >= len(people) or (who[1:] < who[:-1]).any()):
        raise InvalidValue("events must stand by person, each of somebody among the people")
    if (people.person is not None or people.household is not None) and (bylaw[1:] < bylaw[:-1]).any():
        raise InvalidValue("people with a number of person or household must stand by by-law")


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
