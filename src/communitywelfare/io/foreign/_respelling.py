"""Many texts put in order together: what was misread, unseen characters, letters in a wrong place.

A column may hold a hundred thousand distinct names. They are joined and looked at as one long text, which takes a
hundredth of the time; text by text only where something was found.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from typing import TypeAlias

from communitywelfare.errors import Finding
from communitywelfare.io._cells import plain
from communitywelfare.io.foreign._distinct import Meaning, Note
from communitywelfare.io.foreign._meanings import warning
from communitywelfare.io.foreign.mojibake import (
    Repair,
    has_lost_letters,
    looks_misread,
    may_be_misread,
    repaired,
    suspects,
)
from communitywelfare.io.foreign.thai import APART, RESPELLINGS, UNSEEN, any_is_broken, is_broken

__all__ = ["Show", "respelt"]

Show: TypeAlias = Callable[[str], str]
"""How a text is shown where something is told of it: as it is, or masked."""

_CONTROLS = frozenset(map(chr, (*range(9), *range(14, 32), 127)))
_CONTROL = re.compile(f"[{re.escape(''.join(sorted(_CONTROLS)))}]")
# Every byte of CP874 that needs no closer look: all but controls, the fixed space, NIKHAHIT, and the question mark,
# which stands for everything that CP874 has not.
_PLAIN = bytes(
    byte
    for byte in range(256)
    if (letter := bytes([byte]).decode("cp874", errors="replace")) not in {*_CONTROLS, *UNSEEN, "?", "\ufffd", "\u0e4d"}
    or letter == APART
)
_CHUNK = 64  # texts that are looked at together to find the few that are not in order
_ODD_PAIRS = ("  ", "\u0e40\u0e40", *(f"{APART}{each}" for each in "' \r\n"), *(f"{each}{APART}" for each in " \r\n"))


def respelt(texts: Collection[str], show: Show) -> dict[str, Meaning]:
    """What those of some distinct texts mean that are not plainly as they should be; blank ones mean the empty text."""
    if not texts or _are_in_order(texts):
        return {}
    listed = list(texts)
    chunks = (listed[at : at + _CHUNK] for at in range(0, len(listed), _CHUNK))
    work = _Work([text for chunk in chunks if not _are_in_order(chunk) for text in chunk], show)
    work.without_apostrophes()
    work.read_again()
    work.without_controls()
    work.respell()
    work.find_faults()
    return dict(work.meanings())


def _are_in_order(texts: Collection[str]) -> bool:
    joined = f"{APART}{APART.join(texts)}{APART}"
    return (
        joined.count(APART) == len(texts) + 1
        and not joined.encode("cp874", errors="replace").translate(None, _PLAIN)
        and not any(pair in joined for pair in _ODD_PAIRS)
        and unicodedata.is_normalized("NFC", joined)
        and not may_be_misread(joined)
        and not any_is_broken(texts)
    )


class _Work:
    """The texts as they were and as they are by now, and what is told of each by its position."""

    def __init__(self, texts: list[str], show: Show) -> None:
        self._before, self._now, self._show = texts, list(texts), show
        self._flaws: defaultdict[int, list[Finding]] = defaultdict(list)
        self._notes: defaultdict[int, list[Note]] = defaultdict(list)

    def without_apostrophes(self) -> None:
        self._become([plain(text) if text[:1] == "'" else text for text in self._now], "cell.apostrophe")

    def read_again(self) -> None:
        """Undo what was read in a wrong encoding; where one text was, shorter ones of the column may have been too."""
        if not may_be_misread(APART.join(self._now)):
            return
        odd = suspects(set(self._now))
        found = {text: repaired(text) for text in odd}
        mistakes = {repair.mistake for repair in found.values() if repair is not None}
        for at, text in enumerate(self._now):
            if text in odd and (repair := found[text] or repaired(text, among=mistakes)) is not None:
                self._repair(at, repair)

    def _repair(self, at: int, repair: Repair) -> None:
        encodings = {"saved_as": repair.mistake.saved_as, "read_as": repair.mistake.read_as}
        self._tell(at, "cell.misread_repaired", meant=self._show(repair.text), **encodings)
        self._now[at] = repair.text

    def without_controls(self) -> None:
        if _CONTROLS.isdisjoint("".join(self._now)):
            return
        for at, text in enumerate(self._now):
            if _CONTROL.search(text):
                self._tell(at, "cell.control_character")
                self._now[at] = _CONTROL.sub("", text)

    def respell(self) -> None:
        for code, step in RESPELLINGS.items():
            self._become(step(APART.join(self._now)).split(APART), code)

    def find_faults(self) -> None:
        """What a person must look at; where letters are lost or misread, their order tells nothing."""
        odd = suspects(set(self._now)) if may_be_misread(APART.join(self._now)) else ()
        are_broken = any_is_broken(self._now)
        for at, text in enumerate(self._now) if odd or are_broken else ():
            if text in odd and has_lost_letters(text):
                self._tell(at, "cell.lost_letters")
            elif text in odd and looks_misread(text):
                self._tell(at, "cell.misread")
            elif are_broken and is_broken(text):
                self._tell(at, "cell.broken_order")

    def meanings(self) -> Iterator[tuple[str, Meaning]]:
        for at in self._flaws.keys() | self._notes.keys():
            yield self._before[at], Meaning(self._now[at], tuple(self._flaws[at]), tuple(self._notes[at]))

    def _become(self, texts: list[str], code: str) -> None:
        for at, (before, now) in enumerate(zip(self._now, texts, strict=True)):
            if before != now:
                self._notes[at].append((code, {}))
        self._now = texts

    def _tell(self, at: int, code: str, **params: object) -> None:
        self._flaws[at].append(warning(code, self._show(self._before[at]), **params))
