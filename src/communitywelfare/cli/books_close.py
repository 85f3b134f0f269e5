"""Closing the books of a year, and opening them again, from the command line."""

from datetime import date

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, change, now, on_day
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.fund import Fund
from communitywelfare.fund.closing import adjust_year, close_year, reopen_year
from communitywelfare.wording import shown

__all__ = ["close"]


@click.command()
@click.argument("package", type=PACKAGE)
@click.option("--year", "year_be", type=click.IntRange(2400, 3000), required=True, help="ปีบัญชี พ.ศ. / year, B.E.")
@click.option("--adjust", "step", flag_value="adjust", help="เข้าสู่การปรับปรุง / take adjusting vouchers only")
@click.option("--reopen", "step", flag_value="reopen", help="เปิดบัญชีอีกครั้ง / open it again")
@click.option("--reason", default="", help="เหตุผลที่เปิดอีกครั้ง / why it is opened again")
@on_day
@speaking
def close(voice: Voice, package: str, *, year_be: int, step: str | None, reason: str, on: ReadDay | None) -> None:
    """ปิดบัญชีปี: ออกรายการปิด และไม่รับรายการในปีนั้นอีก / Close a year of the books.

    What comes late afterwards goes to the first open day and keeps its own.
    """

    def do(fund: Fund, _day: date) -> tuple[Fund, str]:
        match step:
            case "adjust":
                return adjust_year(fund, year_be, recorded_at=now()), ""
            case "reopen":
                return reopen_year(fund, year_be, reason=reason, recorded_at=now()), ""
            case _:
                closed, paper = close_year(fund, year_be, recorded_at=now())
                return closed, paper.number

    number, day = change(voice, package, on, do)
    said = {"adjust": "year_adjusting", "reopen": "year_reopened"}.get(step or "", "year_closed")
    document = {"year": year_be, "step": step or "close", "voucher": number, "on": day}
    paper = f" · {voice.t('paper')} {number}" if number else ""
    voice.answer(document, f"{voice.t(said)} {year_be} ({shown(day, voice.language)}){paper}")
