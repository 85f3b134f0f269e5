"""Canonical tables written in a layout: read by the same profile they are the same, and what is lost is told."""

from datetime import date

import pytest
from attrs import evolve
from hypothesis import given, settings
from hypothesis import strategies as st
from made_tables import made_tables, records, rows_of

from communitywelfare.calendar import Month, PartialDate
from communitywelfare.errors import FormatError, NotInstalled, Severity
from communitywelfare.io._rows import Aside
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Field
from communitywelfare.io.foreign.profile_toml import shipped_profile, shipped_profiles
from communitywelfare.io.foreign.roundtrip import written_and_held
from communitywelfare.io.foreign.spellings import usual_spellings
from communitywelfare.io.foreign.writing import sheet_bytes, written
from communitywelfare.members import MemberStatus, Relationship
from communitywelfare.money import Money
from communitywelfare.strategies import days, names, profiles

FEW = settings(max_examples=60, deadline=None)
AS_OF = date(2024, 9, 30)
SHIPPED = [each for each in shipped_profiles().values() if each.columns and not each.is_written_only]
FILES = st.sampled_from(["ทะเบียน.csv", "ทะเบียน.xlsx"])


def trip(tables, profile, file):
    """What is written, the losses that are told, and what is read again."""
    sheet = written(tables, profile, file=file, as_of=AS_OF)
    book = book_of(file, sheet_bytes(sheet, file), encoding="utf-8-sig")
    return sheet, import_book(book, profile, Terms(as_of=AS_OF, synthetic=True))


def lost(tables, profile, again):
    """Every column of the profile's tables whose values are not what they were."""
    found = set()
    for name in profile.tables:
        before, after = tables[name], again.tables.get(name)
        for column in before.schema.by_id:
            values = list(after.columns[column]) if after is not None else []
            if list(before.columns[column]) != values:
                found.add((name, column))
    return found


def told(sheet):
    """Every column of which it is told that it is lost: all of a table where records are, and links without numbers."""
    found = {(each.params.get("table"), each.params.get("column")) for each in sheet.losses}
    if ("members", "member_no") in found:
        found |= {(name, "member_no") for name in schemas()}
    without = {each.params["table"] for each in sheet.losses if each.code in {"loss.records", "loss.blank"}}
    return found | {(name, column) for name in without for column in schemas()[name].by_id}


def has_all(profile, table, column):
    """Whether the layout has a column for every record of a table that it has room for."""
    fields = [each.fills for each in profile.columns if each.fills is not None and each.fills.table == table]
    return {Field(table, column, each.nth) for each in fields} <= set(fields)


DRAWN = {"tables": made_tables(), "profile": profiles() | st.sampled_from(SHIPPED), "file": FILES}


@given(**DRAWN)
@FEW
def test_what_a_layout_has_comes_back_and_what_it_has_not_is_told(tables, profile, file):
    sheet, again = trip(tables, profile, file)
    assert lost(tables, profile, again) <= told(sheet)
    columns = [each for each in sheet.losses if each.code == "loss.column"]
    assert not [each for each in columns if has_all(profile, each.params["table"], each.params["column"])]


@given(**DRAWN)
@FEW
def test_of_a_lost_column_it_is_told_how_many_values_come_back_otherwise(tables, profile, file):
    sheet, again = trip(tables, profile, file)
    whole = {name for name in again.tables if len(again.tables[name]) == len(tables[name])}
    for each in (each for each in sheet.losses if each.code == "loss.column" and each.params["table"] in whole):
        table, column = each.params["table"], each.params["column"]
        pairs = zip(tables[table].columns[column], again.tables[table].columns[column], strict=True)
        assert each.params["count"] == sum(before != after for before, after in pairs)


@st.composite
def odd_tables(draw):
    """Members with names as odd as they get, some without parts, and beneficiaries of anybody in any order."""
    number = st.sampled_from(["1", "2", "3", "007", "ก/1"])
    members = draw(st.lists(records("members", {}), max_size=3))
    for at, each in enumerate(members):
        whole = draw(st.none() | names().map(lambda name: name.reveal("a test")))
        apart = {} if whole is None else {"full_name": whole, "title": None, "first_name": None, "last_name": None}
        members[at] = {**each, **apart, "member_no": draw(number)}
    heirs = draw(st.lists(records("beneficiaries", {}), max_size=4))
    heirs = [{**each, "member_no": draw(number), "order": draw(st.integers(1, 5))} for each in heirs]
    return {"members": rows_of("members", members), "beneficiaries": rows_of("beneficiaries", heirs)}


@given(tables=odd_tables(), profile=profiles(), file=FILES)
@FEW
def test_whatever_comes_back_otherwise_is_told_by_what_was_held_against_the_file(tables, profile, file):
    contents, losses = written_and_held(tables, profile, file=file)
    again = import_book(book_of(file, contents, encoding="utf-8-sig"), profile, Terms(synthetic=True))
    columns = {
        (each.params.get("table", each.place.clause), each.params.get("column", each.place.column)) for each in losses
    }
    without = {table for table, column in columns if column is None}
    links = {(name, "member_no") for name in tables if ("members", "member_no") in columns}
    assert {each for each in lost(tables, profile, again) if each[0] not in without} <= columns | links
    assert not [each for each in losses if each.is_error]


# --- what a layout has no place for ------------------------------------------------------------------------

REGISTER = """
[[columns]]
field = "members.member_no"
headers = ["เลขที่"]
needed = true
[[columns]]
field = "members.full_name"
headers = ["ชื่อ"]
[[columns]]
field = "members.join_date"
headers = ["วันสมัคร"]
"""
SOMCHAI = {"member_no": "1", "title": "นาย", "first_name": "สมชาย", "last_name": "สมมุติสุข"}
SOMCHAI |= {"join_date": PartialDate.parse("2020-02-29").first, "status": MemberStatus.ACTIVE}


def members(**facts):
    return {"members": rows_of("members", [{**SOMCHAI, **facts}])}


def losses(tables, profile, code="loss.column"):
    return [dict(each.params) for each in written(tables, profile, file="a.csv").losses if each.code == code]


def lost_columns(tables, profile):
    return [(each["table"], each["column"], each["count"]) for each in losses(tables, profile)]


def test_a_constant_is_a_loss_only_where_the_table_has_something_else(profile_of):
    profile = profile_of(f'[constants]\n"members.status" = "ACTIVE"\n{REGISTER}')
    assert lost_columns(members(), profile) == []
    assert lost_columns(members(status=MemberStatus.RESIGNED), profile) == [("members", "status", 1)]


def test_a_status_that_follows_from_dates_is_a_loss_where_another_one_follows(profile_of):
    profile = profile_of(
        f'[rows]\nstatus_from_dates = true\n{REGISTER}[[columns]]\nfield = "members.exit_date"\nheaders = ["ลาออก"]\n'
    )
    left = SOMCHAI["join_date"]
    assert lost_columns(members(), profile) == []
    assert lost_columns(members(status=MemberStatus.RESIGNED, exit_date=left), profile) == []
    assert lost_columns(members(status=MemberStatus.ARREARS), profile) == [("members", "status", 1)]
    assert ("members", "status", 1) in lost_columns(members(status=MemberStatus.DECEASED, death_date=left), profile)


def test_a_number_that_is_the_running_one_is_no_loss(profile_of):
    text = REGISTER[REGISTER.index('[[columns]]\nfield = "members.full_name"') :]
    head = '[rows]\nnumbered = "members.member_no"\n[constants]\n"members.status" = "ACTIVE"\n'
    assert lost_columns(members(), profile_of(head + text)) == []
    assert lost_columns(members(member_no="7"), profile_of(head + text)) == [("members", "member_no", 1)]


HEIRS = """
[constants]
"members.status" = "ACTIVE"
"beneficiaries.relationship" = "CHILD"
[[columns]]
field = "beneficiaries.first_name"
headers = ["ผู้รับ 1"]
[[columns]]
field = "beneficiaries.phone"
headers = ["โทร 1"]
[[columns]]
field = "beneficiaries.2.first_name"
headers = ["ผู้รับ 2"]
"""


def heirs(*told):
    rows = [{"member_no": "1", "first_name": "แก้ว", "relationship": Relationship.CHILD, **each} for each in told]
    return {**members(), "beneficiaries": rows_of("beneficiaries", rows)}


def test_what_only_the_first_of_two_beneficiaries_has_a_column_for_is_lost_of_the_second(profile_of):
    profile, phone = profile_of(HEIRS + REGISTER), "0800000001"
    assert lost_columns(heirs({"order": 1, "phone": phone}, {"order": 2}), profile) == []
    assert lost_columns(heirs({"order": 1}, {"order": 2, "phone": phone}), profile) == [("beneficiaries", "phone", 1)]


def test_an_order_with_a_gap_does_not_come_back(profile_of):
    profile = profile_of(HEIRS + REGISTER)
    assert lost_columns(heirs({"order": 1}, {"order": 3}), profile) == [("beneficiaries", "order", 1)]


def test_beneficiaries_beyond_the_room_and_of_nobody_are_told_with_how_many(profile_of):
    profile = profile_of(HEIRS + REGISTER)
    tables = heirs({"order": 1}, {"order": 2}, {"order": 3}, {"order": 1, "member_no": "99"})
    assert losses(tables, profile, "loss.records") == [{"table": "beneficiaries", "count": 2, "room": 2}]


def test_a_layout_of_beneficiaries_alone_tells_that_only_first_ones_keep_their_order(profile_of):
    text = HEIRS[: HEIRS.index('[[columns]]\nfield = "beneficiaries.phone"')].replace(
        '"members.status" = "ACTIVE"\n', ""
    )
    profile = profile_of(f'{text}[[columns]]\nfield = "beneficiaries.member_no"\nheaders = ["เลขที่"]\n')
    assert profile.tables == ("beneficiaries",)
    tables = heirs({"order": 1}, {"order": 2})
    assert lost_columns(tables, profile) == [("beneficiaries", "order", 1)]
    assert [each["count"] for each in losses(tables, profile, "loss.tables")] == [1]


def test_a_blank_amount_that_the_layout_takes_for_zero_is_told(profile_of):
    text = f'[constants]\n"members.status" = "ACTIVE"\n{REGISTER}'
    text += '[[columns]]\nfield = "members.carry_forward"\nheaders = ["ยอดยกมา"]\nblank = "zero"\n'
    told = losses(members(), profile_of(text), "loss.blank")
    assert [(each["table"], each["column"], each["count"]) for each in told] == [("members", "carry_forward", 1)]
    assert losses(members(carry_forward=Money(0)), profile_of(text), "loss.blank") == []


def test_rows_that_were_set_aside_have_no_place_in_a_layout(profile_of):
    tables = members()
    tables["members"] = evolve(tables["members"], set_aside=(Aside(0, ("x",)),))
    assert losses(tables, profile_of(REGISTER), "loss.set_aside") == [{"table": "members", "count": 1}]


@given(day=days(), kept=days())
def test_receipts_that_know_their_month_only_tell_of_days_that_are_not_its_last(day, kept):
    month = Month.of(day)
    receipt = {"receipt_no": "1", "member_no": "1", "receipt_date": kept, "period_from": month, "period_to": month}
    tables = {"contributions": rows_of("contributions", [{**receipt, "amount": Money(3000)}])}
    found = {each["column"] for each in losses(tables, shipped_profile("sheets-baht-a-day-deposits"))}
    assert ("receipt_date" in found) == (kept != month.last)
    assert "period_to" not in found
    later = {**receipt, "period_to": month.plus(1), "amount": Money(6000)}
    tables = {"contributions": rows_of("contributions", [later])}
    assert "period_to" in {each["column"] for each in losses(tables, shipped_profile("sheets-baht-a-day-deposits"))}


def test_tables_that_are_none_of_the_layouts_business_are_named_in_one_finding():
    tables = {**heirs({"order": 1}), "contributions": rows_of("contributions", [])}
    (told,) = losses(tables, shipped_profile("sheets-baht-a-day"), "loss.tables")
    assert told == {"tables": ("beneficiaries (1)",), "count": 1}


# --- how it is written --------------------------------------------------------------------------------------


def test_a_column_without_a_position_never_stands_where_another_one_has_its_own(profile_of):
    text = REGISTER.replace('headers = ["ชื่อ"]', 'headers = ["ชื่อ"]\nposition = 1').replace(
        'headers = ["วันสมัคร"]', 'headers = ["วันสมัคร"]\nposition = 3'
    )
    text += '[[columns]]\nfield = "members.carry_forward"\nheaders = ["ยอดยกมา"]\nsatang = ["สต."]\n'
    sheet = written(members(carry_forward=Money(150)), profile_of(text), file="a.csv")
    assert sheet.rows[0] == ["ชื่อ", "เลขที่", "วันสมัคร", "ยอดยกมา", "สต."]
    assert list(sheet.rows[1]) == ["นายสมชาย สมมุติสุข", "1", "29/02/2563", "1", "50"]


def test_baht_and_satang_without_a_position_stand_where_both_have_room(profile_of):
    text = '[[columns]]\nfield = "members.carry_forward"\nheaders = ["ยอดยกมา"]\nsatang = ["สต."]\n'
    text += REGISTER.replace('headers = ["เลขที่"]', 'headers = ["เลขที่"]\nposition = 2')
    sheet = written(members(carry_forward=Money(150)), profile_of(text), file="a.csv")
    assert sheet.rows[0] == ["", "เลขที่", "ยอดยกมา", "สต.", "ชื่อ", "วันสมัคร"]


@pytest.mark.parametrize(("order", "shown"), [("dmy", "29/02/2563"), ("mdy", "2563-02-29"), ("ymd", "2563-02-29")])
def test_a_date_is_written_in_a_style_that_the_order_of_the_layout_reads(profile_of, order, shown):
    profile = profile_of(f'[values]\ndate_order = "{order}"\n{REGISTER}')
    assert written(members(), profile, file="a.csv").rows[1][2] == shown


def test_a_title_stands_above_the_header_where_there_is_room_for_one(profile_of):
    sheet = written(members(), profile_of(f"[header]\nrows = [3]\n{REGISTER}"), file="a.csv")
    assert (sheet.header, [row[0] for row in sheet.rows]) == (3, ["ก", "", "เลขที่", "1"])


def test_a_sheet_bears_the_name_by_which_the_profile_looks_for_it(profile_of):
    profile = profile_of(f'[sheets]\nwhich = ["ปี 2567", "ปี 2566"]\n{REGISTER}')
    for file, name in (("a.xlsx", "ปี 2567"), ("a.csv", "")):
        sheet = written(members(), profile, file=file)
        book = book_of(file, sheet_bytes(sheet, file), encoding="utf-8-sig")
        assert [each.name for each in book.sheets] == [name]
        assert len(import_book(book, profile, Terms()).sheets[0]) == 1
    assert written(members(), profile_of(REGISTER), file="a.xlsx").name == "ทะเบียนสมาชิก"


@pytest.mark.parametrize("file", ["a.csv", "a.xlsx"])
def test_no_cell_that_is_written_is_a_formula(profile_of, file):
    profile = profile_of(f'[constants]\n"members.status" = "ACTIVE"\n{REGISTER.replace("join_date", "note")}')
    contents = sheet_bytes(written(members(note="=1+4"), profile, file=file), file)
    (sheet,) = book_of(file, contents, encoding="utf-8-sig").sheets
    assert sheet.unusable == {}
    assert sheet.rows[1][2] in {"'=1+4", "=1+4"}
    assert (b"'=1+4" in contents) == (file == "a.csv")


def test_a_table_without_a_row_is_written_as_its_header_alone(profile_of):
    empty = {"members": rows_of("members", [])}
    assert written(empty, profile_of(REGISTER), file="a.csv").rows == [["เลขที่", "ชื่อ", "วันสมัคร"]]
    assert written({}, profile_of(REGISTER), file="a.csv").rows == [["เลขที่", "ชื่อ", "วันสมัคร"]]


def test_forms_and_wide_sheets_are_not_written():
    with pytest.raises(FormatError) as told:
        written(members(), shipped_profile("codi-status-form"), file="a.csv")
    assert [each.code for each in told.value.findings] == ["profile.not_written"]


def test_an_encoding_without_a_place_for_a_character_refuses_the_whole_file(profile_of):
    sheet = written(members(first_name="José"), profile_of(REGISTER), file="a.csv")
    with pytest.raises(FormatError):
        sheet_bytes(sheet, "a.csv", encoding="cp874")


def test_without_the_extra_a_workbook_is_refused(profile_of, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "xlsxwriter", None)
    with pytest.raises(NotInstalled):
        sheet_bytes(written(members(), profile_of(REGISTER), file="a.xlsx"), "a.xlsx")


def test_values_are_never_shown_by_the_repr_of_what_was_written(profile_of):
    assert "สมชาย" not in repr(written(members(), profile_of(REGISTER), file="a.csv"))


def test_of_a_personal_value_that_comes_back_otherwise_only_the_mask_is_told(profile_of):
    profile = profile_of(f'[constants]\n"members.status" = "ACTIVE"\n{REGISTER}')
    _contents, found = written_and_held(members(first_name="พระสมชาย", title=None), profile, file="a.csv")
    assert [(each.code, each.severity) for each in found][:1] == [("loss.value_differs", Severity.WARNING)]
    assert "สมชาย" not in repr(found)


def test_a_column_of_text_with_usual_spellings_is_written_by_them_as_it_is_read(profile_of):
    category = '[[columns]]\nfield = "benefits.category"\nheaders = ["สวัสดิการ"]\n'
    tables = {"benefits": rows_of("benefits", [{"category": code} for code in ("01", "X9")])}
    sheet = written(tables, profile_of(category), file="a.csv")
    first = next(
        word for word, code in usual_spellings(schemas()["benefits"].by_id["category"]).items() if code == "01"
    )
    assert [row[0] for row in sheet.rows] == ["สวัสดิการ", first, "X9"]


NOTE = '[[columns]]\nfield = "members.note"\nheaders = ["หมายเหตุ"]\n'


@pytest.mark.parametrize(
    ("file", "separator", "sign"),
    [
        ("a.csv", "auto", ","),
        ("a.TSV", "auto", "\t"),
        ("a.txt", "auto", ","),
        ("a.csv", "tab", "\t"),
        ("a.tsv", ";", ";"),
    ],
)
def test_cells_are_parted_as_the_profile_says_or_else_as_the_ending_tells(profile_of, file, separator, sign):
    profile = evolve(profile_of(REGISTER + NOTE), separator=separator)
    contents, found = written_and_held(members(note='ก,,,,ข;;;;ค "ง"'), profile, file=file)
    header = contents.decode("utf-8-sig").split("\r\n")[0]
    assert header == sign.join(("เลขที่", "ชื่อ", "วันสมัคร", "หมายเหตุ"))
    assert not [each for each in found if each.code == "loss.value_differs" and each.place.column == "note"]


def test_with_tabs_too_a_character_without_a_place_is_told_at_its_column(profile_of):
    sheet = written(members(note="ก, é"), profile_of(REGISTER + NOTE), file="a.tsv")
    with pytest.raises(FormatError) as refused:
        sheet_bytes(sheet, "a.tsv", encoding="cp874")
    assert [each.place.column for each in refused.value.findings] == ["หมายเหตุ"]
