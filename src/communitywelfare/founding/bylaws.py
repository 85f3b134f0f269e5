"""From answers to a by-law (ระเบียบ): the template's shapes with the fund's own figures, and nothing undecided in it."""

from collections.abc import Iterator, Mapping
from datetime import date

from attrs import evolve

from communitywelfare.calendar import BE_OFFSET, Duration, YearStart
from communitywelfare.errors import ByLawError, Finding, Place, Severity
from communitywelfare.founding.answers import Answers
from communitywelfare.founding.kinds import StepAnswer
from communitywelfare.founding.paths import put, taken_out
from communitywelfare.founding.questions import Questions
from communitywelfare.money import Money
from communitywelfare.rules import ByLaw, build_bylaw
from communitywelfare.rules.lint import lint
from communitywelfare.rules.reading import FORMAT

__all__ = ["MEANT", "bylaw_of", "weaknesses"]

MEANT = "bylaw.warnings_meant"
_OF_TEMPLATE = ("source", "assumed", "on_rejoining")  # what the template says of itself, or what nobody was asked
_BENEFITS = "benefit"
_ASKED_BY = {"": _BENEFITS, "effective": "bylaw.adopted"}  # a by-law of no clause; two days, the other is the founding
_STAND_IN = date(2000, 1, 1)  # only in what is looked at for further faults, never in a fund


def bylaw_of(questions: Questions, answers: Answers) -> ByLaw:
    """The by-law that answers make.

    Raises:
        ByLawError: It says something that no by-law can say, such as steps that do not rise.
    """
    return build_bylaw(_document(questions, answers))


def weaknesses(questions: Questions, answers: Answers) -> Iterator[Finding]:
    """What would be wrong or weak in the by-law, each at the answer it comes from.

    Where answers are missing or wrong, the others are looked at beside the template's own values; of a clause that
    holds any such answer nothing is told, nor of what stands above the clauses where any such answer stands there.
    """
    told: set[Finding] = set()
    while True:
        try:
            found, is_read = lint(bylaw_of(questions, answers)), True
        except ByLawError as error:
            found, is_read = error.findings, False
        placed = [evolve(each, place=Place(clause=_question_at(questions, each.place.clause or ""))) for each in found]
        new = [each for each in placed if _is_told(questions, answers, each) and each not in told]
        yield from new
        told.update(new)
        fewer = answers if is_read else _without(questions, answers, {each.place.clause or "" for each in placed})
        if fewer == answers:
            return
        answers = fewer


def _without(questions: Questions, answers: Answers, wrong: set[str]) -> Answers:
    """The answers without the tables that the by-law could not be read for."""
    tables = {questions.by_id[each].table for each in wrong if each in questions.by_id}
    out = {each.id for table in tables for each in questions.of_table(table)}
    values = {each: value for each, value in answers.values.items() if each not in out}
    return evolve(answers, values=values, faulty=answers.faulty | out)


def _is_told(questions: Questions, answers: Answers, finding: Finding) -> bool:
    is_meant = answers.values.get(MEANT) is True
    if not (finding.is_error or (finding.severity is Severity.WARNING and not is_meant)):
        return False
    at = finding.place.clause or ""
    faulty = [questions.by_id[each] for each in answers.faulty if each in questions.by_id]
    if at == _BENEFITS:
        return all(question.key != "take" for question in faulty)
    if at.startswith(f"{_BENEFITS}."):
        return all(question.table != questions.by_id[at].table for question in faulty)
    return all(not question.path or question.path.startswith(f"{_BENEFITS}.") for question in faulty)


def _question_at(questions: Questions, clause: str) -> str:
    """The question whose answer stands at a place of the by-law, or the first that stands in it."""
    path = clause.removeprefix("version[1]").removeprefix(".")
    if path in _ASKED_BY:
        return _ASKED_BY[path]
    asked = [(each.path, each.id) for each in questions.items if each.path]
    inside = [pair for pair in asked if path == pair[0] or path.startswith((f"{pair[0]}.", f"{pair[0]}["))]
    around = [each for own, each in asked if own.startswith((f"{path}.", f"{path}["))]
    if inside:
        return max(inside)[1]
    if path.startswith(f"{_BENEFITS}."):
        return f"{_BENEFITS}.{path.split('.')[1]}.take"
    return around[0] if around else _BENEFITS


def _document(questions: Questions, answers: Answers) -> dict[str, object]:
    name = answers.get("fund.name", str) or "-"
    return {
        "format": FORMAT,
        "fund": answers.get("fund.id", str) or "-",
        "name": {"th": name, "en": answers.get("fund.name_en", str) or name},
        "version": [_version(questions, answers)],
    }


def _version(questions: Questions, answers: Answers) -> dict[str, object]:
    effective = answers.get("fund.founded", date) or _STAND_IN
    version = {key: value for key, value in questions.template.items() if key not in _OF_TEMPLATE}
    version["benefit"] = _clauses(questions, answers)
    version |= {"id": str(effective.year + BE_OFFSET), "effective": effective, "adopted": effective}
    version["dues"] = _without_assumed(version["dues"])
    taken = version["benefit"]
    for question in questions.items:
        clause = question.path.split(".")[1] if question.path.startswith("benefit.") else ""
        if not question.path or (clause and isinstance(taken, Mapping) and clause not in taken):
            continue
        value = _plain(answers.values.get(question.id))
        if value is not None:
            version = put(version, question.path, value)
        elif question.id not in answers.faulty:
            version = taken_out(version, _whole(question.path))
    return _cited(version)


def _whole(path: str) -> str:
    """What goes where nothing is said at a path: the value, or the whole item of a list that it stands in."""
    return path.rpartition("]")[0] + "]" if "]" in path else path


def _clauses(questions: Questions, answers: Answers) -> dict[str, object]:
    """The template's clauses that are taken over, without what it says of its own figures."""
    clauses = questions.template["benefit"]
    known = clauses.items() if isinstance(clauses, Mapping) else ()
    return {
        name: _without_assumed(clause) for name, clause in known if answers.values.get(f"benefit.{name}.take") is True
    }


def _without_assumed(table: object) -> dict[str, object]:
    return {key: value for key, value in table.items() if key != "assumed"} if isinstance(table, Mapping) else {}


def _cited(version: dict[str, object]) -> dict[str, object]:
    """The version with the fund's own paper as the source of all that it says."""
    source = version.get("cite", "-")
    dues, clauses = version["dues"], version["benefit"]
    if isinstance(dues, Mapping) and "rounding" in dues:
        version = put(version, "dues.rounding.source", source)
    for name in clauses if isinstance(clauses, Mapping) else ():
        version = put(version, f"benefit.{name}.source", source)
    return {**version, "source": source}


def _plain(value: object) -> object | None:
    """An answer as a by-law writes it; None where that is to say nothing: no wait, nobody named first."""
    match value:
        case Money():
            return value.plain
        case Duration():
            return str(value) if value.count else None
        case YearStart():
            return str(value)
        case tuple():
            return [_plain(item) for item in value]
        case StepAnswer():
            return {"from": str(value.since), "pay": value.pay.plain}
        case False:
            return None
        case _:
            return value
