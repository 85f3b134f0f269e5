"""The other papers of the desk: costs, income, money between sources, and what goes back, one command for each."""

from datetime import date

import click

from communitywelfare.accounting.vouchers import BANK
from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, enter, now, on_day
from communitywelfare.cli.speaking import BAHT, Voice, speaking
from communitywelfare.fund import voucher_desk as papers
from communitywelfare.fund.loans_desk import lend_between_sources, repay_between_sources
from communitywelfare.money import Money

__all__ = ["voucher"]

words_option = click.option("--for", "words", required=True, help="เป็นค่าอะไร / what it is for, in your words")


@click.group()
def voucher() -> None:
    """ใบสำคัญอื่น / Other vouchers: cost, income, transfer, lend, repay, refund."""


@voucher.command()
@click.argument("package", type=PACKAGE)
@click.argument("account")
@click.argument("amount", type=BAHT)
@words_option
@click.option("--source", default="", help="แหล่งทุน / whose money; the fund's own order by default")
@on_day
@speaking
def cost(
    voice: Voice, package: str, account: str, amount: Money, *, words: str, source: str, on: ReadDay | None
) -> None:
    """จ่ายค่าใช้จ่ายของกองทุน / Pay a cost of running the fund."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: papers.spend(fund, account, amount, _note(day, words), source=source),
        amount=amount,
    )


@voucher.command()
@click.argument("package", type=PACKAGE)
@click.argument("account")
@click.argument("amount", type=BAHT)
@words_option
@click.option("--source", required=True, help="แหล่งทุน / who gives it")
@click.option("--into", default=BANK, show_default=True, help="บัญชีที่รับเงิน / the account that takes it")
@on_day
@speaking
def income(
    voice: Voice,
    package: str,
    account: str,
    amount: Money,
    *,
    words: str,
    on: ReadDay | None,
    **where: str,
) -> None:
    """รับดอกเบี้ย เงินบริจาค หรือรายได้อื่น / Take in interest, a donation or other income."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: papers.earn(fund, account, amount, _note(day, words), **where),
        amount=amount,
    )


@voucher.command()
@click.argument("package", type=PACKAGE)
@click.argument("amount", type=BAHT)
@words_option
@click.option("--from", "giving", required=True, help="จากแหล่งทุน / from this source")
@click.option("--to", "taking", required=True, help="ไปแหล่งทุน / to this source")
@click.option("--ref", "resolution", required=True, help="เลขมติ / resolution")
@on_day
@speaking
def transfer(voice: Voice, package: str, amount: Money, *, words: str, on: ReadDay | None, **between: str) -> None:
    """โอนเงินระหว่างแหล่งทุนตามมติ / Make one source's money another's, by resolution."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: papers.move_between_sources(fund, amount, _note(day, words), **between),
        amount=amount,
    )


@voucher.command()
@click.argument("package", type=PACKAGE)
@click.argument("amount", type=BAHT)
@words_option
@click.option("--from", "lender", required=True, help="แหล่งทุนที่ให้ยืม / the source that lends")
@click.option("--to", "borrower", required=True, help="แหล่งทุนที่ยืม / the source that borrows")
@click.option("--ref", "resolution", required=True, help="เลขมติ / resolution")
@on_day
@speaking
def lend(voice: Voice, package: str, amount: Money, *, words: str, on: ReadDay | None, **between: str) -> None:
    """ให้แหล่งทุนอื่นยืมตามมติ / Lend one source's money to another, by resolution."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: lend_between_sources(fund, amount, _note(day, words), **between),
        amount=amount,
    )


@voucher.command()
@click.argument("package", type=PACKAGE)
@click.argument("loan")
@click.argument("amount", type=BAHT)
@words_option
@on_day
@speaking
def repay(voice: Voice, package: str, loan: str, amount: Money, *, words: str, on: ReadDay | None) -> None:
    """คืนเงินยืมระหว่างแหล่งทุน / Pay back what one source lent another; LOAN is its voucher."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: repay_between_sources(fund, loan, amount, _note(day, words)),
        amount=amount,
    )


@voucher.command()
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.argument("amount", type=BAHT)
@words_option
@on_day
@speaking
def refund(voice: Voice, package: str, number: str, amount: Money, *, words: str, on: ReadDay | None) -> None:
    """คืนเงินสัจจะให้สมาชิก / Pay refundable savings back to a member."""
    enter(
        voice,
        package,
        on,
        lambda fund, day: papers.refund_deposit(fund, number, amount, _note(day, words)),
        amount=amount,
    )


def _note(day: date, words: str) -> papers.Note:
    return papers.Note(on=day, recorded_at=now(), words=words)
