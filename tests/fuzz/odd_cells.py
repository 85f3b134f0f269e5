"""Cells as they stand in other people's sheets, and some that stand in none; a column of them as lines of text.

A column comes to its reader as bytes like any file: a line for each cell, which begins with the letter of its kind.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from communitywelfare.io.foreign.columns import Cell

__all__ = ["CELLS", "column_bytes", "column_of"]

CELLS: Sequence[Cell] = (
    *("", " ", "-", "–", "NaN", "nan", "N/A", "#N/A", "#REF!", "null", "None", "ไม่มี", "ไม่ระบุ", "0", "๐", "?"),
    *("=1+1", '=HYPERLINK("x")', "+66890000000", "@SUM(A1)", "-1+1", "'007", "\t=1", "|calc"),
    *("รวม", "รวมทั้งสิ้น", "ยอดรวม", "ยอดยกมา", "หมายเหตุ", "(ลบ)"),
    *(
        "1,234.50",
        "1.234,50",
        "1 234.50",
        "๑,๒๓๔.๕๐",
        "(100)",
        "100.-",
        "฿100",
        "100 บาท",
        "1,2,3",
        "1e5",
        "-0",
        "0.005",
    ),
    *(
        "9" * 15,
        "9" * 16,
        "9" * 400,
        "9" * 5000,
        "0." + "0" * 400 + "1",
        "1_000",
        "½",
        "②",
        "\u0661\u0662",
        "\U0001d7d9",
    ),
    *("7/1/2549", "07/01/49", "31/2/2560", "29/2/2563", "29/2/2566", "1/13/2560", "13/1/2560", "1/1/0544", "1/1/543"),
    *("1 ม.ค. 2567", "๑ มกราคม พ.ศ. ๒๕๖๗", "1 Jan 24", "ม.ค. 67", "2567", "2024", "67", "0", "2567-01-01", "25670101"),
    *("2024-01-01T24:00:00", "31/12/9999", "31/12/12999", "00/00/0000", "1 ม.ค. 2567 - 2 ม.ค. 2567", "ค.ศ. 2567"),
    *("45292", "45292.5", "2958466", "-1", "60", "243892"),
    *("9-0000-00000-01-2", "9000000000012", "๙๐๐๐๐๐๐๐๐๐๐๑๒", "9.00000E+12", "900000000001", "90000000000123", "9" * 13),
    *("0890000000", "089-000-0000", "890000000", "02-000-0000 ต่อ 1", "089/0890000001", "0" * 40, "+66 89 000 0000"),
    *("ชาย", "หญิง", "ช", "M", "เป็นสมาชิก", "ลาออก", "ตาย", "ใช่", "ไม่ใช่", "TRUE", "รายเดือน", "ผู้สูงอายุ, ผู้พิการ/เด็ก"),
    *("นายสมชาย ใจดี", "น.ส. ก ข", "ว่าที่ ร.ต.หญิงก ข", "ด.ช.", "พระ", "พระครู ก", "นาง", "นางสาว", "ม.ร.ว.", "ลูกสาว"),
    *("12/3 หมู่ 4", "ม.4", "หมู่ที่ ๔", "4.0", "บ้านใหม่", "12/3", "มี.ค.-12", "3-Dec"),
    *("กองทุน".encode("cp874").decode("latin-1"), "กองทุน".encode().decode("cp1252", "replace")),
    *(
        "กองทุน".encode().decode("cp874", "replace"),
        "กองทุน".encode().decode("latin-1"),
        "\u00e0\u00b8\u00e0\u00b8\u00e0",
        "�",
        "???",
        "ก???ข",
    ),
    *(
        "\u0e33\u0e49\u0e48" * 40,
        "เเ" * 60,
        "กํา",
        "ก\u0e4d\u0e32",
        "e\u0301" * 60,
        "\u0e48ก",
        "ก\u0e34\u0e35\u0e36",
        "\u0e3a",
    ),
    *(
        "\u202e\u0e01\u202c",
        "\ufeff",
        "\u200b\u200d",
        "\u2028",
        "\x85",
        "\x0b",
        "\x1c",
        "\xa0",
        "\ufffe",
        "\U0010ffff",
        "\x7f",
    ),
    *("ก\nข", "ก\r\nข", "\r", "\x00", "\x01", "x" * 32_767, "x" * 40_000, " ก  ข ", "%s%n", "{0}", "\\", '"', "'"),
    *(True, False, 0, 1, -1, 12, 10**13, 9_000_000_000_012, 2**63 - 1, -(2**63)),
    *(0.0, -0.0, 1.0, 30.5, 30.416666, 0.30000000000000004, 9.000000000012e12, 1e15, 1e16, 1e300, -1e300, 5e-324),
    *(math.nan, math.inf, -math.inf, 45292.0, 2567.0, 890000000.0, 2958466.0),
    *(date(2024, 1, 1), date(2567, 1, 1), date(1900, 1, 1), date(1899, 12, 31), date(1, 1, 1), date(9999, 12, 31)),
    *(datetime(2024, 1, 1), datetime(2567, 1, 1, 23, 59, 59), datetime(1904, 1, 1), datetime(9999, 12, 31, 23, 59, 59)),
    *(datetime(544, 1, 1), time(0, 0), time(23, 59, 59, 999_999), timedelta(0), timedelta(days=45292), timedelta(-1)),
    *(timedelta.max, timedelta.min),
)
"""Texts, numbers, truths, days, moments, times of the day and lengths of time."""

_READ: Mapping[str, Callable[[str], Cell]] = {
    "i": lambda text: int(text[:19]),
    "f": float,
    "b": lambda text: text == "1",
    "d": date.fromisoformat,
    "m": datetime.fromisoformat,
    "t": time.fromisoformat,
    "l": lambda text: timedelta(microseconds=int(text[:40])),
}
_WORDS: Mapping[type, tuple[str, Callable[[Cell], str]]] = {
    bool: ("b", lambda cell: "1" if cell else "0"),
    int: ("i", str),
    float: ("f", repr),
    datetime: ("m", lambda cell: cell.isoformat()),
    date: ("d", lambda cell: cell.isoformat()),
    time: ("t", lambda cell: cell.isoformat()),
    timedelta: ("l", lambda cell: str(cell // timedelta(microseconds=1))),
    str: ("s", lambda cell: cell.replace("\\", "\\\\").replace("\n", "\\n")),
}


def column_bytes(cells: Sequence[Cell]) -> bytes:
    """A column as lines of text."""
    words = (_WORDS[type(cell)] for cell in cells)
    lines = (f"{letter}{say(cell)}" for (letter, say), cell in zip(words, cells, strict=True))
    return "\n".join(lines).encode()


def column_of(contents: bytes) -> list[Cell]:
    """The column in lines of text; a line of no kind is text, as it stands."""
    return [_cell(line) for line in contents.decode("utf-8", "replace").split("\n")] if contents else []


def _cell(line: str) -> Cell:
    kind, text = line[:1], line[1:]
    if kind == "s":
        return text.replace("\\n", "\n").replace("\\\\", "\\")
    try:
        cell = _READ[kind](text) if kind in _READ else line
    except (ValueError, OverflowError):
        return line
    return line if getattr(cell, "tzinfo", None) is not None else cell
