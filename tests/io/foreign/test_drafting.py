"""A first profile: what is certain is taken, it reads the sheet as it stands, and what is not certain is asked."""

import tomllib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from made_tables import made_tables

from communitywelfare.calendar import MONTH_NAMES, SHORT_MONTH_NAMES, Month
from communitywelfare.errors import FormatError
from communitywelfare.io.foreign.book import Book, RawSheet, book_of
from communitywelfare.io.foreign.drafting import drafted
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Field
from communitywelfare.io.foreign.profile_toml import parse_profile, shipped_profile
from communitywelfare.io.foreign.spellings import header_aliases
from communitywelfare.io.foreign.writing import sheet_bytes, written
from communitywelfare.money import Money

HEADER = ("เลขที่สมาชิก", "ชื่อ", "นามสกุล", "วันที่เป็นสมาชิก", "สถานะ")
SOMCHAI = ("001", "สมชาย", "สมมุติสุข", "13/1/2549", "ปกติ")
MONTHS = (*SHORT_MONTH_NAMES["th"][9:], *SHORT_MONTH_NAMES["th"][:9])


def book(*sheets, file="a.xlsx", hidden=()):
    """A workbook of sheets, each a name and rows."""
    raw = []
    for name, *rows in sheets:
        width = max(map(len, rows), default=0)
        full = [(*row, *[""] * (width - len(row))) for row in rows]
        raw.append(RawSheet(name, full, range(1, len(rows) + 1), is_hidden=name in hidden))
    return Book(file=file, sheets=tuple(raw))


def draft(*rows, name="ก"):
    return drafted(book((name, *rows)), "mine")


def told(found):
    return {(each.code, each.place.column) for each in found.findings}


def taken(found):
    return {each.header: each.meanings[0] for each in found.columns if each.is_taken}


def read(opened, found, **terms):
    return import_book(opened, parse_profile(found.text.encode(), "mine.toml"), Terms(synthetic=True, **terms))


@given(tables=made_tables())
@settings(max_examples=25, deadline=None)
def test_a_draft_of_what_was_written_with_the_usual_headers_reads_the_same_tables(tables):
    usual = shipped_profile("member-register")
    opened = book_of("a.csv", sheet_bytes(written(tables, usual, file="a.csv"), "a.csv"), encoding="utf-8-sig")
    found = drafted(opened, "mine")
    assert found.findings == ()
    again, by_usual = read(opened, found), import_book(opened, usual, Terms(synthetic=True))
    assert dict(again.tables["members"].columns) == dict(by_usual.tables["members"].columns)
    assert not again.has_errors


def test_what_is_not_certain_is_left_untaken_and_asked():
    header = (*HEADER, "สถานภาพ", "รุ่น", "", "โทรศัพท์", "มือถือ", "อายุ", "ลำดับ", "ว่าง", "หมายเหตุ", "หมายเหตุ")
    found = draft(header, (*SOMCHAI, "โสด", "5", "x", "0800000001", "0800000002", "40", "1", "", "ก", "ข"))
    assert taken(found) == {
        "เลขที่สมาชิก": "members.member_no",
        "ชื่อ": "members.first_name",
        "นามสกุล": "members.last_name",
        "วันที่เป็นสมาชิก": "members.join_date",
        "สถานะ": "members.status",
        "โทรศัพท์": "members.phone",
    }
    assert told(found) == {
        ("draft.ambiguous", "F สถานภาพ"),
        ("draft.unknown", "G รุ่น"),
        ("draft.nameless", "H"),
        ("draft.doubled", "J มือถือ"),
        ("draft.unknown", "M ว่าง"),
        ("draft.doubled", "N หมายเหตุ"),
        ("draft.doubled", "O หมายเหตุ"),
    }
    assert '# field = "members.marital"' in found.text
    assert '# field = "members.status"' in found.text
    assert not parse_profile(found.text.encode(), "mine.toml").columns[5].fills


def test_a_needed_column_that_is_not_there_is_told():
    found = draft(HEADER[:4], SOMCHAI[:4])
    assert [(each.code, each.params["column"]) for each in found.findings] == [("draft.not_found", "status")]


def test_titles_above_the_header_and_totals_below_are_no_records():
    header = (*HEADER, "ยอดยกมา")
    rows = (("ทะเบียนสมาชิกกองทุน",), ("ณ 30 กันยายน 2567",), header, (*SOMCHAI, "100"), ("รวม", "", "", "", "", "100"))
    opened = book(("ก", *rows))
    found = drafted(opened, "mine")
    assert "rows = [3]" in found.text
    again = read(opened, found)
    assert again.tables["members"].columns["carry_forward"] == [Money(10000)]
    assert again.sheets[0].records.dropped == {"totals": 1}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (("เลขที่ใบเสร็จ", "เลขที่สมาชิก", "จำนวนเงิน", "", "วันที่รับเงิน"), ("", "", "บาท", "สต.", "")),
        (("เลขที่ใบเสร็จ", "เลขที่สมาชิก", "จำนวนเงิน", "สต.", "วันที่รับเงิน"), None),
        (("เลขที่ใบเสร็จ", "เลขที่สมาชิก", "บาท", "สตางค์", "วันที่รับเงิน"), None),
    ],
)
def test_baht_and_satang_in_two_columns_are_one_amount(above, below):
    rows = (above, *([below] if below else []), ("1", "001", "1,234", "50", "13/1/2566"))
    opened = book(("ก", *rows))
    found = drafted(opened, "mine")
    assert f"rows = {[1, 2] if below else [1]}" in found.text
    assert [each.satang for each in found.columns if each.satang] == ["สต." if "สตางค์" not in above else "สตางค์"]
    assert not [each for each in found.findings if each.code != "draft.not_found"]
    again = read(opened, found)
    assert next(each.before for each in again.totals if each.name == "contributions.amount") == Money(123450)


def test_satang_without_baht_beside_them_are_no_amount():
    found = draft(("เลขที่ใบเสร็จ", "เลขที่สมาชิก", "วันที่รับเงิน", "สต."), ("1", "001", "13/1/2566", "50"))
    assert all(not each.satang for each in found.columns)


@given(
    first=st.integers(1, 12),
    long=st.booleans(),
    year=st.sampled_from(["", " 67", " 2567", "2567"]),
    name=st.sampled_from(["ก", "ปี 2567"]),
)
@settings(max_examples=40, deadline=None)
def test_twelve_months_become_receipts_and_their_year_is_asked_for_where_nothing_says_it(first, long, year, name):
    words = (MONTH_NAMES if long else SHORT_MONTH_NAMES)["th"]
    header = [f"{words[(first - 1 + at) % 12]}{year}" for at in range(12)]
    opened = book((name, ("ลำดับ", "เลขที่สมาชิก", "ชื่อ", *header, "รวม"), ("1", "001", "สมชาย", *["30"] * 12, "360")))
    found = drafted(opened, "mine")
    document = tomllib.loads(found.text)
    assert (found.table, document["months"]["first"], document["months"]["totals"]) == ("contributions", first, ["รวม"])
    is_said = bool(year) or name != "ก"
    assert [each.code for each in found.findings] == ([] if is_said else ["draft.month_year"])
    assert ("# year = " in found.text) == (not is_said)
    again = read(opened, found, **({} if is_said else {"year": 2567}))
    receipts = again.tables["contributions"]
    assert not again.has_errors
    assert receipts.columns["amount"] == [Money(3000)] * 12
    assert receipts.columns["member_no"] == ["001"] * 12
    assert {month.number for month in receipts.columns["period_from"]} == set(range(1, 13))
    if not year:
        assert Month(2024, 1) in receipts.columns["period_from"]


@pytest.mark.parametrize("months", [MONTHS[:11], (*MONTHS[:11], MONTHS[0]), (*MONTHS[6:], *MONTHS[5::-1])])
def test_months_that_are_no_year_are_no_wide_sheet(months):
    found = draft((*HEADER, *months), (*SOMCHAI, *["30"] * len(months)))
    assert found.table == "members"
    assert "[months]" not in found.text


def test_a_number_of_a_wide_sheet_that_may_be_a_receipts_is_asked():
    found = draft(("เลขที่", *MONTHS), ("001", *["30"] * 12))
    assert ("draft.not_found", None) in told(found)
    assert not taken(found)


VILLAGES = (("บ้านเหนือ", HEADER, SOMCHAI), ("บ้านใต้", HEADER, ("002", *SOMCHAI[1:])))


def test_a_sheet_for_each_village_is_read_whole_and_told():
    opened = book(*VILLAGES)
    found = drafted(opened, "mine")
    (one,) = found.findings
    assert (one.code, one.params["sheets"]) == ("draft.same_sheets", ("บ้านเหนือ", "บ้านใต้"))
    assert 'name_fills = "members.village"' in found.text
    assert read(opened, found).tables["members"].columns["member_no"] == ["001", "002"]


def test_sheets_with_other_headers_are_told_and_not_read():
    opened = book(*VILLAGES, ("สรุป", ("ปี", "ยอด"), ("2567", "1")), ("เก่า", HEADER), hidden=("เก่า",))
    found = drafted(opened, "mine")
    assert {each.code: each.params["sheets"] for each in found.findings} == {
        "draft.same_sheets": ("บ้านเหนือ", "บ้านใต้"),
        "draft.other_sheets": ("สรุป",),
    }
    again = read(opened, found)
    assert [each.sheet.name for each in again.sheets] == ["บ้านเหนือ", "บ้านใต้"]
    alone = drafted(book(VILLAGES[0], ("สรุป", ("ปี", "ยอด"))), "mine")
    assert "[sheets]" not in alone.text


def test_what_dates_show_stands_beside_the_era_and_the_order():
    rows = (SOMCHAI, ("002", *SOMCHAI[1:3], "1/13/2006", "ปกติ"), ("003", *SOMCHAI[1:3], "๑๔/๑/๒๕๔๙", "ปกติ"))
    text = draft(HEADER, *rows).text
    line = next(line for line in text.splitlines() if line.startswith("# D:"))
    assert "2 Buddhist years, 1 common ones" in line
    assert "in 2 cells, the second in 1" in line
    assert 'era = "auto"' in text


def test_the_encoding_of_a_text_is_kept_and_a_workbook_has_none():
    text = "\n".join(",".join(row) for row in (HEADER, SOMCHAI))
    found = drafted(book_of("a.csv", text.encode("cp874")), "mine")
    assert tomllib.loads(found.text)["file"] == {"encoding": "cp874"}
    assert "[file]" not in draft(HEADER, SOMCHAI).text


def test_an_amount_is_not_needed_for_a_total_has_it_too():
    header = ("เลขที่ใบเสร็จ", "วันที่รับเงิน", "เลขที่สมาชิก", "ประเภทใบเสร็จ", "งวด", "จำนวนเงิน")
    found = draft(header, ("1", "1/10/2566", "001", "รายเดือน", "10/2566", "30"))
    needed = [each.fills.column for each in parse_profile(found.text.encode(), "a.toml").columns if each.is_needed]
    assert "amount" in {each.meanings[0].partition(".")[2] for each in found.columns if each.is_taken}
    assert {"receipt_no", "member_no"} <= set(needed)
    assert "amount" not in needed


@pytest.mark.parametrize(("separator", "name"), [("\t", "tab"), (";", ";")])
def test_a_separator_that_is_no_comma_is_kept(separator, name):
    text = "\n".join(separator.join(row) for row in (HEADER, SOMCHAI))
    found = drafted(book_of("a.txt", text.encode()), "mine")
    assert parse_profile(found.text.encode(), "mine.toml").separator == name


def test_a_header_may_hold_quotes_and_line_breaks():
    found = draft((*HEADER, 'ที่อยู่\n"ปัจจุบัน"', 'a"b\\c'), (*SOMCHAI, "ก", "ข"))
    columns = parse_profile(found.text.encode(), "mine.toml").columns
    assert columns[-1].headers == ('a"b\\c',)


@pytest.mark.parametrize("rows", [(), (("1", "2"), ("3", "4")), (("ชื่อ", "x"), ("ก", "ข"))])
def test_a_sheet_without_two_known_headers_is_refused(rows):
    with pytest.raises(FormatError) as refused:
        draft(*rows)
    assert [each.code for each in refused.value.findings] == ["sheet.no_header"]


def test_a_draft_says_nothing_that_stands_in_the_cells():
    found = draft((*HEADER, "รุ่น"), (*SOMCHAI, "ความลับ"))
    assert not {"สมชาย", "สมมุติสุข", "ความลับ"} & set(found.text.split('"'))
    assert "ความลับ" not in repr(found)


# --- whatever things are called

ALIASES = st.lists(st.sampled_from(sorted(header_aliases())) | st.sampled_from(["กระปุก", "", '"ก"\\']), max_size=12)
KNOWN = st.sampled_from(["ชื่อ", "สกุล", "เพศ", "สถานภาพ"])
HEADERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | KNOWN


@given(st.lists(HEADERS, max_size=6), st.text(min_size=1, max_size=12))
@example(["a\x7f"], "x")
@example(["a\x85\u2028\x00"], "x")
@example(["ก"], "x\udcff")
def test_a_draft_is_a_profile_whatever_things_are_called(headers, name) -> None:
    row = ["เลขที่สมาชิก", "วันที่สมัคร", *headers]
    sheet = RawSheet(name="", rows=[row, ["x"] * len(row)], lines=[1, 2])
    found = drafted(Book(file="a.csv", sheets=(sheet,)), name)
    profile = parse_profile(found.text.encode(), "mine.toml")
    assert [str(each.fills) for each in profile.columns][:2] == ["members.member_no", "members.join_date"]
    told = {each.headers[0] for each in profile.columns if each.headers}
    assert told == {each.header for each in found.columns} - {""} <= {header.strip() for header in row}


def draft_of(*headers: str):
    sheet = RawSheet("ทะเบียน", [headers, ["x"] * len(headers)], (1, 2))
    return drafted(Book(file="ก.xlsx", sheets=(sheet,)), "mine")


@given(ALIASES)
def test_a_draft_is_a_profile_that_takes_what_is_certain(headers) -> None:
    found = draft_of("เลขที่สมาชิก", "วันที่สมัคร", *headers)
    profile = parse_profile(found.text.encode(), "mine.toml")
    taken = [(each.column + 1, Field.parse(each.meanings[0])) for each in found.columns if each.is_taken]
    assert [(each.position, each.fills) for each in profile.columns if each.fills is not None] == taken


def test_what_is_not_certain_is_asked_and_what_holds_no_facts_is_not() -> None:
    found = draft_of("ที่", "เลขทะเบียน", "ชื่อ", "วันที่สมัคร", "สถานภาพ", "ลายมือชื่อ", "รวม", "อายุ", "กระปุก", "isDrop", "")
    asked = {each.place.column: each.code for each in found.findings if each.place.column}
    assert asked == {
        "E สถานภาพ": "draft.ambiguous",
        "I กระปุก": "draft.unknown",
        "J isDrop": "draft.unknown",
        "K": "draft.nameless",
    }
    assert [each.header for each in found.columns if each.why == "aside"] == ["ที่", "ลายมือชื่อ", "รวม"]
    assert [each.header for each in found.columns if each.why == "derived"] == ["อายุ"]
