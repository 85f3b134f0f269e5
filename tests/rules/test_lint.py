"""Weaknesses of a by-law: a clean one is let alone, and each planted fault is found at its place."""

from copy import deepcopy
from datetime import date

import pytest
from attrs import frozen
from hypothesis import given, settings

from communitywelfare.errors import Severity
from communitywelfare.io.bylaw_toml import lint_bylaw
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.members import Group
from communitywelfare.rules import build_bylaw
from communitywelfare.rules.lint import LINTS, lint
from communitywelfare.rules.registry import BUILT_IN_FORMS
from communitywelfare.strategies import clean_bylaws, faulty_bylaw_documents
from communitywelfare.strategies.faults import FAULTS
from communitywelfare.wording import LANGUAGES, words

WORDS = {"th": "ก", "en": "a"}
STEPS = [{"from": "1 year", "pay": 1000}, {"from": "3 years", "pay": 2000}, {"from": "5 years", "pay": 3500}]
CLEAN = {
    "format": "communitywelfare.bylaw/1",
    "fund": "F",
    "name": WORDS,
    "version": [
        {
            "id": "1",
            "adopted": date(2020, 1, 1),
            "effective": date(2020, 1, 1),
            "cite": "ระเบียบ",
            "source": "made up for this test",
            "tenure_from": "applied",
            "dues": {"convention": "FLAT_30", "rate": "1.00"},
            "standing": {"arrears_at_most_months": 3},
            "benefit": {
                "birth": {
                    "label": WORDS,
                    "category": "01",
                    "cite": "ข้อ 1",
                    "amount": {"form": "flat", "pays": 500},
                    "wait": "180 days",
                },
                "hospital": {
                    "label": WORDS,
                    "category": "02",
                    "cite": "ข้อ 2",
                    "amount": {"form": "per unit", "pays": 100, "unit": "night"},
                    "limits": [{"baht": 300, "per": "event"}, {"baht": 900, "per": "calendar year"}],
                },
                "death": {
                    "label": WORDS,
                    "category": "04",
                    "cite": "ข้อ 3",
                    "amount": {"form": "steps", "by": "membership", "steps": STEPS},
                    "wait": "1 year",
                    "age": {"from": "1 year", "below": "90 years"},
                },
            },
        }
    ],
}
# What a fault brings with it, where a by-law that has one has another too.
ALSO = {
    "lint.limit_without_itself": {"lint.group_one_sided"},
    "lint.no_benefit": set(),
    "lint.step_covered": {"lint.overlap_declared"},
    "lint.version_never_governs": {"lint.effective_before_adopted"},
}


def planted(name="birth", **parts):
    """The clean by-law with other parts in one clause."""
    document = deepcopy(CLEAN)
    document["version"][0]["benefit"][name].update(deepcopy(parts))
    return document


def clause(name="birth", **parts):
    """What is told of the clean by-law with other parts in one clause, as codes with places."""
    return told(planted(name, **parts))


def told(document):
    return [(found.code.removeprefix("lint."), found.place.clause) for found in lint(build_bylaw(document))]


def at(name, key=""):
    return f"version[1].benefit.{name}{key}"


def amended(change, **parts):
    """The clean by-law with a second version that differs in one thing."""
    document = deepcopy(CLEAN)
    second = deepcopy(document["version"][0]) | {"id": "2", "adopted": date(2023, 1, 1), "effective": date(2023, 1, 1)}
    change(second["benefit"])
    document["version"].append(second | parts)
    return document


# --- the catalogue ---


def test_a_clean_bylaw_is_let_alone():
    assert told(CLEAN) == []


@given(clean_bylaws())
def test_a_bylaw_built_to_be_clean_has_no_error_and_no_warning(bylaw):
    assert [finding for finding in lint(bylaw) if finding.severity is not Severity.INFO] == []


def test_for_every_lint_there_is_a_fault_to_plant():
    assert set(FAULTS) == set(LINTS)


@pytest.mark.parametrize("code", LINTS)
def test_a_planted_fault_is_found_with_its_code_and_place_in_any_clean_bylaw(code):
    @settings(max_examples=10)
    @given(faulty_bylaw_documents(code=code))
    def is_found(planted):
        _code, place, document = planted
        found = lint(build_bylaw(document))
        assert (code, place) in [(finding.code, finding.place.clause) for finding in found]
        assert all(finding.severity is LINTS[finding.code] for finding in found)
        said = [words(finding, language) for finding in found for language in LANGUAGES]
        assert not any(sign in each for each in said for sign in ("{", "namespace", "object at", "lint."))

    is_found()


@pytest.mark.parametrize("code", LINTS)
def test_a_planted_fault_brings_no_other_warning(code):
    document = deepcopy(CLEAN)
    FAULTS[code](document, "birth")
    found = lint(build_bylaw(document))

    weak = {finding.code for finding in found if finding.severity is not Severity.INFO}
    assert weak - {code} == ALSO.get(code, set())


@pytest.mark.parametrize("code", sorted(LINTS))
def test_every_lint_says_how_to_mend_it(code):
    document = deepcopy(CLEAN)
    FAULTS[code](document, "birth")
    found = next(finding for finding in lint(build_bylaw(document)) if finding.code == code)

    assert all(
        any(sign in words(found, language) for sign in ":;") or "ให้" in words(found, "th") for language in LANGUAGES
    )
    assert "–" not in words(found, "en")


# --- cases, family by family ---


def steps(*rows, **more):
    return {"form": "steps", "by": "membership", "steps": list(rows), **more}


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"wait": "0 days"}, [("always_true", ".wait")]),
        ({"when": "membership < 0 days"}, [("conditions_contradict", "")]),
        ({"groups": []}, [("never_true", ".groups")]),
        ({"groups": [group.value for group in Group]}, [("always_true", ".groups")]),
        ({"groups": ["ELDERLY", "DISABLED"]}, []),
        ({"documents": []}, [("always_true", ".documents")]),
        ({"no_claim": {"for": "0 years"}}, [("always_true", ".no_claim")]),
        ({"when": "age >= 60 years and age < 50 years"}, [("conditions_contradict", "")]),
        ({"when": "not (age < 60 years or age >= 50 years)"}, [("never_true", ".when")]),
        ({"when": "arrears <= 3 months"}, [("condition_implied", ".when")]),
        ({"when": "arrears <= 2 months"}, []),
        ({"when": "arrears > 3 months"}, [("conditions_contradict", "")]),
        ({"when": "arrears >= 0 months"}, [("always_true", ".when")]),
        ({"when": "years(membership) >= 1 and membership < 12 months"}, [("conditions_contradict", "")]),
        ({"when": "years(membership) == 0"}, []),
        ({"when": "years(membership) != 0"}, [("condition_implied", ".wait")]),
        ({"when": "months(membership) > 5"}, [("condition_implied", ".wait")]),
        ({"when": "months(membership) <= 5"}, []),
        ({"when": "days(membership) < 180"}, [("conditions_contradict", "")]),
        ({"when": "membership >= 181 days"}, [("condition_implied", ".wait")]),
        ({"when": "membership >= 6 months"}, [("condition_implied", ".wait")]),
        ({"when": "membership > 179 days"}, [("condition_implied", ".when")]),
        ({"when": "3 > 2"}, [("always_true", ".when")]),
        ({"when": "2 baht <= paid or 2 baht > paid"}, [("always_true", ".when")]),
        ({"when": "paid + 5 baht >= 5 baht"}, [("always_true", ".when")]),
        ({"when": "paid * 2 < 0 baht"}, [("never_true", ".when")]),
        ({"when": "min(paid, 10 baht) > 10 baht"}, [("never_true", ".when")]),
        ({"when": "max(paid, 10 baht) < 10 baht"}, [("never_true", ".when")]),
        ({"when": "paid - 10 baht < 0 baht"}, []),
        ({"when": "(paid - 10 baht) * 2 < 0 baht"}, []),
        ({"when": "max(paid - 10 baht, 5 baht) < 5 baht"}, [("never_true", ".when")]),
        ({"when": "max(10 baht, 5 baht) * 2 > 20 baht"}, [("never_true", ".when")]),
        ({"when": "years(membership, 6 months) < 0"}, [("never_true", ".when")]),
        ({"when": ["sex == 'F'", "sex in ('F', 'X')"]}, [("condition_implied", ".when")]),
        ({"when": ["sex == 'F'", "sex == 'M'"]}, [("conditions_contradict", "")]),
        ({"when": "group in ('ELDERLY') and group in ('DISABLED')"}, []),
        ({"when": "relation != 'SELF' or relation == 'SELF'"}, [("always_true", ".when")]),
        ({"when": "sex == 'F' and (paid < 0 baht or units > 3)"}, [("part_never_true", ".when")]),
        ({"standing": "any"}, []),
        ({"covers": "non-members", "standing": "any"}, [("record_of_non_members", ".covers")]),
        ({"covers": "everyone"}, []),
        ({"when": "membership >= 9000 days or membership < 1200 months"}, [("always_true", ".when")]),
        ({"when": "membership >= 9999 days or membership < 120 months"}, []),
        ({"claim_within": "1 day"}, []),
        ({"committee": "decides"}, []),
        ({"amount": {"form": "discretion"}, "assumed": ["amount"]}, []),
        ({"amount": {"form": "discretion", "at_most": 900}, "assumed": ["amount.at_most"]}, []),
        (
            {"amount": {"form": "per unit", "unit": "day", "pays": {"form": "discretion"}}},
            [("discretion_unbounded", ".amount.pays")],
        ),
        ({"amount": {"form": "in kind"}}, [("pays_nothing", ".amount")]),
        ({"amount": {"form": "formula", "pays": "0 baht * units"}}, []),
        ({"amount": {"form": "formula", "pays": "2 baht - 3 baht"}}, [("pays_nothing", ".amount")]),
        ({"payees": {"shares": {"SPOUSE": "1/2", "CHILD": "1/2"}}}, []),
        ({"automatic": {"every": "year"}, "limits": [{"baht": 900, "per": "lifetime"}]}, []),
        ({"automatic": {"ages": ["60 years"]}}, []),
    ],
)
def test_a_clause_is_told_what_is_odd_in_it_and_nothing_else(parts, expected):
    found = [each for each in clause(**parts) if LINTS[f"lint.{each[0]}"] is not Severity.INFO]
    assert found == [(code, at("birth", key)) for code, key in expected]


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        ({"wait": "3 years"}, [("step_unreachable", ".amount.steps[1]")]),
        ({"wait": "2 years"}, [("wait_hides_step", ".amount.steps[1]")]),
        ({"wait": "180 days"}, [("nothing_after_wait", ".wait")]),
        ({"wait": "365 days"}, []),
        ({"age": {"from": "1 year", "below": "1 year"}}, [("never_true", ".age")]),
        ({"when": "membership < 5 years"}, [("step_unreachable", ".amount.steps[3]")]),
        ({"when": "membership <= 5 years"}, []),
        ({"when": "membership < 3 years or membership >= 4 years"}, []),
        (
            {"amount": steps({"from": "1 year", "to": "2 years", "pay": 900}, {"over": "2 years", "pay": 950})},
            [],
        ),
        (
            {"amount": steps({"from": "1 year", "below": "2 years", "pay": 900}, {"over": "2 years", "pay": 950})},
            [("gap", ".amount.steps[2]")],
        ),
        (
            {"amount": steps({"from": "1 year", "below": "59 months", "pay": 900}, {"from": "5 years", "pay": 950})},
            [("gap", ".amount.steps[2]")],
        ),
        (
            {
                "wait": "6 years",
                "amount": steps({"from": "1 year", "below": "2 years", "pay": 900}, {"from": "5 years", "pay": 950}),
            },
            [("step_unreachable", ".amount.steps[1]")],
        ),
        (
            {"amount": steps({"from": "0 days", "pay": 900}, {"from": "5 years", "pay": 950})},
            [],
        ),
        (
            {
                "wait": "31 days",
                "amount": steps(
                    {"from": "1 month", "pay": 100}, {"from": "45 days", "pay": 200}, {"from": "2 months", "pay": 400}
                ),
            },
            [("cliff", ".amount.steps[3]")],
        ),
        (
            {"amount": {"form": "by years", "rates": [{"from": "1 year", "pay": 100}, {"from": "2 years", "pay": 40}]}},
            [("benefit_falls", ".amount.rates[2]")],
        ),
        (
            {"amount": {"form": "base and steps", "base": 100, "adds": 500, "every": "2 years"}},
            [("cliff", ".amount")],
        ),
        (
            {
                "amount": {
                    "form": "table",
                    "rows": [
                        {"when": "membership >= 3 years", "pay": 500},
                        {"when": "membership > 11 months", "pay": 900},
                    ],
                }
            },
            [("benefit_falls", ".amount.rows[1]")],
        ),
        (
            {
                "amount": {
                    "form": "table",
                    "rows": [{"when": "not (membership < 3 years and membership < 5 years)", "pay": 500}],
                    "otherwise": 600,
                }
            },
            [("benefit_falls", ".amount.rows[1]")],
        ),
        (
            {
                "amount": {
                    "form": "table",
                    "rows": [
                        {"when": "membership < 2 years", "pay": 500},
                        {"when": "membership >= 2 years", "pay": 600},
                        {"when": "sex == 'F'", "pay": 700},
                        {"when": "age < 1 years and age > 2 years", "pay": 700},
                    ],
                }
            },
            [("row_unreachable", ".amount.rows[3]"), ("row_excluded", ".amount.rows[4]")],
        ),
        (
            {
                "amount": {
                    "form": "per unit",
                    "unit": "day",
                    "pays": steps({"from": "1 year", "pay": 100}, {"from": "2 years", "pay": 90}),
                }
            },
            [("benefit_falls", ".amount.pays.steps[2]")],
        ),
        (
            {
                "amount": {
                    "form": "share",
                    "of": steps({"from": "1 year", "pay": 100}, {"from": "2 years", "pay": 90}),
                    "share": "1/2",
                    "rounding": {"to": "1.00", "direction": "down", "source": "ข้อ 1"},
                }
            },
            [("benefit_falls", ".amount.of.steps[2]")],
        ),
        (
            {"amount": {"form": "formula", "pays": "100 baht * years(membership)"}},
            [],
        ),
        (
            {"amount": {"form": "formula", "pays": "900 baht - 100 baht * years(membership)"}},
            [("benefit_falls", ".amount")],
        ),
    ],
)
def test_rows_and_amounts_are_told_along_membership(parts, expected):
    found = [each for each in clause("death", **parts) if LINTS[f"lint.{each[0]}"] is not Severity.INFO]
    assert found == [(code, at("death", key)) for code, key in expected]


def test_rows_of_another_clause_are_told_where_they_stand():
    rounding = {"to": "1.00", "direction": "down", "source": "ข้อ 1"}
    document = deepcopy(CLEAN)
    benefits = document["version"][0]["benefit"]
    benefits["birth"]["amount"] = {"form": "share", "of": "death", "share": "1/2", "rounding": rounding}
    benefits["death"]["amount"]["steps"][0]["below"] = "2 years"
    gaps = [place for code, place in told(document) if code == "gap"]

    assert gaps == [at("death", ".amount.steps[2]")]


ONE_A_YEAR = {"times": 1, "per": "calendar year"}


@pytest.mark.parametrize(
    ("name", "limits", "expected"),
    [
        ("hospital", [{"baht": 99, "per": "event"}], [("limit_below_one", "[1]")]),
        ("hospital", [{"times": 0, "per": "lifetime"}], [("limit_below_one", "[1]")]),
        ("hospital", [{"units": 0, "per": "event"}], [("limit_below_one", "[1]")]),
        ("hospital", [{"units": 3, "per": "event"}, {"units": 4, "per": "event"}], [("limit_twice", "")]),
        (
            "hospital",
            [{"baht": 900, "per": "event"}, {"baht": 300, "per": "fiscal year"}],
            [("limit_never_reached", "[1]")],
        ),
        ("hospital", [{"baht": 500, "per": "event"}, {"baht": 300, "per": "fiscal year"}], []),
        (
            "hospital",
            [{"baht": 500, "per": "event"}, {"baht": 500, "per": "lifetime"}],
            [("limit_never_reached", "[1]")],
        ),
        (
            "hospital",
            [{"baht": 900, "per": "calendar year"}, {"baht": 900, "per": "lifetime"}],
            [("limit_never_reached", "[1]")],
        ),
        (
            "hospital",
            [{"baht": 500, "per": "event"}, {"baht": 400, "per": "2 years"}],
            [("limit_never_reached", "[1]")],
        ),
        ("hospital", [{"units": 3, "per": "event"}, {"baht": 300, "per": "event"}], [("limit_never_reached", "[2]")]),
        ("hospital", [{"units": 3, "per": "event"}, {"baht": 250, "per": "event"}], [("limit_never_reached", "[1]")]),
        ("hospital", [{"units": 3, "per": "event"}, {"times": 2, "per": "event"}], [("limit_idle", "[2]")]),
        ("hospital", [{"units": 3, "per": "calendar year"}, {"times": 2, "per": "calendar year"}], []),
        ("birth", [{"units": 3, "per": "event"}], [("limit_idle", "[1]")]),
        ("birth", [{"baht": 499, "per": "event"}], [("limit_below_one", "[1]")]),
        ("birth", [ONE_A_YEAR, {"baht": 900, "per": "calendar year"}], []),
        ("birth", [{"baht": 900, "per": "event", "household": True}], []),
        ("birth", [ONE_A_YEAR, {"times": 2, "per": "membership year"}], [("limits_cross", "")]),
        ("birth", [{"times": 1, "per": "1 year"}, {"times": 2, "per": "2 years"}], [("limits_cross", "")]),
        ("birth", [ONE_A_YEAR, {"times": 3, "per": "lifetime"}], []),
        ("death", [{"baht": 2000, "per": "event"}], [("limit_below_largest", "[1]")]),
        ("death", [{"baht": 3500, "per": "event"}], [("limit_idle", "[1]")]),
        ("death", [{"baht": 3500, "per": "lifetime"}], []),
        (
            "birth",
            [
                {"times": 1, "per": "lifetime", "together_with": ["birth", "death"]},
                {"times": 2, "per": "lifetime", "together_with": ["birth", "hospital"]},
            ],
            [("limits_cross", ""), ("group_one_sided", "[1]"), ("group_one_sided", "[2]")],
        ),
    ],
)
def test_limits_are_told_beside_the_amount_and_beside_each_other(name, limits, expected):
    assert clause(name, limits=limits) == [(code, at(name, f".limits{number}")) for code, number in expected]


def test_limits_of_a_calendar_year_that_is_the_fiscal_year_are_one_limit_said_twice():
    document = deepcopy(CLEAN)
    document["version"][0]["year_start"] = "01-01"
    document["version"][0]["benefit"]["birth"]["limits"] = [ONE_A_YEAR, {"times": 1, "per": "fiscal year"}]

    assert told(document) == [("limit_twice", at("birth", ".limits"))]


def test_a_limit_said_once_for_a_group_is_let_alone():
    document = deepcopy(CLEAN)
    shared = {"baht": 5000, "per": "lifetime", "together_with": ["birth", "death"]}
    document["version"][0]["limits"] = [shared]

    assert told(document) == []


def test_a_clause_that_deducts_earlier_payments_may_promise_more_than_its_limit():
    parts = {"deducts": ["birth"], "limits": [{"baht": 2000, "per": "lifetime"}]}
    assert clause("death", **parts) == []


def test_clauses_that_deduct_in_a_ring_of_three_are_told_and_a_chain_is_not():
    document = deepcopy(CLEAN)
    benefits = document["version"][0]["benefit"]
    benefits["birth"]["deducts"], benefits["hospital"]["deducts"] = ["hospital", "death"], ["death"]
    assert told(document) == []

    benefits["death"]["deducts"] = ["birth"]
    rings = [place for code, place in told(document) if code == "deducts_cycle"]
    assert rings == [at(name, ".deducts") for name in benefits]


@pytest.mark.parametrize(
    ("standing", "expected"),
    [
        ({"suspended_from_months": 0}, [("never_true", ".standing")]),
        ({"suspended_from_months": 3, "ended_from_months": 3}, []),
        ({"suspended_from_months": 3, "ended_from_months": 9, "reinstated_after": "30 days"}, []),
    ],
)
def test_a_ladder_of_arrears_is_told_once_for_the_version(standing, expected):
    document = deepcopy(CLEAN)
    document["version"][0]["standing"] = standing

    assert told(document) == [(code, f"version[1]{key}") for code, key in expected]


def test_a_ceiling_makes_a_pension_bounded():
    ceiling = {"name": WORDS, "accounts": ["5100"], "at_most": "20%", "of": ["4100"]}
    document = deepcopy(CLEAN)
    document["version"][0]["benefit"]["birth"]["automatic"] = {"every": "year"}
    assert told(document) == [("pension_open_ended", at("birth", ".automatic"))]

    document["version"][0]["ceilings"] = [ceiling]
    assert told(document) == []


@pytest.mark.parametrize(
    ("of", "share", "is_idle"),
    [
        ({"form": "flat", "pays": 900}, "1/2", True),
        ({"form": "flat", "pays": 901}, "1/2", False),
        ("contributions", "1/2", False),
        ({"form": "discretion", "at_most": 900}, "1/2", False),
        ({"form": "steps", "by": "age", "steps": STEPS}, "1/2", False),
    ],
)
def test_a_rounding_that_never_matters_is_a_note(of, share, is_idle):
    rounding = {"to": "1.00", "direction": "down", "source": "ข้อ 1"}
    found = clause(amount={"form": "share", "of": of, "share": share, "rounding": rounding})

    assert (("rounding_idle", at("birth", ".amount.rounding")) in found) == is_idle


STATED = {"bill": {"kind": "baht"}, "hours": {"kind": "whole"}}


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("bill > paid and bill <= paid", [("conditions_contradict", "")]),
        ("hours > 3 and hours < 4", [("conditions_contradict", "")]),
        ("bill > 3 baht and bill < 4 baht", []),
    ],
)
def test_what_a_claim_states_is_a_number_like_any_other(when, expected):
    document = deepcopy(CLEAN)
    del document["version"][0]["standing"]
    document["version"][0]["attributes"] = {name: STATED[name] for name in STATED if name in when}
    document["version"][0]["benefit"]["birth"]["when"] = when

    assert told(document) == [(code, at("birth", key)) for code, key in expected]


def test_a_share_in_a_formula_is_at_least_nothing():
    rounding = {"to": "1.00", "direction": "down", "source": "ข้อ 1"}
    amount = {"form": "formula", "pays": "min(share(paid, 1, 2), 900 baht)", "rounding": rounding}
    assert clause(amount=amount, limits=[{"baht": 800, "per": "event"}]) == [
        ("limit_below_largest", at("birth", ".limits[1]"))
    ]


def test_of_earlier_rows_only_those_that_take_the_case_are_named():
    rows = [{"when": when, "pay": 100} for when in ("sex == 'F'", "units > 3", "sex != 'F'", "units > 5")]
    found = lint(build_bylaw(planted(amount={"form": "table", "rows": rows})))

    assert [(finding.code, finding.params["earlier"]) for finding in found] == [("lint.row_unreachable", (2,))]


def test_shares_by_relation_are_looked_at_one_by_one():
    rounding = {"to": "1.00", "direction": "down", "source": "ข้อ 1"}
    amount = {"form": "share", "of": "contributions", "shares": {"SPOUSE": "3/2", "CHILD": "0/1"}, "rounding": rounding}
    assert clause(amount=amount) == [("share_over_whole", at("birth", ".amount"))]

    nothing = amount | {"shares": {"CHILD": "0/1"}}
    assert ("pays_nothing", at("birth", ".amount")) in clause(amount=nothing)


@frozen
class Elsewhere:
    """A form of amount of another package."""

    form = "elsewhere"

    @classmethod
    def read(cls, keys):
        return cls()

    def entitlement(self, facts, place):
        raise AssertionError("lint works out no amount that it does not know")


def test_a_form_of_another_package_is_let_alone_with_the_attributes_that_it_may_look_at():
    document = deepcopy(CLEAN)
    document["version"][0]["attributes"] = {"hours": {"kind": "whole"}}
    birth = document["version"][0]["benefit"]["birth"]
    birth |= {"amount": {"form": "elsewhere"}, "covers": "non-members", "standing": "any", "documents": ["ใบรับรอง"]}
    del birth["wait"]

    assert lint(build_bylaw(document, forms={**BUILT_IN_FORMS, "elsewhere": Elsewhere})) == ()


# --- amendments ---


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda benefits: benefits.pop("birth"), ("benefit_dropped", "version[2]")),
        (lambda benefits: benefits["birth"]["amount"].update(pays=400), ("amount_cut", ".birth.amount")),
        (lambda benefits: benefits["hospital"]["amount"].update(pays=90), ("amount_cut", ".hospital.amount")),
        (lambda benefits: benefits["death"]["amount"].update(steps=STEPS[1:]), ("step_cut", ".death.amount")),
        (
            lambda benefits: benefits["death"].update(amount={"form": "flat", "pays": 1500}),
            ("step_cut", ".death.amount"),
        ),
        (
            lambda benefits: benefits["death"].update(amount={"form": "discretion", "at_most": 900}),
            ("amount_cut", ".death.amount"),
        ),
        (lambda benefits: benefits["birth"].update(wait="1 year"), ("wait_lengthened", ".birth.wait")),
        (lambda benefits: benefits["hospital"].update(wait="1 year"), ("wait_lengthened", ".hospital.wait")),
        (lambda benefits: benefits["hospital"]["limits"][1].update(baht=800), ("limit_lowered", ".hospital.limits[2]")),
    ],
)
def test_what_an_amendment_takes_away_is_told_unless_it_is_kept_or_joining_governs(change, expected):
    code, place = expected
    document = amended(change)
    place = place if place.startswith("version") else f"version[2].benefit{place}"
    assert (code, place) in told(document)

    names = list(CLEAN["version"][0]["benefit"])
    keeps = [{"of": "1", "benefits": names, "joined_before": date(2023, 1, 1)}]
    assert (code, place) not in told(amended(change, keeps=keeps))
    assert (code, place) not in told(document | {"governs": "joining date"})


@pytest.mark.parametrize(
    "change",
    [
        lambda benefits: benefits["birth"]["amount"].update(pays=600),
        lambda benefits: benefits["death"]["amount"].update(steps=[{"from": "1 year", "pay": 1200}, *STEPS[1:]]),
        lambda benefits: benefits["birth"].pop("wait"),
        lambda benefits: benefits["hospital"].pop("limits"),
        lambda benefits: benefits["birth"].update(amount={"form": "formula", "pays": "500 baht + paid"}),
    ],
)
def test_an_amendment_that_gives_more_is_let_alone(change):
    assert told(amended(change)) == []


# --- files ---


def as_toml(value):
    """A plain value as it stands in a file, on one line."""
    match value:
        case dict():
            return "{ " + ", ".join(f"{key} = {as_toml(each)}" for key, each in value.items()) + " }"
        case list():
            return "[" + ", ".join(map(as_toml, value)) + "]"
        case str():
            return f'"{value}"'
        case _:
            return str(value)


def file_of(document):
    """A by-law as a file: a table for each version and for each clause, and one key to a line."""
    lines = [f"{key} = {as_toml(value)}" for key, value in document.items() if key != "version"]
    for version in document["version"]:
        lines += ["[[version]]", *(f"{key} = {as_toml(value)}" for key, value in version.items() if key != "benefit")]
        for name, parts in version["benefit"].items():
            lines += [f"[version.benefit.{name}]", *(f"{key} = {as_toml(value)}" for key, value in parts.items())]
        if not version["benefit"]:
            lines.append("benefit = {}")
    return "\n".join(lines)


@pytest.mark.parametrize("code", LINTS)
def test_in_a_file_each_weakness_is_told_on_the_line_where_it_stands(code):
    document = deepcopy(CLEAN)
    place = FAULTS[code](document, "birth")
    text = file_of(document)
    found = next(each for each in lint_bylaw(text.encode(), "it.toml") if each.code == code)
    line = text.splitlines()[found.place.row - 1]
    keys = [part.partition("[")[0] for part in place.split(".")]

    assert found.place.clause == place
    assert line.partition(" = ")[0].strip("[]").rpartition(".")[2] in keys
    assert keys[-1] in line


def test_the_example_has_notes_only_and_its_assumptions_are_marked():
    found = lint_bylaw(example_bylaw(), "bylaw.toml")
    text = example_bylaw().decode().splitlines()

    assert {finding.severity for finding in found} == {Severity.INFO}
    assumed = [finding for finding in found if finding.code == "lint.assumed"]
    assert assumed
    assert all("assumed" in text[finding.place.row - 1] for finding in assumed)


def test_findings_stand_in_the_order_of_the_file_each_on_its_line():
    contents = example_bylaw().replace(b'pay = "10000.00"', b'pay = "1000.00"')
    found = lint_bylaw(contents, "bylaw.toml")
    rows = [finding.place.row for finding in found]
    falls = next(finding for finding in found if finding.code == "lint.benefit_falls")

    assert rows == sorted(rows)
    assert 'pay = "1000.00"' in contents.decode().splitlines()[falls.place.row - 1]


def test_a_bylaw_that_cannot_be_read_tells_its_mistakes():
    found = lint_bylaw(example_bylaw().replace(b"pays =", b"pay ="), "bylaw.toml")

    assert {"bylaw.misspelt_key", "bylaw.missing_key"} <= {finding.code for finding in found}
    assert all(finding.place.row for finding in found)


def test_rows_that_overlap_and_say_not_which_governs_cannot_be_read():
    rows = b'{ from = "180 days", to = "3 years", pay = "3000.00" }'
    found = lint_bylaw(example_bylaw().replace(b'{ from = "180 days", pay = "3000.00" }', rows), "bylaw.toml")

    assert [finding.code for finding in found] == ["bylaw.steps_overlap"]
