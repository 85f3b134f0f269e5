"""`check`: a package, or with a profile somebody else's file, looked at before anything is written."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from attrs import evolve

from communitywelfare.calendar import ReadDay
from communitywelfare.cli._tables import table_lines
from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.foreign import Asked, file_terms, foreign_options, imported_of
from communitywelfare.cli.speaking import WRONG_USAGE, Voice, findings_data, speaking
from communitywelfare.io._files import write_folder
from communitywelfare.io.containers import placed_in
from communitywelfare.io.foreign.importing import Imported
from communitywelfare.io.package import read_package, table_count
from communitywelfare.reports.import_findings import FoundGroup, groups_of
from communitywelfare.reports.import_page import rows_text, total_name
from communitywelfare.reports.import_report import DRY_RUN_FILES, dry_run_data, dry_run_files
from communitywelfare.wording import label, phrase, words

__all__ = ["check"]


@click.command()
@click.argument("source", type=PACKAGE)
@click.option(
    "--profile", default=None, help="รูปแบบแฟ้ม (profile) ของผู้อื่น: ชื่อหรือไฟล์ / somebody else's layout: a name or a file"
)
@click.option("--out", type=PACKAGE, default=None, help="โฟลเดอร์ผลตรวจ / where to write the page and the marked sheets")
@click.option("--all", "is_whole", is_flag=True, help="แสดงทุกช่อง / every cell on a line of its own")
@foreign_options
@speaking
def check(
    voice: Voice,
    source: str,
    *,
    profile: str | None,
    out: str | None,
    is_whole: bool,
    as_of: ReadDay | None,
    year: int | None,
    synthetic: bool,
    encoding: str,
) -> None:
    """ตรวจข้อมูลของกองทุน หรือไฟล์ของผู้อื่นก่อนนำเข้า / Check a fund's data, or somebody else's file before it is taken in.

    Every finding is told with its place, and nothing is changed. With ``--profile`` SOURCE is a sheet in a layout of
    its own, such as a register in Excel: how each column was understood is told. ``--out`` writes a page and a copy of
    the sheets, in which the cells to look at are coloured and say what is wanted.
    """
    if profile is None:
        if out or is_whole or as_of or year or synthetic or encoding != "auto":
            raise click.UsageError(voice.t("profile_needed"))
        _check_package(voice, source)
        return
    asked = file_terms(voice, profile, as_of, year, synthetic=synthetic, encoding=encoding)
    _check_foreign(voice, source, asked, out=out, is_whole=is_whole)


def _check_package(voice: Voice, source: str) -> None:
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(source, progress=progress)
    reading = evolve(reading, findings=placed_in(source, reading.findings))
    if voice.is_json:
        voice.answer({"findings": findings_data(reading.findings), "usable": reading.package is not None})
    else:
        voice.findings(reading.findings)
    voice.note_errors(reading.findings)


def _check_foreign(voice: Voice, source: str, asked: Asked, *, out: str | None, is_whole: bool) -> None:
    imported = imported_of(voice, source, asked)
    if out is not None:
        with voice.progress("drawing_up", len(DRY_RUN_FILES)) as progress:
            files = dry_run_files(imported, voice.language, as_of=asked.terms.as_of, progress=progress)
        write_folder(out, files, owned=DRY_RUN_FILES)
    if voice.is_json:
        voice.answer({**dry_run_data(imported), "findings": findings_data(imported.findings), "out": out})
    else:
        _tell(voice, imported, is_whole=is_whole)
        click.echo(voice.t("nothing_written") if out is None else f"{voice.t('open')} {Path(out) / DRY_RUN_FILES[0]}")
    voice.note_errors(imported.findings)
    if not any(map(len, imported.sheets)):
        raise click.exceptions.Exit(WRONG_USAGE)


def _tell(voice: Voice, imported: Imported, *, is_whole: bool) -> None:
    """What was understood, what was found, and the control totals, as tables."""
    click.echo(f"{imported.file} · {_t(voice, 'profile')} {imported.profile.names[voice.language]}")
    groups = groups_of(imported)
    for sheet in dict.fromkeys(group.sheet for group in groups):
        name = f" · {_t(voice, 'sheet')} {sheet}" if sheet else ""
        here = [group for group in groups if group.sheet == sheet]
        _table(voice, f"{_t(voice, 'understood')}{name}", [each for each in here if each.is_understood])
        if not is_whole:
            _table(voice, f"{_t(voice, 'found')}{name}", [each for each in here if not each.is_understood])
    if is_whole:
        click.echo("")
        for finding in imported.findings:
            click.echo(voice.line(finding))
    click.echo(f"\n{_t(voice, 'totals')}")
    heads = tuple(_t(voice, name) for name in ("total", "before", "after"))
    for line in table_lines([heads, *_totals(voice, imported)], right=(1, 2)):
        click.echo(f"  {line}")
    click.echo("")
    voice.findings_counted(imported.findings)


def _table(voice: Voice, title: str, groups: Sequence[FoundGroup]) -> None:
    if not groups:
        return
    click.echo(f"\n{title}")
    heads = tuple(_t(voice, name) for name in ("severity", "count", "column", "rows", "what"))
    for line in table_lines([heads, *(_row(voice, each) for each in groups)], right=(1,)):
        click.echo(f"  {line}")


def _row(voice: Voice, group: FoundGroup) -> tuple[str, ...]:
    severity = label(group.severity, voice.language)
    sentence = f"{words(group.first, voice.language)} [{group.code}]"
    return severity, f"{group.count:,}", group.column or "–", rows_text(group), sentence


def _totals(voice: Voice, imported: Imported) -> Iterator[tuple[str, ...]]:
    for each in imported.totals:
        figures = (f"{figure:,}" if isinstance(figure, int) else str(figure) for figure in (each.before, each.after))
        yield (total_name(each.name, voice.language), *figures)


def _t(voice: Voice, code: str) -> str:
    return phrase(f"dryrun.{code}", voice.language)
