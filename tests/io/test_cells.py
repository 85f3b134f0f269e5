"""Cells: what is written is what is read, and nothing that is written runs as a formula."""

from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.calendar import Month, PartialDate, Precision, YearStart
from communitywelfare.errors import InvalidValue
from communitywelfare.identity import CitizenId
from communitywelfare.io._cells import harmless, neutral, parser_of, plain, text_of, writer_of
from communitywelfare.members import Group, Sex
from communitywelfare.money import Money

TRIGGERS = "=+-@\t\r\n\0＝＋－＠"  # noqa: RUF001 - the full-width forms run in spreadsheets too
texts = st.text() | st.text(alphabet=f"'{TRIGGERS} \u00a0\ufeffaก1", max_size=6)


@given(texts)
@example("'=1")
@example("''=1")
@example("\ufeff =cmd")
def test_any_text_comes_back_from_its_neutral_form(text):
    assert plain(neutral(text)) == text


@given(texts)
def test_no_neutral_text_begins_with_a_trigger(text):
    written = neutral(text)
    assert written.lstrip(" \u00a0\ufeff")[:1] not in set(TRIGGERS)


@pytest.mark.parametrize("trigger", list(TRIGGERS))
@pytest.mark.parametrize("before", ["", " ", "\ufeff", "\u00a0"])
def test_each_trigger_gets_one_apostrophe(trigger, before):
    assert neutral(f"{before}{trigger}1") == f"'{before}{trigger}1"


@given(texts)
def test_a_harmless_cell_is_left_as_it_stands_from_then_on(text):
    once = harmless(text)
    assert harmless(once) == once
    assert harmless(neutral(text)) in {neutral(text), text}


@pytest.mark.parametrize(
    ("text", "expected"), [("-500.00", "-500.00"), ("=1+1", "'=1+1"), ("'=1+1", "'=1+1"), ("-5 บาท", "'-5 บาท")]
)
def test_a_negative_number_is_no_formula(text, expected):
    assert harmless(text) == expected


names = st.text(min_size=1).map(str.strip)
values = st.text().map(str.strip)


@given(st.frozensets(st.text(min_size=1), max_size=4))
@example(frozenset({"ใบรับรอง แพทย์", "a\\", "\\ b", "\n"}))
def test_words_come_back_whatever_is_in_them(documents):
    assert parser_of("words")(text_of(documents)) == documents


@given(st.dictionaries(names.filter(bool), values, max_size=4).filter(bool))
@example({"ระดับ;=": "ม.3; ม.6", "\\": "\\"})
def test_pairs_come_back_whatever_is_in_them(attributes):
    assert parser_of("pairs")(text_of(attributes)) == attributes


def test_pairs_are_read_as_a_person_types_them():
    assert parser_of("pairs")("grade = 3.75;level=ม.6") == {"grade": "3.75", "level": "ม.6"}


@pytest.mark.parametrize("text", ["grade", "grade=3;level", "=\\", "a" * 50_000])
def test_what_is_no_pairs_is_refused(text):
    with pytest.raises(InvalidValue) as error:
        parser_of("pairs")(text)
    assert error.value.findings[0].code == "cell.not_pairs"


thailand = timezone(timedelta(hours=7))
VALUES = {
    "day": st.dates(min_value=date(1, 1, 1), max_value=date(2400, 12, 31)),
    "moment": st.datetimes(timezones=st.sampled_from([None, thailand, timezone.utc])),  # noqa: UP017
    "month": st.builds(Month, st.integers(1, 2400), st.integers(1, 12)),
    "money": st.integers(-(10**16), 10**16).map(Money),
    "whole": st.integers(0, 10**12 - 1),
    "yes": st.booleans(),
    "year_start": st.dates(date(2023, 1, 1), date(2023, 12, 31)).map(lambda day: YearStart(day.month, day.day)),
    "citizen_id": st.integers(0, 10**11 - 1).map(CitizenId.synthetic),
    "code:sex": st.sampled_from(Sex),
    "codes:group": st.frozensets(st.sampled_from(Group), min_size=1),
}


@pytest.mark.parametrize("kind", VALUES)
@given(data=st.data())
def test_a_value_of_each_kind_comes_back(kind, data):
    value = data.draw(VALUES[kind])
    assert parser_of(kind)(text_of(value)) == value
    assert writer_of(kind)(value) == text_of(value)


@given(VALUES["day"], st.sampled_from(Precision))
def test_a_birth_date_keeps_its_precision(day, precision):
    first = {Precision.DAY: day, Precision.MONTH: day.replace(day=1), Precision.YEAR: day.replace(day=1, month=1)}
    birth = PartialDate(first[precision], precision)
    assert parser_of("birth")(text_of(birth)) == birth


def test_a_moment_is_written_to_the_microsecond():
    moment = datetime(2024, 9, 30, 12, 0, 0, 250, tzinfo=thailand)
    assert parser_of("moment")(text_of(moment)) == moment


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        ("whole", "-1", "cell.not_whole"),
        ("whole", "๓", "cell.not_whole"),
        ("whole", "9" * 13, "cell.not_whole"),
        ("yes", "yes", "cell.not_yes_or_no"),
        ("moment", "noon", "cell.not_a_moment"),
        ("code:sex", "ชาย", "cell.not_an_option"),
        ("codes:group", "ELDERLY OLD", "cell.not_an_option"),
        ("money", "1.005", "money.unreadable"),
        ("money", "1e3", "money.unreadable"),
        ("day", "2023-02-31", "date.impossible"),
        ("day", "2566-02-31", "date.impossible"),
        ("day", "2566-04-20", "date.buddhist_year"),
        ("month", "2024-13", "date.impossible"),
        ("year_start", "02-29", "date.impossible"),
        ("birth", "2498", "date.buddhist_year"),
    ],
)
def test_a_cell_that_cannot_be_meant_names_its_code(kind, text, code):
    with pytest.raises(InvalidValue) as error:
        parser_of(kind)(text)
    assert error.value.findings[0].code == code
