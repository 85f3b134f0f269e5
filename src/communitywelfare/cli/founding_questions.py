"""Questions of a founding, asked one by one on a terminal: each is answered well before the next one is asked."""

import sys
from collections.abc import Iterator, Mapping
from datetime import datetime

import click

from communitywelfare.cli.speaking import Voice
from communitywelfare.errors import InvalidValue, Severity
from communitywelfare.founding import Question
from communitywelfare.founding.answers import Asked, asked, tables_of
from communitywelfare.founding.bylaws import MEANT
from communitywelfare.founding.kinds import read_answer
from communitywelfare.io.founding_toml import NewPackage, founded_on, founding_questions
from communitywelfare.reports.founding_words import (
    answer_words,
    example_lines,
    heading,
    option_words,
    question_words,
    wanted_words,
)

__all__ = ["found_by_asking"]

_NOBODY: frozenset[str] = frozenset()


def found_by_asking(voice: Voice, template: str, *, recorded_at: datetime) -> NewPackage:
    """Ask until a fund can be founded on the answers, on a template.

    Raises:
        Abort: There are no more answers.
    """
    interview = _Interview(voice, template)
    while True:
        interview.ask()
        try:
            return founded_on(interview.document(), recorded_at=recorded_at)
        except InvalidValue as error:
            voice.findings(error.findings, err=True)
            if all(finding.severity is Severity.WARNING for finding in error.findings) and interview.is_meant():
                continue
            interview.forget({finding.place.clause or "" for finding in error.findings})


class _Interview:
    """What was asked and answered so far."""

    def __init__(self, voice: Voice, template: str) -> None:
        self._voice, self._template = voice, template
        self._questions = founding_questions(template)
        self._asked: set[str] = set()
        self._typed: dict[str, str] = {}
        self._values: dict[str, object] = {}

    def document(self) -> Mapping[str, object]:
        """The answers as the tables of a file."""
        return {**tables_of(self._typed), "template": self._template}

    def ask(self) -> None:
        """Ask what was not asked yet, under the heading of its table."""
        table = ""
        for question in self._questions.items:
            if asked(question, self._values, _NOBODY) is Asked.NO:
                self._drop(question.id)
            elif question.id not in self._asked:
                if question.table != table:
                    table = question.table
                    self._say("", click.style(heading(question, self._voice.language), bold=True))
                self._one(question)

    def is_meant(self) -> bool:
        """Whether the weaknesses that were told are meant as they stand."""
        self._one(self._questions.by_id[MEANT])
        return self._values.get(MEANT) is True

    def forget(self, places: set[str]) -> None:
        """Let the questions be asked again that findings stand at, in a whole table where they stand at that."""
        self._say("", self._voice.t("answer_again"))
        self._drop(MEANT)
        for question in self._questions.items:
            if any(question.id == place or question.id.startswith(f"{place}.") for place in places):
                self._drop(question.id)

    def _drop(self, question: str) -> None:
        self._asked.discard(question)
        self._typed.pop(question, None)
        self._values.pop(question, None)

    def _one(self, question: Question) -> None:
        self._say(*self._lines(question))
        while True:
            typed = self._line() or (question.default or "")
            if not typed and not question.is_required:
                break
            try:
                self._values[question.id] = read_answer(question, _chosen(question, typed))
                self._typed[question.id] = _chosen(question, typed)
                break
            except InvalidValue as error:
                for finding in error.findings:
                    self._say(self._voice.line(finding))
        self._asked.add(question.id)

    def _lines(self, question: Question) -> Iterator[str]:
        """What is shown of a question: it, what an answer looks like, its options, what stands elsewhere."""
        language = self._voice.language
        mark = "" if question.is_required else f" ({self._voice.t('may_be_blank')})"
        yield f"{question_words(question, language)}{mark}"
        if wanted_words(question, language):
            yield f"    {wanted_words(question, language)}"
        for number, option in enumerate(question.options, start=1):
            yield f"    {number}. {option} = {option_words(question, option, language)}"
        for example in example_lines(question, language):
            yield f"    {example}"
        if question.default is not None:
            yield f"    {self._voice.t('default')}: {answer_words(question, question.default, language)}"

    def _say(self, *lines: str) -> None:
        for line in lines:
            click.echo(line, err=True)

    def _line(self) -> str:
        click.echo("> ", nl=False, err=True)
        line = sys.stdin.readline()
        if not line:
            click.echo(err=True)
            raise click.Abort
        return line.strip()


def _chosen(question: Question, typed: str) -> str:
    """What was typed, where it is the number of an option the option itself."""
    numbers = {str(number): option for number, option in enumerate(question.options, start=1)}
    return ", ".join(numbers.get(part.strip(), part.strip()) for part in typed.split(",")) if numbers else typed
