"""Packages from one container into another: a folder, a ZIP, a workbook, a JSON document."""

from collections.abc import Mapping

import click

from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.speaking import FOUND_ERRORS, Voice, speaking
from communitywelfare.errors import Finding, InvalidValue, Place, Refused, Severity
from communitywelfare.io._files import locked, stands
from communitywelfare.io.exposure import Level
from communitywelfare.io.key_file import read_key
from communitywelfare.io.masked_export import masked_files, put_masked
from communitywelfare.io.package import package_files, read_package, table_count, write_package
from communitywelfare.pseudonyms import PseudonymKey

__all__ = ["convert"]


@click.command()
@click.argument("source", type=PACKAGE)
@click.argument("target", type=PACKAGE)
@click.option("--replace", is_flag=True, help="แทนที่ของเดิมที่ปลายทาง / replace what stands there")
@click.option(
    "--level",
    type=click.Choice([each.value for each in Level]),
    default=Level.FUND.value,
    show_default=True,
    help="ส่งให้ใคร: กองทุน เครือข่าย สาธารณะ / for whom: the fund itself, its network, everybody",
)
@click.option("--key", "key_file", type=PACKAGE, default=None, help="แฟ้มกุญแจสำหรับนามแฝง / key file for pseudonyms")
@click.option("--purpose", default="", help="ส่งเพื่ออะไร / what the export is for")
@speaking
def convert(voice: Voice, source: str, target: str, *, replace: bool, level: str, **masking: str | None) -> None:
    """แปลงชุดข้อมูล: โฟลเดอร์ .zip .xlsx .json / A package in another container, every table identical.

    The container is told by the ending: ``fund.zip``, ``fund.xlsx``, ``fund.json``, anything else is a folder. At the
    levels of the network and of the public, personal data stay at home: ``privacy key`` makes the key file.
    """
    key = _key(Level(level), masking)
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(source, progress=progress)
    if reading.package is None:
        voice.findings(reading.findings, err=True)
        raise click.exceptions.Exit(FOUND_ERRORS)
    with locked(target):
        if stands(target) and not replace:
            finding = Finding(
                "container.stands_there", Severity.ERROR, place=Place(file=target), params={"file": target}
            )
            raise Refused(f"{target} is there already", finding)
        if key is None:
            write_package(target, reading.package)
            files = sorted(package_files(reading.package))
        else:
            masked = masked_files(reading.package, Level(level), key, purpose=masking["purpose"] or "")
            put_masked(target, masked)
            files = sorted(masked)
    voice.warn_of_errors(reading.findings)
    document = {"package": target, "files": files} | ({} if key is None else {"level": level, "key_id": key.key_id})
    voice.answer(document, f"{voice.t('written')} {target}")


def _key(level: Level, masking: Mapping[str, str | None]) -> PseudonymKey | None:
    """The key of an export for others; None where the package goes whole."""
    if level is Level.FUND:
        return None
    if not masking["key_file"] or not masking["purpose"]:
        finding = Finding("exposure.needs_key", Severity.ERROR, params={"level": level.value})
        raise InvalidValue("an export for others needs a key, and what it is for", finding)
    return read_key(masking["key_file"])
