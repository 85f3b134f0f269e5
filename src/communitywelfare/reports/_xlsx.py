"""What all workbooks of reports have in common: text that a spreadsheet can hold."""

import re
from typing import Final

from communitywelfare.io._xlsx import LONGEST

__all__ = ["held"]

_UNPRINTABLE: Final = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def held(text: str) -> str:
    """Text that a workbook can hold; what it cannot is shown as U+FFFD or cut with a mark."""
    text = _UNPRINTABLE.sub("\ufffd", text)
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
