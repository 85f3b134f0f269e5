"""Published figures (ตัวเลขที่เผยแพร่): can what was printed be so? Percentages tried against whole numbers, and sums.

A figure is kept as it was printed, with its source, and none is derived from another. A printed percentage hides a
fraction of two whole numbers; which ones could give it is a question with an exact answer.

>>> fractions_for(Decimal("66.14"), 160)
((84, 127),)
>>> wholes_for(78, Decimal("66.14"))
()
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

from attrs import frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.network.areas import LOCAL_GOVERNMENTS, AreaKind, Areas

__all__ = ["AVERAGE", "LAO", "PERCENT", "Published", "check_published", "fractions_for", "printed_as", "wholes_for"]

PERCENT = "PERCENT"
"""The unit of a percentage."""

AVERAGE = "AVERAGE"
"""The unit of an average, of so much of one figure for each of another."""

LAO = "LAO"
"""The unit of local governments of every kind."""

_TRIED = Fraction(3, 2)  # denominators are tried up to so many times the number of areas that there are
_KINDS: Mapping[str, tuple[AreaKind, ...]] = {
    **{kind.value: (kind,) for kind in AreaKind},
    LAO: LOCAL_GOVERNMENTS,
}


@frozen(kw_only=True)
class Published:
    """One figure as it was printed.

    `unit` is what is counted: a kind of area, ``LAO`` for local governments of every kind, ``PERCENT``, ``AVERAGE``, or
    any other word such as ``FUND``, ``PERSON`` and ``BAHT``. A percentage names the figure that is its `part`, and as
    its `whole` either another figure or a kind of area; an average names what is shared out and among how many. Any
    other figure may name as its `whole` one of which it is a part. `total_of` names the figures of which it is the sum.
    """

    id: str
    text: str
    unit: str
    value: Decimal
    place: str = ""
    part: str = ""
    whole: str = ""
    total_of: tuple[str, ...] = ()
    as_of: date | None = None
    source: str = ""


def _step(printed: Decimal) -> Fraction:
    """What one more in the last printed digit is."""
    exponent = printed.as_tuple().exponent
    return Fraction(1, 10 ** max(-int(exponent), 0))


def _is_printed(value: Fraction, printed: Decimal) -> bool:
    """Whether a value rounds to a printed one; of a value in the middle between two, either may be printed."""
    return abs(value - Fraction(printed)) <= _step(printed) / 2


def _is_cut_off(value: Fraction, printed: Decimal) -> bool:
    """Whether a value was printed without its further digits rather than rounded."""
    return 0 <= value - Fraction(printed) < _step(printed)


def _rounded(value: Fraction, *, like: Decimal) -> str:
    """A value, rounded half up to as many digits as another that was printed."""
    step = _step(like)
    steps = floor(value / step + Fraction(1, 2))
    digits = len(str(step.denominator)) - 1
    return f"{Decimal(steps).scaleb(-digits):.{digits}f}"


def printed_as(part: int, whole: int, *, like: Decimal) -> str:
    """A share in percent, rounded half up to as many digits as another that was printed."""
    return _rounded(Fraction(100 * part, whole), like=like)


def fractions_for(percent: Decimal, most: int) -> tuple[tuple[int, int], ...]:
    """The fractions of whole numbers, none above 1, whose denominator is `most` or less and that give a percentage."""
    half = _step(percent) / 2
    least, largest = Fraction(percent) - half, Fraction(percent) + half
    found = (
        (part, whole)
        for whole in range(1, most + 1)
        for part in range(max(ceil(least * whole / 100), 0), min(floor(largest * whole / 100), whole) + 1)
    )
    return tuple(found)


def wholes_for(part: int, percent: Decimal) -> tuple[int, ...]:
    """The whole numbers of which a part is a printed percentage, whether rounded or cut off; none below the part."""
    most = Fraction(percent) + _step(percent)
    least = Fraction(percent) - _step(percent)
    if part <= 0 or least <= 0:
        return ()
    between = range(max(floor(100 * part / most), part, 1), ceil(100 * part / least) + 1)
    return tuple(whole for whole in between if _fits(part, whole, percent))


def _fits(part: int, whole: int, percent: Decimal) -> bool:
    share = Fraction(100 * part, whole)
    return _is_printed(share, percent) or _is_cut_off(share, percent)


def check_published(figures: Sequence[Published], areas: Areas) -> tuple[Finding, ...]:
    """What cannot be so in published figures, and what can be said of those that must not be derived from one another.

    Args:
        figures: The figures as they were printed.
        areas: The areas that there are.
    """
    return tuple(_Check(figures, areas).findings())


class _Check:
    """One set of figures, found by their ids."""

    def __init__(self, figures: Sequence[Published], areas: Areas) -> None:
        self.figures, self.areas = figures, areas
        self.by_id = {figure.id: figure for figure in figures}

    def findings(self) -> Iterator[Finding]:
        yield from self._ids()
        for figure in self.figures:
            yield from self._value(figure)
            yield from self._total(figure)
        yield from self._sums_of_parts()

    def _value(self, figure: Published) -> Iterator[Finding]:
        checks = {PERCENT: self._percent, AVERAGE: self._average}
        return checks.get(figure.unit, self._count)(figure)

    def _ids(self) -> Iterator[Finding]:
        seen: set[str] = set()
        for figure in self.figures:
            if figure.id in seen:
                yield _told("published.id_twice", figure, "id", {})
            seen.add(figure.id)
            if figure.place and figure.place not in self.areas.by_code:
                yield _told("published.place_unknown", figure, "place", {"place": figure.place})
            for column, name in self._named(figure):
                if name not in self.by_id:
                    yield _told("published.figure_unknown", figure, column, {"other": name})

    def _named(self, figure: Published) -> Iterator[tuple[str, str]]:
        """The figures that one names, each with the column in which it does."""
        if figure.part:
            yield "part", figure.part
        if figure.whole and (figure.unit != PERCENT or figure.whole not in _KINDS):
            yield "whole", figure.whole
        yield from (("total_of", name) for name in figure.total_of)

    # --- percentages ---

    def _percent(self, figure: Published) -> Iterator[Finding]:
        part = self._whole_number(figure.part)
        if part is None:
            if not figure.part:
                yield _told("published.no_part", figure, "part", {})
            return
        told = {"part": part, "of": self.by_id[figure.part].text, "percent": figure.value}
        wholes = wholes_for(part, figure.value)
        if wholes:
            yield from self._against_the_list(figure, part, wholes)
            return
        near = _nearest(part, figure.value)
        yield _told("published.percent_impossible", figure, "value", {**told, "near": near})
        most = self._tried(figure)
        found = tuple(f"{part}/{whole}" for part, whole in fractions_for(figure.value, most))
        if found:
            could_be = {"percent": figure.value, "fractions": found, "most": most}
            yield _told("published.percent_could_be", figure, "value", could_be, severity=Severity.INFO)

    def _against_the_list(self, figure: Published, part: int, wholes: tuple[int, ...]) -> Iterator[Finding]:
        """A whole that is known must be among those that fit."""
        whole = self._whole(figure)
        if whole and whole not in wholes:
            would = printed_as(part, whole, like=figure.value)
            told = {"part": part, "whole": whole, "percent": figure.value, "would": would, "wholes": wholes}
            yield _told("published.percent_differs", figure, "value", told)
        elif whole and not _is_printed(Fraction(100 * part, whole), figure.value):
            told = {"part": part, "whole": whole, "percent": figure.value}
            yield _told("published.percent_cut_off", figure, "value", told, severity=Severity.INFO)

    def _whole(self, figure: Published) -> int | None:
        """The whole of a percentage: another figure, or the number of areas of a kind."""
        if figure.whole in self.by_id:
            return self._whole_number(figure.whole)
        return self._number(figure.place, figure.whole)

    def _tried(self, figure: Published) -> int:
        """Up to which denominator fractions are tried: half as many again as there are areas."""
        return floor((self._whole(figure) or 0) * _TRIED)

    def _number(self, place: str, unit: str) -> int | None:
        """How many areas of a kind lie in a place; None where the list has none there."""
        return self.areas.number(place, _KINDS[unit]) or None if unit in _KINDS and place else None

    def _whole_number(self, name: str) -> int | None:
        figure = self.by_id.get(name)
        return int(figure.value) if figure is not None and figure.value == int(figure.value) else None

    # --- averages ---

    def _average(self, figure: Published) -> Iterator[Finding]:
        """So much of one figure for each of another."""
        part, whole = self.by_id.get(figure.part), self.by_id.get(figure.whole)
        if not figure.part or not figure.whole:
            yield _told("published.average_of_what", figure, "part" if figure.whole else "whole", {})
        if part is None or whole is None or not whole.value:
            return
        value = Fraction(part.value) / Fraction(whole.value)
        told = {"part": part.value, "whole": whole.value, "average": figure.value}
        if _is_printed(value, figure.value):
            return
        if _is_cut_off(value, figure.value):
            yield _told("published.average_cut_off", figure, "value", told, severity=Severity.INFO)
        else:
            would = _rounded(value, like=figure.value)
            yield _told("published.average_differs", figure, "value", {**told, "would": would})

    # --- counts and sums ---

    def _count(self, figure: Published) -> Iterator[Finding]:
        """A number of areas beside the list of them, and a part beside its whole."""
        yield from self._of_areas(figure)
        whole = self.by_id.get(figure.whole)
        if whole is not None and figure.value > whole.value:
            told = {"value": figure.value, "whole": whole.value, "of": whole.text}
            yield _told("published.more_than_whole", figure, "value", told, severity=Severity.WARNING)

    def _of_areas(self, figure: Published) -> Iterator[Finding]:
        there = self._number(figure.place, figure.unit)
        if there is None or figure.value == there:
            return
        is_more = figure.value > there
        code = "published.more_than_listed" if is_more else "published.fewer_than_listed"
        severity = Severity.ERROR if is_more else Severity.INFO
        told = {"value": figure.value, "listed": there, "place": self._name(figure.place)}
        yield _told(code, figure, "value", told, severity=severity)

    def _total(self, figure: Published) -> Iterator[Finding]:
        parts = [self.by_id[name] for name in figure.total_of if name in self.by_id]
        added = sum((part.value for part in parts), Decimal(0))
        if parts and len(parts) == len(figure.total_of) and added != figure.value:
            told = {"value": figure.value, "sum": added, "parts": len(parts), "difference": abs(added - figure.value)}
            yield _told("published.sum_differs", figure, "value", told)

    def _sums_of_parts(self) -> Iterator[Finding]:
        """What figures of one day add up to that were printed for parts of a place, but not for the place itself."""
        printed = {(figure.unit, figure.place, figure.as_of) for figure in self.figures}
        parts: dict[tuple[str, str, date | None], list[Published]] = defaultdict(list)
        for figure in self.figures:
            area = self.areas.by_code.get(figure.place)
            if figure.unit not in {PERCENT, AVERAGE} and area is not None and area.parent:
                parts[figure.unit, area.parent, figure.as_of].append(figure)
        for (unit, place, day), figures in parts.items():
            if len(figures) > 1 and (unit, place, day) not in printed:
                yield self._adds_up(unit, place, figures)

    def _adds_up(self, unit: str, place: str, figures: Sequence[Published]) -> Finding:
        told: dict[str, object] = {
            "counted": _KINDS[unit][0] if unit in _KINDS and unit != LAO else unit,
            "place": self._name(place),
            "sum": sum((figure.value for figure in figures), Decimal(0)),
            "figures": len(figures),
        }
        listed = self._number(place, unit)
        code = "published.adds_up" if listed is None else "published.adds_up_of"
        where = Place(file="published.csv", column="value", record=place)
        return Finding(code, Severity.INFO, place=where, params=told if listed is None else {**told, "listed": listed})

    def _name(self, place: str) -> str:
        area = self.areas.by_code.get(place)
        return place if area is None else area.name


def _nearest(part: int, percent: Decimal) -> tuple[str, ...]:
    """What the two whole numbers give between which the whole would have to lie."""
    if part <= 0 or percent <= 0:
        return ()
    at = Fraction(100 * part) / Fraction(percent)
    wholes: Iterable[int] = dict.fromkeys((max(floor(at), part), max(ceil(at), part)))
    return tuple(f"{part}/{whole} = {printed_as(part, whole, like=percent)} %" for whole in wholes)


def _told(
    code: str, figure: Published, column: str, params: Mapping[str, object], *, severity: Severity = Severity.ERROR
) -> Finding:
    place = Place(file="published.csv", column=column, record=figure.id)
    return Finding(code, severity, place=place, params={"figure": figure.text or figure.id, **params})
