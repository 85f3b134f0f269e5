"""Closing a year, voiding a receipt and taking a payment back, command by command, in the files."""

import csv
import shutil

import pytest

from communitywelfare.io.manifest import MANIFEST, digest


def rows(package, name):
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def contents(package):
    return {path.name: path.read_bytes() for path in package.iterdir()}


def test_a_closed_year_is_pinned_by_the_hash_of_its_last_entry(ask, package):
    code, answer = ask("books", "close", package, "--year", "2566")
    assert (code, answer["voucher"], answer["step"]) == (0, "Y1/2566", "close")
    [step] = rows(package, "periods")
    last = rows(package, "journal")[-1]
    assert (step["first_date"], step["last_date"], step["step"]) == ("2022-10-01", "2023-09-30", "CLOSE")
    assert (step["entry_no"], step["hash"]) == (last["entry_no"], last["hash"])
    assert last["doc_type"] == "CLOSING"
    assert ask("check", package)[0] == 0


def test_opening_again_keeps_what_was_and_the_same_year_closes_again(run, ask, package):
    assert ask("books", "close", package, "--year", "2566")[0] == 0
    code, _out, err = run("books", "close", package, "--year", "2566", "--reopen")
    assert code == 3
    assert "เหตุผล" in err
    assert ask("books", "close", package, "--year", "2566", "--reopen", "--reason", "พบใบเสร็จตกหล่น")[0] == 0
    assert ask("books", "close", package, "--year", "2566", "--adjust")[0] == 0
    assert ask("books", "close", package, "--year", "2566")[1]["voucher"] == "Y3/2566"
    assert [row["step"] for row in rows(package, "periods")] == ["CLOSE", "REOPEN", "ADJUST", "CLOSE"]
    assert ask("check", package)[0] == 0


@pytest.mark.parametrize("year", ["2568", "2567"])
def test_a_year_that_cannot_be_closed_leaves_the_package_as_it_was(run, package, year):
    before = contents(package)
    code, _out, err = run("books", "close", package, "--year", year)
    assert code == 3
    assert "ปิดบัญชีปี" in err
    assert contents(package) == before


def test_a_voucher_of_a_closed_year_goes_to_the_first_open_day(ask, package):
    assert ask("books", "close", package, "--year", "2566")[0] == 0
    assert ask("receive", package, "M00001", "30", "--on", "2023-09-28")[0] == 0
    entry = rows(package, "journal")[-1]
    assert (entry["entry_date"], entry["event_date"]) == ("2023-10-01", "2023-09-28")
    assert ask("check", package)[0] == 0


def test_the_treasurer_is_told_on_which_day_the_books_take_what_comes_late(ask, run, package):
    for year in ("2566", "2567"):
        assert ask("books", "close", package, "--year", year)[0] == 0
    code, _out, err = run("receive", package, "M00001", "30", "--on", "2024-09-28")
    assert code == 0
    assert "28 กันยายน 2567 → 1 ตุลาคม 2567" in err
    assert ask("check", package)[0] == 0


def test_every_byte_of_a_closed_year_is_held(ask, run, package, tmp_path):
    """Even whoever seals the changed journal anew, and the manifest with it, is found out by the pin."""
    from attrs import evolve

    from communitywelfare.accounting import Journal
    from communitywelfare.io.journal import journal_text, sealed
    from communitywelfare.io.package import read_package

    assert ask("books", "close", package, "--year", "2566")[0] == 0
    fund = read_package(str(package)).package.fund
    first, *rest = (evolve(entry, seal=None) for entry in fund.journal)
    forged = evolve(first, voucher=evolve(first.voucher, description="ยอดยกมา (แก้)"))
    text = journal_text(sealed(Journal((forged, *rest))))
    old, new = (package / "journal.csv").read_bytes(), b"\xef\xbb\xbf" + text.encode()
    (package / "journal.csv").write_bytes(new)
    manifest = (package / MANIFEST).read_text(encoding="utf-8").replace(digest(old), digest(new))
    (package / MANIFEST).write_text(manifest, encoding="utf-8")
    code, out, _err = run("check", package)
    assert code == 1
    assert "period.changed" in out
    before = contents(package)
    assert run("receive", package, "M00001", "30", "--on", "2024-09-30")[0] == 3
    assert contents(package) == before


def test_a_void_receipt_keeps_its_line_and_its_number(ask, package):
    number = rows(package, "contributions")[-1]["receipt_no"]
    code, answer = ask("receipt", "void", package, number, "--reason", "เขียนชื่อผิด")
    assert (code, answer["voucher"]) == (0, "V1/2567")
    kept = [row for row in rows(package, "contributions") if row["receipt_no"] == number]
    assert {(row["void"], row["void_ref"], row["void_date"]) for row in kept} == {("1", "V1/2567", "2024-09-30")}
    assert rows(package, "journal")[-1]["source_ref"] == f"ใบเสร็จ {number}"
    assert ask("check", package)[0] == 0


def test_a_void_receipt_says_which_day_it_was_voided_on(run, package):
    last, before = (row["receipt_no"] for row in rows(package, "contributions")[:-3:-1])
    words = ("receipt", "void", package)
    assert run(*words, last, "--reason", "เขียนชื่อผิด")[1].splitlines()[-1] == "30 กันยายน 2567"
    told = run(*words, before, "--reason", "wrong name", "--on", "2024-10-01", "--lang", "en")[1]
    assert told.splitlines()[-1] == "1 October 2024"


def test_a_payment_is_taken_back_once(ask, run, package):
    paid = [row for row in rows(package, "claim_actions") if row["action"] == "PAY"]
    reversed_ = {row["claim_no"] for row in rows(package, "claim_actions") if row["action"] == "REVERSE"}
    claim = next(row["claim_no"] for row in paid if row["claim_no"] not in reversed_)
    code, answer = ask("claim", "reverse", package, claim, "--reason", "จ่ายผิดราย")
    assert code == 0
    entry = rows(package, "journal")[-1]
    assert entry["doc_no"] == answer["voucher"]
    assert entry["reverses"]
    assert ask("check", package)[0] == 0
    assert run("claim", "reverse", package, claim, "--reason", "จ่ายผิดราย")[0] == 3


def test_periods_that_are_not_given_were_never_closed(ask, package, tmp_path):
    """A package from before there were periods is read, and its first closing begins the table."""
    older = shutil.copytree(package, tmp_path / "older")
    manifest = (older / MANIFEST).read_text(encoding="utf-8")
    lines = [line for line in manifest.splitlines() if "periods" not in line]
    (older / MANIFEST).write_text("\n".join(lines), encoding="utf-8")
    (older / "periods.csv").unlink()
    assert ask("check", older)[0] == 0
    assert ask("books", "close", older, "--year", "2566")[0] == 0
    assert len(rows(older, "periods")) == 1
