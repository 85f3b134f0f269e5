"""A fund's future (การฉายภาพอนาคตกองทุน): lives by chance, by-laws as a tariff, and what becomes of the money.

start = Start.of(fund, schemes)
futures = Futures.draw(start, assumptions, Setting(years=20, scenarios=1000, seed=1))
projection = futures.under(Policy.of(fund, schemes))
projection.balance.closing[future, month]

Futures are drawn once and know no by-law. Whatever policy is looked at, it meets the same futures; what differs between
two projections is the policies' doing.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Self

import numpy as np
from attrs import field, frozen
from numpy.typing import NDArray

from communitywelfare.cofunding import Scheme
from communitywelfare.contributions import FirstMonth
from communitywelfare.errors import Finding
from communitywelfare.simulation.account import Balance, Flows, Interest, keep_account
from communitywelfare.simulation.as_before import add_as_before, told_of
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.counting import elderly_from, owes_from, paying, there
from communitywelfare.simulation.demography import Demography, tables_of
from communitywelfare.simulation.drawing import LIVES_AT_ONCE, draw_futures
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.growth import by_months, dues_by_month, interest_of
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.matching import Rounds, money_by_source
from communitywelfare.simulation.narrowed import apart, of_clauses, what_decides, without_repeats
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import Population, joiners
from communitywelfare.simulation.pricing import Pricing
from communitywelfare.simulation.remembered import Remembered
from communitywelfare.simulation.side_by_side import side_by_side
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.tariff import Tariff, projected

__all__ = ["Futures", "Projection", "compare", "project"]

Whole = NDArray[np.int64]


@frozen(eq=False, kw_only=True)
class Projection:
    """What becomes of one fund under one policy, in every future: rows are futures, columns months from `first` on."""

    policy: Policy
    setting: Setting
    assumptions: Assumptions
    start: Start
    horizon: Horizon
    flows: Flows = field(repr=False)
    interest: Interest = field(repr=False)
    balance: Balance = field(repr=False)
    members: Whole = field(repr=False)
    """How many are there when each month begins, [G, T]."""
    elderly: Whole = field(repr=False)
    """How many of them are 60 or older, [G, T]."""
    dues: Whole = field(repr=False)
    """What somebody who pays owes for each month, [T]."""
    told: tuple[Finding, ...] = ()
    """What a reader must know, such as clauses that are not decided claim by claim, and how they are valued."""

    def __repr__(self) -> str:
        return f"<Projection of {self.setting} from {self.horizon.first} under {self.policy!r}>"

    @property
    def year_ends(self) -> range:
        """The last month of each year of the projection, twelve months one after the other."""
        return range(11, self.setting.months, 12)


def project(
    start: Start, policy: Policy, assumptions: Assumptions, setting: Setting, *, threads: int = 1
) -> Projection:
    """Follow one fund under one policy. With machine code (`fast`), `threads` processors may work on it at once.

    Raises:
        InvalidValue: Something of what is given cannot be.
    """
    return Futures.draw(start, assumptions, setting, threads=threads).under(policy)


def compare(
    start: Start,
    policies: Sequence[Policy],
    assumptions: Assumptions,
    setting: Setting,
    *,
    lives_at_once: int = LIVES_AT_ONCE,
    threads: int = 1,
) -> tuple[Projection, ...]:
    """Follow one fund under several policies, through the same futures: what differs is the policies' doing.

    How many lives are followed at once by each of so many threads, a member in one future each, is for memory and time
    and changes nothing else.
    """
    futures = Futures.draw(start, assumptions, setting, at_once=lives_at_once, threads=threads)
    return tuple(futures.under(policy) for policy in policies)


@frozen(eq=False, kw_only=True)
class Futures:
    """What may happen to a fund's people, drawn once, for any policy to be looked at.

    `people` are the members of the start and after them those who will join. `drawn` holds the lives of some futures
    together with their levels, one part after the other. What was reckoned for one policy, and does not depend on what
    another changes, is not reckoned again for that.
    """

    start: Start
    assumptions: Assumptions
    setting: Setting
    horizon: Horizon
    tables: Demography = field(repr=False)
    people: Population = field(repr=False)
    drawn: tuple[tuple[Lives, Levels], ...] = field(repr=False)
    threads: int = field(default=1, repr=False)

    def __repr__(self) -> str:
        return f"<Futures: {self.setting} from {self.horizon.first}, {len(self.people):,} people>"

    @classmethod
    def draw(
        cls,
        start: Start,
        assumptions: Assumptions,
        setting: Setting,
        *,
        at_once: int = LIVES_AT_ONCE,
        threads: int = 1,
        told: Callable[[int], object] = lambda _done: None,
    ) -> Self:
        """Draw the lives of all futures.

        Args:
            start: Where the fund stands.
            assumptions: What is taken for given.
            setting: How far, how often, and with which risks.
            at_once: How many lives are drawn together. The result does not depend on it.
            threads: How many parts of futures are drawn, and later priced, at the same time, at most; without machine
                code (`fast`) it is one. The result does not depend on it either.
            told: Told how many futures are done, from time to time.
        """
        horizon = Horizon(start.first, setting.months)
        tables = tables_of(assumptions, horizon)
        people = start.people.followed_by(joiners(start.people, assumptions, horizon, seed=setting.seed))
        size = max(1, at_once // len(people))
        engine = _engine(people, setting)
        threads = engine.threads(threads)
        stop = setting.first_scenario + setting.scenarios

        def some(first: int) -> tuple[Lives, Levels]:
            scenarios = np.arange(first, min(first + size, stop))
            return draw_futures(people, tables, scenarios, assumptions=assumptions, setting=setting, engine=engine)

        drawn = []
        for lives, levels in side_by_side(some, range(setting.first_scenario, stop, size), threads=threads):
            drawn.append((lives, levels))
            told(int(lives.scenarios[-1]) + 1 - setting.first_scenario)
        return cls(
            start=start,
            assumptions=assumptions,
            setting=setting,
            horizon=horizon,
            tables=tables,
            people=people,
            drawn=tuple(drawn),
            threads=threads,
        )

    def under(self, policy: Policy) -> Projection:
        """What becomes of the fund under a policy, in every future.

        Raises:
            InvalidValue: A scheme of the policy is not among those that the start knows matchings of.
            Refused: A scheme has a rule that arrays do not hold; the message names it.
        """
        tariff, members = self.tariff(policy), self.members
        benefits = self._benefits(tariff)
        add_as_before(benefits, members, tariff, [self.start.others])
        flows = self._flows(policy, benefits)
        interest = interest_of(self.assumptions, self.horizon)
        setting = self.setting
        return Projection(
            policy=policy,
            setting=setting,
            assumptions=self.assumptions,
            start=self.start,
            horizon=self.horizon,
            flows=flows,
            interest=interest,
            told=self._told(tariff),
            balance=keep_account(flows, interest, when_empty=setting.when_empty, priorities=setting.priorities),
            members=members,
            elderly=self.elderly,
            dues=self.dues(policy),
        )

    def tariff(self, policy: Policy) -> Tariff:
        """The by-law of a policy as prices of what happens."""
        return Tariff(bylaws=(projected(policy.bylaw),), used=self.start.used)

    def _told(self, tariff: Tariff) -> tuple[Finding, ...]:
        """Which clauses are not decided claim by claim, and which claims no rule decides, out of the first future."""
        first = self.drawn[0][0].first()
        (found,) = told_of(
            tariff, [self.start.others], tariff.priced_and_undecided(self.people, first, self.horizon)[1]
        )
        return found

    # --- what clauses pay ---

    @cached_property
    def _paid(self) -> Remembered:
        """What clauses pay that touch one another, by all that decides it."""
        return Remembered(_CLAUSES)

    def _benefits(self, tariff: Tariff) -> Whole:
        """What is paid, by future, month and place of the clause's key; what was priced before is not priced again."""
        (bylaw,), (keys,) = tariff.bylaws, tariff.keys
        groups = {group: what_decides(without_repeats(of_clauses(bylaw, group))) for group in apart(bylaw)}
        known = {group: self._paid.known(decides) for group, decides in groups.items()}
        new = [key for key in keys if any(key in group for group, satang in known.items() if satang is None)]
        priced = self._pricing.price(of_clauses(bylaw, new))
        found = np.zeros((self._pricing.futures, self.horizon.months, len(keys)), np.int64)
        for group, satang in known.items():
            own = priced[:, :, _places(new, group)] if satang is None else satang
            if satang is None:
                self._paid.keep(groups[group], own)
            found[:, :, _places(keys, group)] = own
        return found

    @property
    def _pricing(self) -> Pricing:
        drawn = tuple(lives for lives, _levels in self.drawn)
        engine = _engine(self.people, self.setting)
        return Pricing(
            people=self.people,
            horizon=self.horizon,
            drawn=drawn,
            used=self.start.used,
            engine=engine,
            threads=self.threads,
        )

    # --- who is there, and what comes ---

    @cached_property
    def members(self) -> Whole:
        """How many are there when each month begins, by future and month."""
        return self._there(self.people.entry)

    @cached_property
    def elderly(self) -> Whole:
        """How many of them are elderly, by future and month."""
        return self._there(elderly_from(self.people, self.tables))

    def _there(self, since: Whole) -> Whole:
        parts = [there(self.people, lives, self.horizon, since=since) for lives, _levels in self.drawn]
        return _shared(np.concatenate(parts))

    def pays_from(self, policy: Policy) -> Whole:
        """The first month for which each of the people owes dues; who was there before owes from the first on."""
        return owes_from(self.people, self.horizon, [policy.dues])

    @cached_property
    def _payers(self) -> Remembered:
        """How many pay, by which month is the first that a new member owes."""
        return Remembered(len(FirstMonth))

    def _paying(self, policy: Policy) -> Whole:
        since = self.pays_from(policy)
        parts = (paying(self.people, lives, self.horizon, since) for lives, _levels in self.drawn)
        depends_on = policy.dues.in_force(self.horizon.first).first_month
        found: Whole = self._payers.answer(depends_on, lambda: _shared(np.concatenate(list(parts))))
        return found

    @cached_property
    def _come(self) -> Remembered:
        """What comes of schemes."""
        return Remembered(_SCHEMES)

    def _cofunding(self, schemes: tuple[Scheme, ...]) -> Mapping[str, Whole]:
        """What comes by source, future and month."""
        rounds = [self._rounds(scheme) for scheme in schemes]
        after, horizon = self.setting.match_comes_after, self.horizon
        found = money_by_source(
            rounds, self.people, self.drawn, assumptions=self.assumptions, horizon=horizon, after=after
        )
        return {source: _shared(money) for source, money in found.items()}

    def _rounds(self, scheme: Scheme) -> Rounds:
        before = self.start.matched_by(scheme, self.people)
        return Rounds.of(scheme, [self.start.fund], self.people, self.horizon, before=before)

    def dues(self, policy: Policy) -> Whole:
        """What a member owes for each month: satang."""
        return dues_by_month(policy.dues, self.assumptions, self.horizon)

    def _flows(self, policy: Policy, benefits: Whole) -> Flows:
        cofunding = self._come.answer(policy.schemes, lambda: self._cofunding(policy.schemes))
        payers = self._paying(policy)
        new = np.bincount(self.people.entry[len(self.start.people) :], minlength=self.horizon.months)
        opening = self.start.opening
        return Flows(
            dues=payers * self.dues(policy),
            fees=new * policy.dues.in_force(self.horizon.first).entry_fee.satang,
            cofunding=cofunding,
            benefits=benefits,
            keys=policy.bylaw_keys,
            expenses=by_months(self.start.expenses, self.horizon.months),
            payers=payers,
            opening={source: np.full(len(payers), money.satang) for source, money in opening.items()},
        )


_CLAUSES, _SCHEMES = 32, 4  # how many are remembered


def _engine(people: Population, setting: Setting) -> Engine:
    return Engine.fastest(len(people) * setting.scenarios * setting.years)


def _places(keys: Sequence[str], some: frozenset[str]) -> list[int]:
    return [place for place, key in enumerate(keys) if key in some]


def _shared(counts: Whole) -> Whole:
    """What several projections have in common, so that nobody may write into it."""
    counts.flags.writeable = False
    return counts
