"""Limits on waits: so many minutes, or so many working days."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from sim.demand.tables import Ints
from sim.measures.registry import within_name, within_working_days_name
from sim.scenario.calendar import is_working_day, next_working_day
from sim.scenario.once import once_for_each
from sim.scenario.service import Target
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY


@dataclass(frozen=True, slots=True, order=True)
class Limit:
    """A limit on a wait, in minutes or in working days (the other is -1)."""

    minutes: int = -1
    working_days: int = -1

    @classmethod
    def of(cls, target: Target) -> Self:
        """The limit of a target."""
        if target.working_days is not None:
            return cls(working_days=int(target.working_days.value))
        return cls(minutes=target.minutes)

    def measure(self, clock: str) -> str:
        """Name of the measure of a clock's share within the limit."""
        if self.working_days >= 0:
            return within_working_days_name(clock, self.working_days)
        return within_name(clock, self.minutes)

    def last_minutes(self, service: Service, days: Ints) -> Ints:
        """The last minute within the limit, one of working days, for clocks begun on some days. Shape as ``days``.

        Working days are Monday to Friday without bank holidays. The limit of n of them ends with the
        n-th working day after the first one on or after the start: what starts on a day off is taken
        to start on the next working day.
        """
        last = _working_days_on(service, next_working_day(service, days), self.working_days)
        return (last + 1) * MINUTES_PER_DAY - 1


@once_for_each
def limits_of(service: Service, name: str) -> tuple[Limit, ...]:
    """The limits on a clock that the scenario's targets and comparators speak of."""
    of_targets = [Limit.of(target) for target in service.base.target if target.clock == name]
    published = [
        Limit(minutes=round(item.days * MINUTES_PER_DAY))
        for item in service.base.comparator
        if item.clock == name and item.days is not None
    ]
    return tuple(sorted({*of_targets, *published}))


def tabled(limits: Sequence[Limit], service: Service, first: int) -> tuple[Ints, Ints, int]:
    """Limits in numbers.

    Parameters
    ----------
    first
        The first minute at which a clock begins.

    Returns
    -------
    tuple
        Minutes of each limit, -1 for working days [limits]; the last minute of those of working days for clocks begun
        on each day of the run, or before it [limits, days]; the first of these days.
    """
    first_day = min(first, 0) // MINUTES_PER_DAY
    days = np.arange(first_day, service.horizon // MINUTES_PER_DAY + 1)
    ends = [limit.last_minutes(service, days) if limit.working_days >= 0 else np.zeros_like(days) for limit in limits]
    minutes = np.array([limit.minutes for limit in limits], dtype=np.int64)
    return minutes, np.array(ends, dtype=np.int64).reshape(len(limits), len(days)), first_day


def _working_days_on(service: Service, days: Ints, number: int) -> Ints:
    """The day that lies so many working days after each of some working days."""
    # A fortnight holds five working days even at Christmas.
    span = np.arange(int(days.min()), int(days.max()) + 14 * (number // 5 + 2), dtype=np.int64)
    working = span[is_working_day(service, span)]
    found: Ints = working[np.searchsorted(working, days) + number]
    return found
