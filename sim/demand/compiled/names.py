"""The uniforms of names inside kernels: each name is spelled and hashed once, when it is first needed."""

import numpy as np
from numpy.typing import NDArray

from sim.chance.kernels import HASH_BLOCK, as_uniform, draw_block, key_of
from sim.compiled import kernel
from sim.demand.compiled.ground import ENTRY, NUMBER, Ground, copy_row, entry_at, ground_at, letter_at, number_at, part
from sim.demand.paths import MOST_FORKS, MOST_STEPS

Words = NDArray[np.uint64]

DECISIONS = (
    "list", "team", "size", "next", "then", "patience", "second_list", "second_size", "alongside", "chasing",
)  # fmt: skip
LIST, TEAM, SIZE, NEXT, THEN, PATIENCE, SECOND_LIST, SECOND_SIZE, ALONGSIDE, CHASING = range(len(DECISIONS))
"""What is drawn at a place; the last two stand for the cases that begin there, whose names start so."""

MOST_DECISIONS, MOST_VISITS = 1 << 4, 1 << 20
"""Widths of the fields of which a name's number is put together."""

assert len(DECISIONS) <= MOST_DECISIONS
assert MOST_STEPS * (MOST_FORKS + 1) < MOST_VISITS

_ENTRY_FIELDS = ENTRY.itemsize // NUMBER.itemsize
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_HALF = np.uint64(32)
_NOUGHT = ord("0")


@part
def place_of(w: Ground, group: int, node: int, visit: int) -> int:
    """Number of a visit of a group's people to a node; the names of its decisions are numbered from it on."""
    return int(((group * w.node_count + node) * MOST_VISITS + visit) * MOST_DECISIONS + 1)


@part
def draw_u(w: Ground, name: int, number: int) -> float:
    """The uniform of a name for the person of a number.

    Parameters
    ----------
    name
        The number of the place plus that of the decision.
    """
    at = _entry_of(w, name)
    entry = entry_at(w.entries, at)
    if entry.name == 0:
        entry.name = name
        w.entry_count += 1
        entry.key, entry.key_too = _key(w, name)
    block = number // 4 + 1
    if entry.block != block:
        entry.block = block
        entry.a, entry.b, entry.c, entry.d = draw_block((np.uint64(entry.key), np.uint64(entry.key_too)), block)
    raw = number_at(w.entries, 8 * at + 4 + number % 4).value
    return as_uniform(np.uint64(raw))


@part
def group_of(w: Ground, name: int) -> int:
    """The group of the cases that begin beside a step: a new one, or that of those who began there before."""
    entry = entry_at(w.entries, _entry_of(w, name))
    if entry.name == 0:
        entry.name = name
        entry.block = w.first_begun + w.begun_count
        number_at(w.begun, w.begun_count).value = name
        w.entry_count += 1
        w.begun_count += 1
    return int(entry.block)


@kernel
def resettle(address: int, entries: int, room: int) -> None:
    """Bring the names that were met from a table with so much room to the empty one of a ground."""
    w = ground_at(address, 0)
    for old in range(room):
        name = entry_at(entries, old).name
        if name != 0:
            copy_row(entries, old, w.entries, _entry_of(w, name), _ENTRY_FIELDS)


@part
def _entry_of(w: Ground, name: int) -> int:
    """Position of a name's entry, or of the empty one that is to be its."""
    mask = int(w.entry_room) - 1
    at = int(np.uint64(name) * _GOLDEN >> _HALF) & mask
    while entry_at(w.entries, at).name != 0 and entry_at(w.entries, at).name != name:
        at = (at + 1) & mask
    return at


@kernel
def _key(w: Ground, name: int) -> tuple[np.uint64, np.uint64]:
    # Not as a literal, for which all that spells would be compiled once more.
    length = _spell(w, name, np.zeros(0, dtype=np.uint64), int(np.int64(0)))
    words = np.zeros(-(-length // HASH_BLOCK) * (HASH_BLOCK // 8), dtype=np.uint64)
    _spell(w, name, words, length)
    return key_of(words, length)


@kernel
def _spell(w: Ground, name: int, words: Words, length: int) -> int:
    """Write a name of so many letters from its end, or nowhere; returns how many it has."""
    left = length
    while True:
        place, decision = (name - 1) // MOST_DECISIONS, (name - 1) % MOST_DECISIONS
        left = _put_text(w, decision, words, left)
        visit, place = place % MOST_VISITS, place // MOST_VISITS
        while visit:
            left -= 1
            _put(_NOUGHT + visit % 10, words, left)
            visit //= 10
        left = _put_text(w, w.first_node_text + place % w.node_count, words, left)
        group = place // w.node_count
        if group < w.first_begun:
            return length - _put_text(w, w.first_group_text + group, words, left)
        name = number_at(w.begun, group - w.first_begun).value


@kernel
def _put_text(w: Ground, number: int, words: Words, end: int) -> int:
    """Put one of the texts before a place; returns where it starts."""
    first, last = number_at(w.text_first, number).value, number_at(w.text_first, number + 1).value
    start = int(end - (last - first))
    if len(words):
        for place in range(last - first):
            _put(letter_at(w.letters, first + place).value, words, start + place)
    return start


@kernel
def _put(letter: int, words: Words, at: int) -> None:
    if len(words):
        words[at >> 3] |= np.uint64(letter & 0xFF) << np.uint64(8 * (at & 7))
