"""The library as a reader for the conformance suite: what it finds, in the suite's words.

``python conformance/run.py --reader "python tests/conformance/library_reader.py"`` runs it as any other reader.
"""

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from io import StringIO

from communitywelfare.errors import Finding, FormatError, InvalidValue
from communitywelfare.io._cells import is_textual, plain
from communitywelfare.io._lines import cells_of
from communitywelfare.io._reader import Reader
from communitywelfare.io._rows import Rows
from communitywelfare.io._tables import decode
from communitywelfare.io.containers import container_of, files_at, files_in
from communitywelfare.io.foreign.book import open_book
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import profile_named
from communitywelfare.io.manifest import BYLAW, MANIFEST, Manifest, not_understood, parse_manifest
from communitywelfare.io.stored import sound_until, stored_in
from communitywelfare.money import Money


def package(path: str) -> dict[str, object]:
    """The answer to a package."""
    try:
        container = container_of(path)
        files, found = (files_at(path), ()) if container is None else files_in(path, container)
        manifest = parse_manifest(files.get(MANIFEST, b""))
    except FormatError:
        return {"refused": True}
    reader = Reader(frozenset(files), files.__getitem__, manifest=manifest, progress=lambda _table: None)
    if BYLAW in files:
        reader.contents(BYLAW)
    findings = (*found, *not_understood(files[MANIFEST]), *reader.findings, *reader.stated())
    tables = {name: rows for name, rows in reader.tables.items() if name != "journal"}
    aside = {name: set_aside(rows, reader, files) for name, rows in tables.items() if rows.set_aside}
    return {
        "refused": False,
        "told": told(findings),
        "rows": {name: usable(rows, numbers(rows, files, manifest)) for name, rows in tables.items()},
        "set_aside": aside,
        "totals": {name: total for each in reader._counted.values() for name, total in each.totals.items()},
        **(
            {"head": head(decode("journal.csv", files["journal.csv"], manifest.encoding))}
            if "journal.csv" in files
            else {}
        ),
    }


def profile(file: str, sheet: str, day: str) -> dict[str, object]:
    """The answer to a sheet that is read by a profile."""
    try:
        asked = profile_named(file)
        book = open_book(sheet, encoding=asked.encoding, separator=asked.separator)
    except (FormatError, InvalidValue):
        return {"refused": True}
    read = import_book(book, asked, Terms(as_of=date.fromisoformat(day), synthetic=True))
    tables = {name: rows for name, rows in read.tables.items() if len(rows) or rows.set_aside}
    return {
        "refused": False,
        "told": told(read.findings),
        "rows": {name: by_row(read, rows) for name, rows in tables.items() if len(rows)},
        "set_aside": {name: columns_aside(read, rows) for name, rows in tables.items() if rows.set_aside},
        "totals": {each.name: plain_figure(each.after) for each in read.totals},
    }


def by_row(read: Imported, rows: Rows) -> dict[str, list[dict[str, str]]]:
    """The records of a table by the row of the sheet on which they stand."""
    found = defaultdict(list)
    for row in rows:
        found[str(read.place_of(row.line).row)].append(written(rows, row.values))
    return dict(found)


def columns_aside(read: Imported, rows: Rows) -> dict[str, list[str]]:
    """The columns for which records were set aside, by row."""
    table = rows.schema.name
    names = {read.place_of_column(f"{table}.{each.id}").column: each.id for each in rows.schema.columns}
    found = defaultdict(set)
    for each in read.findings:
        if each.is_error and each.place.row and each.place.column in names:
            found[str(each.place.row)].add(names[each.place.column])
    return {row: sorted(columns) for row, columns in found.items()}


def plain_figure(figure: int | Money) -> str:
    return figure.plain if isinstance(figure, Money) else str(figure)


def letter(finding: Finding) -> str:
    """The letters of the column at which something was found."""
    return str(finding.place.column).partition(" ")[0]


WHERE = {
    "cell.formula": lambda each: f"{each.place.file} {each.place.row} {each.place.column}",
    "column.doubled": letter,
    "column.missing": lambda each: each.params["wanted"],
    "column.unknown": letter,
    "file.encoding": lambda each: each.place.file,
    "file.hash_differs": lambda each: each.place.file,
    "file.missing": lambda each: each.place.file,
    "file.not_in_manifest": lambda each: each.place.file,
    "file.nul": lambda each: each.place.file,
    "journal.chain_broken": lambda each: each.params["entry"],
    "manifest.rows_differ": lambda each: each.params["table"],
    "manifest.total_differs": lambda each: each.params["total"],
    "manifest.unknown_key": lambda each: each.params["key"],
    "row.total_differs": lambda each: f"{each.place.row} {letter(each)}",
    "sheet.no_header": lambda each: "sheet",
    "table.missing_column": lambda each: f"{each.place.file} {each.params['column']}",
    "table.unknown_column": lambda each: f"{each.place.file} {each.place.column}",
}


def told(findings: Iterable[Finding]) -> list[str]:
    """Findings in the suite's words."""
    return sorted({f"{each.code} {WHERE[each.code](each)}" for each in findings if each.code in WHERE})


def numbers(rows: Rows, files: dict[str, bytes], manifest: Manifest) -> dict[int, str]:
    """The number of each record by the line on which it begins."""
    text = decode(rows.schema.file, files[rows.schema.file], manifest.encoding)
    found, lines, before = {}, csv.reader(StringIO(text, newline=""), strict=True), 0
    for cells in lines:
        if cells:
            found[before + 1] = str(len(found) + 1)
        before = lines.line_num
    return found


def usable(rows: Rows, number: dict[int, str]) -> dict[str, dict[str, str]]:
    """The rows that can be used, as they are written, with the text behind the apostrophe rule."""
    return {number[row.line]: written(rows, row.values) for row in rows}


def written(rows: Rows, values: object) -> dict[str, str]:
    cells = zip(rows.schema.columns, cells_of(rows.schema, values), strict=True)
    return {column.id: plain(cell) if is_textual(column.kind) else cell for column, cell in cells if cell}


def set_aside(rows: Rows, reader: Reader, files: dict[str, bytes]) -> dict[str, list[str]]:
    """The columns for which rows were set aside."""
    number, found = numbers(rows, files, reader.manifest), defaultdict(set)
    for each in reader.findings:
        if each.is_error and each.place.file == rows.schema.file and each.place.row and each.place.column:
            found[number[each.place.row]].add(each.place.column)
    return {row: sorted(columns) for row, columns in found.items()}


def head(text: str) -> str:
    """The last hash to which the chain holds."""
    entries = tuple(stored_in(text))
    held = entries[: sound_until(entries)]
    return held[-1].hash if held else "0" * 64


if __name__ == "__main__":
    kind, *asked = sys.argv[1:]
    answer = package(*asked) if kind == "package" else profile(*asked)
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode())
