"""All answers read together: what is missing, unknown, wrong or not asked for is told at once, each with its place."""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from enum import Enum
from typing import TypeVar

from attrs import field, frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.founding.kinds import read_answer, token
from communitywelfare.founding.paths import put
from communitywelfare.founding.questions import Question, Questions

__all__ = ["Answers", "Asked", "asked", "read_answers", "tables_of"]

T = TypeVar("T")
_LONGEST_KEY = 200


class Asked(Enum):
    """Whether a question is asked, by the answers to those before it."""

    YES = "yes"
    NO = "no"
    OPEN = "open"  # what it depends on is itself missing or wrong


@frozen(kw_only=True)
class Answers:
    """What was answered, by question; what was not understood; and what is wrong with it all.

    `defaults` are the questions whose default was taken. With any finding nothing may be founded upon them.
    """

    values: Mapping[str, object] = field(hash=False)
    defaults: tuple[str, ...] = ()
    faulty: frozenset[str] = frozenset()
    findings: tuple[Finding, ...] = ()

    def get(self, question: str, kind: type[T]) -> T | None:
        """An answer, None where there is none."""
        value = self.values.get(question)
        return value if isinstance(value, kind) else None

    def one(self, question: str, kind: type[T]) -> T:
        """An answer that there must be.

        Raises:
            KeyError: It was not given: only sound answers may be asked so.
        """
        value = self.get(question, kind)
        if value is None:
            raise KeyError(question)
        return value


def asked(question: Question, values: Mapping[str, object], faulty: frozenset[str] | set[str]) -> Asked:
    """Whether a question is asked after the answers that were given."""
    if not question.follows:
        return Asked.YES
    if any(each in values and token(values[each]) in wanted for each, wanted in question.follows.items()):
        return Asked.YES
    return Asked.OPEN if any(each in faulty for each in question.follows) else Asked.NO


def tables_of(given: Mapping[str, object]) -> Mapping[str, object]:
    """Answers by question as the tables of an answers file.

    >>> tables_of({"dues.rate": "1", "benefit.birth.take": "yes"})
    {'dues': {'rate': '1'}, 'benefit': {'birth': {'take': 'yes'}}}
    """
    tables: dict[str, object] = {}
    for question, answer in given.items():
        tables = put(tables, question, answer)
    return tables


def read_answers(questions: Questions, document: Mapping[str, object]) -> Answers:
    """Read the tables of an answers file, or the same by key as they were typed; every fault is a finding."""
    findings: list[Finding] = []
    given = dict(_given(questions, document, "", findings))
    values: dict[str, object] = {}
    faulty = {each.place.clause for each in findings if each.place.clause}
    defaults: list[str] = []
    for question in questions.by_id.values():
        is_asked, found = asked(question, values, faulty), given.get(question.id)
        if found is None and question.id not in faulty and is_asked is Asked.YES:
            if question.default is not None:
                values[question.id] = read_answer(question, question.default)
                defaults.append(question.id)
            elif question.is_required and question not in questions.last:
                findings.append(_missing(question))
                faulty.add(question.id)
        elif found is not None:
            findings += _read(question, found, is_asked, values)
            faulty |= set() if question.id in values or is_asked is Asked.NO else {question.id}
    return Answers(
        values=values,
        defaults=tuple(defaults),
        faulty=frozenset(faulty),
        findings=tuple(_in_order(questions, findings)),
    )


def _read(question: Question, found: object, is_asked: Asked, values: dict[str, object]) -> Iterator[Finding]:
    if is_asked is Asked.NO:
        yield _not_asked(question)
        return
    try:
        values[question.id] = read_answer(question, found)
    except InvalidValue as error:
        yield from error.findings


def _given(
    questions: Questions, table: Mapping[str, object], path: str, findings: list[Finding]
) -> Iterator[tuple[str, object]]:
    """Every answer that holds something, by its question; keys that are none and tables that are none are told."""
    tables = {part for each in questions.by_id for part in _tables_around(each)}
    for key, value in table.items():
        here = f"{path}.{key}" if path else key
        if "." not in key and here in questions.by_id:
            if value not in ("", [], {}):
                yield here, value
        elif "." not in key and here in tables:
            if isinstance(value, Mapping):
                yield from _given(questions, value, here, findings)
            else:
                findings.append(_no_table(here, value))
        else:
            findings.append(_unknown(here, questions))


def _tables_around(question: str) -> Iterator[str]:
    parts = question.split(".")
    return (".".join(parts[:depth]) for depth in range(1, len(parts)))


def _unknown(key: str, questions: Questions) -> Finding:
    shown = key[:_LONGEST_KEY]
    meant = get_close_matches(shown, questions.by_id, n=1)
    params = {"key": shown, "meant": meant[0] if meant else ""}
    code = "founding.misspelt_key" if meant else "founding.unknown_key"
    return Finding(code, Severity.ERROR, place=Place(clause=shown), params=params)


def _no_table(key: str, value: object) -> Finding:
    params = {"key": key, "value": str(value)[:_LONGEST_KEY]}
    return Finding("founding.no_table", Severity.ERROR, place=Place(clause=key), params=params)


def _missing(question: Question) -> Finding:
    params: dict[str, object] = {"question": question.words, "wanted": question.kind.value}
    params |= {"options": question.options}
    code = "founding.missing_choice" if question.options else "founding.missing"
    return Finding(code, Severity.ERROR, place=Place(clause=question.id), params=params)


def _not_asked(question: Question) -> Finding:
    earlier, wanted = next(iter(question.follows.items()))
    params: dict[str, object] = {"question": question.words}
    if not question.follows_money:
        params |= {"key": earlier, "options": wanted}
    code = "founding.not_asked_money" if question.follows_money else "founding.not_asked"
    return Finding(code, Severity.ERROR, place=Place(clause=question.id), params=params)


def _in_order(questions: Questions, findings: list[Finding]) -> list[Finding]:
    order = {each: number for number, each in enumerate(questions.by_id)}
    return sorted(findings, key=lambda finding: order.get(finding.place.clause or "", -1))
