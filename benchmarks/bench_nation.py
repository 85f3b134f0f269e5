"""A nation's funds in one process: different by-laws, one future or several, twenty years by month.

Run with ``--full`` for 6,000 funds of 1,000 members; a tenth of it otherwise. Everything that depends on chance, the
by-laws or the money is measured: who joins, all lives, what is paid, co-funding and the accounts; and, without chance,
all that is to be expected. Making the members'
table and reading the by-laws is not.
"""

import sys
from collections.abc import Callable
from functools import partial

import nation
import numpy as np
from measure import measure, table

from communitywelfare.calendar import Month
from communitywelfare.io.assumptions_toml import shipped_assumptions
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.simulation.batches import Batch
from communitywelfare.simulation.draws import member_uids
from communitywelfare.simulation.expected_nation import expect_nation
from communitywelfare.simulation.levels import Risks, Shocks
from communitywelfare.simulation.nation import simulate_nation
from communitywelfare.simulation.policy import Setting
from communitywelfare.simulation.population import Population
from communitywelfare.sources import MEMBERS

FIRST, MEMBERS_OF_A_FUND = Month(2026, 1), 1_000


def make(funds: int, members: int = MEMBERS_OF_A_FUND, seed: int = 1) -> Batch:
    """So many funds of one size, each with a by-law of its own and 500 to 1,500 baht for each member."""
    draw = np.random.default_rng([seed, funds, members])
    count = funds * members
    first = np.datetime64(str(FIRST), "M").astype("M8[D]").astype(np.int64)
    joined = first - draw.integers(1, 20 * 365, count)
    ids = tuple(f"F{number:04}" for number in range(funds))
    numbers = [f"{number:05}" for number in range(members)]
    people = Population(
        funds=ids,
        fund=np.repeat(np.arange(funds), members),
        uid=np.concatenate([member_uids(each, numbers) for each in ids]),
        sex=draw.integers(0, 2, count).astype(np.int8),
        birth=joined - draw.integers(18 * 365, 60 * 365, count),
        joined=joined,
        tenure_from=joined,
        groups=np.zeros(count, np.int64),
        household=np.full(count, -1),
        entry=np.zeros(count, np.int64),
        left_out={},
    )
    scheme = state_scheme()
    years = range(FIRST.year + 543, FIRST.year + 543 + 22)
    days = {year: (scheme.cut_off(year, founded=None, is_first=False),) * funds for year in years}
    return Batch(
        first=FIRST,
        people=people,
        bylaws=tuple(nation.bylaws_of(nation.parameters_of(funds, seed))),
        opening={MEMBERS: draw.integers(50_000, 150_001, funds) * members},
        expenses=np.full(funds, 1_000_000),
        others=({},) * funds,
        schemes=(scheme,),
        matched={scheme.scheme_id: np.zeros(count, np.int64)},
        cut_offs={scheme.scheme_id: days},
    )


def run(funds: int, scenarios: int = 1, years: int = 20, funds_at_once: int = 100) -> Callable[[], object]:
    """All funds, a hundred at a time."""
    batches = list(make(funds).split(funds_at_once))
    assumptions = shipped_assumptions()
    risks = Risks(parameter=True, systemic=Shocks())
    setting = Setting(years=years, scenarios=scenarios, risks=risks)
    return lambda: simulate_nation(batches, assumptions, setting).fingerprint


def expected(funds: int, years: int = 20, funds_at_once: int = 200) -> Callable[[], object]:
    """What is to be expected of all funds, two hundred at a time."""
    batches = list(make(funds).split(funds_at_once))
    assumptions, setting = shipped_assumptions(), Setting(years=years)
    return lambda: expect_nation(batches, assumptions, setting).balance.sum()  # noqa: PLW0108


def compare(funds: int = 600) -> str:
    """Measure growth with funds, with years and with futures; and what is to be expected."""
    steps = [max(funds // 60, 1), max(funds // 6, 1), funds]
    title = (
        f"{MEMBERS_OF_A_FUND:,} members in each of up to {funds:,} funds with different by-laws, one future, 20 years"
    )
    by_funds = [measure(f"{each:,} funds", partial(run, each)) for each in steps]
    few = steps[1]
    by_others = [
        measure("20 years, one future", partial(run, few)),
        measure("10 years, one future", partial(run, few, years=10)),
        measure("20 years, 4 futures", partial(run, few, scenarios=4)),
    ]
    without_chance = [
        *(measure(f"{each:,} funds", partial(expected, each)) for each in steps),
        measure(f"{few:,} funds, 10 years", partial(expected, few, years=10)),
    ]
    return "\n\n".join(
        [
            table(title, "members in the last row", funds * MEMBERS_OF_A_FUND, by_funds),
            table(f"the same, {few:,} funds", "members", few * MEMBERS_OF_A_FUND, by_others),
            table(
                "what is to be expected of them, without chance",
                "members of all",
                funds * MEMBERS_OF_A_FUND,
                without_chance,
            ),
        ]
    )


if __name__ == "__main__":
    print(compare(6_000) if "--full" in sys.argv else compare())
