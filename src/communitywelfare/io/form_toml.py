"""Official forms: TOML to a `Form`, mistakes with their line; those of CODI that are known come with the library."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any, TypeVar

from communitywelfare.calendar import Duration
from communitywelfare.errors import Finding, InvalidValue, Place, Severity, WelfareError
from communitywelfare.fund.forms.request import FIGURES, Form, FormItem, FormPart, FormVersion
from communitywelfare.fund.forms.request.definition import (
    Benefits,
    Contributions,
    Coverage,
    Criteria,
    Existence,
    Expected,
    FormOption,
    Links,
    Management,
    Signer,
)
from communitywelfare.io._files import read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.members import Group

__all__ = ["parse_form", "request_form"]

T = TypeVar("T")

_FORMAT = "communitywelfare.request_form/1"
_REQUESTS = ("request_2567",)
Table = Mapping[str, Any]


@cache
def request_form() -> Form:
    """The request for co-funding through the years, as far as its forms are known."""
    files = (f"data/forms/{name}.toml" for name in _REQUESTS)
    return Form(tuple(parse_form(read_resource(file), file) for file in files))


def parse_form(contents: bytes, file: str) -> FormVersion:
    """Read one version of a form from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, or a part of it says what a form cannot say; the finding tells which,
            with its line.
    """
    try:
        text = contents.decode("utf-8-sig")
        document = tomllib.loads(text)
    except ValueError as error:
        finding = Finding(
            "form.definition_not_toml", Severity.ERROR, place=Place(file=file), params={"reason": str(error)}
        )
        raise InvalidValue(f"{file} is not TOML: {error}", finding) from None
    return _Reading(file, lines_of(text)).version(document)


class _Reading:
    """Reads part by part, so that a mistake is told with the part it stands in."""

    def __init__(self, file: str, lines: Mapping[str, int]) -> None:
        self._file = file
        self._lines = lines

    def _of(self, path: str, make: Callable[[], T]) -> T:
        """What a part of the file makes.

        Raises:
            InvalidValue: It makes nothing.
        """
        try:
            return make()
        except InvalidValue as error:
            if any(finding.code.startswith("form.") for finding in error.findings):
                raise  # it was told where it stands
            raise self._mistake(path, error) from None
        except (WelfareError, LookupError, TypeError, ValueError, AttributeError, ArithmeticError) as error:
            raise self._mistake(path, error) from None

    def _mistake(self, path: str, error: Exception) -> InvalidValue:
        place = Place(file=self._file, row=self._lines.get(path), clause=path)
        reason = f"{type(error).__name__}: {error}"
        finding = Finding(
            "form.definition_unreadable", Severity.ERROR, place=place, params={"path": path, "reason": reason}
        )
        return InvalidValue(f"{self._file} says in {path} what a form cannot say", finding)

    def version(self, document: Table) -> FormVersion:
        """The whole file."""
        self._of("format", lambda: _only(document["format"], (_FORMAT,)))
        return self._of(
            "form",
            lambda: FormVersion(
                form=document["form"],
                first_budget_year=_count(document["first_budget_year"]),
                title=_words(document["title"]),
                cite=document["cite"],
                positions={office: tuple(words) for office, words in document["positions"].items()},
                criteria=self._criteria(document["criteria"]),
                options=self._each("option", document["option"], _option),
                parts=self._each("part", document["part"], _part),
            ),
        )

    def _each(self, name: str, tables: Iterable[Table], make: Callable[[Table], T]) -> tuple[T, ...]:
        return tuple(
            self._of(f"{name}[{place}]", lambda table=table: make(table))  # type: ignore[misc]
            for place, table in enumerate(tables, start=1)
        )

    def _criteria(self, tables: Table) -> Criteria:
        made = {
            name: self._of(f"criteria.{name}", lambda name=name, make=make: make(tables[name]))  # type: ignore[misc]
            for name, make in _CRITERIA.items()
        }
        return Criteria(**made)


def _only(value: object, known: tuple[str, ...]) -> str:
    if value not in known:
        raise ValueError(f"{value!r} is none of {', '.join(known)}")
    return str(value)


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def _words(table: Table) -> Mapping[str, str]:
    return {"th": table["th"], "en": table["en"]}


def _rule(table: Table) -> dict[str, Any]:
    """What every criterion says of itself; without its source it is none."""
    _only(table["confidence"], ("high", "medium", "low", "unknown"))
    if not table["why"].strip():
        raise ValueError("a criterion says where it was read")
    return {"id": table["id"], "title": _words(table["title"]), "confidence": table["confidence"], "why": table["why"]}


def _existence(table: Table) -> Existence:
    return Existence(
        **_rule(table),
        at_least=Duration.parse(table["at_least"]),
        certificate=table["certificate"],
        registered=table["registered"],
        certified_by=dict(table["certified_by"]),
    )


def _coverage(table: Table) -> Coverage:
    return Coverage(
        **_rule(table),
        groups=tuple(Group(name) for name in table["groups"]),
        ages={Group(name): (_count(first), _count(last)) for name, (first, last) in table["ages"].items()},
        villages={area: Fraction(share) for area, share in table["villages"].items()},
    )


def _contributions(table: Table) -> Contributions:
    looking_back = Duration.parse(table["looking_back"])
    return Contributions(**_rule(table), support=table["support"], looking_back=looking_back)


def _management(table: Table) -> Management:
    expects = (
        Expected(items=tuple(each["items"]), accepts=tuple(each["accepts"]), known=tuple(each["known"]))
        for each in table["expects"]
    )
    return Management(**_rule(table), expects=tuple(expects))


def _benefits(table: Table) -> Benefits:
    looking_back = Duration.parse(table["looking_back"])
    return Benefits(**_rule(table), kinds_at_least=_count(table["kinds_at_least"]), looking_back=looking_back)


def _links(table: Table) -> Links:
    return Links(**_rule(table), items=tuple(table["items"]), none=tuple(table["none"]))


_CRITERIA: Mapping[str, Callable[[Table], Any]] = {
    "existence": _existence,
    "coverage": _coverage,
    "contributions": _contributions,
    "management": _management,
    "benefits": _benefits,
    "links": _links,
}


def _option(table: Table) -> FormOption:
    before = table.get("rounds_before")
    return FormOption(
        id=table["id"], label=_words(table["label"]), rounds_before=None if before is None else _count(before)
    )


def _part(table: Table) -> FormPart:
    return FormPart(
        number=table["number"],
        title=_words(table["title"]),
        items=tuple(map(_item, table.get("items", ()))),
        says=_words(table["says"]) if "says" in table else None,
        signers=tuple(Signer(role=_words(each), of=each["of"]) for each in table.get("signatures", ())),
    )


def _item(table: Table) -> FormItem:
    return FormItem(
        id=table["id"],
        label=_words(table),
        shows=_only(table["shows"], tuple(FIGURES)),
        of=table.get("of", ""),
        choices={answer: {"th": th, "en": en} for answer, th, en in table.get("choices", ())},
    )
