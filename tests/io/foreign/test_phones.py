"""Telephone numbers: one spelling where they are understood, as they were written where they are not."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits
from communitywelfare.errors import Severity
from communitywelfare.identity import masked
from communitywelfare.io.foreign.phones import read_phones

MOBILES = st.from_regex(r"0[689][0-9]{8}", fullmatch=True)
HOUSES = st.from_regex(r"0[23457][0-9]{7}", fullmatch=True)
NUMBERS = MOBILES | HOUSES
ANY = st.text("0689 -/,.()๐+กx#ต่อ\n", max_size=24) | st.integers(0, 10**14) | st.floats(allow_nan=False)


def one(cell):
    """The numbers of one cell, and the codes of what is told about them."""
    read = read_phones([cell])
    told = [*read.flaws.get(0, ()), *read.notes]
    return read.values[0], [each.code for each in told]


@given(NUMBERS, st.data())
def test_a_number_is_the_same_however_it_is_parted(number, data):
    cuts = data.draw(st.sets(st.integers(1, len(number) - 1), max_size=3))
    between = data.draw(st.sampled_from(["-", " ", ".", " - "]))
    written = "".join(between * (at in cuts) + digit for at, digit in enumerate(number))
    expected = [] if written == number else ["phone.written_otherwise"]
    assert one(written) == (number, expected)
    assert one(thai_digits(written)) == (number, ["phone.written_otherwise"])


@given(NUMBERS, st.sampled_from([int, float, lambda digits: digits.lstrip("0"), lambda digits: f"{int(digits)}.0"]))
def test_a_zero_that_a_spreadsheet_dropped_is_given_back(number, spreadsheet):
    assert one(spreadsheet(number)) == (number, ["phone.zero_lost"])


@given(NUMBERS)
def test_a_number_as_dialled_from_abroad_is_one_of_home(number):
    for written in (f"+66{number[1:]}", f"66{number[1:]}", f"+66 (0) {number[1:]}", int(f"66{number[1:]}")):
        assert one(written) == (number, ["phone.abroad"])


@given(st.lists(NUMBERS, min_size=2, max_size=3), st.sampled_from([", ", "/", "\n", " ", " และ ", ";"]))
def test_several_numbers_of_a_cell_are_all_kept(numbers, between):
    value, codes = one(between.join(numbers))
    assert value == ", ".join(numbers)
    assert codes[0] == "phone.several"


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("", None, []),
        ("-", None, ["cell.blank_word"]),
        ("ไม่มี", None, ["cell.blank_word"]),
        ("0890000000", "0890000000", []),
        ("000-000-1234", "000-000-1234", []),
        ("089-0000000", "0890000000", ["phone.written_otherwise"]),
        ("0-2000-0000", "020000000", ["phone.written_otherwise"]),
        ("โทร. 089-000-0000", "0890000000", ["phone.written_otherwise"]),
        ("02-000-0000 ต่อ 12", "020000000 ต่อ 12", ["phone.written_otherwise"]),
        ("02-000-0000 #12", "020000000 ต่อ 12", ["phone.written_otherwise"]),
        ("0890000000 (ลูกสาว)", "0890000000 (ลูกสาว)", ["phone.with_words"]),
        ("089-000-0000, บ้าน 02-000-0000", "089-000-0000, บ้าน 02-000-0000", ["phone.with_words"]),
        ("08900000000", "08900000000", ["phone.length"]),
        ("089000000", "089000000", ["phone.length"]),
        ("0000000000", "0000000000", ["phone.length"]),
        ("02-000-0000-1", "02-000-0000-1", ["phone.length"]),
        (123, "123", ["phone.length"]),
        ("ถามเพื่อนบ้าน", "ถามเพื่อนบ้าน", ["phone.unclear"]),
        (True, "TRUE", ["phone.unclear"]),
        (date(2023, 3, 12), "2023-03-12", ["phone.unclear"]),
    ],
)
def test_a_cell_is_read_and_what_was_done_is_told(cell, value, codes):
    assert one(cell) == (value, codes)


@given(st.lists(ANY, min_size=1))
def test_every_digit_is_kept_and_nothing_personal_is_told(cells):
    read = read_phones(cells)
    for at, cell in enumerate(cells):
        value = read.values[at]
        for flaw in read.flaws.get(at, ()):
            assert flaw.severity is Severity.WARNING
            assert flaw.params["value"] == masked(value)
        if value is not None and isinstance(cell, str) and "6" not in cell:
            assert digits(value).replace("0", "") == digits(cell).replace("0", "")
    assert all(note.severity is Severity.INFO for note in read.notes)


@given(ANY)
def test_what_was_read_is_read_again_as_it_is(cell):
    value = one(cell)[0]
    if value is not None:
        assert one(value)[0] == value


def digits(text):
    return "".join(str(int(character)) for character in text if character.isdecimal())
