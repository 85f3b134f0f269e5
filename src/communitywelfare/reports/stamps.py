"""What a figure of a simulation hangs on (ที่มาของตัวเลข): by-law, futures, seed, tables and their licences.

It stands in every row of a table. So a table still tells it that was cut out of its folder, or put below another's.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Self

from attrs import asdict, fields, frozen

from communitywelfare.fingerprints import fingerprint
from communitywelfare.rules import ByLaw
from communitywelfare.simulation.assumptions import Assumptions
from communitywelfare.simulation.policy import Setting
from communitywelfare.wording import Language, phrase

__all__ = ["Stamp", "bylaw_mark", "stamp_pairs", "stamped"]

_DIGITS = 16
_LABELS = {
    "bylaw": "simulation.bylaw",
    "scenarios": "simulation.scenarios",
    "seed": "simulation.seed",
    "assumptions": "simulation.assumptions",
    "mortality": "assumption.mortality",
    "licences": "assumption.licence",
}


def bylaw_mark(bylaw: ByLaw) -> str:
    """The first digits of a by-law's fingerprint: enough to tell by-laws apart, and to find the whole one by."""
    return fingerprint(bylaw)[:_DIGITS]


@frozen(kw_only=True)
class Stamp:
    """What one run hangs on, as text for the columns of a table.

    `bylaw` is a `bylaw_mark`, and blank where a row is of several by-laws. `mortality` is the source of the table of
    deaths; `licences` are those of all tables.
    """

    bylaw: str = ""
    scenarios: str
    seed: str
    assumptions: str
    mortality: str
    licences: str

    @classmethod
    def of(cls, assumptions: Assumptions, setting: Setting, bylaw: ByLaw | None = None) -> Self:
        """The stamp of a run."""
        licences = dict.fromkeys(table.provenance.licence for table in assumptions.tables.values())
        return cls(
            bylaw="" if bylaw is None else bylaw_mark(bylaw),
            scenarios=str(setting.scenarios),
            seed=str(setting.seed),
            assumptions=assumptions.assumptions_id,
            mortality=assumptions["mortality"].provenance.source,
            licences=" · ".join(licences),
        )

    @property
    def cells(self) -> tuple[str, ...]:
        """Its text, in the order of its columns."""
        return tuple(asdict(self).values())


def stamped(rows: Iterable[Sequence[str]], stamp_of: Callable[[Sequence[str]], Stamp]) -> Iterator[Sequence[str]]:
    """The rows of a table, the first of which is its header, each with its stamp at the end."""
    header, *others = rows
    yield (*header, *(each.name for each in fields(Stamp)))
    for row in others:
        yield (*row, *stamp_of(row).cells)


def stamp_pairs(stamps: Iterable[Stamp], language: Language) -> list[tuple[str, str]]:
    """What some figures hang on, in words and below one another; all that there are, should they differ."""
    found = [asdict(stamp) for stamp in stamps]
    told = {name: " · ".join(dict.fromkeys(each[name] for each in found)) for name in _LABELS}
    return [(phrase(label, language), told[name]) for name, label in _LABELS.items() if told[name]]
