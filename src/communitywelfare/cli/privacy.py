"""Personal data at the command line: keys for pseudonyms, and what has been kept too long."""

import secrets

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, look, on_day
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.io._files import read_path
from communitywelfare.io.key_file import write_key
from communitywelfare.io.retention_toml import parse_retention, shipped_retention
from communitywelfare.privacy import proposals
from communitywelfare.pseudonyms import KEY_BYTES
from communitywelfare.wording import phrase, shown

__all__ = ["privacy"]


@click.group()
def privacy() -> None:
    """ข้อมูลส่วนบุคคล / Personal data: keys for pseudonyms, what has been kept too long."""


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
    "--rules", type=PACKAGE, default=None, help="แฟ้มระยะเวลาเก็บรักษา / a file of periods; assumptions by default"
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
