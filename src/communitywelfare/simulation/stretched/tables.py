"""What a clause pays, by which of its times are complete (ตารางอัตราจ่ายตามช่วงเวลา): asked of its tree once for each.

A time is complete for somebody from a day on. Between two such days a clause of one version answers as on the first, so
one probe for each stretch, sex, group and arrears tells what it pays for every event to come.
"""

from collections.abc import Hashable, Iterable, Sequence
from functools import lru_cache
from itertools import chain, pairwise, product

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import Duration, Unit
from communitywelfare.rules import Benefit, ByLaw, Governs
from communitywelfare.rules.bylaws import Covers
from communitywelfare.rules.columns import Book, Events, timeline
from communitywelfare.rules.columns.days import as_day
from communitywelfare.rules.expressions import NoClaimFor, Papers
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.simulation.behaviour import MONTHS
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.probes import Probes
from communitywelfare.simulation.rates import SEXES
from communitywelfare.simulation.tariff import UNDECIDED, day_of
from communitywelfare.simulation.turning import Turning, after

__all__ = ["PriceTable", "Turn", "governing", "is_told", "price_tables"]

Whole = NDArray[np.int64]

_FIRST = np.zeros(1, np.int64)
_DAYS_OF_A_MONTH = 365.2425 / 12
_UNEVEN = 4.0  # so many months are longer or shorter than on average by less than so many days
_LONG = 45_000
"""Days before the day of asking on which probes may have joined or been born: more than anybody lives."""


@frozen
class Turn:
    """A length of time, and by how many days later than it is complete something turns: 0 or 1."""

    months: int
    days: int
    late: int

    @classmethod
    def of(cls, time: Duration, late: int) -> "Turn":
        """A turn after a length of time."""
        if time.unit is Unit.DAY:
            return cls(0, time.count, late)
        return cls(time.count * (12 if time.unit is Unit.YEAR else 1), 0, late)

    def on(self, days: Whole) -> Whole:
        """The day on which it turns for each of those who begin on these days."""
        time = Duration(self.months, Unit.MONTH) if self.months else Duration(self.days, Unit.DAY)
        return after(days, time) + self.late

    @property
    def about(self) -> float:
        """After how many days it turns on average; of months, within four more or fewer."""
        return self.months * _DAYS_OF_A_MONTH + self.days + self.late


@lru_cache(maxsize=4096)
def _turns_of(waits: frozenset[tuple[Clock, Duration]], clock: Clock) -> tuple[Turn, ...] | None:
    """The turns of one clock in their order; None where it is not the same for all who begin on different days."""
    found = {Turn.of(time, late) for each, time in waits if each is clock for late in (0, 1)}
    turns = tuple(sorted(found, key=lambda turn: turn.about))
    for one, other in pairwise(turns):
        is_mixed = bool(one.months) != bool(other.months)
        if is_mixed and other.about - one.about <= _UNEVEN:
            return None
    return turns


@frozen(eq=False, kw_only=True)
class PriceTable:
    """What one clause pays for an event: satang; of a night, where it pays by the night.

    `satang` is by arrears (in time, in arrears), sex (as in `SEXES`), place of the group among those asked for, and how
    many turns of membership and of age are past.
    """

    membership: tuple[Turn, ...]
    age: tuple[Turn, ...]
    satang: Whole


def governing(bylaw: ByLaw, horizon: Horizon) -> ByLaw | None:
    """A by-law of the one version that governs all events of a projection; None where there may be another."""
    first = horizon.first.first
    if bylaw.governs is Governs.JOINING_DATE or any(version.keeps for version in bylaw.versions):
        return None
    before = [version for version in bylaw.versions if version.effective <= first]
    later = [version for version in bylaw.versions if first < version.effective <= horizon.last_day]
    return evolve(bylaw, versions=tuple(before[-1:])) if before and not later else None


def is_told(clause: Benefit, turns: Turning) -> bool:
    """Whether a table can tell what a clause pays for an event; `turns` is what it turns on."""
    return not (
        turns.counted
        or turns.daily
        or turns.earlier_arrears
        or any(_turns_of(turns.waits, clock) is None for clock in Clock)
        or clause.schedule is not None
        or clause.covers is not Covers.MEMBERS
        or clause.is_discretionary
        or clause.deducts
        or any(isinstance(each, NoClaimFor) for each in clause.conditions)
    )


def price_tables(
    asked: Sequence[tuple[int, Benefit, Turning]],
    bylaws: Sequence[ByLaw],
    horizon: Horizon,
    groups: Sequence[int],
    *,
    is_ever_late: bool = True,
) -> Sequence[PriceTable | None]:
    """The tables of clauses, each of the by-law with its number; None where a claim would wait for people or for facts.

    Args:
        asked: Clauses that `is_told`, with the limits within which one event is priced, and what each turns on; nothing
            counts nights but what pays by the night.
        bylaws: By-laws of one version each (`governing`).
        horizon: When events happen.
        groups: The groups, as bits, that anybody is of.
        is_ever_late: Whether anybody is ever in arrears; if not, tables say of them what they say of all others.
    """
    first, places = _told_apart(asked, bylaws)
    some = [asked[place] for place in first]
    if not some:
        return ()
    behind = (0, MONTHS) if is_ever_late else (0,)
    shapes = [_Cases.of(turns, groups, behind) for _bylaw, _clause, turns in some]
    day = int(day_of(horizon, np.zeros(1, np.int64))[0])
    paid, is_decided = _answers([(number, clause) for number, clause, _turns in some], bylaws, shapes, day)
    found: list[PriceTable | None] = []
    edges = np.cumsum([0, *(len(shape) for shape in shapes)])
    for shape, (start, stop) in zip(shapes, pairwise(edges.tolist()), strict=True):
        is_known = bool(is_decided[start:stop].all())
        found.append(shape.table(paid[start:stop]) if is_known else None)
    return [found[place] for place in places]


def _told_apart(
    asked: Sequence[tuple[int, Benefit, Turning]], bylaws: Sequence[ByLaw]
) -> tuple[Sequence[int], Sequence[int]]:
    """The first of those clauses that are answered alike, and for each clause which of these it is."""
    numbers: dict[Hashable, int] = {}
    first: list[int] = []
    places: list[int] = []
    for place, (number, clause, _turns) in enumerate(asked):
        what: Hashable = (clause.conditions, clause.amount, clause.limits, bylaws[number].versions[0].year_start)
        try:
            found = numbers.setdefault(what, len(numbers))
        except TypeError:  # something of it has no hash
            found = numbers.setdefault(place, len(numbers))
        if found == len(first):
            first.append(place)
        places.append(found)
    return first, places


@frozen(eq=False, kw_only=True)
class _Cases:
    """The cases that one clause tells apart: turns, and the codes and groups that it asks."""

    membership: tuple[Turn, ...]
    age: tuple[Turn, ...]
    arrears: tuple[int, ...]
    sexes: tuple[int, ...]
    groups: tuple[int, ...]
    all_groups: int

    @classmethod
    def of(cls, turns: Turning, groups: Sequence[int], behind: tuple[int, ...]) -> "_Cases":
        return cls(
            membership=_turns_of(turns.waits, Clock.MEMBERSHIP) or (),
            age=_turns_of(turns.waits, Clock.AGE) or (),
            arrears=behind if turns.arrears else (0,),
            sexes=tuple(range(len(SEXES))) if CodeFact.SEX in turns.codes else (0,),
            groups=tuple(groups) if CodeFact.GROUP in turns.codes else tuple(groups[:1]),
            all_groups=len(groups),
        )

    @property
    def shape(self) -> tuple[int, ...]:
        codes = len(self.arrears), len(self.sexes), len(self.groups)
        return *codes, len(self.membership) + 1, len(self.age) + 1

    def __len__(self) -> int:
        return int(np.prod(self.shape))

    def probes(self, day: int) -> list[tuple[int, int, int, int, int]]:
        """For each case: months in arrears, sex, group, and a day of joining and of birth so that it holds on a day."""
        joined, born = (_beginnings(turns, day) for turns in (self.membership, self.age))
        return list(product(self.arrears, self.sexes, self.groups, joined, born))

    def table(self, paid: Whole) -> PriceTable:
        satang = paid.reshape(self.shape)
        keeps = [_turns_at(satang, axis) for axis in (3, 4)]
        satang = satang.take(keeps[0], axis=3).take(keeps[1], axis=4)
        whole = (2, len(SEXES), self.all_groups, *satang.shape[3:])
        membership, age = (
            tuple(turns[place - 1] for place in kept[1:].tolist())
            for turns, kept in zip((self.membership, self.age), keeps, strict=True)
        )
        return PriceTable(membership=membership, age=age, satang=np.ascontiguousarray(np.broadcast_to(satang, whole)))


def _turns_at(satang: Whole, axis: int) -> Whole:
    """The first place along an axis, and those at which anything changes."""
    if satang.shape[axis] == 1:
        return _FIRST
    lines = satang.swapaxes(axis, 0)
    return np.append(_FIRST, 1 + np.flatnonzero((lines[1:] != lines[:-1]).any(axis=(1, 2, 3, 4))))


@lru_cache(maxsize=4096)
def _beginnings(turns: tuple[Turn, ...], day: int) -> tuple[int, ...]:
    """For each number of turns, a day such that for who begins on it so many are past on the day of asking."""
    if not turns:
        return (day - _LONG // 4,)
    latest = [_latest(turn, day) for turn in turns]
    return (latest[0] + 1, *latest)


@lru_cache(maxsize=4096)
def _latest(turn: Turn, day: int) -> int:
    """The last day such that a turn is past on another for who begins on it."""
    days = np.arange(day - _LONG, day + 2)
    return int(days[np.searchsorted(turn.on(days), day, side="right") - 1])


def _answers(
    asked: Sequence[tuple[int, Benefit]], bylaws: Sequence[ByLaw], shapes: Sequence[_Cases], day: int
) -> tuple[Whole, NDArray[np.bool_]]:
    """What each case of each clause is paid, and whether it is decided without people or further facts."""
    clauses: dict[int, dict[str, Benefit]] = {}
    for number, clause in asked:
        own = evolve(clause, event="") if clause.event else clause  # each answers to its key alone
        clauses.setdefault(number, {})[clause.key] = own
    places = {number: place for place, number in enumerate(clauses)}
    bare = [_of_clauses(bylaws[number], some.values()) for number, some in clauses.items()]
    rows = [shape.probes(day) for shape in shapes]
    behind, sex, group, joined, born = (
        np.array(each, np.int64) for each in zip(*chain.from_iterable(rows), strict=True)
    )
    counts = [len(each) for each in rows]
    names = tuple(dict.fromkeys(clause.key for _number, clause in asked))
    conditions = (each for _number, clause in asked for each in clause.conditions)
    papers = sorted({paper for each in conditions if isinstance(each, Papers) for paper in each.needed})
    count = len(behind)
    probes = Probes(
        joined=np.minimum(joined, day), tenure_from=joined, birth=born, sex=sex, groups=group, behind=behind
    )
    people = evolve(probes.people, account=None, bylaw=np.repeat([places[number] for number, _clause in asked], counts))
    events = Events(
        names=names,
        who=np.arange(count),
        what=np.repeat([names.index(clause.key) for _number, clause in asked], counts),
        day=np.full(count, day),
        units=np.ones(count, np.int64),
        documents=dict.fromkeys(papers, np.ones(count, bool)),
    )
    on = as_day(day)
    claims = timeline(Book.of(bare), people, events, first=on, last=on, keep_claims=True).claims
    paid, is_decided = np.zeros(count, np.int64), np.zeros(count, bool)
    if claims is not None:
        paid[claims.event] = claims.assessed
        is_decided[claims.event] = ~np.isin(claims.outcome, UNDECIDED)
    return paid, is_decided


def _of_clauses(bylaw: ByLaw, clauses: Iterable[Benefit]) -> ByLaw:
    """A by-law whose one version has these clauses."""
    (version,) = bylaw.versions
    return evolve(bylaw, versions=(evolve(version, benefits=tuple(clauses)),))
