"""Philox4x32-10 against published answers, and a scalar version that is itself held to numpy's Philox4x64-10."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from communitywelfare.simulation import philox, philox_loop

# The known-answer vectors of Random123 (kat_vectors, philox4x32 with 10 rounds): counter, key, result. The package
# randomgen 2.5.1, which is written in C, gives the same.
KNOWN = [
    ((0,) * 4, (0,) * 2, (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (
        (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
        (0xA4093822, 0x299F31D0),
        (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1),
    ),
]
MULTIPLIERS = {32: (0xD2511F53, 0xCD9E8D57), 64: (0xD2E7470EE14C6C93, 0xCA5A826395121157)}
WEYL = {32: (0x9E3779B9, 0xBB67AE85), 64: (0x9E3779B97F4A7C15, 0xBB67AE8584CAA73B)}


def scalar(counter: tuple[int, ...], key: tuple[int, ...], width: int = 32) -> tuple[int, ...]:
    """Philox-4 with ten rounds, as the paper has it (section 3.3), in Python's own integers."""
    (c0, c1, c2, c3), (k0, k1), mask = counter, key, (1 << width) - 1
    for _ in range(10):
        p0, p1 = c0 * MULTIPLIERS[width][0], c2 * MULTIPLIERS[width][1]
        c0, c1, c2, c3 = (p1 >> width) ^ c1 ^ k0, p1 & mask, (p0 >> width) ^ c3 ^ k1, p0 & mask
        k0, k1 = (k0 + WEYL[width][0]) & mask, (k1 + WEYL[width][1]) & mask
    return c0, c1, c2, c3


def arrays(*numbers: int) -> tuple[philox.Words, ...]:
    return tuple(np.array([number], dtype=np.uint64) for number in numbers)


def word(key: int, high: int, low: int, lane: int) -> int:
    """What `philox.words` must give."""
    mask = (1 << 32) - 1
    found = scalar((high & mask, high >> 32, low & mask, low >> 32), (key & mask, key >> 32))
    return found[2 * lane] | found[2 * lane + 1] << 32


words64 = st.integers(0, (1 << 64) - 1)


@pytest.mark.parametrize(("counter", "key", "result"), KNOWN)
def test_the_published_answers_are_given(counter, key, result):
    assert scalar(counter, key) == result
    assert tuple(int(part[0]) for part in philox.block(arrays(*counter), arrays(*key))) == result


@given(st.tuples(words64, words64, words64, words64), st.tuples(words64, words64))
def test_the_scalar_version_with_64_bits_is_that_of_numpy(counter, key):
    whole = sum(part << 64 * place for place, part in enumerate(counter))
    theirs = np.random.Philox(counter=(whole - 1) % (1 << 256), key=key[0] | key[1] << 64)  # it counts before it draws
    assert scalar(counter, key, 64) == tuple(int(each) for each in theirs.random_raw(4))


@given(st.lists(st.tuples(words64, words64, words64, st.integers(0, 1)), min_size=1, max_size=20))
def test_arrays_give_what_the_scalar_version_gives(rows):
    columns = [np.array(column, dtype=np.uint64) for column in zip(*rows, strict=True)]
    assert philox.words(*columns).tolist() == [word(*row) for row in rows]


@given(st.lists(st.tuples(words64, words64, words64, st.integers(0, 1)), min_size=1, max_size=5))
def test_the_loop_as_plain_python_gives_the_same(rows):
    columns = [np.array(column, dtype=np.uint64) for column in zip(*rows, strict=True)]
    out = np.empty(len(rows), dtype=np.uint64)
    philox_loop.fill(*columns, out)
    assert out.tolist() == [word(*row) for row in rows]


def test_the_compiled_loop_gives_the_same_bytes(monkeypatch):
    """Without numba this holds the fallback: there is no compiled loop, and the answer is the same."""
    members, scenarios = np.arange(40, dtype=np.uint64)[:, None] << np.uint64(40), np.arange(700, dtype=np.uint64)
    philox.compiled.cache_clear()
    plain = philox.words(2569, members, scenarios, scenarios & np.uint64(1))
    monkeypatch.setattr(philox, "COMPILED_FROM", 1)
    assert philox.words(2569, members, scenarios, scenarios & np.uint64(1)).tobytes() == plain.tobytes()
    assert philox.compiled.cache_info().currsize == 1


def test_pieces_do_not_show(monkeypatch):
    members, scenarios = np.arange(50, dtype=np.uint64)[:, None], np.arange(333, dtype=np.uint64)
    whole = philox.words(1, members, scenarios, 0)
    monkeypatch.setattr(philox, "_PIECE", 7)
    assert (philox.words(1, members, scenarios, 0) == whole).all()


def test_any_shape_is_broadcast_even_none_and_one():
    assert philox.words(1, 2, 3, 1).shape == ()
    assert int(philox.words(1, 2, 3, 1)) == word(1, 2, 3, 1)
    assert philox.words(1, np.zeros((3, 0), dtype=np.uint64), 3, 0).shape == (3, 0)
    assert philox.words(np.zeros((5, 1), dtype=np.uint64), np.zeros(2, dtype=np.uint64), 3, 0).shape == (5, 2)
