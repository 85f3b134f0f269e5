"""Layouts of other people's sheets, and whole sheets in them: shipped ones, one for each table, some of their own."""

import csv
import struct
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from io import BytesIO, StringIO

import xlsxwriter
import xlwt
from wholes import whole

from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.columns import Cell
from communitywelfare.io.foreign.packing import tables_of_files
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import FORMAT, parse_profile, shipped_profiles
from communitywelfare.io.foreign.roundtrip import written_and_held

__all__ = [
    "OWN",
    "TOML",
    "csv_sheet",
    "dbf_sheet",
    "own_profile",
    "register_rows",
    "rows_of_own",
    "shipped_sheet",
    "table_profile",
    "written_profiles",
    "xls_sheet",
    "xlsx_sheet",
]

_HEAD = f'format = "{FORMAT}"\nid = "mine"\nseen = "a test"\nname = {{ th = "ก", en = "A" }}\n'

OWN: Mapping[str, str] = {
    "months": """
[rows]
receipt_day = "last"
[months]
headers = ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."]
first = 10
totals = ["รวม"]
[[columns]]
field = "members.member_no"
headers = ["เลขที่"]
needed = true
[[columns]]
field = "members.full_name"
headers = ["ชื่อ-สกุล"]
""",
    "every sheet": """
[sheets]
which = "every"
name_fills = "members.moo"
[values]
era = "BE"
date_order = "dmy"
blank_amount = "ask"
[rows]
numbered = "members.member_no"
status_from_dates = true
totals = ["ยอด"]
dropped = { headers = ["ลบแล้ว"], is = ["1", "ใช่"] }
[spellings]
"members.sex" = { "1" = "M", "2" = "F" }
"members.title" = { "1" = "นาย", "2" = "นาง" }
[[columns]]
field = "members.full_name"
headers = ["ชื่อ"]
needed = true
[[columns]]
field = "members.join_date"
headers = ["วันสมัคร"]
[[columns]]
field = "members.exit_date"
headers = ["ลาออก"]
[[columns]]
field = "members.death_date"
headers = ["เสียชีวิต"]
[[columns]]
field = "members.sex"
headers = ["เพศ"]
[[columns]]
field = "members.title"
headers = ["คำนำหน้า"]
[[columns]]
headers = ["อายุ"]
not_taken = "of one day only"
""",
    "baht and satang": """
[header]
rows = [2, 3]
[constants]
"contributions.kind" = "MONTHLY"
[[columns]]
field = "contributions.receipt_no"
headers = ["เลขที่ ใบเสร็จ"]
needed = true
[[columns]]
field = "contributions.member_no"
headers = ["เลขที่ สมาชิก"]
[[columns]]
field = "contributions.receipt_date"
headers = ["วันที่"]
[[columns]]
field = "contributions.amount"
headers = ["จำนวนเงิน บาท"]
satang = ["สต."]
blank = "zero"
[[columns]]
field = "contributions.period_from"
headers = ["เดือน"]
written = "mm/yyyy"
""",
    "several people in a row": """
[[columns]]
position = 1
field = "members.member_no"
needed = true
[[columns]]
position = 2
field = "members.full_name"
[[columns]]
position = 3
field = "beneficiaries.first_name"
[[columns]]
position = 4
field = "beneficiaries.relationship"
[[columns]]
position = 5
field = "beneficiaries.2.first_name"
[[columns]]
position = 6
field = "beneficiaries.2.relationship"
[[columns]]
position = 7
field = "members.carry_forward"
written = "number"
""",
}
"""The layouts of its own that a fund may have, without their head."""

TOML: Mapping[str, bytes] = {name: (_HEAD + text).encode() for name, text in OWN.items()}

_ROWS: Mapping[str, Sequence[Sequence[Cell]]] = {
    "months": [
        ["ทะเบียนเงินออม ปี 2567", *[""] * 14],
        [
            "เลขที่",
            "ชื่อ-สกุล",
            "ต.ค. 66",
            "พ.ย. 66",
            "ธ.ค.66",
            *["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "รวม"],
        ],
        ["001", "นายก ข", *[30] * 12, 360],
        ["002", "น.ส.ค ง", 30.5, "", "-", *["30"] * 9, "300.50"],
        ["รวม", "", *[""] * 12, 660.5],
    ],
    "every sheet": [
        ["ชื่อ", "วันสมัคร", "ลาออก", "เสียชีวิต", "เพศ", "คำนำหน้า", "อายุ", "ลบแล้ว"],
        ["ก ข", date(2006, 1, 7), "", "", "1", 1, 40, ""],
        ["ค ง", "8/1/49", "1 ม.ค. 2560", "", 2.0, "2", 41.5, True],
        ["จ ฉ", "31/2/2560", "", datetime(2017, 3, 1, 12), "ชาย", "นาย", "", "1"],
        ["ยอด", "", "", "", "", "", 81.5, ""],
    ],
    "baht and satang": [
        ["ใบเสร็จ", "", "", "", "", ""],
        ["เลขที่", "", "วันที่", "จำนวนเงิน", "", "เดือน"],
        ["ใบเสร็จ", "สมาชิก", "", "บาท", "สต.", ""],
        ["007", "001", "7/1/2567", "1,234", "50", "01/2567"],
        [8, 2, date(2024, 1, 8), 30, "", "ม.ค. 2567"],
        ["9", "003", "9/1/2567", "-0", 5.0, "2024-01"],
    ],
    "several people in a row": [
        ["เลขที่", "ชื่อ", "ผู้รับ 1", "เกี่ยวข้อง", "ผู้รับ 2", "เกี่ยวข้อง", "ยอดยกมา"],
        ["001", "นายก ข", "ค", "บุตร", "ง", "ภรรยา", 100.5],
        ["002", "นางจ ฉ", "", "", "ช", "หลาน", "1,000"],
    ],
}


def rows_of_own(name: str) -> list[list[Cell]]:
    """A whole sheet in a layout of its own."""
    return [list(row) for row in _ROWS[name]]


@cache
def own_profile(name: str) -> Profile:
    """A layout of its own."""
    return parse_profile(TOML[name], f"{name}.toml")


@cache
def table_profile(name: str) -> Profile:
    """The layout in which a package's own table is somebody else's sheet: every kind of column there is."""
    schema = schemas()[name]
    columns = (f'[[columns]]\nfield = "{name}.{each.id}"\nheaders = ["{each.id}"]\n' for each in schema.columns)
    return parse_profile((_HEAD + "".join(columns)).encode(), f"{name}.toml")


def written_profiles() -> tuple[Profile, ...]:
    """The shipped profiles whose sheets may be written from tables."""
    return tuple(each for each in shipped_profiles().values() if not each.is_written_only)


@cache
def shipped_sheet(profile: Profile, ending: str) -> bytes:
    """A whole sheet in a shipped layout, of the people of a small package."""
    tables, _findings = tables_of_files(whole())
    return written_and_held(tables, profile, file=f"sheet{ending}")[0]


def register_rows() -> list[list[Cell]]:
    """A register with the usual headers, as somebody typed it."""
    return [
        ["เลขที่สมาชิก", "วันที่สมัคร", "เลขประจำตัวประชาชน", "คำนำหน้า", "ชื่อ", "สกุล", "เพศ", "วันเกิด", "หมู่ที่", "โทรศัพท์"],
        ["001", "7/1/2549", "9-0000-00000-01-2", "นาย", "สมชาย", "ใจดี", "ชาย", "1 ม.ค. 2500", "4", "089-000-0000"],
        [2, date(2006, 1, 8), 9_000_000_000_021, "น.ส.", "สมหญิง", "", "หญิง", "2500", "หมู่ ๔", 890000000],
        ["๐๐๓", "08/01/49", "", "พระ", "ก.", "ข", "ช", 2500, "บ้านใหม่", "-"],
        ["รวม", "", "", "", "3 คน", "", "", "", "", ""],
    ]


# --- sheets in their containers ------------------------------------------------------------------------------


def csv_sheet(rows: Sequence[Sequence[Cell]], separator: str = ",") -> bytes:
    """Rows as text in UTF-8."""
    stream = StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode("utf-8-sig", "replace")


def xlsx_sheet(*sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Rows as sheets of a workbook; a text that begins with = is a formula."""
    stream = BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True, "nan_inf_to_errors": True}) as workbook:
        workbook.set_properties({"created": datetime(2024, 9, 30)})
        moment = workbook.add_format({"num_format": "d mmm yyyy"})
        for rows in sheets:
            page = workbook.add_worksheet()
            for down, row in enumerate(rows):
                for across, cell in enumerate(row):
                    if isinstance(cell, date):
                        page.write_datetime(down, across, cell, moment)
                    else:
                        page.write(down, across, cell)
    return stream.getvalue()


def xls_sheet(*sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Rows as sheets of a workbook of Excel 97-2003; what it has no place for is left out."""
    workbook = xlwt.Workbook(encoding="utf-8")
    moment = xlwt.easyxf(num_format_str="D-MMM-YY")
    for number, rows in enumerate(sheets, start=1):
        page = workbook.add_sheet(f"หมู่ {number}")
        for down, row in enumerate(rows):
            for across, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write(down, across, cell, moment)
                elif cell != "":
                    page.write(down, across, cell)
    stream = BytesIO()
    workbook.save(stream)
    return stream.getvalue()


_DBF_FIELDS = (
    (b"MEMBER_NO", b"C", 8, 0),
    (b"JOIN_DATE", b"D", 8, 0),
    (b"FULL_NAME", b"C", 30, 0),
    (b"CARRY", b"N", 12, 2),
)


def dbf_sheet() -> bytes:
    """A dBASE table of a register; a row of it is deleted, and a field is a memo."""
    fields = (*_DBF_FIELDS, (b"ACTIVE", b"L", 1, 0), (b"NOTE", b"M", 10, 0))
    rows = (" 001     20060107นายสมชาย ใจดี", "*002     20060108น.ส.ก ข", " 003     00000000ค ง")
    width = 1 + sum(each[2] for each in fields)
    head = struct.pack("<B3sIHH17xBxx", 3, bytes([126, 1, 1]), len(rows), 33 + 32 * len(fields), width, 0)
    described = b"".join(struct.pack("<11sc4xBB14x", *each) for each in fields)
    records = (row.encode("cp874").ljust(47) + f"{100.5:12.2f}T{'':10}".encode() for row in rows)
    return head + described + b"\r" + b"".join(records) + b"\x1a"
