"""The fixture profiles: a profile, a sheet in its layout, and the records that a conforming reader makes of it."""

from collections.abc import Callable, Mapping
from pathlib import Path

from fund import FIRST, REFUSED, THIRD, Case

__all__ = ["PROFILES"]

PROFILES: dict[str, Callable[[], Case]] = {}
EXPORT = Path(__file__).resolve().parents[2] / "examples" / "made-up-export"
DAY = "2024-09-30"
Records = Mapping[str, Mapping[str, object]]


def keep(
    name: str,
    shows: str,
    *,
    page: str,
    profile: str,
    sheet: str | bytes,
    rows: Records | None = None,
    told: tuple[str, ...] = (),
    may_tell: tuple[str, ...] = (),
    set_aside: Mapping[str, Mapping[str, list[str]]] | None = None,
    totals: Mapping[str, str] | None = None,
) -> None:
    """Keep a fixture: by the profile, the sheet gives these records, by table and row; without `rows` it is refused."""
    contents = sheet if isinstance(sheet, bytes) else sheet.encode()
    answer: dict[str, object] = dict(REFUSED)
    if rows is not None:
        answer = {"refused": False, "told": sorted(told), "rows": rows, "set_aside": set_aside or {}}
        answer |= {"may_tell": list(may_tell)} if may_tell else {}
        answer |= {} if totals is None else {"totals": totals}
    case = Case(
        shows,
        f"profile-language.md#{page}",
        {"profile.toml": profile.encode(), "sheet.csv": contents},
        ("profile", "profile.toml", "sheet.csv", DAY),
        answer,
        (FIRST, THIRD),
    )
    PROFILES[name] = lambda: case


def head(more: str = "", version: str = "communitywelfare.profile/1") -> str:
    """How every profile begins."""
    names = 'name = { th = "แบบทดสอบ", en = "A fixture" }'
    return f'format = "{version}"\nid = "fixture"\nseen = "made up"\n{names}\n\n{more}\n'


def column(field: str, header: str = "", **more: str) -> str:
    """One column of a profile; values are TOML already."""
    lines = {"headers": f'["{header}"]'} if header else {}
    return "\n[[columns]]\n" + "".join(
        f"{key} = {value}\n" for key, value in {**lines, "field": f'"{field}"', **more}.items()
    )


NEEDED = {"needed": "true"}
REGISTER = (
    column("members.member_no", "เลขที่", **NEEDED)
    + column("members.first_name", "ชื่อตัว")
    + column("members.join_date", "สมัคร", **NEEDED)
    + column("members.status", "สถานะ")
)
ACTIVE = {"first_name": "สมมุติ", "status": "ACTIVE"}


def member(number: str, joined: str, **more: str) -> list[dict[str, str]]:
    """One member as the records of a row."""
    return [{"member_no": number, "join_date": joined, **ACTIVE, **more}]


# --- where things stand ------------------------------------------------------------------------------------

keep(
    "smallest",
    "a profile of usual headers, and a sheet of three columns",
    page="the-file",
    profile=head() + column("members.member_no") + column("members.join_date") + column("members.status"),
    sheet="เลขที่สมาชิก,วันที่เป็นสมาชิก,สถานะ\n001,15/1/2567,ปกติ\n",
    rows={"members": {"2": [{"member_no": "001", "join_date": "2024-01-15", "status": "ACTIVE"}]}},
    totals={"members": "1"},
)
keep(
    "header-is-found",
    "titles stand above the header, headers are compared with their oddities, a column nobody knows is told",
    page="how-headers-are-compared",
    profile=head() + REGISTER,
    sheet="ทะเบียนสมาชิก,,,,\nณ วันนี้,,,,\n๑. เลขที่ *,ชื่อตัว :,2) สมัคร,กระปุก,สถานะ\n001,สมมุติ,15/1/2567,3,ปกติ\n",
    rows={"members": {"4": member("001", "2024-01-15")}},
    told=("column.unknown D",),
)
keep(
    "header-where-the-profile-says",
    "the header is the row that the profile names, though one above looks like it",
    page="where-the-columns-stand",
    profile=head("[header]\nrows = [3]\n") + REGISTER,
    sheet="เลขที่,ชื่อตัว,สมัคร,สถานะ\n900,ตัวอย่าง,1/1/2567,ปกติ\nเลขที่,ชื่อตัว,สมัคร,สถานะ\n001,สมมุติ,15/1/2567,ปกติ\n",
    rows={"members": {"4": member("001", "2024-01-15")}},
)
keep(
    "rows-that-are-no-records",
    "blank rows, the header again, deleted rows, totals and lines for signatures; zeros in front of a number count",
    page="rows-that-are-no-records",
    profile=head('[rows]\ndropped = { headers = ["ลบ"], is = ["1"] }\n')
    + REGISTER
    + '\n[[columns]]\nheaders = ["ลบ"]\nnot_taken = "a mark"\n',
    sheet="เลขที่,ชื่อตัว,สมัคร,สถานะ,ลบ\n001,สมมุติ,15/1/2567,ปกติ,\n,,,,\nเลขที่,ชื่อตัว,สมัคร,สถานะ,ลบ\n"
    "01,สมมุติ,15/1/2567,ปกติ,1\n1,สมมุติ,16/1/2567,ปกติ,0\n,รวม,,,\n,ลงชื่อ ผู้จัดทำ,,,\n",
    rows={"members": {"2": member("001", "2024-01-15"), "6": member("1", "2024-01-16")}},
)
keep(
    "needed-column-missing",
    "a sheet without a needed column is not of this layout: nothing of it is used",
    page="where-the-columns-stand",
    profile=head() + REGISTER,
    sheet="เลขที่,ชื่อตัว,สถานะ\n001,สมมุติ,ปกติ\n",
    rows={},
    told=("column.missing สมัคร",),
)
keep(
    "no-header",
    "a sheet of which no row is the header is not of this layout",
    page="where-the-columns-stand",
    profile=head() + REGISTER,
    sheet="ชื่อเล่น,รองเท้า\nหนึ่ง,40\n",
    rows={},
    told=("sheet.no_header sheet",),
)
keep(
    "header-twice",
    "a header that stands twice is refused, and the sheet with it",
    page="where-the-columns-stand",
    profile=head() + REGISTER,
    sheet="เลขที่,ชื่อตัว,สมัคร,สมัคร,สถานะ\n001,สมมุติ,15/1/2567,16/1/2567,ปกติ\n",
    rows={},
    told=("column.doubled D",),
    may_tell=("column.missing สมัคร", "column.unknown C", "column.unknown D"),
)
keep(
    "position-says-which",
    "a position says which of two equal headers is meant",
    page="where-the-columns-stand",
    profile=head()
    + "".join(
        column(f"members.{name}", head_, position=at)
        for name, head_, at in (("member_no", "เลขที่", "1"), ("join_date", "วันที่", "3"), ("status", "สถานะ", "4"))
    )
    + '\n[[columns]]\nposition = 2\nheaders = ["วันที่"]\nnot_taken = "the day of printing"\n',
    sheet="เลขที่,วันที่,วันที่,สถานะ\n001,1/10/2567,15/1/2567,ปกติ\n",
    rows={"members": {"2": [{"member_no": "001", "join_date": "2024-01-15", "status": "ACTIVE"}]}},
)

# --- what cells mean ---------------------------------------------------------------------------------------

JOINED = "เลขที่,ชื่อตัว,สมัคร,สถานะ\n"


def joins(*days: str) -> str:
    """A sheet of members who joined on these days."""
    return JOINED + "".join(f"{n:03d},สมมุติ,{day},ปกติ\n" for n, day in enumerate(days, start=1))


DAYS = {
    "15/1/2567": "2024-01-15",
    "๑๕/๑/๒๕๖๗": "2024-01-15",
    "15 ม.ค. 2567": "2024-01-15",
    "15 มกราคม พ.ศ. 2567": "2024-01-15",
    "2567-01-15": "2024-01-15",
    "2567-01-15 00:00:00": "2024-01-15",
    "29/2/2563": "2020-02-29",
}
NO_DAYS = ("29/2/2562", "31/4/2566", "15/13/2567", "2567", "15/1/2024", "15/1/9999", "ปีที่แล้ว")
keep(
    "days",
    "days in Buddhist years as they are typed; the year is turned before the calendar is asked",
    page="days-and-months",
    profile=head('[values]\nera = "BE"\n') + REGISTER,
    sheet=joins(*DAYS),
    rows={"members": {str(n + 1): member(f"{n:03d}", day) for n, day in enumerate(DAYS.values(), start=1)}},
)
keep(
    "days-that-are-none",
    "what is no day of the declared era is refused, and no first of January is invented",
    page="days-and-months",
    profile=head('[values]\nera = "BE"\n') + REGISTER,
    sheet=joins(*NO_DAYS, "15/1/2567"),
    rows={"members": {str(len(NO_DAYS) + 2): member(f"{len(NO_DAYS) + 1:03d}", "2024-01-15")}},
    set_aside={"members": {str(n): ["join_date"] for n in range(2, len(NO_DAYS) + 2)}},
)
keep(
    "days-of-either-era",
    "each year of four digits is certain by itself where no era is declared",
    page="days-and-months",
    profile=head() + REGISTER,
    sheet=joins("15/1/2567", "16/1/2024"),
    rows={"members": {"2": member("001", "2024-01-15"), "3": member("002", "2024-01-16")}},
)
keep(
    "years-of-two-digits",
    "the latest century that does not lie after the day on which the file was true",
    page="days-and-months",
    profile=head('[values]\nera = "BE"\n') + REGISTER,
    sheet=joins("15/1/67", "15/1/68"),
    rows={"members": {"2": member("001", "2024-01-15"), "3": member("002", "1925-01-15")}},
)
AMOUNTS = {
    "1,234.50": "1234.50",
    "๑๐๐": "100.00",
    "20.-": "20.00",
    "20 บาท": "20.00",
    "฿5": "5.00",
    "(50.00)": "-50.00",
    "-": None,
    "": None,
    "0": "0.00",
}
NO_AMOUNTS = ("l20", "1O", "1,23", '"1.234,50"', "30.416", "สามสิบ")


def saved(*amounts: str) -> str:
    """A sheet of members with these savings."""
    cells = [f'"{each}"' if "," in each and '"' not in each else each for each in amounts]
    rows = [f"{n:03d},สมมุติ,15/1/2567,ปกติ,{cell}\n" for n, cell in enumerate(cells, start=1)]
    return "เลขที่,ชื่อตัว,สมัคร,สถานะ,สะสม\n" + "".join(rows)


SAVINGS = REGISTER + column("members.carry_forward", "สะสม")
keep(
    "amounts",
    "amounts as they are typed; a dash or nothing is no amount, and 0 is nought baht",
    page="amounts",
    profile=head() + SAVINGS,
    sheet=saved(*AMOUNTS),
    rows={
        "members": {
            str(n + 1): member(f"{n:03d}", "2024-01-15", **({"carry_forward": amount} if amount else {}))
            for n, amount in enumerate(AMOUNTS.values(), start=1)
        }
    },
    totals={"members": "9", "members.carry_forward": "1329.50"},
)
keep(
    "amounts-that-are-none",
    "letters for digits, odd marks and parts of a satang are refused",
    page="amounts",
    profile=head() + SAVINGS,
    sheet=saved(*NO_AMOUNTS),
    rows={},
    set_aside={"members": {str(n): ["carry_forward"] for n in range(2, len(NO_AMOUNTS) + 2)}},
)
keep(
    "amounts-blank-is-zero",
    "the profile says that a blank amount is nought baht",
    page="amounts",
    profile=head() + REGISTER + column("members.carry_forward", "สะสม", blank='"zero"'),
    sheet=saved("-", ""),
    rows={"members": {str(n): member(f"{n - 1:03d}", "2024-01-15", carry_forward="0.00") for n in (2, 3)}},
)
keep(
    "amounts-blank-is-asked",
    "the profile does not know what a blank amount is: it is refused",
    page="amounts",
    profile=head('[values]\nblank_amount = "ask"\n') + SAVINGS,
    sheet=saved("7", ""),
    rows={"members": {"2": member("001", "2024-01-15", carry_forward="7.00")}},
    set_aside={"members": {"3": ["carry_forward"]}},
)
IDS = {FIRST: FIRST, "๙-๐๐๐๐-๐๐๐๐๐-๐๒-๑": THIRD, "9-0000-00000-01-2": FIRST}
NO_IDS = ("900000000001", "90000000000123", "9.00000E+12", "900000000001X")
keep(
    "citizen-ids",
    "dashes and Thai digits are read, and nothing is ever repaired",
    page="citizen-ids",
    profile=head() + REGISTER + column("members.national_id", "บัตร"),
    sheet="เลขที่,ชื่อตัว,สมัคร,สถานะ,บัตร\n"
    + "".join(f"{n:03d},สมมุติ,15/1/2567,ปกติ,{each}\n" for n, each in enumerate([*IDS, *NO_IDS], start=1)),
    rows={
        "members": {
            str(n + 1): member(f"{n:03d}", "2024-01-15", national_id=each)
            for n, each in enumerate(IDS.values(), start=1)
        }
    },
    set_aside={"members": {str(n): ["national_id"] for n in range(len(IDS) + 2, len(IDS) + len(NO_IDS) + 2)}},
)
keep(
    "codes",
    "the profile's own spellings go before the usual ones, and what neither knows is refused",
    page="codes",
    profile=head() + REGISTER + '\n[spellings."members.status"]\n"1" = "ACTIVE"\n"2" = "LAPSED"\n"ปกติ" = "ARREARS"\n',
    sheet=JOINED
    + "".join(
        f"{n:03d},สมมุติ,15/1/2567,{cell}\n"
        for n, cell in enumerate(("1", "2", "ปกติ", "ลาออก", "RESIGNED", "3", "ปกต"), start=1)
    ),
    rows={
        "members": {
            str(n + 1): member(f"{n:03d}", "2024-01-15", status=code)
            for n, code in enumerate(("ACTIVE", "LAPSED", "ARREARS", "RESIGNED", "RESIGNED"), start=1)
        }
    },
    set_aside={"members": {"7": ["status"], "8": ["status"]}},
)

# --- sheets of other shapes --------------------------------------------------------------------------------

keep(
    "baht-and-satang",
    "an amount in two columns: 5 satang are five, and a blank there is none",
    page="amounts",
    profile=head() + REGISTER + column("members.carry_forward", "บาท", satang='["สต."]'),
    sheet="เลขที่,ชื่อตัว,สมัคร,สถานะ,บาท,สต.\n001,สมมุติ,15/1/2567,ปกติ,12,5\n002,สมมุติ,15/1/2567,ปกติ,12,\n003,สมมุติ,15/1/2567,ปกติ,12,100\n",
    rows={
        "members": {
            "2": member("001", "2024-01-15", carry_forward="12.05"),
            "3": member("002", "2024-01-15", carry_forward="12.00"),
        }
    },
    set_aside={"members": {"4": ["carry_forward"]}},
)
keep(
    "two-records-in-a-row",
    "a member with two beneficiaries in one row",
    page="fields",
    profile=head()
    + REGISTER
    + "".join(
        column(f"beneficiaries.{n}first_name", f"ผู้รับ {at}") + column(f"beneficiaries.{n}relationship", f"เกี่ยวข้อง {at}")
        for n, at in (("", 1), ("2.", 2))
    ),
    sheet="เลขที่,ชื่อตัว,สมัคร,สถานะ,ผู้รับ 1,เกี่ยวข้อง 1,ผู้รับ 2,เกี่ยวข้อง 2\n001,สมมุติ,15/1/2567,ปกติ,หนึ่ง,บุตร,สอง,ภรรยา\n",
    rows={
        "members": {"2": member("001", "2024-01-15")},
        "beneficiaries": {
            "2": [
                {"member_no": "001", "order": "1", "first_name": "หนึ่ง", "relationship": "CHILD"},
                {"member_no": "001", "order": "2", "first_name": "สอง", "relationship": "SPOUSE"},
            ]
        },
    },
)
keep(
    "a-total-that-differs",
    "sums are compared and not believed: both figures are told, and no amount is changed",
    page="rows-that-are-no-records",
    profile=head() + SAVINGS,
    sheet=saved("100", "200") + "รวม,,,,301\n",
    rows={
        "members": {
            str(n): member(f"{n - 1:03d}", "2024-01-15", carry_forward=each)
            for n, each in ((2, "100.00"), (3, "200.00"))
        }
    },
    told=("row.total_differs 4 E",),
)
keep(
    "what-follows",
    "a status from the days of leaving and of death, numbers where the sheet has none, a constant",
    page="what-follows",
    profile=head(
        '[rows]\nnumbered = "members.member_no"\nstatus_from_dates = true\n\n[constants]\n"members.province" = "สมมุติ"\n'
    )
    + column("members.first_name", "ชื่อตัว", **NEEDED)
    + column("members.join_date", "สมัคร")
    + column("members.exit_date", "ออก")
    + column("members.death_date", "ตาย"),
    sheet="ชื่อตัว,สมัคร,ออก,ตาย\nหนึ่ง,15/1/2560,,\nสอง,15/1/2560,1/2/2561,\nสาม,15/1/2560,,1/3/2562\n",
    rows={
        "members": {
            str(n + 1): [
                {"member_no": str(n), "first_name": name, "join_date": "2017-01-15", "province": "สมมุติ", **more}
            ]
            for n, (name, more) in enumerate(
                (
                    ("หนึ่ง", {"status": "ACTIVE"}),
                    ("สอง", {"status": "RESIGNED", "exit_date": "2018-02-01"}),
                    ("สาม", {"status": "DECEASED", "death_date": "2019-03-01"}),
                ),
                start=1,
            )
        }
    },
)
MONTHS = ["ต.ค.", "พ.ย.", "ธ.ค.", "ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย."]
PAID = {1: "2023-10", 3: "2023-12", 4: "2024-01", 12: "2024-09"}
LAST = {"2023-10": "31", "2023-12": "31", "2024-01": "31", "2024-09": "30"}
keep(
    "a-column-for-each-month",
    "every amount becomes a receipt; a dash, a blank and 0 are none; the year of the fiscal year ends it",
    page="month-columns",
    profile=head('[rows]\nreceipt_day = "last"\n')
    + column("contributions.member_no", "สมาชิก", **NEEDED)
    + f"\n[months]\nheaders = [{', '.join(chr(34) + each + chr(34) for each in MONTHS)}]\nfirst = 10\nyear = 2567\n",
    sheet=f"สมาชิก,{','.join(MONTHS)}\n001,{','.join(['30', '-', '30', '30.50', '', '0', *['-'] * 5, '30'])}\n",
    rows={
        "contributions": {
            "2": [
                {
                    "receipt_no": f"001/{month}",
                    "receipt_date": f"{month}-{LAST[month]}",
                    "member_no": "001",
                    "kind": "MONTHLY",
                    "period_from": month,
                    "period_to": month,
                    "amount": "30.50" if at == 4 else "30.00",
                }
                for at, month in PAID.items()
            ]
        }
    },
    totals={"contributions": "4", "contributions.amount": "120.50"},
)

# --- bytes and refusals ------------------------------------------------------------------------------------

keep(
    "cp874",
    "text in CP874, as the profile says",
    page="opening-a-file",
    profile=head('[file]\nencoding = "cp874"\n') + REGISTER,
    sheet=joins("15/1/2567").encode("cp874"),
    rows={"members": {"2": member("001", "2024-01-15")}},
)
keep(
    "parted-by-tabs",
    "cells are parted by the separator of the profile, though another one stands more often",
    page="opening-a-file",
    profile=head('[file]\nseparator = "tab"\n') + REGISTER + column("members.note", "หมายเหตุ"),
    sheet="เลขที่\tชื่อตัว\tสมัคร\tสถานะ\tหมายเหตุ\n001\tสมมุติ\t15/1/2567\tปกติ\tก, ข, ค, ง, จ, ฉ, ช, ซ, ฌ, ญ, ด\n",
    rows={"members": {"2": member("001", "2024-01-15", note="ก, ข, ค, ง, จ, ฉ, ช, ซ, ฌ, ญ, ด")}},
)
keep(
    "of-another-encoding",
    "a file that is not of the named encoding is not read by another one",
    page="opening-a-file",
    profile=head('[file]\nencoding = "utf-8"\n') + REGISTER,
    sheet=joins("15/1/2567").encode("cp874"),
)
keep(
    "made-up-register",
    "the register of examples/made-up-export",
    page="the-file",
    profile=head('[file]\nencoding = "cp874"\n\n[header]\nrows = [2]\n\n[values]\nera = "BE"\n')
    + column("members.member_no", "รหัส", **NEEDED)
    + column("members.join_date", "วันสมัคร", **NEEDED)
    + column("members.status", "สถานะ", **NEEDED)
    + column("members.carry_forward", "ยกมา")
    + '\n[spellings."members.status"]\n"1" = "ACTIVE"\n"2" = "LAPSED"\n"3" = "RESIGNED"\n',
    sheet=(EXPORT / "reg01.csv").read_bytes(),
    rows={
        "members": {
            str(n + 2): [{"member_no": f"0000{n}", "join_date": joined, "status": status, "carry_forward": amount}]
            for n, joined, status, amount in (
                (1, "2017-10-05", "ACTIVE", "1095.00"),
                (2, "2017-10-05", "ACTIVE", "1095.00"),
                (3, "2018-08-15", "LAPSED", "730.00"),
                (4, "2018-08-15", "RESIGNED", "365.50"),
                (6, "2024-08-01", "ACTIVE", "0.00"),
            )
        }
    },
    set_aside={"members": {"7": ["status"]}},
    told=tuple(f"column.unknown {letter}" for letter in "GL")
    + tuple(f"column.unknown {letter}" for letter in "BCDEFHI"),
)
SHEET = joins("15/1/2567")
for _name, _shows, _profile in (
    (
        "an-unknown-key",
        "a key that nobody knows is never an option that nobody set",
        head('colour = "blue"\n') + REGISTER,
    ),
    ("a-newer-version", "a newer version of the language", head(version="communitywelfare.profile/2") + REGISTER),
    ("without-a-name", "a profile without a name", head().replace("name = ", "# name = ") + REGISTER),
    ("no-such-field", "a field that no table has", head() + REGISTER + column("members.shoe_size", "รองเท้า")),
    ("a-field-twice", "two columns for one field", head() + REGISTER + column("members.status", "สถานภาพ")),
    (
        "no-such-code",
        "a spelling of a code that the list does not have",
        head() + REGISTER + '\n[spellings."members.status"]\n"1" = "LOST"\n',
    ),
    (
        "neither-field-nor-reason",
        "a column with neither a field nor a reason",
        head() + REGISTER + '\n[[columns]]\nheaders = ["รองเท้า"]\n',
    ),
    ("a-wrong-era", "a value that its key does not take", head('[values]\nera = "JE"\n') + REGISTER),
    ("no-toml", "what is no TOML", head() + "[[columns]\n"),
):
    keep(f"refused-{_name}", _shows, page="the-file", profile=_profile, sheet=SHEET)
