"""From cells to values, column by column: in one column the same text means the same, so it is understood once."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import repeat
from typing import cast

from attrs import evolve

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.identity import masked
from communitywelfare.io._cells import at_once, harmless, is_textual, neutral, parser_of, plain
from communitywelfare.io._rows import Aside, Rows
from communitywelfare.io._schema import Column, Schema
from communitywelfare.io._tables import Block, Cells, Sheet, utf_8

__all__ = ["Meanings", "Reading", "read_rows", "rows_of"]

# A column of very many texts, or of hardly any twice, is not one of codes: they do not come again, and are not kept.
_CODES_AT_MOST = 20_000
_NEW_AT_MOST = 4  # one text in so many
_NEW_AT_MOST_OF_TEXT = 16  # to look up a plain text is hardly less work than to take it as it is
_TOLD_AFTER = 2_000  # cells


def read_rows(sheet: Sheet, schema: Schema) -> Rows:
    """Read every row of a file by a table's schema; a row with a defect is set aside whole and the others go on."""
    reading = Reading(sheet, schema)
    columns: dict[str, list[object]] = {column.id: [] for column in schema.columns}
    for block in reading.blocks():
        for name, values in block.columns.items():
            columns[name].extend(values)
    return evolve(reading.rows(), columns=columns if reading.is_possible else {})


def rows_of(schema: Schema, contents: bytes, encoding: str) -> Rows:
    """Read every row of a table from the bytes of its file. That they are text is seen by the way.

    Raises:
        FormatError: They are no text of that encoding.
    """
    if encoding.startswith("utf-8") and b"\0" not in contents:
        try:
            rows = read_rows(Sheet(schema.file, contents), schema)
        except UnicodeDecodeError:
            pass  # where, and what else they may be, is told below
        else:
            if rows.findings:  # after some of these nothing more was read
                utf_8(schema.file, contents, encoding)
            return rows
    return read_rows(Sheet(schema.file, utf_8(schema.file, contents, encoding)), schema)


def _positions(sheet: Sheet, schema: Schema) -> tuple[dict[str, int], list[Finding]]:
    """Where each known column stands; unknown, doubled and missing ones are findings.

    Where no column is known, the header may be missing and people's data stand in its place: they are masked.
    """
    names = {column.th: column.id for column in schema.columns} | {column.id: column.id for column in schema.columns}
    has_header = any(header in names for header in sheet.header)
    found: dict[str, int] = {}
    findings: list[Finding] = []
    for position, header in enumerate(sheet.header):
        shown = header if has_header else masked(header)
        place, params = Place(file=sheet.file, row=1, column=shown), {"column": shown}
        if header not in names:
            findings.append(Finding("table.unknown_column", Severity.WARNING, place=place, params=params))
        elif names[header] in found:
            findings.append(Finding("table.doubled_column", Severity.ERROR, place=place, params=params))
        else:
            found[names[header]] = position
    for column in schema.columns:
        if column.is_required and column.id not in found:
            place = Place(file=sheet.file, row=1, column=column.id)
            findings.append(Finding("table.missing_column", Severity.ERROR, place=place, params=_named(column)))
    return found, findings


class Reading:
    """Reads the rows of one table: whole blocks where nothing is wrong, row by row where something is."""

    def __init__(self, sheet: Sheet, schema: Schema) -> None:
        self._sheet, self._schema, self._width = sheet, schema, len(sheet.header)
        self._positions, self._of_header = _positions(sheet, schema)
        self.is_possible = not any(finding.is_error for finding in self._of_header)
        self._meanings = {column.id: Meanings(column) for column in schema.columns if column.id in self._positions}
        self._columns: dict[str, list[object]] = {}
        self._lines: list[int] = []
        self._aside: list[Aside] = []
        self._findings: list[Finding] = []

    def blocks(self) -> Iterator[Rows]:
        """The usable rows, some at a time; none where the header is in error. Nothing of them is kept."""
        for block in self._sheet.blocks() if self.is_possible else ():
            before = len(self._lines)
            self._columns = {column.id: [] for column in self._schema.columns}
            self._take(block)
            if len(self._lines) > before:
                yield Rows(self._schema, self._lines[before:], self._columns)

    def rows(self) -> Rows:
        """What is known of the table once all blocks were taken: everything but their columns."""
        torn = () if self._sheet.torn is None else (self._sheet.torn,)
        findings = (*self._findings, *self._of_header, *torn)
        return Rows(self._schema, self._lines, set_aside=tuple(self._aside), findings=findings)

    def _take(self, block: Block) -> None:
        texts = block.columns(self._width)
        if texts is not None:
            values = [meanings.of(texts[self._positions[name]]) for name, meanings in self._meanings.items()]
            suspect = [given for given, each in zip(values, self._meanings.values(), strict=True) if each.has_faults]
            if not any(isinstance(value, Finding) for given in suspect for value in given):
                self._keep_all(block.lines, values)
                return
        for line, cells in zip(block.lines, block.rows, strict=True):
            self._take_row(line, cells)

    def _take_row(self, line: int, cells: list[str]) -> None:
        if len(cells) != self._width:
            params = {"wanted": self._width, "found": len(cells)}
            self._set_aside(line, cells, [Finding("table.ragged", Severity.ERROR, params=params)])
            return
        values = [meanings[cells[self._positions[name]]] for name, meanings in self._meanings.items()]
        faults = [value for value in values if isinstance(value, Finding)]
        if faults:
            self._set_aside(line, cells, faults)
        else:
            self._keep([line], [[value] for value in values])

    def _keep_all(self, lines: Sequence[int], values: list[list[object]]) -> None:
        """Keep a whole block, which is all that there is by now, as it is."""
        self._lines += lines
        given = dict(zip(self._meanings, values, strict=True))
        self._columns = {name: given[name] if name in given else [None] * len(lines) for name in self._columns}

    def _keep(self, lines: Sequence[int], values: list[list[object]]) -> None:
        self._lines += lines
        given = dict(zip(self._meanings, values, strict=True))
        for name, column in self._columns.items():
            column.extend(given.get(name) or repeat(None, len(lines)))

    def _set_aside(self, line: int, cells: list[str], faults: list[Finding]) -> None:
        self._findings += [
            evolve(fault, place=evolve(fault.place, file=self._sheet.file, row=line)) for fault in faults
        ]
        self._aside.append(Aside(len(self._lines), self._as_it_stood(cells)))

    def _as_it_stood(self, cells: list[str]) -> tuple[str, ...]:
        """A row's cells in the order of the schema; a ragged row's as they come, for nobody knows where they belong."""
        if len(cells) == self._width:
            stood = {name: cells[position] for name, position in self._positions.items()}
            return tuple(_raw(column, stood.get(column.id, "")) for column in self._schema.columns)
        widest = len(self._schema.columns)
        could_pass = sum(not column.is_rare for column in self._schema.columns) <= len(cells) <= widest
        blanks = [""] * (widest + 1 - len(cells)) if could_pass else []
        return tuple(map(harmless, [*cells, *blanks]))


def _raw(column: Column, text: str) -> str:
    return neutral(plain(text)) if is_textual(column.kind) else harmless(text)


class Meanings(dict[str | bytes, object]):
    """What the cells of one column mean, each found out when it is first met and kept, unless they are too many.

    They come as text or as UTF-8. Of bytes that are no UTF-8 nothing is found out: `UnicodeDecodeError` says so.
    """

    def __init__(self, column: Column) -> None:
        super().__init__()
        self._column = column
        self._parse = parser_of(column.kind)
        self._is_textual = is_textual(column.kind)
        self._at_once = at_once(column.kind)
        self._new_at_most = _NEW_AT_MOST_OF_TEXT if self._parse is str else _NEW_AT_MOST
        self._met = 0
        self.has_faults = False

    def of(self, cells: Cells) -> list[object]:
        """The values of some cells that stand one below the other."""
        first = cells[0]
        if first == cells[-1] and cells.count(first) == len(cells):
            return [self[first]] * len(cells)
        if self._at_once is not None and self._is_not_of_codes(len(cells)):
            values = self._at_once(_texts(cells))
            if values is not None and not (self._column.is_required and None in values):
                return values
        return list(map(self.__getitem__, cells))

    def _is_not_of_codes(self, more: int) -> bool:
        self._met += more
        return len(self) > _CODES_AT_MOST or (self._met > _TOLD_AFTER and len(self) * self._new_at_most > self._met)

    def __missing__(self, cell: str | bytes) -> object:
        """The value that a cell stands for, or the finding that says why there is none."""
        text = cell if isinstance(cell, str) else cell.decode()
        if self._is_textual:
            meant = plain(text)
            value = meant if self._parse is str and meant else self._value(meant)
        else:
            value = self._value(text.strip())
        self[cell] = value
        if isinstance(value, Finding):
            self.has_faults = True
        return value

    def _value(self, meant: str) -> object:
        if not meant:
            return self._no_value() if self._column.is_required else None
        try:
            return self._parse(meant)
        except InvalidValue as error:
            return self._fault(error.findings[0])

    def _no_value(self) -> Finding:
        place = Place(column=self._column.id)
        return Finding("cell.missing", Severity.ERROR, place=place, params=_named(self._column))

    def _fault(self, finding: Finding) -> Finding:
        params = dict(finding.params)
        if self._column.is_personal:
            params |= {name: masked(str(params[name])) for name in ("value", "meant") if name in params}
        return evolve(finding, place=Place(column=self._column.id), params=params)


def _texts(cells: Cells) -> Sequence[str]:
    if isinstance(cells[0], str):
        return cast("Sequence[str]", cells)
    return b"\n".join(cast("Sequence[bytes]", cells)).decode().split("\n")


def _named(column: Column) -> Mapping[str, object]:
    return {"column": column.id, "th": column.th}
