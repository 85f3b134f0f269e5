"""Personal values in messages: hidden but for a few last characters (การปกปิดข้อมูลส่วนบุคคล)."""

import re
from collections.abc import Collection, Sized
from typing import Any

from communitywelfare.digits import western_digits

__all__ = ["hidden", "how_many", "masked", "masked_ids", "masked_value"]

_SHOWN = 4
# Thirteen digits, grouped or not; one too few or too many is a citizen ID with a slip.
_ID_LIKE = re.compile(r"(?<!\d)\d(?:[\s\-\u00a0\u2010-\u2015]?\d){11,13}(?!\d)", re.ASCII)


def masked(text: str) -> str:
    """A personal value with all but a few last characters hidden; short ones are hidden whole."""
    shown = min(_SHOWN, len(text) // 3)
    return "•" * (len(text) - shown) + text[len(text) - shown :]


def masked_ids(text: str) -> str:
    """A text with every number in it masked that may be a citizen ID, in whatever digits and grouping.

    >>> masked_ids("member 12 (๙-0000-00000-01-2) paid")
    'member 12 (•••••••••••••01-2) paid'
    """
    western = western_digits(text)
    return _ID_LIKE.sub(lambda match: masked(match[0]), western) if _ID_LIKE.search(western) else text


def masked_value(value: Any) -> Any:
    """The same for whatever may stand in a message: texts, and texts in tuples and lists; anything else as it is."""
    if isinstance(value, str):
        return masked_ids(value)
    if type(value) in {tuple, list}:
        return type(value)(map(masked_value, value))
    return value


def hidden(words: Collection[str]) -> str:
    """How a field that may name somebody shows in its record's ``repr``: that it is filled, and no more."""
    return "•••" if words else "-"


def how_many(many: Sized | None) -> str:
    """How many there are instead of all of them, for the `repr` of a value that holds a whole fund's.

    >>> how_many((1, 2, 3))
    '<3>'
    """
    return "None" if many is None else f"<{len(many)}>"
