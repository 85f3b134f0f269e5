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
        found = self.known(depends_on)
        if found is None:
            found = reckon()
            self.keep(depends_on, found)
        return found

    def known(self, depends_on: object) -> Any:  # as above
        """What was found for this before; None if it was not, or is forgotten."""
        known = self._answers
        found = next((each for each in known if each[0] == depends_on), None)
        if found is None:
            return None
        self._answers = (found, *(each for each in known if each is not found))
        return found[1]

    def keep(self, depends_on: object, found: Any) -> None:  # as above
        """Remember what was found, which is not None."""
        self._answers = ((depends_on, found), *self._answers)[: self._most]
