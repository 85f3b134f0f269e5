"""Columns of text: the words stay, what nobody sees is put right and told, and the rest is told and kept."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits
from communitywelfare.errors import Severity
from communitywelfare.identity import masked
from communitywelfare.io._cells import neutral
from communitywelfare.io.foreign.mojibake import has_lost_letters, looks_misread, repaired
from communitywelfare.io.foreign.texts import read_house_numbers, read_texts, read_villages
from communitywelfare.io.foreign.thai import is_broken, normalised

ANY = st.text("กขงนมยรอเแาำัิีุู่้\u0e4d์ 1a.0-'=?é\u200b\u00a0\n\r\t\x00\x01\ufeff\ufffd", max_size=10)
MISREAD = "กองทุนสวัสดิการ".encode("cp874").decode("latin-1")


def one(cell, *, personal=False):
    """The text of one cell, and the codes of what is told about it."""
    read = read_texts([cell], personal=personal)
    return read.values[0], [flaw.code for flaw in read.flaws.get(0, ())] + [note.code for note in read.notes]


@pytest.mark.parametrize(
    ("cell", "text", "codes"),
    [
        ("บ้านดอน", "บ้านดอน", []),
        ("12/3", "12/3", []),
        ("บรรทัดหนึ่ง\nบรรทัดสอง", "บรรทัดหนึ่ง\nบรรทัดสอง", []),
        ("", None, []),
        (" ", None, ["cell.spaces"]),
        ("-", None, ["cell.blank_word"]),
        (" NaN ", None, ["cell.spaces", "cell.blank_word"]),
        ("บ้าน  ดอน\u00a0", "บ้าน ดอน", ["cell.spaces"]),
        ("บ้าน\u200bดอน", "บ้านดอน", ["cell.spaces"]),
        ("เเดง", "แดง", ["cell.two_letters_for_one"]),
        ("น\u0e4d\u0e49าใจ", "น้ำใจ", ["cell.two_letters_for_one"]),
        ("น้้ำใจ", "น้ำใจ", ["cell.doubled_mark"]),
        ("ก\u0e48\u0e39", "ก\u0e39\u0e48", ["cell.order_of_marks"]),
        ("'=1+1", "=1+1", ["cell.apostrophe"]),
        ("'ขวัญ", "'ขวัญ", []),
        ("ดอน\x01ตาล", "ดอนตาล", ["cell.control_character"]),
        ("\x00", None, ["cell.control_character"]),
        ("ิกา", "ิกา", ["cell.broken_order"]),
        ("ชื่อ ???", "ชื่อ ???", ["cell.lost_letters"]),
        ("ทำไม?", "ทำไม?", []),
        (MISREAD, "กองทุนสวัสดิการ", ["cell.misread_repaired"]),
        ("กองทุน" + MISREAD, "กองทุน" + MISREAD, ["cell.misread"]),
        ("café", "café", []),
        ("4.0", "4", ["cell.false_decimal"]),
        (4.0, "4", ["cell.number_as_text"]),
        (4, "4", ["cell.number_as_text"]),
        (4.5, "4.5", ["cell.number_as_text"]),
        (True, "TRUE", ["cell.number_as_text"]),
        (1234567890123456.0, "1234567890123456", ["cell.digits_lost", "cell.number_as_text"]),
        (datetime(2023, 3, 12), "2023-03-12", ["cell.date_for_text"]),
        (date(2023, 3, 12), "2023-03-12", ["cell.date_for_text"]),
        (time(8, 30), "08:30:00", ["cell.date_for_text"]),
        (timedelta(hours=26), "1 day, 2:00:00", ["cell.date_for_text"]),
    ],
)
def test_a_cell_is_read_and_what_was_done_is_told(cell, text, codes):
    assert one(cell) == (text, codes)


@given(st.lists(ANY, max_size=200))
def test_a_text_means_the_same_in_any_company_but_for_what_the_column_tells(cells):
    """The oracle reads cell by cell; only `.0` and very short misread texts depend on the others."""
    assume(not any(repaired(cell) or "." in cell for cell in cells))
    together = read_texts(cells, personal=False)
    alone = [read_texts([cell], personal=False) for cell in cells]
    assert list(together.values) == [read.values[0] for read in alone]
    assert dict(together.flaws) == {at: read.flaws[0] for at, read in enumerate(alone) if read.flaws}
    told = {note.code: note.params["count"] for note in together.notes}
    assert told == {code: sum(code in codes(read) for read in alone) for code in told}
    assert set(told) == {code for read in alone for code in codes(read)}


def codes(read):
    return {note.code for note in read.notes}


@given(ANY)
def test_a_text_is_changed_as_it_is_compared_and_never_without_a_word(cell):
    read = read_texts([cell], personal=False)
    value = read.values[0]
    if value != (cell or None):
        assert read.flaws or read.notes
    if value is not None and not read.flaws and not codes(read) & {"cell.apostrophe", "cell.false_decimal"}:
        assert value == normalised(cell)
        assert not is_broken(value)
        assert not has_lost_letters(value)
        assert not looks_misread(value)


@given(ANY)
def test_what_was_read_is_read_again_without_a_word(cell):
    value = one(cell)[0]
    if value is not None:
        again = read_texts([value], personal=False)
        assert again.values == [value]
        assert codes(again) <= {"cell.false_decimal", "cell.apostrophe"}


@given(st.lists(ANY, min_size=1))
def test_personal_texts_are_masked_wherever_something_is_told(cells):
    read = read_texts(cells, personal=True)
    for at, flaws in read.flaws.items():
        assert {flaw.params["value"] for flaw in flaws} == {masked(cells[at])}
        assert all(flaw.severity is Severity.WARNING for flaw in flaws)
    assert all(note.severity is Severity.INFO for note in read.notes)


@given(ANY)
def test_our_own_protection_against_formulas_is_undone(text):
    if neutral(text) != text:
        assert one(neutral(text))[0] == one(text)[0]


def test_a_repaired_text_tells_what_it_was_taken_for():
    flaw = read_texts([MISREAD], personal=True).flaws[0][0]
    assert flaw.params == {
        "value": masked(MISREAD),
        "meant": masked("กองทุนสวัสดิการ"),
        "saved_as": "cp874",
        "read_as": "cp1252",
    }


def test_a_short_misread_text_is_repaired_in_the_company_of_a_longer_one():
    short = "สม".encode("cp874").decode("latin-1")
    assert one(short) == (short, [])
    assert read_texts([MISREAD, short], personal=False).values == ["กองทุนสวัสดิการ", "สม"]


def test_a_column_with_true_fractions_keeps_its_zeros():
    assert read_texts(["1.0", "2.5", "ก"], personal=False).values == ["1.0", "2.5", "ก"]
    assert read_texts(["1.0", "2", "ก"], personal=False).values == ["1", "2", "ก"]


def test_a_note_counts_the_cells_and_names_the_first_five():
    note = read_texts(["ก ", "ข"] * 4 + ["ค "] * 2, personal=False).notes[0]
    assert note.params == {"count": 6, "cells": (0, 2, 4, 6, 8)}


def test_one_and_true_are_not_the_same_text():
    assert read_texts([1, True, 1.0, "1"], personal=False).values == ["1", "TRUE", "1", "1"]


@pytest.mark.parametrize("number", [1, 7, 12])
@pytest.mark.parametrize("form", ["{}", "0{}", "{}.0", "ม.{}", "ม. {}", "ม{}", "หมู่ {}", "หมู่ที่ {}", "หมู่ที่{}", "หมู่บ้านที่ {}"])
def test_a_village_number_is_one_however_it_is_written(number, form):
    assert (
        read_villages([form.format(number), thai_digits(form.format(number)), number, float(number)]).values
        == [str(number)] * 4
    )


def test_the_name_of_a_village_stays_and_is_told_and_so_are_blank_ones():
    read = read_villages(["4", "ม.4", "บ้านดอน", "ม.5 บ้านดอน", "", "-"])
    assert read.values == ["4", "4", "บ้านดอน", "ม.5 บ้านดอน", None, None]
    told = {note.code: (note.severity, note.params["count"]) for note in read.notes}
    assert told == {
        "cell.blank_word": (Severity.INFO, 1),
        "village.written_otherwise": (Severity.INFO, 1),
        "village.name": (Severity.INFO, 2),
        "village.blank": (Severity.WARNING, 2),
    }


def test_missing_house_numbers_are_told_once():
    read = read_house_numbers(["12/3", "", 12.0, "-"])
    assert read.values == ["12/3", None, "12", None]
    blank = next(note for note in read.notes if note.code == "house.blank")
    assert (blank.severity, blank.params) == (Severity.WARNING, {"count": 2, "cells": (1, 3), "of": 4})
    assert read_house_numbers(["1"]).notes == ()
