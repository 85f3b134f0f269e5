"""A day at the desk, command by command."""

import csv
import json

import pytest


def rows(package, name):
    with (package / f"{name}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


ENROL = ("--name", "นางทดลอง สมมุติใจดี", "--citizen-id", "๙-๐๐๐๐-๐๐๐๐๐-๐๑-๒", "--birth", "1/2/2520", "--on", "1/10/2567")


def test_enrol_gives_the_next_number_and_appends_one_row(ask, package):
    before = rows(package, "members")
    code, answer = ask("member", "enrol", package, *ENROL)
    after = rows(package, "members")

    assert code == 0
    assert answer == {"member": "M00041", "on": "2024-10-01"}
    assert after[:-1] == before
    assert after[-1]["national_id"] == "9000000000012"
    assert after[-1]["birth_date"] == "1977-02-01"
    assert after[-1]["full_name"] == "นางทดลอง สมมุติใจดี"


def test_who_comes_over_from_another_fund_is_enrolled_with_the_day_from_which_it_counted_there(run, ask, package):
    code, _out, err = run("member", "enrol", package, *ENROL, "--transferred-since", "2/10/2567")
    assert code == 3
    assert "2 ตุลาคม 2567" in err
    assert ask("member", "enrol", package, *ENROL, "--transferred-since", "15/6/2555")[0] == 0
    assert [row["transferred_since"] for row in rows(package, "members")][-2:] == ["", "2012-06-15"]
    assert "member.transfer_unsaid" in run("check", package)[1]


def test_a_wrong_check_digit_is_told_at_once_and_the_member_is_taken_in(run, ask, package):
    words = ("member", "enrol", package, "--on", "2024-10-01", "--lang", "en")
    code, out, err = run(*words, "--name", "ก ข", "--citizen-id", "9000000000013")
    assert (code, out.strip()) == (0, "member M00041")
    assert "check digit" in err
    assert "[id.check_digit]" in err
    assert "9000000000013" not in err
    code, answer = ask(*words[:-2], "--name", "ค ง", "--citizen-id", "9000000000014")
    assert (code, answer["member"]) == (0, "M00042")
    assert [each["code"] for each in answer["findings"]] == ["id.check_digit"]
    assert "id.check_digit" not in run(*words, "--name", "จ ฉ", "--citizen-id", "9000000000012")[2]


def test_a_claim_says_which_days_it_understood_and_what_to_look_at_before_anyone_decides(run, ask, package):
    words = ("claim", "new", package, "--member", "M00001", "--benefit", "hospital", "--on", "10/10/2567")
    stay = ("--event", "2/10/2567", "--until", "6/10/2567", "--units", "4")
    code, out, err = run(*words, *stay)
    assert (code, "event_again" in err) == (0, False)
    assert [day for day in ("2 ตุลาคม 2567", "6 ตุลาคม 2567", "10 ตุลาคม 2567") if day not in err] == []
    first = out.split()[-1]
    code, out, err = run(*words, *stay, "--lang", "en")
    assert code == 0
    assert f"for which claim {first} of the same member asked too" in err
    assert [each["code"] for each in ask(*words, *stay)[1]["findings"]] == ["claim.event_again"] * 2
    assert "claim.event_again" in run("check", package)[1]
    death = ask(
        "claim", "new", package, "--member", "M00001", "--benefit", "death", "--event", "2024-10-09", *words[-2:]
    )
    assert [each["code"] for each in death[1]["findings"]] == ["claim.death_not_recorded"]


def test_an_entry_fee_that_is_not_the_by_laws_is_told_and_taken(run, ask, package):
    words = ("receive", package, "M00001", "--on", "2024-10-05", "--kind", "ENTRY_FEE")
    code, _out, err = run(*words, "25", "--lang", "en")
    assert code == 0
    assert "the entry fee received is 25.00 baht; the by-law says 20.00 [receipt.fee_differs]" in err
    assert rows(package, "contributions")[-1]["amount"] == "25.00"
    assert "findings" not in ask(*words, "20")[1]
    assert [each["code"] for each in ask(*words, "19.99")[1]["findings"]] == ["receipt.fee_differs"]
    assert "fee_differs" not in run("receive", package, "M00001", "25", "--on", "2024-10-05")[2]


def test_a_person_is_not_enrolled_twice(run, ask, package):
    assert ask("member", "enrol", package, *ENROL)[0] == 0
    before = rows(package, "members")
    code, _out, err = run("member", "enrol", package, *ENROL)

    assert code == 3
    assert "M00041" in err
    assert "9000000000012" not in err
    assert rows(package, "members") == before


def test_a_citizen_id_of_14_digits_is_refused_and_masked(run, package):
    code, _out, err = run("member", "enrol", package, "--name", "ก ข", "--citizen-id", "90000000000123")

    assert code == 2
    assert "14" in err
    assert "9000000000" not in err


def test_receive_prints_the_receipt_and_posts_it(run, package):
    before = len(rows(package, "journal"))
    code, out, _err = run("receive", package, "M00001", "30", "--on", "2024-10-05")
    receipt = rows(package, "contributions")[-1]

    assert code == 0
    assert "ใบเสร็จเลขที่ 1/2568" in out
    assert "30.00 บาท (สามสิบบาทถ้วน)" in out
    assert (receipt["receipt_no"], receipt["amount"]) == ("1/2568", "30.00")
    assert len(rows(package, "journal")) == before + 2
    assert receipt["journal_no"] == rows(package, "journal")[-1]["entry_no"]


@pytest.mark.parametrize("months", ["10/2567..12/2567", "2567-10..2567-12", "2024-10..2024-12", "ต.ค. 2567..ธ.ค. 2567"])
def test_months_paid_for_are_read_in_either_era(run, package, months):
    assert run("receive", package, "M00001", "90", "--on", "2024-10-05", "--for", months)[0] == 0
    written = rows(package, "contributions")[-1]
    assert (written["period_from"], written["period_to"]) == ("2024-10", "2024-12")


def test_what_is_no_month_is_told_with_an_example_in_both_languages(run, package):
    before = rows(package, "contributions")
    code, _out, err = run("receive", package, "M00001", "90", "--for", "13/2567")
    assert code == 2
    assert "13/2567 ไม่ใช่เดือน พิมพ์เช่น 10/2567 หรือ 2024-10 / 13/2567 is not a month; write 10/2567 or 2024-10" in err
    assert rows(package, "contributions") == before


@pytest.mark.parametrize(("amount", "expected"), [("-30", 2), ("0", 3)])
def test_nothing_and_less_than_nothing_are_not_received(run, package, amount, expected):
    before = rows(package, "contributions")
    words = (
        ("receive", package, "M00001", "--", amount)
        if amount.startswith("-")
        else ("receive", package, "M00001", amount)
    )
    code = run(*words)[0]

    assert code in {expected, 3}
    assert rows(package, "contributions") == before


def test_a_claim_walks_from_the_desk_to_the_voucher(ask, run, package):
    asked = (
        "--benefit",
        "hospital",
        "--event",
        "1/9/2567",
        "--until",
        "5/9/2567",
        "--units",
        "4",
        "--on",
        "2024-10-02",
    )
    number = ask("claim", "new", package, "--member", "M00001", *asked)[1]["claim"]
    assert run("claim", "pay", package, number)[0] == 3
    code, answer = ask("claim", "assess", package, number)
    assert code == 0
    assert answer["decision"]["assessed"] == "600.00"
    assert run("claim", "pay", package, number)[0] == 3
    assert ask("claim", "approve", package, number, "--ref", "มติ 1/2567")[1]["approved"] == "600.00"
    code, paid = ask("claim", "pay", package, number, "--key", "once")
    assert (code, paid["voucher"], paid["amount"]) == (0, "P1/2568", "600.00")

    again = ask("claim", "pay", package, number, "--key", "once")
    assert again[0] == 0
    assert again[1]["voucher"] == "P1/2568"
    assert run("claim", "pay", package, number)[0] == 3

    claim = rows(package, "benefits")[-1]
    assert (claim["status"], claim["amount_paid"], claim["voucher_no"]) == ("PAID", "600.00", "P1/2568")
    kinds = [row["action"] for row in rows(package, "claim_actions") if row["claim_no"] == number]
    assert kinds == ["SUBMIT", "ASSESS", "APPROVE", "PAY"]
    assert run("check", package)[0] == 0


def test_another_sum_than_the_assessed_one_needs_reason_and_resolution(run, ask, package):
    asked = ("--benefit", "birth", "--event", "2024-09-01", "--on", "2024-10-02")
    number = ask("claim", "new", package, "--member", "M00001", *asked)[1]["claim"]
    ask("claim", "assess", package, number)

    assert run("claim", "approve", package, number, "--amount", "1500")[0] == 3
    assert run("claim", "approve", package, number, "--amount", "1500", "--ref", "2/2567", "--reason", "แฝด")[0] == 0


def test_what_was_granted_between_two_assessments_changes_the_hash_of_usage_alone(ask, package, run, tmp_path):
    asked = ("--benefit", "birth", "--on", "2024-10-02", "--member", "M00001", "--event")
    first, second = (ask("claim", "new", package, *asked, day)[1]["claim"] for day in ("2024-08-01", "2024-09-01"))
    ask("claim", "assess", package, first)
    before = ask("claim", "assess", package, second)[1]["decision"]
    assert ask("claim", "approve", package, first)[0] == 0
    after = ask("claim", "assess", package, second)[1]["decision"]
    made_of = ("engine_version", "bylaw_version", "bylaw_hash", "facts_hash", "usage_hash", "decision_id")
    assert [name for name in made_of if before[name] != after[name]] == ["usage_hash", "decision_id"]

    run("report", package, "--out", tmp_path / "out", "--as-of", "2024-10-02")
    decided = json.loads((tmp_path / "out" / "decisions.json").read_text("utf-8"))
    (same,) = (each for each in decided if each["claim"] == second)
    assert {name: same[name] for name in made_of} == {name: after[name] for name in made_of}


RELIEF = """
[version.benefit.relief]
label = { th = "ช่วยเหลือตามที่คณะกรรมการเห็นสมควร", en = "as the committee sees fit" }
category = "99"
amount = { form = "discretion", at_least = "100.00", at_most = "1,000.00" }
"""


def test_the_committee_decides_within_its_authority_and_not_beyond(run, ask, package):
    file = package / "bylaw.toml"
    file.write_text(file.read_text(encoding="utf-8") + RELIEF, encoding="utf-8")
    asked = ("--benefit", "relief", "--event", "2024-09-01", "--on", "2024-10-02")
    number = ask("claim", "new", package, "--member", "M00001", *asked)[1]["claim"]
    answer = ask("claim", "assess", package, number)[1]["decision"]
    assert answer["outcome"] == "NEEDS_COMMITTEE"
    assert answer["authority"] == {"least": "100.00", "most": "1000.00"}

    resolved = ("--ref", "มติ 2/2567", "--reason", "บ้านถูกไฟไหม้")
    before = rows(package, "claim_actions")
    for beyond in ("99.99", "1,000.01"):
        code, _out, err = run("claim", "approve", package, number, "--amount", beyond, *resolved, "--lang", "th")
        assert code == 3
        assert f"{beyond} บาท อยู่นอกอำนาจคณะกรรมการ (100.00 ถึง 1,000.00 บาท)" in err
        english = run("claim", "approve", package, number, "--amount", beyond, *resolved, "--lang", "en")[2]
        assert "outside the committee's authority (100.00 to 1,000.00 baht)" in english
    assert rows(package, "claim_actions") == before
    assert ask("claim", "approve", package, number, "--amount", "1000", *resolved)[1]["approved"] == "1000.00"


def test_returned_is_not_rejected(ask, package):
    asked = ("--benefit", "birth", "--event", "2024-09-01", "--on", "2024-10-02")
    first = ask("claim", "new", package, "--member", "M00001", *asked)[1]["claim"]
    second = ask("claim", "new", package, "--member", "M00002", *asked)[1]["claim"]
    assert ask("claim", "return", package, first, "--reason", "ขอสูติบัตร", "--deadline", "2024-11-02")[0] == 0
    assert ask("claim", "reject", package, second, "--reason", "ยื่นผิดคน")[0] == 0
    states = {row["claim_no"]: row["status"] for row in rows(package, "benefits")}

    assert (states[first], states[second]) == ("PENDING", "REJECTED")


def test_leaving_is_recorded_and_only_once(run, ask, package):
    assert ask("member", "leave", package, "M00001", "--on", "2024-10-03", "--cause", "RESIGNED")[0] == 0
    assert run("member", "leave", package, "M00001", "--on", "2024-10-04", "--cause", "RESIGNED")[0] == 3
    row = next(row for row in rows(package, "members") if row["member_no"] == "M00001")

    assert (row["status"], row["exit_date"]) == ("RESIGNED", "2024-10-03")


def test_an_unknown_member_is_named(run, package):
    code, _out, err = run("receive", package, "M99999", "30")

    assert code == 2
    assert "M99999" in err


def test_nothing_is_added_to_a_damaged_journal(run, package):
    path = package / "journal.csv"
    path.write_bytes(path.read_bytes().replace(b"2024-0", b"2024-1", 1))
    before = path.read_bytes()
    code, _out, err = run("receive", package, "M00001", "30", "--on", "2024-10-05")

    assert code == 3
    assert "journal.chain_broken" in err
    assert path.read_bytes() == before


def test_the_manifest_follows_every_change(ask, package):
    ask("receive", package, "M00001", "30", "--on", "2024-12-05")
    manifest = json.loads((package / "manifest.json").read_text("utf-8"))

    assert manifest["as_of"] == "2024-12-05"
    assert manifest["rows"]["contributions"] == len(rows(package, "contributions"))


def test_what_a_claim_states_is_a_name_and_a_value(run, ask, package):
    asked = ("claim", "new", package, "--member", "M00001", "--benefit", "scholarship", "--event", "2024-10-01")
    code, _out, err = run(*asked, "--on", "2024-10-05", "--attribute", "grade")
    assert code == 2
    assert "cell.not_pairs" in err
    code, answer = ask(*asked, "--on", "2024-10-05", "--attribute", " grade = 3.75 ", "--attribute", "level=ป.6")
    assert code == 0
    claim = next(row for row in rows(package, "benefits") if row["claim_no"] == answer["claim"])
    assert "grade=3.75" in claim["attributes"]
