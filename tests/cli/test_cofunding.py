"""Co-funding at the command line: a round from the request to the last satang that goes back, step by step."""

import csv

import pytest

STATE = "GOV_VIA_CODI"
LAO = "LAO"


@pytest.fixture
def asked(ask, package):
    """A round of the state's for 2568, submitted; its number and its figures."""
    code, answer = ask("cofunding", "submit", package, "--year", "2568")
    assert code == 0
    return answer["round"].split()[1], answer


def rows(package, table):
    with (package / f"{table}.csv").open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def test_a_round_goes_its_whole_course_and_the_package_stays_sound(ask, package, asked):
    number, figures = asked
    of = (package, STATE, number)
    granted = 300 * figures["members"]
    assert ask("cofunding", "endorse", *of)[0] == 0
    assert ask("cofunding", "return", *of, "--reason", "ขาดรายชื่อ")[0] == 0
    assert ask("cofunding", "resubmit", *of, figures["requested"], "--members", figures["members"])[0] == 0
    assert ask("cofunding", "review", *of)[0] == 0
    code, answer = ask("cofunding", "approve", *of, granted, "--ref", "5/2567")
    assert (code, answer["state"], answer["members"]) == (0, "APPROVED", figures["members"])
    assert sum(row["round"] == number for row in rows(package, "matches")) == figures["members"]
    code, answer = ask("cofunding", "receive", *of, granted - 50, "--key", "a")
    assert ask("cofunding", "receive", *of, granted - 50, "--key", "a") == (code, answer)
    assert ask("cofunding", "receive", *of, 80)[0] == 3
    assert ask("cofunding", "receive", *of, 80, "--excess-goes-back")[0] == 0
    assert ask("cofunding", "reconcile", *of)[0] == 3
    code, answer = ask("cofunding", "give-back", *of)
    assert (code, answer["amount"]) == (0, "30.00")
    assert ask("cofunding", "reconcile", *of)[0] == 0
    code, answer = ask("cofunding", "show", package)
    last = next(each for each in answer["rounds"] if (each["source"], each["round"]) == (STATE, int(number)))
    assert (last["state"], last["returned"]) == ("RECONCILED", "30.00")
    assert ask("check", package)[0] == 0


def test_a_local_government_is_asked_and_gives_money_and_things(ask, package):
    proposed = ("cofunding", "propose", package, LAO, "50000", "--year", "2568")
    code, answer = ask(*proposed, "--agency", "เทศบาลตัวอย่าง", "--members", "30", "--village", "1", "--village", "2")
    assert code == 0
    of = (package, LAO, answer["round"].split()[1])
    assert ask("cofunding", "budget", *of, "40000", "--ref", "เทศบัญญัติ 2568")[0] == 0
    assert ask("cofunding", "receive", *of, "40000", "--into", "11010")[0] == 0
    code, answer = ask("cofunding", "in-kind", *of, "--what", "ข้าวสาร 50 ถุง", "--worth", "6000")
    assert answer["in_kind"][0]["worth"] == "6000.00"
    code, answer = ask("cofunding", "report", *of, "--ref", "12/2567")
    assert (code, answer["state"]) == (0, "REPORTED")
    assert ask("check", package)[0] == 0


def test_who_turns_out_not_to_have_counted_is_told_and_owed_back(ask, run, package, asked):
    number, figures = asked
    of = (package, STATE, number)
    granted = str(300 * figures["members"])
    assert ask("cofunding", "approve", *of, granted, "--ref", "5/2567")[0] == 0
    assert ask("cofunding", "receive", *of, granted)[0] == 0
    matched = next(row["member_no"] for row in rows(package, "matches") if row["round"] == number)
    assert ask("member", "leave", package, matched, "--cause", "DECEASED", "--on", "2024-09-30")[0] == 0
    code, out, _err = run("cofunding", "recheck", *of, "--lang", "en")
    assert code == 0
    assert f"{matched} 300.00: " in out
    assert out.endswith("must go back now: 300.00\n")
    code, answer = ask("cofunding", "recheck", *of, "--owe")
    assert (code, answer["to_return"], answer["owed_now"]) == (0, "300.00", True)
    assert ask("cofunding", "recheck", *of)[1]["to_return"] == "0.00"
    assert ask("check", package)[0] == 0


def test_fewer_than_asked_for_are_named_or_left_out(ask, package, asked):
    number, figures = asked
    of = (package, STATE, number)
    granted = str(300 * (figures["members"] - 1))
    code, answer = ask("cofunding", "approve", *of, granted, "--ref", "5/2567", "--members", figures["members"] - 1)
    assert (code, answer["findings"][0]["code"]) == (3, "cofunding.name_the_members")
    code, answer = ask("cofunding", "approve", *of, granted, "--ref", "5/2567", "--but", "M99999")
    assert (code, answer["findings"][0]["code"]) == (3, "cofunding.does_not_count")


def test_a_round_that_is_not_there_and_a_scheme_that_is_none_are_wrong_usage(ask, run, package, tmp_path):
    assert ask("cofunding", "endorse", package, STATE, "99")[0] == 2
    assert ask("cofunding", "recheck", package, "OTHER_STATE", "1")[0] == 2
    assert ask("cofunding", "submit", package, "--year", "2568", "--scheme", "none")[0] == 2
    assert run("cofunding", "submit", package, "--year", "2568", "--scheme", str(tmp_path / "none.toml"))[0] == 2


def test_a_scheme_of_ones_own_is_read_from_its_file(ask, package, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(
        """format = "communitywelfare.scheme/1"
id = "own"
source = "OTHER_STATE"
name = { th = "ก", en = "a" }
[[period]]
first_budget_year = 2560
cite = "made up"
[period.base]
value = "per member"
confidence = "high"
why = "made up"
[period.per_member]
value = "10.00"
confidence = "high"
why = "made up"
""",
        encoding="utf-8",
    )
    code, answer = ask("cofunding", "submit", package, "--year", "2568", "--scheme", str(own))
    assert code == 0
    assert answer["round"] == "OTHER_STATE 1"
    assert ask("cofunding", "cancel", package, "OTHER_STATE", "1", "--reason", "ยื่นผิด")[1]["state"] == "CANCELLED"


def test_the_scheme_of_a_round_is_its_own_at_every_step(ask, run, package, asked):
    number, figures = asked
    of = (package, STATE, number)
    assert rows(package, "cofunding")[-1]["scheme"] == "state-via-codi"
    other = ("--scheme", "codi-seed")
    granted = 300 * figures["members"]
    for step in (
        ("approve", *of, granted, "--ref", "5/2567"),
        ("cancel", *of, "--reason", "ยื่นผิด"),
        ("recheck", *of),
        ("recheck", *of, "--owe"),
    ):
        code, answer = ask("cofunding", *step, *other)
        assert (code, answer["findings"][0]["code"]) == (3, "cofunding.other_scheme")
    assert ask("cofunding", "approve", *of, granted, "--ref", "5/2567")[0] == 0
    assert ask("cofunding", "recheck", *of)[1]["entitlement"] == f"{granted}.00"
    assert run("cofunding", "recheck", *of, "--key", "a")[0] == 2


def test_a_budget_year_is_of_either_era_and_what_never_came_is_told_at_the_end(ask, run, package):
    code, answer = ask("cofunding", "submit", package, "--year", "2025")
    of = (package, STATE, answer["round"].split()[1])
    assert (code, rows(package, "cofunding")[-1]["budget_year"]) == (0, "2568")
    assert run("cofunding", "submit", package, "--year", "25680")[0] == 2
    assert run("cofunding", "submit", package, "--year", "9999")[0] == 2
    assert ask("cofunding", "propose", package, LAO, "5", "--year", "๒๕๖๙", "--agency", "ก")[0] == 0
    granted = 300 * answer["members"]
    assert ask("cofunding", "approve", *of, granted, "--ref", "5/2567")[0] == 0
    assert "not_come" not in ask("cofunding", "receive", *of, granted - 70)[1]
    code, out, _err = run("cofunding", "reconcile", *of, "--lang", "en")
    assert (code, out.splitlines()[-1]) == (0, "  of the approved sum not come 70.00")


def test_a_round_is_shown_in_words_with_its_things_and_figures(run, package):
    code, out, _err = run("cofunding", "show", package, "--lang", "en")
    assert code == 0
    assert "round LAO" in out
    assert "asked for" in out


def test_what_the_source_says_must_go_back_is_owed_by_its_letter(ask, package):
    came = [each for each in ask("cofunding", "show", package)[1]["rounds"] if each["received"] != "0.00"]
    of = (package, came[-1]["source"], came[-1]["round"])
    code, answer = ask("cofunding", "owe-back", *of, "10", "--reason", "หนังสือที่ 7")
    assert (code, answer["amount"]) == (0, "10.00")
    assert ask("check", package)[0] == 0


def test_seed_money_is_asked_for_by_its_size_and_only_once(ask, package):
    year = ("--year", "2568", "--scheme", "codi-seed", "--on", "1/10/2567")
    code, answer = ask("cofunding", "submit", package, *year)
    assert (code, answer["findings"][0]["code"]) == (2, "cofunding.grant_not_chosen")
    code, answer = ask("cofunding", "submit", package, *year, "--stated", "70000")
    assert (code, answer["findings"][0]["code"]) == (3, "cofunding.grant_not_listed")
    code, answer = ask("cofunding", "submit", package, *year, "--stated", "100000")
    assert code == 3
    assert [each["code"] for each in answer["findings"]] == ["cofunding.nothing_asked", "cofunding.granted_before"]
