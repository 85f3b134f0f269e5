"""Personal data at the command line: keys for pseudonyms."""

import secrets

import click

from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.io.key_file import write_key
from communitywelfare.pseudonyms import KEY_BYTES

__all__ = ["privacy"]


@click.group()
def privacy() -> None:
    """ข้อมูลส่วนบุคคล / Personal data: keys for pseudonyms."""


@privacy.command("key")
@click.argument("file", type=PACKAGE)
@speaking
def key(voice: Voice, file: str) -> None:
    """สร้างกุญแจลับสำหรับทำนามแฝง เก็บไว้ให้ดี / Make a secret key for pseudonyms; keep it, it cannot be made again."""
    made = write_key(file, secrets.token_bytes(KEY_BYTES))
    voice.answer(
        {"file": file, "key_id": made.key_id}, f"{voice.t('written')} {file}", f"{voice.t('key_id')} {made.key_id}"
    )
