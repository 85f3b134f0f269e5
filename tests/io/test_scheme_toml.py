"""Schemes read from files: what was written is read again, and every mistake is told with its line."""

import tomllib
from datetime import date
from enum import Enum
from fractions import Fraction
from typing import Any

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration
from communitywelfare.cofunding import Base, Scheme, SchemePeriod
from communitywelfare.errors import Finding, InvalidValue
from communitywelfare.io._files import read_resource
from communitywelfare.io.scheme_toml import parse_scheme, seed_scheme, shipped_schemes, state_scheme
from communitywelfare.money import Money, Rounding
from communitywelfare.strategies import schemes
from communitywelfare.wording import words

GOOD = """\
format = "communitywelfare.scheme/1"
id = "district"
source = "OTHER_STATE"
name = { th = "อำเภอ", en = "district" }

[[period]]
first_budget_year = 2560
cite = "ประกาศปี 2560"

[period.per_member]
value = "100.00"
confidence = "high"
why = "ข้อ 1"

[[period]]
first_budget_year = 2567
cite = "ประกาศปี 2567"

[period.base]
value = "dues paid"
confidence = "high"
why = "ข้อ 1"

[period.ratio]
value = "1/3"
confidence = "high"
why = "ข้อ 2"

[period.rounding]
value = { to = "1.00", direction = "down", by = "ข้อ 3" }
confidence = "high"
why = "ข้อ 3"

[period.unknown]
fund_cap = "ไม่พบ"
"""


def read(text: str) -> Scheme:
    return parse_scheme(text.encode(), "scheme.toml")


def mistakes(text: str | bytes) -> list[tuple[str, int | None]]:
    """What is found in a file that cannot be used, with the lines; each mistake has its words."""
    with pytest.raises(InvalidValue) as refused:
        parse_scheme(text.encode() if isinstance(text, str) else text, "scheme.toml")
    first = refused.value.findings[0]
    assert f"line {first.place.row}" in str(refused.value) or first.place.clause is None
    assert first.place.clause is None or first.place.clause in str(refused.value)
    for finding in refused.value.findings:
        assert finding.place.file == "scheme.toml"
        assert all(not words(finding, language).startswith(finding.code) for language in ("th", "en"))
    return [(finding.code, finding.place.row) for finding in refused.value.findings]


# --- what is written is read -------------------------------------------------------------------------------


def cell(value: object) -> str:
    """A value as a scheme file writes it."""
    match value:
        case Rounding():
            return f'{{ to = "{value.to.plain}", direction = "{value.direction.value}", by = "{value.source}" }}'
        case tuple():
            return f"[{', '.join(map(cell, value))}]"
        case int():
            return str(value)
        case Money():
            return f'"{value.plain}"'
        case Enum():
            return f'"{value.value}"'
        case _:
            return f'"{value}"'


def written(scheme: Scheme) -> str:
    """A scheme as its file."""
    name = ", ".join(f'{language} = "{text}"' for language, text in scheme.name.items())
    lines = ['format = "communitywelfare.scheme/1"', f'id = "{scheme.scheme_id}"', f'source = "{scheme.source}"']
    lines.append(f"name = {{ {name} }}")
    for period in scheme.periods:
        lines += ["[[period]]", f"first_budget_year = {period.first_budget_year}", f'cite = "{period.cite}"']
        for key, found in period.sources.items():
            lines += [f"[period.{key}]", f"value = {cell(getattr(period, key))}"]
            lines += [f'confidence = "{found.confidence.value}"', f'why = "{found.why}"']
    return "\n".join(lines)


@given(schemes())
def test_a_scheme_that_was_written_is_read_as_it_was(scheme):
    assert read(written(scheme)) == scheme


def test_the_good_file_is_good():
    scheme = read(GOOD)
    assert [period.first_budget_year for period in scheme.periods] == [2560, 2567]
    assert (scheme.periods[1].base, scheme.periods[1].ratio) == (Base.DUES_PAID, Fraction(1, 3))
    assert scheme.periods[1].unknown == {"fund_cap": "ไม่พบ"}


def test_no_value_of_a_shipped_scheme_stands_without_its_source():
    own = {"first_budget_year", "cite", "sources", "unknown"}
    defaults = {field.name: field.default for field in fields(SchemePeriod) if field.name not in own}
    for scheme in shipped_schemes().values():
        for period in scheme.periods:
            said = {name for name, default in defaults.items() if getattr(period, name) != default}
            assert said <= set(period.sources)
            assert not set(period.unknown) & set(period.sources)
            assert all(found.why for found in period.sources.values())


def test_the_shipped_schemes_say_what_is_published():
    assert [each.full_membership for each in state_scheme().periods] == [Duration.parse("1 year")] * 2
    assert seed_scheme().in_year(2567).grants == (Money.baht(55_000), Money.baht(100_000))
    assert seed_scheme().in_year(2567).base is Base.ONE_OFF


# --- one mistake at a time ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ('id = "district"\n', "", "scheme.value_missing", 1),
        ('id = "district"', 'id = ""', "scheme.value_unreadable", 2),
        ('id = "district"', "id = 5", "scheme.value_unreadable", 2),
        ('source = "OTHER_STATE"', "source = [1]", "scheme.value_unreadable", 3),
        ('th = "อำเภอ", ', "", "scheme.value_unreadable", 4),
        ('name = { th = "อำเภอ", en = "district" }', 'name = "อำเภอ"', "scheme.value_unreadable", 4),
        ("scheme/1", "scheme/2", "scheme.format_unknown", 1),
        ("first_budget_year = 2567", "first_budget_year = 25670", "scheme.year_not_buddhist", 16),
        ("first_budget_year = 2567", 'first_budget_year = "2567"', "scheme.year_not_buddhist", 16),
        ("first_budget_year = 2567", "first_budget_year = 2560", "scheme.periods_out_of_order", 16),
        ('cite = "ประกาศปี 2567"\n', "", "scheme.value_missing", 15),
        ('cite = "ประกาศปี 2567"', 'cite = ""', "scheme.value_unreadable", 17),
        ('value = "dues paid"', 'value = "dues"', "scheme.value_unreadable", 19),
        ('value = "1/3"', "value = 0.33", "scheme.value_unreadable", 24),
        ('value = "1/3"', 'value = "1/0"', "scheme.value_unreadable", 24),
        ('value = "1/3"', 'value = "-1/3"', "scheme.value_unreadable", 24),
        ('value = "1/3"', 'value = "1e999999999"', "scheme.value_unreadable", 24),
        ('value = "1/3"\n', "", "scheme.value_unreadable", 24),
        ('value = "100.00"', "value = 100.0", "scheme.value_unreadable", 10),
        ('value = "100.00"', 'value = "-100.00"', "scheme.value_unreadable", 10),
        ('value = "100.00"', 'value = "100.00"\nfor = "all"', "scheme.key_unknown", 12),
        ('by = "ข้อ 3"', 'by = ""', "scheme.value_unreadable", 29),
        ('direction = "down"', 'direction = "sideways"', "scheme.value_unreadable", 29),
        ("[period.ratio]", "[period.rate]", "scheme.key_unknown", 24),
        ("[period.unknown]", "[period.unknown]\nmoon = 'x'", "scheme.key_unknown", 35),
        ("[period.unknown]", "[period.unknown]\nratio = 'x'", "scheme.known_and_unknown", 24),
        ('fund_cap = "ไม่พบ"', "fund_cap = 1", "scheme.value_unreadable", 34),
        ('why = "ข้อ 2"\n', "", "scheme.no_source", 24),
        ('why = "ข้อ 2"', 'why = " "', "scheme.no_source", 24),
        ('confidence = "high"\nwhy = "ข้อ 2"', 'confidence = "sure"\nwhy = "ข้อ 2"', "scheme.no_source", 24),
        ("name = {", 'colour = "red"\nname = {', "scheme.key_unknown", 4),
    ],
)
def test_a_mistake_is_told_with_its_line(old, new, code, line):
    assert old in GOOD
    assert mistakes(GOOD.replace(old, new, 1)) == [(code, line)]


def test_a_ratio_that_leaves_parts_of_satang_needs_a_rounding():
    cut = GOOD.index("[period.rounding]"), GOOD.index("[period.unknown]")
    assert mistakes(GOOD[: cut[0]] + GOOD[cut[1] :]) == [("scheme.rounding_missing", 24)]


def test_a_bare_value_has_no_source():
    start, end = GOOD.index("[period.per_member]"), GOOD.rindex("[[period]]")
    bare = GOOD[:start] + 'per_member = "100.00"\n\n' + GOOD[end:]
    assert mistakes(bare) == [("scheme.no_source", 10)]


@pytest.mark.parametrize("period", ["period = 5", "period = []", "period = [1]", "[period]\ncite = 'a'"])
def test_periods_that_are_none_are_told(period):
    head = GOOD[: GOOD.index("[[period]]")]
    assert mistakes(head + period)[0][0] == "scheme.value_unreadable"


def test_every_mistake_of_a_file_is_told_at_once():
    text = GOOD.replace("2567", "2024").replace('value = "100.00"', 'value = "much"').replace('why = "ข้อ 2"', "")
    assert sorted(mistakes(text)) == [
        ("scheme.no_source", 24),
        ("scheme.periods_out_of_order", 16),
        ("scheme.value_unreadable", 10),
        ("scheme.year_not_buddhist", 16),
    ]


# --- files that mean harm, and files that mean nothing ---------------------------------------------------


@pytest.mark.parametrize(
    ("contents", "code", "line"),
    [
        (b"id = \xff\xfe", "file.encoding", 1),
        (b"\nid = ", "scheme.not_toml", 2),
        (b"\nx = " + b"[" * 100_000, "scheme.not_toml", 2),
        (b"\n" + b"a." * 100_000 + b"b = 1", "scheme.not_toml", 2),
        (b"x = 1\ny = " + b"9" * 100_000, "scheme.not_toml", 2),
        (b"#" * 8_000_001, "file.too_large", None),
    ],
)
def test_a_file_that_would_take_all_memory_or_all_time_is_told(contents, code, line):
    assert mistakes(contents) == [(code, line)]


ODD = st.sampled_from([0, -1, 1.5, True, "", "x", "1/3", [], [[]], {}, {"value": {}}, {"value": [1]}, date(2024, 1, 1)])
KINDS = ("state_via_codi", "codi_seed", "local_government")


def places(value: Any, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """Every place in a document."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path] * bool(path) + [place for key, each in inside for place in places(each, (*path, key))]


def toml(value: object) -> str:
    """A value in one line of TOML."""
    match value:
        case dict():
            return "{" + ", ".join(f'"{key}" = {toml(each)}' for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(toml, value)) + "]"
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"'
        case date():
            return value.isoformat()
        case _:
            return str(value)


@given(st.sampled_from(KINDS), ODD, st.data())
def test_a_scheme_with_an_odd_value_anywhere_is_read_or_told_and_never_falls_over(name, odd, data):
    document = tomllib.loads(read_resource(f"data/schemes/{name}.toml").decode())
    *way, last = data.draw(st.sampled_from(places(document)))
    at: Any = document
    for step in way:
        at = at[step]
    at[last] = odd
    text = "\n".join(f"{key} = {toml(value)}" for key, value in document.items())
    try:
        scheme = read(text)
    except InvalidValue as error:
        assert error.findings
        assert all(isinstance(finding, Finding) and finding.place.row for finding in error.findings)
    else:
        assert isinstance(scheme, Scheme)


@given(st.integers(0, 10_000), st.binary(max_size=3))
def test_a_scheme_with_changed_bytes_is_read_or_told(at, put):
    contents = GOOD.encode()
    at %= len(contents)
    try:
        parse_scheme(contents[:at] + put + contents[at + 1 :], "scheme.toml")
    except InvalidValue as error:
        assert error.findings
