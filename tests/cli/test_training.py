"""Exercises as learners do them: each solution is right, each slip in it is not, and so is nothing at all."""

import json
import shlex

import pytest

from communitywelfare.io.training_toml import exercises

HOSPITAL = "claim new ex --on 10/10/2567 --benefit hospital"
APPLICANT = '--name "สมหญิง ตัวอย่าง" --citizen-id 9000000000012 --birth 12/5/2530 --sex F --village 4'
SOLUTIONS = {
    "enrol": f"""
        member enrol ex {APPLICANT} --on 1/10/2567
        receive ex M00041 20 --kind ENTRY_FEE --on 1/10/2567
        receive ex M00041 90 --on 1/10/2567
        training check ex""",
    "void": """
        receipt void ex 1/2568 --reason "ออกผิดคน" --on 3/10/2567
        receive ex M00006 90 --on 3/10/2567
        training check ex""",
    "claim": f"""
        {HOSPITAL} --member M00001 --event 2/10/2567 --until 6/10/2567 --units 4
        {HOSPITAL} --member M00040 --event 5/10/2567 --until 8/10/2567 --units 3
        claim assess ex 1/2568
        claim assess ex 2/2568
        claim approve ex 1/2568 --ref "มติ 10/2567"
        claim reject ex 2/2568 --reason "ยังไม่พ้น 180 วัน"
        claim pay ex 1/2568
        training check ex --answer payable=600""",
    "collect": """
        collect sheet ex --village 3 --on 7/10/2567 --out .
        EDIT collect-3-2024-10-07.csv M00018 30.00,, 30.00,30,
        EDIT collect-3-2024-10-07.csv M00026 30.00,, 30.00,90,
        EDIT collect-3-2024-10-07.csv รวม ,,,,,, ,,,,,120,
        collect take ex collect-3-2024-10-07.csv --by สมใจ
        money hand-over ex สมใจ 120 --on 9/10/2567
        training check ex""",
    "count": """
        money count ex "1000=4; 500=1; 100=4; 50=1; 20=1; 10=1"
        money passbook ex ex/passbook.csv
        money interest ex 12.75
        training check ex --answer difference=-20""",
    "month": """
        books close ex --year 2566
        books close ex --year 2567
        training check ex --answer received=300 --answer paid=400 --answer left=95,762.44""",
    "section10": """
        training check ex --answer received=115,630.44 --answer members=35700 --answer remaining=๙๕,๗๖๒.๔๔""",
    "cofunding": """
        training check ex --answer members=32 --answer amount=11,680 --answer why=cofunding.not_a_full_year""",
    "findings": """
        EDIT ex/members.csv M00003 2564-04-01 2021-04-01
        EDIT ex/members.csv M00010 9707623708252 9707623708225
        training check ex""",
}
SLIPS = [
    ("enrol", "9000000000012", "9000000000021"),
    ("enrol", " --sex F", ""),
    ("enrol", "--sex F", "--sex M"),
    ("enrol", "สมหญิง ตัวอย่าง", "สมหญิง ตัวอย่างดี"),
    ("enrol", "M00041 90", "M00041 60"),
    ("enrol", "M00041 90", "M00001 90"),
    ("enrol", "--kind ENTRY_FEE --on 1/10", "--kind ENTRY_FEE --on 2/10"),
    ("void", "receive ex M00006 90", "receive ex M00005 90"),
    ("void", "M00006 90", "M00006 30"),
    ("claim", "--units 4", "--units 2"),
    ("claim", "claim pay ex 1/2568", "EDIT ex/members.csv M00001 M M"),
    ("claim", '--ref "มติ 10/2567"', ""),
    ("claim", "payable=600", "payable=800"),
    ("collect", "M00026 30.00,, 30.00,90,", "M00027 30.00,, 30.00,90,"),
    ("collect", "สมใจ 120", "สมใจ 100"),
    ("count", "20=1", "20=2"),
    ("count", "money interest ex 12.75", "money interest ex 12.57"),
    ("count", "difference=-20", "difference=20"),
    ("month", "--year 2567", "--year 2567 --adjust"),
    ("month", "paid=400", "paid=400.01"),
    ("section10", "members=35700", "members=25020"),
    ("cofunding", "not_a_full_year", "no_longer_member"),
    ("findings", "2564-04-01 2021-04-01", "2564-04-01 2021-04-10"),
    ("findings", "9707623708225", "9707623708217"),
]


@pytest.fixture(autouse=True)
def _in_a_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def follow(run, ask, tmp_path):
    """Start an exercise and do what a solution says; gives the code and the answer of its last command."""

    def follower(name, solution):
        assert run("training", "start", "ex", "--exercise", name)[0] == 0
        *steps, last = map(shlex.split, solution.strip().splitlines())
        for step in steps:
            if step[0] == "EDIT":
                edit(tmp_path / step[1], *step[2:])
            else:
                run(*step)
        return ask(*last)

    return follower


def edit(path, record, old, new):
    """Change one line of a file as a person does in a spreadsheet."""
    lines = path.read_bytes().decode("utf-8").splitlines(keepends=True)
    at = next(number for number, line in enumerate(lines) if record in line)
    lines[at] = lines[at].replace(old, new, 1)
    path.write_bytes("".join(lines).encode("utf-8"))


def test_every_exercise_has_a_solution_and_slips():
    assert set(SOLUTIONS) == {each.id for each in exercises().all} == {name for name, _right, _wrong in SLIPS}


@pytest.mark.parametrize("name", SOLUTIONS)
def test_a_solution_is_right(follow, name):
    code, answer = follow(name, SOLUTIONS[name])
    assert (code, answer["done"]) == (0, True)
    assert answer["right"] == answer["wanted"]
    assert {each["code"] for each in answer["findings"]} == {"training.right"}


@pytest.mark.parametrize(("name", "right", "wrong"), SLIPS)
def test_a_slip_is_not_right(follow, name, right, wrong):
    assert right in SOLUTIONS[name]
    code, answer = follow(name, SOLUTIONS[name].replace(right, wrong))
    assert (code, answer["done"]) == (1, False)
    assert 0 <= answer["right"] < answer["wanted"]


@pytest.mark.parametrize("name", SOLUTIONS)
def test_nothing_done_is_not_right(follow, name):
    code, answer = follow(name, "training check ex")
    assert (code, answer["done"], answer["right"]) == (1, False, 0)


def test_a_check_says_it_in_thai_and_in_english_and_changes_nothing(run, tmp_path):
    run("training", "start", "ex", "--exercise", "1")
    before = {path.name: path.read_bytes() for path in (tmp_path / "ex").iterdir()}
    assert "ยังไม่พบ: สมาชิกใหม่หนึ่งคน" in run("training", "check", "ex")[1]
    assert "0 of 4 are right" in run("training", "check", "ex", "--lang", "en")[1]
    assert {path.name: path.read_bytes() for path in (tmp_path / "ex").iterdir()} == before


def test_a_task_can_be_read_again_with_its_hint(run, ask):
    run("training", "start", "ex", "--exercise", "count")
    code, out, _err = run("training", "task", "ex")
    assert (code, "คำใบ้" in out, "--answer difference=…" in out) == (0, False, True)
    assert "คำใบ้: money count" in run("training", "task", "ex", "--hint")[1]
    assert ask("training", "task", "ex", "--hint")[1]["hint"]["en"].startswith("money count")


def test_the_list_names_all_of_them_in_order(run, ask):
    assert run("training", "list")[1].splitlines()[0] == "1. รับสมาชิกใหม่ (enrol)"
    assert [each["id"] for each in ask("training", "list")[1]["exercises"]] == list(SOLUTIONS)


def test_an_exercise_is_not_started_over_something(run, package):
    code, _out, err = run("training", "start", package, "--exercise", "1")
    assert code == 3
    assert "training.folder_taken" in err
    assert not (package / "exercise.toml").exists()


@pytest.mark.parametrize(
    ("words", "expected", "said"),
    [
        (("start", "new", "--exercise", "99"), 2, "training.unknown_exercise"),
        (("check", "nowhere"), 2, "training.no_exercise"),
        (("task", "."), 2, "training.no_exercise"),
        (("check", "ex", "--answer", "nothing"), 2, "NAME=VALUE"),
    ],
)
def test_what_cannot_be_started_or_checked_is_told(run, words, expected, said):
    code, _out, err = run("training", *words)
    assert (code, said in err) == (expected, True)


def test_a_spoilt_note_of_which_exercise_it_is_is_told(run, package):
    for text in ("format = ", 'format = "communitywelfare.exercise/2"', ""):
        (package / "exercise.toml").write_text(text, encoding="utf-8")
        code, _out, err = run("training", "check", package)
        assert (code, "training.no_exercise" in err) == (2, True)


def test_an_exercise_whose_files_a_learner_saved_with_a_spreadsheet_can_still_be_right(run, tmp_path):
    """The bytes are others (here the ends of lines), and the rows are the same."""
    run("training", "start", "ex", "--exercise", "findings")
    path = tmp_path / "ex" / "members.csv"
    for step in SOLUTIONS["findings"].strip().splitlines()[:2]:
        edit(path, *step.split()[2:])
    path.write_bytes(path.read_bytes().replace(b"\r\n", b"\n"))
    assert "file.hash_differs" in run("check", "ex")[1]
    assert run("training", "check", "ex")[0] == 0


def test_the_same_exercise_is_the_same_for_every_learner(run, tmp_path):
    for name in ("one", "two"):
        run("training", "start", name, "--exercise", "void")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert json.loads(one["manifest.json"])["as_of"] == "2024-10-02"
