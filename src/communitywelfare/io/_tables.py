"""CSV tables with places: bytes to rows, rows to typed values, each defect told with file, row and column."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from io import StringIO

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.identity import masked
from communitywelfare.io._cells import is_textual, neutral, parser_of, plain, text_of
from communitywelfare.io._schema import Column, Schema

__all__ = ["Row", "Rows", "Table", "csv_bytes", "decode", "line_of", "read_rows", "read_table"]

ENCODINGS = ("utf-8-sig", "utf-8", "cp874")
_MAX_CELL = 32_768
csv.field_size_limit(_MAX_CELL)


@frozen
class Table:
    """The cells of one file: header and rows, each row with the line of the file on which it begins."""

    file: str
    header: tuple[str, ...]
    rows: tuple[tuple[int, list[str]], ...]
    findings: tuple[Finding, ...] = ()


@frozen
class Row:
    """One row as values by column id; blank optional cells are None."""

    line: int
    values: Mapping[str, object]

    def get(self, column: str) -> object:
        """The value in a column."""
        return self.values[column]


@frozen
class Rows:
    """The usable rows of a table, the unusable ones as they stood, and what was found."""

    schema: Schema
    rows: tuple[Row, ...]
    set_aside: tuple[Mapping[str, str], ...] = ()
    findings: tuple[Finding, ...] = field(default=())


def decode(file: str, contents: bytes, encoding: str) -> str:
    """The text of a file in its declared encoding; an encoding is never guessed.

    Raises:
        FormatError: The bytes are not of that encoding; the finding says which one they would fit.
    """
    try:
        text = contents.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = contents.count(b"\n", 0, error.start) + 1
        params = {"declared": encoding, "fits": _fitting(contents, encoding)}
        finding = Finding("file.encoding", Severity.ERROR, place=Place(file=file, row=line), params=params)
        raise FormatError(f"{file} is not {encoding} on line {line}", finding) from None
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        finding = Finding("file.nul", Severity.ERROR, place=Place(file=file, row=line))
        raise FormatError(f"{file} holds a NUL on line {line}: it is no text", finding)
    return text


def _fitting(contents: bytes, declared: str) -> str:
    for encoding in ENCODINGS:
        try:
            contents.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding if encoding != declared else ""
    return ""


def read_table(file: str, text: str) -> Table:
    """Split the text of a CSV file into cells. After a torn quote nothing more can be read, and that is said."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    rows: list[tuple[int, list[str]]] = []
    findings: list[Finding] = []
    line = 1
    try:
        for cells in reader:
            rows.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        params = {"reason": str(error)}
        findings.append(Finding("table.torn", Severity.ERROR, place=Place(file=file, row=line), params=params))
    header = tuple(cell.strip() for cell in rows[0][1]) if rows else ()
    return Table(file, header, tuple(row for row in rows[1:] if row[1]), tuple(findings))


def read_rows(table: Table, schema: Schema) -> Rows:
    """Read every row by the table's schema; a row with a defect is set aside whole and the others go on."""
    positions, findings = _positions(table, schema)
    if any(finding.is_error for finding in findings):
        return Rows(schema, (), (), (*table.findings, *findings))
    readers = [_CellReader(column, positions.get(column.id)) for column in schema.columns]
    rows, aside = [], []
    for line, cells in table.rows:
        if len(cells) != len(table.header):
            params = {"wanted": len(table.header), "found": len(cells)}
            findings.append(
                Finding("table.ragged", Severity.ERROR, place=Place(file=table.file, row=line), params=params)
            )
            aside.append(_as_it_stood(cells, positions))
            continue
        values = {reader.column.id: reader.read(cells) for reader in readers}
        faults = [value for value in values.values() if isinstance(value, Finding)]
        if faults:
            findings.extend(evolve(fault, place=evolve(fault.place, file=table.file, row=line)) for fault in faults)
            aside.append(_as_it_stood(cells, positions))
        else:
            rows.append(Row(line, values))
    return Rows(schema, tuple(rows), tuple(aside), (*table.findings, *findings))


def _as_it_stood(cells: Sequence[str], positions: Mapping[str, int]) -> Mapping[str, str]:
    return {name: cells[position] for name, position in positions.items() if position < len(cells)}


def _positions(table: Table, schema: Schema) -> tuple[dict[str, int], list[Finding]]:
    """Where each known column stands; unknown, doubled and missing ones are findings."""
    names = {column.th: column.id for column in schema.columns} | {column.id: column.id for column in schema.columns}
    found: dict[str, int] = {}
    findings: list[Finding] = []
    for position, header in enumerate(table.header):
        place = Place(file=table.file, row=1, column=header)
        if header not in names:
            findings.append(Finding("table.unknown_column", Severity.WARNING, place=place, params={"column": header}))
        elif names[header] in found:
            findings.append(Finding("table.doubled_column", Severity.ERROR, place=place, params={"column": header}))
        else:
            found[names[header]] = position
    for column in schema.columns:
        if column.is_required and column.id not in found:
            place = Place(file=table.file, row=1, column=column.id)
            params = {"column": column.id, "th": column.th}
            findings.append(Finding("table.missing_column", Severity.ERROR, place=place, params=params))
    return found, findings


class _CellReader:
    """Reads one column, remembering what it has read: the same text gives the same value."""

    def __init__(self, column: Column, position: int | None) -> None:
        self.column = column
        self._position = position
        self._parse: Callable[[str], object] = parser_of(column.kind)
        self._seen: dict[str, object] = {"": self._missing() if column.is_required else None}
        self._is_textual = is_textual(column.kind)

    def read(self, cells: Sequence[str]) -> object:
        """The value of this column's cell, or the finding that says why there is none."""
        if self._position is None:
            return None
        text = cells[self._position]
        try:
            return self._seen[text]
        except KeyError:
            value = self._seen[text] = self._value(text)
            return value

    def _value(self, text: str) -> object:
        meant = plain(text) if self._is_textual else text.strip()
        if not meant:
            return self._seen[""]
        try:
            return self._parse(meant)
        except InvalidValue as error:
            return self._masked(error.findings[0], text)

    def _missing(self) -> Finding:
        place = Place(column=self.column.id)
        return Finding(
            "cell.missing",
            Severity.ERROR,
            place=place,
            params={"column": self.column.id, "th": self.column.th},
        )

    def _masked(self, finding: Finding, text: str) -> Finding:
        params = dict(finding.params)
        if self.column.is_personal and "value" in params:
            params["value"] = masked(text)
        return evolve(finding, place=Place(column=self.column.id), params=params)


def csv_bytes(schema: Schema, rows: Iterable[Mapping[str, object]], *, encoding: str) -> bytes:
    """A table as the bytes of its file: header, then one line per row, each ended by CR LF.

    Raises:
        FormatError: The encoding has no place for a character; the finding names it.
    """
    lines = [line_of([column.id for column in schema.columns])]
    lines.extend(_lines(schema, rows))
    return encode(schema.file, "".join(f"{line}\r\n" for line in lines), encoding)


def _lines(schema: Schema, rows: Iterable[Mapping[str, object]]) -> Iterator[str]:
    columns = [(column.id, is_textual(column.kind)) for column in schema.columns]
    for row in rows:
        texts = [(text_of(row.get(name)), textual) for name, textual in columns]
        yield line_of([neutral(text) if textual and text else text for text, textual in texts])


def line_of(cells: Iterable[str]) -> str:
    """One line of CSV, quoted where RFC 4180 asks for it."""
    return ",".join(_quoted(cell) for cell in cells)


def _quoted(cell: str) -> str:
    if "," in cell or '"' in cell or "\n" in cell or "\r" in cell:
        return '"' + cell.replace('"', '""') + '"'
    return cell


def encode(file: str, text: str, encoding: str) -> bytes:
    """Text in an encoding.

    Raises:
        FormatError: The encoding has no place for a character; the finding names it.
    """
    try:
        return text.encode(encoding)
    except UnicodeEncodeError as error:
        line = text.count("\n", 0, error.start) + 1
        params = {"encoding": encoding, "character": f"U+{ord(text[error.start]):04X}"}
        finding = Finding("file.cannot_encode", Severity.ERROR, place=Place(file=file, row=line), params=params)
        raise FormatError(
            f"{encoding} has no place for {params['character']} on line {line} of {file}", finding
        ) from None
