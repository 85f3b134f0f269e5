"""Philox4x32-10: a number that follows from an address alone, for whole arrays of addresses.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011). A counter of 128 bits is
scrambled under a key of 64 bits; there is no state, so there is no order of drawing. All is arithmetic of whole
numbers: every machine gives the same bits. Where numba is installed (the extra `fast`), long arrays go through a
compiled loop, with the same bits.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from communitywelfare.simulation import philox_loop
from communitywelfare.simulation.philox_loop import HALF, LOW, M0, M1, ROUNDS, W0, W1

__all__ = ["COMPILED_FROM", "Words", "block", "compiled", "words"]

Words = NDArray[np.uint64]
_Fill = Callable[..., None]

COMPILED_FROM = 1 << 24
"""From so many words at once on the compiled loop is loaded, which takes a second; once loaded, it is always taken."""

_PIECE = 8_192  # words scrambled at once: what they need stays in the processor's cache


def block(counter: tuple[Words, Words, Words, Words], key: tuple[Words, Words]) -> tuple[Words, Words, Words, Words]:
    """The four words of 32 bits that belong to counters and keys of such words, all kept in arrays of 64 bits."""
    (c0, c1, c2, c3), (k0, k1) = map(np.array, counter), key
    p0, p1 = np.empty_like(c0), np.empty_like(c2)
    for _ in range(ROUNDS):
        # All in place. The upper halves of c1 and c3 hold what is left of a product: nothing looks at them before they
        # are masked.
        c0 &= LOW
        c2 &= LOW
        np.multiply(c0, M0, out=p0)
        np.multiply(c2, M1, out=p1)
        np.right_shift(p1, HALF, out=c0)
        np.right_shift(p0, HALF, out=c2)
        c0 ^= c1
        c0 ^= k0
        c2 ^= c3
        c2 ^= k1
        c1, p1, c3, p0 = p1, c1, p0, c3
        k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
    return c0 & LOW, c1 & LOW, c2 & LOW, c3 & LOW


def words(key: Any, high: Any, low: Any, lane: Any) -> Words:
    """One word of 64 bits for each counter, given as its two halves of 64 bits; all are broadcast together.

    Args:
        key: 64 bits.
        high: The first two words of the counter, the first of them in the lower half.
        low: The last two words of the counter, likewise.
        lane: 0 for the first word of 64 bits of the block, 1 for the second.
    """
    given = [np.asarray(part, dtype=np.uint64) for part in (key, high, low, lane)]
    uses: Any = [["readonly", "contig"]] * len(given) + [["writeonly", "allocate", "contig"]]
    pieces: Any = np.nditer(
        [*given, None],
        flags=["external_loop", "buffered", "zerosize_ok"],
        op_flags=uses,
        op_dtypes=[np.uint64] * len(uses),
        order="C",
        buffersize=_PIECE,
    )
    is_worth_it = pieces.itersize >= COMPILED_FROM or compiled.cache_info().currsize
    fill: _Fill = (compiled() if is_worth_it else None) or _fill
    with pieces:
        for *parts, out in pieces:
            fill(*parts, out)
        return pieces.operands[-1]


def _fill(key: Words, high: Words, low: Words, lane: Words, out: Words) -> None:  # noqa: PLR0917  # as the compiled loop
    key = key[:1] if (key == key[0]).all() else key
    r0, r1, r2, r3 = block((high, high >> HALF, low, low >> HALF), (key & LOW, key >> HALF))
    first = lane[0]
    if (lane == first).all():
        np.bitwise_or(*((r2, r3 << HALF) if first else (r0, r1 << HALF)), out=out)
    else:
        out[:] = np.where(lane == 0, r0 | (r1 << HALF), r2 | (r3 << HALF))


@cache
def compiled() -> _Fill | None:
    """The loop of `philox_loop` made into machine code, or None where numba is not installed."""
    try:
        import numba  # noqa: PLC0415  # half a second, and of an extra
    except ImportError:
        return None
    array = numba.types.Array(numba.uint64, 1, "C", readonly=True)
    signature = numba.void(array, array, array, array, numba.uint64[::1])
    try:
        made: _Fill = numba.njit(signature, nogil=True, cache=True)(philox_loop.fill)
    except RuntimeError:  # there is no place where machine code may be kept: it is made again in each process
        made = numba.njit(signature, nogil=True)(philox_loop.fill)
    return made
