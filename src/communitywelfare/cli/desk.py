"""The treasurer's day at the desk: each command appends facts to a package and prints the number of its paper."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta, timezone
from typing import TypeVar

import click
from attrs import evolve

from communitywelfare.calendar import Month, PartialDate, ReadDay
from communitywelfare.cli.speaking import BAHT, DAY, FOUND_ERRORS, MONTHS, Voice, findings_data, speaking
from communitywelfare.contributions import ReceiptKind
from communitywelfare.errors import Finding, Place, Refused, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.desk import Paper, enrol, fee_findings, leave
from communitywelfare.fund.desk import receive as receive_dues
from communitywelfare.fund.exceptions import exceptions
from communitywelfare.fund.member_checks import check_digit_findings
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.identity import CitizenId, Details, PersonName
from communitywelfare.io._files import locked
from communitywelfare.io.package import Package, Reading, read_package, write_package
from communitywelfare.io.scheme_toml import shipped_schemes
from communitywelfare.members import ExitCause, Person, Sex
from communitywelfare.money import Money
from communitywelfare.wording import baht_text, shown

__all__ = [
    "PACKAGE",
    "amount_words",
    "change",
    "change_package",
    "enter",
    "key_option",
    "look",
    "member",
    "now",
    "on_day",
    "receipt",
    "receive",
    "whole_package",
    "with_doubts",
]

T = TypeVar("T")
_THAILAND = timezone(timedelta(hours=7))
PACKAGE = click.Path(path_type=str)
_OF_RECEIPTS = ("receipts_missing", "receipts_differ", "receipt_repeat")


def now() -> datetime:
    """When something is written down: the only clock of the library."""
    return datetime.now(_THAILAND).replace(microsecond=0)  # noqa: TID251  # only the command line may read a clock


def whole_package(voice: Voice, reading: Reading) -> Package:
    """The package that was read; where there is none, the findings say why and the command ends with 1."""
    if reading.package is None:
        if voice.is_json:
            voice.answer({"error": "FormatError", "findings": findings_data(reading.findings)})
        else:
            voice.findings(reading.findings, err=True)
        raise click.exceptions.Exit(FOUND_ERRORS)
    return reading.package


def change(voice: Voice, folder: str, on: ReadDay | None, do: Callable[[Fund, date], tuple[Fund, T]]) -> tuple[T, date]:
    """Read a package, let something be done to its fund, and write it back whole, while nobody else may."""

    def in_package(package: Package, day: date) -> tuple[Package, T]:
        fund, result = do(package.fund, day)
        return evolve(package, fund=fund), result

    return change_package(voice, folder, on, in_package)


def change_package(
    voice: Voice, folder: str, on: ReadDay | None, do: Callable[[Package, date], tuple[Package, T]]
) -> tuple[T, date]:
    """The same for what is done to more of a package than its fund."""
    if on is not None:
        voice.day(on)
    with locked(folder):
        reading = read_package(folder)
        read = whole_package(voice, reading)
        _not_masked(read)
        fund = read.fund
        _receipts_are_whole(fund, reading.findings)
        day = on.day if on else fund.as_of
        _not_to_come(day, now().date())
        package, result = do(read, day)
        changed = evolve(package.fund, as_of=max(package.fund.as_of, day))
        if changed != fund:
            write_package(folder, evolve(package, fund=changed))
    for entry in changed.journal.entries[len(fund.journal) :]:
        voice.late(entry.voucher)
    voice.warn_of_errors(reading.findings)
    return result, day


def _not_masked(package: Package) -> None:
    """Refuse to go on in a package that was made for others: what is entered there never reaches the fund."""
    if package.masking is not None:
        finding = Finding("package.masked", Severity.ERROR, place=Place(file="manifest.json"))
        raise Refused("the package was masked for others; nothing is entered in it", finding)


def _receipts_are_whole(fund: Fund, findings: Sequence[Finding]) -> None:
    """Refuse to go on where receipts were changed outside and cannot be true, or are not what the books say of them.

    Written back, the change would bear the package's own hash.
    """
    of_receipts = [each for each in findings if each.place.file == "contributions.csv"]
    if any(each.code == "file.hash_differs" for each in of_receipts):
        untrue = (each for each in (*of_receipts, *exceptions(fund, only=_OF_RECEIPTS)) if each.place.record)
        found = [each for each in untrue if each.is_error]
        if found:
            raise Refused("receipts were changed outside, and cannot all be true", *found)


def _not_to_come(day: date, today: date) -> None:
    """Refuse a day that is still to come: a year mistyped would carry the whole package into the future."""
    if day > today:
        finding = Finding(
            "day.in_future", Severity.ERROR, place=Place(column="--on"), params={"day": day, "today": today}
        )
        raise Refused(f"{day} is still to come", finding)


def look(voice: Voice, folder: str, on: ReadDay | None) -> tuple[Fund, date]:
    """Read a package to answer a question about it; nothing is changed."""
    if on is not None:
        voice.day(on)
    reading = read_package(folder)
    fund = whole_package(voice, reading).fund
    voice.warn_of_errors(reading.findings)
    return fund, on.day if on else fund.as_of


def enter(
    voice: Voice, package: str, on: ReadDay | None, do: Callable[[Fund, date], tuple[Fund, Paper]], *, amount: Money
) -> None:
    """Let a voucher be entered, and tell its number, its amount and its day."""
    paper, day = change(voice, package, on, do)
    document = {"voucher": paper.number, "amount": amount, "on": day}
    said = f"{voice.t('paper')} {paper.number}"
    voice.answer(document, said, amount_words(voice, amount), shown(day, voice.language))


on_day = click.option(
    "--on", type=DAY, default=None, help="วันที่ (ค.ศ. หรือ พ.ศ.) / the day; the package's own by default"
)
key_option = click.option("--key", default="", help="กุญแจกันทำซ้ำ / a key that makes a repeated command harmless")


@click.group()
def member() -> None:
    """รับสมาชิก บันทึกการพ้นสภาพ และหาสมาชิกซ้ำ / Members: enrol, leave, find who is in the register twice."""


@member.command("enrol")
@click.argument("package", type=PACKAGE)
@click.option("--name", required=True, help="ชื่อ-นามสกุล / name")
@click.option("--citizen-id", "citizen_id", default=None, help="เลขบัตร 13 หลัก / citizen ID")
@click.option("--no-id-reason", default="", help="เหตุที่ไม่มีเลขบัตร / why there is none")
@click.option("--birth", type=DAY, default=None, help="วันเกิด / birth date")
@click.option("--sex", type=click.Choice(["M", "F", "X", "U"]), default="U", help="เพศ / sex")
@click.option("--village", default="", help="หมู่ที่ / village")
@click.option("--number", default="", help="เลขสมาชิก / member number; the next free one by default")
@click.option(
    "--transferred-since",
    type=DAY,
    default=None,
    help="รับโอนสมาชิกภาพ: วันที่เริ่มนับในกองทุนเดิม / came over: the day from which membership counted elsewhere",
)
@on_day
@speaking
def enrol_member(
    voice: Voice,
    package: str,
    *,
    name: str,
    on: ReadDay | None,
    transferred_since: ReadDay | None,
    number: str,
    village: str,
    **who: object,
) -> None:
    """รับสมาชิกใหม่ / Take in a member."""
    person, since = _person(name, who), None if transferred_since is None else transferred_since.day

    def do(fund: Fund, day: date) -> tuple[Fund, Paper]:
        return enrol(fund, person, on=day, village=village, number=number, transferred_since=since)

    paper, day = change(voice, package, on, do)
    document = {"member": paper.number, "on": day}
    doubts = () if person.citizen_id is None else check_digit_findings(person.citizen_id)
    voice.answer(with_doubts(document, doubts), f"{voice.t('member')} {paper.number}")
    voice.doubts(doubts)


def _person(name: str, who: dict[str, object]) -> Person:
    born = who["birth"]
    return Person(
        name=PersonName(name),
        citizen_id=CitizenId(str(who["citizen_id"])) if who["citizen_id"] else None,
        no_id_reason=str(who["no_id_reason"]),
        sex=Sex(who["sex"]),
        birth=PartialDate(born.day) if isinstance(born, ReadDay) else None,
        details=Details({"full_name": name}),
    )


@member.command("leave")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--cause", required=True, type=click.Choice([cause.value for cause in ExitCause]), help="สาเหตุ / cause")
@on_day
@speaking
def leave_fund(voice: Voice, package: str, number: str, *, cause: str, on: ReadDay | None) -> None:
    """บันทึกการพ้นสภาพ / End a membership."""
    paper, day = change(voice, package, on, lambda fund, day: leave(fund, number, on=day, cause=ExitCause(cause)))
    voice.answer(
        {"member": paper.number, "on": day, "cause": cause}, f"{voice.t('member')} {number}: {voice.t('left')}"
    )


@click.command()
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.argument("amount", type=BAHT)
@click.option(
    "--for",
    "period",
    type=MONTHS,
    default=None,
    help="งวด เช่น 10/2567 หรือ 10/2567..12/2567 / the months paid for, as 2024-10 or 2024-10..2024-12",
)
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in ReceiptKind]),
    default="MONTHLY",
    show_default=True,
    help="รายการ / what it is paid for",
)
@click.option("--by", default="", help="ผู้เก็บเงินที่ถือเงินไว้ / the collector who has the money in hands")
@on_day
@speaking
def receive(
    voice: Voice,
    package: str,
    number: str,
    amount: Money,
    *,
    period: tuple[Month, Month] | None,
    kind: str,
    by: str,
    on: ReadDay | None,
) -> None:
    """รับเงินสมทบและออกใบเสร็จ / Take dues or a fee and write the receipt."""

    def do(fund: Fund, day: date) -> tuple[Fund, tuple[Paper, tuple[Finding, ...]]]:
        of = ReceiptKind(kind)
        doubts = fee_findings(fund, amount, day) if of is ReceiptKind.ENTRY_FEE else ()
        fund, paper = receive_dues(fund, number, amount, on=day, recorded_at=now(), period=period, kind=of, by=by)
        return fund, (paper, doubts)

    (paper, doubts), day = change(voice, package, on, do)
    document = {"receipt": paper.number, "member": number, "amount": amount, "on": day}
    said = f"{voice.t('receipt')} {paper.number}"
    voice.answer(with_doubts(document, doubts), said, amount_words(voice, amount), shown(day, voice.language))
    voice.doubts(doubts)


def with_doubts(document: dict[str, object], doubts: Sequence[Finding]) -> dict[str, object]:
    """What came of a command, and what is to be doubted in what was typed, if there is anything."""
    return document | ({"findings": findings_data(doubts)} if doubts else {})


@click.group()
def receipt() -> None:
    """ใบเสร็จ / Receipts: void."""


@receipt.command("void")
@click.argument("package", type=PACKAGE)
@click.argument("number")
@click.option("--book", default="", help="เล่มที่ / book")
@click.option("--reason", required=True, help="เหตุผล / reason")
@on_day
@speaking
def void(voice: Voice, package: str, number: str, *, book: str, reason: str, on: ReadDay | None) -> None:
    """ยกเลิกใบเสร็จ: เลขที่คงอยู่ และกลับรายการในบัญชี / Void a receipt; its number stays taken."""
    paper, day = change(
        voice,
        package,
        on,
        lambda fund, day: void_receipt(
            fund, number, book=book, on=day, reason=reason, recorded_at=now(), schemes=shipped_schemes().values()
        ),
    )
    document = {"receipt": number, "void": True, "voucher": paper.number, "on": day}
    said = f"{voice.t('receipt')} {number}: {voice.t('voided')} · {voice.t('voucher')} {paper.number}"
    voice.answer(document, said, shown(day, voice.language))


def amount_words(voice: Voice, amount: Money) -> str:
    """An amount as a paper carries it: in Thai also in words."""
    return f"{amount} บาท ({baht_text(amount)})" if voice.language == "th" else f"{amount} baht"
