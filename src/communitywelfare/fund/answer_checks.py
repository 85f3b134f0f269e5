"""Do a fund's answers answer anything? Findings about rows of `answers.csv` that no form could use."""

from collections.abc import Iterator, Mapping

from attrs import evolve

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.fund.forms.answers import read_answer
from communitywelfare.fund.forms.definition import Item
from communitywelfare.fund.value import Fund

__all__ = ["answer_findings"]


def answer_findings(fund: Fund, questions: Mapping[str, Item], rows: Iterator[int | None]) -> Iterator[Finding]:
    """Answers to items that no form has, answers that are none of an item's options, numbers that are none.

    Args:
        fund: The fund.
        questions: Everything that forms ask, by the item's id; without any, nobody can tell.
        rows: On which line of its file each answer stands.
    """
    for answer, row in zip(fund.answers, rows, strict=False) if questions else ():
        item = questions.get(answer.item)
        if item is None:
            place = Place(file="answers.csv", column="item", record=answer.item, row=row)
            params = {"item": answer.item, "known": tuple(questions)}
            yield Finding("form.item_unknown", Severity.WARNING, place=place, params=params)
        elif isinstance(found := read_answer(item, answer.answer), Finding):
            yield evolve(found, place=evolve(found.place, row=row))
