"""What becomes of every promise: in the baseline, with the posts of today, and with the plan."""

from collections.abc import Mapping
from dataclasses import dataclass

from sim.experiment.staffing.compared import REFERENCE
from sim.experiment.staffing.problem import Plan
from sim.experiment.staffing.setup import Setup
from sim.measures.summary import intervals

BASELINE, TODAY, PLAN = "baseline", "posts_of_today", "plan"


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise, and what it comes to.

    Attributes
    ----------
    name, unit
        Of the target or list, and of its figure.
    promised
        The level that the config promises; None for lists.
    comes_to
        Mean and half-width of its 95 % interval, by whose posts: those of the baseline without the demand scenario,
        those of today under it, and the plan's.
    number
        Futures, the same for all.
    """

    name: str
    unit: str
    promised: float | None
    comes_to: Mapping[str, tuple[float, float]]
    number: int


def promises(setup: Setup, plan: Plan, *, begin: int, number: int) -> tuple[Promise, ...]:
    """What every promise comes to in futures from one on, those out of reach among them."""
    numbers = range(begin, begin + number)
    services = {PLAN: (setup.services, plan), TODAY: (setup.today, REFERENCE)}
    if setup.design.scenario:
        services[BASELINE] = setup.reference, REFERENCE
    found = {}
    for name, (futures, asked) in services.items():
        _, means, halves = intervals(futures.figures([asked], numbers)[0])
        found[name] = means, halves
    return tuple(
        Promise(
            item.requirement.name,
            item.requirement.unit,
            item.promised,
            {name: (item.figure.sign * float(mean[place]), float(half[place])) for name, (mean, half) in found.items()},
            number,
        )
        for place, item in enumerate(setup.wanted)
    )
