"""Papers at the command line: one paper about one member, receipt, voucher or claim, as a page or in print."""

from pathlib import PurePath

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.books_statement import DIGITS, UNMASKED
from communitywelfare.cli.desk import whole_package
from communitywelfare.cli.speaking import DAY, Voice, speaking
from communitywelfare.io._files import write_file
from communitywelfare.io.package import read_package
from communitywelfare.reports._shown import Digits
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.documents import DOCUMENT_FORMS, DOCUMENTS

__all__ = ["paper"]


@click.command()
@click.argument("kind", type=click.Choice(list(DOCUMENTS)))
@click.argument("package", type=click.Path(path_type=str))
@click.argument("number")
@click.option("--out", required=True, type=click.Path(path_type=str), help="ไฟล์ .pdf หรือ .html / a file to write")
@click.option("--on", type=DAY, default=None, help="ณ วันที่ / as of the end of a day; the package's own by default")
@DIGITS
@UNMASKED
@speaking
def paper(
    voice: Voice, kind: str, package: str, number: str, *, out: str, on: ReadDay | None, digits: Digits, unmasked: bool
) -> None:
    """ใบสมัคร สมุดประจำตัว ใบเสร็จ ใบสำคัญจ่าย คำขอ ประวัติสวัสดิการ / Print one paper.

    NUMBER is a member's for application, card and history, else that of the receipt, the voucher or the claim.
    """
    form = PurePath(out).suffix.lower().removeprefix(".")
    if form not in DOCUMENT_FORMS:
        raise click.UsageError(f"--out: {out} ({', '.join(f'.{each}' for each in DOCUMENT_FORMS)})")
    if on is not None:
        voice.day(on)
    reading = read_package(package)
    fund = whole_package(voice, reading).fund
    day = fund.as_of if on is None else on.day
    asked = Asked(first=day, last=day, unmasked=unmasked)
    contents = DOCUMENT_FORMS[form](DOCUMENTS[kind](fund, number, asked), voice.language, digits)
    write_file(out, contents)
    voice.warn_of_errors(reading.findings)
    voice.answer({"out": out, "kind": kind, "number": number}, f"{voice.t('written')} {out}")
