"""By-laws at the command line: what is wrong or weak in one, and what it says in words."""

from collections.abc import Iterable
from pathlib import Path

import click

from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.errors import ByLawError, Finding, FormatError, Place, Severity
from communitywelfare.io.bylaw_toml import lint_bylaw, parse_bylaw
from communitywelfare.io.manifest import BYLAW
from communitywelfare.io.plugins import form_at
from communitywelfare.wording import bylaw_lines
from communitywelfare.wording.clauses import signature_lines

__all__ = ["bylaw"]

FILE = click.Path(path_type=Path)
FORM = click.option(
    "--form",
    "named",
    multiple=True,
    metavar="MODULE:NAME",
    help="รูปแบบการจ่ายเพิ่มเติม / a form of amount that is not installed",
)


@click.group()
def bylaw() -> None:
    """ระเบียบกองทุน / By-laws: lint, print."""


@bylaw.command("lint")
@click.argument("files", type=FILE, nargs=-1, required=True)
@FORM
@speaking
def lint_files(voice: Voice, files: tuple[Path, ...], named: tuple[str, ...]) -> None:
    """ตรวจระเบียบก่อนใช้ / What is wrong or weak in by-laws, before anyone relies on them."""
    forms = tuple(map(form_at, named))
    each = (finding for file in map(_in_package, files) for finding in lint_bylaw(_bytes(file), str(file), forms=forms))
    found = _once_each(each)
    if voice.is_json:
        voice.answer({"findings": findings_data(found)})
    else:
        voice.findings(found)
    voice.note_errors(found)


@bylaw.command("print")
@click.argument("file", type=FILE)
@FORM
@speaking
def print_file(voice: Voice, file: Path, named: tuple[str, ...]) -> None:
    """ระเบียบเป็นถ้อยคำ / A by-law in words, to be read and signed."""
    forms = tuple(map(form_at, named))
    file = _in_package(file)
    contents = _bytes(file)
    try:
        lines = bylaw_lines(parse_bylaw(contents, str(file), forms=forms), voice.language)
    except ByLawError as error:
        if any(finding.code in {"bylaw.not_toml", "file.encoding"} for finding in error.findings):
            raise
        lines = ()
    found = tuple(
        finding for finding in lint_bylaw(contents, str(file), forms=forms) if finding.severity is not Severity.INFO
    )
    if voice.is_json:
        voice.answer({"lines": lines, "findings": findings_data(found)})
        return
    click.echo("\n".join((*lines, "", *signature_lines(voice.language)) if lines else lines))
    if found:
        voice.findings(found)


def _once_each(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings without those that are the same in every file: a form that was left out is told once."""
    kept: list[Finding] = []
    for each in findings:
        if not (each.code.startswith("plugin.") and each in kept):
            kept.append(each)
    return tuple(kept)


def _in_package(file: Path) -> Path:
    """The by-law of a package, where the package's folder was named."""
    return file / BYLAW if file.is_dir() else file


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        place = Place(file=str(file))
        code = "file.missing" if isinstance(error, FileNotFoundError) else "file.unreadable"
        finding = Finding(code, Severity.ERROR, place=place, params={"file": str(file)})
        raise FormatError(f"{file} cannot be read", finding) from None
