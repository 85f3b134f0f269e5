"""Whether a learner's work is what the exercise asks for, want by want; what is wrong is told, the answer is not."""

from collections.abc import Iterator, Mapping

from attrs import field, frozen

from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.money import Money
from communitywelfare.training.exercises import Exercise, Exercises, Question, Want
from communitywelfare.training.facts import FACTS, Row, Work, text_of

__all__ = ["Checked", "check_work"]


@frozen(kw_only=True)
class Checked:
    """What came of a check: a finding for each thing that was wanted, in order, and for answers nobody asked for."""

    exercise: Exercise = field(repr=False)
    findings: tuple[Finding, ...]

    @property
    def right(self) -> int:
        """How many of the wants are met."""
        return sum(not each.is_error for each in self.findings)

    @property
    def is_done(self) -> bool:
        """Whether everything is right."""
        return self.right == len(self.findings)


def check_work(exercises: Exercises, exercise: Exercise, work: Work, values: Mapping[str, str]) -> Checked:
    """Hold what a learner did against what an exercise wants; `values` are those of `known_values`.

    The same facts always give the same findings, however the learner came to them.
    """
    if not _goes_on(work):
        found = [Finding("training.not_from_start", Severity.ERROR)]
    else:
        found = [
            _question(each, work, values) if isinstance(each, Question) else _want(each, work, values, exercises)
            for each in exercise.wants
        ]
    asked = {each.answer for each in exercise.questions}
    unasked = (_told("training.answer_not_asked", {"answer": each}) for each in work.answers if each not in asked)
    return Checked(exercise=exercise, findings=(*found, *unasked))


def _goes_on(work: Work) -> bool:
    """Whether the learner's books go on from those of the start."""
    entries = work.before.journal.entries
    return work.after.journal.entries[: len(entries)] == entries


def _told(code: str, params: Mapping[str, object], severity: Severity = Severity.ERROR) -> Finding:
    return Finding(code, severity, params=params)


def _want(want: Want, work: Work, values: Mapping[str, str], exercises: Exercises) -> Finding:
    rows = list(FACTS[want.fact](work))
    where = {name: value.format_map(values) for name, value in want.where.items()}
    matching = sum(not _wrong(row, where) for row in rows)
    if matching == want.count:
        return _told("training.right", {"want": want.says}, Severity.INFO)
    if want.count == 0:
        return _told("training.still_there", {"want": want.says, "found": matching})
    if matching > want.count:
        return _told("training.too_many", {"want": want.says, "found": matching, "wanted_count": want.count})
    near = min((_wrong(row, where) for row in rows if _wrong(row, where)), key=len, default=list(where))
    if len(near) == len(where):
        return _told("training.not_yet", {"want": want.says})
    columns = tuple(exercises.columns[name] for name in near)
    return _told("training.not_right", {"want": want.says, "columns": columns})


def _wrong(row: Row, where: Mapping[str, str]) -> list[str]:
    """The columns in which a row is not what is wanted."""
    return [name for name, value in where.items() if text_of(row[name]) != value]


def _question(question: Question, work: Work, values: Mapping[str, str]) -> Finding:
    params: dict[str, object] = {"want": question.says, "answer": question.answer}
    if question.answer not in work.answers:
        return _told("training.answer_missing", params)
    answer = work.answers[question.answer]
    if any(each == values[question.figure] for each in _readings(answer)):
        return _told("training.right", params, Severity.INFO)
    return _told("training.answer_wrong", {**params, "given": answer})


def _readings(answer: str) -> Iterator[str]:
    """An answer as it stands, and as an amount where it can be one: ๑,๒๓๔.๕ is 1234.50."""
    answer = " ".join(western_digits(answer).split())
    yield answer
    try:
        amount = Money.baht(answer)
    except InvalidValue:
        return
    yield amount.plain
    yield amount.plain.removesuffix(".00")
