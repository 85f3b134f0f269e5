"""By-law files of many funds read into one book, and kept compiled beside them for the next time.

What is kept is never trusted by its date: it holds a fingerprint of every file that it was made of and of the library
that made it, and where one differs it is made anew.
"""

import json
import zlib
from collections.abc import Iterable, Sequence
from hashlib import sha256
from importlib.metadata import version
from io import BytesIO
from tokenize import TokenError
from zipfile import BadZipFile

import numpy as np
from attrs import frozen

from communitywelfare.errors import ByLawError, Finding, WelfareError
from communitywelfare.io._files import read_file, read_path, write_file
from communitywelfare.io.bylaw_toml import parse_bylaw
from communitywelfare.rules import Benefit, ByLaw
from communitywelfare.rules.columns import Book
from communitywelfare.rules.columns.stored import book_of, stored

__all__ = ["BookReading", "read_book"]

_FORMAT = "communitywelfare.book/1"
# Whatever NumPy, zipfile and zlib say of bytes that are no book, and whatever a book that was changed lacks or nests.
_DAMAGED = (
    *(WelfareError, BadZipFile, zlib.error, TokenError, ValueError, LookupError, TypeError, AttributeError),
    *(ArithmeticError, StopIteration, EOFError, OSError, RuntimeError, MemoryError),
)


@frozen
class BookReading:
    """A book of by-laws, the names of the files in it by their place, and what was found in the others.

    A by-law with errors decides nothing: its file is not in the book, and its findings say why.
    """

    book: Book
    files: tuple[str, ...]
    findings: tuple[Finding, ...] = ()


def read_book(folder: str, names: Sequence[str], *, kept: str | None = None) -> BookReading:
    """Read by-law files of a folder into one book.

    Args:
        folder: Where they are.
        names: The names of the files, in the order in which the book will have them.
        kept: A file in which the compiled book is kept, and found again where no by-law has changed.

    Raises:
        FormatError: A file is not there or cannot be opened.
    """
    contents = [read_file(folder, name) for name in names]
    made_of = _fingerprint(names, contents)
    if kept is not None:
        found = _kept(kept, made_of, contents)
        if found is not None:
            return found
    reading = _read(names, contents)
    if kept is not None and not reading.findings:
        write_file(kept, _packed(reading, made_of))
    return reading


def _fingerprint(names: Iterable[str], contents: Iterable[bytes]) -> str:
    digest = sha256(f"{_FORMAT} {version('communitywelfare')}".encode())
    for name, each in zip(names, contents, strict=True):
        digest.update(f"\0{name}\0".encode() + sha256(each).digest())
    return digest.hexdigest()


def _read(names: Sequence[str], contents: Sequence[bytes]) -> BookReading:
    bylaws: list[ByLaw] = []
    files: list[str] = []
    findings: list[Finding] = []
    for name, each in zip(names, contents, strict=True):
        try:
            bylaws.append(parse_bylaw(each, name))
            files.append(name)
        except ByLawError as error:
            findings.extend(error.findings)
    return BookReading(Book.of(bylaws), tuple(files), tuple(findings))


def _packed(reading: BookReading, made_of: str) -> bytes:
    arrays, words = stored(reading.book)
    text = json.dumps({"made_of": made_of, "files": reading.files, "book": words}, ensure_ascii=False)
    packed = BytesIO()
    np.savez(packed, allow_pickle=False, **{"": np.frombuffer(text.encode(), np.uint8), **arrays})
    return packed.getvalue()


def _kept(path: str, made_of: str, contents: Sequence[bytes]) -> BookReading | None:
    """The book that was kept, if it was made of these very files and can be read."""
    try:
        with np.load(BytesIO(read_path(path)), allow_pickle=False) as found:
            about = json.loads(bytes(found[""]))
            if about["made_of"] != made_of:
                return None
            arrays = {name: found[name] for name in found.files if name}
        bylaws: dict[int, ByLaw] = {}

        def pattern(place: tuple[int, str, str]) -> Benefit:
            bylaw, of_version, key = place
            if bylaw not in bylaws:
                bylaws[bylaw] = parse_bylaw(contents[bylaw], about["files"][bylaw])
            return next(each for each in bylaws[bylaw].versions if each.version == of_version).by_key[key]

        return BookReading(book_of(arrays, about["book"], pattern), tuple(about["files"]))
    except _DAMAGED:
        return None  # not there, cut off, or of another make: it is made anew
