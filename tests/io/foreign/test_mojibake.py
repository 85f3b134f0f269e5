"""Text read in the wrong encoding: undone exactly, or told and left."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communitywelfare.io.foreign.mojibake import Mistake, Repair, has_lost_letters, looks_misread, repaired, suspects
from communitywelfare.io.foreign.thai import is_broken
from communitywelfare.strategies import names

CONSONANTS = "กขคฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลวศษสหฬอฮ"
SYLLABLES = st.tuples(
    st.sampled_from(["", "", "เ", "แ", "โ", "ใ", "ไ"]),
    st.sampled_from(CONSONANTS),
    st.sampled_from(["", "", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ั"]),
    st.sampled_from(["", "", "่", "้", "๊", "๋", "็", "์"]),
    st.sampled_from(["", "า", "ะ", "น", "ง", " ", "๕", "1", ". ", "-"]),
).map("".join)
THAI = st.lists(SYLLABLES, min_size=3, max_size=8).map("".join)


def read_permissively(contents: bytes, encoding: str) -> str:
    """As lenient programs read: what the encoding does not know passes through."""
    return "".join(bytes([byte]).decode(encoding, errors="ignore") or chr(byte) for byte in contents)


MISTAKES = [
    (Mistake.THAI_AS_LATIN, "latin-1"),
    (Mistake.THAI_AS_LATIN, "cp1252"),
    (Mistake.UTF8_AS_THAI, "cp874"),
    (Mistake.UTF8_AS_THAI, "iso8859-11"),
    (Mistake.UTF8_AS_LATIN, "latin-1"),
    (Mistake.UTF8_AS_LATIN, "cp1252"),
]


@pytest.mark.parametrize(("mistake", "reader"), MISTAKES)
@given(text=THAI)
def test_what_is_undone_is_exactly_what_was_saved_and_what_is_not_is_told(mistake, reader, text):
    misread = read_permissively(text.encode(mistake.saved_as), reader)
    assume(not is_broken(text))
    found = repaired(misread)
    assert found == Repair(text, mistake) or (found is None and looks_misread(misread))
    assert suspects([misread])


@pytest.mark.parametrize(("mistake", "reader"), MISTAKES)
@given(text=THAI, lost=st.data())
def test_misread_text_that_lost_something_is_never_undone_to_something_else(mistake, reader, text, lost):
    misread = read_permissively(text.encode(mistake.saved_as), reader)
    place = lost.draw(st.integers(0, len(misread) - 1))
    torn = misread[:place] + "\ufffd" + misread[place + 1 :]
    assert repaired(torn) is None
    assert has_lost_letters(torn)


@given(THAI)
def test_clean_thai_is_left_alone(text):
    assume("เธ" not in text)
    assume("เน" not in text)
    assert repaired(text) is None
    assert not looks_misread(text)


@given(names())
def test_names_are_left_alone(name):
    text = name.reveal("test")
    assert repaired(text) is None
    assert not looks_misread(text)
    assert not has_lost_letters(text)


@pytest.mark.parametrize(
    ("misread", "mistake"),
    [
        (
            "\u00a1\u00cd\u00a7\u00b7\u00d8\u00b9\u00ca\u00c7\u00d1\u00ca\u00b4\u00d4\u00a1\u00d2\u00c3",
            Mistake.THAI_AS_LATIN,
        ),
        ("กองทุนสวัสดิการ".encode().decode("latin-1"), Mistake.UTF8_AS_LATIN),
        (read_permissively("กองทุนสวัสดิการ".encode(), "cp874"), Mistake.UTF8_AS_THAI),
    ],
)
def test_the_three_looks_of_one_word_are_undone(misread, mistake):
    assert repaired(misread) == Repair("กองทุนสวัสดิการ", mistake)


@pytest.mark.parametrize(
    "text", ["", "abc", "café", "São Paulo", "Müller", "10°", "½", "เธอเนย", "เนตรนภา", "เธอ", "Ñandú"]
)
def test_words_that_only_look_odd_are_left_alone(text):
    assert repaired(text) is None
    assert not looks_misread(text)


@pytest.mark.parametrize("text", ["เธ?เธญเธ?", "????", "ก\ufffdง", "□□□", "ชื่อ ???"])
def test_lost_letters_are_told(text):
    assert repaired(text) is None
    assert has_lost_letters(text) or looks_misread(text)
    assert suspects([text, "ปกติ"]) == {text}


def test_a_short_text_is_undone_in_the_company_of_others_only():
    misread = "สม".encode("cp874").decode("latin-1")
    assert repaired(misread) is None
    assert repaired(misread, among={Mistake.THAI_AS_LATIN}) == Repair("สม", Mistake.THAI_AS_LATIN)
    assert repaired("é", among={Mistake.THAI_AS_LATIN}) is None


def test_a_text_that_is_partly_right_is_told_and_left():
    mixed = "กองทุน" + "สวัสดิการ".encode("cp874").decode("latin-1")
    assert repaired(mixed) is None
    assert looks_misread(mixed)
