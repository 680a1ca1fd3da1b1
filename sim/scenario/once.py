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
