"""Counting: every rule of a scheme looked at for every member of every fund, some funds at a time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType

import numpy as np
from attrs import frozen
from numpy.typing import ArrayLike, NDArray

from communitywelfare.cofunding import Base, Counting, MatchingsOf, Scheme, SchemePeriod
from communitywelfare.cofunding.columns.members import NEVER, UNKNOWN, Days, MemberColumns, days_of
from communitywelfare.cofunding.columns.results import REASONS, Counted
from communitywelfare.cofunding.columns.turning import latest_starts
from communitywelfare.cofunding.reckoning import Brought, amount_of
from communitywelfare.errors import Finding, InvalidMoney, InvalidValue, MissingFact, Refused, Severity
from communitywelfare.members import TenureStart
from communitywelfare.money import Money

__all__ = ["asked_for", "count"]

_AT_ONCE = 64_000  # rows that stay in a processor's cache together
_LARGEST = int(np.iinfo(np.int64).max)
_BIT = {code.partition(".")[2]: np.uint8(bit) for code, bit in REASONS.items()}

# What a period may say that columns have no answer to; each names the rule that would need more than they hold.
_BEYOND: Mapping[str, Callable[[SchemePeriod], bool]] = MappingProxyType(
    {
        "base": lambda period: period.base is not Base.PER_MEMBER,
        "arrears_at_most": lambda period: period.arrears_at_most is not None,
        "sponsored": lambda period: period.sponsored is Counting.DOES_NOT,
        "waived": lambda period: period.waived is Counting.DOES_NOT,
        "counterpart": lambda period: period.counterpart is not None,
    }
)


def count(scheme: Scheme, members: MemberColumns, *, cut_offs: ArrayLike | Sequence[date], budget_year: int) -> Counted:
    """Count the members of every fund as of its cut-off, and what the scheme is asked for: as `request` would.

    Raises:
        MissingFact: No rules of the scheme are known for the budget year, or not what it gives for each member.
        Refused: The scheme has a rule that columns do not hold; the message names it.
        InvalidValue: Not one cut-off for each fund.
        InvalidMoney: Sums beyond 92 thousand billion baht.
    """
    period = _within(scheme, budget_year, members)
    days = _of_funds(cut_offs, members)
    turns = _Turns.of(period, days)
    flags = np.empty(len(members), np.uint8)
    eligible = np.zeros(len(days), np.int64)
    for funds in _some(members):
        rows = slice(members.starts[funds.start], members.starts[funds.stop])
        flags[rows] = _looked_at(members, turns, funds)
        eligible[funds] = _by_fund(flags[rows] == 0, members.sizes[funds])
    return Counted(
        scheme=scheme,
        budget_year=budget_year,
        cut_offs=days,
        members=members,
        flags=flags,
        eligible_members=eligible,
        amount=asked_for(period, eligible),
    )


def _within(scheme: Scheme, budget_year: int, members: MemberColumns) -> SchemePeriod:
    """The rules of the year, if columns hold them all."""
    period = scheme.in_year(budget_year)
    beyond = [rule for rule, is_beyond in _BEYOND.items() if is_beyond(period)]
    if period.counts_from is not TenureStart.APPLIED and members.since is None:
        beyond.append("counts_from")
    if beyond:
        params = {"scheme": scheme.scheme_id, "rule": beyond[0]}
        finding = Finding("cofunding.not_in_columns", Severity.ERROR, params=params)
        raise Refused(f"{scheme.scheme_id} has a rule that these columns do not hold: {beyond[0]}", finding)
    return period


def asked_for(period: SchemePeriod, eligible: NDArray[np.int64]) -> NDArray[np.int64]:
    """What each fund may ask for with so many members: satang, reckoned once for each number of them.

    Raises:
        MissingFact: What a member brings is not known.
        InvalidMoney: Sums beyond 92 thousand billion baht.
    """
    each, cap = _each(period), period.member_cap
    numbers, place, funds = np.unique(eligible, return_inverse=True, return_counts=True)
    sums = []
    for number in numbers.tolist():
        brought = Brought(base=each * number, at_most=None if cap is None else cap * number)
        sums.append(amount_of(period, [brought]).satang)
    if sum(satang * times for satang, times in zip(sums, funds.tolist(), strict=True)) > _LARGEST:
        raise InvalidMoney("amounts beyond 92 thousand billion baht cannot be reckoned in columns")
    return np.array(sums, np.int64)[place]


def _each(period: SchemePeriod) -> Money:
    if period.per_member is None:
        params = {"value": "per_member", "year": period.first_budget_year}
        finding = Finding("scheme.value_unknown", Severity.REFER, params=params)
        raise MissingFact("what the scheme gives for each member is not known", finding)
    return period.per_member


def _of_funds(cut_offs: ArrayLike | Sequence[date], members: MemberColumns) -> Days:
    days = days_of(cut_offs)
    if days.shape != members.sizes.shape or (days == NEVER).any():
        raise InvalidValue(f"{len(members.sizes)} funds want a cut-off each, not {days.size}")
    return days


@frozen(eq=False)
class _Turns:
    """The days on which the rules turn in each fund; what else they say holds for all."""

    period: SchemePeriod
    cut_off: Days
    full_from: Days | None

    @classmethod
    def of(cls, period: SchemePeriod, cut_offs: Days) -> "_Turns":
        needed = period.full_membership
        return cls(period, cut_offs, None if needed is None else latest_starts(needed, cut_offs))

    @property
    def by_person(self) -> bool:
        return self.period.rejoining is not MatchingsOf.MEMBERSHIP


def _some(members: MemberColumns) -> Iterator[slice]:
    """Runs of whole funds, each of about so many members as are looked at together."""
    first, last = 0, len(members.sizes)
    while first < last:
        stop = int(np.searchsorted(members.starts, members.starts[first] + _AT_ONCE, side="right")) - 1
        stop = min(max(stop, first + 1), last)
        yield slice(first, stop)
        first = stop


def _looked_at(members: MemberColumns, turns: _Turns, funds: slice) -> NDArray[np.uint8]:
    """The reasons of every member of some funds."""
    rows = slice(members.starts[funds.start], members.starts[funds.stop])
    sizes, at_most = members.sizes[funds], turns.period.matchings_at_most
    applied, cut_off = members.applied[rows], np.repeat(turns.cut_off[funds], sizes)
    is_early = applied > cut_off
    flags = is_early * _BIT["not_yet_member"]
    flags |= ((members.ended[rows] <= cut_off) & ~is_early) * _BIT["no_longer_member"]
    if turns.full_from is not None:
        flags |= _too_short(members, turns.period, rows, np.repeat(turns.full_from[funds], sizes))
    if at_most is not None:
        times = _times_matched(members, rows, cut_off, by_person=turns.by_person)
        flags |= (times >= at_most) * _BIT["matched_often_enough"]
    if members.person is not None:
        flags[_counted_already(applied, members.person[rows] - rows.start, flags == 0)] |= _BIT["person_counted"]
    return flags


def _too_short(members: MemberColumns, period: SchemePeriod, rows: slice, full_from: Days) -> NDArray[np.uint8]:
    """Who has no full year, or of whom nobody can tell because the day from which it counts is not written down."""
    if period.counts_from is TenureStart.APPLIED or members.since is None:
        return (members.applied[rows] > full_from) * _BIT["not_a_full_year"]
    since = members.since[rows]
    unknown, never = _UNKNOWN[period.counts_from]
    return np.select(
        [since == UNKNOWN, since == NEVER, since > full_from], [unknown, never, _BIT["not_a_full_year"]], np.uint8(0)
    )


_UNKNOWN = {
    TenureStart.ADMITTED: (_BIT["admitted_unknown"], _BIT["admitted_unknown"]),
    TenureStart.FIRST_PAID: (_BIT["first_paid_unknown"], _BIT["never_paid"]),
}


def _counted_already(applied: Days, person: NDArray[np.int32], eligible: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Who would count a second time: of a person's memberships that may, the first one does."""
    again = np.flatnonzero((person != np.arange(len(person))) & eligible)
    if not len(again):
        return again
    rows = np.unique(np.concatenate([again, person[again]]))
    rows = rows[eligible[rows]]
    rows = rows[np.lexsort((rows, rows != person[rows], applied[rows], person[rows]))]
    return rows[1:][person[rows[1:]] == person[rows[:-1]]]


def _times_matched(members: MemberColumns, rows: slice, cut_off: Days, *, by_person: bool) -> NDArray[np.int64]:
    """How often each was matched as of earlier cut-offs than its fund's, under this membership or any of the person."""
    # Bounds of the column's own kind, lest all of it be copied to compare.
    first, last = np.searchsorted(members.matched, np.array([rows.start, rows.stop], np.int32))
    row = members.matched[first:last].astype(np.intp) - rows.start
    late = row[members.as_of[first:last] >= cut_off[row]]
    count = rows.stop - rows.start
    times = np.bincount(row, minlength=count) - np.bincount(late, minlength=count)
    if not by_person or members.person is None:
        return times
    person = members.person[rows] - rows.start
    again = np.flatnonzero(person != np.arange(count))
    np.add.at(times, person[again], times[again])
    times[again] = times[person[again]]
    return times


def _by_fund(counts: NDArray[np.bool_], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    running = np.concatenate([np.zeros(1, np.int64), np.cumsum(counts)])
    stops = np.cumsum(sizes)
    return running[stops] - running[stops - sizes]
