"""The words that stand in dates: names of months in every usual spelling, marks of the era, days of the week."""

import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from communitywelfare.calendar import MONTH_NAMES, SHORT_MONTH_NAMES, Era

__all__ = ["MONTHS", "without_words"]

_MISSPELT = {
    "กุมภาพันธุ์": 2,
    "กุมภาพันธ": 2,
    "กุมภาพัน": 2,
    "เมษายณ": 4,
    "พฤษภาคาม": 5,
    "พฤกษภาคม": 5,
    "มิถุณายน": 6,
    "มิถุนยายน": 6,
    "กรกฏาคม": 7,
    "กรกฏา": 7,
    "กรกดาคม": 7,
    "กันยายณ": 9,
    "พฤษจิกายน": 11,
    "พฤศจิกายณ": 11,
    "พฤจิกายน": 11,
    "ธันวาคน": 12,
}
_ENDINGS = ("ยน", "พันธ์", "คม")  # ตุลา is said and written for ตุลาคม


def _names() -> Iterator[tuple[str, tuple[int, str]]]:
    for names in (MONTH_NAMES, SHORT_MONTH_NAMES):
        for language, of_language in names.items():
            for number, name in enumerate(of_language, start=1):
                for spelling in (name, name.replace(".", ""), name.lower()):
                    yield spelling, (number, language)
    for number, name in enumerate(MONTH_NAMES["th"], start=1):
        yield next(name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending)), (number, "th")
    for name, number in _MISSPELT.items():
        yield name, (number, "th")
    yield "sept", (9, "en")


MONTHS: Mapping[str, tuple[int, str]] = MappingProxyType(dict(_names()))
"""The number and the language of each name of a month; of short ones also without their dots."""

_ERAS = {
    Era.BE: re.compile(r"พ\.? ?ศ\.?|พุทธศักราช|\bb\.?e\b\.?"),
    Era.CE: re.compile(r"ค\.? ?ศ\.?|คริสต์ศักราช|\b(?:a\.?d|c\.?e)\b\.?"),
}
_AROUND = re.compile(
    r"^วัน(?:จันทร์|อังคาร|พุธ|พฤหัสบดี|พฤหัส|ศุกร์|เสาร์|อาทิตย์)?ที่|เดือน|ปี|,"
    r"|^(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b"
)
_BESIDE_MARKS = re.compile(r" (?=[/.-])|(?<=[/.-]) ")


def without_words(text: str) -> tuple[str | None, Era | None]:
    """Plain text without a mark of the era, and the words that may stand around a date; None with two marks.

    >>> without_words("วันที่ 20 / 4 / พ.ศ. 2566")
    ('20/4/2566', <Era.BE: 'BE'>)
    """
    found = [(era, marks) for era, marks in _ERAS.items() if marks.search(text)]
    if len(found) > 1:
        return None, None
    for _, marks in found:
        text = marks.sub(" ", text)
    bare = " ".join(_AROUND.sub(" ", text).split())
    return _BESIDE_MARKS.sub("", bare), found[0][0] if found else None
