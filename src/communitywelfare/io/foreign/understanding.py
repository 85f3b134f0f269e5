"""One sheet, understood: its layout, its records, and what each of its columns means, cell by cell."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.identity import masked
from communitywelfare.io.foreign.book import RawSheet
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.field_reads import FieldRead
from communitywelfare.io.foreign.ids import with_reasons
from communitywelfare.io.foreign.layout import Layout, laid_out
from communitywelfare.io.foreign.meaning import Terms, meaning_of, meaning_of_two
from communitywelfare.io.foreign.months import months_read
from communitywelfare.io.foreign.profile import Field, LayoutColumn, Profile
from communitywelfare.io.foreign.records import Records, records_of

__all__ = ["SheetRead", "understood"]

_ID, _NO_ID_REASON = Field("members", "national_id"), Field("members", "no_id_reason")


@frozen(eq=False, kw_only=True)
class SheetRead:
    """A sheet that was read: how it is laid out, which of its rows are records, and every field of them.

    `torn` are records, from 0, whose row had more cells than the others: nobody knows which cell is which.
    """

    sheet: RawSheet
    layout: Layout
    records: Records
    fields: Mapping[Field, FieldRead] = field(factory=dict)
    torn: frozenset[int] = frozenset()
    findings: tuple[Finding, ...] = ()

    def __len__(self) -> int:
        return len(self.records.rows)

    def label_of(self, name: Field) -> str:
        """The header under which a field stands; the canonical one where the sheet has it not."""
        label = self.fields[name].label if name in self.fields else ""
        return label or name.schema.th


def understood(file: str, sheet: RawSheet, profile: Profile, terms: Terms) -> SheetRead:
    """Read one sheet by a profile."""
    place = Place(file=file, sheet=sheet.name or None)
    layout = laid_out(file, sheet, profile)
    if not layout.is_usable:
        nothing = Records(rows=(), columns=(), dropped={}, findings=())
        return SheetRead(sheet=sheet, layout=layout, records=nothing, findings=layout.findings)
    records = records_of(file, sheet, layout, profile)
    fields = dict(_fields(sheet, layout, records, profile=profile, terms=terms))
    if {_ID, _NO_ID_REASON} <= fields.keys():
        fields[_ID] = evolve(fields[_ID], read=with_reasons(fields[_ID].read, fields[_NO_ID_REASON].read.values))
    findings = [*layout.findings, *records.findings]
    if profile.months is not None:
        months = months_read(place, sheet, layout, records, wide=profile.months, year=terms.year)
        fields |= months.fields
        findings += months.findings
    if profile.sheets.name_fills is not None and sheet.name:
        fields[profile.sheets.name_fills] = _of_name(sheet.name, records, profile, terms)
    torn = dict(_ragged(place, sheet, records))
    return SheetRead(
        sheet=sheet,
        layout=layout,
        records=records,
        fields=fields,
        torn=frozenset(at for at, found in torn.items() if found.is_error),
        findings=(*findings, *torn.values()),
    )


def _fields(
    sheet: RawSheet, layout: Layout, records: Records, *, profile: Profile, terms: Terms
) -> Iterator[tuple[Field, FieldRead]]:
    odd_of = _odd_cells(sheet, records)
    for at, column in layout.columns.items():
        if column.fills is None:
            continue
        cells = records.columns[at]
        if sheet.name:  # text files with a NUL are refused
            cells = _of_text(cells)
        odd = odd_of.get(at, {})
        if odd:
            cells = [odd.get(record, cell) for record, cell in enumerate(cells)]
        blanked = ["" if record in odd else cell for record, cell in enumerate(cells)] if odd else cells
        if at in layout.satang:
            read = meaning_of_two(column, blanked, records.columns[layout.satang[at]], profile)
        else:
            read = meaning_of(column, blanked, profile, terms)
        yield column.fills, FieldRead(_with_odd(read, odd, column), cells, layout.labels[at])


def _odd_cells(sheet: RawSheet, records: Records) -> Mapping[int, Mapping[int, str]]:
    """The cells of each column that hold a formula or an error, by their record."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    position = {row: at for at, row in enumerate(records.rows)} if sheet.unusable else {}
    for (row, column), text in sheet.unusable.items():
        if row in position:
            found[column][position[row]] = text
    return found


def _of_text(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells with a lost letter for each NUL: a table that holds one is no text, and nobody could read any row."""
    if not any(type(cell) is str and "\0" in cell for cell in cells):
        return cells
    return [cell.replace("\0", "\ufffd") if isinstance(cell, str) else cell for cell in cells]


def _with_odd(read: ColumnRead, odd: Mapping[int, str], column: LayoutColumn) -> ColumnRead:
    """The same column, with the cells that hold a formula or an error told: neither is ever a value."""
    if not odd or column.fills is None:
        return read
    flaws = dict(read.flaws)
    for at, text in odd.items():
        code = "cell.formula" if text.startswith("=") else "cell.error_value"
        shown = masked(text) if column.fills.schema.is_personal else text
        flaws[at] = (Finding(code, Severity.ERROR, params={"value": shown}),)
    return evolve(read, flaws=flaws)


def _of_name(name: str, records: Records, profile: Profile, terms: Terms) -> FieldRead:
    """What the name of the sheet says about all its records, such as their village."""
    column = LayoutColumn(fills=profile.sheets.name_fills, headers=(name,))
    one = meaning_of(column, [name], profile, terms)
    count = len(records.rows)
    flaws = dict.fromkeys(range(count), one.flaws[0]) if one.flaws else {}
    return FieldRead(ColumnRead([*one.values] * count, flaws, one.notes if count else ()))


def _ragged(place: Place, sheet: RawSheet, records: Records) -> Iterator[tuple[int, Finding]]:
    """Rows that are shorter than the others, and those that are longer: there a comma stands where none should."""
    position = {row: at for at, row in enumerate(records.rows)} if sheet.ragged else {}
    for row, found in sheet.ragged.items():
        if row in position:
            where = evolve(place, row=sheet.lines[row])
            params = {"wanted": sheet.usual, "found": found}
            severity = Severity.ERROR if found > sheet.usual else Severity.WARNING
            yield position[row], Finding("table.ragged", severity, place=where, params=params)
