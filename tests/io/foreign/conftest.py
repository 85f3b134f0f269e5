"""Foreign files for tests: text with commas into what a profile makes of it; profiles from their TOML."""

import csv
import sys
from collections.abc import Callable, Sequence
from datetime import date
from io import StringIO
from pathlib import Path

import pytest

from communitywelfare.io.foreign.book import book_of
from communitywelfare.io.foreign.importing import Imported, import_book
from communitywelfare.io.foreign.meaning import Terms
from communitywelfare.io.foreign.profile import Profile
from communitywelfare.io.foreign.profile_toml import FORMAT, parse_profile

sys.path.insert(0, str(Path(__file__).parent))  # the tables that are drawn are a module beside these tests

AS_OF = date(2024, 9, 30)


@pytest.fixture(scope="session")
def profile_of() -> Callable[[str], Profile]:
    """A profile from all of its TOML but the head."""

    def parsed(text: str) -> Profile:
        head = f'format = "{FORMAT}"\nid = "mine"\nseen = "a test"\nname = {{ th = "ก", en = "A" }}\n'
        return parse_profile((head + text).encode(), "mine.toml")

    return parsed


@pytest.fixture(scope="session")
def imported() -> Callable[..., Imported]:
    """What comes of rows of text by a profile."""

    def read(
        profile: Profile, *rows: Sequence[object], year: int | None = None, as_of: date | None = AS_OF
    ) -> Imported:
        stream = StringIO()
        csv.writer(stream).writerows(rows)
        book = book_of("ทะเบียน.csv", stream.getvalue().encode(), encoding="utf-8")
        return import_book(book, profile, Terms(as_of=as_of, year=year, synthetic=True))

    return read
