"""What a fund holds about one person, and how it is erased: `member export`, `member erase`."""

from datetime import date
from pathlib import PurePath

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, change_package, now, on_day, whole_package
from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.errors import Finding
from communitywelfare.io._files import write_file
from communitywelfare.io.erasing import erase_member
from communitywelfare.io.package import Package, read_package
from communitywelfare.io.subject_export import subject_data
from communitywelfare.reports.subject_page import SUBJECT_FORMS

__all__ = ["erase", "export"]


@click.command("export")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--out", required=True, type=PACKAGE, help="ไฟล์ .html หรือ .json / a file to write")
@speaking
def export(voice: Voice, package: str, number: str, *, out: str) -> None:
    """ข้อมูลทั้งหมดที่กองทุนเก็บไว้เกี่ยวกับสมาชิกคนหนึ่ง / Everything that is held about one person.

    For the person who asks for it: nothing in it is masked. Memberships under one citizen ID are one person.
    """
    form = PurePath(out).suffix.lower().removeprefix(".")
    if form not in SUBJECT_FORMS:
        raise click.UsageError(f"--out: {out} ({', '.join(f'.{each}' for each in SUBJECT_FORMS)})")
    reading = read_package(package)
    data = subject_data(whole_package(voice, reading), number)
    write_file(out, SUBJECT_FORMS[form](data, voice.language))
    voice.warn_of_errors(reading.findings)
    tables = {each.schema.name: len(each.rows) for each in data.tables}
    document = {"out": out, "members": data.members, "rows": tables, "by_name": len(data.by_name)}
    voice.answer(document, f"{voice.t('written')} {out}")


@click.command("erase")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--reason", required=True, help="เหตุผล / why")
@click.option("--reference", default="", help="มติ / the resolution")
@on_day
@speaking
def erase(voice: Voice, package: str, number: str, *, reason: str, reference: str, on: ReadDay | None) -> None:
    """ลบข้อมูลส่วนบุคคลของผู้ที่พ้นสภาพแล้ว โดยบัญชียังครบถ้วน / Erase who a former member was; the books stay whole.

    It cannot be undone. Copies made before, backups and exports, are not changed.
    """
    told: list[Finding] = []

    def do(read: Package, day: date) -> tuple[Package, tuple[str, ...]]:
        erased, numbers, named = erase_member(
            read, number, on=day, reason=reason, reference=reference, recorded_at=now()
        )
        told.extend(named)
        return erased, numbers

    numbers, day = change_package(voice, package, on, do)
    if not voice.is_json:
        for each in told:
            click.echo(voice.line(each), err=True)
    document = {"members": numbers, "on": day, "findings": findings_data(told)}
    voice.answer(document, f"{voice.t('member')} {', '.join(numbers)}: {voice.t('erased')}")
