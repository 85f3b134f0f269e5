"""The commands about networks of funds."""

import json
import shutil
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import python_calamine
from attrs import evolve

import communitywelfare as cw
from communitywelfare import write_package
from communitywelfare.cli import main
from communitywelfare.money import total

ROOT = Path(__file__).resolve().parents[2]
LOPBURI = ROOT / "examples" / "lopburi"
DATA = ROOT / "src" / "communitywelfare" / "data"


def test_the_published_figures_of_lop_buri_cannot_all_be(capsys):
    assert main(["network", "check-published", str(LOPBURI), "--lang", "en"]) == 1
    said = capsys.readouterr().out
    assert "78 (กองทุนสวัสดิการชุมชนในจังหวัด) cannot be 66.14 % of any whole number" in said
    assert "78/117 = 66.67 %, 78/118 = 66.10 %" in said
    assert "66.14 % could be 84/127, 125/189" in said
    assert "(tambon) of จังหวัดลพบุรี add up to 82, of 124 in the list" in said


def test_machines_are_told_the_same(capsys):
    assert main(["network", "check-published", str(LOPBURI), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["figures"], told["areas"]) == (18, 268)
    assert [each["code"] for each in told["findings"] if each["severity"] == "error"] == [
        "published.percent_impossible"
    ]


def test_figures_that_can_be_are_said_to(tmp_path, capsys):
    (tmp_path / "areas.csv").write_text("code,kind,name_th\n16,PROVINCE,ลพบุรี\n", encoding="utf-8")
    (tmp_path / "published.csv").write_text('id,text,unit,value\na,กองทุน,FUND,"1,234"\n', encoding="utf-8")
    assert main(["network", "check-published", str(tmp_path)]) == 0
    assert "ไม่พบตัวเลขที่เป็นไปไม่ได้" in capsys.readouterr().out


@pytest.mark.parametrize("missing", ["areas.csv", "published.csv"])
def test_a_folder_without_its_lists_is_refused(missing, tmp_path, capsys):
    for name in ("areas.csv", "published.csv"):
        if name != missing:
            (tmp_path / name).write_bytes((LOPBURI / name).read_bytes())
    assert main(["network", "check-published", str(tmp_path), "--lang", "en"]) == 2
    assert missing in capsys.readouterr().err


# --- summaries and reports ---


@pytest.fixture(scope="module")
def network(tmp_path_factory):
    """Two districts with a fund each and one that has not reported; packages whose area is known, and a spoiled one."""
    place = tmp_path_factory.mktemp("network")
    for number, area in ((1, "161001"), (2, "160701")):
        package = cw.make_package(cw.Plan(members=120, years=4, seed=number))
        details = {**package.fund.profile.details, "area_code": area}
        profile = evolve(package.fund.profile, fund_id=f"F{number}", details=details)
        write_package(str(place / "funds" / f"F{number}"), evolve(package, fund=evolve(package.fund, profile=profile)))
    (place / "funds" / "F9.summary.json").write_text("{}", encoding="utf-8")
    lists = place / "lists"
    lists.mkdir()
    for name in ("areas.csv", "zones.csv"):
        (lists / name).write_bytes((LOPBURI / name).read_bytes())
    rows = "fund_id,fund_name,area\nF1,หนึ่ง,161001\nF2,สอง,160701\nF3,สาม,161006\n"
    (lists / "funds.csv").write_text(rows, encoding="utf-8")
    training = "fund_id,topic,persons,since,until\nF1,SWF,2,2023-01-01,\nF2,SWF,7,2022-01-01,\n"
    (lists / "training.csv").write_text(training, encoding="utf-8")
    return place


def report(network, out, *more):
    lists = str(network / "lists" / "areas.csv")
    return main(["network", "report", str(network / "funds"), "--areas", lists, "--out", str(out), *more])


def test_a_report_adds_up_what_can_be_read_and_names_the_rest(network, tmp_path, capsys):
    assert report(network, tmp_path / "out", "--lang", "en") == 1  # one file is no summary
    said = capsys.readouterr()
    assert "reported (funds) 2 · not reported 1 · set apart 0 · not readable 1" in said.out
    assert "summary.format" in said.err
    told = json.loads((tmp_path / "out" / "network.json").read_text("utf-8"))
    assert [each["fund"] for each in told["missing"]] == ["F3"]
    assert [each["source"] for each in told["refused"]] == ["F9.summary.json"]
    zones = told["parts"]["ZONE"]
    assert zones["Z4"]["figures"] == told["whole"]["figures"]
    sums = [part["figures"]["members.current"] for part in told["parts"]["DISTRICT"].values()]
    assert sum(sums) == told["whole"]["figures"]["members.current"]


def test_the_page_and_the_workbook_show_the_same_figures(network, tmp_path):
    report(network, tmp_path / "out")
    told = json.loads((tmp_path / "out" / "network.json").read_text("utf-8"))
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    members = told["whole"]["figures"]["members.current"]
    assert f"{members:,}" in page
    assert "อำเภอลำสนธิ" in page
    assert "สาม" in page  # has not reported
    workbook = python_calamine.CalamineWorkbook.from_path(tmp_path / "out" / "network.xlsx")
    rows = [row for name in workbook.sheet_names for row in workbook.get_sheet_by_name(name).to_python()]
    cells = {cell for row in rows for cell in row}
    assert members in cells
    assert told["whole"]["figures"]["money.remaining"] / 100 in cells


def test_for_everybody_small_counts_and_single_funds_are_left_out(network, tmp_path):
    assert report(network, tmp_path / "out", "--public", "--lang", "en") == 1
    told = json.loads((tmp_path / "out" / "network.json").read_text("utf-8"))
    assert "whole" not in told
    assert "parts" not in told
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "counts of fewer than 5 people" in page
    assert "Indicators by fund" not in page


def test_a_report_of_a_day_is_drawn_up_as_of_that_day(network, tmp_path, capsys):
    assert report(network, tmp_path / "out", "--as-of", "30/9/2566", "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert told["as_of"] == "2023-09-30"
    assert told["elsewhen_count"] == 0


def test_a_folder_without_funds_is_refused(network, tmp_path, capsys):
    assert (
        main(
            [
                "network",
                "report",
                str(tmp_path),
                "--areas",
                str(LOPBURI),
                "--out",
                str(tmp_path / "out"),
                "--lang",
                "en",
            ]
        )
        == 2
    )
    assert "holds no package and no summary" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_summary_can_stand_for_its_package(network, tmp_path, capsys):
    for name in ("F1", "F2"):
        package = str(network / "funds" / name)
        assert main(["network", "summary", package, "--out", str(tmp_path / "funds"), "--lang", "en"]) == 0
    assert sorted(file.name for file in (tmp_path / "funds").iterdir()) == ["F1.summary.json", "F2.summary.json"]
    assert "written" in capsys.readouterr().out
    lists = ["--areas", str(network / "lists"), "--json"]
    assert main(["network", "report", str(tmp_path / "funds"), "--out", str(tmp_path / "sums"), *lists]) == 0
    report(network, tmp_path / "packages")
    one, other = (json.loads((tmp_path / name / "network.json").read_text("utf-8")) for name in ("sums", "packages"))
    assert one["whole"] == other["whole"]
    assert one["parts"] == other["parts"]


def test_a_summary_says_as_of_when_and_what_fails(network, tmp_path, capsys):
    package = tmp_path / "F1"
    shutil.copytree(network / "funds" / "F1", package)
    table = package / "contributions.csv"
    table.write_bytes(table.read_bytes().replace(b",CASH,", b",SHELLS,", 1))
    asked = ["network", "summary", str(package), "--out", str(tmp_path), "--as-of", "2023-09-30", "--lang", "en"]
    assert main(asked) == 1
    assert "1 rows of contributions cannot be used" in capsys.readouterr().err
    assert json.loads((tmp_path / "F1.summary.json").read_text("utf-8"))["as_of"] == "2023-09-30"


def test_other_processes_help_where_there_are_packages_enough(network, tmp_path):
    for number in range(4):
        shutil.copytree(network / "funds" / "F1", tmp_path / "funds" / f"copy{number}")
    lists = ["--areas", str(LOPBURI), "--out", str(tmp_path / "out"), "--json"]
    assert main(["network", "report", str(tmp_path / "funds"), *lists]) == 0
    told = json.loads((tmp_path / "out" / "network.json").read_text("utf-8"))
    assert [finding["code"] for finding in told["findings"]] == ["summary.twice"]


# --- co-funding ---


def test_the_requests_of_a_province_are_screened_and_share_one_budget(network, tmp_path, capsys):
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path)]
    assert main([*asked, "--budget", "5000", "--json"]) == 0  # a summary is no package, and is left alone
    told = json.loads(capsys.readouterr().out)
    assert (told["pass"], told["fail"], told["unknown"]) == (2, 0, 0)
    assert (told["granted"], told["unspent"]) == ("5000.00", "0.00")
    assert {file.name for file in tmp_path.iterdir()} == {
        f"requests.{form}" for form in ("html", "xlsx", "csv", "json")
    }
    page = (tmp_path / "requests.html").read_text("utf-8")
    assert "คำขอรับการสมทบของทุกกองทุน ปีงบประมาณ 2567" in page
    assert "5,000.00" in page


def test_packages_of_one_fund_are_named_and_none_of_them_is_shared_out(network, tmp_path, capsys):
    """Whatever each of them asks for: the budget goes to the funds of which it is clear what they ask."""
    shutil.copytree(network / "funds", tmp_path / "funds")
    shutil.copytree(network / "funds" / "F1", tmp_path / "funds" / "F1 of March")
    asked = ["network", "cofunding", str(tmp_path / "funds"), "--year", "2567", "--out", str(tmp_path / "out")]
    assert main([*asked, "--budget", "5000", "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [(each["code"], each["place"]["file"], each["params"]) for each in told["refused"]] == [
        ("network.packages_of_one_fund", "F1", {"fund": "F1", "others": ["F1 of March"]}),
        ("network.packages_of_one_fund", "F1 of March", {"fund": "F1", "others": ["F1"]}),
    ]
    assert (told["pass"], told["granted"]) == (1, "5000.00")
    table = (tmp_path / "out" / "requests.csv").read_text("utf-8-sig")
    assert ("F2" in table, "F1" in table) == (True, False)
    assert main([*asked, "--lang", "en"]) == 1
    assert "F1: F1 of March is a package of fund F1 too" in capsys.readouterr().err


def test_without_a_budget_requests_are_only_screened(network, tmp_path, capsys):
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path), "--lang", "en"]
    assert main(asked) == 0
    assert "requested (baht)" in capsys.readouterr().out
    assert "No budget was given" in (tmp_path / "requests.html").read_text("utf-8")


def test_a_province_can_be_screened_by_another_scheme(network, tmp_path, capsys):
    """Local governments match one to one with a year's dues of 365 baht, whatever the state gives."""
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path), "--json"]
    by_state, by_local = (
        json.loads((main([*asked, *more]), capsys.readouterr().out)[1])
        for more in ([], ["--scheme", "local-government"])
    )
    assert by_local["asked"] == "61685.00"  # of 169 members
    assert by_state["asked"] != by_local["asked"]
    assert "เงินสมทบจากองค์กรปกครองส่วนท้องถิ่น" in (tmp_path / "requests.html").read_text("utf-8")


BOTH = ["--scheme", "state-via-codi", "--scheme", "local-government"]


def test_several_schemes_are_screened_shared_out_and_followed_each_by_itself(network, tmp_path, capsys):
    """The same figures as of each scheme alone; nothing is added up over payers."""
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--json"]
    alone = []
    for scheme, budget in (("state-via-codi", "5000"), ("local-government", "61000")):
        assert main([*asked, "--scheme", scheme, "--budget", budget, "--out", str(tmp_path / scheme)]) == 0
        alone.append(json.loads(capsys.readouterr().out))
    budgets = ["--budget-of", "state-via-codi", "5000", "--budget-of", "local-government", "61000"]
    assert main([*asked, *BOTH, *budgets, "--out", str(tmp_path / "both")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["schemes"] == [{key: each[key] for key in each if key not in {"out", "refused"}} for each in alone]
    assert (told["refused"], "asked" in told) == ([], False)
    page = (tmp_path / "both" / "requests.html").read_text("utf-8")
    for name, budget in (("งบสมทบจากรัฐบาลผ่าน พอช.", "5,000.00"), ("เงินสมทบจากองค์กรปกครองส่วนท้องถิ่น", "61,000.00")):
        assert f"{name} · " in page
        assert budget in page
    assert main([*asked[:-1], *BOTH, "--out", str(tmp_path / "both"), "--lang", "en"]) == 0
    assert "local government's contribution" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ([*BOTH, "--budget", "5000"], "cofunding.budget_of_which"),
        ([*BOTH, "--budget-of", "codi-seed", "5000"], "cofunding.no_scheme"),
    ],
)
def test_a_budget_is_of_one_of_the_schemes_that_are_named(more, code, network, tmp_path, capsys):
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path / "out")]
    assert main([*asked, *more]) == 2
    assert code in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_by_a_scheme_of_local_governments_what_they_approved_and_paid_is_followed(network, tmp_path):
    """Not what came from the state: each figure is of the rounds of that payer in that year."""
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path)]
    assert main([*asked, "--scheme", "local-government"]) == 0
    table = (tmp_path / "requests.csv").read_text("utf-8-sig")
    for name in ("F1", "F2"):
        fund = cw.read_package(network / "funds" / name).package.fund
        rounds = [each for each in fund.rounds if each.source == "LAO" and each.budget_year == 2567]
        standings = [fund.round_standing(each, fund.as_of) for each in rounds]
        received = total(each.received for each in standings)
        assert len(rounds) > 1
        assert received.satang > 0
        state = [each for each in fund.rounds if each.source == "GOV_VIA_CODI" and each.budget_year == 2567]
        assert received.plain in table
        assert fund.round_standing(state[0], fund.as_of).received.plain not in table


def test_a_province_can_be_screened_by_a_scheme_of_a_file(network, tmp_path, capsys):
    """A made-up scheme of 100 baht for each member: what is asked for is a hundred times the members."""
    text = (DATA / "schemes" / "local_government.toml").read_text("utf-8")
    own = tmp_path / "own.toml"
    own.write_text(text.replace('"local-government"', '"pao"').replace('"365.00"', '"100.00"'), encoding="utf-8")
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path / "out")]
    assert main([*asked, "--scheme", str(own), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["asked"] == "16900.00"  # of 169 members


def test_a_year_before_a_scheme_is_told_of_every_fund(network, tmp_path, capsys):
    text = (DATA / "schemes" / "local_government.toml").read_text("utf-8")
    (tmp_path / "later.toml").write_text(text.replace("= 2553", "= 2570"), encoding="utf-8")
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path / "out"), "--json"]
    assert main([*asked, "--scheme", str(tmp_path / "later.toml")]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["code"] for each in told["refused"]] == ["scheme.year_unknown"] * 2
    assert told["asked"] == "0.00"
    assert main([*asked[:-1], "--lang", "en", "--scheme", str(tmp_path / "later.toml")]) == 1
    assert "F2: no rules" in capsys.readouterr().err


def test_a_scheme_that_nobody_knows_is_named(network, tmp_path, capsys):
    asked = ["network", "cofunding", str(network / "funds"), "--year", "2567", "--out", str(tmp_path), "--lang", "en"]
    assert main([*asked, "--scheme", "nobody"]) == 2
    assert "local-government" in capsys.readouterr().err


def test_a_folder_without_packages_asks_for_nothing(tmp_path, capsys):
    assert main(["network", "cofunding", str(tmp_path), "--year", "2567", "--out", str(tmp_path / "out")]) == 2
    assert not (tmp_path / "out").exists()


def test_a_package_that_cannot_be_read_is_named_beside_the_others(network, tmp_path, capsys):
    shutil.copytree(network / "funds" / "F1", tmp_path / "funds" / "F1")
    (tmp_path / "funds" / "broken.zip").write_bytes(b"no zip")
    asked = ["network", "cofunding", str(tmp_path / "funds"), "--year", "2567", "--out", str(tmp_path / "out")]
    assert main([*asked, "--lang", "en"]) == 1
    assert "broken.zip" in capsys.readouterr().err


# --- plans ---


@pytest.fixture
def planned(network, tmp_path):
    """The lists of the network with a plan of a zone."""
    lists = tmp_path / "lists"
    shutil.copytree(network / "lists", lists)
    (lists / "plans.csv").write_text("plan,name,of\nPL1,แผนโซน 4,Z4\n", encoding="utf-8")
    goals = "goal,plan,text,indicator,baseline,target\nG1,PL1,ครอบคลุมประชากร,population,1,90\n"
    (lists / "goals.csv").write_text(goals, encoding="utf-8")
    rows = "activity,goal,text,responsible,budget,state\nA1,G1,รับสมัครสมาชิก,คณะทำงาน,30000,DONE\n"
    (lists / "activities.csv").write_text(rows, encoding="utf-8")
    return lists


def test_a_plan_is_exported_with_what_is_reached(network, planned, tmp_path, capsys):
    asked = ["network", "plan", str(planned), "Z4", "--as-of", "2024-09-30", "--out", str(tmp_path / "plan")]
    assert main([*asked, "--folder", str(network / "funds"), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["goals"], told["activities"], told["files"]) == (1, 1, ["plan.html", "plan.json", "plan.xlsx"])
    page = (tmp_path / "plan" / "plan.html").read_text("utf-8")
    assert "รับสมัครสมาชิก" in page
    assert "30,000.00" in page
    assert main([*asked, "--lang", "en"]) == 0  # without figures it is still a plan
    assert "–" in (tmp_path / "plan" / "plan.html").read_text("utf-8")


def test_a_fund_sees_its_own_plan_in_its_report(network, planned, tmp_path):
    """How far the goal is, is what the fund's own figures say, exactly; the page shows it and what is done for it."""
    (planned / "plans.csv").write_text("plan,name,of\nPL1,แผนกองทุน,F1\nPL2,แผนของคนอื่น,F2\n", encoding="utf-8")
    report = ["report", str(network / "funds" / "F1"), "--out", str(tmp_path / "out"), "--plans", str(planned)]
    assert main(report) == 0
    [goal] = json.loads((tmp_path / "out" / "plans.json").read_text("utf-8"))["plans"]
    fund = cw.read_package(network / "funds" / "F1").package.fund
    share = cw.network.summarise(fund, fund.as_of).indicators["population"]
    assert Fraction(goal["now"]) == Fraction(100 * share.numerator, share.denominator)
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    assert "ความก้าวหน้าตามแผน" in page
    assert "รับสมัครสมาชิก" in page
    assert "แผนของคนอื่น" not in page
    assert main(report[:-2]) == 0  # without its plans nothing of them is left behind
    assert not (tmp_path / "out" / "plans.json").exists()
    assert "ความก้าวหน้าตามแผน" not in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_report_says_that_a_fund_has_no_plan(network, planned, tmp_path, capsys):
    report = ["report", str(network / "funds" / "F1"), "--out", str(tmp_path / "out"), "--lang", "en"]
    assert main([*report, "--plans", str(planned)]) == 0
    assert "no plan of F1" in capsys.readouterr().err
    assert not (tmp_path / "out" / "plans.json").exists()


OWN_PLAN = {
    "plans": "plan,name,since,until\nPL1,แผนสามปีของกองทุน,2024-01-01,2026-12-31\nPL9,แผนที่ยังไม่มีเป้าหมาย,,\n",
    "goals": (
        "goal,plan,text,indicator,baseline,target,measured,measured_on\n"
        "G1,PL1,ครอบคลุมประชากร,population,1,90,,\nG2,PL1,ทำบัญชีได้ทุกหมู่บ้าน,,0,7,3,2024-09-15\n"
    ),
    "activities": "activity,goal,text,responsible,budget,state\nA1,G1,รับสมัครสมาชิก,คณะทำงาน,30000,UNDER_WAY\n",
}


@pytest.fixture
def keeping_a_plan(network, tmp_path):
    """A fund that keeps its plan in its own package."""
    package = tmp_path / "own" / "F1"
    shutil.copytree(network / "funds" / "F1", package)
    for name, text in OWN_PLAN.items():
        (package / f"{name}.csv").write_text(text, encoding="utf-8")
    return package


def test_a_fund_that_keeps_its_plan_sees_it_in_its_report(keeping_a_plan, tmp_path):
    report = ["report", str(keeping_a_plan), "--out", str(tmp_path / "out")]
    assert main(report) == 0
    told = json.loads((tmp_path / "out" / "plans.json").read_text("utf-8"))
    fund = cw.read_package(keeping_a_plan).package.fund
    share = cw.network.summarise(fund, fund.as_of).indicators["population"]
    population, own = told["plans"]
    assert Fraction(population["now"]) == Fraction(100 * share.numerator, share.denominator)
    assert Fraction(population["done"]) == (Fraction(population["now"]) - 1) / 89
    assert (own["indicator"], own["now"], own["done"], own["measured_on"]) == ("", "3", "3/7", "2024-09-15")
    assert [each["state"] for each in told["activities"]] == ["UNDER_WAY"]
    page = (tmp_path / "out" / "index.html").read_text("utf-8")
    section = page[page.index('id="plans"') :].partition("</section>")[0]
    assert "แผนสามปีของกองทุน · 1 มกราคม 2567 ถึง 31 ธันวาคม 2569 · ความก้าวหน้าตามแผน" in section
    for wanted in ("ความครอบคลุมประชากร", "วัดเอง", "42.86\u00a0%", "90.00", "รับสมัครสมาชิก", "30,000.00", "กำลังดำเนินการ"):
        assert wanted in section, wanted
    assert "แผนที่ยังไม่มีเป้าหมาย" not in section  # of a plan without goals there is nothing to show
    assert main([*report, "--lang", "en"]) == 0
    assert "members of inhabitants" in (tmp_path / "out" / "index.html").read_text("utf-8")


def test_a_plan_travels_with_its_package(keeping_a_plan, tmp_path):
    for name in ("one.zip", "one.xlsx", "one.json", "folder"):
        assert main(["convert", str(keeping_a_plan), str(tmp_path / name)]) == 0
        package = cw.read_package(tmp_path / name).package
        assert package.plans == cw.read_package(keeping_a_plan).package.plans
        assert [each.measured for each in package.plans.goals] == [None, Decimal(3)]


def test_what_is_wrong_with_the_plan_of_a_fund_is_told_by_check(keeping_a_plan, capsys):
    wrong = "plan,name,of\nPL1,แผนสามปี,F1\nPL2,แผนของคนอื่น,F2\n"
    (keeping_a_plan / "plans.csv").write_text(wrong, encoding="utf-8")
    assert main(["check", str(keeping_a_plan), "--json"]) == 1
    told = {(each["code"], each["place"].get("record")) for each in json.loads(capsys.readouterr().out)["findings"]}
    assert ("plan.subject_unknown", "PL2") in told
    assert not {each for each in told if each[1] == "PL1"}


def test_what_a_fund_says_of_its_plan_goes_before_what_its_network_keeps(keeping_a_plan, planned, tmp_path):
    """The network has an older copy of the plan, and another plan of the fund."""
    (planned / "plans.csv").write_text("plan,name,of\nPL1,ฉบับเก่า,F1\nPL2,แผนของเครือข่าย,F1\n", encoding="utf-8")
    goals = "goal,plan,text,indicator,baseline,target\nG1,PL1,ของเก่า,population,1,9\nG7,PL2,ใหม่,retention,1,9\n"
    (planned / "goals.csv").write_text(goals, encoding="utf-8")
    rows = "activity,goal,text\nA1,G1,ของเก่า\nA7,G7,เยี่ยมบ้าน\nA8,G8,ไม่มีเป้าหมาย\n"
    (planned / "activities.csv").write_text(rows, encoding="utf-8")
    report = ["report", str(keeping_a_plan), "--out", str(tmp_path / "out"), "--plans", str(planned)]
    assert main(report) == 1  # an activity of no goal
    told = json.loads((tmp_path / "out" / "plans.json").read_text("utf-8"))
    assert [(each["plan"], each["text"]) for each in told["plans"]] == [
        ("PL1", "ครอบคลุมประชากร"),
        ("PL1", "ทำบัญชีได้ทุกหมู่บ้าน"),
        ("PL2", "ใหม่"),
    ]
    assert [each["text"] for each in told["activities"]] == ["รับสมัครสมาชิก", "เยี่ยมบ้าน"]


def test_a_plan_that_nobody_made_is_refused(planned, tmp_path, capsys):
    asked = ["network", "plan", str(planned), "F1", "--as-of", "2024-09-30", "--out", str(tmp_path / "plan")]
    assert main([*asked, "--lang", "en"]) == 2
    assert "no plan of F1" in capsys.readouterr().err
    assert not (tmp_path / "plan").exists()


def test_the_report_shows_how_far_plans_are(network, planned, tmp_path):
    asked = ["network", "report", str(network / "funds"), "--areas", str(planned), "--out", str(tmp_path / "out")]
    assert main(asked) == 1  # one file is no summary
    told = json.loads((tmp_path / "out" / "network.json").read_text("utf-8"))
    [goal] = told["plans"]
    share = told["parts"]["ZONE"]["Z4"]["indicators"]["population"]
    assert Fraction(goal["now"]) == Fraction(100 * share["numerator"], share["denominator"])
    assert "ความก้าวหน้าตามแผน" in (tmp_path / "out" / "index.html").read_text("utf-8")
