"""Waits of single steps, from ready to the first start: where on the pathway the time goes."""

import numpy as np

from sim.measures.groupings import Grouping
from sim.measures.quantiles import wait_quantiles
from sim.measures.record import Record, record
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import tally
from sim.measures.trace import Trace
from sim.scenario.pathway import AWAIT, GATE, WORK
from sim.units import MINUTES_PER_DAY, NEVER


def step_wait_records(run: Trace) -> list[Record]:
    """Waits of work, gates and awaits by activity and by the role asked for first, by year of becoming ready."""
    log = run.log
    # A step handed back goes on in a later visit; its wait is that for the first start.
    waits = np.isin(run.kind[run.visit_step], (WORK, GATE, AWAIT))
    visit = np.flatnonzero(run.is_first & waits & (log.ready >= run.measured_from))
    step = run.visit_step[visit]
    end = run.wait_to[visit]
    started = log.start[visit] < NEVER
    left = ~started & (end < NEVER)
    wait = np.minimum(end, log.horizon) - log.ready[visit]
    activity = Grouping(run.demand.activity[step], tuple({"activity": name} for name in run.service.activities))
    role = Grouping(run.asked_for(step)[0], tuple({"role": name} for name in run.reporting_roles))
    year = run.years.of(log.ready[visit])
    found: list[Record] = []
    for grouping in (activity, role):
        size = len(grouping)
        for period, labels in ((year, run.years.labels), (np.zeros_like(year), (WHOLE_RUN,))):
            code = np.where((period >= 0) & (grouping.code >= 0), period * size + grouping.code, -1)
            codes = len(labels) * size
            number = tally(code, codes)
            late = tally(np.where(started | left, -1, code), codes)
            gone = tally(np.where(left, code, -1), codes)
            mean = tally(code, codes, wait) / np.maximum(number, 1) / MINUTES_PER_DAY
            p90 = wait_quantiles(code, wait, started, codes=codes, at=(0.9,))[0] / MINUTES_PER_DAY
            for cell in np.flatnonzero(number):
                columns, label = grouping.columns[cell % size], labels[cell // size]
                found += [
                    record("step_wait_mean_days", mean[cell], label, **columns),
                    record("step_wait_p90_days", p90[cell], label, **columns),
                    record("steps_ready", number[cell], label, **columns),
                    record("steps_unstarted", late[cell], label, **columns),
                    record("steps_left", gone[cell], label, **columns),
                ]
    return found
