"""What Thai never tears apart: a consonant with the vowel before it, and the vowels and tone marks around it."""

import re

__all__ = ["clusters"]

_CLUSTER = re.compile(r"[เ-ไ]?.[\u0e30-\u0e3a\u0e45-\u0e4e]*\W?", re.DOTALL)


def clusters(text: str) -> list[str]:
    """A word in the smallest pieces between which a line may be broken.

    >>> clusters("เงินน้ำ")
    ['เงิ', 'น', 'น้ำ']
    """
    return _CLUSTER.findall(text)
