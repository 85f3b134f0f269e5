"""The text of a drafted profile: what is certain as it is, and what is not as questions beside it."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from communitywelfare.io.foreign.book import letters_of
from communitywelfare.io.foreign.profile_toml import FORMAT

__all__ = ["Drafted", "Found", "text_of_draft"]

_KEYS: Final = frozenset({"member_no", "first_name", "full_name", "join_date", "receipt_no", "claim_no"})
"""What makes a row a record: not an amount, which a total has too."""
_WHY: Final[Mapping[str, str]] = {
    "no header": "the column has no header",
    "ambiguous": "the header may mean several things: say which",
    "unknown": "the header is not known: say what it is",
    "doubled": "another column has this header or meaning: say which is which, by their positions",
    "derived": "it can be reckoned from other facts, and is not kept",
    "aside": "a line's number, a signature or a sum: no fact of its own",
    "elsewhere": "another table keeps it",
}


@frozen
class Drafted:
    """One column of a draft: its header, what it may mean, and why it is not taken, where it is not.

    `satang` is the header of the column to its right, where that holds the satang of its baht.
    """

    column: int
    header: str
    meanings: tuple[str, ...]
    is_taken: bool
    why: str = ""
    satang: str = ""


@frozen(kw_only=True)
class Found:
    """What was found of a sheet, beside its columns.

    Attributes:
        header: The rows of its header, from 1.
        encoding: How its text became bytes; empty for a workbook.
        separator: What parts its cells, where that is not a comma.
        sheets: The names of several sheets with the same header; none where there is one.
        is_every: Whether these are all there are.
        months: The headers of twelve month columns, in their order; none where there are none.
        first: The number of the first of them.
        year: Whether anything says their year.
        month_totals: The headers of columns that add them up.
        dates: What the years and figures of its dates say, line by line.
    """

    header: Sequence[int]
    encoding: str = ""
    separator: str = ""
    sheets: Sequence[str] = ()
    is_every: bool = True
    months: Sequence[str] = ()
    first: int = 1
    has_year: bool = True
    month_totals: Sequence[str] = ()
    dates: Sequence[str] = ()


def text_of_draft(name: str, found: Found, columns: Sequence[Drafted]) -> str:
    """The TOML of a draft."""
    parts = (_head(name), _file(found), _values(found), _months(found), *map(_column, columns))
    return "\n".join(line for part in parts for line in part) + "\n"


def _head(name: str) -> Iterator[str]:
    yield "# A draft: look at every line that says `not_taken`, and at what `profile draft` was not sure of."
    yield from ("", f"format = {_quoted(FORMAT)}", f"id = {_quoted(name)}")
    yield f"seen = {_quoted('drafted from the headers of one file')}"
    yield from ("", "[name]", f"th = {_quoted(name)}", f"en = {_quoted(name)}")


def _file(found: Found) -> Iterator[str]:
    if found.encoding:
        yield from ("", "[file]", f"encoding = {_quoted(found.encoding)}")
    if found.separator:
        yield f"separator = {_quoted(found.separator)}"
    if found.sheets:
        names = ", ".join(map(_quoted, found.sheets))
        yield from ("", "[sheets]", f"# These have the same header: {names}")
        yield 'which = "every"' if found.is_every else f"which = [{names}]"
        yield '# name_fills = "members.village" # where the name of a sheet is that of its village'
    yield from ("", "[header]", f"rows = {list(found.header)}")


def _values(found: Found) -> Iterator[str]:
    yield from ("", "[values]")
    yield from (f"# {line}" for line in found.dates)
    yield from ('era = "auto"', 'date_order = "dmy"')


def _months(found: Found) -> Iterator[str]:
    if not found.months:
        return
    yield from ("", "[rows]", 'receipt_day = "last" # the sheet knows months only: say which day receipts bear')
    yield from ("", "[months]", f"headers = [{', '.join(map(_quoted, found.months))}]", f"first = {found.first}")
    if not found.has_year:
        yield "# year = 2567 # nothing says of which fiscal year (พ.ศ.) they are: say it here, or by --year"
    if found.month_totals:
        yield f"totals = [{', '.join(map(_quoted, found.month_totals))}]"


def _column(each: Drafted) -> Iterator[str]:
    yield from ("", "[[columns]]", f"position = {each.column + 1} # {letters_of(each.column)}")
    if each.header:
        yield f"headers = [{_quoted(each.header)}]"
    if not each.is_taken:
        yield from (f"# field = {_quoted(meaning)}" for meaning in each.meanings)
        yield f"not_taken = {_quoted(_WHY[each.why])}"
        return
    yield f"field = {_quoted(each.meanings[0])}"
    if each.satang:
        yield f"satang = [{_quoted(each.satang)}]"
    if each.meanings[0].partition(".")[2] in _KEYS:
        yield "needed = true"


def _quoted(text: str) -> str:
    """A text as TOML takes it: without half surrogate pairs, which the name of a file may have."""
    return json.dumps(text.encode(errors="replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
