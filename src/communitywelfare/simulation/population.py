"""Whom a projection follows: the members of one or several funds as columns, and those who will join them."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Self

import numpy as np
from attrs import evolve, fields, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import Month
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.assessment import tenure_from
from communitywelfare.members import Group, Membership
from communitywelfare.rules.columns.days import as_number
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.draws import Address, Purpose, Words, integers, member_uids, refuse_shared, words
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.rates import SEXES

__all__ = ["ELDERLY", "Population", "joiners", "population_of"]

Whole = NDArray[np.int64]

ELDERLY = 60
"""From this age on members count as elderly."""

_GROUPS = tuple(Group)
_JOINERS, _KEY_OF_JOINERS = "joiners", int.from_bytes(b"joiners1")  # never changed: other uids would be other fates
_RECENT_MONTHS, _ENOUGH = 60, 20  # who joins is like who joined in five years, if these are so many


@frozen(eq=False, kw_only=True)
class Population:
    """Memberships of one or several funds, one row each, by fund; days are whole days since 1970.

    `funds` are the ids of the funds, `fund` is each row's place among them. `uid` is whose chance it is. `sex` is a
    place in `SEXES`. `groups` are bits; `household` is a number that a household of one fund shares, −1 for none.
    `entry` is the month of the projection in which somebody comes, 0 for those who were there before. `left_out`
    counts, by reason, who is in no row.
    """

    funds: tuple[str, ...]
    fund: Whole
    uid: Words
    sex: NDArray[np.int8]
    birth: Whole
    joined: Whole
    tenure_from: Whole
    groups: Whole
    household: Whole
    entry: Whole
    left_out: Mapping[str, int]

    def __repr__(self) -> str:
        return f"<Population of {len(self):,} in {len(self.funds):,} fund(s)>"

    def __len__(self) -> int:
        return len(self.fund)

    def taken(self, rows: Whole) -> "Population":
        """Some of the people, in this order."""
        return evolve(self, **{name: getattr(self, name)[rows] for name in _COLUMNS})

    def followed_by(self, others: "Population") -> "Population":
        """These people and others of the same funds, by fund."""
        both: dict[str, Any] = {name: np.concatenate([getattr(self, name), getattr(others, name)]) for name in _COLUMNS}
        order = np.argsort(both["fund"], kind="stable")
        columns = {name: column[order] for name, column in both.items()}
        refuse_shared(columns["uid"])
        return Population(funds=self.funds, left_out=self.left_out, **columns)

    def some(self, begin: int, end: int) -> "Population":
        """The people of the funds from one place on, and before another; who was left out is not known by fund."""
        start, stop = np.searchsorted(self.fund, [begin, end]).tolist()
        columns: dict[str, Any] = {name: getattr(self, name)[start:stop] for name in _COLUMNS}
        columns["fund"] = columns["fund"] - begin
        return Population(funds=self.funds[begin:end], left_out={}, **columns)

    @classmethod
    def together(cls, parts: Sequence["Population"]) -> Self:
        """The people of several funds, one fund after the other.

        Raises:
            InvalidValue: Two members have one uid, such as those of a fund that is there twice.
        """
        starts = np.cumsum([0, *(len(part.funds) for part in parts)])
        columns: dict[str, Any] = {
            name: np.concatenate([getattr(part, name) for part in parts]) for name in _COLUMNS if name != "fund"
        }
        columns["fund"] = np.concatenate([part.fund + start for part, start in zip(parts, starts, strict=False)])
        refuse_shared(columns["uid"])
        left_out: Counter[str] = Counter()
        for part in parts:
            left_out.update(part.left_out)
        return cls(funds=tuple(fund for part in parts for fund in part.funds), left_out=left_out, **columns)


_COLUMNS = tuple(each.name for each in fields(Population) if each.name not in {"funds", "left_out"})


def population_of(fund: Fund, *, leave_out: bool = False) -> Population:
    """The members of a fund at the end of its day who are still there when the next month begins.

    Somebody of whom a later end is recorded already is followed like all others. A member without a birth date or a
    sex has no mortality; one without the day from which the by-law counts has no tenure. Such members are refused all
    together, with how many they are and the first of them, or left out and counted if that is wanted.

    Raises:
        InvalidValue: There are such members and they are not to be left out, or nobody is left.
    """
    begins = Month.of(fund.as_of).plus(1).first
    current = [each for each in fund.register if each.is_current(fund.as_of) and each.is_current(begins)]
    version = fund.bylaw.in_force(fund.as_of) or fund.bylaw.versions[-1]
    rows, missing = [], Counter[str]()
    first: dict[str, str] = {}
    for membership in current:
        since = tenure_from(fund, membership, version)
        lacks = _lacks(membership, since)
        if lacks or since is None:
            missing[lacks] += 1
            first.setdefault(lacks, membership.number)
        else:
            rows.append((membership, since))
    if missing and not leave_out:
        raise InvalidValue(
            f"{sum(missing.values())} members cannot be projected",
            *(_missing(fact, missing[fact], first[fact]) for fact in sorted(missing)),
        )
    if not rows:
        finding = Finding("simulation.nobody", Severity.ERROR, params={"fund": fund.profile.fund_id})
        raise InvalidValue("there is nobody to project", finding)
    return _columns(fund, rows, missing)


def _lacks(membership: Membership, since: date | None) -> str:
    """Which fact of somebody is missing; nothing if none is."""
    person = membership.person
    if person.birth is None:
        return "birth_date"
    if person.sex not in SEXES:
        return "sex"
    return "" if since is not None else "tenure_from"


def _missing(fact: str, count: int, number: str) -> Finding:
    params = {"fact": fact, "count": count, "member": number}
    return Finding("simulation.fact_missing", Severity.ERROR, params=params)


def _columns(fund: Fund, known: Sequence[tuple[Membership, date]], left_out: Mapping[str, int]) -> Population:
    homes: dict[str, int] = {}
    rows, count = [membership for membership, _since in known], len(known)
    return Population(
        funds=(fund.profile.fund_id,),
        fund=np.zeros(count, np.int64),
        uid=member_uids(fund.profile.fund_id, [each.number for each in rows]),
        sex=np.array([SEXES.index(each.person.sex) for each in rows], np.int8),
        birth=_days(each.person.birth.first for each in rows if each.person.birth is not None),
        joined=_days(each.applied for each in rows),
        tenure_from=_days(since for _membership, since in known),
        groups=np.array([sum(1 << _GROUPS.index(one) for one in each.person.groups) for each in rows], np.int64),
        household=np.array(
            [homes.setdefault(each.household, len(homes)) if each.household else -1 for each in rows], np.int64
        ),
        entry=np.zeros(count, np.int64),
        left_out=dict(left_out),
    )


def _days(days: Iterable[date]) -> Whole:
    return np.array([as_number(day) for day in days], np.int64)


def joiners(members: Population, assumptions: Assumptions, horizon: Horizon, *, seed: int) -> Population:
    """Who joins the funds from a month on: on the first day of each month, the same people in every future.

    How many follows from the assumption: so many a year for each member at the start, counted up month by month and
    rounded down. Somebody who joins has the sex and the age at joining of a member who is drawn from those of the fund
    who joined in the last five years, or from all of them if these are fewer than 20.
    """
    counts = np.bincount(members.fund, minlength=len(members.funds))
    first = horizon.first
    yearly = np.array([assumptions["joining"].at(horizon.at(month).year) for month in range(horizon.months)])
    reached = np.floor(np.cumsum(yearly)[None, :] * counts[:, None] / 12 + 1e-9).astype(np.int64)
    new = np.diff(reached, axis=1, prepend=0)
    fund, entry = (np.repeat(each.reshape(-1), new.reshape(-1)) for each in np.indices(new.shape))
    uid = _uids(members.funds, first, fund, entry)
    like = _like_whom(members, fund, uid, first=first, seed=seed)
    day = (np.datetime64(str(first), "M") + entry).astype("M8[D]").astype(np.int64)
    return Population(
        funds=members.funds,
        fund=fund,
        uid=uid,
        sex=members.sex[like],
        birth=members.birth[like] + (day - members.joined[like]),
        joined=day,
        tenure_from=day,
        groups=members.groups[like],
        household=np.full(len(fund), -1),
        entry=entry,
        left_out={},
    )


def _uids(funds: Sequence[str], first: Month, fund: Whole, entry: Whole) -> Words:
    """The uids of people who will join: by fund, month of joining, and their place among those of the fund who do.

    They are words of chance under a key of their own. A digest for each would take longer than all else that a nation's
    joiners need.
    """
    is_new = (np.diff(fund, prepend=-1) != 0) | (np.diff(entry, prepend=-1) != 0)
    begins = np.maximum.accumulate(np.where(is_new, np.arange(len(fund)), 0))
    place = np.arange(len(fund)) - begins
    family = np.concatenate([np.zeros(0, np.uint64), *(member_uids(each, [_JOINERS]) for each in funds)])
    year, month = np.divmod(first.index + entry, 12)
    return words(
        _KEY_OF_JOINERS,
        Address(member=family[fund], purpose=Purpose.JOINER, scenario=place, year=year, draw=month),
    )


def _like_whom(members: Population, fund: Whole, uid: Words, *, first: Month, seed: int) -> Whole:
    """The row of the member whom each of those who join is like."""
    since = (np.datetime64(str(first.plus(-_RECENT_MONTHS)), "M")).astype("M8[D]").astype(np.int64)
    recent = np.bincount(members.fund[members.joined >= since], minlength=len(members.funds))
    is_asked = (members.joined >= since) | (recent < _ENOUGH)[members.fund]
    rows = np.flatnonzero(is_asked)
    counts = np.bincount(members.fund[rows], minlength=len(members.funds))
    starts = np.cumsum(counts) - counts
    drawn = integers(seed, Address(member=uid, purpose=Purpose.JOINER), counts[fund]).astype(np.int64)
    return rows[starts[fund] + drawn]
