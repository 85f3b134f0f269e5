"""Philox4x32-10 as a plain loop: for a compiler (numba), and to be read beside the paper.

It is also Python that runs, slowly. No number here is of Python's own kind: 64 bits without a sign, so that both agree.
"""

from typing import Any

import numpy as np

__all__ = ["fill"]

_LOW = np.uint64(0xFFFF_FFFF)
_HALF = np.uint64(32)
_M0, _M1 = np.uint64(0xD251_1F53), np.uint64(0xCD9E_8D57)
_W0, _W1 = np.uint64(0x9E37_79B9), np.uint64(0xBB67_AE85)


def fill(key: Any, high: Any, low: Any, lane: Any, out: Any) -> None:  # noqa: PLR0917  # a compiled loop takes arrays
    """Write the word of each counter into `out`; see `communitywelfare.simulation.philox.words`."""
    for place in range(out.size):
        k0, k1 = key[place] & _LOW, key[place] >> _HALF
        c0, c1 = high[place] & _LOW, high[place] >> _HALF
        c2, c3 = low[place] & _LOW, low[place] >> _HALF
        for _ in range(10):
            p0, p1 = c0 * _M0, c2 * _M1
            c0, c1, c2, c3 = (p1 >> _HALF) ^ c1 ^ k0, p1 & _LOW, (p0 >> _HALF) ^ c3 ^ k1, p0 & _LOW
            k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
        first, second = c0 | (c1 << _HALF), c2 | (c3 << _HALF)
        out[place] = second if lane[place] else first
