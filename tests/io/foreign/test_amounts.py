"""Amounts and counts of foreign files: understood exactly or not at all, against decimals as the oracle."""

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits
from communitywelfare.errors import Severity
from communitywelfare.io.foreign.amounts import (
    Blank,
    MoneyStyle,
    amount_text,
    baht_and_satang,
    joined,
    read_amounts,
    read_wholes,
)
from communitywelfare.money import ZERO, Money
from communitywelfare.strategies import amounts

ANY = st.integers(-(10**14), 10**14).map(Money) | amounts()


def one(cell, blank=Blank.NOTHING):
    """The amount of one cell, and the codes of what is told about it."""
    read = read_amounts([cell], blank=blank)
    return read.values[0], [flaw.code for flaw in read.flaws.get(0, ())] + [note.code for note in read.notes]


UNDERSTOOD = {
    "1234.50": "1234.50",
    " 365 ": "365",
    "365.5": "365.50",
    "-500": "-500",
    "0": "0",
    365: "365",
    1234.5: "1234.50",
    500.0: "500",
    0.1: "0.10",
    -0.07: "-0.07",
    9999999999999.99: "9999999999999.99",
}
OTHERWISE = {
    "1,234.50": "1234.50",
    "๑,๒๓๔.๕๐": "1234.50",
    "365.-": "365",
    "๓๖๕.-": "365",
    "365.- บาท": "365",
    "365 บาท": "365",
    "365บาทถ้วน": "365",
    "365 บ.": "365",
    "฿365": "365",
    "฿ 1,234.50": "1234.50",
    "THB 365": "365",
    "365 บาท 50 สต.": "365.50",
    "365 บาท 5 สตางค์": "365.05",
    "50 สต.": "0.50",
    "75 สตางค์": "0.75",
    "- 500": "-500",
    "–500": "-500",
    "-฿500": "-500",
    "฿-500": "-500",
    "1\u00a0บาท": "1",
}


@pytest.mark.parametrize(("cell", "baht"), UNDERSTOOD.items())
def test_plain_amounts_and_numbers_are_read_and_nothing_is_told(cell, baht):
    assert one(cell) == (Money.baht(baht), [])


@pytest.mark.parametrize(("cell", "baht"), OTHERWISE.items())
def test_other_ways_of_writing_an_amount_are_read_and_told(cell, baht):
    assert one(cell) == (Money.baht(baht), ["cell.written_otherwise"])


@pytest.mark.parametrize("cell", ["(500.00)", "( 500 )", "(฿500)", "(500 บาท)", "(๕๐๐)"])
def test_an_amount_in_brackets_is_negative(cell):
    assert one(cell) == (Money.baht(-500), ["money.in_brackets"])


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("1.234,50", "cell.marks_unclear"),
        ("1,23", "cell.marks_unclear"),
        ("12,34,567", "cell.marks_unclear"),
        ("1234,567", "cell.marks_unclear"),
        ("1 234.50", "cell.marks_unclear"),
        ("365.", "cell.marks_unclear"),
        (".50", "cell.marks_unclear"),
        ("1.2.3", "cell.marks_unclear"),
        ("-(500)", "money.unreadable"),
        ("(-500)", "money.unreadable"),
        ("-1,23", "cell.marks_unclear"),
        ("(1,23 บาท)", "cell.marks_unclear"),
        ("--500", "money.unreadable"),
        ("-฿-500", "money.unreadable"),
        ("365-", "money.unreadable"),
        ("3.65E+02", "money.unreadable"),
        ("5%", "money.unreadable"),
        ("สามร้อย", "money.unreadable"),
        ("365 บาท 100 สต.", "money.unreadable"),
        ("٣٦٥", "money.unreadable"),
        ("9" * 16, "money.unreadable"),
        ("3O5", "cell.letter_for_digit"),
        ("l,234.5o", "cell.letter_for_digit"),
        ("30.416", "money.part_of_satang"),
        (30.416666, "money.part_of_satang"),
        (0.1 + 0.2, "money.part_of_satang"),
        (365 / 12 * 6 + 1e-9, "money.part_of_satang"),
        (1e13, "money.unreadable"),
        (float("inf"), "money.unreadable"),
        (10**400, "money.unreadable"),
        (True, "money.unreadable"),
        (date(2024, 1, 1), "money.unreadable"),
        (timedelta(days=1), "money.unreadable"),
        ("1." + "0" * 5000, "cell.marks_unclear"),
    ],
)
def test_what_may_mean_two_things_is_refused(cell, code):
    assert one(cell) == (None, [code])


def test_a_refusal_says_what_may_be_meant():
    read = read_amounts([0.1 + 0.2, "3O5", 30.416666, "-1.005"], blank=Blank.NOTHING)
    meant = [read.flaws[at][0].params["meant"] for at in range(4)]
    assert meant == [Money.baht("0.30"), "305", Money.baht("30.42"), Money.baht("-1.01")]


@pytest.mark.parametrize("cell", ["", " ", "-", "–", "NaN", "n/a", ".-", float("nan"), "\u200b"])
def test_blank_means_what_the_column_says(cell):
    told = cell not in ("", " ", "\u200b")
    assert one(cell, Blank.NOTHING)[0] is None
    assert one(cell, Blank.ZERO) == (ZERO, ["cell.blank_is_zero"])
    assert one(cell, Blank.ASK) == (None, ["cell.blank_unclear"])
    assert not told or one(cell, Blank.NOTHING) == (None, ["cell.blank_word"])


@pytest.mark.parametrize("cell", ["", " ", "\u200b", "\u00a0 "])
def test_nothing_is_told_of_a_cell_that_is_blank_to_the_eye(cell):
    assert one(cell) == (None, [])


def test_a_column_tells_once_what_it_understood_and_where_it_stands_first():
    read = read_amounts(["365.-", "100", "365.-", "1,000", "2,000", "3,000", "4,000"], blank=Blank.NOTHING)
    [note] = read.notes
    assert note.severity is Severity.INFO
    assert note.params == {"value": "365.-", "count": 6, "cells": (0, 2, 3, 4, 5)}
    assert read.flaws == {}


def test_cells_that_python_holds_equal_are_not_the_same():
    read = read_amounts([1, True, 1.0, "1"], blank=Blank.NOTHING)
    assert read.values == [Money.baht(1), None, Money.baht(1), Money.baht(1)]
    assert list(read.flaws) == [1]


@given(ANY, st.sampled_from(MoneyStyle))
def test_reading_an_amount_that_was_written_gives_the_same(money, style):
    assert read_amounts([amount_text(money, style)], blank=Blank.NOTHING).values == [money]


@given(ANY)
@example(Money(-5))
@example(ZERO)
def test_reading_baht_and_satang_that_were_written_gives_the_same(money):
    baht, satang = baht_and_satang(money)
    assert joined([baht], [satang], blank=Blank.ASK).values == [money]


@pytest.mark.parametrize("satang", [10**15 - 1, 10**15, 10**15 + 1, -(10**15) - 7])
def test_a_number_that_would_lose_satang_is_written_as_text(satang):
    written = amount_text(Money(satang), MoneyStyle.NUMBER)
    assert isinstance(written, float) == (abs(satang) < 10**15)
    assert read_amounts([written], blank=Blank.ASK).values == [Money(satang)]


@given(st.floats(-1e12, 1e12) | st.integers(-(10**12), 10**12).map(lambda satang: satang / 100))
@example(0.145)
@example(1e-7)
@example(-0.0)
def test_a_number_is_an_amount_exactly_where_its_digits_are_whole_satang(number):
    exact = Decimal(str(number)) * 100
    expected = Money(int(exact)) if exact == int(exact) else None
    assert one(number)[0] == expected


@given(
    st.booleans(),
    st.integers(0, 10**12),
    st.integers(0, 99),
    st.sampled_from(["{sign}{baht:,}.{satang:02d}", "{sign}฿{baht}.{satang:02d}", "{sign}{baht} บาท {satang} สต."]),
    st.sampled_from([str, thai_digits]),
)
def test_every_form_of_an_amount_says_the_same(is_negative, baht, satang, form, digits):
    text = digits(form.format(sign="-" if is_negative else "", baht=baht, satang=satang))
    assert one(text)[0] == Money((-1 if is_negative else 1) * (baht * 100 + satang))


@given(st.text("0123456789.,-()฿oO lบาท", max_size=12))
def test_text_is_never_an_amount_of_other_digits(text):
    money, codes = one(text, Blank.ASK)
    if money is None:
        assert codes
    elif "." in text and "-" not in text[text.index(".") :]:
        assert re.sub(r"[^0-9.]", "", text).rstrip(".").lstrip("0").rstrip("0") in {
            money.plain.lstrip("-").lstrip("0").rstrip("0"),
            money.plain.lstrip("-").lstrip("0").rstrip("0").rstrip("."),
        }
    else:
        assert abs(money.satang) == int(re.sub(r"[^0-9]", "", text)) * 100


@pytest.mark.parametrize(
    ("baht", "satang", "expected"),
    [
        ("1,234", "50", "1234.50"),
        ("1,234", "", "1234"),
        ("1,234", "-", "1234"),
        ("", "50", "0.50"),
        ("๑๐๐", "๐๕", "100.05"),
        (100.0, 5.0, "100.05"),
        ("100", "5 สต.", "100.05"),
        ("-500", "25", "-500.25"),
        ("(500)", "25", "-500.25"),
        ("365.50", "", "365.50"),
        ("365.50", "00", "365.50"),
        ("0", "0", "0"),
    ],
)
def test_baht_and_satang_of_two_columns_are_one_amount(baht, satang, expected):
    read = joined([baht], [satang], blank=Blank.ASK)
    assert read.values == [Money.baht(expected)]
    assert read.flaws == {}


@pytest.mark.parametrize(
    ("baht", "satang", "code"),
    [
        ("365.50", "25", "money.satang_twice"),
        ("365", "100", "money.not_satang"),
        ("365", "-5", "money.not_satang"),
        ("365", 0.5, "money.not_satang"),
        ("abc", "5", "money.unreadable"),
        ("", "", "cell.blank_unclear"),
    ],
)
def test_baht_and_satang_that_do_not_belong_together_are_refused(baht, satang, code):
    read = joined([baht], [satang], blank=Blank.ASK)
    assert read.values == [None]
    assert [flaw.code for flaw in read.flaws[0]] == [code]


@pytest.mark.parametrize(
    ("cell", "count"),
    [
        ("4", 4),
        ("4.0", 4),
        (4.0, 4),
        (4, 4),
        ("๔", 4),
        ("1,234", 1234),
        ("4 คืน", 4),
        ("12 คน", 12),
        ("", None),
        ("-", None),
    ],
)
def test_counts_are_whole_numbers(cell, count):
    read = read_wholes([cell])
    assert read.values == [count]
    assert read.flaws == {}


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("4.5", "cell.not_whole"),
        (4.5, "cell.not_whole"),
        ("-4", "cell.not_whole"),
        (-4.0, "cell.not_whole"),
        (True, "cell.not_whole"),
        ("1,23", "cell.not_whole"),
        ("9" * 13, "cell.not_whole"),
        ("สี่", "cell.not_whole"),
        ("4l", "cell.letter_for_digit"),
    ],
)
def test_what_is_no_count_is_refused(cell, code):
    read = read_wholes([cell])
    assert read.values == [None]
    assert [flaw.code for flaw in read.flaws[0]] == [code]


def test_a_blank_count_means_what_the_column_says():
    assert read_wholes(["", "2"], blank=Blank.ZERO).values == [0, 2]
    assert read_wholes([""], blank=Blank.ASK).flaws[0][0].code == "cell.blank_unclear"


@given(
    st.integers(0, 10**12 - 1), st.sampled_from(["{}", "{:,}", "{}.0", "{} คน"]), st.sampled_from([str, thai_digits])
)
def test_every_form_of_a_count_says_the_same(count, form, digits):
    assert read_wholes([digits(form.format(count))]).values == [count]
