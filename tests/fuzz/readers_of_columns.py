"""Columns of other people's sheets by what is read out of them, and the single texts that are looked at for it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

from odd_cells import column_bytes, column_of
from reading import FaultyError, Reader, from_text

from communitywelfare.calendar import Era
from communitywelfare.io.foreign.amounts import Blank, joined, read_amounts, read_wholes
from communitywelfare.io.foreign.codes import read_code_lists, read_codes, read_words
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.days import DayOrder, read_days, read_months
from communitywelfare.io.foreign.encodings import decoded
from communitywelfare.io.foreign.ids import read_citizen_ids
from communitywelfare.io.foreign.mojibake import (
    has_lost_letters,
    looks_misread,
    may_be_misread,
    repaired,
    suspects,
)
from communitywelfare.io.foreign.names import read_full_names, read_names, read_titles, split_name
from communitywelfare.io.foreign.numbers import read_numbers
from communitywelfare.io.foreign.phones import read_phones
from communitywelfare.io.foreign.profile import Field
from communitywelfare.io.foreign.profile_toml import shipped_profile
from communitywelfare.io.foreign.relationships import read_relationships
from communitywelfare.io.foreign.spellings import clean_header, plain_words
from communitywelfare.io.foreign.texts import read_house_numbers, read_texts, read_villages
from communitywelfare.io.foreign.thai import any_is_broken, is_broken, is_plausible_thai, normalised
from communitywelfare.io.foreign.titles import is_child_title, kind_of_title, sex_of_title

__all__ = ["COLUMNS"]

_AS_OF = date(2024, 9, 30)
_SEX = ({"ชาย": "M", "หญิง": "F"}, ("M", "F"))
_GROUPS = ({"ผู้สูงอายุ": "ELDERLY", "ผู้พิการ": "DISABLED", "เด็ก/เยาวชน": "CHILD"}, ("ELDERLY", "DISABLED", "CHILD"))


def _whole(read: Callable[[Sequence[Cell]], ColumnRead]) -> Callable[[bytes], object]:
    """Reads a column, and looks whether every cell has its value and every flaw its cell."""

    def of_bytes(contents: bytes) -> object:
        cells = column_of(contents)
        found = read(cells)
        if len(found.values) != len(cells) or not set(found.flaws) <= set(range(len(cells))):
            raise FaultyError(f"{len(cells)} cells became {len(found.values)} values, flaws at {sorted(found.flaws)}")
        return (*found.notes, *(each for flaws in found.flaws.values() for each in flaws))

    return of_bytes


def _full_names(cells: Sequence[Cell]) -> ColumnRead:
    found = read_full_names(cells)
    if not len(found.titles.values) == len(found.firsts.values) == len(found.lasts.values):
        raise FaultyError("three columns of names are not equally long")
    return found.firsts


def _two(cells: Sequence[Cell]) -> ColumnRead:
    """Baht in the column, and satang in the same column from its end."""
    return joined(cells, cells[::-1], blank=Blank.ZERO)


_READ: Mapping[str, tuple[Callable[[Sequence[Cell]], ColumnRead], Sequence[Cell]]] = {
    **{
        f"amounts, {each.value}": (partial(read_amounts, blank=each), ["1,234.50", 30.5, "", "-", 12]) for each in Blank
    },
    "amounts of two columns": (_two, ["1,234", "50", "", 5, 0.0]),
    "wholes": (read_wholes, ["4", 4.0, "๔", "4 คืน", ""]),
    "days": (partial(read_days, as_of=_AS_OF), ["7/1/2549", "8 ม.ค. 49", date(2006, 1, 9), "2549", ""]),
    "days without a day of the file": (read_days, ["7/1/49", "2006-01-07", "ม.ค. 2549"]),
    "days of the common era": (partial(read_days, era=Era.CE, as_of=_AS_OF), ["7/1/2006", "8/1/06", ""]),
    "days, the month first": (partial(read_days, order=DayOrder.MDY, as_of=_AS_OF), ["1/7/2549", "12/31/06"]),
    "months": (partial(read_months, as_of=_AS_OF), ["04/2566", "พ.ค. 2566", "2023-06", "ต.ค. 66"]),
    "codes": (lambda cells: read_codes(cells, *_SEX), ["ชาย", "หญิง", "F", ""]),
    "lists of codes": (lambda cells: read_code_lists(cells, *_GROUPS, personal=True), ["ผู้สูงอายุ, ผู้พิการ", "เด็ก/เยาวชน"]),
    "words": (lambda cells: read_words(cells, _SEX[0]), ["ชาย", "อื่น ๆ", ""]),
    "citizen ids": (read_citizen_ids, ["9-0000-00000-01-2", 9_000_000_000_012, ""]),
    "citizen ids, made up": (partial(read_citizen_ids, synthetic=True), ["9000000000012", 9.000000000012e12]),
    "names": (read_names, ["สมชาย", "ก.", "-", ""]),
    "full names": (_full_names, ["นายสมชาย ใจดี", "ว่าที่ ร.ต.สมชาย ณ อยุธยา", "สมชาย", ""]),
    "titles": (partial(read_titles, own={"1": "นาย"}), ["นาย", "น.ส.", 1, ""]),
    "numbers": (read_numbers, ["007", "๒๗/๒๕๕๙", 12.0, ""]),
    "phones": (read_phones, ["089-000-0000", 890000000, "๐๘๙๐๐๐๐๐๐๐ / 02-000-0000"]),
    "relationships": (partial(read_relationships, own={"1": "CHILD"}), ["ลูกสาว", "สามี / ภรรยา", 1, ""]),
    "texts": (partial(read_texts, personal=True), ["ก", 12.0, "", "ก".encode().decode("latin-1")]),
    "house numbers": (read_house_numbers, ["12/3", date(2024, 3, 12), 12.0]),
    "villages": (read_villages, ["หมู่ที่ ๔", "ม.4", 4.0, "บ้านใหม่"]),
}


def _looked_at(text: str) -> object:
    """Whatever is asked of one text before it is taken for Thai, and what it is made of."""
    told = suspects([text]), may_be_misread(text), has_lost_letters(text), looks_misread(text), repaired(text)
    return (*told, is_plausible_thai(text), is_broken(text), any_is_broken([text]), normalised(text))


def _titled(text: str) -> object:
    return kind_of_title(text), sex_of_title(text), is_child_title(text)


def _text(name: str, read: Callable[[str], object], *seeds: str) -> Reader:
    return Reader(f"foreign/{name}", "text", from_text(read), lambda: [seed.encode() for seed in seeds])


_MISREAD = ("กองทุน".encode("cp874").decode("latin-1"), "กองทุน".encode().decode("latin-1"), "กองทุน", "ก???", "กํา")

COLUMNS = (
    *(
        Reader(f"column/{name}", "cells", _whole(read), lambda cells=cells: [column_bytes(cells)])
        for name, (read, cells) in _READ.items()
    ),
    _text("a text in Thai", _looked_at, *_MISREAD),
    _text("a name", split_name, "ว่าที่ ร.ต.สมชาย ณ อยุธยา", "พระสมชาย ใจดี", "น.ส.ก ข"),
    _text("a title", _titled, "น.ส.", "จ.ส.อ. หญิง", "ด.ช."),
    _text("a header", clean_header, "citizen id ", "๑. เลขประจำตัว\nประชาชน*", "รับ (เงินสด) :"),
    _text("a spelling", plain_words, " เเยกกัน\u200bอยู่ ", "ต่าง ๆ"),
    _text("a field", Field.parse, "members.join_date", "beneficiaries.2.first_name"),
    _text("a shipped profile", shipped_profile, "member-register"),
    *(
        Reader(
            f"foreign/text, {name}",
            "csv",
            lambda it, name=name: decoded("any.csv", it, name),
            lambda seeds=seeds: seeds,
        )
        for name, seeds in {
            "auto": ["ชื่อ,สกุล\r\nก,ข\r\n".encode(each) for each in ("utf-8-sig", "cp874", "utf-16", "utf-8")],
            "cp874": ["ชื่อ,สกุล".encode("cp874")],
            "utf-8": ["ชื่อ,สกุล".encode()],
        }.items()
    ),
)
"""Readers of columns of cells, and of texts of which they are made."""
