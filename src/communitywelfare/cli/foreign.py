"""Other people's files at the command line: read by a profile into a package, written by one from a package."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

import click
from attrs import frozen

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.speaking import DAY, Voice, findings_data
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.io._files import locked, stands, write_file
from communitywelfare.io.bylaw_toml import read_bylaw
from communitywelfare.io.containers import files_at
from communitywelfare.io.foreign.book import Book, open_book
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.packing import (
    day_of_files,
    joined_files,
    members_lacking,
    table_files,
    tables_of_files,
)
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import profile_named
from communitywelfare.io.foreign.register_look import seen_whole
from communitywelfare.io.foreign.roundtrip import written_and_held
from communitywelfare.io.package import put_package
from communitywelfare.io.register import fund_of_register

__all__ = [
    "Asked",
    "book_imported",
    "export",
    "file_terms",
    "foreign_options",
    "fund_of_sheet",
    "import_into",
    "imported_of",
    "refuse_what_stands",
]

F = TypeVar("F", bound=Callable[..., Any])


@frozen(kw_only=True)
class Asked:
    """What a person said about a foreign file: its profile, and what it does not say of itself."""

    profile: Profile
    terms: Terms
    encoding: str

    @property
    def as_of(self) -> date:
        """The day on which the file was true.

        Raises:
            Refused: Nobody said it.
        """
        if self.terms.as_of is None:
            finding = Finding("import.day_unsaid", Severity.ERROR, place=Place(column="--as-of"))
            raise Refused("the day on which the file was true is not said", finding)
        return self.terms.as_of

    @property
    def opens_with(self) -> str:
        """The encoding that was named, or else that of the profile."""
        return self.profile.encoding if self.encoding == "auto" else self.encoding

    def opened(self, path: str) -> Book:
        """A foreign file, opened as the profile expects it."""
        return open_book(path, encoding=self.opens_with, separator=self.profile.separator)


def foreign_options(command: F) -> F:
    """Give a command the options by which a foreign file is read."""
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def file_terms(
    voice: Voice, profile: str, as_of: ReadDay | None, year: int | None, *, synthetic: bool, encoding: str
) -> Asked:
    """What the options say; a profile is one that comes with the library, or a file."""
    if as_of is not None:
        voice.day(as_of)
    terms = Terms(as_of=as_of.day if as_of else None, year=year, synthetic=synthetic)
    return Asked(profile=profile_named(profile), terms=terms, encoding=encoding)


_OPTIONS: Sequence[Callable[[F], F]] = (
    click.option("--as-of", type=DAY, default=None, help="ข้อมูล ณ วันที่ / the day on which the file was true"),
    click.option(
        "--year", type=click.IntRange(2400, 2900), default=None, help="ปีงบประมาณ พ.ศ. / its fiscal year, B.E."
    ),
    click.option("--synthetic", is_flag=True, help="ไม่มีบุคคลจริง / its people are made up"),
    click.option("--encoding", default="auto", help="รหัสอักขระ / utf-8, cp874; auto looks at the file"),
)


def imported_of(voice: Voice, source: str, asked: Asked) -> Imported:
    """Read a foreign file, with a bar while it is read."""
    return book_imported(voice, asked.opened(source), asked)


def book_imported(voice: Voice, book: Book, asked: Asked) -> Imported:
    """Understand a foreign file that is open, and see its register as a whole."""
    with voice.progress("reading", len(book.sheets)) as progress:
        imported = import_book(book, asked.profile, asked.terms, progress=progress)
    return seen_whole(imported, asked.terms.as_of)


def fund_of_sheet(voice: Voice, source: str, bylaw: str, asked: Asked) -> tuple[Fund, tuple[Finding, ...]]:
    """The fund of a register alone, and what was found in it; of everything else it says that it was not given."""
    as_of, lived_by = asked.as_of, read_bylaw(bylaw)
    imported = imported_of(voice, source, asked)
    return fund_of_register(imported, lived_by, as_of=as_of, synthetic=asked.terms.synthetic), imported.findings


def refuse_what_stands(target: str, *, replace: bool) -> None:
    """Refuse to write over what is there, unless that is asked for."""
    if stands(target) and not replace:
        finding = Finding("container.stands_there", Severity.ERROR, place=Place(file=target), params={"file": target})
        raise Refused(f"{target} is there already", finding)


def import_into(voice: Voice, source: str, target: str, asked: Asked, *, base: str | None, replace: bool) -> None:
    """Read a foreign file, and write what came of it as a package, or together with one."""
    imported = imported_of(voice, source, asked)
    files, found = _files(imported, asked, base), [*imported.findings]
    if base is not None:
        found += members_lacking(files_at(base), imported)
    with locked(target):
        refuse_what_stands(target, replace=replace)
        put_package(target, files)
    counts = {name: len(table) for name, table in imported.tables.items()}
    aside = sum(len(table.set_aside) for table in imported.tables.values())
    if not voice.is_json:
        voice.findings(found, err=True)
    voice.answer(
        {
            "package": target,
            "rows": counts,
            "set_aside": aside,
            "totals": {each.name: {"before": each.before, "after": each.after} for each in imported.totals},
            "findings": findings_data(found),
        },
        f"{voice.t('written')} {target}",
        *(f"{name}: {count:,}" for name, count in counts.items()),
        f"{voice.t('set_aside')}: {aside:,}",
    )
    voice.note_errors(found)


def _files(imported: Imported, asked: Asked, base: str | None) -> Mapping[str, bytes]:
    if base is not None:
        return joined_files(files_at(base), [imported], as_of=asked.terms.as_of)
    return table_files([imported], as_of=asked.as_of, synthetic=asked.terms.synthetic)


def export(voice: Voice, source: str, target: str, asked: Asked, *, replace: bool) -> None:
    """Write a package in the layout of a profile, and tell what has no place there."""
    files = files_at(source)
    tables, findings = tables_of_files(files)
    encoding = "utf-8-sig" if asked.opens_with == "auto" else asked.opens_with
    as_of = asked.terms.as_of or day_of_files(files)
    contents, losses = written_and_held(tables, asked.profile, file=target, encoding=encoding, as_of=as_of)
    with locked(target):
        refuse_what_stands(target, replace=replace)
        write_file(target, contents)
    told = (*(each for each in findings if each.is_error), *losses)
    if not voice.is_json:
        voice.findings(told, err=True)
    voice.answer({"file": target, "findings": findings_data(told)}, f"{voice.t('written')} {target}")
    voice.note_errors(told)
