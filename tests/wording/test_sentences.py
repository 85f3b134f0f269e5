"""Sentences, dates and amounts in words."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from communitywelfare.calendar import Duration, Era, Month
from communitywelfare.claims import Outcome
from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.money import Money
from communitywelfare.wording import baht_text, fact_name, label, place_words, shown, thai_date, words


@pytest.mark.parametrize(
    ("amount", "thai"),
    [
        ("0", "ศูนย์บาทถ้วน"),
        ("1", "หนึ่งบาทถ้วน"),
        ("10", "สิบบาทถ้วน"),
        ("11", "สิบเอ็ดบาทถ้วน"),
        ("20", "ยี่สิบบาทถ้วน"),
        ("21", "ยี่สิบเอ็ดบาทถ้วน"),
        ("101", "หนึ่งร้อยเอ็ดบาทถ้วน"),
        ("1000001", "หนึ่งล้านเอ็ดบาทถ้วน"),
        ("101000000", "หนึ่งร้อยเอ็ดล้านบาทถ้วน"),
        ("0.25", "ยี่สิบห้าสตางค์"),
        ("0.01", "หนึ่งสตางค์"),
        ("100.01", "หนึ่งร้อยบาทหนึ่งสตางค์"),
        ("-5", "ลบห้าบาทถ้วน"),
    ],
)
def test_baht_in_words_on_the_hard_cases(amount, thai):
    assert baht_text(Money.baht(amount)) == thai


@given(st.integers(min_value=1, max_value=10**13))
def test_baht_in_words_agrees_with_another_speller(satang):
    spoken = num2words(f"{satang // 100}.{satang % 100:02d}", lang="th", to="currency", currency="THB")

    assert baht_text(Money(satang)) == spoken


def test_a_leap_day_of_a_buddhist_year_is_written():
    assert thai_date(date(2020, 2, 29)) == "29 กุมภาพันธ์ 2563"


def test_values_are_shown_as_people_write_them():
    assert shown(Month(2024, 9)) == "กันยายน 2567"
    assert shown(Month(2024, 9), "en") == "September 2024"
    assert shown(Duration.parse("1 year"), "en") == "1 year"
    assert shown(Duration.parse("6 months")) == "6 เดือน"
    assert shown(date(2024, 9, 30), "en") == "30 September 2024"
    assert shown(None) == "–"
    assert shown(()) == "–"
    assert shown(("a", "b")) == "a, b"
    assert shown(Outcome.PARTIAL) == label(Outcome.PARTIAL) == "จ่ายได้บางส่วน"
    assert shown(value=True, language="en") == "yes"
    assert shown(Money.baht("1234.5")) == "1,234.50"


def test_a_finding_without_a_sentence_still_tells_its_figures():
    finding = Finding("nobody.knows_this", Severity.INFO, params={"count": 3})

    assert words(finding) == "nobody.knows_this: count=3"


def test_a_figure_that_is_missing_from_a_finding_is_a_dash():
    assert "–" in words(Finding("member.arrears", Severity.BLOCK, params={"months": 4}))


def test_names_of_facts_are_words_too():
    finding = Finding("fact.missing", Severity.REFER, params={"fact": "birth_date"})

    assert words(finding) == "ไม่มีข้อมูล: วันเกิด"
    assert words(finding, "en") == "not recorded: the birth date"


def test_a_fact_is_called_as_the_by_law_calls_it_else_as_the_library_does_else_by_its_name():
    assert fact_name("grade", own={"th": "เกรดของเทอม"}) == "เกรดของเทอม"
    assert fact_name("grade", "th", own={"en": "the term's grade"}) == "เกรดเฉลี่ย"
    assert fact_name("teeth", "en") == "teeth"


def test_a_place_names_file_row_column_and_record():
    place = Place(file="members.csv", row=7, column="birth_date", record="M1")

    assert place_words(place, "en") == "members.csv · row 7 · birth_date · M1"
    assert place_words(place) == "members.csv · แถว 7 · birth_date · M1"


def test_what_a_committee_decides_without_a_greatest_amount_is_not_told_with_a_dash():
    def told(language, **bounds):
        return words(Finding("rule.needs_committee", Severity.REFER, params=bounds), language)

    free, five = {"least": Money(0), "most": None}, {"least": Money.baht(5), "most": None}
    assert told("en", **free) == "for the committee to decide the amount; the by-law sets no greatest amount"
    assert told("th", **free) == "ให้คณะกรรมการพิจารณาจำนวนเงิน ระเบียบไม่ได้กำหนดจำนวนสูงสุด"
    assert "at least 5.00 baht; the by-law sets no greatest amount" in told("en", **five)
    assert "ไม่น้อยกว่า 5.00 บาท ระเบียบไม่ได้กำหนด" in told("th", **five)
    assert told("en", least=Money(0), most=Money.baht(9)) == "for the committee to decide, from 0.00 to 9.00 baht"


def test_a_tab_between_cells_is_named_in_thai():
    finding = Finding("file.separator", Severity.INFO, params={"separator": "tab"})
    assert words(finding, "th").endswith("คือ แท็บ (tab)")
    assert words(finding, "en").endswith("by tab")
    assert words(Finding("file.separator", Severity.INFO, params={"separator": ";"}), "th").endswith("คือ ;")


def test_a_day_that_cannot_be_read_is_told_with_the_same_three_forms_in_both_languages():
    finding = Finding("date.typed_unreadable", Severity.ERROR, params={"value": "?"})
    for form in ("30/9/2567", "30/9/2024", "2024-09-30"):
        assert all(form in words(finding, language) for language in ("th", "en"))


def test_years_of_two_digits_are_told_with_their_era_before_them():
    params = {"count": 3, "first": 2492, "last": 2562, "era": Era.BE, "buddhist": 0, "common": 0, "two_digits": 3}
    told = words(Finding("column.two_digit_years", Severity.INFO, params=params), "th")
    assert "อ่านเป็น พ.ศ. 2492–2562 ณ วันที่" in told
    assert "ปีเกิน 2400: 0 ช่อง" in told
