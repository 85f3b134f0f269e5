"""By-laws as a tariff (อัตราจ่ายตามระเบียบ): what is paid for what happened, by the very trees that decide a claim.

Nothing is compiled twice: the events of lives go through `rules.columns.timeline`, which decides as `adjudicate` does.
What no event of a life asks for, and what a clause asks that no life tells, is said by name and paid nothing.
"""

from collections import Counter
from collections.abc import Mapping
from enum import IntEnum
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from attrs import evolve, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Outcome
from communitywelfare.members import Sex
from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.columns import OUTCOMES, Book, Events, Flow, People, Spells, timeline
from communitywelfare.rules.columns.days import NONE, as_number, first_of_month, month_of
from communitywelfare.rules.expressions import Papers
from communitywelfare.rules.schedules import Every, Schedule
from communitywelfare.simulation.behaviour import MONTHS
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.lives import Happening, Lives
from communitywelfare.simulation.narrowed import clauses_of, keys_of
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.rates import SEXES

__all__ = [
    "DAY",
    "DRIVEN_BY",
    "UNDECIDED",
    "YEARLY",
    "Counted",
    "Tariff",
    "after_deaths",
    "asks_of",
    "counted_of",
    "counts_nights",
    "day_of",
    "projected",
]

Whole = NDArray[np.int64]

DAY = 15
"""The day of the month on which all that happens in it happens."""

DRIVEN_BY: Mapping[str, Happening] = {
    "01": Happening.BIRTH,
    "02": Happening.ADMISSION,
    "04": Happening.DEATH,
    "05": Happening.DEATH,
}
"""What of a life asks for a clause, by the clause's category on the status form."""

YEARLY = Schedule(Every.YEAR, on=YearStart(4, 13))
"""When the elderly ask for what falls due to nobody by itself, every year on the Day of the Elderly (13 April)."""

_ASKED_EVERY_YEAR = "03"
UNDECIDED = [OUTCOMES.index(Outcome.NEEDS_COMMITTEE), OUTCOMES.index(Outcome.NEEDS_DOCUMENTS)]
"""The places of the outcomes that wait for people or for facts. A projection pays such claims nothing."""


class Counted(IntEnum):
    """What is counted of a happening."""

    ONE = 0
    NIGHTS = 1
    UNKNOWN = 2
    """Nights, of which nobody knows how many there were."""


@frozen(eq=False, kw_only=True)
class Tariff:
    """The by-laws of one or several funds, and by which names what happens asks for their clauses.

    `bylaws` stand in the order of the funds of a population. `used` is what was received before the projection.
    """

    bylaws: tuple[ByLaw, ...]
    used: Used | None = None

    @cached_property
    def book(self) -> Book:
        """The by-laws as arrays."""
        return Book.of(self.bylaws)

    @cached_property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The clauses of each fund, in the order of the sums."""
        return tuple(map(keys_of, self.bylaws))

    @cached_property
    def asks(self) -> tuple[tuple[Happening, str], ...]:
        """By which names each happening asks: of all by-laws, each name once."""
        return tuple(sorted(set().union(*map(asks_of, self.bylaws))))

    def not_asked(self, fund: int = 0) -> tuple[Benefit, ...]:
        """The clauses of a fund's newest version that nothing in a life asks for, and that fall due to nobody."""
        names = {name for _what, name in asks_of(self.bylaws[fund])}
        return tuple(
            clause
            for clause in self.bylaws[fund].versions[-1].benefits
            if clause.schedule is None and (clause.event or clause.key) not in names
        )

    def priced_and_undecided(
        self, people: Population, lives: Lives, horizon: Horizon
    ) -> tuple[Whole, Mapping[tuple[int, str], int]]:
        """What `price` gives, and how many claims no rule decides by the place of the fund and the clause.

        Such claims wait for people, or for a fact, and are paid nothing.
        """
        flow = self._flow(people, lives, horizon, _by_future_and_fund(people, lives)[0], keep_claims=True)
        satang = self._filled(flow, len(lives.scenarios) * len(people.funds), horizon)
        found = Counter[tuple[int, str]]()
        if flow.claims is not None:
            is_in_time = flow.claims.day >= as_number(horizon.first.first)  # what was used before is no claim
            clauses = flow.claims.clause[is_in_time & np.isin(flow.claims.outcome, UNDECIDED)]
            fund, key = self.book.bylaw, self.book.key
            for clause, claims in zip(*(each.tolist() for each in np.unique(clauses, return_counts=True)), strict=True):
                found[int(fund[clause]), self.keys[int(fund[clause])][int(key[clause])]] += claims
        return satang, found

    @cached_property
    def needs_household(self) -> bool:
        """Whether a limit counts what others at home received."""
        return any(
            limit.is_household for bylaw in self.bylaws for clause in clauses_of(bylaw) for limit in clause.limits
        )

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """Every document that a clause asks for; a claim of a projection brings them all."""
        conditions = (one for bylaw in self.bylaws for clause in clauses_of(bylaw) for one in clause.conditions)
        return tuple(sorted({paper for one in conditions if isinstance(one, Papers) for paper in one.needed}))

    def price(self, people: Population, lives: Lives, horizon: Horizon) -> Whole:
        """What is paid: satang by future and fund (future by future), month, and place of the clause's key."""
        return self._paid(people, lives, horizon, _by_future_and_fund(people, lives))

    def price_by_person(self, people: Population, lives: Lives, horizon: Horizon) -> Whole:
        """What each of the people is paid in all futures together: satang by person, month, and place of the key."""
        account = np.arange(len(lives.exits.month)) % len(people)
        return self._paid(people, lives, horizon, (account, len(people)))

    def _paid(self, people: Population, lives: Lives, horizon: Horizon, accounts: tuple[Whole, int]) -> Whole:
        account, rows = accounts
        return self._filled(self._flow(people, lives, horizon, account), rows, horizon)

    def _filled(self, flow: Flow, rows: int, horizon: Horizon) -> Whole:
        """The sums of so many accounts: of the last ones nobody may be there."""
        if len(flow.satang) == rows:
            return flow.satang
        found = np.zeros((rows, horizon.months, flow.satang.shape[2]), np.int64)
        found[: len(flow.satang)] = flow.satang
        return found

    def _flow(
        self, people: Population, lives: Lives, horizon: Horizon, account: Whole, *, keep_claims: bool = False
    ) -> Flow:
        who = evolve(_columns(self, people, lives, horizon), account=account)
        span = {"first": horizon.first.first, "last": horizon.last_day}
        return timeline(self.book, who, self._events(people, lives, horizon), **span, keep_claims=keep_claims)

    def _events(self, people: Population, lives: Lives, horizon: Horizon) -> Events:
        """Each happening once for each name by which it asks, and what was received before."""
        names = tuple(dict.fromkeys(name for _what, name in self.asks))
        place = np.array([names.index(name) for _what, name in self.asks], np.int8)
        rows, ask = self._asking(people, lives)
        chosen: dict[str, Any] = {
            "who": _taken(lives.who, rows),
            "what": place.take(ask),
            "day": _days(horizon).take(_taken(lives.month, rows)),
            "units": self._units(people, lives, (rows, ask)),
        }
        used = None if self.used is None else self.used.counted_by(self.bylaws, horizon.first.first)
        if used is not None and len(used.row):
            names, chosen = _with_used(used, lives, names, chosen)
        there = np.ones(len(chosen["who"]), bool)
        return Events(names=names, documents=dict.fromkeys(self.papers, there), **chosen)

    def _asking(self, people: Population, lives: Lives) -> tuple[Whole | None, NDArray[np.integer]]:
        """Which events ask, in their order, and as which of `asks`; None where each does, by one name."""
        what = np.array([what for what, _name in self.asks], np.int8)
        if len(set(what.tolist())) == len(what) and self._asked.all():
            by_happening = np.full(len(Happening), -1, np.int8)
            by_happening[what] = np.arange(len(what))
            ask = by_happening.take(lives.what)
            if ask.min(initial=0) >= 0:
                return None, ask
            rows = np.flatnonzero(ask >= 0)
            return rows, ask.take(rows)
        # What another fund asks by a name that this one uses for something else is not asked of this one.
        asked = (lives.what == what[:, None]) & self._asked[:, people.fund[lives.person]]
        event, each = np.nonzero(asked.T)
        return event, each

    @cached_property
    def _asked(self) -> NDArray[np.bool_]:
        """Which of `asks` each fund's own by-law has: by ask and fund."""
        own = [asks_of(bylaw) for bylaw in self.bylaws]
        return np.array([[each in names for names in own] for each in self.asks], bool).reshape(-1, len(own))

    @cached_property
    def _counted(self) -> NDArray[np.int8]:
        """What is counted by ask and fund."""
        by_fund = [[counted_of(bylaw, what, name) for bylaw in self.bylaws] for what, name in self.asks]
        return np.array(by_fund, np.int8).reshape(-1, len(self.bylaws))

    def _units(self, people: Population, lives: Lives, asking: tuple[Whole | None, NDArray[np.integer]]) -> Whole:
        """How much happened."""
        (rows, ask), units = asking, _taken(lives.units, asking[0])
        by_ask = self._counted.max(axis=1, initial=Counted.ONE)
        if (self._counted == by_ask[:, None]).all():
            counted = by_ask.take(ask)
        else:
            counted = self._counted[ask, people.fund[_taken(lives.person, rows)]]
        if not (counted == Counted.UNKNOWN).any():
            return np.where(counted == Counted.NIGHTS, units, 1)
        return np.where(counted == Counted.NIGHTS, units, np.where(counted == Counted.ONE, 1, NONE))


def _taken(column: NDArray[np.integer], rows: Whole | None) -> NDArray[np.integer]:
    return column if rows is None else column.take(rows)


def _with_used(
    used: Used, lives: Lives, names: tuple[str, ...], chosen: dict[str, Any]
) -> tuple[tuple[str, ...], dict[str, Any]]:
    """The events, and before those of each life what its person had received already: in every future the same."""
    futures = len(lives.scenarios)
    order = np.argsort(used.row, kind="stable")
    names = tuple(dict.fromkeys((*names, *(used.names[place] for place in used.name.tolist()))))
    name = np.array([names.index(each) if each in names else -1 for each in used.names], np.int64)
    who = (np.arange(futures)[:, None] * lives.people + used.row[order]).reshape(-1)
    before = {"what": name[used.name[order]], "day": used.day[order], "units": used.units[order]}
    before |= {"opening": used.satang[order]}
    events = chosen | {"units": chosen["units"].astype(np.int64), "opening": np.full(len(chosen["who"]), NONE)}
    at = np.searchsorted(chosen["who"], who)
    found = {column: np.insert(events[column], at, np.tile(values, futures)) for column, values in before.items()}
    return names, found | {"who": np.insert(events["who"], at, who)}


def projected(bylaw: ByLaw) -> ByLaw:
    """A by-law as a projection reads it: who is entitled to a benefit for the elderly asks for it every year.

    What falls due to somebody without a claim has no documents; here it is taken to have them all, as claims have.
    """

    def asked(clause: Benefit) -> Benefit:
        is_asked = clause.category == _ASKED_EVERY_YEAR and clause.schedule is None
        schedule = YEARLY if is_asked else clause.schedule
        if schedule is None:
            return clause
        conditions = tuple(each for each in clause.conditions if not isinstance(each, Papers))
        if clause.schedule is not None and len(conditions) == len(clause.conditions):
            return clause
        return evolve(clause, schedule=schedule, conditions=conditions)

    found = [tuple(map(asked, version.benefits)) for version in bylaw.versions]
    if all(clause is own for clause, own in zip(chain(*found), clauses_of(bylaw), strict=True)):
        return bylaw  # as it is for most
    versions = (evolve(version, benefits=some) for version, some in zip(bylaw.versions, found, strict=True))
    return evolve(bylaw, versions=tuple(versions))


def asks_of(bylaw: ByLaw) -> set[tuple[Happening, str]]:
    """By which names what happens asks for the clauses of a by-law."""
    return {
        (DRIVEN_BY[clause.category], clause.event or clause.key)
        for clause in clauses_of(bylaw)
        if clause.category in DRIVEN_BY and clause.schedule is None
    }


def counts_nights(bylaw: ByLaw, name: str) -> set[bool]:
    """Whether the clauses that answer to a name and count anything count nights; empty where none counts."""
    answering = (clause for clause in clauses_of(bylaw) if name in {clause.event, clause.key})
    return {clause.amount.is_by_day for clause in answering if isinstance(clause.amount, PerUnit)}


def counted_of(bylaw: ByLaw, what: Happening, name: str) -> Counted:
    """What is counted of a happening that asks by a name.

    Where nothing is counted, an admission tells its nights; how many nights go with a birth is not known.
    """
    nights = counts_nights(bylaw, name)
    if what is Happening.ADMISSION:
        return Counted.NIGHTS if True in nights or not nights else Counted.ONE
    return Counted.UNKNOWN if True in nights else Counted.ONE


def _by_future_and_fund(people: Population, lives: Lives) -> tuple[Whole, int]:
    """The account of each life, and how many there are: a future's, and in it a fund's."""
    futures, funds = len(lives.scenarios), len(people.funds)
    return (np.arange(futures)[:, None] * funds + people.fund).reshape(-1), futures * funds


def day_of(horizon: Horizon, months: NDArray[np.integer]) -> Whole:
    """The day on which what happens in a month of the projection happens."""
    return first_of_month(months.astype(np.int64) + horizon.since_1970) + (DAY - 1)


def after_deaths(days: Whole) -> NDArray[np.bool_]:
    """Of each day, whether those who die in its month are gone by then."""
    return np.asarray(days - first_of_month(month_of(days)) + 1 >= DAY)


def _days(horizon: Horizon) -> NDArray[np.int32]:
    """That day of each month."""
    return day_of(horizon, np.arange(horizon.months)).astype(np.int32)


def _ended(lives: Lives, horizon: Horizon) -> Whole:
    """The first day on which each is a member no more: that of a death, or the first of the next month."""
    months = np.arange(horizon.months + 1)
    by_exit = np.full((len(Exit), len(months)), NONE)
    by_exit[Exit.DIED] = day_of(horizon, months)
    by_exit[Exit.LEFT] = first_of_month(months + 1 + horizon.since_1970)
    return by_exit.reshape(-1).take(lives.exits.how * np.int64(len(months)) + lives.exits.month)


def _columns(tariff: Tariff, people: Population, lives: Lives, horizon: Horizon) -> People:
    """The people of every future, as the by-laws look at them."""
    futures = len(lives.scenarios)

    def each(column: NDArray[np.integer]) -> NDArray[np.int32]:
        return np.tile(column.astype(np.int32), futures)

    return People(
        bylaw=each(people.fund),
        joined=each(people.joined),
        ended=_ended(lives, horizon),
        died=lives.exits.how == Exit.DIED,
        tenure_from=each(people.tenure_from),
        birth=each(people.birth),
        sexes=each(_SEX_BITS[people.sex]),
        groups=each(people.groups),
        household=_households(people, futures) if tariff.needs_household else None,
        spells=_spells(lives, horizon),
    )


def _households(people: Population, futures: int) -> Whole:
    """A number for each household of each future, −1 for none."""
    homes = np.where(people.household < 0, -1, people.household + _homes(people)[people.fund])
    of_future = np.arange(futures)[:, None] * (int(homes.max(initial=-1)) + 1)
    return np.where(homes < 0, -1, homes + of_future).reshape(-1)


def _spells(lives: Lives, horizon: Horizon) -> Mapping[str, Spells]:
    """How many months people are in arrears: none, or many from one New Year to the next."""
    nobody = Spells.constant(np.zeros(len(lives.exits.month), np.int64))
    if lives.arrears is None:
        return {"arrears": nobody, "worst_arrears": nobody}
    many = lives.arrears.astype(np.int64) * MONTHS
    years = many.shape[1]
    begins = first_of_month((np.array(horizon.years) - 1970) * 12)
    who, since = np.repeat(np.arange(len(many)), years), np.tile(begins, len(many))
    worst = np.maximum.accumulate(many, axis=1)
    return {
        "arrears": Spells(who, since, many.reshape(-1)),
        "worst_arrears": Spells(who, since, worst.reshape(-1)),
    }


_SEX_BITS = np.array([1 << tuple(Sex).index(sex) for sex in SEXES])


def _homes(people: Population) -> Whole:
    """What is added to the number of a household, so that no two funds share one."""
    most = np.zeros(len(people.funds), np.int64)
    np.maximum.at(most, people.fund, people.household + 1)
    return np.cumsum(most) - most
