"""A fund's future (การฉายภาพอนาคตกองทุน): lives by chance, by-laws as a tariff, and what becomes of the money.

start = Start.of(fund, schemes)
futures = Futures.draw(start, assumptions, Setting(years=20, scenarios=1000, seed=1))
projection = futures.under(Policy.of(fund, schemes))
projection.balance.closing[future, month]

Futures are drawn once and know no by-law. Whatever policy is looked at, it meets the same futures; what differs between
two projections is the policies' doing.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from typing import Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.cofunding import Scheme
from communitywelfare.contributions import FirstMonth
from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.columns.days import as_number
from communitywelfare.simulation.account import Balance, Flows, Interest, keep_account
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.behaviour import behind, draw_arrears
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.growth import by_months, dues_by_month, grown, growth
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Levels, draw_levels
from communitywelfare.simulation.lives import Lives, draw_lives
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import ELDERLY, Population, joiners
from communitywelfare.simulation.start import Start
from communitywelfare.simulation.tariff import Tariff, projected

__all__ = ["Futures", "Policy", "Projection", "Setting", "compare", "project"]

Whole = NDArray[np.int64]

_LIVES_AT_ONCE = 200_000


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

    @property
    def year_ends(self) -> range:
        """The last month of each year of the projection, twelve months one after the other."""
        return range(11, self.setting.months, 12)


def project(start: Start, policy: Policy, assumptions: Assumptions, setting: Setting) -> Projection:
    """Follow one fund under one policy.

    Raises:
        InvalidValue: Something of what is given cannot be.
    """
    return Futures.draw(start, assumptions, setting).under(policy)


def compare(
    start: Start,
    policies: Sequence[Policy],
    assumptions: Assumptions,
    setting: Setting,
    *,
    lives_at_once: int = _LIVES_AT_ONCE,
) -> tuple[Projection, ...]:
    """Follow one fund under several policies, through the same futures: what differs is the policies' doing.

    How many lives are followed at once, a member in one future each, is for memory and changes nothing else.
    """
    futures = Futures.draw(start, assumptions, setting, at_once=lives_at_once)
    return tuple(futures.under(policy) for policy in policies)


@frozen(eq=False, kw_only=True)
class _Part:
    """What some futures of one policy brought."""

    benefits: Whole
    payers: Whole
    cofunding: Mapping[str, Whole]


@frozen(eq=False, kw_only=True)
class Futures:
    """What may happen to a fund's people, drawn once, for any policy to be looked at.

    `people` are the members of the start and after them those who will join. `drawn` holds the lives of some futures
    together with their levels, one part after the other.
    """

    start: Start
    assumptions: Assumptions
    setting: Setting
    horizon: Horizon
    tables: Demography = field(repr=False)
    people: Population = field(repr=False)
    drawn: tuple[tuple[Lives, Levels], ...] = field(repr=False)

    @classmethod
    def draw(
        cls,
        start: Start,
        assumptions: Assumptions,
        setting: Setting,
        *,
        at_once: int = _LIVES_AT_ONCE,
        told: Callable[[int], object] = lambda _done: None,
    ) -> Self:
        """Draw the lives of all futures.

        Args:
            start: Where the fund stands.
            assumptions: What is taken for given.
            setting: How far, how often, and with which risks.
            at_once: How many lives are drawn together. The result does not depend on it.
            told: Told how many futures are done, from time to time.
        """
        horizon = Horizon(start.first, setting.months)
        tables = Demography.of(assumptions, horizon)
        people = start.people.followed_by(joiners(start.people, assumptions, horizon, seed=setting.seed))
        size = max(1, at_once // len(people))
        engine = Engine.fastest(len(people) * setting.scenarios * setting.years)
        drawn = []
        stop = setting.first_scenario + setting.scenarios
        for first in range(setting.first_scenario, stop, size):
            scenarios = np.arange(first, min(first + size, stop))
            levels = draw_levels(
                assumptions, setting.risks, seed=setting.seed, scenarios=scenarios, years=horizon.years
            )
            lives = draw_lives(people, tables, levels, seed=setting.seed, engine=engine)
            late = draw_arrears(people, tables, seed=setting.seed, scenarios=scenarios)
            drawn.append((evolve(lives, arrears=late), levels))
            told(int(scenarios[-1]) + 1 - setting.first_scenario)
        return cls(
            start=start,
            assumptions=assumptions,
            setting=setting,
            horizon=horizon,
            tables=tables,
            people=people,
            drawn=tuple(drawn),
        )

    def under(self, policy: Policy) -> Projection:
        """What becomes of the fund under a policy, in every future.

        Raises:
            InvalidValue: A scheme of the policy is not among those that the start knows matchings of.
            Refused: A scheme has a rule that arrays do not hold; the message names it.
        """
        tariff, rounds = self.tariff(policy), [self._rounds(scheme) for scheme in policy.schemes]
        members = self._count(lambda lives: (self._entry(lives), lives.exits.month + 1))
        parts = [self._part(policy, tariff, rounds, each) for each in self.drawn]
        benefits = self._with_others(tariff, np.concatenate([part.benefits for part in parts]), members)
        flows = self._flows(policy, parts, benefits)
        rates = [self.assumptions["interest"].at(self.horizon.at(month).year) for month in range(self.horizon.months)]
        interest = Interest.yearly(rates, first=self.horizon.first, months=self.horizon.months)
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
            elderly=self._count(self._as_elderly),
            dues=self.dues(policy),
        )

    def tariff(self, policy: Policy) -> Tariff:
        """The by-law of a policy as prices of what happens."""
        return Tariff(bylaws=(projected(policy.bylaw),), used=self.start.used)

    def _with_others(self, tariff: Tariff, benefits: Whole, members: Whole) -> Whole:
        """Let clauses that nothing in a life asks for cost what they did: for each member and month, rounded down."""
        for clause in tariff.not_asked():
            each = self.start.others.get(clause.key, Fraction(0))
            place = tariff.keys[0].index(clause.key)
            benefits[:, :, place] += members * each.numerator // each.denominator
        return benefits

    def _told(self, tariff: Tariff) -> tuple[Finding, ...]:
        """Which clauses are not decided claim by claim, and which claims no rule decides, out of the first future."""
        found = []
        for clause in tariff.not_asked():
            each = self.start.others.get(clause.key, Fraction(0))
            params = {"yearly": Money(int(12 * each)), "clause": clause.key}
            found.append(Finding("simulation.as_before", Severity.WARNING, place=clause.place, params=params))
        lives = self.drawn[0][0].first()
        for key, claims in sorted(tariff.undecided(self.people, lives, self.horizon).items()):
            params = {"claims": claims, "clause": key}
            found.append(Finding("simulation.undecided", Severity.WARNING, place=Place(clause=key), params=params))
        return tuple(found)

    def _rounds(self, scheme: Scheme) -> Rounds:
        given = self.start.matched.get(scheme.scheme_id)
        if given is None:
            finding = Finding("cofunding.matches_not_given", Severity.ERROR, params={"scheme": scheme.scheme_id})
            raise InvalidValue(f"what {scheme.scheme_id} matched before is not among what is known", finding)
        before = np.append(given, np.zeros(len(self.people) - len(given), np.int64))
        return Rounds.of(scheme, [self.start.fund], self.people, self.horizon, before=before)

    def _part(self, policy: Policy, tariff: Tariff, rounds: Sequence[Rounds], drawn: tuple[Lives, Levels]) -> _Part:
        lives, levels = drawn
        begins = np.tile(self.pays_from(policy), len(lives.scenarios))
        return _Part(
            benefits=tariff.price(self.people, lives, self.horizon),
            payers=self._there(lives, begins, lives.exits.month) - self._behind(lives, begins),
            cofunding=self._by_source(rounds, lives, levels),
        )

    def behind(self, lives: Lives, begins: Whole) -> tuple[Whole, Whole, Whole]:
        """Stretches in which nothing is paid by somebody who would owe dues: whose life, from a month on, and until."""
        return behind(lives.arrears, begins, lives.exits.month, self.horizon)

    def _behind(self, lives: Lives, begins: Whole) -> Whole:
        """How many who would owe dues pay nothing: by future and month."""
        life, since, until = self.behind(lives, begins)
        columns = self.horizon.months + 1
        future = life // lives.people * columns
        size = len(lives.scenarios) * columns
        change = np.bincount(future + since, minlength=size) - np.bincount(future + until, minlength=size)
        return np.cumsum(change.reshape(-1, columns), axis=1)[:, : self.horizon.months]

    def pays_from(self, policy: Policy) -> Whole:
        """The first month for which each of the people owes dues; who was there before owes from the first on."""
        is_next = policy.dues.in_force(self.horizon.first).first_month is FirstMonth.NEXT
        is_new = self.people.joined >= as_number(self.horizon.first.first)
        return self.people.entry + (is_next & is_new)

    def _entry(self, lives: Lives) -> Whole:
        return np.tile(self.people.entry, len(lives.scenarios))

    def _as_elderly(self, lives: Lives) -> tuple[Whole, NDArray[np.integer]]:
        """From when and until when each life is there as somebody of 60 years or more."""
        sixty = self.tables.birthday(self.tables.born_row(self.people), ELDERLY)
        since = np.maximum(self.people.entry, sixty)
        return np.tile(since, len(lives.scenarios)), lives.exits.month + 1

    def _count(self, span: Callable[[Lives], tuple[Whole, NDArray[np.integer]]]) -> Whole:
        """How many lives are there in some way in each month: by future and month."""
        return np.concatenate([self._there(lives, *span(lives)) for lives, _levels in self.drawn])

    def _there(self, lives: Lives, since: Whole, until: NDArray[np.integer]) -> Whole:
        """How many lives are there in each month, from one on and before another: by future and month."""
        futures, columns = len(lives.scenarios), self.horizon.months + 2
        future = np.arange(len(since)) // lives.people * columns
        here = np.flatnonzero(since < until)
        begins, ends = ((future + np.minimum(each, self.horizon.months))[here] for each in (since, until))
        change = np.bincount(begins, minlength=futures * columns) - np.bincount(ends, minlength=futures * columns)
        return np.cumsum(change.reshape(futures, columns), axis=1)[:, : self.horizon.months]

    def _by_source(self, rounds: Sequence[Rounds], lives: Lives, levels: Levels) -> Mapping[str, Whole]:
        """The money of all schemes, by source: one source may give by several."""
        found: dict[str, Whole] = {}
        for each in rounds:
            money = self._matched(each, lives, levels.matched)
            source = each.scheme.source
            found[source] = found[source] + money if source in found else money
        return found

    def _matched(self, rounds: Rounds, lives: Lives, comes: NDArray[np.bool_]) -> Whole:
        """The money of one scheme, in the months in which it comes: by future and month."""
        found = np.zeros((len(lives.scenarios), self.horizon.months), np.int64)
        years = np.array(self.horizon.places)[rounds.month[:, 0]]
        amounts = rounds.amounts(self.people, lives, comes[:, years])[:, :, 0]
        for each, month, amount in zip(rounds.budget_years, rounds.month[:, 0].tolist(), amounts, strict=True):
            comes_in = month + self.setting.match_comes_after
            if comes_in < self.horizon.months:
                factor = growth(self.assumptions, "cofunding_growth", self.horizon, each - 543)
                found[:, comes_in] += grown(amount, factor)
        return found

    def dues(self, policy: Policy) -> Whole:
        """What a member owes for each month: satang."""
        return dues_by_month(policy.dues, self.assumptions, self.horizon)

    def _flows(self, policy: Policy, parts: Sequence[_Part], benefits: Whole) -> Flows:
        payers = np.concatenate([part.payers for part in parts])
        cofunding = {
            scheme.source: np.concatenate([part.cofunding[scheme.source] for part in parts])
            for scheme in policy.schemes
        }
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
