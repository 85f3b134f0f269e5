"""Packages from one container into another, and other people's files into packages and back by their profiles."""

from typing import Any

import click
from attrs import evolve, frozen

from communitywelfare.cli.desk import PACKAGE, whole_package
from communitywelfare.cli.foreign import export, file_terms, foreign_options, import_into, refuse_what_stands
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.io._files import locked
from communitywelfare.io.containers import holds_package
from communitywelfare.io.exposure import Level
from communitywelfare.io.key_file import read_key
from communitywelfare.io.manifest import ENCODINGS
from communitywelfare.io.masked_export import masked_files, put_masked
from communitywelfare.io.package import read_package, table_count, write_package
from communitywelfare.pseudonyms import PseudonymKey

__all__ = ["convert"]


@frozen
class _Masking:
    """For whom a package leaves, under which key, and what for."""

    level: Level
    key_file: str | None
    purpose: str

    def key(self) -> PseudonymKey | None:
        """The key of an export for others; None where the package goes whole."""
        if self.level is Level.FUND:
            return None
        if not self.key_file or not self.purpose:
            finding = Finding("exposure.needs_key", Severity.ERROR, params={"level": self.level.value})
            raise InvalidValue("an export for others needs a key, and what it is for", finding)
        return read_key(self.key_file)


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
@click.option("--key", "key_file", type=PACKAGE, default=None, help="ไฟล์กุญแจสำหรับนามแฝง / key file for pseudonyms")
@click.option("--purpose", default="", help="ส่งเพื่ออะไร / what the export is for")
@click.option(
    "--profile", default=None, help="รูปแบบแฟ้ม (profile) ของผู้อื่น: ชื่อหรือไฟล์ / somebody else's layout: a name or a file"
)
@click.option("--base", type=PACKAGE, default=None, help="กองทุนที่จะรับข้อมูล / the fund that takes the rows")
@foreign_options
@speaking
def convert(
    voice: Voice,
    source: str,
    target: str,
    *,
    replace: bool,
    level: str,
    key_file: str | None,
    purpose: str,
    profile: str | None,
    base: str | None,
    encoding: str,
    **terms: Any,
) -> None:
    """แปลงชุดข้อมูล: โฟลเดอร์ .zip .xlsx .json / A package in another container, every table identical.

    The container is told by the ending: ``fund.zip``, ``fund.xlsx``, ``fund.json``, anything else is a folder. What an
    encoding cannot hold is told cell by cell, and nothing is written. At the levels of the network and of the public,
    personal data stay at home: ``privacy key`` makes the key file.

    With ``--profile`` a sheet of somebody else becomes a package, alone or with the fund of ``--base``; and a package
    becomes such a sheet, with all that has no place there.
    """
    masking = _Masking(Level(level), key_file, purpose)
    if profile is None:
        _repack(voice, (source, target), masking, encoding, replace=replace)
        return
    if masking.level is not Level.FUND:
        finding = Finding("exposure.no_layout", Severity.ERROR, params={"level": level})
        raise InvalidValue("a layout of somebody else is written for the fund itself", finding)
    asked = file_terms(voice, profile, **terms, encoding=encoding)
    if holds_package(source):
        export(voice, source, target, asked, replace=replace)
    else:
        import_into(voice, source, target, asked, base=base, replace=replace)


def _repack(voice: Voice, paths: tuple[str, str], masking: _Masking, encoding: str, *, replace: bool) -> None:
    (source, target), key = paths, masking.key()
    if encoding not in {"auto", *ENCODINGS}:
        place, params = Place(column="--encoding"), {"found": encoding, "known": ENCODINGS}
        finding = Finding("manifest.encoding", Severity.ERROR, place=place, params=params)
        raise InvalidValue("no encoding of packages", finding)
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(source, progress=progress)
    package = whole_package(voice, reading)
    if encoding != "auto":
        package = evolve(package, encoding=encoding)
    with locked(target):
        refuse_what_stands(target, replace=replace)
        if key is None:
            files = write_package(target, package)
        else:
            masked = masked_files(package, masking.level, key, purpose=masking.purpose)
            put_masked(target, masked)
            files = tuple(sorted(masked))
    voice.warn_of_errors(reading.findings)
    document = {"package": target, "files": files}
    document |= {} if key is None else {"level": masking.level.value, "key_id": key.key_id}
    voice.answer(document, f"{voice.t('written')} {target}")
