"""Names and titles: parted where that is certain, whole and told where it is not."""

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import Severity
from communitywelfare.identity import masked
from communitywelfare.io._files import read_resource
from communitywelfare.io.foreign.names import (
    is_child_title,
    read_full_names,
    read_names,
    read_titles,
    sex_of_title,
    split_name,
)
from communitywelfare.io.foreign.thai import normalised
from communitywelfare.io.foreign.titles import TitleKind, kind_of_title
from communitywelfare.members import Sex
from communitywelfare.strategies import names

TITLES = tomllib.loads(read_resource("data/titles.toml").decode())
SPELLINGS = [
    (TitleKind(kind), spelling)
    for kind, each in TITLES.items()
    for spelling in (*each.get("words", ()), *each.get("abbreviations", ()))
]
FIRSTS = st.sampled_from(["สมชาย", "สมศรี", "เนตรนภา", "ภูผา", "สาวิตรี"])
LASTS = st.sampled_from(["ใจดี", "ณ ตัวอย่าง", "แซ่ ลิ้ม", "สมมุติ-สุข"])
ANY = st.text("นายงสวพระคุณดช.ร์ิ่้เ 1-ณ\n", max_size=16)


def parted(text):
    parts = split_name(text)
    return parts.title, parts.first, parts.last, parts.is_certain


@given(st.sampled_from(SPELLINGS), FIRSTS, LASTS)
def test_a_title_with_a_space_behind_it_is_always_parted(title, first, last):
    assert parted(f"{title[1]} {first} {last}") == (title[1], first, last, True)


@pytest.mark.parametrize(("kind", "spelling"), SPELLINGS)
def test_a_title_is_known_with_and_without_dots_and_spaces(kind, spelling):
    spelt = (spelling, spelling.replace(".", ""), spelling.replace(".", ". "), f" {spelling} ", spelling.upper())
    assert {kind_of_title(each) for each in spelt} == {kind}
    assert is_child_title(spelling) == (kind in {TitleKind.BOY, TitleKind.GIRL})
    if kind is TitleKind.RANK:
        assert sex_of_title(spelling) is None
        assert sex_of_title(f"ว่าที่ {spelling} หญิง") is Sex.FEMALE
        assert kind_of_title(f"ว่าที่{spelling}") is TitleKind.RANK


@pytest.mark.parametrize(
    ("text", "title", "first", "last"),
    [
        ("นายสมชาย ใจดี", "นาย", "สมชาย", "ใจดี"),
        ("นางสาวสมศรี  ใจดี", "นางสาว", "สมศรี", "ใจดี"),
        ("นางสาวิตรี ใจดี", "นาง", "สาวิตรี", "ใจดี"),
        ("นางหญิง ใจดี", "นาง", "หญิง", "ใจดี"),
        ("นส.สมศรี ใจดี", "นส.", "สมศรี", "ใจดี"),
        ("น.ส. สมศรี -", "น.ส.", "สมศรี", ""),
        ("นายแพทย์สมชาย ใจดี", "นายแพทย์", "สมชาย", "ใจดี"),
        ("ผศ.ดร.สมชาย ใจดี", "ผศ.ดร.", "สมชาย", "ใจดี"),
        ("น.ส.ดร.สมศรี ใจดี", "น.ส.ดร.", "สมศรี", "ใจดี"),
        ("ว่าที่ ร.ต.หญิง สมศรี ใจดี", "ว่าที่ ร.ต.หญิง", "สมศรี", "ใจดี"),
        ("ว่าที่ร้อยตรีสมชาย ใจดี", "ว่าที่ร้อยตรี", "สมชาย", "ใจดี"),
        ("พลฯสมชาย ใจดี", "พลฯ", "สมชาย", "ใจดี"),
        ("พระครู สุวรรณ", "พระครู", "สุวรรณ", ""),
        ("นายสมชาย ณ ตัวอย่าง", "นาย", "สมชาย", "ณ ตัวอย่าง"),
        ("Mr. John Example", "Mr.", "John", "Example"),
        ("คุณากร ใจดี", "", "คุณากร", "ใจดี"),
        ("นายิกา ใจดี", "", "นายิกา", "ใจดี"),
        ("สมชาย", "", "สมชาย", ""),
        ("", "", "", ""),
    ],
)
def test_a_name_is_parted_where_it_can_be_in_one_way(text, title, first, last):
    assert parted(text) == (title, first, last, True)


@pytest.mark.parametrize(
    ("text", "title", "first"),
    [
        ("นายสมชาย", "", "นายสมชาย"),
        ("นาย", "", "นาย"),
        ("สมชาย ใจดี มาก", "", "สมชาย ใจดี มาก"),
        ("นายสมชาย ใจดี มาก", "นาย", "สมชาย ใจดี มาก"),
    ],
)
def test_what_may_mean_two_things_stays_whole(text, title, first):
    assert parted(text) == (title, first, "", False)


def test_a_monk_s_title_close_to_a_name_may_be_part_of_it():
    assert parted("พระพล ใจดี") == ("", "พระพล", "ใจดี", False)


@given(ANY)
def test_no_letter_of_a_name_is_lost(text):
    parts = split_name(text)
    kept = f"{parts.title}{parts.first}{parts.last}"
    assert "".join(kept.split()) == "".join(normalised(text).split()) or (
        f"{kept}-".replace(" ", "") == "".join(normalised(text).split())
    )


@given(names())
def test_names_without_titles_are_parted_or_told(name):
    text = normalised(name.reveal("test"))
    parts = split_name(text)
    assert " ".join(filter(None, (parts.title, parts.first, parts.last))) == text or parts.title or not parts.last


def test_a_column_of_full_names_becomes_three_and_tells_what_it_did():
    cells = ["นายสมชาย ใจดี", "", "นายสมชาย", "สมศรี"]
    split = read_full_names(cells)
    assert split.titles.values == ["นาย", None, None, None]
    assert split.firsts.values == ["สมชาย", None, "นายสมชาย", "สมศรี"]
    assert split.lasts.values == ["ใจดี", None, None, None]
    assert [(note.code, note.params["count"]) for note in split.firsts.notes] == [("name.split", 1)]
    [flaw] = split.firsts.flaws[2]
    assert (flaw.code, flaw.severity, flaw.params["value"]) == (
        "name.split_unclear",
        Severity.WARNING,
        masked("นายสมชาย"),
    )


def test_names_repr_shows_nobody():
    assert "สมชาย" not in repr(split_name("นายสมชาย ใจดี"))


@pytest.mark.parametrize(
    ("cell", "value", "codes"),
    [
        ("สมชาย", "สมชาย", []),
        ("-", None, []),
        (" สมชาย", "สมชาย", []),
        ("ิสมชาย", "ิสมชาย", ["cell.broken_order"]),
        ("สมชาย2", "สมชาย2", ["name.no_letters"]),
    ],
)
def test_a_name_keeps_its_letters(cell, value, codes):
    read = read_names([cell])
    assert read.values == [value]
    assert [flaw.code for flaw in read.flaws.get(0, ())] == codes
    assert all(flaw.params["value"] == masked(cell) for flaw in read.flaws.get(0, ()))


def test_titles_stay_as_they_are_and_unknown_ones_are_told():
    read = read_titles(["น.ส.", "นส", "", "ร.", "ว่าที่ร.ต."])
    assert read.values == ["น.ส.", "นส", None, "ร.", "ว่าที่ร.ต."]
    assert {at: flaw.code for at, [flaw] in read.flaws.items()} == {3: "name.title_unknown"}
    assert not read.notes


def test_titles_of_a_program_s_numbers_are_read_and_told():
    read = read_titles([0, 2.0, "นาย", 7], own={"0": "นาย", "2": "นางสาว"})
    assert read.values == ["นาย", "นางสาว", "นาย", "7"]
    assert {at: flaw.code for at, [flaw] in read.flaws.items()} == {3: "name.title_unknown"}
    assert [note.params["count"] for note in read.notes if note.code == "name.title_of_code"] == [2]


def test_a_very_long_title_is_none():
    assert kind_of_title("ดร." * 100) is None
    assert sex_of_title("ร.") is None
