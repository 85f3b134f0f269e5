"""A book as plain arrays and words, and back again, so that it need not be made anew from thousands of by-laws.

What cannot be said in arrays is the pattern of each shape, a tree. A stored book says which clause shows it, and
whoever reads the book hands that clause over.
"""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from attrs import fields
from numpy.typing import NDArray

from communitywelfare.rules.bylaws import Benefit
from communitywelfare.rules.columns.book import Book, pattern_of
from communitywelfare.rules.columns.lifting import Shape
from communitywelfare.rules.columns.limit_table import LimitTable
from communitywelfare.rules.columns.regimes import Regimes
from communitywelfare.rules.columns.schedule_table import Schedules
from communitywelfare.rules.limits import Measure, Window

__all__ = ["Arrays", "Words", "book_of", "patterns_of", "stored"]

Arrays = Mapping[str, NDArray[Any]]
Words = Mapping[str, Any]  # what JSON can hold
_TABLES = {"limits": LimitTable, "regimes": Regimes, "schedules": Schedules}


def stored(book: Book) -> tuple[Arrays, Words]:
    """The arrays of a book by their names, and everything else of it in words and numbers."""
    arrays = {name: column for name, column in _columns(book).items() if isinstance(column, np.ndarray)}
    for name in _TABLES:
        columns = _columns(getattr(book, name)).items()
        arrays |= {f"{name}.{each}": column for each, column in columns if isinstance(column, np.ndarray)}
    for number, shape in enumerate(book.shapes):
        arrays[f"leaves.{number}"] = shape.literals
    arrays["rows"] = book.shapes[0].row_of if book.shapes else np.zeros(0, np.int64)
    words = {
        "place": [list(place) for place in book.place],
        "keys": [list(keys) for keys in book.keys],
        "events": list(book.regimes.events),
        "nests": [[[measure.value, window.value] for measure, window in nest] for nest in book.nests],
        "shapes": [int(np.flatnonzero(book.shape == number)[0]) for number in range(len(book.shapes))],
    }
    return arrays, words


def patterns_of(words: Words) -> list[tuple[int, str, str]]:
    """Which clause shows the pattern of each shape: by-law, version and key."""
    places = words["place"]
    return [(places[clause][0], places[clause][1], places[clause][2]) for clause in words["shapes"]]


def book_of(arrays: Arrays, words: Words, pattern: Callable[[tuple[int, str, str]], Benefit]) -> Book:
    """The book that `stored` took apart; `pattern` finds a clause by by-law, version and key."""
    regimes = {"events": tuple(words["events"])}
    told: dict[str, Any] = {
        name: kind(**_inside(arrays, name), **(regimes if name == "regimes" else {})) for name, kind in _TABLES.items()
    }
    shapes = tuple(
        Shape(pattern_of(pattern(place)), arrays["rows"], arrays[f"leaves.{number}"])
        for number, place in enumerate(patterns_of(words))
    )
    told |= {each.name: arrays[each.name] for each in fields(Book) if each.name in arrays}
    return Book(
        **told,
        place={(bylaw, version, key): number for number, (bylaw, version, key) in enumerate(words["place"])},
        keys=tuple(map(tuple, words["keys"])),
        nests=tuple(tuple((Measure(measure), Window(window)) for measure, window in nest) for nest in words["nests"]),
        shapes=shapes,
    )


def _columns(table: Any) -> dict[str, Any]:  # any class of columns
    return {each.name: getattr(table, each.name) for each in fields(type(table))}


def _inside(arrays: Arrays, table: str) -> dict[str, NDArray[Any]]:
    return {name.removeprefix(f"{table}."): each for name, each in arrays.items() if name.startswith(f"{table}.")}
