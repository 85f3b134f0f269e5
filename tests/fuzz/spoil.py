"""Whole files, spoilt: as people, programs and attackers spoil them. The same chance spoils the same way.

Everything is drawn from a `random.Random`, so that Hypothesis can shrink what it found, and a fuzzer can say a seed.
"""

from collections.abc import Mapping
from random import Random

from spoil_archives import OF_ARCHIVES
from spoil_sheets import OF_SHEETS
from spoil_text import ANY, OF_TEXT, Way

__all__ = ["MOST_BYTES", "spoilt"]

MOST_BYTES = 200_000
"""What is larger tries patience, and has properties of its own."""

OF_FORM: Mapping[str, tuple[Way, ...]] = {**OF_TEXT, **OF_ARCHIVES, **OF_SHEETS}


def spoilt(chance: Random, whole: bytes, form: str) -> bytes:
    """A file, spoilt in one to a few ways that suit its form, which is bytes or one of `OF_FORM`."""
    contents = whole
    for _time in range(chance.choice((1, 1, 1, 2, 2, 3, 5))):
        ways = (*ANY, *OF_FORM.get(form, ()), *OF_FORM.get(form, ()))
        contents = chance.choice(ways)(chance, contents)[:MOST_BYTES]
    return contents
