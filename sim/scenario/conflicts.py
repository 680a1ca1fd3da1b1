"""Files that are laid over the same base side by side, and set the same thing to different values."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sim.errors import Problem
from sim.scenario.faults import short
from sim.scenario.layers import Layer, Reading, laid
from sim.scenario.overlay import ADDING, EITHER, WHOLE, Raw, one_thing, set_dotted

Leaf = tuple[str, ...]
"""The keys that lead to a setting, as far as files replace it as one thing."""

NO_SETTINGS = frozenset({"title", "description", "documentation", "extends", "option", *ADDING})
"""Keys at the top of a file that set nothing by themselves."""

MOST_TOLD = 6
"""Of more conflicts between two files than this the rest is counted."""


@dataclass(frozen=True, slots=True)
class Given:
    """A setting as a file gives it: from the start (``date`` is None), or from a date."""

    leaf: Leaf
    value: Any
    file: str
    date: dt.date | None = None

    def __str__(self) -> str:
        """The value and its date, as a message names them."""
        return short(self.value) + (f" from {self.date}" if self.date else "")


def leaves(raw: Raw, above: Leaf = ()) -> Iterator[tuple[Leaf, Any]]:
    """Every setting of a raw table that another file replaces as one thing, with its value."""
    for key, value in raw.items():
        here = (*above, key)
        inside = isinstance(value, dict) and key not in WHOLE and not one_thing(value, above[-1] if above else "")
        if above or key not in NO_SETTINGS:
            yield from leaves(value, here) if inside else [(here, value)]


def meet(one: Leaf, other: Leaf) -> bool:
    """Whether two settings are one, one is part of the other, or a table holds only one of them."""
    for key, second in zip(one, other, strict=False):
        if key != second:
            return any(key in keys and second in keys for keys in EITHER)
    return True


def dated(layers: Iterable[Layer]) -> list[Given]:
    """What files set by dated changes."""
    found = []
    for layer in layers:
        for change in sound_changes(layer.raw):
            found += [Given(leaf, value, layer.file, change["from"]) for leaf, value in set_by(change["set"])]
    return found


def set_by(settings: Raw) -> list[tuple[Leaf, Any]]:
    """The settings of a table of dotted keys."""
    raw: Raw = {}
    for key, value in settings.items():
        raw = set_dotted(raw, str(key), value)
    return list(leaves(raw))


def sound_changes(raw: Raw) -> list[Raw]:
    """The dated changes of a file that have a date and set something; what is wrong with others is told elsewhere."""
    changes = raw.get("change")
    sound = changes if isinstance(changes, list) else []
    sound = [change for change in sound if isinstance(change, dict) and isinstance(change.get("set"), dict)]
    return [change for change in sound if type(change.get("from")) is dt.date]


def _plain(layers: Sequence[Layer]) -> list[Given]:
    """What files set from the start, each setting once, with the last file that gives it."""
    if not layers:
        return []
    by_file = [(layer.file, {leaf for leaf, _ in leaves(layer.raw)}) for layer in layers]
    found = []
    for leaf, value in leaves(laid(layers).raw):
        files = [file for file, given in by_file if leaf in given]
        found.append(Given(leaf, value, files[-1] if files else layers[-1].file))
    return found


def conflicts(
    one: Sequence[Layer], other: Sequence[Layer], settled: Layer | None, *, file: str, path: str, hint: str
) -> list[Problem]:
    """A problem for each thing that two stacks of files, laid side by side, set to different values.

    Parameters
    ----------
    settled
        What is laid over both; whatever it sets is no conflict.
    file, path
        Where both are named.
    hint
        What to do about it.
    """
    plain_over = [leaf for leaf, _ in leaves(settled.raw)] if settled else []
    dated_over = [given.leaf for given in dated([settled])] if settled else []
    pairs: dict[Leaf, tuple[Given, Given]] = {}
    for first, second in (*_differing(_plain(one), _plain(other)), *_differing_in_time(one, other)):
        over = dated_over if first.date or second.date else plain_over
        leaf = max(first.leaf, second.leaf, key=len)
        if not any(meet(leaf, given) for given in over):
            pairs.setdefault(leaf, (first, second))
    problems = []
    for leaf, (first, second) in list(pairs.items())[:MOST_TOLD]:
        rule = f"{first.file} and {second.file} set {'.'.join(leaf)!r} to different values"
        problems.append(Problem(file, path, rule, f"{first} and {second}", hint))
    if len(pairs) > MOST_TOLD:
        last = problems[-1]
        more = f"{last.suggestion} There are {len(pairs) - MOST_TOLD} more like this."
        problems[-1] = Problem(last.file, last.path, last.rule, last.value, more)
    return problems


def _differing(one: list[Given], other: list[Given]) -> Iterator[tuple[Given, Given]]:
    for first in one:
        for second in other:
            same = first.leaf == second.leaf and first.value == second.value
            if not same and meet(first.leaf, second.leaf):
                yield first, second


def _differing_in_time(one: Sequence[Layer], other: Sequence[Layer]) -> Iterator[tuple[Given, Given]]:
    # A later change of one file would undo an earlier one of the other, so it does not matter when they are.
    first, second = dated(one), dated(other)
    for mine, theirs in _differing(first, second):
        alike = _over_time(first, mine.leaf) == _over_time(second, theirs.leaf)
        if not (alike and mine.leaf == theirs.leaf):
            yield mine, theirs
    yield from _differing(_plain(one), second)
    yield from _differing(first, _plain(other))


def _over_time(given: list[Given], leaf: Leaf) -> list[tuple[dt.date | None, Any]]:
    return [(item.date, item.value) for item in given if item.leaf == leaf]


def changed_again(reading: Reading, leaf: Leaf, after: dt.date | None, known: Sequence[Layer] = ()) -> Given | None:
    """The first change of a setting after a date (None: after the start), in files that are not among those known."""
    layers = [layer for layer in reading.layers if not any(layer.is_same(other) for other in known)]
    for given in sorted(dated(layers), key=lambda given: given.date or dt.date.min):
        assert given.date is not None, "a change has a date"
        if meet(given.leaf, leaf) and (after is None or given.date > after):
            return given
    return None
