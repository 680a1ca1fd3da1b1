"""Leavers, empty posts and starters: who is in a post, from which day to which.

A post alternates between a worker, who leaves at a constant rate, and an empty spell as long as
the role takes to fill. It is in the middle of this on day one, and so is a post created later:
it is empty with the long-run probability, for what is left of the spell.

For a leaving rate r and a spell T the long-run empty share is v = rT / (1 + rT) (alternating
renewal process; S. M. Ross, Stochastic Processes, 2nd edition, section 3.4). A config gives
either r or v.
"""

import math
from dataclasses import dataclass

import numpy as np

from sim.scenario.staffing import Role
from sim.scenario.timeline import Service
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY
from sim.workforce.grid import role_at


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a role's posts empty and fill: leaving rate [1/day], days to fill, long-run empty share."""

    rate: float
    days_to_fill: float
    empty_share: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's time in a post: first day, day after the last (inf if they stay), both exact."""

    begins: float
    ends: float


def leaving_of(role: Role) -> Leaving:
    """Leaving rate, days to fill and empty share by the role's turnover or its net vacancy share."""
    days = float(role.weeks_to_fill) * 7 if role.weeks_to_fill is not None else 0.0
    if role.net_vacancy_share is not None and float(role.net_vacancy_share) > 0:
        share = float(role.net_vacancy_share)
        return Leaving(share / (days * (1 - share)), days, share)
    if role.turnover_per_year is not None and float(role.turnover_per_year) > 0:
        rate = float(role.turnover_per_year) / DAYS_PER_YEAR
        return Leaving(rate, days, rate * days / (1 + rate * days))
    return Leaving(0.0, days, 0.0)


def draw_turns(
    service: Service, role_name: str, generator: np.random.Generator, *, funded: tuple[float, float], until: float
) -> list[Turn]:
    """Who holds a post, one after another.

    Parameters
    ----------
    funded
        First day of the post and the day after its last (inf for none).
    until
        Turns that begin after this day are not wanted. [days]
    """
    first, last = funded
    starts = np.array([max(epoch.start, 0) / MINUTES_PER_DAY for epoch in service.epochs])
    terms = [leaving_of(role_at(service, role_name, epoch.start)) for epoch in service.epochs]
    rates = np.array([term.rate for term in terms])

    def in_force(day: float) -> Leaving:
        return terms[max(int(np.searchsorted(starts, day, side="right")) - 1, 0)]

    empty, left = generator.random(2)
    day = first + (left * in_force(first).days_to_fill if empty < in_force(first).empty_share else 0.0)
    turns = []
    while day < min(last, until):
        leaves = _leaving_day(day, -math.log1p(-generator.random()), starts, rates)
        if int(day) + 1 <= min(leaves, last):  # else gone before a day was over
            turns.append(Turn(day, min(leaves, last)))
        if leaves >= last:
            break
        day = leaves + in_force(leaves).days_to_fill
    return turns


def _leaving_day(day: float, hazard: float, starts: np.ndarray, rates: np.ndarray) -> float:
    """The day on which the hazard summed from ``day`` reaches ``hazard``; inf if it never does."""
    ends = np.append(starts[1:], math.inf)
    for begin, end, rate in zip(np.maximum(starts, day), ends, rates, strict=True):
        if end <= begin:
            continue
        if rate > 0 and begin + hazard / rate <= end:
            return float(begin + hazard / rate)
        hazard -= rate * (end - begin) if rate > 0 else 0.0
    return math.inf
