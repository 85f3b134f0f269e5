"""The six criteria of a request form, read from its definition."""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from communitywelfare.calendar import Duration
from communitywelfare.fund.forms.request.definition import (
    Benefits,
    Contributions,
    Coverage,
    Criteria,
    Existence,
    Expected,
    Links,
    Management,
)
from communitywelfare.io._form_items import Reading, Table, count, only, words
from communitywelfare.members import Group

__all__ = ["criteria_of"]


def criteria_of(reading: Reading, tables: Table) -> Criteria:
    """All six, each with its own mistakes."""
    made = {
        name: reading.of(f"criteria.{name}", lambda name=name, make=make: make(tables[name]))  # type: ignore[misc]
        for name, make in _CRITERIA.items()
    }
    return Criteria(**made)


def _rule(table: Table) -> dict[str, Any]:
    """What every criterion says of itself; without its source it is none."""
    only(table["confidence"], ("high", "medium", "low", "unknown"))
    if not table["why"].strip():
        raise ValueError("a criterion says where it was read")
    return {"id": table["id"], "title": words(table["title"]), "confidence": table["confidence"], "why": table["why"]}


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
        ages={Group(name): (count(first), count(last)) for name, (first, last) in table["ages"].items()},
        villages={area: Fraction(share) for area, share in table["villages"].items()},
    )


def _contributions(table: Table) -> Contributions:
    looking_back = Duration.parse(table["looking_back"])
    return Contributions(**_rule(table), support=table["support"], looking_back=looking_back)


def _management(table: Table) -> Management:
    expects = (Expected(items=tuple(each["items"]), accepts=tuple(each["accepts"])) for each in table["expects"])
    return Management(**_rule(table), expects=tuple(expects))


def _benefits(table: Table) -> Benefits:
    looking_back = Duration.parse(table["looking_back"])
    return Benefits(**_rule(table), kinds_at_least=count(table["kinds_at_least"]), looking_back=looking_back)


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
