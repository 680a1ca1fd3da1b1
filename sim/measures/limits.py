"""Limits on waits: so many minutes, or so many working days."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from sim.demand.tables import Ints
from sim.measures.registry import within_name, within_working_days_name
from sim.scenario.calendar import is_working_day, next_working_day
from sim.scenario.service import Target
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, NEVER

if TYPE_CHECKING:
    from sim.measures.trace import Trace


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

    def last_minutes(self, service: Service, start: Ints) -> Ints:
        """The last minute within the limit for clocks begun at ``start``; NEVER where not begun. Shape as ``start``.

        Working days are Monday to Friday without bank holidays. The limit of n of them ends with the
        n-th working day after the first one on or after the start: what starts on a day off is taken
        to start on the next working day.
        """
        if self.working_days < 0:
            return np.where(start < NEVER, start + self.minutes, NEVER)
        found = np.full(len(start), NEVER, dtype=np.int64)
        begun = start < NEVER
        if begun.any():
            day = start[begun] // MINUTES_PER_DAY
            days = np.arange(day.min(), day.max() + 1)
            last = _working_days_on(service, next_working_day(service, days), self.working_days)
            found[begun] = ((last + 1) * MINUTES_PER_DAY - 1)[day - days[0]]
        return found


def judged(run: "Trace", name: str, limit: Limit) -> Ints:
    """How many waits of a clock were within a limit, late, or are not judged, by key of cohorts [keys, verdicts].

    Only cases whose limit has passed by the horizon are asked: all of them are decided. To take the
    quick ones of the last weeks as well would flatter the share. A case that left within the limit is
    not judged; one that left later was not within it.
    """
    from sim.measures.wait_kernels import judge

    measured = run.clock(name)
    last = limit.last_minutes(run.service, measured.start)
    return judge(measured, last, run.cohorts.key, len(run.cohorts.cells), run.log.horizon)


def _working_days_on(service: Service, days: Ints, number: int) -> Ints:
    """The day that lies so many working days after each of some working days."""
    # A fortnight holds five working days even at Christmas.
    span = np.arange(int(days.min()), int(days.max()) + 14 * (number // 5 + 2), dtype=np.int64)
    working = span[is_working_day(service, span)]
    found: Ints = working[np.searchsorted(working, days) + number]
    return found
