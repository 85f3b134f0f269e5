"""Rows by their key: of several with one key the first counts, and which keys stand twice is told."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeVar

__all__ = ["doubled", "first_by"]

Row = TypeVar("Row")


def first_by(rows: Iterable[Row], key: Callable[[Row], str]) -> Mapping[str, Row]:
    """Rows by their key, in their order; of several with one key the first."""
    found: dict[str, Row] = {}
    for row in rows:
        found.setdefault(key(row), row)
    return found


def doubled(keys: Iterable[str]) -> Iterator[str]:
    """The keys that stand more than once, each once."""
    return (key for key, times in Counter(keys).items() if times > 1)
