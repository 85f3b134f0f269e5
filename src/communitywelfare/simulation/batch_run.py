"""One batch of funds through all futures: some futures at a time, of which only what `FundResults` keeps is kept."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.simulation.account import Flows, WhenEmpty, keep_account
from communitywelfare.simulation.as_before import add_as_before, told_of
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.counting import elderly_from, owes_from, paying, there
from communitywelfare.simulation.demography import tables_of
from communitywelfare.simulation.drawing import LIVES_AT_ONCE, draw_futures
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.funds_pricing import FundsPricing
from communitywelfare.simulation.growth import dues_by_month, dues_of_a_step, interest_of, step_of
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.keeping import Kept
from communitywelfare.simulation.levels import Levels
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.matching import Rounds, money_by_source
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.population import Population, joiners
from communitywelfare.simulation.results import FundResults
from communitywelfare.simulation.solving import critical_rates
from communitywelfare.simulation.tariff import Tariff, projected

__all__ = ["run_batch"]

Whole = NDArray[np.int64]


def run_batch(
    batch: Batch,
    assumptions: Assumptions,
    setting: Setting,
    *,
    with_dues: bool = False,
    lives_at_once: int = LIVES_AT_ONCE,
    like_it: int = 1,
) -> FundResults:
    """Follow several funds, each under its own by-law, through the same levels and shocks.

    Args:
        batch: The funds.
        assumptions: What is taken for given.
        setting: How far, how often, and with which risks.
        with_dues: Whether the least dues of each future are asked for as well.
        lives_at_once: How many lives are followed together, a member in one future each; at least one future of all
            funds is. Nothing but memory depends on it.
        like_it: How many batches of its size are run: from it follows whether machine code is worth its making.
            Nothing but time depends on it.

    Raises:
        InvalidValue: Something of what is given cannot be.
        Refused: A scheme has a rule that arrays do not hold; the message names it.
    """
    run = _Run(batch, assumptions, setting)
    run.engine = Engine.fastest(like_it * len(run.people) * setting.scenarios * setting.years)
    first, places = setting.first_scenario, len(run.keys)
    kept = Kept(
        batch.funds,
        np.bincount(batch.people.fund, minlength=len(batch)),
        scenarios=range(first, first + setting.scenarios),
        months=setting.months,
        places=places,
    )
    for scenarios in run.blocks(lives_at_once):
        run.some(scenarios, kept, with_dues=with_dues)
    return kept.results(run.categories())


class _Run:
    """What is the same in all futures of a batch."""

    def __init__(self, batch: Batch, assumptions: Assumptions, setting: Setting) -> None:
        self.batch, self.assumptions, self.setting = batch, assumptions, setting
        self.engine = Engine.NUMPY
        self.horizon = Horizon(batch.first, setting.months)
        self.tables = tables_of(assumptions, self.horizon)
        self.people = batch.people.followed_by(joiners(batch.people, assumptions, self.horizon, seed=setting.seed))
        self.rows = _rows(batch.people, self.people)
        used = batch.used
        used = None if used is None else used.moved(np.arange(len(used.row)), self.rows[used.row])
        self.tariff = Tariff(bylaws=tuple(map(projected, batch.bylaws)), used=used)
        self.dues = self._dues()
        self.fees = self._fees()
        self.begins = owes_from(self.people, self.horizon, [bylaw.dues for bylaw in batch.bylaws])
        self.rounds = [self._rounds(number) for number in range(len(batch.schemes))]
        self.interest = interest_of(assumptions, self.horizon)
        self.expenses = np.diff(batch.expenses[:, None] * np.arange(setting.months + 1) // 12, axis=1)
        self.elderly = elderly_from(self.people, self.tables)
        self.keys = self._keys()

    @cached_property
    def pricing(self) -> FundsPricing:
        return FundsPricing(
            tariff=self.tariff,
            people=self.people,
            horizon=self.horizon,
            engine=self.engine,
            futures=self.setting.scenarios,
        )

    @property
    def funds(self) -> int:
        return len(self.batch)

    def _keys(self) -> tuple[str, ...]:
        """Names of the places of clauses: the clauses' own where all funds have the same."""
        first, *others = self.tariff.keys
        for other in others:
            if self.setting.when_empty is WhenEmpty.PRIORITIES and other != first:
                params = {"found": ", ".join(other), "wanted": ", ".join(first)}
                finding = Finding("projection.order", Severity.ERROR, params=params)
                raise InvalidValue("clauses are paid in one order only where all funds have the same", finding)
        if all(other == first for other in others):
            return first
        return tuple(map(str, range(max(map(len, self.tariff.keys)))))

    def categories(self) -> list[list[str]]:
        """Of each fund, the category on the status form of the clause at each place."""
        found = []
        for bylaw, keys in zip(self.batch.bylaws, self.tariff.keys, strict=True):
            by_key = {clause.key: clause.category for version in bylaw.versions for clause in version.benefits}
            found.append([by_key[key] for key in keys])
        return found

    def _dues(self) -> Whole:
        asked = [dues_by_month(bylaw.dues, self.assumptions, self.horizon) for bylaw in self.batch.bylaws]
        return np.array(asked, np.int64)

    def _fees(self) -> Whole:
        """What those who join pay once: by fund and month."""
        first = self.horizon.first
        fee = np.array([bylaw.dues.in_force(first).entry_fee.satang for bylaw in self.batch.bylaws], np.int64)
        is_new = np.ones(len(self.people), bool)
        is_new[self.rows] = False
        place = self.people.fund * self.horizon.months + self.people.entry
        new = np.bincount(place[is_new], minlength=self.funds * self.horizon.months)
        return new.reshape(self.funds, -1) * fee[:, None]

    def _rounds(self, number: int) -> Rounds:
        scheme = self.batch.schemes[number]
        before = np.zeros(len(self.people), np.int64)
        before[self.rows] = self.batch.matched[scheme.scheme_id]
        return Rounds.on(scheme, self.batch.cut_offs[scheme.scheme_id], self.people, self.horizon, before=before)

    def blocks(self, lives_at_once: int) -> Iterator[Whole]:
        """The futures, some at a time; the first is alone, for of it all claims are looked at."""
        size = max(1, lives_at_once // len(self.people))
        first, stop = self.setting.first_scenario, self.setting.first_scenario + self.setting.scenarios
        yield np.array([first])
        for start in range(first + 1, stop, size):
            yield np.arange(start, min(start + size, stop))

    def some(self, scenarios: Whole, kept: Kept, *, with_dues: bool) -> None:
        """Follow all funds through some futures."""
        people, horizon, setting = self.people, self.horizon, self.setting
        drawn = draw_futures(
            people, self.tables, scenarios, assumptions=self.assumptions, setting=setting, engine=self.engine
        )
        lives, _levels = drawn
        members = there(people, lives, horizon, since=people.entry)
        if int(scenarios[0]) == setting.first_scenario:
            benefits, undecided = self.pricing.priced_and_undecided(lives)
            kept.told = told_of(self.tariff, self.batch.others, undecided)
        else:
            benefits = self.pricing.price(lives)
        flows = self._flows(drawn, members, benefits)
        balance = keep_account(flows, self.interest, when_empty=setting.when_empty, priorities=setting.priorities)
        kept.take(scenarios, flows, balance)
        kept.count("members", members)
        kept.count("elderly", there(people, lives, horizon, since=self.elderly))
        if with_dues:
            steps, units = self.units(flows)
            kept.take_critical(scenarios, critical_rates(flows, units, self.interest), steps)

    def _flows(self, drawn: tuple[Lives, Levels], members: Whole, benefits: Whole) -> Flows:
        futures, after = len(drawn[0].scenarios), self.setting.match_comes_after
        payers = paying(self.people, drawn[0], self.horizon, self.begins)
        add_as_before(benefits, members, self.tariff, self.batch.others)
        return Flows(
            dues=payers * np.tile(self.dues, (futures, 1)),
            fees=np.tile(self.fees, (futures, 1)),
            cofunding=money_by_source(
                self.rounds, self.people, (drawn,), assumptions=self.assumptions, horizon=self.horizon, after=after
            ),
            benefits=benefits,
            keys=self.keys,
            expenses=np.tile(self.expenses, (futures, 1)),
            payers=payers,
            opening={source: np.tile(satang, futures) for source, satang in self.batch.opening.items()},
        )

    def units(self, flows: Flows) -> tuple[Whole, Whole]:
        """The steps in which each fund's rate of dues goes, and what one step brings, by row and month."""
        dues = [bylaw.dues for bylaw in self.batch.bylaws]
        steps = np.array([step_of(each.in_force(self.horizon.first)) for each in dues], np.int64)
        one = np.array([dues_of_a_step(each, self.assumptions, self.horizon) for each in dues])
        return steps, flows.payers * np.tile(one, (flows.rows // self.funds, 1))


def _rows(members: Population, everybody: Population) -> Whole:
    """In which row each of the members stands when those who join have been put among them, fund by fund."""
    before = np.bincount(members.fund, minlength=len(members.funds))
    after = np.bincount(everybody.fund, minlength=len(members.funds))
    moved = (np.cumsum(after) - after) - (np.cumsum(before) - before)
    return np.arange(len(members)) + moved[members.fund]
