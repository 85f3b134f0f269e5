"""A request for co-funding from the command line: the forms filled in, and the lists of members behind them."""

from collections.abc import Iterator

import click

from communitywelfare.calendar import BE_OFFSET, ReadDay
from communitywelfare.cli.books_statement import DIGITS
from communitywelfare.cli.budget_year import YEAR
from communitywelfare.cli.desk import whole_package
from communitywelfare.cli.rounds import STATES_SCHEME, scheme_of
from communitywelfare.cli.speaking import DAY, Voice, findings_data, speaking
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund import Fund
from communitywelfare.fund.forms.request import RequestForm, fill_request
from communitywelfare.io._files import write_folder
from communitywelfare.io.form_toml import request_form
from communitywelfare.io.package import read_package
from communitywelfare.reports._shown import Digits
from communitywelfare.reports.cofunding_files import COFUNDING_FILES, FormLook, cofunding_files
from communitywelfare.wording import label, shown, words

__all__ = ["request"]


@click.command()
@click.argument("package", type=click.Path(path_type=str))
@YEAR
@click.option("--out", required=True, type=click.Path(path_type=str), help="โฟลเดอร์ที่จะเขียน / folder to write")
@click.option("--cut-off", type=DAY, default=None, help="นับสมาชิก ณ วันที่ / another day to count as of")
@STATES_SCHEME
@DIGITS
@click.option("--unmasked", is_flag=True, help="แสดงชื่อและเลขบัตรเต็ม / show names and whole citizen IDs")
@speaking
def request(
    voice: Voice,
    package: str,
    *,
    year: tuple[int, bool],
    out: str,
    cut_off: ReadDay | None,
    scheme: str,
    digits: Digits,
    unmasked: bool,
) -> None:
    """กรอกแบบเสนอขอรับการสมทบของปีงบประมาณ / Fill in the request of a budget year.

    It asks and records nothing: what is sent off is recorded by the other commands of this group.
    """
    _tell_typed(voice, year, cut_off)
    followed = scheme_of(scheme, "")
    reading = read_package(package)
    fund = whole_package(voice, reading).fund
    day = None if cut_off is None else cut_off.day
    form = fill_request(fund, followed, request_form(), year[0], cut_off=day)
    files, lacking = cofunding_files(form, FormLook(language=voice.language, digits=digits, unmasked=unmasked))
    write_folder(out, files, owned=COFUNDING_FILES)
    told = (*_too_late(form, fund), *lacking)
    for finding in told if not voice.is_json else ():
        click.echo(voice.line(finding), err=True)
    voice.warn_of_errors(reading.findings)
    document = {
        "out": out,
        "files": sorted(files),
        "budget_year": year[0],
        "cut_off": form.request.cut_off,
        "cut_off_is_founding_anniversary": form.is_anniversary,
        "usual_cut_off": form.usual_cut_off,
        "eligible": len(form.request.eligible),
        "amount": form.request.amount,
        "criteria": {each.rule.id: each.met for each in form.criteria},
        "missing": [filled.item.id for filled in form.missing],
        "findings": findings_data(told),
    }
    voice.answer(document, *_lines(voice, form), *(f"{out}/{name}" for name in files))


def _tell_typed(voice: Voice, year: tuple[int, bool], cut_off: ReadDay | None) -> None:
    """How the year and the day were understood."""
    if not voice.is_json and not year[1]:
        click.echo(voice.t("understood_year").format(ce=year[0] - BE_OFFSET, year=year[0]), err=True)
    if cut_off is not None:
        voice.day(cut_off)


def _too_late(form: RequestForm, fund: Fund) -> Iterator[Finding]:
    """A cut-off after the data end can be counted as of, but it must be said that the data end before."""
    if form.request.cut_off > fund.as_of:
        params = {"day": form.request.cut_off, "as_of": fund.as_of}
        place = Place(file="manifest.json", column="as_of")
        yield Finding("report.later_than_data", Severity.WARNING, place=place, params=params)


def _lines(voice: Voice, form: RequestForm) -> Iterator[str]:
    """What people are told: the day, the sum, the six criteria, and how much is still to be filled in."""
    asked, language = form.request, voice.language
    day = f"{voice.t('members_as_of')} {shown(asked.cut_off, language)}"
    if form.is_anniversary:
        day += f" ({voice.t('anniversary')})"
    if asked.cut_off != form.usual_cut_off:
        day += f" ({voice.t('usual_cut_off')} {shown(form.usual_cut_off, language)})"
    yield f"{voice.t('budget_year').format(year=asked.budget_year)}: {day}"
    yield voice.t("asks").format(amount=asked.amount, members=len(asked.eligible))
    yield from (words(reason, language) for reason in asked.reasons)
    for each in form.criteria:
        yield f"{each.rule.id} {each.rule.title[language]}: {label(each.met, language)}"
    if form.missing:
        yield voice.t("still_missing").format(count=len(form.missing))
