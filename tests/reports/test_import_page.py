"""The page of a dry run: how each column was understood, what was found, sums compared; personal values masked."""

import json
import re
from datetime import date

import pytest
from attrs import evolve

from communitywelfare.errors import Finding, Place, Severity
from communitywelfare.identity import CitizenId
from communitywelfare.io.foreign.book import Book, RawSheet
from communitywelfare.io.foreign.importing import ControlTotal, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import parse_profile, shipped_profile
from communitywelfare.money import Money
from communitywelfare.reports.import_findings import FoundGroup
from communitywelfare.reports.import_page import dry_run_page, rows_text, total_name
from communitywelfare.reports.import_report import DRY_RUN_FILES, dry_run_data, dry_run_files

WHOLE_ID = CitizenId.synthetic(4711).reveal("a register made up for tests")
HEADER = ["เลขที่สมาชิก", "เลขประจำตัวประชาชน", "ชื่อ", "วันเกิด", "วันที่เป็นสมาชิก", "ยอดยกมา", "ของขวัญ", ""]
ROWS = [
    ["1", WHOLE_ID, "สมใจ", "20/04/2510", "20/04/2550", "100", "ร่ม", "x"],
    ["2", WHOLE_ID[:-1], "<script>", "31/02/2510", "7 ม.ค. 49", "50.25", "", ""],
    ["3", "", "ค", "1/1/2510", "", "l00", "", ""],
    ["รวม", "", "", "", "", "999", "", ""],
]
PROFILE = """
format = "communitywelfare.profile/1"
id = "mine"
seen = "a test"
[name]
th = "ของเรา"
en = "Ours"
[header]
rows = [1, 2]
[rows]
dropped = { headers = ["ลบแล้ว"], is = ["1"] }
[[columns]]
headers = ["เลขที่"]
field = "members.member_no"
needed = true
[[columns]]
headers = ["ผู้รับ"]
field = "beneficiaries.2.first_name"
[[columns]]
headers = ["ยอด"]
field = "members.carry_forward"
satang = ["สต."]
[[columns]]
headers = ["ลำดับ"]
not_taken = "เลขลำดับของแถว"
"""


def imported(rows=ROWS, header=HEADER, profile=None, **more):
    whole = [header, *rows]
    sheet = RawSheet(name="หมู่ 1", rows=whole, lines=range(1, len(whole) + 1))
    book = Book(file="register.xlsx", sheets=(sheet,), **more)
    terms = Terms(as_of=date(2024, 9, 30), synthetic=True)
    return import_book(book, profile or shipped_profile("member-register"), terms)


def plain(page):
    """The words of a page, without its style and its tags."""
    text = re.sub(r"<style>.*?</style>|<[^>]+>", "\n", page.decode(), flags=re.DOTALL)
    return re.sub(r"\s*\n\s*", "\n", text)


def test_the_page_says_that_nothing_was_changed_and_how_much_there_is_to_mend():
    whole = imported()
    text = plain(dry_run_page(whole, "th", as_of=date(2024, 9, 30)))
    assert "ไม่ได้แก้ไฟล์ของท่าน" in text
    assert "30 กันยายน 2567" in text
    errors = sum(each.is_error for each in whole.findings)
    assert f"ผิดพลาด\n{errors}\n" in text
    assert "ใช้ได้ / ในไฟล์)\n1 / 3\n" in text


def test_every_column_of_the_sheet_is_there_with_what_it_was_taken_for():
    text = plain(dry_run_page(imported(), "th"))
    assert "D วันเกิด\nวันเกิด\n3\n" in text
    assert "อ่านปีของคอลัมน์นี้เป็น พ.ศ." in text
    assert "G ของขวัญ\nไม่รู้จัก จึงไม่ได้อ่าน\n1\n" in text
    english = plain(dry_run_page(imported(), "en"))
    assert "D วันเกิด\nbirth_date\n3\n" in english
    assert "not known, so not read" in english


def test_findings_of_a_column_stand_once_with_how_many_and_where():
    text = plain(dry_run_page(imported(), "en"))
    assert text.count("cell.letter_for_digit") == 1
    assert re.search(r"F ยอดยกมา\nerror\n.*l00.*\ncell.letter_for_digit\n1\n4\n", text)


def test_control_totals_stand_side_by_side_with_what_is_set_aside():
    text = plain(dry_run_page(imported(), "en"))
    assert "members\n3\n1\n2\n" in text
    assert "members.carry_forward\n150.25\n100.00\n50.25\n" in text


def test_no_personal_value_stands_on_the_page_or_in_the_data():
    for contents in (dry_run_page(imported(), "th"), dry_run_files(imported(), "th")["findings.json"]):
        assert WHOLE_ID not in contents.decode()
        assert WHOLE_ID[:-1] not in contents.decode()
        assert "สมใจ" not in contents.decode()
        assert "20/04/2510" not in contents.decode()


def test_what_was_typed_as_markup_is_shown_as_it_was_typed():
    page = dry_run_page(imported(header=[*HEADER[:6], "<script>x</script>", ""]), "th").decode()
    assert "<script>" not in page
    assert "&lt;script&gt;x" in page


def test_a_layout_of_several_tables_says_of_which_each_column_is():
    profile = parse_profile(PROFILE.encode(), "mine.toml")
    top = ["ลำดับ", "เลขที่", "ผู้รับ", "ยอด", "", "ลบแล้ว", "อื่น"]
    rows = [["", "", "", "", "สต.", "", ""], ["1", "A1", "ก", "10", "50", "", "y"], ["2", "A2", "", "", "", "1", ""]]
    text = plain(dry_run_page(imported(rows, top, profile), "th"))
    assert "A ลำดับ\nไม่นำเข้า\nเลขลำดับของแถว\n" in text
    assert "B เลขที่\nทะเบียนสมาชิก · เลขที่สมาชิก\n" in text
    assert "C ผู้รับ\nผู้รับผลประโยชน์ 2 · ชื่อ\n" in text
    assert "สตางค์ของคอลัมน์ก่อนหน้า" in text
    assert "F ลบแล้ว\nบอกว่าแถวถูกลบแล้ว\n" in text
    assert "หัวตารางอยู่แถว\n1–2\n" in text
    assert "แถวที่ข้าม\nลบแล้ว 1\n" in text


def test_a_wide_sheet_says_which_columns_are_months_and_which_is_their_sum():
    names = [f"เดือน{number}" for number in range(1, 13)]
    wide = (
        f"""[months]\nheaders = {json.dumps(names, ensure_ascii=False)}\nfirst = 10\nyear = 2567\ntotals = ["รวมปี"]\n"""
    )
    profile = parse_profile(PROFILE.replace("[[columns]]", f"{wide}[[columns]]", 1).encode(), "wide.toml")
    header = ["ลำดับ", "เลขที่", "รวมปี", *names]
    rows = [[""] * len(header), ["1", "A1", "12", *["1"] * 12]]  # the header of this layout takes two rows
    text = plain(dry_run_page(imported(rows, header, profile), "en"))
    assert text.count("dues of a month") == 12
    assert "sum of the row, to compare only" in text


def test_a_sheet_without_a_header_says_so_and_has_no_columns():
    text = plain(dry_run_page(imported([], ["a", "b"]), "en"))
    assert "Header in row\nnot found\n" in text
    assert "sheet.no_header" in text
    assert "import.no_records" in text


def test_what_concerns_the_file_stands_before_its_sheets_and_its_encoding_above():
    note = Finding("file.encoding_by_letters", Severity.INFO, place=Place(file="register.csv"))
    text = plain(dry_run_page(imported(encoding="cp874", findings=(note,)), "en"))
    assert "encoding cp874" in text
    assert text.index("file.encoding_by_letters") < text.index("How each column was understood")


def test_a_sheet_in_which_nothing_is_wrong_says_that():
    whole = imported([ROWS[0][:5]], HEADER[:5])
    kept = tuple(each for each in whole.findings if each.severity is Severity.INFO and each.place.column)
    assert "nothing to look at" in plain(dry_run_page(evolve(whole, findings=kept), "en"))


@pytest.mark.parametrize(
    ("rows", "count", "shown"), [((), 3, "–"), ((4,), 1, "4"), ((4, 1200), 2, "4, 1,200"), ((4, 5), 9, "4, 5 …")]
)
def test_rows_that_are_not_all_shown_have_a_mark(rows, count, shown):
    finding = Finding("x.y", Severity.ERROR)
    group = FoundGroup(sheet="", column="", severity=Severity.ERROR, count=count, rows=rows, first=finding)
    assert rows_text(group) == shown


def test_a_total_is_called_as_the_sheet_and_the_column_of_a_package_are():
    assert total_name("members", "th") == "ทะเบียนสมาชิก"
    assert total_name("members.carry_forward", "th") == "ทะเบียนสมาชิก · ยอดยกมา"
    assert total_name("members.carry_forward", "en") == "members.carry_forward"


def test_the_data_hold_what_the_page_shows():
    whole = imported()
    data = json.loads(dry_run_files(whole, "th")["findings.json"])
    assert (data["file"], data["profile"], data["encoding"]) == ("register.xlsx", "member-register", None)
    assert data["sheets"][0]["header"] == [1]
    assert data["sheets"][0]["records"] == 3
    assert data["sheets"][0]["dropped"] == {"totals": 1}
    assert data["sheets"][0]["columns"][3] == {"column": "D วันเกิด", "fills": "members.birth_date"}
    assert data["sheets"][0]["columns"][6]["fills"] is None
    assert {"name": "members.carry_forward", "before": "150.25", "after": "100.00"} in data["totals"]
    assert len(data["findings"]) == len(whole.findings)
    assert {each["place"].get("sheet") for each in data["findings"]} == {"หมู่ 1"}
    letters = next(each for each in data["found"] if each["code"] == "cell.letter_for_digit")
    assert letters == {**letters, "sheet": "หมู่ 1", "severity": "error", "count": 1, "rows": [4]}


def test_all_files_are_made_and_each_is_told():
    told = []
    files = dry_run_files(imported(), "en", as_of=date(2024, 9, 30), progress=told.append)
    assert tuple(files) == DRY_RUN_FILES == tuple(told)


def test_amounts_in_the_data_are_text_with_two_decimals():
    whole = evolve(imported(), totals=(ControlTotal(name="members.income", before=Money(5), after=Money(0)),))
    assert dry_run_data(whole)["totals"] == [{"name": "members.income", "before": "0.05", "after": "0.00"}]
