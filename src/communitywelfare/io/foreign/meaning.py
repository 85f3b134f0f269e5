"""What the cells of one column of a layout mean: the kind of the canonical column that they fill decides how."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from attrs import evolve, frozen

from communitywelfare.calendar import Precision
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.io._cells import parser_of
from communitywelfare.io.foreign.amounts import Blank, read_amounts, read_wholes
from communitywelfare.io.foreign.codes import read_codes, spellings
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.days import read_days, read_months
from communitywelfare.io.foreign.ids import read_citizen_ids
from communitywelfare.io.foreign.profile import LayoutColumn, Profile
from communitywelfare.io.foreign.texts import read_texts

__all__ = ["Terms", "meaning_of"]


@frozen(kw_only=True)
class Terms:
    """What a file does not say of itself: its day, its fiscal year (พ.ศ.), and whether its people are made up."""

    as_of: date | None = None
    year: int | None = None
    synthetic: bool = False


def meaning_of(column: LayoutColumn, cells: Sequence[Cell], profile: Profile, terms: Terms) -> ColumnRead:
    """Understand the cells of a column; a missing cell is None, whether or not the canonical column needs one."""
    if column.fills is None:
        raise ValueError("a column that is not taken means nothing")
    schema = column.fills.schema
    own = _BY_NAME.get(schema.id)
    if own is not None:
        return own(cells)
    family, _, codes = schema.kind.partition(":")
    if family in {"code", "codes"}:
        return _codes(column, cells, codes)
    return _BY_KIND.get(family, _plain)(column, cells, profile, terms)


def whole_days(read: ColumnRead, cells: Sequence[Cell]) -> ColumnRead:
    """The same days, where a whole day is wanted: a month or a year alone is told, and no day of it is made up."""
    short = [at for at, value in enumerate(read.values) if value is not None and value.precision is not Precision.DAY]
    values = [None if value is None else value.first for value in read.values]
    if not short:
        return evolve(read, values=values)
    flaws = dict(read.flaws)
    for at in short:
        values[at] = None
        params = {"value": str(cells[at]), "precision": read.values[at].precision}
        flaws[at] = (*flaws.get(at, ()), Finding("date.not_a_whole_day", Severity.ERROR, params=params))
    return evolve(read, values=values, flaws=flaws)


def _births(column: LayoutColumn, cells: Sequence[Cell], profile: Profile, terms: Terms) -> ColumnRead:
    return read_days(cells, era=column.era or profile.era, order=profile.order, as_of=terms.as_of)


def _days(column: LayoutColumn, cells: Sequence[Cell], profile: Profile, terms: Terms) -> ColumnRead:
    return whole_days(_births(column, cells, profile, terms), cells)


def _months(column: LayoutColumn, cells: Sequence[Cell], profile: Profile, terms: Terms) -> ColumnRead:
    return read_months(cells, era=column.era or profile.era, as_of=terms.as_of)


def _amounts(column: LayoutColumn, cells: Sequence[Cell], profile: Profile, _terms: Terms) -> ColumnRead:
    return read_amounts(cells, blank=Blank(column.blank or profile.blank))


def _wholes(_column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, _terms: Terms) -> ColumnRead:
    return read_wholes(cells)


def _ids(_column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, terms: Terms) -> ColumnRead:
    return read_citizen_ids(cells, synthetic=terms.synthetic)


def _yes(column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, _terms: Terms) -> ColumnRead:
    read = read_codes(cells, {**spellings()["yes"], **column.spellings}, ("1", "0"))
    return evolve(read, values=[None if value is None else value == "1" for value in read.values])


def _texts(column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, _terms: Terms) -> ColumnRead:
    if column.fills is not None and column.spellings:
        return read_codes(cells, column.spellings, tuple(dict.fromkeys(column.spellings.values())))
    return read_texts(cells, personal=column.fills is not None and column.fills.schema.is_personal)


def _codes(column: LayoutColumn, cells: Sequence[Cell], codes: str) -> ColumnRead:
    """Codes as the canonical column keeps them; the fund's own spellings come before the usual ones."""


def _plain(column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, _terms: Terms) -> ColumnRead:
    """Cells of a kind that no foreign layout writes in a way of its own: as in a canonical file."""
    parse = parser_of(column.fills.schema.kind) if column.fills is not None else str
    meant: dict[Cell, Any] = {}
    flaws: dict[int, tuple[Finding, ...]] = {}
    for at, cell in enumerate(cells):
        if cell not in meant:
            try:
                meant[cell] = parse(str(cell).strip()) if cell != "" else None
            except InvalidValue as error:
                meant[cell] = error.findings[0]
        if isinstance(meant[cell], Finding):
            flaws[at] = (meant[cell],)
    return ColumnRead([None if isinstance(meant[cell], Finding) else meant[cell] for cell in cells], flaws)
