"""``books check``: whether the journal is what was stored, and the exception list for the auditor."""

from pathlib import Path

import click

from communitywelfare.cli.desk import PACKAGE
from communitywelfare.cli.speaking import FOUND_ERRORS, Voice, findings_data, speaking
from communitywelfare.io._files import write_folder
from communitywelfare.io.package import read_package, table_count
from communitywelfare.reports.exceptions_report import AUDIT_FILES, Audit, audit_data, audit_files, audit_of
from communitywelfare.wording import phrase

__all__ = ["check_books"]


@click.command("check")
@click.argument("package", type=PACKAGE)
@click.option(
    "--only", "names", multiple=True, metavar="NAME", help="เฉพาะการตรวจชื่อนี้ เช่น receipt_gap / this check only"
)
@click.option("--out", type=PACKAGE, default=None, help="โฟลเดอร์ผลลัพธ์ / where to write the list as a page")
@speaking
def check_books(voice: Voice, package: str, *, names: tuple[str, ...], out: str | None) -> None:
    """ตรวจสมุดบัญชีและทำรายการข้อสังเกตสำหรับผู้ตรวจสอบ / Check the books; the auditor's exception list.

    The chain of the journal is verified, the facts of the books are held against each other, and every check of the
    exception list is made, or those named by --only. It changes nothing.
    """
    with voice.progress("reading", table_count()) as progress:
        reading = read_package(package, progress=progress)
    if reading.package is None:
        if voice.is_json:
            voice.answer({"findings": findings_data(reading.findings)})
        else:
            voice.findings(reading.findings, err=True)
        raise click.exceptions.Exit(FOUND_ERRORS)
    audit = audit_of(reading, names)
    if out is not None:
        write_folder(out, audit_files(audit, voice.language), owned=AUDIT_FILES)
    if voice.is_json:
        voice.answer({**audit_data(audit), "findings": findings_data(audit.findings)})
    else:
        _tell(voice, audit)
        if out is not None:
            click.echo(f"{voice.t('open')} {Path(out) / 'index.html'}")
    voice.note_errors(audit.findings)


def _tell(voice: Voice, audit: Audit) -> None:
    """The list as lines: the chain, then every check that found something, with how often and what to do."""
    chain = phrase(f"auditor.{'chain_holds' if audit.chain_holds else 'chain_broken'}", voice.language)
    entries = f"{phrase('auditor.entries', voice.language)} {len(audit.fund.journal):,}"
    head = f"{phrase('auditor.head', voice.language)} {audit.head[:8] or '–'}"
    click.echo(f"{phrase('auditor.chain', voice.language)}: {chain} · {entries} · {head}")
    for group in audit.groups:
        click.echo(f"\n{group.title(voice.language)} ({group.name}): {len(group.findings)}")
        click.echo(f"  → {group.chore(voice.language)}")
        for finding in group.findings:
            click.echo(f"  {voice.line(finding)}")
    click.echo("")
    voice.findings_counted(audit.findings)
