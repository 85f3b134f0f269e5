"""The JSON Schema of packages as JSON, for programs that write them."""

from pathlib import PurePath

import click

from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.io._files import write_file
from communitywelfare.io.json_schema import SCHEMA_FILE, schema_bytes

__all__ = ["schema"]


@click.command()
@click.option("--out", required=True, type=click.Path(path_type=str), help="โฟลเดอร์ผลลัพธ์ / where to write")
@speaking
def schema(voice: Voice, *, out: str) -> None:
    """เขียน JSON Schema ของชุดข้อมูลแบบ JSON / The JSON Schema (draft 2020-12) of a package as JSON."""
    path = str(PurePath(out) / SCHEMA_FILE)
    write_file(path, schema_bytes())
    voice.answer({"schema": path}, f"{voice.t('written')} {path}")
