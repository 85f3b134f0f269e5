"""Thousands of by-law files read, checked and compiled into one book, and the book found again where it was kept.

The peer is `tomllib` alone: it reads the same files into dictionaries, and checks and compiles nothing.
"""

import tempfile
import tomllib
from collections.abc import Callable
from functools import partial
from pathlib import Path

import nation
from measure import measure, table

from communitywelfare.io.books import read_book
from communitywelfare.io.bylaw_writer import write_bylaw

FUNDS = 6_000
DIFFERENT = 60  # by-laws with numbers of their own, each of them for many funds


def _folder(funds: int) -> tuple[str, list[str]]:
    folder = Path(tempfile.mkdtemp())
    texts = [write_bylaw(bylaw) for bylaw in nation.bylaws_of(nation.parameters_of(DIFFERENT))]
    names = [f"F{fund:04}.toml" for fund in range(funds)]
    for fund, name in enumerate(names):
        of_own = texts[fund % DIFFERENT].replace(f"F{fund % DIFFERENT:04}", f"F{fund:04}")
        (folder / name).write_text(of_own, "utf-8")
    return str(folder), names


def read(funds: int) -> Callable[[], object]:
    """Every file read, checked and compiled."""
    folder, names = _folder(funds)
    return lambda: len(read_book(folder, names).book.key)


def kept(funds: int) -> Callable[[], object]:
    """The compiled book, found where it was kept: the files are only looked at for changes."""
    folder, names = _folder(funds)
    place = str(Path(folder, "book.npz"))
    read_book(folder, names, kept=place)
    return lambda: len(read_book(folder, names, kept=place).book.key)


def parsed(funds: int) -> Callable[[], object]:
    """The files as dictionaries."""
    folder, names = _folder(funds)

    def run() -> object:
        documents = [tomllib.loads(Path(folder, name).read_text("utf-8")) for name in names]
        return sum(len(version["benefit"]) for document in documents for version in document["version"])

    return run


def compare(funds: int = FUNDS) -> str:
    """Measure all three, and say what each costs."""
    rows = [
        measure("tomllib alone", partial(parsed, funds)),
        measure("read, checked and compiled", partial(read, funds)),
        measure("found where it was kept", partial(kept, funds)),
    ]
    if len({row.answer for row in rows}) > 1:
        raise SystemExit(f"they disagree: {[row.answer for row in rows]}")
    return table(f"{funds:,} by-law files into one book", "files", funds, rows)


if __name__ == "__main__":
    print(compare())
