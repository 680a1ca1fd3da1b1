"""Generators and uniforms by name."""

import hashlib
import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sim.compiled import available

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_KEY_BYTES = 16
_SPARE_BITS = 12  # 52 bits and a half keep the uniforms exact and off both 0 and 1


def generator(seed: int, replication: int, name: str) -> np.random.Generator:
    """The generator of a name: Philox, keyed by the 128-bit BLAKE2b hash of seed, replication and name."""
    return np.random.Generator(_philox(seed, replication, name))


def full_name(seed: int, replication: int, name: str) -> str:
    """What is hashed to the key of a name."""
    return f"{seed}/{replication}/{name}"


def uniforms(seed: int, replication: int, name: str, n: int) -> Floats:
    """The first ``n`` uniforms of a name, strictly between 0 and 1; a larger ``n`` only adds to the end.

    Returns
    -------
    ndarray, shape [n]
    """
    raw = np.asarray(_REUSED.keyed(_key(seed, replication, name)).random_raw(n), dtype=np.uint64)
    return ((raw >> np.uint64(_SPARE_BITS)).astype(np.float64) + 0.5) * 2.0 ** (_SPARE_BITS - 64)


def uniforms_at(seed: int, replication: int, names: Sequence[str], *, which: Ints, number: Ints) -> Floats:
    """Single uniforms of several names: what :func:`uniforms` has at a number.

    Parameters
    ----------
    which
        The name of each, as a position in ``names``. Shape [n].
    number
        The number of each, from 0. Shape [n].

    Returns
    -------
    ndarray, shape [n]
    """
    drawn = np.empty(len(which))
    if available():
        from sim.chance.kernels import draw_each

        keys = np.frombuffer(b"".join(_key(seed, replication, name) for name in names), dtype="<u8")
        draw_each(keys.reshape(-1, 2), which, number, drawn)
        return drawn
    order = np.argsort(which, kind="stable")
    bounds = np.searchsorted(which[order], np.arange(len(names) + 1))
    for name, start, end in zip(names, bounds[:-1], bounds[1:], strict=True):
        here = order[start:end]
        if len(here):
            numbers = number[here]
            drawn[here] = uniforms(seed, replication, name, int(numbers.max()) + 1)[numbers]
    return drawn


def _philox(seed: int, replication: int, name: str) -> np.random.Philox:
    return np.random.Philox(key=int.from_bytes(_key(seed, replication, name), "little"))


def _key(seed: int, replication: int, name: str) -> bytes:
    return hashlib.blake2b(full_name(seed, replication, name).encode(), digest_size=_KEY_BYTES).digest()


class _Reused(threading.local):
    """One Philox a thread, set to the start of a key's numbers: a quarter of the time of making one."""

    def __init__(self) -> None:
        self._philox = np.random.Philox(key=0)
        self._start = self._philox.state

    def keyed(self, key: bytes) -> np.random.Philox:
        """The generator at the first number of a key, until it is asked for another."""
        self._start["state"]["key"] = np.frombuffer(key, dtype="<u8")
        self._philox.state = self._start
        return self._philox


_REUSED = _Reused()
