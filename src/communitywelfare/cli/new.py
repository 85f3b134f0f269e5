"""A new fund at the command line: the questions as a file to fill in, and the package that answers make."""

import sys

import click
from attrs import evolve

from communitywelfare.cli.desk import PACKAGE, now
from communitywelfare.cli.founding_questions import found_by_asking
from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.errors import Finding, InvalidValue, Place, Refused, Severity
from communitywelfare.io._files import file_names, folder_names, is_folder, locked, stands, write_file
from communitywelfare.io.founding_toml import NewPackage, found_by_file, founding_questions, founding_templates
from communitywelfare.io.package import write_package
from communitywelfare.reports.answers_file import answers_file
from communitywelfare.reports.founding_words import default_taken

__all__ = ["is_free", "new"]


@click.group()
def new() -> None:
    """ตั้งกองทุนใหม่ / Found a fund: answers, fund."""


TEMPLATE = click.option(
    "--template",
    type=click.Choice(founding_templates()),
    default=None,
    help="แม่แบบ: common 6 เรื่อง, life 12 เรื่องตั้งแต่เกิดจนตาย / common: 6 benefits; life: 12, from birth to death",
)


@new.command("answers")
@click.argument("file", type=PACKAGE)
@TEMPLATE
@speaking
def write_answers(voice: Voice, file: str, *, template: str | None) -> None:
    """เขียนไฟล์คำถามให้กรอก สำหรับตั้งกองทุน / Write the questions of a founding as a file to fill in."""
    with locked(file):
        if stands(file):
            raise _taken("founding.file_taken", "file", file)
        chosen = template or ""
        write_file(file, answers_file(founding_questions(chosen), template=chosen).encode())
    voice.answer({"answers": file}, f"{voice.t('written')} {file}")


@new.command("fund")
@click.argument("folder", type=PACKAGE)
@click.option("--answers", "answers", type=PACKAGE, default=None, help="ไฟล์คำตอบ / an answers file, filled in")
@click.option("--ask", is_flag=True, help="ถามทีละข้อแม้ไม่ใช่จอเทอร์มินัล / ask line by line, also where stdin is no terminal")
@TEMPLATE
@click.option("--synthetic", is_flag=True, help="ไม่มีบุคคลจริง ใช้ฝึกหัด / for practice: its people are made up")
@speaking
def found_fund(
    voice: Voice, folder: str, *, answers: str | None, ask: bool, template: str | None, synthetic: bool
) -> None:
    """ตั้งกองทุนใหม่จากแม่แบบ โดยตอบคำถามทีละข้อหรือจากไฟล์คำตอบ / Found a fund on a template, by its own answers.

    Its package has an empty register and is ready for the desk. Without --answers the terminal asks, about the
    benefits of a --template; a file names its own. If any answer is missing, wrong or unknown, all of that is told and
    nothing is written.
    """
    is_free(folder)
    made = _by_file(answers, template) if answers is not None else _by_asking(voice, template or "", ask=ask)
    made = evolve(made, package=evolve(made.package, fund=evolve(made.package.fund, synthetic=synthetic)))
    with locked(folder):
        is_free(folder)
        write_package(folder, made.package)
    _tell(voice, folder, made)


def _by_file(answers: str, template: str | None) -> NewPackage:
    if template is not None:
        finding = Finding("founding.template_in_file", Severity.ERROR, place=Place(file=answers))
        raise InvalidValue("an answers file names its own template", finding)
    return found_by_file(answers, recorded_at=now())


def _by_asking(voice: Voice, template: str, *, ask: bool) -> NewPackage:
    if ask or sys.stdin.isatty():
        return found_by_asking(voice, template, recorded_at=now())
    needed = tuple(each.id for each in founding_questions().items if each.is_required and each.default is None)
    raise InvalidValue(
        "there is nobody to be asked, and no answers file",
        Finding("founding.no_answers", Severity.ERROR),
        Finding("founding.decides", Severity.INFO, params={"needed": needed}),
    )


def is_free(folder: str, code: str = "founding.folder_taken") -> None:
    """Refuse to begin a fund where something is."""
    is_empty = is_folder(folder) and not (file_names(folder) | folder_names(folder))
    if stands(folder) and not is_empty:
        raise _taken(code, "folder", folder)


def _taken(code: str, kind: str, path: str) -> Refused:
    finding = Finding(code, Severity.ERROR, place=Place(file=path), params={kind: path})
    return Refused(f"{path} is there already", finding)


def _tell(voice: Voice, folder: str, made: NewPackage) -> None:
    """What was founded, which defaults were taken, and what comes next."""
    fund, questions = made.package.fund, founding_questions().by_id
    taken = [default_taken(questions[each]) for each in made.defaults]
    if not voice.is_json:
        for finding in taken:
            click.echo(voice.line(finding), err=True)
    document = {
        "package": folder,
        "fund": fund.profile.fund_id,
        "founded": fund.profile.founded,
        "benefits": [benefit.key for benefit in fund.bylaw.versions[0].benefits],
        "defaults": list(made.defaults),
        "findings": findings_data(taken),
    }
    next_step = f"{voice.t('next_steps')}: communitywelfare member enrol {folder} --name …"
    voice.answer(document, f"{voice.t('founded')} {folder}", next_step)
