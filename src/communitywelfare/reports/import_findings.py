"""What was found in a foreign file, drawn together: by kind and column for a list, by cell for a copy of the sheet."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Self

from attrs import field, frozen

from communitywelfare.errors import Finding, Severity
from communitywelfare.io.foreign.book import RawSheet
from communitywelfare.io.foreign.importing import Imported

__all__ = ["FoundGroup", "Located", "groups_of", "located", "rank_of", "worst_of"]

_SHOWN: Final = 5
_LINES: Final = "rows"


@frozen(kw_only=True)
class FoundGroup:
    """Findings of one kind in one column of a sheet: how many cells or rows they concern, and the first of these.

    Attributes:
        sheet: The sheet; empty where the file has one without a name, or where they concern the file.
        column: The letters and the header of the column; empty where they concern whole rows.
        severity: How much they matter.
        count: How many cells, rows or records they concern.
        rows: The lines of the first five.
        first: The first of them, whose words stand for all.
    """

    sheet: str
    column: str
    severity: Severity
    count: int
    rows: tuple[int, ...]
    first: Finding = field(repr=False)

    @property
    def code(self) -> str:
        """Of which kind they are."""
        return self.first.code

    @property
    def is_understood(self) -> bool:
        """Whether it tells how a column was understood, and nobody need do anything."""
        return self.severity is Severity.INFO and bool(self.column)


@frozen(eq=False)
class Located:
    """A finding with the sheet it is of, where it is of one, and the cells it stands at, by row and column from 0."""

    finding: Finding
    sheet: RawSheet | None = field(repr=False)
    cells: tuple[tuple[int, int], ...]


def groups_of(imported: Imported) -> tuple[FoundGroup, ...]:
    """Findings by sheet, column and kind: of the file, then sheet by sheet, the worst first, column by column."""
    drawn: dict[tuple[str, str, str, Severity], list[Finding]] = defaultdict(list)
    for finding in imported.findings:
        place = finding.place
        drawn[place.sheet or "", place.column or "", finding.code, finding.severity].append(finding)
    sheets = {name: at for at, name in enumerate(dict.fromkeys(("", *(each.name for each in imported.book.sheets))))}
    groups = (_group(*key, found) for key, found in drawn.items())

    def order(group: FoundGroup) -> tuple[int, int, tuple[int, str]]:
        return sheets.get(group.sheet, len(sheets)), rank_of(group.severity), _letters(group.column)

    return tuple(sorted(groups, key=order))


def _group(sheet: str, column: str, _code: str, severity: Severity, found: Sequence[Finding]) -> FoundGroup:
    lines = dict.fromkeys(line for finding in found for line in _lines(finding))
    return FoundGroup(
        sheet=sheet,
        column=column,
        severity=severity,
        count=sum(map(_count, found)),
        rows=tuple(lines)[:_SHOWN],
        first=found[0],
    )


def rank_of(severity: Severity) -> int:
    """The place of a severity among the others, the worst first."""
    return list(Severity).index(severity)


def _letters(column: str) -> tuple[int, str]:
    """Columns in their order on the sheet: A, B, … Z, AA."""
    letters = column.partition(" ")[0]
    return len(letters), letters


def _count(finding: Finding) -> int:
    """How many cells or rows it concerns: a note says so, and any other concerns one."""
    count = finding.params.get("count")
    return count if isinstance(count, int) else 1


def _lines(finding: Finding) -> Sequence[int]:
    """The lines that it names: those of a note, or its own."""
    lines = finding.params.get(_LINES)
    if isinstance(lines, tuple) and lines:
        return lines
    return () if finding.place.row is None else (finding.place.row,)


def worst_of(findings: Sequence[Finding]) -> Severity:
    """The most serious of some findings."""
    return min((finding.severity for finding in findings), key=rank_of)


def located(imported: Imported) -> Iterator[Located]:
    """Every finding with its sheet and the cells it stands at.

    What concerns a whole row stands at its first cell. A note about a column stands at its header and, where it wants a
    person to look, at the first cells that it names as well.
    """
    maps = {sheet.name: _CellMap.of(imported, sheet) for sheet in imported.book.sheets}
    for finding in imported.findings:
        known = maps.get(finding.place.sheet or "")
        if known is None:
            yield Located(finding, None, ())
        else:
            yield Located(finding, known.sheet, known.cells(finding))


@frozen(eq=False)
class _CellMap:
    """Which row of a sheet each line is, and which column bears each label."""

    sheet: RawSheet
    header: int
    columns: Mapping[str, int]
    rows: Mapping[int, int]

    @classmethod
    def of(cls, imported: Imported, sheet: RawSheet) -> Self:
        layout = imported.layout_of(sheet)
        labels = layout.labels if layout is not None else ()
        header = layout.header[-1] if layout is not None and layout.header else 0
        columns = {label: at for at, label in enumerate(labels)}
        return cls(sheet, header, columns, {line: at for at, line in enumerate(sheet.lines)})

    def cells(self, finding: Finding) -> tuple[tuple[int, int], ...]:
        place, lines = finding.place, _lines(finding)
        is_note = place.row is None and place.column is not None
        if is_note and finding.severity is Severity.INFO:
            lines = ()
        rows = [self.header] if is_note else []
        rows += [self.rows[line] for line in lines if line in self.rows]
        column = self.columns.get(place.column or "", 0)
        return tuple((row, column) for row in rows)
