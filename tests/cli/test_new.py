"""Founding a fund at the command line: by a file, by typing, and then the first day at its desk."""

import csv
import json

import pytest
from click.testing import CliRunner

from communitywelfare.cli.commands import cli
from communitywelfare.founding import Kind
from communitywelfare.io.founding_toml import founding_questions, founding_templates
from communitywelfare.reports.answers_file import answers_file
from communitywelfare.reports.founding_words import answer_words, option_words, question_words, wanted_words
from communitywelfare.wording import LANGUAGES, known_codes

GIVEN = {
    "fund.name": "กองทุนสวัสดิการชุมชนตำบลทดลอง",
    "fund.id": "TD-1",
    "fund.founded": "1/10/2567",
    "area.kind": "TAMBON",
    "area.subdistrict": "ทดลอง",
    "area.district": "ทดลอง",
    "area.province": "ทดลอง",
    "area.villages": 9,
    "bylaw.cite": "ระเบียบกองทุน พ.ศ. 2567",
    "bylaw.adopted": "15/9/2567",
    "bylaw.tenure_from": "applied",
    "dues.convention": "FLAT_30",
    "dues.rate": "1",
    "dues.first_month": "month of joining",
    "dues.entry_fee": "20",
    "opening.CODI_SEED": "55,000",
    "opening.place": "BANK",
    "benefit.birth.take": "ใช่",
    "benefit.birth.pays": "500",
    "benefit.birth.wait": "180 วัน",
    "benefit.hospital.take": "ไม่",
    "benefit.elderly.take": "ไม่",
    "benefit.death.take": "ใช่",
    "benefit.death.steps": "180 วัน = 2,500; 1 ปี = 5,000",
    "benefit.scholarship.take": "ไม่",
    "benefit.disaster.take": "ไม่",
}
WEAK = "180 วัน = 1,000; 5 ปี = 30,000"


def typed(given, template=""):
    """The lines that somebody types: an answer to each question that is asked, in order, blank where there is none."""
    takes = {each.rpartition(".")[0] for each, answer in given.items() if each.endswith(".take") and answer == "ใช่"}
    lines = []
    for question in founding_questions(template).items:
        is_of_clause = question.table.startswith("benefit.")
        is_asked = question.key == "take" or question.table in takes if is_of_clause else not question.follows
        if is_asked or question.id in given:
            lines.append(str(given.get(question.id, "")))
    return lines


def ask(folder, lines, *options):
    result = CliRunner().invoke(cli, ["new", "fund", str(folder), "--ask", *options], input="\n".join(lines) + "\n")
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def answers(tmp_path):
    path = tmp_path / "answers.toml"
    path.write_text(answers_file(founding_questions(), GIVEN), "utf-8")
    return path


def test_a_fund_is_founded_and_its_first_member_enrolled_and_first_receipt_taken(run, answers, tmp_path):
    folder, out = tmp_path / "fund", tmp_path / "out"
    code, said, err = run("new", "fund", folder, "--answers", answers)
    assert code == 0
    assert said.splitlines()[0] == f"ตั้งกองทุนแล้ว {folder}"
    assert "founding.default_taken" not in err  # the file has them written in
    assert run("bylaw", "lint", folder / "bylaw.toml")[1].splitlines()[-1].startswith("0 ผิดพลาด · 0 ควรตรวจ")
    assert run("check", folder) == (0, "ไม่พบสิ่งผิดปกติ\n", "")
    assert run("books", "check", folder)[0] == 0
    assert run("report", folder, "--out", out)[0] == 0

    enrolled = ("--name", "นางทดลอง สมมุติใจดี", "--no-id-reason", "รอบัตร", "--birth", "1/2/2520", "--village", "3")
    code, said, _err = run("member", "enrol", folder, *enrolled, "--on", "5/10/2567")
    assert (code, said) == (0, "สมาชิกเลขที่ M0001\n")
    code, said, _err = run("receive", folder, "M0001", "30", "--on", "6/10/2567")
    assert (code, said.splitlines()[0]) == (0, "ใบเสร็จเลขที่ 1/2568")
    assert run("receive", folder, "M0001", "20", "--kind", "ENTRY_FEE", "--on", "6/10/2567")[0] == 0
    assert run("check", folder)[0] == run("books", "check", folder)[0] == 0
    assert run("report", folder, "--out", out)[0] == 0
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    assert "55,050.00" in json.dumps(summary) or "55050.00" in json.dumps(summary)
    identities = json.loads((out / "identities.json").read_text("utf-8"))
    assert [each for each in identities if each["holds"] is False] == []


def test_a_fund_founded_before_the_state_gave_anything_is_reported_on_and_that_is_said(run, tmp_path):
    """Founded on 1 January 2549; the state's first round was that of budget year 2553."""
    path, folder, out = tmp_path / "answers.toml", tmp_path / "fund", tmp_path / "out"
    path.write_text(
        answers_file(founding_questions(), {**GIVEN, "fund.founded": "1/1/2549", "bylaw.adopted": "15/12/2548"}),
        "utf-8",
    )
    assert run("new", "fund", folder, "--answers", path)[0] == 0
    assert run("report", folder, "--out", out)[0] == 0
    page = (out / "index.html").read_text("utf-8")
    said = "ไม่พบหลักเกณฑ์ของ “งบสมทบจากรัฐบาลผ่าน พอช.” สำหรับปีงบประมาณ 2549 (มีตั้งแต่ปี 2553)"
    assert said in page[page.index('id="cofunding"') :].partition("</section>")[0]
    [why] = json.loads((out / "summary.json").read_text("utf-8"))["cofunding"]["why"]
    assert (why["code"], why["params"]["year"], why["params"]["known"]) == ("scheme.year_unknown", 2549, 2553)
    assert len((out / "eligible.csv").read_text("utf-8-sig").splitlines()) == 1
    enrolled = ("--name", "นางทดลอง สมมุติใจดี", "--no-id-reason", "รอบัตร", "--birth", "1/2/2520", "--village", "3")
    assert run("member", "enrol", folder, *enrolled, "--on", "5/1/2549")[0] == 0
    assert run("report", folder, "--out", out)[0] == 0
    with (out / "excluded.csv").open(encoding="utf-8-sig", newline="") as stream:
        [row] = csv.DictReader(stream)
    assert (row["member_no"], row["matched_before"], row["codes"]) == ("M0001", "", "scheme.year_unknown")
    assert (row["amount"], row["reasons_th"]) == ("0.00", said)
    later = run("report", folder, "--out", out, "--as-of", "1/10/2553")
    assert later[0] == 0
    assert "eligible" in json.loads((out / "summary.json").read_text("utf-8"))["cofunding"]


def test_a_founded_fund_is_not_synthetic_and_its_register_is_empty(ask_of, answers, tmp_path):
    folder = tmp_path / "fund"
    document = ask_of("new", "fund", folder, "--answers", answers)
    assert (document["fund"], document["founded"], document["benefits"]) == ("TD-1", "2024-10-01", ["birth", "death"])
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["synthetic"] is False
    with (folder / "members.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.DictReader(stream)) == []


def test_a_fund_for_practice_says_that_its_people_are_made_up(ask_of, answers, tmp_path):
    folder = tmp_path / "fund"
    ask_of("new", "fund", folder, "--answers", answers, "--synthetic")
    assert json.loads((folder / "manifest.json").read_text("utf-8"))["synthetic"] is True


@pytest.fixture
def ask_of(ask):
    def asker(*words):
        code, document = ask(*words)
        assert code == 0
        return document

    return asker


@pytest.fixture(name="ask")
def _ask(run):
    def asker(*words):
        code, out, _err = run(*words, "--json")
        return code, json.loads(out)

    return asker


def test_nothing_is_written_where_something_is(run, answers, tmp_path):
    folder = tmp_path / "fund"
    folder.mkdir()
    (folder / "notes.txt").write_text("x", "utf-8")
    code, said, err = run("new", "fund", folder, "--answers", answers)
    assert (code, said) == (3, "")
    assert "founding.folder_taken" in err
    assert [each.name for each in folder.iterdir()] == ["notes.txt"]

    (folder / "notes.txt").unlink()
    (folder / "inner").mkdir()
    assert run("new", "fund", folder, "--answers", answers)[0] == 3
    (folder / "inner").rmdir()
    assert run("new", "fund", folder, "--answers", answers)[0] == 0
    assert run("new", "fund", folder, "--answers", answers)[0] == 3


def test_a_default_that_is_taken_is_named(run, ask_of, answers, tmp_path):
    answers.write_text(answers.read_text("utf-8").replace('"CAPITAL"', '""').replace('basis = "CASH"', ""), "utf-8")
    code, _said, err = run("new", "fund", tmp_path / "fund", "--answers", answers)
    assert code == 0
    assert "จึงใช้ค่าที่เสนอไว้: CAPITAL (เงินกองทุนของสมาชิก ไม่คืน)" in err
    document = ask_of("new", "fund", tmp_path / "other", "--answers", answers)
    assert document["defaults"] == ["books.contributions", "books.basis"]
    assert "cash: booked when money moves" in document["findings"][1]["en"]


def test_a_fund_is_founded_in_one_file_as_well(run, answers, tmp_path):
    assert run("new", "fund", tmp_path / "fund.zip", "--answers", answers)[0] == 0
    assert run("check", tmp_path / "fund.zip")[0] == 0
    assert run("new", "fund", tmp_path / "fund.zip", "--answers", answers)[0] == 3


def test_faults_are_told_all_at_once_and_nothing_is_written(run, answers, tmp_path):
    text = answers.read_text("utf-8")
    text = text.replace('rate = "1"', 'rte = "1"').replace('convention = "FLAT_30"', 'convention = "FLAT30"')
    answers.write_text(text.replace('name = "กองทุนสวัสดิการชุมชนตำบลทดลอง"', "", 1), "utf-8")
    for language, wanted in (("th", "ต้องเลือกจาก DAYS_IN_MONTH"), ("en", "it is one of DAYS_IN_MONTH")):
        code, said, err = run("new", "fund", tmp_path / "fund", "--answers", answers, "--lang", language)
        assert (code, said) == (2, "")
        assert wanted in err
        for place in ("dues.rate", "dues.rte", "dues.convention", "fund.name"):
            assert place in err
    assert not (tmp_path / "fund").exists()


def test_answers_that_are_not_there_are_told(run, tmp_path):
    code, _said, err = run("new", "fund", tmp_path / "fund", "--answers", tmp_path / "none.toml")
    assert code == 2
    assert "none.toml" in err


def test_without_a_terminal_and_without_answers_it_says_what_is_needed(run, tmp_path):
    code, said, err = run("new", "fund", tmp_path / "fund")
    assert (code, said) == (2, "")
    assert "communitywelfare new answers FILE" in err
    assert "dues.convention" in err
    assert "books.basis" not in err
    assert not (tmp_path / "fund").exists()


def test_the_questions_are_written_once_and_never_over_answers(run, ask_of, tmp_path):
    path = tmp_path / "answers.toml"
    assert run("new", "answers", path) == (0, f"เขียนแล้ว {path}\n", "")
    assert path.read_text("utf-8") == answers_file(founding_questions())
    code, _said, err = run("new", "answers", path)
    assert code == 3
    assert "founding.file_taken" in err
    assert ask_of("new", "answers", tmp_path / "more.toml") == {"answers": str(tmp_path / "more.toml")}
    code, _said, err = run("new", "fund", tmp_path / "fund", "--answers", path)
    assert code == 2
    assert "founding.missing" in err


# --- templates ---------------------------------------------------------------------------------------------

LIFE = {
    **{each: answer for each, answer in GIVEN.items() if not each.startswith("benefit.")},
    **{each.id: "ไม่" for each in founding_questions("life").items if each.key == "take"},
    "benefit.ordination.take": "ใช่",
    "benefit.ordination.pays": "700",
    "benefit.ordination.wait": "1 ปี",
    "benefit.ordination.times_a_life": "1",
}


def test_a_fund_may_be_founded_on_another_template(run, ask_of, tmp_path):
    path, folder = tmp_path / "answers.toml", tmp_path / "fund"
    assert run("new", "answers", path, "--template", "life")[0] == 0
    assert path.read_text("utf-8") == answers_file(founding_questions("life"), template="life")
    path.write_text(answers_file(founding_questions("life"), LIFE, template="life"), "utf-8")
    assert ask_of("new", "fund", folder, "--answers", path)["benefits"] == ["ordination"]
    assert run("bylaw", "lint", folder / "bylaw.toml")[1].splitlines()[-1].startswith("0 ผิดพลาด · 0 ควรตรวจ")
    assert run("check", folder) == (0, "ไม่พบสิ่งผิดปกติ\n", "")
    assert run("report", folder, "--out", tmp_path / "out")[0] == 0
    assert ask(tmp_path / "typed", typed(LIFE, "life"), "--template", "life")[0] == 0
    assert (tmp_path / "typed" / "bylaw.toml").read_bytes() == (folder / "bylaw.toml").read_bytes()


def test_a_file_that_names_a_template_is_not_read_on_another(run, answers, tmp_path):
    code, said, err = run("new", "fund", tmp_path / "fund", "--answers", answers, "--template", "life")
    assert (code, said) == (2, "")
    assert "founding.template_in_file" in err
    answers.write_text(answers.read_text("utf-8").replace("\n[fund]", '\ntemplate = "lives"\n[fund]', 1), "utf-8")
    code, _said, err = run("new", "fund", tmp_path / "fund", "--answers", answers)
    assert code == 2
    assert "founding.template_unknown" in err
    assert "common, life" in err
    assert not (tmp_path / "fund").exists()


# --- typed -------------------------------------------------------------------------------------------------


def test_a_fund_is_founded_on_what_is_typed(run, answers, tmp_path):
    code, said, err = ask(tmp_path / "typed", typed(GIVEN))
    assert (code, said.splitlines()[0]) == (0, f"ตั้งกองทุนแล้ว {tmp_path / 'typed'}")
    assert "ค่าที่เสนอ: 1 ตุลาคม" in err
    assert "founding.default_taken" not in err  # each was shown, and accepted
    assert run("new", "fund", tmp_path / "filled", "--answers", answers)[0] == 0
    for name in ("bylaw.toml", "fund.csv", "opening.csv"):
        assert (tmp_path / "typed" / name).read_bytes() == (tmp_path / "filled" / name).read_bytes()


def test_options_may_be_typed_by_their_number_and_a_wrong_answer_is_asked_again(tmp_path):
    lines = typed({**GIVEN, "dues.convention": "2", "area.kind": "1", "benefit.death.payee_order": "1, 2"})
    wrong = lines.index("9")
    code, said, err = ask(tmp_path / "fund", [*lines[:wrong], "สิบ", "", *lines[wrong:]], "--lang", "en", "--json")
    assert code == 0
    assert json.loads(said)["fund"] == "TD-1"
    assert err.count("founding.wrong_answer") == 2
    bylaw = (tmp_path / "fund" / "bylaw.toml").read_text("utf-8")
    assert 'convention = "FLAT_30"' in bylaw
    assert 'order = ["SPOUSE", "CHILD"]' in bylaw


def test_what_lint_warns_of_is_asked_again_unless_it_is_meant(tmp_path):
    lines = typed({**GIVEN, "benefit.death.steps": WEAK})
    code, _said, err = ask(tmp_path / "meant", [*lines, "ใช่"])
    assert code == 0
    assert "lint.cliff" in err

    code, _said, err = ask(tmp_path / "mended", [*lines, "ไม่ใช่", GIVEN["benefit.death.steps"]])
    assert code == 0
    assert "ตอบข้อต่อไปนี้ใหม่" in err
    assert "30000" not in (tmp_path / "mended" / "bylaw.toml").read_text("utf-8")


def test_what_cannot_be_is_asked_again_and_what_followed_from_it_is_forgotten(tmp_path):
    code, _said, err = ask(tmp_path / "fund", [*typed({**GIVEN, "fund.founded": "1/10/2690"}), "1/10/2567"])
    assert code == 0, err[-2000:]
    assert "day.in_future" in err


def test_a_by_law_that_gives_nothing_is_asked_again(tmp_path):
    none = {each: "ไม่" if each.endswith(".take") else answer for each, answer in GIVEN.items()}
    none = {each: answer for each, answer in none.items() if each.endswith(".take") or "benefit" not in each}
    again = [
        line for question, line in zip(founding_questions().items, [""] * 99, strict=False) if question.key == "take"
    ]
    again[0] = "ใช่\n500\n180 วัน\n"
    again[1:] = ["ไม่"] * (len(again) - 1)
    code, _said, err = ask(tmp_path / "one", [*typed(none), *again])
    assert code == 0
    assert "lint.no_benefit" in err


def test_answers_that_end_early_found_nothing(tmp_path):
    code, _said, _err = ask(tmp_path / "fund", typed(GIVEN)[:9])
    assert code != 0
    assert not (tmp_path / "fund").exists()


# --- words -------------------------------------------------------------------------------------------------


def test_every_question_option_and_example_has_words_and_no_words_are_left_over():
    of_all = [founding_questions(template) for template in founding_templates()]
    said = {f"ui.question.table.{each.table}" for each in of_all[0].items if "." not in each.table}
    for question in (each for questions in of_all for each in questions.by_id.values()):
        said |= {f"ui.question.{question.words}"}
        if question.kind is not Kind.CODES:
            said |= {f"ui.answer.{question.words}.{option}" for option in question.options}
        for language in LANGUAGES:
            assert question_words(question, language)
            assert all(option_words(question, option, language) for option in question.options)
            assert all("wanted." not in wanted_words(question, each) for each in LANGUAGES)
            for example in question.examples:
                assert answer_words(question, example.value, language)
    known = {code for code in known_codes() if code.startswith(("ui.question.", "ui.answer."))}
    assert said == known


def test_answers_are_put_into_words_by_their_kind():
    by_id = founding_questions().by_id
    assert answer_words(by_id["books.year_start"], "10-01", "en") == "1 October"
    assert answer_words(by_id["benefit.death.steps"], "180 days = 1000; 1 year = 2000", "th") == (
        "180 วัน = 1,000.00; 1 ปี = 2,000.00"
    )
    assert answer_words(by_id["benefit.scholarship.relations"], ["SELF"], "th") == "SELF (สมาชิกเอง)"
    assert answer_words(by_id["benefit.birth.documents"], "ก, ข", "th") == "ก, ข"
    assert answer_words(by_id["benefit.birth.take"], True, "th") == "ใช่"
