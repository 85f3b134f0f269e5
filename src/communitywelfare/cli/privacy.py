"""Personal data at the command line: keys for pseudonyms, one person in several funds, what has been kept too long."""

import secrets

import click
from attrs import asdict

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, look, on_day, whole_package
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.io._files import read_path
from communitywelfare.io.cross_fund import cross_fund_duplicates, member_behind
from communitywelfare.io.key_file import read_key, write_key
from communitywelfare.io.package import read_package
from communitywelfare.io.retention_toml import parse_retention, shipped_retention
from communitywelfare.privacy import proposals
from communitywelfare.pseudonyms import KEY_BYTES
from communitywelfare.wording import phrase, shown

__all__ = ["privacy"]


@click.group()
def privacy() -> None:
    """ข้อมูลส่วนบุคคล / Personal data: keys, duplicates across funds, what has been kept too long."""


@privacy.command("key")
@click.argument("file", type=PACKAGE)
@speaking
def key(voice: Voice, file: str) -> None:
    """สร้างกุญแจลับสำหรับทำนามแฝง เก็บไว้ให้ดี / Make a secret key for pseudonyms; keep it, it cannot be made again."""
    made = write_key(file, secrets.token_bytes(KEY_BYTES))
    voice.answer(
        {"file": file, "key_id": made.key_id}, f"{voice.t('written')} {file}", f"{voice.t('key_id')} {made.key_id}"
    )


@privacy.command("retention")
@click.argument("package", type=PACKAGE)
@click.option(
    "--rules", type=PACKAGE, default=None, help="ไฟล์ระยะเวลาเก็บรักษา / a file of periods; assumptions by default"
)
@on_day
@speaking
def retention(voice: Voice, package: str, *, rules: str | None, on: ReadDay | None) -> None:
    """ข้อมูลใดเก็บเกินระยะเวลาแล้ว เป็นข้อเสนอเท่านั้น / What has been kept too long; proposals only, nothing is erased."""
    periods = shipped_retention() if rules is None else parse_retention(read_path(rules), rules)
    fund, day = look(voice, package, on)
    found = proposals(fund, periods, day)
    document = [
        {"table": each.table, "record": each.record, "reason": each.rule.reason, "ended": each.ended, "due": each.due}
        | {"keep": each.rule.kept, "assumed": each.rule.is_assumed}
        for each in found
    ]
    lines = [
        f"{each.table} {each.record}: {phrase(f'retention.{each.rule.reason}', voice.language)} "
        f"{shown(each.ended, voice.language)} · {voice.t('kept_until')} {shown(each.due, voice.language)}"
        for each in found
    ]
    if any(each.rule.is_assumed for each in found):
        lines.append(voice.t("retention_assumed"))
    voice.answer({"on": day, "proposals": document}, *(lines or [voice.t("nothing_kept_too_long")]))


@privacy.command("duplicates")
@click.argument("exports", type=PACKAGE, nargs=-1, required=True)
@speaking
def duplicates(voice: Voice, exports: tuple[str, ...]) -> None:
    """บุคคลเดียวกันในหลายกองทุน จากชุดข้อมูลที่ปิดบังแล้ว / One person in several funds, from their masked exports.

    EXPORTS were made by ``convert --level network``, all with the network's key and for one purpose.
    """
    found = cross_fund_duplicates([whole_package(voice, read_package(each)) for each in exports])
    lines = [
        f"{each.funds[0]} {each.members[0]} = {each.funds[1]} {each.members[1]}"
        f" · {voice.t('at_once') if each.overlap else voice.t('one_after_another')}"
        + (f" · {voice.t('matched_twice')} {shown(each.matched_in, voice.language)}" if each.matched_in else "")
        for each in found
    ]
    document = [{name: value for name, value in asdict(each).items() if name != "person"} for each in found]
    voice.answer({"duplicates": document}, *(lines or [voice.t("no_duplicates")]))


@privacy.command("who")
@click.argument("package", type=PACKAGE)
@click.argument("pseudonym")
@click.option("--key", "key_file", type=PACKAGE, required=True, help="ไฟล์กุญแจ / the key file of the export")
@click.option("--purpose", required=True, help="ส่งเพื่ออะไร / what the export was for")
@speaking
def who(voice: Voice, package: str, pseudonym: str, *, key_file: str, purpose: str) -> None:
    """เลขสมาชิกใดอยู่หลังนามแฝง (ผู้ถือกุญแจเท่านั้น) / Which member number a pseudonym stands for."""
    number = member_behind(whole_package(voice, read_package(package)).fund, read_key(key_file), purpose, pseudonym)
    voice.answer({"member": number}, f"{voice.t('member')} {number}" if number else voice.t("nobody_there"))
