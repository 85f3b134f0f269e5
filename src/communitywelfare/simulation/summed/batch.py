"""One batch of funds without chance: who joins, what tables tell of it, and fund by fund what they do not."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from communitywelfare.calendar import BE_OFFSET
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.cells import Cells
from communitywelfare.simulation.crowd import Crowd, Telling
from communitywelfare.simulation.demography import tables_of
from communitywelfare.simulation.drawing import LIVES_AT_ONCE, draw_futures
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.expected_lines import ExpectedLines, Paid
from communitywelfare.simulation.expected_match import asked_on_average
from communitywelfare.simulation.fund_expectations import FundExpectations
from communitywelfare.simulation.growth import credited, dues_by_month, growth, interest_rates
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.levels import Risks
from communitywelfare.simulation.lines import Lines
from communitywelfare.simulation.lives import Lives
from communitywelfare.simulation.narrowed import of_clauses
from communitywelfare.simulation.opening import Used
from communitywelfare.simulation.plans import Plan, Why, plans_of
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.population import Population, joiners
from communitywelfare.simulation.remembered import Remembered
from communitywelfare.simulation.summed.clauses import FundLaw, Line, Told, told_by_tables
from communitywelfare.simulation.summed.people import comes_as_expected
from communitywelfare.simulation.summed.rows import rows_of
from communitywelfare.simulation.summed.sums import Sums
from communitywelfare.simulation.tariff import Tariff, projected

__all__ = ["expect_batch"]

Whole = NDArray[np.int64]
Floats = NDArray[np.float64]


def expect_batch(
    batch: Batch, assumptions: Assumptions, setting: Setting, *, like_it: int = 1, engine: Engine | None = None
) -> FundExpectations:
    """What is to be expected of several funds, each under its own by-law.

    Args:
        batch: The funds.
        assumptions: What is taken for given.
        setting: How far; of its risks none is looked at, and its futures value only what is not exact.
        like_it: How many batches of its size are run: from it follows whether machine code is worth its making.
        engine: How people are added up, where that is not to follow from how many there are.

    Raises:
        InvalidValue: Something of what is given cannot be.
        Refused: A scheme has a rule that arrays do not hold; the message names it.
    """
    run = _Run(batch, assumptions, setting)
    run.engine = engine or Engine.fastest(_WORK_OF_A_YEAR * like_it * len(batch.people) * setting.years)
    return run.expectations()


class _Run:
    """What is known of a batch, and what follows from it step by step."""

    def __init__(self, batch: Batch, assumptions: Assumptions, setting: Setting) -> None:
        self.batch, self.assumptions, self.setting = batch, assumptions, setting
        self.engine = Engine.NUMPY
        self.horizon = Horizon(batch.first, setting.months)
        self.tables = tables_of(assumptions, self.horizon)
        self.new = joiners(batch.people, assumptions, self.horizon, seed=setting.seed)
        self.tariffs = [Tariff(bylaws=(projected(bylaw),)) for bylaw in batch.bylaws]
        self.used = self._used()
        self.laws = [
            FundLaw(bylaw=tariff.bylaws[0], plans=plans_of(tariff, used), used=used)
            for tariff, used in zip(self.tariffs, self.used, strict=True)
        ]

    def _used(self) -> list[Used]:
        """What the members of each fund received before."""
        if self.batch.used is None:
            return [_NOTHING] * len(self.batch)
        edges = np.searchsorted(self.batch.people.fund, np.arange(len(self.batch) + 1)).tolist()
        return [self.batch.used.of_rows(start, stop) for start, stop in pairwise(edges)]

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        return tuple(law.keys for law in self.laws)

    def told(self) -> Told:
        """The clauses that tables tell; none where somebody does not come as tables take it."""
        if not comes_as_expected(self.batch.people, self.horizon):
            return Told(lines=(), left={fund: law.plans for fund, law in enumerate(self.laws)})
        groups = np.unique(np.concatenate([self.batch.people.groups, self.new.groups])).tolist()
        return told_by_tables(self.laws, rows_of(self.tables), groups)

    def expectations(self) -> FundExpectations:
        funds, months = len(self.batch), self.horizon.months
        told, inexact = self.told(), [dict[str, Why]() for _fund in range(funds)]
        parts = self.batch.people, self.new
        sums = Sums.of(self.batch, parts, rows_of(self.tables), told.lines, engine=self.engine)
        benefits = np.zeros((funds, months, max(map(len, self.keys))))
        error: dict[int, Floats] = {}
        for line, paid in zip(told.lines, sums.paid, strict=True):
            benefits[line.fund, :, line.place] += paid
        for fund, line in self._used_up(told.lines):
            benefits[fund, :, line.place] += self._less_after_use(line)
        for fund, plans in told.left.items():
            left = self._left(fund, plans)
            benefits[fund, :, : left.satang.shape[1]] += left.satang
            inexact[fund] |= left.inexact
            if left.inexact:
                error[fund] = left.error
        self._as_before(benefits, sums.members)
        cofunding = self._cofunding(sums, inexact)
        flows = self._dues(sums.payers), self._fees(), self._expenses()
        interest, balance = self._balance(flows, cofunding, benefits)
        return FundExpectations(
            funds=self.batch.funds,
            horizon=self.horizon,
            keys=self.keys,
            members=sums.members,
            elderly=sums.elderly,
            payers=sums.payers,
            dues=flows[0],
            fees=flows[1],
            cofunding=cofunding,
            benefits=benefits,
            error=error,
            expenses=flows[2],
            interest=interest,
            balance=balance,
            inexact=tuple(inexact),
            futures=self.setting.scenarios,
        )

    # --- what tables do not tell ---

    def _people(self, fund: int) -> Population:
        """Everybody of a fund, as its own projection has them."""
        new = self.new.some(fund, fund + 1)
        people = self.batch.people.some(fund, fund + 1)
        return people.followed_by(new) if len(new) else people

    def _left(self, fund: int, plans: tuple[Plan, ...]) -> Paid:
        people, crowds = self._people(fund), Remembered(_CROWDS)
        lines = ExpectedLines(
            tariff=evolve(self.tariffs[fund], used=self.used[fund]),
            people=people,
            tables=self.tables,
            used=self.used[fund],
            crowd=lambda telling: crowds.answer(telling, lambda: Crowd.of(people, self.tables, telling)),
            lives=lambda: self._lives(people),
            known=Remembered(0),
        )
        return lines.paid(plans)

    def _lives(self, people: Population) -> Iterator[Lives]:
        """As many futures as the setting has; no risk is in them but that of each life."""
        setting = evolve(self.setting, risks=Risks())
        first, size = setting.first_scenario, max(1, LIVES_AT_ONCE // len(people))
        stop = first + setting.scenarios
        for start in range(first, stop, size):
            scenarios = np.arange(start, min(start + size, stop))
            given_all = {"assumptions": self.assumptions, "setting": setting, "engine": Engine.NUMPY}
            yield draw_futures(people, self.tables, scenarios, **given_all)[0]  # type: ignore[arg-type]  # by their names

    def _used_up(self, lines: tuple[Line, ...]) -> Iterator[tuple[int, Line]]:
        """The lines up to a limit of which somebody had used something before."""
        for line in lines:
            if line.plan.limit is not None and line.plan.key in self.used[line.fund].names:
                yield line.fund, line

    def _less_after_use(self, line: Line) -> Floats:
        used = self.used[line.fund].of_clauses((line.plan.key,))
        members, row = np.unique(used.row, return_inverse=True)
        if not len(members):
            return np.zeros(self.horizon.months)
        bylaw = of_clauses(self.tariffs[line.fund].bylaws[0], (line.plan.key,))
        people = self.batch.people.some(line.fund, line.fund + 1).taken(members)
        crowd = Crowd.of(people, self.tables, Telling.of(bylaw, self.horizon))
        return Lines(Cells(crowd=crowd, bylaw=bylaw, used=evolve(used, row=row))).less_after_use(line.plan)

    def _as_before(self, benefits: Floats, members: Floats) -> None:
        for fund, costs in enumerate(self.batch.others):
            for clause in self.tariffs[fund].not_asked() if costs else ():
                each = float(costs.get(clause.key, Fraction(0)))
                benefits[fund, :, self.keys[fund].index(clause.key)] += members[fund] * each

    # --- money ---

    def _cofunding(self, sums: Sums, inexact: list[dict[str, Why]]) -> Mapping[str, Floats]:
        """What is expected of each source, in the months in which it comes."""
        people = np.bincount(self.batch.people.fund, minlength=len(self.batch))
        people += np.bincount(self.new.fund, minlength=len(self.batch))
        found: dict[str, Floats] = {}
        place = 0
        for rounds in sums.rounds:
            money = found.setdefault(rounds.scheme.source, np.zeros((len(self.batch), self.horizon.months)))
            for number, budget_year in enumerate(rounds.budget_years):
                month, after = rounds.month[number], self.setting.match_comes_after
                some = np.flatnonzero((month >= 0) & (month + after < self.horizon.months))
                asked, is_exact = asked_on_average(
                    rounds.scheme.in_year(budget_year), sums.counted[some, place + number], people[some]
                )
                factor = growth(self.assumptions, "cofunding_growth", self.horizon, budget_year - BE_OFFSET)
                money[some, month[some] + after] += float(factor) * asked
                for fund in some[~is_exact].tolist():
                    inexact[fund][rounds.scheme.scheme_id] = Why.NO_MULTIPLE
            place += len(rounds.budget_years)
        return found

    def _dues(self, payers: Floats) -> Floats:
        asked = [dues_by_month(bylaw.dues, self.assumptions, self.horizon) for bylaw in self.batch.bylaws]
        return payers * np.array(asked, np.float64)

    def _fees(self) -> Floats:
        """What those who join pay once."""
        first, months = self.horizon.first, self.horizon.months
        fee = np.array([bylaw.dues.in_force(first).entry_fee.satang for bylaw in self.batch.bylaws], np.int64)
        new = np.bincount(self.new.fund * months + self.new.entry, minlength=len(fee) * months)
        return (new.reshape(len(fee), -1) * fee[:, None]).astype(np.float64)

    def _expenses(self) -> Floats:
        reached = self.batch.expenses[:, None] * np.arange(self.horizon.months + 1) // 12
        return np.diff(reached, axis=1).astype(np.float64)

    def _balance(
        self, flows: tuple[Floats, Floats, Floats], cofunding: Mapping[str, Floats], benefits: Floats
    ) -> tuple[Floats, Floats]:
        """Interest that is credited, and what is there at the end of each month, of all sources together."""
        dues, fees, expenses = flows
        comes = dues + fees + sum(cofunding.values(), np.zeros_like(dues))
        opening = sum(satang.astype(np.float64) for satang in self.batch.opening.values())
        rates = interest_rates(self.assumptions, self.horizon)
        return credited(comes - benefits.sum(axis=2) - expenses, np.asarray(opening), rates, self.horizon)


_WORK_OF_A_YEAR = 8  # for numpy, as of so many years of a life that is drawn
_CROWDS = 6
_NONE = np.zeros(0, np.int64)
_NOTHING = Used(names=(), row=_NONE, name=_NONE, day=_NONE, units=_NONE, satang=_NONE)
