"""What falls due to people without a claim: by the piece where a clause answers alike, and claim by claim elsewhere."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import numpy as np
from attrs import evolve, field, frozen

from communitywelfare.rules.columns.asking import groups_of
from communitywelfare.rules.columns.book import MOST_CLAUSES, Book
from communitywelfare.rules.columns.days import (
    NONE,
    Days,
    Flags,
    Whole,
    first_of_year,
    fiscal_year,
    known_or,
    month_of,
    year_of,
)
from communitywelfare.rules.columns.deciding import assess_each
from communitywelfare.rules.columns.lifting import Shape
from communitywelfare.rules.columns.people import Lived, People
from communitywelfare.rules.columns.pieces import WHOLE_STRETCH, Uncertain, turning_days, within
from communitywelfare.rules.columns.schedule_table import MONTHLY, NEVER, OF_AGES
from communitywelfare.rules.columns.usage import expanded

__all__ = ["Due", "Elsewhere", "Monthly", "Stretch", "claimed", "falling_due"]

_LAST_OF_ALL = 1 << 40


@frozen(eq=False)
class Stretch:
    """People, and the days on which a clause may fall due to each: from one day on, before another."""

    who: Whole
    clause: Whole
    version: Whole
    begins: Days
    ends: Days

    def __len__(self) -> int:
        return len(self.who)

    def taken(self, rows: Whole) -> "Stretch":
        """Some of them."""
        return Stretch(*(each.take(rows) for each in (self.who, self.clause, self.version, self.begins, self.ends)))

    def where(self, flags: Flags) -> "Stretch":
        """Those that are marked."""
        return self if flags.all() else self.taken(np.flatnonzero(flags))


@frozen(eq=False)
class Monthly:
    """Satang that are due to somebody every so many months, from one running month on and before another.

    From the first month to `until` there are so many months a whole number of times.
    """

    who: Whole
    clause: Whole
    since: Whole
    until: Whole
    satang: Whole
    every: int = 1

    def where(self, flags: Flags) -> "Monthly":
        """Those that are marked."""
        if flags.all():
            return self
        rows = np.flatnonzero(flags)
        who, clause, since, until, satang = (
            each.take(rows) for each in (self.who, self.clause, self.since, self.until, self.satang)
        )
        return Monthly(who, clause, since, until, satang, self.every)


@frozen(eq=False)
class Due:
    """What falls due: amounts month by month, and claims, each of somebody's stretch and on a day."""

    amounts: list[Monthly] = field(factory=list)
    claims: list[tuple[Stretch, Days]] = field(factory=list)


@frozen(eq=False)
class Elsewhere:
    """What limits may count beside what falls due: clauses that are also asked for, and claims carried in."""

    clauses: Flags
    used: Lived | None = None

    def counts_until(self, book: Book, key: Whole, who: Whole) -> Days:
        """The day from which no limit of a year counts what was carried in under a key any more, for people."""
        used = self.used
        if used is None or not len(used):
            return np.full(len(who), NONE)
        years, fiscal = year_of(used.event_day), fiscal_year(used.event_day, used.year_month, used.year_day)
        ends = np.maximum(
            first_of_year(years + 1, np.ones_like(years), np.ones_like(years)),
            first_of_year(fiscal + 1, used.year_month, used.year_day),
        )
        place = used.who * MOST_CLAUSES + book.key[used.clause]
        order = np.lexsort((ends, place))
        place, ends = place[order], ends[order]
        wanted = who * MOST_CLAUSES + key
        found = np.searchsorted(place, wanted, side="right") - 1
        return np.where((found >= 0) & (place[found] == wanted), ends[found], NONE)


def falling_due(book: Book, people: People, *, span: tuple[int, int], asked: Elsewhere) -> Due:
    """What falls due to people between two days, the first and the last; `asked` is what their limits count beside."""
    due = Due()
    for stretch in _stretches(book, people, span):
        of_ages = book.schedules.kind[stretch.clause] == OF_AGES
        _birthdays(book, people, stretch.where(of_ages), due)
        _by_turns(book, people, stretch.where(~of_ages), (asked, due))
    return due


def _stretches(book: Book, people: People, span: tuple[int, int]) -> Iterator[Stretch]:
    """For each version and key that falls due by itself: whom it may fall due to, and between which days."""
    regimes = book.regimes
    keys = book.keys_that_fall_due
    if not len(keys):
        return
    who = np.arange(len(people))
    bylaw, joined = people.bylaw.astype(np.int64, copy=False), people.joined.astype(np.int64, copy=False)
    begins = np.maximum(people.first_day + 1, span[0])
    ends = np.minimum(known_or(people.ended.astype(np.int64, copy=False), _LAST_OF_ALL), span[1] + 1)
    any_by_joining = regimes.by_joining.any()
    by_joining = regimes.by_joining[bylaw] if any_by_joining else np.False_
    of_joining = regimes.version_of(bylaw, joined, joined) if any_by_joining else np.int64(0)
    for version in range(regimes.versions):
        since, until = regimes.days_of(bylaw, version)
        if any_by_joining:
            since, until = np.where(by_joining, span[0], since), np.where(by_joining, _LAST_OF_ALL, until)
        governs = ~by_joining | (of_joining == version)
        place = (bylaw * regimes.versions + version) * regimes.stretches
        place += regimes.stretch_of(bylaw, np.full_like(bylaw, version), joined)
        from_day, to_day = np.maximum(begins, since), np.minimum(ends, until)
        for key in keys:
            clause = regimes.by_key.reshape(regimes.places, -1)[:, key].take(place)
            falls = governs & (clause >= 0) & (from_day < to_day) & (book.schedules.kind.take(clause) != NEVER)
            if falls.any():
                yield Stretch(who, clause, np.full_like(who, version), from_day, to_day).where(falls)


def _birthdays(book: Book, people: People, stretch: Stretch, due: Due) -> None:
    if not len(stretch) or people.birth is None:
        return
    days, there = book.schedules.birthdays(stretch.clause, people.birth[stretch.who].astype(np.int64))
    there &= (stretch.begins[:, None] <= days) & (days < stretch.ends[:, None])
    row, place = np.nonzero(there)
    due.claims.append((stretch.taken(row), days[row, place]))


def _by_turns(book: Book, people: People, stretch: Stretch, into: tuple[Elsewhere, Due]) -> None:
    asked, due = into
    for shape, rows in groups_of(book.shape[stretch.clause]):
        here = _narrowed(book, people, book.shapes[shape], stretch if rows is None else stretch.taken(rows))
        alike, others = _parted(book, people, here, asked)
        try:
            turning = turning_days(book.shapes[shape].of(alike.clause), _known(book, people, alike))
        except Uncertain:
            others = [here]
        else:
            _pieces(book, people, alike, (_edges(alike, turning), due))
        due.claims.extend(_each_turn(book, each) for each in others if len(each))


def _parted(book: Book, people: People, stretch: Stretch, asked: Elsewhere) -> tuple[Stretch, list[Stretch]]:
    """The stretches whose turns limits leave alike, and those whose turns are looked at one by one."""
    has_others = asked.clauses[stretch.clause] | _may_come_twice(book, people, stretch)
    is_alike = _is_alike(book, stretch.clause, has_others)
    alike, others = stretch.where(is_alike), stretch.where(~is_alike)
    until = asked.counts_until(book, book.key[alike.clause], alike.who)
    if len(book.nests):
        until = np.where(book.is_of_events[book.alone[alike.clause]], NONE, until)
    early = evolve(alike, ends=np.minimum(alike.ends, until))
    late = evolve(alike, begins=np.maximum(alike.begins, until))
    return late.where(late.begins < late.ends), [others, early.where(early.begins < early.ends)]


def _narrowed(book: Book, people: People, shape: Shape, stretch: Stretch) -> Stretch:
    """Those who come to wait long enough, and from when on: whoever does not is asked nothing more."""
    for number, pattern in enumerate(shape.pattern[0]):
        if type(pattern) in WHOLE_STRETCH:
            condition = shape.of(stretch.clause)[0][number]
            begins, ends = within(condition, _known(book, people, stretch), stretch.begins, stretch.ends)
            stretch = evolve(stretch, begins=begins, ends=ends).where(begins < ends)
    return stretch


def _known(book: Book, people: People, stretch: Stretch) -> Lived:
    """What is known of people on no day in particular."""
    return Lived(book, people, {"who": stretch.who, "clause": stretch.clause})


def _may_come_twice(book: Book, people: People, stretch: Stretch) -> Flags:
    """Whether two turns of a yearly clause may come within one year: by two memberships, or two versions' days."""
    if people.person is not None or book.regimes.versions == 1:
        return np.full(len(stretch), people.person is not None)
    return book.regimes.has_several[people.bylaw[stretch.who]]


def _is_alike(book: Book, clause: Whole, has_others: Flags) -> Flags:
    """Whether limits leave the same of every turn: those of one event do, and of a year if there is one turn in it.

    `has_others` marks rows where a year may hold more than that turn.
    """
    if not len(book.nests):
        return np.zeros(len(clause), bool)
    nest = book.alone[clause]
    is_once_a_year = (book.schedules.kind[clause] != MONTHLY) & ~has_others
    return (nest >= 0) & (book.is_of_events[nest] | (book.is_of_years[nest] & is_once_a_year))


def _edges(stretch: Stretch, turning: list[Days]) -> Whole:
    """The days between which the answer stays the same, from the first to the last of each person's stretch."""
    inner = [np.clip(days, stretch.begins, stretch.ends) for days in turning]
    edges = np.stack([stretch.begins, *inner, stretch.ends])
    if len(inner) > 1:
        edges[1:-1] = np.sort(edges[1:-1], axis=0)
    return edges


def _pieces(book: Book, people: People, stretch: Stretch, into: tuple[Whole, Due]) -> None:
    """Decide the first turn of each piece; all others of the piece are like it."""
    edges, due = into
    turns = [book.schedules.turns_before(stretch.clause, days) for days in edges]
    for first, after in pairwise(turns):
        rows = np.flatnonzero(first < after)
        if not len(rows):
            continue
        here, since, until = stretch.taken(rows), first[rows], after[rows]
        clause, day = here.clause, book.schedules.day_of(here.clause, since)
        facts = Lived(book, people, claimed(people, here, day) | {"person": np.arange(len(rows))})
        paid = assess_each(book, facts, met=WHOLE_STRETCH)
        found = Monthly(who=here.who, clause=clause, since=since, until=until, satang=paid)
        found = found.where(paid != 0)
        is_monthly = book.schedules.kind[found.clause] == MONTHLY
        due.amounts.extend([found.where(is_monthly), _year_by_year(book, found.where(~is_monthly))])


def _year_by_year(book: Book, yearly: Monthly) -> Monthly:
    """What is due every year, in months: a year begins in one month, every year."""
    month = month_of(book.schedules.day_of(yearly.clause, yearly.since))
    return evolve(yearly, since=month, until=month + 12 * (yearly.until - yearly.since), every=12)


def _each_turn(book: Book, stretch: Stretch) -> tuple[Stretch, Days]:
    """A claim for every turn."""
    stretch = stretch.where(stretch.begins < stretch.ends)
    since = book.schedules.turns_before(stretch.clause, stretch.begins)
    until = book.schedules.turns_before(stretch.clause, stretch.ends)
    row, turn = expanded(since, until - since)
    each = stretch.taken(row)
    return each, book.schedules.day_of(each.clause, turn)


def claimed(people: People, stretch: Stretch, day: Days) -> dict[str, Any]:
    """The columns of claims that fall due: one unit, on the day."""
    return {
        "who": stretch.who,
        "clause": stretch.clause,
        "version": stretch.version,
        "bylaw": people.bylaw[stretch.who],
        "event": np.full(len(stretch), -1),
        "event_day": day,
        "units": np.ones(len(stretch), np.int64),
    }
