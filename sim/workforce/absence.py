"""Leave, training and sickness: which of the days a worker is due in they miss.

Each kind is placed on days still worked, leave first, then training, then sickness, so nothing
is counted twice. Yearly numbers are for a full-time post and a whole year; a part-timer, a
starter and a leaver have the part that their own days are of a full-timer's. A part of a day is
made whole by chance with the right mean. Spells go round the end of the year, as if the tail of
one spell and the head of another met there: otherwise April and March would be absence-free.
"""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from sim.scenario.people import MONTHS
from sim.scenario.staffing import Absence
from sim.workforce.grid import Flags, Floats
from sim.workforce.spells import place

LONG_LEAVE_WEEKS: Final = 2
"""Assumption: a year's leave is one fortnight, then single weeks, then the odd days together."""

KINDS: Final = ("leave", "training", "sickness")

SICKNESS_SPELLS: Final = 4
"""Assumption: a year's sickness comes in at most four spells, each half of what is left."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """Days a full-time post misses in a whole year with ``due`` working days, and how sickness is spread."""

    due: int
    leave: float
    training: float
    sickness: float
    sickness_none_share: float
    sickness_cv: float

    @property
    def missed_share(self) -> float:
        """Expected share of the due days that are missed."""
        return (self.leave + self.training + self.sickness) / self.due if self.due else 0.0


def allowance(terms: Absence, due: int) -> Allowance:
    """Expected days missed, kept within the ``due`` working days of the year."""
    leave = min(float(terms.leave_days), due)
    training = min(float(terms.training_days), due - leave)
    none = float(terms.sickness_none_share)
    most = max(due - leave - training, 0.0)
    sickness = min(float(terms.sickness_days), (1 - none) * most)
    return Allowance(due, leave, training, sickness, none, float(terms.sickness_cv))


def leave_weights(terms: Absence) -> Floats:
    """How likely leave is to begin in each month, relative to the others; 1 unless given. Shape [12]."""
    return np.array([float(terms.leave_months.get(month, 1.0)) for month in MONTHS])


def leave_spells(days: int, days_a_week: int) -> list[int]:
    """Lengths of the spells that ``days`` of leave are taken in, longest first."""
    long = min(days, LONG_LEAVE_WEEKS * days_a_week)
    weeks, odd = divmod(days - long, days_a_week)
    return [spell for spell in (long, *[days_a_week] * weeks, odd) if spell]


def sickness_spells(days: int) -> list[int]:
    """Lengths of the spells that ``days`` of sickness are taken in, longest first."""
    spells: list[int] = []
    while days and len(spells) < SICKNESS_SPELLS - 1:
        spells.append(-(-days // 2))
        days -= spells[-1]
    return [*spells, days] if days else spells


def whole(days: float, u: float) -> int:
    """A whole number of days with mean ``days``, by one uniform."""
    return math.floor(days + u)


def numbers_for(full_time: Allowance) -> int:
    """How many numbers each of ``KINDS`` is drawn with at most: two for its days, and one a spell."""
    return 3 + max(int(max(full_time.leave, full_time.training)), SICKNESS_SPELLS)


def take_year(free: Flags, weights: Floats, days_a_week: int, full_time: Allowance, numbers: list[list[float]]) -> None:
    """Take a year's leave, training and sickness, exact in total where the days are whole.

    Parameters
    ----------
    free
        The worker's due days, all of them free; those taken are marked so in place. Shape [n].
    weights
        Of each day to begin leave, as in :func:`.place`. Shape [n].
    full_time
        What a full-timer misses; the worker does the part that their due days are of a full-timer's.
    numbers
        What each of ``KINDS`` is drawn with.
    """
    of_leave, of_training, of_sickness = numbers
    left, part = free.size, free.size / full_time.due
    leave = leave_spells(min(whole(full_time.leave * part, of_leave[0]), left), days_a_week)
    left -= sum(leave)
    training = min(whole(full_time.training * part, of_training[0]), left)
    sick = part * sickness_days(of_sickness[0], full_time)
    sickness = sickness_spells(min(whole(sick, of_sickness[1]), left - training))
    place(free, leave, weights, of_leave[1 : 1 + len(leave)])
    place(
        free, [1] * training + sickness, np.ones(free.size),
        of_training[1 : 1 + training] + of_sickness[2 : 2 + len(sickness)],
    )  # fmt: skip


def sickness_days(u: float, full_time: Allowance) -> float:
    """Sick days of a full-time worker-year, by one uniform.

    None with probability ``sickness_none_share``; else one day and a lognormal number more, cut
    at the days there are to miss. The lognormal is set so that the mean holds after the cut.
    """
    none = full_time.sickness_none_share
    if u < none or full_time.sickness == 0:
        return 0.0
    mean = full_time.sickness / (1 - none)
    if mean <= 1:
        return mean
    from scipy.special import ndtri  # takes long to load, and whoever only reads timetables needs none

    most = full_time.due - full_time.leave - full_time.training
    spread = full_time.sickness_cv * mean / (mean - 1)
    mu, sigma = _lognormal(mean - 1, spread, most - 1)
    return 1 + min(math.exp(mu + sigma * float(ndtri((u - none) / (1 - none)))), most - 1)


@lru_cache(maxsize=256)
def _lognormal(mean: float, cv: float, most: float) -> tuple[float, float]:
    """Parameters of a lognormal with this cv whose mean is ``mean`` once cut at ``most``."""
    sigma = math.sqrt(math.log1p(cv * cv))
    low = math.log(mean) - sigma * sigma / 2
    high = low + 1
    while _cut_mean(high, sigma, most) < mean * (1 - 1e-9) and high < low + 100:
        high += 1
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if _cut_mean(middle, sigma, most) < mean else (low, middle)
    return low, sigma


def _cut_mean(mu: float, sigma: float, most: float) -> float:
    """Mean of the smaller of a lognormal and ``most`` (its limited expected value)."""
    from scipy.special import ndtr

    z = (math.log(most) - mu) / sigma
    return math.exp(mu + sigma * sigma / 2) * float(ndtr(z - sigma)) + most * float(ndtr(-z))
