"""A by-law in words says everything that decides."""

import re

import pytest

from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.wording import LANGUAGES, bylaw_lines, clause_lines

EVERYTHING = """
format = "communitywelfare.bylaw/1"
fund = "F"
name = { th = "ก", en = "A" }
[[version]]
id = "1"
adopted = 2020-01-01
effective = 2020-01-01
source = "made up for this test"
tenure_from = "applied"
dues = { convention = "ANNUAL_FLAT", rate = "365.00" }
[version.benefit.all]
label = { th = "ทุกอย่าง", en = "everything" }
category = "99"
amount = { form = "steps", by = "age", steps = [{ from = "60 years", pay = "77.00" }] }
wait = "6 months"
age = { from = "7 years", below = "99 years" }
groups = ["ELDERLY"]
sex = ["F"]
relations = ["CHILD"]
when.level = { one_of = ["ป.6"] }
when.grade = { at_least = "3.50" }
documents = ["สูติบัตร"]
claim_within = "120 days"
limits = [{ units = 12, per = "membership year" }, { times = 2, per = "lifetime" }]
[version.benefit.young]
label = { th = "เด็ก", en = "young" }
category = "99"
amount = { form = "per unit", pays = "11.00", unit = "child" }
age = { below = "15 years" }
"""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_of_a_clause_stands_in_its_words(language):
    everything, young = parse_bylaw(EVERYTHING.encode(), "x").versions[0].benefits
    said = "\n".join((*clause_lines(everything, language), *clause_lines(young, language)))

    for figure in ("77.00", "60", "6", "7", "99", "ป.6", "3.50", "สูติบัตร", "120", "12", "2", "11.00", "15"):
        assert re.search(rf"(?<![\d.]){re.escape(figure)}(?![\d])", said), figure
    assert "–" not in said
    assert "{" not in said


def test_codes_are_said_as_words():
    everything, _young = parse_bylaw(EVERYTHING.encode(), "x").versions[0].benefits
    thai, english = ("\n".join(clause_lines(everything, language)) for language in LANGUAGES)

    assert all(word in thai for word in ("ผู้สูงอายุ", "หญิง", "บุตร"))
    assert all(word in english for word in ("elderly", "female", "child"))
    assert not re.search(r"\b(ELDERLY|CHILD)\b", thai + english)


def test_what_joining_again_and_a_transfer_do_is_said_where_the_bylaw_says_it():
    plain = parse_bylaw(EVERYTHING.encode(), "x")
    more = 'on_rejoining = "adds up"\nrejoining_within = "1 year"\non_transfer = "continues"\ndues ='
    said = parse_bylaw(EVERYTHING.replace("dues =", more).encode(), "x")

    for language, (gap, transfer) in {"th": ("1 ปี", "รับโอนสมาชิกภาพ"), "en": ("1 year", "another fund")}.items():
        added = set(bylaw_lines(said, language)) - set(bylaw_lines(plain, language))
        assert len(added) == 3
        assert any(gap in line for line in added)
        assert any(transfer in line for line in added)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_whole_example_is_said(language):
    bylaw = parse_bylaw(example_bylaw(), "x")
    lines = "\n".join(bylaw_lines(bylaw, language))

    for benefit in bylaw.versions[0].benefits:
        assert benefit.label[language] in lines
        assert benefit.cite in lines
    assert bylaw.versions[0].source in lines
