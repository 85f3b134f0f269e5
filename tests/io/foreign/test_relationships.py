"""Relationships in free words: taken for a code where one covers them, told wherever that is not plain."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.errors import Severity
from communitywelfare.identity import masked
from communitywelfare.io.foreign.relationships import read_relationships
from communitywelfare.io.foreign.spellings import spellings
from communitywelfare.members import Relationship

KNOWN = spellings()["relationship"]


def one(cell):
    """The relationship of one cell, and the codes of what is told about it."""
    read = read_relationships([cell])
    return read.values[0], [flaw.code for flaw in read.flaws.get(0, ())] + [note.code for note in read.notes]


@given(
    st.sampled_from(sorted(KNOWN)),
    st.sampled_from(["{}", " {} ", "เป็น{}", "{}ของสมาชิก", "{} ของผู้สมัคร", "[1]{}", "{}\u200b"]),
)
def test_what_is_known_is_known_whatever_forms_put_around_it(word, form):
    read = read_relationships([form.format(word)])
    if not word.isascii() or form in {"{}", " {} "}:
        assert read.values == [Relationship(KNOWN[word])]
        assert not read.flaws


@pytest.mark.parametrize("relationship", Relationship)
def test_the_codes_themselves_need_no_word(relationship):
    told = ["relationship.grandchild_or_niece"] if relationship is Relationship.GRANDCHILD_OR_NIECE else []
    assert one(relationship.value) == (relationship, told)


@pytest.mark.parametrize(
    ("cell", "relationship", "codes"),
    [
        ("", None, []),
        ("-", None, ["cell.blank_word"]),
        ("บุตรสาว", Relationship.CHILD, ["cell.taken_as_code"]),
        ("สามี / ภรรยา", Relationship.SPOUSE, ["cell.taken_as_code"]),
        ("พี่ สาว", Relationship.SIBLING, ["cell.taken_as_code"]),
        ("เป็นมารดา", Relationship.MOTHER, ["cell.taken_as_code"]),
        ("สมาชิก", Relationship.SELF, ["cell.taken_as_code"]),
        ("หลาน", Relationship.GRANDCHILD_OR_NIECE, ["cell.taken_as_code", "relationship.grandchild_or_niece"]),
        ("ภรรญา", Relationship.SPOUSE, ["cell.taken_as_code", "cell.misspelt"]),
        ("เพื่อนบ้าน", Relationship.OTHER, ["relationship.unknown"]),
        ("บิดา/มารดา", Relationship.OTHER, ["relationship.unknown"]),
        ("บุตรร", Relationship.OTHER, ["relationship.unknown"]),
        (1, Relationship.OTHER, ["relationship.unknown"]),
    ],
)
def test_a_cell_is_taken_for_a_code_and_told(cell, relationship, codes):
    assert one(cell) == (relationship, codes)


def test_unknown_words_are_kept_in_the_finding_and_longer_ones_may_hold_a_name():
    flaws = read_relationships(["เพื่อนบ้าน", "ลูกของป้าข้างบ้านชื่อสมมุติ"]).flaws
    assert [flaw.severity for found in flaws.values() for flaw in found] == [Severity.WARNING] * 2
    assert flaws[0][0].params["value"] == "เพื่อนบ้าน"
    assert flaws[1][0].params["value"] == masked("ลูกของป้าข้างบ้านชื่อสมมุติ")


def test_numbers_mean_what_the_fund_says():
    read = read_relationships([1, "2", 1.0, "ป้าข้างบ้าน"], own={"1": "CHILD", "2": "MOTHER", "ป้าข้างบ้าน": "RELATIVE"})
    assert read.values == [Relationship.CHILD, Relationship.MOTHER, Relationship.CHILD, Relationship.RELATIVE]
    assert not read.flaws
