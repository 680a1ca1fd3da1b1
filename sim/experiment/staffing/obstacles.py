"""What stops a target that no staffing meets: one rule of the service switched off at a time, with ample posts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sim.experiment.staffing.futures import Futures, Moments, Sample
from sim.experiment.staffing.problem import Problem
from sim.experiment.staffing.search import OutOfReach
from sim.measures.summary import student

RULES: Final[dict[str, tuple[bool | str, str]]] = {
    "rules.calendar_delays": (False, "appointments, letters and panels"),
    "rules.absence": ("even", "leave and sickness, which leave work waiting for whoever is away"),
    "rules.teams": ("pooled", "teams that do not do one another's work"),
}
"""Rules that make people wait however many staff there are: the setting that takes each away, and what it is."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """What a target out of reach would come to with ample posts and without one rule of the service.

    Attributes
    ----------
    requirement, without
        The target, and what is taken away, in words.
    mean, error, number
        Its mean over futures, its standard error, and how many they are.
    """

    requirement: str
    without: str
    mean: float
    error: float
    number: int

    @property
    def half(self) -> float:
        """Half the width of the 95 % interval of the mean."""
        return student(self.number) * self.error


def obstacles(
    problem: Problem, out_of_reach: Sequence[OutOfReach], worlds: Sequence[tuple[str, Futures]], *, number: int
) -> tuple[Obstacle, ...]:
    """Look at the targets out of reach in worlds that lack a rule each, the one that mends most first.

    Parameters
    ----------
    problem
        With all requirements.
    worlds
        What is taken away, and the futures without it.
    number
        Futures to look at.
    """
    asked = [item.requirement.name for item in out_of_reach]
    found = []
    for without, futures in worlds if asked else ():
        sample = Sample(futures)
        sample.ask([problem.ample], number)
        moments = Moments(problem.requirements, sample.figures(problem.ample))
        found += [
            Obstacle(item.name, without, float(moments.mean[place]), float(moments.error[place]), number)
            for place, item in enumerate(problem.requirements)
            if item.name in asked
        ]
    return tuple(sorted(found, key=lambda item: (asked.index(item.requirement), -item.mean)))
