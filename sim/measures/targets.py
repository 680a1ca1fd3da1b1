"""The scenario's targets: the share that keeps each promise, and whether it is enough."""

import numpy as np

from sim.measures.groupings import members
from sim.measures.limits import Limit
from sim.measures.milestones import clock
from sim.measures.record import Record, record
from sim.measures.trace import Trace
from sim.measures.waits import receipt_cohorts, share_within

_ROUNDING = 1e-12


def target_records(run: Trace) -> list[Record]:
    """Share within each target, whether it is met, and the cases it is judged on, by year of receipt."""
    found: list[Record] = []
    for target in run.service.base.target:
        measured = clock(run, target.clock)
        asked = members(run, streams=target.streams, work_types=target.work_types, priorities=target.priorities)
        last = Limit.of(target).last_minutes(run.service, measured.start)
        counts = asked[measured.case] & measured.begun
        for period, labels in receipt_cohorts(run, measured.case):
            code = np.where(counts, period, -1)
            share, given, number = share_within(run, measured, code, codes=len(labels), last=last)
            for cell in np.flatnonzero(given):
                met = float(share[cell] >= target.share.value - _ROUNDING)
                for measure, value in (("share", share[cell]), ("met", met), ("cases", number[cell])):
                    found.append(record(f"target_{measure}", value, labels[cell], activity=target.label))
    return found
