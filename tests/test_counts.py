"""Counts as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.counts import read_count
from communitywelfare.errors import InvalidValue
from communitywelfare.wording import words

THAI = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")


@given(st.integers(0, 10**12 - 1), st.sampled_from(["", " ", "\u00a0"]))
def test_a_count_is_read_in_either_digits_with_space_around_it(count, space):
    assert read_count(f"{space}{count}{space}") == count
    assert read_count(f"{space}{count}".translate(THAI)) == count


@pytest.mark.parametrize("text", ["", " ", "\u00a0"])
def test_nothing_is_no_count_and_says_so(text):
    with pytest.raises(InvalidValue) as refused:
        read_count(text)
    assert [finding.code for finding in refused.value.findings] == ["value.empty"]


@pytest.mark.parametrize("text", ["สี่", "-1", "+1", "1.0", "1,000", "1e3", "²", "1 2", "9" * 13, "9" * 9_999])
def test_anything_else_is_refused_in_both_languages(text):
    with pytest.raises(InvalidValue) as refused:
        read_count(text)
    (finding,) = refused.value.findings
    assert words(finding, "th").endswith("ไม่ใช่จำนวนนับ พิมพ์เป็นตัวเลขตั้งแต่ 0 ขึ้นไป เช่น 4")
    assert words(finding, "en").endswith("is not a count; type digits from 0 up, such as 4")


@given(st.text(max_size=20))
def test_whatever_is_typed_is_a_count_or_a_finding(text):
    try:
        assert read_count(text) >= 0
    except InvalidValue as error:
        assert error.findings
