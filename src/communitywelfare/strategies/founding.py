"""Answers on which a fund can be founded: sound, by key as they are typed or stand in a file, and as odd as allowed."""

from collections.abc import Mapping
from datetime import date

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy, composite

from communitywelfare.founding import Kind, Question
from communitywelfare.founding.answers import Asked, asked
from communitywelfare.founding.kinds import read_answer
from communitywelfare.io.founding_toml import founding_questions

__all__ = ["founding_answers"]

_FIRST, _LAST = date(2005, 1, 1), date(2025, 12, 31)  # the first funds are older than any rules of the state's scheme


def _is_text(text: str) -> bool:
    return text[:1] not in {"", "@"}


_SEEN = st.characters(categories=["Lu", "Ll", "Lo", "Mn", "Nd", "Po", "Pd", "Sm", "Sc", "Zs"], max_codepoint=0x2FFF)
_WORDS = st.text(_SEEN, min_size=1, max_size=40).map(lambda text: " ".join(text.split())).filter(_is_text)
_NAMES = st.sampled_from(["ทดลอง", "ตัวอย่างเหนือ", "สมมุติ", "=ทดลอง", "'ทดลอง"])
_BAHT = st.integers(1, 500_000).map(lambda satang: f"{satang // 100}.{satang % 100:02d}")
_WAITS = st.sampled_from(["0 วัน", "90 days", "180 วัน", "๖ เดือน", "1 year", "3 ปี"])
_FIXED: Mapping[str, SearchStrategy[object]] = {
    "dues.rate": st.sampled_from(["365", 400, "730.25", "1,200"]),  # a day's or a year's; a twelfth of it is something
    "dues.rounding_to": st.sampled_from(["0.01", "0.25", "1", 5]),
}


@composite
def founding_answers(draw: DrawFn, *, template: str = "") -> Mapping[str, object]:
    """Answers to the shipped questions on a template, the usual one unless it is named, by question.

    What may be left open often is.

    >>> from hypothesis import given, settings
    >>> @settings(max_examples=5)
    ... @given(founding_answers())
    ... def test_a_fund_says_how_dues_are_reckoned(answers):
    ...     assert "dues.convention" in answers
    >>> test_a_fund_says_how_dues_are_reckoned()
    """
    questions = founding_questions(template)
    answers: dict[str, object] = {}
    values: dict[str, object] = {}
    takes = draw(st.lists(st.booleans(), min_size=20, max_size=20).filter(lambda drawn: any(drawn[:6])))
    for question in questions.items:
        if asked(question, values, frozenset()) is Asked.NO or not (question.is_required or draw(st.booleans())):
            continue
        given = takes.pop(0) if question.key == "take" else draw(_answer(question, answers))
        answers[question.id], values[question.id] = given, read_answer(question, given)
    return answers


def _answer(question: Question, before: Mapping[str, object]) -> SearchStrategy[object]:
    if question.id in _FIXED:
        return _FIXED[question.id]
    if question.id == "bylaw.adopted":
        return st.just(before["fund.founded"])
    options = st.sampled_from(question.options or ("",))
    of_kind: Mapping[Kind, SearchStrategy[object]] = {
        Kind.TEXT: _WORDS,
        Kind.CODE: st.from_regex(r"[0-9A-Zก-ฮ]{1,10}", fullmatch=True),
        Kind.PLACE: _NAMES,
        Kind.AREA: st.from_regex(r"[1-9][0-9]([0-9]{2}){0,2}", fullmatch=True),
        Kind.DAY: st.dates(_FIRST, _LAST),
        Kind.YEAR_START: st.sampled_from(["10-01", "1/1", "๑ เมษายน", "1 July", "15 พ.ค."]),
        Kind.BAHT: st.sampled_from([0, "0.00", "55,000", "20"]) | _BAHT,
        Kind.RATE: _BAHT.filter(lambda text: text != "0.00"),
        Kind.COUNT: st.integers(0, 24),
        Kind.NUMBER: st.integers(1, 60) | st.just("1,200"),
        Kind.TIME: st.sampled_from(["60 ปี", "55 years", "70 ปี"]),
        Kind.WAIT: _WAITS,
        Kind.CHOICE: options,
        Kind.YES_NO: st.sampled_from([True, False, "ใช่", "no"]),
        Kind.CODES: st.lists(options, min_size=1, max_size=3),
        Kind.TEXTS: st.lists(_WORDS, min_size=1, max_size=3),
        Kind.STEPS: _steps(),
    }
    return of_kind[question.kind]


@composite
def _steps(draw: DrawFn) -> object:
    """Steps that rise gently, as a table of a file or as one text."""
    pay = draw(st.integers(500, 2_000))
    rows = []
    for since in ("180 days", *(f"{years} years" for years in sorted(draw(st.sets(st.integers(1, 30), max_size=5))))):
        rows.append({"from": since, "pay": f"{pay:,}"})
        pay += draw(st.integers(1, pay))
    return draw(st.sampled_from([rows, "; ".join(f"{row['from']} = {row['pay']}" for row in rows)]))
