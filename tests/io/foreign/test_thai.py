"""Thai as it is written: what reads well, and one spelling for what looks the same."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.io.foreign.thai import (
    any_is_broken,
    has_thai,
    is_broken,
    is_plausible_thai,
    normalised,
    thai_share,
)
from communitywelfare.wording.catalogue import catalogue

ANY = st.text("กขงนมยรอเแโฤๅะาำัิีุู็่้์ํฺ 1a\u200b\u00a0\n\u0301\ufeff", max_size=12)


@given(ANY)
def test_normalising_twice_is_normalising_once(text):
    once = normalised(text)
    assert normalised(once) == once


@given(ANY)
def test_what_was_normalised_has_no_space_that_nobody_sees(text):
    once = normalised(text)
    assert once == once.strip(" \n")
    assert not re.search("  |เเ|[\u200b\u00a0\ufeff]", once)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("เเดง", "แดง"),
        ("น\u0e4d\u0e49าใจ", "น้ำใจ"),
        ("น\u0e49\u0e4dาใจ", "น้ำใจ"),
        ("ท\u0e4dา", "ทำ"),
        ("ก\u0e48\u0e39", "ก\u0e39\u0e48"),
        (" สมชาย  สมมุติสุข\u00a0\u200b", "สมชาย สมมุติสุข"),
        ("\ufeffชื่อ\t", "ชื่อ"),
        ("บรรทัดหนึ่ง\nบรรทัดสอง\n", "บรรทัดหนึ่ง\nบรรทัดสอง"),
        ("", ""),
    ],
)
def test_spellings_that_look_the_same_are_made_one(text, meant):
    assert normalised(text) == meant


def test_our_own_thai_is_in_order_and_stays_as_it_is():
    """Thousands of words that people wrote and others read: an oracle for what is right."""
    data = Path(__file__).resolve().parents[3] / "src" / "communitywelfare" / "data"
    texts = [*catalogue("th").values(), *(path.read_text("utf-8") for path in data.glob("*.csv"))]
    assert len(texts) > 100
    for text in texts:
        assert not is_broken(text)
        assert normalised(text).split() == text.split()


@pytest.mark.parametrize("text", ["ิกา", "่า", "ก่่", "กิี", "าก", " ้ำ", "a้", "เ", "โะ", "ก่ี", "กำ้", "1ะ", "กัะ"])
def test_marks_without_a_place_are_noticed(text):
    assert is_broken(text)


@pytest.mark.parametrize("text", ["เกาะ", "น้ำ", "ก็", "ฤๅษี", "สิทธิ์", "พันธุ์", "ค่ะ", "เปี๊ยะ", "ม.ร.ว.", "ๆ", "พฺย", "abc", ""])
def test_words_in_order_are_not(text):
    assert not is_broken(text)


def test_accents_that_became_marks_are_no_thai():
    assert not is_plausible_thai("cafรฉ mรผnchen")
    assert not is_plausible_thai("ABC")
    assert has_thai("cafรฉ")
    assert not has_thai("฿365")


def test_a_share_is_of_letters_beyond_ascii():
    share = thai_share("ก๋วย 12 “บาท” é é é é")
    assert (share.letters, share.foreign, share.percent) == (7, 4, 63)
    assert thai_share("abc").percent == 0
    assert not thai_share("abc").is_plausible


@pytest.mark.parametrize(("vowels", "is_plausible"), [(5, False), (6, True)])
def test_a_longer_text_has_vowels(vowels, is_plausible):
    assert is_plausible_thai("ก" * (40 - 2 * vowels) + "กา" * vowels) is is_plausible


def test_one_letter_in_fifty_may_stand_wrong():
    assert is_plausible_thai("มานี มานะ มานพ มาลี มาลา " * 3 + "ิ")
    assert not is_plausible_thai("มานี มานะ ิ")


@given(st.lists(ANY, max_size=5))
def test_many_texts_at_once_are_broken_where_one_of_them_is(texts):
    assert any_is_broken(texts) == any(map(is_broken, texts))
