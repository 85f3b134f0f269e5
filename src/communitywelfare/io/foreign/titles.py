"""Titles before names (คำนำหน้าชื่อ): which there are, how they are written, and what they say of a person.

The words are data, ``titles.toml``. A title is kept as it was written; its kind, the sex and whether it is a child's
are asked for where they are needed, so that nothing is overwritten when a child grows up (NM01 to NM03).
"""

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType

from communitywelfare.io._files import read_resource
from communitywelfare.io.foreign.spellings import plain_words
from communitywelfare.members import Sex

__all__ = ["TitleKind", "front_of_names", "is_child_title", "kind_of_title", "sex_of_title"]

_LONGEST = 40
_IDLE = re.compile(r"[ .]+")
_ACTING = "ว่าที่"
_OF_WOMAN = "หญิง"
_STARTS = "[\u0e01-\u0e2e\u0e40-\u0e44A-Za-z]"  # a word begins with a consonant or a vowel that is written first


class TitleKind(Enum):
    """What kind of title it is; `MAN` and `WOMAN` are those of professions and honours that tell the sex."""

    MR = "MR"
    MRS = "MRS"
    MISS = "MISS"
    BOY = "BOY"
    GIRL = "GIRL"
    MONK = "MONK"
    RANK = "RANK"
    MAN = "MAN"
    WOMAN = "WOMAN"
    OTHER = "OTHER"


def kind_of_title(title: str) -> TitleKind | None:
    """What kind of title this is, however it is written; None where it is not known.

    >>> kind_of_title("นส."), kind_of_title("ว่าที่ ร.ต.หญิง"), kind_of_title("ผศ.ดร."), kind_of_title("ร.")
    (<TitleKind.MISS: 'MISS'>, <TitleKind.RANK: 'RANK'>, <TitleKind.OTHER: 'OTHER'>, None)
    """
    return _kinds(_key(title))[0]


def sex_of_title(title: str) -> Sex | None:
    """The sex that a title tells (NM03); None where it tells none, as ดร. or a rank without หญิง.

    >>> sex_of_title("น.ส."), sex_of_title("จ.ส.อ. หญิง"), sex_of_title("จ.ส.อ.")
    (<Sex.FEMALE: 'F'>, <Sex.FEMALE: 'F'>, None)
    """
    kinds, is_woman = _kinds(_key(title))
    if is_woman:
        return Sex.FEMALE
    sex = _data()[kinds.value].get("sex") if kinds else None
    return None if sex is None else Sex(sex)


def is_child_title(title: str) -> bool:
    """Whether a title is a child's (NM02): whoever is fifteen or more bears another one by now.

    >>> is_child_title("ด.ช."), is_child_title("นาย")
    (True, False)
    """
    return kind_of_title(title) in {TitleKind.BOY, TitleKind.GIRL}


@cache
def front_of_names() -> re.Pattern[str]:
    """What finds the title at the front of a name: as `apart` where a space must follow, as `close` where none need.

    Close to the name stand the titles of everyone, ranks, and what ends with a dot: คุณากร and พระพล are names, and
    so is what would begin with a vowel that cannot, as in นายิกา. `rest` is the name.
    """
    everyone = set(TitleKind) - {TitleKind.MONK, TitleKind.RANK, TitleKind.WOMAN, TitleKind.OTHER}
    words, short = list(_spelt("words")), list(_spelt("abbreviations"))
    ranks = _any(each for kind, each in words + short if kind is TitleKind.RANK)
    rank = f"(?:{_ACTING} ?)?(?:{ranks})(?: ?{_OF_WOMAN})?"
    dotted = _any(each for _, each in words + short if each.endswith("."))
    close = _any(each for kind, each in words if kind in everyone and not each.isascii())
    apart = _any([each for _, each in words] + [each.replace(".", "") for _, each in short])
    undotted = _any(f"{each.replace('.', '')}." for _, each in short)
    first = f"(?:{rank}|{close}|{dotted}|{undotted})"
    return re.compile(
        f"(?:(?P<close>{first}(?: ?(?:{dotted}))?) ?|(?P<apart>{apart}) )(?P<rest>{_STARTS}.*)",
        re.IGNORECASE | re.DOTALL,
    )


def _any(spellings: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(set(spellings), key=len, reverse=True)))


@cache
def _data() -> Mapping[str, Mapping[str, object]]:
    return MappingProxyType(tomllib.loads(read_resource("data/titles.toml").decode()))


def _key(title: str) -> str:
    """A title as titles are compared: without spaces and dots."""
    return _IDLE.sub("", plain_words(title))


@cache
def _known() -> Mapping[str, TitleKind]:
    return MappingProxyType({_key(each): kind for kind, each in _spelt()})


def _spelt(*lists: str) -> Iterator[tuple[TitleKind, str]]:
    for kind in TitleKind:
        for name in lists or ("words", "abbreviations"):
            listed = _data()[kind.value].get(name, ())
            yield from ((kind, str(each)) for each in listed) if isinstance(listed, list) else ()


def _kinds(key: str) -> tuple[TitleKind | None, bool]:
    """The kind of a title by its key, and whether a word says that it is a woman's; of several titles the first's."""
    if key in _known() or len(key) > _LONGEST:
        return _known().get(key), False
    bare, is_woman = key.removeprefix(_ACTING), key.endswith(_OF_WOMAN)
    kind = _known().get(bare.removesuffix(_OF_WOMAN) if is_woman else bare)
    if kind is TitleKind.RANK:
        return kind, is_woman
    for end in range(len(key) - 1, 0, -1):
        if key[:end] in _known() and (rest := _kinds(key[end:]))[0] is not None:
            return _known()[key[:end]], rest[1]
    return None, False
