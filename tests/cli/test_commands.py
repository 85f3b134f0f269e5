"""Commands as people run them: what they print, what they write, and how they end."""

import json
import os
import re
import subprocess
import sys

import pytest

from communitywelfare.cli import main
from communitywelfare.cli.commands import cli

CONTRACT = {
    "index.html",
    "summary.json",
    "decisions.json",
    "section10.json",
    "identities.json",
    "eligible.csv",
    "excluded.csv",
    "package",
}


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_sound_package_checks_without_findings_of_errors(run, made):
    code, out, _err = run("check", made)

    assert code == 0
    assert "[" not in out or "ผิดพลาด" in out


def test_an_example_may_be_a_register_alone(run, tmp_path):
    asked = ("--members", "12", "--years", "2", "--seed", "7", "--register", "--lang", "en")
    code, out, _err = run("example", tmp_path / "register.csv", *asked)

    assert code == 0
    assert out.strip() == f"written {tmp_path / 'register.csv'}"
    assert len((tmp_path / "register.csv").read_text("utf-8-sig").splitlines()) == 13

    code, _out, err = run("example", tmp_path / "register.docx", *asked)
    assert code == 2
    assert "[file.kind_unknown]" in err
    assert not (tmp_path / "register.docx").exists()


def test_a_report_writes_what_the_contract_names(run, made, tmp_path):
    code, out, _err = run("report", made, "--out", tmp_path / "out")

    assert code == 0
    assert "index.html" in out
    assert {path.name for path in (tmp_path / "out").iterdir()} == CONTRACT
    assert (tmp_path / "out" / "index.html").read_text("utf-8").startswith('<!DOCTYPE html>\n<html lang="th">')


def test_a_report_twice_gives_the_same_bytes(run, made, tmp_path):
    assert run("report", made, "--out", tmp_path / "one")[0] == 0
    assert run("report", made, "--out", tmp_path / "two")[0] == 0

    assert tree(tmp_path / "one") == tree(tmp_path / "two")


def test_a_report_changes_nothing_in_the_package(run, package, tmp_path):
    before = tree(package)

    assert run("report", package, "--out", tmp_path / "out")[0] == 0
    assert tree(package) == before


def test_the_package_in_the_report_is_the_package(run, made, tmp_path):
    assert run("report", made, "--out", tmp_path / "out")[0] == 0

    assert tree(tmp_path / "out" / "package") == tree(made)


def test_a_report_in_english_says_so(run, made, tmp_path):
    code, out, _err = run("report", made, "--out", tmp_path / "out", "--lang", "en")

    assert code == 0
    assert out.startswith("open ")
    assert '<html lang="en">' in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_buddhist_day_is_understood_and_said(run, made, tmp_path):
    code, _out, err = run("report", made, "--out", tmp_path / "out", "--as-of", "31/3/2567")
    summary = json.loads((tmp_path / "out" / "summary.json").read_text("utf-8"))

    assert code == 0
    assert "31 มีนาคม 2567" in err
    assert summary["as_of"] == "2024-03-31"
    assert summary["cofunding"]["cut_off"] == "2023-09-30"


def test_other_files_of_the_output_folder_are_kept(run, made, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")

    assert run("report", made, "--out", tmp_path / "out")[0] == 0
    assert (tmp_path / "out" / "notes.txt").read_text("utf-8") == "mine"


def test_a_package_with_an_error_is_still_reported_and_ends_with_1(run, package, tmp_path):
    path = package / "members.csv"
    path.write_bytes(path.read_bytes().replace(b",9", b",99", 1))
    code, _out, err = run("report", package, "--out", tmp_path / "out")

    assert code == 1
    assert "members.csv" in err
    assert "id.length" in err
    assert (tmp_path / "out" / "index.html").exists()


def test_a_bylaw_with_a_misspelt_key_decides_nothing_and_nothing_is_written(run, package, tmp_path):
    path = package / "bylaw.toml"
    path.write_text(path.read_text("utf-8").replace('\nwait = "3 years"', '\nwiat = "3 years"'), encoding="utf-8")
    code, _out, err = run("report", package, "--out", tmp_path / "out")
    line = path.read_text("utf-8").splitlines().index('wiat = "3 years"') + 1

    assert code == 1
    assert f"bylaw.toml · แถว {line}" in err
    assert "น่าจะหมายถึง wait" in err
    assert not (tmp_path / "out").exists()


def test_findings_for_machines_carry_both_languages_and_places(ask, package):
    path = package / "contributions.csv"
    text = path.read_text("utf-8-sig").splitlines(keepends=True)
    cells = text[5].split(",")
    cells[7] = f"-{cells[7]}"
    path.write_text("".join([*text[:5], ",".join(cells), *text[6:]]), encoding="utf-8-sig", newline="")
    code, answer = ask("check", package)
    found = next(each for each in answer["findings"] if each["code"] == "receipt.not_positive")

    assert code == 1
    assert found["place"]["file"] == "contributions.csv"
    assert found["place"]["row"] == 6
    assert found["place"]["column"] == "amount"
    assert found["th"] != found["en"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["check", "nowhere"], 2),
        (["report", "nowhere", "--out", "x"], 2),
        (["report"], 2),
        (["unknown"], 2),
        (["check"], 2),
        (["receive", "nowhere", "M1", "12.345"], 2),
        (["receive", "nowhere", "M1", "1e5"], 2),
        (["report", "nowhere", "--out", "x", "--as-of", "31/02/2566"], 2),
        (["--version"], 0),
        (["--help"], 0),
    ],
)
def test_exit_codes(run, tmp_path, monkeypatch, words, expected):
    monkeypatch.chdir(tmp_path)
    code, out, err = run(*words)

    assert code == expected
    assert "Traceback" not in out + err


def commands(group, path=()):
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


@pytest.mark.parametrize("path", [path for path, _command in commands(cli)], ids=" ".join)
def test_every_command_teaches_in_both_languages_and_takes_lang_and_json(run, path):
    code, out, _err = run(*path, "--help")

    assert code == 0
    assert re.search(r"[ก-๙]", out)
    assert " / " in out
    assert "--lang" in out
    assert "--json" in out


def test_a_failing_disk_gives_a_sentence_and_no_traceback(run, made, tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    code, out, err = run("report", made, "--out", blocked / "out")

    assert code == 2
    assert err
    assert "Traceback" not in out + err


def test_the_module_runs_in_a_plain_locale_and_a_pipe_shows_no_bar(made):
    environment = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "communitywelfare", "check", str(made)],
        env=environment,
        capture_output=True,
        check=False,
    )

    assert done.returncode == 0
    assert done.stdout.decode("utf-8").strip()
    assert done.stderr == b""


def test_interrupting_ends_with_130(monkeypatch):
    def interrupted(*_args, **_kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(cli, "main", interrupted)

    assert main(["check", "x"]) == 130


@pytest.mark.parametrize(
    "words", ["check {}", "check {} --json", "books check {} --json", "report {} --out x --lang en"]
)
def test_the_name_of_a_file_that_is_no_text_ends_in_no_traceback(words, tmp_path, capsys):
    """On Linux the name of a file is any bytes: Thai ones of an old Windows come as half surrogate pairs."""
    name = str(tmp_path / "\udca1\udcad\udca7.xlsx")
    assert main([word.format(name) for word in words.split()]) == 2
    said = capsys.readouterr()
    assert r"\udca1\udcad\udca7.xlsx" in said.out + said.err
    if "--json" in words:
        assert json.loads(said.out)["findings"][0]["params"]["file"] == name.rpartition("/")[2]
