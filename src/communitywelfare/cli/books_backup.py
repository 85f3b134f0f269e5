"""Backups of a package at the command line: made, and put back."""

from pathlib import Path

import click

from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.io.backup import Backup, backup, restore

__all__ = ["backup_package", "restore_package"]

PATH = click.Path(path_type=str)


@click.command("backup")
@click.argument("package", type=PATH)
@click.option(
    "--out", type=PATH, default=None, help="ไฟล์หรือโฟลเดอร์ / a file or a folder; beside the package by default"
)
@speaking
def backup_package(voice: Voice, package: str, *, out: str | None) -> None:
    """สำรองข้อมูลทั้งกองทุนเป็นไฟล์เดียว / The whole package as one file, read back before it is announced."""
    made = backup(package, out or str(Path(package).resolve().parent))
    left_out = [f"{voice.t('left_out')}: {', '.join(made.left_out)}"] if made.left_out else []
    document = {"file": made.file, **_about(made.backup), "left_out": made.left_out}
    voice.answer(document, f"{voice.t('written')} {made.file}", _head(voice, made.backup), *left_out)


@click.command("restore")
@click.argument("file", type=PATH)
@click.argument("package", type=PATH)
@click.option("--into", type=PATH, default=None, help="กู้คืนลงโฟลเดอร์อื่นแทน / restore into this folder instead")
@speaking
def restore_package(voice: Voice, file: str, package: str, *, into: str | None) -> None:
    """กู้คืนจากไฟล์สำรอง ไม่ทับรายการที่ใหม่กว่า / Put a backup back; never over entries that it does not have."""
    done = restore(file, into or package)
    document = {"package": done.folder, **_about(done.backup), "was_same": done.was_same}
    said = voice.t("was_same") if done.was_same else voice.t("restored")
    voice.answer(document, f"{done.folder}: {said}", _head(voice, done.backup))


def _about(found: Backup) -> dict[str, object]:
    return {"fund": found.manifest.fund_id, "as_of": found.manifest.as_of, "head": found.head}


def _head(voice: Voice, found: Backup) -> str:
    return f"{voice.t('head')} {found.head[:8] or '–'}"
