"""Personal data that hides itself: citizen IDs, names, notes on health.

Nothing here shows its contents in ``repr``, ``str``, a format string or an exception. Whoever needs the contents says
what for: ``citizen_id.reveal("write members.csv")``. Such calls are easy to find and to review.
"""

import re
from collections.abc import Mapping, Sequence
from enum import Enum
from operator import mul
from types import MappingProxyType
from typing import Self

from communitywelfare.digits import western_digits
from communitywelfare.errors import Finding, InvalidCitizenId, Severity
from communitywelfare.masking import masked, masked_ids

__all__ = ["CitizenId", "Details", "HealthNote", "Hidden", "IdClass", "PersonName", "masked", "masked_ids"]

_THIRTEEN = re.compile(r"\d{13}", re.ASCII)
_WEIGHTS = range(13, 1, -1)
_OF_ZEROS = sum(_WEIGHTS) * ord("0")
_GROUPING = re.compile(r"[\s\-\u00a0\u2010-\u2015]")


class Hidden:
    """Text about a person that appears nowhere by itself.

    Not an attrs class on purpose: ``attrs.asdict`` and ``cattrs`` would open it.
    """

    __slots__ = ("_contents",)

    def __init__(self, contents: str) -> None:
        self._contents = contents

    def reveal(self, purpose: str) -> str:
        """The contents, for a stated purpose.

        Raises:
            ValueError: No purpose is given.
        """
        if not purpose:
            raise ValueError("say what the personal data are needed for")
        return self._contents

    def __str__(self) -> str:
        return masked(self._contents)

    def __repr__(self) -> str:
        return f"{type(self).__name__}('{self}')"

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and self._contents == other._contents

    def __hash__(self) -> int:
        return hash((type(self), self._contents))


class PersonName(Hidden):
    """A person's name (ชื่อ-นามสกุล)."""

    __slots__ = ()

    def __str__(self) -> str:
        return f"{self._contents[:1]}•••" if self._contents else ""


class HealthNote(Hidden):
    """What a person suffers from: sensitive data by section 26 of the PDPA. Nothing of it is ever shown."""

    __slots__ = ()

    def __str__(self) -> str:
        return "•••" if self._contents else ""


class Details:
    """Personal facts that no rule looks at but that must travel whole: address, telephone, occupation and the like."""

    __slots__ = ("_contents",)

    def __init__(self, contents: Mapping[str, str]) -> None:
        self._contents = MappingProxyType({name: text for name, text in contents.items() if text})

    def reveal(self, purpose: str) -> Mapping[str, str]:
        """All details by name of column, for a stated purpose.

        Raises:
            ValueError: No purpose is given.
        """
        if not purpose:
            raise ValueError("say what the personal data are needed for")
        return self._contents

    def __repr__(self) -> str:
        return f"Details({', '.join(sorted(self._contents))})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Details) and self._contents == other._contents

    def __hash__(self) -> int:
        return hash(frozenset(self._contents.items()))


class IdClass(Enum):
    """What the first digit of a citizen ID says."""

    UNREGISTERED_OR_JURISTIC = "0"
    PERSON = "1-8"
    SYNTHETIC = "9"


class CitizenId(Hidden):
    """A Thai citizen ID (เลขประจำตัวประชาชน): thirteen digits, kept as they were given and never repaired.

    >>> CitizenId("9-0000-00000-01-2")
    CitizenId('•••••••••0012')

    The last digit checks the others, with weights 13 to 2. It says nothing about the third digit, whose weight is 11.

    Raises:
        InvalidCitizenId: Not thirteen digits. The message gives the length, never the digits.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        digits = _GROUPING.sub("", western_digits(text))
        if not (len(digits) == 13 and digits.isascii() and digits.isdigit()):
            raise _unreadable_id(digits)
        super().__init__(digits)

    @property
    def check_digit_is_right(self) -> bool:
        """Whether the last digit fits the other twelve."""
        return check_digit(self._contents[:12]) == int(self._contents[12])

    @property
    def id_class(self) -> IdClass:
        """What the first digit says about the holder."""
        return {"0": IdClass.UNREGISTERED_OR_JURISTIC, "9": IdClass.SYNTHETIC}.get(self._contents[0], IdClass.PERSON)

    @classmethod
    def many(cls, digits: Sequence[str]) -> list[Self]:
        """The IDs of a long column, each as exactly thirteen of the digits 0–9; they are looked at all together.

        Raises:
            InvalidCitizenId: One of them is anything else, also one with dashes: about the first such.
        """
        joined = "".join(digits)
        if {*map(len, digits)} - {13} or (joined and not (joined.isascii() and joined.isdigit())):
            raise next(_unreadable_id(text) for text in digits if not _THIRTEEN.fullmatch(text))
        ids = [cls.__new__(cls) for _ in digits]
        for citizen_id, text in zip(ids, digits, strict=True):
            citizen_id._contents = text  # noqa: SLF001 - its own class; the constructor would look at each again
        return ids

    @classmethod
    def synthetic(cls, number: int) -> Self:
        """The synthetic ID with this number: first digit 9, right check digit, nobody's.

        Raises:
            InvalidCitizenId: A number of more than eleven digits, or below 0.
        """
        twelve = f"9{number:011d}"
        if number < 0 or len(twelve) != 12:
            raise _unreadable_id(twelve)
        return cls(f"{twelve}{check_digit(twelve)}")


def check_digit(twelve: str) -> int:
    """The thirteenth digit that belongs to the first twelve."""
    weighted: int = sum(map(mul, twelve.encode(), _WEIGHTS)) - _OF_ZEROS  # registers hold many: sums of bytes are fast
    return (11 - weighted % 11) % 10


def _unreadable_id(digits: str) -> InvalidCitizenId:
    if digits.isascii() and digits.isdigit():
        finding = Finding("id.length", Severity.ERROR, params={"digits": len(digits), "value": masked(digits)})
        return InvalidCitizenId(f"a citizen ID has 13 digits, this one has {len(digits)}", finding)
    finding = Finding("id.unreadable", Severity.ERROR, params={"value": masked(digits)})
    return InvalidCitizenId("a citizen ID consists of 13 digits; this has other characters in it", finding)
