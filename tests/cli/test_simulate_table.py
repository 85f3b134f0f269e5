"""`simulate` on a nation's two tables."""

import csv
import json
from datetime import date

import pytest

from communitywelfare.cli.simulate_table import TABLE_FILES
from communitywelfare.fingerprints import fingerprint
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.io.shipped import example_bylaw

pyarrow = pytest.importorskip("pyarrow", reason="the extra frames is not there")
from pyarrow.parquet import write_table  # noqa: E402  # only where it is

QUICK = ("--years", "2", "--scenarios", "5", "--lang", "en")


@pytest.fixture
def nation(tmp_path):
    folder = tmp_path / "nation"
    folder.mkdir()
    members = {
        "fund": ["B", "A"] * 20,
        "member": [str(number) for number in range(40)],
        "sex": ["M", "F", "F", "M"] * 10,
        "birth": [date(1940 + number, 1, 1) for number in range(40)],
        "joined": [date(2010, 1, 1 + number % 28) for number in range(40)],
        "matched.state-via-codi": [0] * 40,
    }
    funds = {
        "fund": ["A", "B"],
        "bylaw": ["example.toml"] * 2,
        "as_of": [date(2025, 9, 30)] * 2,
        "expenses": [100_00, 0],
        "opening.MEMBERS": [900_000_00, 0],
    }
    write_table(pyarrow.table(members), folder / "members.parquet")
    write_table(pyarrow.table(funds), folder / "funds.parquet")
    (folder / "example.toml").write_bytes(example_bylaw())
    return folder


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_nation_gets_a_page_a_table_of_funds_and_its_years(run, nation, tmp_path):
    out = tmp_path / "out"
    code, said, _err = run("simulate", nation, "--out", out, *QUICK)
    funds, years = table(out / "funds.csv"), table(out / "nation.csv")

    assert code == 0
    assert said.splitlines()[0] == "2 funds"
    assert {path.name for path in out.iterdir()} == set(TABLE_FILES)
    assert [line["fund"] for line in funds] == ["B", "A"]  # the one without money first
    assert float(funds[0]["ruin"]) > float(funds[1]["ruin"]) == 0
    assert float(funds[0]["dues_least"]) > float(funds[0]["dues_now"])
    assert [line["year"] for line in years] == ["1", "2"]
    assert all(float(line["p5"]) <= float(line["p50"]) <= float(line["p95"]) for line in years)
    assert int(years[-1]["ruined_p95"]) == 1
    assert "example.toml" not in (out / "index.html").read_text(encoding="utf-8")
    assert json.loads((out / "run.json").read_text(encoding="utf-8"))["members"] == 40
    for line in (*funds, *years):
        assert (line["scenarios"], line["seed"]) == (QUICK[3], "1")
        assert "World Population Prospects 2024" in line["mortality"]
        assert "CC BY 3.0 IGO" in line["licences"]
    assert {line["bylaw"] for line in funds} == {fingerprint(parse_bylaw(example_bylaw(), "bylaw.toml"))[:16]}
    assert {line["bylaw"] for line in years} == {""}  # they are of all funds' by-laws


def test_the_same_seed_gives_the_same_bytes(run, nation, tmp_path):
    for name in ("one", "two"):
        run("simulate", nation, "--out", tmp_path / name, *QUICK, "--expenses", "5")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))

    assert one == two


def test_without_a_match_there_is_less(run, nation, tmp_path):
    for name, words in (("with", ()), ("without", ("--without-match",)), ("no", ("--no-scheme",))):
        run("simulate", nation, "--out", tmp_path / name, *QUICK, *words)
    given, none = (table(tmp_path / name / "nation.csv") for name in ("with", "without"))

    assert float(given[-1]["cofunding"]) > float(none[-1]["cofunding"]) == 0
    assert float(given[-1]["p50"]) > float(none[-1]["p50"])
    assert table(tmp_path / "no" / "nation.csv") == none


def test_what_is_for_packages_only_is_refused(run, nation, tmp_path):
    code, _said, err = run(
        "simulate", nation, "--out", tmp_path / "out", *QUICK, "--own-history", "--leave-out", "--opening", "5"
    )

    assert code == 3
    assert "--own-history is for packages" in err
    assert "--leave-out is for packages" in err
    assert "--opening is for packages" in err
    assert not (tmp_path / "out").exists()
