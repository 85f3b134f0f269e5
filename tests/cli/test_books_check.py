"""``books check`` as people run it: what it prints, what it writes, and how it ends."""

import json
import re

import pytest
from attrs import evolve

from communitywelfare.fund.exceptions import CHECKS
from communitywelfare.io.package import read_package, write_package
from communitywelfare.strategies.oddities import ODDITIES


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def odd(package):
    """The package with something odd in its books, by the name of the check that finds it."""

    def planted(*names):
        reading = read_package(str(package))
        fund = reading.package.fund
        for name in names:
            fund = ODDITIES[name](fund)
        entries = tuple(evolve(entry, seal=None) for entry in fund.journal)
        fund = evolve(fund, journal=evolve(fund.journal, entries=entries))
        write_package(str(package), evolve(reading.package, fund=fund))
        return package

    return planted


def test_sound_books_end_with_nothing_found_and_a_chain_that_holds(run, made):
    code, out, _err = run("books", "check", made)
    assert code == 0
    assert "รหัสตรวจสอบต่อเนื่องครบถ้วน" in out
    assert "ไม่พบสิ่งผิดปกติ" in out
    assert read_package(str(made)).package.fund.journal.head[:8] in out


def test_a_warning_ends_with_0_and_an_error_with_1(run, odd):
    assert run("books", "check", odd("receipt_gap"))[0] == 0
    assert run("books", "check", odd("cash_negative"))[0] == 1


def test_what_was_found_stands_under_its_check_with_how_often_and_what_to_do(run, odd):
    code, out, _err = run("books", "check", odd("paid_unapproved", "receipt_gap"), "--lang", "en")
    assert code == 1
    gap, paid = (out.index(f"({name}): 1\n  → ") for name in ("receipt_gap", "paid_unapproved"))
    assert gap < out.index("[audit.receipt_gap]") < paid < out.index("[audit.paid_unapproved]")
    assert "ask for the stubs of the missing numbers" in out
    assert re.search(r"1 errors? · \d+ warnings? · 0 notes?", out)


def test_only_the_named_checks_are_made(run, ask, odd):
    package = odd("paid_unapproved", "receipt_gap")
    assert run("books", "check", package, "--only", "receipt_gap")[0] == 0
    code, answer = ask("books", "check", package, "--only", "receipt_gap", "--only", "paid_unapproved")
    assert code == 1
    assert [(each["check"], each["count"]) for each in answer["checks"]] == [("receipt_gap", 1), ("paid_unapproved", 1)]


def test_a_check_that_is_not_there_is_wrong_usage(run, made):
    code, _out, err = run("books", "check", made, "--only", "horoscope", "--lang", "en")
    assert code == 2
    assert "there is no check horoscope" in err


def test_machines_get_the_chain_every_check_and_both_languages(ask, made):
    code, answer = ask("books", "check", made)
    assert code == 0
    assert answer["chain"]["holds"] is True
    assert len(answer["chain"]["head"]) == 64
    assert [each["check"] for each in answer["checks"]] == list(CHECKS)
    assert all(each["title"]["th"] and each["do"]["en"] and each["count"] == 0 for each in answer["checks"])
    assert answer["findings"] == []


def test_a_changed_entry_breaks_the_chain_whatever_is_asked_for(run, ask, package):
    path = package / "journal.csv"
    text = path.read_bytes()
    path.write_bytes(text.replace("นำเงินสดฝากธนาคาร".encode(), "นำเงินสดฝากธนาคาน".encode(), 1))
    code, out, _err = run("books", "check", package, "--only", "receipt_gap")
    assert code == 1
    assert "รหัสตรวจสอบไม่ต่อเนื่อง" in out
    assert "journal.chain_broken" in out
    assert ask("books", "check", package)[1]["chain"]["holds"] is False


def test_a_page_and_data_are_written_and_the_package_is_left_alone(run, odd, tmp_path):
    package = odd("receipts_differ")
    before = tree(package)
    code, out, _err = run("books", "check", package, "--out", tmp_path / "out")
    assert code == 1
    assert "index.html" in out
    assert tree(package) == before
    assert sorted(tree(tmp_path / "out")) == ["exceptions.json", "index.html"]
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    data = json.loads((tmp_path / "out" / "exceptions.json").read_text("utf-8"))
    [finding] = [each for each in data["findings"] if each["code"] == "audit.receipts_differ"]
    assert finding["th"] in page
    assert finding["params"]["entries"][0] in page
    assert data["chain"]["head"] in page
    assert all(name in page for name in CHECKS)


def test_a_page_of_sound_books_says_so_in_the_language_asked_for(run, made, tmp_path):
    assert run("books", "check", made, "--out", tmp_path / "out", "--lang", "en")[0] == 0
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert '<html lang="en">' in page
    assert "nothing was found" in page
    assert "Exception list for the auditor" in page


def test_a_table_that_is_missing_is_told_and_the_other_checks_are_made(run, package):
    (package / "benefits.csv").unlink()
    code, out, _err = run("books", "check", package, "--lang", "en")
    assert "[audit.not_made]" in out
    assert "(paid_unapproved): 1" in out
    assert code in {0, 1}


def test_of_a_package_that_cannot_be_used_every_finding_is_told(run, ask, package):
    (package / "members.csv").unlink()
    code, _out, err = run("books", "check", package)
    assert code == 1
    assert "members.csv" in err
    assert ask("books", "check", package)[1]["findings"]
