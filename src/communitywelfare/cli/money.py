"""Where the money is: handed over, paid in, drawn, counted, and held against the passbook; and who has it in hands."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import click

from communitywelfare.accounting.cash_count import CashCount, CountedCash
from communitywelfare.accounting.drafts import cash_draft
from communitywelfare.accounting.vouchers import BANK, CASH
from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, amount_words, change, enter, now, on_day
from communitywelfare.cli.speaking import BAHT, PIECES, Voice, findings_data, speaking
from communitywelfare.fund import Fund, money_desk
from communitywelfare.io._files import read_path
from communitywelfare.io.passbook import read_passbook
from communitywelfare.money import Money
from communitywelfare.reports.money_data import count_data
from communitywelfare.sources import MEMBERS
from communitywelfare.wording import shown

__all__ = ["money"]

_OTHER = "OTHER"  # the usual source of interest


@click.group()
def money() -> None:
    """เงินสดและเงินฝาก / Money: hand-over, deposit, withdraw, count, passbook, reconcile, hands."""


account_option = click.option(
    "--account", default=BANK, show_default=True, help="บัญชีเงินฝาก / the fund's account with the bank"
)
source_option = click.option("--source", default="", help="แหล่งทุน / whose money; the fund's own order by default")


@money.command("hand-over")
@click.argument("package", type=PACKAGE)
@click.argument("holder")
@click.argument("amount", type=BAHT)
@source_option
@on_day
@speaking
def hand_over(voice: Voice, package: str, holder: str, amount: Money, *, source: str, on: ReadDay | None) -> None:
    """ผู้เก็บเงินส่งเงินให้เหรัญญิก / A collector hands money over to the treasurer."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: money_desk.hand_over(fund, holder, amount, on=day, recorded_at=now(), source=source),
        amount=amount,
    )


@money.command()
@click.argument("package", type=PACKAGE)
@click.argument("amount", type=BAHT)
@account_option
@source_option
@on_day
@speaking
def deposit(voice: Voice, package: str, amount: Money, *, account: str, source: str, on: ReadDay | None) -> None:
    """นำเงินสดฝากธนาคาร / The treasurer pays cash into the bank."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: money_desk.deposit(fund, amount, on=day, recorded_at=now(), account=account, source=source),
        amount=amount,
    )


@money.command()
@click.argument("package", type=PACKAGE)
@click.argument("amount", type=BAHT)
@account_option
@source_option
@on_day
@speaking
def withdraw(voice: Voice, package: str, amount: Money, *, account: str, source: str, on: ReadDay | None) -> None:
    """ถอนเงินจากธนาคาร / The treasurer draws cash from the bank."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: money_desk.withdraw(fund, amount, on=day, recorded_at=now(), account=account, source=source),
        amount=amount,
    )


@money.command()
@click.argument("package", type=PACKAGE)
@click.argument("amount", type=BAHT)
@account_option
@click.option("--source", default=_OTHER, show_default=True, help="แหล่งทุน / whose it is")
@on_day
@speaking
def interest(voice: Voice, package: str, amount: Money, *, account: str, source: str, on: ReadDay | None) -> None:
    """ลงบัญชีดอกเบี้ยเงินฝาก / Post interest that the passbook shows."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: money_desk.bank_interest(
            fund, amount, on=day, recorded_at=now(), account=account, source=source
        ),
        amount=amount,
    )


@money.command()
@click.argument("package", type=PACKAGE)
@click.argument("amount", type=BAHT)
@account_option
@source_option
@on_day
@speaking
def fee(voice: Voice, package: str, amount: Money, *, account: str, source: str, on: ReadDay | None) -> None:
    """ลงบัญชีค่าธรรมเนียมธนาคาร / Post a fee that the passbook shows."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: money_desk.bank_fee(fund, amount, on=day, recorded_at=now(), account=account, source=source),
        amount=amount,
    )


@money.command()
@click.argument("package", type=PACKAGE)
@click.argument("pieces", type=PIECES)
@click.option("--account", default=CASH, show_default=True, help="บัญชีเงินสด / whose box")
@click.option("--holder", default="", help="ผู้ถือเงิน / in whose hands, on an account that asks for it")
@click.option("--note", default="", help="หมายเหตุ เช่น ผู้ตรวจนับ / a note, such as who counted")
@on_day
@speaking
def count(
    voice: Voice, package: str, pieces: Mapping[Money, int], *, account: str, holder: str, note: str, on: ReadDay | None
) -> None:
    """ตรวจนับเงินสด เช่น "1000=3; 100=12; 0.25=4" / Write down a count of notes and coins; nothing is posted."""

    def do(fund: Fund, day: date) -> tuple[Fund, CountedCash]:
        return money_desk.count_cash(fund, CashCount(day=day, account=account, holder=holder, pieces=pieces, note=note))

    cash, day = change(voice, package, on, do)
    draft = cash_draft(cash, source=MEMBERS)
    lines = [
        f"{voice.t('counted')} {amount_words(voice, cash.count.amount)}",
        f"{voice.t('books_say')} {cash.expected.amount}",
        f"{voice.t('difference')} {cash.difference}",
        shown(day, voice.language),
    ]
    if draft is not None:
        lines.append(f"{voice.t('draft')} {draft.description} {cash.difference}")
    voice.answer(count_data(cash, draft), *lines)


@money.command()
@click.argument("package", type=PACKAGE)
@click.argument("file", type=click.Path(path_type=Path))
@account_option
@click.option(
    "--encoding",
    type=click.Choice(["utf-8-sig", "cp874"]),
    default="utf-8-sig",
    show_default=True,
    help="รหัสตัวอักษรของไฟล์ / how the file is written",
)
@speaking
def passbook(voice: Voice, package: str, file: Path, *, account: str, encoding: str) -> None:
    """บันทึกรายการสมุดเงินฝากจากไฟล์ CSV / Write down lines of the passbook from a CSV file."""
    reading = read_passbook(read_path(str(file)), file.name, account=account, encoding=encoding)

    def do(fund: Fund, _day: date) -> tuple[Fund, int]:
        return money_desk.add_to_passbook(fund, reading.lines)

    new, _day = change(voice, package, None, do)
    voice.answer(
        {"read": len(reading.lines), "new": new, "findings": findings_data(reading.findings)},
        f"{voice.t('new_lines')} {new} / {len(reading.lines)}",
    )
    if not voice.is_json and reading.findings:
        voice.findings(reading.findings, err=True)
    voice.note_errors(reading.findings)
