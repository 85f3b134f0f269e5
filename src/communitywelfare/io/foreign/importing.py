"""Foreign files into canonical tables: a book, a profile, and what came of them, with every finding and control totals.

A row that cannot be used is set aside whole, with its cells as they stood; the others go on. Nothing is changed in
silence: what was understood although it was written otherwise is told once for its column, what a person must look at
is told at its cell.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain

from attrs import field, frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._rows import Rows
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.assembly import Part, merged, parts_of
from communitywelfare.io.foreign.book import Book, RawSheet
from communitywelfare.io.foreign.layout import Layout
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Field, Profile, SheetChoice
from communitywelfare.io.foreign.understanding import SheetRead, understood
from communitywelfare.money import Money, total
from communitywelfare.uncollected import uncollected

__all__ = ["ControlTotal", "Imported", "import_book"]

Progress = Callable[[str], None]
_UNSAID = Terms()


def _silent(_sheet: str) -> None:
    """Nobody is watching."""


@frozen(kw_only=True)
class ControlTotal:
    """A figure of the file as it is, and of what can be used of it: the difference is in the rows that were set aside.

    `name` is a table, whose records are counted, or a ``table.column`` of amounts, which are added up.
    """

    name: str
    before: int | Money
    after: int | Money


@frozen(eq=False, kw_only=True)
class Imported:
    """What came of a foreign file.

    Attributes:
        file: Its name.
        profile: By which it was read.
        sheets: Its sheets, as far as they were read.
        tables: The canonical tables that came of them; the `lines` of their rows are numbers of records, which
            `place_of` turns into places on the sheets.
        totals: Control totals before and after.
        findings: Everything that was found.
    """

    file: str
    profile: Profile
    book: Book = field(repr=False)
    sheets: tuple[SheetRead, ...] = field(repr=False)
    tables: Mapping[str, Rows] = field(repr=False)
    totals: tuple[ControlTotal, ...]
    findings: tuple[Finding, ...] = field(repr=False)

    @property
    def has_errors(self) -> bool:
        """Whether any finding is an error."""
        return any(finding.is_error for finding in self.findings)

    def layout_of(self, sheet: RawSheet) -> Layout | None:
        """How a sheet of the book is laid out; None where it was not read."""
        return next((read.layout for read in self.sheets if read.sheet is sheet), None)

    def place_of_column(self, column: str) -> Place:
        """Where a canonical ``table.column`` stands, under the header of the first sheet that has it.

        What no sheet has bears the canonical header.
        """
        name = Field.parse(column)
        having = (read for read in self.sheets if name in read.fields)
        first = next(having, None)
        if first is None:
            return Place(file=self.file, column=name.schema.th)
        return Place(file=self.file, sheet=first.sheet.name or None, column=first.label_of(name))

    def place_of(self, record: int, column: str | None = None) -> Place:
        """Where a record stands, by its number from 1, and under which header a canonical ``table.column`` of it."""
        for read in self.sheets:
            if record <= len(read):
                return Place(
                    file=self.file,
                    sheet=read.sheet.name or None,
                    row=read.sheet.lines[read.records.rows[record - 1]],
                    column=None if column is None else read.label_of(Field.parse(column)),
                )
            record -= len(read)
        raise LookupError(f"{self.file} has no record {record}")


def import_book(book: Book, profile: Profile, terms: Terms = _UNSAID, *, progress: Progress = _silent) -> Imported:
    """Read a foreign file by a profile.

    Args:
        book: The file, opened.
        profile: What is known of its layout.
        terms: What the file does not say of itself.
        progress: Called with the name of each sheet that has been read.

    Raises:
        FormatError: The profile is of a form that is filled in and never read.
    """
    place = Place(file=book.file)
    if profile.is_written_only:
        finding = Finding("profile.not_read", Severity.ERROR, place=place, params={"profile": profile.id})
        raise FormatError(f"{profile.id} is filled in and never read", finding)
    findings, sheets, before = [*book.findings, *_of_other_kind(book, profile)], list[SheetRead](), 0
    parts: dict[str, list[Part]] = defaultdict(list)
    with uncollected():
        for sheet in _chosen(book, profile, findings):
            read = understood(book.file, sheet, profile, terms)
            findings += read.findings
            sheets.append(read)
            for table, part in parts_of(Place(file=book.file, sheet=sheet.name or None), read, profile, before=before):
                parts[table].append(part)
            before += len(read)
            progress(sheet.name)
        tables = {name: merged(schemas()[name], parts[name]) for name in profile.tables if name in parts}
    if not before:
        findings.append(Finding("import.no_records", Severity.ERROR, place=place, params={"profile": profile.id}))
    findings += [each for table in tables.values() for each in table.findings]
    return Imported(
        file=book.file,
        profile=profile,
        book=book,
        sheets=tuple(sheets),
        tables=tables,
        totals=tuple(chain.from_iterable(_totals(tables[name], parts[name]) for name in tables)),
        findings=tuple(findings),
    )


def _of_other_kind(book: Book, profile: Profile) -> Iterator[Finding]:
    """That the file is of a kind in which the layout was not seen."""
    if not book.file.casefold().endswith(profile.kinds):
        params = {"file": book.file, "known": profile.kinds}
        yield Finding("profile.other_kind", Severity.INFO, place=Place(file=book.file), params=params)


def _totals(table: Rows, parts: Sequence[Part]) -> Iterator[ControlTotal]:
    name = table.schema.name
    yield ControlTotal(name=name, before=len(table) + len(table.set_aside), after=len(table))
    for column in dict.fromkeys(chain.from_iterable(part.sums for part in parts)):
        before = total(part.sums[column] for part in parts if column in part.sums)
        after = total(amount for amount in table.columns[column] if amount is not None)
        yield ControlTotal(name=f"{name}.{column}", before=before, after=after)


def _chosen(book: Book, profile: Profile, findings: list[Finding]) -> Iterator[RawSheet]:
    """The sheets that hold rows; what is hidden, and what is not there, is told."""
    shown = [sheet for sheet in book.sheets if not sheet.is_hidden]
    for sheet in book.sheets:
        if sheet.is_hidden:
            place = Place(file=book.file, sheet=sheet.name)
            findings.append(Finding("sheet.hidden", Severity.WARNING, place=place))
    match profile.sheets.choice:
        case SheetChoice.FIRST:
            yield from shown[:1]
            for sheet in shown[1:]:
                place = Place(file=book.file, sheet=sheet.name)
                findings.append(Finding("sheet.not_read", Severity.INFO, place=place))
        case SheetChoice.EVERY:
            yield from shown
        case SheetChoice.NAMED:
            by_name = {sheet.name: sheet for sheet in book.sheets}
            if list(by_name) == [""]:  # a text is one sheet, which has no name
                yield from shown
                return
            yield from _named(book, by_name, profile.sheets.names, findings)


def _named(
    book: Book, by_name: Mapping[str, RawSheet], names: Sequence[str], findings: list[Finding]
) -> Iterator[RawSheet]:
    for name in names:
        if name in by_name:
            yield by_name[name]
        else:
            place, params = Place(file=book.file, sheet=name), {"found": tuple(by_name)}
            findings.append(Finding("sheet.missing", Severity.ERROR, place=place, params=params))
