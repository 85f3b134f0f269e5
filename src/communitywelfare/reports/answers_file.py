"""The answers file of a founding, to be filled in: every question in Thai with the English beside it, none answered."""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from communitywelfare.errors import Finding, Severity
from communitywelfare.founding import Question, Questions
from communitywelfare.io._toml_text import quoted
from communitywelfare.io.founding_toml import ANSWERS_FORMAT
from communitywelfare.reports.founding_words import (
    example_lines,
    heading,
    option_words,
    question_words,
    wanted_words,
)
from communitywelfare.wording import LANGUAGES, phrase, words

__all__ = ["answers_file"]

NOTHING: Mapping[str, object] = MappingProxyType({})
_WIDE = 120
_HEADS = ("answers.how_blank", "answers.how_value", "answers.how_example")


def answers_file(questions: Questions, given: Mapping[str, object] = NOTHING, *, template: str = "") -> str:
    """A commented answers file.

    Args:
        questions: What is asked.
        given: What is answered already, by question: text, numbers, true or false, lists, tables.
        template: The template that the questions are about, where it is not the usual one.
    """
    lines = [*_head(), "", f"format = {quoted(ANSWERS_FORMAT)}"]
    lines += [f"template = {quoted(template)}"] if template else []
    for table in dict.fromkeys(question.table for question in questions.by_id.values()):
        lines += _table(table, questions.of_table(table), given)
    return "\n".join(lines) + "\n"


def _head() -> Iterator[str]:
    yield from _told(*(f"{phrase('answers.head', language)}" for language in LANGUAGES))
    yield "#     communitywelfare new fund DIR --answers FILE"
    for code in _HEADS:
        yield from _told(*(phrase(code, language) for language in LANGUAGES))


def _told(thai: str, english: str, *, indent: str = "") -> Iterator[str]:
    """A comment in both languages, side by side where there is room."""
    both = f"# {indent}{thai} / {english}"
    yield from [both] if len(both) <= _WIDE else [f"# {indent}{thai}", f"# {indent}{english}"]


def _table(table: str, asked: Sequence[Question], given: Mapping[str, object]) -> Iterator[str]:
    yield ""
    yield f"# --- {' / '.join(heading(asked[0], language) for language in LANGUAGES)}"
    yield f"[{table}]"
    for question in asked:
        yield from _comment(question)
        yield f"{question.key} = {_value(given.get(question.id, question.default))}"


def _comment(question: Question) -> Iterator[str]:
    mark = "* " if question.is_required and question.default is None else ""
    yield from _told(f"{mark}{question_words(question, 'th')}", question_words(question, "en"))
    if wanted_words(question, "th"):
        yield from _detail(wanted_words(question, "th"), wanted_words(question, "en"))
    for option in question.options:
        yield from _detail(*(f"{option} = {option_words(question, option, language)}" for language in LANGUAGES))
    for told in _conditions(question):
        yield from _detail(*(f"({words(told, language)})" for language in LANGUAGES))
    for in_thai, in_english in zip(example_lines(question, "th"), example_lines(question, "en"), strict=True):
        yield from _detail(in_thai, in_english)


def _detail(thai: str, english: str) -> Iterator[str]:
    yield from _told(thai, english.removeprefix(f"{thai.partition(' = ')[0]} = "), indent="    ")


def _conditions(question: Question) -> Iterator[Finding]:
    """Where a question is asked only after some answer; of a clause it is plain that it must be taken over."""
    if question.follows_money:
        yield Finding("founding.only_if_money", Severity.INFO)
    elif question.follows and not question.table.startswith("benefit."):
        key, answers = next(iter(question.follows.items()))
        yield Finding("founding.only_if", Severity.INFO, params={"key": key, "options": answers})


def _value(value: object) -> str:
    match value:
        case None:
            return '""'
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            return f"{{ {', '.join(f'{key} = {_value(inner)}' for key, inner in value.items())} }}"
        case int():
            return str(value)
        case _:
            return quoted(str(value))
