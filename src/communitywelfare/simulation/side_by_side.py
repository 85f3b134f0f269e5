"""Parts of one work done at the same time, by threads (ทำพร้อมกัน): machine code lets other threads go on meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["side_by_side"]

Part = TypeVar("Part")
Result = TypeVar("Result")


def side_by_side(work: Callable[[Part], Result], parts: Sequence[Part], *, threads: int) -> Iterator[Result]:
    """What is made of each part, in the order of the parts, however many are worked on at once.

    Args:
        work: What is done with a part; it changes nothing that the work on another reads.
        parts: The parts.
        threads: How many are worked on at once, at most; with 1 nothing leaves the thread of the caller.
    """
    at_once = min(threads, len(parts))
    return _by_threads(work, parts, at_once) if at_once > 1 else map(work, parts)


def _by_threads(work: Callable[[Part], Result], parts: Sequence[Part], at_once: int) -> Iterator[Result]:
    with ThreadPoolExecutor(at_once) as pool:
        yield from pool.map(work, parts)
