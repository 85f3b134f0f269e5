"""Citizen IDs of foreign files: kept or refused, never repaired; the constructor of an ID as the oracle."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits
from communitywelfare.errors import InvalidCitizenId, Severity
from communitywelfare.identity import CitizenId, IdClass
from communitywelfare.io.foreign.ids import read_citizen_ids, with_reasons
from communitywelfare.strategies import citizen_ids

ID = CitizenId.synthetic(12_345_678)
DIGITS = ID.reveal("write it into a made-up file")
FORMS = ["{}{}{}{}{}", "{}-{}-{}-{}-{}", "{} {} {} {} {}", "{}–{}\u00a0{}\u200b{}—{}", " '{}{}{}{}{}\n"]


def one(cell, *, synthetic=True):
    """The ID of one cell, and the codes of what is told about it."""
    read = read_citizen_ids([cell], synthetic=synthetic)
    return read.values[0], [flaw.code for flaw in read.flaws.get(0, ())] + [note.code for note in read.notes]


def grouped(digits, form):
    return form.format(digits[0], digits[1:5], digits[5:10], digits[10:12], digits[12])


def with_first(digit):
    """An ID with this first digit and a check digit that is right."""
    twelve = f"{digit}{DIGITS[1:12]}"
    return next(f"{twelve}{last}" for last in range(10) if CitizenId(f"{twelve}{last}").check_digit_is_right)


@given(citizen_ids(), st.sampled_from(FORMS), st.sampled_from([str, thai_digits]))
def test_dashes_spaces_and_thai_digits_are_understood_and_told(citizen_id, form, digits):
    plain = citizen_id.reveal("write it into a made-up file")
    cell = digits(grouped(plain, form))
    assert one(cell) == (citizen_id, ["cell.written_otherwise"] if cell != plain else [])


def test_a_number_of_a_workbook_is_exact_and_told():
    assert one(int(DIGITS)) == (ID, ["id.from_number"])
    assert one(float(DIGITS)) == (ID, ["id.from_number"])
    assert one(f"{DIGITS}.0") == (ID, ["id.from_number"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("9.00012E+12", "id.digits_lost"),
        ("9,00012e12", "id.digits_lost"),
        ("๙.๐๐๐๑๒E+๑๒", "id.digits_lost"),
        (9.00012e12, "id.digits_lost"),
        ("9000120000000.00", "id.digits_lost"),
        ("9000120000000", "id.digits_lost"),
        (90012345678, "id.zeros_lost"),
        (900123456789.0, "id.zeros_lost"),
        ("900123456789.0", "id.zeros_lost"),
        (9001234567, "id.zeros_lost"),
        (900123456, "id.length"),
        (DIGITS[:12], "id.twelve_digits"),
        (f"{DIGITS}0", "id.length"),
        ("9", "id.length"),
        (DIGITS[:11], "id.length"),
        (grouped(DIGITS, FORMS[1])[:13], "id.cut"),
        (grouped(DIGITS, FORMS[1])[:12], "id.cut"),
        (grouped(DIGITS, FORMS[1])[:16], "id.twelve_digits"),
        (f"{DIGITS[:12]}O", "id.unreadable"),
        ("AB1234567", "id.unreadable"),
        ("#############", "id.unreadable"),
        ("٩" * 13, "id.unreadable"),
        ("\0" + DIGITS, "id.unreadable"),
        (-float(DIGITS), "id.unreadable"),
        (float(DIGITS) + 0.5, "id.unreadable"),
        (float("inf"), "id.unreadable"),
        (True, "id.unreadable"),
        (date(2024, 1, 1), "id.unreadable"),
    ],
)
def test_an_id_that_is_not_whole_is_refused_and_never_made_whole(cell, code):
    read = read_citizen_ids(["", cell], synthetic=True)
    assert read.values == [None, None]
    [flaw] = read.flaws[1]
    assert (flaw.code, flaw.severity) == (code, Severity.ERROR)


def test_a_rounded_number_is_refused_also_where_its_check_digit_is_right_by_chance():
    rounded = next(
        digits
        for number in range(0, 10**8, 10**5)
        if (digits := CitizenId.synthetic(number).reveal("look at its end")).endswith("000000")
    )
    assert one(float(rounded)) == (None, ["id.digits_lost"])
    assert one(rounded) == (CitizenId(rounded), [])


@pytest.mark.parametrize("last", [last for last in "0123456789" if last != DIGITS[12]])
def test_a_wrong_check_digit_is_told_and_kept(last):
    wrong = f"{DIGITS[:12]}{last}"
    assert one(wrong) == (CitizenId(wrong), ["id.check_digit"])


@pytest.mark.parametrize("first", "0123456789")
def test_the_first_digit_says_whose_an_id_is(first):
    is_odd = CitizenId(with_first(first)).id_class is not IdClass.PERSON
    assert one(with_first(first), synthetic=False)[1] == (["id.class"] if is_odd else [])
    assert one(with_first(first), synthetic=True)[1] == (["id.class"] if first == "0" else [])


def test_a_wrong_check_digit_and_an_odd_first_digit_are_both_told():
    wrong = f"0{DIGITS[1:]}"
    assert one(wrong) == (CitizenId(wrong), ["id.check_digit", "id.class"])


@pytest.mark.parametrize("cell", ["", " ", "-", "NaN", "\u200b", float("nan")])
def test_missing_ids_are_told_once_with_the_first_cells(cell):
    read = read_citizen_ids([DIGITS, cell, cell], synthetic=True)
    assert read.values == [ID, None, None]
    [note] = read.notes
    assert (note.code, note.severity) == ("id.none_given", Severity.WARNING)
    assert note.params == {"count": 2, "cells": (1, 2)}


def test_an_empty_column_says_nothing():
    assert read_citizen_ids([], synthetic=True).values == []


def test_nothing_is_told_of_ids_as_files_keep_them():
    read = read_citizen_ids([DIGITS] * 3, synthetic=True)
    assert (read.values, read.flaws, read.notes) == ([ID] * 3, {}, ())


CELLS = st.one_of(
    st.from_regex(r"[0-9]{13}", fullmatch=True),
    st.text("0123456789-– ๑.E+'\0", max_size=18),
    st.integers(0, 10**14),
    st.floats(0, 1e14),
    st.sampled_from(["", DIGITS, True, grouped(DIGITS, FORMS[1])]),
)


@given(st.lists(CELLS))
@example(["0000000000000", "9999999999999", DIGITS])
def test_each_id_is_as_it_would_be_alone_and_has_the_digits_of_its_cell(cells):
    read = read_citizen_ids(cells, synthetic=True)
    for at, (cell, value) in enumerate(zip(cells, read.values, strict=True)):
        alone = read_citizen_ids([cell], synthetic=True)
        told = [flaw.code for flaw in read.flaws.get(at, ())]
        assert (alone.values[0], [flaw.code for flaw in alone.flaws.get(0, ())]) == (value, told)
        if value is not None:
            text = str(int(cell)) if not isinstance(cell, str) else re.sub(r"\.0+$", "", cell.strip())
            assert value == CitizenId(text.strip("'"))
            assert ("id.check_digit" in told) == (not value.check_digit_is_right)
            assert ("id.class" in told) == (value.id_class is IdClass.UNREGISTERED_OR_JURISTIC)


@given(st.lists(CELLS))
def test_no_finding_shows_more_than_the_end_of_an_id(cells):
    read = read_citizen_ids(cells, synthetic=False)
    for finding in (*(flaw for flaws in read.flaws.values() for flaw in flaws), *read.notes):
        value = str(finding.params.get("value", ""))
        assert len(re.findall(r"[^•]", value)) <= 4


@given(st.lists(st.from_regex(r"[0-9]{13}", fullmatch=True)))
def test_many_ids_are_the_ids_one_by_one(texts):
    assert CitizenId.many(texts) == [CitizenId(text) for text in texts]


@pytest.mark.parametrize("odd", ["", DIGITS[:12], f"{DIGITS}0", grouped(DIGITS, FORMS[1]), thai_digits(DIGITS)])
def test_many_ids_are_refused_for_one_that_is_not_thirteen_digits(odd):
    with pytest.raises(InvalidCitizenId):
        CitizenId.many([DIGITS, odd])
    with pytest.raises(InvalidCitizenId):
        CitizenId.many([odd[:6], DIGITS, "1" * 13, f"{odd[6:]}{DIGITS}"])


@given(
    st.lists(st.tuples(st.sampled_from(["", "-", DIGITS, "12345"]), st.sampled_from([None, "ไร้สัญชาติ"])), max_size=12)
)
def test_an_id_is_told_to_be_missing_where_there_is_neither_an_id_nor_a_reason(rows):
    read = read_citizen_ids([cell for cell, _ in rows], synthetic=True)
    reasoned = with_reasons(read, [reason for _, reason in rows])
    missing = [at for at, (cell, reason) in enumerate(rows) if cell in {"", "-"} and reason is None]
    found = [(note.params["count"], note.params["cells"]) for note in reasoned.notes if note.code == "id.none_given"]
    assert found == ([(len(missing), tuple(missing[:5]))] if missing else [])
    assert (reasoned.values, reasoned.flaws) == (read.values, read.flaws)
