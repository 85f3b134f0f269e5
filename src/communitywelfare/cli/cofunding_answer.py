"""What only the fund knows, answered from the command line for the forms that ask it."""

from collections.abc import Iterator, Mapping

import click

from communitywelfare.calendar import ReadDay
from communitywelfare.cli.desk import PACKAGE, change, look, on_day
from communitywelfare.cli.speaking import Voice, speaking
from communitywelfare.errors import Finding
from communitywelfare.fund import Answer, answers_desk
from communitywelfare.fund.forms import Item, read_answer, said_in
from communitywelfare.io.form_toml import questions
from communitywelfare.wording import Language, shown

__all__ = ["answer"]


@click.command()
@click.argument("package", type=PACKAGE)
@click.argument("item", default="")
@click.argument("text", default="")
@click.option("--list", "is_list", is_flag=True, help="แสดงข้อ ตัวเลือก และคำตอบปัจจุบัน / items, choices, present answers")
@on_day
@speaking
def answer(voice: Voice, package: str, *, item: str, text: str, is_list: bool, on: ReadDay | None) -> None:
    """ตอบข้อในแบบฟอร์มที่กองทุนเท่านั้นที่ทราบ / Answer an item of the forms that only the fund knows."""
    asked = [answers_desk.question_of(questions(), item)] if item else list(questions().values())
    if is_list:
        fund, day = look(voice, package, on)
        told = [(each, fund.newest_answer(each.id, day)) for each in asked]
        lines = (line for each in told for line in _lines(voice.language, *each))
        voice.answer({"items": [_told(*each) for each in told], "on": day}, *lines)
        return
    if not item or not text:
        raise click.UsageError("ต้องบอกข้อและคำตอบ / say which item, and what you answer; --list shows them")
    [question] = asked
    given, day = change(voice, package, on, lambda fund, day: answers_desk.answer(fund, question, text, on=day))
    voice.answer({**_told(question, given), "on": day}, f"{item} {_said(voice.language, question, given)}")


def _told(question: Item, given: Answer | None) -> Mapping[str, object]:
    return {
        "item": question.id,
        "question": question.label,
        "kind": question.kind,
        "choices": [{"id": option.id, **option.label} for option in question.options],
        "answer": None if given is None else given.answer,
        "as_of": None if given is None else given.as_of,
    }


def _lines(language: Language, question: Item, given: Answer | None) -> Iterator[str]:
    """An item, its present answer, and what may be chosen."""
    yield f"{question.id} {_said(language, question, given)}"
    for option in question.options:
        yield f"    {option.id}: {option.label[language]}"


def _said(language: Language, question: Item, given: Answer | None) -> str:
    """The question and its answer in words, as it was written where it is none that the item takes."""
    if given is None:
        return f"{question.label[language]}: –"
    understood = read_answer(question, given.answer)
    words = said_in(question.options, understood)
    value = given.answer if isinstance(understood, Finding) else understood
    day = "" if given.as_of is None else f" ({shown(given.as_of, language)})"
    return f"{question.label[language]}: {shown(value, language) if words is None else words[language]}{day}"
