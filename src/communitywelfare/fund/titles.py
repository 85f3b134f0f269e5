"""Titles (คำนำหน้าชื่อ): what they say of whoever bears them. The text stays in the register as it was written.

A title that is not known here says nothing; it is not lost, and nothing is guessed from it.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from attrs import frozen

from communitywelfare.members import Person, Sex

__all__ = ["TITLES", "TitleMeaning", "title_meaning", "without_titles"]


@frozen(kw_only=True)
class TitleMeaning:
    """What a title says; a sex of None says nothing."""

    sex: Sex | None = None
    is_child: bool = False


def _meaning(titles: Iterable[str], sex: Sex | None, *, is_child: bool = False) -> Mapping[str, TitleMeaning]:
    return dict.fromkeys(titles, TitleMeaning(sex=sex, is_child=is_child))


_RANKS = (
    *(
        "พลฯ",
        "พลทหาร",
        "ส.ต.",
        "ส.ท.",
        "ส.อ.",
        "จ.ส.ต.",
        "จ.ส.ท.",
        "จ.ส.อ.",
        "จ.ต.",
        "จ.ท.",
        "จ.อ.",
        "พ.จ.ต.",
        "พ.จ.ท.",
    ),
    *("พ.จ.อ.", "ส.ต.ต.", "ส.ต.ท.", "ส.ต.อ.", "จ.ส.ต.", "ด.ต.", "ดาบตำรวจ", "ร.ต.", "ร.ท.", "ร.อ.", "ร.ต.ต.", "ร.ต.ท."),
    *("ร.ต.อ.", "พ.ต.", "พ.ท.", "พ.อ.", "พ.ต.ต.", "พ.ต.ท.", "พ.ต.อ.", "พล.ต.", "ว่าที่ร.ต.", "ว่าที่ร้อยตรี", "อส."),
    *("ดร.", "ผศ.", "รศ.", "ศ.", "ม.ล.", "ม.ร.ว.", "คุณ"),
)
TITLES: Mapping[str, TitleMeaning] = MappingProxyType(
    {
        **_meaning(_RANKS, None),  # men and women bear them
        **_meaning(("นาย", "นพ.", "mr", "mr."), Sex.MALE),
        **_meaning(("พระ", "พระครู", "พระมหา", "พระอธิการ", "สามเณร", "ส.ณ."), Sex.MALE),
        **_meaning(
            ("นาง", "พญ.", "นางสาว", "น.ส.", "น.ส", "นส.", "mrs", "mrs.", "miss", "ms", "ms.", "แม่ชี"), Sex.FEMALE
        ),
        **_meaning(("เด็กชาย", "ด.ช.", "ด.ช", "ดช."), Sex.MALE, is_child=True),
        **_meaning(("เด็กหญิง", "ด.ญ.", "ด.ญ", "ดญ."), Sex.FEMALE, is_child=True),
    }
)
"""Titles as registers write them, without spaces, and what each says."""

_UNKNOWN = TitleMeaning()
_THAI = sorted((re.escape(title) for title in TITLES if not title.isascii()), key=len, reverse=True)
_BEFORE_A_NAME = re.compile(f"^(?:{'|'.join(_THAI)})+(?=.)", re.MULTILINE)


def title_meaning(person: Person) -> TitleMeaning:
    """What a person's title says, where the register has it in a column of its own."""
    title = person.details.reveal("compare titles").get("title", "")
    return TITLES.get(title) or TITLES.get("".join(title.split()).casefold(), _UNKNOWN)


def without_titles(names: str) -> str:
    r"""Names, each on a line, without the titles at their beginning; one that consists of a title only stays.

    >>> without_titles("ว่าที่ร.ต.สมชาย\nนางสาวมาลี\nนาง").split()
    ['สมชาย', 'มาลี', 'นาง']
    """
    return _BEFORE_A_NAME.sub("", names)
