"""How much memory a reader may take, where the system can be asked to hold to it (Linux)."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reading import MOST_MEMORY

__all__ = ["bounded"]


@contextmanager
def bounded(more: int = MOST_MEMORY) -> Iterator[None]:
    """Within it, whoever asks for so many bytes more than the program has gets a `MemoryError`."""
    if sys.platform != "linux":
        yield
        return
    import resource

    page, unit = Path("/proc/self/statm").read_text("ascii").split()[0], resource.getpagesize()
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (int(page) * unit + more, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, before)
