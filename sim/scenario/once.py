"""What is made once for a thing, and kept as long as that is there."""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, TypeVarTuple, Unpack

Thing = TypeVar("Thing")
Else = TypeVarTuple("Else")
Made = TypeVar("Made")


def once_for_each(make: Callable[[Thing, Unpack[Else]], Made]) -> Callable[[Thing, Unpack[Else]], Made]:
    """The same function, which remembers what it made for this very thing; an equal one counts as another.

    What it makes may not hold the thing itself, which would then never go. What else it is given is told apart by
    value.
    """
    made: dict[tuple[Any, ...], Made] = {}

    @wraps(make)
    def remembered(thing: Thing, *given: *Else) -> Made:
        key = (id(thing), *given)
        if key not in made:
            made[key] = make(thing, *given)
            weakref.finalize(thing, made.pop, key, None)
        return made[key]

    return remembered


def once_for_both(make: Callable[[Thing, Thing], Made]) -> Callable[[Thing, Thing], Made]:
    """The same for two things: what was made goes with either."""
    made: dict[tuple[int, int], Made] = {}

    @wraps(make)
    def remembered(one: Thing, other: Thing) -> Made:
        key = id(one), id(other)
        if key not in made:
            made[key] = make(one, other)
            for thing in (one, other):
                weakref.finalize(thing, made.pop, key, None)
        return made[key]

    return remembered


def kept_when_asked_again(make: Callable[[Thing, Unpack[Else]], Made]) -> Callable[[Thing, Unpack[Else]], Made]:
    """The same function, which remembers what it made for this very thing once that is asked for a second time.

    Most things are asked about once, and what is made of them may be large. Otherwise like :func:`once_for_each`.
    """

    @once_for_each
    def asked(thing: Thing, *given: *Else) -> list[bool]:
        return [False]

    kept = once_for_each(make)

    @wraps(make)
    def remembered(thing: Thing, *given: *Else) -> Made:
        before = asked(thing, *given)
        if before[0]:
            return kept(thing, *given)
        before[0] = True
        return make(thing, *given)

    return remembered
