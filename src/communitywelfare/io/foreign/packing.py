"""What came of a foreign file as the files of a package: alone, or together with a fund that has no such rows yet.

Rows that cannot be used are written as they stood, so that nothing is lost: reading the package sets them aside again.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from importlib.metadata import version
from typing import Final

from attrs import evolve

from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._lines import csv_bytes
from communitywelfare.io._reader import Reader
from communitywelfare.io._rows import Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io._tables import decode
from communitywelfare.io.control import TOTALS, counted
from communitywelfare.io.foreign.importing import Imported
from communitywelfare.io.manifest import BYLAW, MANIFEST, Manifest, digest, parse_manifest
from communitywelfare.io.package import owned_files

__all__ = ["day_of_files", "joined_files", "members_lacking", "table_files", "tables_of_files"]

_MEMBERS: Final = "members"
_LINK: Final = "member_no"
_SHOWN: Final = 5


def tables_of_files(files: Mapping[str, bytes]) -> tuple[Mapping[str, Rows], tuple[Finding, ...]]:
    """The tables in the files of a package by name, and what was found in them; their rows are not made into records.

    A package of tables alone, as `table_files` makes it, lacks a fund and a by-law: that is nothing wrong here.

    Raises:
        FormatError: It has no manifest that can be used.
    """
    manifest = parse_manifest(files.get(MANIFEST, b""))
    reader = Reader(frozenset(files), files.__getitem__, manifest=manifest, progress=_nobody)
    return reader.tables, tuple(each for each in reader.findings if not _is_no_table(each))


def day_of_files(files: Mapping[str, bytes]) -> date:
    """The day as of which the files of a package are.

    Raises:
        FormatError: They have no manifest that can be used.
    """
    return parse_manifest(files.get(MANIFEST, b"")).as_of


def _is_no_table(finding: Finding) -> bool:
    """Whether a finding says only that there is no fund or no by-law."""
    return finding.code == "file.missing" and finding.place.file in {schemas()["fund"].file, BYLAW}


def _nobody(_table: str) -> None:
    """Nobody is watching."""


def table_files(imported: Iterable[Imported], *, as_of: date, synthetic: bool = False) -> dict[str, bytes]:
    """The tables of foreign files as files of a package, with a manifest. A fund and a by-law are not among them.

    Args:
        imported: Foreign files that were read: a register, receipts, … Each table comes of one of them.
        as_of: The day as of which they are.
        synthetic: Whether their people are made up.

    Raises:
        Refused: Two of the files have rows of the same table.
    """
    manifest = Manifest(fund_id="", as_of=as_of, synthetic=synthetic, producer=_producer())
    return _with_tables({}, manifest, imported)


def joined_files(
    base: Mapping[str, bytes], imported: Iterable[Imported], *, as_of: date | None = None
) -> dict[str, bytes]:
    """The files of a package with the tables of foreign files in it.

    Args:
        base: The files of the package: a fund whose by-law, chart and sources are kept.
        imported: Foreign files that were read.
        as_of: The day as of which they are, if it is known: the package is then as of the later of the two days.

    Raises:
        FormatError: The package has no manifest that can be used, or its encoding has no place for a character.
        Refused: The package has rows in a table that comes of a foreign file, or two of these have; nothing of them
            would tell which is right.
    """
    files = {name: contents for name, contents in base.items() if name in owned_files()}
    manifest = parse_manifest(base.get(MANIFEST, b""))
    later = manifest.as_of if as_of is None else max(manifest.as_of, as_of)
    return _with_tables(files, evolve(manifest, as_of=later), imported)


def members_lacking(base: Mapping[str, bytes], imported: Imported) -> Iterator[Finding]:
    """That rows of a foreign file are of members whom neither the package that takes them nor the file has.

    Raises:
        FormatError: The package has no manifest that can be used.
    """
    needed = {name: contents for name, contents in base.items() if name in {MANIFEST, schemas()[_MEMBERS].file}}
    tables, _findings = tables_of_files(needed)
    registers = (found[_MEMBERS] for found in (tables, imported.tables) if _MEMBERS in found)
    known = {number for register in registers for number in register.columns[_LINK]}
    for name, table in imported.tables.items():
        strangers = [number for number in table.columns.get(_LINK, ()) if number is not None and number not in known]
        if strangers:
            params = {"table": name, "count": len(strangers), "members": tuple(dict.fromkeys(strangers))[:_SHOWN]}
            place = Place(file=imported.file, clause=name)
            yield Finding("import.members_lacking", Severity.WARNING, place=place, params=params)


def _with_tables(files: dict[str, bytes], manifest: Manifest, imported: Iterable[Imported]) -> dict[str, bytes]:
    rows, totals = dict(manifest.rows), dict(manifest.control_totals)
    for each in imported:
        for name, table in each.tables.items():
            _refuse_rows(files, name, manifest.encoding)
            aside = ((row.after, row.cells) for row in table.set_aside)
            file = table.schema.file
            files[file] = csv_bytes(table.schema, table.columns, encoding=manifest.encoding, aside=aside)
            sums = counted(table.schema, table.columns, table.set_aside)
            rows[name] = sums.rows
            totals = {total: amount for total, amount in totals.items() if TOTALS.get(total) != name} | dict(
                sums.totals
            )
    hashes = {name: digest(contents) for name, contents in files.items() if name != MANIFEST}
    whole = evolve(manifest, producer=_producer(), hashes=hashes, rows=rows, control_totals=totals)
    return {**files, MANIFEST: whole.json_bytes()}


def _producer() -> str:
    return f"communitywelfare {version('communitywelfare')}"


def _refuse_rows(files: Mapping[str, bytes], name: str, encoding: str) -> None:
    file = schemas()[name].file
    if file in files and len(decode(file, files[file], encoding).splitlines()) > 1:
        params = {"table": name, "file": file}
        finding = Finding("import.rows_there", Severity.ERROR, place=Place(file=file), params=params)
        raise Refused(f"{file} has rows already", finding)
