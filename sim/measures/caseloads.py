"""Caseloads: open cases a worker, and places held while nobody works on the case."""

import numpy as np

from sim.demand.tables import Ints
from sim.measures.by_dimension import records_by_dimension
from sim.measures.money import employed, overlap
from sim.measures.periods import Periods
from sim.measures.record import Records
from sim.measures.rows import Bools, tally
from sim.measures.trace import Trace

_MEASURES = ("open_cases_per_worker", "places_held_idle_share")


def caseload_records(run: Trace) -> Records:
    """By role and team, by year and for the whole run."""
    held, busy = run.lists.stocks["open_cases"].areas, run.lists.busy.areas
    holders = np.where(_holds_cases(run), run.worker_role, -1)
    return Records.joined(_of_periods(run, periods, holders, held, busy) for periods in (run.years, run.whole))


def _of_periods(run: Trace, periods: Periods, holders: Ints, held: Ints, busy: Ints) -> Records:
    """The same of some periods, given each worker's role if workers of that kind hold cases, and else -1."""
    of_staff, workforce = run.staff_groups, run.workforce
    groups = of_staff.of(holders, np.where(holders >= 0, workforce.team, -1))
    workers = overlap(*employed(run), periods.edges)
    workers[holders < 0] = 0
    employed_for = of_staff.sums(groups, workers)
    held, busy = run.between(held, periods), run.between(busy, periods)
    there = np.stack((employed_for > 0, held > 0), axis=-1)
    ratio = held / np.where(employed_for > 0, employed_for, 1)
    idle = 1 - busy / np.where(held > 0, held, 1)
    return records_by_dimension(
        _MEASURES,
        np.stack((ratio, idle), axis=-1),
        axes="group period measure",
        order="dimension group period measure",
        dimensions=of_staff.dimensions,
        spans=(periods.labels,),
        there=there,
    )


def _holds_cases(run: Trace) -> Bools:
    """Whether a worker has a number of caseload places, or is of a role that holds cases without limit [workers]."""
    workforce, holds = run.workforce, np.zeros(len(run.service.roles), dtype=np.bool_)
    holders = tally(run.log.allocated_to, workforce.workers) > 0
    holds[workforce.role[holders]] = True
    found: Bools = (workforce.places > 0) | holds[workforce.role]
    return found
