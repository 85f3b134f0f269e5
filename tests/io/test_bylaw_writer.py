"""By-laws written down again: what is written reads as an equal by-law."""

from fractions import Fraction
from pathlib import Path
from typing import ClassVar

import pytest
from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare import write_bylaw
from communitywelfare.calendar import Duration, Unit
from communitywelfare.errors import ByLawError
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.rules.amounts import Entitlement
from communitywelfare.rules.amounts.formula import Formula
from communitywelfare.rules.expressions import AllOf, AttributeOneOf, Lasting
from communitywelfare.rules.facts import Clock
from communitywelfare.strategies import bylaws
from communitywelfare.strategies.clauses import notations

ROOT = Path(__file__).parents[2]
NO_BYLAWS = {"pyproject.toml", "answers.toml"}
EXAMPLES = [path for path in sorted((ROOT / "examples").rglob("*.toml")) if path.name not in NO_BYLAWS]
HEAD = """
format = "communitywelfare.bylaw/1"
fund = "F1"
name = { th = "ก", en = "a" }
"""
VERSION = """
[[version]]
id = "1"
adopted = 2024-01-01
effective = 2024-01-01
source = "made up"
tenure_from = "applied"
dues = { convention = "FLAT_30", rate = "1.00" }
"""
CLAUSE = """
[version.benefit.birth]
label = { th = "ก", en = "a" }
category = "01"
"""


def read(text: str):
    return parse_bylaw(text.encode(), "x.toml")


def again(bylaw):
    return read(write_bylaw(bylaw))


def clause(keys: str, version: str = ""):
    return read(f"{HEAD}{VERSION}{version}{CLAUSE}{keys}")


@given(bylaws(max_versions=3))
def test_what_is_written_reads_as_an_equal_bylaw_with_the_same_fingerprints(bylaw):
    read_again = again(bylaw)
    assert read_again == bylaw
    assert [each.fingerprint for each in read_again.versions] == [each.fingerprint for each in bylaw.versions]


@given(bylaws(max_versions=2))
def test_a_bylaw_is_written_in_one_way_only(bylaw):
    assert write_bylaw(again(bylaw)) == write_bylaw(bylaw)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_every_published_bylaw_can_be_written_down_again(path):
    bylaw = parse_bylaw(path.read_bytes(), path.name)
    assert again(bylaw) == bylaw


EVERYTHING = """
[[version]]
id = "1"
adopted = 2024-01-01
effective = 2024-01-01
resolution = "มติที่ 1/2567"
cite = "ข้อ 1"
source = "made up"
tenure_from = "admitted"
on_rejoining = "adds up"
rejoining_within = "1 year"
on_transfer = "continues"
year_start = "01-01"
assumed = ["dues"]
note = { th = "\\"ก\\"\\t\\\\", en = "line\\nbreak \\u007f" }
standing = { suspended_from_months = 0, ended_from_months = 0, reinstated_after = "90 days" }
ceilings = [{ name = { th = "ก", en = "a" }, accounts = ["5101"], at_most = "10%", of = ["4101"], cite = "ข้อ 9" }]
define = { nobody = "uses this", at = "@not a name", rate = "1,500.00" }

[version.dues]
convention = "ANNUAL_DIV_12"
rate = "365.00"
first_month = "month after joining"
entry_fee = 20
rounding = { to = "1.00", direction = "up", source = "ข้อ 9" }

[version.attributes]
bill = { kind = "baht", label = { th = "บิล", en = "bill" } }

[version.benefit."คลอด"]
label = { th = "ก", en = "a" }
category = "01"
cite = "@at"
event = "birth"
covers = "everyone"
wait = "180 days"
paid_for = "3 years"
age = { from = "15 years", below = "60 years" }
groups = ["GENERAL"]
sex = ["F"]
relations = ["SELF"]
no_claim = { for = "1 year" }
when = ["bill > 100 baht", "age > 20 years"]
documents = ["สูติบัตร"]
claim_within = "90 days"
amount = { form = "flat", pays = "@rate" }
limits = [{ baht = "1000.50", per = "2 years", together_with = ["คลอด", "death"], household = true }]
gives = [{ what = { th = "ก", en = "a" }, count = 2, worth = "99.00" }]
payees = { nominees = true, shares = { SPOUSE = "12.5%" }, order = ["MOTHER"] }
committee = "decides"
assumed = ["amount"]
note = { th = "ก", en = "a" }

[version.benefit.death]
label = { th = "ก", en = "a" }
category = "04"
standing = "any"
deducts = ["คลอด"]
automatic = { every = "year", on = "04-13" }
amount = { form = "share", of = "คลอด", share = "1/2", shares = { SPOUSE = "1/3" }, rounding = { to = 1, direction = "down", source = "ข้อ 2" }, at_least = 1, at_most = 900 }

[[version]]
id = "2"
adopted = 2025-01-01
effective = 2025-01-01
source = "made up"
tenure_from = "applied"
dues = { convention = "FLAT_30", rate = 1 }
benefit = {}
keeps = [{ of = "1", benefits = ["death"], joined_before = 2024-06-01 }]
"""  # noqa: E501  # inline tables of TOML stand in one line


def test_everything_that_a_version_and_a_clause_can_say_survives():
    bylaw = read(HEAD + EVERYTHING)
    assert again(bylaw) == bylaw
    assert again(bylaw).versions[0].benefits[0].cite == "@not a name"


def test_what_a_template_gave_is_written_out():
    based = '[[version]]\nid = "1"\nadopted = 2024-01-01\neffective = 2024-01-01\nbased_on = "common"\n'
    bylaw = read(HEAD + based)
    assert "based_on" not in write_bylaw(bylaw)
    assert again(bylaw) == bylaw


AMOUNTS = [
    '{ form = "steps", by = "age", steps = [{ over = "1 year", to = "3 years", pay = 1 }] }',
    '{ form = "steps", by = "age", overlap = "later row", steps = [{ from = "2 days", below = "3 years", pay = 2 }] }',
    '{ form = "by years", rates = [{ from = "1 year", pay = 1 }, { over = "2 years", pay = 2 }], part_over = "1 day" }',
    '{ form = "by years", by = "age", pays = 1500, at_most = 100000 }',
    '{ form = "base and steps", base = 1, adds = 2, every = "3 years", since = "0 months" }',
    '{ form = "per unit", unit = "child", pays = { form = "flat", pays = 3 } }',
    '{ form = "discretion", at_least = 5 }',
    '{ form = "in kind" }',
    '{ form = "share", of = "contributions", share = "37%", rounding = { to = 1, direction = "up", source = "x" } }',
    '{ form = "table", rows = [{ when = "age < 5 years or sex in (\'M\')", pay = 1 }], otherwise = 0 }',
    '{ form = "formula", pays = "min(2 * (3 * units) * paid, paid - (100.50 baht - 1 baht), 2 baht + paid * 2) * 1" }',
]


@pytest.mark.parametrize("amount", AMOUNTS)
def test_every_form_of_amount_survives(amount):
    bylaw = clause(f"amount = {amount}\n")
    assert again(bylaw) == bylaw


STATED = """
[version.attributes]
level = { kind = "text" }
hours = { kind = "whole" }
grade = { kind = "number" }
part_ = { kind = "yes or no" }
"""
TEXTS = [
    "age <= 5 years",
    "not age <= 5 years",
    "not part_",
    "not (part_ and age > 1 year)",
    "not not part_",
    "part_ and (age > 1 year or (sex == 'F' and level != 'a'))",
    "(part_ or age > 1 year) and (sex in ('F') or sex not in ('M', 'X'))",
    "level in ('say \"yes\"', 'no')",
    "level not in ('a')",
    'level in ("don\'t")',
    "grade >= 3.5",
    "grade > hours",
    "grade < 2",
    "grade + hours * 2 - (1 - hours) >= 0.0001",
    "hours * (hours * 2) == 2 * hours * hours",
    "3 months < arrears",
    "arrears + 2 years <= paid_months * 3",
    "arrears < 0 months",
    "paid_months >= 999 years + 0 * paid_months",
    "max(hours, 2, days(age)) > min(hours, years(membership, 6 months))",
    "200.25 baht < paid",
]


@pytest.mark.parametrize("text", TEXTS)
def test_every_text_of_the_notation_survives(text):
    bylaw = clause(
        f"amount = {{ form = \"flat\", pays = 1 }}\nwhen = ['''{text}''', 'part_ or sex == \"F\"']\n", STATED
    )
    assert again(bylaw) == bylaw


@given(st.lists(notations(), min_size=2, max_size=6), st.sampled_from(["and", "or"]))
def test_conditions_that_definitions_made_long_are_written_with_definitions(texts, sign):
    names = [f"d{number}" for number in range(len(texts))]
    define = "".join(f"d{number} = '''{text}'''\n" for number, text in enumerate(texts))
    attributes = "\n".join(
        ["[version.attributes]"]
        + [f'{name} = {{ kind = "{kind}" }}' for name, kind in (("level", "text"), ("grade", "number"))]
        + [f'{name} = {{ kind = "{kind}" }}' for name, kind in (("hours", "whole"), ("bill", "baht"))]
        + ['alcohol_free = { kind = "yes or no" }']
    )
    whole = f" {sign} ".join([*names, *reversed(names)])
    head = f"{attributes}\n[version.define]\n{define}"
    try:
        bylaw = clause(f"amount = {{ form = 'flat', pays = 1 }}\nwhen = \"({whole}) or age > 1 day\"\n", head)
    except ByLawError as error:  # together they have more words than a text may have
        assert {finding.code for finding in error.findings} <= {"bylaw.notation_too_long", "bylaw.notation_too_deep"}
        return
    assert again(bylaw) == bylaw


def test_a_long_sum_and_a_long_list_of_texts_are_written_with_definitions():
    long_names = ", ".join(f'\\"{"ก" * 20}{number}\\"' for number in range(15))
    sums = " + ".join(f"{number} baht" for number in range(40))
    define = f'[version.define]\nsums = "{sums}"\nlevels = "level in ({long_names})"\n'
    keys = """
amount = { form = "formula", pays = "max(sums + sums - sums * 3, sums * units, share(sums, 1, 3))", rounding = { to = 1, direction = "up", source = "x" } }
when = "not levels or levels and sex == 'F'"
"""  # noqa: E501  # inline tables of TOML stand in one line
    bylaw = clause(keys, f"{STATED}{define}")
    assert again(bylaw) == bylaw
    assert "[version.define]" in write_bylaw(bylaw)


# --- what no file can say ----------------------------------------------------------------------------------


@frozen
class Foreign:
    """A form of amount of somebody else's package."""

    form: ClassVar[str] = "foreign"

    def entitlement(self, facts, place) -> Entitlement:
        raise NotImplementedError


@frozen
class Asking:
    """A condition that somebody wrote in Python."""


def with_clause(**changes):
    bylaw = clause('amount = { form = "flat", pays = 1 }\n')
    version = bylaw.versions[0]
    benefit = evolve(version.benefits[0], **changes)
    return evolve(bylaw, versions=(evolve(version, benefits=(benefit,)),))


@pytest.mark.parametrize(
    "changes",
    [
        {"amount": Foreign()},
        {"conditions": (Asking(),)},
        {"conditions": (AllOf((Asking(), Asking())),)},
        {"conditions": (Lasting(Clock.AGE, None, None), Lasting(Clock.AGE, None, None))},
        {"conditions": (AllOf((AttributeOneOf("a", ("'\"",)), Lasting(Clock.AGE, Duration(1, Unit.DAY)))),)},
        {"label": {"th": "", "en": ""}},
    ],
    ids=["form", "condition", "part", "bare", "quotes", "empty"],
)
def test_what_no_file_can_say_is_refused_and_not_written_as_something_else(changes):
    with pytest.raises(ByLawError) as refused:
        write_bylaw(with_clause(**changes))
    assert [finding.code for finding in refused.value.findings] == ["bylaw.cannot_be_written"]


def test_a_number_that_the_notation_does_not_know_is_refused():
    bylaw = clause('amount = { form = "formula", pays = "1 baht" }\n')
    version = bylaw.versions[0]
    benefit = evolve(version.benefits[0], amount=Formula(Fraction(1)))
    with pytest.raises(ByLawError):
        write_bylaw(evolve(bylaw, versions=(evolve(version, benefits=(benefit,)),)))
