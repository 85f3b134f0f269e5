"""Numbers that are names: every digit is kept, zeros in front too, and what a spreadsheet destroyed is refused."""

from datetime import date, datetime, time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits
from communitywelfare.errors import Severity
from communitywelfare.io.foreign.numbers import read_numbers


def one(cell):
    """The number of one cell, and the codes of what is told about it."""
    read = read_numbers([cell])
    return read.values[0], [flaw.code for flaw in read.flaws.get(0, ())] + [note.code for note in read.notes]


AS_KEPT = [
    "1",
    "007",
    "27/2559",
    "01-550",
    "1-550",
    "MEM-000001",
    "M0012",
    "ส.12",
    "C0001",
    "3/127",
    "2559/0012",
    "1E12",
    "ก1",
]


@pytest.mark.parametrize("cell", AS_KEPT)
def test_numbers_as_files_keep_them_stay_and_nothing_is_told(cell):
    assert one(cell) == (cell, [])


@pytest.mark.parametrize(
    ("cell", "number", "code"),
    [
        (12.0, "12", "cell.number_as_text"),
        (12, "12", "cell.number_as_text"),
        ("12.0", "12", "cell.false_decimal"),
        ("๒๗/๒๕๕๙", "27/2559", "cell.written_otherwise"),
        ("๐๐๗", "007", "cell.written_otherwise"),
        ("01–550", "01-550", "cell.written_otherwise"),
        (" 007\u200b", "007", "cell.spaces"),
        ("-", None, "cell.blank_word"),
        (12.5, "12.5", "cell.number_as_text"),
        ("12-15", "12-15", "cell.several_numbers"),
        ("12, 15", "12, 15", "cell.several_numbers"),
        ("12 ถึง 15", "12 ถึง 15", "cell.several_numbers"),
        ("98–101", "98-101", "cell.written_otherwise"),
        ("ส.12-ส.15", "ส.12-ส.15", "cell.several_numbers"),
    ],
)
def test_other_ways_of_writing_a_number_are_read_and_told(cell, number, code):
    value, codes = one(cell)
    assert value == number
    assert code in codes


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (date(2016, 3, 12), "cell.date_for_number"),
        (datetime(2016, 3, 12), "cell.date_for_number"),
        (time(12, 30), "cell.date_for_number"),
        ("1.23457E+12", "cell.number_shortened"),
        (1e15, "cell.number_shortened"),
        (float("inf"), "cell.number_shortened"),
        ("๑,๒๓E+๑๑", "cell.number_shortened"),
    ],
)
def test_what_a_spreadsheet_made_of_a_number_is_refused(cell, code):
    read = read_numbers(["1", cell])
    assert read.values == ["1", None]
    [flaw] = read.flaws[1]
    assert (flaw.code, flaw.severity) == (code, Severity.ERROR)


@pytest.mark.parametrize("cell", ["15-12", "12-12", "1-550", "2559-12"])
def test_a_dash_alone_makes_no_several_numbers(cell):
    assert one(cell) == (cell, [])


def test_a_truth_is_no_number_of_a_workbook():
    assert one(True) == ("TRUE", ["cell.number_as_text"])


def test_a_number_that_is_none_is_blank():
    assert one(float("nan")) == (None, ["cell.blank_word"])


def test_numbers_among_texts_with_zeros_in_front_may_have_lost_theirs():
    [told] = [note for note in read_numbers(["007", 12, "013", 14.0]).notes if note.severity is Severity.WARNING]
    assert told.code == "cell.zeros_may_be_lost"
    assert told.params == {"value": "12", "other": "007", "count": 2, "cells": (1, 3)}
    assert all(note.severity is Severity.INFO for note in read_numbers(["7", 12, "0"]).notes)


def test_several_numbers_are_told_once():
    [note] = read_numbers(["11", "12-15", "16", "17-18"]).notes
    assert (note.code, note.severity) == ("cell.several_numbers", Severity.WARNING)
    assert note.params == {"value": "12-15", "count": 2, "cells": (1, 3)}


@given(
    st.lists(st.from_regex(r"[A-Zก-ฮ]{0,3}[0-9]{1,9}(/25[0-9]{2})?", fullmatch=True)),
    st.sampled_from([str, thai_digits]),
)
@example(["0", "00", "000"], str)
def test_every_digit_is_kept(numbers, digits):
    assert read_numbers([digits(number) for number in numbers]).values == numbers


@given(st.lists(st.one_of(st.text(max_size=12), st.integers(), st.floats(), st.booleans(), st.dates())))
def test_each_cell_has_a_number_or_is_blank_or_is_refused(cells):
    read = read_numbers(cells)
    assert len(read.values) == len(cells)
    for at, value in enumerate(read.values):
        is_refused = any(flaw.is_error for flaw in read.flaws.get(at, ()))
        assert is_refused <= (value is None)
        assert value is None or value.strip()
