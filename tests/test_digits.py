"""Thai digits and ours."""

from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits, western_digits


@given(st.integers(min_value=0))
def test_a_number_reads_the_same_in_either_digits(number):
    written = thai_digits(str(number))
    assert western_digits(written) == str(number)
    assert written.isdigit()
    assert not written.isascii()


def test_only_digits_change():
    assert western_digits("๓๐/๙/๒๕๖๗ บาท") == "30/9/2567 บาท"
    assert thai_digits("30/9/2567 บาท") == "๓๐/๙/๒๕๖๗ บาท"
