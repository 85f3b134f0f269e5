"""The status form as a paper (Y1): its fifteen sections, what its figures must agree in, and what is missing."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from communitywelfare.errors import Finding
from communitywelfare.fund.forms import Column as FormColumn
from communitywelfare.fund.forms import Item, ItemKind, Origin, Part
from communitywelfare.fund.forms.status import StatusForm
from communitywelfare.fund.forms.status.known import Line
from communitywelfare.money import Money, total
from communitywelfare.reports.documents.document import (
    Beside,
    Block,
    Choices,
    Document,
    Facts,
    Heading,
    Signatures,
    Together,
    in_both,
)
from communitywelfare.reports.forms.cells import cell_of, revealed
from communitywelfare.reports.forms.status_checked import checked
from communitywelfare.reports.sheets import Cell, Column, Kind, Row, RowKind, Table, Words, said

__all__ = ["status_document"]

_KINDS = {ItemKind.COUNT: Kind.COUNT, ItemKind.MONEY: Kind.MONEY, ItemKind.DAY: Kind.DAY}
_SIGN = {"paper.form_secretary": "secretary", "paper.form_chair": "chair", "paper.form_certifier": ""}
_MANY = 6  # amounts from which on a part is set as a table
_WHOLE = 20  # rows up to which a table stays on one page


def status_document(form: StatusForm, *, unmasked: bool = False) -> Document:
    """Lay out a status form. Names and telephone numbers of persons are masked unless asked for."""
    return Document(
        id="Y1",
        fund=form.fund.profile.name,
        address="",
        title=form.version.title,
        number=said("paper.as_of", day=in_both(form.on)),
        blocks=(
            *_Layout(form, unmasked=unmasked).blocks(),
            Signatures(tuple(_signing(form, unmasked=unmasked))),
            *checked(form),
        ),
        notes=(said("sheet.synthetic"),) if form.fund.synthetic else (),
        fingerprint=form.fund.journal.head,
    )


def _signing(form: StatusForm, *, unmasked: bool) -> Iterator[tuple[Words, str]]:
    for role, office in _SIGN.items():
        holder = form.signing.get(office)
        yield said(role), revealed(holder, unmasked=unmasked)


class _Layout:
    """The sections of one form, as blocks."""

    def __init__(self, form: StatusForm, *, unmasked: bool) -> None:
        self._form = form
        self._unmasked = unmasked

    def blocks(self) -> Iterator[Block]:
        """All sections in their order."""
        for section in self._form.version.sections:
            heads: list[Block] = [Heading(_numbered(section.number, section.label))]
            for part in section.parts:
                if part.number != section.number:
                    heads.append(Heading(_numbered(part.number, part.label), level=2))
                inner = self._facing(part) if part.number == "10" else self._part(part)
                yield from _kept_together((*heads, *inner))
                heads = []

    def _part(self, part: Part) -> Iterator[Block]:
        is_list = sum(item.kind is ItemKind.MONEY for item in part.items) >= _MANY
        for shape, run in groupby(part.items, lambda item: _shape(item, is_list=is_list)):
            items = tuple(run)
            match shape:
                case "table":
                    yield from (self._table(item) for item in items)
                case "choice":
                    yield from (self._choices(item) for item in items)
                case "amounts":
                    yield self._amounts(items)
                case _:
                    yield Facts(tuple((item.label, self._cell(item)) for item in items), across=_ACROSS[shape])

    def _cell(self, item: Item) -> Cell:
        value = self._form.values[item.id]
        if isinstance(value, Finding | tuple):  # not filled, or a table that is set by itself
            return None
        return cell_of(value, item.options, unmasked=self._unmasked)

    def _choices(self, item: Item) -> Choices:
        chosen = self._form.values[item.id]
        return Choices(tuple((option.label, option.id == chosen) for option in item.options), name=item.label)

    def _amounts(self, items: Sequence[Item]) -> Table:
        columns = (Column("item", said("sheet.description")), Column("baht", said("sheet.baht"), Kind.MONEY))
        kinds = (RowKind.TOTAL if item.id.endswith(".total") else RowKind.LINE for item in items)
        rows = (Row((item.label, self._cell(item)), kind) for item, kind in zip(items, kinds, strict=True))
        return Table(columns=columns, rows=rows)

    def _table(self, item: Item) -> Table:
        value = self._form.values[item.id]
        lines: tuple[Line, ...] = value if isinstance(value, tuple) else ()
        rows = [
            Row(cell_of(line[column.id], column.options, unmasked=self._unmasked) for column in item.columns)
            for line in lines
        ]
        if rows and any(column.is_summed for column in item.columns):
            _first, *others = item.columns
            rows.append(Row.total(said("total"), *(_sum(column, lines) for column in others)))
        return Table(
            name=item.label,
            columns=(Column(each.id, each.label, _kind(each)) for each in item.columns),
            rows=rows or [Row([None] * len(item.columns))],  # to be filled in by hand
        )

    def _facing(self, part: Part) -> Iterator[Block]:
        """Section 10: where money came from beside where it is, baht and satang in columns of their own."""
        sides = [[item for item in part.items if self._is_on(item, side)] for side in ("R", "P")]
        left, right = (
            Table(name=said(name), columns=_two_columns(), rows=self._side(items))
            for name, items in zip(("receipts_side", "payments_side"), sides, strict=True)
        )
        yield Beside(left, right)

    def _is_on(self, item: Item, side: str) -> bool:
        name = item.id.partition(".")[2]
        return name.startswith(side) or name == {"R": "received", "P": "applied"}[side]

    def _side(self, items: Sequence[Item]) -> Iterator[Row]:
        group = ""
        for item in items:
            line = item.id.partition(".")[2]
            if line in {"received", "applied"}:
                yield Row.total(item.label, *self._baht_and_satang(item))
                continue
            if line[:2] != group:
                group = line[:2]
                yield Row.heading(said(f"group_{group}"))
            yield Row((item.label, *self._baht_and_satang(item)))

    def _baht_and_satang(self, item: Item) -> tuple[Cell, Cell]:
        value = self._form.values[item.id]
        if not isinstance(value, Money):
            return None, None
        baht, satang = divmod(abs(value.satang), 100)
        less_than_nothing: Words = {"th": f"-{baht:,}", "en": f"-{baht:,}"}
        return (less_than_nothing if value.satang < 0 else baht), satang


def _kept_together(blocks: Iterable[Block]) -> Iterator[Block]:
    """Blocks with what heads them and leads to their table on one page, where the table is not too long for it."""
    gathered: list[Block] = []
    for block in blocks:
        gathered.append(block)
        if isinstance(block, Table | Beside):
            yield from _one_page(gathered)
            gathered = []
    yield from _one_page(gathered)


def _one_page(blocks: list[Block]) -> Iterator[Block]:
    is_long = any(isinstance(block, Table) and len(block.rows) > _WHOLE for block in blocks)
    if is_long:
        yield from blocks
    elif blocks:
        yield Together(tuple(blocks))


def _kind(column: FormColumn) -> Kind:
    """What stands in a column; one with options among its counts has words beside them."""
    return Kind.TEXT if column.options else _KINDS.get(column.kind, Kind.TEXT)


_ACROSS = {"short": 2, "long": 1}


def _shape(item: Item, *, is_list: bool) -> str:
    """How an item is set: as a table, as boxes, as a line of amounts, or as a fact that needs much room or little."""
    if item.kind is ItemKind.TABLE:
        return "table"
    if item.kind is ItemKind.CHOICE:
        return "choice"
    if item.kind is ItemKind.MONEY and is_list:
        return "amounts"
    is_long = item.kind in {ItemKind.TEXT, ItemKind.MONEY_OR_TEXT} and item.origin in {Origin.ANSWER, Origin.HAND}
    return "long" if is_long else "short"


def _sum(column: FormColumn, lines: Sequence[Line]) -> Cell:
    if not column.is_summed:
        return None
    cells = [cell for line in lines if (cell := line[column.id]) is not None]
    if column.kind is ItemKind.MONEY:
        return total(cell for cell in cells if isinstance(cell, Money)) if cells else None
    return sum(cell for cell in cells if isinstance(cell, int))


def _two_columns() -> tuple[Column, ...]:
    return (
        Column("item", said("sheet.description")),
        Column("baht", said("baht"), Kind.COUNT),
        Column("satang", said("paper.satang"), Kind.SATANG),
    )


def _numbered(number: str, label: Words) -> Words:
    return {language: f"{number}. {words}" for language, words in label.items()}
