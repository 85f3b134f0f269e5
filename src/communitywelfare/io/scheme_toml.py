"""Co-funding schemes: TOML to a `Scheme`, every mistake with its line; some come with the library."""

import tomllib
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import cache
from types import MappingProxyType
from typing import Any

from attrs import frozen

from communitywelfare.calendar import Duration
from communitywelfare.cofunding import Base, Counting, CutOff, MatchingsOf, Scheme, SchemePeriod
from communitywelfare.cofunding.schemes import Confidence, Sourced
from communitywelfare.errors import Finding, InvalidValue, Place, Severity, WelfareError
from communitywelfare.io._files import read_resource
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.members import TenureStart
from communitywelfare.money import Money, Rounding

__all__ = ["parse_scheme", "seed_scheme", "shipped_schemes", "state_scheme"]

_FORMAT = "communitywelfare.scheme/1"
_SHIPPED = ("state_via_codi", "codi_seed", "local_government")
_HEAD = ("format", "id", "source", "name", "period")
_PERIOD = ("first_budget_year", "cite", "unknown")


@cache
def state_scheme() -> Scheme:
    """What the state adds through CODI, as far as published sources go."""
    return shipped_schemes()["state-via-codi"]


@cache
def seed_scheme() -> Scheme:
    """The seed money with which CODI helps a fund to begin, once."""
    return shipped_schemes()["codi-seed"]


@cache
def shipped_schemes() -> Mapping[str, Scheme]:
    """The schemes that come with the library, by their id."""
    files = (f"data/schemes/{name}.toml" for name in _SHIPPED)
    schemes = (parse_scheme(read_resource(file), file) for file in files)
    return MappingProxyType({scheme.scheme_id: scheme for scheme in schemes})


def parse_scheme(contents: bytes, file: str) -> Scheme:
    """Read a scheme from the bytes of its file.

    Raises:
        InvalidValue: It is not UTF-8 or not TOML, says what a scheme cannot say, or gives a value without its source;
            every mistake is a finding with the line it stands on.
    """
    try:
        text = contents.decode("utf-8-sig")
        document = tomllib.loads(text)
    except ValueError as error:
        finding = Finding("scheme.not_toml", Severity.ERROR, place=Place(file=file), params={"reason": str(error)})
        raise InvalidValue(f"{file} is not TOML: {error}", finding) from None
    reading = _Reading(file, lines_of(text), [])
    scheme = _scheme(reading, document)
    if scheme is None or reading.findings:
        raise InvalidValue(f"{file} says what a scheme cannot say", *reading.findings)
    return scheme


@frozen
class _Reading:
    """What is found on the way, each with its line."""

    file: str
    lines: Mapping[str, int]
    findings: list[Finding]

    def mistake(self, code: str, path: str, **params: object) -> None:
        """Note a mistake at a path, or at the nearest table around it."""
        near = path
        while near and near not in self.lines:
            near = near.rpartition(".")[0]
        place = Place(file=self.file, row=self.lines.get(near), clause=path)
        self.findings.append(Finding(code, Severity.ERROR, place=place, params=params))

    def needed(self, table: Mapping[str, Any], path: str, names: tuple[str, ...]) -> bool:
        """Whether all names stand in a table; each that does not is told."""
        lacking = [name for name in names if name not in table]
        for name in lacking:
            self.mistake("scheme.value_missing", path, name=name)
        return not lacking

    def known(self, table: Mapping[str, Any], path: str, names: tuple[str, ...]) -> None:
        """Tell of every name in a table that is none."""
        for name in table:
            if name not in names:
                self.mistake("scheme.key_unknown", f"{path}.{name}" if path else name, name=name, known=names)


def _scheme(reading: _Reading, document: Mapping[str, Any]) -> Scheme | None:
    reading.known(document, "", _HEAD)
    if not reading.needed(document, "", _HEAD):
        return None
    if document["format"] != _FORMAT:
        reading.mistake("scheme.format_unknown", "format", found=str(document["format"]), known=_FORMAT)
    periods = tuple(_periods(reading, document["period"]))
    years = [period.first_budget_year for period in periods]
    if years != sorted(set(years)) or not years:
        reading.mistake("scheme.periods_out_of_order", "period[0]", years=tuple(years))
        return None
    return Scheme(scheme_id=document["id"], source=document["source"], name=document["name"], periods=periods)


def _periods(reading: _Reading, tables: list[Mapping[str, Any]]) -> Iterator[SchemePeriod]:
    for at, table in enumerate(tables):
        path = f"period[{at}]"
        reading.known(table, path, (*_PERIOD, *_VALUES))
        if not reading.needed(table, path, _PERIOD[:2]):
            continue
        given = {name: entry for name, entry in table.items() if name in _VALUES}
        values = {name: _value(reading, f"{path}.{name}", name, entry) for name, entry in given.items()}
        sources = {name: _sourced(reading, f"{path}.{name}", entry) for name, entry in given.items()}
        unknown: Mapping[str, str] = table.get("unknown", {})
        reading.known(unknown, f"{path}.unknown", tuple(_VALUES))
        for name in unknown.keys() & values.keys():
            reading.mistake("scheme.known_and_unknown", f"{path}.{name}", name=name)
        if not reading.findings:
            yield SchemePeriod(
                first_budget_year=table["first_budget_year"],
                cite=table["cite"],
                sources={name: found for name, found in sources.items() if found is not None},
                unknown=unknown,
                **values,
            )


def _value(reading: _Reading, path: str, name: str, entry: Any) -> Any:
    """The value of an entry as the period keeps it."""
    try:
        return _VALUES[name](entry["value"])
    except (WelfareError, ValueError, TypeError, KeyError, ZeroDivisionError):
        value = str(entry.get("value", "")) if isinstance(entry, Mapping) else str(entry)
        reading.mistake("scheme.value_unreadable", path, name=name, value=value)
        return None


def _sourced(reading: _Reading, path: str, entry: Any) -> Sourced | None:
    """Where a value comes from; no value of a scheme stands without it."""
    try:
        found = Sourced(confidence=Confidence(entry["confidence"]), why=entry["why"])
    except (ValueError, TypeError, KeyError):
        found = None
    if found is None or not found.why.strip():
        reading.mistake("scheme.no_source", path, name=path.rpartition(".")[2])
    return found


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def _ratio(value: object) -> Fraction:
    if not isinstance(value, str):
        raise TypeError("a ratio is written as text, like '1/3'")
    ratio = Fraction(value)
    if ratio <= 0:
        raise ValueError(f"{value!r} is not a ratio")
    return ratio


def _rounding(value: Mapping[str, str]) -> Rounding:
    return Rounding(to=Money.baht(value["to"]), direction=value["direction"], source=value["by"])


def _sum(value: object) -> Money:
    if not isinstance(value, str):
        raise TypeError("an amount is written as text, like '365.00'")
    return Money.baht(value)


def _source(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("the code of a source is wanted")
    return value


_VALUES: Mapping[str, Callable[[Any], Any]] = {
    "base": Base,
    "per_member": _sum,
    "rate_in_force": _sum,
    "ratio": _ratio,
    "rounding": _rounding,
    "grants": lambda grants: tuple(map(_sum, grants)),
    "full_membership": Duration.parse,
    "counts_from": TenureStart,
    "matchings_at_most": _count,
    "rejoining": MatchingsOf,
    "looking_back": Duration.parse,
    "arrears_at_most": _count,
    "sponsored": Counting,
    "waived": Counting,
    "member_cap": _sum,
    "fund_cap": _sum,
    "counterpart": _source,
    "first_cut_off": CutOff,
    "later_cut_off": CutOff,
}
