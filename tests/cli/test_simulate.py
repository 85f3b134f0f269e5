"""`simulate`: the folder it writes, what it says, and what it refuses."""

import csv
import json
import re
from datetime import date

import pytest
from attrs import evolve

from communitywelfare.accounting import Journal
from communitywelfare.cli.simulate import SIMULATION_FILES
from communitywelfare.contributions import Contributions
from communitywelfare.io.package import read_package, write_package
from communitywelfare.io.register import read_register
from communitywelfare.io.shipped import example_bylaw
from communitywelfare.money import Money
from communitywelfare.reports.projection_page import _verdict
from communitywelfare.simulation.intervals import Proportion
from communitywelfare.simulation.population import population_of
from communitywelfare.wording import phrase

QUICK = ("--years", "2", "--scenarios", "5")


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def simulated(run, made, tmp_path):
    out = tmp_path / "future"
    proposal = ("--change", "death.steps[1].pay=9000", "--change", "dues.rate=1.50", "--without-match")
    code, said, _err = run("simulate", made, "--out", out, *QUICK, "--lang", "en", *proposal)
    assert code == 0
    return out, said


def test_the_folder_holds_every_file_and_the_terminal_tells_each_risk_apart(simulated):
    out, said = simulated

    assert {path.name for path in out.iterdir()} == set(SIMULATION_FILES) - {"futures.parquet"}
    for words in ("by the chance of each life", "do not fit this fund", "strikes everybody", "no match"):
        assert words in said
    assert "death.steps[1].pay = 9000; dues.rate = 1.50" in said


def test_tables_say_the_same_as_one_another(simulated):
    out, _said = simulated
    balance, comparison = table(out / "balance.csv"), table(out / "comparison.csv")
    last = [row for row in balance if row["year"] == "2" and row["risks"].endswith("systemic")]

    assert [row["mean"] for row in last] == [row["end_mean"] for row in comparison]
    assert [row["ruined"] for row in last] == [row["ruined"] for row in comparison]
    assert comparison[0]["difference"] == "0.00"
    expected = [row for row in balance if row["risks"] == "expected"]
    assert [row["year"] for row in expected] == ["1", "2"]
    for row in (row for row in balance if row not in expected):
        assert float(row["p5"]) <= float(row["p25"]) <= float(row["p50"]) <= float(row["p75"]) <= float(row["p95"])
    for year in ("1", "2"):
        shares = [
            float(row["share"]) for row in table(out / "benefits.csv") if (row["policy"], row["year"]) == ("0", year)
        ]
        assert sum(shares) == pytest.approx(1, abs=1e-5) or not any(shares)
    assert {row["policy"] for row in table(out / "gainers.csv")} == {"1", "2"}


def test_every_row_of_every_table_says_what_it_hangs_on(simulated):
    """By-law, futures, seed, tables and their licences, as the record of the run has them."""
    out, _said = simulated
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    bylaws = [policy["bylaw_hash"] for policy in run["policies"]]
    told = {each["table"]: each for each in run["assumptions"]["tables"]}
    tables = [table(path) for path in sorted(out.glob("*.csv"))]

    assert len(tables) == 7
    assert all(tables)
    for row in (row for rows in tables for row in rows):
        assert bylaws[int(row.get("policy", "0"))].startswith(row["bylaw"])
        assert len(row["bylaw"]) == 16
        assert (row["scenarios"], row["seed"]) == (str(run["scenarios"]), str(run["seed"]))
        assert (row["assumptions"], row["mortality"]) == (run["assumptions"]["id"], told["mortality"]["source"])
        assert set(row["licences"].split(" · ")) == {each["licence"] for each in told.values()}


def test_the_run_says_what_it_was_made_of(simulated):
    out, _said = simulated
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))

    assert (run["seed"], run["scenarios"], run["years"]) == (1, 5, 2)
    assert len({policy["bylaw_hash"] for policy in run["policies"]}) == 2  # the last differs in its schemes only
    assert [policy["schemes"] for policy in run["policies"]] == [["state-via-codi"], ["state-via-codi"], []]
    assert {each["licence"] for each in run["assumptions"]["tables"]} >= {"CC BY 3.0 IGO", "MIT"}
    assert [each["risks"] for each in run["risks"]] == [
        ["process"],
        ["process", "parameter"],
        ["process", "parameter", "systemic"],
    ]


def test_the_same_seed_gives_the_same_bytes_and_another_one_others(run, made, tmp_path):
    folders = [tmp_path / name for name in ("one", "again", "other")]
    for folder, seed in zip(folders, ("1", "1", "2"), strict=True):
        assert run("simulate", made, "--out", folder, *QUICK, "--seed", seed)[0] == 0
    one, again, other = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)

    assert one == again
    assert one["balance.csv"] != other["balance.csv"]


def test_the_page_is_whole_and_in_both_languages(run, made, tmp_path):
    for language, wanted in (("th", "กองทุนจะอยู่ได้หรือไม่"), ("en", "Will the fund last?")):
        out = tmp_path / language
        assert run("simulate", made, "--out", out, *QUICK, "--lang", language)[0] == 0
        page = (out / "index.html").read_text(encoding="utf-8")
        assert wanted in page
        assert "communitywelfare" in page
        drawings = re.findall(r"<svg[^>]*role.*?</svg>", page, re.DOTALL)
        assert len(drawings) >= 6
        assert all("<title" in drawing and "<desc" in drawing for drawing in drawings)
        assert "ui.simulation" not in page
        assert "{" not in page[page.index("<main") :]


def test_a_file_of_changes_and_another_by_law_are_compared(run, made, tmp_path):
    overlay = tmp_path / "overlay.toml"
    overlay.write_text(
        'format = "communitywelfare.change/1"\nname = { th = "จ่ายสองเท่า", en = "double" }\n'
        '[change]\n"hospital.amount.pays" = "400.00"\n',
        encoding="utf-8",
    )
    out = tmp_path / "future"
    code, _said, _err = run(
        "simulate", made, "--out", out, *QUICK, "--lang", "en", "--compare", overlay, "--compare", made / "bylaw.toml"
    )

    assert code == 0
    assert [row["name_en"] for row in table(out / "comparison.csv")] == ["the by-law as it is", "double", "bylaw.toml"]
    first, double, same = table(out / "comparison.csv")
    assert float(double["difference"]) < 0
    assert same["end_mean"] == first["end_mean"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--change", "death.stepps[1].pay=9000"), "change.no_such_path"),
        (("--change", "death"), "change.no_equals"),
        (("--compare", "nothing-here.toml"), None),
        (("--assumptions", "nothing-here.toml"), None),
    ],
)
def test_what_leads_nowhere_is_refused_and_nothing_is_written(run, made, tmp_path, words, code):
    out = tmp_path / "future"
    ended, _out, err = run("simulate", made, "--out", out, *QUICK, *words)

    assert ended == 2
    assert not out.exists()
    assert code is None or code in err
    assert "Traceback" not in err


def test_one_thing_is_not_changed_twice(run, made, tmp_path):
    twice = ("--change", "dues.rate=2.00", "--change", "dues.rate=3.00")
    ended, _out, err = run("simulate", made, "--out", tmp_path / "future", *QUICK, *twice)

    assert ended == 2
    assert "change.twice" in err


def test_members_without_a_birth_date_are_refused_by_number_or_left_out_and_told(run, package, tmp_path):
    read = read_package(str(package)).package
    memberships = list(read.fund.register)
    row = next(each for each in memberships if each.is_current(read.fund.as_of))
    nameless = evolve(row, person=evolve(row.person, birth=None))
    register = type(read.fund.register)(tuple(nameless if each is row else each for each in memberships))
    write_package(str(package), evolve(read, fund=evolve(read.fund, register=register)))
    out = tmp_path / "future"
    ended, _out, err = run("simulate", package, "--out", out, *QUICK)

    assert ended == 2
    assert "simulation.fact_missing" in err
    assert row.number in err
    assert not out.exists()
    assert run("simulate", package, "--out", out, *QUICK, "--leave-out")[0] == 0
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["left_out"] == {"birth_date": 1}


def test_machines_get_the_record_of_the_run(ask, made, tmp_path):
    code, answer = ask("simulate", made, "--out", tmp_path / "future", *QUICK)

    assert code == 0
    assert answer["policies"][0]["least_dues"]["now"] == "1.00"
    assert len(answer["risks"]) == 3


@pytest.fixture
def register_alone(package):
    """A package whose register was taken in, and whose books are empty."""
    read = read_package(str(package)).package
    empty = {"matches": (), "claims": (), "actions": (), "openings": (), "rounds": (), "round_actions": ()}
    emptied = evolve(read.fund, journal=Journal(), contributions=Contributions(()), **empty)
    write_package(str(package), evolve(read, fund=emptied))
    return package


def test_empty_books_are_not_taken_for_no_money(run, register_alone, tmp_path):
    out = tmp_path / "future"
    for words, codes in (
        ((), ("simulation.no_books", "simulation.matches_not_given")),
        (("--opening", "600000"), ("simulation.no_books", "simulation.matches_not_given")),
        (("--opening", "600000", "--expenses", "900"), ("simulation.matches_not_given",)),
    ):
        ended, _out, err = run("simulate", register_alone, "--out", out, *QUICK, *words, "--lang", "en")
        assert (ended, out.exists()) == (2, False)
        assert [code for code in codes if code not in err] == []
    given = ("--opening", "600000", "--expenses", "900", "--no-scheme")
    ended, said, _err = run("simulate", register_alone, "--out", out, *QUICK, *given, "--lang", "en")
    assert ended == 0
    first = "money at the start: members 600,000.00 baht · running costs a year: 900.00 baht"
    assert said.splitlines()[0] == f"{first} · match that is counted: none"
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert (record["opening"], record["opening_in_place_of"]) == ({"MEMBERS": "600000.00"}, {})
    assert (record["expenses_a_year"], record["match_counted"]) == ("900.00", [])
    assert [policy["schemes"] for policy in record["policies"]] == [[]]


def test_what_is_given_in_place_of_the_books_is_said_on_the_terminal_and_the_page(run, ask, made, tmp_path):
    out = tmp_path / "future"
    _code, before = ask("simulate", made, "--out", out, *QUICK)
    booked = Money.baht(before["opening"]["MEMBERS"])
    code, said, _err = run("simulate", made, "--out", out, *QUICK, "--opening", "77", "--lang", "th")
    assert code == 0
    assert f"77.00 บาท (แทน {booked} ในสมุดบัญชี)" in said.splitlines()[0]
    page = (out / "index.html").read_text(encoding="utf-8")
    origin = page[page.index('id="origin"') :]
    assert f"77.00 บาท (แทน {booked} ในสมุดบัญชี)" in origin
    assert "งบสมทบจากรัฐบาลผ่าน พอช." in origin
    record = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert record["opening"] == {**before["opening"], "MEMBERS": "77.00"}
    assert record["opening_in_place_of"] == {"MEMBERS": before["opening"]["MEMBERS"]}
    assert record["match_counted"] == ["state-via-codi"]


@pytest.mark.parametrize(
    ("ruined", "of", "verdict"),
    [
        (0, 40, "too few futures to tell"),
        (40, 1_000, "too few futures to tell"),
        (0, 1_000, "likely to last"),
        (60, 1_000, "not certain to last"),
        (2, 40, "too few futures to tell"),
        (9, 40, "likely to run out of money"),
    ],
)
def test_good_news_is_told_only_where_the_futures_are_enough_to_tell(ruined, of, verdict):
    code, _kind = _verdict(Proportion(ruined, of))
    assert phrase(f"simulation.{code}", "en") == verdict


def test_the_page_asks_for_more_futures_and_says_what_the_ratio_leaves_out(run, made, tmp_path):
    for language, wanted in (
        ("en", ("too few futures to tell", "goes up to 43.4 of 100", "(running costs not taken off)")),
        ("th", ("จำนวนอนาคตที่ลองยังน้อยเกินไป", "ถึง 43.4 ใน 100", "(ยังไม่หักค่าใช้จ่ายดำเนินงาน)")),
    ):
        out = tmp_path / language
        assert run("simulate", made, "--out", out, *QUICK, "--lang", language)[0] == 0
        page = (out / "index.html").read_text(encoding="utf-8")
        assert all(words in page for words in wanted)


# --- a register alone -----------------------------------------------------------------------------------------


@pytest.fixture
def sheet(run, tmp_path):
    """A register in a sheet, and the by-law beside it."""
    register, bylaw = tmp_path / "register.csv", tmp_path / "bylaw.toml"
    assert run("example", register, "--register", "--members", "60", "--years", "2", "--seed", "3")[0] == 0
    bylaw.write_bytes(example_bylaw())
    return register, bylaw


MONEY = ("--opening", "600000", "--expenses", "900", "--no-scheme")


def test_a_register_alone_is_simulated_as_its_reader_and_python_do(run, ask, sheet, tmp_path):
    register, bylaw = sheet
    out = tmp_path / "future"
    asked = (*QUICK, *MONEY, "--bylaw", bylaw, "--as-of", "30/9/2567", "--synthetic")
    code, answer = ask("simulate", register, "--out", out, *asked)
    assert code == 0
    assert {path.name for path in out.iterdir()} == set(SIMULATION_FILES) - {"futures.parquet"}
    fund, imported = read_register(register, bylaw, as_of=date(2024, 9, 30), synthetic=True)
    assert answer["members"] == len(population_of(fund))
    assert answer["opening"] == {"MEMBERS": "600000.00"}
    assert len(answer["findings"]) == len(imported.findings)
    assert "30 กันยายน 2567" in run("simulate", register, "--out", out, *asked)[2]


@pytest.mark.parametrize(
    ("words", "ended", "said"),
    [
        (("--bylaw", "{bylaw}"), 3, "import.day_unsaid"),
        (("--as-of", "2024-09-30"), 2, "--bylaw"),
        (("--profile", "member-register"), 2, "--bylaw"),
        (("--bylaw", "{bylaw}", "--as-of", "2024-09-30"), 2, "simulation.no_books"),
        (("--bylaw", "nowhere.toml", "--as-of", "2024-09-30"), 2, "nowhere.toml"),
        (("--bylaw", "{bylaw}", "--as-of", "2024-09-30", "--profile", "none-such", *MONEY), 2, "none-such"),
    ],
)
def test_what_a_register_alone_does_not_say_is_asked_for(run, sheet, tmp_path, words, ended, said):
    register, bylaw = sheet
    out = tmp_path / "future"
    given = [word.format(bylaw=bylaw) for word in words]
    code, _out, err = run("simulate", register, "--out", out, *QUICK, *given, "--lang", "en")
    assert (code, said in err, out.exists()) == (ended, True, False), err
