"""The treasurer's day with money, command by command."""

import csv
import json

import pytest

NAAM = "นางสมใจ"


def rows(package, name):
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture
def collected(package, ask):
    """A package in which a collector has 90 baht in hands."""
    assert ask("receive", package, "M00001", "90", "--by", NAAM)[0] == 0
    return package


def test_money_goes_from_hand_to_hand_and_to_the_bank_and_back(ask, run, collected):
    code, handed = ask("money", "hand-over", collected, NAAM, "60")
    assert (code, handed["amount"]) == (0, "60.00")
    assert handed["voucher"].startswith("T")
    assert ask("money", "deposit", collected, "50")[0] == 0
    assert (
        ask("money", "withdraw", collected, "20", "--source", "MEMBERS", "--on", "1/10/2567")[1]["on"] == "2024-10-01"
    )
    moved = [row for row in rows(collected, "journal") if row["doc_type"] == "TRANSFER"][-6:]
    assert [(row["account"], row["holder"]) for row in moved] == [
        ("11010", ""),
        ("11020", NAAM),
        ("12010", ""),
        ("11010", ""),
        ("11010", ""),
        ("12010", ""),
    ]
    assert run("check", collected)[0] == 0


def test_the_report_on_hands_tells_who_has_what_since_when(ask, run, collected):
    code, report = ask("money", "hands", collected, "--on", "10/10/2567", "--since", "2024-09-01")
    assert code == 0
    (mine,) = (each for each in report["holders"] if each["holder"] == NAAM)
    assert (mine["received"], mine["balance"], mine["days"]) == ("90.00", "90.00", 10)
    assert [each["amount"] for each in mine["in_hand"]] == ["90.00"]
    assert report["balance"] == "90.00"
    _code, out, _err = run("money", "hands", collected, "--on", "10/10/2567")
    assert "วันค้าง 10" in out
    assert rows(collected, "contributions")[-1]["received_by"] == NAAM


@pytest.mark.parametrize(
    "words",
    [
        ("hand-over", NAAM, "90.01"),
        ("hand-over", "คนอื่น", "1"),
        ("hand-over", NAAM, "1", "--source", "LAO"),
        ("hand-over", NAAM, "0"),
        ("deposit", "999999"),
        ("deposit", "1", "--account", "41010"),
        ("withdraw", "99999999"),
        ("interest", "0"),
        ("fee", "99999999"),
        ("fee", "1", "--source", "GOV_VIA_CODI"),
        ("count", "100=1", "--account", "41010"),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_written(words, run, collected):
    before = {path.name: path.read_bytes() for path in collected.iterdir()}
    command, *rest = words
    code, _out, err = run("money", command, collected, *rest)
    assert code == 3
    assert "[" in err
    assert {path.name: path.read_bytes() for path in collected.iterdir()} == before


def test_a_count_is_kept_and_its_difference_told(ask, run, package):
    code, told = ask("money", "count", package, "1000=3; 100=2; 0.25=3", "--note", "ผู้ตรวจ")
    assert (code, told["counted"]) == (0, "3200.75")
    assert float(told["difference"]) == float(told["counted"]) - float(told["expected"])
    assert told["draft"]["postings"][0]["amount"] == told["difference"]
    assert [row["pieces"] for row in rows(package, "cash_counts")] == ["0.25=3; 100.00=2; 1000.00=3"]
    assert "cash.differs" in run("check", package)[1]
    assert "ร่างใบสำคัญ" in run("money", "count", package, "1=1")[1]
    baht = int(float(told["expected"]))
    assert ask("money", "count", package, f"1={baht}")[1]["draft"] is None


def test_all_hands_together_may_be_counted_or_one_of_them(ask, collected):
    assert ask("money", "count", collected, "10=9", "--account", "11020")[1]["difference"] == "0.00"
    assert ask("money", "count", collected, "10=8", "--account", "11020", "--holder", NAAM)[1]["difference"] == "-10.00"


def test_a_count_that_is_none_is_wrong_usage(run, package):
    assert run("money", "count", package, "ร้อย=3")[0] == 2
    assert run("money", "count", package, "0=3")[0] == 2


LINES = """วันที่,รหัสรายการ,ถอน,ฝาก,คงเหลือ,หมายเหตุ
2024-09-30,,,,{balance}.00,ยกมา
2024-09-30,,,50.00,{next}.00,
2024-09-30,INT,,3.25,{next}.25,
"""


def test_a_passbook_is_read_once_and_held_against_the_books(ask, run, package, tmp_path):
    file = tmp_path / "passbook.csv"
    file.write_text(LINES.format(balance=1000, next=1050).replace("1050.25", "1053.25"), encoding="utf-8")
    assert run("money", "reconcile", package)[0] == 2
    code, told = ask("money", "passbook", package, file)
    assert (code, told["read"], told["new"]) == (0, 3, 3)
    assert ask("money", "passbook", package, file)[1]["new"] == 0
    assert [row["account"] for row in rows(package, "bank")] == ["12010"] * 3
    assert ask("money", "deposit", package, "50")[0] == 0
    code, found = ask("money", "reconcile", package)
    lines = {line["line"]: line["amount"] for line in found["statement"]}
    assert code == 0
    assert len(found["matched"]) == 1
    assert lines["ONLY_BANK_IN"] == "3.25"
    assert lines["PASSBOOK"] == "1053.25"
    assert [draft["voucher"]["postings"][0]["amount"] for draft in found["drafts"]] == ["3.25"]
    assert "ดอกเบี้ย" in run("money", "reconcile", package)[1]
    assert ask("money", "interest", package, "3.25")[0] == 0
    assert ask("money", "reconcile", package)[1]["drafts"] == []
    assert run("check", package)[0] == 0


def test_bad_lines_of_a_passbook_are_told_with_their_place_and_the_others_go_on(run, ask, package, tmp_path):
    file = tmp_path / "p.csv"
    file.write_text(
        "account,date,withdraw,deposit,balance\n12010,2024-09-01,,,100\n,31/02/2567,,1,101\n,2024-09-02,1,1,100\n",
        encoding="cp874",
    )
    code, told = ask("money", "passbook", package, file, "--encoding", "cp874")
    assert (code, told["new"]) == (1, 1)
    assert [(each["place"]["file"], each["place"]["row"]) for each in told["findings"]] == [("p.csv", 3), ("p.csv", 4)]
    code, _out, err = run("money", "passbook", package, file)
    assert code == 1
    assert "แถว 3" in err
    assert run("money", "passbook", package, tmp_path / "none.csv")[0] == 2


def test_suggestions_are_shown(ask, run, package, tmp_path):
    assert ask("money", "deposit", package, "30")[0] == 0
    assert ask("money", "deposit", package, "40")[0] == 0
    file = tmp_path / "p.csv"
    file.write_text("date,deposit,balance\n2024-09-30,,100\n2024-09-30,70,170\n", encoding="utf-8")
    assert ask("money", "passbook", package, file)[0] == 0
    _code, found = ask("money", "reconcile", package)
    assert [len(each["books"]) for each in found["suggested"]] == [2]
    assert "ขอให้ตรวจ" in run("money", "reconcile", package)[1]


def test_nothing_is_answered_of_what_is_no_package(run, package):
    (package / "members.csv").unlink()
    assert run("money", "hands", package)[0] == 1
    assert run("money", "hands", package.parent / "none")[0] == 2


def test_answers_are_json_that_a_machine_reads(run, collected):
    for words in (("hands",), ("count", "1=1")):
        _code, out, _err = run("money", words[0], collected, *words[1:], "--json")
        json.loads(out)
