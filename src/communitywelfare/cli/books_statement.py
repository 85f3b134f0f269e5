"""Statements at the command line: drawn up for a stretch of days, written as files of the form that is asked for."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

import click
from attrs import frozen

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import whole_package
from communitywelfare.cli.speaking import DAY, Voice, findings_data, speaking
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund import Fund
from communitywelfare.io._files import write_folder
from communitywelfare.io.package import read_package
from communitywelfare.reports._shown import Digits
from communitywelfare.reports.asked import Asked
from communitywelfare.reports.catalogue import CATALOGUE, Statement, draw, missing_for, statement
from communitywelfare.reports.forms import FORM_ENDINGS, OFFICIAL_FORMS, official_form
from communitywelfare.reports.rendering import FORMATS, render
from communitywelfare.wording import words

__all__ = ["DIGITS", "UNMASKED", "statements"]

_ALL = "ALL"
_FORM = click.Choice(list(FORMATS))
DIGITS = click.option(
    "--digits", type=click.Choice(["arabic", "thai"]), default="arabic", show_default=True, help="เลขไทย / digits"
)
UNMASKED = click.option(
    "--unmasked", is_flag=True, help="แสดงเลขบัตรเต็มและรายละเอียดสุขภาพ / show whole citizen IDs and notes on health"
)


@frozen(kw_only=True)
class _Days:
    """The days as they were typed."""

    first: ReadDay | None
    last: ReadDay | None
    as_of: ReadDay | None

    def asked(self, fund: Fund, *, unmasked: bool) -> Asked:
        """What they mean for a fund: up to its own day, from the beginning of that accounting year."""
        typed = self.as_of or self.last
        last = fund.as_of if typed is None else typed.day
        first = fund.profile.year_start.year_of(last).first if self.first is None else self.first.day
        return Asked(first=first, last=last, unmasked=unmasked)

    def tell(self, voice: Voice) -> None:
        """Say how each was understood."""
        if self.as_of is not None and (self.first is not None or self.last is not None):
            raise click.UsageError("--as-of / --from --to: " + voice.t("one_of_them"))
        for typed in (self.first, self.last, self.as_of):
            if typed is not None:
                voice.day(typed)


@click.command("statement")
@click.argument("package", type=click.Path(path_type=str))
@click.option("--of", "names", default="all", show_default=True, help="รหัสรายงาน เช่น M2,Y7 / ids such as M2,Y7")
@click.option("--from", "first", type=DAY, default=None, help="ตั้งแต่วันที่ / first day; that of the accounting year")
@click.option("--to", "last", type=DAY, default=None, help="ถึงวันที่ / last day; the package's own by default")
@click.option("--as-of", "as_of", type=DAY, default=None, help="ณ วันที่ / as of the end of a day")
@click.option(
    "--format", "form", type=click.Choice(list(FORMATS)), default="html", show_default=True, help="รูปแบบ / form"
)
@click.option("--out", required=True, type=click.Path(path_type=str), help="โฟลเดอร์ที่จะเขียน / folder to write")
@DIGITS
@UNMASKED
@speaking
def statements(
    voice: Voice, package: str, *, names: str, form: str, out: str, digits: Digits, unmasked: bool, **days: Any
) -> None:
    """รายงานและบัญชีรายชื่อตามรหัส M1–M9 Y1–Y9 / Statements and lists by their ids."""
    typed = _Days(**days)
    typed.tell(voice)
    asked_for = [name.strip().upper() for name in names.split(",")]
    wanted = [each for name in asked_for if name not in OFFICIAL_FORMS for each in _wanted(name)]
    reading = read_package(package)
    fund = whole_package(voice, reading).fund
    asked = typed.asked(fund, unmasked=unmasked)
    lacking = tuple(_lacking(wanted, fund)) if _ALL in asked_for else ()
    left_out = {str(finding.params["id"]) for finding in lacking}
    sheets = [draw(each.id, fund, asked) for each in wanted if each.id not in left_out]
    files = {f"{sheet.id}.{form}": render(sheet, form, voice.language, digits) for sheet in sheets}
    for name in _official(asked_for, form):
        files[f"{name}.{form}"] = official_form(name, fund, asked, form, language=voice.language, digits=digits)
    write_folder(out, files, owned=files)
    told = (*lacking, *_too_late(asked.last, fund.as_of))
    voice.warn_of_errors(reading.findings)
    for finding in told if not voice.is_json else ():
        click.echo(words(finding, voice.language), err=True)
    voice.answer(
        {"out": out, "files": sorted(files), "findings": findings_data(told)},
        *(f"{out}/{name}" for name in files),
    )


def _wanted(name: str) -> Sequence[Statement]:
    return tuple(CATALOGUE.values()) if name == _ALL else (statement(name),)


def _official(asked_for: Sequence[str], form: str) -> Sequence[str]:
    """The official forms among what is asked for; of all that there are, those that can be written in the form."""
    if _ALL in asked_for:
        return tuple(OFFICIAL_FORMS) if form in FORM_ENDINGS else ()
    return [name for name in asked_for if name in OFFICIAL_FORMS]


def _lacking(wanted: Sequence[Statement], fund: Fund) -> Iterator[Finding]:
    """What the fund lacks for some: of all that there are, the others are drawn up."""
    for each in wanted:
        finding = missing_for(each, fund, Severity.WARNING)
        if finding is not None:
            yield finding


def _too_late(day: date, as_of: date) -> Iterator[Finding]:
    if day > as_of:
        params = {"day": day, "as_of": as_of}
        place = Place(file="manifest.json", column="as_of")
        yield Finding("report.later_than_data", Severity.WARNING, place=place, params=params)
