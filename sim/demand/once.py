"""What is made once for a thing, and kept as long as that is there."""

import weakref
from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Thing = TypeVar("Thing")
Made = TypeVar("Made")


def once_for_each(make: Callable[[Thing], Made]) -> Callable[[Thing], Made]:
    """The same function, which remembers what it made for this very thing; an equal one counts as another.

    What it makes may not hold the thing itself, which would then never go.
    """
    made: dict[int, Made] = {}

    @wraps(make)
    def remembered(thing: Thing) -> Made:
        if id(thing) not in made:
            made[id(thing)] = make(thing)
            weakref.finalize(thing, made.pop, id(thing), None)
        return made[id(thing)]

    return remembered
