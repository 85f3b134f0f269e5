"""Assumptions of a projection as TOML, with long tables as CSV: every value sourced, every mistake with its line."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from attrs import field, frozen

from communitywelfare.calendar import BE_OFFSET, BUDDHIST_ABOVE
from communitywelfare.errors import Finding, FormatError, InvalidValue, Place, Severity
from communitywelfare.io._files import FilePath, path_text, read_beside, read_path, read_resource
from communitywelfare.io._mistakes import Mistakes
from communitywelfare.io._rate_rows import Beside, rows_of
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document
from communitywelfare.simulation import TABLES, Assumptions, Grounds, Measure, Provenance, RateTable
from communitywelfare.simulation.assumptions import TableKind

__all__ = ["ASSUMPTIONS_FORMAT", "parse_assumptions", "read_assumptions", "shipped_assumptions"]

ASSUMPTIONS_FORMAT = "communitywelfare.assumptions/1"
_HEAD = ("format", "id", "name")
_SOURCED = ("source", "licence", "cite", "year", "confidence", "reason")
_EARLIEST = 1900
_IN_FILES = tuple(each.value for each in Grounds)


@cache
def shipped_assumptions() -> Assumptions:
    """What holds for Thailand as far as published figures go; what has no source is marked as assumed."""
    return parse_assumptions(_shipped("thailand.toml"), "thailand.toml", beside=_shipped)


def _shipped(name: str) -> bytes:
    return read_resource(f"data/assumptions/{name}")


def read_assumptions(path: FilePath, *, over: Assumptions | None = None) -> Assumptions:
    """Read assumptions from a file, and the CSV files that it names from the folder in which it lies.

    Raises:
        FormatError: The file cannot be opened.
        InvalidValue: What `parse_assumptions` raises.
    """
    path = path_text(path)
    return parse_assumptions(read_path(path), path, over=over, beside=lambda name: read_beside(path, name))


def _nothing_beside(name: str) -> bytes:
    raise FormatError(f"there is no {name}", Finding("file.missing", Severity.ERROR, params={"file": name}))


def parse_assumptions(
    contents: bytes, file: str, *, over: Assumptions | None = None, beside: Beside = _nothing_beside
) -> Assumptions:
    """Read assumptions from the bytes of their file.

    Args:
        contents: What the file holds.
        file: Its name, for the places of findings.
        over: What holds where the file names no table; without it, the file has to give every table.
        beside: Gives the bytes of a CSV file that stands beside it, by its name.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, a table has a hole or a figure that cannot be, or something stands
            without its source; every mistake is a finding with the line it stands on.
    """
    text, document = toml_document(contents, file, code="assumptions.not_toml")
    reading = _Reading(Mistakes("assumptions", file, lines_of(text)), beside)
    found = reading.assumptions(document, over)
    mistakes = tuple(reading.mistakes.findings)
    if found is None or mistakes:
        place, code = mistakes[0].place, mistakes[0].code
        raise InvalidValue(f"{file} cannot be used: line {place.row} of {place.file} ({code})", *mistakes)
    return found


@frozen
class _Reading:
    """One file being read: what was found wrong, and where the rows of each table stand."""

    mistakes: Mistakes
    beside: Beside
    places: dict[str, list[Place]] = field(factory=dict)

    def assumptions(self, document: Mapping[str, Any], over: Assumptions | None) -> Assumptions | None:
        """What the document says; None where there is a mistake in it, which has been told."""
        self.mistakes.known(document, "", (*_HEAD, *TABLES))
        if not self.mistakes.needed(document, "", _HEAD):
            return None
        if document["format"] != ASSUMPTIONS_FORMAT:
            found, known = str(document["format"]), ASSUMPTIONS_FORMAT
            self.mistakes.mistake("assumptions.format_unknown", "format", found=found, known=known)
        file_id = self.mistakes.text(document, "", "id")
        name = self.mistakes.texts(document["name"], "name", ("th", "en"))
        given = (self._table(kind, document[kind.name]) for kind in TABLES.values() if kind.name in document)
        tables = [table for table in given if table is not None]
        if self.mistakes.findings:
            return None
        try:
            if over is not None:
                return over.with_tables(tables, file_id)
            return Assumptions(assumptions_id=file_id, name=name, tables=[table.given_by(file_id) for table in tables])
        except InvalidValue as error:
            self._placed(error)
            return None

    def _table(self, kind: TableKind, table: Any) -> RateTable | None:
        """One table; None where there is a mistake in it, which has been told."""
        if not isinstance(table, Mapping):
            self.mistakes.unreadable(f"{kind.name}[1]" if isinstance(table, list) else kind.name, table)
            return None
        before = len(self.mistakes.findings)
        self.mistakes.known(table, kind.name, (*_SOURCED, "measure", "uncertainty", "rows", "csv"))
        provenance = self._provenance(kind.name, table)
        measure, uncertainty = self._measure(kind, table), self._uncertainty(kind.name, table)
        rows = rows_of(self.mistakes, kind, table, self.beside)
        self.places[kind.name] = [place for place, _row in rows]
        if provenance is None or measure is None or len(self.mistakes.findings) > before:
            return None
        try:
            return RateTable(
                name=kind.name,
                axis=kind.axis,
                measure=measure,
                by_sex=kind.by_sex,
                rows=tuple(row for _place, row in rows),
                provenance=provenance,
                uncertainty=uncertainty,
            )
        except InvalidValue as error:
            self._placed(error)
            return None

    def _placed(self, error: InvalidValue) -> None:
        """Tell the mistakes of tables, each with the line of its row where it has one."""
        for each in error.findings:
            table, row = str(each.params.get("table", "")), each.params.get("row")
            places = self.places.get(table, [])
            if isinstance(row, int) and 1 <= row <= len(places):
                found = Finding(each.code, Severity.ERROR, place=places[row - 1], params=each.params)
                self.mistakes.findings.append(found)
            else:
                self.mistakes.mistake(each.code, table, **each.params)

    def _provenance(self, name: str, table: Mapping[str, Any]) -> Provenance | None:
        lacking = [key for key in _SOURCED if key not in table]
        if lacking:
            self.mistakes.mistake("assumptions.no_source", name, table=name, lacking=tuple(lacking))
            return None
        before = len(self.mistakes.findings)
        source, licence, cite = (self.mistakes.text(table, name, key) for key in ("source", "licence", "cite"))
        reason = self.mistakes.texts(table["reason"], f"{name}.reason", ("th", "en"))
        year, confidence = table["year"], table["confidence"]
        if confidence not in _IN_FILES:
            self.mistakes.unreadable(f"{name}.confidence", confidence)
        if type(year) is int and year > BUDDHIST_ABOVE:
            params = {"value": str(year), "meant": str(year - BE_OFFSET)}
            self.mistakes.mistake("assumptions.buddhist_year", f"{name}.year", **params)
        elif type(year) is not int or year < _EARLIEST:
            self.mistakes.unreadable(f"{name}.year", year)
        if len(self.mistakes.findings) > before:
            return None
        given = {"source": source, "licence": licence, "cite": cite, "year": year, "reason": reason}
        return Provenance(confidence=confidence, **given)

    def _measure(self, kind: TableKind, table: Mapping[str, Any]) -> Measure | None:
        known = {measure.value: measure for measure in kind.measures}
        given = table.get("measure", kind.measures[0].value)
        if isinstance(given, str) and given in known:
            return known[given]
        self.mistakes.unreadable(f"{kind.name}.measure", given)
        return None

    def _uncertainty(self, name: str, table: Mapping[str, Any]) -> float | None:
        given = table.get("uncertainty")
        if given is None or (type(given) in {int, float} and 0 < given <= 1):
            return given
        self.mistakes.unreadable(f"{name}.uncertainty", given)
        return None
