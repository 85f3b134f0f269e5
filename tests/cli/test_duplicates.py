"""Finding and deciding who is in the register twice, command by command."""

import csv

import pytest

WHO = ("--name", "นางมาลี สมมุติใจดี", "--birth", "1/2/2520", "--village", "3", "--no-id-reason", "ยังไม่แจ้ง")
WHY = ("--by", "คณะกรรมการ", "--reason", "เทียบบัตรแล้ว")


@pytest.fixture
def twice(package, ask):
    """A package in which one woman was written down twice."""
    assert ask("member", "enrol", package, *WHO)[0] == ask("member", "enrol", package, *WHO)[0] == 0
    return package


def rows(package):
    with (package / "merges.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_fund_without_duplicates_is_told_so(run, package):
    assert run("member", "duplicates", package) == (0, "ไม่พบคู่ที่อาจเป็นคนเดียวกัน\n", "")


def test_a_pair_is_shown_with_what_agrees_and_a_decision_settles_it(run, ask, twice):
    code, out, _err = run("member", "duplicates", twice)
    assert code == 0
    assert out == "M00041 M00042  ความมั่นใจ ปานกลาง · ตรงกัน: ชื่อ-นามสกุล, วันเกิด · ต่างกัน: –\n"
    [pair] = ask("member", "duplicates", twice)[1]["candidates"]
    assert pair == {
        "one": "M00041",
        "other": "M00042",
        "agrees": ["name", "birth date"],
        "differs": [],
        "confidence": "medium",
    }
    code, answer = ask(
        "member", "same", twice, "M00042", "M00041", *WHY, "--reference", "มติ 1/2567", "--on", "30/9/2567"
    )
    assert code == 0
    assert (answer["member"], answer["other"], answer["verdict"]) == ("M00042", "M00041", "SAME")
    [row] = rows(twice)
    assert row == {
        "member_no": "M00042",
        "other_no": "M00041",
        "verdict": "SAME",
        "decided_date": "2024-09-30",
        "decided_by": "คณะกรรมการ",
        "reason": "เทียบบัตรแล้ว",
        "decided_ref": "มติ 1/2567",
    }
    assert ask("member", "duplicates", twice)[1] == {"candidates": []}
    assert "merge.both_run" in run("check", twice)[1]


def test_two_people_are_not_asked_about_again(run, ask, twice):
    code, out, _err = run("member", "different", twice, "M00041", "M00042", *WHY)
    assert code == 0
    assert "คนละคน" in out
    assert "คณะกรรมการ" in out
    assert ask("member", "duplicates", twice)[1] == {"candidates": []}
    assert "member.may_be_twice" not in run("check", twice)[1]


def test_what_cannot_be_decided_is_refused_and_nothing_is_written(run, twice):
    assert run("member", "same", twice, "M00041", "M00041", *WHY)[0] == 3
    assert run("member", "same", twice, "M00041", "M99999", *WHY)[0] == 2
    assert run("member", "same", twice, "M00041", "M00042", "--by", "ก")[0] == 2
    assert not (twice / "merges.csv").exists()
