"""Single papers at the command line."""

import csv
import sys

import pytest

from communitywelfare.reports.documents import DOCUMENTS

COLUMNS = {
    "application": ("members.csv", "member_no"),
    "card": ("members.csv", "member_no"),
    "history": ("members.csv", "member_no"),
    "receipt": ("contributions.csv", "receipt_no"),
    "voucher": ("benefits.csv", "voucher_no"),
    "claim": ("benefits.csv", "claim_no"),
}


def number_of(package, kind):
    name, column = COLUMNS[kind]
    with (package / name).open(encoding="utf-8-sig", newline="") as stream:
        return next(row[column] for row in csv.DictReader(stream) if row[column])


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("kind", list(DOCUMENTS))
def test_each_kind_of_paper_is_written_as_its_ending_says(ask, made, tmp_path, kind, form):
    out = tmp_path / f"paper.{form}"
    number = number_of(made, kind)
    code, answer = ask("paper", kind, made, number, "--out", out)

    assert code == 0
    assert answer == {"out": str(out), "kind": kind, "number": number}
    assert out.read_bytes().startswith({"html": b"<!DOCTYPE html>", "pdf": b"%PDF-"}[form])


def test_a_paper_as_of_an_earlier_day_knows_nothing_of_what_came_later(run, made, tmp_path):
    number = number_of(made, "voucher")
    claim = number_of(made, "claim")
    run("paper", "claim", made, claim, "--out", tmp_path / "now.html")
    run("paper", "claim", made, claim, "--out", tmp_path / "then.html", "--on", "1/1/2560")

    assert number
    assert (tmp_path / "now.html").read_bytes() != (tmp_path / "then.html").read_bytes()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("receipt", "99999/2567", "--out", "{}/a.pdf"), "receipt.not_found"),
        (("receipt", "1/2567", "--out", "{}/a.docx"), ".pdf"),
        (("letter", "1/2567", "--out", "{}/a.pdf"), "letter"),
    ],
)
def test_what_cannot_be_printed_ends_with_2_and_leaves_no_file(run, made, tmp_path, words, told):
    kind, number, *rest = (word.format(tmp_path / "out") for word in words)
    code, _out, err = run("paper", kind, made, number, *rest)

    assert code == 2
    assert told in err
    assert not (tmp_path / "out").exists()


def test_without_the_typesetter_a_print_says_which_extra_to_install_and_a_page_is_still_made(
    run, made, tmp_path, monkeypatch
):
    monkeypatch.setitem(sys.modules, "typst", None)
    number = number_of(made, "receipt")
    code, _out, err = run("paper", "receipt", made, number, "--out", tmp_path / "a.pdf", "--lang", "en")

    assert code == 2
    assert "communitywelfare[report]" in err
    assert run("paper", "receipt", made, number, "--out", tmp_path / "a.html")[0] == 0


def test_a_folder_without_a_register_prints_nothing(run, package, tmp_path):
    (package / "members.csv").unlink()
    code, _out, err = run("paper", "card", package, "M00001", "--out", tmp_path / "a.html")

    assert code == 1
    assert "members.csv" in err
