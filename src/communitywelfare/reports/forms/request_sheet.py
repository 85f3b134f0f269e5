"""The transcription sheet (ใบคัดลอก): the figures in the order in which a clerk types them into CODI's system."""

from collections.abc import Iterator

from communitywelfare.fund.forms.request import Filled, RequestForm
from communitywelfare.fund.forms.request.coverage import GroupCount
from communitywelfare.fund.forms.request.money import KindReceived, RoundDues, RoundLine
from communitywelfare.io.shipped import benefit_categories
from communitywelfare.reports._shown import cell_text
from communitywelfare.reports.forms.cells import filled_cell, rows_of
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, Sheet, Table, Words, labelled, said
from communitywelfare.wording import LANGUAGES

__all__ = ["transcription_sheet"]

_Line = tuple[str, Words, Cell, str]
_ROUND = (
    "as_of",
    "approved_on",
    "members_total",
    "members_full_year",
    "members",
    "requested",
    "approved",
    "received",
    "returned",
)


def transcription_sheet(form: RequestForm, *, unmasked: bool = False) -> Sheet:
    """Every figure of a request, one on a line, in the order of the form; what is missing says where to write it."""
    columns = (
        Column("part", said("paper.part"), Kind.CODE),
        Column("item", said("paper.item"), Kind.CODE),
        Column("label", said("paper.what")),
        Column("value", said("paper.value")),
        Column("missing", said("paper.fill_in_where")),
    )
    rows = (
        Row((part.part.number, name, label, _typed(value), missing or None))
        for part in form.parts
        for filled in part.items
        for name, label, value, missing in _lines(filled, unmasked=unmasked)
    )
    return Sheet(
        id="REQUEST",
        fund=form.fund.profile.name,
        title=said("sheet.transcription"),
        tables=(Table(columns=columns, rows=rows),),
        last=form.request.cut_off,
        subtitle=form.version.title,
        notes=(said("sheet.synthetic"),) if form.fund.synthetic else (),
        journal=form.fund.journal,
    )


def _typed(value: Cell) -> Cell:
    """A value as it is typed: amounts without commas, days with the Buddhist year in Thai."""
    if value is None or isinstance(value, str):
        return value
    return {language: cell_text(value, Kind.TEXT, language).replace(",", "") for language in LANGUAGES}


def _lines(filled: Filled, *, unmasked: bool) -> Iterator[_Line]:
    """The lines of an item: one, or one for each figure of its table."""
    item = filled.item
    if filled.missing is not None:
        yield item.id, item.label, None, filled.where
    elif not isinstance(filled.value, tuple):
        yield item.id, item.label, filled_cell(filled, unmasked=unmasked), ""
    for group in rows_of(filled, GroupCount):
        yield f"{item.id}.{group.group.value}", labelled(group.group), group.members, ""
    for line in rows_of(filled, RoundLine):
        yield from _round(item.id, line)
    for dues in rows_of(filled, RoundDues):
        if dues.amount is not None:
            name = said("paper.round_number", number=dues.number)
            yield f"{item.id}.{dues.number}", _both(name, "dues_of_year"), dues.amount, ""
    names = benefit_categories()
    for kind in rows_of(filled, KindReceived):
        name = names.get(kind.category, dict.fromkeys(LANGUAGES, kind.category))
        yield f"{item.id}.{kind.category}.persons", _both(name, "persons"), kind.persons, ""
        yield f"{item.id}.{kind.category}.amount", _both(name, "amount"), kind.amount, ""


def _round(item: str, line: RoundLine) -> Iterator[_Line]:
    """What is on record of a round, figure by figure; what is not, nobody can type."""
    name = said("paper.round_number", number=line.number)
    for column in _ROUND:
        value = getattr(line, column)
        if value is not None:
            yield f"{item}.{line.number}.{column}", _both(name, _COLUMNS[column]), value, ""


_COLUMNS = {
    "as_of": "members_as_of",
    "approved_on": "approved_on",
    "members_total": "members_total",
    "members_full_year": "members_full_year",
    "members": "members_matched",
    "requested": "requested",
    "approved": "granted",
    "received": "came",
    "returned": "went_back",
}


def _both(name: Words, column: str) -> Words:
    what = said(f"paper.{column}")
    return {language: f"{name[language]}: {what[language]}" for language in LANGUAGES}
