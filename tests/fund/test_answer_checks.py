"""Answers to forms: what each kind of item takes, and findings about answers that no form could use."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import Finding
from communitywelfare.fund import Answer
from communitywelfare.fund.checks import check
from communitywelfare.fund.forms import ItemKind, read_answer
from communitywelfare.io.form_toml import questions
from communitywelfare.io.package import read_package, write_package
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.wording import words

QUESTIONS = questions()
ASKED = [
    "2.helped_by", "2.objectives", "4.1.certified", "7.culture", "7.sport", "7.environment", "7.public",
    "9.1.rules", "9.2.members_kept", "9.3.committee_meets", "9.3.members_meet", "9.3.minutes",
    "9.3.meetings_in_year", "9.3.last_members_meeting", "9.4.accounts_current", "9.4.accounts_closed",
    "9.5.monitoring_inside", "9.6.monitoring_outside", "9.7.reporting", "9.plan", "11.links", "12.lao",
    "12.agencies", "12.private", "13.plans", "14.problems", "14.solutions", "15.suggestions", "request.proposer",
    "request.non_cash", "request.strengths", "request.use", "request.plan",
]  # fmt: skip
PACKAGE = make_package(Plan(members=5, years=1, seed=2))


def answering(*answers: tuple[str, str]):
    fund = evolve(PACKAGE.fund, answers=tuple(Answer(item=item, answer=answer) for item, answer in answers))
    return evolve(fund, absent=fund.absent - {"answers"})


def found(*answers: tuple[str, str]) -> list[Finding]:
    return [each for each in check(answering(*answers), questions=QUESTIONS) if each.code.startswith("form.")]


def test_everything_that_forms_ask_can_be_answered():
    assert set(ASKED) <= set(QUESTIONS)


@pytest.mark.parametrize(
    ("item", "text", "meaning"),
    [
        ("9.1.rules", "yes", "yes"),
        ("9.1.rules", " ไม่มี ", "no"),
        ("9.3.members_meet", "6 months", "6 months"),
        ("9.3.members_meet", "ทุก 6 เดือน", "6 months"),
        ("9.2.members_kept", "Notebook", "notebook"),
        ("9.3.meetings_in_year", "๑๒", 12),
        ("9.3.meetings_in_year", "0", 0),
        ("9.3.last_members_meeting", "2024-03-10", date(2024, 3, 10)),
        ("7.culture", "1,500.50", Money.baht("1500.50")),
        ("7.culture", "ทอดกฐิน", "ทอดกฐิน"),
        ("14.problems", "ขาดคน", "ขาดคน"),
    ],
)
def test_an_answer_means_what_its_item_asks(item, text, meaning):
    assert read_answer(QUESTIONS[item], text) == meaning
    assert found((item, text)) == []


@pytest.mark.parametrize(
    ("item", "text", "code"),
    [
        ("9.3.members_meet", "4 months", "form.answer_not_an_option"),
        ("9.1.rules", "", "form.answer_not_an_option"),
        ("9.3.meetings_in_year", "twelve", "form.answer_unreadable"),
        ("9.3.meetings_in_year", "-1", "form.answer_unreadable"),
        ("9.3.last_members_meeting", "2567-03-10", "form.answer_unreadable"),
        ("15.suggestions", "  ", "form.answer_unreadable"),
        ("9.8.nothing", "yes", "form.item_unknown"),
    ],
)
def test_an_answer_that_no_form_could_use_is_told_with_what_could(item, text, code):
    [finding] = found((item, text))
    assert (finding.code, finding.is_error) == (code, False)
    assert (finding.place.file, finding.place.record) == ("answers.csv", item)
    for known in finding.params.get("known", ()):
        assert known in words(finding, "th")
        assert known in words(finding, "en")


def test_without_forms_nobody_looks_at_answers():
    assert check(answering(("9.8.nothing", "yes"))) == check(answering())


def test_a_package_is_checked_with_the_line_of_each_answer(tmp_path):
    fund = answering(("9.1.rules", "yes"), ("9.1.rules", "perhaps"), ("nothing", "1"))
    write_package(str(tmp_path / "fund"), evolve(PACKAGE, fund=fund))
    findings = read_package(str(tmp_path / "fund")).findings
    told = {finding.code: finding.place.row for finding in findings if finding.code.startswith("form.")}
    assert told == {"form.answer_not_an_option": 3, "form.item_unknown": 4}


@given(item=st.sampled_from(sorted(QUESTIONS)), text=st.text(max_size=20))
def test_any_text_is_an_answer_or_a_finding(item, text):
    question = QUESTIONS[item]
    meant = read_answer(question, text)
    if isinstance(meant, Finding):
        assert meant.place.record == item
    elif question.kind is ItemKind.CHOICE:
        assert meant in {option.id for option in question.options}
    else:
        assert (
            type(meant)
            in {
                ItemKind.TEXT: {str},
                ItemKind.COUNT: {int},
                ItemKind.DAY: {date},
                ItemKind.MONEY_OR_TEXT: {str, Money},
            }[question.kind]
        )


def test_an_answer_to_an_item_of_money_is_an_amount():
    asks_money = evolve(QUESTIONS["14.problems"], kind=ItemKind.MONEY)
    assert read_answer(asks_money, "365") == Money.baht(365)
    assert read_answer(asks_money, "มาก").code == "form.answer_unreadable"
