"""A foreign register of 100,000 members: into checked records with findings, against the bare cells and a loop by hand.

The sheet has Buddhist years in ISO dates, village numbers such as 4.0 and here and there what registers have: a wrong
check digit, a day that is none, a blank in front of a name. The loop by hand makes the same checks cell by cell, as
a good programmer would write them for this one layout, and counts the same errors.
"""

import csv
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from random import Random

import python_calamine
import xlsxwriter
from measure import measure, table

from communitywelfare.io.foreign.book import open_book
from communitywelfare.io.foreign.importing import import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile_toml import shipped_profile
from communitywelfare.io.foreign.register_look import seen_whole

MEMBERS = 100_000
AS_OF = date(2024, 9, 30)
TERMS = Terms(as_of=AS_OF, synthetic=True)
HEADER = (
    "No",
    "id",
    "citizen id",
    "title",
    "name",
    "surname",
    "gender",
    "home",
    "moo",
    "Apply",
    "Birth",
    "Resign",
    "Death",
)
TITLES = ("นาย", "นาง", "นางสาว", "น.ส.", "เด็กชาย", "เด็กหญิง")
FIRST = tuple(
    f"{a}{b}" for a in ("สม", "วิ", "ประ", "อา", "กิ", "บุญ", "ทอง", "จัน") for b in ("ชาย", "หญิง", "ดี", "ศรี", "ทิพย์", "พร")
)
LAST = tuple(
    f"{a}{b}"
    for a in ("ใจ", "แก้ว", "มี", "ศรี", "ทอง", "บุญ")
    for b in ("ดี", "มา", "งาม", "สุข", "คำ", "ชัย", "เจริญ", "สว่าง")
)


def _rows() -> list[list[str]]:
    """The sheet as text; one row in a thousand has a fault of some kind."""
    draw = Random(2567)  # a made-up register, always the same
    return [list(HEADER), *(_row(number, draw) for number in range(1, MEMBERS + 1))]


def _row(number: int, draw: Random) -> list[str]:
    twelve = f"9{number:011d}"
    digit = (11 - sum(int(each) * weight for each, weight in zip(twelve, range(13, 1, -1), strict=True)) % 11) % 10
    birth = date(1930, 1, 1) + timedelta(draw.randrange(30_000))
    joined = date(2006, 1, 1) + timedelta(draw.randrange(6_500))
    left = joined + timedelta(draw.randrange(2_000)) if draw.random() < 0.05 else None
    fault = draw.randrange(4_000)
    return [
        str(number),
        f"M{number:06d}",
        f"{twelve}{(digit + (fault == 0)) % 10}",
        draw.choice(TITLES),
        (" " if fault == 1 else "") + draw.choice(FIRST),
        draw.choice(LAST),
        draw.choice("12"),
        f"{draw.randrange(1, 300)}/{draw.randrange(1, 9)}",
        f"{draw.randrange(1, 15)}.0",
        _written(joined),
        "2530-02-31 00:00:00" if fault == 2 else _written(birth),
        "" if left is None else _written(left),
        "",
    ]


def _written(day: date) -> str:
    year = day.year + 543
    return f"{year}-{day.month:02d}-{day.day:02d} 00:00:00"


def _csv() -> Path:
    path = Path(tempfile.mkdtemp()) / "register.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(_rows())
    return path


def _xlsx() -> Path:
    path = Path(tempfile.mkdtemp()) / "register.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True, "strings_to_numbers": False}) as book:
        page = book.add_worksheet("ทะเบียน")
        for down, row in enumerate(_rows()):
            for across, cell in enumerate(row):
                if cell:
                    page.write_string(down, across, cell)
    return path


def bare() -> Callable[[], object]:
    """The cells of the workbook as the fastest reader gives them, and nothing else."""
    path = _xlsx()

    def run() -> object:
        rows = list(python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())
        return len(rows) - 1

    return run


def library(make: Callable[[], Path], *, is_seen_whole: bool = False) -> Callable[[], object]:
    """The library: opened within limits, laid out, every cell understood, bad rows set aside, all of it told."""
    path, profile = str(make()), shipped_profile("register-be-iso")

    def run() -> object:
        imported = import_book(open_book(path), profile, TERMS)
        if is_seen_whole:
            imported = seen_whole(imported, AS_OF)
        table = imported.tables["members"]
        return len(table) + len(table.set_aside), len(table.set_aside)

    return run


def by_hand() -> Callable[[], object]:
    """One loop over the CSV for this one layout, with the same checks."""
    path = _csv()

    def run() -> object:
        records, findings = [], []
        with path.open(encoding="utf-8-sig", newline="") as stream:
            for line, row in enumerate(csv.DictReader(stream), start=2):
                record: dict[str, object] = {}
                wrong = False
                for column, check in CHECKS.items():
                    try:
                        record[column] = check(_clean(row[column]))
                    except ValueError as error:
                        findings.append((line, column, str(error)))
                        wrong = True
                if not record.get("id") or not record.get("name") or record.get("Apply") is None:
                    findings.append((line, "id", "missing"))
                    wrong = True
                number = record.get("citizen id")
                if number is not None and not _check_digit_is_right(str(number)):
                    findings.append((line, "citizen id", "check digit"))
                record["status"] = (
                    "DECEASED" if record.get("Death") else "RESIGNED" if record.get("Resign") else "ACTIVE"
                )
                records.append((record, wrong))
        return len(records), sum(wrong for _record, wrong in records)

    return run


def _clean(text: str) -> str:
    """What a person sees: composed, without invisible characters, without spaces around and doubled ones within."""
    text = unicodedata.normalize("NFC", text).replace("\u200b", "").replace("\ufeff", "").replace("\u00a0", " ")
    text = text.replace("เเ", "แ").replace("\u0e4d\u0e32", "ำ")
    return " ".join(text.split())


def _day(text: str) -> date | None:
    if text in {"", "-", "NaN", "0000-00-00"}:
        return None
    year, month, day = text.split(" ", maxsplit=1)[0].split("-")
    if not 2400 < int(year) < 2700:
        raise ValueError("not a Buddhist year")
    return date(int(year) - 543, int(month), int(day))


def _citizen_id(text: str) -> str | None:
    digits = text.replace("-", "").replace(" ", "")
    if not digits:
        return None
    if len(digits) != 13 or not digits.isdigit():
        raise ValueError("not thirteen digits")
    return digits


def _check_digit_is_right(digits: str) -> bool:
    total = 0
    for place in range(12):
        total += int(digits[place]) * (13 - place)
    return (11 - total % 11) % 10 == int(digits[12])


def _sex(text: str) -> str | None:
    codes = {"": None, "1": "M", "2": "F"}
    if text not in codes:
        raise ValueError("no sex")
    return codes[text]


def _village(text: str) -> str:
    return text.removeprefix("หมู่ที่").removeprefix("ม.").removesuffix(".0").strip()


def _title(text: str) -> str:
    return text if text in TITLES else text.replace(" ", "")


CHECKS: dict[str, Callable[[str], object]] = {
    "id": str,
    "citizen id": _citizen_id,
    "title": _title,
    "name": str,
    "surname": str,
    "gender": _sex,
    "home": str,
    "moo": _village,
    "Apply": _day,
    "Birth": _day,
    "Resign": _day,
    "Death": _day,
}


def compare() -> str:
    """Measure all, make sure that they agree, and say what each costs."""
    workbook = [
        measure("python-calamine, bare cells", bare),
        measure("by a profile, checked, with findings", partial(library, _xlsx)),
        measure("and the register seen as a whole", partial(library, _xlsx, is_seen_whole=True)),
    ]
    text = [
        measure("a loop by hand for this layout", by_hand),
        measure("by a profile, checked, with findings", partial(library, _csv)),
    ]
    answers = {each.answer for each in (*workbook[1:], *text)}
    if len(answers) > 1 or workbook[0].answer != MEMBERS:
        raise SystemExit(f"they disagree: {answers} and {workbook[0].answer}")
    return "\n".join(
        [
            table("A foreign register in a workbook", "members", MEMBERS, workbook),
            table("A foreign register as text", "members", MEMBERS, text),
        ]
    )


if __name__ == "__main__":
    print(compare())
