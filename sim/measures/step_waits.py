"""Waits of single steps, from ready to the first start: where on the pathway the time goes."""

from collections.abc import Iterator

import numpy as np

from sim.demand.tables import Ints
from sim.measures.cohorts import Cohorts, cohorts_of
from sim.measures.groupings import Groups, dimensions, placed, profiles_of
from sim.measures.quantiles import Waits, wait_order, wait_quantiles
from sim.measures.record import Records, records, who
from sim.measures.registry import WHOLE_RUN
from sim.measures.rows import told
from sim.measures.trace import Trace
from sim.scenario.pathway import AWAIT, GATE, KINDS, WORK
from sim.units import MINUTES_PER_DAY, NEVER

_STARTED, _LEFT, _UNSTARTED = range(3)
_MEASURES = ("step_wait_mean_days", "step_wait_p90_days", "steps_ready", "steps_unstarted", "steps_left")


def step_wait_records(run: Trace) -> Records:
    """Waits of work, gates and awaits by activity and by the role asked for first, by year of becoming ready."""
    return Records.joined(_records(run))


def _records(run: Trace) -> Iterator[Records]:
    log = run.log
    # A step handed back goes on in a later visit; its wait is that for the first start.
    waits = np.isin(np.arange(len(KINDS)), (WORK, GATE, AWAIT))[run.visit_kind]
    visit = np.flatnonzero(run.is_first & waits & (log.ready >= run.measured_from))
    ready, end = log.ready[visit], run.wait_to[visit]
    state = np.where(log.start[visit] < NEVER, _STARTED, np.where(end < NEVER, _LEFT, _UNSTARTED))
    wait = np.minimum(end, log.horizon) - ready
    groups = _groups(run, run.visit_step[visit])
    cohorts = _by_year(run, groups, ready)
    counts = cohorts.count(slice(None), state, 3)
    number = counts.sum(axis=0)
    total = cohorts.count(slice(None), np.zeros_like(state), 1, weight=wait)[0]
    order = wait_order(wait, state == _STARTED)
    in_order = Waits(wait[order], (state == _STARTED)[order], cohorts.key[order], cohorts.cells)
    (p90,) = cohorts.by_code(wait_quantiles(in_order, codes=cohorts.codes, at=(0.9,)))
    mean = total / np.maximum(number, 1) / MINUTES_PER_DAY
    values = np.stack((mean, p90 / MINUTES_PER_DAY, number, counts[_UNSTARTED], counts[_LEFT]), axis=-1)
    years = slice(len(run.years))
    for dimension in groups.dimensions:
        for periods in (years, slice(years.stop, None)):
            yield records(
                _MEASURES,
                values[periods, dimension.places],
                axes="period group measure",
                groups=dimension.groups,
                periods=cohorts.labels[periods],
                there=(number > 0)[periods, dimension.places, None],
            )


def _groups(run: Trace, step: Ints) -> Groups:
    """Each activity, and each role asked for first, of the steps."""
    activities, roles = run.service.activities, run.reporting_roles
    columns = (run.demand.activity[step], told(run.role_of_list, run.demand.skill_list[step]))
    sizes = (len(activities), len(roles))
    profile, codes = profiles_of(columns, sizes, np.ones(len(step), dtype=np.bool_))
    names = (tuple(who(activity=name) for name in activities), tuple(who(role=name) for name in roles))
    parts = dimensions(names)
    return Groups(parts, profile, codes, placed(parts, tuple(codes)))


def _by_year(run: Trace, groups: Groups, ready: Ints) -> Cohorts:
    year = run.years.of(ready)
    year[year < 0] = len(run.years)
    labels = (*run.years.labels, WHOLE_RUN)
    return cohorts_of(groups, year, labels, np.ones(len(labels), dtype=np.bool_))
