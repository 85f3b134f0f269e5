"""Answers that were given already (คำตอบที่คิดไว้แล้ว), by all that they depend on."""

from collections.abc import Callable
from typing import Any

__all__ = ["Remembered"]


class Remembered:
    """The last answers, so many at most, for one value that belongs to nobody else; what they depend on is compared.

    An answer must depend on nothing but what it is remembered by, so that to forget it changes nothing.

    >>> lengths = Remembered(2)
    >>> [lengths.answer(word, lambda word=word: print("asked") or len(word)) for word in ("a", "by-law", "a")]
    asked
    asked
    [1, 6, 1]
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._answers: tuple[tuple[object, Any], ...] = ()

    def answer(self, depends_on: object, reckon: Callable[[], Any]) -> Any:  # whatever is reckoned
        """What was found for this before, else what is reckoned now."""
        known = self._answers
        found = next((each for each in known if each[0] == depends_on), None)
        if found is None:
            found = (depends_on, reckon())
        others = tuple(each for each in known if each is not found)
        self._answers = (found, *others)[: self._most]
        return found[1]
