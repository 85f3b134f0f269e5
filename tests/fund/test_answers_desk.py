"""Answering at the desk: what is written is what the form reads, and the last word of the newest day counts."""

from datetime import date, timedelta

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import Finding, Refused
from communitywelfare.fund import Answer, answers_desk
from communitywelfare.fund.forms import ItemKind, read_answer
from communitywelfare.io.form_toml import questions
from communitywelfare.synthetic import Plan, make_package

ON = date(2024, 9, 30)
FUND = evolve(make_package(Plan(members=3, years=1, seed=5)).fund, answers=())
CHOICES = [item for item in questions().values() if item.options]
DAYS = st.sampled_from([date(2023, 1, 1), date(2024, 2, 29), ON])  # few, so that some say two things on one day


def answered(item, text, on=ON, fund=FUND):
    return answers_desk.answer(fund, questions()[item], text, on=on)


@given(question=st.sampled_from(CHOICES), data=st.data())
def test_a_choice_is_stored_by_its_id_in_whatever_words_it_was_typed(question, data):
    option = data.draw(st.sampled_from(question.options))
    typed = data.draw(st.sampled_from([option.id, *option.label.values(), *option.also]))
    fund, told = answers_desk.answer(FUND, question, f" {typed.upper()} ", on=ON)

    assert told == Answer(item=question.id, answer=option.id, as_of=ON)
    assert fund.answers == (told,)


@pytest.mark.parametrize(
    ("item", "typed", "written"),
    [
        ("9.3.meetings_in_year", "๑๒", "12"),
        ("9.3.last_members_meeting", "15/3/2567", "2024-03-15"),
        ("9.3.last_members_meeting", "2024-03-15", "2024-03-15"),
        ("7.culture", " 1,500.50 ", "1,500.50"),
        ("7.sport", "ลูกฟุตบอล", "ลูกฟุตบอล"),
        ("request.use", " ตามระเบียบ ", "ตามระเบียบ"),
    ],
)
def test_an_answer_is_written_as_files_have_it(item, typed, written):
    assert answered(item, typed)[1].answer == written


@pytest.mark.parametrize(
    ("item", "typed", "code"),
    [
        ("9.4.accounts_current", "maybe", "form.answer_not_an_option"),
        ("9.3.meetings_in_year", "twelve", "form.answer_unreadable"),
        ("9.3.last_members_meeting", "15/3", "form.answer_unreadable"),
        ("request.use", "  ", "form.answer_unreadable"),
    ],
)
def test_what_does_not_answer_is_refused(item, typed, code):
    with pytest.raises(Refused) as refused:
        answered(item, typed)
    (finding,) = refused.value.findings
    assert (finding.code, finding.is_error, finding.place.record) == (code, True, item)


def test_an_item_that_no_form_asks_is_refused_with_those_that_forms_ask():
    assert answers_desk.question_of(questions(), "9.plan") is questions()["9.plan"]
    with pytest.raises(Refused) as refused:
        answers_desk.question_of(questions(), "9.plans")
    (finding,) = refused.value.findings
    assert finding.code == "form.item_unknown"
    assert finding.params["known"] == tuple(questions())


@given(said=st.lists(st.tuples(DAYS, st.sampled_from(["yes", "no"])), min_size=1, max_size=8), on=DAYS)
def test_the_last_word_of_the_newest_day_counts(said, on):
    """Counted by hand: sorted by day, those of one day in the order in which they were said."""
    fund = FUND
    for day, word in said:
        fund, _told = answered("9.plan", word, on=day, fund=fund)
    by_then = [word for day, word in sorted(said, key=lambda each: each[0]) if day <= on]

    assert fund.answer("9.plan", on) == (by_then[-1] if by_then else None)


def test_the_same_answer_of_the_same_day_changes_nothing_and_a_later_day_is_kept():
    once, _told = answered("9.plan", "yes")
    again, _told = answered("9.plan", "มี", fund=once)
    later, _told = answered("9.plan", "yes", on=ON + timedelta(days=1), fund=once)

    assert again == once
    assert len(later.answers) == 2


def test_a_fund_whose_answers_were_not_given_can_begin_to_answer():
    fund, told = answered("9.plan", "yes", fund=evolve(FUND, absent=frozenset({"answers", "bank"})))

    assert fund.absent == {"bank"}
    assert fund.answers == (told,)


@given(question=st.sampled_from(sorted(questions())), text=st.text(max_size=20))
def test_whatever_is_taken_the_form_can_read(question, text):
    item = questions()[question]
    try:
        _fund, told = answers_desk.answer(FUND, item, text, on=ON)
    except Refused:
        assert item.kind is ItemKind.DAY or isinstance(read_answer(item, text), Finding)
    else:
        assert not isinstance(read_answer(item, told.answer), Finding)
