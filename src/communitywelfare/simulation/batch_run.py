"""One batch of funds through all futures: some futures at a time, of which only what `FundResults` keeps is kept."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache

import numpy as np
from attrs import evolve
from numpy.typing import NDArray

from communitywelfare.contributions import Convention, DuesHistory, FirstMonth
from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.money import Money
from communitywelfare.rules.columns.days import as_number
from communitywelfare.simulation.account import Flows, Interest, WhenEmpty, keep_account
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.behaviour import behind, draw_arrears
from communitywelfare.simulation.demography import Demography
from communitywelfare.simulation.engines import Engine
from communitywelfare.simulation.growth import dues_by_month, grown, growth
from communitywelfare.simulation.horizon import Horizon
from communitywelfare.simulation.keeping import Kept
from communitywelfare.simulation.levels import Levels, draw_levels
from communitywelfare.simulation.lives import Lives, draw_lives
from communitywelfare.simulation.matching import Rounds
from communitywelfare.simulation.population import ELDERLY, Population, joiners
from communitywelfare.simulation.projection import Setting
from communitywelfare.simulation.results import FundResults
from communitywelfare.simulation.solving import critical_rates
from communitywelfare.simulation.tariff import Tariff, projected

__all__ = ["LIVES_AT_ONCE", "run_batch"]

Whole = NDArray[np.int64]

LIVES_AT_ONCE = 200_000
_YEARLY = {Convention.ANNUAL_FLAT, Convention.ANNUAL_DIV_12}
_LARGE = 1_000_000


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


@lru_cache(maxsize=2)
def _tables(assumptions: Assumptions, horizon: Horizon) -> Demography:
    """The tables of a run: the same for all of its batches, and made once in each process."""
    return Demography.of(assumptions, horizon)


class _Run:
    """What is the same in all futures of a batch."""

    def __init__(self, batch: Batch, assumptions: Assumptions, setting: Setting) -> None:
        self.batch, self.assumptions, self.setting = batch, assumptions, setting
        self.engine = Engine.NUMPY
        self.horizon = Horizon(batch.first, setting.months)
        self.tables = _tables(assumptions, self.horizon)
        self.people = batch.people.followed_by(joiners(batch.people, assumptions, self.horizon, seed=setting.seed))
        self.rows = _rows(batch.people, self.people)
        used = batch.used
        used = None if used is None else used.moved(np.arange(len(used.row)), self.rows[used.row])
        self.tariff = Tariff(bylaws=tuple(map(projected, batch.bylaws)), used=used)
        self.dues = self._dues()
        self.fees = self._fees()
        self.begins = self._begins()
        self.rounds = [self._rounds(number) for number in range(len(batch.schemes))]
        rates = [assumptions["interest"].at(self.horizon.at(month).year) for month in range(self.horizon.months)]
        self.interest = Interest.yearly(rates, first=self.horizon.first, months=self.horizon.months)
        self.expenses = np.diff(batch.expenses[:, None] * np.arange(setting.months + 1) // 12, axis=1)
        self.sixty = self.tables.birthday(self.tables.born_row(self.people), ELDERLY)
        self.keys = self._keys()

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

    def _begins(self) -> Whole:
        """The first month for which each of the people owes dues; who was there before owes from the first on."""
        first = self.horizon.first
        late = [bylaw.dues.in_force(first).first_month is FirstMonth.NEXT for bylaw in self.batch.bylaws]
        is_new = self.people.joined >= as_number(first.first)
        return self.people.entry + (np.array(late, bool)[self.people.fund] & is_new)

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
        setting, years = self.setting, self.horizon.years
        levels = draw_levels(self.assumptions, setting.risks, seed=setting.seed, scenarios=scenarios, years=years)
        lives = draw_lives(self.people, self.tables, levels, seed=setting.seed, engine=self.engine)
        late = draw_arrears(self.people, self.tables, seed=setting.seed, scenarios=scenarios)
        lives = evolve(lives, arrears=late)
        members = self._there(lives, self.people.entry, lives.exits.month + 1)
        if int(scenarios[0]) == setting.first_scenario:
            benefits, undecided = self.tariff.priced_and_undecided(self.people, lives, self.horizon)
            kept.told = self._told(undecided)
        else:
            benefits = self.tariff.price(self.people, lives, self.horizon)
        flows = self._flows(lives, levels, members, benefits)
        balance = keep_account(flows, self.interest, when_empty=setting.when_empty, priorities=setting.priorities)
        kept.take(scenarios, flows, balance)
        kept.count("members", members)
        kept.count("elderly", self._there(lives, np.maximum(self.people.entry, self.sixty), lives.exits.month + 1))
        if with_dues:
            steps, units = self.units(flows)
            kept.take_critical(scenarios, critical_rates(flows, units, self.interest), steps)

    def _there(self, lives: Lives, since: Whole, until: NDArray[np.integer]) -> Whole:
        """How many lives are there in each month, from one on and before another: by row and month.

        Rows are futures, and in each of them the funds.
        """
        futures = len(lives.scenarios)
        begins = np.tile(since, futures)
        here = np.flatnonzero(begins < until)
        return self._spread(here, begins[here], until[here], futures)

    def _payers(self, lives: Lives) -> Whole:
        """How many owe dues and pay them: by row and month."""
        futures = len(lives.scenarios)
        stretches = behind(lives.arrears, np.tile(self.begins, futures), lives.exits.month, self.horizon)
        owing = self._there(lives, self.begins, lives.exits.month)
        return owing - self._spread(*stretches, futures) if len(stretches[0]) else owing

    def _spread(self, life: Whole, since: Whole, until: NDArray[np.integer], futures: int) -> Whole:
        """How many stretches of lives there are in each month: by row and month."""
        columns = self.horizon.months + 2
        future, person = np.divmod(life, len(self.people))
        account = (future * self.funds + self.people.fund[person]) * columns
        size = futures * self.funds * columns
        ups, downs = (account + np.minimum(each, self.horizon.months) for each in (since, until))
        change = np.bincount(ups, minlength=size) - np.bincount(downs, minlength=size)
        return np.cumsum(change.reshape(-1, columns), axis=1)[:, : self.horizon.months]

    def _flows(self, lives: Lives, levels: Levels, members: Whole, benefits: Whole) -> Flows:
        futures = len(lives.scenarios)
        payers = self._payers(lives)
        self._add_others(benefits, members)
        cofunding: dict[str, Whole] = {}
        for rounds in self.rounds:
            matched = self._matched(rounds, lives, levels.matched)
            cofunding[rounds.scheme.source] = cofunding.get(rounds.scheme.source, 0) + matched
        return Flows(
            dues=payers * np.tile(self.dues, (futures, 1)),
            fees=np.tile(self.fees, (futures, 1)),
            cofunding=cofunding,
            benefits=benefits,
            keys=self.keys,
            expenses=np.tile(self.expenses, (futures, 1)),
            payers=payers,
            opening={source: np.tile(satang, futures) for source, satang in self.batch.opening.items()},
        )

    def _add_others(self, benefits: Whole, members: Whole) -> None:
        """Let clauses that nothing in a life asks for cost what they did: for each member and month, rounded down."""
        for fund, others in enumerate(self.batch.others):
            for clause in self.tariff.not_asked(fund) if others else ():
                each = others.get(clause.key, Fraction(0))
                place = self.tariff.keys[fund].index(clause.key)
                rows = slice(fund, None, self.funds)
                benefits[rows, :, place] += members[rows] * each.numerator // each.denominator

    def _matched(self, rounds: Rounds, lives: Lives, comes: NDArray[np.bool_]) -> Whole:
        """The money of one scheme, in the months in which it comes: by row and month."""
        months, futures = self.horizon.months, len(lives.scenarios)
        found = np.zeros((futures, self.funds, months), np.int64)
        years = np.array(self.horizon.places)[np.clip(rounds.month, 0, months - 1)]
        amounts = rounds.amounts(self.people, lives, comes[:, years])
        for each, month, amount in zip(rounds.budget_years, rounds.month, amounts, strict=True):
            comes_in = month + self.setting.match_comes_after
            some = np.flatnonzero((month >= 0) & (comes_in < months))
            factor = growth(self.assumptions, "cofunding_growth", self.horizon, each - 543)
            found[:, some, comes_in[some]] += grown(amount[:, some], factor)
        return found.reshape(-1, months)

    def units(self, flows: Flows) -> tuple[Whole, Whole]:
        """The steps in which each fund's rate of dues goes, and what one step brings, by row and month."""
        in_force = [bylaw.dues.in_force(self.horizon.first) for bylaw in self.batch.bylaws]
        steps = np.array([12 if dues.convention in _YEARLY else 1 for dues in in_force], np.int64)
        large = [
            dues_by_month(_with_rate(bylaw.dues, _LARGE * step), self.assumptions, self.horizon)
            for bylaw, step in zip(self.batch.bylaws, steps.tolist(), strict=True)
        ]
        one = np.rint(np.array(large) / _LARGE).astype(np.int64)
        return steps, flows.payers * np.tile(one, (flows.rows // self.funds, 1))

    def _told(self, undecided: Mapping[tuple[int, str], int]) -> tuple[tuple[Finding, ...], ...]:
        """Which clauses are not decided claim by claim, and which claims no rule decides, out of the first future."""
        found: list[list[Finding]] = [[] for _fund in self.batch.funds]
        for fund, others in enumerate(self.batch.others):
            for clause in self.tariff.not_asked(fund):
                params = {"yearly": Money(int(12 * others.get(clause.key, Fraction(0)))), "clause": clause.key}
                finding = Finding("simulation.as_before", Severity.WARNING, place=clause.place, params=params)
                found[fund].append(finding)
        for (fund, key), claims in sorted(undecided.items()):
            params = {"claims": claims, "clause": key}
            finding = Finding("simulation.undecided", Severity.WARNING, place=Place(clause=key), params=params)
            found[fund].append(finding)
        return tuple(map(tuple, found))


def _with_rate(dues: DuesHistory, satang: int) -> DuesHistory:
    return DuesHistory(tuple((month, evolve(each, rate=Money(satang))) for month, each in dues.entries))


def _rows(members: Population, everybody: Population) -> Whole:
    """In which row each of the members stands when those who join have been put among them, fund by fund."""
    before = np.bincount(members.fund, minlength=len(members.funds))
    after = np.bincount(everybody.fund, minlength=len(members.funds))
    moved = (np.cumsum(after) - after) - (np.cumsum(before) - before)
    return np.arange(len(members)) + moved[members.fund]
