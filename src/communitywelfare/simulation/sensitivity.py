"""What the answer hangs on (ความไวต่อข้อสมมติ): one assumption at a time, lower and higher, all else as it is."""

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from attrs import evolve, frozen

from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.expectation import Outlook
from communitywelfare.simulation.expected import Expected
from communitywelfare.simulation.policy import Policy, Setting
from communitywelfare.simulation.rates import Measure, RateTable
from communitywelfare.simulation.start import Start

__all__ = ["TIMES", "Sway", "sway"]

TIMES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "mortality_level": (0.8, 1.2),
        "admissions": (0.8, 1.2),
        "births": (0.8, 1.2),
        "leaving": (0.5, 1.5),
        "joining": (0.5, 1.5),
        "interest": (0.0, 2.0),
    }
)
"""By what each table is multiplied, once to be lower and once to be higher. How far is a choice of this library."""


@frozen(kw_only=True)
class Sway:
    """What the expected balance at the end comes to with one thing changed; `what` is a table, or ``match``.

    `times` is by what it was multiplied, `end` what came of it; `without` is that of nothing changed.
    """

    what: str
    times: tuple[float, ...]
    end: tuple[Expected, ...]
    without: Expected

    @property
    def width(self) -> float:
        """How far the mean moves at most, in baht."""
        return max(abs(each.baht - self.without.baht) for each in self.end)


def sway(
    start: Start,
    policy: Policy,
    assumptions: Assumptions,
    setting: Setting,
    *,
    told: Callable[[str], object] = lambda _what: None,
) -> tuple[Sway, ...]:
    """Change one assumption at a time, and let no match come: the widest first.

    Balances are reckoned without chance (`expectation`), so what differs between two of them is the assumption's doing.
    """

    def end(these: Assumptions, those: Policy = policy) -> Expected:
        return Outlook.of(start, these, setting).under(those).closing(setting.months - 1)

    def each() -> Iterator[Sway]:
        without = end(assumptions)
        for name, factors in TIMES.items():
            told(name)
            ends = tuple(end(_with(assumptions, name, times)) for times in factors)
            yield Sway(what=name, times=factors, end=ends, without=without)
        if policy.schemes:
            told("match")
            yield Sway(what="match", times=(0.0,), end=(end(assumptions, evolve(policy, schemes=())),), without=without)

    return tuple(sorted(each(), key=lambda one: -one.width))


def _with(assumptions: Assumptions, name: str, times: float) -> Assumptions:
    return assumptions.with_tables([_scaled(assumptions[name], times)], given_by=f"{name} × {times:g}")


def _scaled(table: RateTable, times: float) -> RateTable:
    """A table with all its figures multiplied; a probability stays one."""
    most = 1.0 if table.measure is Measure.PROBABILITY else float("inf")
    rows = (evolve(row, rates=tuple(min(rate * times, most) for rate in row.rates)) for row in table.rows)
    return evolve(table, rows=tuple(rows))
