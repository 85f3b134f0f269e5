"""The other papers, command by command: each prints its number, and the package stays sound."""

import csv

import pytest

PAPERS = {
    "cost": ("cost", "52030", "120.50", "--for", "ค่ากระดาษ"),
    "income": ("income", "42030", "88.25", "--for", "ดอกเบี้ยงวดครึ่งปี", "--source", "OTHER"),
    "transfer": ("transfer", "10", "--for", "รวมเงิน", "--from", "MEMBERS", "--to", "OTHER", "--ref", "4/2567"),
    "lend": ("lend", "10", "--for", "ยืมจ่าย", "--from", "MEMBERS", "--to", "LAO", "--ref", "4/2567"),
}


@pytest.mark.parametrize("paper", PAPERS)
def test_a_paper_is_written_and_the_package_stays_sound(ask, package, paper):
    command, *given = PAPERS[paper]
    code, answer = ask("voucher", command, package, *given)
    assert code == 0
    with (package / "journal.csv").open(encoding="utf-8-sig", newline="") as stream:
        last = list(csv.DictReader(stream))[-1]
    assert last["doc_no"] == answer["voucher"]
    assert ask("check", package)[0] == 0


def test_savings_that_are_none_are_not_paid_back(run, package):
    code, _out, err = run("voucher", "refund", package, "M00001", "100", "--for", "ลาออก", "--lang", "en")
    assert code == 3
    assert "M00001" in err


def test_what_a_source_borrowed_is_paid_back_by_the_number_of_its_voucher(ask, run, package):
    code, lent = ask(
        "voucher", "lend", package, "50", "--for", "ยืม", "--from", "MEMBERS", "--to", "OTHER", "--ref", "4/2567"
    )
    assert code == 0
    assert ask("voucher", "repay", package, lent["voucher"], "50", "--for", "คืน")[0] == 0
    assert ask("check", package)[0] == 0
    code, _out, err = run("voucher", "repay", package, lent["voucher"], "1", "--for", "คืน", "--lang", "en")
    assert (code, lent["voucher"] in err) == (3, True)
