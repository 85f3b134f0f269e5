"""Running numbers: the next after the highest of its year and book, whatever else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.fund.numbering import next_in_year, next_member_number

taken = st.lists(
    st.builds("{}{}/{}".format, st.sampled_from(["", "P", "S"]), st.integers(1, 99), st.sampled_from([2566, 2567]))
    | st.text(max_size=6)
    | st.just("9" * 5_000 + "/2567"),
    max_size=12,
)


@given(taken, st.sampled_from(["", "P"]))
def test_the_next_number_of_a_year_is_free_and_leaves_no_gap(numbers, book):
    number = next_in_year(numbers, book=book, year_be=2567)
    assert number not in numbers
    running = int(number.removeprefix(book).removesuffix("/2567"))
    assert (
        running == 1
        or f"{book}{running - 1}/2567" in numbers
        or any(each.lstrip("P0").startswith(f"{running - 1}/") for each in numbers)
    )


@pytest.mark.parametrize(
    ("numbers", "book", "expected"),
    [
        ([], "", "1/2567"),
        (["1/2567", "3/2567", "9/2566"], "", "4/2567"),
        (["P7/2567", "7/2567"], "P", "P8/2567"),
        (["P7/2567"], "", "1/2567"),
        (["07/2567", "๘/2567", "8/25670", "x8/2567"], "", "8/2567"),
        (["(9/2567", "+9/2567"], "+", "+10/2567"),
    ],
)
def test_books_and_years_do_not_mix(numbers, book, expected):
    assert next_in_year(numbers, book=book, year_be=2567) == expected


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([], "M0001"),
        (["ก", "ข"], "M0001"),
        (["C0917", "C0009"], "C0918"),
        (["01-550", "02-010"], "01-551"),
        (["M99"], "M100"),
        (["5"], "6"),
        (["12/ก"], "13/ก"),
        (["M0001", "A7"], "A8"),
    ],
)
def test_a_member_number_follows_the_style_of_the_highest(numbers, expected):
    assert next_member_number(numbers) == expected


member_numbers = st.lists(st.from_regex(r"\A[A-Zก-ฮ]{0,2}-?\d{1,14}[a-z]?\Z") | st.text(max_size=4), max_size=8)


@given(member_numbers)
def test_the_next_member_number_is_free(numbers):
    assert next_member_number(numbers) not in numbers


@given(st.lists(st.none(), max_size=20))
def test_numbers_handed_out_one_after_the_other_are_all_different(turns):
    given_out: list[str] = []
    for _turn in turns:
        given_out.append(next_member_number(given_out))
    assert given_out == [f"M{position:04d}" for position in range(1, len(turns) + 1)]
