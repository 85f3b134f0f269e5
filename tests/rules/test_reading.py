"""By-laws from plain values: what can be said is built, and each mistake is told once, with its place."""

import tomllib
from collections.abc import Mapping
from copy import deepcopy
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.calendar import Duration, Month, Unit, YearStart
from communitywelfare.contributions import Convention, FirstMonth
from communitywelfare.errors import ByLawError, Finding
from communitywelfare.members import TenureStart
from communitywelfare.money import ZERO, Money
from communitywelfare.rules import ByLaw, Governs, build_bylaw
from communitywelfare.rules.amounts.flat import Flat
from communitywelfare.rules.amounts.per_unit import CountedUnit, PerUnit
from communitywelfare.rules.amounts.steps import Steps
from communitywelfare.rules.expressions import (
    ArrearsAtMost,
    AttributeAtLeast,
    AttributeOneOf,
    CodeOneOf,
    FiledWithin,
    Lasting,
    Papers,
)
from communitywelfare.rules.facts import Clock, CodeFact
from communitywelfare.rules.limits import Limit, Measure, Window
from communitywelfare.rules.tiers import Step, Tiers
from communitywelfare.strategies import bylaw_documents

ABSENT = object()
WORDS = {"th": "ไทย", "en": "English"}

DOCUMENT = {
    "format": "communitywelfare.bylaw/1",
    "fund": "F00",
    "name": dict(WORDS),
    "governs": "claim date",
    "version": [
        {
            "id": "2566",
            "adopted": date(2023, 9, 1),
            "effective": date(2023, 10, 1),
            "source": "มติที่ประชุมใหญ่",
            "cite": "ระเบียบ พ.ศ. 2566",
            "tenure_from": "first paid",
            "year_start": "01-01",
            "assumed": ["adopted"],
            "note": dict(WORDS),
            "dues": {
                "convention": "ANNUAL_DIV_12",
                "rate": "365.00",
                "first_month": "month after joining",
                "entry_fee": 20,
                "rounding": {"to": "1.00", "direction": "up", "source": "ข้อ 9"},
                "assumed": ["rounding"],
            },
            "standing": {"arrears_at_most_months": 3},
            "benefit": {
                "hospital": {
                    "label": dict(WORDS),
                    "category": "02",
                    "amount": {"form": "per unit", "pays": "200.00", "unit": "night"},
                    "wait": "180 days",
                    "age": {"from": "15 years", "below": "60 years"},
                    "groups": ["GENERAL", "ELDERLY"],
                    "sex": ["F"],
                    "relations": ["SELF"],
                    "when": {"level": {"one_of": ["ป.6"]}, "grade": {"at_least": "3.50"}},
                    "documents": ["ใบรับรองแพทย์"],
                    "claim_within": "1 year",
                    "limits": [{"baht": "600.00", "per": "event"}, {"units": 10, "per": "fiscal year"}],
                },
                "birth": {
                    "label": dict(WORDS),
                    "category": "01",
                    "standing": "any",
                    "amount": {"form": "flat", "pays": 1000},
                    "limits": [{"times": 2, "per": "lifetime"}],
                    "assumed": ["limits[1].per"],
                    "note": dict(WORDS),
                    "cite": "ข้อ 12",
                    "source": "หน้าเว็บ",
                },
                "death": {
                    "label": dict(WORDS),
                    "category": "04",
                    "amount": {
                        "form": "steps",
                        "by": "membership",
                        "steps": [{"from": "180 days", "pay": "3000.00"}, {"from": "2 years", "pay": "5000.00"}],
                    },
                },
            },
        },
        {
            "id": "2567",
            "adopted": date(2024, 9, 1),
            "effective": date(2024, 10, 1),
            "source": "มติที่ประชุมใหญ่",
            "tenure_from": "applied",
            "dues": {"convention": "FLAT_30", "rate": "1.00"},
            "benefit": {},
        },
    ],
}


def changed(path: str, value: object, document: object = DOCUMENT) -> dict[str, object]:
    """A document with another value at a path such as ``version[1].dues.rate``, or with none."""
    document = deepcopy(document)
    *way, last = [int(step[:-1]) - 1 if step.endswith("]") else step for step in path.replace("[", ".").split(".")]
    table: object = document
    for step in way:
        table = table[step]
    if value is ABSENT:
        del table[last]
    else:
        table[last] = value
    return document


def mistakes(document: Mapping[str, object]) -> list[Finding]:
    with pytest.raises(ByLawError) as refused:
        build_bylaw(document)
    assert all(finding.is_error for finding in refused.value.findings)
    return list(refused.value.findings)


def told(document: Mapping[str, object]) -> list[tuple[str, str | None]]:
    return [(finding.code, finding.place.clause) for finding in mistakes(document)]


# --- what can be said --------------------------------------------------------------------------------------


def test_everything_that_is_written_is_understood():
    bylaw = build_bylaw(DOCUMENT)
    first, second = bylaw.versions
    assert (bylaw.fund, bylaw.name, bylaw.governs) == ("F00", WORDS, Governs.CLAIM_DATE)
    assert (first.version, first.adopted, first.effective) == ("2566", date(2023, 9, 1), date(2023, 10, 1))
    assert (first.tenure_from, first.year_start) == (TenureStart.FIRST_PAID, YearStart(1))
    assert (first.cite, first.source, first.assumed, first.note) == (
        "ระเบียบ พ.ศ. 2566",
        "มติที่ประชุมใหญ่",
        ("adopted",),
        WORDS,
    )
    assert (first.dues.convention, first.dues.rate) == (Convention.ANNUAL_DIV_12, Money.baht(365))
    assert (first.dues.first_month, first.dues.entry_fee) == (FirstMonth.NEXT, Money.baht(20))
    assert first.dues.of(Month(2024, 1)) == Money.baht(31)
    assert (second.year_start, second.dues.first_month, second.dues.entry_fee) == (
        YearStart(10),
        FirstMonth.JOINING,
        ZERO,
    )


def test_a_clause_becomes_an_amount_conditions_in_their_fixed_order_and_limits():
    hospital, birth, death = build_bylaw(DOCUMENT).versions[0].benefits
    assert hospital.amount == PerUnit(Money.baht(200), CountedUnit.NIGHT)
    assert hospital.conditions == (
        Lasting(Clock.MEMBERSHIP, at_least=Duration(180, Unit.DAY)),
        ArrearsAtMost(3),
        Lasting(Clock.AGE, at_least=Duration(15, Unit.YEAR), less_than=Duration(60, Unit.YEAR)),
        CodeOneOf(CodeFact.GROUP, ("GENERAL", "ELDERLY")),
        CodeOneOf(CodeFact.SEX, ("F",)),
        CodeOneOf(CodeFact.RELATION, ("SELF",)),
        AttributeOneOf("level", ("ป.6",)),
        AttributeAtLeast("grade", Decimal("3.5")),
        Papers(("ใบรับรองแพทย์",)),
        FiledWithin(Duration(1, Unit.YEAR)),
    )
    assert hospital.limits == (
        Limit(Measure.BAHT, 60_000, Window.EVENT),
        Limit(Measure.UNITS, 10, Window.FISCAL_YEAR),
    )
    assert (birth.amount, birth.conditions) == (Flat(Money.baht(1_000)), ())
    assert (birth.category, birth.cite, birth.source, birth.assumed) == ("01", "ข้อ 12", "หน้าเว็บ", ("limits[1].per",))
    assert (birth.limits, birth.note) == ((Limit(Measure.TIMES, 2, Window.LIFETIME),), WORDS)
    assert death.conditions == (ArrearsAtMost(3),)
    assert death.amount == Steps(
        Clock.MEMBERSHIP,
        Tiers((Step(Duration(180, Unit.DAY), Money.baht(3_000)), Step(Duration(2, Unit.YEAR), Money.baht(5_000)))),
    )


def test_a_bylaw_governs_by_the_day_of_the_event_unless_it_says_otherwise():
    assert build_bylaw(changed("governs", ABSENT)).governs is Governs.EVENT_DATE


@given(bylaw_documents())
def test_any_document_of_ours_can_be_built_and_building_changes_nothing_in_it(document):
    before = deepcopy(document)
    assert isinstance(build_bylaw(document), ByLaw)
    assert document == before


def test_the_bylaw_of_the_example_has_no_mistake():
    text = Path(__file__).parents[2].joinpath("examples", "chamuang", "bylaw.toml").read_text(encoding="utf-8")
    assert [benefit.key for benefit in build_bylaw(tomllib.loads(text)).versions[0].benefits] == [
        "birth",
        "hospital",
        "scholarship",
        "elderly",
        "death",
    ]


# --- one mistake, one finding, with its place --------------------------------------------------------------

V = "version[1]"
HOSPITAL, BIRTH, DEATH = f"{V}.benefit.hospital", f"{V}.benefit.birth", f"{V}.benefit.death"

MISSING = [
    "format",
    "fund",
    "name",
    "name.th",
    "name.en",
    f"{V}.id",
    f"{V}.adopted",
    f"{V}.effective",
    f"{V}.source",
    f"{V}.tenure_from",
    f"{V}.note.en",
    f"{V}.dues",
    f"{V}.dues.convention",
    f"{V}.dues.rate",
    f"{V}.dues.rounding.to",
    f"{V}.dues.rounding.direction",
    f"{V}.dues.rounding.source",
    f"{V}.standing.arrears_at_most_months",
    f"{V}.benefit",
    f"{BIRTH}.label",
    f"{BIRTH}.label.th",
    f"{BIRTH}.category",
    f"{BIRTH}.amount",
    f"{BIRTH}.amount.form",
    f"{BIRTH}.amount.pays",
    f"{HOSPITAL}.amount.form",
    f"{HOSPITAL}.amount.unit",
    f"{HOSPITAL}.limits[1].per",
    f"{DEATH}.amount.form",
    f"{DEATH}.amount.by",
    f"{DEATH}.amount.steps[2].from",
    f"{DEATH}.amount.steps[1].pay",
]


@pytest.mark.parametrize("path", MISSING)
def test_a_missing_key_is_told_once_with_its_place(path):
    assert told(changed(path, ABSENT)) == [("bylaw.missing_key", path)]
    assert mistakes(changed(path, ABSENT))[0].params["key"] == path.rpartition(".")[2]


WRONG = [
    ("format", 1, "text"),
    ("fund", "", "text"),
    ("name", "ชื่อ", "table"),
    ("name.th", 5, "text"),
    ("version", {"id": "1"}, "list of tables"),
    ("version", ["2566"], "list of tables"),
    (f"{V}.adopted", "2023-09-01", "day"),
    (f"{V}.adopted", datetime(2023, 9, 1, 12), "day"),  # as TOML reads a local moment
    (f"{V}.year_start", "02-29", "day of the year"),
    (f"{V}.year_start", 10, "day of the year"),
    (f"{V}.assumed", "adopted", "list of text"),
    (f"{V}.assumed", [1], "list of text"),
    (f"{V}.dues.rate", "one baht", "baht above zero"),
    (f"{V}.dues.rate", "0", "baht above zero"),
    (f"{V}.dues.rate", 0, "baht above zero"),
    (f"{V}.dues.rate", "-1.00", "baht above zero"),
    (f"{V}.dues.entry_fee", "-1.00", "baht"),
    (f"{V}.dues.entry_fee", True, "baht"),
    (f"{V}.dues.rounding.to", "0.00", "baht above zero"),
    (f"{V}.standing.arrears_at_most_months", -1, "whole number"),
    (f"{V}.standing.arrears_at_most_months", "3", "whole number"),
    (f"{V}.standing.arrears_at_most_months", True, "whole number"),
    (f"{V}.benefit", [], "table"),
    (BIRTH, "1000", "table"),
    (f"{BIRTH}.amount", "1000", "table"),
    (f"{BIRTH}.amount.pays", "1,00", "baht"),
    (f"{BIRTH}.amount.pays", -1, "baht"),
    (f"{BIRTH}.amount.pays", date(2023, 1, 1), "baht"),
    (f"{HOSPITAL}.wait", "half a year", "duration"),
    (f"{HOSPITAL}.wait", 180, "duration"),
    (f"{HOSPITAL}.wait", "1000 years", "duration"),
    (f"{HOSPITAL}.age.from", "15", "duration"),
    (f"{HOSPITAL}.when.grade.at_least", 3.5, "number as text"),
    (f"{HOSPITAL}.when.grade.at_least", "3.5.0", "number as text"),
    (f"{HOSPITAL}.when.grade.at_least", "๓.๕", "number as text"),
    (f"{HOSPITAL}.when.grade.at_least", ".", "number as text"),
    (f"{HOSPITAL}.when.level.one_of", "ป.6", "list of text"),
    (f"{HOSPITAL}.limits", {"baht": "1"}, "list of tables"),
    (f"{HOSPITAL}.limits[2].units", "10", "whole number"),
    (f"{DEATH}.amount.steps", "3000", "list of tables"),
    (f"{DEATH}.amount.steps[2].from", "two years", "duration"),
]


@pytest.mark.parametrize(("path", "value", "wanted"), WRONG)
def test_a_value_of_the_wrong_kind_is_told_once_with_what_is_wanted(path, value, wanted):
    assert told(changed(path, value)) == [("bylaw.wrong_value", path)]
    params = mistakes(changed(path, value))[0].params
    assert (params["wanted"], params["value"]) == (wanted, str(value))


@pytest.mark.parametrize(
    ("path", "value", "meant"),
    [
        ("governs", "event day", "event date"),
        (f"{V}.tenure_from", "first payed", "first paid"),
        (f"{V}.dues.convention", "FLAT_31", "FLAT_30"),
        (f"{V}.dues.convention", 30, ""),
        (f"{V}.dues.first_month", "month of joinig", "month of joining"),
        (f"{V}.dues.rounding.direction", "upp", "up"),
        (f"{HOSPITAL}.amount.form", "per unitt", "per unit"),
        (f"{HOSPITAL}.amount.form", "as one likes", ""),
        (f"{HOSPITAL}.amount.unit", "nights", "night"),
        (f"{HOSPITAL}.limits[1].per", "evant", "event"),
        (f"{DEATH}.amount.form", "step", "steps"),
        (f"{DEATH}.amount.by", "members", "membership"),
    ],
)
def test_an_unknown_option_is_told_once_with_the_nearest(path, value, meant):
    assert told(changed(path, value)) == [("bylaw.not_an_option", path)]
    params = mistakes(changed(path, value))[0].params
    assert (params["value"], params["meant"]) == (str(value), meant)
    assert not meant or meant in params["options"]


@pytest.mark.parametrize(("key", "value"), [("groups", "GENARAL"), ("sex", "FEMALE"), ("relations", "NEPHEW")])
def test_an_unknown_code_in_a_list_is_told_with_the_known_ones(key, value):
    findings = mistakes(changed(f"{HOSPITAL}.{key}[1]", value))
    assert [(finding.code, finding.place.clause) for finding in findings] == [
        ("bylaw.not_an_option", f"{HOSPITAL}.{key}")
    ]
    assert findings[0].params["value"] == value
    assert value not in findings[0].params["options"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        (f"{HOSPITAL}.wiat", "wait"),
        (f"{HOSPITAL}.amount.payz", "pays"),
        (f"{HOSPITAL}.limits[1].par", "per"),
        (f"{V}.dues.ratee", "rate"),
        (f"{V}.tenure_form", "tenure_from"),
        (f"{DEATH}.amount.steps[1].form", "from"),
    ],
)
def test_a_misspelt_key_is_told_with_the_key_that_was_meant(path, meant):
    findings = mistakes(changed(path, "180 days"))
    assert [(finding.code, finding.place.clause) for finding in findings] == [("bylaw.misspelt_key", path)]
    assert findings[0].params["meant"] == meant


@pytest.mark.parametrize("path", ["xyz", f"{V}.xyz", f"{BIRTH}.xyz", f"{BIRTH}.limits[1].xyz"])
def test_a_key_like_no_other_is_not_ignored_either(path):
    assert told(changed(path, 1)) == [("bylaw.unknown_key", path)]


@pytest.mark.parametrize(
    "path",
    [
        f"{V}.dues.rate",
        f"{V}.dues.entry_fee",
        f"{V}.dues.rounding.to",
        f"{BIRTH}.amount.pays",
        f"{DEATH}.amount.steps[1].pay",
        f"{HOSPITAL}.limits[1].baht",
    ],
)
def test_money_is_never_a_float(path):
    findings = mistakes(changed(path, 200.5))
    assert [(finding.code, finding.place.clause) for finding in findings] == [("bylaw.float_money", path)]
    assert findings[0].params["value"] == "200.5"


@pytest.mark.parametrize(("value", "meant"), [(date(2566, 10, 1), "2023-10-01"), (date(2568, 2, 29), "")])
def test_a_buddhist_year_is_refused_with_the_day_that_was_meant(value, meant):
    findings = mistakes(changed(f"{V}.adopted", value))
    assert [(finding.code, finding.place.clause) for finding in findings] == [("bylaw.buddhist_year", f"{V}.adopted")]
    assert (findings[0].params["value"], findings[0].params["meant"]) == (value.isoformat(), meant)


OTHERS = [
    ("format", "communitywelfare.bylaw/9", ("bylaw.unknown_format", "format")),
    ("version", ABSENT, ("bylaw.no_version", "version")),
    ("version", [], ("bylaw.no_version", "version")),
    ("version[2].id", "2566", ("bylaw.versions_overlap", "version[2]")),
    ("version[2].effective", date(2023, 10, 1), ("bylaw.versions_overlap", "version[2]")),
    ("version[2].effective", date(2023, 9, 30), ("bylaw.versions_overlap", "version[2]")),
    (f"{V}.dues.rounding", ABSENT, ("dues.rounding_missing", f"{V}.dues.rounding")),
    (f"{V}.dues.rounding.to", "1000.00", None),
    (f"{HOSPITAL}.age", {}, ("bylaw.missing_key", f"{HOSPITAL}.age.from")),
    (f"{HOSPITAL}.limits[1]", {"per": "event"}, ("bylaw.limit_needs_one_measure", f"{HOSPITAL}.limits[1]")),
    (f"{HOSPITAL}.limits[1].times", 2, ("bylaw.limit_needs_one_measure", f"{HOSPITAL}.limits[1]")),
    (f"{DEATH}.amount.steps", [], ("bylaw.steps_empty", f"{DEATH}.amount.steps")),
    (f"{DEATH}.amount.steps", ABSENT, ("bylaw.steps_empty", f"{DEATH}.amount.steps")),
    (f"{DEATH}.amount.steps[2].from", "180 days", ("bylaw.steps_out_of_order", f"{DEATH}.amount.steps")),
    (f"{DEATH}.amount.steps[2].from", "180 days", ("bylaw.steps_out_of_order", f"{DEATH}.amount.steps")),
    (f"{DEATH}.amount.steps[2].from", "6 months", None),  # from any day, these are 181 days or more
    (f"{DEATH}.amount.steps[1].from", "24 months", ("bylaw.steps_out_of_order", f"{DEATH}.amount.steps")),
    (f"{DEATH}.amount.steps[1].from", "731 days", ("bylaw.steps_out_of_order", f"{DEATH}.amount.steps")),
    (f"{DEATH}.amount.steps[1].from", "729 days", None),
    (f"{DEATH}.amount.steps[2].from", "7 months", None),
]


@pytest.mark.parametrize(("path", "value", "finding"), OTHERS)
def test_what_cannot_be_a_bylaw_is_told_once_with_its_place(path, value, finding):
    document = changed(path, value)
    if finding is None:
        assert isinstance(build_bylaw(document), ByLaw)
    else:
        assert told(document) == [finding]


def test_what_stands_in_for_a_mistake_is_not_blamed():
    document = changed(f"{V}.dues.rate", "one baht", changed(f"{V}.dues.rounding.direction", ABSENT))
    assert sorted(told(document)) == [
        ("bylaw.missing_key", f"{V}.dues.rounding.direction"),
        ("bylaw.wrong_value", f"{V}.dues.rate"),
    ]


def test_a_twelfth_that_rounds_to_nothing_is_told():
    document = changed(f"{V}.dues.rounding", {"to": "1000.00", "direction": "down", "source": "ข้อ 9"})
    assert told(document) == [("dues.rate_not_positive", f"{V}.dues.rounding")]


SINGLE = [
    *[(path, ABSENT) for path in MISSING],
    *[(path, value) for path, value, _wanted in WRONG if path not in {"version", f"{V}.benefit"}],
]


def hide_each_other(one: str, other: str) -> bool:
    """Whether one place lies inside the other, or both in the amount of one clause, whose form gives it meaning."""
    inside = other.startswith((f"{one}.", f"{one}["))
    return inside or (".amount" in one and one.partition(".amount")[0] == other.partition(".amount")[0])


@given(st.lists(st.sampled_from(SINGLE), min_size=2, max_size=2, unique_by=lambda single: single[0]))
def test_two_mistakes_are_two_findings(pair):
    one, other = sorted(pair, key=lambda single: single[0])
    assume(not hide_each_other(one[0], other[0]))
    places = [place for _code, place in told(changed(*one, changed(*other)))]
    assert sorted(places) == [one[0], other[0]]


def test_all_mistakes_are_told_at_once_with_the_name_of_the_fund():
    document = changed(f"{BIRTH}.amount.pays", 1.5, changed(f"{DEATH}.category", ABSENT))
    with pytest.raises(ByLawError, match="the by-law of F00 has 2 mistakes"):
        build_bylaw(document)
    with pytest.raises(ByLawError, match="the by-law of this fund has"):
        build_bylaw({})


JUNK = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.dates()
    | st.just([])
    | st.just({})
)


def paths_of(value: object, path: str = "") -> list[str]:
    inner: list[str] = []
    if isinstance(value, dict):
        inner = [each for key in value for each in paths_of(value[key], f"{path}.{key}" if path else key)]
    elif isinstance(value, list):
        inner = [each for place, part in enumerate(value, 1) for each in paths_of(part, f"{path}[{place}]")]
    return [path, *inner] if path else inner


@given(st.data())
def test_whatever_stands_in_a_bylaw_it_is_built_or_told_and_never_breaks(data):
    document = DOCUMENT
    for _ in range(data.draw(st.integers(1, 4))):
        path = data.draw(st.sampled_from(paths_of(document)))
        document = changed(path, data.draw(JUNK | st.just(ABSENT)), document)
    findings = mistakes_or_none(document)
    assert all(finding.place.clause for finding in findings)


def mistakes_or_none(document: Mapping[str, object]) -> tuple[Finding, ...]:
    try:
        build_bylaw(document)
    except ByLawError as error:
        return error.findings
    return ()
