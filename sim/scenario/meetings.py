"""When gates meet."""

import numpy as np

from sim.scenario.calendar import next_working_day, weekday_of
from sim.scenario.pathway import Gate
from sim.scenario.people import DAYS
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY, parse_time_of_day

INTERVAL_DAYS = {"week": 7, "fortnight": 14}


def gate_meetings(service: Service, gate: Gate) -> tuple[int, ...]:
    """Minutes at which a gate meets within the run.

    The first meeting is on the first such weekday of the run. A meeting due on a bank holiday is
    held at the same time on the next working day, and the rhythm stays as it was.
    """
    first = (DAYS.index(gate.day) - int(weekday_of(service, 0))) % 7
    due = np.arange(first, service.days, INTERVAL_DAYS[gate.every], dtype=np.int64)
    working = due if gate.day in DAYS[5:] else next_working_day(service, due)
    meetings = np.unique(working) * MINUTES_PER_DAY + parse_time_of_day(gate.time)
    return tuple(minute for minute in meetings.tolist() if minute < service.horizon)
