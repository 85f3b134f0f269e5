"""Packages from one container into another, and other people's files into packages and back by their profiles."""

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.foreign import export, file_terms, foreign_options, import_into, refuse_what_stands
from communitywelfare.cli.speaking import FOUND_ERRORS, Voice, speaking
from communitywelfare.io._files import locked
from communitywelfare.io.containers import holds_package
from communitywelfare.io.package import package_files, read_package, table_count, write_package

__all__ = ["convert"]


@click.command()
@click.argument("source", type=PACKAGE)
@click.argument("target", type=PACKAGE)
@click.option("--replace", is_flag=True, help="แทนที่ของเดิมที่ปลายทาง / replace what stands there")
@click.option("--profile", default=None, help="รูปแบบแฟ้มของผู้อื่น: ชื่อหรือแฟ้ม / somebody else's layout: a name or a file")
@click.option("--base", type=PACKAGE, default=None, help="กองทุนที่จะรับข้อมูล / the fund that takes the rows")
@foreign_options
@speaking
def convert(
    voice: Voice,
    source: str,
    target: str,
    *,
    replace: bool,
    profile: str | None,
    base: str | None,
    as_of: ReadDay | None,
    year: int | None,
    synthetic: bool,
    encoding: str,
) -> None:
    """แปลงชุดข้อมูล: โฟลเดอร์ .zip .xlsx .json / A package in another container, every table identical.

    The container is told by the ending: ``fund.zip``, ``fund.xlsx``, ``fund.json``, anything else is a folder. With
    ``--profile`` a sheet of somebody else becomes a package, alone or with the fund of ``--base``; and a package
    becomes such a sheet, with all that has no place there.
    """
    if profile is None:
        _repack(voice, source, target, replace=replace)
        return
    asked = file_terms(voice, profile, as_of, year, synthetic=synthetic, encoding=encoding)
    if holds_package(source):
        export(voice, source, target, asked, replace=replace)
    else:
        import_into(voice, source, target, asked, base=base, replace=replace)


def _repack(voice: Voice, source: str, target: str, *, replace: bool) -> None:
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(source, progress=progress)
    if reading.package is None:
        voice.findings(reading.findings, err=True)
        raise click.exceptions.Exit(FOUND_ERRORS)
    with locked(target):
        refuse_what_stands(target, replace=replace)
        write_package(target, reading.package)
    voice.warn_of_errors(reading.findings)
    document = {"package": target, "files": sorted(package_files(reading.package))}
    voice.answer(document, f"{voice.t('written')} {target}")
