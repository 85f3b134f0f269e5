"""`simulate` on a folder of packages: one after the other, and none twice."""

import csv
import json
import shutil
from pathlib import Path

import pytest
from attrs import evolve

from communitywelfare.cli.simulate import SIMULATION_FILES
from communitywelfare.cli.simulate_folder import simulated
from communitywelfare.cli.simulation_options import Options
from communitywelfare.io.package import read_package, write_package
from communitywelfare.money import Money

QUICK = ("--years", "2", "--scenarios", "4", "--lang", "en")
OPTIONS = Options(language="th", years=2, scenarios=4, seed=1)


@pytest.fixture
def packages(made, tmp_path):
    """Three packages, one of them a ZIP, and one that cannot be read; beside them something else."""
    folder = tmp_path / "packages"
    for name in ("alpha", "gamma", "spoiled"):
        shutil.copytree(made, folder / name)
    write_package(str(folder / "beta.zip"), read_package(str(made)).package)
    (folder / "spoiled" / "manifest.json").write_text("{", encoding="utf-8")
    (folder / "notes.txt").write_text("not a package", encoding="utf-8")
    (folder / "no-package").mkdir()
    return folder


def tree(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def table(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_each_package_gets_its_folder_and_a_line_and_a_spoiled_one_is_named(run, packages, tmp_path):
    out = tmp_path / "out"
    code, said, err = run("simulate", packages, "--out", out, *QUICK)

    assert code == 1
    assert "spoiled: manifest.json is not JSON" in err
    assert "3 funds · 0 were there already · 1 could not be simulated" in said
    assert {path.name for path in out.iterdir()} == {
        *("alpha", "beta-zip", "gamma"),
        *("index.html", "funds.csv", "refused.csv", "run.json"),
    }
    assert {path.name for path in (out / "alpha").iterdir()} == set(SIMULATION_FILES) - {"futures.parquet"}
    assert sorted(line["folder"] for line in table(out / "funds.csv")) == ["alpha", "beta-zip", "gamma"]
    (refused,) = table(out / "refused.csv")
    assert (refused["package"], refused["code"]) == ("spoiled", "manifest.not_json")
    page = (out / "index.html").read_text(encoding="utf-8")
    assert 'href="alpha/index.html"' in page
    assert "spoiled" in page


def test_a_fund_in_a_folder_is_simulated_as_it_is_alone(run, packages, tmp_path):
    run("simulate", packages, "--out", tmp_path / "out", *QUICK)
    assert run("simulate", packages / "alpha", "--out", tmp_path / "alone", *QUICK)[0] == 0
    together, alone = tree(tmp_path / "out" / "alpha"), tree(tmp_path / "alone")
    of_folder, of_one = (json.loads(files.pop("run.json")) for files in (together, alone))

    assert together == alone
    assert {name: value for name, value in of_folder.items() if name not in {"inputs", "line"}} == of_one
    (line,) = (line for line in table(tmp_path / "out" / "funds.csv") if line["folder"] == "alpha")
    assert of_one["members"] == int(line["members"])
    assert of_one["policies"][0]["ruin"]["count"] == int(line["ruined"])
    assert of_one["policies"][0]["least_dues"]["rate"] == line["dues_least"]
    (last,) = (
        row
        for row in table(tmp_path / "alone" / "balance.csv")
        if (row["policy"], row["year"]) == ("0", "2") and row["risks"].endswith("systemic")
    )
    assert last["p50"] == line["end_median"]
    stamp = ("bylaw", "scenarios", "seed", "assumptions", "mortality", "licences")
    assert [last[name] for name in stamp] == [line[name] for name in stamp]
    page = (tmp_path / "out" / "index.html").read_text(encoding="utf-8").replace("<wbr/>", "")
    assert all(last[name] in page for name in stamp)


@pytest.mark.parametrize("done", [0, 2])
def test_a_run_that_was_cut_off_goes_on_and_ends_with_the_same_bytes(packages, tmp_path, done):
    whole, cut = tmp_path / "whole", tmp_path / "cut"
    simulated(str(packages), OPTIONS, str(whole), lambda _name: None)
    seen = []

    def cut_off(name):
        seen.append(name)
        if len(seen) == done + 1:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulated(str(packages), OPTIONS, str(cut), cut_off)
    assert not (cut / "index.html").exists()
    again = simulated(str(packages), OPTIONS, str(cut), lambda _name: None)

    assert again.known == min(done + 1, 3)
    assert tree(cut) == tree(whole)


def test_what_is_there_is_kept_only_if_it_came_from_the_same(packages, tmp_path):
    out = str(tmp_path / "out")

    def known(options=OPTIONS):
        return simulated(str(packages), options, out, lambda _name: None).known

    assert known() == 0
    assert known() == 3
    assert known(Options(language="th", years=2, scenarios=4, seed=2)) == 0
    assert known() == 0  # the folder is that of the other seed now
    receipts = packages / "alpha" / "contributions.csv"
    receipts.write_bytes(receipts.read_bytes() + b"\r\n")
    assert known() == 2
    (tmp_path / "out" / "gamma" / "run.json").write_text("{}", encoding="utf-8")
    assert known() == 2


def test_results_inside_the_folder_are_not_taken_for_packages(run, packages):
    out = packages / "results"
    for known in (0, 3):
        _code, said, _err = run("simulate", packages, "--out", out, *QUICK)
        assert f"3 funds · {known} were there already · 1 could not be simulated" in said


def test_json_tells_the_same(ask, packages, tmp_path):
    code, answer = ask("simulate", packages, "--out", tmp_path / "out", *QUICK)

    assert code == 1
    assert [line["folder"] for line in answer["funds"]] == [
        line["folder"] for line in table(tmp_path / "out" / "funds.csv")
    ]
    assert [each["package"] for each in answer["refused"]] == ["spoiled"]


def test_a_folder_without_packages_is_told_as_a_package_that_is_not_there(run, tmp_path):
    (tmp_path / "empty").mkdir()
    code, _said, err = run("simulate", tmp_path / "empty", "--out", tmp_path / "out", *QUICK)

    assert code in {1, 2}
    assert err
    assert not (tmp_path / "out").exists()


def test_another_opening_is_another_run(packages, tmp_path):
    shutil.rmtree(packages / "gamma")
    out = tmp_path / "out"
    for options, known in (
        (OPTIONS, 0),
        (evolve(OPTIONS, opening=Money.baht(5)), 0),
        (evolve(OPTIONS, opening=Money.baht(5)), 2),
        (evolve(OPTIONS, opening=Money.baht(5), no_scheme=True), 0),
    ):
        assert simulated(str(packages), options, str(out), lambda _name: None).known == known
    run = json.loads((out / "alpha" / "run.json").read_text(encoding="utf-8"))
    assert (run["opening"]["MEMBERS"], run["match_counted"]) == ("5.00", [])
