"""Weaknesses of a by-law: each planted fault is found, with its clause, and a clean by-law is let alone."""

from copy import deepcopy
from datetime import date

import pytest

from communitywelfare.errors import Severity
from communitywelfare.io.bylaw_toml import lint_bylaw
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.rules import build_bylaw
from communitywelfare.rules.lint import lint
from communitywelfare.wording import LANGUAGES, words

WORDS = {"th": "ก", "en": "a"}
STEPS = [{"from": "1 year", "pay": 1000}, {"from": "3 years", "pay": 2000}, {"from": "5 years", "pay": 4000}]
CLEAN = {
    "format": "communitywelfare.bylaw/1",
    "fund": "F",
    "name": WORDS,
    "version": [
        {
            "id": "1",
            "adopted": date(2020, 1, 1),
            "effective": date(2020, 2, 1),
            "source": "made up for this test",
            "tenure_from": "applied",
            "dues": {"convention": "FLAT_30", "rate": "1.00"},
            "standing": {"arrears_at_most_months": 3},
            "benefit": {
                "birth": {
                    "label": WORDS,
                    "category": "01",
                    "amount": {"form": "flat", "pays": 500},
                    "wait": "180 days",
                },
                "hospital": {
                    "label": WORDS,
                    "category": "02",
                    "amount": {"form": "per unit", "pays": 100, "unit": "night"},
                    "limits": [{"baht": 300, "per": "event"}, {"baht": 900, "per": "calendar year"}],
                },
                "death": {
                    "label": WORDS,
                    "category": "04",
                    "amount": {"form": "steps", "by": "membership", "steps": STEPS},
                    "wait": "180 days",
                    "age": {"from": "1 year", "below": "90 years"},
                },
            },
        }
    ],
}


def planted(change):
    """The clean by-law with one fault in it."""
    document = deepcopy(CLEAN)
    change(document["version"][0])
    return lint(build_bylaw(document))


def amended(change):
    """The clean by-law with a second version that differs in one thing."""
    document = deepcopy(CLEAN)
    second = deepcopy(document["version"][0]) | {"id": "2", "adopted": date(2023, 1, 1), "effective": date(2023, 2, 1)}
    change(second["benefit"])
    document["version"].append(second)
    return lint(build_bylaw(document))


def set_limits(name, *limits):
    return lambda version: version["benefit"][name].update(limits=list(limits))


def set_key(name, key, value):
    return lambda version: version["benefit"][name].update({key: value})


def set_step(number, key, value):
    def change(version):
        version["benefit"]["death"]["amount"]["steps"][number][key] = value

    return change


FAULTS = [
    ("effective_before_adopted", "version[1].effective", lambda version: version.update(adopted=date(2021, 1, 1))),
    ("no_benefit", "version[1]", lambda version: version.update(benefit={})),
    ("assumed", "version[1].assumed", lambda version: version.update(assumed=["adopted"])),
    ("assumed", "version[1].benefit.birth.assumed", set_key("birth", "assumed", ["wait"])),
    ("unknown_category", "version[1].benefit.birth.category", set_key("birth", "category", "17")),
    ("always_true", "version[1].benefit.birth.wait", set_key("birth", "wait", "0 days")),
    ("never_true", "version[1].benefit.death.age", set_key("death", "age", {"from": "60 years", "below": "60 years"})),
    ("never_true", "version[1].benefit.birth", set_key("birth", "groups", [])),
    ("limit_below_one", "version[1].benefit.hospital.limits[1]", set_limits("hospital", {"baht": 99, "per": "event"})),
    (
        "limit_below_one",
        "version[1].benefit.hospital.limits[1]",
        set_limits("hospital", {"times": 0, "per": "lifetime"}),
    ),
    (
        "limit_twice",
        "version[1].benefit.hospital.limits",
        set_limits("hospital", {"units": 3, "per": "event"}, {"units": 4, "per": "event"}),
    ),
    (
        "limit_never_reached",
        "version[1].benefit.hospital.limits",
        set_limits("hospital", {"baht": 900, "per": "event"}, {"baht": 300, "per": "fiscal year"}),
    ),
    ("benefit_falls", "version[1].benefit.death.amount.steps[3]", set_step(2, "pay", 1500)),
    ("cliff", "version[1].benefit.death.amount.steps[3]", set_step(2, "pay", 6000)),
    ("wait_hides_step", "version[1].benefit.death.amount.steps[1]", set_key("death", "wait", "2 years")),
]


def test_a_clean_bylaw_is_let_alone():
    assert lint(build_bylaw(CLEAN)) == ()


@pytest.mark.parametrize(("code", "clause", "change"), FAULTS, ids=[f"{code}-{clause}" for code, clause, _ in FAULTS])
def test_a_planted_fault_is_found_at_its_clause_and_nothing_else(code, clause, change):
    found = planted(change)

    assert [(finding.code, finding.place.clause) for finding in found] == [(f"lint.{code}", clause)]
    assert all("–" not in words(finding, language) for finding in found for language in LANGUAGES)


def test_a_step_that_the_waiting_period_covers_is_an_error():
    found = planted(set_key("death", "wait", "3 years"))

    assert {finding.code for finding in found} == {"lint.step_unreachable", "lint.wait_hides_step"}
    assert any(finding.severity is Severity.ERROR for finding in found)


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("benefit_dropped", lambda benefits: benefits.pop("birth")),
        ("amount_cut", lambda benefits: benefits["birth"]["amount"].update(pays=400)),
        ("amount_cut", lambda benefits: benefits["hospital"]["amount"].update(pays=90)),
        ("amount_cut", lambda benefits: benefits["death"]["amount"].update(steps=STEPS[1:])),
    ],
)
def test_what_an_amendment_takes_away_is_told(code, change):
    assert [finding.code for finding in amended(change)] == [f"lint.{code}"]


def test_an_amendment_that_gives_more_is_let_alone():
    def more(benefits):
        benefits["birth"]["amount"]["pays"] = 600
        benefits["death"]["amount"]["steps"] = [{"from": "6 months", "pay": 500}, *STEPS]

    assert amended(more) == ()


def test_the_example_has_no_more_than_its_marked_assumptions():
    found = lint_bylaw(example_bylaw(), "bylaw.toml")

    assert {finding.code for finding in found} == {"lint.assumed"}
    text = example_bylaw().decode().splitlines()
    assert all(finding.place.row and "assumed" in text[finding.place.row - 1] for finding in found)


def test_a_bylaw_that_cannot_be_read_tells_its_mistakes():
    found = lint_bylaw(example_bylaw().replace(b"pays =", b"pay ="), "bylaw.toml")

    assert {"bylaw.misspelt_key", "bylaw.missing_key"} <= {finding.code for finding in found}
    assert all(finding.place.row for finding in found)
