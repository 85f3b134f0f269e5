"""A package as one JSON file: every table a list of rows, every cell the text that stands in the canonical file."""

import json
from collections.abc import Mapping, Sequence

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._json_text import json_document
from communitywelfare.io.containers.tables import Tables, Unpacked, not_carried, tables_of
from communitywelfare.io.manifest import version_fault

__all__ = ["FORMAT", "json_packed", "json_unpacked"]

FORMAT = "communitywelfare.package-json/1"


def json_packed(files: Mapping[str, bytes]) -> bytes:
    """The files of a package as one JSON document.

    Raises:
        FormatError: A file is not in the encoding that the manifest declares.
    """
    tables = tables_of(files)
    head = {"format": FORMAT, "manifest": json.loads(tables.manifest), "bylaw": tables.bylaw}
    members = [f"{_json(key)}: {_json(value)}" for key, value in head.items()]
    written = ",\n".join(f"{_json(name)}: {_table(rows)}" for name, rows in tables.rows.items())
    members.append(f'"tables": {{\n{written}\n}}')
    return ("{\n" + ",\n".join(members) + "\n}\n").encode()


def _table(rows: Sequence[Sequence[str]]) -> str:
    """A table with its columns once and its rows as objects, one on a line; a blank cell is left out."""
    header, *body = rows or [[]]
    filled = ({name: text for name, text in zip(header, cells, strict=False) if text} for cells in body)
    lines = ",\n".join(map(_json, filled))
    return f'{{"columns": {_json(header)}, "rows": [\n{lines}\n]}}'


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def json_unpacked(contents: bytes, file: str) -> Mapping[str, bytes]:
    """The files of the package in a JSON document.

    Raises:
        FormatError: It is no JSON, or none of a package.
    """
    try:
        document = json_document(contents, object_pairs_hook=_each_once)
    except ValueError:
        raise _wrong(file, "container.not_json") from None
    found = str(document.get("format")) if isinstance(document, dict) else ""
    fault = version_fault(found, FORMAT)
    if fault is not None:
        raise _wrong(file, "container.newer" if fault == "newer" else "container.json_format", found)
    try:
        rows = {str(name): _rows(str(name), table) for name, table in document["tables"].items()}
        bylaw = document.get("bylaw")
        manifest = json.dumps(document["manifest"], ensure_ascii=False, indent=2) + "\n"
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise _wrong(file, "container.json_format") from None
    if not isinstance(bylaw, str | None):
        raise _wrong(file, "container.json_format")
    strange = sorted(document.keys() - {"format", "manifest", "bylaw", "tables"})
    return Unpacked(Tables(manifest=manifest, bylaw=bylaw, rows=rows).files(), map(not_carried, strange))


def _each_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object of JSON: of a key that stands twice, one program takes the first value and another the last."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a key stands twice")
    return found


def _rows(name: str, table: Mapping[str, Sequence[Mapping[str, object]]]) -> list[list[str]]:
    """The rows of a table. A cell holds text of one of its columns: anything else would be changed, or lost."""
    header = [str(column) for column in table["columns"]]
    known, rows = frozenset(header), [header]
    for number, row in enumerate(table["rows"], start=1):
        for column, text in row.items():
            if column not in known or not isinstance(text, str):
                raise _cell(name, number, column)
        rows.append([str(row.get(column, "")) for column in header])
    return rows


def _cell(name: str, row: int, column: str) -> FormatError:
    place = Place(file=f"{name}.csv", row=row + 1, column=column)
    params = {"table": name, "row": row, "column": column}
    finding = Finding("container.json_cell", Severity.ERROR, place=place, params=params)
    return FormatError(f"{column} in row {row} of {name} is no text of a column", finding)


def _wrong(file: str, code: str, found: str = "") -> FormatError:
    params = {"file": file, "known": FORMAT, "found": found}
    finding = Finding(code, Severity.ERROR, place=Place(file=file), params=params)
    return FormatError(f"{file} is not a package as JSON", finding)
