"""How somebody stands to a member (ความสัมพันธ์), in the free words of forms and sheets.

Handles RL01 of the catalogue of messy data: words are taken for the code that covers them, and told; หลาน is left as
ambiguous as it is; words that nobody knows stay in their finding, for the code can only say that it is something else.
"""

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from attrs import evolve

from communitywelfare.errors import Finding, Severity
from communitywelfare.identity import masked
from communitywelfare.io.foreign._distinct import plain_cell, shown, telling
from communitywelfare.io.foreign.codes import read_codes
from communitywelfare.io.foreign.columns import Cell, ColumnRead
from communitywelfare.io.foreign.spellings import spellings
from communitywelfare.members import Relationship

__all__ = ["read_relationships"]

_CODES = tuple(each.value for each in Relationship)
_AROUND = re.compile("(?:เป็น)?(?P<words>.+?)(?:(?:ของ)?(?:สมาชิก|ผู้สมัคร|ข้าพเจ้า)(?:เอง)?)?")
_WORD = re.compile(r"\S{1,20}")
_NONE: Mapping[str, str] = MappingProxyType({})


def read_relationships(cells: Sequence[Cell], *, own: Mapping[str, str] = _NONE) -> ColumnRead:
    """A column of relationships as `Relationship`; words that are not known are OTHER, and are told with the cell.

    >>> read_relationships(["ลูกสาว", "สามี / ภรรยา"]).values
    [<Relationship.CHILD: 'CHILD'>, <Relationship.SPOUSE: 'SPOUSE'>]

    Args:
        cells: Words, codes, or numbers that `own` knows: 1 is a child in one system only.
        own: Which code the fund's own words and numbers mean; they come before the usual ones.
    """
    known = {**spellings()["relationship"], **own}
    bare = {cell: _bare(cell, known) for cell in dict.fromkeys(cells) if isinstance(cell, str)}
    read = read_codes([bare.get(cell, cell) if isinstance(cell, str) else cell for cell in cells], known, _CODES)
    values = [None if code is None else Relationship(code) for code in read.values]
    flaws = dict(read.flaws)
    for at, found in read.flaws.items():
        if any(flaw.is_error for flaw in found):
            values[at] = Relationship.OTHER
            flaws[at] = tuple(_unknown(cells[at], flaw) if flaw.is_error else flaw for flaw in found)
    unclear = [at for at, value in enumerate(values) if value is Relationship.GRANDCHILD_OR_NIECE]
    ambiguous = (telling("relationship.grandchild_or_niece", unclear),) if unclear else ()
    return evolve(read, values=values, flaws=flaws, notes=(*read.notes, *ambiguous))


def _bare(cell: str, known: Mapping[str, str]) -> str:
    """The words without what forms put around them, as in เป็นบุตรของสมาชิก, and without idle spaces."""
    text = plain_cell(cell)
    together = text.replace(" ", "")
    match = _AROUND.fullmatch(together)
    words = (cell, text, together, match["words"] if match else "")
    return next((each for each in words if each in known), cell)


def _unknown(cell: Cell, flaw: Finding) -> Finding:
    """That words are not known; longer ones may hold somebody's name."""
    text = shown(cell).strip()
    params = {"value": text if _WORD.fullmatch(text) else masked(text), "options": flaw.params["options"]}
    return Finding("relationship.unknown", Severity.WARNING, params=params)
