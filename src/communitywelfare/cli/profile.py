"""Profiles of other people's layouts at the command line: which there are, a first draft, and whether one fits."""

from pathlib import PurePath

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.foreign import file_terms, foreign_options, refuse_what_stands
from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.io._files import locked, write_file
from communitywelfare.io.foreign.book import open_book
from communitywelfare.io.foreign.drafting import drafted
from communitywelfare.io.foreign.profile_toml import shipped_profiles
from communitywelfare.io.foreign.roundtrip import RoundTrip, round_trip

__all__ = ["profile"]


@click.group()
def profile() -> None:
    """รูปแบบแฟ้ม (profile) ของผู้อื่น / Layouts of other people's files: list, draft, check."""


@profile.command("list")
@speaking
def list_profiles(voice: Voice) -> None:
    """รูปแบบแฟ้ม (profile) ที่มากับคลังโปรแกรม / The profiles that come with the library."""
    known = shipped_profiles().values()
    document = {"profiles": [{"id": each.id, "name": each.names, "seen": each.seen} for each in known]}
    voice.answer(document, *(f"{each.id}: {each.names[voice.language]}" for each in known))


@profile.command()
@click.argument("source", type=PACKAGE)
@click.option("--out", type=PACKAGE, default=None, help="ไฟล์ที่จะเขียน / the file to write")
@click.option("--replace", is_flag=True, help="แทนที่ของเดิม / replace what stands there")
@click.option("--encoding", default="auto", help="รหัสอักขระ / utf-8, cp874; auto looks at the file")
@speaking
def draft(voice: Voice, source: str, *, out: str | None, replace: bool, encoding: str) -> None:
    """ร่างรูปแบบแฟ้ม (profile) จากไฟล์ตัวอย่าง พร้อมสิ่งที่ยังไม่แน่ใจ / Draft a profile from a file, with what it is unsure of."""
    name = PurePath(out or source).stem
    found = drafted(open_book(source, encoding=encoding), name)
    if out is not None:
        with locked(out):
            refuse_what_stands(out, replace=replace)
            write_file(out, found.text.encode())
    if not voice.is_json:
        voice.findings(found.findings, err=True)
    document = {"profile": found.text, "table": found.table, "findings": findings_data(found.findings)}
    voice.answer(document, found.text.rstrip("\n") if out is None else f"{voice.t('written')} {out}")


@profile.command()
@click.argument("file")
@click.argument("sample", type=PACKAGE)
@foreign_options
@speaking
def check(
    voice: Voice,
    file: str,
    sample: str,
    *,
    as_of: ReadDay | None,
    year: int | None,
    synthetic: bool,
    encoding: str,
) -> None:
    """ลองรูปแบบแฟ้ม (profile) กับไฟล์ตัวอย่าง: อ่าน เขียนกลับ อ่านซ้ำ / Try a profile on a sample: read, write, read again."""
    asked = file_terms(voice, file, as_of, year, synthetic=synthetic, encoding=encoding)
    trip = round_trip(asked.opened(sample), asked.profile, asked.terms)
    found = (*trip.imported.findings, *trip.findings)
    if voice.is_json:
        voice.answer({"holds": trip.holds, "findings": findings_data(found)})
    else:
        voice.findings(found)
        voice.answer({}, _outcome(voice, trip))
    voice.note_errors(found)


def _outcome(voice: Voice, trip: RoundTrip) -> str:
    """Whether all comes back, in a sentence: where not every record could be used, of how many that is said."""
    if trip.is_of_nothing:
        return voice.t("nothing_tried")
    if not trip.holds:
        return voice.t("comes_back_otherwise")
    tables = trip.imported.tables.values()
    aside = sum(len(table.set_aside) for table in tables)
    if not aside and not trip.imported.has_errors:
        return voice.t("comes_back")
    return voice.t("comes_back_in_part").format(count=f"{sum(map(len, tables)):,}", aside=f"{aside:,}")
