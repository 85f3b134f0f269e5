"""The exercises as data: everything they name is there, no answer stands in them, and only the right work is right."""

from datetime import date, datetime, timedelta, timezone

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import PartialDate
from communitywelfare.contributions import ReceiptKind
from communitywelfare.errors import MissingFact, Severity
from communitywelfare.fund.desk import enrol, receive
from communitywelfare.fund.voiding import void_receipt
from communitywelfare.identity import CitizenId, PersonName
from communitywelfare.io._files import read_resource
from communitywelfare.io.scheme_toml import state_scheme
from communitywelfare.io.training_toml import exercises
from communitywelfare.members import Person, Sex
from communitywelfare.money import Money
from communitywelfare.synthetic import Plan, make_package
from communitywelfare.training import FACTS, FIGURES, Start, Want, Work, check_work, known_values, prepared
from communitywelfare.wording import words

COURSE = exercises()
EXAMPLE = make_package(Plan(members=COURSE.members, years=COURSE.years, seed=COURSE.seed)).fund
NOON = datetime(2024, 10, 1, 12, tzinfo=timezone(timedelta(hours=7)))
EVERY = pytest.mark.parametrize("exercise", COURSE.all, ids=lambda exercise: exercise.id)


def values_of(exercise):
    return known_values(exercise, Start(fund=prepared(EXAMPLE, exercise), scheme=state_scheme()))


def checked(exercise, after, **answers):
    work = Work(before=prepared(EXAMPLE, exercise), after=after, answers=answers)
    return check_work(COURSE, exercise, work, values_of(exercise))


def codes(found):
    return [finding.code for finding in found.findings]


@EVERY
def test_an_exercise_names_only_facts_columns_and_figures_that_there_are(exercise):
    assert {figure.of for figure in exercise.figures.values()} <= set(FIGURES)
    assert {each.fact for each in exercise.wants if isinstance(each, Want)} <= set(FACTS)
    assert {each.figure for each in exercise.questions} <= set(exercise.figures)
    assert {name for each in exercise.wants if isinstance(each, Want) for name in each.where} <= set(COURSE.columns)


@EVERY
def test_an_exercise_is_told_in_both_languages_with_every_gap_filled(exercise):
    values = values_of(exercise)
    for text in (exercise.title, exercise.task, exercise.hint, *(each.says for each in exercise.wants)):
        assert set(text) == {"th", "en"}
        assert all(each.strip() and "{" not in each.format_map(values) for each in text.values())


@EVERY
def test_neither_the_task_nor_the_hint_gives_an_answer_away(exercise):
    values = values_of(exercise)
    told = " ".join(text.format_map(values) for each in (exercise.task, exercise.hint) for text in each.values())
    for question in exercise.questions:
        assert values[question.figure] not in told


@EVERY
def test_no_answer_of_money_stands_in_the_file(exercise):
    file = read_resource("data/training.toml").decode("utf-8")
    for question in exercise.questions:
        answer = values_of(exercise)[question.figure]
        assert answer.removesuffix(".00") not in file.replace('missing = "20"', "")


@EVERY
def test_an_exercise_that_nobody_has_touched_is_not_done_and_says_what_is_wanted(exercise):
    before = prepared(EXAMPLE, exercise)
    found = checked(exercise, before)
    untouched = found.right == 0 or exercise.spoils  # what was spoilt, was spoilt in files
    assert untouched
    assert len(found.findings) == len(exercise.wants)
    assert found.is_done == bool(exercise.spoils)


@EVERY
def test_other_books_than_those_of_the_start_are_not_looked_at(exercise):
    other = make_package(Plan(members=COURSE.members, years=COURSE.years, seed=COURSE.seed + 1)).fund
    assert codes(checked(exercise, other)) == ["training.not_from_start"]


def test_there_is_no_exercise_of_another_name():
    assert COURSE.one("1") is COURSE.one("enrol")
    with pytest.raises(MissingFact) as refused:
        COURSE.one("10")
    assert "1 (enrol)" in words(refused.value.findings[0], "en")


PERSON = Person(
    name=PersonName("สมหญิง ตัวอย่าง"),
    citizen_id=CitizenId("9000000000012"),
    sex=Sex.FEMALE,
    birth=PartialDate(date(1987, 5, 12)),
)
RIGHT = {"village": "4", "fee": "20", "dues": "90", "kind": ReceiptKind.ENTRY_FEE, "payer": "M00041"}


def enrolled(*, village, fee, dues, kind, payer, person=PERSON):
    """The fund after exercise 1, done as told or otherwise."""
    day = date(2024, 10, 1)
    fund, _paper = enrol(EXAMPLE, person, on=day, village=village)
    fund, _paper = receive(fund, "M00041", Money.baht(fee), on=day, recorded_at=NOON, kind=kind)
    fund, _paper = receive(fund, payer, Money.baht(dues), on=day, recorded_at=NOON)
    return fund


def test_the_right_work_is_right():
    assert codes(checked(COURSE.one("enrol"), enrolled(**RIGHT))) == ["training.right"] * 4


@pytest.mark.parametrize(
    ("slip", "column"),
    [
        ({"sex": Sex.UNKNOWN}, "the sex"),
        ({"sex": Sex.MALE}, "the sex"),
        ({"name": PersonName("สมศรี ตัวอย่าง")}, "the name"),
        ({"birth": PartialDate(date(1988, 5, 12))}, "the birth date"),
        ({"birth": None}, "the birth date"),
    ],
)
def test_a_member_who_is_written_down_otherwise_than_she_applied_is_not_right(slip, column):
    found = checked(COURSE.one("enrol"), enrolled(**RIGHT, person=evolve(PERSON, **slip)))
    (wrong,) = (finding for finding in found.findings if finding.is_error)
    assert words(wrong, "en").endswith(f"not right yet: {column}")


def test_spaces_in_a_name_are_no_slip():
    spaced = evolve(PERSON, name=PersonName(" สมหญิง  ตัวอย่าง"))
    assert checked(COURSE.one("enrol"), enrolled(**RIGHT, person=spaced)).is_done


@given(
    st.fixed_dictionaries(
        {
            "village": st.sampled_from(["4", "5", ""]),
            "fee": st.sampled_from(["20", "19.99", "200"]),
            "dues": st.sampled_from(["90", "60", "90.01"]),
            "kind": st.sampled_from([ReceiptKind.ENTRY_FEE, ReceiptKind.MONTHLY]),
            "payer": st.sampled_from(["M00041", "M00001"]),
        }
    )
)
def test_work_is_right_only_where_village_amounts_kind_and_member_are(done):
    found = checked(COURSE.one("enrol"), enrolled(**done))
    assert found.is_done == (done == RIGHT)
    assert found.is_done == (not any(finding.is_error for finding in found.findings))


def test_what_is_nearly_right_is_told_by_what_is_wrong_in_it_and_not_by_what_would_be_right():
    found = checked(COURSE.one("enrol"), enrolled(**{**RIGHT, "dues": "60"}))
    (wrong,) = (finding for finding in found.findings if finding.is_error)
    assert words(wrong, "th").endswith("ยังไม่ตรงที่ จำนวนเงิน")
    assert words(wrong, "en").endswith("not right yet: the amount")
    assert "90" not in words(wrong, "en")


def test_a_receipt_too_many_is_told_and_a_void_one_does_not_count():
    fund = enrolled(**RIGHT)
    fund, paper = receive(fund, "M00001", Money.baht(5), on=date(2024, 10, 1), recorded_at=NOON)
    assert codes(checked(COURSE.one("enrol"), fund))[-1] == "training.too_many"
    fund, _paper = void_receipt(fund, paper.number, on=date(2024, 10, 1), reason="ผิด", recorded_at=NOON)
    assert checked(COURSE.one("enrol"), fund).is_done


def test_members_who_were_changed_or_have_vanished_are_still_to_be_put_right():
    exercise = COURSE.one("findings")
    gone = evolve(EXAMPLE, register=type(EXAMPLE.register)(tuple(EXAMPLE.register)[1:]))
    found = checked(exercise, gone)
    assert codes(found) == ["training.right", "training.still_there"]
    assert found.findings[-1].params["found"] == 1


def answers_to(exercise):
    return {each.answer: values_of(exercise)[each.figure] for each in exercise.questions}


@pytest.mark.parametrize("name", ["section10", "cofunding"])
def test_the_right_answers_are_right_and_each_other_one_is_not(name):
    exercise = COURSE.one(name)
    right = answers_to(exercise)
    assert checked(exercise, EXAMPLE, **right).is_done
    for answer in right:
        assert codes(checked(exercise, EXAMPLE, **{**right, answer: "1"})).count("training.answer_wrong") == 1
        left = {each: value for each, value in right.items() if each != answer}
        assert codes(checked(exercise, EXAMPLE, **left)).count("training.answer_missing") == 1


@given(st.integers(-(10**9), 10**9))
def test_another_amount_is_never_the_answer(satang):
    exercise = COURSE.one("section10")
    right = answers_to(exercise)
    found = checked(exercise, EXAMPLE, **{**right, "received": str(Money(satang))})
    assert found.is_done == (Money(satang) == Money.baht(right["received"]))


@pytest.mark.parametrize("written", ["115,630.44", "115630.44", " ๑๑๕,๖๓๐.๔๔ "])
def test_an_amount_may_be_written_as_people_write_it(written):
    exercise = COURSE.one("section10")
    assert checked(exercise, EXAMPLE, **{**answers_to(exercise), "received": written}).is_done


def test_an_answer_that_nobody_asked_for_is_told():
    exercise = COURSE.one("section10")
    found = checked(exercise, EXAMPLE, **answers_to(exercise), left="1")
    assert codes(found)[-1] == "training.answer_not_asked"
    assert not found.is_done
    assert found.findings[-1].severity is Severity.ERROR
