"""The books at the command line: what goes out of them for others to check."""

from collections.abc import Callable, Mapping

import click

from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.speaking import FOUND_ERRORS, Voice, findings_data, speaking
from communitywelfare.errors import Finding, MissingFact, Place, Severity
from communitywelfare.fund import Fund
from communitywelfare.io._files import write_file
from communitywelfare.io.beancount import beancount_text
from communitywelfare.io.hledger import hledger_text
from communitywelfare.io.package import Reading, read_package

__all__ = ["export"]

FORMATS: Mapping[str, Callable[..., str]] = {"beancount": beancount_text, "hledger": hledger_text}


@click.command()
@click.argument("package", type=PACKAGE)
@click.option("--format", "form", required=True, type=click.Choice(list(FORMATS)), help="รูปแบบไฟล์ / format")
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="ไฟล์ผลลัพธ์ / the file to write")
@click.option(
    "--one-currency", is_flag=True, help="สกุลเงินเดียว THB ระบุแหล่งทุนเป็นป้าย / plain THB, the source as a tag; for reading"
)
@speaking
def export(voice: Voice, package: str, *, form: str, out: str, one_currency: bool) -> None:
    """ส่งออกสมุดรายวันทั้งเล่มให้โปรแกรมอื่นตรวจ / Write the whole journal for another program to check.

    Every entry as it stands, and the closing balances. Errors in the data are told; it then ends with 1.
    """
    reading = read_package(package)
    fund = _books_of(voice, reading)
    currency = "THB" if one_currency else ""
    title, language = fund.profile.name, voice.language
    text = FORMATS[form](fund.journal, fund.chart, fund.sources, title=title, currency=currency, language=language)
    write_file(out, text.encode())
    if not voice.is_json:
        voice.warn_of_errors(reading.findings)
    document = {"out": out, "format": form, "entries": len(fund.journal), "head": fund.journal.head}
    voice.answer({**document, "findings": findings_data(reading.findings)}, f"{voice.t('written')} {out}")
    voice.note_errors(reading.findings)


def _books_of(voice: Voice, reading: Reading) -> Fund:
    """The fund that was read, if it has books."""
    if reading.package is None:
        if voice.is_json:
            voice.answer({"findings": findings_data(reading.findings)})
        else:
            voice.findings(reading.findings, err=True)
        raise click.exceptions.Exit(FOUND_ERRORS)
    fund = reading.package.fund
    if "journal" in fund.absent:
        missing = Finding(
            "file.missing", Severity.ERROR, place=Place(file="journal.csv"), params={"file": "journal.csv"}
        )
        why = [finding for finding in reading.findings if finding.place.file == "journal.csv"]
        raise MissingFact("there is no journal that can be read", *(why or [missing]))
    return fund
