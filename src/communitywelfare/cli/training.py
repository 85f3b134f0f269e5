"""Exercises at the command line: started in a folder, told again, and checked by the library itself."""

from collections.abc import Iterator, Mapping
from functools import cache

import click

from communitywelfare.cli.desk import PACKAGE, whole_package
from communitywelfare.cli.new import is_free
from communitywelfare.cli.speaking import Voice, findings_data, speaking
from communitywelfare.errors import Finding
from communitywelfare.fund import Fund
from communitywelfare.io._files import locked
from communitywelfare.io.package import Package, put_package, read_package
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.io.training_toml import EXERCISE_FILE, exercise_files, exercises, started_exercise
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.training import Checked, Exercise, Start, Work, check_work, known_values, prepared
from communitywelfare.wording import words

__all__ = ["training"]


@click.group()
def training() -> None:
    """แบบฝึกหัดสำหรับการอบรม / Exercises of the course: list, start, task, check."""


@training.command("list")
@speaking
def list_exercises(voice: Voice) -> None:
    """แบบฝึกหัดทั้งหมด / All exercises, in the order of the course."""
    found = exercises().all
    document = {
        "exercises": [
            {
                "number": each.number,
                "id": each.id,
                "title": each.title,
                "answers": [one.answer for one in each.questions],
            }
            for each in found
        ]
    }
    voice.answer(document, *(f"{each.number}. {each.title[voice.language]} ({each.id})" for each in found))


@training.command()
@click.argument("folder", type=PACKAGE)
@click.option("--exercise", "name", required=True, help="เลขหรือชื่อแบบฝึกหัด / its number or its id")
@speaking
def start(voice: Voice, folder: str, *, name: str) -> None:
    """เริ่มแบบฝึกหัดในโฟลเดอร์ใหม่ / Begin an exercise in a new folder.

    It holds an example fund of made-up people, and what the exercise needs beside it.
    """
    exercise = exercises().one(name)
    example = _example()
    files = exercise_files(example, exercise)
    is_free(folder, "training.folder_taken")
    with locked(folder):
        is_free(folder, "training.folder_taken")
        put_package(folder, files, owned=frozenset({EXERCISE_FILE}))
    _tell_task(voice, exercise, example, folder, hint=False)


@cache
def _example() -> Package:
    """The example fund that every exercise begins from."""
    course = exercises()
    return make_package(Plan(members=course.members, years=course.years, seed=course.seed))


@training.command()
@click.argument("package", type=PACKAGE)
@click.option("--hint", is_flag=True, help="แสดงคำใบ้ด้วย / with the hint")
@speaking
def task(voice: Voice, package: str, *, hint: bool) -> None:
    """อ่านโจทย์อีกครั้ง / Read the task again."""
    _tell_task(voice, started_exercise(package), _example(), package, hint=hint)


def _tell_task(voice: Voice, exercise: Exercise, example: Package, folder: str, *, hint: bool) -> None:
    values = _values(exercise, prepared(example.fund, exercise))
    document = {
        "exercise": exercise.id,
        "number": exercise.number,
        "folder": folder,
        "title": exercise.title,
        "task": {language: text.format_map(values) for language, text in exercise.task.items()},
        "answers": [each.answer for each in exercise.questions],
        **({"hint": exercise.hint} if hint else {}),
    }
    language = voice.language
    answers = "".join(f" --answer {each.answer}=…" for each in exercise.questions)
    lines = [
        f"{exercise.number}. {exercise.title[language]}",
        exercise.task[language].format_map(values),
        *([f"{voice.t('hint')}: {exercise.hint[language]}"] if hint else []),
        f"{voice.t('check_with')}: communitywelfare training check {folder}{answers}",
    ]
    voice.answer(document, *lines)


def _values(exercise: Exercise, before: Fund) -> Mapping[str, str]:
    return known_values(exercise, Start(fund=before, scheme=state_scheme()))


@training.command()
@click.argument("package", type=PACKAGE)
@click.option("--answer", "answers", multiple=True, metavar="NAME=VALUE", help="คำตอบ ระบุซ้ำได้ / an answer")
@speaking
def check(voice: Voice, package: str, *, answers: tuple[str, ...]) -> None:
    """ตรวจแบบฝึกหัด: ข้อใดถูกแล้ว ข้อใดยังขาด / What is right, and what is still missing; nothing is changed.

    The answers are computed from the fund as it was at the start. It ends with 1 until everything is right.
    """
    given = dict(map(_answer, answers))
    exercise = started_exercise(package)
    reading = read_package(package)
    after = whole_package(voice, reading).fund
    before = prepared(_example().fund, exercise)
    work = Work(before=before, after=after, findings=reading.findings, answers=given)
    checked = check_work(exercises(), exercise, work, _values(exercise, before))
    document = {
        "exercise": exercise.id,
        "done": checked.is_done,
        "right": checked.right,
        "wanted": len(exercise.wants),
        "findings": findings_data(checked.findings),
    }
    voice.answer(document, *_told(voice, checked))
    voice.note_errors(checked.findings)


def _answer(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name.strip() and equals):
        raise click.BadParameter(f"{text} (NAME=VALUE)", param_hint="--answer")
    return name.strip(), value.strip()


def _told(voice: Voice, checked: Checked) -> Iterator[str]:
    yield f"{checked.exercise.number}. {checked.exercise.title[voice.language]}"
    for each in checked.findings:
        yield _line(voice, each)
    counts = voice.t("right_of").format(right=checked.right, wanted=len(checked.exercise.wants))
    yield voice.t("all_right") if checked.is_done else counts


def _line(voice: Voice, finding: Finding) -> str:
    text = click.style(words(finding, voice.language), fg="yellow" if finding.is_error else "green")
    return f"  - {text} [{finding.code}]"
