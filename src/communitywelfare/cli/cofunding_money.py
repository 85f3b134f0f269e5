"""Co-funding: what comes of a round, what must go back of it and does, and where every round stands."""

from collections.abc import Iterator
from datetime import date

import click

from communitywelfare.accounting.vouchers import BANK
from communitywelfare.calendar import ReadDay
from communitywelfare.cli.claim_desk import when_done
from communitywelfare.cli.desk import PACKAGE, amount_words, change, look, on_day
from communitywelfare.cli.rounds import SCHEME, about_round, do_step, figures_of, of_round, scheme_of_round, told_lines
from communitywelfare.cli.speaking import BAHT, Voice, speaking
from communitywelfare.fund import Fund
from communitywelfare.fund import tranches as money
from communitywelfare.fund.clawback import Recheck, claw_back
from communitywelfare.fund.clawback import owe_back as owe_stated
from communitywelfare.fund.clawback import recheck as look_again
from communitywelfare.fund.desk import Paper
from communitywelfare.fund.round_steps import round_of
from communitywelfare.money import Money
from communitywelfare.reports import as_json
from communitywelfare.wording import words

__all__ = ["give_back", "in_kind", "owe_back", "receive", "recheck", "show"]


@click.command()
@of_round
@click.argument("amount", type=BAHT)
@click.option("--into", default=BANK, show_default=True, help="บัญชีที่รับเงิน / the account that takes it")
@click.option("--excess-goes-back", is_flag=True, help="ส่วนเกินที่อนุมัติต้องส่งคืน / what is above the approval is owed back")
@speaking
def receive(
    voice: Voice,
    package: str,
    source: str,
    number: int,
    *,
    amount: Money,
    into: str,
    excess_goes_back: bool,
    on: ReadDay | None,
    key: str,
) -> None:
    """รับเงินงวด / Take in a tranche: voucher, postings, and what it comes to."""

    def do(fund: Fund, day: date) -> tuple[Fund, Paper]:
        when = when_done(day, "treasurer", key)
        return money.receive(fund, (source, number), amount, when, into=into, excess_goes_back=excess_goes_back)

    paper, day = change(voice, package, on, do)
    document = {"round": f"{source} {number}", "voucher": paper.number, "amount": amount, "on": day}
    voice.answer(document, f"{voice.t('paper')} {paper.number}", amount_words(voice, amount))


@click.command("in-kind")
@of_round
@click.option("--what", required=True, help="สิ่งของหรือแรงงาน / what was given")
@click.option("--worth", type=BAHT, default=None, help="มูลค่า ถ้ามีผู้ประเมิน / its value, where one was stated")
@speaking
def in_kind(
    voice: Voice,
    package: str,
    source: str,
    number: int,
    *,
    what: str,
    worth: Money | None,
    on: ReadDay | None,
    key: str,
) -> None:
    """รับสมทบเป็นสิ่งของหรือแรงงาน / Record what was given instead of money; nothing is posted."""
    do_step(
        voice,
        package,
        (source, number),
        lambda fund, when: money.receive_in_kind(fund, (source, number), when, what=what, worth=worth),
        actor="treasurer",
        on=on,
        idempotency=key,
    )


@click.command("owe-back")
@of_round
@click.argument("amount", type=BAHT)
@click.option("--reason", required=True, help="เหตุผลตามหนังสือแจ้ง / why, as the source's letter says")
@speaking
def owe_back(
    voice: Voice, package: str, source: str, number: int, *, amount: Money, reason: str, on: ReadDay | None, key: str
) -> None:
    """ตั้งเงินรอส่งคืนตามที่แหล่งทุนแจ้ง / Owe back what the source itself says must go back; recheck finds it out."""

    def do(fund: Fund, day: date) -> tuple[Fund, Paper]:
        return owe_stated(fund, (source, number), amount, when_done(day, "treasurer", key), reason=reason)

    paper, day = change(voice, package, on, do)
    document = {"round": f"{source} {number}", "voucher": paper.number, "amount": amount, "on": day}
    voice.answer(document, f"{voice.t('paper')} {paper.number}", amount_words(voice, amount))


@click.command("give-back")
@of_round
@click.argument("amount", type=BAHT, required=False)
@speaking
def give_back(
    voice: Voice, package: str, source: str, number: int, *, amount: Money | None, on: ReadDay | None, key: str
) -> None:
    """ส่งคืนเงินที่ได้รับเกิน / Pay back what came too much: all of it, or AMOUNT."""

    def do(fund: Fund, day: date) -> tuple[Fund, tuple[Paper, Money]]:
        fund, paper = money.give_back(fund, (source, number), when_done(day, "treasurer", key), amount=amount)
        paid = next(each.money for each in fund.round_actions if each.reference == paper.number)
        return fund, (paper, paid)

    (paper, paid), day = change(voice, package, on, do)
    document = {"round": f"{source} {number}", "voucher": paper.number, "amount": paid, "on": day}
    voice.answer(document, f"{voice.t('paper')} {paper.number}", amount_words(voice, paid))


@click.command()
@about_round
@SCHEME
@click.option("--owe", is_flag=True, help="ตั้งเป็นเงินรอส่งคืนในบัญชี / owe it to the source in the books")
@speaking
def recheck(
    voice: Voice, package: str, source: str, number: int, *, scheme: str, owe: bool, on: ReadDay | None
) -> None:
    """คำนวณสิทธิของรอบใหม่ตามข้อเท็จจริงที่ทราบแล้ว / Recompute what a round is entitled to, member by member.

    It only tells; with --owe what must go back is recorded as owed to the source.
    """
    of = source, number
    if owe:

        def do(fund: Fund, day: date) -> tuple[Fund, Recheck]:
            return claw_back(fund, of, scheme_of_round(fund, of, scheme), when_done(day, "treasurer", ""))

        found, _day = change(voice, package, on, do)
    else:
        fund, day = look(voice, package, on)
        found = look_again(fund, of, scheme_of_round(fund, of, scheme), day)
    voice.answer({**_rechecked(found), "owed_now": owe}, *_rechecked_lines(voice, found))


def _rechecked(found: Recheck) -> dict[str, object]:
    return {
        "round": found.round.reference,
        "approved": found.approved,
        "received": found.received,
        "owed_before": found.owed_before,
        "entitlement": found.entitlement,
        "to_return": found.to_return,
        "lines": as_json(found.lines),
        "on": found.on,
    }


def _rechecked_lines(voice: Voice, found: Recheck) -> Iterator[str]:
    yield f"{voice.t('round')} {found.round.reference}"
    for line in found.lines:
        who = " ".join(part for part in (line.member, line.book, line.receipt) if part) or "–"
        yield f"  {who} {line.amount}: {'; '.join(words(each, voice.language) for each in line.reasons)}"
    figures = (
        (voice.t("approved"), found.approved),
        (voice.t("entitled"), found.entitlement),
        (voice.t("came"), found.received),
        (voice.t("owed_before"), found.owed_before),
    )
    yield "  " + " · ".join(f"{name} {amount}" for name, amount in figures)
    yield f"{voice.t('to_return')} {found.to_return}"


@click.command()
@click.argument("package", type=PACKAGE)
@on_day
@speaking
def show(voice: Voice, package: str, *, on: ReadDay | None) -> None:
    """แสดงทุกรอบและยอดแต่ละขั้น / Every round: where it stands, and its figures."""
    fund, day = look(voice, package, on)
    told = [(row, fund.round_standing(round_of(fund, row.key), day)) for row in fund.rounds]
    lines = (line for row, standing in told for line in told_lines(voice, row, standing))
    voice.answer({"rounds": [figures_of(*each) for each in told], "on": day}, *lines)
