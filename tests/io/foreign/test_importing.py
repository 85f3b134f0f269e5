"""Foreign rows into canonical tables: which rows are records, which columns are which, and what is told of the rest."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.calendar import Month, PartialDate
from communitywelfare.errors import FormatError, Severity
from communitywelfare.io.foreign.book import Book, RawSheet, book_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import shipped_profile
from communitywelfare.io.foreign.roundtrip import round_trip
from communitywelfare.members import MemberStatus
from communitywelfare.money import Money, total

MEMBERS = """
[[columns]]
field = "members.member_no"
headers = ["เลขที่"]
needed = true

[[columns]]
field = "members.first_name"
headers = ["ชื่อ"]

[[columns]]
field = "members.join_date"
headers = ["วันสมัคร"]
needed = true

[[columns]]
field = "members.status"
headers = ["สถานะ"]

[[columns]]
field = "members.carry_forward"
headers = ["ยอดยกมา"]
"""
HEADER = ("เลขที่", "ชื่อ", "วันสมัคร", "สถานะ", "ยอดยกมา")
SOMCHAI = ("001", "สมชาย", "7/1/2549", "ปกติ", "100.50")
SOMYING = ("002", "สมหญิง", "8/1/2549", "ปกติ", "200")


def codes(found, severity: Severity | None = None) -> list[str]:
    return [each.code for each in found.findings if severity in {None, each.severity}]


def by_code(found, code: str):
    return next(each for each in found.findings if each.code == code)


@pytest.fixture
def members(profile_of):
    return profile_of(MEMBERS)


def test_rows_become_records_with_their_numbers_as_they_stand(imported, members) -> None:
    table = imported(members, HEADER, SOMCHAI, SOMYING).tables["members"]
    assert table.columns["member_no"] == ["001", "002"]
    assert table.columns["join_date"] == [date(2006, 1, 7), date(2006, 1, 8)]
    assert table.columns["status"] == [MemberStatus.ACTIVE] * 2
    assert table.columns["carry_forward"] == [Money(10050), Money(20000)]
    assert table.columns["death_date"] == [None, None]


def test_a_header_below_a_title_is_found(imported, members) -> None:
    found = imported(members, ("ทะเบียนสมาชิก", "", "", "", ""), ("", "", "", "", ""), HEADER, SOMCHAI)
    assert len(found.tables["members"]) == 1
    assert found.place_of(1, "members.first_name").row == 4
    assert found.place_of(1, "members.first_name").column == "B ชื่อ"


def test_a_header_with_idle_spaces_and_stars_is_the_same_header(imported, members) -> None:
    found = imported(members, ("เลขที่*", " ชื่อ ", "วัน\nสมัคร", "สถานะ :", "ยอด ยกมา"), SOMCHAI)
    assert found.tables["members"].columns["carry_forward"] == [Money(10050)]


def test_a_sheet_without_a_needed_column_is_not_read(imported, members) -> None:
    found = imported(members, ("เลขที่", "ชื่อ", "สถานะ"), ("001", "สมชาย", "ปกติ"))
    assert by_code(found, "column.missing").params["wanted"] == "วันสมัคร"
    assert "import.no_records" in codes(found)
    assert not found.tables.get("members")


def test_a_sheet_without_a_header_is_told_with_what_was_wanted(imported, members) -> None:
    found = imported(members, ("1", "2", "3"), ("4", "5", "6"))
    assert by_code(found, "sheet.no_header").params["wanted"] == HEADER


def test_a_header_that_stands_there_twice_is_no_ones_guess(imported, members) -> None:
    found = imported(members, (*HEADER, "ชื่อ"), (*SOMCHAI, "ใจดี"))
    assert by_code(found, "column.doubled").params["columns"] == ("B", "F")
    assert "members" not in found.tables or not len(found.tables["members"])


def test_columns_that_the_profile_does_not_know_are_told(imported, members) -> None:
    found = imported(members, (*HEADER, "รุ่น", "", "ว่าง"), (*SOMCHAI, "5", "x", ""))
    assert by_code(found, "column.unknown").place.column == "F รุ่น"
    assert by_code(found, "column.nameless").place.column == "G"
    assert codes(found).count("column.unknown") == 1  # a column in which nothing stands is no loss


def test_a_column_that_is_reckoned_is_told_and_never_taken(imported, profile_of) -> None:
    profile = profile_of(MEMBERS + '\n[[columns]]\nheaders = ["เดือน x 30"]\nnot_taken = "x"\nderived = true\n')
    found = imported(profile, (*HEADER, "เดือน x 30", "ยอดเงินสะสม"), (*SOMCHAI, "5,940", "5,940"))
    told = [(each.place.column, each.severity) for each in found.findings if each.code == "column.derived"]
    assert sorted(told, key=str) == [("F เดือน x 30", Severity.WARNING), ("G ยอดเงินสะสม", Severity.WARNING)]
    assert "column.unknown" not in codes(found)
    assert "column.derived" not in codes(imported(profile, (*HEADER, "เดือน x 30"), (*SOMCHAI, "")))


def test_totals_blank_rows_repeated_headers_and_remarks_are_no_records(imported, members) -> None:
    found = imported(
        members,
        HEADER,
        SOMCHAI,
        ("",) * 5,
        HEADER,
        SOMYING,
        ("รวม", "", "", "", "300.50"),
        ("", "ลงชื่อ", "", "เหรัญญิก", ""),
    )
    assert found.tables["members"].columns["member_no"] == ["001", "002"]
    assert found.sheets[0].records.dropped == {"blank": 1, "totals": 1, "header": 1, "remark": 1}
    assert codes(found, Severity.ERROR) == []
    assert by_code(found, "row.header").params["rows"] == (4,)
    assert by_code(found, "row.remark").params["rows"] == (7,)
    assert "row.total_differs" not in codes(found)


def test_a_total_that_is_not_the_sum_is_told_with_both(imported, members) -> None:
    found = imported(members, HEADER, SOMCHAI, SOMYING, ("รวมทั้งสิ้น", "", "", "", "1,300.50"))
    told = by_code(found, "row.total_differs")
    assert (told.params["stated"], told.params["added"]) == (Money(130050), Money(30050))
    assert (told.place.row, told.place.column, told.severity) == (4, "E ยอดยกมา", Severity.WARNING)


@pytest.mark.parametrize("said", ["รวม 2 คน", "รวมทั้งสิ้น: ๒ ราย", "รวม จำนวน 2 คน", "Total 2 persons", "รวม"])
def test_a_total_may_count_people_beside_the_money(imported, members, said) -> None:
    found = imported(members, HEADER, SOMCHAI, SOMYING, (said, "2 คน", "", "", "300.50"))
    assert found.sheets[0].records.dropped == {"totals": 1}
    assert [code for code in codes(found) if code.startswith("row.total_") and code != "row.totals"] == []


def test_people_that_a_total_counts_otherwise_are_told_with_both_numbers(imported, members) -> None:
    page, whole = ("รวมหน้านี้ 1 คน", "", "", "", "100.50"), ("รวมทั้งหมด 3 คน", "", "", "", "300.50")
    found = imported(members, HEADER, SOMCHAI, page, SOMYING, whole)
    told = by_code(found, "row.total_counts_differ")
    assert (told.params["stated"], told.params["found"], told.place.row) == (3, 1, 5)
    right = imported(members, HEADER, SOMCHAI, page, SOMYING, ("รวมทั้งหมด 2 คน", "", "", "", "300.50"))
    assert "row.total_counts_differ" not in codes(right)


def test_a_name_that_ends_with_people_is_a_name(imported, members) -> None:
    found = imported(members, HEADER, SOMCHAI, ("002", "สมคน 7 คน", "1/2/2560", "ปกติ", ""))
    assert len(found.tables["members"]) == 2


def test_a_total_of_a_page_and_one_of_all_pages_both_hold(imported, members) -> None:
    total_of = ("รวม", "", "", "")
    rows = (SOMCHAI, (*total_of, "100.50"), SOMYING, (*total_of, "200"), (*total_of, "300.50"))
    assert "row.total_differs" not in codes(imported(members, HEADER, *rows))


def test_a_person_whose_name_is_the_word_for_total_stays_a_person(imported, members) -> None:
    found = imported(members, HEADER, ("003", "รวม", "7/1/2549", "ปกติ", ""))
    assert found.tables["members"].columns["first_name"] == ["รวม"]


def test_a_row_that_cannot_be_used_is_set_aside_whole_and_the_others_go_on(imported, members) -> None:
    found = imported(members, HEADER, SOMCHAI, ("002", "สมหญิง", "31/2/2549", "ปกติ", "200"), SOMYING)
    table = found.tables["members"]
    assert table.columns["member_no"] == ["001", "002"]
    (aside,) = table.set_aside
    assert aside.after == 1
    assert "31/2/2549" in aside.cells
    told = by_code(found, "date.impossible")
    assert (told.place.row, told.place.column, told.place.record) == (3, "C วันสมัคร", "002")


def test_control_totals_stand_before_and_after_what_was_set_aside(imported, members) -> None:
    found = imported(members, HEADER, SOMCHAI, ("002", "สมหญิง", "", "ปกติ", "200"))
    totals = {each.name: (each.before, each.after) for each in found.totals}
    assert totals == {"members": (2, 1), "members.carry_forward": (Money(30050), Money(10050))}
    assert by_code(found, "cell.missing").params["column"] == "join_date"


def test_a_table_that_never_gets_what_it_needs_says_so_once(imported, profile_of) -> None:
    text = MEMBERS.replace('field = "members.status"', 'field = "members.note"')
    found = imported(profile_of(text), HEADER, SOMCHAI, SOMYING)
    assert [(each.code, each.params["column"]) for each in found.findings if each.is_error] == [
        ("import.never_given", "status")
    ]
    assert len(found.tables["members"].set_aside) == 2


def test_deleted_rows_are_counted_and_left_out(imported, profile_of) -> None:
    profile = profile_of('[rows]\ndropped = { headers = ["ลบแล้ว"], is = ["1", "True"] }\n' + MEMBERS)
    found = imported(profile, (*HEADER, "ลบแล้ว"), (*SOMCHAI, "0"), (*SOMYING, "1"), (*SOMYING, "true"))
    assert found.tables["members"].columns["member_no"] == ["001"]
    assert by_code(found, "row.deleted").params["count"] == 2


def test_a_status_that_follows_from_dates_is_told_with_how_many(imported, profile_of) -> None:
    profile = profile_of(
        "[rows]\nstatus_from_dates = true\n"
        + MEMBERS.replace('"members.status"', '"members.exit_date"').replace("สถานะ", "ลาออก")
    )
    rows = (("001", "ก", "1/1/2550", "", ""), ("002", "ข", "1/1/2550", "2/2/2560", ""))
    found = imported(profile, ("เลขที่", "ชื่อ", "วันสมัคร", "ลาออก", "ยอดยกมา"), *rows)
    assert found.tables["members"].columns["status"] == [MemberStatus.ACTIVE, MemberStatus.RESIGNED]
    assert by_code(found, "import.status_from_dates").params["count"] == 2


def test_running_numbers_and_constants_fill_what_the_layout_lacks(imported, profile_of) -> None:
    profile = profile_of(
        '[rows]\nnumbered = "members.member_no"\n[constants]\n"members.status" = "ACTIVE"\n'
        + MEMBERS[MEMBERS.index('[[columns]]\nfield = "members.first_name"') :].replace(
            '"members.status"', '"members.note"'
        )
    )
    found = imported(profile, HEADER[1:], SOMCHAI[1:], SOMYING[1:])
    assert found.tables["members"].columns["member_no"] == ["1", "2"]
    assert found.tables["members"].columns["status"] == [MemberStatus.ACTIVE] * 2
    assert by_code(found, "import.numbered").severity is Severity.WARNING


WIDE = """
[[columns]]
field = "contributions.member_no"
headers = ["เลขที่"]
needed = true

[rows]
receipt_day = "last"

[months]
headers = ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."]
first = 10
totals = ["รวม"]
"""
MONTHS = ("ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.")


MEMBER = ("01/04/2564", "ม.1", "รายครึ่งปี")


@given(st.lists(st.tuples(st.booleans(), st.booleans()).filter(any), min_size=1, max_size=8))
def test_whoever_stands_on_a_members_line_is_of_that_member_and_on_no_members_line_of_nobody(lines) -> None:
    """Lines of a member, of somebody to be paid in their place, or of both."""
    layout = shipped_profile("thatchoengchum-22col")
    header = tuple(column.headers[0] for column in layout.columns)
    rows = []
    for number, (is_member, is_beside) in enumerate(lines):
        whom = (*MEMBER, f"สม{number}", "ใจดี") if is_member else ("",) * 5
        beside = (f"บุญ{number}", "ใจดี", *("",) * 7, "บุตร") if is_beside else ("",) * 10
        rows.append((*whom, *("",) * 7, *beside))
    text = "".join(",".join(row) + "\n" for row in (header, *rows))
    terms = Terms(as_of=date(2024, 9, 30), synthetic=True)
    found = import_book(book_of("register.csv", text.encode(), encoding="utf-8"), layout, terms)

    members, others = found.tables["members"], found.tables["beneficiaries"]
    number_of = dict(zip(members.columns["first_name"], members.columns["member_no"], strict=True))
    told = dict(zip(others.columns["first_name"], others.columns["member_no"], strict=True))
    both = [number for number, (is_member, is_beside) in enumerate(lines) if is_member and is_beside]
    assert set(number_of) == {f"สม{number}" for number, (is_member, _beside) in enumerate(lines) if is_member}
    assert told == {f"บุญ{number}": number_of[f"สม{number}"] for number in both}
    alone = [number + 2 for number, (is_member, _beside) in enumerate(lines) if not is_member]
    assert [each.place.row for each in others.findings if each.code == "cell.missing"] == alone
    assert len(others.set_aside) == len(alone)


@given(st.lists(st.lists(st.sampled_from(["", "-", "0", "30", "31.50"]), min_size=12, max_size=12), max_size=4))
def test_a_wide_sheet_gives_a_receipt_for_each_month_that_was_paid(imported, profile_of, paid) -> None:
    rows = [(f"{at:03d}", *row, "") for at, row in enumerate(paid)]
    table = imported(profile_of(WIDE), ("เลขที่", *MONTHS, "รวม"), *rows, year=2567).tables.get("contributions")
    expected = [
        (f"{at:03d}", Month(2023 if month < 3 else 2024, (9 + month) % 12 + 1), Money.baht(cell))
        for at, row in enumerate(paid)
        for month, cell in enumerate(row)
        if cell not in {"", "-", "0"}
    ]
    columns = table.columns if table is not None else dict.fromkeys(("member_no", "period_from", "amount"), ())
    assert list(zip(columns["member_no"], columns["period_from"], columns["amount"], strict=True)) == expected


def test_months_without_a_year_are_an_error_and_are_not_guessed(imported, profile_of) -> None:
    found = imported(profile_of(WIDE), ("เลขที่", *MONTHS), ("001", *["30"] * 12))
    assert codes(found).count("column.month_without_year") == 12
    assert not len(found.tables["contributions"])


def test_a_year_in_the_headers_of_months_counts(imported, profile_of) -> None:
    header = [f"{month} {66 if at < 3 else 67}" for at, month in enumerate(MONTHS)]
    found = imported(profile_of(WIDE), ("เลขที่", *header), ("001", *["30"] * 12))
    table = found.tables["contributions"]
    assert (table.columns["period_from"][0], table.columns["period_from"][-1]) == (Month(2023, 10), Month(2024, 9))
    assert table.columns["receipt_date"][0] == date(2023, 10, 31)
    assert table.columns["receipt_no"][0] == "001/2023-10"
    assert by_code(found, "import.day_of_month").severity is Severity.WARNING


NUMBERED = tuple(map(str, (10, 11, 12, *range(1, 10))))
YEARS = {"66/67": "{} {}", "full": "{}/25{}", "none": "{}", "Thai": "{}.๒๕{}", "C.E.": "{} 20{}"}


@given(
    names=st.sampled_from([MONTHS, NUMBERED]), style=st.sampled_from(sorted(YEARS)), order=st.permutations(range(12))
)
def test_months_are_found_in_any_order_by_names_or_numbers_with_or_without_years(
    imported, profile_of, names, style, order
) -> None:
    profile = profile_of(WIDE.replace(", ".join(f'"{each}"' for each in MONTHS), ", ".join(map('"{}"'.format, names))))
    years = [(23 if style == "C.E." else 66) + (at >= 3) for at in range(12)]
    headers = [YEARS[style].format(names[at], years[at]) for at in order]
    found = imported(profile, ("เลขที่", *headers), ("001", *(f"{at + 1}" for at in order)), year=2567)
    columns = found.tables["contributions"].columns
    paid = dict(zip(columns["period_from"], columns["amount"], strict=True))
    assert paid == {Month(2023 if at < 3 else 2024, (9 + at) % 12 + 1): Money.baht(str(at + 1)) for at in range(12)}
    assert "column.unknown" not in codes(found)


def test_a_sheet_named_by_its_year_tells_the_year_of_its_months(profile_of) -> None:
    for name in ("ปี 2567", "ปีงบ ๒๕๖๗", "2024"):
        found = import_book(book_of_sheets((name, [("เลขที่", *MONTHS), ("001", *["30"] * 12)], False)), profile_of(WIDE))
        assert found.tables["contributions"].columns["period_from"][0] == Month(2023, 10)


def test_months_that_do_not_add_up_to_a_members_total_are_told(imported, profile_of) -> None:
    found = imported(profile_of(WIDE), ("เลขที่", *MONTHS, "รวม"), ("001", *["30"] * 12, "350"), year=2567)
    told = by_code(found, "row.total_differs")
    assert (told.params["stated"], told.params["added"], told.place.row) == (Money(35000), Money(36000), 2)


def book_of_sheets(*sheets: tuple[str, list[tuple[str, ...]], bool]) -> Book:
    raw = (RawSheet(name, rows, range(1, len(rows) + 1), is_hidden=hidden) for name, rows, hidden in sheets)
    return Book(file="ตำบล.xlsx", sheets=tuple(raw))


def test_a_sheet_for_each_village_is_read_and_its_name_is_the_village(profile_of) -> None:
    profile = profile_of('[sheets]\nwhich = "every"\nname_fills = "members.village"\n' + MEMBERS)
    book = book_of_sheets(
        ("บ้านเหนือ", [HEADER, SOMCHAI], False), ("บ้านใต้", [HEADER, SOMYING], False), ("เก่า", [HEADER], True)
    )
    found = import_book(book, profile, Terms())
    table = found.tables["members"]
    assert (table.columns["member_no"], table.columns["village"]) == (["001", "002"], ["บ้านเหนือ", "บ้านใต้"])
    assert found.place_of(2).sheet == "บ้านใต้"
    assert by_code(found, "sheet.hidden").place.sheet == "เก่า"


def test_a_named_sheet_that_is_not_there_is_told_with_those_that_are(profile_of) -> None:
    profile = profile_of('[sheets]\nwhich = ["2567"]\n' + MEMBERS)
    found = import_book(book_of_sheets(("2566", [HEADER, SOMCHAI], False)), profile, Terms())
    assert by_code(found, "sheet.missing").params["found"] == ("2566",)


def test_sheets_beyond_the_first_are_told_where_the_first_is_meant(members) -> None:
    book = book_of_sheets(("ก", [HEADER, SOMCHAI], False), ("ข", [HEADER, SOMYING], False))
    found = import_book(book, members, Terms())
    assert (len(found.tables["members"]), by_code(found, "sheet.not_read").place.sheet) == (1, "ข")


@pytest.mark.parametrize("said", ["1", "TRUE", "ลบแล้ว"])
@given(
    flags=st.lists(st.sampled_from(["1", "1.0", "true", " ลบแล้ว ", "0", "", 1, 1.0, 0, 0.0, True, False]), max_size=9)
)
def test_rows_that_are_marked_as_deleted_are_no_records_whatever_holds_the_mark(profile_of, said, flags) -> None:
    profile = profile_of(f'[rows]\ndropped = {{ headers = ["ลบ"], is = ["{said}"] }}\n' + MEMBERS)
    rows = [(f"{at:03d}", *SOMCHAI[1:], flag) for at, flag in enumerate(flags)]
    found = import_book(book_of_sheets(("ก", [(*HEADER, "ลบ"), *rows], False)), profile, Terms())
    meant = {"1": {"1", "1.0"}, "TRUE": {"true", "True"}, "ลบแล้ว": {" ลบแล้ว "}}[said]
    kept = [row[0] for row in rows if str(row[-1]) not in meant]
    assert (list(found.tables["members"].columns["member_no"]) if rows else []) == kept


TWO_ROWS = """
[header]
rows = [1, 2]

[[columns]]
field = "contributions.member_no"
headers = ["เลขที่"]
needed = true

[[columns]]
field = "contributions.amount"
headers = ["จำนวนเงิน บาท"]
satang = ["สต."]
needed = true
"""


def test_baht_and_satang_in_two_columns_below_a_merged_header_are_one_amount(imported, profile_of) -> None:
    found = imported(
        profile_of(TWO_ROWS), ("เลขที่", "จำนวนเงิน", ""), ("", "บาท", "สต."), ("001", "1,234", "50"), ("002", "30", "")
    )
    amounts = [Money(123450), Money(3000)]
    assert found.totals[-1].before == total(amounts)
    assert found.totals[-1].name == "contributions.amount"


def test_two_beneficiaries_beside_a_member_are_two_records(imported, profile_of) -> None:
    profile = profile_of(
        '[constants]\n"beneficiaries.relationship" = "CHILD"\n'
        + MEMBERS
        + '[[columns]]\nfield = "beneficiaries.first_name"\nheaders = ["ผู้รับ 1"]\n'
        + '[[columns]]\nfield = "beneficiaries.2.first_name"\nheaders = ["ผู้รับ 2"]\n'
    )
    found = imported(profile, (*HEADER, "ผู้รับ 1", "ผู้รับ 2"), (*SOMCHAI, "แก้ว", "ขวัญ"), (*SOMYING, "", ""))
    columns = found.tables["beneficiaries"].columns
    assert (columns["member_no"], columns["order"], columns["first_name"]) == (["001", "001"], [1, 2], ["แก้ว", "ขวัญ"])


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_a_constant_of_the_second_record_goes_before_that_of_the_first_in_any_order(
    imported, profile_of, order
) -> None:
    lines = ['"beneficiaries.relationship" = "CHILD"', '"beneficiaries.2.relationship" = "MOTHER"'][order]
    names = "".join(
        f'[[columns]]\nfield = "beneficiaries.{at}.first_name"\nheaders = ["ผู้รับ {at}"]\n' for at in (1, 2, 3)
    )
    found = imported(
        profile_of("[constants]\n" + "\n".join(lines) + "\n" + MEMBERS + names),
        (*HEADER, "ผู้รับ 1", "ผู้รับ 2", "ผู้รับ 3"),
        (*SOMCHAI, "แก้ว", "ขวัญ", "นก"),
    )
    codes_of_three = [each.value for each in found.tables["beneficiaries"].columns["relationship"]]
    assert codes_of_three == ["CHILD", "MOTHER", "CHILD"]


def test_a_row_with_too_many_cells_is_set_aside_for_nobody_knows_which_is_which(members) -> None:
    text = "เลขที่,ชื่อ,วันสมัคร,สถานะ,ยอดยกมา\n001,สมชาย,7/1/2549,ปกติ,1,200\n002,ก,7/1/2549,ปกติ\n003,ข,7/1/2549,ปกติ,0\n"
    found = import_book(book_of("a.csv", text.encode(), encoding="utf-8"), members, Terms())
    assert found.tables["members"].columns["member_no"] == ["002", "003"]
    assert [each.severity for each in found.findings if each.code == "table.ragged"] == [
        Severity.ERROR,
        Severity.WARNING,
    ]


def test_a_formula_is_never_a_value(members) -> None:
    sheet = RawSheet("ก", [HEADER, (*SOMCHAI[:4], 5.0)], (1, 2), {(1, 4): "=1+4"})
    found = import_book(Book(file="a.xlsx", sheets=(sheet,)), members, Terms())
    assert by_code(found, "cell.formula").params["value"] == "=1+4"
    assert not len(found.tables["members"])
    (aside,) = found.tables["members"].set_aside
    assert "'=1+4" in aside.cells  # neutralised, so that no spreadsheet runs it


def test_personal_values_are_masked_in_every_finding(imported, members) -> None:
    found = imported(members, HEADER, ("001", "ขนิษฐา\ufffd", "7/1/2549", "ปกติ", ""))
    assert "ขนิษฐา" not in repr(found.findings)
    assert "ขนิษฐา" not in repr(found)


def test_a_birth_date_that_is_none_is_masked(imported, profile_of) -> None:
    profile = profile_of(MEMBERS.replace('"members.status"', '"members.birth_date"').replace("สถานะ", "วันเกิด"))
    found = imported(profile, ("เลขที่", "ชื่อ", "วันสมัคร", "วันเกิด", "ยอดยกมา"), ("001", "ก", "1/1/2550", "31/02/2510", ""))
    assert "31/02/2510" not in repr(found.findings)
    assert "date.impossible" in codes(found)


def test_a_birth_year_alone_is_kept_as_a_year(imported, profile_of) -> None:
    text = MEMBERS + '[[columns]]\nfield = "members.birth_date"\nheaders = ["วันเกิด"]\n'
    found = imported(profile_of(text), (*HEADER, "วันเกิด"), (*SOMCHAI, "2510"))
    assert found.tables["members"].columns["birth_date"] == [PartialDate.parse("1967")]


def test_a_joining_year_alone_is_no_day_and_none_is_made_up(imported, members) -> None:
    found = imported(members, HEADER, ("001", "สมชาย", "2549", "ปกติ", ""))
    assert by_code(found, "date.not_a_whole_day").params["value"] == "2549"
    assert not len(found.tables["members"])


def test_a_form_that_is_only_written_is_never_read() -> None:
    with pytest.raises(FormatError):
        import_book(book_of("a.csv", b"a,b\n1,2\n"), shipped_profile("codi-status-form"), Terms())


def test_a_sheet_of_receipts_without_records_and_without_amounts_is_told(imported, profile_of) -> None:
    receipts = """
[[columns]]
field = "contributions.member_no"
headers = ["สมาชิก"]
[[columns]]
field = "contributions.period_from"
headers = ["เดือน"]
"""
    found = imported(profile_of(receipts), ("สมาชิก", "เดือน"))
    assert "import.no_records" in codes(found)
    assert imported(profile_of(receipts), ("สมาชิก", "เดือน"), ("1", "1/2567")).tables["contributions"].set_aside


NAMED = MEMBERS.replace('"members.first_name"', '"members.full_name"')


@pytest.mark.parametrize("name", ["พระสมชาย ใจดี", "นายสมชาย ใจ ดี งาม"])
def test_a_name_that_can_be_parted_in_several_ways_stays_whole_and_no_part_of_it_stands_twice(
    imported, profile_of, name
) -> None:
    found = imported(profile_of(NAMED), HEADER, ("001", name, "7/1/2549", "ปกติ", ""))
    table = found.tables["members"]
    assert [table.columns[part] for part in ("title", "first_name", "last_name", "full_name")] == [
        [None],
        [None],
        [None],
        [name],
    ]
    assert by_code(found, "name.split_unclear").place.row == 2


@pytest.mark.parametrize("year", ["", " 67"])
def test_the_sum_beside_months_is_held_against_nothing_where_a_month_has_no_year(imported, profile_of, year) -> None:
    header = ("เลขที่", *(f"{month}{year}" for month in MONTHS[:11]), MONTHS[11], "รวม")
    found = imported(profile_of(WIDE), header, ("001", *["30"] * 12, "360"))
    assert "column.month_without_year" in codes(found)
    assert "row.total_differs" not in codes(found)


@given(st.sampled_from(["หมู่ 1", "หมู่ ๔", "4", "บ้านใหม่", "=1", " "]), st.integers(0, 2))
def test_the_name_of_a_sheet_is_told_of_however_few_records_it_has(profile_of, name, count) -> None:
    profile = profile_of(MEMBERS.replace("[[columns]]", '[sheets]\nname_fills = "members.moo"\n[[columns]]', 1))
    rows = [HEADER, *[SOMCHAI] * count]
    book = Book("a.xlsx", (RawSheet(name, rows, range(1, len(rows) + 1)),))
    assert len(import_book(book, profile).tables["members"].columns["moo"]) == count


def test_a_file_of_a_kind_in_which_the_layout_was_not_seen_is_told_and_read(imported, profile_of) -> None:
    profile = profile_of('[file]\nkinds = [".xlsx"]\n' + MEMBERS)
    found = imported(profile, HEADER, SOMCHAI)
    assert by_code(found, "profile.other_kind").params["known"] == (".xlsx",)
    assert len(found.tables["members"]) == 1


def test_a_trip_tells_of_columns_that_are_not_taken_and_of_nothing_tried(profile_of) -> None:
    profile = profile_of(MEMBERS + '[[columns]]\nheaders = ["รุ่น"]\nnot_taken = "nobody knows"\n')
    rows = [(*HEADER, "รุ่น"), (*SOMCHAI, "5"), (*SOMYING, "")]
    trip = round_trip(book_of_sheets(("ก", rows, False)), profile, Terms())
    assert [
        (each.code, each.place.column, each.params["count"]) for each in trip.findings if each.code == "loss.not_taken"
    ] == [("loss.not_taken", "F รุ่น", 1)]
    assert trip.holds
    unusable = [(*HEADER, "รุ่น"), ("001", "สมชาย", "31/2/2549", "ปกติ", "1", "")]
    nothing = round_trip(book_of_sheets(("ก", unusable, False)), profile, Terms())
    assert (nothing.is_of_nothing, nothing.holds) == (True, False)


def test_a_row_that_says_it_is_a_total_and_has_some_of_what_a_record_needs_is_told(imported, profile_of) -> None:
    money = 'headers = ["ยอดยกมา"]\n'
    needed = profile_of(MEMBERS.replace(money, f"{money}needed = true\n"))
    sheet = (HEADER, SOMCHAI, SOMYING, ("", "รวม", "", "", "300.50"))
    found = imported(needed, *sheet)
    told = by_code(found, "row.total_unsure")
    assert (told.place.row, told.params) == (4, {"word": "รวม", "columns": ("E ยอดยกมา",)})
    assert "cell.missing" in codes(found)
    assert "row.total_unsure" not in codes(imported(profile_of(MEMBERS), *sheet))


def test_of_a_member_who_bears_the_word_of_a_total_nothing_is_told(imported, members) -> None:
    found = imported(members, HEADER, SOMCHAI, ("002", "รวม", *SOMYING[2:]))
    assert "row.total_unsure" not in codes(found)
    assert len(found.tables["members"]) == 2


def test_a_last_line_in_a_needed_column_is_no_record_where_the_profile_says_its_word(imported, profile_of) -> None:
    sheet = (HEADER, SOMCHAI, ("จบรายงาน", "", "", "", ""))
    assert "cell.missing" in codes(imported(profile_of(MEMBERS), *sheet))
    found = imported(profile_of('[rows]\ntotals = ["จบรายงาน"]\n' + MEMBERS), *sheet)
    assert codes(found, Severity.ERROR) == []
    assert found.tables["members"].columns["member_no"] == ["001"]


@pytest.mark.parametrize("amount", ["30-50", "30:50", "30/50"])
def test_baht_and_satang_parted_by_another_mark_than_a_point_are_refused(imported, members, amount) -> None:
    found = imported(members, HEADER, (*SOMCHAI[:4], amount))
    assert len(found.tables["members"].set_aside) == 1


TABS = MEMBERS.replace("[[columns]]", '[file]\nseparator = "tab"\n[[columns]]', 1)


@pytest.mark.parametrize(
    ("text", "file", "separator", "told"),
    [
        (MEMBERS, "a.txt", "\t", [("tab", ",")]),
        (MEMBERS, "a.csv", ";", [(";", ",")]),
        (MEMBERS, "a.tsv", "\t", []),
        (MEMBERS, "a.tsv", ",", [(",", "tab")]),
        (MEMBERS, "a.csv", ",", []),
        (TABS, "a.txt", "\t", []),
        (TABS, "a.csv", ",", [(",", "tab")]),
    ],
)
def test_a_trip_tells_where_the_cells_would_be_parted_by_something_else(profile_of, text, file, separator, told):
    profile = profile_of(text)
    contents = "\n".join(separator.join(row) for row in (HEADER, SOMCHAI)).encode()
    trip = round_trip(book_of(file, contents, separator=profile.separator), profile, Terms())
    found = [each for each in trip.findings if each.code == "loss.separator"]
    assert [(each.params["was"], each.params["now"]) for each in found] == told
    assert trip.holds


def test_words_of_a_relationship_that_no_code_covers_are_kept_and_written_again(profile_of) -> None:
    profile = profile_of(
        MEMBERS
        + '[[columns]]\nfield = "beneficiaries.first_name"\nheaders = ["ผู้รับ"]\n'
        + '[[columns]]\nfield = "beneficiaries.relationship"\nheaders = ["เป็น"]\n'
    )
    rows = [(*HEADER, "ผู้รับ", "เป็น"), (*SOMCHAI, "แก้ว", "เพื่อนบ้าน ใจดี"), (*SOMYING, "ขวัญ", "บุตร")]
    trip = round_trip(book_of_sheets(("ก", rows, False)), profile, Terms())
    columns = trip.imported.tables["beneficiaries"].columns
    assert [each.value for each in columns["relationship"]] == ["OTHER", "CHILD"]
    assert columns["relationship_words"] == ["เพื่อนบ้าน ใจดี", None]
    assert trip.holds
    assert [row[-1] for row in trip.sheet.rows] == ["เป็น", "เพื่อนบ้าน ใจดี", "บุตร"]
    assert "เพื่อนบ้าน ใจดี" not in repr((trip.findings, trip.imported.findings))
