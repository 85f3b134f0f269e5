"""What the cells of one column of a layout mean: the kind of the canonical column that they fill decides how."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from attrs import evolve, frozen

from communitywelfare.calendar import Precision
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.io._cells import codes_of, parser_of
from communitywelfare.io._schema import Column
from communitywelfare.io.foreign._distinct import Meaning, read_distinct
from communitywelfare.io.foreign.amounts import Blank, joined, read_amounts, read_wholes
from communitywelfare.io.foreign.codes import read_code_lists, read_codes, read_words
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.days import read_days, read_months
from communitywelfare.io.foreign.ids import read_citizen_ids
from communitywelfare.io.foreign.names import read_names, read_titles
from communitywelfare.io.foreign.numbers import read_numbers
from communitywelfare.io.foreign.phones import read_phones
from communitywelfare.io.foreign.profile import LayoutColumn, Profile
from communitywelfare.io.foreign.relationships import read_relationships
from communitywelfare.io.foreign.spellings import spellings, usual_spellings
from communitywelfare.io.foreign.texts import read_house_numbers, read_texts, read_villages

__all__ = ["Terms", "meaning_of", "meaning_of_two"]


@frozen(kw_only=True)
class Terms:
    """What a file does not say of itself: its day, its fiscal year (พ.ศ.), and whether its people are made up."""

    as_of: date | None = None
    year: int | None = None
    synthetic: bool = False


def meaning_of(column: LayoutColumn, cells: Sequence[Cell], profile: Profile, terms: Terms) -> ColumnRead:
    """Understand the cells of a column; a missing cell is None, whether or not the canonical column needs one."""
    schema = _schema(column)
    if schema.id == "relationship":
        return read_relationships(cells, own=column.spellings)
    if schema.id == "title":
        return read_titles(cells, own=column.spellings)
    own = _BY_NAME.get(schema.id)
    if own is not None and not column.spellings:
        return own(cells)
    family = schema.kind.partition(":")[0]
    return _BY_KIND.get(family, _plain)(column, cells, profile, terms)


def meaning_of_two(column: LayoutColumn, baht: Sequence[Cell], satang: Sequence[Cell], profile: Profile) -> ColumnRead:
    """Understand amounts whose baht and satang stand in two columns."""
    return joined(baht, satang, blank=Blank(column.blank or profile.blank))


def _schema(column: LayoutColumn) -> Column:
    if column.fills is None:
        raise ValueError("a column that is not taken means nothing")
    return column.fills.schema


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
    return read_months(cells, era=column.era or profile.era, order=profile.order, as_of=terms.as_of)


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
    """Text as it stands; where it is of a family with usual spellings, such as สถานภาพสมรส, those become its codes."""
    known = {**usual_spellings(_schema(column)), **column.spellings}
    if known:
        return read_words(cells, known, personal=_schema(column).is_personal)
    return read_texts(cells, personal=_schema(column).is_personal)


def _codes(column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, _terms: Terms) -> ColumnRead:
    """Codes as the canonical column keeps them; the fund's own spellings come before the usual ones."""
    family, _, codes = _schema(column).kind.partition(":")
    known = {**usual_spellings(_schema(column)), **column.spellings}
    parse = parser_of(f"code:{codes}")
    is_personal = _schema(column).is_personal
    if family == "codes":
        read = read_code_lists(cells, known, codes_of(_schema(column).kind), personal=is_personal)
        return evolve(read, values=[value and frozenset(map(parse, value)) for value in read.values])
    read = read_codes(cells, known, codes_of(_schema(column).kind), personal=is_personal)
    meant = {code: parse(code) for code in set(read.values) if code is not None}
    return evolve(read, values=[None if code is None else meant[code] for code in read.values])


def _plain(column: LayoutColumn, cells: Sequence[Cell], _profile: Profile, _terms: Terms) -> ColumnRead:
    """Cells of a kind that no foreign layout writes in a way of its own: as in a canonical file."""
    parse = parser_of(_schema(column).kind)

    def understand(cell: Cell) -> Meaning:
        try:
            return Meaning(parse(str(cell).strip()) if cell != "" else None)
        except InvalidValue as error:
            return Meaning(None, error.findings[:1])

    return read_distinct(cells, understand)


_BY_NAME: Mapping[str, Callable[[Sequence[Cell]], ColumnRead]] = {
    **dict.fromkeys(("member_no", "receipt_no", "book_no", "claim_no", "voucher_no"), read_numbers),
    **dict.fromkeys(("phone", "phone_home"), read_phones),
    **dict.fromkeys(("first_name", "last_name", "full_name"), read_names),
    "house_no": read_house_numbers,
    "moo": read_villages,
}
_BY_KIND: Mapping[str, Callable[[LayoutColumn, Sequence[Cell], Profile, Terms], ColumnRead]] = {
    "birth": _births,
    "citizen_id": _ids,
    "code": _codes,
    "codes": _codes,
    "day": _days,
    "money": _amounts,
    "month": _months,
    "personal": _texts,
    "text": _texts,
    "whole": _wholes,
    "yes": _yes,
}
