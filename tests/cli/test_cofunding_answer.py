"""``cofunding answer``: what is answered stands in the table, moves its criterion, and leaves the package sound."""

import csv

import pytest

from communitywelfare.io.form_toml import questions


def rows(package):
    with (package / "answers.csv").open(encoding="utf-8-sig", newline="") as stream:
        return [tuple(row.values()) for row in csv.DictReader(stream)]


def test_one_answer_moves_its_criterion_and_back(ask, package, tmp_path):
    """Typed in Thai, stored by its id; the package's own day is the day of the answer."""
    before = rows(package)
    request = ("cofunding", "request", package, "--year", "2567", "--out", tmp_path / "out")
    assert ask(*request)[1]["criteria"]["4.4"] == "pass"
    code, told = ask("cofunding", "answer", package, "9.4.accounts_current", "ไม่เป็นปัจจุบัน")
    assert (code, told["answer"], told["as_of"]) == (0, "no", told["on"])
    assert ask(*request)[1]["criteria"]["4.4"] == "fail"
    assert ask("cofunding", "answer", package, "9.4.accounts_current", "yes")[0] == 0
    assert ask(*request)[1]["criteria"]["4.4"] == "pass"
    assert rows(package) == [
        *before,
        ("9.4.accounts_current", "no", told["on"]),
        ("9.4.accounts_current", "yes", told["on"]),
    ]
    assert ask("check", package)[0] == 0


def test_the_day_may_be_another_and_a_later_form_knows_the_answer(ask, package):
    code, told = ask("cofunding", "answer", package, "9.3.meetings_in_year", "๖", "--on", "1/2/2567")
    assert (code, told["answer"], told["as_of"]) == (0, "6", "2024-02-01")
    listed = ask("cofunding", "answer", package, "9.3.meetings_in_year", "--list", "--on", "2024-02-02")[1]
    assert [each["answer"] for each in listed["items"]] == ["6"]
    newest = ask("cofunding", "answer", package, "9.3.meetings_in_year", "--list")[1]
    assert [each["answer"] for each in newest["items"]] == ["12"]


def test_all_items_are_listed_with_question_choices_and_the_present_answer(ask, run, made):
    code, answer = ask("cofunding", "answer", made, "--list")
    assert code == 0
    assert [each["item"] for each in answer["items"]] == list(questions())
    for each in answer["items"]:
        question = questions()[each["item"]]
        assert each["question"] == question.label
        assert [choice["id"] for choice in each["choices"]] == [option.id for option in question.options]
    assert {each["item"]: each["answer"] for each in answer["items"]}["9.2.members_kept"] == "database"
    for language, words in (("th", "ฐานข้อมูล"), ("en", "in a database")):
        _code, said, _err = run("cofunding", "answer", made, "--list", "--lang", language)
        told = questions()["9.2.members_kept"].label[language]
        assert f"9.2.members_kept {told}: {words} (" in said
        assert f"    database: {words}\n" in said


def test_an_answer_that_is_none_is_listed_as_it_was_written(run, package):
    with (package / "answers.csv").open("a", encoding="utf-8", newline="") as stream:
        stream.write("9.plan,perhaps,2024-09-30\r\n14.problems,ขาดคน,\r\n")
    _code, said, _err = run("cofunding", "answer", package, "9.plan", "--list", "--lang", "en")
    assert said.startswith("9.plan A development plan: perhaps (30 September 2024)\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("9.4.accounts_current", "maybe"), 3, "yes, no"),
        (("9.3.meetings_in_year", "twelve"), 3, "form.answer_unreadable"),
        (("9.4", "yes"), 3, "9.4.accounts_current"),
        (("9.4", "--list"), 3, "9.4.accounts_current"),
        (("9.4.accounts_current",), 2, "--list"),
        ((), 2, "--list"),
        (("9.plan", "yes", "--on", "1/1/2660"), 3, "day.in_future"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_can_and_nothing_is_written(run, package, words, code, told):
    before = {path.name: path.read_bytes() for path in package.iterdir()}
    done, _out, err = run("cofunding", "answer", package, *words)

    assert done == code
    assert told in err
    assert {path.name: path.read_bytes() for path in package.iterdir()} == before
