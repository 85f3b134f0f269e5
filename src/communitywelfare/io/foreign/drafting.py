"""A first profile for a sheet that nobody has described yet: what its headers say, and what a person must decide.

A draft is a profile that can be read as it stands. What is certain is taken; a header that may mean two things, or one
that is not known, is left untaken with the question beside it. Nothing is decided by what stands in the cells.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import frozen

from communitywelfare.errors import Finding, FormatError, Place, Severity
from communitywelfare.io._schema import schemas
from communitywelfare.io.foreign.book import Book, RawSheet, letters_of
from communitywelfare.io.foreign.profile_toml import FORMAT
from communitywelfare.io.foreign.spellings import clean_header, header_aliases

__all__ = ["Draft", "Drafted", "drafted"]

_LOOKED_AT: Final = 20
_KEYS: Final = frozenset({"member_no", "first_name", "full_name", "join_date", "amount", "receipt_no", "claim_no"})
_FOLLOWING: Final = {"order", "period_to"}  # what a profile need not say


@frozen
class Drafted:
    """One column of a draft: its header, what it may mean, and why it is not taken, where it is not."""

    column: int
    header: str
    meanings: tuple[str, ...]
    is_taken: bool
    why: str = ""


@frozen
class Draft:
    """A drafted profile: its text, its columns, and what a person must decide before it is relied on."""

    text: str
    table: str
    columns: tuple[Drafted, ...]
    findings: tuple[Finding, ...]


def drafted(book: Book, name: str) -> Draft:
    """Draft a profile for the first sheet of a file that is shown.

    Args:
        book: The file.
        name: The id of the profile.

    Raises:
        FormatError: No row of the first twenty has two headers that are known.
    """
    sheet = next((each for each in book.sheets if not each.is_hidden), None)
    header = _header(sheet) if sheet is not None else None
    if sheet is None or header is None:
        finding = Finding("sheet.no_header", Severity.ERROR, place=Place(file=book.file), params={"wanted": ()})
        raise FormatError(f"no header is known in {book.file}", finding)
    cleaned = [clean_header(cell) if isinstance(cell, str) else "" for cell in sheet.rows[header]]
    table = _table(cleaned)
    columns = tuple(_columns(sheet, header, cleaned, table))
    place = Place(file=book.file, sheet=sheet.name or None, row=sheet.lines[header])
    return Draft(
        text="\n".join(_lines(name.strip() or "draft", book, header, columns)) + "\n",
        table=table,
        columns=columns,
        findings=tuple(_unsure(place, columns, table)),
    )


def _header(sheet: RawSheet) -> int | None:
    known = header_aliases()
    counts = [
        sum(isinstance(cell, str) and clean_header(cell) in known for cell in row) for row in sheet.rows[:_LOOKED_AT]
    ]
    return counts.index(max(counts)) if counts and max(counts) > 1 else None


def _table(cleaned: Sequence[str]) -> str:
    """The canonical table that most headers are of; of equals the one that a package has first."""
    votes = Counter(
        table
        for header in cleaned
        for table in {target.partition(".")[0] for target in header_aliases().get(header, ())}
        if table in schemas()
    )
    return max(schemas(), key=lambda table: votes[table])


def _columns(sheet: RawSheet, header: int, cleaned: Sequence[str], table: str) -> Iterator[Drafted]:
    taken = set[str]()
    repeated = {each for each, count in Counter(cleaned).items() if count > 1}
    body = sheet.rows[header + 1 :]
    for at, name in enumerate(cleaned):
        shown = str(sheet.rows[header][at]).strip()
        if not name:
            if any(row[at] != "" for row in body):
                yield Drafted(at, shown, (), is_taken=False, why="no header")
            continue
        targets = tuple(each for each in header_aliases().get(name, ()) if each.partition(".")[0] == table)
        kept = tuple(each for each in targets if each.partition(".")[2] in schemas()[table].by_id)
        is_sure = len(targets) == 1 and len(kept) == 1 and kept[0] not in taken and name not in repeated
        if is_sure:
            taken.add(kept[0])
        why = "" if is_sure else "aside" if name in _aside() and not targets else _why(targets, kept, taken)
        yield Drafted(at, shown, kept or targets, is_taken=is_sure, why=why)


def _aside() -> frozenset[str]:
    """Headers of columns that hold no facts: numbers of lines, signatures, sums."""
    meant = header_aliases().items()
    return frozenset(name for name, targets in meant if {each.partition(".")[0] for each in targets} == {"aside"}) - {
        name for name, targets in meant if "aside.deleted" in targets
    }


def _why(targets: Sequence[str], kept: Sequence[str], taken: set[str]) -> str:
    if len(targets) > 1:
        return "ambiguous"
    if not targets:
        return "unknown"
    return "doubled" if kept and kept[0] in taken else "doubled" if kept else "derived"


_WHY: Final[Mapping[str, str]] = {
    "no header": "the column has no header",
    "ambiguous": "the header may mean several things: say which",
    "unknown": "the header is not known: say what it is",
    "doubled": "another column has this header or meaning: say which is which, by their positions",
    "aside": "a line's number, a signature or a sum: no fact of its own",
    "derived": "it can be reckoned from other facts, and is not kept",
}


def _lines(name: str, book: Book, header: int, columns: Sequence[Drafted]) -> Iterator[str]:
    yield "# A draft: look at every line that says `not_taken`, and at what `profile draft` was not sure of."
    yield from ("", f"format = {_quoted(FORMAT)}", f"id = {_quoted(name)}")
    yield f"seen = {_quoted('drafted from the headers of one file')}"
    yield from ("", "[name]", f"th = {_quoted(name)}", f"en = {_quoted(name)}")
    yield from ("", "[header]", f"rows = [{header + 1}]", "", "[values]", 'era = "auto"', 'date_order = "dmy"')
    if book.encoding:
        yield from ("", "[file]", f"encoding = {_quoted(book.encoding)}")
    for each in columns:
        yield from ("", "[[columns]]", f"position = {each.column + 1} # {letters_of(each.column)}")
        if each.header:
            yield f"headers = [{_quoted(each.header)}]"
        if each.is_taken:
            yield f"field = {_quoted(each.meanings[0])}"
            if each.meanings[0].partition(".")[2] in _KEYS:
                yield "needed = true"
            continue
        yield from (f"# field = {_quoted(meaning)}" for meaning in each.meanings)
        yield f"not_taken = {_quoted(_WHY[each.why])}"


def _unsure(place: Place, columns: Sequence[Drafted], table: str) -> Iterator[Finding]:
    for each in columns:
        if not each.is_taken and each.why not in {"aside", "derived"}:
            where = Place(
                file=place.file,
                sheet=place.sheet,
                row=place.row,
                column=f"{letters_of(each.column)} {each.header}".strip(),
            )
            yield Finding(
                f"draft.{_CODES[each.why]}", Severity.WARNING, place=where, params={"meanings": each.meanings}
            )
    taken = {each.meanings[0].partition(".")[2] for each in columns if each.is_taken}
    for column in schemas()[table].columns:
        if column.is_required and column.id not in taken | _FOLLOWING:
            params = {"column": column.id, "th": column.th, "table": table}
            yield Finding("draft.not_found", Severity.WARNING, place=place, params=params)


_CODES: Final[Mapping[str, str]] = {
    "no header": "nameless",
    "ambiguous": "ambiguous",
    "unknown": "unknown",
    "doubled": "doubled",
}


def _quoted(text: str) -> str:
    """A text as TOML takes it: without half surrogate pairs, which the name of a file may have."""
    return json.dumps(text.encode(errors="replace").decode(), ensure_ascii=False).replace("\x7f", "\\u007f")
