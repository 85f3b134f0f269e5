"""Codes of foreign files: every known spelling means its code, and what is not known is refused, never guessed."""

from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from communitywelfare.digits import thai_digits
from communitywelfare.errors import Severity
from communitywelfare.io.foreign.codes import read_code_lists, read_codes, read_words
from communitywelfare.io.foreign.spellings import misspellings, spellings

STATUS = spellings()["member_status"]
STATUSES = tuple(dict.fromkeys(STATUS.values()))
GROUP = spellings()["group"]
GROUPS = tuple(dict.fromkeys(GROUP.values()))
YES = spellings()["yes"]
FAMILIES = {family: known for family, known in spellings().items() if family != "misspelt"}


def status(cell, own=None, **options):
    """The status of one cell, and the codes of what is told about it."""
    return told(read_codes([cell], {**STATUS, **(own or {})}, STATUSES, **options))


def groups(cell):
    """The groups of one cell, and the codes of what is told about it."""
    return told(read_code_lists([cell], GROUP, GROUPS))


def told(read):
    return read.values[0], [flaw.code for flaw in read.flaws.get(0, ())] + [note.code for note in read.notes]


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("form", ["{}", "  {}\u200b ", "[7]{}", "[7] {}", "7. {}", "7) {}", "(7) {}", "7 - {}", "7={}"])
def test_every_known_spelling_means_its_code_also_after_a_number(family, form):
    known = FAMILIES[family]
    codes = tuple(dict.fromkeys(known.values()))
    for digits in (str, thai_digits):
        read = read_codes([digits(form.format(word)) for word in known], known, codes)
        assert read.values == list(known.values())
        assert read.flaws == {}


@pytest.mark.parametrize("code", STATUSES)
def test_codes_of_the_column_are_accepted_as_they_are_and_nothing_is_told(code):
    assert status(code) == (code, [])
    assert status(f" {code} ") == (code, [])


def test_a_column_tells_what_each_spelling_was_taken_for():
    read = read_codes(["ปกติ", "ACTIVE", "เป็นสมาชิก", "ลาออก", "ปกติ"], STATUS, STATUSES)
    assert read.values == ["ACTIVE", "ACTIVE", "ACTIVE", "RESIGNED", "ACTIVE"]
    [note] = read.notes
    assert (note.code, note.severity) == ("cell.taken_as_code", Severity.INFO)
    assert note.params == {
        "count": 4,
        "cells": (0, 2, 3, 4),
        "meanings": ("ปกติ = ACTIVE", "เป็นสมาชิก = ACTIVE", "ลาออก = RESIGNED"),
    }


def test_a_long_list_of_meanings_is_cut():
    [note] = read_codes(list(STATUS), STATUS, STATUSES).notes
    assert note.params["meanings"][12:] == ("…",)


@pytest.mark.parametrize("wrong", [wrong for wrong, right in misspellings().items() if right in STATUS])
def test_misspelt_words_are_understood_and_told(wrong):
    read = read_codes([wrong], STATUS, STATUSES)
    assert read.values == [STATUS[misspellings()[wrong]]]
    note = next(note for note in read.notes if note.code == "cell.misspelt")
    assert note.params["value"] == wrong
    assert note.params["meant"] == misspellings()[wrong]


@pytest.mark.parametrize(
    ("cell", "nearest"),
    [("เสียชีวิตต", "เสียชีวิต"), ("สมาชิกก", "สมาชิก"), ("ACTIV", "active"), ("[1]ลาออกก", None), ("abc", None), (7, None)],
)
def test_what_is_not_known_is_refused_with_what_is_wanted_and_what_is_nearest(cell, nearest):
    read = read_codes([cell], STATUS, STATUSES)
    assert read.values == [None]
    [flaw] = read.flaws[0]
    assert flaw.severity is Severity.ERROR
    assert flaw.code == ("cell.nearly_an_option" if nearest else "cell.not_an_option")
    assert flaw.params.get("nearest") == nearest
    assert flaw.params["value"] == str(cell)
    assert flaw.params["options"][:3] == ("รอตรวจสอบ", "ปกติ", "ค้างชำระ")


def test_the_nearest_is_looked_for_only_where_that_helps():
    unknown = [f"เสียชีวิต{number}" for number in range(40)]
    flaws = read_codes(unknown, STATUS, STATUSES).flaws
    assert [flaws[at][0].code for at in (29, 30)] == ["cell.nearly_an_option", "cell.not_an_option"]
    long = "ก" * 41
    assert [read_codes([f"{word}ข"], {word: "A"}, ("A",)).flaws[0][0].code for word in (long[:39], long)] == [
        "cell.nearly_an_option",
        "cell.not_an_option",
    ]


@pytest.mark.parametrize("cell", ["", " ", "-", "NaN", "\u200b"])
def test_a_blank_cell_has_no_code(cell):
    shown = cell.strip() not in ("", "\u200b")
    assert status(cell) == (None, ["cell.blank_word"] if shown else [])
    assert groups(cell)[0] is None


def test_a_dash_means_what_the_fund_says():
    assert status("-", {"-": "UNKNOWN"})[0] == "UNKNOWN"


def test_the_spellings_of_the_fund_count_before_the_usual_ones():
    assert status("ปกติ", {"ปกติ": "PENDING"})[0] == "PENDING"
    assert status("active", {"active": "PENDING"})[0] == "PENDING"
    assert read_codes(["0", "1"], {**YES, "0": "1", "1": "0"}, ("1", "0")).values == ["1", "0"]


def test_a_spelling_for_a_code_that_the_column_does_not_have_is_not_known():
    assert status("ยุบ", {"ยุบ": "DISSOLVED"}) == (None, ["cell.not_an_option"])


@pytest.mark.parametrize(("cell", "code"), [(1.0, "1"), (1, "1"), ("1.0", "1"), (True, "1"), (False, "0"), ("✓", "1")])
def test_numbers_and_ticks_are_read_as_their_container_gives_them(cell, code):
    assert read_codes([cell], YES, ("1", "0")).values == [code]


def test_cells_that_python_holds_equal_are_not_the_same():
    assert read_codes([1, True, 1.0], {"true": "B"}, ("B", "1")).values == ["1", "B", "1"]


# --- numbers before words ----------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["[1]{}", "[ 1 ] {}", "(1) {}", "1. {}", "1 = {}", "๑) {}"])
def test_a_number_that_the_spellings_know_as_another_code_is_told(form):
    read = read_codes([form.format("ลาออก"), "[2]ลาออก"], {**STATUS, "1": "ACTIVE", "2": "RESIGNED"}, STATUSES)
    assert read.values == ["RESIGNED", "RESIGNED"]
    [flaw] = read.flaws[0]
    assert (flaw.code, flaw.severity) == ("cell.number_and_words", Severity.WARNING)
    assert flaw.params == {"value": "[1]ลาออก", "by_number": "ACTIVE", "by_words": "RESIGNED"}
    assert 1 not in read.flaws


@pytest.mark.parametrize("form", ["[{}]{}", "({}) {}", "{}. {}"])
def test_spellings_that_are_labelled_tell_what_their_numbers_and_their_words_mean(form):
    known = {form.format(1, "เป็นสมาชิก"): "ACTIVE", form.format(2, "ลาออก"): "RESIGNED"}
    cells = [form.format(1, "เป็นสมาชิก"), form.format(2, "เป็นสมาชิก"), form.format(1, "ลาออก"), "ลาออก"]
    read = read_codes(cells, known, ("ACTIVE", "RESIGNED"))
    assert read.values == ["ACTIVE", "ACTIVE", "RESIGNED", "RESIGNED"]
    told = {at: [(flaw.code, flaw.params["by_number"]) for flaw in flaws] for at, flaws in read.flaws.items()}
    assert told == {1: [("cell.number_and_words", "RESIGNED")], 2: [("cell.number_and_words", "ACTIVE")]}


def test_a_number_before_words_for_different_codes_is_told_once():
    cells = ["[1]ปกติ", "[2]ลาออก", "[1]เสียชีวิต", "[1]ปกติ", "[3]ย้าย", "[1]เป็นสมาชิก"]
    read = read_codes(cells, STATUS, STATUSES)
    assert read.values == ["ACTIVE", "RESIGNED", "DECEASED", "ACTIVE", "MOVED", "ACTIVE"]
    note = next(note for note in read.notes if note.code == "cell.number_unclear")
    assert note.severity is Severity.WARNING
    assert note.params == {"number": "1", "meanings": ("ปกติ", "เสียชีวิต"), "count": 4, "cells": (0, 2, 3, 5)}


def test_a_number_before_words_for_one_code_is_not_unclear():
    read = read_codes(["[1]ปกติ", "[1]เป็นสมาชิก", "[2]ลาออก"], STATUS, STATUSES)
    assert [note.code for note in read.notes] == ["cell.taken_as_code"]


def test_a_number_alone_in_brackets_means_what_the_fund_says():
    assert status("[1]", {"1": "ACTIVE"})[0] == "ACTIVE"
    assert status("[1]") == (None, ["cell.not_an_option"])


# --- lists -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("ELDERLY", {"ELDERLY"}),
        ("DISABLED ELDERLY", {"ELDERLY", "DISABLED"}),
        ("ผู้สูงอายุ,ผู้พิการ", {"ELDERLY", "DISABLED"}),
        ("ผู้สูงอายุ; ผู้พิการ;", {"ELDERLY", "DISABLED"}),
        ("ผู้สูงอายุ/พิการ", {"ELDERLY", "DISABLED"}),
        ("ผู้สูงอายุและผู้พิการ", {"ELDERLY", "DISABLED"}),
        ("ผู้สูงอายุ ผู้พิการ", {"ELDERLY", "DISABLED"}),
        ("ผู้สูงอายุ\nผู้พิการ", {"ELDERLY", "DISABLED"}),
        ("เด็ก/เยาวชน", {"YOUTH"}),
        ("เด็กและเยาวชน, กำพร้า", {"YOUTH", "ORPHAN"}),
        ("เด็ก เยาวชน, เด็ก", {"YOUTH"}),
        ("[3]ผู้สูงอายุ, [5]ผู้พิการ", {"ELDERLY", "DISABLED"}),
        ("ผู้สุงอายุ,พิการ", {"ELDERLY", "DISABLED"}),
    ],
)
def test_a_list_is_the_set_of_its_codes(cell, expected):
    value, codes = groups(cell)
    assert value == expected
    assert ("cell.taken_as_code" in codes) == (not cell.isascii())


@pytest.mark.parametrize(
    ("cell", "part"), [("ผู้สูงอายุ, นักบวช", "นักบวช"), ("นักบวช", "นักบวช"), ("นักบวช,ทหาร", "นักบวช,ทหาร"), (",", ",")]
)
def test_a_list_with_a_part_that_is_not_known_is_refused_as_a_whole(cell, part):
    read = read_code_lists([cell], GROUP, GROUPS)
    assert read.values == [None]
    assert [(flaw.code, flaw.params["value"]) for flaw in read.flaws[0]] == [("cell.not_an_option", part)]


def test_what_is_known_whole_is_not_parted():
    known = {"ก/ข": "A", "ก": "B", "ข": "C"}
    assert read_code_lists(["ก/ข", "ข/ก"], known, ("A", "B", "C")).values == [{"A"}, {"B", "C"}]


@given(st.frozensets(st.sampled_from(sorted(GROUP)), min_size=1), st.sampled_from([",", "; ", " | ", " / ", "และ"]))
@example(frozenset({"เด็กและเยาวชน", "ผู้พิการ"}), ",")
def test_known_spellings_in_any_list_are_all_found(words, between):
    value, _ = groups(between.join(sorted(words)))
    assert value == {GROUP[word] for word in words}


# --- words -------------------------------------------------------------------------------------------------


def test_words_that_are_not_known_stay_and_are_told():
    read = read_words(["โสด", " นักบวช ", "SINGLE", ""], spellings()["marital"])
    assert read.values == ["SINGLE", "นักบวช", "SINGLE", None]
    assert read.flaws == {}
    note = next(note for note in read.notes if note.code == "cell.no_known_word")
    assert note.params == {"value": "นักบวช", "count": 1, "cells": (1,)}


def test_personal_cells_are_masked():
    name = "สมมุติ สมมุติสุข"
    flaws = read_codes([name], STATUS, STATUSES, personal=True).flaws[0]
    notes = read_words([name], STATUS, personal=True).notes
    odd = read_codes([f"[{name[:12]}]ปกติ", f"[{name[:12]}]ลาออก"], STATUS, STATUSES, personal=True).notes
    assert all("สมมุติ" not in str(finding.params) for finding in (*flaws, *notes, *odd))


# --- whatever stands in the cells --------------------------------------------------------------------------

CELLS = st.one_of(
    st.text(max_size=20),
    st.lists(st.sampled_from([*GROUP, *STATUS, "[1]", "2.", ",", " ", "และ", "("])).map("".join),
    st.floats(),
    st.booleans(),
    st.just(date(2024, 1, 1)),
)


@given(st.lists(CELLS))
def test_each_cell_has_a_code_or_is_blank_or_is_refused(cells):
    for read in (read_codes(cells, GROUP, GROUPS), read_code_lists(cells, GROUP, GROUPS)):
        for at, value in enumerate(read.values):
            is_refused = any(flaw.is_error for flaw in read.flaws.get(at, ()))
            assert is_refused <= (value is None)
            assert value is None or frozenset([value] if isinstance(value, str) else value) <= {*GROUPS}


def test_long_cells_and_many_unknown_ones_are_no_burden():
    cells = ["[1]" * 20_000 + "ปกติ", "1." * 20_000, "ปกติ/" * 20_000 + "x", *map(str, range(2_000))]
    read = read_code_lists(cells, GROUP, GROUPS)
    assert read.values == [None] * len(cells)
    assert len(read.flaws) == len(cells)
