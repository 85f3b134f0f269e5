"""The rarer parts of a by-law in words: each says its figures, in both languages, and none is passed over."""

from typing import ClassVar

import pytest
from attrs import evolve, frozen

from communitywelfare.errors import Finding, InvalidValue, Severity
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.rules.amounts import Entitlement
from communitywelfare.rules.expressions import AttributeOneOf, Reckoned
from communitywelfare.rules.numbers import Kind
from communitywelfare.rules.sayings import sentence_of
from communitywelfare.wording import LANGUAGES, bylaw_lines, clause_lines, known_phrases, phrase, words

HEAD = """
format = "communitywelfare.bylaw/1"
fund = "F1"
name = { th = "กองทุน", en = "a fund" }
[[version]]
id = "1"
adopted = 2024-01-01
effective = 2024-01-01
source = "made up"
resolution = "มติที่ 4/2566"
tenure_from = "applied"
dues = { convention = "FLAT_30", rate = "1.00" }
ceilings = [{ name = { th = "ค่าบริหาร", en = "running costs" }, accounts = ["5201"], at_most = "10%", of = ["4101"] }]
[version.attributes]
grade = { kind = "number", label = { th = "เกรด", en = "grade" } }
bill = { kind = "baht" }
"""
CLAUSE = """
[version.benefit.b]
label = { th = "ก", en = "a" }
category = "99"
"""
NEXT = """
[[version]]
id = "2"
adopted = 2025-01-01
effective = 2025-01-01
source = "made up"
tenure_from = "applied"
dues = { convention = "FLAT_30", rate = "1.00" }
benefit = {}
keeps = [{ of = "1", benefits = ["b"], joined_before = 2024-06-01 }]
"""
ROUNDED = 'rounding = { to = 1, direction = "down", source = "x" }'
FLAT = 'amount = { form = "flat", pays = 1 }\n'


def bylaw_of(clause=FLAT, after=""):
    return parse_bylaw(f"{HEAD}{CLAUSE}{clause}{after}".encode(), "x")


def said(clause, language="en"):
    return "\n".join(clause_lines(bylaw_of(clause).versions[0].benefits[0], language))


@pytest.mark.parametrize(
    ("language", "phrases"),
    [
        ("en", ["มติที่ 4/2566", "running costs", "10%", "1 June 2024"]),
        ("th", ["มติที่ 4/2566", "ค่าบริหาร", "10%", "1 มิถุนายน 2567"]),
    ],
)
def test_the_resolution_the_ceilings_and_what_is_kept_are_read_out(language, phrases):
    text = "\n".join(bylaw_lines(bylaw_of(after=NEXT), language))
    assert [phrase for phrase in phrases if phrase not in text] == []


@pytest.mark.parametrize(
    ("clause", "phrases"),
    [
        (f"{FLAT}payees = {{ order = ['SPOUSE', 'CHILD'] }}", ["spouse", "child"]),
        (f"{FLAT}payees = {{ shares = {{ SPOUSE = '1/2' }} }}", ["50%"]),
        ('amount = { form = "table", rows = [{ when = "bill > 5 baht", pay = 7 }] }', ["7.00", "5.00", "bill"]),
        (
            f'amount = {{ form = "share", of = "bill", shares = {{ SPOUSE = "1/3" }}, {ROUNDED} }}',
            ["1/3", "spouse", "1.00"],
        ),
        (
            f'amount = {{ form = "share", of = {{ form = "flat", pays = 8 }}, share = "1/2", {ROUNDED} }}',
            ["50%", "8.00"],
        ),
        (f'amount = {{ form = "share", of = "bill", share = "1/3", {ROUNDED} }}', ["1/3", "bill"]),
        (f"{FLAT}when = 'membership > 7 years'", ["7 year"]),
        (f"{FLAT}when = 'grade > 2.5'", ["2.5", "grade"]),
        (f"{FLAT}when = 'grade + 1 > 2 * grade - 0.5'", ["0.5", "2"]),
        (f"{FLAT}when = 'units * 3 > 12 - units'", ["12", "3"]),
        (f"{FLAT}when = 'arrears + 2 months < paid_months'", ["2 month(s)"]),
        ('amount = { form = "formula", pays = "min(paid, bill) + max(1 baht, bill)" }', ["1.00", "bill"]),
    ],
)
def test_a_clause_is_read_out_with_its_figures(clause, phrases):
    text = said(clause)
    assert [phrase for phrase in phrases if phrase not in text] == []
    assert "{" not in text + said(clause, "th")


@frozen
class Foreign:
    """A form of amount of another package."""

    form: ClassVar[str] = "by the moon"

    def entitlement(self, facts, place) -> Entitlement:
        raise NotImplementedError


@frozen
class Asking:
    """A condition of another package."""


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_another_package_added_is_named_and_not_left_out(language):
    benefit = evolve(bylaw_of().versions[0].benefits[0], amount=Foreign(), conditions=(Asking(),))
    text = "\n".join(clause_lines(benefit, language))
    assert "by the moon" in text
    assert "Asking" in text


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.BAHT, 123_450, "1,234.50"),
        (Kind.MONTHS, 7, "7 month(s)"),
        (Kind.NUMBER, 35_000, "3.5"),
        (Kind.COUNT, 1_200, "1,200"),
    ],
)
def test_a_number_that_was_reckoned_is_said_as_what_it_is(kind, value, text):
    params = {
        "left": Reckoned(value, kind),
        "sign": "",
        "right": "",
        "found": Reckoned(value, kind),
        "wanted_value": "",
    }
    finding = Finding("condition.fails", Severity.BLOCK, params=params)
    assert text in words(finding, "en")


def test_a_heading_that_no_catalogue_has_is_refused_with_those_written_nearly_so():
    with pytest.raises(InvalidValue) as caught:
        phrase("evnt_day")
    [finding] = caught.value.findings
    assert finding.code == "phrase.unknown"
    assert "event_day" in words(finding, "en")
    with pytest.raises(InvalidValue):
        phrase(None)
    assert all(phrase(key, language).strip() for key in known_phrases() for language in LANGUAGES)


@pytest.mark.parametrize(
    ("key", "thai", "english"),
    [
        ("wait", "ระยะรอสิทธิ", "the waiting period"),
        ("amount", "จำนวนเงิน", "the amount"),
        ("limits[2].per", "เพดานที่ 2 (limits[2].per)", "limit 2 (limits[2].per)"),
        ("limits[12]", "เพดานที่ 12 (limits[12])", "limit 12 (limits[12])"),
        (
            "amount.steps[5].from",
            "จำนวนเงิน ขั้นที่ 5 (amount.steps[5].from)",
            "step 5 of the amount (amount.steps[5].from)",
        ),
        ("amount.overlap", "จำนวนเงิน (amount.overlap)", "the amount (amount.overlap)"),
        ("when.grade", "เงื่อนไข (when.grade)", "the conditions (when.grade)"),
        ("note", "note", "note"),
        ("[1]", "[1]", "[1]"),
    ],
)
def test_what_is_only_assumed_is_called_by_name_and_found_by_its_key(key, thai, english):
    clause = f'{FLAT}assumed = ["{key}"]'
    assert said(clause, "th").splitlines()[-1] == f"ข้อสมมติ (ไม่มีที่มาเผยแพร่): {thai}"
    assert said(clause, "en").splitlines()[-1] == f"assumed, for no source publishes it: {english}"


@pytest.mark.parametrize(("answer", "thai", "english"), [("yes", "ใช่", "yes"), ("no", "ไม่ใช่", "no")])
def test_a_condition_that_is_stated_as_yes_or_no_is_read_out_as_its_answer(answer, thai, english):
    label = {"th": "มารดาเป็นสมาชิก", "en": "the mother is a member"}
    told = sentence_of(AttributeOneOf("mother", (answer,), label))
    assert words(told, "th") == f"มารดาเป็นสมาชิก: {thai}"
    assert words(told, "en") == f"the mother is a member: {english}"
