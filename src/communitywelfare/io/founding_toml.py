"""The founding of a fund in files: the questions that come with the library, and answers, every fault with its line."""

import tomllib
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any

from attrs import evolve, frozen

from communitywelfare.errors import Finding, InvalidValue, Place, Severity
from communitywelfare.founding import Question, Questions, found, questions_of
from communitywelfare.founding.questions import Published
from communitywelfare.io._files import FilePath, path_text, read_path, read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document
from communitywelfare.io.bylaw_toml import shipped_templates
from communitywelfare.io.bylaw_writer import write_bylaw
from communitywelfare.io.package import Package
from communitywelfare.io.shipped import example_bylaw, shipped_chart, shipped_sources

__all__ = [
    "ANSWERS_FORMAT",
    "NewPackage",
    "found_by_file",
    "founded_on",
    "founding_questions",
    "founding_templates",
    "parse_answers",
]

ANSWERS_FORMAT = "communitywelfare.founding/1"
_TEMPLATE = "template"


@frozen(kw_only=True)
class NewPackage:
    """The package of a fund that was just founded, and the questions whose default was taken for it."""

    package: Package
    defaults: tuple[str, ...]


@cache
def _shipped() -> Mapping[str, Any]:
    return tomllib.loads(read_resource("data/founding.toml").decode("utf-8"))


def founding_templates() -> tuple[str, ...]:
    """The names of the templates that a fund may be founded on, the usual one first."""
    return tuple(_shipped()["templates"])


@cache
def founding_questions(template: str = "") -> Questions:
    """What a new fund is asked: the shipped questions, on a shipped template, with published figures as examples.

    Raises:
        InvalidValue: There is no such template.
    """
    template, document = template or founding_templates()[0], _shipped()
    if template not in founding_templates():
        params = {"found": template[:80], "options": founding_templates()}
        finding = Finding("founding.template_unknown", Severity.ERROR, place=Place(clause="template"), params=params)
        raise InvalidValue(f"there is no template {template[:80]}", finding)
    known = {source.code: source for source in shipped_sources()}
    example = tomllib.loads(example_bylaw().decode("utf-8"))
    return questions_of(
        tuple(map(_question, document["question"])),
        tuple(map(_question, document["clause"])),
        last=tuple(map(_question, document["last"])),
        template=shipped_templates()[template],
        sources=tuple(known[code] for code in document["opening"]),
        published=Published(fund=example["name"], version=example["version"][0]),
    )


def _question(table: Mapping[str, Any]) -> Question:
    """One question of the shipped file; its words go by its id, all clauses sharing theirs."""
    own = table["id"].replace("*", "source")
    return Question(
        id=table["id"],
        words=own if "." in own else f"benefit.{own}",
        kind=table["kind"],
        is_required=table.get("must", True),
        default=table.get("default"),
        options=tuple(table.get("options", ())),
        without=tuple(table.get("without", ())),
        follows={each: tuple(answers) for each, answers in table.get("follows", {}).items()},
        path=table.get("path", ""),
        form=table.get("form", ""),
        per=table.get("per", ""),
    )


def parse_answers(contents: bytes, file: str) -> Mapping[str, object]:
    """The tables of an answers file, and its template where it names one; unread but for what it says it is.

    Raises:
        InvalidValue: It is not UTF-8, not TOML, or no answers file of a format that is known.
    """
    _text, document = toml_document(contents, file, code="founding.not_toml")
    if document.get("format") != ANSWERS_FORMAT:
        params = {"found": str(document.get("format", ""))[:80], "known": ANSWERS_FORMAT}
        place = Place(file=file, row=1, clause="format")
        finding = Finding("founding.format_unknown", Severity.ERROR, place=place, params=params)
        raise InvalidValue(f"{file} is not of the format {ANSWERS_FORMAT}", finding)
    return {key: value for key, value in document.items() if key != "format"}


def found_by_file(path: FilePath, *, recorded_at: datetime) -> NewPackage:
    """Found a fund on an answers file.

    Raises:
        FormatError: The file cannot be opened.
        InvalidValue: No fund can be founded on what it says; every fault is a finding with its line.
    """
    path = path_text(path)
    contents = read_path(path)
    document = parse_answers(contents, path)
    try:
        return founded_on(document, recorded_at=recorded_at)
    except InvalidValue as error:
        lines = lines_of(contents.decode("utf-8-sig"))
        raise InvalidValue(str(error), *(_placed(each, path, lines) for each in error.findings)) from None


def founded_on(document: Mapping[str, object], *, recorded_at: datetime) -> NewPackage:
    """Found a fund on answers by table and key, and make its package.

    Args:
        document: The answers; ``template`` may name the template whose clauses they are about.
        recorded_at: When it is written down.

    Raises:
        InvalidValue: No fund can be founded on them; every fault is a finding at the question it concerns.
    """
    tables = {key: table for key, table in document.items() if key != _TEMPLATE}
    founded = found(
        founding_questions(str(document.get(_TEMPLATE, ""))),
        tables,
        chart=shipped_chart(),
        sources=shipped_sources(),
        recorded_at=recorded_at,
    )
    text = write_bylaw(founded.fund.bylaw).encode()
    return NewPackage(package=Package(fund=founded.fund, bylaw_text=text), defaults=founded.defaults)


def _placed(finding: Finding, file: str, lines: Mapping[str, int]) -> Finding:
    """The finding with the line of its answer, or of the table in which the answer should stand."""
    near = finding.place.clause or ""
    while near and near not in lines:
        near = near.rpartition(".")[0]
    return evolve(finding, place=evolve(finding.place, file=file, row=lines.get(near, 1)))
