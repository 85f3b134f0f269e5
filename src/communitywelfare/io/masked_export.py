"""A fund's data for others (ชุดข้อมูลสำหรับส่งต่อ): every cell as far as its class may travel at a level, and no further."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version

from attrs import evolve, frozen

from communitywelfare.accounting import Journal, Voucher
from communitywelfare.calendar import PartialDate, Precision
from communitywelfare.errors import Finding, InvalidValue, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.identity import CitizenId, masked_ids
from communitywelfare.io._files import FilePath
from communitywelfare.io._lines import Columns, csv_bytes, encode
from communitywelfare.io._schema import schemas
from communitywelfare.io.csv_out import csv_text
from communitywelfare.io.exposure import Fate, Level, Sharing, exposure
from communitywelfare.io.journal import journal_text
from communitywelfare.io.manifest import BYLAW, MANIFEST, Manifest, Masking, digest
from communitywelfare.io.package import Package, put_package, table_columns
from communitywelfare.privacy import Counts, public_counts
from communitywelfare.pseudonyms import PseudonymKey, pseudonym, reference

__all__ = ["LEFT_OUT", "MASKED_REASON", "masked_files", "put_masked"]

MASKED_REASON = "ปิดบังในชุดข้อมูลที่ส่งต่อ"
LEFT_OUT = "*"  # a count that is not told
_PUBLISHED = ("members", "benefits")


def masked_files(package: Package, level: Level, key: PseudonymKey, *, purpose: str, k: int = 5) -> Mapping[str, bytes]:
    """The files of an export at a level, by name.

    At the level of the network it is a package: it can be read and checked, and the desk refuses to write in it. For
    the public there are counts in place of people, and no register. Rows that could not be used stay at home.

    Args:
        package: The fund's package.
        level: Network or public; the level of the fund is the package itself.
        key: Under which member numbers and citizen IDs become pseudonyms.
        purpose: What the export is for: pseudonyms of two purposes cannot be joined.
        k: Groups of fewer are not told.

    Raises:
        InvalidValue: The level is that of the fund, the purpose is blank or `k` is below 2.
        Refused: The package is masked already, or was not read whole.
    """
    _may_leave(package, level)
    masker = _Masker(package=package, level=level, key=key, purpose=purpose, k=k)
    masker.number("")  # a blank purpose is refused before anything is made
    tables = masker.columns()
    contents = masker.contents(tables)
    if level is Level.PUBLIC:
        counts = public_counts(package.fund, package.fund.as_of, k=k)
        contents |= {_counts_file(name): _counts_bytes(counts[name]) for name in _PUBLISHED}
    contents[BYLAW] = package.bylaw_text
    return {MANIFEST: masker.manifest(tables, contents).json_bytes(), **contents}


def put_masked(path: FilePath, contents: Mapping[str, bytes]) -> None:
    """Write the files of an export into a folder or, by the ending of its name, a file; whole or not at all.

    Raises:
        Refused: The file would not give everything back as it is: tables of counts go into a folder or a ZIP.
        NotInstalled: It is to be a workbook, and the extra ``excel`` is not there.
    """
    put_package(path, contents, owned=frozenset(map(_counts_file, _PUBLISHED)))


def _counts_file(name: str) -> str:
    return f"count_{name}.csv"


def _may_leave(package: Package, level: Level) -> None:
    if level is Level.FUND:
        finding = Finding("exposure.fund_level", Severity.ERROR)
        raise InvalidValue("the level of the fund is the package itself", finding)
    if package.masking is not None:
        raise Refused("the package is masked already", Finding("package.masked", Severity.ERROR))
    if package.losses:
        raise Refused("the package was not read whole", *package.losses)


@frozen(kw_only=True)
class _Masker:
    """One export: each table with what its columns may give."""

    package: Package
    level: Level
    key: PseudonymKey
    purpose: str
    k: int

    @property
    def fund(self) -> Fund:
        return self.package.fund

    def columns(self) -> Mapping[str, Columns]:
        """What the tables that give rows at this level give; the journal is a file of its own."""
        return {
            name: self._masked(name, columns)
            for name, columns in table_columns(self.package).items()
            if self._gives_rows(name)
        }

    def contents(self, tables: Mapping[str, Columns]) -> dict[str, bytes]:
        """The tables as files, and the journal where it may go."""
        encoding = self.package.encoding
        contents = {
            schemas()[name].file: csv_bytes(schemas()[name], columns, encoding=encoding)
            for name, columns in tables.items()
        }
        if self._gives_rows("journal"):
            contents["journal.csv"] = encode("journal.csv", journal_text(self._journal()), encoding)
        return contents

    def manifest(self, tables: Mapping[str, Columns], contents: Mapping[str, bytes]) -> Manifest:
        """What the export says of itself."""
        return Manifest(
            fund_id=self.fund.profile.fund_id,
            as_of=self.fund.as_of,
            synthetic=self.fund.synthetic,
            encoding=self.package.encoding,
            producer=f"communitywelfare {version('communitywelfare')}",
            hashes={name: digest(data) for name, data in contents.items()},
            rows={
                name: len(next(iter(columns.values())))
                for name, columns in tables.items()
                if not schemas()[name].is_view
            },
            masking=Masking(level=self.level.value, key_id=self.key.key_id, purpose=self.purpose),
        )

    def _gives_rows(self, table: str) -> bool:
        return table not in self.fund.absent and exposure().tables[table].sharing[self.level] is Sharing.ROWS

    def _masked(self, table: str, columns: Columns) -> Columns:
        # A rare column that no record can fill is not among them; the schema knows it.
        length = len(next(iter(columns.values())))
        columns = {column.id: columns.get(column.id, [None] * length) for column in schemas()[table].columns}
        fates = {name: exposure().fate(table, name, self.level) for name in columns}
        small = self._small_groups([columns[name] for name, fate in fates.items() if fate is Fate.SUPPRESS])
        found = {name: self._travelled(fates[name], values, small) for name, values in columns.items()}
        if "pseudonym" in columns and self.level is Level.NETWORK:
            found["pseudonym"] = self._persons(columns["national_id"])
        return found

    def _travelled(self, fate: Fate, values: Sequence[object], small: Sequence[bool]) -> Sequence[object]:
        """What of a column arrives; `small` says of which rows the group is too small to be told."""
        match fate:
            case Fate.KEEP:
                return [masked_ids(value) if isinstance(value, str) else value for value in values]
            case Fate.PSEUDONYM:
                return [
                    None if isinstance(value, CitizenId) or not value else self.number(str(value)) for value in values
                ]
            case Fate.COARSEN:
                return list(map(_year_alone, values))
            case Fate.SUPPRESS:
                return [None if gone else value for value, gone in zip(values, small, strict=True)]
            case Fate.STATED:
                return [MASKED_REASON] * len(values)
            case Fate.DROP:
                return [None] * len(values)

    def _persons(self, ids: Sequence[object]) -> Sequence[object]:
        """One pseudonym for each person, so that somebody who came back is known as one."""
        made = (pseudonym(self.key, self.purpose, each).text if isinstance(each, CitizenId) else None for each in ids)
        return list(made)

    def number(self, text: str) -> str:
        """The stand-in for a member's number or for a name."""
        return reference(self.key, self.purpose, self.fund.profile.fund_id, text)

    def _small_groups(self, columns: Sequence[Sequence[object]]) -> Sequence[bool]:
        """Of each row, whether too few share its village: the smallest go first, until no few are left blank."""
        groups = [tuple(map(str, group)) if any(group) else () for group in zip(*columns, strict=True)]
        sizes = Counter(group for group in groups if group)
        gone = {group for group, size in sizes.items() if size < self.k}
        for group in sorted(sizes, key=lambda each: (sizes[each], each)):
            if gone and sum(sizes[each] for each in gone) < self.k:
                gone.add(group)
        return [group in gone for group in groups]

    def _journal(self) -> Journal:
        """The entries without words and names, chained anew: the seal of the fund's own vouches for what was there."""
        return Journal(
            tuple(evolve(entry, seal=None, voucher=self._voucher(entry.voucher)) for entry in self.fund.journal)
        )

    def _voucher(self, voucher: Voucher) -> Voucher:
        lines = (
            evolve(
                line,
                member=self.number(line.member) if line.member else "",
                holder=self.number(line.holder) if line.holder else "",
            )
            for line in voucher.postings
        )
        return evolve(
            voucher,
            description="",
            postings=tuple(lines),
            number=masked_ids(voucher.number),
            reference=masked_ids(voucher.reference),
        )


def _year_alone(value: object) -> object:
    if not isinstance(value, PartialDate):
        return None
    return PartialDate(value.first.replace(month=1, day=1), Precision.YEAR)


def _counts_bytes(counts: Counts) -> bytes:
    """A table of counts as a file: one line for each row, one column for each of its columns, and the totals."""
    columns = sorted(counts.column_totals)
    lines: list[Sequence[str]] = [["", *columns, "total"]]
    for row, total in sorted(counts.row_totals.items(), key=lambda item: (len(item[0]), item[0])):
        lines.append([row, *_shown(counts.cell(row, column) for column in columns), *_shown([total])])
    lines.append(["total", *_shown(counts.column_totals[each] for each in columns), *_shown([counts.total])])
    return csv_text(lines)


def _shown(counts: Iterable[int | None]) -> list[str]:
    return [LEFT_OUT if count is None else str(count) for count in counts]
