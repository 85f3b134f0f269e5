"""Answers to official forms at the desk (ตอบข้อในแบบฟอร์ม): each is appended with its day, and the newest counts."""

from collections.abc import Mapping
from datetime import date

from attrs import evolve

from communitywelfare.calendar import read_day
from communitywelfare.errors import Finding, InvalidDay, Place, Refused, Severity
from communitywelfare.fund.forms import Item, ItemKind, read_answer
from communitywelfare.fund.profile import Answer
from communitywelfare.fund.value import Fund

__all__ = ["answer", "question_of"]


def answer(fund: Fund, question: Item, text: str, *, on: date) -> tuple[Fund, Answer]:
    """Answer an item. What already is the newest answer, of the same day, changes nothing.

    Args:
        fund: The fund.
        question: What is asked.
        text: The answer as people say it: a choice by its id or in words, a day of either era.
        on: As of which day it is the answer.

    Raises:
        Refused: It is none of the item's choices, or no number, amount or day where one is asked for.
    """
    told = Answer(item=question.id, answer=_written(question, text), as_of=on)
    if fund.newest_answer(question.id, on) == told:
        return fund, told
    return evolve(fund, answers=(*fund.answers, told), absent=fund.absent - {"answers"}), told


def _written(question: Item, text: str) -> str:
    """An answer as it stands in the table: a choice by its id, a number in digits, a day of the common era."""
    understood = read_answer(question, _day(text) if question.kind is ItemKind.DAY else text)
    if isinstance(understood, Finding):
        raise Refused(f"{text!r} does not answer {question.id}", evolve(understood, severity=Severity.ERROR))
    is_plain = question.kind in {ItemKind.CHOICE, ItemKind.COUNT, ItemKind.DAY}
    return str(understood) if is_plain else text.strip()


def _day(text: str) -> str:
    """A day as files have it; what is none stays as it is, and is told like every other answer."""
    try:
        return read_day(text).day.isoformat()
    except InvalidDay:
        return text


def question_of(questions: Mapping[str, Item], item: str) -> Item:
    """The item of an id.

    Raises:
        Refused: No form asks it; the finding names those that forms ask.
    """
    if item in questions:
        return questions[item]
    place, params = Place(file="answers.csv", column="item", record=item), {"item": item, "known": tuple(questions)}
    finding = Finding("form.item_unknown", Severity.ERROR, place=place, params=params)
    raise Refused(f"no form asks {item}", finding)
