"""Leavers, empty posts and starters: who is in a post, from which day to which.

A post alternates between a worker, who leaves at a constant rate, and an empty spell as long as
the role takes to fill. It is in the middle of this on day one, and so is a post created later:
it is empty with the long-run probability, for what is left of the spell.

For a leaving rate r and a spell T the long-run empty share is v = rT / (1 + rT) (alternating
renewal process; S. M. Ross, Stochastic Processes, 2nd edition, section 3.4). A config gives
either r or v.

Terms may alter from a date. A worker then leaves at the new rate from that day on, and an empty
post is filled at the new pace: each day takes 1 / T of the way from leaver to starter, by the T of
that day. So a post half-way to being filled when T falls from sixteen weeks to eight is filled in
four. While nobody is hired no way is made: what was done before is kept, and a post that empties
meanwhile is filled T after the end. A post created meanwhile is empty until then too.
"""

import math
from bisect import bisect_right
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

import numpy as np

from sim.scenario.staffing import Role
from sim.scenario.timeline import Service
from sim.units import DAYS_PER_YEAR, MINUTES_PER_DAY
from sim.workforce.grid import role_at


@dataclass(frozen=True, slots=True)
class Leaving:
    """How a role's posts empty and fill: leaving rate [1/day], days to fill, long-run empty share, or no hiring."""

    rate: float
    days_to_fill: float
    empty_share: float
    hiring: bool = True


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's time in a post: first day, day after the last (inf if they stay), both exact."""

    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class Terms:
    """A role's terms from each date on.

    Attributes
    ----------
    starts
        First day of each, rising from 0. Length [epochs].
    leaving
        The terms from that day to the next. Length [epochs].
    """

    starts: tuple[float, ...]
    leaving: tuple[Leaving, ...]

    def at(self, day: float) -> Leaving:
        """The terms in force on a day."""
        return self.leaving[max(bisect_right(self.starts, day) - 1, 0)]

    def spells(self, day: float) -> list[tuple[float, float, Leaving]]:
        """From a day on: first day, day after the last, and terms of each stretch."""
        ends = (*self.starts[1:], math.inf)
        stretches = zip(self.starts, ends, self.leaving, strict=True)
        return [(max(begin, day), end, terms) for begin, end, terms in stretches if max(begin, day) < end]


def terms_of(service: Service, role_name: str) -> Terms:
    """The terms of a role by date; a date that alters none of them is left out."""
    found = ((max(epoch.start, 0), leaving_of(role_at(service, role_name, epoch.start))) for epoch in service.epochs)
    kept = [next(each) for _, each in groupby(found, key=itemgetter(1))]
    return Terms(tuple(start / MINUTES_PER_DAY for start, _ in kept), tuple(leaving for _, leaving in kept))


def leaving_of(role: Role) -> Leaving:
    """Leaving rate, days to fill and empty share by the role's turnover or its net vacancy share."""
    days = float(role.weeks_to_fill) * 7 if role.weeks_to_fill is not None else 0.0
    if role.net_vacancy_share is not None and float(role.net_vacancy_share) > 0:
        share = float(role.net_vacancy_share)
        return Leaving(share / (days * (1 - share)), days, share, role.hiring)
    if role.turnover_per_year is not None and float(role.turnover_per_year) > 0:
        rate = float(role.turnover_per_year) / DAYS_PER_YEAR
        return Leaving(rate, days, rate * days / (1 + rate * days), role.hiring)
    return Leaving(0.0, days, 0.0, role.hiring)


def empty_at_first(leaving: Leaving, first: float) -> float:
    """Chance that a post is empty on its first day; on day one nobody has yet been kept from hiring."""
    return leaving.empty_share if leaving.hiring or first <= 0 else 1.0


def draw_turns(
    terms: Terms, generator: np.random.Generator, *, funded: tuple[float, float], until: float
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
    empty, left = generator.random(2)
    at_first = empty_at_first(terms.at(first), first)
    day = first
    if empty < at_first:
        day = _filling_day(first, left if at_first < 1 else 1.0, terms)
    turns = []
    while day < min(last, until):
        leaves = _leaving_day(day, -math.log1p(-generator.random()), terms)
        if int(day) + 1 <= min(leaves, last):  # else gone before a day was over
            turns.append(Turn(day, min(leaves, last)))
        if leaves >= last:
            break
        day = _filling_day(leaves, 1.0, terms)
    return turns


def _leaving_day(day: float, hazard: float, terms: Terms) -> float:
    """The day on which the hazard summed from ``day`` reaches ``hazard``; inf if it never does."""
    for begin, end, leaving in terms.spells(day):
        rate = leaving.rate
        if rate > 0 and begin + hazard / rate <= end:
            return begin + hazard / rate
        hazard -= rate * (end - begin) if rate > 0 else 0.0
    return math.inf


def _filling_day(day: float, way: float, terms: Terms) -> float:
    """The day on which a post that is empty on ``day``, with ``way`` (0 to 1) to go, is filled; inf if never."""
    for begin, end, leaving in terms.spells(day):
        if not leaving.hiring:
            continue
        if begin + way * leaving.days_to_fill <= end:
            return begin + way * leaving.days_to_fill
        way -= (end - begin) / leaving.days_to_fill
    return math.inf
