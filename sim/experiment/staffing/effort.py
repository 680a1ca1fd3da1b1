"""How long a staffing search takes pains."""

from dataclasses import dataclass

ROUNDS = 3
"""How often a plan is looked at in more futures and the search goes on from it, at most."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How long to search.

    Attributes
    ----------
    first, most
        Futures of a plan's first look, and of its last.
    second
        Futures in which a plan found is looked at once more, to see how much the sample flatters it.
    largest
        Futures that ``most`` grows to where certificates fail.
    plans
        Plans tried at most in the swaps, and again in the look around.
    """

    first: int = 8
    most: int = 32
    second: int = 128
    largest: int = 256
    plans: int = 200
