"""`assumptions show`: tables with where they come from, a fund's own file over them, and its own history."""

import pytest
from attrs import evolve

from communitywelfare.io.package import read_package, write_package
from communitywelfare.simulation import TABLES

OWN = """\
format = "communitywelfare.assumptions/1"
id = "our-fund"
name = { th = "กองทุนเรา", en = "our fund" }

[interest]
source = "bank book"
licence = "our own"
cite = "account of the fund, 2567"
year = 2024
confidence = "published"
reason = { th = "อัตราของธนาคารที่เราฝาก", en = "what our bank pays" }
rows = [["all", 0.0125]]
"""


@pytest.fixture
def own(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("th", ["ข้อสมมติ ไม่พบแหล่งที่มา", "CC BY 3.0 IGO", "อายุคาดเฉลี่ยแรกเกิด 2567: ชาย 72.", "2568-2577", "0.007732"]),
        ("en", ["assumed", "CC BY 3.0 IGO", "expectation of life at birth 2024: male 72.", "2025-2034", "0.006099"]),
    ],
)
def test_every_table_is_shown_with_its_source_in_both_languages(run, language, wanted):
    code, out, _err = run("assumptions", "show", "--lang", language)

    assert code == 0
    for text in [*wanted, *(f"({name}) · " for name in TABLES)]:
        assert text in out


def test_machines_get_the_same(ask):
    code, answer = ask("assumptions", "show")

    assert code == 0
    assert [table["table"] for table in answer["tables"]] == list(TABLES)
    assert "arrears" in answer["assumed"]
    assert answer["tables"][0]["rows"][0] == {"years": "all", "band": "0", "rates": ["0.007732", "0.006099"]}
    assert answer["life_expectancy"][0]["year"] == 2024


def test_a_funds_own_file_replaces_what_it_names_and_says_so(run, ask, own):
    _code, answer = ask("assumptions", "show", "--file", own)
    (interest,) = (table for table in answer["tables"] if table["table"] == "interest")

    assert (interest["given_by"], interest["instead_of"]) == ("our-fund", "thailand")
    assert interest["rows"] == [{"years": "all", "band": "all", "rates": ["0.0125"]}]
    assert "จากไฟล์: our-fund · แทน thailand" in run("assumptions", "show", "--file", own)[1]


def test_a_mistake_in_a_file_is_told_with_its_line(run, own):
    own.write_text(OWN.replace("0.0125", '"1.25%"'), encoding="utf-8")
    code, out, err = run("assumptions", "show", "--file", own)

    assert (code, out) == (2, "")
    assert "แถว 12" in err
    assert "1.25%" in err
    assert run("assumptions", "show", "--file", own.with_name("none.toml"))[0] == 2


def test_the_funds_own_history_is_weighed_in_and_shown(run, ask, package):
    code, answer = ask("assumptions", "show", "--fund", package)
    cells = answer["experience"]["tables"]["leaving"]

    assert code == 0
    assert set(answer["experience"]["tables"]) == {"mortality_level", "admissions", "births", "leaving"}
    assert all(float(cell["interval"][0]) < float(cell["level"]) < float(cell["interval"][1]) for cell in cells)
    assert {table["confidence"] for table in answer["tables"]} == {"published", "assumed", "experience"}

    code, out, err = run("assumptions", "show", "--fund", package, "--since", "1/10/2566", "--lang", "en")
    assert code == 0
    assert "the fund's own history" in out
    assert "1 October 2023 – " in out
    assert "experience.thin" in err


def test_what_cannot_be_counted_is_counted_apart(run, package, tmp_path):
    given = read_package(str(package)).package
    register = given.fund.register
    for each in register.memberships[:2]:
        register = register.replacing(evolve(each, person=evolve(each.person, sex="U")))
    write_package(str(tmp_path / "odd"), evolve(given, fund=evolve(given.fund, register=register)))

    assert (
        "members of unknown sex, not counted: 2"
        in run("assumptions", "show", "--fund", tmp_path / "odd", "--lang", "en")[1]
    )


def test_a_fund_that_cannot_be_read_or_has_no_history_is_refused(run, package, tmp_path):
    assert run("assumptions", "show", "--fund", tmp_path / "none")[0] in {1, 2}
    code, _out, err = run("assumptions", "show", "--fund", package, "--since", "2030-01-01")
    assert code == 2
    assert "[experience.no_history]" in err
