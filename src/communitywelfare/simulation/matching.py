"""Co-funding in futures (เงินสมทบในอนาคต): which rounds match whom, by the rules by which a request is made.

Whether somebody counts in a round follows from their own dates, and from how often they were matched; who is there in a
round was there in all rounds since they came. So the rules are looked at once for each person and round (`count`), and
a future only says who is still there, and in which rounds money comes at all.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Self

import numpy as np
from attrs import frozen
from numpy.typing import NDArray

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.cofunding import Scheme
from communitywelfare.cofunding.columns import NEVER, REASONS, MemberColumns, asked_for, count
from communitywelfare.errors import Finding, InvalidValue, MissingFact, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.matching import cut_off_of
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.axes import Axis, axis_of, axis_of_rows
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.growth import grown, growth
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.known_books import books_tell
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.tariff import DAY

__all__ = ["Rounds", "budget_years_of", "cut_offs_of", "matched_before", "money_by_source", "not_known"]

Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

_OFTEN = np.uint8(REASONS["cofunding.matched_often_enough"])


@frozen(eq=False, kw_only=True)
class Rounds:
    """The rounds of one scheme for the funds of a population, a row for each budget year.

    `month` is that of the cut-off, by round and fund, and may lie outside for some funds; `before_deaths` tells whether
    the cut-off comes before the day on which people die in their month. `counts` says who counts in a round, if they
    are there and were not matched often enough; `before` how often everybody was matched when the projection begins.
    """

    scheme: Scheme
    budget_years: tuple[int, ...]
    month: Whole
    before_deaths: Flags
    counts: Flags
    before: Whole

    @classmethod
    def of(cls, scheme: Scheme, funds: Sequence[Fund], people: Population, horizon: Horizon, *, before: Whole) -> Self:
        """The rounds whose cut-off lies within the projection.

        Raises:
            Refused: The scheme has a rule that arrays do not hold; the message names it.
            MissingFact: What the scheme gives, or as of which day, is not known.
        """
        return cls.on(scheme, cut_offs_of(scheme, funds, horizon), people, horizon, before=before)

    @classmethod
    def on(
        cls,
        scheme: Scheme,
        cut_offs: Mapping[int, Sequence[date]],
        people: Population,
        horizon: Horizon,
        *,
        before: Whole,
    ) -> Self:
        """The rounds with these cut-offs, by budget year and fund; nobody counts in one outside the projection.

        Raises:
            Refused: The scheme has a rule that arrays do not hold; the message names it.
            MissingFact: What the scheme gives is not known.
        """
        rows = [(year, list(days)) for year, days in cut_offs.items() if any(_within(horizon, days))]
        rules, counts = _Rules(scheme, people), []
        for year, days in rows:
            within, flags = np.array(_within(horizon, days)), rules.flags(days, year)
            counts.append(flags if within.all() else flags & within[people.fund])
        month = {day: horizon.month_of(day) for _year, days in rows for day in set(days)}
        return cls(
            scheme=scheme,
            budget_years=tuple(year for year, _days in rows),
            month=np.array([[month[day] for day in days] for _year, days in rows], np.int64).reshape(
                len(rows), len(people.funds)
            ),
            before_deaths=np.array([[day.day < DAY for day in days] for _year, days in rows], bool).reshape(
                len(rows), len(people.funds)
            ),
            counts=np.array(counts, bool).reshape(len(rows), len(people)),
            before=before,
        )

    def amounts(self, people: Population, lives: Lives, comes: Flags) -> Whole:
        """What is asked for in each round: satang by round, future and fund; see `eligible`."""
        return self.asked(self.eligible(people, lives, comes))

    def asked(self, eligible: Whole) -> Whole:
        """What is asked for with so many members, by round and whatever else."""
        periods = [self.scheme.in_year(year) for year in self.budget_years]
        found = np.zeros_like(eligible)
        for place, period in enumerate(periods):
            if period in periods[:place]:
                continue
            rows = [row for row, each in enumerate(periods) if each == period]
            numbers, number = np.unique(eligible[rows], return_inverse=True)
            found[rows] = asked_for(period, numbers)[number].reshape(found[rows].shape)
        return found

    def eligible(self, people: Population, lives: Lives, comes: Flags) -> Whole:
        """How many count in each round, by round, future and fund.

        A round in which no money comes (`comes`, by future and round, and by fund too where they differ) uses up
        nobody's matchings.
        """
        exits = (2 * lives.exits.month + (lives.exits.how == Exit.LEFT)).reshape(len(lives.scenarios), -1)
        flows = np.broadcast_to(comes.reshape(*comes.shape[:2], -1), (len(exits), *self.month.shape))
        if not self._is_in_order:
            return self._eligible(people, exits, flows, np.arange(len(exits)))
        kinds = axis_of_rows(flows.reshape(len(exits), -1))
        return self._eligible(people, exits, flows[kinds.first], kinds.of)

    @property
    def _is_in_order(self) -> bool:
        """Whether who is there at a cut-off was there at those before it."""
        return bool((np.diff(self._until, axis=0) >= 0).all())

    @property
    def _until(self) -> Whole:
        """By round and fund, how late at least somebody goes who is there at the cut-off.

        Twice the month, and one more for who leaves. Who leaves goes after the last day of the month; who dies in it is
        gone by a cut-off that comes later.
        """
        return 2 * self.month + ~self.before_deaths

    def _eligible(self, people: Population, exits: Whole, comes: Flags, alike: Whole) -> Whole:
        """The same, given the rounds in which money comes (by kind of future, round and fund) and each future's kind.

        Where cut-offs are in order, how often somebody was matched turns on the kind of the future alone, as long as
        they are there. Where they are not, each future is a kind of its own.
        """
        times, until, is_in_order = np.tile(self.before, (len(comes), 1)), self._until, self._is_in_order
        edges = np.searchsorted(people.fund, np.arange(len(people.funds) + 1))
        somebody = np.flatnonzero(np.diff(edges))
        found = np.zeros((len(self.budget_years), len(exits), len(people.funds)), np.int64)
        for number, budget_year in enumerate(self.budget_years):
            most = self.scheme.in_year(budget_year).matchings_at_most
            is_there = exits >= _of_each(until[number], people.fund)
            is_matched = self.counts[number]
            if not comes[:, number].all():
                is_matched = is_matched & comes[:, number][:, people.fund]
            if most is not None:
                is_matched = is_matched & (times < most)
            if not is_in_order:
                is_matched = is_matched & is_there
            times += is_matched
            if is_matched.ndim > 1:
                is_matched = is_matched[alike if len(comes) > 1 else 0]
            if len(somebody):
                is_there &= is_matched
                found[number][:, somebody] = np.add.reduceat(
                    is_there.view(np.uint8), edges[somebody], axis=1, dtype=np.int64
                )
        return found


def _of_each(of_fund: Whole, fund: Whole) -> Whole:
    """What funds have for each of their people; one number where all have the same."""
    return of_fund[:1] if (of_fund == of_fund[:1]).all() else of_fund[fund]


class _Rules:
    """The rules of a scheme, looked at for people."""

    def __init__(self, scheme: Scheme, people: Population) -> None:
        self._scheme, self._people = scheme, people
        first, last = (int(people.joined.min()), int(people.joined.max())) if len(people) else (0, 0)
        self._first = first - first % _DAYS
        self._days = last + 1 - self._first
        self._days += -self._days % _DAYS
        # Where there are more people than days, all days are looked at, and remembered for the next funds.
        self._is_by_day = self._days <= len(people)
        self._place = people.joined - self._first if self._is_by_day else people.joined

    @cached_property
    def _joined(self) -> Axis:
        return axis_of(self._people.joined)

    def flags(self, days: Sequence[date], budget_year: int) -> Flags:
        """Who counts in a round if there on its cut-off, and if not matched often enough; by fund its cut-off.

        Where all funds have one cut-off, one of each day of joining is looked at for all.
        """
        people = self._people
        if len(set(days)) > 1:
            sizes = np.bincount(people.fund, minlength=len(days))
            return _looked_at(self._scheme, people.joined, sizes, (days, budget_year))
        if self._is_by_day:
            return _of_days(self._scheme, days[0], budget_year, (self._first, self._days)).take(self._place)
        joined = people.joined[self._joined.first]
        found = _looked_at(self._scheme, joined, np.array([len(joined)]), (days[:1], budget_year))
        return found.take(self._joined.of)


def _looked_at(scheme: Scheme, joined: Whole, sizes: Whole, when: tuple[Sequence[date], int]) -> Flags:
    columns = MemberColumns(sizes=sizes, applied=joined, ended=np.full(len(joined), NEVER), since=joined)
    flags = count(scheme, columns, cut_offs=when[0], budget_year=when[1]).flags
    return np.asarray((flags & ~_OFTEN) == 0)


_DAYS = 1_024  # so that funds whose members joined at about the same time ask for the same days


@lru_cache(maxsize=256)
def _of_days(scheme: Scheme, cut_off: date, budget_year: int, days: tuple[int, int]) -> Flags:
    """Whether who joined on each of so many days, from one on, counts on a cut-off."""
    joined = np.arange(days[0], days[0] + days[1])
    found = _looked_at(scheme, joined, np.array([len(joined)]), ([cut_off], budget_year))
    found.flags.writeable = False
    return found


def money_by_source(
    rounds: Sequence[Rounds],
    people: Population,
    drawn: Sequence[tuple[Lives, Levels]],
    *,
    assumptions: Assumptions,
    horizon: Horizon,
    after: int,
) -> Mapping[str, Whole]:
    """The money of all schemes in the months in which it comes, so many after the cut-off: by row and month.

    Rows are futures, those of one part of `drawn` after those of another, and in each of them the funds. One source may
    give by several schemes.
    """
    found: dict[str, Whole] = {}
    for each in rounds:
        money = _money(each, people, drawn, (assumptions, horizon, after))
        source = each.scheme.source
        found[source] = found[source] + money if source in found else money
    return found


def _money(
    rounds: Rounds,
    people: Population,
    drawn: Sequence[tuple[Lives, Levels]],
    given: tuple[Assumptions, Horizon, int],
) -> Whole:
    (assumptions, horizon, after), months = given, given[1].months
    years = np.array(horizon.places)[np.clip(rounds.month, 0, months - 1)]
    eligible = [rounds.eligible(people, lives, levels.matched[:, years]) for lives, levels in drawn]
    amounts = rounds.asked(np.concatenate(eligible, axis=1))
    found = np.zeros((*amounts.shape[1:], months), np.int64)
    for budget_year, month, amount in zip(rounds.budget_years, rounds.month, amounts, strict=True):
        comes_in = month + after
        some = np.flatnonzero((month >= 0) & (comes_in < months))
        factor = growth(assumptions, "cofunding_growth", horizon, budget_year - BE_OFFSET)
        found[:, some, comes_in[some]] += grown(amount[:, some], factor)
    return found.reshape(-1, months)


def not_known(scheme: Scheme) -> InvalidValue:
    """What is raised where nobody told what a scheme matched before a projection."""
    finding = Finding("cofunding.matches_not_given", Severity.ERROR, params={"scheme": scheme.scheme_id})
    return InvalidValue(f"what {scheme.scheme_id} matched before is not among what is known", finding)


def cut_offs_of(scheme: Scheme, funds: Sequence[Fund], horizon: Horizon) -> Mapping[int, tuple[date, ...]]:
    """The cut-off of each budget year's round, by fund.

    Raises:
        MissingFact: As of which day members are counted is not known.
    """
    years = budget_years_of(horizon)
    by_fund = [_cut_offs(fund, scheme, years, horizon) for fund in funds]
    return {year: tuple(days) for year, *days in zip(years, *by_fund, strict=True)}


def budget_years_of(horizon: Horizon) -> range:
    """The budget years whose rounds may have their cut-off within a projection."""
    return range(horizon.years.start + BE_OFFSET, horizon.years.stop + BE_OFFSET + 1)


def _cut_offs(fund: Fund, scheme: Scheme, years: range, horizon: Horizon) -> list[date]:
    """The cut-off of each year's round; a round of the projection is a fund's first request only if none was before."""
    found: list[date] = []
    for year in years:
        if any(_within(horizon, found)):
            found.append(scheme.cut_off(year, founded=fund.profile.founded, is_first=False))
        else:
            found.append(cut_off_of(fund, scheme, year))
    return found


def _within(horizon: Horizon, days: Sequence[date]) -> list[bool]:
    first, last = horizon.first.first, horizon.last_day
    return [first <= day <= last for day in days]


def matches_lacking(fund: Fund, scheme: Scheme) -> tuple[Finding, ...]:
    """That nobody knows what a scheme matched before, where it matches a person so often at most."""
    is_known = "matches" not in fund.absent and (len(fund.matches) > 0 or books_tell(fund))
    if is_known or all(period.matchings_at_most is None for period in scheme.periods):
        return ()
    return (Finding("simulation.matches_not_given", Severity.ERROR, params={"scheme": scheme.scheme_id}),)


def matched_before(fund: Fund, scheme: Scheme, uids: Sequence[int]) -> Whole:
    """How often a scheme matched the people with these uids, under any membership, up to the fund's day.

    Raises:
        MissingFact: What was matched was not given, or its table is as empty as books that tell nothing, and the scheme
            matches a person so often at most.
    """
    lacking = matches_lacking(fund, scheme)
    if lacking:
        message = f"what {scheme.scheme_id} matched before was not given (matches.csv)"
        raise MissingFact(f"{message}: give it, or no schemes", *lacking)
    rounds = {(each.member, each.round) for each in fund.matches if each.scheme == scheme.scheme_id}
    matched = Counter(member for member, _round in rounds)
    place = {uid: row for row, uid in enumerate(uids)}
    found = np.zeros(len(uids), np.int64)
    for membership in fund.register:
        times = matched[membership.number]
        if not times:
            continue
        of_person = fund.register.of_same_person(membership) or (membership,)
        now = [each.number for each in of_person if each.is_current(fund.as_of)]
        for uid in member_uids(fund.profile.fund_id, now).tolist():
            if uid in place:
                found[place[uid]] += times
    return found
