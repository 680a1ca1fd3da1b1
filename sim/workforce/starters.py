"""How those who start in a role work up to what others do, by date."""

from itertools import groupby
from typing import NamedTuple

from sim.scenario.timeline import Service
from sim.workforce.grid import role_at

DAYS_PER_WEEK = 7


class Ramp(NamedTuple):
    """The terms of those who start from a minute on: how many days they yield less, and what share they yield then."""

    since: int
    days: float
    share: float


def ramps_of(service: Service, role_name: str) -> tuple[Ramp, ...]:
    """The terms of a role's starters by date; a date that alters nothing for them is left out."""
    starters = [(epoch.start, role_at(service, role_name, epoch.start).starter) for epoch in service.epochs]
    found = (Ramp(since, float(it.weeks) * DAYS_PER_WEEK, float(it.productivity_share)) for since, it in starters)
    return tuple(next(same) for _, same in groupby(found, key=lambda ramp: ramp[1:]))
