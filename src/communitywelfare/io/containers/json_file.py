"""A package as one JSON file: every table a list of rows, every cell the text that stands in the canonical file."""

import json
from collections.abc import Mapping, Sequence

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._json_text import json_document
from communitywelfare.io.containers.tables import Tables, tables_of
from communitywelfare.io.manifest import version_fault

__all__ = ["json_packed", "json_unpacked"]

_FORMAT = "communitywelfare.package-json/1"


def json_packed(files: Mapping[str, bytes]) -> bytes:
    """The files of a package as one JSON document.

    Raises:
        FormatError: A file is not in the encoding that the manifest declares.
    """
    tables = tables_of(files)
    head = {"format": _FORMAT, "manifest": json.loads(tables.manifest), "bylaw": tables.bylaw}
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
        document = json_document(contents)
    except ValueError:
        raise _wrong(file, "container.not_json") from None
    found = str(document.get("format")) if isinstance(document, dict) else ""
    fault = version_fault(found, _FORMAT)
    if fault is not None:
        raise _wrong(file, "container.newer" if fault == "newer" else "container.json_format", found)
    try:
        rows = {str(name): _rows(table) for name, table in document["tables"].items()}
        bylaw = document.get("bylaw")
        manifest = json.dumps(document["manifest"], ensure_ascii=False, indent=2) + "\n"
    except (KeyError, TypeError, AttributeError, RecursionError):
        raise _wrong(file, "container.json_format") from None
    return Tables(manifest=manifest, bylaw=None if bylaw is None else str(bylaw), rows=rows).files()


def _rows(table: Mapping[str, list[dict[str, str]]]) -> list[list[str]]:
    header = [str(name) for name in table["columns"]]
    return [header, *([str(row.get(name, "")) for name in header] for row in table["rows"])]


def _wrong(file: str, code: str, found: str = "") -> FormatError:
    params = {"file": file, "known": _FORMAT, "found": found}
    finding = Finding(code, Severity.ERROR, place=Place(file=file), params=params)
    return FormatError(f"{file} is not a package as JSON", finding)
