"""Headers and spellings of other people's files: what looks the same is the same, and nothing means two things."""

import tomllib
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.cofunding import CofundingState
from communitywelfare.contributions import Convention, PaymentMethod, ReceiptKind
from communitywelfare.io._cells import ClaimView
from communitywelfare.io._files import read_resource
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.spellings import clean_header, header_aliases, misspellings, plain_words, spellings
from communitywelfare.io.shipped import benefit_categories, shipped_sources
from communitywelfare.members import Group, MemberStatus, Relationship, Sex
from communitywelfare.wording import LANGUAGES, label

HEADERS = tomllib.loads(read_resource("data/headers.toml").decode())
KEPT = {table for table in HEADERS if table in schemas()}
CODES = {
    "sex": Sex,
    "member_status": MemberStatus,
    "group": Group,
    "receipt_kind": ReceiptKind,
    "payment_method": PaymentMethod,
    "convention": Convention,
    "claim_view": ClaimView,
    "relationship": Relationship,
}
# Read, but kept in no column of their own: compared with others, or made into them.
READ_ONLY = {"age", "full_name", "amount_text", "period", "amount_satang", "amount_paid_satang"}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CODES)
def test_what_a_page_calls_an_option_is_read_as_that_option_or_not_at_all(name, language):
    """A list that was printed may be typed off: ขาดส่ง on a page and in a sheet must not be two things."""
    known = spellings()[name]
    wrong = {}
    for option in CODES[name]:
        shown = label(option, language)
        read = known.get(plain_words(shown))
        if read not in {None, option.value}:
            wrong[shown] = (option.value, read)
    assert wrong == {}


@pytest.mark.parametrize(
    ("header", "same"),
    [
        ("citizen id ", "citizen id"),
        ("Citizen\u00a0 ID", "citizen id"),
        ("เลขประจำตัว\nประชาชน", "เลขประจำตัวประชาชน"),
        ("เลขประจําตัวประชาชน", "เลขประจำตัวประชาชน"),  # nikhahit and sara aa
        ("ชื่อ – สกุล *", "ชื่อ-สกุล"),
        ("วัน / เดือน / ปี  เกิด:", "วัน/เดือน/ปีเกิด"),
        ("๑. เลขสมาชิก", "เลขสมาชิก"),
        ("(๒) เลขสมาชิก", "เลขสมาชิก"),
        ("เเขวง\u200b", "แขวง"),
        ("รับ (เงินสด)", "รับเงินสด"),
        ("สถานภาพ(สมรส)", "สถานภาพสมรส"),
        ("ม.", "ม"),
        ("fullName", "fullname"),
        ("๒๕๖๖", "2566"),
        ("", ""),
    ],
)
def test_headers_that_look_the_same_are_the_same(header, same):
    assert clean_header(header) == same


@given(st.text() | st.text("1๑.() *:\n-–กาํ้ำเa"))
def test_a_clean_header_is_clean(header):
    cleaned = clean_header(header)
    assert clean_header(cleaned) == cleaned
    assert clean_header(f" {header}\n") == cleaned


@given(st.text())
def test_plain_words_are_plain(text):
    assert plain_words(plain_words(text)) == plain_words(text)


@given(st.text(st.characters(codec="ascii")))
def test_latin_text_alone_is_as_plain_as_beside_thai(text):
    assert f"{plain_words(f'{text}|')}ก" == plain_words(f"{text}|ก")


@pytest.mark.parametrize("tone", ["นํ้า", "น้ํา", "น้ำ"])
def test_sara_am_is_one_character_wherever_the_tone_mark_stands(tone):
    assert plain_words(tone) == "น้ำ"


@pytest.mark.parametrize("table", sorted(KEPT))
def test_every_canonical_column_is_known_by_its_id_and_its_thai_name(table):
    for column in schemas()[table].columns:
        assert f"{table}.{column.id}" in header_aliases()[clean_header(column.id)]
        assert f"{table}.{column.id}" in header_aliases()[clean_header(column.th)]


def test_the_tables_that_foreign_files_are_read_into_have_aliases():
    assert {"members", "beneficiaries", "contributions", "benefits", "bank"} <= KEPT
    assert set(HEADERS) - KEPT == {"cash_book", "aside", "ambiguous"}


def test_an_alias_stands_for_a_column_that_there_is():
    unknown = {
        f"{table}.{column}" for table in KEPT for column in HEADERS[table] if column not in schemas()[table].by_id
    }
    assert {name for name in unknown if name.split(".")[1] not in READ_ONLY} == set()


def test_a_header_means_one_column_of_a_table_unless_it_is_marked_ambiguous():
    marked = {clean_header(header) for header in HEADERS["ambiguous"]}
    twice = {
        header
        for header, targets in header_aliases().items()
        if max(Counter(target.split(".")[0] for target in targets).values()) > 1
    }
    assert twice == marked


def test_what_is_ambiguous_is_marked_with_what_it_may_mean():
    assert header_aliases()["สถานภาพ"] == ("members.marital", "members.status")
    assert set(HEADERS["ambiguous"]["ประเภท"]) <= set(header_aliases()["ประเภท"])


def test_the_headers_of_the_real_layouts_are_known():
    layouts = """วันสมัคร ชุมชน ประเภทการชำระ ชื่อ นามสกุล อายุ เลขบัตรประชาชน ที่อยู่ โทรศัพท์บ้าน โทรศัพท์มือถือ อาชีพ รายได้ ความสัมพันธ์
        รหัสสมาชิก รหัสประจำตัวประชาชน ชื่อ-นามสกุล เพศ เบอร์โทรติดต่อ อาชีพสมาชิก ที่อยู่สมาชิก ตำแหน่ง สถานะสมาชิก หมายเหตุ
        ลำดับ เลขสมาชิก วันเกิด บ้านเลขที่ หมู่ที่ สถานะ ลักษณะสมาชิก วันที่เป็นสมาชิก วันที่พ้นสภาพ สาเหตุ ระยะเวลา ยอดเงินสะสม
        No id title name surname gender home moo Apply Birth Resign Death active
        mem_no mem_card_id fname lname birthdate add_no register_date resign_date mem_status mem_cause_st regdate
        dob carry"""
    headers = [*layouts.split(), "วัน/เดือน/ปี เกิด", "citizen id "]
    assert [header for header in headers if clean_header(header) not in header_aliases()] == []


def test_every_code_has_a_spelling_and_every_spelling_a_code():
    for family, codes in CODES.items():
        assert set(spellings()[family].values()) == {code.value for code in codes}, family
    assert set(spellings()["benefit_category"].values()) == set(benefit_categories())
    assert set(spellings()["source"].values()) == {source.code for source in shipped_sources()} - {"UNDIVIDED"}
    assert set(spellings()["cofunding_state"].values()) <= {state.value for state in CofundingState}


def test_a_spelling_means_one_code_of_its_family():
    for family, meanings in spellings().items():
        meant = defaultdict(set)
        for spelling, code in meanings.items():
            meant[plain_words(spelling)].add(code)
        assert {spelling: codes for spelling, codes in meant.items() if len(codes) > 1} == {}, family


def test_the_right_word_for_a_misspelt_one_is_a_spelling():
    known = {plain_words(word) for meanings in spellings().values() for word in meanings}
    assert set(misspellings().values()) <= known
    assert set(misspellings()) & known == set()


def test_a_number_is_no_sex():
    assert {"0", "1", "2"} & set(spellings()["sex"]) == set()
