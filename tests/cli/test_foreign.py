"""`convert --profile` both ways and `profile list|draft|check`: exit codes, whole outputs, and what is said."""

import json
import os
from pathlib import Path

import pytest

from communitywelfare.fund import Fund
from communitywelfare.identity import CitizenId
from communitywelfare.io.foreign.profile_toml import parse_profile, shipped_profiles
from communitywelfare.io.manifest import MANIFEST
from communitywelfare.io.package import Package, package_files, put_package, read_package
from communitywelfare.members import Register

HEADER = "เลขที่สมาชิก,เลขประจำตัวประชาชน,ชื่อ,นามสกุล,วันที่เป็นสมาชิก,สถานะ"
IDS = [CitizenId.synthetic(number).reveal("a register made up for tests") for number in (1, 2)]
GOOD = f"{HEADER}\n1,{IDS[0]},ขนิษฐา,สมมุติสุข,20/04/2550,ปกติ\n2,{IDS[1]},มาลี,สมมุติใจดี,21/04/2550,ปกติ\n"
BAD = f"{GOOD}3,{IDS[1][:-1]},กัลยาณี,สมมุติป่าไม้,31/02/2550,ปกติ\n"
RECEIPT_PROFILE = """
format = "communitywelfare.profile/1"
id = "receipts"
seen = "made up"
name = { th = "ใบเสร็จ", en = "Receipts" }
""" + "".join(
    f'[[columns]]\nheaders = ["{header}"]\nfield = "contributions.{field}"\n'
    for header, field in (
        ("เลขที่ใบเสร็จ", "receipt_no"),
        ("วันที่รับเงิน", "receipt_date"),
        ("เลขที่สมาชิก", "member_no"),
        ("ประเภท", "kind"),
        ("งวด", "period_from"),
        ("จำนวนเงิน", "amount"),
    )
)
READ = ("--profile", "member-register", "--synthetic")
AS_OF = ("--as-of", "2567-09-30")


@pytest.fixture
def file(tmp_path):
    """Somebody else's file in a folder of its own."""

    def made(text, name="register.csv"):
        path = tmp_path / "theirs" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
        return path

    return made


@pytest.fixture
def bare(made, tmp_path):
    """A fund in whose register nobody stands yet."""
    package = read_package(str(made)).package
    whole = package.fund
    facts = {name: getattr(whole, name) for name in ("profile", "bylaw", "as_of", "sources", "chart", "synthetic")}
    fund = Fund(register=Register(()), **facts)
    target = tmp_path / "bare"
    put_package(str(target), package_files(Package(fund=fund, bylaw_text=package.bylaw_text)))
    return target


def content(path):
    """The bytes of a file, or of all files of a folder."""
    path = Path(path)
    files = sorted(path.iterdir()) if path.is_dir() else [path]
    return {each.name: each.read_bytes() for each in files if each.is_file() and not each.name.startswith(".")}


def is_private(path):
    return os.name != "posix" or path.stat().st_mode & 0o777 == 0o600


# --- a foreign file becomes a package -------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["", ".zip", ".xlsx", ".json"])
def test_a_good_file_becomes_a_private_package_and_ends_with_0(file, ask, tmp_path, ending):
    target = tmp_path / f"new{ending}"
    code, answer = ask("convert", file(GOOD), target, *READ, *AS_OF)
    assert code == 0
    assert (answer["package"], answer["rows"], answer["set_aside"]) == (str(target), {"members": 2}, 0)
    assert answer["totals"]["members"] == {"before": 2, "after": 2}
    assert set(answer) == {"package", "rows", "set_aside", "totals", "findings"}
    files = target.iterdir() if target.is_dir() else [target]
    assert all(is_private(each) for each in files)


def test_a_bad_file_becomes_a_package_too_ends_with_1_and_its_row_stands_aside(file, run, tmp_path):
    code, out, err = run("convert", file(BAD), tmp_path / "new", *READ, *AS_OF)
    assert code == 1
    assert "date.impossible" in err
    assert "date.impossible" not in out
    assert "31/02/2550" in (tmp_path / "new" / "members.csv").read_text("utf-8-sig")
    assert json.loads((tmp_path / "new" / MANIFEST).read_text("utf-8"))["rows"] == {"members": 3}


@pytest.mark.parametrize("more", [(), ("--json",), ("--lang", "en")])
def test_no_name_and_no_citizen_id_is_said(file, run, tmp_path, more):
    _code, out, err = run("convert", file(BAD), tmp_path / "new", *READ, *AS_OF, *more)
    _code, out2, err2 = run("convert", tmp_path / "new", tmp_path / "b.csv", "--profile", "register-be-iso", *more)
    _code, out3, err3 = run("profile", "check", "member-register", file(BAD), "--synthetic", *more)
    said = out + err + out2 + err2 + out3 + err3
    assert not [each for each in (*IDS, IDS[1][:-1], "ขนิษฐา", "กัลยาณี", "สมมุติป่าไม้") if each in said]


def test_without_a_day_or_a_base_nothing_is_written_and_it_ends_with_3(file, run, tmp_path):
    code, _out, err = run("convert", file(GOOD), tmp_path / "new", *READ)
    assert (code, "--as-of" in err, (tmp_path / "new").exists()) == (3, True, False)


def test_what_stands_there_is_left_unless_it_may_be_replaced(file, run, tmp_path):
    target = tmp_path / "new"
    run("convert", file(GOOD), target, *READ, *AS_OF)
    before = content(target)
    assert run("convert", file(BAD), target, *READ, *AS_OF)[0] == 3
    assert content(target) == before
    assert run("convert", file(BAD), target, *READ, *AS_OF, "--replace")[0] == 1
    assert content(target) != before


def test_with_a_base_the_members_join_the_fund_and_the_base_stays(file, run, ask, bare, tmp_path):
    before = content(bare)
    code, answer = ask("convert", file(GOOD), tmp_path / "whole", *READ, "--base", bare)
    assert (code, answer["rows"]) == (0, {"members": 2})
    assert content(bare) == before
    assert [each.number for each in read_package(str(tmp_path / "whole")).package.fund.register] == ["1", "2"]
    assert run("check", tmp_path / "whole")[0] == 0


RECEIPTS = "เลขที่ใบเสร็จ,วันที่รับเงิน,เลขที่สมาชิก,ประเภท,งวด,จำนวนเงิน\n" + "".join(
    f"{at},01/10/2566,{member},รายเดือน,10/2566,30\n" for at, member in enumerate("1313", start=1)
)


def test_receipts_of_members_whom_the_base_has_not_are_told_once(file, run, ask, bare, tmp_path):
    receipts, draft, fund = file(RECEIPTS, "receipts.csv"), tmp_path / "receipts.toml", tmp_path / "fund"
    draft.write_text(RECEIPT_PROFILE, "utf-8")
    asked = ("--profile", draft, "--synthetic", *AS_OF, "--base")

    def lacking(base, target):
        code, answer = ask("convert", receipts, tmp_path / target, *asked, base)
        assert (code, answer["rows"]) == (0, {"contributions": 4})
        found = (each for each in answer["findings"] if each["code"] == "import.members_lacking")
        return [(each["severity"], each["params"]) for each in found]

    run("convert", file(GOOD), fund, *READ, "--base", bare)
    [(severity, params)] = lacking(bare, "nobody")
    assert (severity, params["count"], params["members"]) == ("warning", 4, ["1", "3"])
    [(_severity, params)] = lacking(fund, "one-lacks")
    assert (params["count"], params["members"]) == (2, ["3"])


def test_a_fund_that_has_members_takes_no_others(file, run, package, tmp_path):
    code, _out, err = run("convert", file(GOOD), tmp_path / "whole", *READ, "--base", package)
    assert (code, "import.rows_there" in err, (tmp_path / "whole").exists()) == (3, True, False)


@pytest.mark.parametrize(
    "words",
    [
        ("--profile", "nobody", *AS_OF),
        (*READ, *AS_OF, "--encoding", "klingon"),
        (*READ, *AS_OF, "--level", "NETWORK"),
        ("--profile", "codi-status-form", *AS_OF),
        (*READ, "--as-of", "yesterday"),
        (*READ, "--year", "67", *AS_OF),
        (*READ, "--base", "nowhere"),
    ],
)
def test_what_cannot_be_asked_ends_with_2_and_writes_nothing(file, run, tmp_path, words):
    code, _out, err = run("convert", file(GOOD), tmp_path / "new", *words)
    assert (code, bool(err), (tmp_path / "new").exists()) == (2, True, False)


def test_the_findings_are_told_in_the_language_that_was_asked_for(file, run, tmp_path):
    _code, out, err = run("convert", file(BAD), tmp_path / "a", *READ, *AS_OF, "--lang", "en")
    assert ("written" in out, "error" in err) == (True, True)
    _code, out, err = run("convert", file(BAD), tmp_path / "b", *READ, *AS_OF, "--lang", "th")
    assert ("written" in out, "ผิดพลาด" in err) == (False, True)


# --- a package becomes somebody else's sheet --------------------------------------------------------------------


@pytest.mark.parametrize("name", ["members.csv", "members.xlsx"])
def test_a_package_becomes_a_private_sheet_with_a_report_of_its_losses(package, ask, tmp_path, name):
    target = tmp_path / name
    code, answer = ask("convert", package, target, "--profile", "register-be-iso")
    assert (code, set(answer), answer["file"]) == (0, {"file", "findings"}, str(target))
    assert is_private(target)
    codes = {each["code"] for each in answer["findings"]}
    assert "loss.tables" in codes
    assert codes <= {"loss.tables", "loss.column", "loss.value_differs", "loss.set_aside", "loss.blank"}
    assert all(each["severity"] != "error" for each in answer["findings"])


def test_what_stands_at_the_sheet_is_left_unless_it_may_be_replaced(package, run, tmp_path):
    target = tmp_path / "members.csv"
    target.write_text("mine", encoding="utf-8")
    assert run("convert", package, target, "--profile", "register-be-iso")[0] == 3
    assert target.read_text("utf-8") == "mine"
    assert run("convert", package, target, "--profile", "register-be-iso", "--replace")[0] == 0
    assert "citizen id" in target.read_text("utf-8-sig")


def test_a_form_that_is_filled_in_is_not_written_from_tables(package, run, tmp_path):
    code, _out, err = run("convert", package, tmp_path / "a.csv", "--profile", "codi-status-form")
    assert (code, "profile.not_written" in err, (tmp_path / "a.csv").exists()) == (2, True, False)


def test_the_encoding_of_the_sheet_may_be_named(package, run, tmp_path):
    run("convert", package, tmp_path / "a.csv", "--profile", "sheets-baht-a-day", "--encoding", "cp874")
    assert (tmp_path / "a.csv").read_bytes().decode("cp874").startswith("id,moo,name")


def test_there_and_back_the_register_is_the_same(file, run, tmp_path):
    run("convert", file(GOOD), tmp_path / "a", *READ, *AS_OF)
    assert run("convert", tmp_path / "a", tmp_path / "b.xlsx", "--profile", "member-register")[0] == 0
    assert run("convert", tmp_path / "b.xlsx", tmp_path / "c", *READ, *AS_OF)[0] == 0
    assert content(tmp_path / "a") == content(tmp_path / "c")


# --- profiles ---------------------------------------------------------------------------------------------------


def test_the_profiles_that_come_with_the_library_are_listed(run, ask):
    code, answer = ask("profile", "list")
    assert code == 0
    assert [each["id"] for each in answer["profiles"]] == list(shipped_profiles())
    assert all(set(each) == {"id", "name", "seen"} for each in answer["profiles"])
    for lang in ("th", "en"):
        _code, out, _err = run("profile", "list", "--lang", lang)
        assert [line.partition(": ")[2] for line in out.splitlines()] == [
            each.names[lang] for each in shipped_profiles().values()
        ]


def test_a_draft_is_said_or_written_private_and_reads_the_file(file, run, ask, tmp_path):
    path, target = file(GOOD), tmp_path / "mine.toml"
    code, out, _err = run("profile", "draft", path)
    assert (code, parse_profile(out.encode(), "x.toml").id) == (0, "register")
    code, answer = ask("profile", "draft", path, "--out", target)
    assert (code, set(answer), answer["table"]) == (0, {"profile", "table", "findings"}, "members")
    assert target.read_text("utf-8") == answer["profile"]
    assert is_private(target)
    assert parse_profile(target.read_bytes(), "x.toml").id == "mine"
    assert run("check", path, "--profile", target, "--synthetic", *AS_OF)[0] == 0
    assert run("profile", "check", target, path, "--synthetic")[0] == 0


def test_where_rows_were_set_aside_it_is_said_of_how_many_records_that_all_comes_back(file, run):
    code, out, _err = run("profile", "check", "member-register", file(BAD), "--synthetic", "--lang", "en")
    assert code == 1
    assert out.splitlines()[-1].startswith("of the 2 records that could be used,")
    assert out.splitlines()[-1].endswith("; 1 were set aside")
    _code, out, _err = run("profile", "check", "member-register", file(GOOD), "--synthetic", "--lang", "en")
    assert out.splitlines()[-1] == "written again, every value comes back the same"


def test_what_was_parted_by_tabs_comes_back_with_tabs(file, run, tmp_path):
    theirs, mine, again = file(GOOD.replace(",", "\t"), "theirs.txt"), tmp_path / "mine.toml", tmp_path / "again.txt"
    assert run("profile", "draft", theirs, "--out", mine)[0] == 0
    assert run("convert", theirs, tmp_path / "new", "--profile", mine, "--synthetic", *AS_OF)[0] == 0
    run("convert", tmp_path / "new", again, "--profile", mine)
    assert again.read_text("utf-8").splitlines()[0].split("\t") == HEADER.split(",")
    code, out, _err = run("profile", "check", "member-register", theirs, "--synthetic")
    assert code == 0
    assert "loss.separator" in out


def test_a_draft_is_never_written_over_what_stands_there(file, run, tmp_path):
    target = tmp_path / "mine.toml"
    target.write_text("mine", encoding="utf-8")
    assert run("profile", "draft", file(GOOD), "--out", target)[0] == 3
    assert target.read_text("utf-8") == "mine"
    assert run("profile", "draft", file(GOOD), "--out", target, "--replace")[0] == 0


def test_what_a_draft_is_not_sure_of_is_said_beside_it(file, run):
    code, out, err = run("profile", "draft", file(GOOD.replace("นามสกุล", "สถานภาพ")), "--lang", "en")
    assert code == 0
    assert "draft.ambiguous" in err
    assert "draft.ambiguous" not in out


@pytest.mark.parametrize(("text", "name"), [("1,2\n3,4\n", "a.csv"), (GOOD, "a.doc"), ("", "a.csv")])
def test_of_a_file_that_says_nothing_no_draft_is_made(file, run, tmp_path, text, name):
    code, _out, err = run("profile", "draft", file(text, name), "--out", tmp_path / "mine.toml")
    assert (code, bool(err), (tmp_path / "mine.toml").exists()) == (2, True, False)


def test_a_profile_that_fits_ends_with_0_and_one_that_does_not_with_1_or_2(file, run, ask):
    code, answer = ask("profile", "check", "member-register", file(GOOD), "--synthetic")
    assert (code, set(answer), answer["holds"]) == (0, {"holds", "findings"}, True)
    assert run("profile", "check", "member-register", file(BAD), "--synthetic")[0] == 1
    assert run("profile", "check", "sheets-baht-a-day", file(GOOD), "--synthetic")[0] == 1
    assert run("profile", "check", "nobody", file(GOOD))[0] == 2
    assert run("profile", "check", "codi-status-form", file(GOOD))[0] == 2


def test_checking_a_profile_writes_nothing(file, run, tmp_path):
    path = file(GOOD)
    run("profile", "check", "member-register", path)
    assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == ["register.csv"]
