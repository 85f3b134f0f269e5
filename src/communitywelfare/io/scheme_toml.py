"""Co-funding schemes: TOML to a `Scheme`, every mistake with its line; some come with the library."""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from communitywelfare.calendar import Duration
from communitywelfare.cofunding import Base, Counting, CutOff, MatchingsOf, Scheme, SchemePeriod
from communitywelfare.cofunding.schemes import Confidence, Sourced
from communitywelfare.errors import Finding, InvalidValue, WelfareError
from communitywelfare.io._files import read_resource
from communitywelfare.io._mistakes import Mistakes, is_text
from communitywelfare.io._toml_lines import lines_of
from communitywelfare.io._toml_text import toml_document
from communitywelfare.members import TenureStart
from communitywelfare.money import ZERO, Money, Rounding

__all__ = ["parse_scheme", "seed_scheme", "shipped_schemes", "state_scheme"]

_FORMAT = "communitywelfare.scheme/1"
_SHIPPED = ("state_via_codi", "codi_seed", "local_government")
_HEAD = ("format", "id", "source", "name", "period")
_PERIOD = ("first_budget_year", "cite", "unknown")
_FIRST_YEARS = (2400, 2900)  # a smaller one is of the common era, a greater one a slip of the finger
_RATIO = re.compile(r"\d{1,9}(/\d{1,9}|\.\d{1,9})?", re.ASCII)


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
    text, document = toml_document(contents, file, code="scheme.not_toml")
    reading = Mistakes("scheme", file, lines_of(text))
    scheme = _scheme(reading, document)
    if scheme is None or reading.findings:
        raise InvalidValue(f"{file} says what a scheme cannot say: {_said(reading.findings[0])}", *reading.findings)
    return scheme


def _said(finding: Finding) -> str:
    """A mistake in a few words: its line, the key, and the code that tells the rest."""
    place, name = finding.place, finding.params.get("name", "")
    return f"line {place.row}, {place.clause or name} ({finding.code})"


def _scheme(reading: Mistakes, document: Mapping[str, Any]) -> Scheme | None:
    reading.known(document, "", _HEAD)
    if not reading.needed(document, "", _HEAD):
        return None
    if document["format"] != _FORMAT:
        reading.mistake("scheme.format_unknown", "format", found=str(document["format"]), known=_FORMAT)
    scheme_id, source = (reading.text(document, "", name) for name in ("id", "source"))
    name = reading.texts(document["name"], "name", ("th", "en"))
    tables = document["period"]
    if not isinstance(tables, list) or not tables or not all(isinstance(table, Mapping) for table in tables):
        reading.mistake("scheme.value_unreadable", "period", name="period", value=str(tables))
        return None
    periods = [_period(reading, table, f"period[{at}]") for at, table in enumerate(tables, start=1)]
    years = [table.get("first_budget_year") for table in tables]
    for at, (earlier, later) in enumerate(pairwise(years), start=2):
        if type(earlier) is int and type(later) is int and later <= earlier:
            reading.mistake("scheme.periods_out_of_order", f"period[{at}].first_budget_year", years=tuple(years))
    good = tuple(period for period in periods if period is not None)
    return Scheme(scheme_id=scheme_id, source=source, name=name, periods=good)


def _period(reading: Mistakes, table: Mapping[str, Any], path: str) -> SchemePeriod | None:
    """The rules from one budget year on; None where there is a mistake in the file, which has been told."""
    reading.known(table, path, (*_PERIOD, *_VALUES))
    if not reading.needed(table, path, _PERIOD[:2]):
        return None
    given = {name: entry for name, entry in table.items() if name in _VALUES}
    values = {name: _value(reading, f"{path}.{name}", name, entry) for name, entry in given.items()}
    sources = {name: _sourced(reading, f"{path}.{name}", entry) for name, entry in given.items()}
    unknown = _unknown(reading, path, table.get("unknown", {}), values)
    year, cite = table["first_budget_year"], reading.text(table, path, "cite")
    if type(year) is not int or not _FIRST_YEARS[0] <= year <= _FIRST_YEARS[1]:
        reading.mistake("scheme.year_not_buddhist", f"{path}.first_budget_year", year=str(year))
    if reading.findings:
        return None
    found = {name: each for name, each in sources.items() if each is not None}
    try:
        return SchemePeriod(first_budget_year=year, cite=cite, sources=found, unknown=unknown, **values)
    except InvalidValue as error:
        for each in error.findings:
            reading.mistake(each.code, f"{path}.ratio", **each.params)
        return None


def _unknown(reading: Mistakes, path: str, table: object, values: Mapping[str, object]) -> Mapping[str, str]:
    """What no source says, by name, each with what is known instead."""
    unknown = reading.texts(table, f"{path}.unknown")
    reading.known(unknown, f"{path}.unknown", tuple(_VALUES))
    for name in sorted(unknown.keys() & values.keys()):
        reading.mistake("scheme.known_and_unknown", f"{path}.{name}", name=name)
    return unknown


def _value(reading: Mistakes, path: str, name: str, entry: Any) -> Any:
    """The value of an entry as the period keeps it."""
    if not isinstance(entry, Mapping):
        return None  # that it has no source is told, and that is what is wrong with it
    reading.known(entry, path, ("value", "confidence", "why"))
    try:
        return _VALUES[name](entry["value"])
    except (WelfareError, ValueError, TypeError, KeyError, ZeroDivisionError, AttributeError):
        reading.mistake("scheme.value_unreadable", path, name=name, value=str(entry.get("value", "")))
        return None


def _sourced(reading: Mistakes, path: str, entry: Any) -> Sourced | None:
    """Where a value comes from; no value of a scheme stands without it."""
    try:
        if is_text(entry["why"]):
            return Sourced(confidence=Confidence(entry["confidence"]), why=entry["why"])
    except (ValueError, TypeError, KeyError):
        pass
    reading.mistake("scheme.no_source", path, name=path.rpartition(".")[2])
    return None


def _count(value: object) -> int:
    if type(value) is not int or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value


def _ratio(value: object) -> Fraction:
    if not isinstance(value, str):
        raise TypeError("a ratio is written as text, like '1/3'")
    if _RATIO.fullmatch(value) is None or Fraction(value) <= 0:
        raise ValueError(f"{value!r} is not a ratio")
    return Fraction(value)


def _rounding(value: Mapping[str, str]) -> Rounding:
    if not is_text(value["by"]):
        raise ValueError("a rounding says by whose word it is done")
    return Rounding(to=_sum(value["to"]), direction=value["direction"], source=value["by"])


def _sum(value: object) -> Money:
    if not isinstance(value, str):
        raise TypeError("an amount is written as text, like '365.00'")
    amount = Money.baht(value)
    if amount < ZERO:
        raise ValueError(f"{value!r} is less than nothing")
    return amount


def _grants(values: object) -> tuple[Money, ...]:
    if not isinstance(values, list) or not values:
        raise TypeError("grants are a list of amounts")
    return tuple(map(_sum, values))


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
    "grants": _grants,
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
