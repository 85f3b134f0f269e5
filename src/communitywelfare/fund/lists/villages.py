"""Villages in the order in which people count them: 2 before 10, and at last those who have none."""

import re

__all__ = ["village_order"]

_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def village_order(village: str) -> tuple[bool, int, str]:
    """What to sort villages by.

    >>> sorted(["10", "", "2", "บ้านใต้"], key=village_order)
    ['2', '10', 'บ้านใต้', '']
    """
    found = _NUMBER.match(village)
    return not village, int(found[0]) if found else 10**9, village
