"""The dry run as a page: how each sheet was understood, what was found in it, and its sums against what can be used."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib.metadata import version
from itertools import groupby

from communitywelfare.errors import Severity
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.importing import ControlTotal, Imported
from communitywelfare.io.foreign.profile import Field
from communitywelfare.io.foreign.understanding import SheetRead
from communitywelfare.money import Money
from communitywelfare.reports import _html as html
from communitywelfare.reports._html import Content, Html, Kind
from communitywelfare.reports.import_findings import FoundGroup, groups_of
from communitywelfare.wording import Language, label, phrase, shown, words

__all__ = ["dry_run_page", "rows_text", "total_name"]

_PILLS: Mapping[Severity, Kind] = {Severity.ERROR: "bad", Severity.WARNING: "warning", Severity.INFO: "note"}


def dry_run_page(imported: Imported, language: Language, *, as_of: date | None = None) -> bytes:
    """The page of a dry run. Personal values are masked in it; it needs nothing beside itself."""
    page = _Page(imported, language)
    return html.document(
        title=phrase("dryrun.title", language),
        lang=language,
        subtitle=" · ".join(page.subtitle(as_of)),
        body=html.fragment(page.first_figures(), page.notice(), page.totals(), page.of_file(), *page.sheets()),
        footer=f"{phrase('dryrun.made_by', language)} communitywelfare {version('communitywelfare')}",
    ).encode()


def total_name(name: str, language: Language) -> str:
    """What a control total is of: a table's records, or the amounts of a column."""
    table, _, column = name.partition(".")
    schema = schemas()[table]
    if language == "en":
        return name
    return f"{schema.sheet} · {schema.by_id[column].th}" if column else schema.sheet


def rows_text(group: FoundGroup) -> str:
    """The first rows of a group, with a mark where there are more."""
    shown_rows = ", ".join(f"{row:,}" for row in group.rows)
    return f"{shown_rows} …" if group.rows and group.count > len(group.rows) else shown_rows or "–"


class _Page:
    """The parts of a page, in one language."""

    def __init__(self, imported: Imported, language: Language) -> None:
        self._imported, self._language = imported, language
        self._groups = {name: tuple(found) for name, found in groupby(groups_of(imported), key=_sheet_of)}

    def _t(self, code: str) -> str:
        return phrase(f"dryrun.{code}", self._language)

    def subtitle(self, as_of: date | None) -> Iterator[str]:
        """Which file, by which profile, as of which day."""
        yield self._imported.file
        yield f"{self._t('profile')} {self._imported.profile.names[self._language]}"
        if as_of is not None:
            yield f"{phrase('as_of', self._language)} {shown(as_of, self._language)}"
        if self._imported.book.encoding:
            yield f"{self._t('encoding')} {self._imported.book.encoding}"

    def first_figures(self) -> Html:
        """Records that can be used, of how many; and how much there is to mend."""
        records = [each for each in self._imported.totals if "." not in each.name]
        of_tables = (
            (f"{total_name(each.name, self._language)} ({self._t('usable')})", f"{each.after:,} / {each.before:,}")
            for each in records
            if isinstance(each.before, int)
        )
        counts = (
            (label(severity, self._language), str(sum(each.severity is severity for each in self._imported.findings)))
            for severity in _PILLS
        )
        return html.figures((*of_tables, *counts))

    def notice(self) -> Html:
        """That nothing was changed, and what to do now."""
        return html.fragment(
            html.element("p", self._t("untouched"), class_="notice"), html.element("p", self._t("how_to_mend"))
        )

    def totals(self) -> Html:
        """Control totals: what the file holds, and what of it can be used."""
        headers = [self._t(name) for name in ("total", "before", "after", "aside")]
        rows = [self._total(each) for each in self._imported.totals]
        title = self._t("totals")
        return html.section(
            title, html.table(caption=title, headers=headers, rows=rows, numeric=(1, 2, 3)), id="totals"
        )

    def _total(self, each: ControlTotal) -> Sequence[Content]:
        aside = each.before - each.after  # type: ignore[operator]  # both are counts, or both are amounts
        figures = (each.before, each.after, aside)
        return (total_name(each.name, self._language), *map(_figure, figures))

    def of_file(self) -> Html:
        """What concerns the file as a whole, and sheets that were not read."""
        read = {each.sheet.name for each in self._imported.sheets}
        groups = [each for name, found in self._groups.items() if name not in read for each in found]
        return self._findings(self._t("of_file"), groups, "file") if groups else Html("")

    def sheets(self) -> Iterator[Html]:
        """A section for each sheet that was read."""
        for number, read in enumerate(self._imported.sheets, start=1):
            groups = self._groups.get(read.sheet.name, ())
            name = f"{self._t('sheet')} {read.sheet.name}" if read.sheet.name else self._imported.file
            yield html.section(
                name,
                html.definition_list(self._facts(read)),
                self._columns(read, groups),
                self._findings(
                    self._t("found"), [each for each in groups if not each.is_understood], f"found-{number}"
                ),
                id=f"sheet-{number}",
            )

    def _facts(self, read: SheetRead) -> Iterator[tuple[Content, Content]]:
        header = read.layout.header
        lines = sorted({read.sheet.lines[row] for row in (header.start, header.stop - 1)}) if header else []
        yield self._t("header_row"), "–".join(map(str, lines)) or self._t("not_found")
        yield self._t("records"), f"{len(read):,}"
        if read.records.dropped:
            parts = (f"{self._t(f'dropped_{why}')} {count:,}" for why, count in read.records.dropped.items())
            yield self._t("dropped"), " · ".join(parts)

    def _columns(self, read: SheetRead, groups: Sequence[FoundGroup]) -> Html:
        """Every column of the sheet: what it was taken for, how full it is, and on what evidence."""
        title = self._t("understood")
        headers = [self._t(name) for name in ("column", "means", "filled", "evidence", "to_look_at")]
        rows = [
            self._column(read, at, name, [each for each in groups if each.column == name])
            for at, name in enumerate(read.layout.labels)
        ]
        return html.table(caption=title, headers=headers, rows=rows, numeric=(2, 4))

    def _column(self, read: SheetRead, at: int, name: str, groups: Sequence[FoundGroup]) -> Sequence[Content]:
        cells = read.records.columns[at] if at < len(read.records.columns) else ()
        filled = len(cells) - cells.count("") if cells else 0
        notes = [html.element("div", words(each.first, self._language)) for each in groups if each.is_understood]
        count = sum(each.count for each in groups if not each.is_understood)
        return name, self._meaning(read, at), f"{filled:,}", html.fragment(*notes), f"{count:,}"

    def _meaning(self, read: SheetRead, at: int) -> Content:
        layout = read.layout
        column = layout.columns.get(at)
        if column is not None and column.fills is not None:
            return self._field_name(column.fills)
        if column is not None:
            return html.fragment(self._t("not_taken"), " ", html.element("small", column.why))
        if at in layout.satang.values():
            return self._t("satang")
        if at in layout.months:
            return self._t("month")
        if at == layout.month_total:
            return self._t("month_total")
        return self._t("deleted_flag") if at == layout.dropped else html.element("em", self._t("unknown_column"))

    def _field_name(self, name: Field) -> str:
        """A canonical column; with its table where the layout has several."""
        is_thai = self._language == "th"
        called = name.schema.th if is_thai else name.column
        if len(self._imported.profile.tables) == 1:
            return called
        table = schemas()[name.table].sheet if is_thai else name.table
        return f"{table} {name.nth} · {called}" if name.nth > 1 else f"{table} · {called}"

    def _findings(self, title: str, groups: Sequence[FoundGroup], place: str) -> Html:
        headers = [self._t(name) for name in ("column", "severity", "what", "count", "rows")]
        table = html.table(
            caption=title, headers=headers, rows=map(self._found, groups), numeric=(3,), empty=self._t("nothing")
        )
        return html.section(title, table, id=place, level=3)

    def _found(self, group: FoundGroup) -> Sequence[Content]:
        where = group.column or group.sheet or "–"
        sign = html.pill(label(group.severity, self._language), _PILLS[group.severity])
        what = html.fragment(words(group.first, self._language), " ", html.element("small", group.code))
        return where, sign, what, f"{group.count:,}", rows_text(group)


def _figure(figure: int | Money) -> str:
    return f"{figure:,}" if isinstance(figure, int) else str(figure)


def _sheet_of(group: FoundGroup) -> str:
    return group.sheet
