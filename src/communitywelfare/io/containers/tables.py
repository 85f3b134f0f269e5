"""A package's files as tables of text and back: what workbooks and JSON carry.

The text of a cell is the text in the file, so that a table that is taken apart and put together is the same bytes.
"""

import csv
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO

from attrs import field, frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._lines import encode, line_of
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import decode
from communitywelfare.io.manifest import BYLAW, MANIFEST, parse_manifest

__all__ = ["Tables", "Unpacked", "not_carried", "tables_of"]

_BOM = "\ufeff"


class Unpacked(dict[str, bytes]):
    """The files of a package by name, and what was found while they were taken out of what they lay in."""

    def __init__(self, files: Mapping[str, bytes], findings: Iterable[Finding] = ()) -> None:
        super().__init__(files)
        self.findings = tuple(findings)


def not_carried(name: str) -> Finding:
    """What is said of a file, sheet or key that is no part of a package: it is left behind when one is written."""
    return Finding("container.not_carried", Severity.WARNING, place=Place(file=name), params={"name": name})


@frozen(kw_only=True)
class Tables:
    """The manifest and the by-law as text, and every table as rows of text with the header first."""

    manifest: str
    bylaw: str | None
    rows: Mapping[str, Sequence[Sequence[str]]] = field(repr=False)

    def files(self) -> dict[str, bytes]:
        """The files of the package.

        Raises:
            FormatError: The manifest cannot be used, or the package's encoding has no place for a character.
        """
        encoding = parse_manifest(self.manifest.encode()).encoding
        found = {MANIFEST: self.manifest.encode()}
        if self.bylaw is not None:
            found[BYLAW] = self.bylaw.encode()
        for name, rows in self.rows.items():
            text = "".join(f"{line_of(cells)}\r\n" for cells in rows)
            found[f"{name}.csv"] = encode(f"{name}.csv", text, encoding)
        return found


def tables_of(files: Mapping[str, bytes]) -> Tables:
    """Take the files of a package apart.

    Raises:
        FormatError: A file is not in the encoding that the manifest declares, or holds a cell longer than can be read;
            or there is no manifest to be used.
    """
    manifest = parse_manifest(files.get(MANIFEST, b""))
    known = [(name, schema.file) for name, schema in schemas().items() if schema.file in files]
    rows = {name: _rows(file, decode(file, files[file], manifest.encoding)) for name, file in known}
    bylaw = files.get(BYLAW)
    return Tables(manifest=files[MANIFEST].decode(), bylaw=None if bylaw is None else bylaw.decode(), rows=rows)


def _rows(file: str, text: str) -> list[list[str]]:
    reader = csv.reader(StringIO(text, newline=""))
    try:
        return list(reader)
    except csv.Error as error:
        place = Place(file=file, row=reader.line_num)
        finding = Finding("table.torn", Severity.ERROR, place=place, params={"reason": str(error)})
        raise FormatError(f"{file} cannot be taken apart: {error}", finding) from None
