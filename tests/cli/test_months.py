"""Months as people type them at the desk."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import BE_OFFSET, MONTH_NAMES, SHORT_MONTH_NAMES, Month
from communitywelfare.cli.months import read_month
from communitywelfare.digits import thai_digits
from communitywelfare.errors import InvalidDay


@given(
    st.integers(1900, 2100),
    st.integers(1, 12),
    st.sampled_from(
        ["{m}/{y}", "{m:02}/{y}", "{m}-{y}", "{m}.{y}", "{y}-{m:02}", "{y}/{m}", " {m}/{y} ", "{th} {y}", "{en} {y}"]
    ),
)
def test_a_typed_month_is_understood_in_either_era_and_either_digits(year, number, form):
    names = {"th": SHORT_MONTH_NAMES["th"][number - 1], "en": MONTH_NAMES["en"][number - 1].lower()}
    for written in (year, year + BE_OFFSET):
        typed = form.format(m=number, y=written, **names)
        assert read_month(typed) == read_month(thai_digits(typed)) == Month(year, number)


def test_a_day_that_is_typed_for_a_month_stands_for_its_month():
    assert read_month("30/9/2567") == read_month("2024-09-30") == Month(2024, 9)


@pytest.mark.parametrize(
    "text", ["13/2567", "0/2567", "2567-13", "10/67", "2567", "กกก 2567", "2567 2567", "", "31/2/2567", "10/0000"]
)
def test_other_text_is_no_month_and_the_finding_says_how_to_write_one(text):
    with pytest.raises(InvalidDay, match="is not a month; write 10/2567 or 2024-10") as refused:
        read_month(text)
    (finding,) = refused.value.findings
    assert (finding.code, finding.params["value"]) == ("date.typed_month_unreadable", text)
