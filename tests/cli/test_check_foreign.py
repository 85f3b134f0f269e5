"""`check --profile`: somebody else's file is looked at whole, and nothing is written but where that is asked for."""

import json
import os

import openpyxl
import pytest

from communitywelfare.cli import check as module
from communitywelfare.identity import CitizenId
from communitywelfare.io.foreign.profile_toml import shipped_profiles
from communitywelfare.reports.import_report import DRY_RUN_FILES

HEADER = "เลขที่สมาชิก,เลขประจำตัวประชาชน,ชื่อ,วันเกิด,วันที่เป็นสมาชิก,สถานะ,ยอดยกมา"
IDS = [CitizenId.synthetic(number).reveal("a register made up for tests") for number in range(1, 4)]
GOOD = f"{HEADER}\n1,{IDS[0]},ก,20/04/2510,20/04/2550,ปกติ,100\n2,{IDS[1]},ข,21/04/2510,21/04/2550,ปกติ,50\n"
BAD = f"{GOOD}3,{IDS[2]},ค,31/02/2510,31/02/2550,ปกติ,l00\n4,{IDS[2][:-1]},ง,1/2/2500,31/02/2550,ปกติ,1\n"
TERMS = ("--profile", "member-register", "--as-of", "2567-09-30", "--synthetic")


@pytest.fixture
def file(tmp_path):
    """A register in a folder of its own, as text."""

    def made(text, name="register.csv", encoding="utf-8"):
        path = tmp_path / "theirs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return path

    return made


def test_a_good_file_ends_with_0_and_a_bad_one_with_1(file, run):
    code, out, _err = run("check", file(GOOD), *TERMS)
    assert (code, "ไม่ได้เขียนอะไร" in out) == (0, True)
    code, out, _err = run("check", file(BAD), *TERMS)
    assert code == 1
    assert "cell.letter_for_digit" in out
    assert "l00" in out


def test_nothing_is_written_and_the_file_stays_as_it_is(file, run, tmp_path):
    path = file(BAD)
    before, at = path.read_bytes(), path.stat().st_mtime_ns
    run("check", path, *TERMS)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["register.csv"]
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, at)


def test_findings_of_a_kind_are_one_line_and_with_all_each_is_a_line(file, run):
    _code, out, _err = run("check", file(BAD), *TERMS, "--lang", "en")
    lines = [line for line in out.splitlines() if "[date.impossible]" in line and "E วันที่เป็นสมาชิก" in line]
    assert len(lines) == 1
    assert lines[0].split()[:2] == ["error", "2"]
    assert "4, 5" in lines[0]
    _code, out, _err = run("check", file(BAD), *TERMS, "--lang", "en", "--all")
    lines = [line for line in out.splitlines() if "[date.impossible]" in line and "E วันที่เป็นสมาชิก" in line]
    assert [line.partition("row ")[2][0] for line in lines] == ["4", "5"]


def test_control_totals_are_told(file, run):
    _code, out, _err = run("check", file(BAD), *TERMS, "--lang", "en")
    told = [line.split() for line in out.splitlines()]
    assert ["members", "4", "2"] in told
    assert ["members.carry_forward", "151.00", "150.00"] in told


def test_the_page_the_copy_and_the_data_are_private_and_whole(file, run, tmp_path):
    out = tmp_path / "checked"
    code, said, _err = run("check", file(BAD), *TERMS, "--out", out)
    assert code == 1
    assert str(out / "index.html") in said
    assert sorted(each.name for each in out.iterdir()) == sorted(DRY_RUN_FILES)
    if os.name == "posix":
        assert {each.stat().st_mode & 0o777 for each in out.iterdir()} == {0o600}
    book = openpyxl.load_workbook(out / "marked.xlsx")
    assert book.sheetnames == ["สิ่งที่พบ", "register.csv"]
    assert book["register.csv"]["G4"].comment is not None
    assert "<html" in (out / "index.html").read_text("utf-8")


def test_what_else_is_in_the_folder_stays_and_an_older_check_is_replaced(file, run, tmp_path):
    out = tmp_path / "checked"
    out.mkdir()
    (out / "mine.txt").write_text("mine", encoding="utf-8")
    run("check", file(BAD), *TERMS, "--out", out)
    run("check", file(GOOD), *TERMS, "--out", out)
    assert (out / "mine.txt").read_text(encoding="utf-8") == "mine"
    errors = [
        each
        for each in json.loads((out / "findings.json").read_text("utf-8"))["findings"]
        if each["severity"] == "error"
    ]
    assert errors == []


def test_where_the_files_cannot_be_made_none_is_there(file, run, tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    code, _out, err = run("check", file(BAD), *TERMS, "--out", tmp_path / "checked")
    assert (code, (tmp_path / "checked").exists()) == (2, False)
    assert "communitywelfare[excel]" in err


def test_the_answer_for_machines_is_the_same_as_the_file(file, ask, tmp_path):
    code, answer = ask("check", file(BAD), *TERMS, "--out", tmp_path / "checked")
    written = json.loads((tmp_path / "checked" / "findings.json").read_text("utf-8"))
    assert code == 1
    assert answer.pop("out") == str(tmp_path / "checked")
    assert answer == written
    assert ask("check", file(GOOD), *TERMS)[1]["out"] is None


def test_no_whole_citizen_id_is_told_on_any_stream(file, run):
    for more in ((), ("--all",), ("--json",)):
        code, out, err = run("check", file(BAD), *TERMS, *more)
        assert code == 1
        assert not any(number in out + err for number in (*IDS, IDS[2][:-1]))


def test_a_file_in_which_nothing_can_be_read_ends_with_2_and_says_why(file, run, tmp_path):
    code, out, _err = run("check", file("a,b\n1,2\n"), *TERMS, "--out", tmp_path / "checked")
    assert (code, "sheet.no_header" in out) == (2, True)
    assert (tmp_path / "checked" / "index.html").exists()
    code, _out, err = run("check", file("x", "register.doc"), *TERMS)
    assert (code, "register.doc" in err) == (2, True)
    assert run("check", tmp_path / "nothing.csv", *TERMS)[0] == 2


def test_a_profile_is_one_that_comes_with_the_library_or_a_file(file, run):
    code, _out, err = run("check", file(GOOD), "--profile", "nobody", "--lang", "en")
    assert code == 2
    assert all(name in err for name in shipped_profiles())
    own = file('format = "communitywelfare.profile/1"\nid = "x"\nseen = "y"\n[name]\nth = "ก"\nen = "a"\n[[columns]]\n'
               'field = "members.member_no"\nneeded = true\n', "own.toml")  # fmt: skip
    _code, out, _err = run("check", file(GOOD), "--profile", own, "--as-of", "2024-09-30", "--lang", "en")
    assert "read by the profile a" in out


def test_a_day_with_a_buddhist_year_is_said_as_understood(file, run):
    assert "30 กันยายน 2567" in run("check", file(GOOD), *TERMS)[2]


def test_an_encoding_may_be_named_and_a_wrong_one_is_told(file, run):
    path = file(GOOD, encoding="cp874")
    assert run("check", path, *TERMS)[0] == 0
    assert run("check", path, *TERMS, "--encoding", "cp874")[0] == 0
    assert run("check", path, *TERMS, "--encoding", "utf-8")[0] == 2


@pytest.mark.parametrize(
    "option",
    [
        ("--out", "x"),
        ("--as-of", "2024-09-30"),
        ("--year", "2567"),
        ("--synthetic",),
        ("--encoding", "cp874"),
        ("--all",),
    ],
)
def test_options_for_a_foreign_file_want_a_profile(option, package, run):
    code, _out, err = run("check", package, *option)
    assert (code, "--profile" in err) == (2, True)


def test_on_a_terminal_progress_is_shown(file, run, monkeypatch, tmp_path):
    seen = []

    class Bar:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            return None

        def update(self, steps):
            seen.append(steps)

    monkeypatch.setattr("sys.stderr.isatty", lambda: True, raising=False)
    monkeypatch.setattr(module.click, "progressbar", lambda **_more: Bar())
    run("check", file(GOOD), *TERMS, "--out", tmp_path / "checked")
    assert len(seen) == 1 + len(DRY_RUN_FILES)
