"""Packages from one container into another: a folder, a ZIP, a workbook, a JSON document."""

import click
from attrs import evolve

from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.speaking import FOUND_ERRORS, Voice, speaking
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.io._files import locked, stands
from communitywelfare.io.manifest import ENCODINGS
from communitywelfare.io.package import package_files, read_package, table_count, write_package

__all__ = ["convert"]


@click.command()
@click.argument("source", type=PACKAGE)
@click.argument("target", type=PACKAGE)
@click.option("--replace", is_flag=True, help="แทนที่ของเดิมที่ปลายทาง / replace what stands there")
@click.option(
    "--encoding",
    type=click.Choice(ENCODINGS),
    default=None,
    help="รหัสอักขระของไฟล์ CSV / of the CSV files; as it was by default",
)
@speaking
def convert(voice: Voice, source: str, target: str, *, replace: bool, encoding: str | None) -> None:
    """แปลงชุดข้อมูล: โฟลเดอร์ .zip .xlsx .json / A package in another container, every table identical.

    The container is told by the ending: ``fund.zip``, ``fund.xlsx``, ``fund.json``, anything else is a folder.
    What an encoding cannot hold is told cell by cell, and nothing is written.
    """
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(source, progress=progress)
    if reading.package is None:
        voice.findings(reading.findings, err=True)
        raise click.exceptions.Exit(FOUND_ERRORS)
    package = evolve(reading.package, encoding=encoding or reading.package.encoding)
    with locked(target):
        if stands(target) and not replace:
            finding = Finding(
                "container.stands_there", Severity.ERROR, place=Place(file=target), params={"file": target}
            )
            raise Refused(f"{target} is there already", finding)
        write_package(target, package)
    voice.warn_of_errors(reading.findings)
    document = {"package": target, "files": sorted(package_files(package))}
    voice.answer(document, f"{voice.t('written')} {target}")
