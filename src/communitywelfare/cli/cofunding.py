"""Co-funding: asked for, passed on, approved or refused, one command for each step of a round."""

from datetime import date

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.budget_year import YEAR
from communitywelfare.cli.claim_desk import when_done
from communitywelfare.cli.cofunding_answer import answer
from communitywelfare.cli.cofunding_money import give_back, in_kind, owe_back, receive, recheck, show
from communitywelfare.cli.cofunding_request import request
from communitywelfare.cli.desk import PACKAGE, change, key_option, on_day
from communitywelfare.cli.rounds import SCHEME, STATES_SCHEME, do_step, of_round, scheme_of, scheme_of_round
from communitywelfare.cli.speaking import BAHT, DAY, Voice, speaking
from communitywelfare.cofunding import RoundActionKind, Scheme
from communitywelfare.fund import Fund, draw_request, rounds_desk
from communitywelfare.fund.claims_desk import When
from communitywelfare.fund.desk import Paper
from communitywelfare.fund.round_steps import RoundKey, round_of
from communitywelfare.io.scheme_toml import shipped_schemes
from communitywelfare.money import Money

__all__ = ["cofunding"]

AMOUNT = click.argument("amount", type=BAHT)
REF = click.option("--ref", "reference", required=True, help="เลขที่มติหรือข้อบัญญัติ / resolution or ordinance")
MEMBERS = click.option("--members", type=click.IntRange(min=1), default=None, help="สำหรับกี่ราย / for how many members")
AGENCY = "หน่วยงาน / the agency"


@click.group()
def cofunding() -> None:
    """เงินสมทบจากภายนอก / Co-funding: what is asked of a source, what comes of it, and what goes back."""


for each in (request, answer, receive, in_kind, recheck, owe_back, give_back, show):
    cofunding.add_command(each)


@cofunding.command()
@click.argument("package", type=PACKAGE)
@YEAR
@click.option("--cut-off", "cut_off", type=DAY, default=None, help="วันตัดยอด / the day members are counted")
@click.option("--agency", default="", help=AGENCY)
@click.option("--stated", type=BAHT, default=None, help="ยอดที่ระบุเอง หรือขนาดเงินตั้งต้น / the stated sum, or which grant")
@STATES_SCHEME
@on_day
@key_option
@speaking
def submit(
    voice: Voice,
    package: str,
    *,
    year: tuple[int, bool],
    cut_off: ReadDay | None,
    stated: Money | None,
    scheme: str,
    on: ReadDay | None,
    **more: str,
) -> None:
    """ยื่นคำขอรับการสมทบ / Ask a scheme for a budget year: a new round, with its members and its sum."""
    rules = scheme_of(scheme, "")

    def do(fund: Fund, day: date) -> tuple[Fund, tuple[Paper, Money, int]]:
        counted = None if cut_off is None else cut_off.day
        asked = draw_request(fund, rules, year[0], cut_off=counted, stated=stated)
        when = when_done(day, "treasurer", more["key"])
        fund, paper = rounds_desk.submit(fund, rules, asked, when, agency=more["agency"])
        return fund, (paper, asked.amount, len(asked.eligible))

    (paper, amount, members), day = change(voice, package, on, do)
    document = {"round": paper.number, "requested": amount, "members": members, "on": day}
    said = f"{voice.t('requested')} {amount} · {members} {voice.t('members_count')}"
    voice.answer(document, f"{voice.t('round')} {paper.number}", said)


@cofunding.command()
@click.argument("package", type=PACKAGE)
@click.argument("source")
@AMOUNT
@YEAR
@click.option("--agency", required=True, help=AGENCY)
@click.option("--village", "villages", multiple=True, help="หมู่บ้านในเขต / a village of its area; may be repeated")
@MEMBERS
@on_day
@key_option
@speaking
def propose(
    voice: Voice,
    package: str,
    source: str,
    amount: Money,
    *,
    year: tuple[int, bool],
    agency: str,
    villages: tuple[str, ...],
    members: int | None,
    on: ReadDay | None,
    key: str,
) -> None:
    """เสนอขอรับการสมทบจาก อปท. / Propose to a local government that it adds something."""

    def do(fund: Fund, day: date) -> tuple[Fund, Paper]:
        when = when_done(day, "treasurer", key)
        return rounds_desk.propose(
            fund,
            amount,
            when,
            source=source,
            budget_year=year[0],
            agency=agency,
            members=members,
            villages=villages,
        )

    paper, day = change(voice, package, on, do)
    document = {"round": paper.number, "requested": amount, "on": day}
    voice.answer(document, f"{voice.t('round')} {paper.number}", f"{voice.t('requested')} {amount}")


def _stepping(name: str, kind: RoundActionKind, actor: str, teaching: str) -> None:
    """A command for a step that has no figures of its own."""

    @cofunding.command(name, help=teaching)
    @of_round
    @click.option("--reason", default="", help="เหตุผล / reason")
    @click.option("--ref", "reference", default="", help="เลขที่หนังสือหรือมติ / letter or resolution")
    @speaking
    def step(
        voice: Voice, package: str, source: str, number: int, *, on: ReadDay | None, key: str, **said: str
    ) -> None:
        do_step(
            voice,
            package,
            (source, number),
            lambda fund, when: rounds_desk.step(fund, (source, number), kind, when, **said),
            actor=actor,
            on=on,
            idempotency=key,
        )


_Kind = RoundActionKind
_stepping("endorse", _Kind.ENDORSE, "zone", "อำเภอ/โซนเห็นชอบ / Endorsed by the zone or district.")
_stepping("review", _Kind.REVIEW, "province", "จังหวัดกลั่นกรองแล้ว / Reviewed by the province.")
_stepping("return", _Kind.RETURN, "source", "ส่งคืนให้แก้ไข / Sent back to be mended; that refuses nothing.")
_stepping("reject", _Kind.REJECT, "source", "ไม่อนุมัติ / Refused, with the reason.")
_stepping("reconcile", _Kind.RECONCILE, "treasurer", "กระทบยอดเรียบร้อย / Reconciled with the source: the round ends.")
_stepping("report", _Kind.REPORT, "treasurer", "รายงานผลต่อ อปท. / Reported to the local government: the round ends.")


@cofunding.command()
@of_round
@AMOUNT
@MEMBERS
@speaking
def resubmit(
    voice: Voice,
    package: str,
    source: str,
    number: int,
    *,
    amount: Money,
    members: int | None,
    on: ReadDay | None,
    key: str,
) -> None:
    """ยื่นใหม่หลังแก้ไข / Ask again, for the sum and the members that are right now."""
    do_step(
        voice,
        package,
        (source, number),
        lambda fund, when: rounds_desk.resubmit(fund, (source, number), when, amount=amount, members=members),
        actor="treasurer",
        on=on,
        idempotency=key,
    )


@cofunding.command()
@of_round
@click.option("--reason", required=True, help="เหตุผล / reason")
@SCHEME
@speaking
def cancel(
    voice: Voice, package: str, source: str, number: int, *, reason: str, on: ReadDay | None, key: str, scheme: str
) -> None:
    """ยกเลิกรอบที่ยังไม่ได้รับเงิน / Give a round up before any money of it came."""

    def do(fund: Fund, when: When) -> Fund:
        of = source, number
        schemes = (scheme_of_round(fund, of, scheme),) if scheme else tuple(shipped_schemes().values())
        return rounds_desk.cancel(fund, of, when, reason=reason, schemes=schemes)

    do_step(
        voice,
        package,
        (source, number),
        do,
        actor="treasurer",
        on=on,
        idempotency=key,
    )


@cofunding.command()
@of_round
@AMOUNT
@REF
@MEMBERS
@click.option("--member", "named", multiple=True, help="เลขสมาชิกที่อนุมัติ / for this member; may be repeated")
@click.option("--but", "left_out", multiple=True, help="ยกเว้นสมาชิก / for everybody but this member")
@SCHEME
@speaking
def approve(
    voice: Voice,
    package: str,
    source: str,
    number: int,
    *,
    amount: Money,
    on: ReadDay | None,
    key: str,
    reference: str,
    members: int | None,
    named: tuple[str, ...],
    left_out: tuple[str, ...],
    scheme: str,
) -> None:
    """บันทึกยอดที่อนุมัติจริง / Record what the region approved, and who is matched by it."""

    def do(fund: Fund, when: When) -> Fund:
        of = source, number
        rules = scheme_of_round(fund, of, scheme)
        names = named or _all_but(fund, of, left_out, rules)
        return rounds_desk.approve(
            fund, of, when, scheme=rules, amount=amount, reference=reference, members=members, names=names
        )

    do_step(
        voice,
        package,
        (source, number),
        do,
        actor="region",
        on=on,
        idempotency=key,
    )


def _all_but(fund: Fund, key: RoundKey, left_out: tuple[str, ...], scheme: Scheme) -> list[str] | None:
    """Who counts in a round, without some; None where nobody is left out: then everybody does."""
    row = round_of(fund, key)
    if not left_out:
        return None
    counting = draw_request(fund, scheme, row.budget_year, cut_off=row.as_of).eligible
    numbers = [each.membership.number for each in counting]
    return [number for number in numbers if number not in left_out] + [each for each in left_out if each not in numbers]


@cofunding.command()
@of_round
@AMOUNT
@REF
@MEMBERS
@speaking
def budget(
    voice: Voice,
    package: str,
    source: str,
    number: int,
    *,
    amount: Money,
    on: ReadDay | None,
    key: str,
    reference: str,
    members: int | None,
) -> None:
    """บันทึกยอดในข้อบัญญัติงบประมาณของ อปท. / Record what the local government's budget ordinance holds."""
    do_step(
        voice,
        package,
        (source, number),
        lambda fund, when: rounds_desk.budget(
            fund, (source, number), when, amount=amount, reference=reference, members=members
        ),
        actor="local government",
        on=on,
        idempotency=key,
    )
