"""Philox4x32-10 as a plain loop: for a compiler (numba), and to be read beside the paper.

It is also Python that runs, slowly. No number here is of Python's own kind: 64 bits without a sign, so that both agree.
"""

from typing import Any

import numpy as np

__all__ = ["HALF", "LOW", "M0", "M1", "ROUNDS", "W0", "W1", "fill"]

LOW, HALF = np.uint64(0xFFFF_FFFF), np.uint64(32)
M0, M1 = np.uint64(0xD251_1F53), np.uint64(0xCD9E_8D57)
W0, W1 = np.uint64(0x9E37_79B9), np.uint64(0xBB67_AE85)
ROUNDS = 10


def fill(key: Any, high: Any, low: Any, lane: Any, out: Any) -> None:  # noqa: PLR0917  # a compiled loop takes arrays
    """Write the word of each counter into `out`; see `communitywelfare.simulation.philox.words`."""
    for place in range(out.size):
        k0, k1 = key[place] & LOW, key[place] >> HALF
        c0, c1 = high[place] & LOW, high[place] >> HALF
        c2, c3 = low[place] & LOW, low[place] >> HALF
        for _ in range(ROUNDS):
            p0, p1 = c0 * M0, c2 * M1
            c0, c1, c2, c3 = (p1 >> HALF) ^ c1 ^ k0, p1 & LOW, (p0 >> HALF) ^ c3 ^ k1, p0 & LOW
            k0, k1 = (k0 + W0) & LOW, (k1 + W1) & LOW
        first, second = c0 | (c1 << HALF), c2 | (c3 << HALF)
        out[place] = second if lane[place] else first
