"""What a projection takes for given: tables of rates without holes, by any bands, and whole assumptions."""

from collections.abc import Collection, Sequence
from itertools import pairwise

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.simulation import (
    TABLES,
    Assumptions,
    Axis,
    Band,
    Grounds,
    Measure,
    Provenance,
    RateRow,
    RateTable,
)
from communitywelfare.simulation.bands import ALL

__all__ = ["assumptions", "provenances", "rate_tables"]

_TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20).filter(
    str.strip
)
_IDS = st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True)
_BOUNDS = {
    Measure.RATE: (0, 3),
    Measure.PROBABILITY: (0, 1),
    Measure.MEAN: (0, 40),
    Measure.FACTOR: (0, 5),
    Measure.GROWTH: (-0.5, 0.5),
}
_FIRST_YEARS = {"mortality": (1950, 2030), "mortality_trend": (2031, 2100)}  # a trend begins after the last table


def provenances() -> SearchStrategy[Provenance]:
    """Where a table may come from.

    >>> from hypothesis import find
    >>> find(provenances(), lambda it: it.confidence is Grounds.ASSUMED).confidence.value
    'assumed'
    """
    return st.builds(
        Provenance,
        source=_TEXTS,
        licence=_TEXTS,
        cite=_TEXTS,
        year=st.integers(1900, 2400),
        confidence=st.sampled_from(Grounds),
        reason=st.fixed_dictionaries({"th": _TEXTS, "en": _TEXTS}),
    )


@composite
def rate_tables(draw: DrawFn, *, names: Collection[str] = tuple(TABLES)) -> RateTable:
    """A table of one of the kinds there are, with any bands of years and ages.

    >>> from hypothesis import find
    >>> find(rate_tables(names=["interest"]), lambda table: True).at(2030)
    0.0
    """
    kind = TABLES[draw(st.sampled_from(list(names)))]
    measure = draw(st.sampled_from(kind.measures))
    rows: list[RateRow] = []
    for place, years in enumerate(_bands(draw(_starts(*_FIRST_YEARS.get(kind.name, (1950, 2100)), most=3)), None)):
        bands = [ALL] if kind.axis is Axis.NONE else draw(_counted(measure, kind.name))
        is_still = kind.name == "mortality_trend" and place == 0  # a trend begins in some year
        for band in bands:
            kills = band.last is None and kind.name in {"mortality", "mortality_level"}
            rate = st.just(0.0) if is_still else _rates(measure, least=0.01 if kills else None)
            rates = draw(st.tuples(*[rate] * (2 if kind.by_sex else 1)))
            rows.append(RateRow(years=years, band=band, rates=rates))
    return RateTable(
        name=kind.name,
        axis=kind.axis,
        measure=measure,
        by_sex=kind.by_sex,
        rows=tuple(rows),
        provenance=draw(provenances()),
        uncertainty=draw(st.none() | st.floats(0.01, 1)),
    )


@composite
def assumptions(draw: DrawFn) -> Assumptions:
    """Whole assumptions, every table among them.

    >>> from hypothesis import Phase, find, settings
    >>> len(find(assumptions(), lambda it: True, settings=settings(phases=[Phase.generate])).tables) == len(TABLES)
    True
    """
    file_id = draw(_IDS)
    return Assumptions(
        assumptions_id=file_id,
        name={"th": draw(_TEXTS), "en": draw(_TEXTS)},
        tables=[draw(rate_tables(names=[name])).given_by(file_id) for name in TABLES],
    )


def _rates(measure: Measure, least: float | None) -> SearchStrategy[float]:
    low, high = _BOUNDS[measure]
    usual = st.floats(low if least is None else least, high, allow_subnormal=False)
    return usual if least is not None else st.just(0.0) | usual


def _starts(first: int, last: int, *, most: int) -> SearchStrategy[list[int]]:
    """Where bands begin, the first not among them."""
    return st.lists(st.integers(first, last), unique=True, max_size=most - 1).map(sorted)


@composite
def _counted(draw: DrawFn, measure: Measure, name: str) -> list[Band]:
    """Bands of age or of membership; single years where probabilities of death are wanted."""
    if name == "mortality" and measure is Measure.PROBABILITY:
        oldest = draw(st.integers(0, 8))
        return [*(Band(age, age) for age in range(oldest)), Band(oldest, None)]
    return _bands(draw(_starts(1, 110, most=6)), 0)


def _bands(starts: Sequence[int], first: int | None) -> list[Band]:
    """Bands that cover everything once."""
    if not starts:
        return [Band(first, None)]
    inner = [Band(begin, end - 1) for begin, end in pairwise(starts)]
    return [Band(first, starts[0] - 1), *inner, Band(starts[-1], None)]
