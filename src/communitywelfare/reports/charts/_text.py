"""How wide words are when set in Sarabun, and where they may be broken, without asking a browser."""

import re
from typing import Final
from unicodedata import category

from communitywelfare.wording.clusters import clusters

__all__ = ["bold_lines_of", "lines_of", "width"]

_ADVANCES: Final = (  # of Sarabun, rounded up, in units of its size
    (0.3, " !'.,:;Iijl|·\u00a0เๅ"),
    (0.4, '"()*-/[\\]`frt{}โใไ'),
    (0.57, "$?0123456789_acdeghknopqsuvxyzbFLJEงฐธยรวะาำฯ"),
    (0.66, "กขคฆจฉชซฎฏดตถทนบปผฝภมลศสหอฮแ+−–=<>~^ABCDGHKNOPQRSTUVXYZ&#"),
    (0.9, "%@MWmwฌญฑฒณพฟฬษๆ"),
)
_ADVANCE: Final = {character: advance for advance, characters in _ADVANCES for character in characters}
_OTHER: Final = 1.1
_WORD: Final = re.compile(r"[^ \t\r\n]+")  # a no-break space breaks no line


def width(words: str, size: float) -> float:
    """The room that one line of ``words`` takes, in the units of ``size``: rather too much than too little."""
    return size * sum(map(_advance, words))


def _advance(character: str) -> float:
    if category(character) in {"Mn", "Me", "Cf"}:
        return 0.0  # vowels and tone marks above and below the line
    return _ADVANCE.get(character, _OTHER)


def bold_lines_of(words: str, size: float, room: float) -> tuple[str, ...]:
    """`lines_of` what is set in bold, which takes more room."""
    return lines_of(words, size * 1.06, room)


def lines_of(words: str, size: float, room: float) -> tuple[str, ...]:
    """The lines in which ``words`` stand in a column of ``room``: broken at spaces, and inside a word if they must."""
    lines = [""]
    for word in _WORD.findall(words):
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if width(longer, size) <= room:
            lines[-1] = longer
            continue
        lines.append("")
        for cluster in clusters(word):
            if lines[-1] and width(lines[-1] + cluster, size) > room:
                lines.append("")
            lines[-1] += cluster
    return tuple(line for line in lines if line)
