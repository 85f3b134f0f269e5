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
from functools import cached_property
from types import MappingProxyType
from typing import Self

import numpy as np
from attrs import evolve, field, frozen
from numpy.typing import NDArray

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.errors import Finding
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.counting import owes_from
from communitywelfare.simulation.crowd import Crowd, Telling
from communitywelfare.simulation.demography import tables_of
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.expected_lines import ExpectedLines
from communitywelfare.simulation.expected_match import RoundsOfAll, asked_on_average, expected_to_count
from communitywelfare.simulation.growth import by_months, credited, growth, interest_rates
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.inexact import not_exact
from communitywelfare.simulation.levels import Risks
from communitywelfare.simulation.plans import Why, plans_of
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.population import joiners
from communitywelfare.simulation.projection import Futures
from communitywelfare.simulation.remembered import Remembered
from communitywelfare.simulation.start import Start

__all__ = ["Expectation", "ExpectedFlows", "Outlook", "expect"]

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

    def __repr__(self) -> str:
        return f"<Expectation of {self.setting.years} years from {self.horizon.first} under {self.policy!r}>"

    @property
    def year_ends(self) -> range:
        """The last month of each year of the projection, twelve months one after the other."""
        return range(11, self.setting.months, 12)

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
        return tuple(not_exact(name, why, self.setting.scenarios) for name, why in self.inexact.items())


def expect(start: Start, policy: Policy, assumptions: Assumptions, setting: Setting) -> Expectation:
    """What is to be expected of one fund under one policy; of the risks of a setting, none is looked at.

    Clauses that cannot be reckoned exactly are valued by the mean of as many futures as the setting has, and named.

    Raises:
        InvalidValue: Something of what is given cannot be.
    """
    return Outlook.of(start, assumptions, setting).under(policy)


@frozen(eq=False, kw_only=True)
class Outlook:
    """What may happen to a fund's people, for any policy to be looked at; as `Futures`, but none is drawn.

    What was reckoned for one policy, and does not depend on what another changes, is not reckoned again for that.
    """

    futures: Futures = field(repr=False)

    def __repr__(self) -> str:
        years, first = self.futures.setting.years, self.futures.horizon.first
        return f"<Outlook over {years} years from {first}, {len(self.futures.people):,} people>"

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
        return _Expecting(self, policy).expectation()

    @property
    def is_small(self) -> bool:
        """Whether there are so few people that each clause may put them together in its own way."""
        return len(self.futures.people) <= _FEW

    @cached_property
    def lines(self) -> Remembered:
        """What each clause is expected to pay, or why that is not exact, by all that decides it."""
        return Remembered(_LINES)

    @cached_property
    def rounds(self) -> Remembered:
        """The rounds of schemes."""
        return Remembered(_SCHEMES)

    @cached_property
    def comes(self) -> Remembered:
        """What comes of schemes, and of which it is not exact."""
        return Remembered(_SCHEMES)

    @cached_property
    def by_chance(self) -> Futures:
        """As many futures as the setting has, for what is not exact; no risk is in them but that of each life."""
        start, assumptions, setting = self.futures.start, self.futures.assumptions, self.futures.setting
        return Futures.draw(start, assumptions, evolve(setting, risks=Risks()))

    @cached_property
    def _crowds(self) -> Remembered:
        return Remembered(_CROWDS if self.is_small else 1)

    def crowd(self, telling: Telling, rounds: RoundsOfAll | None = None) -> Crowd:
        """People put together whom neither clauses nor the rounds of schemes tell apart."""
        apart = None if rounds is None else rounds.apart
        schemes = () if rounds is None else rounds.schemes
        people, tables = self.futures.people, self.futures.tables
        found: Crowd = self._crowds.answer((telling, schemes), lambda: Crowd.of(people, tables, telling, apart))
        return found


class _Expecting:
    """One run: who is there, then line by line."""

    def __init__(self, outlook: Outlook, policy: Policy) -> None:
        self.outlook, self.policy = outlook, policy
        self.futures = futures = outlook.futures
        self.start, self.assumptions, self.setting = futures.start, futures.assumptions, futures.setting
        self.horizon, self.people = futures.horizon, futures.people
        self.tariff = futures.tariff(policy)
        self.inexact: dict[str, Why] = {}
        self.rounds: RoundsOfAll = outlook.rounds.answer(
            policy.schemes, lambda: RoundsOfAll.of(futures, policy.schemes)
        )
        self.crowd = self._crowd(Telling())

    def _crowd(self, telling: Telling, rounds: RoundsOfAll | None = None) -> Crowd:
        """The people as something tells them apart; many people as all clauses and rounds together do, only once."""
        if self.outlook.is_small:
            return self.outlook.crowd(telling, rounds)
        return self.outlook.crowd(Telling.of(self.tariff.bylaws[0], self.horizon), self.rounds)

    @property
    def _shared(self) -> tuple[object, ...]:
        """What all of many people are told apart by: sums over them are in another order where that is other."""
        if self.outlook.is_small:
            return ()
        return Telling.of(self.tariff.bylaws[0], self.horizon), self.policy.schemes

    # --- co-funding ---

    def cofunding(self) -> Mapping[str, Floats]:
        """What is expected of each scheme, in the months in which it comes."""
        depends_on = self.policy.schemes, self._shared
        found, inexact = self.outlook.comes.answer(depends_on, self._cofunding)
        self.inexact |= inexact
        return MappingProxyType(found)

    def _cofunding(self) -> tuple[dict[str, Floats], dict[str, Why]]:
        found: dict[str, Floats] = {}
        inexact: dict[str, Why] = {}
        crowd = self._crowd(Telling(), self.rounds)
        for rounds in self.rounds.each:
            money, source = np.zeros(self.horizon.months), rounds.scheme.source
            for budget_year, month, count in expected_to_count(rounds, crowd):
                comes_in = month + self.setting.match_comes_after
                if comes_in < self.horizon.months:
                    factor = growth(self.assumptions, "cofunding_growth", self.horizon, budget_year - BE_OFFSET)
                    asked, is_exact = asked_on_average(
                        rounds.scheme.in_year(budget_year), np.array([count]), np.array([len(self.people)])
                    )
                    money[comes_in] += float(factor) * float(asked[0])
                    inexact |= {} if is_exact[0] else {rounds.scheme.scheme_id: Why.NO_MULTIPLE}
            found[source] = found[source] + money if source in found else money
        return found, inexact

    # --- money ---

    def expectation(self) -> Expectation:
        """All lines, and what becomes of the money."""
        flows = self._flows()
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
            members=self.crowd.members,
            elderly=self.crowd.elderly,
            inexact=MappingProxyType(dict(self.inexact)),
        )

    def _payers(self) -> Floats:
        """How many owe dues: all who are still there when the month is over."""
        crowd = self.crowd
        begins = owes_from(self.people.taken(crowd.columns.first), self.horizon, [self.policy.dues])
        owes = (np.arange(self.horizon.months) >= begins[:, None]) * (1 - crowd.late[:, :-1])
        return crowd.exposures.total(crowd.exposures.alive[:, 1:], crowd.exposures.staying[:, 1:] * owes)

    def _flows(self) -> ExpectedFlows:
        months, dues = self.horizon.months, self.policy.dues
        payers = self._payers()
        new = np.bincount(self.people.entry[len(self.start.people) :], minlength=months)
        benefits, error = self._benefits()
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

    def _benefits(self) -> tuple[Floats, Floats]:
        """What each clause is expected to pay, and the standard error of that."""
        keys = self.policy.bylaw_keys
        paid = self.lines.paid(plans_of(self.tariff, self.start.used))
        self.inexact |= paid.inexact
        for clause in self.tariff.not_asked():
            each = self.start.others.get(clause.key, Fraction(0))
            paid.satang[:, keys.index(clause.key)] += self.crowd.members * float(each)
        return paid.satang, paid.error

    @property
    def lines(self) -> ExpectedLines:
        """The clauses of the policy."""
        return ExpectedLines(
            tariff=self.tariff,
            people=self.people,
            tables=self.futures.tables,
            used=self.start.used,
            crowd=self._crowd,
            lives=lambda: (lives for lives, _levels in self.outlook.by_chance.drawn),
            known=self.outlook.lines,
            shared=self._shared,
        )

    def _balance(self, flows: ExpectedFlows) -> tuple[Floats, Floats]:
        """Interest that is credited, and what is there at the end of each month, of all sources together."""
        comes = flows.dues + flows.fees + sum(flows.cofunding.values(), np.zeros(self.horizon.months))
        grows = comes - flows.benefits.sum(axis=1) - flows.expenses
        held = np.array([float(sum(money.satang for money in self.start.opening.values()))])
        rates = interest_rates(self.assumptions, self.horizon)
        interest, balance = credited(grows[None, :], held, rates, self.horizon)
        return interest[0], balance[0]


_FEW = 50_000  # people who are put together anew for each clause that tells them apart in another way
_LINES, _CROWDS, _SCHEMES = 128, 6, 4  # how many are remembered
