"""A collection round: sheets for the villages' meetings, and what comes back of them."""

import re
from collections.abc import Mapping
from datetime import date
from importlib.metadata import version
from pathlib import Path

import click

from communitywelfare.calendar import Era, ReadDay
from communitywelfare.cli.desk import PACKAGE, amount_words, change, look, now, on_day
from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.fund import Fund
from communitywelfare.fund.collection import CollectionSheet, SheetId, TakenIn, collection_sheet, take_in
from communitywelfare.io._files import read_path, write_file
from communitywelfare.io._lines import encode
from communitywelfare.io.collection_sheet import read_sheet, sheet_csv
from communitywelfare.reports.collection_page import collection_page

__all__ = ["collect"]

_UNSAFE = re.compile(r"[^\w-]+")
_LONGEST = 60  # letters of a village in a file's name: 255 bytes are the most, and a Thai letter takes three


@click.group()
def collect() -> None:
    """เก็บเงินประจำหมู่บ้าน / A collection round: sheet, take."""


@collect.command()
@click.argument("package", type=PACKAGE)
@click.option("--village", "villages", multiple=True, help="หมู่ที่ ระบุซ้ำได้ / village; all of them by default")
@click.option("--out", required=True, type=PACKAGE, help="โฟลเดอร์ผลลัพธ์ / where to write")
@on_day
@speaking
def sheet(voice: Voice, package: str, *, villages: tuple[str, ...], out: str, on: ReadDay | None) -> None:
    """พิมพ์ใบเก็บเงิน: ใครต้องชำระเท่าไร / Print the sheets of a meeting day, and files to fill in."""
    fund, day = look(voice, package, on)
    wanted = villages or tuple(dict.fromkeys(each.village for each in fund.register.current(day)))
    sheets = [collection_sheet(fund, village, day) for village in sorted(wanted, key=_in_order)]
    files = [_written(each, out, voice) for each in sheets]
    document = {
        "out": out,
        "sheets": [
            {"sheet": str(each.id), "members": len(each.rows), "owed": each.owed, "files": names}
            for each, names in zip(sheets, files, strict=True)
        ],
    }
    lines = (f"{voice.t('written')} {name}" for names in files for name in names)
    voice.answer(document, *lines)


def _in_order(village: str) -> tuple[bool, int, str]:
    """Villages with numbers first, by number: of two the one with fewer digits is less."""
    is_number = village.isascii() and village.isdigit()
    number = village.lstrip("0") if is_number else village
    return not is_number, len(number) if is_number else 0, number


def _stem(sheet: SheetId) -> str:
    """What the names of a sheet's files begin with."""
    return f"collect-{_UNSAFE.sub('_', sheet.village)[:_LONGEST] or '_'}-{sheet.day.isoformat()}"


def _written(each: CollectionSheet, out: str, voice: Voice) -> list[str]:
    stem = _stem(each.id)
    made_by = f"communitywelfare {version('communitywelfare')}"
    contents: Mapping[str, bytes] = {
        f"{stem}.html": encode(f"{stem}.html", collection_page(each, voice.language, made_by=made_by), "utf-8"),
        f"{stem}.csv": sheet_csv(each),
    }
    for name, written in contents.items():
        write_file(str(Path(out) / name), written)
    return [str(Path(out) / name) for name in contents]


@collect.command()
@click.argument("package", type=PACKAGE)
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--by", required=True, help="ผู้เก็บเงินที่ถือเงินไว้ / the collector who has the money in hands")
@click.option(
    "--encoding",
    type=click.Choice(["utf-8-sig", "cp874"]),
    default="utf-8-sig",
    show_default=True,
    help="รหัสตัวอักษรของไฟล์ / how the file is written",
)
@speaking
def take(voice: Voice, package: str, file: Path, *, by: str, encoding: str) -> None:
    """รับใบเก็บเงินที่กรอกแล้ว ออกใบเสร็จทุกราย / Take in a filled sheet: a receipt for each, one voucher."""
    reading = read_sheet(read_path(str(file)), file.name, encoding=encoding)
    filled = reading.sheet

    def do(fund: Fund, _day: date) -> tuple[Fund, TakenIn]:
        return take_in(fund, filled, by=by, recorded_at=now())

    taken, day = change(voice, package, ReadDay(filled.id.day, Era.CE), do)
    findings = (*reading.findings, *taken.findings)
    numbers = [receipt.number for receipt in taken.receipts]
    document = {
        "sheet": str(filled.id),
        "voucher": taken.voucher,
        "receipts": numbers,
        "amount": taken.amount,
        "on": day,
        "findings": findings_data(findings),
    }
    voice.answer(
        document,
        f"{voice.t('paper')} {taken.voucher}",
        f"{voice.t('receipt')} {numbers[0]} – {numbers[-1]} ({len(numbers)})",
        amount_words(voice, taken.amount),
    )
    if not voice.is_json and findings:
        voice.findings(findings, err=True)
    voice.note_errors(findings)
