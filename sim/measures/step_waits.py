"""Waits of single steps, from ready to the first start: where on the pathway the time goes."""

import numpy as np

from sim.measures.by_dimension import records_by_dimension
from sim.measures.cohorts import Cohorts, cohorts_of
from sim.measures.groupings import Groups, dimensions, placed
from sim.measures.periods import years
from sim.measures.quantiles import key_bits
from sim.measures.record import Records, who
from sim.measures.registry import WHOLE_RUN
from sim.measures.trace import Trace
from sim.scenario.once import once_for_each
from sim.scenario.timeline import Service
from sim.units import MINUTES_PER_DAY

_MEASURES = ("step_wait_mean_days", "step_wait_p90_days", "steps_ready", "steps_unstarted", "steps_left")


def step_wait_records(run: Trace) -> Records:
    """Waits of work, gates and awaits by activity and by the role asked for first, by year of becoming ready."""
    from sim.measures.wait_kernels import LEFT, RUNNING, step_waits

    log, demand = run.log, run.demand
    cohorts = _cohorts(run.service, run.reporting_roles)
    shape, bits = (len(run.service.activities), len(run.reporting_roles)), key_bits(len(cohorts.cells))
    # A step handed back goes on in a later visit; its wait is that for the first start.
    (number_of, minutes_of), rows = step_waits(
        (log.case, log.step, log.ready, log.start, log.finish), run.stays.marks,
        (demand.first, demand.activity, demand.skill_list), run.role_of_list, shape, run.years.edges, log.horizon, bits,
    )  # fmt: skip
    counts = cohorts.summed(number_of)
    number, total = counts.sum(axis=0), cohorts.summed(minutes_of).sum(axis=0)
    (p90,) = cohorts.quantiles(rows, (0.9,))
    mean = total / np.maximum(number, 1) / MINUTES_PER_DAY
    values = np.stack((mean, p90 / MINUTES_PER_DAY, number, counts[RUNNING], counts[LEFT]), axis=-1)
    return records_by_dimension(
        _MEASURES,
        values,
        axes="period group measure",
        order="dimension span period group measure",
        dimensions=cohorts.groups.dimensions,
        spans=tuple(labels for labels, _ in run.told),
        there=(number > 0)[..., None],
    )


@once_for_each
def _cohorts(service: Service, roles: tuple[str, ...]) -> Cohorts:
    """Each activity, and each reporting role asked for first, by year of becoming ready.

    What becomes ready in the last minute is in the whole run alone.
    """
    activities = service.activities
    activity, role = np.divmod(np.arange(len(activities) * (len(roles) + 1)), len(roles) + 1)
    codes = np.stack((activity, role - 1))
    parts = dimensions((tuple(who(activity=name) for name in activities), tuple(who(role=name) for name in roles)))
    labels = (*years(service).labels, WHOLE_RUN)
    none = np.zeros(0, dtype=np.int64)
    groups = Groups(parts, none, codes, placed(parts, tuple(codes)))
    return cohorts_of(groups, none, labels, np.ones(len(labels), dtype=np.bool_))
