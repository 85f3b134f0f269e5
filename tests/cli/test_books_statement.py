"""Statements at the command line: files of the form asked for, the days understood, and how it ends."""

import csv
import io
import json
import sys

import pytest

from communitywelfare.reports.catalogue import CATALOGUE
from communitywelfare.reports.rendering import FORMATS

MASK = "•"


def written(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("form", list(FORMATS))
def test_all_statements_are_written_in_one_form(ask, made, tmp_path, form):
    code, answer = ask("books", "statement", made, "--format", form, "--out", tmp_path / "out")

    assert code == 0
    assert set(answer["files"]) == {
        *(f"{name}.{form}" for name in CATALOGUE if name != "M6"),
        *((f"Y1.{form}",) if form in {"html", "pdf", "json"} else ()),
    }
    assert set(written(tmp_path / "out")) == set(answer["files"])
    assert [finding["params"]["id"] for finding in answer["findings"]] == ["M6"]  # the example has no passbook


def test_statements_are_chosen_by_id_and_what_stood_there_stays(run, made, tmp_path):
    run("books", "statement", made, "--of", "M8", "--out", tmp_path / "out")
    code, out, _err = run("books", "statement", made, "--of", "y5, M2", "--format", "csv", "--out", tmp_path / "out")

    assert code == 0
    assert set(written(tmp_path / "out")) == {"M8.html", "Y5.csv", "M2.csv"}
    assert out.split() == [f"{tmp_path / 'out'}/Y5.csv", f"{tmp_path / 'out'}/M2.csv"]


def days_of(ask, made, out, *options):
    code, _answer = ask("books", "statement", made, "--of", "M8", "--format", "json", "--out", out, *options)
    sheet = json.loads((out / "M8.json").read_text("utf-8"))
    assert code == 0
    return sheet["from"], sheet["to"]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), ("2023-10-01", "2024-09-30")),
        (("--as-of", "31/3/2567"), ("2023-10-01", "2024-03-31")),
        (("--from", "1/1/2567", "--to", "2024-01-31"), ("2024-01-01", "2024-01-31")),
        (("--from", "2024-07-01"), ("2024-07-01", "2024-09-30")),
        (("--to", "2023-09-30"), ("2022-10-01", "2023-09-30")),
    ],
)
def test_days_are_those_asked_for_or_of_the_accounting_year(ask, made, tmp_path, options, expected):
    assert days_of(ask, made, tmp_path / "out", *options) == expected


def test_how_a_buddhist_year_was_understood_is_said(run, made, tmp_path):
    _code, _out, err = run("books", "statement", made, "--of", "M8", "--as-of", "31/3/2567", "--out", tmp_path / "out")

    assert "31 มีนาคม 2567" in err


@pytest.mark.parametrize(
    ("options", "exit_code", "told"),
    [
        (("--of", "Z9"), 2, "statement.unknown"),
        (("--from", "2024-09-30", "--to", "2024-01-01"), 2, "statement.days_reversed"),
        (("--as-of", "2024-09-30", "--from", "2024-01-01"), 2, "--as-of"),
        (("--format", "docx"), 2, "docx"),
    ],
)
def test_wrong_usage_ends_with_2_and_writes_nothing(run, made, tmp_path, options, exit_code, told):
    code, _out, err = run("books", "statement", made, "--out", tmp_path / "out", *options)

    assert code == exit_code
    assert told in err
    assert not (tmp_path / "out").exists()


def test_a_day_after_the_data_is_drawn_up_with_a_warning(ask, made, tmp_path):
    code, answer = ask("books", "statement", made, "--of", "M8", "--as-of", "2025-01-31", "--out", tmp_path / "out")

    assert code == 0
    assert [finding["code"] for finding in answer["findings"]] == ["report.later_than_data"]


def test_of_all_statements_those_are_left_out_that_lack_a_table(run, ask, package, tmp_path):
    (package / "contributions.csv").unlink()
    run("books", "statement", package, "--out", tmp_path / "out")
    _code, answer = ask("books", "statement", package, "--out", tmp_path / "out")
    code, _out, err = run("books", "statement", package, "--of", "M2", "--out", tmp_path / "other", "--lang", "en")

    assert [finding["params"]["id"] for finding in answer["findings"]] == ["M2", "M6", "M9"]
    assert {"M2.html", "M9.html"} & set(written(tmp_path / "out")) == set()
    assert "M8.html" in written(tmp_path / "out")
    assert code == 2
    assert "contributions" in err


@pytest.mark.parametrize(("form", "module", "extra"), [("pdf", "typst", "report"), ("xlsx", "xlsxwriter", "excel")])
@pytest.mark.parametrize("language", ["th", "en"])
def test_without_an_extra_the_command_says_which_one_and_leaves_no_file(
    run, made, tmp_path, monkeypatch, form, module, extra, language
):
    monkeypatch.setitem(sys.modules, module, None)
    code, _out, err = run("books", "statement", made, "--format", form, "--out", tmp_path / "out", "--lang", language)

    assert code == 2
    assert f"communitywelfare[{extra}]" in err
    assert "Traceback" not in err
    assert not (tmp_path / "out").exists()


def test_citizen_ids_are_masked_unless_asked_for(run, made, tmp_path):
    def ids(*options):
        run("books", "statement", made, "--of", "Y7", "--format", "csv", "--out", tmp_path / "out", *options)
        text = (tmp_path / "out" / "Y7.csv").read_text("utf-8-sig")
        _header, *rows, _empty, _head = csv.reader(io.StringIO(text))
        return [row[2] for row in rows]

    assert all(MASK in shown for shown in ids())
    assert all(len(shown) == 13 and shown.isdigit() for shown in ids("--unmasked"))


def test_a_folder_that_is_no_package_ends_with_2(run, tmp_path):
    code, _out, err = run("books", "statement", tmp_path / "none", "--out", tmp_path / "out")

    assert code == 2
    assert "folder.missing" in err
