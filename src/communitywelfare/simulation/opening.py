"""What members had received before a projection begins (สิทธิที่ใช้ไปแล้ว): it counts against the limits of what comes."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any, Self

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Claim
from communitywelfare.fund import Fund
from communitywelfare.fund.assessment import approval_order, granted_by_day, seen_by
from communitywelfare.rules import facts
from communitywelfare.rules.bylaws import Benefit, ByLaw
from communitywelfare.rules.columns.days import as_number
from communitywelfare.rules.expressions import NoClaimFor
from communitywelfare.rules.limits import Window
from communitywelfare.simulation.draws import Words, member_uids

__all__ = ["Used", "used_before"]

Whole = NDArray[np.int64]

_YEARS = {Window.CALENDAR_YEAR, Window.FISCAL_YEAR, Window.MEMBERSHIP_YEAR}
_A_YEAR = timedelta(days=366)


@frozen(eq=False, kw_only=True)
class Used:
    """What was received, a row for each claim and year: by which row of a population, by which clause (in `names`)."""

    names: tuple[str, ...]
    row: Whole
    name: Whole
    day: Whole
    units: Whole
    satang: Whole

    def of_clauses(self, keys: Collection[str]) -> "Used":
        """What was received under some clauses, and their names alone."""
        names = tuple(name for name in self.names if name in keys)
        rows = np.flatnonzero(np.array([name in keys for name in self.names], bool)[self.name])
        place = np.array([names.index(name) if name in names else -1 for name in self.names], np.int64)
        columns = {name: getattr(self, name)[rows] for name in ("row", "day", "units", "satang")}
        return evolve(self, names=names, name=place[self.name[rows]], **columns)

    def counted_by(self, bylaws: Sequence[ByLaw], first: date) -> "Used":
        """What any of these by-laws knows by its key, and may still count from a day on."""
        known = {clause.key for bylaw in bylaws for clause in _clauses(bylaw)}
        since = min((day for bylaw in bylaws if (day := _looked_back_to(bylaw, first))), default=None)
        is_known = np.array([name in known for name in self.names], bool)[self.name]
        is_counted = is_known & (since is not None and self.day >= as_number(since))
        rows = np.flatnonzero(is_counted)
        columns = {name: getattr(self, name)[rows] for name in ("row", "name", "day", "units", "satang")}
        return evolve(self, **columns)

    @classmethod
    def together(cls, parts: Sequence["Used"], members: Sequence[int]) -> Self:
        """What the members of several funds received, whose populations stand one after the other with so many each."""
        names = tuple(dict.fromkeys(name for part in parts for name in part.names))
        starts = np.cumsum([0, *members])[: len(parts)]

        def joined(columns: Iterable[Whole]) -> Whole:
            return np.concatenate([np.zeros(0, np.int64), *columns])

        return cls(
            names=names,
            row=joined(part.row + start for part, start in zip(parts, starts.tolist(), strict=True)),
            name=joined(np.array([names.index(name) for name in part.names], np.int64)[part.name] for part in parts),
            day=joined(part.day for part in parts),
            units=joined(part.units for part in parts),
            satang=joined(part.satang for part in parts),
        )

    def of_rows(self, start: int, stop: int) -> Self:
        """What these rows of a population received, counted from the first of them."""
        here = np.flatnonzero((self.row >= start) & (self.row < stop))
        return self.moved(here, self.row[here] - start)

    def moved(self, chosen: Whole, row: Whole) -> Self:
        """Some of it, by members who stand in other rows."""
        columns = {name: getattr(self, name)[chosen] for name in ("name", "day", "units", "satang")}
        return evolve(self, row=row, **columns)


def used_before(fund: Fund, uids: Words) -> Used:
    """What the members with these uids had received at the end of the fund's day."""
    rows = {uid: row for row, uid in enumerate(uids.tolist())}
    found = [(rows[uid], used) for uid, used in _received(fund) if uid in rows]
    names = tuple(dict.fromkeys(used.benefit for _row, used in found))

    def column(values: Iterator[Any]) -> Whole:
        return np.array(list(values), np.int64)

    return Used(
        names=names,
        row=column(row for row, _used in found),
        name=column(names.index(used.benefit) for _row, used in found),
        day=column(as_number(used.day) for _row, used in found),
        units=column(used.units for _row, used in found),
        satang=column(used.amount.satang for _row, used in found),
    )


def _received(fund: Fund) -> Iterator[tuple[int, facts.Used]]:
    """What was granted, day by day, with the uid of the membership under which the person goes on."""
    known = {clause.key for clause in _clauses(fund.bylaw)}
    granted: dict[str, tuple[facts.Used, ...]] = {}
    year = (fund.bylaw.in_force(fund.as_of) or fund.bylaw.versions[-1]).year_start
    claims = [each for each in fund.claims if each.benefit in known and fund.state(each.number, fund.as_of).uses_limits]
    for claim in sorted(claims, key=lambda each: approval_order(fund, each, fund.as_of)):
        if claim.member not in fund.register.by_number:
            continue
        days = granted_by_day(fund, claim, fund.granted(claim.number, fund.as_of), seen_by(fund, claim, granted))
        granted[claim.member] = (*granted.get(claim.member, ()), *days)
        uid = _uid_now(fund, claim)
        yield from ((uid, used) for used in _by_year(days, year))


def _by_year(days: Sequence[facts.Used], start: YearStart) -> Iterator[facts.Used]:
    """The days of one claim, together as far as no year turns between them: a stay is one time, however many nights."""
    parts: dict[object, facts.Used] = {}
    for each in days:
        place = each.day.year, start.year_of(each.day)
        before = parts.get(place)
        both = (
            each
            if before is None
            else evolve(each, amount=before.amount + each.amount, units=before.units + each.units)
        )
        parts[place] = both
    yield from parts.values()


def _uid_now(fund: Fund, claim: Claim) -> int:
    """The uid of the membership under which the claim's person goes on, or that of the claim."""
    membership = fund.membership(claim.member)
    of_person = fund.register.of_same_person(membership) or (membership,)
    now = next((each for each in of_person if each.is_current(fund.as_of)), membership)
    return int(member_uids(fund.profile.fund_id, [now.number])[0])


def _clauses(bylaw: ByLaw) -> tuple[Benefit, ...]:
    return tuple(clause for version in bylaw.versions for clause in version.benefits)


def _looked_back_to(bylaw: ByLaw, first: date) -> date | None:
    """The first day that may still count from a day on; None where no limit of the by-law looks back at all."""
    clauses = _clauses(bylaw)
    windows = {limit.window for clause in clauses for limit in clause.limits} - {Window.EVENT}
    looks_far = any(
        clause.deducts or any(isinstance(condition, NoClaimFor) for condition in clause.conditions)
        for clause in clauses
    )
    if looks_far or windows - _YEARS:
        return date.min
    begins = {
        Window.CALENDAR_YEAR: [date(first.year, 1, 1)],
        Window.FISCAL_YEAR: [version.year_start.year_of(first).first for version in bylaw.versions],
        Window.MEMBERSHIP_YEAR: [first - _A_YEAR],
    }
    return min((day for window in windows for day in begins[window]), default=None)
