"""Whether a profile fits a layout: a sample is read by it, written again, and read once more (`profile check`).

Every cell that would be written otherwise than it stood, and every value that would come back otherwise, is told: the
first is a matter of style or a loss of the layout, the second a mistake of the profile.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import evolve, field, frozen

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.identity import masked
from communitywelfare.io._cells import text_of
from communitywelfare.io._rows import Rows
from communitywelfare.io.foreign.book import Book, RawSheet, book_of
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.writing import Written, separator_of, sheet_bytes, written

__all__ = ["RoundTrip", "differences", "round_trip", "written_and_held"]

_SHOWN = 5
_LINK = "member_no"


@frozen(eq=False, kw_only=True)
class RoundTrip:
    """A sample that was read, written and read again.

    Attributes:
        imported: What came of the sample.
        again: What came of what was written from that.
        sheet: What was written.
        findings: The losses: what has no place in the layout, what comes back otherwise, what is written otherwise.
    """

    imported: Imported = field(repr=False)
    again: Imported = field(repr=False)
    sheet: Written = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def is_of_nothing(self) -> bool:
        """Whether no record of the sample could be used, so that nothing was tried."""
        return not any(map(len, self.imported.tables.values()))

    @property
    def holds(self) -> bool:
        """Whether there is something that was understood, and all of it comes back the same."""
        return not self.is_of_nothing and not any(finding.is_error for finding in self.findings)


def round_trip(book: Book, profile: Profile, terms: Terms) -> RoundTrip:
    """Read a sample by a profile, write what came of it by the same profile, and read that.

    Raises:
        FormatError: The layout is not written from tables.
    """
    imported = import_book(book, profile, terms)
    sheet = written(imported.tables, profile, file=book.file, as_of=terms.as_of)
    again = import_book(_book(sheet, book.file), profile, terms)
    otherwise = _otherwise(imported.tables, again, sheet.losses)
    looks = (*_separators(book, profile), *_styles(imported, sheet))
    findings = (*sheet.losses, *_untaken(imported), *otherwise, *looks)
    return RoundTrip(imported=imported, again=again, sheet=sheet, findings=findings)


def written_and_held(
    tables: Mapping[str, Rows],
    profile: Profile,
    *,
    file: str,
    encoding: str = "utf-8-sig",
    as_of: date | None = None,
) -> tuple[bytes, tuple[Finding, ...]]:
    """Tables as the bytes of a file in a layout, and what of them it does not hold: it was read back and compared.

    `as_of` is the day as of which they are: years of two digits are of the hundred years up to it.

    Raises:
        FormatError: The layout is not written from tables, or the encoding has no place for a character.
        NotInstalled: It is to be a workbook, and the extra ``excel`` is not there.
    """
    sheet = written(tables, profile, file=file, as_of=as_of)
    separator = separator_of(file, profile.separator)
    contents = sheet_bytes(sheet, file, encoding=encoding, separator=separator)
    terms = Terms(as_of=as_of, synthetic=True)  # so that made-up citizen IDs are no matter here
    again = import_book(book_of(file, contents, encoding=encoding, separator=separator), profile, terms)
    otherwise = (evolve(each, severity=Severity.WARNING) for each in _otherwise(tables, again, sheet.losses))
    return contents, (*sheet.losses, *otherwise)


def _otherwise(tables: Mapping[str, Rows], again: Imported, told: Sequence[Finding]) -> Iterator[Finding]:
    """What comes back otherwise, beside the columns of which it is told already that the layout has no place."""
    gone = {(each.params.get("table"), each.params.get("column")) for each in told}
    if ("members", _LINK) in gone:
        gone |= {(name, _LINK) for name in tables}
    before = {name: table for name, table in tables.items() if name in again.profile.tables}
    for each in differences(before, again.tables, again.file):
        table, column = each.place.clause, each.place.column
        if (table, column) not in gone and not (column is None and _has_no_room(table, told)):
            yield each


def _untaken(imported: Imported) -> Iterator[Finding]:
    """Columns with something in them that are known and not taken: written again, they are blank."""
    for read in (each for each in imported.sheets if each.layout.is_usable):
        for at, column in read.layout.columns.items():
            count = sum(cell != "" for cell in read.records.columns[at]) if column.fills is None else 0
            if count:
                place = Place(file=imported.file, sheet=read.sheet.name or None, column=read.layout.labels[at])
                yield Finding("loss.not_taken", Severity.INFO, place=place, params={"count": count})


def _has_no_room(table: str | None, told: Sequence[Finding]) -> bool:
    return any(each.code == "loss.records" and each.params.get("table") == table for each in told)


def _book(sheet: Written, file: str) -> Book:
    rows = RawSheet(name="", rows=sheet.rows, lines=range(1, len(sheet.rows) + 1), usual=len(sheet.rows[0]))
    return Book(file=file, sheets=(rows,))


def differences(before: Mapping[str, Rows], after: Mapping[str, Rows], file: str) -> Iterator[Finding]:
    """Values of tables that are not what they were, column by column, the first of each with how many there are."""
    for name, table in before.items():
        other = after.get(name)
        count = len(other) if other is not None else 0
        if other is None or count != len(table):
            params = {"table": name, "before": len(table), "after": count}
            yield Finding("loss.rows_differ", Severity.ERROR, place=Place(file=file, clause=name), params=params)
            continue
        for column in table.schema.columns:
            pairs = zip(table.columns[column.id], other.columns[column.id], strict=True)
            wrong = [at for at, (was, is_now) in enumerate(pairs) if was != is_now]
            if wrong:
                at = wrong[0]
                was, now = (text_of(each.columns[column.id][at]) for each in (table, other))
                shown = (masked(was), masked(now)) if column.is_personal else (was, now)
                params = {"count": len(wrong), "was": shown[0], "now": shown[1], "rows": tuple(wrong[:_SHOWN])}
                place = Place(file=file, column=column.id, record=_record(table, at), clause=name)
                yield Finding("loss.value_differs", Severity.ERROR, place=place, params=params)


def _record(table: Rows, at: int) -> str | None:
    return text_of(table.columns[table.schema.key][at]) or None if table.schema.key else None


def _separators(book: Book, profile: Profile) -> Iterator[Finding]:
    """That the cells of the text would be parted by something else than they were."""
    now = separator_of(book.file, profile.separator)
    if book.separator and book.separator != now:
        params = {"was": book.separator, "now": now}
        yield Finding("loss.separator", Severity.WARNING, place=Place(file=book.file), params=params)


def _styles(imported: Imported, sheet: Written) -> Iterator[Finding]:
    """Columns whose cells would be written otherwise than they stood, with the same meaning."""
    if len(imported.sheets) != 1 or imported.has_errors:
        return
    read = imported.sheets[0]
    body = list(zip(*sheet.rows[sheet.header :], strict=True))
    for at, column in read.layout.columns.items():
        written_at = sheet.columns.get(column)
        if column.fills is None or written_at is None or not body:
            continue
        pairs = list(zip(read.records.columns[at], body[written_at], strict=False))
        wrong = [pair for pair in pairs if not _same(*pair)]
        if wrong:
            place = Place(file=imported.file, sheet=read.sheet.name or None, column=read.layout.labels[at])
            was, now = map(str, wrong[0])
            shown = (masked(was), masked(now)) if column.fills.schema.is_personal else (was, now)
            params = {"count": len(wrong), "was": shown[0], "now": shown[1]}
            code = "loss.spelling" if column.fills.schema.kind.startswith("code") else "loss.style"
            yield Finding(code, Severity.INFO, place=place, params=params)


def _same(was: Cell, now: Cell) -> bool:
    return was == now or (isinstance(was, str) and isinstance(now, str) and was.strip() == now)
