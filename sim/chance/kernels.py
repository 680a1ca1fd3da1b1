"""Random numbers inside kernels: the same hash and the same generator as hashlib's and NumPy's, one number at a time.

References
----------
BLAKE2b without a key: RFC 7693. Philox4x64 with ten rounds: Salmon and others, Parallel random numbers: as easy as
1, 2, 3 (2011); NumPy counts its blocks of four numbers from 1.
"""

import numpy as np
from numpy.typing import NDArray

from sim.compiled import kernel

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Four = tuple[np.uint64, np.uint64, np.uint64, np.uint64]
State = tuple[np.uint64, ...]

HASH_BLOCK = 128
"""A text to be hashed stands in whole blocks of so many bytes, filled up with noughts."""

_START = (
    np.uint64(0x6A09E667F3BCC908), np.uint64(0xBB67AE8584CAA73B), np.uint64(0x3C6EF372FE94F82B),
    np.uint64(0xA54FF53A5F1D36F1), np.uint64(0x510E527FADE682D1), np.uint64(0x9B05688C2B3E6C1F),
    np.uint64(0x1F83D9ABFB41BD6B), np.uint64(0x5BE0CD19137E2179),
)  # fmt: skip
_SCHEDULE = np.array(
    [[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
     [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
     [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
     [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
     [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
     [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
     [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
     [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
     [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
     [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0]], dtype=np.uint64,
)  # fmt: skip
_HASH_ROUNDS = 12
_LENGTH_OF_KEYS = np.uint64(0x01010000 ^ 16)

_MULTIPLIERS = np.uint64(0xD2E7470EE14C6C93), np.uint64(0xCA5A826395121157)
_WEYL = np.uint64(0x9E3779B97F4A7C15), np.uint64(0xBB67AE8584CAA73B)
_ROUNDS = 10
_SPARE = np.uint64(12)
_HALF, _LOW = np.uint64(32), np.uint64(0xFFFFFFFF)


@kernel
def key_of(words: Words, length: int) -> tuple[np.uint64, np.uint64]:
    """The key of a name: the first 128 bits of its hash.

    Parameters
    ----------
    words
        The bytes of the name, eight a word, the first the lowest; filled up with noughts to whole blocks.
    length
        How many bytes the name has.
    """
    a, b, c, d, e, f, g, h = _START
    a ^= _LENGTH_OF_KEYS
    last = (length - 1) // HASH_BLOCK
    for block in range(last + 1):
        counted = np.uint64(min(length, (block + 1) * HASH_BLOCK))
        ending = ~np.uint64(0) if block == last else np.uint64(0)
        i, j, k, m, n, o, p, q = _START
        v: State = (a, b, c, d, e, f, g, h, i, j, k, m, n ^ counted, o, p ^ ending, q)
        for turn in range(_HASH_ROUNDS):
            v = _round(v, words[16 * block : 16 * block + 16], _SCHEDULE[turn % 10])
        a, b, c, d = a ^ v[0] ^ v[8], b ^ v[1] ^ v[9], c ^ v[2] ^ v[10], d ^ v[3] ^ v[11]
        e, f, g, h = e ^ v[4] ^ v[12], f ^ v[5] ^ v[13], g ^ v[6] ^ v[14], h ^ v[7] ^ v[15]
    return a, b


@kernel
def _round(v: State, words: Words, turn: Words) -> State:
    """Mix the columns of a state of four rows of four, then its diagonals."""
    a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q = v
    a, e, i, n = _mixed(a, e, i, n, words[turn[0]], words[turn[1]])
    b, f, j, o = _mixed(b, f, j, o, words[turn[2]], words[turn[3]])
    c, g, k, p = _mixed(c, g, k, p, words[turn[4]], words[turn[5]])
    d, h, m, q = _mixed(d, h, m, q, words[turn[6]], words[turn[7]])
    a, f, k, q = _mixed(a, f, k, q, words[turn[8]], words[turn[9]])
    b, g, m, n = _mixed(b, g, m, n, words[turn[10]], words[turn[11]])
    c, h, i, o = _mixed(c, h, i, o, words[turn[12]], words[turn[13]])
    d, e, j, p = _mixed(d, e, j, p, words[turn[14]], words[turn[15]])
    return a, b, c, d, e, f, g, h, i, j, k, m, n, o, p, q


@kernel
def _mixed(a: np.uint64, b: np.uint64, c: np.uint64, d: np.uint64, x: np.uint64, y: np.uint64) -> Four:
    a = a + b + x
    d = _turned(d ^ a, 32)
    c = c + d
    b = _turned(b ^ c, 24)
    a = a + b + y
    d = _turned(d ^ a, 16)
    c = c + d
    b = _turned(b ^ c, 63)
    return a, b, c, d


@kernel
def _turned(word: np.uint64, bits: int) -> np.uint64:
    return word >> np.uint64(bits) | word << np.uint64(64 - bits)


@kernel
def draw_each(keys: Words, which: Ints, number: Ints, drawn: Floats) -> None:
    """The uniforms of some keys at given places of their sequences, written into ``drawn``.

    Parameters
    ----------
    keys
        Shape [keys, 2].
    which, number, drawn
        The key of each, and the number in its sequence, from 0. Shapes [n].
    """
    key, block = -1, -1
    raw = np.empty(4, dtype=np.uint64)
    for i in range(len(which)):
        # Neighbours often share a block.
        if which[i] != key or number[i] // 4 != block:
            key, block = which[i], number[i] // 4
            raw[0], raw[1], raw[2], raw[3] = draw_block((keys[key, 0], keys[key, 1]), block + 1)
        drawn[i] = as_uniform(raw[number[i] % 4])


@kernel
def as_uniform(raw: np.uint64) -> float:
    """The uniform that a raw number stands for: its upper 52 bits, in the middle of their step."""
    return (float(np.int64(raw >> _SPARE)) + 0.5) * 2.0**-52


@kernel
def draw_block(key: tuple[np.uint64, np.uint64], block: int) -> Four:
    """The raw numbers 4 (block - 1) to 4 (block - 1) + 3 of a key; ``block`` counts from 1."""
    k, m = key
    a, b, c, d = np.uint64(block), np.uint64(0), np.uint64(0), np.uint64(0)
    for _ in range(_ROUNDS):
        a, b, c, d = (
            _high(_MULTIPLIERS[1], c) ^ b ^ k, _MULTIPLIERS[1] * c,
            _high(_MULTIPLIERS[0], a) ^ d ^ m, _MULTIPLIERS[0] * a,
        )  # fmt: skip
        k, m = k + _WEYL[0], m + _WEYL[1]
    return a, b, c, d


@kernel
def _high(x: np.uint64, y: np.uint64) -> np.uint64:
    """The upper 64 bits of a product."""
    middle = (x >> _HALF) * (y & _LOW) + ((x & _LOW) * (y & _LOW) >> _HALF)
    other = (x & _LOW) * (y >> _HALF) + (middle & _LOW)
    return (x >> _HALF) * (y >> _HALF) + (middle >> _HALF) + (other >> _HALF)
