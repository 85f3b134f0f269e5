"""Claims at the desk: made, assessed, and decided by people, one command for each step."""

from datetime import date
from typing import Any

import click
from attrs import frozen

from communitywelfare.calendar import ReadDay
from communitywelfare.claims import Claim, Decision, Event
from communitywelfare.cli.desk import PACKAGE, amount_words, change, key_option, now, on_day, with_doubts
from communitywelfare.cli.speaking import BAHT, DAY, Voice, speaking
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund import claims_desk as claims
from communitywelfare.fund.desk import Paper
from communitywelfare.fund.event_checks import event_findings
from communitywelfare.members import Relationship
from communitywelfare.money import Money
from communitywelfare.reports import as_json
from communitywelfare.wording import label, words

__all__ = ["claim"]


def when_done(day: date, actor: str, key: str) -> claims.When:
    """Who did it, on which day, and that it is written down now."""
    return claims.When(on=day, recorded_at=now(), actor=actor, key=key)


@click.group()
def claim() -> None:
    """คำขอรับสวัสดิการ / Claims: new, assess, approve, reject, return, pay, reverse."""


@frozen(kw_only=True)
class _Told:
    """What the person at the desk told about an event."""

    benefit: str
    event_day: ReadDay
    until: ReadDay | None
    units: int | None
    relation: str
    attributes: tuple[str, ...]
    documents: tuple[str, ...]

    def claim(self, fund: Fund, member: str, day: date) -> Claim:
        """The claim, with the next free number."""
        versions = (version for version in fund.bylaw.versions if self.benefit in version.by_key)
        category = next((version.by_key[self.benefit].category for version in versions), "")
        event = Event(
            day=self.event_day.day,
            until=self.until.day if self.until else None,
            units=self.units,
            attributes=dict(map(_attribute, self.attributes)),
        )
        return Claim(
            number=claims.next_claim_number(fund, day),
            day=day,
            member=member,
            benefit=self.benefit,
            category=category,
            event=event,
            relation=Relationship(self.relation),
            documents=frozenset(self.documents),
        )


def _attribute(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        finding = Finding("cell.not_pairs", Severity.ERROR, params={"value": text})
        raise InvalidValue(f"{text!r} is not name=value", finding)
    return name.strip(), value.strip()


@claim.command("new")
@click.argument("package", type=PACKAGE)
@click.option("--member", "number", required=True, help="เลขสมาชิก / member number")
@click.option("--benefit", required=True, help="ข้อของระเบียบ เช่น hospital / the clause of the by-law")
@click.option("--event", "event_day", type=DAY, required=True, help="วันที่เกิดเหตุ / day of the event")
@click.option("--until", type=DAY, default=None, help="วันสุดท้าย / last day of a stay")
@click.option("--units", type=click.IntRange(min=0), default=None, help="จำนวนคืน/คน / nights or children")
@click.option(
    "--relation", type=click.Choice([each.value for each in Relationship]), default="SELF", help="ในฐานะ / as"
)
@click.option("--attribute", "attributes", multiple=True, help="ข้อมูลของเหตุ เช่น grade=3.75 / what the by-law asks")
@click.option("--document", "documents", multiple=True, help="หลักฐาน / a document")
@on_day
@key_option
@speaking
def new_claim(voice: Voice, package: str, *, number: str, on: ReadDay | None, key: str, **told: Any) -> None:
    """รับคำขอ / Take in a claim."""
    facts = _Told(**told)

    def do(fund: Fund, day: date) -> tuple[Fund, tuple[Paper, tuple[Finding, ...]]]:
        fund, paper = claims.submit(fund, facts.claim(fund, number, day), when_done(day, "registrar", key))
        return fund, (paper, event_findings(fund, fund.claim(paper.number)))

    for read in filter(None, (facts.event_day, facts.until)):
        voice.day(read)
    (paper, doubts), day = change(voice, package, on, do)
    voice.answer(with_doubts({"claim": paper.number, "on": day}, doubts), f"{voice.t('claim')} {paper.number}")
    voice.doubts(doubts)


@claim.command("assess")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@on_day
@key_option
@speaking
def assess_claim(voice: Voice, package: str, number: str, *, on: ReadDay | None, key: str) -> None:
    """ตรวจคำขอตามระเบียบ / What the by-law says about a claim; nothing is approved."""

    def do(fund: Fund, day: date) -> tuple[Fund, Decision]:
        return claims.assess_claim(fund, number, when_done(day, "registrar", key))

    decision, _day = change(voice, package, on, do)
    reasons = (
        f"  - {label(each.severity, voice.language)}: {words(each, voice.language)}" for each in decision.reasons
    )
    head = f"{voice.t('claim')} {number}: {label(decision.outcome, voice.language)} {decision.assessed}"
    voice.answer({"decision": as_json(decision)}, head, *reasons)


@claim.command("approve")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--amount", type=BAHT, default=None, help="ยอดอื่นตามมติ / another sum, by resolution")
@click.option("--ref", "reference", default="", help="เลขมติ / resolution")
@click.option("--reason", default="", help="เหตุผล / reason")
@on_day
@key_option
@speaking
def approve_claim(
    voice: Voice, package: str, number: str, *, amount: Money | None, on: ReadDay | None, key: str, **authority: str
) -> None:
    """คณะกรรมการอนุมัติ / The committee approves."""

    def do(fund: Fund, day: date) -> tuple[Fund, Money]:
        return claims.approve(fund, number, when_done(day, "committee", key), amount=amount, **authority)

    granted, day = change(voice, package, on, do)
    document = {"claim": number, "approved": granted, "on": day}
    voice.answer(document, f"{voice.t('claim')} {number}: {voice.t('approved')} {amount_words(voice, granted)}")


@claim.command("reject")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--reason", required=True, help="เหตุผล / reason")
@click.option("--ref", "reference", default="", help="เลขมติ / resolution")
@on_day
@key_option
@speaking
def reject_claim(
    voice: Voice, package: str, number: str, *, reason: str, reference: str, on: ReadDay | None, key: str
) -> None:
    """คณะกรรมการไม่อนุมัติ / The committee refuses."""

    def do(fund: Fund, day: date) -> tuple[Fund, None]:
        return claims.reject(fund, number, when_done(day, "committee", key), reason=reason, reference=reference), None

    _none, day = change(voice, package, on, do)
    voice.answer({"claim": number, "rejected": True, "on": day}, f"{voice.t('claim')} {number}: {voice.t('rejected')}")


@claim.command("return")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--reason", required=True, help="สิ่งที่ขาด / what is missing")
@click.option("--deadline", type=DAY, default=None, help="กำหนดส่งกลับ / last day to answer")
@on_day
@key_option
@speaking
def return_claim(
    voice: Voice, package: str, number: str, *, reason: str, deadline: ReadDay | None, on: ReadDay | None, key: str
) -> None:
    """ส่งคืนให้แก้ไข ซึ่งไม่ใช่การปฏิเสธ / Send back for what is missing; that refuses nothing."""
    last = deadline.day if deadline else None

    def do(fund: Fund, day: date) -> tuple[Fund, None]:
        return claims.return_claim(fund, number, when_done(day, "registrar", key), reason=reason, deadline=last), None

    _none, day = change(voice, package, on, do)
    voice.answer({"claim": number, "returned": True, "on": day}, f"{voice.t('claim')} {number}: {voice.t('returned')}")


@claim.command("pay")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@on_day
@key_option
@speaking
def pay_claim(voice: Voice, package: str, number: str, *, on: ReadDay | None, key: str) -> None:
    """จ่ายคำขอที่อนุมัติแล้วและออกใบสำคัญ / Pay an approved claim: voucher and postings."""

    def do(fund: Fund, day: date) -> tuple[Fund, tuple[Paper, Money]]:
        paid, paper = claims.pay(fund, number, when_done(day, "treasurer", key))
        return paid, (paper, paid.granted(number, day))

    (paper, amount), day = change(voice, package, on, do)
    document = {"claim": number, "voucher": paper.number, "amount": amount, "on": day}
    voice.answer(document, f"{voice.t('voucher')} {paper.number}", amount_words(voice, amount))


@claim.command("reverse")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--reason", required=True, help="เหตุผล / reason")
@on_day
@key_option
@speaking
def reverse_claim(voice: Voice, package: str, number: str, *, reason: str, on: ReadDay | None, key: str) -> None:
    """กลับรายการจ่ายที่ผิด / Take back a payment that was a mistake."""

    def do(fund: Fund, day: date) -> tuple[Fund, Paper]:
        return claims.reverse(fund, number, when_done(day, "treasurer", key), reason=reason)

    paper, day = change(voice, package, on, do)
    voice.answer({"claim": number, "voucher": paper.number, "on": day}, f"{voice.t('voucher')} {paper.number}")
