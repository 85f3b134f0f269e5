"""The dry run of a foreign file: what would come of it, as data and as files, before anything is written."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from communitywelfare.io.foreign.importing import Imported
from communitywelfare.io.foreign.understanding import SheetRead
from communitywelfare.reports._json import as_json, json_bytes
from communitywelfare.reports.import_findings import groups_of
from communitywelfare.reports.import_page import dry_run_page
from communitywelfare.reports.import_workbook import marked_workbook
from communitywelfare.wording import Language

__all__ = ["DRY_RUN_FILES", "dry_run_data", "dry_run_files"]

DRY_RUN_FILES = ("index.html", "marked.xlsx", "findings.json")
"""What a dry run writes: a page, the sheets with their cells marked, and the same as data."""


def _silent(_file: str) -> None:
    """Nobody is watching."""


def dry_run_files(
    imported: Imported, language: Language, *, as_of: date | None = None, progress: Callable[[str], None] = _silent
) -> Mapping[str, bytes]:
    """The dry run as files.

    Args:
        imported: What came of a foreign file.
        language: Of the page, the list and the comments; the data have both.
        as_of: The day of the file, where it is known.
        progress: Called with the name of each file that has been made.

    Raises:
        NotInstalled: The extra ``excel`` is not there.
    """
    data = {**dry_run_data(imported), "findings": imported.findings}
    makers: Mapping[str, Callable[[], bytes]] = {
        "index.html": lambda: dry_run_page(imported, language, as_of=as_of),
        "marked.xlsx": lambda: marked_workbook(imported, language, as_of=as_of),
        "findings.json": lambda: json_bytes(data),
    }
    files = {}
    for name in DRY_RUN_FILES:
        files[name] = makers[name]()
        progress(name)
    return files


def dry_run_data(imported: Imported) -> Mapping[str, object]:
    """The dry run for machines: how each sheet was understood, control totals, findings drawn together."""
    return {
        "file": imported.file,
        "profile": imported.profile.id,
        "encoding": imported.book.encoding or None,
        "sheets": list(map(_sheet, imported.sheets)),
        "totals": [
            {"name": each.name, "before": as_json(each.before), "after": as_json(each.after)}
            for each in imported.totals
        ],
        "found": [
            {
                "sheet": each.sheet or None,
                "column": each.column or None,
                "code": each.code,
                "severity": each.severity.value,
                "count": each.count,
                "rows": list(each.rows),
            }
            for each in groups_of(imported)
        ],
    }


def _sheet(read: SheetRead) -> Mapping[str, object]:
    header = read.layout.header
    return {
        "name": read.sheet.name or None,
        "header": [read.sheet.lines[row] for row in header],
        "records": len(read),
        "dropped": dict(read.records.dropped),
        "columns": list(_columns(read)),
    }


def _columns(read: SheetRead) -> Iterator[Mapping[str, object]]:
    for at, name in enumerate(read.layout.labels):
        column = read.layout.columns.get(at)
        fills = column.fills if column is not None else None
        yield {"column": name, "fills": None if fills is None else str(fills)}
