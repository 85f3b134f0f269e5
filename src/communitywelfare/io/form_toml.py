"""Official forms and what a fund answers to them: TOML to values, every mistake with its line; CODI's come with us."""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from attrs import field, frozen

from communitywelfare.fund.forms import Form, Item, Option, Origin, Part
from communitywelfare.fund.forms.request import FIGURES, RequestPart, RequestVersion
from communitywelfare.fund.forms.request.definition import Criteria, RoundOption, Signer
from communitywelfare.fund.forms.status import FILLED, Section, StatusVersion
from communitywelfare.io._files import read_resource
from communitywelfare.io._form_criteria import criteria_of
from communitywelfare.io._form_items import Reading, Table, count, only, read, words
from communitywelfare.io.shipped import benefit_categories

__all__ = [
    "Common",
    "parse_common",
    "parse_request_form",
    "parse_status_form",
    "questions",
    "request_form",
    "status_form",
]

_COMMON, _REQUESTS, _STATUSES = "common", ("request_2567",), ("status_2567",)


@frozen(kw_only=True)
class Common:
    """What forms have in common: all that a fund may answer, lists of options, how funds write offices."""

    questions: Mapping[str, Item] = field(hash=False)
    options: Mapping[str, tuple[Option, ...]] = field(hash=False)
    positions: Mapping[str, tuple[str, ...]] = field(hash=False)


@cache
def _common() -> Common:
    return parse_common(*_shipped(_COMMON))


def questions() -> Mapping[str, Item]:
    """Everything that a fund may answer in `answers.csv`, by the item's id; no form asks anything else."""
    return _common().questions


@cache
def request_form() -> Form[RequestVersion]:
    """The request for co-funding through the years, as far as its forms are known."""
    return Form(tuple(parse_request_form(*_shipped(name)) for name in _REQUESTS))


@cache
def status_form() -> Form[StatusVersion]:
    """The status form through the years, as far as it is known (แบบแสดงสถานะกองทุนสวัสดิการชุมชน)."""
    return Form(tuple(parse_status_form(*_shipped(name)) for name in _STATUSES))


def _shipped(name: str) -> tuple[bytes, str]:
    file = f"data/forms/{name}.toml"
    return read_resource(file), file


def parse_common(contents: bytes, file: str) -> Common:
    """Read what forms have in common from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or says what a form cannot say; every mistake is a finding with the
            line it stands on.
    """
    return read(contents, file, _common_of)


def parse_request_form(contents: bytes, file: str) -> RequestVersion:
    """Read one version of the request from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or says what a form cannot say; every mistake is a finding with the
            line it stands on.
    """
    return read(contents, file, _request, answers=questions(), figures=tuple(FIGURES), options={**_common().options})


def parse_status_form(contents: bytes, file: str) -> StatusVersion:
    """Read one version of the status form from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or says what a form cannot say; every mistake is a finding with the
            line it stands on.
    """
    return read(contents, file, _status, answers=questions(), figures=tuple(FILLED), options={**_common().options})


def _common_of(reading: Reading, document: Table) -> Common:
    reading.of("format", lambda: only(document["format"], ("communitywelfare.form_answers/1",)))
    reading.lists(document)
    asked = reading.items("item", ({**each, "from": Origin.ANSWER.value} for each in document["item"]))
    reading.once(asked)
    return Common(
        questions={item.id: item for item in asked},
        options=reading.options,
        positions={office: tuple(spellings) for office, spellings in document["positions"].items()},
    )


def _version(reading: Reading, document: Table, known: str) -> dict[str, Any]:
    """What every form says of itself."""
    reading.of("format", lambda: only(document["format"], (known,)))
    return {
        "form": document["form"],
        "first_budget_year": reading.of("first_budget_year", lambda: count(document["first_budget_year"])),
        "cite": document["cite"],
        "title": words(document["title"]),
        "positions": _common().positions,
    }


def _request(reading: Reading, document: Table) -> RequestVersion:
    said = _version(reading, document, "communitywelfare.request_form/1")
    criteria = criteria_of(reading, document["criteria"])
    options = reading.each("option", document["option"], lambda _where, each: _round_option(each))
    reading.options["rounds"] = options
    parts = reading.each("part", document["part"], lambda where, each: _request_part(reading, where, each))
    reading.once(item for part in parts for item in part.items)
    version = RequestVersion(**said, criteria=criteria, options=options, parts=parts)
    for path, asked in () if reading.findings else _asked_by(criteria):
        reading.of(f"criteria.{path}", lambda asked=asked: version.items[asked])  # type: ignore[misc]
    return version


def _asked_by(criteria: Criteria) -> Iterator[tuple[str, str]]:
    """The items of the form that its criteria look at, each with where that is said."""
    yield "existence", criteria.existence.certificate
    for at, expected in enumerate(criteria.management.expects, start=1):
        yield from ((f"management.expects[{at}]", item) for item in expected.items)
    yield from (("links", item) for item in criteria.links.items)


def _round_option(table: Table) -> RoundOption:
    before = table.get("rounds_before")
    return RoundOption(table["id"], words(table), rounds_before=None if before is None else count(before))


def _request_part(reading: Reading, where: str, table: Table) -> RequestPart:
    return RequestPart(
        number=table["number"],
        label=words(table),
        items=reading.items(f"{where}.item", table.get("item", ())),
        says=words(table["says"]) if "says" in table else None,
        signers=tuple(Signer(role=words(each), of=each["of"]) for each in table.get("signatures", ())),
    )


def _status(reading: Reading, document: Table) -> StatusVersion:
    said = _version(reading, document, "communitywelfare.status_form/1")
    reading.options["benefit_categories"] = tuple(Option(code, it) for code, it in benefit_categories().items())
    reading.lists(document)
    sections = reading.each("section", document["section"], lambda where, each: _section(reading, where, each))
    reading.once(item for each in sections for part in each.parts for item in part.items)
    return StatusVersion(
        **said, sections=sections, rounds=count(document["rounds"]), benefits=tuple(document["benefits"])
    )


def _section(reading: Reading, where: str, table: Table) -> Section:
    if "part" in table:
        parts = reading.each(f"{where}.part", table["part"], lambda inner, each: _part(reading, inner, each))
    else:
        parts = (_part(reading, where, table),)
    return Section(number=table["number"], label=words(table), parts=parts)


def _part(reading: Reading, where: str, table: Table) -> Part:
    return Part(number=table["number"], label=words(table), items=reading.items(f"{where}.item", table.get("item", ())))
