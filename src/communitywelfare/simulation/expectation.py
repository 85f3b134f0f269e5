"""A fund's future without chance (การประมาณค่าคาดหมาย): the mean of all futures, reckoned and not drawn.

outlook = Outlook.of(start, assumptions, Setting(years=20))
expectation = outlook.under(Policy.of(fund, schemes))
expectation.closing(119)

It is the mean over the chance of each life, with all tables as they are: it knows nothing of levels, epidemics or years
without a match, and nothing of ruin. Money is taken to suffice: a fund that owes would be charged interest here, where
futures earn nothing on a debt.
"""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType
from typing import Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.cofunding import Scheme
from communitywelfare.cofunding.columns import asked_for
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.cells import Cells, both
from communitywelfare.simulation.counting import owes_from
from communitywelfare.simulation.demography import tables_of
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.exposures import axis_of
from communitywelfare.simulation.growth import by_months, growth, interest_rates
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Risks
from communitywelfare.simulation.lines import Lines, NotExact
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.plans import Plan, Why, plans_of
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import ELDERLY, joiners
from communitywelfare.simulation.projection import Futures
from communitywelfare.simulation.start import Start

__all__ = ["Expectation", "ExpectedFlows", "Outlook", "expect"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


@frozen(eq=False, kw_only=True)
class ExpectedFlows:
    """What is expected to come and to be paid by month, in satang as floats: [T], and [T, K] by clause of `keys`.

    `error` is the standard error of what the clauses are expected to pay that simulated futures value, [T, K]; 0 of
    all that is exact.
    """

    dues: Floats
    fees: Floats
    cofunding: Mapping[str, Floats]
    benefits: Floats
    keys: tuple[str, ...]
    expenses: Floats
    payers: Floats
    error: Floats


@frozen(eq=False, kw_only=True)
class Expectation:
    """What is to be expected of one fund under one policy; columns are months from `horizon.first` on.

    `inexact` says of each clause or scheme that is not valued exactly why not.
    """

    policy: Policy
    setting: Setting
    assumptions: Assumptions
    start: Start
    horizon: Horizon
    flows: ExpectedFlows = field(repr=False)
    interest: Floats = field(repr=False)
    balance: Floats = field(repr=False)
    members: Floats = field(repr=False)
    elderly: Floats = field(repr=False)
    inexact: Mapping[str, Why]

    def closing(self, month: int) -> Expected:
        """What is there at the end of a month, of all sources."""
        return Expected.of_satang(float(self.balance[month]))

    def paid(self, key: str) -> Expected:
        """What a clause pays over all months."""
        return Expected.of_satang(float(self.flows.benefits[:, self.flows.keys.index(key)].sum()))

    def come(self, source: str) -> Expected:
        """What comes from a co-funding source over all months."""
        return Expected.of_satang(float(self.flows.cofunding[source].sum()))

    @property
    def dues(self) -> Expected:
        """What members pay over all months, without entry fees."""
        return Expected.of_satang(float(self.flows.dues.sum()))

    @property
    def told(self) -> tuple[Finding, ...]:
        """What a reader must know: what is not exact, and why."""
        return tuple(self._not_exact(name, why) for name, why in self.inexact.items())

    def _not_exact(self, name: str, why: Why) -> Finding:
        if why is Why.NO_MULTIPLE:
            return Finding("simulation.match_not_exact", Severity.WARNING, params={"scheme": name, "why": why})
        params = {"clause": name, "why": why, "futures": self.setting.scenarios}
        return Finding("simulation.not_exact", Severity.WARNING, place=Place(clause=name), params=params)


def expect(start: Start, policy: Policy, assumptions: Assumptions, setting: Setting) -> Expectation:
    """What is to be expected of one fund under one policy; of the risks of a setting, none is looked at.

    Clauses that cannot be reckoned exactly are valued by the mean of as many futures as the setting has, and named.

    Raises:
        InvalidValue: Something of what is given cannot be.
    """
    return Outlook.of(start, assumptions, setting).under(policy)


@frozen(eq=False, kw_only=True)
class Outlook:
    """What may happen to a fund's people, for any policy to be looked at; as `Futures`, but none is drawn."""

    futures: Futures = field(repr=False)

    @classmethod
    def of(cls, start: Start, assumptions: Assumptions, setting: Setting) -> Self:
        """Who is there and who will come, and what may happen to them."""
        horizon = Horizon(start.first, setting.months)
        new = joiners(start.people, assumptions, horizon, seed=setting.seed)
        futures = Futures(
            start=start,
            assumptions=assumptions,
            setting=setting,
            horizon=horizon,
            tables=tables_of(assumptions, horizon),
            people=start.people.followed_by(new) if len(new) else start.people,
            drawn=(),
        )
        return cls(futures=futures)

    def under(self, policy: Policy) -> Expectation:
        """What is to be expected under a policy; see `expect`."""
        return _Expecting(self.futures, policy).expectation()


class _Expecting:
    """One run: cells once, then line by line."""

    def __init__(self, futures: Futures, policy: Policy) -> None:
        self.futures, self.policy = futures, policy
        self.start, self.assumptions, self.setting = futures.start, futures.assumptions, futures.setting
        self.horizon, self.tables, self.people = futures.horizon, futures.tables, futures.people
        self.tariff = self.futures.tariff(policy)
        self.plans = plans_of(self.tariff, self.start.used)
        self.inexact: dict[str, Why] = {}
        apart, self.before = self._matched_before()
        bylaw = self.tariff.bylaws[0]
        self.cells = Cells.of(self.people, self.tables, bylaw, used=self.start.used, apart=apart)
        self.lines, self.exposures = Lines(self.cells), self.cells.exposures

    # --- co-funding ---

    def _matched_before(self) -> tuple[Whole | None, list[tuple[Scheme, Rounds, Whole]]]:
        """A number that tells apart who counts in other rounds or was matched more often, and who does."""
        found = []
        apart = np.zeros(len(self.people), np.int64)
        for scheme in self.policy.schemes:
            before = self.start.matched_by(scheme, self.people)
            days = axis_of(self.people.joined)
            some = self.people.taken(days.first)
            rounds = Rounds.of(scheme, [self.start.fund], some, self.horizon, before=before[days.first])
            kinds = np.unique(rounds.counts, axis=1, return_inverse=True)[1].reshape(-1)
            apart = both(both(apart, kinds[days.of]), before)
            whole = evolve(rounds, counts=rounds.counts[:, days.of], before=before)
            found.append((scheme, whole, before))
        return (axis_of(apart).of if found else None), found

    def cofunding(self) -> Mapping[str, Floats]:
        """What is expected of each scheme, in the months in which it comes."""
        found: dict[str, Floats] = {}
        for scheme, rounds, before in self.before:
            money = np.zeros(self.horizon.months)
            those = self.cells.columns.first
            times = before[those].copy()
            for number, budget_year in enumerate(rounds.budget_years):
                period = scheme.in_year(budget_year)
                is_matched = rounds.counts[number, those].copy()
                if period.matchings_at_most is not None:
                    is_matched &= times < period.matchings_at_most
                times += is_matched
                month = int(rounds.month[number, 0])
                comes_in = month + self.setting.match_comes_after
                if comes_in < self.horizon.months:
                    alive, staying = self.exposures.alive[:, month + 1], self.exposures.staying[:, month] * is_matched
                    count = float(alive @ (self.exposures.cells @ staying))
                    factor = float(
                        growth(self.futures.assumptions, "cofunding_growth", self.horizon, budget_year - BE_OFFSET)
                    )
                    money[comes_in] += factor * self._asked_for(scheme, budget_year, count)
            found[scheme.source] = found[scheme.source] + money if scheme.source in found else money
        return MappingProxyType(found)

    def _asked_for(self, scheme: Scheme, budget_year: int, count: float) -> float:
        """What is asked for on average; where that is no multiple of how many count, between two whole numbers."""
        period, most = scheme.in_year(budget_year), len(self.people)
        each = asked_for(period, np.array([1, most], np.int64)).tolist()
        whole = np.floor(count)
        low, high = asked_for(period, np.array([whole, whole + 1], np.int64)).tolist()
        if each[0] * most != each[1]:
            self.inexact[scheme.scheme_id] = Why.NO_MULTIPLE
        return low + (high - low) * (count - float(whole))

    # --- money ---

    def expectation(self) -> Expectation:
        """All lines, and what becomes of the money."""
        members = self.exposures.members()
        flows = self._flows(members)
        interest, balance = self._balance(flows)
        return Expectation(
            policy=self.policy,
            setting=self.setting,
            assumptions=self.assumptions,
            start=self.start,
            horizon=self.horizon,
            flows=flows,
            interest=interest,
            balance=balance,
            members=members,
            elderly=self._elderly(),
            inexact=MappingProxyType(dict(self.inexact)),
        )

    def _elderly(self) -> Floats:
        some = self.people.taken(self.cells.rows.first)
        sixty = self.tables.birthday(self.tables.born_row(some), ELDERLY)
        is_elderly = np.arange(self.horizon.months) >= sixty[:, None]
        return self.exposures.total(self.exposures.alive[:, :-1] * is_elderly, self.exposures.staying[:, :-1])

    def _payers(self) -> Floats:
        """How many owe dues: all who are still there when the month is over."""
        begins = owes_from(self.people.taken(self.cells.columns.first), self.horizon, [self.policy.dues])
        owes = (np.arange(self.horizon.months) >= begins[:, None]) * (1 - self.cells.late[:, :-1])
        return self.exposures.total(self.exposures.alive[:, 1:], self.exposures.staying[:, 1:] * owes)

    def _flows(self, members: Floats) -> ExpectedFlows:
        months, dues = self.horizon.months, self.policy.dues
        payers = self._payers()
        new = np.bincount(self.people.entry[len(self.start.people) :], minlength=months)
        benefits, error = self._benefits(members)
        return ExpectedFlows(
            dues=payers * self.futures.dues(self.policy),
            fees=(new * dues.in_force(self.horizon.first).entry_fee.satang).astype(np.float64),
            cofunding=self.cofunding(),
            benefits=benefits,
            keys=self.policy.bylaw_keys,
            expenses=by_months(self.start.expenses, months).astype(np.float64),
            payers=payers,
            error=error,
        )

    def _benefits(self, members: Floats) -> tuple[Floats, Floats]:
        """What each clause is expected to pay, and the standard error of that."""
        keys = self.policy.bylaw_keys
        found = np.zeros((self.horizon.months, len(keys)))
        error = np.zeros_like(found)
        for plan in self.plans:
            place = keys.index(plan.key)
            if plan.reason:
                self.inexact[plan.key] = plan.reason
                continue
            try:
                found[:, place] = self._line(plan)
            except NotExact as not_exact:
                self.inexact[plan.key] = not_exact.why
        chosen = [keys.index(key) for key in keys if key in self.inexact]
        if chosen:
            found[:, chosen], error[:, chosen] = self._simulated(chosen)
        for clause in self.tariff.not_asked():
            each = self.start.others.get(clause.key, Fraction(0))
            found[:, keys.index(clause.key)] += members * float(each)
        return found, error

    def _line(self, plan: Plan) -> Floats:
        """What a clause is expected to pay; where arrears matter, year by year of those who are in arrears or not."""
        turns = plan.turning
        if not ((turns.arrears or turns.earlier_arrears) and self.tables.in_arrears.any()):
            return self.lines.line(plan)
        if not plan.turns_each_year:
            raise NotExact(Why.ARREARS)
        in_time, late = self.cells.by_arrears()
        return Lines(in_time).line(plan) + Lines(late).line(plan)

    def _simulated(self, chosen: list[int]) -> tuple[Floats, Floats]:
        """The mean of futures, and its standard error, of clauses that are not reckoned."""
        futures = Futures.draw(self.start, self.assumptions, evolve(self.setting, risks=Risks()))
        parts = [
            self.tariff.price(futures.people, lives, self.horizon)[:, :, chosen] for lives, _levels in futures.drawn
        ]
        paid = np.concatenate(parts).astype(np.float64)
        spread = paid.std(axis=0, ddof=1) if len(paid) > 1 else np.full(paid.shape[1:], np.nan)
        return paid.mean(axis=0), spread / np.sqrt(len(paid))

    def _balance(self, flows: ExpectedFlows) -> tuple[Floats, Floats]:
        """Interest that is credited, and what is there at the end of each month, of all sources together."""
        months, rates = range(self.horizon.months), interest_rates(self.assumptions, self.horizon)
        comes = flows.dues + flows.fees + sum(flows.cofunding.values(), np.zeros(len(months)))
        grows = comes - flows.benefits.sum(axis=1) - flows.expenses
        held = float(sum(money.satang for money in self.start.opening.values()))
        earned, interest, balance = 0.0, np.zeros(len(months)), np.zeros(len(months))
        for month in months:
            earned += held * rates[month] / 12
            if (self.horizon.first.index + month) % 12 == _DECEMBER:
                interest[month], earned = earned, 0.0
            held += grows[month] + interest[month]
            balance[month] = held
        return interest, balance


_DECEMBER = 11
