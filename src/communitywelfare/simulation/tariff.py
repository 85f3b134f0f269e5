"""By-laws as a tariff (อัตราจ่ายตามระเบียบ): what is paid for what happened, by the very trees that decide a claim.

Nothing is compiled twice: the events of lives go through `rules.columns.timeline`, which decides as `adjudicate` does.
What no event of a life asks for, and what a clause asks that no life tells, is said by name and paid nothing.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import YearStart
from communitywelfare.claims import Outcome
from communitywelfare.members import Sex
from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.amounts.per_unit import PerUnit
from communitywelfare.rules.columns import OUTCOMES, Book, Events, Flow, People, Spells, timeline
from communitywelfare.rules.columns.days import NONE, as_number, first_of_month
from communitywelfare.rules.expressions import Papers
from communitywelfare.rules.schedules import Every, Schedule
from communitywelfare.simulation.behaviour import MONTHS
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.lifetimes import Exit
from communitywelfare.simulation.lives import Happening, Lives
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.population import Population
from communitywelfare.simulation.rates import SEXES

__all__ = ["DAY", "DRIVEN_BY", "YEARLY", "Tariff", "counts_nights", "day_of", "projected"]

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
_UNDECIDED = [OUTCOMES.index(Outcome.NEEDS_COMMITTEE), OUTCOMES.index(Outcome.NEEDS_DOCUMENTS)]


@frozen(eq=False, kw_only=True)
class Tariff:
    """The by-laws of one or several funds, and by which names what happens asks for their clauses.

    `bylaws` stand in the order of the funds of a population. `used` is what was received before the projection.
    """

    bylaws: tuple[ByLaw, ...]
    used: Used | None = None
    book: Book = field(init=False)

    def __attrs_post_init__(self) -> None:
        object.__setattr__(self, "book", Book.of(self.bylaws))

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The clauses of each fund, in the order of the sums."""
        return self.book.keys

    @cached_property
    def asks(self) -> tuple[tuple[Happening, str], ...]:
        """By which names each happening asks: of all by-laws, each name once."""
        return tuple(sorted(set().union(*map(_asks, self.bylaws))))

    def not_asked(self, fund: int = 0) -> tuple[Benefit, ...]:
        """The clauses of a fund's newest version that nothing in a life asks for, and that fall due to nobody."""
        names = {name for _what, name in _asks(self.bylaws[fund])}
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
            clauses = flow.claims.clause[is_in_time & np.isin(flow.claims.outcome, _UNDECIDED)]
            fund, key = self.book.bylaw, self.book.key
            for clause, claims in zip(*(each.tolist() for each in np.unique(clauses, return_counts=True)), strict=True):
                found[int(fund[clause]), self.book.keys[int(fund[clause])][int(key[clause])]] += claims
        return satang, found

    @cached_property
    def needs_household(self) -> bool:
        """Whether a limit counts what others at home received."""
        return any(limit.is_household for bylaw in self.bylaws for clause in _clauses(bylaw) for limit in clause.limits)

    @cached_property
    def papers(self) -> tuple[str, ...]:
        """Every document that a clause asks for; a claim of a projection brings them all."""
        conditions = (one for bylaw in self.bylaws for clause in _clauses(bylaw) for one in clause.conditions)
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
        fund = people.fund[lives.person]
        # What another fund asks by a name that this one uses for something else is not asked of this one.
        asked = (by_fund[fund] for by_fund in self._asked)
        rows = [(own & (lives.what == what), name) for own, (what, name) in zip(asked, self.asks, strict=True)]
        names = tuple(dict.fromkeys(name for _rows, name in rows))
        some = [np.flatnonzero(here) for here, _name in rows]
        parts = {
            "who": [lives.who[here].astype(np.int64) for here in some],
            "what": [np.full(len(here), names.index(name)) for here, (_rows, name) in zip(some, rows, strict=True)],
            "day": [day_of(horizon, lives.month[here]) for here in some],
            "units": [self._units(fund, lives, here, place) for place, here in enumerate(some)],
            "order": [here * len(rows) + number for number, here in enumerate(some)],
        }
        used = None if self.used is None else self.used.counted_by(self.bylaws, horizon.first.first)
        if used is not None and len(used.row):
            names, parts = _with_used(used, lives, names, parts)
        none = np.zeros(0, np.int64)
        columns = {name: np.concatenate([none, *column]) for name, column in parts.items()}
        order = np.lexsort((columns.pop("order"), columns["who"]))
        chosen: dict[str, Any] = {name: column[order] for name, column in columns.items()}
        there = np.ones(len(order), bool)
        return Events(names=names, documents=dict.fromkeys(self.papers, there), **chosen)

    @cached_property
    def _asked(self) -> NDArray[np.bool_]:
        """Which of `asks` each fund's own by-law has: by ask and fund."""
        own = [_asks(bylaw) for bylaw in self.bylaws]
        return np.array([[each in names for names in own] for each in self.asks], bool)

    @cached_property
    def _counted(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Whether nights are counted, and whether nothing is: by ask and fund."""
        counted = [[counts_nights(bylaw, name) for bylaw in self.bylaws] for _what, name in self.asks]
        nights = np.array([[True in each for each in by_fund] for by_fund in counted], bool)
        return nights, np.array([[not each for each in by_fund] for by_fund in counted], bool)

    def _units(self, fund: Whole, lives: Lives, rows: Whole, ask: int) -> Whole:
        """How much happened: nights where they are counted, else 1; how many nights go with a birth is not known."""
        nights, nothing = (by_ask[ask][fund[rows]] for by_ask in self._counted)
        if self.asks[ask][0] is not Happening.ADMISSION:
            return np.where(nights, NONE, 1)
        return np.where(nights | nothing, lives.units[rows], 1).astype(np.int64)


def _with_used(
    used: Used, lives: Lives, names: tuple[str, ...], parts: dict[str, list[Whole]]
) -> tuple[tuple[str, ...], dict[str, list[Whole]]]:
    """The events, and before them what people had received already: in every future the same."""
    futures, count = len(lives.scenarios), len(used.row)
    chosen = tuple(dict.fromkeys(used.names[place] for place in used.name.tolist()))
    names = tuple(dict.fromkeys((*names, *chosen)))
    who = (np.arange(futures)[:, None] * lives.people + used.row).reshape(-1)
    place = np.array([names.index(used.names[place]) for place in used.name.tolist()])
    nothing = [np.full(len(column), NONE) for column in parts["who"]]
    before = {"who": who, "what": np.tile(place, futures), "day": np.tile(used.day, futures)}
    before |= {"units": np.tile(used.units, futures), "order": np.full(futures * count, -1)}
    parts = {name: [before[name], *columns] for name, columns in parts.items()}
    return names, parts | {"opening": [np.tile(used.satang, futures), *nothing]}


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
        return evolve(clause, schedule=schedule, conditions=conditions)

    versions = (
        evolve(version, benefits=tuple(asked(clause) for clause in version.benefits)) for version in bylaw.versions
    )
    return evolve(bylaw, versions=tuple(versions))


def _clauses(bylaw: ByLaw) -> Iterator[Benefit]:
    return (clause for version in bylaw.versions for clause in version.benefits)


def _asks(bylaw: ByLaw) -> set[tuple[Happening, str]]:
    """By which names what happens asks for the clauses of a by-law."""
    return {
        (DRIVEN_BY[clause.category], clause.event or clause.key)
        for clause in _clauses(bylaw)
        if clause.category in DRIVEN_BY and clause.schedule is None
    }


def counts_nights(bylaw: ByLaw, name: str) -> set[bool]:
    """Whether the clauses that answer to a name and count anything count nights; empty where none counts."""
    answering = (clause for clause in _clauses(bylaw) if name in {clause.event, clause.key})
    return {clause.amount.is_by_day for clause in answering if isinstance(clause.amount, PerUnit)}


def _by_future_and_fund(people: Population, lives: Lives) -> tuple[Whole, int]:
    """The account of each life, and how many there are: a future's, and in it a fund's."""
    futures, funds = len(lives.scenarios), len(people.funds)
    return (np.arange(futures)[:, None] * funds + people.fund).reshape(-1), futures * funds


def day_of(horizon: Horizon, months: NDArray[np.integer]) -> Whole:
    """The day on which what happens in a month of the projection happens."""
    return first_of_month(months.astype(np.int64) + horizon.since_1970) + (DAY - 1)


def _columns(tariff: Tariff, people: Population, lives: Lives, horizon: Horizon) -> People:
    """The people of every future, as the by-laws look at them: nobody is in arrears."""
    futures, count = len(lives.scenarios), len(people)

    def each(column: NDArray[np.integer]) -> Whole:
        return np.tile(column.astype(np.int64), futures)

    fund, future = each(people.fund), np.repeat(np.arange(futures), count)
    month, how = lives.exits.month, lives.exits.how
    died = how == Exit.DIED
    left = first_of_month(month.astype(np.int64) + 1 + horizon.since_1970)
    ended = np.where(died, day_of(horizon, month), np.where(how == Exit.LEFT, left, NONE))
    homes = people.household
    household = np.where(homes < 0, -1, homes + _homes(people)[people.fund])
    most = int(household.max(initial=-1)) + 1
    return People(
        bylaw=fund,
        joined=each(people.joined),
        ended=ended,
        died=died,
        tenure_from=each(people.tenure_from),
        birth=each(people.birth),
        sexes=_SEX_BITS[each(people.sex)],
        groups=each(people.groups),
        household=np.where(each(household) < 0, -1, each(household) + future * most)
        if tariff.needs_household
        else None,
        spells=_spells(lives, horizon),
    )


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
